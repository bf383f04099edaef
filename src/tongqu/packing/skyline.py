"""Vessels placed one after another in a chamber, each as far forward as it can go.

Across the chamber runs a skyline: how far aft each strip is taken. A vessel goes where it lies
furthest forward, at a wall or alongside another, and the strips that it covers are taken up to its
stern. So nothing ever lies between a new vessel and the gate that it comes in by: what is placed
can also be sailed.

What is guaranteed: vessels lie within the chamber and apart; a vessel that fits the chamber alone
is placed in an empty one; of vessels that are alike as many are placed as fit side by side and one
behind the other, which is the most. What is not: that the most vessels of a mixed row are placed;
`tongqu.packing.exact` finds that.

A skyline is three numbers a strip (begin, width, depth) in an array, after the number of strips.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tongqu.kernels import kernel

__all__ = ["GRAIN_M", "SKYLINE_WORDS", "STRIPS", "clear", "place"]

Reals = NDArray[np.float64]

STRIPS = 128
"""Strips at the most: with every vessel two more come, and few chambers hold 60."""

SKYLINE_WORDS = 1 + 3 * (STRIPS + 2)
GRAIN_M = 1e-9

NOWHERE = np.inf


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def clear(real: Reals, at: int, beam_m: float) -> None:
    """Make the chamber empty.

    Parameters
    ----------
    real
        Array in which the skyline lies, from word `at` on.
    at
        Its first word.
    beam_m
        Width of the chamber.
    """
    real[at] = 1.0
    real[at + 1] = 0.0
    real[at + 2] = beam_m
    real[at + 3] = 0.0


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def place(
    real: Reals, at: int, length_m: float, long_m: float, wide_m: float
) -> tuple[float, float]:
    """Place a vessel; return its bow and its side, or infinity where it does not fit.

    Parameters
    ----------
    real, at
        The skyline; changed only if the vessel fits.
    length_m
        Length of the chamber.
    long_m, wide_m
        Of the vessel.

    Returns
    -------
    tuple
        Metres from the gate ahead to the bow, and from one wall to the nearer side.

    Examples
    --------
    Two abreast, and the third behind them:

    >>> import numpy as np
    >>> skyline = np.zeros(SKYLINE_WORDS)
    >>> clear(skyline, 0, 23.0)
    >>> [place(skyline, 0, 100.0, 45.0, 11.0) for _ in range(3)]
    [(0.0, 0.0), (0.0, 11.0), (45.0, 0.0)]
    """
    strips = int(real[at])
    if strips + 2 > STRIPS:
        return NOWHERE, 0.0
    bow, side, first = NOWHERE, 0.0, -1
    for k in range(strips):
        # Alongside what lies to the left of this strip.
        begin = real[at + 1 + 3 * k]
        deepest = _deepest(real, at, strips, begin, wide_m)
        if deepest < bow:
            bow, side, first = deepest, begin, k
        # Alongside what lies to the right of it.
        begin = begin + real[at + 2 + 3 * k] - wide_m
        deepest = _deepest(real, at, strips, begin, wide_m)
        if deepest < bow:
            bow, side, first = deepest, begin, k
    if first < 0 or bow + long_m > length_m + GRAIN_M:
        return NOWHERE, 0.0
    _cover(real, at, strips, side, wide_m, bow + long_m)
    return bow, side


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _deepest(real: Reals, at: int, strips: int, begin: float, wide_m: float) -> float:
    """Return how far aft a vessel must lie on some metres of the width; infinity: over a wall."""
    last = at + 1 + 3 * (strips - 1)
    if begin < -GRAIN_M or begin + wide_m > real[last] + real[last + 1] + GRAIN_M:
        return NOWHERE
    deepest = 0.0
    for k in range(strips):
        left = real[at + 1 + 3 * k]
        if left + real[at + 2 + 3 * k] > begin + GRAIN_M and left < begin + wide_m - GRAIN_M:
            deepest = max(deepest, real[at + 3 + 3 * k])
    return deepest


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _cover(real: Reals, at: int, strips: int, begin: float, wide_m: float, depth: float) -> None:
    """Set the depth of some metres of the width, cutting strips where needed."""
    end = begin + wide_m
    k = 0
    while k < strips:
        left = real[at + 1 + 3 * k]
        right = left + real[at + 2 + 3 * k]
        if left < begin - GRAIN_M and right > begin + GRAIN_M:
            strips = _cut(real, at, strips, k, begin)
        elif left < end - GRAIN_M and right > end + GRAIN_M:
            strips = _cut(real, at, strips, k, end)
            real[at + 3 + 3 * k] = depth
        elif left >= begin - GRAIN_M and right <= end + GRAIN_M:
            real[at + 3 + 3 * k] = depth
        k += 1
    real[at] = _joined(real, at, strips)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _cut(real: Reals, at: int, strips: int, k: int, where: float) -> int:
    """Make two strips of one."""
    for j in range(strips, k, -1):
        for word in range(1, 4):
            real[at + word + 3 * j] = real[at + word + 3 * (j - 1)]
    right = real[at + 1 + 3 * k] + real[at + 2 + 3 * k]
    real[at + 2 + 3 * k] = where - real[at + 1 + 3 * k]
    real[at + 1 + 3 * (k + 1)] = where
    real[at + 2 + 3 * (k + 1)] = right - where
    return strips + 1


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _joined(real: Reals, at: int, strips: int) -> int:
    """Join neighbours of the same depth; return how many strips are left."""
    kept = 0
    for k in range(1, strips):
        if real[at + 3 + 3 * k] == real[at + 3 + 3 * kept]:
            right = real[at + 1 + 3 * k] + real[at + 2 + 3 * k]
            real[at + 2 + 3 * kept] = right - real[at + 1 + 3 * kept]
        else:
            kept += 1
            for word in range(1, 4):
                real[at + word + 3 * kept] = real[at + word + 3 * k]
    return kept + 1
