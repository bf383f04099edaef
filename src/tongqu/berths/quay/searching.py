"""Kernels of the search for plans: take some vessels out, put them back where it costs least."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns, Floats, Ints, Stays
from tongqu.kernels import kernel

Flags = NDArray[np.bool_]
Luck = NDArray[np.uint64]


class Room(NamedTuple):
    """What is taken.

    Attributes
    ----------
    until
        Shape (T, W): first slot, from t on, in which a segment is taken.
    taken
        Shape (T, W): whether it is.
    lent
        Shape (T,): cranes at work.
    """

    until: Stays
    taken: Flags
    lent: Ints


class Tariff(NamedTuple):
    """Sums of prices: of the cells before a corner, and of cranes before a slot."""

    cells: Floats
    sums: Floats


OUT = -1
"""Bundle of a call that is not in the plan."""

MOST_OUT = 14
"""Calls that are taken out at once."""


@kernel
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


@kernel
def refill(until: Stays, taken: Flags, s: int) -> None:
    """Recompute from the cells of one segment how long it stays free from each slot on."""
    slots = taken.shape[0]
    free = slots
    for t in range(slots - 1, -1, -1):
        if taken[t, s]:
            free = t
        until[t, s] = free


@kernel
def place(columns: Columns, plan: Ints, call: int, k: int, p: int, room: Room) -> None:
    """Put a call into the plan."""
    until, taken, lent = room.until, room.taken, room.lent
    start, end = columns.start[k], columns.end[k]
    plan[call, 0], plan[call, 1] = k, p
    lent[start:end] += columns.number[k]
    for s in range(p, p + columns.width[call]):
        taken[start:end, s] = True
        for t in range(end - 1, -1, -1):
            if t >= start:
                until[t, s] = t
            elif until[t, s] > start:
                until[t, s] = start
            else:
                break


@kernel
def remove(columns: Columns, plan: Ints, call: int, room: Room) -> None:
    """Take a call out of the plan."""
    until, taken, lent = room.until, room.taken, room.lent
    k, p = plan[call]
    start, end = columns.start[k], columns.end[k]
    plan[call, 0] = OUT
    lent[start:end] -= columns.number[k]
    for s in range(p, p + columns.width[call]):
        taken[start:end, s] = False
        refill(until, taken, s)


@kernel
def free_place(columns: Columns, call: int, k: int, until: Stays, back: bool) -> int:
    """Return the place nearest to the desired one at which a bundle is free; -1 if there is none.

    Walks away from the desired position and jumps over what is in the way. With `back` it walks the
    other way and finds the farthest.
    """
    t, end = columns.start[k], columns.end[k]
    low, high, width = columns.low[k], columns.high[k], columns.width[call]
    clear = columns.clear[columns.clear_row[call]]
    if (low > columns.desired[call]) != back:
        p = low
        while p <= high:
            s = p + width - 1
            while s >= p and until[t, s] >= end:
                s -= 1
            if s >= p:
                p = s + 1
            elif clear[t, p] >= end:
                return int(p)
            else:
                p += 1
        return -1
    p = high
    while p >= low:
        s = p
        while s < p + width and until[t, s] >= end:
            s += 1
        if s < p + width:
            p = s - width
        elif clear[t, p] >= end:
            return int(p)
        else:
            p -= 1
    return -1


@kernel
def slide(columns: Columns, call: int, k: int, p: int, until: Stays) -> int:
    """Return how far a vessel can be pushed on, away from its desired place, in a free stretch."""
    t, end, width = columns.start[k], columns.end[k], columns.width[call]
    clear = columns.clear[columns.clear_row[call]]
    if columns.low[k] > columns.desired[call]:
        while p < columns.high[k] and until[t, p + width] >= end and clear[t, p + 1] >= end:
            p += 1
    else:
        while p > columns.low[k] and until[t, p - 1] >= end and clear[t, p - 1] >= end:
            p -= 1
    return int(p)


@kernel
def worth(columns: Columns, call: int, k: int, p: int, tariff: Tariff) -> float:
    """Return what the cells and cranes of a column would fetch at the prices of the bound."""
    t, end = columns.start[k], columns.end[k]
    far = p + columns.width[call]
    cells = tariff.cells
    area = cells[end, far] - cells[t, far] - cells[end, p] + cells[t, p]
    return float(area + columns.number[k] * (tariff.sums[end] - tariff.sums[t]))


@kernel
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
    for k in range(columns.from_[call], columns.from_[call + 1]):
        own = columns.cost[k]
        if chosen >= 0 and (own > best or (own == best and not wild)):
            break
        if columns.start[k] < earliest or columns.end[k] > latest:
            continue
        if blink > 0.0 and uniform(luck) < blink:
            continue
        if not enough_cranes(columns, k, room.lent):
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


@kernel
def between(columns: Columns, plan: Ints, call: int) -> tuple[int, int]:
    """Return from when to when a call may lie, given those it waits for and that wait for it."""
    earliest, latest = 0, columns.cranes.size
    for other in range(columns.after.size):
        k = plan[other, 0]
        if k >= 0 and columns.after[call] == other:
            earliest = max(earliest, columns.end[k])
        if k >= 0 and columns.after[other] == call:
            latest = min(latest, columns.start[k])
    return earliest, latest


@kernel
def enough_cranes(columns: Columns, k: int, lent: Ints) -> bool:
    """Return whether a bundle finds its cranes free."""
    number = columns.number[k]
    for t in range(columns.start[k], columns.end[k]):
        if lent[t] + number > columns.cranes[t]:
            return False
    return True


@kernel
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


@kernel
def empty_room(columns: Columns) -> Room:
    """Return a quay on which nobody lies."""
    slots = columns.cranes.size
    segments = 1
    for call in range(columns.width.size):
        for k in range(columns.from_[call], columns.from_[call + 1]):
            segments = max(segments, columns.high[k] + columns.width[call])
    return Room(
        np.full((slots, segments), slots, np.int32),
        np.zeros((slots, segments), np.bool_),
        np.zeros(slots, np.int64),
    )


@kernel
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


@kernel
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
