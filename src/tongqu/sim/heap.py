"""The event list: a binary heap, by time, and by order of entry where times are equal."""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    EVENT_BITS,
    HEAP,
    HEAP_ORDER,
    HEAP_TIME,
    HEAP_WHAT,
    HEAP_WORDS,
    PENDING,
    SEQUENCE,
    Ints,
    Reals,
)

__all__ = ["pop", "push"]


@kernel(_nrt=False)
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
        whole[here + HEAP_ORDER] = whole[above + HEAP_ORDER]
        whole[here + HEAP_WHAT] = whole[above + HEAP_WHAT]
        here = above
    real[here + HEAP_TIME] = time
    whole[here + HEAP_ORDER] = order
    whole[here + HEAP_WHAT] = (row << EVENT_BITS) | kind


@kernel(_nrt=False)
def pop(whole: Ints, real: Reals) -> int:
    """Remove the first event and return what it was; its time must have been read before."""
    heap = whole[HEAP]
    what = whole[heap + HEAP_WHAT]
    n = whole[PENDING] - 1
    whole[PENDING] = n
    end = heap + n * HEAP_WORDS
    time, order, last = real[end + HEAP_TIME], whole[end + HEAP_ORDER], whole[end + HEAP_WHAT]
    here, k = heap, 0
    while True:
        k = 2 * k + 1
        if k >= n:
            break
        child = heap + k * HEAP_WORDS
        right = child + HEAP_WORDS
        if k + 1 < n and (
            real[right + HEAP_TIME] < real[child + HEAP_TIME]
            or (
                real[right + HEAP_TIME] == real[child + HEAP_TIME]
                and whole[right + HEAP_ORDER] < whole[child + HEAP_ORDER]
            )
        ):
            child = right
            k += 1
        soonest = real[child + HEAP_TIME]
        if soonest > time or (soonest == time and whole[child + HEAP_ORDER] > order):
            break
        real[here + HEAP_TIME] = soonest
        whole[here + HEAP_ORDER] = whole[child + HEAP_ORDER]
        whole[here + HEAP_WHAT] = whole[child + HEAP_WHAT]
        here = child
    real[here + HEAP_TIME] = time
    whole[here + HEAP_ORDER] = order
    whole[here + HEAP_WHAT] = last
    return int(what)
