"""The plan as a workbook: what to edit is marked, and what was guessed is asked."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from tongqu.io.calls_plan_table import (
    CALL_COLUMNS,
    EDITABLE,
    PLAN_COLUMNS,
    PlanTable,
    header_text,
)
from tongqu.model.call_dictionary import call_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tongqu.io.calls_plan_table import Cell
    from tongqu.model.call_dictionary import CallColumn

__all__ = ["HEADER_ROW", "write_plan_book"]

HEADER_ROW = 2  # counted from 0; above it the title and what may be edited
MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, so that equal plans give equal files
SPARE_ROWS = 200
WIDEST = 44
MONOSPACED = 1.1  # Excel counts widths in digits; Chinese letters take two


def write_plan_book(plan: Mapping[str, Any], path: Path, language: str) -> None:
    """Write a plan as a workbook with the sheets plan, calls and berths, in one language."""
    table = PlanTable(plan, language)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": MADE_ON, "title": _title(table)})
        formats = sheet_formats(book)
        t = table.t
        sheet = book.add_worksheet(t("plan"))
        columns = call_columns("plan")
        rows = [table.plan_row(call) for call in table.calls]
        rows.sort(key=lambda row: (row["start"] is None, row["start"], str(row["berth"])))
        specs = [columns[name] for name in PLAN_COLUMNS]
        editable = {*EDITABLE, *(("from_m",) if table.shares_quay else ())}
        hint = t(
            "To be edited: the yellow columns. Add a vessel in a new row below, without a call."
        )
        _fill(sheet, table, specs, rows, editable, formats, hint)
        _rules(sheet, table, PLAN_COLUMNS)
        sheet = book.add_worksheet(t("calls"))
        specs = [call_columns()[name] for name in CALL_COLUMNS]
        specs += [columns["questions"], columns["confirmed"]]
        rows = [table.call_row(call) for call in table.calls]
        hint = t("Yellow cells were guessed. Correct them, or answer yes in the last column.")
        _fill(sheet, table, specs, rows, {"confirmed"}, formats, hint)
        _mark_guesses(sheet, table, rows, formats)
        _rules(sheet, table, tuple(column.name for column in specs))
        _berths(book, table, formats)


def _title(table: PlanTable) -> str:
    plan, t = table.plan, table.t
    terminal = plan.get("terminal_name_zh") if table.language == "zh" else ""
    parts = {
        "terminal": terminal or plan.get("terminal_name") or plan.get("terminal") or "",
        "start": _clock(plan.get("from")),
        "until": _clock(plan.get("until")),
    }
    title = t("Berth plan {terminal}, {start} to {until}", **parts)
    objective, bound, gap = plan.get("objective"), plan.get("bound"), plan.get("gap")
    if objective is None:
        return title
    told = t("cost {objective} weighted hours", objective=objective)
    if bound is not None:
        told += t(", at least {bound} in any plan", bound=bound)
    if gap is not None:
        told += t(", gap {gap} %", gap=f"{100 * gap:.2f}")
    return f"{title} · {told}"


def _clock(text: object) -> str:
    return str(text or "")[:16].replace("T", " ")


def sheet_formats(book: Any) -> dict[str, Any]:
    """Return the formats of cells by what they hold; with "!" those of cells to edit."""
    base = {"border": 1, "valign": "top", "border_color": "#B8C4CC"}
    yellow = {"bg_color": "#FFF4C2"}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"num_format": "@"},
        "time": {"num_format": "yyyy-mm-dd hh:mm"},
        "number": {"num_format": "General"},
        "long": {"num_format": "@", "text_wrap": True},
    }
    made = {name: book.add_format(base | kind) for name, kind in kinds.items()}
    made |= {f"{name}!": book.add_format(base | kind | yellow) for name, kind in kinds.items()}
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
    made["head"] = book.add_format(head | {"bg_color": "#DDE8EE"})
    made["head!"] = book.add_format(head | {"bg_color": "#F5D76E"})
    made["title"] = book.add_format({"bold": True, "font_size": 13})
    made["hint"] = book.add_format({"italic": True})
    return made


def _fill(
    sheet: Any,
    table: PlanTable,
    columns: Sequence[CallColumn],
    rows: Sequence[Mapping[str, Cell]],
    editable: set[str],
    formats: Mapping[str, Any],
    hint: str,
) -> None:
    sheet.write_string(0, 0, _title(table), formats["title"])
    sheet.write_string(1, 0, hint, formats["hint"])
    for index, column in enumerate(columns):
        mark = "!" if column.name in editable else ""
        text = header_text(column, table.language)
        sheet.write_string(HEADER_ROW, index, text, formats[f"head{mark}"])
        meaning = column.meaning_zh if table.language == "zh" else column.meaning
        sheet.write_comment(HEADER_ROW, index, meaning)
        for number, row in enumerate(rows, HEADER_ROW + 1):
            write_cell(sheet, number, index, row.get(column.name), formats, mark)
        shown = [text, *(str(row.get(column.name) or "") for row in rows[:SPARE_ROWS])]
        sheet.set_column(index, index, min(max(map(text_width, shown)) * MONOSPACED + 1, WIDEST))
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + max(len(rows), 1), len(columns) - 1)


def write_cell(
    sheet: Any, row: int, index: int, value: Cell, formats: Mapping[str, Any], mark: str
) -> None:
    """Write a value; text stays text, whatever it begins with."""
    match value:
        case datetime():
            sheet.write_datetime(row, index, value, formats[f"time{mark}"])
        case float() | int():
            sheet.write_number(row, index, value, formats[f"number{mark}"])
        case None | "":
            sheet.write_blank(row, index, None, formats[f"text{mark}"])
        case _:
            kind = "long" if "\n" in value or len(value) > WIDEST else "text"
            sheet.write_string(row, index, value, formats[f"{kind}{mark}"])


def text_width(text: str) -> int:
    """Return how many letters wide a text is; a Chinese one counts two."""
    longest = max(text.split("\n"), key=len, default="")
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in longest)


def _rules(sheet: Any, table: PlanTable, names: Sequence[str]) -> None:
    """Offer choices in the cells to edit; a sheet warns and does not forbid."""
    last = HEADER_ROW + len(table.calls) + SPARE_ROWS
    rule = {"validate": "list", "ignore_blank": True, "error_type": "warning"}
    for index, name in enumerate(names):
        source: Any = None
        if name in ("pinned", "cancelled", "confirmed"):
            source = [table.yes, table.no]
        elif name == "berth" and table.shares_quay:
            source = list(table.quays.values())
        elif name in ("berth", "preferred_berth_id", "pinned_berth_id") and table.berths:
            source = f"='{table.t('berth list')}'!$B$2:$B${len(table.berths) + 1}"
        if source is not None:
            sheet.data_validation(HEADER_ROW + 1, index, last, index, rule | {"source": source})


def _mark_guesses(
    sheet: Any, table: PlanTable, rows: Sequence[Mapping[str, Cell]], formats: Mapping[str, Any]
) -> None:
    for number, (call, row) in enumerate(zip(table.calls, rows, strict=True), HEADER_ROW + 1):
        for guess in call.get("guesses") or ():
            if guess["field"] not in CALL_COLUMNS:
                continue
            index = CALL_COLUMNS.index(guess["field"])
            write_cell(sheet, number, index, row.get(guess["field"]), formats, "!")
            asked = guess.get("question_zh" if table.language == "zh" else "question")
            if asked:
                sheet.write_comment(number, index, asked, {"x_scale": 2})


def _berths(book: Any, table: PlanTable, formats: Mapping[str, Any]) -> None:
    t = table.t
    sheet = book.add_worksheet(t("berth list"))
    heads = (t("id"), t("berth name"), t("quay"), t("length [m]"), t("depth [m]"), t("closed"))
    for index, head in enumerate(heads):
        sheet.write_string(0, index, head, formats["head"])
    for number, berth in enumerate(table.plan.get("berths") or (), 1):
        quay = berth.get("quay") or ""
        closed = "\n".join(
            f"{_clock(part['from'])} – {_clock(part['until'])} "
            f"{part.get('reason_zh' if table.language == 'zh' else 'reason') or ''}".strip()
            for part in berth.get("closed") or ()
        )
        cells: list[Cell] = [berth["id"], table.berths[berth["id"]], table.quays.get(quay, quay)]
        cells += [berth.get("length_m"), berth.get("depth_m"), closed]
        for index, value in enumerate(cells):
            write_cell(sheet, number, index, value, formats, "")
    sheet.set_column(0, 5, 22)
    sheet.freeze_panes(1, 0)
