"""Waits and lost hours by cause, by their definition: moment after moment, cause after cause."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from sim_oracle.hours import Hours

CAUSES = ("closure", "level", "night", "weather")


class Blame:
    """What is told of hours: waited in a row, waited for a calendar, lost on the way.

    Attributes
    ----------
    waited, awaited, lost
        Hours by row, source or calendar, and by cause; ``open`` where nothing was shut.
    """

    def __init__(self, port: Any, horizon: float) -> None:
        self.port, self.horizon = port, horizon
        self.waited: dict[Any, float] = defaultdict(float)
        self.awaited: dict[Any, float] = defaultdict(float)
        self.lost: dict[Any, float] = defaultdict(float)
        self.of_calendar: dict[Any, float] = defaultdict(float)

    def parts(self, calendars: list[str], begin: float, end: float) -> list[tuple[float, float]]:
        """Return spans in which no calendar changes."""
        moments = {at for name in calendars for at in self.port.hours[name].moments}
        ends = [begin, *sorted(at for at in moments if begin < at < end), end]
        return list(pairwise(ends))

    def wait(self, row: Any, since: float, useful: list[tuple[str | None, float]]) -> None:
        """Part a wait that ends now; of each useful thing its calendar and what it must be."""
        now = self.port.env.now
        if any(name is None for name, _ in useful):
            self.waited[row, "open"] += now - since
            return
        names = [name for name, _ in useful if name is not None]
        for begin, end in self.parts(names, since, now):
            middle = (begin + end) / 2
            shut = [why(self.port.hours[name or ""], middle, least) for name, least in useful]
            self.waited[row, "open" if None in shut else shut[0]] += end - begin

    def wait_for(self, unit: Any, calendar: str, least: float, end: float) -> None:
        """Part a wait for a calendar that begins now."""
        hours = self.port.hours[calendar]
        for a, b in self.parts([calendar], self.port.env.now, min(end, self.horizon)):
            cause = why(hours, (a + b) / 2, least)
            self.awaited[unit.source.id, cause] += b - a
            self.of_calendar[calendar, cause] += b - a

    def slow(self, unit: Any, calendar: str, end: float) -> None:
        """Part the hours that something loses that begins now."""
        hours = self.port.hours[calendar]
        for a, b in self.parts([calendar], self.port.env.now, min(end, self.horizon)):
            before = 1.0
            for cause in CAUSES:
                after = before * factor(hours, (a + b) / 2, cause)
                self.lost[unit.source.id, cause] += (before - after) * (b - a)
                self.of_calendar[calendar, cause] += (before - after) * (b - a)
                before = after


def factor(hours: Hours, hour: float, cause: str) -> float:
    """Return what one part of a calendar multiplies its value with."""
    calendar = hours.calendar
    if cause == "closure":
        return 0.0 if any(a <= hour < b for a, b in calendar.closures) else 1.0
    if cause == "level":
        set_before = [value for at, value in sorted(calendar.changes) if at <= hour]
        return set_before[-1] if set_before else 1.0
    if cause == "night":
        return calendar.week[int(hour) % 168] if calendar.week else 1.0
    stands = any(a <= hour < b for a, b in hours.stands)
    return calendar.stops.speed if calendar.stops and stands else 1.0


def why(hours: Hours, hour: float, least: float) -> str | None:
    """Return what has made a value lower than it must be; None if it is not."""
    calendar, value = hours.calendar, 1.0
    there = {"closure": calendar.closures, "level": calendar.changes, "night": calendar.week,
             "weather": calendar.stops}  # fmt: skip
    found = None
    for cause in CAUSES:
        value *= factor(hours, hour, cause)
        at_fault = value == 0 if cause == "closure" else bool(there[cause]) and value < least
        if at_fault and found is None:
            found = cause
    return found if value < least else None
