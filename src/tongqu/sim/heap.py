"""The event list: a binary heap, by time, and by order of entry where times are equal.

An entry is two words: its time, and its order before what it is. What an event enters is laid
behind the last entry at first, and finds its place once the event is done: in one place of the
code, where the entry that is entered last takes the first place, which the event at hand leaves.
So the list is gone through once for both.

Places are unsigned here, which spares the loop the question whether an index counts from the end.
"""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    ENTERED,
    EVENT_BITS,
    HEAP,
    ORDER_BITS,
    PENDING,
    SEQUENCE,
    Ints,
    Reals,
)

__all__ = ["enter", "first", "push", "put_in_place"]

WHAT = (1 << ORDER_BITS) - 1
ONE, TWO = np.uint64(1), np.uint64(2)
"""One, and the words of an entry: its time, and behind it its key."""


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def push(whole: Ints, real: Reals, time: float, kind: int, row: int) -> None:
    """Enter an event."""
    order, behind = whole[SEQUENCE], whole[ENTERED]
    whole[SEQUENCE], whole[ENTERED] = order + 1, behind + 1
    place = np.uint64(whole[HEAP]) + np.uint64(behind) * TWO
    real[place] = time
    whole[place + ONE] = (order << ORDER_BITS) | (row << EVENT_BITS) | kind


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def first(whole: Ints, real: Reals) -> int:
    """Return what the first event is; it stays until `put_in_place` overwrites it."""
    return int(whole[np.uint64(whole[HEAP]) + ONE] & WHAT)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def put_in_place(whole: Ints, real: Reals) -> None:
    """Overwrite the event at hand with the last entry; let what was entered beside it rise."""
    end = whole[ENTERED] - 1
    whole[ENTERED] = end
    place = np.uint64(whole[HEAP]) + np.uint64(end) * TWO
    many = min(whole[PENDING], end)
    _sink(whole, real, np.uint64(many), real[place], whole[place + ONE])
    while many < end:
        _rise(whole, real, np.uint64(many))
        many += 1
    whole[PENDING] = end


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def enter(whole: Ints, real: Reals) -> None:
    """Let what was entered find its place where no event is at hand: at the beginning."""
    for k in range(whole[PENDING], whole[ENTERED]):
        _rise(whole, real, np.uint64(k))
    whole[PENDING] = whole[ENTERED]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _rise(whole: Ints, real: Reals, k: np.uint64) -> None:
    """Let an entry rise among those before it."""
    heap = np.uint64(whole[HEAP])
    here = heap + k * TWO
    time, key = real[here], whole[here + ONE]
    while k > 0:
        k = (k - ONE) >> ONE
        above = heap + k * TWO
        if real[above] < time or (real[above] == time and whole[above + ONE] < key):
            break
        real[here] = real[above]
        whole[here + ONE] = whole[above + ONE]
        here = above
    real[here] = time
    whole[here + ONE] = key


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _sink(whole: Ints, real: Reals, many: np.uint64, time: float, key: int) -> None:
    """Put an entry in the first of so many places, and let it sink.

    The hole goes down to a leaf, always to the sooner child, which is found without a branch that
    a processor could guess wrongly (times that are equal are rare); then the entry rises from
    there, mostly nowhere.
    """
    heap = np.uint64(whole[HEAP])
    here, child = heap, ONE
    while child + ONE < many:
        left = heap + child * TWO
        one, other = real[left], real[left + TWO]
        sooner = np.uint64(other < one)
        if one == other:
            sooner = np.uint64(whole[left + TWO + ONE] < whole[left + ONE])
        child += sooner
        below = left + sooner * TWO
        real[here] = real[below]
        whole[here + ONE] = whole[below + ONE]
        here = below
        child = child * TWO + ONE
    if child < many:
        below = heap + child * TWO
        real[here] = real[below]
        whole[here + ONE] = whole[below + ONE]
        here = below
    real[here] = time
    whole[here + ONE] = key
    _rise(whole, real, (here - heap) >> ONE)
