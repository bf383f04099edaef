"""Tables of cumulative working time, in which many instants or days are looked up at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Self

import numpy as np

from tongqu.calendars.working_time_seconds import year_begin_s
from tongqu.calendars.working_time_spans import DAY_S, EPOCH_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tongqu.calendars.working_time_days import WorkYear
    from tongqu.calendars.working_time_spans import Stretches

    Int64s = NDArray[np.int64]

__all__ = ["DayTable", "HoursTable", "StretchTable"]


@dataclass(frozen=True, slots=True)
class _Bins:
    """Finds the place of a value among sorted bounds: a table for the rough place, then steps.

    A binary search in a table of decades takes some 14 jumps that no processor can foresee; with
    bins about as wide as the bounds are apart, one look and one or two steps are enough.
    """

    bounds: Int64s
    origin: int
    width: int
    first: Int64s
    steps: int

    @classmethod
    def of(cls, bounds: Int64s, origin: int, until: int, width: int) -> Self:
        """Return bins for values from `origin` to `until`."""
        edges = np.arange(origin, until + 2 * width, width, dtype=np.int64)
        first = np.searchsorted(bounds, edges, side="right").astype(np.int64)
        steps = int(np.diff(first).max(initial=0))
        return cls(bounds, origin, width, first, steps)

    def place(self, values: Int64s) -> Int64s:
        """Return how many bounds are at most each value."""
        place = self.first[(values - self.origin) // self.width]
        for _ in range(self.steps):
            place += self.bounds[place] <= values
        return place


@dataclass(frozen=True, slots=True)
class StretchTable:
    """The working time of some years of UTC as arrays; a last empty stretch guards the end."""

    begins: Int64s
    before: Int64s
    by_end: _Bins
    by_done: _Bins

    @classmethod
    def of(cls, years: Sequence[Stretches], first_year: int) -> Self:
        """Return the table of consecutive years."""
        begin_s, until_s = year_begin_s(first_year), year_begin_s(first_year + len(years))
        guard = np.array([np.iinfo(np.int64).max])
        begins = np.array([at for year in years for at in year.begins], np.int64)
        ends = np.array([at for year in years for at in year.ends], np.int64)
        done = np.cumsum(ends - begins)
        total = int(done[-1]) if len(done) else 0
        before = np.concatenate(([0], done))
        return cls(
            np.concatenate((begins, guard)),
            before,
            _Bins.of(np.concatenate((ends, guard)), begin_s, until_s, DAY_S),
            _Bins.of(np.concatenate((done, guard)), 0, total, max(total // (len(done) + 1), 60)),
        )

    def done_by(self, at_s: Int64s) -> Int64s:
        """Return the working seconds before each instant."""
        place = self.by_end.place(at_s)
        done: Int64s = self.before[place] + np.maximum(at_s - self.begins[place], 0)
        return done

    def advance(self, at_s: Int64s, work_s: Int64s) -> Int64s:
        """Return what `WorkSeconds.advance` does."""
        target = self.done_by(at_s) + work_s
        # The first stretch after which more than this is done; "as much" is enough going forward.
        place = self.by_done.place(target - (work_s > 0))
        return np.where(work_s == 0, at_s, self.begins[place] + target - self.before[place])


@dataclass(frozen=True, slots=True)
class DayTable:
    """The days of some years as arrays; days count from 1970.

    Attributes
    ----------
    first
        First day of the table.
    working
        The working days.
    count
        Working days of the table before each of its days, and behind the last.
    """

    first: int
    working: Int64s
    count: Int64s

    @classmethod
    def of(cls, years: Sequence[WorkYear]) -> Self:
        """Return the table of consecutive years."""
        working = np.array([day for year in years for day in year.working], np.int64) - EPOCH_DAY
        counts = accumulate((bool(spans) for year in years for spans in year.spans), initial=0)
        return cls(years[0].first - EPOCH_DAY, working, np.fromiter(counts, np.int64))

    def add(self, days: Int64s, n: Int64s) -> Int64s:
        """Return the n-th working day after each day, as `WorkingTime.add_working_days` counts."""
        # n = 0 and n < 0 count from the working days before the day, n > 0 from those up to it.
        after = n > 0
        found: Int64s = self.working[self.count[days - self.first + after] + n - after]
        return found

    def between(self, days: Int64s, others: Int64s) -> Int64s:
        """Return the working days between, as `WorkingTime.working_days_between` counts."""
        side = (days <= others).astype(np.int64)
        found: Int64s = (
            self.count[others - self.first + side] - self.count[days - self.first + side]
        )
        return found


@dataclass(frozen=True, slots=True)
class HoursTable:
    """When work begins and ends on the days of some years [s since 1970]; days count from 1970."""

    first: int
    opens: Int64s
    closes: Int64s

    @classmethod
    def of(cls, years: Sequence[WorkYear], offsets: Sequence[tuple[int, int, int]]) -> Self:
        """Return the table of consecutive years.

        Parameters
        ----------
        years
            The years.
        offsets
            Stretches of seconds and their distance from UTC, from a day before to a day after.
        """
        hours = [
            (year.first + place - years[0].first, opens * 60, closes * 60)
            for year in years
            for place, spans in enumerate(year.spans)
            for opens, closes in spans
        ]
        first = years[0].first - EPOCH_DAY
        day, opens_s, closes_s = np.array(hours, np.int64).reshape(-1, 3).T
        midnight = (day + first) * DAY_S
        length = sum(len(year.spans) for year in years)
        opened = np.full(length, np.iinfo(np.int64).max)
        closed = np.full(length, np.iinfo(np.int64).min)
        for since, until, offset in offsets:
            begin = np.maximum(midnight + opens_s - offset, since)
            end = np.minimum(midnight + closes_s - offset, until)
            real = begin < end
            np.minimum.at(opened, day[real], begin[real])
            np.maximum.at(closed, day[real], end[real])
        opened[opened == np.iinfo(np.int64).max] = np.iinfo(np.int64).min
        return cls(first, opened, closed)

    def opens_on(self, days: Int64s) -> Int64s:
        """Return when work begins on each day."""
        found: Int64s = self.opens[days - self.first]
        return found

    def closes_on(self, days: Int64s) -> Int64s:
        """Return when work ends on each day."""
        found: Int64s = self.closes[days - self.first]
        return found
