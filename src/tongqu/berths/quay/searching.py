"""Kernels of the search for plans: take some vessels out, put them back where it costs least."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns, Floats, Ints
from tongqu.berths.quay.placing import (
    Room,
    between,
    empty_room,
    free_place,
    look_for_cranes,
    place,
    remove,
    slide,
)
from tongqu.kernels import kernel

Luck = NDArray[np.uint64]


class Tariff(NamedTuple):
    """Sums of prices: of the cells before a corner, and of cranes before a slot."""

    cells: Floats
    sums: Floats


MOST_OUT = 14
"""Calls that are taken out at once."""


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def uniform(luck: Luck) -> float:
    """Return a number from 0 to below 1.

    G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (2003);
    multiplied as in S. Vigna, An experimental exploration of Marsaglia's xorshift
    generators, scrambled (2016).
    """
    x = luck[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    luck[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def worth(columns: Columns, call: int, k: int, p: int, tariff: Tariff) -> float:
    """Return what the cells and cranes of a column would fetch at the prices of the bound."""
    t, end = columns.start[k], columns.end[k]
    far = p + columns.width[call]
    cells = tariff.cells
    area = cells[end, far] - cells[t, far] - cells[end, p] + cells[t, p]
    return float(area + columns.number[k] * (tariff.sums[end] - tariff.sums[t]))


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def insert(
    columns: Columns, plan: Ints, call: int, room: Room, tariff: Tariff, mood: Floats, luck: Luck
) -> int:
    """Put a call where it costs least now; return the cost, or -1 if it fits nowhere.

    The mood says how: with what chance a bundle is overlooked, and how much the prices of the
    bound count, so that scarce cells and cranes are left to those who need them more. With some
    luck an equally dear place is preferred to the first, or one that lies close to the next
    vessel: a tight plan has vessels side by side, not where each likes it best.
    """
    blink, share = mood[0], mood[1]
    best, chosen, place_at, paid = 0.0, -1, 0, -1
    wild = blink > 0.0 and uniform(luck) < 0.5
    back = blink > 0.0 and uniform(luck) < 0.15
    pushed = blink > 0.0 and uniform(luck) < 0.4
    earliest, latest = between(columns, plan, call)
    look_for_cranes(columns, room)
    for k in range(columns.from_[call], columns.from_[call + 1]):
        own = columns.cost[k]
        if chosen >= 0 and (own > best or (own == best and not wild)):
            break
        t, end = columns.start[k], columns.end[k]
        if room.short[t, columns.number[k]] < end or t < earliest or end > latest:
            continue
        if blink > 0.0 and uniform(luck) < blink:
            continue
        p = free_place(columns, call, k, room.until, back)
        if p < 0:
            continue
        if pushed:
            p = slide(columns, call, k, p, room.until)
        nearest = columns.low[k] if columns.low[k] > columns.desired[call] else columns.high[k]
        cost = own + columns.apart[call] * abs(p - nearest)
        felt = float(cost)
        if share > 0.0:
            felt += share * worth(columns, call, k, p, tariff)
        if chosen < 0 or felt < best or (felt == best and uniform(luck) < 0.3):
            best, chosen, place_at, paid = felt, k, p, cost
    if chosen >= 0:
        place(columns, plan, call, chosen, place_at, room)
    return int(paid)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def order_of(
    columns: Columns, calls: Ints, count: int, kind: int, keys: Floats, luck: Luck
) -> None:
    """Sort the first `count` calls by one of five keys."""
    for at in range(count):
        call = calls[at]
        first = columns.from_[call]
        if kind == 0:
            keys[at] = uniform(luck)
        elif kind == 1:
            keys[at] = columns.start[first] + 0.01 * uniform(luck)
        elif kind == 2:
            keys[at] = -columns.width[call] + 0.5 * uniform(luck)
        elif kind == 3:
            area = columns.width[call] * (columns.end[first] - columns.start[first])
            keys[at] = -area * (0.8 + 0.4 * uniform(luck))
        else:
            keys[at] = -columns.start[first] + 0.01 * uniform(luck)
    for at in range(1, count):
        call, key, before = calls[at], keys[at], at - 1
        while before >= 0 and keys[before] > key:
            calls[before + 1], keys[before + 1] = calls[before], keys[before]
            before -= 1
        calls[before + 1], keys[before + 1] = call, key


@kernel
def pick(columns: Columns, plan: Ints, costs: Ints, calls: Ints, most: int, luck: Luck) -> int:
    """Choose calls to take out: those that lie, or wish to lie, near one another in time."""
    n = costs.size
    seed = int(n * uniform(luck))
    if uniform(luck) < 0.5:  # a call that costs more than it must
        for _ in range(3):
            other = int(n * uniform(luck))
            if costs[other] - columns.cost[columns.from_[other]] > (
                costs[seed] - columns.cost[columns.from_[seed]]
            ):
                seed = other
    wanted = min(n, 1 + int(most * uniform(luck)))
    k = plan[seed, 0] if plan[seed, 0] >= 0 else columns.from_[seed]
    if uniform(luck) < 0.5:
        k = columns.from_[seed]  # who stands in the way of its best
    start, end = columns.start[k], columns.end[k]
    keys = np.empty(n)
    for call in range(n):
        mine = plan[call, 0] if plan[call, 0] >= 0 else columns.from_[call]
        apart = max(columns.start[mine] - end, start - columns.end[mine], 0)
        keys[call] = apart + (4.0 + 0.2 * (end - start)) * uniform(luck)
        if call == seed or plan[call, 0] < 0:
            keys[call] = -1.0
    nearest = np.argsort(keys)
    for at in range(wanted):
        calls[at] = nearest[at]
    return wanted


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def undo(
    columns: Columns, plan: Ints, costs: Ints, calls: Ints, olds: Ints, old_costs: Ints, room: Room
) -> None:
    """Put some calls back where they were."""
    for call in calls:
        if plan[call, 0] >= 0:
            remove(columns, plan, call, room)
    for at in range(calls.size):
        call = calls[at]
        costs[call] = old_costs[at]
        if olds[at, 0] >= 0:
            place(columns, plan, call, olds[at, 0], olds[at, 1], room)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def rebuild(
    columns: Columns, plan: Ints, costs: Ints, calls: Ints, room: Room, tariff: Tariff,
    mood: Floats, luck: Luck, missing: int,
) -> None:  # fmt: skip
    """Take some calls out and put them in again, in the order given."""
    for call in calls:
        if plan[call, 0] >= 0:
            remove(columns, plan, call, room)
    for call in calls:
        cost = insert(columns, plan, call, room, tariff, mood, luck)
        costs[call] = cost if cost >= 0 else missing


@kernel
def search(
    columns: Columns, plan: Ints, costs: Ints, tariff: Tariff, seed: int, rounds: int, heat: float,
    cool: float, missing: int,
) -> int:  # fmt: skip
    """Improve a plan in place; return the best plan's cost.

    `plan` holds bundle and position of each call (bundle -1: not in the plan, at the cost
    `missing`); `costs` holds the cost of each call. Worse plans are accepted within a threshold
    that falls from `heat` by the factor `cool` a round.
    """
    luck = np.array([2 * seed + 1], np.uint64)
    for _ in range(4):
        uniform(luck)  # the first numbers of small seeds are small
    room = empty_room(columns)
    n = plan.shape[0]
    for call in range(n):
        if plan[call, 0] >= 0:
            place(columns, plan, call, plan[call, 0], plan[call, 1], room)
    total = costs.sum()
    best, best_plan, best_costs = total, plan.copy(), costs.copy()
    calls, keys, mood = np.empty(n, np.int64), np.empty(n), np.zeros(2)
    for _ in range(rounds if n else 0):
        count = pick(columns, plan, costs, calls, min(n, MOST_OUT), luck)
        order_of(columns, calls, count, int(5 * uniform(luck)), keys, luck)
        out = calls[:count]
        olds, old_costs = plan[out], costs[out]
        mood[0] = 0.01 * 30.0 ** uniform(luck)
        mood[1] = 1.6 * uniform(luck) if uniform(luck) < 0.9 else 0.0
        rebuild(columns, plan, costs, out, room, tariff, mood, luck, missing)
        after = total + costs[out].sum() - old_costs.sum()
        if after > total + heat * uniform(luck):
            undo(columns, plan, costs, out, olds, old_costs, room)
        else:
            total = after
        if total < best:
            best = total
            best_plan[:] = plan
            best_costs[:] = costs
        heat *= cool
    plan[:] = best_plan
    costs[:] = best_costs
    return int(best)
