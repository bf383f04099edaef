"""Working time the naive way: every day and every minute of some years, one after the other.

Nothing of `tongqu.calendars` is used here. Holidays, make-up days and weekends are those of the
package `holidays`, also for China; where it is wrong or silent, the case stands below by name.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from numpy.typing import NDArray

UTC_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# The State Council's notice for 2006 has Saturday 31 December 2005 worked in exchange for the New
# Year's holiday, and `holidays` says so; `chinesecalendar` begins that notice with 2006 and leaves
# the Saturday a day off. tongqu follows chinesecalendar.
DIFFERS = {("CN", dt.date(2005, 12, 31)): False}

# `holidays` answers for years that nobody has announced, with guessed festivals and no make-up
# days. Those years are counted with weekends alone here as there.
ANNOUNCED_UNTIL = {"CN": 2026}


STEP_MIN = 15
"""How often the wall clock is read. No zone has changed its clocks between quarters since 2011."""


class NaiveDays:
    """Which days are worked, decided day by day."""

    def __init__(self, country: str, weekly: dict[int, list[tuple[int, int]]] | None) -> None:
        self.country = country
        self.weekly = weekly
        self.library = holidays.country_holidays(country)
        self.until = ANNOUNCED_UNTIL.get(country, 9999)

    def weekend(self, day: dt.date) -> bool:
        return self.library.is_weekend(day)

    def usual(self, day: dt.date) -> list[tuple[int, int]]:
        if self.weekly is not None:
            return self.weekly.get(day.weekday(), [])
        return [] if self.weekend(day) else [(510, 720), (810, 1050)]

    def hours(self, day: dt.date) -> list[tuple[int, int]]:
        """The worked minutes of a day."""
        if day.year > self.until:
            return self.usual(day)
        holiday = day in self.library  # also fills in the year
        made_up = day in self.library.weekend_workdays
        made_up = DIFFERS.get((self.country, day), made_up)
        if made_up:
            while self.weekend(day) or not self.usual(day):
                day -= dt.timedelta(days=1)
            return self.usual(day)
        return [] if holiday else self.usual(day)

    def works(self, day: dt.date) -> bool:
        return bool(self.hours(day))

    def add(self, day: dt.date, n: int) -> dt.date:
        """Step day by day until enough working days have gone by."""
        if n == 0:
            while not self.works(day):
                day += dt.timedelta(days=1)
            return day
        step = dt.timedelta(days=1 if n > 0 else -1)
        left = abs(n)
        while left:
            day += step
            left -= self.works(day)
        return day

    def between(self, day: dt.date, other: dt.date) -> int:
        """Step day by day from the earlier to the later."""
        count, sign = 0, 1
        if other < day:
            # minus the working days from the other on, before the day
            day, other, sign = other - dt.timedelta(days=1), day - dt.timedelta(days=1), -1
        while day < other:
            day += dt.timedelta(days=1)
            count += self.works(day)
        return sign * count


class NaiveMinutes:
    """Every minute between two years, by the wall clock that it shows."""

    def __init__(self, days: NaiveDays, zone: str, first_year: int, last_year: int) -> None:
        tz = ZoneInfo(zone)
        self.begin = _minute(dt.datetime(first_year, 1, 1, tzinfo=dt.UTC))
        self.end = _minute(dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC))
        hours: dict[tuple[int, int, int], list[bool]] = {}
        works: list[bool] = []
        for minute in range(self.begin, self.end, STEP_MIN):
            wall = dt.datetime.fromtimestamp(minute * 60, tz)
            key = (wall.year, wall.month, wall.day)
            if key not in hours:
                hours[key] = _each_minute(tuple(days.hours(dt.date(*key))))
            clock = wall.hour * 60 + wall.minute
            works += hours[key][clock : clock + STEP_MIN]
        self.works: NDArray[np.bool_] = np.array(works)
        self.worked = np.flatnonzero(self.works) + self.begin
        self.before = np.concatenate(([0], np.cumsum(self.works)))

    def add(self, at_s: int, n: int) -> int:
        """The n-th worked minute from an instant on; seconds inside a worked minute stay."""
        if n == 0:
            return at_s
        minute, second = divmod(at_s, 60)
        working = bool(self.works[minute - self.begin])
        place = int(self.before[minute - self.begin])
        if n > 0 and (second == 0 or not working):
            return (int(self.worked[place + n - 1]) + 1) * 60
        return int(self.worked[place + n]) * 60 + (second if working else 0)

    def seconds_between(self, at_s: int, other_s: int) -> int:
        return self._done(other_s) - self._done(at_s)

    def _done(self, at_s: int) -> int:
        minute, second = divmod(at_s, 60)
        place = minute - self.begin
        return int(self.before[place]) * 60 + (second if self.works[place] else 0)

    def next_from(self, at_s: int) -> int:
        minute, _ = divmod(at_s, 60)
        if self.works[minute - self.begin]:
            return at_s
        return int(self.worked[self.before[minute - self.begin]]) * 60

    def last_until(self, at_s: int) -> int:
        minute, second = divmod(at_s, 60)
        if second and self.works[minute - self.begin]:
            return at_s
        return (int(self.worked[self.before[minute - self.begin] - 1]) + 1) * 60


@lru_cache(maxsize=64)
def _each_minute(spans: tuple[tuple[int, int], ...]) -> list[bool]:
    return [any(first <= minute < last for first, last in spans) for minute in range(1440)]


def _minute(instant: dt.datetime) -> int:
    return (instant - UTC_EPOCH) // dt.timedelta(minutes=1)
