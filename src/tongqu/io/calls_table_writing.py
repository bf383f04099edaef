"""A table of vessel calls as a workbook, as a dispatcher would send it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tongqu.io.calls_plan_book import MADE_ON, sheet_formats, text_width, write_cell
from tongqu.io.calls_plan_table import CALL_COLUMNS, PlanTable, header_text
from tongqu.io.calls_plan_writing import write_file
from tongqu.model.call_dictionary import call_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["write_call_table"]

WIDEST = 40


def write_call_table(
    plan: Mapping[str, Any], path: str | os.PathLike[str], language: str = "en"
) -> Path:
    """Write the calls of a plan as a table that `read_calls` reads; columns that say nothing go.

    Parameters
    ----------
    plan
        The plan as JSON; only its calls and the names of its berths count.
    path
        File to write, ``.xlsx``, also over an older one.
    language
        ``en`` or ``zh``.

    Raises
    ------
    OSError
        If it cannot be written; what stood there is still there.
    """
    target = Path(path)
    table = PlanTable(plan, language)
    rows = [table.call_row(call) for call in table.calls]
    # Who has nothing to discharge has nothing there; a zero says no more.
    used = [name for name in CALL_COLUMNS if any(row[name] not in (None, "", 0.0) for row in rows)]

    def write(part: Path) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(part), options) as book:
            book.set_properties({"created": MADE_ON})
            formats = sheet_formats(book)
            sheet = book.add_worksheet(table.t("calls"))
            for index, name in enumerate(used):
                text = header_text(call_columns()[name], language)
                sheet.write_string(0, index, text, formats["head"])
                for number, row in enumerate(rows, 1):
                    write_cell(sheet, number, index, row[name] or None, formats, "")
                shown = [text, *(str(row[name] or "") for row in rows)]
                sheet.set_column(index, index, min(WIDEST, 2 + max(map(text_width, shown))))
            sheet.freeze_panes(1, 2)

    write_file(target, write)
    return target
