"""Counting working time along real time, in whole seconds since 1970, year by year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tongqu.calendars.working_time_spans import DAY_S, EPOCH_DAY, Stretches, utc_spans
from tongqu.calendars.working_time_years import FIRST_YEAR, LAST_YEAR
from tongqu.errors import OutOfRangeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from tongqu.calendars.weekly import Span

__all__ = ["WorkSeconds", "check_year"]


def check_year(year: int, spare: int = 0) -> None:
    """Refuse a year for which no calendar is kept."""
    if not FIRST_YEAR - spare <= year <= LAST_YEAR + spare:
        raise OutOfRangeError.of("beyond_calendar", year=year, first=FIRST_YEAR, last=LAST_YEAR)


class WorkSeconds:
    """Working seconds; years of UTC are worked out when they are asked about, and kept.

    Parameters
    ----------
    zone
        Whose clocks say when work begins and ends.
    spans_of
        The worked minutes of a day, which is given as the ordinal of its date.
    """

    def __init__(self, zone: ZoneInfo, spans_of: Callable[[int], tuple[Span, ...]]) -> None:
        self._zone = zone
        self._spans_of = spans_of
        self._years: dict[int, Stretches] = {}

    def year(self, year: int) -> Stretches:
        """Return the working time of a year of UTC."""
        known = self._years.get(year)
        if known is None:
            check_year(year)
            spans = utc_spans(
                self._zone, year_begin_s(year), year_begin_s(year + 1), self._spans_of
            )
            known = self._years[year] = Stretches.of(spans)
        return known

    def advance(self, at_s: int, work_s: int) -> int:
        """Return when so much has been worked from an instant on.

        It is the first such instant, so it may be the end of a working day; if `work_s` is
        negative, it is the last instant from which that much leads to `at_s`.
        """
        if work_s == 0:
            return at_s
        year = year_of(at_s)
        stretches = self.year(year)
        target = stretches.done_by(at_s) + work_s
        while target < 0:
            year -= 1
            stretches = self.year(year)
            target += stretches.total_s
        while target > stretches.total_s:
            target -= stretches.total_s
            year += 1
            stretches = self.year(year)
        return stretches.when_done(target) if work_s > 0 else stretches.when_left(target)

    def between(self, at_s: int, other_s: int) -> int:
        """Return what is worked from one instant to another, negative if `other_s` is earlier."""
        year, other = year_of(at_s), year_of(other_s)
        work = self.year(other).done_by(other_s) - self.year(year).done_by(at_s)
        whole = sum(self.year(each).total_s for each in range(min(year, other), max(year, other)))
        return work + whole if year <= other else work - whole

    def next_from(self, at_s: int) -> int:
        """Return the first instant from this on at which work goes on."""
        year = year_of(at_s)
        while (found := self.year(year).next_from(at_s)) is None:
            year += 1
        return found

    def last_until(self, at_s: int) -> int:
        """Return the last instant, at most this, until which work goes on."""
        year = year_of(at_s)
        while (found := self.year(year).last_until(at_s)) is None:
            year -= 1
        return found

    def day(self, day: dt.date) -> list[tuple[int, int]]:
        """Return the working time of one day."""
        ordinal = day.toordinal()
        midnight = (ordinal - EPOCH_DAY) * DAY_S
        spans = self._spans_of(ordinal)
        # Every zone is within a day of UTC.
        return list(
            utc_spans(
                self._zone, midnight - DAY_S, midnight + 2 * DAY_S,
                lambda each: spans if each == ordinal else (),
            )
        )  # fmt: skip


def year_begin_s(year: int) -> int:
    """Return the first second of a year of UTC."""
    return (dt.date(year, 1, 1).toordinal() - EPOCH_DAY) * DAY_S


def year_of(at_s: int) -> int:
    """Return the year of UTC in which an instant lies."""
    return dt.date.fromordinal(at_s // DAY_S + EPOCH_DAY).year
