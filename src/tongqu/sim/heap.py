"""The event list: a binary heap, by time, and by order of entry where times are equal.

An entry is two words: its time, and its order before what it is. Places are unsigned here, which
spares the loop the question whether an index counts from the end.
"""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    EMPTY,
    EVENT_BITS,
    FULL,
    HEAP,
    HOLE,
    KEPT,
    KEPT_KEY,
    KEPT_TIME,
    ORDER_BITS,
    PENDING,
    SEQUENCE,
    Ints,
    Reals,
)

__all__ = ["close", "pop", "push"]

WHAT = (1 << ORDER_BITS) - 1
ONE, TWO = np.uint64(1), np.uint64(2)
"""One, and the words of an entry: its time, and behind it its key."""


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def push(whole: Ints, real: Reals, time: float, kind: int, row: int) -> None:
    """Enter an event; the first one while another is at hand is kept for the place of that."""
    order = whole[SEQUENCE]
    whole[SEQUENCE] = order + 1
    key = (order << ORDER_BITS) | (row << EVENT_BITS) | kind
    if whole[HOLE] == EMPTY:
        whole[HOLE] = KEPT
        real[KEPT_TIME] = time
        whole[KEPT_KEY] = key
    else:
        _rise(whole, real, time, key)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def pop(whole: Ints, real: Reals) -> int:
    """Take the first event out and return what it was; its time must have been read before.

    Its place stays empty until `close` fills it, with what was entered meanwhile or with the last
    entry: most events enter another one, so that the list is gone through once for both. Until
    then it holds the time that is now, which no entry that comes rises above.
    """
    whole[HOLE] = EMPTY
    return int(whole[np.uint64(whole[HEAP]) + ONE] & WHAT)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def close(whole: Ints, real: Reals) -> None:
    """Fill the place of the event at hand."""
    if whole[HOLE] == KEPT:
        time, key = real[KEPT_TIME], whole[KEPT_KEY]
    else:
        n = whole[PENDING] - 1
        whole[PENDING] = n
        end = np.uint64(whole[HEAP]) + np.uint64(n) * TWO
        time, key = real[end], whole[end + ONE]
    whole[HOLE] = FULL
    _sink(whole, real, time, key)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _rise(whole: Ints, real: Reals, time: float, key: int) -> None:
    """Put an entry behind the last one, and let it rise."""
    heap = np.uint64(whole[HEAP])
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
    whole[here + ONE] = key


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _sink(whole: Ints, real: Reals, time: float, key: int) -> None:
    """Put an entry in the empty first place, and let it sink.

    The hole goes down to a leaf, always to the sooner child, which is found without a branch that
    a processor could guess wrongly (times that are equal are rare); then the entry rises from
    there, mostly nowhere.
    """
    heap = np.uint64(whole[HEAP])
    n = np.uint64(whole[PENDING])
    here, child = heap, ONE
    while child + ONE < n:
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
