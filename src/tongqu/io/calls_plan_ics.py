"""The plan as a calendar (iCalendar, RFC 5545): one event a berthing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tongqu.io.calls_plan_table import PlanTable, header_text
from tongqu.model.call_dictionary import call_columns
from tongqu.model.cells import format_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["escape", "fold", "plan_calendar"]

LONGEST_LINE = 75  # octets, without the line break


def escape(text: str) -> str:
    r"""Return a text as a value of type TEXT.

    Examples
    --------
    >>> print(escape("a;b,c\\d") + escape("\nnext"))
    a\;b\,c\\d\nnext
    """
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = re.sub(r"\r\n|\r|\n", r"\\n", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text)


def fold(line: str) -> str:
    r"""Return a line cut into pieces of at most 75 octets, never within a character.

    Examples
    --------
    >>> [len(part.encode()) for part in fold("SUMMARY:" + "衢" * 40).split("\r\n")]
    [74, 55]
    """
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8"))
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return "\r\n".join([*pieces, piece])


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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//tongqu//berth plan//{table.language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(str(name or plan.get('terminal') or 'tongqu'))}",
    ]
    for call in table.calls:
        if (at := table.assignments.get(call["id"])) is not None:
            lines += _event(table, call, at, stamp)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) + "\r\n" for line in lines)


def _event(
    table: PlanTable, call: Mapping[str, Any], at: Mapping[str, Any], stamp: datetime
) -> list[str]:
    place = table.place(at)
    home = re.sub(r"[^a-z0-9.-]+", "-", f"{table.plan.get('region', '')}".lower()) or "region"
    summary = f"{call['vessel']} · {place}"
    return [
        "BEGIN:VEVENT",
        f"UID:{call['id']}@{home}.tongqu",
        f"DTSTAMP:{_utc(stamp)}",
        f"DTSTART:{_utc(datetime.fromisoformat(at['start']))}",
        f"DTEND:{_utc(datetime.fromisoformat(at['end']))}",
        f"SUMMARY:{escape(summary)}",
        f"LOCATION:{escape(place)}",
        f"DESCRIPTION:{escape(_description(table, call))}",
        "STATUS:CONFIRMED" if at.get("pinned") else "STATUS:TENTATIVE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


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
