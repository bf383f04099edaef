"""Working days follow the announcements, and say so where there is none yet."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.calendars import (
    WorkingDate,
    add_working_days,
    is_provisional,
    is_working_day,
    last_announced_year,
)
from tongqu.errors import BadValueError

DATES = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-12-03", True),
        ("2024-12-07", False),
        ("2025-01-26", True),  # a Sunday, in exchange for the festival
        ("2025-01-28", False),
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),  # a Saturday, in exchange
        ("2025-10-01", False),
        ("2026-02-14", True),  # a Saturday, in exchange
        ("2026-02-17", False),
    ],
)
def test_announced_days(day: str, works: bool) -> None:
    """From the State Council's notices for 2024 to 2026."""
    date = dt.date.fromisoformat(day)
    assert is_working_day(date) is works
    assert not is_provisional(date)


def test_spring_festival_is_not_ten_working_days() -> None:
    """Ten working days after 2025-01-20 end on 8 February, a Saturday worked in exchange."""
    assert add_working_days(dt.date(2025, 1, 20), 10) == WorkingDate(dt.date(2025, 2, 8), False)


def test_years_without_an_announcement_are_marked() -> None:
    """Weekends alone are known of them, and a result that used one says so."""
    last = dt.date(last_announced_year(), 12, 31)
    assert not is_provisional(last)
    assert is_provisional(last + dt.timedelta(days=1))
    assert add_working_days(last, 1).provisional
    assert not add_working_days(last - dt.timedelta(days=40), 5).provisional
    assert is_provisional(dt.date(2003, 5, 1))
    assert is_working_day(dt.date(2100, 1, 1))  # a Friday


@given(DATES, st.integers(-60, 60))
def test_counting_day_by_day_agrees(day: dt.date, n: int) -> None:
    """As many working days lie between as were counted, and the result is one."""
    found = add_working_days(day, n).day
    assert is_working_day(found)
    low, high = sorted((day, found))
    between = [low + dt.timedelta(days=k) for k in range((high - low).days + 1)]
    if n != 0:
        assert sum(is_working_day(d) for d in between if d != day) == abs(n)
    else:
        assert found == min(d for d in between if is_working_day(d))


@given(DATES, DATES, st.integers(-60, 60))
def test_a_later_day_never_gives_an_earlier_one(one: dt.date, other: dt.date, n: int) -> None:
    """Deadlines keep their order."""
    early, late = sorted((one, other))
    assert add_working_days(early, n).day <= add_working_days(late, n).day


@pytest.mark.parametrize("country", ["ZZ", "de", "DE-XX", "CHN"])
def test_an_unknown_country_is_refused(country: str) -> None:
    """Rather than counted with the wrong weekend."""
    with pytest.raises(BadValueError) as caught:
        is_working_day(dt.date(2025, 1, 3), country=country)
    assert caught.value.problems[0].code == "unknown_holiday_country"
