"""The cells of a file of calls before anybody knows which row is the header."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem
from tongqu.io.calls_formats import cells_with_hours
from tongqu.io.csv_file import decode, parse_csv, unprotect
from tongqu.io.grid import Cells

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from tongqu.io.workbook_scan import SheetScan

__all__ = ["LARGEST_MB", "MOST_CALLS", "Sheet", "is_blank", "read_sheets"]

LARGEST_MB = 20
MOST_CALLS = 10_000
OTHER_WORKBOOKS = {".xlsm": "has_macros", ".xls": "old_excel", ".xlsb": "old_excel"}
OTHER_WORKBOOKS |= {".ods": "old_excel", ".et": "old_excel"}
SEPARATORS = (";", "\t", "|", "，")


def is_blank(value: Any) -> bool:
    """Whether a cell shows nothing."""
    return value is None or (
        isinstance(value, str) and not value.strip("\ufeff\u200b \t\r\n\u3000")
    )


@dataclass(slots=True, kw_only=True)
class Sheet(Cells):
    """One table of cells that may begin with titles; `rows` are those that are not blank.

    Attributes
    ----------
    shared
        How many rows show the same merged cell, by row number and column index; all of them have
        the value of the first.
    hidden
        Numbers of rows that the sheet does not show.
    """

    shared: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def read_sheets(path: Path) -> tuple[list[Sheet], list[Problem]]:
    """Return the sheets of a workbook or the one table of a CSV file, and what is wrong.

    Sheets that are hidden, blank or whose name begins with ``#`` are left out.
    """
    name = path.name
    suffix = path.suffix.lower()
    if suffix in OTHER_WORKBOOKS:
        return [], [Problem(OTHER_WORKBOOKS[suffix], {}, name, expected=f"{path.stem}.xlsx")]
    try:
        size = path.stat().st_size
        if size > LARGEST_MB * 2**20:
            params = {"size": size, "maximum": LARGEST_MB * 2**20}
            return [], [Problem("file_too_large", params, name)]
        if suffix == ".xlsx":
            return _workbook(path)
        data = path.read_bytes()
    except OSError as error:
        return [], [Problem("unreadable", {"reason": error.strerror or "?"}, name)]
    return _csv(data, name)


def _csv(data: bytes, name: str) -> tuple[list[Sheet], list[Problem]]:
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        return [], [Problem("not_a_table_file", {}, name, expected="calls.xlsx")]
    text, problem = decode(data, name)
    if problem:
        return [], [problem]
    grid, problems = parse_csv(text, name)
    if grid is None:
        return [], problems
    sheet = Sheet(file=name, numbers=[grid.header_row, *grid.numbers])
    sheet.rows = [
        [unprotect(cell) if cell[:1] == "'" else cell for cell in row]
        for row in ([*map(str, grid.header)], *grid.rows)
    ]
    widest = max(len(row) for row in sheet.rows)
    if widest == 1:
        for mark in SEPARATORS:
            if mark in sheet.rows[0][0]:
                where = {"row": sheet.numbers[0], "value": mark, "expected": ","}
                return [], [Problem("wrong_separator", file=name, **where)]  # type: ignore[arg-type]
    for row in sheet.rows:
        row.extend([""] * (widest - len(row)))
    return _checked(sheet)


def _checked(sheet: Sheet) -> tuple[list[Sheet], list[Problem]]:
    if len(sheet.rows) > MOST_CALLS + 100:
        return [], [sheet.problem("too_many_rows", count=len(sheet.rows), maximum=MOST_CALLS)]
    return ([sheet] if sheet.rows else []), []


def _workbook(path: Path) -> tuple[list[Sheet], list[Problem]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    from tongqu.io.workbook_scan import package_problem, scan_sheets

    problem = package_problem(path)
    scans: dict[str, SheetScan] = {}
    if problem is None:
        scans, problem = scan_sheets(path)
    if problem is not None:
        return [], [problem]
    try:
        with CalamineWorkbook.from_path(path) as book:
            return _sheets(book, path, scans)
    except PasswordError:
        return [], [Problem("password_protected", {}, path.name)]
    except (CalamineError, OSError, ValueError) as error:
        return [], [Problem("damaged_workbook", {"reason": str(error)[:120]}, path.name)]


def _sheets(
    book: CalamineWorkbook, path: Path, scans: dict[str, SheetScan]
) -> tuple[list[Sheet], list[Problem]]:
    from python_calamine import SheetVisibleEnum

    from tongqu.io.workbook_reading import parts_of_sheets

    parts = parts_of_sheets(path)
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for about in book.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible or about.name.startswith("#"):
            continue
        read = book.get_sheet_by_name(about.name)
        values = read.to_python(skip_empty_area=False)
        sheet = Sheet(file=path.name, name=about.name)
        if (scan := scans.get(parts.get(about.name, ""))) is not None:
            sheet.broken, sheet.hidden = scan.broken, scan.hidden
        _give_midnight(values, path, parts.get(about.name, ""))
        _spread(sheet, values, read.merged_cell_ranges or [])
        broken_rows = {row for row, _ in sheet.broken}
        for number, row in enumerate(values, 1):
            if number in broken_rows or not all(is_blank(cell) for cell in row):
                sheet.rows.append(list(row))
                sheet.numbers.append(number)
        found, wrong = _checked(sheet)
        sheets += found
        problems += wrong
    if not sheets and not problems:
        problems.append(Problem("empty_file", {}, path.name, 1))
    return sheets, problems


def _give_midnight(values: list[list[Any]], path: Path, part: str) -> None:
    """Tell midnight from a day without an hour: the reader gives a day for both.

    The format of the cell decides: one that shows hours was meant to have one.
    """
    days = {
        (number, index)
        for number, row in enumerate(values)
        for index, value in enumerate(row)
        if isinstance(value, date) and not isinstance(value, datetime)
    }
    if not days:
        return
    for row, index in days & cells_with_hours(path, part):
        values[row][index] = datetime.combine(values[row][index], time())


def _spread(
    sheet: Sheet,
    values: list[list[Any]],
    merged: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    """Give every cell of a merged range the value of the first, as a reader sees it."""
    height = len(values)
    for (top, left), (bottom, right) in merged:
        if top >= height or left >= len(values[top]):
            continue
        value = values[top][left]
        last = min(bottom, height - 1, top + MOST_CALLS)
        for row in range(top, last + 1):
            for column in range(left, min(right, len(values[row]) - 1) + 1):
                values[row][column] = value
                if last > top:
                    sheet.shared[row + 1, column] = last - top + 1
