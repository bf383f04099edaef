"""What all rows of a list of projects share: columns, known names, how progress is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongqu.model.call_dictionary import plain
from tongqu.model.cells import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tongqu.io.calls_sheets import Sheet
    from tongqu.io.ledger_list_header import ListFrame, ListHeader
    from tongqu.model.ledger_listing import ListMapping

__all__ = ["ListContext", "Names"]


class Names:
    """Ids by every name that people use for them.

    Parameters
    ----------
    rows
        Records or mappings with ``id``, ``name`` and ``name_zh``.
    ours
        Words of the list's own, each with an id.

    Examples
    --------
    >>> names = Names([{"id": "roads", "name": "Roads office", "name_zh": "道路科"}])
    >>> names.find(" 道路科 "), names.find("水利局")
    ('roads', None)
    """

    def __init__(self, rows: Iterable[Any], ours: Mapping[str, str] | None = None) -> None:
        self._ids: dict[str, str] = {}
        self.labels: list[str] = []
        for row in rows:
            get = row.get if hasattr(row, "get") else lambda name, of=row: getattr(of, name, "")
            for name in ("id", "name", "name_zh"):
                if word := get(name):
                    self._ids.setdefault(plain(str(word)), str(get("id")))
                    self.labels.append(str(word))
        for word, name in (ours or {}).items():
            self._ids[plain(word)] = name

    def __bool__(self) -> bool:
        return bool(self._ids)

    def find(self, text: str) -> str | None:
        """Return the id of a name, or None."""
        return self._ids.get(plain(text))

    def inside(self, text: str) -> str | None:
        """Return the id of the one name that is part of a text, or None."""
        found = {name for word, name in self._ids.items() if len(word) > 1 and word in plain(text)}
        return found.pop() if len(found) == 1 else None

    def meant(self, text: str) -> str | None:
        """Return the name that was probably meant."""
        return nearest(text, self.labels) or next(
            (label for label in self.labels if label in text or text in label), None
        )


@dataclass(slots=True, kw_only=True)
class ListContext:
    """What all rows of a sheet share.

    Attributes
    ----------
    sheet, header, frame, mapping
        Where the rows stand and what their columns mean.
    units, places
        Names that are known.
    choices
        By field of the kind the names of its values, where it has a list of them.
    today
        The day on which the list is read.
    shares
        Whether numbers of the progress column are shares of one.
    mixed
        Whether the progress column has numbers on both sides of one.
    told
        Problems of a whole column that were told.
    header_words
        The headers, as they are compared.
    """

    sheet: Sheet
    header: ListHeader
    frame: ListFrame
    mapping: ListMapping
    units: Names
    places: Names
    choices: Mapping[str, Names] = field(default_factory=dict)
    today: date | None = None
    shares: bool = False
    mixed: bool = False
    told: set[tuple[str, int]] = field(default_factory=set)
    header_words: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.header_words = frozenset(plain(cell.text) for cell in self.header.cells)
