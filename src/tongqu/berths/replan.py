"""The verb `replan_berths`: the world has moved; what must move, what pays to move, what stays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tongqu.berths.asked import Asked
from tongqu.berths.behind import AnyCurve, Outcome, behind
from tongqu.berths.check import NOTES as CHECK_NOTES
from tongqu.berths.conflict import N_
from tongqu.berths.core import CoreResult
from tongqu.berths.forms import form_of
from tongqu.berths.moved import Moves
from tongqu.berths.outages import with_outages
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import nothing_planned, planned
from tongqu.berths.plan_file import PlanFile
from tongqu.berths.records import UNITS_PER_H, Assignment, Note, Spot, said
from tongqu.berths.region_hash import region_hash
from tongqu.berths.result import BerthPlan
from tongqu.berths.telling import Progress
from tongqu.berths.updates import Updated, apply_edits
from tongqu.berths.words import number
from tongqu.model.calls import Call, PlanEdit
from tongqu.model.region import Region

MOVED_CALL_H = 1.0
MOVED_HOUR_FACTOR = 0.25
"""Prices of a move where the plan's parameters name none."""

NOTES = {
    "must_move": N_("{count} calls move in every plan, because their old place is out or taken"),
    "too_few_moves": N_(
        "No plan with {most} moves or fewer was found; the fewest found are {fewest}"
    ),
    "no_so_few_moves": N_(
        "No plan has {most} moves or fewer (proved); the fewest found are {fewest}"
    ),
    "stopped": N_("The search for the trade-off was ended early"),
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
    on_first: Callable[[BerthPlan], None] | None = None,
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
        Prices of moves and time limit; by default the plan's own, with usual prices of moves where
        it has none.
    trade_off
        Whether to look for the best plans with fewer and with more moves too.
    seed
        Of the searches.
    progress
        Told what is being done, how much is done, and of how much.
    on_first
        Gets a first plan at once: whatever still works stays, the rest goes in first come, first
        served. It keeps to every rule, but nothing is known of how good it is.

    Returns
    -------
    BerthPlan
        With `moves` (what moved, and why) and `trade_offs` (objective against number of moves).
        Where nothing has changed, nothing moves.
    """
    began = time.monotonic()
    params = _priced(plan.params) if params is None else params
    updated = apply_edits(region, plan.calls, updates, plan.terminal_ids, plan.outages)
    if _is_unchanged(plan, updated):
        return _unchanged(region, plan, updated)
    problem = _problem(region, plan, updated, params, now, frozen_h)
    finish = _Finish(region, plan, updated, problem, seed)
    if problem.shut_out:
        return finish.nothing(None)
    form = behind(problem.form)
    first = form.first_repaired(problem, plan.assignments)
    if first is not None and on_first is not None:
        seconds = time.monotonic() - began
        quick = CoreResult(first, 0, proved=False, first_come=None, seconds=seconds, steps=())
        on_first(finish.plan(quick, None, ()))
    limit_s = params.time_limit_s
    result = form.solve(problem, time_limit_s=limit_s, seed=seed, hint=first, progress=progress)
    if result.solution is None:
        return finish.nothing(result)
    notes: list[Note] = []
    chosen: Outcome = result
    if most_moves is not None and not result.interrupted:
        priced = form.curve(problem, priced=True, seed=seed)
        chosen = _fewer(priced, result, first, most_moves, limit_s, notes)
    curve = None
    if trade_off and not result.interrupted:
        curve = form.curve(problem, priced=False, seed=seed)
        for known in (first, result.solution, chosen.solution):
            curve.add(known)
        if curve.forced:
            params_ = {"count": number(curve.forced)}
            notes.append(Note("must_move", **said(NOTES["must_move"], params_)))
        try:
            curve.explore(limit_s, progress)
        except KeyboardInterrupt:
            notes.append(Note("stopped", **said(NOTES["stopped"], {})))
    return finish.plan(chosen, curve, notes)


def _is_unchanged(plan: BerthPlan | PlanFile, updated: Updated) -> bool:
    """Whether nothing has changed that a plan depends on; what was confirmed or told does not."""

    def planning(calls: Sequence[Call]) -> list[Call]:
        return [replace(call, guesses=(), times=()) for call in calls]

    same = planning(updated.calls) == planning(plan.calls)
    return bool(plan.assignments) and same and updated.outages == tuple(plan.outages)


def _problem(
    region: Region, plan: BerthPlan | PlanFile, updated: Updated, params: BerthParams,
    now: datetime | None, frozen_h: float,
) -> Asked:  # fmt: skip
    out = with_outages(region, updated.outages)
    form = behind(form_of(out, plan.terminal_ids))
    problem = form.make(
        out,
        _frozen(region, plan, updated, now, frozen_h),
        params,
        terminal=plan.terminal_ids,
        start=plan.start,
        hours=(plan.until - plan.start).total_seconds() / 3600,
        as_of=max(plan.as_of, region.local(now)) if now is not None else plan.as_of,
        before={a.call_id: (a.where, a.start) for a in plan.assignments},
    )
    changed: Asked = form.fewer_cranes(problem, region, updated.outages)
    return changed


def _fewer(
    priced: AnyCurve, result: Outcome, first: Any, most: int, limit_s: float, notes: list[Note]
) -> Outcome:
    """Return the best plan with so many moves, or with the fewest that are found."""
    assert result.solution is not None
    for known in (result.solution, first):
        priced.add(known)
    if priced.moves(result.solution) <= most:
        return result
    best = priced.within(most, limit_s)
    if best is None:
        return result
    fewest = priced.moves(best)
    if fewest > most:
        proved = most <= max(priced.none, priced.forced - 1)
        name = "no_so_few_moves" if proved else "too_few_moves"
        words = {"most": number(most), "fewest": number(fewest)}
        notes.append(Note(name, **said(NOTES[name], words)))
    bound = max(result.bound, min(best.cost, priced.bound(max(most, fewest))))
    return CoreResult(
        solution=best, bound=bound, proved=bound >= best.cost, first_come=result.first_come,
        seconds=result.seconds, steps=(), interrupted=result.interrupted,
    )  # fmt: skip


def _priced(params: BerthParams) -> BerthParams:
    if params.moved_call_h or params.moved_hour_factor:
        return params
    return replace(params, moved_call_h=MOVED_CALL_H, moved_hour_factor=MOVED_HOUR_FACTOR)


def _unchanged(region: Region, plan: BerthPlan | PlanFile, updated: Updated) -> BerthPlan:
    """Return the plan as it is: where nothing changed, nothing moves."""
    if isinstance(plan, BerthPlan):
        return replace(plan, calls=updated.calls, moves=(), trade_offs=())
    return BerthPlan(
        region=region, calls=updated.calls, params=plan.params, seed=plan.seed,
        terminal_ids=plan.terminal_ids, start=plan.start, until=plan.until, as_of=plan.as_of,
        form=str(plan.data.get("form", "")), assignments=plan.assignments,
        bound=None if plan.bound is None else int(plan.bound * UNITS_PER_H),
        proved=plan.data.get("proved") is True, seconds=0.0, moves=(), trade_offs=(),
        outages=plan.outages, notes=tuple(_of_another_region(region, plan)),
    )  # fmt: skip


def _of_another_region(region: Region, plan: BerthPlan | PlanFile) -> Iterator[Note]:
    if plan.region_hash != region_hash(region):
        yield Note("other_region", **said(CHECK_NOTES["other_region"], {}))


def _frozen(
    region: Region, plan: BerthPlan | PlanFile, updated: Updated, now: datetime | None,
    frozen_h: float,
) -> list[Call]:  # fmt: skip
    """Return the calls with what has begun, or is imminent, in its place; no start in the past."""
    old = {a.call_id: a for a in plan.assignments}
    if now is None:
        return [_on_its_quay(call, old.get(call.id)) for call in updated.calls]
    now = region.local(now)
    border = now + timedelta(hours=frozen_h)
    held = ("late", "move", "cancel", "new_call", "emergency_call", "unpin")
    found = []
    for call in updated.calls:
        place = old.get(call.id)
        call = _on_its_quay(call, place)
        # Whoever arrives later than its old start cannot have begun there.
        begun = place is not None and place.start < now and call.eta <= place.start
        imminent = place is not None and place.start < border and (
            updated.touched.get(call.id) not in held
        )  # fmt: skip
        if place is not None and (begun or imminent):
            call = replace(
                _pinned_where(call, place), pinned_start=place.start,
                window_from=None, window_until=None,
            )  # fmt: skip
        elif call.pinned_start is None:
            since = call.window_from
            call = replace(call, window_from=now if since is None else max(now, since))
        found.append(call)
    return found


def _pinned_where(call: Call, place: Assignment) -> Call:
    """Return a call that is given its place: its berth, or its metres on a shared quay."""
    if isinstance(place.where, Spot):
        return replace(
            call, pinned_berth_id="", pinned_quay_id=place.where.quay_id,
            pinned_from_m=place.where.from_m,
        )  # fmt: skip
    return replace(call, pinned_berth_id=place.berth_id)


def _on_its_quay(call: Call, place: Assignment | None) -> Call:
    """Return a call that is given a metre, with the quay of its old place where none is named."""
    if call.pinned_from_m is None or call.pinned_quay_id or place is None or place.berth_id:
        return call
    return replace(call, pinned_quay_id=place.quay_id)


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
    problem: Asked
    seed: int

    def nothing(self, result: Outcome | None) -> BerthPlan:
        """Return why there is no plan."""
        found = nothing_planned(self.problem, self.seed, result)
        return replace(
            found, region=self.region, calls=self.updated.calls, outages=self.updated.outages
        )

    def plan(self, result: Outcome, curve: AnyCurve | None, notes: Sequence[Note]) -> BerthPlan:
        """Return the plan with what moved."""
        found = planned(self.problem, result, seed=self.seed, outages=self.updated.outages)
        other = _of_another_region(self.region, self.plan_before)
        return replace(
            found,
            region=self.region,
            calls=self.updated.calls,
            outages=self.updated.outages,
            moves=tuple(Moves(self.plan_before, found, self.updated, self.problem).told()),
            trade_offs=() if curve is None else curve.trade_offs(),
            notes=(*found.notes, *notes, *other),
        )
