"""Tables of the ledger as sheets: frozen header, filters, lights in words, ready to print."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_plan_book import MADE_ON, text_width
from tongqu.io.csv_file import protect
from tongqu.model.cells import format_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["LIGHT_SIGNS", "SheetColumn", "SheetTable", "table_csv", "write_tables"]

LIGHT_SIGNS = {"red": "✖", "yellow": "▲", "made_good": "◆", "green": "●", "none": "–"}
"""A sign for each light, so that a copy in black and white says the same."""

COLOURS = {
    "red": ("#F4C7C3", "#7A1F17"),
    "yellow": ("#FFF0B3", "#5C4700"),
    "made_good": ("#FFF7DA", "#5C4700"),
    "green": ("#D5EBD8", "#1F4D27"),
    "none": ("#FFFFFF", "#444444"),
}
"""Ground and letters of each light; the letters keep a contrast of 4.5 to 1 and more."""

PAPERS = {"A4": 9, "A3": 8}
WIDEST, NARROWEST = 46, 7
LONGEST_TEXT = 32_000
FIRST_DAY = date(1900, 3, 1)  # before it, the calendar of spreadsheets has a day too many
SAMPLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """One column.

    Attributes
    ----------
    head
        Its header.
    kind
        ``text``, ``day``, ``time``, ``number``, ``percent``, ``money`` or ``light``.
    """

    head: str
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """One sheet.

    Attributes
    ----------
    name
        Name of the sheet.
    title, about
        What stands above the table.
    columns, rows
        The table; a light is a pair of its key and its words.
    empty
        What is said where there is no row.
    """

    name: str
    title: str
    about: str = ""
    columns: tuple[SheetColumn, ...]
    rows: Sequence[Sequence[Any]] = field(default_factory=tuple)
    empty: str = ""


HEADER_ROW = 2  # counted from 0; above it title and what it is about


def write_tables(
    path: Path, tables: Sequence[SheetTable], *, footer: str = "", paper: str = "A4"
) -> None:
    """Write tables as the sheets of a workbook.

    Parameters
    ----------
    path
        The file.
    tables
        Sheets in their order.
    footer
        Printed below each page, beside its number.
    paper
        ``A4`` or ``A3``, landscape.
    """
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": MADE_ON, "title": tables[0].title if tables else ""})
        formats = _formats(book)
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table.name))
            _fill(sheet, table, formats)
            _print_setup(sheet, table, footer, PAPERS[paper])


def _sheet_name(name: str) -> str:
    return "".join("-" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'")


def _formats(book: Any) -> dict[str, Any]:
    base = {"border": 1, "border_color": "#B8C4CC", "valign": "top", "text_wrap": True}
    numbers = {
        "text": "@",
        "day": "yyyy-mm-dd",
        "time": "yyyy-mm-dd hh:mm",
        "number": "#,##0.##",
        "percent": "0.0",
        "money": "#,##0.00",
    }
    made = {kind: book.add_format(base | {"num_format": code}) for kind, code in numbers.items()}
    for light, (ground, letters) in COLOURS.items():
        colours = {"bg_color": ground, "font_color": letters, "bold": light == "red"}
        made[f"light {light}"] = book.add_format(base | colours | {"num_format": "@"})
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    made["head"] = book.add_format(head | {"bg_color": "#DDE8EE"})
    made["title"] = book.add_format({"bold": True, "font_size": 14})
    made["about"] = book.add_format({"font_color": "#444444"})
    return made


def _fill(sheet: Any, table: SheetTable, formats: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, _fitting(table.title), formats["title"])
    sheet.write_string(1, 0, _fitting(table.about), formats["about"])
    for index, column in enumerate(table.columns):
        sheet.write_string(HEADER_ROW, index, column.head, formats["head"])
        shown = [column.head, *(_shown(row[index]) for row in table.rows[:SAMPLE])]
        width = max(map(text_width, shown)) * 1.1 + 2
        sheet.set_column(index, index, min(max(width, NARROWEST), WIDEST))
        for number, row in enumerate(table.rows, HEADER_ROW + 1):
            _write(sheet, number, index, row[index], column.kind, formats)
    if not table.rows and table.empty:
        sheet.write_string(HEADER_ROW + 1, 0, table.empty, formats["about"])
    sheet.freeze_panes(HEADER_ROW + 1, min(2, len(table.columns) - 1))
    last = HEADER_ROW + max(len(table.rows), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(table.columns) - 1)


def _write(
    sheet: Any, row: int, index: int, value: Any, kind: str, formats: Mapping[str, Any]
) -> None:
    if kind == "light" and value:
        light, words = value
        sheet.write_string(row, index, _fitting(words), formats[f"light {light}"])
        return
    match value:
        case None | "":
            sheet.write_blank(row, index, None, formats[kind if kind != "light" else "text"])
        case datetime() if value.date() >= FIRST_DAY:
            sheet.write_datetime(row, index, value.replace(tzinfo=None), formats["time"])
        case date() if not isinstance(value, datetime) and value >= FIRST_DAY:
            sheet.write_datetime(row, index, value, formats["day"])
        case bool() | str():
            sheet.write_string(row, index, _fitting(str(value)), formats["text"])
        case float() | int():
            sheet.write_number(row, index, value, formats[kind if kind != "text" else "number"])
        case _:
            sheet.write_string(row, index, _fitting(format_cell(value)), formats["text"])


def _fitting(text: str) -> str:
    """Return a text that a cell can hold: not too long, and no halves of characters."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return str(value[1])
    if isinstance(value, datetime):
        return "2026-03-02 08:00"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return "" if value is None else str(value)


def _print_setup(sheet: Any, table: SheetTable, footer: str, paper: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    # An ampersand begins a code there, and 255 letters is the most that a spreadsheet takes.
    sheet.set_header(f"&L{_printed(table.title, 180)}")
    sheet.set_footer(f"&L{_printed(footer, 180)}&R&P / &N")


def _printed(text: str, most: int) -> str:
    return _fitting(text)[:most].replace("&", "&&")


def table_csv(table: SheetTable) -> str:
    """Return a table as the text of a CSV file; no cell is taken for a formula.

    Examples
    --------
    >>> table = SheetTable(name="a", title="A", columns=(SheetColumn(head="what"),),
    ...                    rows=[["=cmd()"]])
    >>> table_csv(table).splitlines()
    ['what', "'=cmd()"]
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([protect(column.head) for column in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue()


def _csv_cell(value: Any) -> str:
    if isinstance(value, tuple):
        value = value[1]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return protect(_fitting(value)) if isinstance(value, str) else format_cell(value)
