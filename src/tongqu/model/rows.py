"""The rows that the rules between tables look at, and what the rules say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

from tongqu.model.cells import nearest

__all__ = ["Finding", "Rows"]

MOST_WORDS = 3000  # among which the one that was meant is looked for
MOST_LOOKUPS = 300  # a region with more mistakes than these needs no more hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule between rows that is broken: which row and column, and what would be right."""

    code: str
    table: str
    row: int
    column: str | None = None
    value: object = None
    expected: str | None = None
    params: dict[str, object] = field(default_factory=dict)


class Rows:
    """The rows whose own cells are right, with their numbers, and every id that was seen.

    Parameters
    ----------
    good
        Rows by table, each with the number that a reader of the file knows it by.
    ids
        Ids of all rows, also of those with a bad cell: a reference to such a row is no error.
    unread
        Tables of which nothing is known, because their file could not be read.
    """

    def __init__(
        self,
        good: Mapping[str, Sequence[tuple[int, Any]]],
        ids: Mapping[str, Sequence[Any]],
        unread: Iterable[str] = (),
    ) -> None:
        self._good = good
        self._ids = {
            table: frozenset(entry for entry in seen if isinstance(entry, str))
            for table, seen in ids.items()
        }
        self._counts = {table: len(seen) for table, seen in ids.items()}
        self._unread = frozenset(unread)
        self._by_id: dict[str, dict[str, Any]] = {}
        self._meant: dict[tuple[str, str], str | None] = {}

    def __call__(self, table: str) -> Sequence[tuple[int, Any]]:
        """Return the rows of a table as pairs of number and record."""
        return self._good.get(table, ())

    def ids(self, table: str) -> frozenset[str]:
        """Return the ids of a table."""
        return self._ids.get(table, frozenset())

    def meant(self, word: str, *tables: str) -> str | None:
        """Return the id of one of these tables that was probably meant, if that is easy to tell."""
        key = (word, tables[0])
        if key not in self._meant:
            if len(self._meant) >= MOST_LOOKUPS:
                return None
            ids = frozenset().union(*(self.ids(table) for table in tables))
            self._meant[key] = nearest(word, ids) if len(ids) <= MOST_WORDS else None
        return self._meant[key]

    def unread(self, table: str) -> bool:
        """Whether nothing is known of a table."""
        return table in self._unread

    def complete(self, *tables: str) -> bool:
        """Whether no row of these tables was left out because of a bad cell."""
        return all(
            table not in self._unread and len(self(table)) == self._counts.get(table, 0)
            for table in tables
        )

    def by_id(self, table: str) -> Mapping[str, Any]:
        """Return the rows of a table by their id."""
        if table not in self._by_id:
            self._by_id[table] = {row.id: row for _, row in self(table)}
        return self._by_id[table]
