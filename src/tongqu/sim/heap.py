"""The event list: a binary heap, by time, and by order of entry where times are equal.

An entry is two words: its time, and its order before what it is.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    EVENT_BITS,
    HEAP,
    HEAP_KEY,
    HEAP_TIME,
    HEAP_WORDS,
    ORDER_BITS,
    PENDING,
    SEQUENCE,
    Ints,
    Reals,
)

__all__ = ["pop", "push"]

WHAT = (1 << ORDER_BITS) - 1


@kernel(_nrt=False, inline="always")
def push(whole: Ints, real: Reals, time: float, kind: int, row: int) -> None:
    """Enter an event."""
    heap = whole[HEAP]
    order = whole[SEQUENCE]
    whole[SEQUENCE] = order + 1
    k = whole[PENDING]
    whole[PENDING] = k + 1
    here = heap + k * HEAP_WORDS
    while k > 0:  # what is entered last goes behind its equals, so only an earlier time rises
        k = (k - 1) >> 1
        above = heap + k * HEAP_WORDS
        if real[above + HEAP_TIME] <= time:
            break
        real[here + HEAP_TIME] = real[above + HEAP_TIME]
        whole[here + HEAP_KEY] = whole[above + HEAP_KEY]
        here = above
    real[here + HEAP_TIME] = time
    whole[here + HEAP_KEY] = (order << ORDER_BITS) | (row << EVENT_BITS) | kind


@kernel(_nrt=False, inline="always")
def pop(whole: Ints, real: Reals) -> int:
    """Remove the first event and return what it was; its time must have been read before."""
    heap = whole[HEAP]
    what = whole[heap + HEAP_KEY] & WHAT
    n = whole[PENDING] - 1
    whole[PENDING] = n
    end = heap + n * HEAP_WORDS
    time, key = real[end + HEAP_TIME], whole[end + HEAP_KEY]
    # The hole goes down to a leaf, always to the sooner child, which is found without a branch
    # that a processor could guess wrongly; then the last entry rises from there, mostly nowhere.
    here, k = heap, 0
    child = 1
    while child + 1 < n:
        left = heap + child * HEAP_WORDS
        right = left + HEAP_WORDS
        sooner = (real[right + HEAP_TIME] < real[left + HEAP_TIME]) | (
            (real[right + HEAP_TIME] == real[left + HEAP_TIME])
            & (whole[right + HEAP_KEY] < whole[left + HEAP_KEY])
        )
        k = child + sooner
        below = left + HEAP_WORDS * sooner
        real[here + HEAP_TIME] = real[below + HEAP_TIME]
        whole[here + HEAP_KEY] = whole[below + HEAP_KEY]
        here = below
        child = 2 * k + 1
    if child < n:
        k = child
        below = heap + child * HEAP_WORDS
        real[here + HEAP_TIME] = real[below + HEAP_TIME]
        whole[here + HEAP_KEY] = whole[below + HEAP_KEY]
        here = below
    while k > 0:
        k = (k - 1) >> 1
        above = heap + k * HEAP_WORDS
        sooner = real[above + HEAP_TIME] < time or (
            real[above + HEAP_TIME] == time and whole[above + HEAP_KEY] < key
        )
        if sooner:
            break
        real[here + HEAP_TIME] = real[above + HEAP_TIME]
        whole[here + HEAP_KEY] = whole[above + HEAP_KEY]
        here = above
    real[here + HEAP_TIME] = time
    whole[here + HEAP_KEY] = key
    return int(what)
