"""Changes of a plan whose calls stand in a row at each berth: what each costs, and making it.

Of a changed row only what moves is looked at again: it ends where somebody begins as before.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.berths.core.annealing import NEVER, Rows, make_rank
from tongqu.berths.core.guided_tables import Ways
from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.kernels import kernel

bare = kernel(_nrt=False, wraparound=False, error_model="numpy")
"""A kernel that allocates nothing: counting who holds its arrays would cost more than its work."""

FAR = 2**40
"""More than any change of cost."""

BERTH, EXCHANGE, BEFORE = 0xFFFF, 3 << 16, 4 << 16
"""Bits of a random word: which of equal berths; whether two calls change places (three times in
four), and whether with the one before the place."""

LONGER, LONG_SHARE, MOST_MOVED = 0xFF << 20, 40 << 20, 4
"""Bits that say whether several calls change places, and below what; how many at the most. One in
six is best: two or three for one to four."""


class Queues(NamedTuple):
    """The plan: who stands at each berth, in order.

    Attributes
    ----------
    modes, starts, ends, costs
        Shape (berths, room): modes, their stays, and what these cost.
    size
        How many stand at each berth.
    berth_of, place_of
        Where each call stands.
    moved, change
        Room: modes of calls on their way to another row, and what they cost more.
    """

    modes: Ints
    starts: Ints
    ends: Ints
    costs: Ints
    size: Ints
    berth_of: Ints
    place_of: Ints
    moved: Ints
    change: Ints


@bare
def next_stay(ways: Ways, mode: int, slot: int) -> tuple[int, int, int]:
    """Return start, end and cost of the cheapest stay from a slot on; NEVER, if there is none."""
    plain = ways.plain
    start = int(plain[mode, 0])
    if start >= 0:
        start = max(start, slot)
        if start > plain[mode, 1]:
            return NEVER, 0, 0
        cost = int(plain[mode, 3]) + int(plain[mode, 4]) * start
        return start, start + int(plain[mode, 2]), cost
    start = int(ways.rows.best_start[mode, slot])
    if start < 0:
        return NEVER, 0, 0
    return start, start + int(ways.rows.stay[mode, start]), int(ways.rows.cost[mode, start])


@bare
def end_before(plan: Queues, berth: int, place: int) -> int:
    """Return from which slot on a place of a row is free."""
    return int(plan.ends[berth, place - 1]) if place > 0 else 0


@bare
def pushed(ways: Ways, plan: Queues, berth: int, place: int, slot: int, limit: int) -> int:
    """Return by how much a row gets dearer from a place on that is free from a slot on.

    FAR if it leaves somebody out, or as soon as it is above the limit.
    """
    change = 0
    for k in range(place, plan.size[berth]):
        start, end, cost = next_stay(ways, plan.modes[berth, k], slot)
        if start == plan.starts[berth, k]:
            return change
        change += cost - plan.costs[berth, k]
        if start < 0 or change > limit:
            return FAR
        slot = end
    return change


@bare
def settle(ways: Ways, plan: Queues, berth: int, place: int) -> None:
    """Fill in the stays of a row from a place on."""
    slot = end_before(plan, berth, place)
    for k in range(place, plan.size[berth]):
        mode = plan.modes[berth, k]
        start, end, cost = next_stay(ways, mode, slot)
        plan.starts[berth, k], plan.ends[berth, k], plan.costs[berth, k] = start, end, cost
        call = ways.rows.call[mode]
        plan.berth_of[call], plan.place_of[call] = berth, k
        slot = end


@bare
def shift(ways: Ways, plan: Queues, call: int, mode: int, to: int, limit: int) -> int:
    """Move a call to another place of its row; return the change, FAR if that is not done."""
    here, at = int(plan.berth_of[call]), int(plan.place_of[call])
    low, high, step = min(at, to), max(at, to), 1 if to > at else -1
    slot, change = end_before(plan, here, low), 0
    for k in range(low, high + 1):
        # Who comes to stand at this place: the call itself, or its neighbour.
        there = mode if k == to else int(plan.modes[here, k + step])
        start, end, cost = next_stay(ways, there, slot)
        if start < 0:
            return FAR
        change += cost - plan.costs[here, k]
        slot = end
    change += pushed(ways, plan, here, high + 1, slot, limit - change)
    if change > limit:
        return FAR
    for k in range(at, to, step):
        plan.modes[here, k] = plan.modes[here, k + step]
    plan.modes[here, to] = mode
    settle(ways, plan, here, low)
    return change


@bare
def cross(
    ways: Ways, plan: Queues, calls: tuple[int, int, int], places: tuple[int, int, int], mode: int,
    limit: int,
) -> int:  # fmt: skip
    """Let some calls of two rows change places; return the change, FAR if that is not done.

    Parameters
    ----------
    ways, plan
        Tables, and the plan, which is changed in place.
    calls, places
        Row, first place and number of the calls on each side: at least one, and none or more.
    mode
        What the call that was drawn, one of the first side, has in the other row.
    limit
        By how much the plan may get dearer.
    """
    here, at, many = calls
    there, to, back = places
    plan.change[0] = 0
    end = carried(ways, plan, here, at, many, there, to, mode, 0)
    if end < 0:
        return FAR
    end_back = carried(ways, plan, there, to, back, here, at, -1, 1)
    if end_back < 0:
        return FAR
    change = int(plan.change[0])
    # First the row in which others get away earlier: what is above the limit then stays above it.
    if end_back < plan.ends[here, at + many - 1]:
        change += pushed(ways, plan, here, at + many, end_back, FAR)
        change += pushed(ways, plan, there, to + back, end, limit - change)
    else:
        change += pushed(ways, plan, there, to + back, end, FAR)
        change += pushed(ways, plan, here, at + many, end_back, limit - change)
    if change > limit:
        return FAR
    put(plan, here, at, many, back, 1)
    put(plan, there, to, back, many, 0)
    settle(ways, plan, here, at)
    settle(ways, plan, there, to)
    return change


@bare
def carried(
    ways: Ways, plan: Queues, here: int, at: int, many: int, there: int, to: int, mode: int,
    side: int,
) -> int:  # fmt: skip
    """Note the modes of some calls at a place of another row; return when they are done there.

    NEVER, if one cannot be there. What they cost more is added to the plan's change.
    """
    slot = end_before(plan, there, to)
    for k in range(many):
        call = ways.rows.call[plan.modes[here, at + k]]
        own = mode >= 0 and ways.rows.call[mode] == call
        other = mode if own else int(ways.mode_at[call, there])
        if other < 0:
            return NEVER
        start, end, cost = next_stay(ways, other, slot)
        if start < 0:
            return NEVER
        plan.moved[side, k] = other
        plan.change[0] += cost - plan.costs[here, at + k]
        slot = end
    return slot


@bare
def put(plan: Queues, berth: int, at: int, many: int, new: int, side: int) -> None:
    """Put the noted modes in the place of some of a row."""
    size, more = int(plan.size[berth]), new - many
    if more > 0:
        for k in range(size - 1, at + many - 1, -1):
            plan.modes[berth, k + more] = plan.modes[berth, k]
    elif more < 0:
        for k in range(at + many, size):
            plan.modes[berth, k + more] = plan.modes[berth, k]
    for k in range(new):
        plan.modes[berth, at + k] = plan.moved[side, k]
    plan.size[berth] = size + more


@bare
def try_column(ways: Ways, plan: Queues, column: int, word: int, limit: int) -> int:
    """Bring a call to where a column has it, unless that costs more than a limit.

    Parameters
    ----------
    ways, plan
        Tables, and the plan, which is changed in place.
    column
        One of those that are drawn.
    word
        A random word of 32 bits.
    limit
        By how much the plan may get dearer.

    Returns
    -------
    int
        By how much it got dearer; FAR: it was not changed.
    """
    mode, group = int(ways.drawn[column, 0]), int(ways.drawn[column, 1])
    slot, call = int(ways.drawn[column, 2]), int(ways.drawn[column, 3])
    there = int(ways.first[group]) + (word & BERTH) % int(ways.berths[group])
    size, to = int(plan.size[there]), 0
    while to < size and plan.starts[there, to] < slot:
        to += 1
    if there == plan.berth_of[call]:
        at = plan.place_of[call]
        to = to - 1 if to > at else to
        if to == at and mode == plan.modes[there, at]:
            return FAR
        return shift(ways, plan, call, mode, to, limit)
    here, at = int(plan.berth_of[call]), int(plan.place_of[call])
    many, back = 1, 0
    if word & LONGER < LONG_SHARE:
        many = 2 + (word >> 28 & 1)
        back = many - 1 + (word >> 29) % 3
        if at > 0 and word & BEFORE:
            at, to = at - 1, max(to - 1, 0)
        many, back = min(many, int(plan.size[here]) - at), min(back, size - to)
    elif size > 0 and word & EXCHANGE:
        back = 1
        if to == size or (to > 0 and word & BEFORE):
            to -= 1
    return cross(ways, plan, (here, at, many), (there, to, back), mode, limit)


@bare
def keep(plan: Queues, best: Queues) -> None:
    """Note a plan as the best one met."""
    for berth in range(plan.size.size):
        best.size[berth] = plan.size[berth]
        for k in range(plan.size[berth]):
            best.modes[berth, k], best.starts[berth, k] = (
                plan.modes[berth, k],
                plan.starts[berth, k],
            )


def make_queues(model: BerthModel, rows: Rows, solution: Solution) -> Queues:
    """Return the plan that stands for a solution."""
    rank = make_rank(rows, model, solution)
    starts, ends, costs = (np.zeros_like(rank.modes) for _ in range(3))
    place_of = np.zeros_like(rank.berth_of)
    moved, change = np.zeros((2, MOST_MOVED), np.int64), np.zeros(1, np.int64)
    return Queues(
        rank.modes, starts, ends, costs, rank.size, rank.berth_of, place_of, moved, change
    )
