"""A plan made ready to be carried out many times: plain data that other processes can take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.delays import Delays
from tongqu.berths.dispatch import Dispatcher, Fact, Served, Task
from tongqu.berths.forms import refused
from tongqu.berths.items import Item, make_items
from tongqu.berths.outages import is_whole, with_outages
from tongqu.berths.plan_file import PlanFile
from tongqu.berths.port import utc
from tongqu.berths.records import Assignment
from tongqu.berths.result import BerthPlan
from tongqu.berths.telling import Progress
from tongqu.berths.yard import NEVER, Way, Yard, YardMaker, shifts_of
from tongqu.model.calls import Call
from tongqu.model.region import Region

MARGIN_MIN = 10 * 1440
"""Carried out so much longer than planned, so that everybody can be served."""

BATCH = 20
"""Replications that go to a process at once; the same however many processes there are."""

Minutes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Draws:
    """What truly happens, by item and replication.

    Attributes
    ----------
    arrivals
        Minutes of arrival.
    factors
        Work as a multiple of what the tables say.
    """

    arrivals: Minutes
    factors: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WeekCase:
    """A week at the berths, ready to be carried out.

    Attributes
    ----------
    items, ways
        What is placed, and every way to serve it.
    yard
        The port to the minute.
    margins
        Minutes before and after the work.
    """

    items: tuple[Item, ...]
    ways: tuple[tuple[Way, ...], ...]
    yard: Yard
    margins: tuple[int, int]

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call, in the order of the items."""
        return tuple(call for item in self.items for call in item.calls)

    def minute(self, when: datetime) -> int:
        """Return the minute of an instant."""
        return round((utc(when) - utc(self.yard.start)) / timedelta(minutes=1))

    def tasks(self, assignments: Iterable[Assignment]) -> tuple[Task, ...]:
        """Return the items as a plan has them."""
        placed = {a.call_id: a for a in assignments}
        number = {call.id: k for k, item in enumerate(self.items) for call in item.calls}
        made = []
        for item, ways in zip(self.items, self.ways, strict=True):
            found = [placed[call.id] for call in item.calls if call.id in placed]
            held = max(((u.cranes, u.pool_id) for a in found for u in a.cranes), default=(0, ""))
            chosen = next(
                (
                    place
                    for place, way in enumerate(ways)
                    if found
                    and self.yard.berth_ids[way.berth] == found[0].berth_id
                    and self.yard.cranes_of(way) == held
                ),
                -1,
            )
            given = [
                w for c in item.calls for w in (c.pinned_start, c.window_from) if w is not None
            ]
            after = [number[c.after_call_id] for c in item.calls if c.after_call_id in number]
            made.append(
                Task(
                    ways,
                    chosen,
                    self.minute(found[0].start) if chosen >= 0 else NEVER,
                    not_before=max((self.minute(when) for when in given), default=-NEVER),
                    after=after[0] if after else -1,
                )
            )
        return tuple(made)

    def draws(self, delays: Delays, seed: int, replications: int) -> Draws:
        """Return what truly happens; of two side by side the later arrives, the first is worked."""
        calls = [call.id for call in self.calls]
        late = dict(zip(calls, delays.arrivals_min(seed, calls, replications), strict=True))
        work = dict(zip(calls, delays.works(seed, calls, replications), strict=True))
        arrivals = [
            np.max([self.minute(call.eta) + late[call.id] for call in item.calls], axis=0)
            for item in self.items
        ]
        return Draws(
            np.array(arrivals, np.int32).reshape(len(self.items), replications),
            np.array([work[item.id] for item in self.items]),
        )


def week_case(plan: BerthPlan | PlanFile, region: Region) -> WeekCase:
    """Return a plan's week, ready to be carried out.

    Raises
    ------
    DatasetError
        If vessels share a quay by the metre: nothing here can carry that out.
    """
    for a in plan.assignments:
        if not a.berth_id:
            raise refused("continuous_quay", a.quay_id, "simulate_week", "quays")
    elapsed = (utc(plan.until) - utc(plan.start)) / timedelta(minutes=1)
    maker = YardMaker(
        with_outages(region, plan.outages),
        plan.terminal_ids,
        plan.start,
        round(elapsed) + MARGIN_MIN,
        plan.as_of,
        plan.params,
    )
    items = make_items(plan.calls, region, plan.params)
    ways = tuple(maker.ways(item) for item in items)
    margins = (plan.params.berthing_min, plan.params.unberthing_min)
    return WeekCase(items, ways, _with_fewer_cranes(maker.yard(), plan, region), margins)


