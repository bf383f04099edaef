"""The span of time that a question looks at, its calendars and its depths, as integers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np

from tongqu.calendars import open_intervals
from tongqu.model.known import Knowledge
from tongqu.model.works import Closure
from tongqu.routes.arrays import FAR, MINUTES_PER_DAY, Ints

Interval = tuple[int, int]
ALWAYS = -1
"""Calendar that is always open; reach whose depth does not count."""


class Horizon:
    """From the midnight before the cargo is ready to the last instant looked at.

    Parameters
    ----------
    known
        What is known of the region.
    ready
        When the cargo is ready.
    days
        Length after that.
    heed_closures
        False to ask what the answer would be if nothing closed.
    """

    def __init__(
        self, known: Knowledge, ready: datetime, days: int, heed_closures: bool = True
    ) -> None:
        self.known = known
        self.zone = known.region.zone
        local = ready.astimezone(self.zone)
        self.start = local.replace(hour=0, minute=0, second=0, microsecond=0)
        self.end = local + timedelta(days=days)
        self.heed_closures = heed_closures
        self.end_min = self.minute(self.end)
        self._calendars: dict[tuple[Interval, ...], int] = {}
        self._by_name: dict[tuple[str, str, bool], int] = {}
        self._steps: dict[tuple[tuple[int, int], ...], int] = {}
        self._step_rows: list[tuple[tuple[int, int], ...]] = []
        self._hours: dict[str, list[Interval]] = {}

    def minute(self, when: datetime) -> int:
        """Return the minutes from the start to an instant, rounded up."""
        seconds = (when.astimezone(UTC) - self.start.astimezone(UTC)).total_seconds()
        return -int(-seconds // 60)

    def at(self, minute: int) -> datetime:
        """Return the local time of a minute."""
        return self.at_second(int(minute) * 60)

    def at_second(self, second: int) -> datetime:
        """Return the local time of a second: elapsed time, whatever the clocks do."""
        elapsed = self.start.astimezone(UTC) + timedelta(seconds=int(second))
        return elapsed.astimezone(self.zone)

    def grid(self, step_min: int) -> list[int]:
        """Return the minutes at which the local clock shows a multiple of a step."""
        minutes: set[int] = set()
        midnight = self.start.replace(tzinfo=None)
        begin = 0
        while begin <= self.end_min:
            following = midnight + timedelta(days=1)
            end = self.minute(following.replace(tzinfo=self.zone))
            if end - begin == MINUTES_PER_DAY:
                minutes.update(range(begin, end, step_min))
            else:  # the clocks change on this day
                for past in range(0, MINUTES_PER_DAY, step_min):
                    local = midnight + timedelta(minutes=past)
                    minutes.add(self.minute(local.replace(tzinfo=self.zone)))
            midnight, begin = following, end
        return sorted(minute for minute in minutes if minute <= self.end_min)

    def closures(self, table: str, row_id: str) -> tuple[Closure, ...]:
        """Return the known closures that touch the horizon."""
        if not self.heed_closures:
            return ()
        region = self.known.region
        return tuple(
            closure
            for closure in self.known.closures(table, row_id)
            if region.local(closure.closed_from) < self.end
            and (closure.closed_until is None or region.local(closure.closed_until) > self.start)
        )

    def calendar(self, table: str, row_id: str, hours: str = "", works: bool = False) -> int:
        """Return the number of the calendar of a terminal, lock, link or passage.

        Parameters
        ----------
        table, row_id
            Whose closures count.
        hours
            Opening hours; empty: day and night.
        works
            Whether ``in_service`` counts, which works open and close.
        """
        name = (table, row_id, bool(hours))
        if name not in self._by_name:
            intervals = list(self._weekly(hours)) if hours else [(0, self.end_min)]
            if works:
                intervals = intersect(intervals, self._in_service(table, row_id))
            for closure in self.closures(table, row_id):
                until = closure.closed_until
                region = self.known.region
                begin = self.minute(region.local(closure.closed_from))
                end = self.minute(region.local(until)) if until is not None else FAR
                intervals = cut_out(intervals, begin, end)
            self._by_name[name] = self._number(tuple(intervals))
        return self._by_name[name]

    def _weekly(self, hours: str) -> list[Interval]:
        if hours not in self._hours:
            self._hours[hours] = open_intervals(hours, self.zone, self.start, self.end)
        return self._hours[hours]

    def _in_service(self, table: str, row_id: str) -> list[Interval]:
        steps = self.known.in_service(table, row_id)
        spans: list[Interval] = []
        for k, (since, works) in enumerate(steps):
            begin = self.minute(since) if since > self.start else 0
            until = steps[k + 1][0] if k + 1 < len(steps) else self.end
            end = self.minute(until) if until > self.start else 0
            if works and end > begin:
                spans.append((begin, min(end, self.end_min)))
        return [span for span in spans if span[0] < span[1]]

    def _number(self, intervals: tuple[Interval, ...]) -> int:
        if intervals == ((0, self.end_min),):
            return ALWAYS
        return self._calendars.setdefault(intervals, len(self._calendars))

    def depth_steps(self, steps: Iterable[tuple[datetime, float]]) -> int:
        """Return the number of a reach's depth over time; no steps: depth does not count."""
        known = tuple(
            (self.minute(at) * 60 if at > self.start else 0, round(depth * 1000))
            for at, depth in steps
        )
        known = known[max((k for k, step in enumerate(known) if step[0] == 0), default=0) :]
        if not known:
            return ALWAYS
        return self._steps.setdefault(known, len(self._steps))

    def least_steady_depth(self, reaches: set[int]) -> int:
        """Return the least depth of reaches [mm], FAR without any, -1 if a depth changes."""
        steps = self._step_list()
        known = [steps[reach] for reach in reaches if reach != ALWAYS]
        if any(len(depths) > 1 for depths in known):
            return -1
        return min((depths[0][1] for depths in known), default=FAR)

    def _step_list(self) -> list[tuple[tuple[int, int], ...]]:
        if len(self._step_rows) != len(self._steps):
            self._step_rows = list(self._steps)
        return self._step_rows

    def never_shallower(self, some: set[int], others: set[int]) -> bool:
        """Whether some reaches have one depth each, at no time less than the least of others.

        With depths that change, a quicker way could meet a shared reach at a lower hour.
        """
        steps = self._step_list()
        some, others = some - {ALWAYS}, others - {ALWAYS}
        if any(len(steps[reach]) > 1 for reach in some):
            return False
        least = min((steps[reach][0][1] for reach in some), default=FAR)
        most = min((max(mm for _, mm in steps[reach]) for reach in others), default=FAR)
        return least >= most

    def calendar_arrays(self) -> tuple[Ints, Ints, Ints]:
        """Return pointers, openings and closings of all calendars [s]."""
        ptr, flat = _flatten(self._calendars)
        return ptr, flat[:, 0] * 60, flat[:, 1] * 60

    def step_arrays(self) -> tuple[Ints, Ints, Ints]:
        """Return pointers, instants [s] and depths [mm] of all reaches."""
        ptr, flat = _flatten(self._steps)
        return ptr, flat[:, 0].copy(), flat[:, 1].copy()


def _flatten(groups: Iterable[tuple[tuple[int, int], ...]]) -> tuple[Ints, Ints]:
    lists = list(groups)
    ptr = np.cumsum([0, *(len(group) for group in lists)]).astype(np.int64)
    rows = [pair for group in lists for pair in group]
    return ptr, np.array(rows, np.int64).reshape(-1, 2)


def intersect(one: list[Interval], other: list[Interval]) -> list[Interval]:
    """Return what two sorted lists of half-open intervals share.

    Examples
    --------
    >>> intersect([(0, 10), (20, 30)], [(5, 25)])
    [(5, 10), (20, 25)]
    """
    shared = []
    i = j = 0
    while i < len(one) and j < len(other):
        begin, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if begin < end:
            shared.append((begin, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return shared


def cut_out(intervals: list[Interval], begin: int, end: int) -> list[Interval]:
    """Return the intervals without one span.

    Examples
    --------
    >>> cut_out([(0, 10), (20, 30)], 5, 25)
    [(0, 5), (25, 30)]
    """
    kept = []
    for low, high in intervals:
        for piece in ((low, min(high, begin)), (max(low, end), high)):
            if piece[0] < piece[1]:
                kept.append(piece)
    return kept
