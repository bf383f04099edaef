"""Kernels of a quay that fills: what is free, who lies where, and how many cranes are left."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns, Ints, Stays
from tongqu.kernels import kernel

Flags = NDArray[np.bool_]

OUT = -1
"""Bundle of a call that is not in the plan."""


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
    short
        Shape (T + 1, most cranes of a bundle + 1): first slot, from t on, in which so many cranes
        are not free; as it was when `look_for_cranes` was last asked.
    """

    until: Stays
    taken: Flags
    lent: Ints
    short: Stays


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def place(columns: Columns, plan: Ints, call: int, k: int, p: int, room: Room) -> None:
    """Put a call into the plan."""
    until, taken, lent = room.until, room.taken, room.lent
    start, end = columns.start[k], columns.end[k]
    plan[call, 0], plan[call, 1] = k, p
    for t in range(start, end):
        lent[t] += columns.number[k]
    for s in range(p, p + columns.width[call]):
        for t in range(start, end):
            taken[t, s] = True
        for t in range(end - 1, -1, -1):
            if t >= start:
                until[t, s] = t
            elif until[t, s] > start:
                until[t, s] = start
            else:
                break


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def remove(columns: Columns, plan: Ints, call: int, room: Room) -> None:
    """Take a call out of the plan."""
    until, taken, lent = room.until, room.taken, room.lent
    k, p = plan[call, 0], plan[call, 1]
    start, end = columns.start[k], columns.end[k]
    plan[call, 0] = OUT
    for t in range(start, end):
        lent[t] -= columns.number[k]
    for s in range(p, p + columns.width[call]):
        free = until[end, s] if end < taken.shape[0] else taken.shape[0]
        for t in range(end - 1, -1, -1):
            if t >= start:
                taken[t, s] = False
            elif taken[t, s]:
                break
            until[t, s] = free


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def free_place(columns: Columns, call: int, k: int, until: Stays, back: bool) -> int:
    """Return the place nearest to the desired one at which a bundle is free; -1 if there is none.

    Walks away from the desired position and jumps over what is in the way. With `back` it walks the
    other way and finds the farthest.
    """
    t, end = columns.start[k], columns.end[k]
    low, high, width = columns.low[k], columns.high[k], columns.width[call]
    clear, row = columns.clear, columns.clear_row[call]
    if (low > columns.desired[call]) != back:
        p = low
        while p <= high:
            s = p + width - 1
            while s >= p and until[t, s] >= end:
                s -= 1
            if s >= p:
                p = s + 1
            elif clear[row, t, p] >= end:
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
        elif clear[row, t, p] >= end:
            return int(p)
        else:
            p -= 1
    return -1


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def slide(columns: Columns, call: int, k: int, p: int, until: Stays) -> int:
    """Return how far a vessel can be pushed on, away from its desired place, in a free stretch."""
    t, end, width = columns.start[k], columns.end[k], columns.width[call]
    clear, row = columns.clear, columns.clear_row[call]
    if columns.low[k] > columns.desired[call]:
        while p < columns.high[k] and until[t, p + width] >= end and clear[row, t, p + 1] >= end:
            p += 1
    else:
        while p > columns.low[k] and until[t, p - 1] >= end and clear[row, t, p - 1] >= end:
            p -= 1
    return int(p)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
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


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def enough_cranes(columns: Columns, k: int, lent: Ints) -> bool:
    """Return whether a bundle finds its cranes free."""
    number = columns.number[k]
    for t in range(columns.start[k], columns.end[k]):
        if lent[t] + number > columns.cranes[t]:
            return False
    return True


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def look_for_cranes(columns: Columns, room: Room) -> None:
    """Note from each slot on, and for each number of cranes, when they are not free.

    One look a call, where each of its some hundred bundles would otherwise ask slot by slot.
    """
    short, slots = room.short, columns.cranes.size
    for t in range(slots - 1, -1, -1):
        spare = columns.cranes[t] - room.lent[t]
        for number in range(short.shape[1]):
            short[t, number] = t if number > spare else short[t + 1, number]


@kernel
def empty_room(columns: Columns) -> Room:
    """Return a quay on which nobody lies."""
    slots = columns.cranes.size
    segments, most = 1, 0
    for call in range(columns.width.size):
        for k in range(columns.from_[call], columns.from_[call + 1]):
            segments = max(segments, columns.high[k] + columns.width[call])
            most = max(most, columns.number[k])
    return Room(
        np.full((slots, segments), slots, np.int32),
        np.zeros((slots, segments), np.bool_),
        np.zeros(slots, np.int64),
        np.full((slots + 1, most + 1), slots, np.int32),
    )
