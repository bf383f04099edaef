"""Kernels of the search for plans: take some vessels out, put them back where it costs least."""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel

OUT = np.int64(-1)
"""Bundle of a call that is not in the plan."""


@kernel
def refill(until, taken, s):
    """Recompute from the cells of one segment how long it stays free from each slot on."""
    slots = taken.shape[0]
    free = slots
    for t in range(slots - 1, -1, -1):
        if taken[t, s]:
            free = t
        until[t, s] = free


@kernel
def place(columns, plan, call, k, p, until, taken, lent):
    """Put a call into the plan."""
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
def remove(columns, plan, call, until, taken, lent):
    """Take a call out of the plan."""
    k, p = plan[call]
    start, end = columns.start[k], columns.end[k]
    plan[call, 0] = OUT
    lent[start:end] -= columns.number[k]
    for s in range(p, p + columns.width[call]):
        taken[start:end, s] = False
        refill(until, taken, s)


@kernel
def free_place(columns, call, k, until, back):
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
                return p
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
            return p
        else:
            p -= 1
    return -1


@kernel
def slide(columns, call, k, p, until):
    """Return how far a vessel can be pushed on, away from its desired place, in a free stretch."""
    t, end, width = columns.start[k], columns.end[k], columns.width[call]
    clear = columns.clear[columns.clear_row[call]]
    if columns.low[k] > columns.desired[call]:
        while p < columns.high[k] and until[t, p + width] >= end and clear[t, p + 1] >= end:
            p += 1
    else:
        while p > columns.low[k] and until[t, p - 1] >= end and clear[t, p - 1] >= end:
            p -= 1
    return p


@kernel
def insert(columns, plan, call, until, taken, lent, blink):
    """Put a call where it costs least now; return the cost, or -1 if it fits nowhere.

    With a chance of `blink` a bundle is overlooked, and with some luck an equally dear place is
    preferred to the first, or one that lies close to the next vessel: the search must not repeat
    itself, and a tight plan has vessels side by side, not where each likes it best.
    """
    best, chosen, place_at = -1, -1, 0
    wild = blink > 0.0 and np.random.random() < 0.5
    back = blink > 0.0 and np.random.random() < 0.15
    pushed = blink > 0.0 and np.random.random() < 0.4
    for k in range(columns.from_[call], columns.from_[call + 1]):
        if best >= 0 and (columns.cost[k] > best or (columns.cost[k] == best and not wild)):
            break
        if blink > 0.0 and np.random.random() < blink:
            continue
        number = columns.number[k]
        enough = True
        for t in range(columns.start[k], columns.end[k]):
            if lent[t] + number > columns.cranes[t]:
                enough = False
                break
        if not enough:
            continue
        p = free_place(columns, call, k, until, back)
        if p < 0:
            continue
        if pushed:
            p = slide(columns, call, k, p, until)
        nearest = columns.low[k] if columns.low[k] > columns.desired[call] else columns.high[k]
        cost = columns.cost[k] + columns.apart[call] * abs(p - nearest)
        if best < 0 or cost < best or (cost == best and np.random.random() < 0.3):
            best, chosen, place_at = cost, k, p
    if chosen >= 0:
        place(columns, plan, call, chosen, place_at, until, taken, lent)
    return best


@kernel
def order_of(columns, calls, count, kind, keys):
    """Sort the first `count` calls by one of five keys."""
    for at in range(count):
        call = calls[at]
        first = columns.from_[call]
        if kind == 0:
            keys[at] = np.random.random()
        elif kind == 1:
            keys[at] = columns.start[first] + 0.01 * np.random.random()
        elif kind == 2:
            keys[at] = -columns.width[call] + 0.5 * np.random.random()
        elif kind == 3:
            area = columns.width[call] * (columns.end[first] - columns.start[first])
            keys[at] = -area * (0.8 + 0.4 * np.random.random())
        else:
            keys[at] = -columns.start[first] + 0.01 * np.random.random()
    for at in range(1, count):
        call, key, before = calls[at], keys[at], at - 1
        while before >= 0 and keys[before] > key:
            calls[before + 1], keys[before + 1] = calls[before], keys[before]
            before -= 1
        calls[before + 1], keys[before + 1] = call, key


