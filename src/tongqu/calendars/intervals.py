"""Open intervals over a stretch of real time, and questions to them."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from tongqu.calendars.weekly import WEEK_MIN, WeeklyHours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from zoneinfo import ZoneInfo

Interval = tuple[int, int]
"""Elapsed minutes since the start, half-open."""

WEEK_S = WEEK_MIN * 60


def open_intervals(
    hours: WeeklyHours | str,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    closures: Iterable[tuple[datetime, datetime | None]] = (),
) -> list[Interval]:
    """Return when something is open.

    A minute is open if the wall clock in the zone shows an opening time at its first instant and no
    closure holds then. So an hour that clocks repeat counts twice, and one that they skip does not
    count.

    Parameters
    ----------
    hours
        Opening hours; an empty text means day and night.
    zone
        Time zone of the hours.
    start, end
        The stretch of time, both with a time zone. Minute 0 is `start`.
    closures
        Begin and end of closures, with a time zone; an end of None means until further notice.

    Returns
    -------
    list of (int, int)
        Half-open intervals, sorted, apart from each other, inside the stretch.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> monday = datetime(2024, 12, 2, tzinfo=zone)
    >>> open_intervals("08:00-18:00", zone, monday, monday + timedelta(days=2))
    [(480, 1080), (1920, 2520)]
    """
    if isinstance(hours, str):
        hours = _parsed(hours)
    length_s = _seconds(end, start)
    if length_s <= 0:
        return []
    found: list[Interval] = []
    for begin_s, until_s, offset_s in constant_offsets(zone, start, length_s):
        found += _weekly(hours, start, begin_s, until_s, offset_s)
    opened = merge(found)
    for closed_from, closed_until in closures:
        begin = _minute_up(_seconds(closed_from, start))
        last = None if closed_until is None else _minute_up(_seconds(closed_until, start))
        opened = _without(opened, begin, last)
    return opened


@lru_cache(maxsize=256)
def _parsed(hours: str) -> WeeklyHours:
    return WeeklyHours.parse(hours or "24/7")


def _seconds(when: datetime, start: datetime) -> float:
    if when.tzinfo is None or start.tzinfo is None:
        raise TypeError("times must carry a time zone")
    # Python subtracts wall clocks when both sides share a zone; only UTC gives elapsed time.
    return (when.astimezone(UTC) - start.astimezone(UTC)).total_seconds()


def _minute_up(seconds: float) -> int:
    return int(-(-seconds // 60))


def constant_offsets(
    zone: ZoneInfo, start: datetime, length_s: float
) -> Iterable[tuple[int, float, int]]:
    """Yield stretches of elapsed seconds in which the zone keeps one distance from UTC."""
    utc = start.astimezone(UTC)

    def offset(second: int) -> int:
        distance = (utc + timedelta(seconds=second)).astimezone(zone).utcoffset()
        return int(distance.total_seconds()) if distance is not None else 0

    begin, current, probe = 0, offset(0), 0
    while probe < length_s:
        later = min(probe + 86_400, int(length_s) + 1)
        if offset(later) != current:
            low, high = probe, later  # the change lies in (low, high]
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == current else (low, middle)
            if high < length_s:
                yield begin, high, current
            else:
                break
            begin, current, later = high, offset(high), high
        probe = later
    yield begin, length_s, current


def _weekly(
    hours: WeeklyHours, start: datetime, begin_s: int, until_s: float, offset_s: int
) -> Iterable[Interval]:
    """Yield the open minutes of a stretch in which the clock runs evenly."""
    wall = start.astimezone(UTC).replace(tzinfo=None) + timedelta(seconds=offset_s)
    into_week = wall - datetime.combine(wall.date(), datetime.min.time())
    # Elapsed seconds at which the week of the start began.
    monday_s = -(wall.weekday() * 86_400 + into_week.total_seconds())
    week_s = monday_s + (begin_s - monday_s) // WEEK_S * WEEK_S
    while week_s < until_s:
        for first, last in hours.spans:
            begin = _minute_up(max(week_s + first * 60, begin_s))
            end = _minute_up(min(week_s + last * 60, until_s))
            if begin < end:
                yield begin, end
        week_s += WEEK_S


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same minutes as sorted intervals that neither touch nor overlap.

    Examples
    --------
    >>> merge([(5, 9), (0, 3), (3, 4)])
    [(0, 4), (5, 9)]
    """
    merged: list[Interval] = []
    for begin, end in sorted(intervals):
        if begin >= end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def _without(intervals: list[Interval], begin: int, end: int | None) -> list[Interval]:
    kept = []
    for first, last in intervals:
        before = (first, min(last, begin))
        after = (max(first, end), last) if end is not None else (last, last)
        # An end before its begin would otherwise give minutes back twice.
        pieces = [before, after] if end is None or end > begin else [(first, last)]
        kept += [piece for piece in pieces if piece[0] < piece[1]]
    return kept


def next_open(intervals: Sequence[Interval], minute: int) -> int | None:
    """Return the first open minute from `minute` on, None if there is none in the stretch.

    Examples
    --------
    >>> next_open([(480, 1080), (1920, 2520)], 1080)
    1920
    """
    place = bisect_right(intervals, minute, key=_end)
    return max(minute, intervals[place][0]) if place < len(intervals) else None


def advance_open(intervals: Sequence[Interval], minute: int, work_min: int) -> int | None:
    """Return when work that rests outside the opening hours is done.

    Parameters
    ----------
    intervals
        Sorted, apart from each other, as `open_intervals` gives them.
    minute
        When the work could begin.
    work_min
        Open minutes that it needs, none negative.

    Returns
    -------
    int or None
        The earliest end; None if the stretch is too short.

    Examples
    --------
    >>> advance_open([(480, 1080), (1920, 2520)], 1000, 100)
    1940
    """
    if work_min < 0:
        raise ValueError(f"work_min must not be negative, got {work_min}")
    if work_min == 0:
        return minute
    for first, last in intervals[bisect_right(intervals, minute, key=_end) :]:
        begin = max(minute, first)
        if begin + work_min <= last:
            return begin + work_min
        work_min -= last - begin
    return None


def _end(interval: Interval) -> int:
    return interval[1]
