"""The event list: a binary heap, by time, and by order of entry where times are equal.

An entry is two words: its time, and its order before what it is. Places are unsigned here, which
spares the loop the question whether an index counts from the end.
"""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    EVENT_BITS,
    HEAP,
    ORDER_BITS,
    PENDING,
    SEQUENCE,
    Ints,
    Reals,
)

__all__ = ["pop", "push"]

WHAT = (1 << ORDER_BITS) - 1
ONE, TWO = np.uint64(1), np.uint64(2)
"""One, and the words of an entry: its time, and behind it its key."""


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def push(whole: Ints, real: Reals, time: float, kind: int, row: int) -> None:
    """Enter an event."""
    heap = np.uint64(whole[HEAP])
    order = whole[SEQUENCE]
    whole[SEQUENCE] = order + 1
    k = np.uint64(whole[PENDING])
    whole[PENDING] += 1
    here = heap + k * TWO
    while k > 0:  # what is entered last goes behind its equals, so only an earlier time rises
        k = (k - ONE) >> ONE
        above = heap + k * TWO
        if real[above] <= time:
            break
        real[here] = real[above]
        whole[here + ONE] = whole[above + ONE]
        here = above
    real[here] = time
    whole[here + ONE] = (order << ORDER_BITS) | (row << EVENT_BITS) | kind


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def pop(whole: Ints, real: Reals) -> int:
    """Remove the first event and return what it was; its time must have been read before."""
    heap = np.uint64(whole[HEAP])
    what = whole[heap + ONE] & WHAT
    whole[PENDING] -= 1
    n = np.uint64(whole[PENDING])
    end = heap + n * TWO
    time, key = real[end], whole[end + ONE]
    # The hole goes down to a leaf, always to the sooner child, which is found without a branch
    # that a processor could guess wrongly; then the last entry rises from there, mostly nowhere.
    here, child = heap, ONE
    while child + ONE < n:
        left = heap + child * TWO
        right = left + TWO
        sooner = np.uint64(
            (real[right] < real[left])
            | ((real[right] == real[left]) & (whole[right + ONE] < whole[left + ONE]))
        )
        child += sooner
        below = left + sooner * TWO
        real[here] = real[below]
        whole[here + ONE] = whole[below + ONE]
        here = below
        child = child * TWO + ONE
    if child < n:
        below = heap + child * TWO
        real[here] = real[below]
        whole[here + ONE] = whole[below + ONE]
        here = below
    k = (here - heap) >> ONE
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
    return int(what)
