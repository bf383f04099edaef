"""Working time as stretches of real time, in seconds since 1970."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from tongqu.calendars.intervals import constant_offsets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zoneinfo import ZoneInfo

    from tongqu.calendars.weekly import Span

__all__ = ["DAY_S", "EPOCH_DAY", "Stretches", "utc_spans"]

DAY_S = 86_400
EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def utc_spans(
    zone: ZoneInfo, begin_s: int, until_s: int, spans_of: Callable[[int], Iterable[Span]]
) -> Iterator[tuple[int, int]]:
    """Yield when work goes on between two instants, as half-open seconds since 1970.

    A second is working time if the wall clock in the zone, at its first instant, shows a day and
    a minute that are worked. So an hour that clocks repeat counts twice, and one that they skip
    does not count.

    Parameters
    ----------
    zone
        Whose clocks.
    begin_s, until_s
        The instants, in seconds since 1970.
    spans_of
        The worked minutes of a day, which is given as the ordinal of its date.
    """
    start = EPOCH + dt.timedelta(seconds=begin_s)
    for first, last, offset in constant_offsets(zone, start, until_s - begin_s):
        since, until = begin_s + int(first), begin_s + int(last)
        for day in range((since + offset) // DAY_S, (until - 1 + offset) // DAY_S + 1):
            for opens, closes in spans_of(day + EPOCH_DAY):
                midnight = day * DAY_S - offset
                begin = max(midnight + opens * 60, since)
                end = min(midnight + closes * 60, until)
                if begin < end:
                    yield begin, end


@dataclass(frozen=True, slots=True)
class Stretches:
    """Sorted stretches of working time with the work done before each.

    Attributes
    ----------
    begins, ends
        Seconds since 1970.
    before
        Working seconds before each stretch, counted from the first.
    done
        Working seconds up to the end of each stretch.
    """

    begins: list[int]
    ends: list[int]
    before: list[int]
    done: list[int]

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Stretches:
        """Return the stretches; those that touch become one.

        Examples
        --------
        >>> Stretches.of([(0, 10), (10, 30), (50, 60)])
        Stretches(begins=[0, 50], ends=[30, 60], before=[0, 30], done=[30, 40])
        """
        begins: list[int] = []
        ends: list[int] = []
        for begin, end in spans:
            if ends and begin == ends[-1]:
                ends[-1] = end
            else:
                begins.append(begin)
                ends.append(end)
        done = list(accumulate(end - begin for begin, end in zip(begins, ends, strict=True)))
        return cls(begins, ends, [0, *done[:-1]] if done else [], done)

    @property
    def total_s(self) -> int:
        """Working seconds of all stretches."""
        return self.done[-1] if self.done else 0

    def done_by(self, at_s: int) -> int:
        """Return the working seconds before an instant."""
        place = bisect_right(self.begins, at_s) - 1
        if place < 0:
            return 0
        return self.before[place] + min(at_s, self.ends[place]) - self.begins[place]

    def when_done(self, work_s: int) -> int:
        """Return the first instant by which so many working seconds are done, 0 < work <= total."""
        place = bisect_left(self.done, work_s)
        return self.ends[place] - (self.done[place] - work_s)

    def when_left(self, work_s: int) -> int:
        """Return the last instant before which only so many are done, 0 <= work < total."""
        place = bisect_right(self.before, work_s) - 1
        return self.begins[place] + work_s - self.before[place]

    def next_from(self, at_s: int) -> int | None:
        """Return the first working instant from an instant on, None if there is none."""
        place = bisect_right(self.ends, at_s)
        return max(at_s, self.begins[place]) if place < len(self.ends) else None

    def last_until(self, at_s: int) -> int | None:
        """Return the last instant, at most this, until which work goes on; None if there is none.

        The end of a working day is such an instant, its beginning is not.
        """
        place = bisect_left(self.begins, at_s) - 1
        return min(at_s, self.ends[place]) if place >= 0 else None
