"""The days of one year: which are worked, and when, from weekly hours, libraries and notices."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tongqu.calendars.weekly import DAY_MIN, Span, WeeklyHours
from tongqu.calendars.working_time_years import (
    HOLIDAY,
    MADE_UP,
    WEEKEND,
    known_years,
    year_flags,
)

if TYPE_CHECKING:
    from tongqu.calendars.notices import Notice, NoticeDay

__all__ = ["ASSUMED_TIMES", "WorkYear"]

ASSUMED_TIMES = "08:30-12:00,13:30-17:30"
"""Office hours where nobody has said any; answers say that they are assumed."""

ASSUMED_SPANS = WeeklyHours.parse(f"Mo {ASSUMED_TIMES}").spans
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class WorkYear:
    """One year of a working time.

    Attributes
    ----------
    first
        Ordinal of its first day.
    spans
        What is worked of each day, in minutes of the day.
    working
        Ordinals of the days of which something is.
    provisional
        Whether nobody has announced the year's holidays yet.
    """

    first: int
    spans: list[tuple[Span, ...]]
    working: list[int]
    provisional: bool

    @classmethod
    def of(
        cls, year: int, hours: WeeklyHours | None, country: str, notices: tuple[Notice, ...]
    ) -> Self:
        """Return a year of the working time that has these hours, holidays and notices.

        Examples
        --------
        >>> len(WorkYear.of(2026, None, "CN", ()).working)
        248
        """
        noticed = {
            day.day.toordinal(): day
            for notice in notices
            for day in notice.days
            if day.day.year == year
        }
        first = dt.date(year, 1, 1).toordinal()
        week = _Week(hours, country)
        spans = [
            week.worked(first + place, flag, noticed.get(first + place))
            for place, flag in enumerate(year_flags(country, year))
        ]
        low, high = known_years(country)
        announced = low <= year <= high or any(notice.year == year for notice in notices)
        working = [first + place for place, found in enumerate(spans) if found]
        return cls(first, spans, working, not announced)


@dataclass(frozen=True, slots=True)
class _Week:
    hours: WeeklyHours | None
    country: str

    def worked(self, ordinal: int, flag: int, notice: NoticeDay | None) -> tuple[Span, ...]:
        """Return what is worked of a day; a notice has the last word."""
        if notice is not None:
            if not notice.working:
                return ()
            return notice.spans or self._by_announcement(ordinal)
        if flag & MADE_UP:
            return self._by_announcement(ordinal)
        return () if flag & HOLIDAY else self._usual(ordinal, flag)

    def _by_announcement(self, ordinal: int) -> tuple[Span, ...]:
        """Return the hours of a day that is worked because somebody announced it."""
        for earlier in range(ordinal, ordinal - DAYS_A_WEEK, -1):
            flag = self._flag(earlier)
            if not flag & WEEKEND and (found := self._usual(earlier, flag)):
                return found
        # Only weekends are worked here.
        back = (self._usual(ordinal - earlier, 0) for earlier in range(DAYS_A_WEEK))
        return next(found for found in back if found)

    def _usual(self, ordinal: int, flag: int) -> tuple[Span, ...]:
        """Return the hours of the week on a day, whatever holiday it is."""
        if self.hours is None:
            return () if flag & WEEKEND else ASSUMED_SPANS
        begin = (ordinal - 1) % DAYS_A_WEEK * DAY_MIN  # ordinal 1 was a Monday
        return tuple(
            (max(opens - begin, 0), min(closes - begin, DAY_MIN))
            for opens, closes in self.hours.spans
            if opens < begin + DAY_MIN and closes > begin
        )

    def _flag(self, ordinal: int) -> int:
        day = dt.date.fromordinal(ordinal)
        return year_flags(self.country, day.year)[day.timetuple().tm_yday - 1]
