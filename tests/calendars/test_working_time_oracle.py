"""Working days and minutes equal an independent oracle that steps through every day and minute.

100,000 random cases: 60,000 with minutes in six offices, 40,000 with days in eight countries. Each
is asked twice, as a scalar and in an array.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from tongqu.calendars import WorkingTime, is_provisional, last_announced_year

sys.path.insert(0, str(Path(__file__).parent))
from working_oracle import ANNOUNCED_UNTIL, DIFFERS, NaiveDays, NaiveMinutes

sys.path.pop(0)

CASES_OF_AN_OFFICE = 10_000
CASES_OF_A_COUNTRY = 5_000
EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Office:
    country: str
    zone: str
    first: int
    last: int
    hours: str = ""
    weekly: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = ()

    def time(self) -> WorkingTime:
        return WorkingTime.of(self.hours, country=self.country, zone=self.zone)

    def naive(self) -> NaiveDays:
        weekly = {int(day): list(spans) for days, spans in self.weekly for day in days}
        return NaiveDays(self.country, weekly or None)


OFFICES = {
    "an office in China, into a year without announcement": Office(
        "CN", "Asia/Shanghai", 2025, 2027
    ),
    "short Fridays in China: a make-up Sunday is as short": Office(
        "CN", "Asia/Shanghai", 2024, 2025, "Mo-Th 08:00-12:00,13:00-17:00; Fr 08:00-14:00",
        (("0123", ((480, 720), (780, 1020))), ("4", ((480, 840),))),
    ),
    "Germany, with summer time": Office("DE", "Europe/Berlin", 2023, 2024),
    "Newfoundland at night, when clocks change": Office(
        "CA", "America/St_Johns", 2024, 2024, "Mo-Su 00:00-03:30,22:00-24:00",
        (("0123456", ((0, 210), (1320, 1440))),),
    ),
    "Lord Howe, whose summer time is half an hour": Office(
        "AU", "Australia/Lord_Howe", 2024, 2024, "Mo-Su 24/7".replace("Mo-Su ", ""),
        (("0123456", ((0, 1440),)),),
    ),
    "a weekend of Friday and Saturday, six days on site": Office(
        "SA", "Asia/Riyadh", 2024, 2024, "Sa-Th 06:00-11:15,15:00-18:45",
        (("560123", ((360, 675), (900, 1125))),),
    ),
}  # fmt: skip


@lru_cache(maxsize=1)
def minutes_of(name: str) -> NaiveMinutes:
    office = OFFICES[name]
    return NaiveMinutes(office.naive(), office.zone, office.first - 1, office.last + 1)


@pytest.mark.parametrize("name", OFFICES)
def test_minutes(name: str) -> None:
    """Adding, counting, and the next and the last working instant, at any second."""
    office = OFFICES[name]
    naive, time = minutes_of(name), office.time()
    draw = random.Random(name)
    begin, end = (
        int(dt.datetime(year, 1, 1, tzinfo=dt.UTC).timestamp())
        for year in (office.first, office.last + 1)
    )
    instants, counts, others = [], [], []
    for _ in range(CASES_OF_AN_OFFICE):
        at_s = draw.randrange(begin, end)
        instants.append(at_s if draw.random() < 0.5 else at_s // 1800 * 1800)
        counts.append(
            draw.choice([1, 1, 1, -1])
            * int(10 ** draw.uniform(0, 4))
            * draw.choice([1, 30])
            % 40_000
        )
        others.append(draw.randrange(begin, end))
    expected = [naive.add(at_s, n) for at_s, n in zip(instants, counts, strict=True)]
    between = [naive.seconds_between(a, b) for a, b in zip(instants, others, strict=True)]
    for at_s, n, end_s, other_s, work_s in zip(
        instants, counts, expected, others, between, strict=True
    ):
        at = dt.datetime.fromtimestamp(at_s, dt.UTC)
        other = dt.datetime.fromtimestamp(other_s, dt.UTC)
        assert time.add_working_minutes(at, n).at.timestamp() == end_s, (at, n)
        assert time.worked_s(at_s, other_s) == work_s, (at, other)
        assert time.working_minutes_between(at, other).count == int(work_s / 60), (at, other)
        assert time.next_working_instant(at).at.timestamp() == naive.next_from(at_s), at
        assert time.previous_working_instant(at).at.timestamp() == naive.last_until(at_s), at
    arrays = time.arrays
    assert arrays.add_working_minutes(instants, counts).values.tolist() == expected
    assert arrays.working_minutes_between(instants, others).values.tolist() == [
        int(work_s / 60) for work_s in between
    ]


COUNTRIES = ["CN", "DE", "US", "AE", "SA", "JP", "IN", "BR"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_days(country: str) -> None:
    """Adding and counting working days from 2003 to 2028, forwards and backwards."""
    naive, time = NaiveDays(country, None), WorkingTime(country=country, zone="UTC")
    draw = random.Random(country)
    first, last = dt.date(2003, 6, 1), dt.date(2028, 6, 1)
    if country == "CN":  # years before the first announcement are weekends alone
        first = dt.date(2005, 1, 1)
    days, counts, others = [], [], []
    for _ in range(CASES_OF_A_COUNTRY):
        days.append(first + dt.timedelta(days=draw.randrange((last - first).days)))
        counts.append(draw.randint(-60, 60))
        others.append(days[-1] + dt.timedelta(days=draw.randint(-100, 100)))
    expected = [naive.add(day, n) for day, n in zip(days, counts, strict=True)]
    between = [naive.between(day, other) for day, other in zip(days, others, strict=True)]
    for day, n, end, other, count in zip(days, counts, expected, others, between, strict=True):
        found = time.add_working_days(day, n)
        assert found.day == end, (day, n)
        assert time.working_days_between(day, other).count == count, (day, other)
        touched = {day.year, end.year, *range(min(day, end).year, max(day, end).year)}
        assert found.provisional == any(is_provisional(dt.date(y, 1, 1), country) for y in touched)
    arrays = time.arrays
    stamps = np.array(days, "datetime64[D]")
    added = arrays.add_working_days(stamps, counts)
    assert added.values.tolist() == expected
    assert (
        arrays.working_days_between(stamps, np.array(others, "datetime64[D]")).values.tolist()
        == between
    )
    numbers = [(day - EPOCH).days for day in days]
    assert arrays.add_working_days(numbers, counts).values.tolist() == [
        (day - EPOCH).days for day in expected
    ]


def test_the_two_libraries_differ_on_one_day() -> None:
    """`chinesecalendar` and `holidays` agree on every day of 2004 to 2026 but 31 December 2005."""
    import holidays

    library = holidays.country_holidays("CN", years=range(2004, 2027))
    time = WorkingTime()
    differ = []
    day = dt.date(2004, 1, 1)
    while day.year <= ANNOUNCED_UNTIL["CN"]:
        says = day in library.weekend_workdays or not (library.is_weekend(day) or day in library)
        if says != time.is_working_day(day):
            differ.append(("CN", day))
        day += dt.timedelta(days=1)
    assert differ == list(DIFFERS)


def test_the_oracle_knows_the_last_announced_year() -> None:
    """If the library learns a further year, the oracle must be told, rather than be silent."""
    assert last_announced_year("CN") == ANNOUNCED_UNTIL["CN"]
