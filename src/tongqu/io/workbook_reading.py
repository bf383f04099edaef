"""A region from a workbook with one sheet a table."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

from tongqu.errors import Problem
from tongqu.io.csv_file import MOST_ROWS
from tongqu.io.grid import Grid
from tongqu.io.table_reading import TableRead, read_table
from tongqu.io.workbook_scan import SheetScan, package_problem, scan_sheets
from tongqu.model.cells import nearest
from tongqu.model.dictionary import table_specs

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["cell_text", "parts_of_sheets", "read_workbook"]

Reads = tuple[dict[str, TableRead], list[Problem], set[str]]


def read_workbook(path: Path) -> Reads:
    """Return what was read of each table, the problems, and the tables not read.

    A sheet whose name begins with ``#`` is a comment.
    """
    specs = table_specs()
    if path.suffix.lower() != ".xlsx":
        code = "has_macros" if path.suffix.lower() == ".xlsm" else "old_excel"
        return {}, [Problem(code, {}, path.name, expected=f"{path.stem}.xlsx")], set(specs)
    problem = package_problem(path)
    scans: dict[str, SheetScan] = {}
    if problem is None:
        scans, problem = scan_sheets(path)
    if problem is not None:
        return {}, [problem], set(specs)
    try:
        with CalamineWorkbook.from_path(path) as book:
            return _read_sheets(book, path, scans)
    except PasswordError:
        problem = Problem("password_protected", {}, path.name)
    except (CalamineError, OSError, ValueError) as error:
        problem = Problem("damaged_workbook", {"reason": str(error)[:120]}, path.name)
    return {}, [problem], set(specs)


def _read_sheets(book: CalamineWorkbook, path: Path, scans: dict[str, SheetScan]) -> Reads:
    specs = table_specs()
    problems: list[Problem] = []
    reads: dict[str, TableRead] = {}
    unread: set[str] = set()
    parts = parts_of_sheets(path)
    for sheet in book.sheet_names:
        if sheet.startswith("#"):
            continue
        try:
            values = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, WorksheetNotFound, ValueError) as error:
            params = {"reason": str(error)[:120]}
            problems.append(Problem("damaged_workbook", params, path.name, sheet=sheet))
            unread.add(sheet)
            continue
        if sheet not in specs:
            if not any(cell != "" for row in values for cell in row):
                continue
            meant = nearest(sheet, set(specs) - set(book.sheet_names))
            problems.append(Problem("unknown_sheet", {}, path.name, expected=meant, sheet=sheet))
            unread |= {meant} if meant else set()
            continue
        scan = scans.get(parts.get(sheet, ""), SheetScan())
        grid = _grid(path.name, sheet, values, scan)
        if isinstance(grid, Problem):
            problems.append(grid)
            unread.add(sheet)
        else:
            reads[sheet] = read_table(grid, specs[sheet], cell_text)
    for table in ("region", "sources", "places"):
        if table not in reads and table not in unread:
            problems.append(Problem("missing_table", {"table": table}, path.name, sheet=table))
            unread.add(table)
    return reads, problems, unread


def _grid(file: str, sheet: str, values: list[list[Any]], scan: SheetScan) -> Grid | Problem:
    grid = Grid(file=file, name=sheet, broken=scan.broken)
    broken_rows = {row for row, _ in scan.broken}
    header_seen = False
    for number, row in enumerate(values, 1):
        blank = all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)
        if blank and number not in broken_rows:
            continue
        if isinstance(row[0], str) and row[0].startswith("#"):
            continue
        if not header_seen:
            header_seen, grid.header, grid.header_row = True, row, number
            continue
        grid.rows.append(row)
        grid.numbers.append(number)
    if not header_seen:
        return Problem("empty_file", {}, file, 1, sheet=sheet)
    if len(grid.rows) > MOST_ROWS:
        return Problem(
            "too_many_rows", {"count": len(grid.rows), "maximum": MOST_ROWS}, file, sheet=sheet
        )
    return grid


def parts_of_sheets(path: Path) -> dict[str, str]:
    """Return the part of the package that holds each sheet."""
    with zipfile.ZipFile(path) as package:
        try:
            book = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
            links = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        except (KeyError, ET.ParseError):
            return {}
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for entry in book.iter():
        if entry.tag.endswith("}sheet"):
            key = next((v for k, v in entry.attrib.items() if k.endswith("}id")), None)
            target = targets.get(key, "")
            inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            parts[entry.get("name", "")] = posixpath.normpath(inside)
    return parts


def cell_text(value: Any, kind: str) -> str:
    """Return what a CSV file would say for a cell of a sheet.

    Parameters
    ----------
    value
        What the sheet holds; whole numbers come as floats, days as dates.
    kind
        Type of the column.

    Examples
    --------
    >>> cell_text(20241203.0, "date"), cell_text(3.0, "int"), cell_text(True, "bool")
    ('20241203', '3', 'true')
    >>> cell_text(date(2024, 12, 3), "datetime")
    '2024-12-03T00:00'
    """
    match value:
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
        case bool():
            return "true" if value else "false"
        case float() | int():
            whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
            return str(int(value)) if whole else repr(value)
        case datetime():
            minute = (value + timedelta(seconds=1)).replace(second=0, microsecond=0)
            exact = abs(value - minute) <= timedelta(seconds=1)
            if kind != "datetime" and value.time() == time():
                return value.date().isoformat()
            return minute.isoformat(timespec="minutes") if exact else value.isoformat()
        case date():
            return value.isoformat() + ("T00:00" if kind == "datetime" else "")
        case time():
            return value.isoformat(timespec="minutes")
    return str(value)
