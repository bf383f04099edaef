"""The clock on the wall along a board: days that are 23 or 25 hours long, where clocks change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

__all__ = ["day_starts", "hour_marks", "hours_between", "moment", "start_of"]


def start_of(answer: Mapping[str, Any]) -> datetime:
    """Return the start of a plan in its time zone; in its own offset where it names none.

    Examples
    --------
    >>> start_of({"from": "2026-03-29T00:00+01:00", "time_zone": "Europe/Paris"}).tzname()
    'CET'
    >>> start_of({"from": "2026-03-29T00:00+01:00"}).tzname()
    'UTC+01:00'
    """
    start = datetime.fromisoformat(answer["from"])
    try:
        return start.astimezone(ZoneInfo(answer["time_zone"]))
    except (
        KeyError,
        ValueError,
        TypeError,
        OSError,
    ):  # an older file, or one that was written into
        return start


def hours_between(begin: datetime, end: datetime) -> float:
    """Return the elapsed hours; of two times of one zone, Python would take what walls show."""
    return (end.astimezone(UTC) - begin.astimezone(UTC)) / timedelta(hours=1)


def moment(zero: datetime, hours: float) -> datetime:
    """Return the time on the wall, some elapsed hours after the start.

    Examples
    --------
    >>> zero = start_of({"from": "2026-03-29T00:00+01:00", "time_zone": "Europe/Paris"})
    >>> moment(zero, 3).isoformat()
    '2026-03-29T04:00:00+02:00'
    """
    return (zero.astimezone(UTC) + timedelta(hours=hours)).astimezone(zero.tzinfo)


def day_starts(zero: datetime, until: float) -> list[float]:
    """Return the elapsed hours at which days begin: the one of the start first, at 0 or before.

    Examples
    --------
    >>> zero = start_of({"from": "2026-03-28T00:00+01:00", "time_zone": "Europe/Paris"})
    >>> day_starts(zero, 60)
    [0.0, 24.0, 47.0]
    """
    return [at for _, at in _days(zero, until)]


def hour_marks(zero: datetime, start: float, end: float, step: int) -> Iterator[tuple[float, int]]:
    """Yield every `step` th hour on the wall between two elapsed hours: when it is, and the hour.

    An hour that clocks leave out is left out; one that they repeat is named twice where every hour
    is, else once.

    Examples
    --------
    >>> zero = start_of({"from": "2026-03-29T00:00+01:00", "time_zone": "Europe/Paris"})
    >>> list(hour_marks(zero, 0, 5, 1))
    [(0.0, 0), (1.0, 1), (2.0, 3), (3.0, 4), (4.0, 5), (5.0, 6)]
    """
    for day, _ in _days(zero, end):
        marks = set()
        for hour in range(0, 24, step):
            for fold in (0, 1) if step == 1 else (0,):
                wall = datetime.combine(day, time(hour, fold=fold), zero.tzinfo)
                if wall.astimezone(UTC).astimezone(zero.tzinfo).hour == hour:
                    marks.add((hours_between(zero, wall), hour))
        yield from ((at, hour) for at, hour in sorted(marks) if start - 1e-9 <= at <= end + 1e-9)


def _days(zero: datetime, until: float) -> Iterator[tuple[date, float]]:
    day = zero.date()
    while True:
        # Where clocks leave midnight out, this is the instant at which they do.
        at = hours_between(zero, datetime.combine(day, time(), zero.tzinfo))
        if at > until:
            return
        yield day, at
        day += timedelta(days=1)
