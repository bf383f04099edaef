"""Opening hours as people write them, and the minutes of a week that they mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from tongqu.errors import BadValueError, Problem

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY_MIN = 24 * 60
WEEK_MIN = 7 * DAY_MIN
EXAMPLE = "Mo-Fr 08:00-18:00; Sa 08:00-12:00"

Span = tuple[int, int]

TIMES = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
RULE = re.compile(r"(?:(?P<days>[a-z][a-z,\- ]*?)\s+)?(?P<times>off|closed|\d[\d:,\- ]*)")


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Opening hours that repeat every week.

    Attributes
    ----------
    spans
        Minutes of the week that are open, from Monday 00:00, sorted, apart from each other, each
        span half-open.
    text
        The hours as they were written.

    Examples
    --------
    >>> WeeklyHours.parse("Mo 08:00-12:00,13:00-17:00").spans
    ((480, 720), (780, 1020))
    >>> WeeklyHours.parse("24/7").spans
    ((0, 10080),)
    """

    spans: tuple[Span, ...]
    text: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read opening hours.

        Parameters
        ----------
        text
            ``24/7``, or rules of OpenStreetMap's ``opening_hours`` that are separated by ``;``,
            each with days (none: every day) and times or ``off``. As there, a later rule replaces
            an earlier one on its days, and times may pass midnight.

        Raises
        ------
        BadValueError
            With the part that is not understood.

        Examples
        --------
        >>> night = WeeklyHours.parse("Su 20:00-06:00")  # ends on Monday
        >>> night.spans
        ((0, 360), (9840, 10080))
        """
        plain = unicodedata.normalize("NFKC", text).lower().strip()
        plain = re.sub(r"\s*[-‐-―−~]\s*", "-", plain)
        if plain == "24/7":
            return cls(((0, WEEK_MIN),), text)
        week: list[list[Span]] = [[] for _ in DAYS]
        rules = [rule.strip() for rule in plain.split(";")]
        if len(rules) > 1 and not rules[-1]:
            rules.pop()
        for rule in rules:
            match = RULE.fullmatch(rule)
            if not match:
                raise bad_hours(text, rule)
            spans = _spans(text, match["times"])
            for day in _days(text, match["days"]):
                week[day] = spans
        minutes = [
            (day * DAY_MIN + begin, day * DAY_MIN + end)
            for day, spans in enumerate(week)
            for begin, end in spans
        ]
        return cls(_merged_week(minutes), text)

    def __str__(self) -> str:
        return self.text


def bad_hours(text: str, part: str) -> BadValueError:
    """Return the error for opening hours, naming the part that is not understood."""
    problem = Problem("bad_hours", {"part": part}, value=text, expected=EXAMPLE)
    return BadValueError(f"cannot read the opening hours {text!r}", (problem,))


def _days(text: str, days: str | None) -> list[int]:
    if days is None:
        return list(range(7))
    found = []
    for part in days.split(","):
        first, dash, last = part.strip().partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise bad_hours(text, part.strip())
        begin, end = DAYS.index(first), DAYS.index(last or first)
        found += [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]
    return found


def _spans(text: str, times: str) -> list[Span]:
    if times in ("off", "closed"):
        return []
    spans = []
    for part in times.split(","):
        match = TIMES.fullmatch(part.strip())
        if not match:
            raise bad_hours(text, part.strip())
        begin_h, begin_min, end_h, end_min = map(int, match.groups())
        begin, end = begin_h * 60 + begin_min, end_h * 60 + end_min
        if max(begin_min, end_min) > 59 or begin >= DAY_MIN or end > DAY_MIN or begin == end:
            raise bad_hours(text, part.strip())
        spans.append((begin, end if end > begin else end + DAY_MIN))
    return spans


def _merged_week(minutes: list[Span]) -> tuple[Span, ...]:
    """Return the spans inside one week: what passes its end goes on at its beginning."""
    inside = []
    for begin, end in minutes:
        inside.append((begin, min(end, WEEK_MIN)))
        if end > WEEK_MIN:
            inside.append((0, end - WEEK_MIN))
    merged: list[Span] = []
    for begin, end in sorted(inside):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return tuple(merged)
