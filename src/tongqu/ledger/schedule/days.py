"""Working days as arrays of whole numbers, for looking up without asking a calendar."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tongqu.calendars import WorkingTime

__all__ = ["DayArrays", "advance", "retreat"]


class DayArrays(NamedTuple):
    """The working days of one calendar over some years; days count from the first.

    A number of a day stands for the instant at which the day begins, so work on day 5 alone goes
    from 5 to 6.

    Attributes
    ----------
    before
        Working days before each instant.
    worked
        The working days.
    """

    before: list[int]
    worked: list[int]

    @staticmethod
    def of(time: WorkingTime | None, first: dt.date, last: dt.date) -> DayArrays:
        """Return the working days of two dates and those between; None: every day is one."""
        return _arrays(time, first, last)


@lru_cache(maxsize=64)  # plans of one ledger share their calendars
def _arrays(time: WorkingTime | None, first: dt.date, last: dt.date) -> DayArrays:
    origin, length = first.toordinal(), (last - first).days + 1
    if time is None:
        return DayArrays(list(range(length + 1)), list(range(length)))
    flags = bytearray(length)
    worked = []
    for year in range(first.year, last.year + 1):
        for ordinal in time.year(year).working:
            day = ordinal - origin
            if 0 <= day < length:
                flags[day] = 1
                worked.append(day)
    return DayArrays(list(accumulate(flags, initial=0)), worked)


def advance(at: int, lag: int, days: DayArrays) -> int:
    """Return the instant that lies so many working days after another.

    A positive lag ends with its last day; a negative one begins with its first. Raises IndexError
    where the arrays are too short.

    Examples
    --------
    >>> week = DayArrays.of(None, dt.date(2025, 3, 3), dt.date(2025, 3, 9))
    >>> advance(2, 3, week), advance(2, -1, week), advance(2, 0, week)
    (5, 1, 2)
    """
    if lag > 0:
        return days.worked[days.before[at] + lag - 1] + 1
    if lag == 0:
        return at
    place = days.before[at] + lag
    if place < 0:
        raise IndexError(place)
    return days.worked[place]


def retreat(until: int, lag: int, days: DayArrays) -> int:
    """Return the last instant from which `advance` leads to no later than `until`.

    Examples
    --------
    >>> week = DayArrays.of(None, dt.date(2025, 3, 3), dt.date(2025, 3, 9))
    >>> retreat(5, 3, week), retreat(1, -1, week)
    (2, 2)
    """
    if lag > 0:
        place = days.before[until] - lag
        if place < 0:
            raise IndexError(place)
        return days.worked[place]
    if lag == 0:
        return until
    return days.worked[days.before[until + 1] - lag - 1]
