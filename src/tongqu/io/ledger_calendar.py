"""Deadlines of the ledger as a calendar (iCalendar, RFC 5545): one entry a deadline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.io.icalendar_text import calendar_text, escape, utc
from tongqu.text import language as language_of
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["deadline_calendar"]

MORNING = 9  # o'clock at which a calendar speaks about a day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deadline:
    """What is due when: an instant, or a whole day."""

    uid: str
    name: str
    due: datetime | date
    light: str
    owner: str = ""
    notes: tuple[str, ...] = ()
    sequence: int = 0
    tentative: bool = False


def deadline_calendar(
    items: Iterable[Mapping[str, Any]],
    language: str,
    stamp: datetime,
    *,
    name: str = "",
    todos: bool = False,
    alarm: timedelta = timedelta(days=1),
    confidential: bool = False,
) -> str:
    """Return what is due of the items as the text of an ``.ics`` file.

    Parameters
    ----------
    items
        Items as JSON (``ledger_item``). What is closed, stopped, done or has happened is left out.
    language
        ``en`` or ``zh``.
    stamp
        When the file is made, with an offset. An entry keeps its UID from file to file, so that a
        calendar moves it when the deadline moves.
    name
        Name of the calendar.
    todos
        Make to-dos (VTODO) instead of events (VEVENT); not every calendar shows them.
    alarm
        How long before the deadline the calendar speaks up; of a whole day at nine in the morning.
    confidential
        Whether confidential items are told too. A calendar is easily shared.

    Examples
    --------
    >>> from datetime import UTC
    >>> item = {"code": "rect-0001", "title": "Kerb", "open": True, "clocks": [
    ...     {"id": "measure", "name": "Measure", "due_at": "2026-03-04T17:30:00+08:00",
    ...      "light": "yellow"}]}
    >>> text = deadline_calendar([item], "en", datetime(2026, 3, 2, tzinfo=UTC))
    >>> for line in text.splitlines()[7:11]:
    ...     print(line)
    UID:rect-0001.clock.measure@tongqu
    DTSTAMP:20260302T000000Z
    DTSTART:20260304T093000Z
    SUMMARY:Kerb · Measure (yellow light)
    """
    spoken = language_of(language)
    t = translator(spoken)
    maker = _Maker(spoken, stamp, todos=todos, alarm=alarm)
    lines = [
        line
        for item in items
        if item.get("open", True) and (confidential or not item.get("confidential"))
        for deadline in maker.deadlines(item)
        for line in maker.component(item, deadline)
    ]
    return calendar_text(f"ledger//{spoken.upper()}", name or t("Deadlines"), lines)


class _Maker:
    """Makes the entries of a calendar, in one language."""

    def __init__(self, language: str, stamp: datetime, *, todos: bool, alarm: timedelta) -> None:
        self.zh = language == "zh"
        self.t = translator(language)
        self.stamp, self.todos, self.alarm = stamp, todos, alarm

    def said(self, of: Mapping[str, Any], key: str) -> str:
        """Return a text in the reader's language, or in the other one."""
        chinese, english = of.get(f"{key}_zh") or "", of.get(key) or ""
        return str((chinese or english) if self.zh else (english or chinese))

    def deadlines(self, item: Mapping[str, Any]) -> Iterator[_Deadline]:
        """Yield what is due of an item: clocks, milestones, look-backs."""
        yield from self._clocks(item)
        for milestone in item.get("milestones") or ():
            on = milestone.get("current_on") or milestone.get("planned_on")
            if on and not milestone.get("actual_on"):
                yield _Deadline(
                    uid=f"milestone.{milestone['id']}",
                    name=self.said(milestone, "name") or milestone["id"],
                    due=date.fromisoformat(on),
                    light=milestone.get("light") or "",
                    owner=self.said(item, "unit_name"),
                )
        for number, look_back in enumerate(item.get("look_backs") or (), start=1):
            if look_back.get("due_on") and not look_back.get("done_on"):
                yield _Deadline(
                    uid=f"look-back.{number}",
                    name=self.t("Look-back"),
                    due=date.fromisoformat(look_back["due_on"]),
                    light=look_back.get("light") or "",
                    owner=self.said(item, "unit_name"),
                )

    def _clocks(self, item: Mapping[str, Any]) -> Iterator[_Deadline]:
        seen: dict[str, int] = {}
        for clock in item.get("clocks") or ():
            count = seen[clock["id"]] = seen.get(clock["id"], 0) + 1
            if clock.get("stopped_at") or not clock.get("due_at"):
                continue
            notes = []
            original = clock.get("original_due_at")
            if original and original != clock["due_at"]:
                notes.append(self.t("Originally due {due}", due=_clock_text(original)))
            if clock.get("provisional"):
                notes.append(self.t("Provisional: the holidays are not announced yet"))
            if clock.get("paused_since"):
                since = _clock_text(clock["paused_since"])
                notes.append(self.t("Paused since {since}; the date moves on", since=since))
            again = f".{count}" if count > 1 else ""
            yield _Deadline(
                uid=f"clock.{clock['id']}{again}",
                name=self.said(clock, "name") or clock["id"],
                due=datetime.fromisoformat(clock["due_at"]),
                light=clock.get("light") or "",
                owner=self.said(clock, "owner_unit_name") or self.said(item, "unit_name"),
                notes=tuple(notes),
                sequence=len(clock.get("extensions") or ()),
                tentative=bool(clock.get("provisional") or clock.get("paused_since")),
            )

    def component(self, item: Mapping[str, Any], due: _Deadline) -> list[str]:
        """Return the lines of one entry."""
        kind = "VTODO" if self.todos else "VEVENT"
        words = self.light(due.light)
        summary = f"{self.said(item, 'title')} · {due.name}" + (f" ({words})" if words else "")
        categories = [text for text in (words, self.said(item, "kind_name")) if text]
        state = "NEEDS-ACTION" if self.todos else "TENTATIVE" if due.tentative else "CONFIRMED"
        lines = [
            f"BEGIN:{kind}",
            f"UID:{_plain(item['code'])}.{_plain(due.uid)}@tongqu",
            f"DTSTAMP:{utc(self.stamp)}",
            self._when(due.due),
            f"SUMMARY:{escape(summary)}",
            f"DESCRIPTION:{escape(self._description(item, due))}",
            f"STATUS:{state}",
            f"SEQUENCE:{due.sequence}",
        ]
        if categories:
            lines.append("CATEGORIES:" + ",".join(escape(text) for text in categories))
        if not self.todos:
            lines.append("TRANSP:TRANSPARENT")
        priority = {"red": 1, "yellow": 5}.get(due.light)
        lines += [f"PRIORITY:{priority}"] if priority else []
        return [*lines, *self._alarm(due, summary), f"END:{kind}"]

    def light(self, light: str) -> str:
        """Return the words of a light."""
        t = self.t
        words = {"green": t("green light"), "yellow": t("yellow light"), "red": t("red light")}
        return words.get(light, "")

    def _when(self, due: datetime | date) -> str:
        name = "DUE" if self.todos else "DTSTART"
        if isinstance(due, datetime):
            return f"{name}:{utc(due)}"
        return f"{name};VALUE=DATE:{due:%Y%m%d}"

    def _alarm(self, due: _Deadline, summary: str) -> list[str]:
        before = self.alarm
        if not isinstance(due.due, datetime):
            before = max(self.alarm, timedelta()) - timedelta(hours=MORNING)
        related = ";RELATED=END" if self.todos else ""
        return [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"TRIGGER{related}:{_duration(-before)}",
            f"DESCRIPTION:{escape(summary)}",
            "END:VALARM",
        ]

    def _description(self, item: Mapping[str, Any], due: _Deadline) -> str:
        lines = [str(item["code"])]
        if due.owner:
            lines.append(self.t("Responsible: {unit}", unit=due.owner))
        lines += due.notes
        step = item.get("next_step") or {}
        if text := self.said(step, "text"):
            lines.append(self.t("Next step: {step}", step=text))
        return "\n".join(lines)


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text)


def _clock_text(text: str) -> str:
    return text[:16].replace("T", " ")


def _duration(span: timedelta) -> str:
    """Return a span as a value of type DURATION.

    Examples
    --------
    >>> _duration(-timedelta(days=1)), _duration(-timedelta(hours=15)), _duration(timedelta())
    ('-P1D', '-PT15H', 'PT0S')
    """
    sign = "-" if span < timedelta() else ""
    seconds = int(abs(span).total_seconds())
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"
