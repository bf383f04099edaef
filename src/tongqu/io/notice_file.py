"""A notice of holidays and make-up working days, from a small CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tongqu.calendars import Notice
from tongqu.errors import BadValueError, DatasetError, NotFoundError, Problem
from tongqu.io.csv_file import read_csv, unprotect
from tongqu.model.cells import CellError, nearest, parse_text
from tongqu.model.dictionary import ColumnSpec

if TYPE_CHECKING:
    import os
    from typing import Any

    from tongqu.io.grid import Grid

__all__ = ["load_notice"]

NAMES = {
    "date": ("date", "日期"),
    "working": ("working", "上班", "是否上班"),
    "hours": ("hours", "时间", "上班时间"),
    "note": ("note", "说明", "备注"),
}
COLUMNS = {name: column for column, names in NAMES.items() for name in names}
REQUIRED = ("date", "working")
YES, NO = ("是", "上班", "班"), ("否", "放假", "休")


def load_notice(path: str | os.PathLike[str], *, year: int | None = None) -> Notice:
    r"""Read a notice of a year's holidays.

    Parameters
    ----------
    path
        A CSV file (UTF-8 or GBK) with the columns ``date``, ``working`` (true or false) and, if
        need be, ``hours`` (``08:30-12:00,13:30-17:30``, for a day that is worked differently) and
        ``note``; or 日期, 上班 (是 or 否), 时间, 说明. Days that it does not name are as their
        weekday is.
    year
        The year that it announces; by default the one that most of its days lie in.

    Raises
    ------
    tongqu.errors.DatasetError
        With everything that is wrong, each with file, row, column and a right value.
    tongqu.errors.NotFoundError
        If there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "2027.csv")
    >>> _ = file.write_text("date,working,note\n2027-01-01,false,New Year's Day\n")
    >>> load_notice(file).year
    2027
    """
    source = Path(path)
    if not source.is_file():
        raise NotFoundError.of("no_such_file", path=str(source))
    grid, problems = read_csv(source, source.name)
    if grid is None:
        raise _refused(source.name, problems)
    places, problems = _header(grid)
    if problems:
        raise _refused(source.name, problems)
    rows = [
        _row(cells, number, places, grid, problems)
        for cells, number in zip(grid.rows, grid.numbers, strict=True)
    ]
    good = [row for row in rows if row is not None]
    try:
        notice = Notice.from_rows(good, year=year, source=source.name)
    except BadValueError as error:
        problems += error.problems
    if problems:
        raise _refused(source.name, sorted(problems, key=lambda problem: problem.row or 0))
    return notice


def _header(grid: Grid) -> tuple[dict[str, int], list[Problem]]:
    """Return where each column stands, and what is wrong with the header."""
    places: dict[str, int] = {}
    problems = []
    for index, cell in enumerate(grid.header):
        name = unprotect(cell).strip()
        column = COLUMNS.get(name.lower())
        where: dict[str, Any] = {"column": name, "value": name}
        if column is None and name:
            where["expected"] = nearest(name, COLUMNS)
            problems.append(grid.problem("unknown_column", grid.header_row, index, **where))
        elif column in places:
            problems.append(grid.problem("duplicate_column", grid.header_row, index, **where))
        elif column is not None:
            places[column] = index
    problems += [
        grid.problem("missing_column", grid.header_row, column=column)
        for column in REQUIRED
        if column not in places
    ]
    return places, problems


def _row(
    cells: list[str], number: int, places: dict[str, int], grid: Grid, problems: list[Problem]
) -> dict[str, Any] | None:
    """Return the values of a row; None, and what is wrong, among the problems."""
    if any(cell.strip() for cell in cells[len(grid.header) :]):
        problems.append(grid.problem("too_many_columns", number))
        return None
    found: dict[str, Any] = {"row": number}
    for column, index in places.items():
        text = unprotect(cells[index]).strip() if index < len(cells) else ""
        if column not in REQUIRED:
            found[column] = text
            continue
        if column == "working" and text in YES + NO:
            text = "true" if text in YES else "false"
        try:
            found[column] = parse_text(text, DATE if column == "date" else WORKING)
        except CellError as error:
            problems.append(
                grid.problem(
                    error.code, number, index, column=column, value=text, expected=error.expected
                )
            )
    return found if all(column in found for column in REQUIRED) else None


def _refused(name: str, problems: list[Problem]) -> DatasetError:
    return DatasetError(f"{name}: {len(problems)} problems", problems)


def _spec(name: str, type_: str) -> ColumnSpec:
    return ColumnSpec(
        name=name, type=type_, unit="", required=True, default="", minimum=None, maximum=None,
        values=(), references="", name_zh="", meaning="", meaning_zh="",
    )  # fmt: skip


DATE, WORKING = _spec("date", "date"), _spec("working", "bool")
