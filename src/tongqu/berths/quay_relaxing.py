"""The cheapest way out where a continuous quay has no plan: which wishes to give up."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tongqu.berths.grid import Ints
from tongqu.berths.quay import QuayModel, QuaySolution, solve_quay
from tongqu.berths.quay_problem import QuayProblem, make_quay_problem
from tongqu.berths.records import UNITS_PER_H, Assignment, Spot, said
from tongqu.berths.relaxing import (
    ASIDE,
    TEXTS,
    TURNED_AWAY_H,
    WayOut,
    prices_of,
    times_broken,
    way_out_of,
    words_of,
)
from tongqu.berths.words import place_name


def cheapest_way_out(problem: QuayProblem, *, seed: int = 0) -> WayOut | None:
    """Return what to give up so that there is a plan; None if nothing is found in time.

    As for discrete berths: windows, fixed starts and places, the end of the plan, and vessels can
    be given up, each at its declared price.
    """
    easy = _easier(problem)
    broken = [_broken(problem, easy, mode) for mode in range(len(easy.modes))]
    model, origin = _with_prices(easy, broken)
    result = solve_quay(model, time_limit_s=problem.params.time_limit_s, seed=seed)
    if result.solution is None:
        return None
    return _told(easy, broken, model, origin, result.solution)


def _easier(problem: QuayProblem) -> QuayProblem:
    """Return the problem without windows, fixed starts and places, and half as long again.

    Fixed places stay positions of their own, as if the vessel had lain there before, and fixed
    berths are wished for: so a mode says whether it breaks them.
    """
    before = {}
    calls = []
    for call in problem.calls:
        lies_there = call.pinned_start is not None and call.pinned_start < problem.grid.start
        if call.pinned_from_m is not None:
            first = problem.axis.lines[0].quay.id
            spot = Spot(call.pinned_quay_id or first, round(call.pinned_from_m, 2))
            before[call.id] = (spot, problem.grid.start)
        free = replace(
            call, window_from=None, window_until=None, pinned_berth_id="", pinned_quay_id="",
            pinned_from_m=None, pinned_start=call.pinned_start if lies_there else None,
            preferred_berth_id=call.pinned_berth_id or call.preferred_berth_id,
        )  # fmt: skip
        calls.append(free)
    params = replace(
        problem.params, moved_call_h=0.0, moved_hour_factor=0.0,
        not_preferred_h=problem.params.not_preferred_h or 1.0,
    )  # fmt: skip
    return make_quay_problem(
        problem.region, calls, params, terminal=problem.terminal_ids, start=problem.grid.start,
        hours=math.ceil(1.5 * problem.grid.end_min / 60), as_of=problem.port.known.as_of,
        before=before,
    )  # fmt: skip


def _broken(problem: QuayProblem, easy: QuayProblem, mode: int) -> dict[str, Ints]:
    """Return by how many minutes a mode breaks each rule of its calls, for every start."""
    known = easy.mode_of(mode)
    found = times_broken(problem, easy, known.item, mode)
    elsewhere = 0
    for call, price in zip(problem.items[known.item].calls, known.not_preferred, strict=True):
        other_berth = call.pinned_berth_id and price > 0
        other_quay = call.pinned_quay_id not in ("", known.quay_id)
        other_metre = call.pinned_from_m is not None and known.spot is None
        elsewhere += bool(other_berth or other_quay or other_metre)
    return {**found, "berth": np.full_like(found["window"], elsewhere)}


def _with_prices(easy: QuayProblem, broken: list[dict[str, Ints]]) -> tuple[QuayModel, Ints]:
    """Return the model in which rules have prices, and for its modes those of the easy problem.

    A vessel that is turned away lies in a strip behind the quay for one slot, which is its own;
    its mode stands for none of the easy problem: -1 - item.
    """
    old = easy.model
    items = len(easy.items)
    number_of = dict(easy.core_call)
    for item in range(items):
        number_of.setdefault(item, len(number_of))
    item_of = {number: item for item, number in number_of.items()}
    held = [easy.builder.axis.held(easy.items[item_of[k]].length_m or 1.0) for k in range(items)]
    after = np.full(items, -1, np.int64)
    after[: old.calls] = -1 if old.after is None else old.after
    slot = np.argsort(np.lexsort((np.arange(items), _depth(after))))
    rows = -(-items // old.slots)
    strip = old.segments
    origin = np.concatenate(
        [np.arange(len(easy.modes)), [-1 - item_of[k] for k in range(items)]]
    ).astype(np.int64)
    mode_call = np.concatenate([old.mode_call, np.arange(items)])
    order = np.argsort(mode_call, kind="stable")
    away = np.zeros((items, old.slots), np.int32)
    away[np.arange(items), slot // rows] = 1
    priced = [
        old.cost[mode] // ASIDE + prices_of(broken[mode], old.stay[mode] > 0)
        for mode in range(len(easy.modes))
    ]
    cost = np.concatenate(
        [
            np.array(priced, np.int64).reshape(-1, old.slots),
            away.astype(np.int64) * round(TURNED_AWAY_H * UNITS_PER_H),
        ]
    )
    widest = max(held, default=1)
    places = strip + widest * (slot % rows)
    none = np.zeros(items, np.int64)
    model = QuayModel(
        slots=old.slots,
        segments=strip + widest * rows,
        length=np.array(held, np.int64),
        first=none,
        last=places,
        desired=none,
        apart_cost=none,
        mode_call=mode_call[order],
        mode_cranes=np.concatenate([old.mode_cranes, none])[order],
        mode_near=np.zeros(order.size, np.int64),
        mode_far=np.full(order.size, strip + widest * rows, np.int64),
        stay=np.concatenate([old.stay, away])[order],
        cost=cost[order],
        cranes=old.cranes,
        mode_first=np.concatenate([old.low, places])[order],
        mode_last=np.concatenate([old.high, places])[order],
        after=after,
    )
    return model, origin[order]


def _depth(after: Ints) -> Ints:
    """Return how many calls in a row each waits for."""
    depth = np.zeros(after.size, np.int64)
    for _ in range(after.size):
        depth = np.where(after >= 0, depth[after] + 1, 0)
    return depth


def _told(
    easy: QuayProblem, broken: list[dict[str, Ints]], model: QuayModel, origin: Ints,
    solution: QuaySolution,
) -> WayOut | None:  # fmt: skip
    """Return what a plan gives up, in words."""
    costs, parts = 0, []
    for number in range(model.calls):
        chosen, slot = int(solution.mode[number]), int(solution.start[number])
        mode = int(origin[chosen])
        item = easy.mode_of(mode).item if mode >= 0 else -1 - mode
        vessels = ", ".join(call.vessel for call in easy.items[item].calls)
        if mode < 0:
            costs += int(model.cost[chosen, slot])
            parts.append(said(TEXTS["away"], {"vessel": vessels}))
            continue
        costs += int(prices_of(broken[mode], easy.model.stay[mode] > 0)[slot])
        amounts = {code: int(by[slot]) for code, by in broken[mode].items()}
        start, work_from, work_until, end = easy.times(mode, slot)
        spot = easy.spot(mode, int(solution.position[number]))
        place = Assignment(
            call_id="", quay_id=spot.quay_id, from_m=spot.from_m,
            to_m=spot.from_m + easy.length_m(easy.items[item].calls[0]), start=start, end=end,
            work_from=work_from, work_until=work_until,
        )  # fmt: skip
        parts += words_of(vessels, place_name(easy.region, place), start, end, amounts)
    return way_out_of(costs, parts)