def _with_fewer_cranes(yard: Yard, plan: BerthPlan | PlanFile, region: Region) -> Yard:
    """Return the yard without the cranes that are out, where some of a pool are left."""
    manned = yard.manned.copy()
    for outage in plan.outages:
        if outage.cranes is None or is_whole(outage, region):
            continue
        if outage.row_id in yard.pool_ids:
            begin, end = (
                max(0, round((utc(when) - utc(yard.start)) / timedelta(minutes=1)))
                for when in (outage.since, outage.until)
            )
            row = manned[yard.pool_ids.index(outage.row_id)]
            row[begin:end] = np.maximum(row[begin:end] - outage.cranes, 0)
    return replace(yard, manned=manned, shifts=shifts_of(manned))


Batch = tuple[WeekCase, tuple[Task, ...], Draws, str, bool]
Times = tuple[Minutes, Minutes, Minutes]


def carry_out(
    case: WeekCase,
    tasks: tuple[Task, ...],
    draws: Draws,
    *,
    rule: str,
    early: bool,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Times:
    """Return starts, ends and berths by item and replication; equal for one or many processes."""
    total = draws.arrivals.shape[1]
    batches: list[Batch] = []
    for first in range(0, total, BATCH):
        part = Draws(
            draws.arrivals[:, first : first + BATCH], draws.factors[:, first : first + BATCH]
        )
        batches.append((case, tasks, part, rule, early))
    found: list[Times] = []
    done = map(batch_times, batches) if executor is None else executor.map(batch_times, batches)
    for times in done:
        found.append(times)
        if progress is not None:
            progress("search", min(total, len(found) * BATCH), total)
    starts, ends, berths = (np.concatenate(parts, axis=1) for parts in zip(*found, strict=True))
    return starts, ends, berths


def batch_times(batch: Batch) -> Times:
    """Carry a plan out a few times."""
    case, tasks, draws, rule, early = batch
    shape = draws.arrivals.shape
    starts, ends, berths = (np.zeros(shape, np.int32) for _ in range(3))
    for r in range(shape[1]):
        served = _once(case, tasks, draws, r, rule, early)
        for k in range(shape[0]):
            there = served.get(k)
            starts[k, r] = case.yard.minutes if there is None else there.start
            ends[k, r] = case.yard.minutes if there is None else there.end
            berths[k, r] = -1 if there is None else there.way.berth
    return starts, ends, berths


def _once(
    case: WeekCase, tasks: Sequence[Task], draws: Draws, r: int, rule: str, early: bool
) -> dict[int, Served]:
    facts = [
        Fact(int(arrival), float(factor), *case.margins)
        for arrival, factor in zip(draws.arrivals[:, r], draws.factors[:, r], strict=True)
    ]
    dispatcher = Dispatcher(case.yard, facts, rule=rule, early=early, expected=case.margins)
    waiting = {}
    for k, task in enumerate(tasks):
        if task.chosen >= 0 and task.start < 0:
            dispatcher.occupy(k, _lying(case, task, facts[k]))
        else:
            waiting[k] = task
    dispatcher.run(waiting, 0, case.yard.minutes)
    return dispatcher.served


def _lying(case: WeekCase, task: Task, fact: Fact) -> Served:
    """Return the stay of a vessel that lies there when the plan begins.

    The minutes before the plan count as worked.
    """
    way = task.ways[task.chosen]
    clock = case.yard.clocks[way.clock]
    gone = max(0, -task.start - fact.before)
    left = max(1, round(way.work_min * fact.factor) - gone)
    begun, until, end = clock.times(0, left, max(0, fact.before + task.start), fact.after)
    return Served(way, task.start, begun, until, end, end)
