"""The plan as a calendar (iCalendar, RFC 5545): one event a berthing."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_plan_table import PlanTable, header_text
from tongqu.io.icalendar_text import calendar_text, escape, utc
from tongqu.model.call_dictionary import call_columns
from tongqu.model.cells import format_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["plan_calendar"]


def plan_calendar(plan: Mapping[str, Any], language: str, stamp: datetime) -> str:
    """Return a plan as the text of an ``.ics`` file.

    Parameters
    ----------
    plan
        The plan as JSON.
    language
        ``en`` or ``zh``.
    stamp
        When the file was made, with an offset. An event of a call keeps its UID from plan to
        plan, so that a calendar moves it instead of adding another.
    """
    if stamp.tzinfo is None:
        raise TypeError("the stamp must carry a time zone")
    table = PlanTable(plan, language)
    name = plan.get("terminal_name_zh") if table.language == "zh" else plan.get("terminal_name")
    lines: list[str] = []
    for call in table.calls:
        if (at := table.assignments.get(call["id"])) is not None:
            lines += _event(table, call, at, stamp)
    return calendar_text(
        f"berth plan//{table.language.upper()}",
        str(name or plan.get("terminal") or "tongqu"),
        lines,
    )


def _event(
    table: PlanTable, call: Mapping[str, Any], at: Mapping[str, Any], stamp: datetime
) -> list[str]:
    place = table.place(at)
    home = re.sub(r"[^a-z0-9.-]+", "-", f"{table.plan.get('region', '')}".lower()) or "region"
    summary = f"{call['vessel']} · {place}"
    return [
        "BEGIN:VEVENT",
        f"UID:{call['id']}@{home}.tongqu",
        f"DTSTAMP:{utc(stamp)}",
        f"DTSTART:{utc(datetime.fromisoformat(at['start']))}",
        f"DTEND:{utc(datetime.fromisoformat(at['end']))}",
        f"SUMMARY:{escape(summary)}",
        f"LOCATION:{escape(place)}",
        f"DESCRIPTION:{escape(_description(table, call))}",
        "STATUS:CONFIRMED" if at.get("pinned") else "STATUS:TENTATIVE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _description(table: PlanTable, call: Mapping[str, Any]) -> str:
    row = table.plan_row(call)
    lines = []
    for name in ("eta", "commodity_id", "discharge_t", "load_t", "discharge_teu", "load_teu"):
        value = row[name]
        if value in (None, "", 0):
            continue
        shown = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else format_cell(value)
        lines.append(f"{header_text(call_columns()[name], table.language)}: {shown}")
    return "\n".join([*lines, *filter(None, [str(row["cranes"] or ""), str(row["why"] or "")])])
