"""Working time for many at once.

Instants are whole seconds since 1970 (int64); days are ``datetime64[D]``, or days since 1970 as
int64. Every answer comes with whether it touches a provisional year.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tongqu.calendars.intervals import constant_offsets
from tongqu.calendars.working_time_seconds import year_of
from tongqu.calendars.working_time_spans import DAY_S, EPOCH, EPOCH_DAY
from tongqu.calendars.working_time_tables import DayTable, HoursTable, StretchTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from tongqu.calendars.working_time import WorkingTime

    Int64s = NDArray[np.int64]
    Bools = NDArray[np.bool_]

__all__ = ["DAY_OFF", "WorkingArray", "WorkingArrays"]

BLOCK = 1 << 15  # answers at a time, so that what lies between stays in the processor's cache
DAY_OFF = np.iinfo(np.int64).min
"""Stands for the opening and the closing of a day that is not worked."""


class WorkingArray(NamedTuple):
    """Answers, and which of them touch a year without an announcement."""

    values: NDArray[Any]
    provisional: Bools


class WorkingArrays:
    """The questions of a working time, to arrays; arguments broadcast.

    Parameters
    ----------
    time
        The working time; `WorkingTime.arrays` is its own.

    Examples
    --------
    >>> from tongqu.calendars import WorkingTime
    >>> arrays = WorkingTime().arrays
    >>> days = np.array(["2025-01-27", "2025-03-03"], "datetime64[D]")
    >>> arrays.add_working_days(days, 5).values
    array(['2025-02-10', '2025-03-10'], dtype='datetime64[D]')
    >>> nine = 1740963600  # 2025-03-03, 09:00 in Shanghai
    >>> (arrays.add_working_minutes(nine, [60, 480]).values - nine) // 60
    array([  60, 1470])
    """

    def __init__(self, time: WorkingTime) -> None:
        self._time = time
        self._kept: dict[str, tuple[int, int, Any]] = {}

    # --- instants ---------------------------------------------------------------------------------

    def add_working_minutes(self, at_s: ArrayLike, minutes: ArrayLike) -> WorkingArray:
        """Return `WorkingTime.add_working_minutes` of each instant."""
        at, work = _pair(at_s, minutes)
        if not at.size:
            return _nothing(at)
        low, high = int(at.min()), int(at.max())
        # The farthest answers; they also refuse what lies beyond every calendar.
        first = self._time.advance_s(low, 60 * min(int(work.min()), 0))
        last = self._time.advance_s(high, 60 * max(int(work.max()), 0))
        table = self._stretches(first, last)
        found = _blocks(table.advance, at, work * 60)
        return WorkingArray(found, self._touches_s(at, found))

    def working_minutes_between(self, at_s: ArrayLike, other_s: ArrayLike) -> WorkingArray:
        """Return `WorkingTime.working_minutes_between` of each pair of instants."""
        at, other = _pair(at_s, other_s)
        if not at.size:
            return _nothing(at)
        table = self._stretches(int(np.minimum(at, other).min()), int(np.maximum(at, other).max()))

        def minutes(one: Int64s, two: Int64s) -> Int64s:
            work_s = table.done_by(two) - table.done_by(one)
            whole: Int64s = np.sign(work_s) * (np.abs(work_s) // 60)
            return whole

        return WorkingArray(_blocks(minutes, at, other), self._touches_s(at, other))

    def local_days(self, at_s: ArrayLike) -> Int64s:
        """Return the day, since 1970, that the zone's calendar shows at each instant."""
        at = np.asarray(at_s, np.int64)
        if not at.size:
            return at
        days = np.empty(at.shape, np.int64)
        for begin, until, offset in self._offsets(int(at.min()), int(at.max()) + 1):
            inside = (at >= begin) & (at < until)
            days[inside] = (at[inside] + offset) // DAY_S
        return days

    # --- days -------------------------------------------------------------------------------------

    def add_working_days(self, days: ArrayLike, n: ArrayLike) -> WorkingArray:
        """Return `WorkingTime.add_working_days` of each day."""
        given, as_given = _days(days)
        day, count = _pair(given, n)
        if not day.size:
            return _nothing(as_given(day))
        low, high = _date(int(day.min())), _date(int(day.max()))
        first = self._time.add_working_days(low, min(int(count.min()), 0)).day
        last = self._time.add_working_days(high, max(int(count.max()), 0)).day
        table = self._day_table(min(first, low), last)
        found = _blocks(table.add, day, count)
        return WorkingArray(as_given(found), self._touches_days(day, found))

    def working_days_between(self, days: ArrayLike, others: ArrayLike) -> WorkingArray:
        """Return `WorkingTime.working_days_between` of each pair of days."""
        day, other = _pair(_days(days)[0], _days(others)[0])
        if not day.size:
            return _nothing(day)
        table = self._day_table(
            _date(int(np.minimum(day, other).min())), _date(int(np.maximum(day, other).max()))
        )
        return WorkingArray(_blocks(table.between, day, other), self._touches_days(day, other))

    def opens_at(self, days: ArrayLike) -> Int64s:
        """Return when work begins on each day [s since 1970], `DAY_OFF` where none does."""
        return self._hours(days, HoursTable.opens_on)

    def closes_at(self, days: ArrayLike) -> Int64s:
        """Return when work ends on each day [s since 1970], `DAY_OFF` where there is none."""
        return self._hours(days, HoursTable.closes_on)

    # --- inside -----------------------------------------------------------------------------------

    def _hours(self, days: ArrayLike, ask: Callable[[HoursTable, Int64s], Int64s]) -> Int64s:
        day = _days(days)[0]
        if not day.size:
            return day

        def table(first: int, last: int) -> HoursTable:
            years = [self._time.year(year) for year in range(first, last + 1)]
            begin_s = (years[0].first - EPOCH_DAY - 1) * DAY_S
            until_s = (years[-1].first + len(years[-1].spans) - EPOCH_DAY + 1) * DAY_S
            return HoursTable.of(years, list(self._offsets(begin_s, until_s)))

        first, last = _date(int(day.min())), _date(int(day.max()))
        kept: HoursTable = self._keep("hours", first.year, last.year, table)
        return ask(kept, day)

    def _stretches(self, first_s: int, last_s: int) -> StretchTable:
        def table(first: int, last: int) -> StretchTable:
            return StretchTable.of(
                [self._time.utc_year(year) for year in range(first, last + 1)], first
            )

        found: StretchTable = self._keep("stretches", year_of(first_s), year_of(last_s), table)
        return found

    def _day_table(self, first: dt.date, last: dt.date) -> DayTable:
        def table(since: int, until: int) -> DayTable:
            return DayTable.of([self._time.year(year) for year in range(since, until + 1)])

        found: DayTable = self._keep("days", first.year, last.year, table)
        return found

    def _keep(self, name: str, first: int, last: int, make: Callable[[int, int], Any]) -> Any:
        """Return a table of these years, made anew where the one that is kept is too short."""
        known_first, known_last, table = self._kept.get(name, (last + 1, first - 1, None))
        if first < known_first or last > known_last:
            first, last = min(first, known_first), max(last, known_last)
            table = make(first, last)
            self._kept[name] = first, last, table
        return table

    def _offsets(self, begin_s: int, until_s: int) -> Iterator[tuple[int, int, int]]:
        """Yield stretches of seconds in which the zone keeps one distance from UTC."""
        start = EPOCH + dt.timedelta(seconds=begin_s)
        for first, last, offset in constant_offsets(self._time.tz, start, until_s - begin_s):
            yield begin_s + int(first), begin_s + int(last), offset

    def _touches_days(self, one: Int64s, two: Int64s) -> Bools:
        """Return whether the way from one day to the other touches a provisional year."""
        low, high = np.minimum(one, two), np.maximum(one, two)
        return self._touches(
            low, high, _date(int(low.min())), _date(int(high.max())),
            lambda day: day.toordinal() - EPOCH_DAY,
        )  # fmt: skip

    def _touches_s(self, one: Int64s, two: Int64s) -> Bools:
        low, high = np.minimum(one, two), np.maximum(one, two)
        zone = self._time.tz
        first, last = (
            dt.datetime.fromtimestamp(int(at), zone).date() for at in (low.min(), high.max())
        )
        return self._touches(
            low, high, first, last,
            lambda day: int(dt.datetime(day.year, 1, 1, tzinfo=zone).timestamp()),
        )  # fmt: skip

    def _touches(
        self,
        low: Int64s,
        high: Int64s,
        first: dt.date,
        last: dt.date,
        number: Callable[[dt.date], int],
    ) -> Bools:
        touches = np.zeros(low.shape, bool)
        for year in range(first.year, last.year + 1):
            new_year = dt.date(year, 1, 1)
            if self._time.is_provisional(new_year):
                touches |= (high >= number(new_year)) & (low < number(dt.date(year + 1, 1, 1)))
        return touches