@kernel
def pick(columns, plan, costs, calls, most, movable):
    """Choose calls to take out: those that lie, or wish to lie, near one another in time."""
    n = movable.size
    seed = movable[np.random.randint(n)]
    if np.random.random() < 0.5:  # a call that costs more than it must
        for _ in range(3):
            other = movable[np.random.randint(n)]
            if costs[other] - columns.cost[columns.from_[other]] > (
                costs[seed] - columns.cost[columns.from_[seed]]
            ):
                seed = other
    wanted = min(n, 1 + np.random.randint(most))
    k = plan[seed, 0] if plan[seed, 0] >= 0 else columns.from_[seed]
    if np.random.random() < 0.5:
        k = columns.from_[seed]  # who stands in the way of its best
    start, end = columns.start[k], columns.end[k]
    keys = np.empty(n)
    for at in range(n):
        call = movable[at]
        mine = plan[call, 0] if plan[call, 0] >= 0 else columns.from_[call]
        apart = max(columns.start[mine] - end, start - columns.end[mine], 0)
        keys[at] = apart + (4.0 + 0.2 * (end - start)) * np.random.random()
        if call == seed or plan[call, 0] < 0:
            keys[at] = -1.0
    nearest = np.argsort(keys)
    for at in range(wanted):
        calls[at] = movable[nearest[at]]
    return wanted


@kernel
def search(columns, plan, costs, movable, seed, rounds, heat, cool, missing):
    """Improve a plan in place; return the best plan's cost.

    `plan` holds bundle and position of each call (bundle -1: not in the plan, at the cost
    `missing`); `costs` holds the cost of each call. Only `movable` calls are touched. Worse plans
    are accepted within a threshold that falls from `heat` by the factor `cool` a round.
    """
    np.random.seed(seed)
    slots = columns.cranes.size
    segments = 1
    for call in range(plan.shape[0]):
        for k in range(columns.from_[call], columns.from_[call + 1]):
            segments = max(segments, columns.high[k] + columns.width[call])
    until = np.full((slots, segments), slots, np.int32)
    taken = np.zeros((slots, segments), np.bool_)
    lent = np.zeros(slots, np.int64)
    for call in range(plan.shape[0]):
        if plan[call, 0] >= 0:
            place(columns, plan, call, plan[call, 0], plan[call, 1], until, taken, lent)
    total = costs.sum()
    best, best_plan, best_costs = total, plan.copy(), costs.copy()
    calls, keys = np.empty(movable.size, np.int64), np.empty(movable.size)
    olds, old_costs = np.empty((movable.size, 2), np.int64), np.empty(movable.size, np.int64)
    most = min(movable.size, 14)
    for _ in range(rounds if movable.size else 0):
        count = pick(columns, plan, costs, calls, most, movable)
        order_of(columns, calls, count, np.random.randint(5), keys)
        before = total
        for at in range(count):
            call = calls[at]
            olds[at, 0], olds[at, 1], old_costs[at] = plan[call, 0], plan[call, 1], costs[call]
            if plan[call, 0] >= 0:
                remove(columns, plan, call, until, taken, lent)
            total -= costs[call]
        blink = 0.01 * 30.0 ** np.random.random()
        for at in range(count):
            call = calls[at]
            cost = insert(columns, plan, call, until, taken, lent, blink)
            costs[call] = cost if cost >= 0 else missing
            total += costs[call]
        if total > before + heat * np.random.random():
            for at in range(count):
                if plan[calls[at], 0] >= 0:
                    remove(columns, plan, calls[at], until, taken, lent)
            for at in range(count):
                costs[calls[at]] = old_costs[at]
                if olds[at, 0] >= 0:
                    place(columns, plan, calls[at], olds[at, 0], olds[at, 1], until, taken, lent)
            total = before
        elif total < best:
            best = total
            best_plan[:] = plan
            best_costs[:] = costs
        heat *= cool
    plan[:] = best_plan
    costs[:] = best_costs
    return best
