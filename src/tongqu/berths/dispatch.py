"""A plan carried out: who makes fast when, if vessels and work come as they truly do.

A dispatcher sees what has arrived and what is free, and nothing of what is to come. It follows a
plan by one of two rules:

* ``keep``: berths and their order stay as planned;
* ``first_free``: who is next in the plan takes its berth if that is free, else the free berth
  where it would end soonest.
"""

from __future__ import annotations

import bisect
import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from tongqu.berths.yard import NEVER, Way, Yard

RULES = ("keep", "first_free")


@dataclass(frozen=True)
class Task:
    """A vessel, or two side by side, to be served.

    Attributes
    ----------
    ways
        Every way to serve it.
    chosen
        Number of the way that the plan has chosen; -1: it is not in the plan.
    start
        Minute at which the plan begins its stay; NEVER where there is none.
    not_before
        Minute before which it must not begin: a window, or a given start.
    after
        Number of the task that must have ended; -1: none.
    """

    ways: tuple[Way, ...]
    chosen: int = -1
    start: int = NEVER
    not_before: int = -NEVER
    after: int = -1


@dataclass(frozen=True)
class Fact:
    """What truly happens to a task, unknown until it does.

    Attributes
    ----------
    arrival
        Minute of its arrival.
    factor
        Work that it truly takes, as a multiple of what the tables say.
    before, after
        Minutes at the berth before and after the work.
    """

    arrival: int
    factor: float
    before: int
    after: int


@dataclass(frozen=True)
class Served:
    """How a task was served.

    Attributes
    ----------
    way
        The way that was taken.
    start, work_from, work_until, end
        Minutes.
    expected_end
        When its end was expected as it made fast.
    """

    way: Way
    start: int
    work_from: int
    work_until: int
    end: int
    expected_end: int


class Dispatcher:
    """Carries a plan out; it can be stopped, given another plan, and go on.

    Parameters
    ----------
    yard
        The port.
    facts
        What truly happens, by number of the task.
    rule
        ``keep`` or ``first_free``.
    early
        Whether a vessel may begin before its planned start.
    expected
        Minutes before and after the work that are expected.
    """

    def __init__(
        self,
        yard: Yard,
        facts: Sequence[Fact],
        *,
        rule: str = "keep",
        early: bool = True,
        expected: tuple[int, int] = (30, 15),
    ) -> None:
        self.yard, self.facts = yard, facts
        self.rule, self.early, self.expected = rule, early, expected
        self.served: dict[int, Served] = {}
        self.there: dict[int, int] = {}  # berth: task that lies there

    def occupy(self, task: int, served: Served) -> None:
        """Put a vessel where it lies before anything is decided."""
        self.served[task] = served
        self.there[served.way.berth] = task

    def run(self, tasks: dict[int, Task], begin: int, until: int) -> None:
        """Serve tasks from one minute to another by their plan.

        Parameters
        ----------
        tasks
            Tasks that are known and not begun, by number.
        begin, until
            From which minute, and before which.
        """
        order = sorted(tasks, key=lambda k: (tasks[k].start, self.facts[k].arrival, k))
        queues: dict[int, list[int]] = {}
        if self.rule == "keep":
            for k in reversed(order):
                if tasks[k].chosen >= 0:
                    queues.setdefault(tasks[k].ways[tasks[k].chosen].berth, []).append(k)
        coming = [(self._due(tasks[k], k), place, k) for place, k in enumerate(order)]
        heapq.heapify(coming)
        waiting: list[tuple[int, int]] = []
        now = begin
        while now < until:
            for berth, k in list(self.there.items()):
                if self.served[k].end <= now:
                    del self.there[berth]
            while coming and coming[0][0] <= now:
                _, place, k = heapq.heappop(coming)
                bisect.insort(waiting, (place, k))
            again = until
            for place, k in list(waiting):
                if len(self.there) == len(self.yard.berth_ids):
                    break
                begun, retry = self._try(tasks, k, now, queues)
                if begun:
                    waiting.remove((place, k))
                again = min(again, retry)
            for k in self.there.values():
                again = min(again, self.served[k].end)
            if coming:
                again = min(again, coming[0][0])
            now = max(again, now + 1)

    def _due(self, task: Task, k: int) -> int:
        due = max(self.facts[k].arrival, task.not_before)
        return due if self.early or task.start == NEVER else max(due, task.start)

    def _try(
        self, tasks: dict[int, Task], k: int, now: int, queues: dict[int, list[int]]
    ) -> tuple[bool, int]:
        """Begin a task if that is possible now; else return when to try again."""
        task = tasks[k]
        if task.after >= 0:
            before = self.served.get(task.after)
            if before is None:
                return False, NEVER
            if before.end > now:
                return False, before.end
        if self.rule == "keep" and task.chosen >= 0:
            way = task.ways[task.chosen]
            if way.berth in self.there or queues[way.berth][-1] != k:
                return False, NEVER
            retry, end = self._possible(way, now)
            if retry == now:
                queues[way.berth].pop()
                self._begin(k, way, now, end)
                return True, NEVER
            return False, retry
        return self._any(task, k, now, tasks, queues)

    def _any(
        self, task: Task, k: int, now: int, tasks: dict[int, Task], queues: dict[int, list[int]]
    ) -> tuple[bool, int]:
        """Begin at the planned berth, else at the free one where it would end soonest."""
        best: tuple[int, int] | None = None
        later = NEVER
        for number, way in enumerate(task.ways):
            if way.berth in self.there:
                continue
            retry, end = self._possible(way, now)
            head = queues.get(way.berth)
            if head and tasks[head[-1]].start < end:
                continue  # whoever is not in the plan must not be in its way
            if retry > now:
                later = min(later, retry)
            elif number == task.chosen:
                best = (end, number)
                break
            elif best is None or (end, number) < best:
                best = (end, number)
        if best is None:
            return False, later
        self._begin(k, task.ways[best[1]], now, best[0])
        return True, NEVER

    def _possible(self, way: Way, now: int) -> tuple[int, int]:
        """Return now and the expected end if a stay may begin; else when to try again."""
        start, end = self.yard.earliest(way, now, *self.expected)
        if start > now or way.pool < 0:
            return start, end
        manned, shifts = self.yard.manned[way.pool], self.yard.shifts[way.pool]
        held = [
            (self.served[k].expected_end, self.served[k].way.cranes)
            for k in self.there.values()
            if self.served[k].way.pool == way.pool
        ]
        first = bisect.bisect_right(shifts, now)
        last = bisect.bisect_left(shifts, end)
        for at in (now, *shifts[first:last]):
            # Who lies there longer than expected holds its cranes now, not in all the future.
            used = sum(cranes for until, cranes in held if until > at or at == now)
            if used + way.cranes > manned[at]:
                return (shifts[first] if first < len(shifts) else NEVER), end
        return now, end

    def _begin(self, k: int, way: Way, now: int, expected_end: int) -> None:
        fact = self.facts[k]
        work = max(1, round(way.work_min * fact.factor)) if way.work_min else 0
        clock = self.yard.clocks[way.clock]
        begun, until, end = clock.times(now, work, fact.before, fact.after)
        if end == NEVER:  # beyond the last minute that is looked at
            begun = until = end = self.yard.minutes
        self.served[k] = Served(way, now, begun, until, end, expected_end)
        self.there[way.berth] = k
