"""The verb `simulate_week`: how well a plan stands up to vessels and work as they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core import solve_model
from tongqu.berths.delays import Delays
from tongqu.berths.forms import discrete_form
from tongqu.berths.params import BerthParams
from tongqu.berths.placing import Placing
from tongqu.berths.plan_file import PlanFile
from tongqu.berths.port import utc
from tongqu.berths.problem import make_problem
from tongqu.berths.records import UNITS_PER_H, Assignment
from tongqu.berths.result import BerthPlan
from tongqu.berths.telling import Progress
from tongqu.berths.week_case import Times, WeekCase, carry_out, week_case
from tongqu.berths.week_result import Buffer, Slot, WeekParams, WeekSimulation
from tongqu.errors import DatasetError, UsageError
from tongqu.estimates import intervals
from tongqu.estimates.intervals import Estimate
from tongqu.model.calls import Call
from tongqu.model.region import Region

MOST_REPLICATIONS = 100_000
Floats = NDArray[np.float64]


def simulate_week(
    plan: BerthPlan | PlanFile,
    *,
    region: Region | None = None,
    replications: int = 200,
    delays: Delays | None = None,
    params: WeekParams | None = None,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> WeekSimulation:
    """Return how well a plan stands up to random delays, and which buffer would pay.

    Parameters
    ----------
    plan
        The plan, or a plan file that was read.
    region
        The region that it was made for; a `BerthPlan` knows its own.
    replications
        How often the week is carried out, 10 or more.
    delays
        What arrivals and work are drawn from; the defaults are assumed.
    params
        How the week is carried out and judged.
    seed
        Of the random numbers. Each call has its own, so that the plans with buffers share their
        luck with the nominal one, and a call more changes no other's.
    executor
        Processes that carry the week out; the answer is the same without.
    progress
        Told how many replications are done, of how many.

    Raises
    ------
    UsageError
        If the question cannot be asked like this.
    DatasetError
        If vessels share a quay by the metre.

    Examples
    --------
    >>> from datetime import datetime
    >>> from tongqu import load_region
    >>> from tongqu.berths.plan import plan_berths
    >>> region = load_region("qujiang")
    >>> monday = region.local(datetime(2026, 3, 2, 8))
    >>> calls = [Call(id=f"c{k}", vessel=f"Ark {k}", vessel_class_id="barge-500", eta=monday,
    ...               commodity_id="coal", discharge_t=480) for k in range(3)]
    >>> plan = plan_berths(region, calls, terminal="qujiang-port-1", hours=48)
    >>> week = simulate_week(plan, replications=20, params=WeekParams(buffers_min=(0,)))
    >>> [0 <= slot.holds.low <= slot.holds.value <= slot.holds.high <= 1 for slot in week.slots]
    [True, True, True]
    """
    params, delays = params or WeekParams(), delays or Delays()
    if isinstance(plan, BerthPlan):
        region = region or plan.region
    if region is None:
        raise UsageError.of(
            "parameter_out_of_range", name="region", value="", minimum="", maximum=""
        )
    if not plan.assignments:
        raise UsageError.of("no_calls")
    if not 10 <= replications <= MOST_REPLICATIONS:
        raise UsageError.of(
            "parameter_out_of_range", name="replications", value=replications, minimum=10,
            maximum=MOST_REPLICATIONS,
        )  # fmt: skip
    discrete_form(region, plan.terminal_ids)
    run = _Run(plan, region, params, delays, replications, seed, executor)
    return run.simulation(progress)


class _Run:
    """One simulation on its way."""

    def __init__(
        self,
        plan: BerthPlan | PlanFile,
        region: Region,
        params: WeekParams,
        delays: Delays,
        replications: int,
        seed: int,
        executor: Executor | None,
    ) -> None:
        self.plan, self.region, self.params, self.delays = plan, region, params, delays
        self.replications, self.seed, self.executor = replications, seed, executor
        self.case: WeekCase = week_case(plan, region)
        self.draws = self.case.draws(delays, seed, replications)
        self.row = {call.id: k for k, item in enumerate(self.case.items) for call in item.calls}

    def simulation(self, progress: Progress | None) -> WeekSimulation:
        """Return the simulation."""
        wanted = [0, *sorted({b for b in self.params.buffers_min if b > 0})]
        times = self._carried(self.plan.assignments, progress)
        nominal = self._cost(self.plan.assignments, times)
        buffers = [self._buffer(0, self.plan.assignments, times, nominal, len(wanted) - 1)]
        for minutes in wanted[1:]:
            assignments = self._with_buffer(minutes)
            if assignments is None:
                buffers.append(Buffer(minutes, False))
                continue
            other = self._carried(assignments, progress)
            buffers.append(self._buffer(minutes, assignments, other, nominal, len(wanted) - 1))
        paying = [buffer for buffer in buffers if buffer.pays]
        best = max(paying, key=lambda b: b.cost_less.value, default=buffers[0])
        starts = times[0]
        return WeekSimulation(
            plan=self.plan, region=self.region, params=self.params, delays=self.delays,
            replications=self.replications, seed=self.seed, slots=self._slots(times),
            buffers=tuple(buffers), best_min=best.minutes,
            unserved=int((starts >= self.case.yard.minutes).sum()),
        )  # fmt: skip

    def _carried(self, assignments: Sequence[Assignment], progress: Progress | None) -> Times:
        return carry_out(
            self.case, self.case.tasks(assignments), self.draws, rule=self.params.rule,
            early=self.params.early, executor=self.executor, progress=progress,
        )  # fmt: skip

    def _with_buffer(self, minutes: int) -> tuple[Assignment, ...] | None:
        """Return a plan that keeps minutes free after each stay; None if there is none."""
        plan = self.plan
        own = plan.params
        limit = min(own.time_limit_s, self.params.buffer_limit_s)
        asked: BerthParams = replace(
            own, unberthing_min=own.unberthing_min + minutes, time_limit_s=limit
        )
        hours = -(-round((utc(plan.until) - utc(plan.start)).total_seconds()) // 3600)
        try:
            problem = make_problem(
                self.region, plan.calls, asked, terminal=plan.terminal_ids, start=plan.start,
                hours=hours + 24, as_of=plan.as_of,
            )  # fmt: skip
        except (DatasetError, UsageError):
            return None
        if problem.shut_out:
            return None
        result = solve_model(problem.model, time_limit_s=limit, seed=plan.seed)
        if result.solution is None:
            return None
        return Placing(problem, result.solution).assignments()

    # --- what it comes to ---------------------------------------------------------------------

    def _of(self, assignments: Sequence[Assignment]) -> list[tuple[Call, int, int]]:
        """Return the calls with a slot: call, number of its item, and minute of the slot."""
        placed = {a.call_id: a for a in assignments}
        return [
            (call, self.row[call.id], self.case.minute(placed[call.id].start))
            for call in self.case.calls
            if call.id in placed
        ]

    def _knock_on(self, k: int, slot: int, starts: NDArray[np.int32]) -> Floats:
        """Return the hours by which a vessel that is there begins after its slot."""
        ready = np.maximum(slot, self.draws.arrivals[k])
        found: Floats = np.maximum(starts[k] - ready, 0) / 60
        return found

    def _cost(self, assignments: Sequence[Assignment], times: Times) -> Floats:
        """Return the cost of each replication in weighted hours."""
        starts, ends, _ = times
        cost = np.zeros(self.replications)
        for call, k, slot in self._of(assignments):
            hours = (ends[k] - np.minimum(self.draws.arrivals[k], starts[k])) / 60
            if call.latest_departure is not None:
                latest = self.case.minute(call.latest_departure)
                hours += self.plan.params.late_factor * np.maximum(ends[k] - latest, 0) / 60
            hours += self.params.broken_slot_factor * self._knock_on(k, slot, starts)
            cost += call.weight * hours
        return cost

    def _buffer(
        self,
        minutes: int,
        assignments: Sequence[Assignment],
        times: Times,
        nominal: Floats,
        others: int,
    ) -> Buffer:
        starts = times[0]
        cost = self._cost(assignments, times)
        calls = self._of(assignments)
        level = 1 - 0.05 / max(others, 1)
        less = intervals.mean(nominal - cost, level) if minutes else Estimate(0.0, 0.0, 0.0)
        within = np.array([starts[k] <= slot + self.params.held_within_min for _, k, slot in calls])
        waits = [np.maximum(starts[k] - self.draws.arrivals[k], 0).mean() / 60 for _, k, _ in calls]
        planned = sum(
            a.by_cause.get("waiting", 0) + a.by_cause.get("handling", 0) for a in assignments
        )
        return Buffer(
            minutes=minutes,
            is_feasible=True,
            planned_h=planned / UNITS_PER_H,
            cost=intervals.mean(cost),
            cost_less=less,
            # Slots of one week stand and fall together: weeks are counted, not slots.
            holds=_inside(intervals.mean(within.mean(axis=0))),
            wait_mean_h=float(np.mean(waits)),
            knock_on_mean_h=float(np.mean([self._knock_on(k, s, starts) for _, k, s in calls])),
            pays=less.low > 0,
        )

    def _slots(self, times: Times) -> tuple[Slot, ...]:
        starts = times[0]
        calls = self._of(self.plan.assignments)
        places = {a.call_id: a for a in self.plan.assignments}
        blame = self._blame(times, {k: slot for _, k, slot in calls})
        found = []
        for call, k, slot in calls:
            late = np.maximum(starts[k] - slot, 0) / 60
            wait = np.maximum(starts[k] - self.draws.arrivals[k], 0) / 60
            hits = int((starts[k] <= slot + self.params.held_within_min).sum())
            by = blame[0].get(k, {})
            most = max(by, key=lambda other: (by[other], -other)) if by else -1
            found.append(
                Slot(
                    assignment=places[call.id],
                    holds=intervals.share(hits, self.replications),
                    wait_median_h=intervals.quantile(wait, 0.5),
                    wait_p90_h=intervals.quantile(wait, 0.9),
                    late_start_h=float(late.mean()),
                    knock_on_h=float(self._knock_on(k, slot, starts).mean()),
                    knocked_by=self.case.items[most].id if most >= 0 else "",
                    knocks_h=blame[1].get(k, 0.0) / self.replications,
                )
            )
        return tuple(sorted(found, key=lambda s: (utc(s.assignment.start), s.assignment.call_id)))

    def _blame(
        self, times: Times, slots: Mapping[int, int]
    ) -> tuple[dict[int, dict[int, float]], dict[int, float]]:
        """Return whose end each late start followed, and the hours that each handed on."""
        starts, ends, berths = times
        by: dict[int, dict[int, float]] = {}
        handed: dict[int, float] = {}
        for r in range(self.replications):
            last = {(int(berths[k, r]), int(ends[k, r])): k for k in slots}
            for k, slot in slots.items():
                ready = max(slot, int(self.draws.arrivals[k, r]))
                hours = (int(starts[k, r]) - ready) / 60
                other = last.get((int(berths[k, r]), int(starts[k, r])))
                if hours > 0 and other is not None and other != k:
                    own = by.setdefault(k, {})
                    own[other] = own.get(other, 0.0) + hours
                    handed[other] = handed.get(other, 0.0) + hours
        return by, handed


def _inside(estimate: Estimate) -> Estimate:
    """Return the estimate of a share, whose interval stays between 0 and 1."""
    return Estimate(estimate.value, max(0.0, estimate.low), min(1.0, estimate.high))
