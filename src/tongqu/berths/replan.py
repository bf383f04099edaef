"""The verb `replan_berths`: the world has moved; what must move, what pays to move, what stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from tongqu.berths.conflict import N_
from tongqu.berths.core import BerthModel, CoreResult, Solution, solve_model
from tongqu.berths.core.model import Ints
from tongqu.berths.outages import is_whole, with_outages
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import nothing_planned, planned
from tongqu.berths.plan_file import PlanFile
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.records import UNITS_PER_H, Assignment, Moved, TradeOff, said
from tongqu.berths.result import BerthPlan
from tongqu.berths.telling import Progress, telling
from tongqu.berths.updates import Updated, apply_edits
from tongqu.berths.words import moment
from tongqu.model.calls import Call, PlanEdit
from tongqu.model.region import Region

MOVED_CALL_H = 1.0
MOVED_HOUR_FACTOR = 0.25
"""Prices of a move where the plan's parameters name none."""

MOST_PROBES = 8
"""Searches along the trade-off at most."""
LEAST_S = 2.0
"""Seconds for each, however many there are."""

TEXTS = {
    "moved": N_("{vessel}: from {old} at {before} to {new} at {after}"),
    "new": N_("{vessel} is new: {new} at {after}"),
    "gone": N_("{vessel} no longer comes; {old} is free from {before}"),
    "own": N_("because of its own update"),
    "outage": N_("because its old place is out or taken"),
    "pays": N_("because that costs less for all together"),
}


