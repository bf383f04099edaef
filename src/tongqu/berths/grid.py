"""The planned stretch of time: slots, minutes, and when something is open in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from tongqu.calendars import open_intervals
from tongqu.model.works import Closure

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True)
class Grid:
    """Slots of equal length from the plan's start on, and the minutes in them.

    Arrays by minute also hold `lead_min` minutes before the start, because vessels may lie there
    already; the index of minute m is m + `lead_min`.

    Attributes
    ----------
    start
        First instant of slot 0, with a time zone.
    step_min
        Length of a slot [min].
    slots
        Number of slots.
    zone
        Time zone of the hours.
    lead_min
        Minutes before the start that arrays hold.
    """

    start: datetime
    step_min: int
    slots: int
    zone: ZoneInfo
    lead_min: int = 0

    @property
    def end_min(self) -> int:
        """Minutes from the start to the end."""
        return self.slots * self.step_min

    @property
    def minutes(self) -> int:
        """Length of arrays by minute."""
        return self.lead_min + self.end_min

    @property
    def base(self) -> datetime:
        """First instant of the arrays."""
        return self.at(-self.lead_min)

    @property
    def until(self) -> datetime:
        """End of the last slot."""
        return self.at(self.end_min)

    def at(self, minute: int) -> datetime:
        """Return the local time of a minute: elapsed time, whatever the clocks do."""
        elapsed = self.start.astimezone(UTC) + timedelta(minutes=int(minute))
        return elapsed.astimezone(self.zone)

    def minute(self, when: datetime) -> int:
        """Return the minutes from the start to an instant, rounded up.

        Examples
        --------
        >>> start = datetime(2026, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
        >>> grid = Grid(start, 15, 96, start.tzinfo)
        >>> grid.minute(datetime(2026, 3, 2, 8, 0, 1, tzinfo=start.tzinfo))
        481
        """
        seconds = (when.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds()
        return int(-(-seconds // 60))

    def open_flags(self, hours: str, closures: Iterable[Closure] = ()) -> Flags:
        """Return by minute whether opening hours hold and no closure does."""
        spans = [(self._local(row.closed_from), self._local(row.closed_until)) for row in closures]
        closed = [(begin, end) for begin, end in spans if begin is not None]
        opened = open_intervals(hours, self.zone, self.base, self.until, closed)
        flags = np.zeros(self.minutes, np.bool_)
        for first, last in opened:
            flags[first:last] = True
        return flags

    def _local(self, when: datetime | None) -> datetime | None:
        return when if when is None or when.tzinfo else when.replace(tzinfo=self.zone)

    def steps(self, steps: Sequence[tuple[datetime, float]], before: float = 0.0) -> Floats:
        """Return by minute the value of a step function; `before` holds until its first step."""
        values = np.full(self.minutes, before)
        for at, value in steps:
            index = self.minute(at) + self.lead_min if at > self.base else 0
            values[min(index, self.minutes) :] = value
        return values

    def by_slot(self, minutes: NDArray[Kind]) -> NDArray[Kind]:
        """Return an array by minute as slots × minutes of a slot."""
        return minutes[self.lead_min :].reshape(self.slots, self.step_min)


def next_true(flags: Flags) -> Ints:
    """Return for each place, and the end, the next place from it on that is true.

    Where there is none it is one past the last place.

    Examples
    --------
    >>> next_true(np.array([False, True, False])).tolist()
    [1, 1, 3, 3]
    """
    places = np.append(np.where(flags, np.arange(flags.size), flags.size), flags.size)
    found: Ints = np.minimum.accumulate(places[::-1])[::-1]
    return found