def _pair(one: ArrayLike, two: ArrayLike) -> tuple[Int64s, Int64s]:
    left, right = np.broadcast_arrays(np.asarray(one, np.int64), np.asarray(two, np.int64))
    return left, right


def _nothing(values: NDArray[Any]) -> WorkingArray:
    return WorkingArray(values, np.zeros(values.shape, bool))


def _days(days: ArrayLike) -> tuple[Int64s, Callable[[Int64s], NDArray[Any]]]:
    """Return days since 1970, and what turns such days into the kind that was given."""
    given = np.asarray(days)
    if given.dtype.kind == "M":
        return given.astype("datetime64[D]").astype(np.int64), lambda found: found.astype("M8[D]")
    return given.astype(np.int64), lambda found: found


def _date(day: int) -> dt.date:
    return dt.date.fromordinal(day + EPOCH_DAY)


def _blocks(ask: Callable[[Int64s, Int64s], Int64s], one: Int64s, two: Int64s) -> Int64s:
    """Return the answers to all pairs, some at a time."""
    flat_one, flat_two = one.reshape(-1), two.reshape(-1)
    found = np.empty(flat_one.shape, np.int64)
    for begin in range(0, len(found), BLOCK):
        part = slice(begin, begin + BLOCK)
        found[part] = ask(flat_one[part], flat_two[part])
    return found.reshape(one.shape)