def replan_berths(
    region: Region,
    plan: BerthPlan | PlanFile,
    updates: Sequence[PlanEdit],
    *,
    now: datetime | None = None,
    frozen_h: float = 0.0,
    most_moves: int | None = None,
    params: BerthParams | None = None,
    trade_off: bool = True,
    seed: int = 0,
    progress: Progress | None = None,
) -> BerthPlan:
    """Return the plan that obeys some updates and moves as little as pays.

    Parameters
    ----------
    region
        The region that the plan was made for.
    plan
        The plan, or a plan file that was read.
    updates
        What has happened, and what somebody wants.
    now
        Instant up to which everything has happened; by default the plan's start.
    frozen_h
        Hours after `now` in which begun and imminent stays keep their place.
    most_moves
        Calls that may move at most, as far as that is possible at all.
    params
        Prices of moves and time limit; by default the plan's own.
    trade_off
        Whether to look for the best plans with fewer and with more moves too.
    seed
        Of the searches.
    progress
        Told what is being done, how much is done, and of how much.

    Returns
    -------
    BerthPlan
        With `moves` (what moved, and why) and `trade_offs` (objective against number of moves).
        Where nothing has changed, nothing moves.
    """
    params = _priced(params or plan.params)
    updated = apply_edits(region, plan.calls, updates, plan.terminal_ids, plan.outages)
    old = {a.call_id: a for a in plan.assignments}
    if (updated.calls, updated.outages) == (tuple(plan.calls), tuple(plan.outages)) and old:
        return _unchanged(region, plan)
    begun = _frozen(region, plan, updated, now, frozen_h)
    problem = make_problem(
        with_outages(region, updated.outages),
        begun,
        params,
        terminal=plan.terminal_ids,
        start=plan.start,
        hours=-(-int((plan.until - plan.start).total_seconds()) // 3600),
        as_of=max(plan.as_of, now) if now is not None else plan.as_of,
        before={a.call_id: (a.berth_id, a.start) for a in old.values()},
    )
    problem = replace(problem, model=_fewer_cranes(problem, region, updated))
    finish = _Finish(region, plan, updated, problem, seed)
    if problem.shut_out:
        return finish.nothing(None)
    limit_s = params.time_limit_s
    result = solve_model(
        problem.model, time_limit_s=limit_s, seed=seed, progress=telling(progress, limit_s)
    )
    if result.solution is None:
        return finish.nothing(result)
    curve = _Curve(problem, seed)
    curve.add(result.solution)
    if (trade_off or most_moves is not None) and not result.interrupted:
        curve.explore(limit_s)
    chosen = result
    if most_moves is not None and curve.moves(result.solution) > most_moves:
        best = curve.best(most_moves)
        if best is not None:
            cost = int(problem.model.cost[best.mode, best.start].sum())
            chosen = replace(result, solution=replace(best, cost=cost), proved=False)
    return finish.plan(chosen, curve)


def _priced(params: BerthParams) -> BerthParams:
    if params.moved_call_h or params.moved_hour_factor:
        return params
    return replace(params, moved_call_h=MOVED_CALL_H, moved_hour_factor=MOVED_HOUR_FACTOR)


def _unchanged(region: Region, plan: BerthPlan | PlanFile) -> BerthPlan:
    """Return the plan as it is: where nothing changed, nothing moves."""
    if isinstance(plan, BerthPlan):
        return replace(plan, moves=(), trade_offs=())
    return BerthPlan(
        region=region, calls=plan.calls, params=plan.params, seed=plan.seed,
        terminal_ids=plan.terminal_ids, start=plan.start, until=plan.until, as_of=plan.as_of,
        form=str(plan.data.get("form", "")), assignments=plan.assignments,
        bound=None if plan.bound is None else int(plan.bound * UNITS_PER_H),
        proved=plan.data.get("proved") is True, seconds=0.0, moves=(), trade_offs=(),
        outages=plan.outages,
    )  # fmt: skip


def _frozen(
    region: Region, plan: BerthPlan | PlanFile, updated: Updated, now: datetime | None,
    frozen_h: float,
) -> list[Call]:  # fmt: skip
    """Return the calls with what has begun, or is imminent, in its place; no start in the past."""
    if now is None:
        return list(updated.calls)
    now = region.local(now)
    border = now + timedelta(hours=frozen_h)
    old = {a.call_id: a for a in plan.assignments}
    held = ("late", "move", "cancel", "new_call", "emergency_call", "unpin")
    found = []
    for call in updated.calls:
        place = old.get(call.id)
        begun = place is not None and place.start < now
        imminent = place is not None and place.start < border and (
            updated.touched.get(call.id) not in held
        )  # fmt: skip
        if place is not None and (begun or imminent):
            call = replace(
                call, pinned_berth_id=place.berth_id, pinned_start=place.start,
                window_from=None, window_until=None,
            )  # fmt: skip
        elif call.pinned_start is None:
            since = call.window_from
            call = replace(call, window_from=now if since is None else max(now, since))
        found.append(call)
    return found


def _fewer_cranes(problem: BerthProblem, region: Region, updated: Updated) -> BerthModel:
    """Return the model without the cranes that are out, where some are left."""
    cranes = problem.model.cranes.copy()
    step = problem.grid.step_min
    for outage in updated.outages:
        if outage.cranes is None or is_whole(outage, region):
            continue
        if outage.row_id not in problem.pool_ids:
            continue
        pool = problem.pool_ids.index(outage.row_id)
        begin = max(0, problem.grid.minute(outage.since) // step)
        end = max(0, -(-problem.grid.minute(outage.until) // step))
        cranes[pool, begin:end] = np.maximum(cranes[pool, begin:end] - outage.cranes, 0)
    return replace(problem.model, cranes=cranes)


class _Curve:
    """The best plans found for each number of moved calls, and what none can beat.

    A price for each moved call is added to the costs; the plan that is best for a price is the
    best of all plans with as many moves. Prices between two known plans are tried until none
    brings a new plan (M. Eisner, D. Severance, Journal of the ACM 23, 1976).
    """

    def __init__(self, problem: BerthProblem, seed: int) -> None:
        self.problem, self.seed = problem, seed
        model = problem.model
        self.moved = np.zeros(model.cost.shape, np.bool_)
        price = np.zeros_like(model.cost)
        starts = np.arange(model.slots) * problem.grid.step_min
        for mode in range(model.mode_call.size):
            known = problem.mode_of(mode)
            item = problem.items[known.item]
            pinned = problem.wishes.pinned(item)
            begins = starts if pinned is None else np.full_like(starts, pinned)
            for call in item.calls:
                before = problem.before.get(call.id)
                if before is not None:
                    price[mode] += problem.wishes.moved(call, known.berth_ids[0], begins, before)
                    at = problem.grid.minute(before[1])
                    self.moved[mode] |= (begins != at) | (known.berth_ids[0] != before[0])
        self.cost: Ints = np.where(model.stay > 0, model.cost - price, 0)
        self.found: dict[int, Solution] = {}
        self.bounds: list[tuple[int, int]] = []  # of a price: no plan has cost + price * moves less

    def moves(self, solution: Solution) -> int:
        """Return how many calls of the model a plan moves."""
        return int(self.moved[solution.mode, solution.start].sum())

    def plain(self, solution: Solution) -> int:
        """Return what a plan costs without prices of moves."""
        return int(self.cost[solution.mode, solution.start].sum())

    def add(self, solution: Solution) -> int:
        """Keep a plan if it is the best with as many moves; return how many."""
        count = self.moves(solution)
        if count not in self.found or self.plain(solution) < self.plain(self.found[count]):
            self.found[count] = solution
        return count

    def probe(self, price: int, limit_s: float) -> int | None:
        """Search with a price for each move; return the number of moves of the best plan."""
        cost = np.where(self.problem.model.stay > 0, self.cost + price * self.moved, 0)
        model = replace(self.problem.model, cost=cost)
        hint = self._cheapest(cost)
        result = solve_model(model, time_limit_s=limit_s, seed=self.seed, hint=hint)
        self.bounds.append((price, result.bound))
        return None if result.solution is None else self.add(result.solution)

    def _cheapest(self, cost: Ints) -> Solution | None:
        """Return the known plan that is best for some costs."""
        known = [
            replace(solution, cost=int(cost[solution.mode, solution.start].sum()))
            for solution in self.found.values()
        ]
        return min(known, key=lambda solution: solution.cost, default=None)

    def explore(self, limit_s: float) -> None:
        """Look for the plans that are best for some price."""
        each_s = max(LEAST_S, limit_s / MOST_PROBES)
        # No move can save more than all that the plan costs.
        dear = 1 + min(self.plain(solution) for solution in self.found.values())
        ends = [*self.found, self.probe(0, each_s), self.probe(dear, each_s)]
        known = sorted({end for end in ends if end is not None})
        spans = [(known[0], known[-1])] if len(known) > 1 else []
        probes = 2
        while spans and probes < MOST_PROBES:
            few, many = spans.pop()
            if many - few < 2:
                continue
            gain = self.plain(self.found[few]) - self.plain(self.found[many])
            count = self.probe(max(0, gain // (many - few)), each_s)
            probes += 1
            if count is not None and few < count < many:
                spans += [(few, count), (count, many)]

    def best(self, most: int) -> Solution | None:
        """Return the best plan with so many moves or fewer."""
        within = [solution for count, solution in self.found.items() if count <= most]
        return min(within, key=self.plain, default=None)

    def trade_offs(self) -> tuple[TradeOff, ...]:
        """Return the objective against the number of moves; only where more moves are better."""
        rows: list[TradeOff] = []
        for count in sorted(self.found):
            cost = self.plain(self.found[count])
            if rows and cost >= rows[-1].objective:
                continue
            bound = max((low - price * count for price, low in self.bounds), default=0)
            rows.append(TradeOff(count, cost, max(0, min(cost, bound))))
        return tuple(rows)


@dataclass(frozen=True)
class _Finish:
    """Makes the answer.

    Attributes
    ----------
    region, plan, updated, problem, seed
        What was asked, and the problem that it became.
    """

    region: Region
    plan_before: BerthPlan | PlanFile
    updated: Updated
    problem: BerthProblem
    seed: int

    def nothing(self, result: CoreResult | None) -> BerthPlan:
        """Return why there is no plan."""
        found = nothing_planned(self.problem, self.seed, result)
        return replace(
            found, region=self.region, calls=self.updated.calls, outages=self.updated.outages
        )

    def plan(self, result: CoreResult, curve: _Curve) -> BerthPlan:
        """Return the plan with what moved."""
        found = planned(self.problem, result, seed=self.seed, outages=self.updated.outages)
        return replace(
            found,
            region=self.region,
            calls=self.updated.calls,
            outages=self.updated.outages,
            moves=tuple(self._moves(found)),
            trade_offs=curve.trade_offs(),
        )

    def _moves(self, found: BerthPlan) -> list[Moved]:
        old = {a.call_id: a for a in self.plan_before.assignments}
        new = {a.call_id: a for a in found.assignments}
        vessels = {call.id: call.vessel for call in (*self.plan_before.calls, *found.calls)}
        moves = []
        for call_id in [*new, *(gone for gone in old if gone not in new)]:
            before, after = old.get(call_id), new.get(call_id)
            same = before is not None and after is not None and (
                (before.berth_id, before.start) == (after.berth_id, after.start)
            )  # fmt: skip
            if not same:
                moves.append(self._moved(vessels[call_id], call_id, before, after))
        return moves

    def _moved(
        self, vessel: str, call_id: str, before: Assignment | None, after: Assignment | None
    ) -> Moved:
        params: dict[str, object] = {"vessel": vessel}
        for key, when, place in (("old", "before", before), ("new", "after", after)):
            if place is not None:
                row = self.region.row("berths", place.berth_id)
                params |= {key: row.name or row.id, f"{key}_zh": row.name_zh or row.id}
                params[when] = moment(place.start.astimezone(self.region.zone))
        name = "new" if before is None else "gone" if after is None else "moved"
        text = said(TEXTS[name], params)
        if name == "moved":
            why = said(TEXTS[self._cause(call_id, before)], {})
            text = {key: f"{text[key]} — {why[key]}" for key in text}
        return Moved(call_id, before, after, **text)

    def _cause(self, call_id: str, before: Assignment | None) -> str:
        if call_id in self.updated.touched:
            return "own"
        known = before is not None and any(
            self.problem.mode_of(mode).berth_ids[0] == before.berth_id
            and self.problem.model.stay[mode, slot] > 0
            for mode in range(len(self.problem.modes))
            if call_id in self.problem.mode_of(mode).call_ids
            for slot in [self.problem.slot_of(before.start)]
            if 0 <= slot < self.problem.model.slots
        )
        return "pays" if known else "outage"
