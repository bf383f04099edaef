"""What a CSV file or a sheet holds before anybody knows what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem, cell_name

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Cells", "Grid"]


@dataclass(slots=True, kw_only=True)
class Cells:
    """Cells of one table, and where they stand.

    Attributes
    ----------
    file
        File as the reader of a problem knows it.
    name
        Name of the sheet, where the file is a workbook.
    rows
        Cells of the rows that count: text, or what a sheet holds.
    numbers
        Row of each of `rows` as an editor counts it, from 1.
    broken
        Cells without a value that can be read, by row number and column index: the rule.
    """

    file: str
    name: str | None = None
    rows: list[list[Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    broken: dict[tuple[int, int], str] = field(default_factory=dict)

    def problem(
        self,
        code: str,
        row: int | None = None,
        index: int | None = None,
        *,
        column: str | None = None,
        value: object = None,
        expected: str | None = None,
        **params: object,
    ) -> Problem:
        """Return a problem that stands in this table; `index` counts columns from 0."""
        cell = None
        if self.name is not None and row is not None and index is not None:
            cell = cell_name(row, index + 1)
        return Problem(code, params, self.file, row, column, cell, value, expected, self.name)


@dataclass(slots=True, kw_only=True)
class Grid(Cells):
    """A table whose header is its first row; `rows` are those below, without blanks and comments.

    Attributes
    ----------
    header
        Column names; the row that they stand in is `header_row`.
    """

    header: Sequence[Any] = ()
    header_row: int = 1
