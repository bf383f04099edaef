"""Kernels of plans made at once: vessel by vessel, each where it is done soonest."""

from __future__ import annotations

from tongqu.berths.quay.arrays import Columns, Ints
from tongqu.berths.quay.placing import (
    Room,
    between,
    empty_room,
    enough_cranes,
    free_place,
    place,
)
from tongqu.kernels import kernel


@kernel
def fill(columns: Columns, order: Ints, given: Ints, plan: Ints) -> int:
    """Put calls into the plan, one by one; return the first without room, or -1.

    Parameters
    ----------
    columns
        The columns.
    order
        In which calls come.
    given
        Shape (n, 2): bundle and position that a call gets if they are free; bundle -1: none.
    plan
        Shape (n, 2): bundle and position of each call, filled in place; bundle -1: not there.
    """
    room = empty_room(columns)
    for call in order:
        k, p = given[call]
        earliest, latest = between(columns, plan, call)
        in_turn = k >= 0 and columns.start[k] >= earliest and columns.end[k] <= latest
        if in_turn and is_free(columns, call, k, p, room):
            place(columns, plan, call, k, p, room)
            continue
        best_end, best_cost, best, at = columns.cranes.size + 1, 0, -1, 0
        for k in range(columns.from_[call], columns.from_[call + 1]):
            end = columns.end[k]
            if end > best_end or columns.start[k] < earliest or end > latest:
                continue
            if end == best_end and columns.cost[k] >= best_cost:
                continue
            if not enough_cranes(columns, k, room.lent):
                continue
            p = free_place(columns, call, k, room.until, False)
            if p < 0:
                continue
            nearest = columns.low[k] if columns.low[k] > columns.desired[call] else columns.high[k]
            cost = columns.cost[k] + columns.apart[call] * abs(p - nearest)
            if end < best_end or cost < best_cost:
                best_end, best_cost, best, at = end, cost, k, p
        if best < 0:
            return int(call)
        place(columns, plan, call, best, at, room)
    return -1


@kernel
def is_free(columns: Columns, call: int, k: int, p: int, room: Room) -> bool:
    """Return whether a bundle is free at a position."""
    t, end = columns.start[k], columns.end[k]
    if columns.clear[columns.clear_row[call]][t, p] < end:
        return False
    for s in range(p, p + columns.width[call]):
        if room.until[t, s] < end:
            return False
    return enough_cranes(columns, k, room.lent)
