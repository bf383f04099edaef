"""Cranes that change from slot to slot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.berths.quay.arrays import Ints
from tongqu.berths.quay.model import QuayModel, QuaySolution, solution_of

if TYPE_CHECKING:
    from tongqu.berths.quay.exact import ExactModel


def constant_form(model: QuayModel) -> tuple[QuayModel, Ints] | None:
    """Return the same quay where a vessel keeps its number of cranes, and the mode of each mode.

    Every plan of it is one of the model too, and costs the same there, so it gives a first plan.
    None where a vessel can only be served by changing numbers.
    """
    hourly = model.hourly
    assert hourly is not None
    rows: list[tuple[int, int, int]] = []
    stays, costs = [], []
    for mode, call in enumerate(model.mode_call.tolist()):
        starts = np.flatnonzero(model.stay[mode])
        for held in np.unique(model.stay[mode, starts]).tolist():
            for number in range(int(hourly.fewest[call]), int(hourly.most[call]) + 1):
                done = int(hourly.rate[call, number]) * held - int(hourly.work[call])
                if done < 0:
                    continue
                more = int(hourly.work_per_segment[call])
                far = min(done // more if more else model.segments, int(model.mode_far[mode]))
                if far < model.mode_near[mode]:
                    continue
                mine = model.stay[mode] == held
                rows.append((mode, number, far))
                stays.append(np.where(mine, held, 0))
                extra = int(hourly.crane_cost[call]) * number * held
                costs.append(np.where(mine, model.cost[mode] + extra, 0))
    table = np.array(rows, np.int64).reshape(-1, 3)
    origin, numbers, far_of = table.T.copy()
    if np.unique(model.mode_call[origin]).size < model.calls:
        return None
    constant = replace(
        model,
        mode_call=model.mode_call[origin],
        mode_cranes=numbers,
        mode_near=model.mode_near[origin],
        mode_far=far_of,
        mode_first=model.low[origin],
        mode_last=model.high[origin],
        stay=np.array(stays, np.int32).reshape(-1, model.slots),
        cost=np.array(costs, np.int64).reshape(-1, model.slots),
        hourly=None,
    )
    return constant, origin


def lifted(model: QuayModel, origin: Ints, constant: QuaySolution) -> QuaySolution:
    """Return a plan of the constant form as one of the model."""
    mode = origin[constant.mode]
    return solution_of(model, mode, constant.start, constant.position, constant.cranes)


def least_crane_cost(model: QuayModel) -> Ints:
    """Return what the cranes of each call cost at least.

    No crane does more for its cost than at the best point of the rate.
    """
    hourly = model.hourly
    least = np.zeros(model.calls, np.int64)
    for call in range(model.calls if hourly is not None else 0):
        assert hourly is not None
        numbers = np.arange(1, int(hourly.most[call]) + 1)
        rate = hourly.rate[call, 1 : numbers.size + 1]
        if numbers.size and rate.max() > 0:
            k = int(np.argmax(rate / numbers))
            least[call] = -(-int(hourly.work[call]) * int(numbers[k]) // int(rate[k]))
    return least if hourly is None else least * hourly.crane_cost


def farthest_done(model: QuayModel, call: Ints, start: Ints, end: Ints) -> Ints:
    """Return how far off its place a vessel may lie and still be done in a stay; negative: never.

    It gets as many cranes as it may have in every slot, as if it were alone.
    """
    hourly = model.hourly
    assert hourly is not None
    numbers = np.minimum(hourly.most[:, None], model.cranes[None, :])
    most = np.take_along_axis(hourly.rate, numbers, axis=1)
    sums = np.concatenate([np.zeros((model.calls, 1), np.int64), np.cumsum(most, axis=1)], axis=1)
    spare = sums[call, end] - sums[call, start] - hourly.work[call]
    more = hourly.work_per_segment[call]
    far = np.where(more > 0, spare // np.maximum(more, 1), model.segments)
    return np.where(spare < 0, -1, far)


def add_hourly(exact: ExactModel, model: QuayModel, crane_cost: Ints) -> list[Any]:
    """Add cranes that change by slot to a CP-SAT model; return the terms of their cost.

    Parameters
    ----------
    exact
        The model with its calls; `exact.cranes` is filled.
    model
        The problem.
    crane_cost
        Shape (n,): cost of a crane for a slot.
    """
    hourly, cp = model.hourly, exact.cp
    assert hourly is not None
    by_slot: dict[int, list[Any]] = {}
    terms: list[Any] = []
    for call, ways in enumerate(exact.ways):
        done: list[Any] = []
        rate = hourly.rate[call].tolist()
        for slot in range(min(way[2] for way in ways), max(way[3] for way in ways)):
            there = sum(literal for literal, _, begin, end in ways if begin <= slot < end)
            up = int(model.cranes[slot])
            if not up:
                continue
            fewest, most = int(hourly.fewest[call]), min(int(hourly.most[call]), up)
            steps = [cp.new_bool_var("") for _ in range(fewest, most + 1)]
            cp.add(sum(steps) == there)
            number = cp.new_int_var(0, max(most, 0), "")
            numbers = range(fewest, most + 1)
            cp.add(number == sum(k * step for k, step in zip(numbers, steps, strict=True)))
            done += [rate[k] * step for k, step in zip(numbers, steps, strict=True)]
            exact.cranes[call, slot] = number
            by_slot.setdefault(slot, []).append(number)
            terms.append(int(crane_cost[call]) * number)
        away: Any = 0
        if hourly.work_per_segment[call]:
            away = cp.new_int_var(0, model.segments, "")
            cp.add_abs_equality(away, exact.positions[call] - int(model.desired[call]))
        cp.add(sum(done) >= int(hourly.work[call]) + int(hourly.work_per_segment[call]) * away)
    for slot, numbers_there in by_slot.items():
        cp.add(sum(numbers_there) <= int(model.cranes[slot]))
    return [term for term in terms if not isinstance(term, int)]
