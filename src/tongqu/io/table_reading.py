"""From the cells of one table to its records, and everything that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem
from tongqu.io.csv_file import unprotect
from tongqu.model.cells import BAD, CellError, empty_value, nearest, read_column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tongqu.io.grid import Grid
    from tongqu.model.dictionary import ColumnSpec, TableSpec

__all__ = ["MOST_PROBLEMS", "TableRead", "read_table"]

MOST_PROBLEMS = 10_000  # of one table; a table of another kind has millions and says no more


@dataclass(slots=True, kw_only=True)
class TableRead:
    """What was read of one table.

    Attributes
    ----------
    grid
        The cells, for the places of later problems.
    columns
        Index of each known column in the header.
    rows
        Good records with their row numbers.
    ids
        Ids of all rows, `BAD` where there is none.
    problems
        What is wrong with the table and its cells.
    """

    grid: Grid
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, Any]] = field(default_factory=list)
    ids: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def locate(self, problem: Problem) -> Problem:
        """Return a problem between rows with file, sheet and cell of this table."""
        index = self.columns.get(problem.column or "")
        return self.grid.problem(
            problem.code,
            problem.row or None,
            index,
            column=problem.column,
            value=problem.value,
            expected=problem.expected,
            **problem.params,
        )


def read_table(
    grid: Grid, spec: TableSpec, as_text: Callable[[Any, str], str] | None = None
) -> TableRead:
    """Return the records of a table.

    Parameters
    ----------
    grid
        Its cells.
    spec
        Its columns.
    as_text
        Turns a cell into the text that a CSV file would have, given the column's type; by default
        the cells are text already.
    """
    read = TableRead(grid=grid)
    fits = _read_header(read, spec)
    even = _even_rows(read)
    if not fits and not read.columns:
        return read
    wrong = _BadCells(read)
    values: dict[str, list[Any]] = {}
    cells = list(zip(*grid.rows, strict=True)) or [()] * len(grid.header)
    for column in spec.columns:
        index = read.columns.get(column.name)
        if index is None:
            if not column.required:
                values[column.name] = [empty_value(column)] * len(grid.rows)
            continue
        values[column.name] = _read_cells(column, index, cells[index], even, as_text, wrong)
    wrong.report()
    read.ids = values.get("id", [BAD] * len(grid.rows))
    if fits:
        good = [ok and n not in wrong.rows for n, ok in enumerate(even)]
        make = spec.record_type
        names = tuple(values)
        records = [
            make(**dict(zip(names, row, strict=True)))
            for row in compress(zip(*values.values(), strict=True), good)
        ]
        read.rows = list(zip(compress(grid.numbers, good), records, strict=True))
    return read


def _read_header(read: TableRead, spec: TableSpec) -> bool:
    """Note where the columns stand; return whether records can be made."""
    grid, problems = read.grid, read.problems
    row = grid.header_row
    names = ["" if name is None else unprotect(str(name)).strip() for name in grid.header]
    while names and not names[-1]:
        names.pop()
    grid.header = names
    if len(names) == 1 and (separator := _other_separator(names[0])):
        problems.append(grid.problem("wrong_separator", row, value=separator, expected=","))
        return False
    fits = True
    for index, name in enumerate(names):
        if name in spec.by_name and name not in read.columns:
            read.columns[name] = index
            continue
        fits = False
        if name in read.columns:
            problems.append(grid.problem("duplicate_column", row, index, column=name))
        elif name:
            meant = nearest(name, spec.by_name)
            where = {"column": name, "value": name, "expected": meant}
            problems.append(grid.problem("unknown_column", row, index, table=spec.name, **where))
        else:
            problems.append(grid.problem("empty_column_name", row, index))
    for column in spec.columns:
        if column.required and column.name not in read.columns:
            fits = False
            problems.append(grid.problem("missing_column", row, column=column.name))
    return fits


def _other_separator(text: str) -> str | None:
    return next((mark for mark in (";", "\t", "|", "，") if mark in text), None)


def _even_rows(read: TableRead) -> list[bool]:
    """Give every row the header's length; return which ones had it."""
    grid = read.grid
    width = len(grid.header)
    even = [True] * len(grid.rows)
    ragged = 0
    for index, row in enumerate(grid.rows):
        extra = len(row) - width
        if extra == 0:
            continue
        if extra > 0 and not any(str(cell).strip() for cell in row[width:]):
            del row[width:]
            continue
        even[index] = False
        ragged += 1
        if ragged <= MOST_PROBLEMS:
            code = "too_many_columns" if extra > 0 else "too_few_columns"
            read.problems.append(
                grid.problem(code, grid.numbers[index], cells=len(row), columns=width)
            )
        del row[width:]
        row.extend([""] * -extra)
    return even


class _BadCells:
    """Collects bad cells, and tells of the first ten thousand of them."""

    def __init__(self, read: TableRead) -> None:
        self.rows: set[int] = set()
        self._read = read
        self._found: list[tuple[int, int, Problem]] = []
        self._count = 0

    def add(self, row: int, index: int, column: str, text: object, error: CellError) -> None:
        """Note a bad cell; `row` and `index` count from 0."""
        self.rows.add(row)
        self._count += 1
        if self._count <= MOST_PROBLEMS:
            grid = self._read.grid
            problem = Problem(
                error.code,
                error.params,
                grid.file,
                grid.numbers[row],
                column,
                grid.problem("", grid.numbers[row], index).cell,
                shorten(text),
                error.expected,
                grid.name,
            )
            self._found.append((row, index, problem))

    def report(self) -> None:
        """Hand the problems over, row by row."""
        self._found.sort(key=lambda found: found[:2])
        self._read.problems += [problem for _, _, problem in self._found]
        if self._count > MOST_PROBLEMS:
            more = self._count - MOST_PROBLEMS
            self._read.problems.append(self._read.grid.problem("too_many_problems", count=more))


def shorten(value: object) -> object:
    """Return a value as a problem shows it: long text is cut."""
    return value[:120] + "…" if isinstance(value, str) and len(value) > 121 else value


def _read_cells(
    column: ColumnSpec,
    index: int,
    cells: Sequence[Any],
    even: Sequence[bool],
    as_text: Callable[[Any, str], str] | None,
    wrong: _BadCells,
) -> list[Any]:
    grid = wrong._read.grid  # noqa: SLF001
    if as_text is not None:
        texts = [as_text(cell, column.type) for cell in cells]
    else:
        texts = [unprotect(cell) if cell[:1] == "'" else cell for cell in cells]
        if column.type == "text":
            texts = [_lines(text) if "\r" in text else text for text in texts]
    values, faults = read_column(column, texts)
    broken = {row for row, at in grid.broken if at == index}
    for row, text in enumerate(texts) if faults else ():
        if text in faults and even[row] and grid.numbers[row] not in broken:
            wrong.add(row, index, column.name, text, faults[text])
    for row in range(len(texts)) if broken else ():
        code = grid.broken.get((grid.numbers[row], index))
        if code:
            values[row] = BAD
            wrong.add(row, index, column.name, None, CellError(code))
    return values


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
