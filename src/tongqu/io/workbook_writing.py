"""A region as a workbook: one sheet a table, with notes, drop-downs and real dates."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tongqu.errors import UsageError
from tongqu.io.csv_file import MOST_ROWS
from tongqu.io.writing import column_rule
from tongqu.model.cells import format_cell
from tongqu.model.dictionary import ColumnSpec, TableSpec, table_spec, table_specs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tongqu.model import Region

__all__ = ["write_workbook"]

FIRST_DAY = date(1900, 3, 1)  # before it, the calendar of spreadsheets has a day too many
MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, so that equal regions give equal files
SPARE_ROWS = 1000  # below the last row, with drop-downs
WIDEST = 48
WIDTH_SAMPLE = 200


class _ExactSheet(Worksheet):  # type: ignore[misc]
    """Writes every digit of a number; by default a workbook gets 16, which is one too few."""

    def _xml_number_element(self, number: float, attributes: Sequence[Any] = ()) -> None:
        marks = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{marks}><v>{number!r}</v></c>")


def write_workbook(region: Region, path: Path) -> None:
    """Write all tables of a region, also empty ones: they are there to be filled in."""
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    options |= {"strings_to_urls": False, "strings_to_numbers": False}
    for name, rows in region.tables():
        if len(rows) > MOST_ROWS:
            raise UsageError.of("too_many_rows", count=len(rows), maximum=MOST_ROWS, table=name)
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": MADE_ON, "title": region.info.name})
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DDE8EE", "border": 1}),
            "required": book.add_format({"bold": True, "bg_color": "#BFD6E2", "border": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "text": book.add_format({"num_format": "@"}),
        }
        counts = {name: len(rows) for name, rows in region.tables()}
        for name, rows in region.tables():
            sheet = book.add_worksheet(name, worksheet_class=_ExactSheet)
            _write_table(sheet, table_spec(name), rows, counts, formats)


def _write_table(
    sheet: Any,
    spec: TableSpec,
    rows: Sequence[Any],
    counts: dict[str, int],
    formats: dict[str, Any],
) -> None:
    last = max(len(rows), 1)
    columns = [{"header": column.name} for column in spec.columns]
    sheet.add_table(
        0,
        0,
        last,
        len(columns) - 1,
        {"columns": columns, "name": f"t_{spec.name}", "style": "Table Style Light 1"},
    )
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(spec.columns):
        head = formats["required" if column.required else "head"]
        sheet.write_string(0, index, column.name, head)
        sheet.write_comment(0, index, _note(column), {"x_scale": 2.4, "y_scale": 1.6})
        values = [getattr(row, column.name) for row in rows]
        for number, value in enumerate(values, 1):
            _write_cell(sheet, number, index, value, formats)
        # Text columns are marked as text, so that nothing typed into them turns into a date.
        kind = column.type if column.type in ("date", "datetime") else "text"
        plain = column.type in ("int", "float", "bool")
        sheet.set_column(index, index, _width(column, values), None if plain else formats[kind])
        rule = _validation(column, counts)
        if rule:
            sheet.data_validation(1, index, last + SPARE_ROWS, index, rule)


def _write_cell(sheet: Any, row: int, index: int, value: Any, formats: dict[str, Any]) -> None:
    match value:
        case None | "" | ():
            return
        case bool():
            sheet.write_boolean(row, index, value)
        case float() | int():
            sheet.write_number(row, index, value)
        case datetime() if value.date() >= FIRST_DAY:
            sheet.write_datetime(row, index, value, formats["datetime"])
        case date() if not isinstance(value, datetime) and value >= FIRST_DAY:
            sheet.write_datetime(row, index, value, formats["date"])
        case _:
            sheet.write_string(row, index, format_cell(value), formats["text"])


def _note(column: ColumnSpec) -> str:
    return f"{column.name_zh} · {column_rule(column)}\n{column.meaning}\n{column.meaning_zh}"


def _width(column: ColumnSpec, values: Sequence[Any]) -> float:
    texts = [column.name + "  ", *(format_cell(value) for value in values[:WIDTH_SAMPLE])]
    widths = (max(map(_line_width, text.split("\n"))) for text in texts)
    return min(max(widths) + 2, WIDEST)


def _line_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _validation(column: ColumnSpec, counts: dict[str, int]) -> dict[str, Any] | None:
    """Return the drop-down or the range that a sheet offers; it warns and does not forbid."""
    rule: dict[str, Any] = {"ignore_blank": True, "error_type": "warning"}
    if column.type == "enum":
        return rule | {"validate": "list", "source": list(column.values)}
    if column.type == "bool":
        return rule | {"validate": "list", "source": ["TRUE", "FALSE"]}
    if column.type == "ref" and column.references in table_specs():
        end = counts.get(column.references, 0) + SPARE_ROWS
        return rule | {"validate": "list", "source": f"={column.references}!$A$2:$A${end}"}
    if column.type in ("int", "float") and column.minimum is not None:
        kind = "integer" if column.type == "int" else "decimal"
        if column.maximum is None:
            return rule | {"validate": kind, "criteria": ">=", "value": column.minimum}
        limits = {"minimum": column.minimum, "maximum": column.maximum}
        return rule | {"validate": kind, "criteria": "between"} | limits
    return None
