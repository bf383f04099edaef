"""Conversions round as declared and refuse what does not fit."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu import units
from tongqu.errors import BadValueError, OutOfRangeError

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
YEAR = (datetime(2025, 3, 1), datetime(2025, 11, 30))  # noqa: DTZ001 - the zone comes apart


@given(st.integers(0, 10**9))
def test_whole_minutes_stay_whole(minutes: int) -> None:
    """To hours and back, in spite of binary fractions."""
    assert units.to_minutes_up(units.to_hours(minutes)) == minutes


@given(st.floats(0, 1e6))
def test_minutes_are_rounded_up(hours: float) -> None:
    """Never more than the declared noise below the exact value, never a minute above."""
    exact = Fraction(hours) * 60
    minutes = units.to_minutes_up(hours)
    assert exact - Fraction(2e-6) <= minutes < exact + 1


@given(st.floats(0, 1e4), st.floats(0.5, 200))
def test_travel_is_distance_over_speed(distance_km: float, speed_km_per_h: float) -> None:
    """Rounded up as durations are."""
    minutes = units.travel_minutes_up(distance_km, speed_km_per_h)
    assert minutes == pytest.approx(distance_km / speed_km_per_h * 60, abs=1.001)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e300])
def test_what_does_not_fit_is_refused(bad: float) -> None:
    """No quantity wraps around or becomes a made-up number."""
    for convert in (units.to_minutes_up, units.to_grams, lambda x: units.to_minor(x, "CNY")):
        with pytest.raises(OutOfRangeError):
            convert(bad)


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_no_speed_is_no_way(speed: float) -> None:
    """Dividing by it would be a tale."""
    with pytest.raises(OutOfRangeError):
        units.travel_minutes_up(1, speed)


def test_int64_is_symmetric() -> None:
    """So that a negated value fits as well."""
    assert units.checked_int64(-units.INT64_MAX) == -units.INT64_MAX
    with pytest.raises(OverflowError):
        units.checked_int64(-units.INT64_MAX - 1)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        (12.345, "CNY", 1234),
        (12.355, "CNY", 1236),
        (0.145, "CNY", 14),
        (-0.145, "CNY", -14),
        (2.5, "JPY", 2),
        (3.5, "JPY", 4),
        ("1.2345", "KWD", 1234),
        (Decimal("0.00005"), "CLF", 0),
        (18000, "CNY", 1_800_000),
        (1e15, "CNY", 10**17),
    ],
)
def test_money_is_rounded_half_to_even(
    amount: float | str | Decimal, currency: str, minor: int
) -> None:
    """As the decimal is written, not as its binary neighbour."""
    assert units.to_minor(amount, currency) == minor


@given(st.integers(-(10**12), 10**12), st.sampled_from(["CNY", "JPY", "KWD", "USD"]))
def test_minor_units_survive_the_way_out_and_in(minor: int, currency: str) -> None:
    """What is written into JSON with its decimals is read as the same amount."""
    assert units.to_minor(units.to_major(minor, currency), currency) == minor


@pytest.mark.parametrize("code", ["", "cny", "RMBY", "¥", "CN"])
def test_a_bad_currency_is_refused(code: str) -> None:
    """With the code of a right one."""
    with pytest.raises(BadValueError) as caught:
        units.minor_units(code)
    assert caught.value.problems[0].code == "bad_currency"


def test_masses() -> None:
    """Whole grams inside."""
    assert units.to_grams(600) == 600_000_000
    assert units.to_kg(units.to_grams(0.0125)) == 12.5


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2024-12-03", "2024-12-03T00:00:00+08:00"),
        ("2024-12-03T08:30", "2024-12-03T08:30:00+08:00"),
        ("2024-12-03 08:30", "2024-12-03T08:30:00+08:00"),
        (" 2024-12-03T08:30:15 ", "2024-12-03T08:30:15+08:00"),
        ("2024-12-03T00:30Z", "2024-12-03T08:30:00+08:00"),
        ("2024-12-03T01:30+01:00", "2024-12-03T08:30:00+08:00"),
    ],
)
def test_times_are_read_in_the_zone(text: str, iso: str) -> None:
    """A time without offset is the wall clock's; one with an offset is turned into the zone."""
    assert units.parse_time(text, SHANGHAI).isoformat() == iso


@pytest.mark.parametrize(
    "text",
    ["", "today", "2024-13-01", "2024-02-30", "03.12.2024", "2024-12-03T25:00", "20241203", "1",
     "2024-12-03Z", "0001-01-01", "9999-12-31T23:59-14:00", "２０２４-12-03"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    """With a right one as example."""
    with pytest.raises(BadValueError) as caught:
        units.parse_time(text, SHANGHAI)
    (problem,) = caught.value.problems
    assert problem.code == "bad_datetime"
    assert units.parse_time(problem.expected or "", SHANGHAI)


def test_skipped_and_repeated_times() -> None:
    """02:30 does not exist in Berlin on 30 March 2025; it exists twice on 26 October."""
    assert units.parse_time("2025-03-30T02:30", BERLIN).isoformat() == "2025-03-30T03:30:00+02:00"
    assert units.parse_time("2025-10-26T02:30", BERLIN).isoformat() == "2025-10-26T02:30:00+02:00"


def test_dates() -> None:
    """Only ISO dates."""
    assert units.parse_date(" 2024-12-03 ") == date(2024, 12, 3)
    for text in ("2024-12-3", "2024-02-30", "20241203", "2024-W49-2"):
        with pytest.raises(BadValueError):
            units.parse_date(text)


@given(
    st.datetimes(*YEAR, timezones=st.just(BERLIN)),
    st.integers(0, 10**6),
)
def test_minutes_are_elapsed_minutes(start: datetime, minute: int) -> None:
    """There and back over changes of clocks."""
    start = start.astimezone(UTC).astimezone(BERLIN)
    later = units.at_minute(start, minute)
    assert later.tzinfo is BERLIN
    assert units.minutes_since(start, later) == minute
    assert units.minutes_since(start, later + timedelta(microseconds=1)) == minute + 1


def test_naive_times_are_a_mistake() -> None:
    """Nobody knows when they are."""
    naive = datetime(2024, 12, 3)  # noqa: DTZ001
    with pytest.raises(TypeError):
        units.minutes_since(naive, naive)
    with pytest.raises(TypeError):
        units.at_minute(naive, 5)
