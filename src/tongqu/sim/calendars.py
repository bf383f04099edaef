"""Calendars as rows of hours and speeds, and of what makes the speed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tongqu.sim import columns as c
from tongqu.sim.memory import Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongqu.sim.routes import Rows
    from tongqu.sim.scenario import Calendar, Scenario

__all__ = ["best_speed", "calendar_rows", "least_speed", "mean_speed", "parts_of", "speeds"]

WEEK_H = 168
AFTER_H = 8760.0
"""Hours that calendars go on behind the end of a run, for work that is then under way."""


def speeds(calendar: Calendar, hours: float) -> list[tuple[float, float]]:
    """Return pairs of hour and speed from then on, without stands by chance.

    Examples
    --------
    >>> from tongqu.sim.scenario import Calendar
    >>> speeds(Calendar("lock", closures=((5, 7),)), 100)
    [(0.0, 1.0), (5.0, 0.0), (7.0, 1.0)]
    """
    found: list[tuple[float, float]] = []
    for at, _, _, speed in parts_of(calendar, hours):
        if not found or found[-1][1] != speed:
            found.append((at, speed))
    return found


def parts_of(calendar: Calendar, hours: float) -> list[tuple[float, float, float, float]]:
    """Return an hour and the speed from then on: by closures, with changes, with the week too.

    Examples
    --------
    >>> from tongqu.sim.scenario import Calendar
    >>> parts_of(Calendar("lock", changes=((0, 0.5),), closures=((5, 7),)), 100)
    [(0.0, 1.0, 0.5, 0.5), (5.0, 0.0, 0.0, 0.0), (7.0, 1.0, 0.5, 0.5)]
    """
    ends = {0.0}
    if calendar.week:
        ends.update(float(hour) for hour in range(int(hours) + 1))
    ends.update(float(at) for at, _ in calendar.changes if at < hours)
    ends.update(float(at) for pair in calendar.closures for at in pair if at < hours)
    found: list[tuple[float, float, float, float]] = []
    changes = sorted(calendar.changes)
    for at in sorted(ends):
        closed = any(begin <= at < end for begin, end in calendar.closures)
        unclosed = 0.0 if closed else 1.0
        set_before = [value for since, value in changes if since <= at]
        level = unclosed * (set_before[-1] if set_before else 1.0)
        speed = level * (calendar.week[int(at) % WEEK_H] if calendar.week else 1.0)
        if not found or found[-1][1:] != (unclosed, level, speed):
            found.append((at, unclosed, float(level), float(speed)))
    return found


def calendar_rows(scenario: Scenario, hours: float, laws: Rows) -> tuple[list[Row], list[Row]]:
    """Return the rows of all calendars, and their hours with speed and parts."""
    rows: list[Row] = []
    pairs: list[Row] = []
    for calendar in scenario.calendars:
        row: Row = [c.NONE] * c.CALENDAR
        found = [
            [at, speed, unclosed, level, speed]
            for at, unclosed, level, speed in parts_of(calendar, hours + AFTER_H)
        ]
        row[c.C_FIRST] = row[c.C_CURSOR] = len(pairs)
        pairs += found
        row[c.C_LAST] = len(pairs) - 1
        row[c.C_PARTS] = c.HAS_CHANGES * bool(calendar.changes) + c.HAS_WEEK * bool(calendar.week)
        row[c.C_SPEED :] = [0.0] * (c.CALENDAR - c.C_SPEED)
        stops = calendar.stops
        if stops is not None:
            row[c.C_BASE], row[c.C_STANDS] = row[c.C_FIRST], row[c.C_LAST]
            row[c.C_RUNS_LAW] = laws.law(stops.runs, "runs", calendar.id)
            row[c.C_STANDS_LAW] = laws.law(stops.stands, "stands", calendar.id)
            row[c.C_SPEED], row[c.C_END] = stops.speed, hours + AFTER_H
            row[c.C_FIRST] = row[c.C_CURSOR] = len(pairs)
            mean = stops.runs.mean_value + stops.stands.mean_value
            room = 2 * len(found) + 4 * math.ceil((hours + AFTER_H) / mean) + 100
            pairs += [[0.0] * c.PAIR] * room
            row[c.C_LAST] = len(pairs) - 1
        rows.append(row)
    return rows, pairs


def mean_speed(scenario: Scenario, name: str | None) -> float:
    """Return the mean speed of a calendar in the long run: of its week, last change and stands.

    Closures are left out: they end.

    Examples
    --------
    >>> from tongqu.sim import Law, Sail, Scenario, Source, Vehicle
    >>> from tongqu.sim.scenario import Calendar
    >>> come = Source("s", (("v", 1),), (Sail(Law.exp(1)),), gap=Law.exp(2))
    >>> night = Calendar("night", week=(0.0, 1.0) * 84)
    >>> mean_speed(Scenario((Vehicle("v"),), (come,), calendars=(night,)), "night")
    0.5
    """
    return _speed(scenario, name, lambda changes: max(changes)[1])


def best_speed(scenario: Scenario, name: str | None) -> float:
    """Return the mean speed of a calendar while it is at its fastest: the last may not stay."""
    return _speed(scenario, name, lambda changes: max(speed for _, speed in changes))


def least_speed(scenario: Scenario, name: str | None) -> float:
    """Return the mean speed of a calendar while it is at its slowest, closures left out."""
    return _speed(scenario, name, lambda changes: min(speed for _, speed in changes))


def _speed(
    scenario: Scenario, name: str | None, pick: Callable[[list[tuple[float, float]]], float]
) -> float:
    if name is None:
        return 1.0
    calendar = next(row for row in scenario.calendars if row.id == name)
    speed = sum(calendar.week) / WEEK_H if calendar.week else 1.0
    if calendar.changes:
        first = [] if min(calendar.changes)[0] <= 0 else [(0.0, 1.0)]
        speed *= pick([*first, *calendar.changes])
    if calendar.stops is not None:
        runs, stands = calendar.stops.runs.mean_value, calendar.stops.stands.mean_value
        speed *= (runs + calendar.stops.speed * stands) / (runs + stands)
    return speed
