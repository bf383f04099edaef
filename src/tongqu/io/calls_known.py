"""Rows of a region found by id, by name, or by the words that people use for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from tongqu.io.calls_times import with_digits
from tongqu.model.call_dictionary import plain, words
from tongqu.model.cells import CellError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tongqu.model import Region

__all__ = ["Found", "Known", "in_words", "usual_class"]

MOST_NAMED = 4  # of several rows that fit, so many are named
MOST_HINTS = 8
_BERTH_NUMBER = re.compile(
    r"^(?P<before>.*?)(?:no\.?|#|第)?(?P<number>\d+)(?:号|#|泊位|berth|位)*$"
)


class Found(NamedTuple):
    """An id, and whether the words for it leave no doubt."""

    id: str
    sure: bool


def in_words(kind: str, text: str) -> Found | None:
    """Return what a word of a kind means, as `tongqu.model.call_dictionary.words` has it.

    Examples
    --------
    >>> in_words("packing", "散装"), in_words("operation", "卸煤")
    (Found(id='bulk', sure=True), Found(id='discharge', sure=False))
    """
    known = words(kind)
    key = plain(text) or text.strip()
    if key in known:
        return Found(known[key].meaning, known[key].sure)
    inside = [word for word in known if not word.isascii() and word in key]
    if not inside:
        return None
    meanings = {known[word].meaning for word in inside}
    if len(meanings) > 1:
        longest = max(inside, key=len)
        return Found(known[longest].meaning, False)
    return Found(meanings.pop(), False)


class Known:
    """Finds rows of a region.

    Parameters
    ----------
    region
        The region.
    terminal
        Only berths and crane pools of this terminal; empty: of all.
    """

    def __init__(self, region: Region, terminal: str = "") -> None:
        self.region = region
        self.terminal = terminal
        self._names: dict[str, list[tuple[str, str, str]]] = {}

    def rows(self, table: str) -> Sequence[Any]:
        """Return the rows of a table that may be meant."""
        rows: Sequence[Any] = getattr(self.region, table, ())
        if self.terminal and table in ("berths", "crane_pools", "quays"):
            return [row for row in rows if row.terminal_id == self.terminal]
        return rows

    def find(self, table: str, text: str) -> Found:
        """Return the row that a text means.

        Raises
        ------
        CellError
            If there is none, or more than one.
        """
        key = plain(with_digits(text))
        names = self._known_names(table)
        exact = {id_ for id_, *spoken in names if key in (plain(id_), *spoken)}
        if len(exact) == 1:
            return Found(exact.pop(), True)
        meant = exact or self._similar(table, key)
        if len(meant) == 1:
            return Found(next(iter(meant)), False)
        if meant:
            some = sorted(meant)
            shown = ", ".join(some[:MOST_NAMED]) + (" …" if len(some) > MOST_NAMED else "")
            raise CellError("ambiguous_name", some[0], table=table, candidates=shown)
        raise CellError("unknown_id", self._hint(table, text), table=table)

    def _known_names(self, table: str) -> list[tuple[str, str, str]]:
        if table not in self._names:
            self._names[table] = [
                (row.id, plain(with_digits(row.name)), plain(with_digits(row.name_zh)))
                for row in self.rows(table)
            ]
        return self._names[table]

    def _hint(self, table: str, text: str) -> str | None:
        ids = [row.id for row in self.rows(table)]
        some = ", ".join(ids[:MOST_HINTS]) + (" …" if len(ids) > MOST_HINTS else "")
        return nearest(text, ids) or some or None

    def _similar(self, table: str, key: str) -> set[str]:
        if table == "commodities":
            found = self._by_synonym(key)
            if found:
                return found
        if table == "berths":
            return self._berths(key)
        if len(key) < 2:
            return set()
        names = self._known_names(table)
        fits = {
            id_
            for id_, *spoken in names
            if any(len(name) > 1 and (name in key or key in name) for name in spoken)
        }
        if table == "vessel_classes" and len(fits) > 1:
            # 500吨级 is a barge of the river before it is a vessel that also goes to sea.
            inland = {row.id for row in self.rows(table) if tuple(row.waters) == ("waterway",)}
            return fits & inland or fits
        return fits

    def _by_synonym(self, key: str) -> set[str]:
        known = words("commodity")
        ids = {row.id for row in self.rows("commodities")}
        if key in known and known[key].meaning in ids:
            return {known[key].meaning}
        inside = [w for w in known if not w.isascii() and w in key and known[w].meaning in ids]
        if not inside:
            return set()
        longest = max(map(len, inside))
        return {known[word].meaning for word in inside if len(word) == longest}

    def _berths(self, key: str) -> set[str]:
        """Return berths by number, such as 3# or 二期3号."""
        key = key.replace("二期", "2期").replace("一期", "1期")
        found = _BERTH_NUMBER.match(key)
        if not found:
            return set()
        before = re.sub(r"泊位|berth|码头|[#第]|no$", "", found["before"])
        number = int(found["number"])
        fits = set()
        for row in self.rows("berths"):
            spoken = [plain(row.name_zh), plain(row.name), plain(row.id)]
            spoken = [name.replace("二期", "2期").replace("一期", "1期") for name in spoken]
            numbers = [_last_number(name) for name in spoken]
            if number in numbers and (not before or any(before in name for name in spoken)):
                fits.add(row.id)
        return fits


def _last_number(name: str) -> int | None:
    found = re.findall(r"\d+", name)
    return int(found[-1]) if found else None


def usual_class(
    known: Known, packing: str, load_t: float, load_teu: float, length_m: float | None = None
) -> str | None:
    """Return the smallest inland vessel class that carries a load, if there is one.

    Where the vessel's own length is known, the class whose length is nearest counts instead.
    """
    fits: Iterable[Any] = (
        row
        for row in known.rows("vessel_classes")
        if "waterway" in row.waters
        and (not packing or packing in row.packings)
        and row.dwt_t >= load_t
        and row.capacity_teu >= load_teu
    )

    def size(row: Any) -> tuple[float, float, str]:
        return (abs(row.length_m - length_m) if length_m else 0.0, row.dwt_t, row.id)

    best = min(fits, key=size, default=None)
    return best.id if best is not None else None
