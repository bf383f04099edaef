"""The tables that clocks look into say what the working time says, on whichever day one asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.calendars import WorkingTime
from tongqu.ledger.clock_tables import ClockTables

OFFICES = {
    "a Chinese office": WorkingTime(),
    "nights, and an hour that clocks skip or repeat": WorkingTime.of(
        "Mo-Sa 00:00-02:30,09:00-12:00,22:00-24:00", country="DE", zone="Europe/Berlin"
    ),
    "never closed": WorkingTime.of("24/7", country="", zone="Australia/Lord_Howe"),
}
DAY_S = 86_400


@cache
def tables(office: str) -> ClockTables:
    return ClockTables(OFFICES[office])


def midnight(time: WorkingTime, day: dt.date) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=time.tz).timestamp())


days = st.dates(dt.date(2018, 1, 1), dt.date(2031, 12, 31))
instants = st.integers(1_514_764_800, 1_956_528_000)  # 2018 to 2031


@pytest.mark.parametrize("office", OFFICES)
@given(days)
def test_where_days_begin_and_where_work_ends_on_them(office: str, day: dt.date) -> None:
    """Midnight is that of the zone; a free day ends with its last second."""
    time, table = OFFICES[office], tables(office)
    begin, next_begin = midnight(time, day), midnight(time, day + dt.timedelta(1))
    assert table.day_start(day.toordinal()) == begin
    closing = time.closes_at(day)
    end = next_begin - 1 if closing is None else int(closing.timestamp())
    assert table.day_end(day.toordinal()) == end
    for at_s in (begin, (begin + next_begin) // 2, next_begin - 1):
        assert table.day_of(at_s) == day.toordinal()


@pytest.mark.parametrize("office", OFFICES)
@given(days, days)
def test_working_days_are_those_between(office: str, one: dt.date, two: dt.date) -> None:
    """Two counts differ by the working days after the one day until the other, with it."""
    time, table = OFFICES[office], tables(office)
    first, last = sorted((one, two))
    count = table.working_days_until(last.toordinal()) - table.working_days_until(first.toordinal())
    assert count == time.working_days_between(first, last).count
    reached = table.nth_working_day(table.working_days_until(last.toordinal()))
    assert reached == time.previous_working_day(last).day.toordinal()


@pytest.mark.parametrize("office", OFFICES)
@given(instants, instants, st.integers(1, 2_000_000))
def test_seconds_of_work_are_those_between(office: str, one: int, two: int, work_s: int) -> None:
    """Two counts differ by the seconds between, and each second has its instant."""
    time, table = OFFICES[office], tables(office)
    first, last = sorted((one, two))
    done = table.working_seconds_until(first)
    assert table.working_seconds_until(last) - done == time.worked_s(first, last)
    assert table.instant_of(done + work_s) == time.advance_s(first, work_s)


@pytest.mark.parametrize("office", OFFICES)
def test_counts_begin_with_2020(office: str) -> None:
    """So that two ledgers, and one that has grown, mean the same by a count."""
    time = OFFICES[office]
    begin = dt.date(2020, 1, 1)
    for table in (ClockTables(time), long_tables(office)):
        assert table.working_days_until(begin.toordinal() - 1) == 0
        assert table.working_seconds_until(midnight(time, begin)) == 0
        assert table.working_days_until(begin.toordinal() - 60) < 0
        assert table.working_seconds_until(midnight(time, begin) - 60 * DAY_S) < 0


@cache
def long_tables(office: str) -> ClockTables:
    table = ClockTables(OFFICES[office])
    table.day_start(dt.date(2015, 5, 5).toordinal())
    table.day_start(dt.date(2035, 5, 5).toordinal())
    return table


QUESTIONS: dict[str, tuple[Callable[[ClockTables], Callable[[Any], Any]], list[int]]] = {
    "day_of": (lambda table: table.day_of, [1_450_000_000, 1_700_000_000, 2_080_000_000]),
    "day_start": (lambda table: table.day_start, [735_500, 739_000, 743_500]),
    "day_end": (lambda table: table.day_end, [735_500, 739_000, 743_500]),
    "working_days_until": (lambda table: table.working_days_until, [735_500, 739_000, 743_500]),
    "nth_working_day": (lambda table: table.nth_working_day, [-500, 0, 1200, 4500]),
    "working_seconds_until": (
        lambda table: table.working_seconds_until, [1_450_000_000, 1_700_000_000, 2_080_000_000],
    ),
    "instant_of": (lambda table: table.instant_of, [-10_000_000, 0, 31_000_000, 90_000_000]),
}  # fmt: skip
"""Each from the years that are there at first, and from far before and after them."""


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_whoever_asks_beyond_makes_the_tables_grow(name: str, office: str) -> None:
    """One by one or all at once: the answers are those of tables that are long."""
    question, asked = QUESTIONS[name]
    time = OFFICES[office]
    expected = [int(question(long_tables(office))(value)) for value in asked]
    for value, answer in zip(asked, expected, strict=True):
        assert int(question(ClockTables(time))(value)) == answer
    table = ClockTables(time)
    assert question(table)(np.array([], np.int64)).tolist() == []
    assert question(table)(np.array(asked, np.int64)).tolist() == expected


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("eve", [dt.date(2019, 12, 31), dt.date(2030, 12, 31)])
def test_the_edges_of_the_tables(eve: dt.date, office: str) -> None:
    """New Year's Eve and New Year where tables end, asked of new tables: no day is missing."""
    time, long = OFFICES[office], long_tables(office)
    day = eve.toordinal()
    new_year = long.day_start(day + 1)
    for name, asked in (
        ("day_start", (day, day + 1)), ("day_end", (day, day + 1)),
        ("working_days_until", (day - 1, day, day + 1)), ("day_of", (new_year - 1, new_year)),
        ("working_seconds_until", (new_year - 1, new_year, new_year + DAY_S)),
    ):  # fmt: skip
        for value in asked:
            assert getattr(ClockTables(time), name)(value) == getattr(long, name)(value), name


def test_what_is_announced() -> None:
    """Until the end of the last year that is."""
    time = OFFICES["a Chinese office"]
    assert tables("a Chinese office").announced_until == dt.date(time.last_announced_year, 12, 31)
