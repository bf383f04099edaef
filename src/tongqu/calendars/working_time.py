"""Working days and working hours of an office: weekly hours, holidays, days worked in exchange."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from tongqu.calendars.weekly import Span, WeeklyHours
from tongqu.calendars.working_answers import WorkingCount, WorkingDate, WorkingInstant
from tongqu.calendars.working_time_days import ASSUMED_TIMES, WorkYear
from tongqu.calendars.working_time_seconds import WorkSeconds, check_year
from tongqu.calendars.working_time_spans import EPOCH
from tongqu.calendars.working_time_years import known_years
from tongqu.errors import BadValueError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tongqu.calendars.notices import Notice
    from tongqu.calendars.working_time_arrays import WorkingArrays
    from tongqu.calendars.working_time_spans import Stretches

__all__ = ["WorkingTime"]


@dataclass(frozen=True)
class WorkingTime:
    """When an office works.

    Attributes
    ----------
    hours
        Weekly hours; None: the assumed office hours, on every day that is no weekend in the
        country. Each day stands for itself: what lies after midnight belongs to the next day.
    country
        Whose holidays: ISO 3166 alpha-2, perhaps with a subdivision (``DE-BY``); empty: none, and
        no weekend either.
    zone
        IANA name of the time zone.
    notices
        Notices that a user has loaded. They have the last word on their days, and the later of
        two has it over the earlier.

    Notes
    -----
    A day is worked if it has hours in the week and is no holiday, or if it is worked in exchange
    for one. Such a make-up day has the hours of its weekday, or, where that is a weekend, those of
    the last weekday before that has any.

    Calendars of working days mean nothing in a far future: from 1900 to 2299 they are answered.

    Examples
    --------
    >>> office = WorkingTime()
    >>> office.add_working_days(dt.date(2025, 1, 27), 1)  # over Spring Festival
    WorkingDate(day=datetime.date(2025, 2, 5), provisional=False)
    >>> friday = dt.datetime(2025, 1, 24, 17, tzinfo=office.tz)  # the Sunday after is worked
    >>> office.add_working_minutes(friday, 60).at.isoformat()
    '2025-01-26T09:00:00+08:00'
    """

    hours: WeeklyHours | None = None
    country: str = "CN"
    zone: str = "Asia/Shanghai"
    notices: tuple[Notice, ...] = ()
    # Years that were asked about: the same as computing them again, only sooner.
    _years: dict[int, WorkYear] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known_years(self.country)
        if self.hours is not None and not self.hours.spans:
            problem = Problem("no_working_hours", value=str(self.hours), expected=ASSUMED_TIMES)
            raise BadValueError("the weekly hours have no working time", (problem,))
        try:
            _ = self.tz
        except (OSError, ValueError, KeyError) as error:
            problem = Problem("not_a_time_zone", value=self.zone, expected="Asia/Shanghai")
            raise BadValueError(f"unknown time zone {self.zone!r}", (problem,)) from error

    @classmethod
    def of(
        cls,
        hours: str = "",
        *,
        country: str = "CN",
        zone: str = "Asia/Shanghai",
        notices: Iterable[Notice] = (),
    ) -> Self:
        """Return the working time of hours as people write them.

        Examples
        --------
        >>> site = WorkingTime.of("Mo-Sa 08:00-18:00")
        >>> site.is_working_day(dt.date(2025, 3, 1))  # a Saturday
        True
        """
        weekly = WeeklyHours.parse(hours) if hours else None
        return cls(weekly, country, zone, tuple(notices))

    @cached_property
    def tz(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.zone)

    @property
    def hours_assumed(self) -> bool:
        """Whether nobody has said the hours."""
        return self.hours is None

    @cached_property
    def last_announced_year(self) -> int:
        """Last year whose holidays are known, by the library or by loaded notices.

        Only for mainland China is it known which years are announced. Elsewhere it is the last
        year for which the library has rules.
        """
        last = known_years(self.country)[1]
        loaded = {notice.year for notice in self.notices}
        while last + 1 in loaded:
            last += 1
        return last

    def to_dict(self) -> dict[str, Any]:
        """Return what a reader of an answer must know about its calendar.

        Examples
        --------
        >>> WorkingTime.of("24/7", country="").to_dict()["hours"]
        '24/7'
        """
        return {
            "country": self.country,
            "zone": self.zone,
            "hours": ASSUMED_TIMES if self.hours is None else str(self.hours),
            "hours_assumed": self.hours_assumed,
            "announced_until": self.last_announced_year,
            "notices": [notice.year for notice in self.notices],
        }

    # --- days -------------------------------------------------------------------------------------

    def is_provisional(self, day: dt.date) -> bool:
        """Return whether only weekends are known of the day's year."""
        return self.year(day.year).provisional

    def is_working_day(self, day: dt.date) -> bool:
        """Return whether there is working time on a day."""
        return bool(self.spans_on(day))

    def spans_on(self, day: dt.date) -> tuple[Span, ...]:
        """Return the minutes of a day that are worked, none on a day off.

        Examples
        --------
        >>> WorkingTime().spans_on(dt.date(2025, 1, 26))  # a Sunday worked in exchange
        ((510, 720), (810, 1050))
        """
        return self._spans(day.toordinal())

    def add_working_days(self, day: dt.date, n: int) -> WorkingDate:
        """Return the n-th working day after a day; before it, if `n` is negative.

        Parameters
        ----------
        day
            Where counting begins; this day itself is not counted.
        n
            Working days. 0 gives the day itself, or the next working day if it is none.
        """
        ordinal, year = day.toordinal(), day.year
        working = self.year(year).working
        if n < 0:
            place = bisect_left(working, ordinal) + n
        elif n == 0:
            place = bisect_left(working, ordinal)
        else:
            place = bisect_right(working, ordinal) + n - 1
        while place < 0:
            year -= 1
            working = self.year(year).working
            place += len(working)
        while place >= len(working):
            place -= len(working)
            year += 1
            working = self.year(year).working
        return WorkingDate(
            dt.date.fromordinal(working[place]), self._touches_provisional(day.year, year)
        )

    def previous_working_day(self, day: dt.date) -> WorkingDate:
        """Return the day itself, or the last working day before it if it is none.

        Examples
        --------
        >>> WorkingTime().previous_working_day(dt.date(2025, 2, 3)).day
        datetime.date(2025, 1, 27)
        """
        if self.is_working_day(day):
            return WorkingDate(day, self.is_provisional(day))
        return self.add_working_days(day, -1)

    def next_working_day(self, day: dt.date) -> WorkingDate:
        """Return the day itself, or the next working day if it is none."""
        return self.add_working_days(day, 0)

    def working_days_between(self, day: dt.date, other: dt.date) -> WorkingCount:
        """Return how many working days after a day another is: undoes `add_working_days`.

        Returns
        -------
        WorkingCount
            Working days after `day`, up to and with `other`; if `other` is the earlier one, minus
            the working days from `other` on before `day`.

        Examples
        --------
        >>> WorkingTime().working_days_between(dt.date(2025, 1, 27), dt.date(2025, 2, 5)).count
        1
        """
        early, late = day.toordinal(), other.toordinal()
        side: Callable[[list[int], int], int] = bisect_right
        if early > late:
            side = bisect_left
        count = side(self.year(other.year).working, late)
        count -= side(self.year(day.year).working, early)
        low, high = sorted((day.year, other.year))
        between = sum(len(self.year(year).working) for year in range(low, high))
        count += between if early <= late else -between
        return WorkingCount(count, self._touches_provisional(day.year, other.year))

    def opens_at(self, day: dt.date) -> dt.datetime | None:
        """Return when work begins on a day, None on a day off."""
        pieces = self._work.day(day)
        return self._local(pieces[0][0]) if pieces else None

    def closes_at(self, day: dt.date) -> dt.datetime | None:
        """Return when work ends on a day, None on a day off: a deadline in days is due then.

        Examples
        --------
        >>> WorkingTime().closes_at(dt.date(2025, 1, 26)).isoformat()
        '2025-01-26T17:30:00+08:00'
        """
        pieces = self._work.day(day)
        return self._local(pieces[-1][1]) if pieces else None

    # --- instants ---------------------------------------------------------------------------------

    def add_working_minutes(self, instant: dt.datetime, n: int) -> WorkingInstant:
        """Return when so many minutes have been worked from an instant on.

        Parameters
        ----------
        instant
            With a time zone; a part of a second is dropped.
        n
            Working minutes. The answer is the first instant by which they are done, so it may be
            the end of a working day. If `n` is negative, it is the last instant from which they
            lead to `instant`. 0 gives the instant itself.

        Examples
        --------
        >>> office = WorkingTime()
        >>> friday = dt.datetime(2025, 3, 7, 17, tzinfo=office.tz)
        >>> office.add_working_minutes(friday, 30).at.isoformat()
        '2025-03-07T17:30:00+08:00'
        >>> office.add_working_minutes(friday, 31).at.isoformat()
        '2025-03-10T08:31:00+08:00'
        """
        at_s = _seconds(instant)
        return self._answer(at_s, self.advance_s(at_s, n * 60))

    def advance_s(self, at_s: int, work_s: int) -> int:
        """Return `add_working_minutes` in seconds: an instant since 1970, and working seconds."""
        return self._work.advance(at_s, work_s)

    def working_minutes_between(self, instant: dt.datetime, other: dt.datetime) -> WorkingCount:
        """Return the minutes worked from one instant to another: undoes `add_working_minutes`.

        Returns
        -------
        WorkingCount
            Whole minutes; negative if `other` is the earlier instant.

        Examples
        --------
        >>> office = WorkingTime()
        >>> monday = dt.datetime(2025, 3, 10, 11, tzinfo=office.tz)
        >>> office.working_minutes_between(monday, monday + dt.timedelta(hours=3)).count
        90
        """
        at_s, other_s = _seconds(instant), _seconds(other)
        work_s = self.worked_s(at_s, other_s)
        count = work_s // 60 if work_s >= 0 else -(-work_s // 60)
        return WorkingCount(
            count, self._touches_provisional(self._local(at_s).year, self._local(other_s).year)
        )

    def worked_s(self, at_s: int, other_s: int) -> int:
        """Return `working_minutes_between` in seconds."""
        return self._work.between(at_s, other_s)

    def next_working_instant(self, instant: dt.datetime) -> WorkingInstant:
        """Return the first instant from this on at which work goes on.

        Examples
        --------
        >>> office = WorkingTime()
        >>> noon = dt.datetime(2025, 3, 10, 12, tzinfo=office.tz)
        >>> office.next_working_instant(noon).at.isoformat()
        '2025-03-10T13:30:00+08:00'
        """
        at_s = _seconds(instant)
        return self._answer(at_s, self._work.next_from(at_s))

    def previous_working_instant(self, instant: dt.datetime) -> WorkingInstant:
        """Return the last instant, at most this, until which work goes on.

        Examples
        --------
        >>> office = WorkingTime()
        >>> sunday = dt.datetime(2025, 3, 9, 12, tzinfo=office.tz)
        >>> office.previous_working_instant(sunday).at.isoformat()
        '2025-03-07T17:30:00+08:00'
        """
        at_s = _seconds(instant)
        return self._answer(at_s, self._work.last_until(at_s))

    @cached_property
    def arrays(self) -> WorkingArrays:
        """The same questions to NumPy arrays, for many at once."""
        from tongqu.calendars.working_time_arrays import WorkingArrays

        return WorkingArrays(self)

    # --- inside -----------------------------------------------------------------------------------

    def utc_year(self, year: int) -> Stretches:
        """Return the working time of a year of UTC, in seconds since 1970."""
        return self._work.year(year)

    @cached_property
    def _work(self) -> WorkSeconds:
        return WorkSeconds(self.tz, self._spans)

    def _answer(self, at_s: int, found_s: int) -> WorkingInstant:
        found = self._local(found_s)
        return WorkingInstant(found, self._touches_provisional(self._local(at_s).year, found.year))

    def _local(self, at_s: int) -> dt.datetime:
        return dt.datetime.fromtimestamp(at_s, self.tz)

    def _touches_provisional(self, year: int, other: int) -> bool:
        low, high = sorted((year, other))
        return any(self.year(each).provisional for each in range(low, high + 1))

    def _spans(self, ordinal: int) -> tuple[Span, ...]:
        day = dt.date.fromordinal(ordinal)
        year = self.year(day.year)
        return year.spans[ordinal - year.first]

    def year(self, year: int) -> WorkYear:
        """Return what is worked of a year."""
        known = self._years.get(year)
        if known is None:
            # One year more on both sides: somewhere it begins while in UTC the old one goes on.
            check_year(year, spare=1)
            known = WorkYear.of(year, self.hours, self.country, self.notices)
            self._years[year] = known
        return known


def _seconds(instant: dt.datetime) -> int:
    if instant.tzinfo is None:
        raise TypeError("times must carry a time zone")
    return (instant - EPOCH) // dt.timedelta(seconds=1)
