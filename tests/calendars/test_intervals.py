"""Intervals against an oracle that looks at the wall clock minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.calendars import (
    Interval,
    WeeklyHours,
    advance_open,
    merge,
    next_open,
    open_intervals,
)

# Shanghai has no summer time today; the others change by an hour, by half an hour, at midnight.
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
]
# Stretches begin near a change of clocks, where there is one.
NEAR = [
    datetime(2025, 3, 29, tzinfo=UTC),
    datetime(2025, 10, 25, tzinfo=UTC),
    datetime(2025, 4, 4, tzinfo=UTC),
    datetime(2025, 4, 24, tzinfo=UTC),
    datetime(2025, 11, 1, tzinfo=UTC),
]

clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))
times = st.builds("{}-{}".format, clock, clock).filter(lambda text: text[:5] != text[6:])
day = st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"])
days = st.one_of(day, st.builds("{}-{}".format, day, day), st.builds("{},{}".format, day, day))
rules = st.one_of(times, st.builds("{} {}".format, days, st.one_of(times, st.just("off"))))
specs = st.one_of(st.just("24/7"), st.lists(rules, min_size=1, max_size=3).map("; ".join))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[ZoneInfo, datetime, datetime]:
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    start = draw(st.sampled_from(NEAR)) + timedelta(seconds=draw(st.integers(-86_400, 86_400)))
    end = start + timedelta(seconds=draw(st.integers(0, 3 * 86_400)))
    return zone, start.astimezone(zone), end.astimezone(draw(st.sampled_from([zone, UTC])))


@st.composite
def closures(draw: st.DrawFn) -> list[tuple[int, int | None]]:
    return draw(
        st.lists(
            st.tuples(st.integers(-500, 5000), st.none() | st.integers(-500, 5000)), max_size=3
        )
    )


def naive(
    spec: str,
    zone: ZoneInfo,
    start: datetime,
    end: datetime,
    shut: list[tuple[datetime, datetime | None]],
) -> set[int]:
    """Ask the wall clock at each minute."""
    spans = WeeklyHours.parse(spec).spans
    found = set()
    minute = 0
    while start.astimezone(UTC) + timedelta(minutes=minute) < end.astimezone(UTC):
        instant = start.astimezone(UTC) + timedelta(minutes=minute)
        wall = instant.astimezone(zone)
        of_week = wall.weekday() * 1440 + wall.hour * 60 + wall.minute
        closed = any(begin <= instant and (last is None or instant < last) for begin, last in shut)
        if not closed and any(begin <= of_week < last for begin, last in spans):
            found.add(minute)
        minute += 1
    return found


@given(specs, stretches(), closures())
def test_intervals_are_the_minutes_of_the_wall_clock(
    spec: str,
    stretch: tuple[ZoneInfo, datetime, datetime],
    shut: list[tuple[int, int | None]],
) -> None:
    """Over midnight, over the week's end, where clocks change, with closures, from odd seconds."""
    zone, start, end = stretch
    origin = start.astimezone(UTC)
    closed = [
        (
            origin + timedelta(seconds=31 * begin),
            None if last is None else origin + timedelta(seconds=31 * last),
        )
        for begin, last in shut
    ]
    intervals = open_intervals(spec, zone, start, end, closed)
    minutes = {minute for first, last in intervals for minute in range(first, last)}
    assert minutes == naive(spec, zone, start, end, closed)
    assert intervals == merge(intervals)


sorted_intervals = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=6).map(
    merge
)


@given(sorted_intervals, st.integers(0, 310))
def test_next_open_is_the_first_open_minute(intervals: list[Interval], minute: int) -> None:
    """As found by trying each minute."""
    tried = (m for m in range(minute, 301) if any(a <= m < b for a, b in intervals))
    assert next_open(intervals, minute) == next(tried, None)


@given(sorted_intervals, st.integers(0, 310), st.integers(0, 310))
def test_a_later_arrival_never_opens_earlier(
    intervals: list[Interval], one: int, other: int
) -> None:
    """The search for chains relies on this."""
    early, late = sorted((one, other))
    first, second = next_open(intervals, early), next_open(intervals, late)
    assert second is None or (first is not None and first <= second)


@given(sorted_intervals, st.integers(0, 310), st.integers(0, 80), st.integers(0, 40))
def test_work_rests_outside_the_hours(
    intervals: list[Interval], minute: int, work_min: int, later: int
) -> None:
    """The end is where enough open minutes have passed; a later begin never ends earlier."""
    open_minutes = [m for m in range(minute, 301) if any(a <= m < b for a, b in intervals)]
    expected = None
    if work_min == 0:
        expected = minute
    elif work_min <= len(open_minutes):
        expected = open_minutes[work_min - 1] + 1
    assert advance_open(intervals, minute, work_min) == expected
    after = advance_open(intervals, minute + later, work_min)
    assert after is None or (expected is not None and expected <= after)


def test_negative_work_is_a_mistake() -> None:
    """It would go back in time."""
    with pytest.raises(ValueError, match="negative"):
        advance_open([(0, 10)], 0, -1)


def test_times_without_a_zone_are_refused() -> None:
    """Every boundary is aware of its zone."""
    zone = ZoneInfo("Asia/Shanghai")
    with pytest.raises(TypeError, match="time zone"):
        open_intervals("24/7", zone, datetime(2024, 12, 3), datetime(2024, 12, 4))  # noqa: DTZ001


def test_no_hours_mean_day_and_night() -> None:
    """An empty cell is the commonest opening time."""
    zone = ZoneInfo("Asia/Shanghai")
    start = datetime(2024, 12, 3, tzinfo=zone)
    assert open_intervals("", zone, start, start + timedelta(days=30)) == [(0, 43_200)]
    assert open_intervals("", zone, start, start) == []


def test_an_hour_that_clocks_repeat_counts_twice_and_a_skipped_one_never() -> None:
    """Berlin puts clocks forward at 02:00 on 30 March 2025 and back at 03:00 on 26 October."""
    zone = ZoneInfo("Europe/Berlin")
    spring = datetime(2025, 3, 30, tzinfo=zone)
    autumn = datetime(2025, 10, 26, tzinfo=zone)
    one_day = timedelta(days=1)
    assert open_intervals("02:00-03:00", zone, spring, spring + one_day) == []
    assert open_intervals("02:00-03:00", zone, autumn, autumn + one_day) == [(120, 240)]
    assert open_intervals("08:00-09:00", zone, spring, spring + one_day) == [(420, 480)]
    assert open_intervals("08:00-09:00", zone, autumn, autumn + one_day) == [(540, 600)]
