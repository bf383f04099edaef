"""Working time as tables of days and of stretches, in which clocks are looked up.

`tongqu.calendars.WorkingTime` answers questions; clocks ask thousands of them for one item's page
and millions for the status of a ledger, and both must come to the same second. So both look into
the same tables, one number or an array of them at a time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.calendars.working_time_spans import utc_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.calendars import WorkingTime

    Int64s = NDArray[np.int64]

__all__ = ["ClockTables"]

ANCHOR = 2020
"""Year from whose beginning days and seconds of work are counted; earlier ones are negative."""

FIRST_YEARS = (2020, 2030)
"""Years that the tables hold at first; they grow when somebody asks beyond."""


class ClockTables:
    """What `tongqu.ledger.clock_rules.ClockCalendar` asks for, of a working time.

    Parameters
    ----------
    time
        The working time.

    Examples
    --------
    >>> from tongqu.calendars import WorkingTime
    >>> tables = ClockTables(WorkingTime())
    >>> eve = date(2025, 1, 27).toordinal()  # the last working day before Spring Festival
    >>> next_day = tables.nth_working_day(tables.working_days_until(eve) + 1)
    >>> date.fromordinal(int(next_day))
    datetime.date(2025, 2, 5)
    """

    def __init__(self, time: WorkingTime) -> None:
        self.time = time
        self.announced_until = date(time.last_announced_year, 12, 31)
        self._years = (min(ANCHOR, FIRST_YEARS[0]), FIRST_YEARS[1])
        self._build()

    def day_of(self, s: Any) -> Any:
        """Return the local day of an instant, as an ordinal."""
        self._hold(*_bounds(s))
        if self._even:
            return self._first + (s - self._midnights[0]) // 86_400
        return self._first + np.searchsorted(self._midnights, s, side="right") - 1

    def day_start(self, day: Any) -> Any:
        """Return the first instant of a day."""
        self._hold_days(day)
        return self._midnights[day - self._first]

    def day_end(self, day: Any) -> Any:
        """Return when work ends on a day; the last second of one without work."""
        self._hold_days(day)
        return self._day_ends[day - self._first]

    def working_days_until(self, day: Any) -> Any:
        """Return how many working days there are up to a day, and with it."""
        self._hold_days(day)
        return self._days_until[day - self._first]

    def nth_working_day(self, n: Any) -> Any:
        """Return the first day up to which there are so many working days."""
        low, high = _bounds(n)
        while high > self._days_until[-1]:
            self._grow(self._years[0], self._years[1] + 4)
        while low <= high and low <= self._days_until[0]:
            self._grow(self._years[0] - 4, self._years[1])
        return self._first + np.searchsorted(self._days_until, n, side="left")

    def working_seconds_until(self, s: Any) -> Any:
        """Return how many seconds are worked before an instant."""
        self._hold(*_bounds(s))
        place = np.searchsorted(self._begins, s, side="right") - 1
        return self._before[place] + np.minimum(s, self._ends[place]) - self._begins[place]

    def instant_of(self, worked_s: Any) -> Any:
        """Return the first instant before which so many seconds are worked."""
        low, high = _bounds(worked_s)
        while high > self._done[-1]:
            self._grow(self._years[0], self._years[1] + 4)
        while low <= high and low <= self._before[0]:
            self._grow(self._years[0] - 4, self._years[1])
        place = np.searchsorted(self._done, worked_s, side="left")
        return self._ends[place] - (self._done[place] - worked_s)

    # --- the tables -------------------------------------------------------------------------------

    def _hold(self, low_s: int, high_s: int) -> None:
        """See to it that instants are in the tables."""
        # A day more on both sides: the zone may be that far from UTC.
        if low_s > high_s:
            return
        if low_s >= self._begins[0] + 86_400 and high_s < self._midnights[-1] - 86_400:
            return
        low = datetime.fromtimestamp(low_s, UTC).year - 1
        high = datetime.fromtimestamp(high_s, UTC).year + 1
        self._grow(min(low, self._years[0]), max(high, self._years[1]))

    def _hold_days(self, day: Any) -> None:
        low, high = _bounds(day)
        if low > high:
            return
        if low < self._first + 1 or high >= self._first + len(self._days_until) - 1:
            self._grow(
                min(date.fromordinal(low).year - 1, self._years[0]),
                max(date.fromordinal(high).year + 1, self._years[1]),
            )

    def _grow(self, first: int, last: int) -> None:
        if (first, last) != self._years:
            self._years = (first, last)
            self._build()

    def _build(self) -> None:
        first, last = self._years
        self._first = date(first, 1, 1).toordinal()
        days = range(self._first, date(last + 1, 1, 1).toordinal())
        dates = [date.fromordinal(day) for day in days]
        spans = [self.time.spans_on(day) for day in dates]
        zone = self.time.tz
        midnights = [
            int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) for day in dates
        ]
        end = int(datetime(last + 1, 1, 1, tzinfo=zone).timestamp())
        self._midnights = np.array([*midnights, end], np.int64)
        # Where clocks are never put forward or back, days are found by dividing.
        self._even = bool((np.diff(self._midnights) == 86_400).all())
        by_day = dict(zip(days, spans, strict=True))
        # Midnight to midnight is asked for, but the days beside it are looked at too.
        pieces = list(
            utc_spans(zone, int(self._midnights[0]), end, lambda day: by_day.get(day, ()))
        )
        self._begins = np.array([begin for begin, _ in pieces], np.int64)
        self._ends = np.array([until for _, until in pieces], np.int64)
        working = np.array([bool(found) for found in spans])
        anchor = date(ANCHOR, 1, 1).toordinal() - self._first
        counts = np.cumsum(working)
        self._days_until = counts - (counts[anchor - 1] if anchor else 0)
        done = np.cumsum(self._ends - self._begins)
        at = int(np.searchsorted(self._begins, self._midnights[anchor]))
        self._done = done - (done[at - 1] if at else 0)
        self._before = self._done - (self._ends - self._begins)
        self._day_ends = self._midnights[1:] - 1
        at_days = np.searchsorted(self._midnights, self._ends - 1, side="right") - 1
        # The last stretch of a day comes last, and the last one that is written stays.
        self._day_ends[at_days] = self._ends


def _bounds(values: Any) -> tuple[int, int]:
    """Return the least and the greatest of some numbers, or of one; of none (1, 0)."""
    if isinstance(values, np.ndarray):
        return (int(values.min()), int(values.max())) if values.size else (1, 0)
    return int(values), int(values)
