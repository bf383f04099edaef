"""What the columns of a list of projects mean: by a mapping, or by the words of its header."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_sheets import is_blank
from tongqu.io.header_search import has_values, search_header
from tongqu.io.ledger_list_cells import money_unit
from tongqu.io.ledger_list_dates import Base, read_list_day, year_in
from tongqu.model.call_dictionary import headers, plain
from tongqu.model.cells import CellError
from tongqu.model.ledger_listing import MappedColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.io.calls_sheets import Sheet
    from tongqu.model.ledger_listing import ListMapping

__all__ = ["AMOUNTS", "HeadCell", "ListFrame", "ListHeader", "find_list_header", "frame_of"]

TABLE = "project_list"
AMOUNTS = ("budget", "plan_amount", "done_amount")
SAYS_NOTHING = ("", "remark", "number")
SHORTEST = {True: 3, False: 7}  # letters of a word that may be part of a header, Chinese or not
_BRACKETS = re.compile(r"[(\[{<【〔［]([^)\]}>】〕］]*)[)\]}>】〕］]")
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:年度?)?")
_SO_FAR = re.compile(r"截至|截止|累计|以来|so far|until|cumulative")
_UNIT_SAID = re.compile(r"(?:单位|units?)\s*:\s*([^\s,;)]+(?:\s+(?:yuan|cny|rmb))?)")
_OF_DAY = re.compile(r"(?:截至|截止到?|as of|as at|until)\s*:?\s*([^,;()]{4,24})")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCell:
    """One column: where it stands, what its header says, what it means."""

    index: int
    text: str
    column: MappedColumn


@dataclass(slots=True, kw_only=True)
class ListHeader:
    """Columns of a sheet; `first` and `last` are the header's rows as indexes of its rows."""

    cells: list[HeadCell] = field(default_factory=list)
    first: int = 0
    last: int = 0

    @property
    def score(self) -> int:
        """Number of columns that say something."""
        said = {(cell.column.field, cell.column.year) for cell in self.cells}
        return sum(1 for name, _ in said if name not in SAYS_NOTHING)

    def has(self, name: str) -> bool:
        """Whether a column means this field."""
        return any(cell.column.field == name for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFrame:
    """What the words around a table say about all of it.

    Attributes
    ----------
    unit
        Unit of amounts whose column names none.
    year
        Year that the list is for.
    observed_on
        Day of which it says how things stand.
    """

    unit: str = ""
    year: int | None = None
    observed_on: date | None = None


def find_list_header(sheet: Sheet, mapping: ListMapping | None = None) -> ListHeader | None:
    """Return the header of a list, of one to three rows, or None where there is none."""
    known = None
    if mapping is not None:
        known = {plain(column.header): column for column in mapping.columns}

    def read(first: int, last: int) -> ListHeader:
        return _read(sheet, first, last, known)

    best = search_header(sheet, read, 1, _is_data)
    if best is None or not best.has("title") or len(best.cells) < 2:
        return None
    if best.last + 1 < len(sheet.rows) and _is_units(sheet.rows[best.last + 1]):
        deeper = read(best.first, best.last + 1)
        best = deeper if deeper.score >= best.score else best
    return best


def _is_data(row: Sequence[Any]) -> bool:
    """Whether a row has numbers other than the years that stand above yearly amounts."""
    years = [cell for cell in row if isinstance(cell, (int, float)) and 2000 <= cell <= 2100]
    others = [cell for cell in row if cell not in years]
    return has_values(others)


def _is_units(row: Sequence[Any]) -> bool:
    texts = [str(cell).strip("()（） ") for cell in row if not is_blank(cell)]
    return bool(texts) and all(money_unit(text) or text in ("%", "％") for text in texts)


def _read(sheet: Sheet, first: int, last: int, known: dict[str, MappedColumn] | None) -> ListHeader:
    header = ListHeader(first=first, last=last)
    rows = sheet.rows[first : last + 1]
    taken: set[tuple[str, int | None]] = set()
    for index in range(max(len(row) for row in rows)):
        levels = [_said(row[index]) if index < len(row) else "" for row in rows]
        said = [text for text in dict.fromkeys(levels) if text]
        if not said:
            continue
        text = " ".join(said)
        if known is not None:
            column = known.get(plain(text), MappedColumn(header=text))
        else:
            above = ""
            if len(rows) > 1 and not levels[0]:
                # Without merged cells a group's name stands over its first column only.
                above = next((s for cell in reversed(rows[0][:index]) if (s := _said(cell))), "")
            column = _meaning(text, said, above)
            place = (column.field, column.year)
            if column.field and place in taken:
                # Two headers of one meaning: the first counts, and a reader may say otherwise.
                column = MappedColumn(header=text, sure=False)
            taken.add(place)
        header.cells.append(HeadCell(index=index, text=text, column=column))
    return header


def _said(cell: Any) -> str:
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFKC", str(cell)).split())[:120]


def _meaning(text: str, said: Sequence[str], above: str) -> MappedColumn:
    """Return what a header means, by the dictionary's words."""
    whole = f"{above} {text}" if above else text
    unit = _unit_of(whole)
    so_far = _SO_FAR.search(whole)
    found = None if so_far else _YEAR.search(whole)
    year = int(found[1]) if found else None
    tries = [said[-1], text, f"{above}{said[-1]}", above if not _bare(said[-1]) else ""]
    names = [name for attempt in tries if (name := _bare(attempt))]
    known = headers(TABLE)
    name = next((known[word] for word in names if word in known), "")
    sure = bool(name)
    if not name:
        name = next((part for word in names if (part := _part(word))), "")
    if name == "budget" and year is not None:
        name, sure = "plan_amount", False
    if name not in ("plan_amount", "done_amount"):
        year = None
    if name not in AMOUNTS:
        unit = ""
    return MappedColumn(header=text, field=name, unit=unit, year=year, sure=sure or not name)


def _bare(text: str) -> str:
    """Return a header without years, brackets and units, as headers are compared."""
    text = _YEAR.sub("", _BRACKETS.sub("", text.casefold()))
    before, mark, after = text.rpartition(next((m for m in "/、,，" if m in text), "/"))
    if mark and (money_unit(after) or after.strip() == "%"):
        text = before
    return plain(text).rstrip("%")


def _unit_of(text: str) -> str:
    inside = _BRACKETS.findall(text.casefold())
    inside += re.split(r"[\s/,、]", text.casefold())[-1:]
    for word in reversed(inside):
        for part in re.split(r"[:,;，；]|单位", word):
            if money_unit(part):
                return part.strip()
    return ""


@cache
def _parts() -> tuple[tuple[str, str], ...]:
    words = headers(TABLE).items()
    long = [pair for pair in words if len(pair[0]) >= SHORTEST[not pair[0].isascii()]]
    return tuple(sorted(long, key=lambda pair: -len(pair[0])))


def _part(word: str) -> str:
    """Return the column whose longest word is part of a header; empty where none is."""
    return next((name for known, name in _parts() if known in word), "")


def frame_of(sheet: Sheet, header: ListHeader, today: date | None) -> ListFrame:
    """Return what titles above the header and the names of sheet and file say."""
    above = [_said(cell) for row in sheet.rows[: header.first] for cell in row]
    texts = [text for text in dict.fromkeys(above) if text]
    unit = observed = None
    for text in texts:
        if (found := _UNIT_SAID.search(text.casefold())) and money_unit(found[1]):
            unit = unit or found[1]
    year = _one_year(texts) or _one_year([sheet.name or ""]) or _one_year([sheet.file])
    for text in texts:
        if observed is None and (found := _OF_DAY.search(text.casefold())):
            try:
                observed = read_list_day(found[1], Base(year=year, today=today)).on
            except CellError:
                observed = None
    return ListFrame(unit=unit or "", year=year, observed_on=observed)


def _one_year(texts: Sequence[str]) -> int | None:
    found = {year for text in texts if (year := year_in(text)) is not None}
    return found.pop() if len(found) == 1 else None
