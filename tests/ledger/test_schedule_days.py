"""Lags in days, forwards and back, and where the arrays are too short."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.calendars import WorkingTime
from tongqu.ledger.schedule.checking import circles
from tongqu.ledger.schedule.days import DayArrays, advance, retreat

FIRST, LAST = dt.date(2024, 12, 23), dt.date(2025, 3, 2)
OFFICE = DayArrays.of(WorkingTime(), FIRST, LAST)


def test_the_arrays_hold_the_days_of_the_stretch() -> None:
    """From the first day to the last, both with it, over the turn of the year."""
    assert len(OFFICE.before) == 71
    assert OFFICE.before[:9] == [0, 1, 2, 3, 4, 5, 5, 5, 6]
    assert OFFICE.worked[:8] == [0, 1, 2, 3, 4, 7, 8, 10]  # 1 January is a Wednesday
    assert OFFICE.before[-1] == len(OFFICE.worked) == 45
    every = DayArrays.of(None, FIRST, LAST)
    assert (every.before, every.worked) == (list(range(71)), list(range(70)))


@given(st.integers(25, 45), st.integers(-8, 8), st.integers(25, 45))
def test_retreat_undoes_advance(at: int, lag: int, until: int) -> None:
    """It is the last instant from which the lag leads to no later than `until`."""
    last = retreat(until, lag, OFFICE)
    assert advance(last, lag, OFFICE) <= until
    assert advance(last + 1, lag, OFFICE) > until
    if advance(at, lag, OFFICE) <= until:
        assert at <= last


def test_no_lag_stays_where_it_is() -> None:
    """On a free day and before one too, though a lag of a day would leave it."""
    for at in (0, 5, 6, 7, 30, 70):
        assert advance(at, 0, OFFICE) == at
        assert retreat(at, 0, OFFICE) == at


def test_short_arrays_are_found_out() -> None:
    """Rather than read from their other end."""
    assert advance(1, -1, OFFICE) == 0
    with pytest.raises(IndexError):
        advance(1, -2, OFFICE)
    assert retreat(1, 1, OFFICE) == 0
    with pytest.raises(IndexError):
        retreat(1, 2, OFFICE)
    with pytest.raises(IndexError):
        advance(70, 1, OFFICE)
    with pytest.raises(IndexError):
        retreat(70, -1, OFFICE)


def test_circles() -> None:
    """No two share an activity; what only waits for one is in none."""
    after = {0: [1, 2], 1: [0], 2: [3], 3: [4], 4: [3, 5], 5: [], 6: [6]}
    assert circles(after, range(7)) == [[0, 1], [3, 4], [6]]
    assert circles(after, [5]) == []
