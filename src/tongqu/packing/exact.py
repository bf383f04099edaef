"""The most vessels that a chamber holds, by trying: the oracle of the placement kernel.

Rectangles that may not be turned. If they fit, they fit with each one pushed forward and to one
wall until it meets a wall or another, so its bow lies at a sum of lengths and its side at a sum of
beams (normal patterns; N. Christofides and C. Whitlock 1977). All such places are tried, deepest
first, which is exact and slow: ten vessels take milliseconds to seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

__all__ = ["Vessel", "most_vessels", "placements_fit"]

Vessel = tuple[float, float]
"""Length and beam [m]."""

Placed = tuple[float, float, float, float]
GRAIN_M = 1e-9


def placements_fit(placed: Sequence[Placed], length_m: float, beam_m: float) -> bool:
    """Return whether rectangles (bow, side, length, beam) lie within a chamber and apart.

    Examples
    --------
    >>> placements_fit([(0, 0, 45, 11), (0, 11, 45, 11)], 45, 23)
    True
    >>> placements_fit([(0, 0, 45, 11), (40, 5, 45, 11)], 90, 23)
    False
    """
    for k, (x, y, long_m, wide_m) in enumerate(placed):
        if x < -GRAIN_M or y < -GRAIN_M:
            return False
        if x + long_m > length_m + GRAIN_M or y + wide_m > beam_m + GRAIN_M:
            return False
        for x2, y2, long2, wide2 in placed[:k]:
            apart = (
                x + long_m <= x2 + GRAIN_M
                or x2 + long2 <= x + GRAIN_M
                or y + wide_m <= y2 + GRAIN_M
                or y2 + wide2 <= y + GRAIN_M
            )
            if not apart:
                return False
    return True


def _all_fit(vessels: Sequence[Vessel], length_m: float, beam_m: float) -> bool:
    """Return whether all of some vessels fit together."""
    if sum(long_m * wide_m for long_m, wide_m in vessels) > length_m * beam_m + GRAIN_M:
        return False
    order = sorted(vessels, key=lambda v: -v[0] * v[1])
    bows = _sums([v[0] for v in order], length_m)
    sides = _sums([v[1] for v in order], beam_m)

    def search(k: int, placed: tuple[Placed, ...]) -> bool:
        if k == len(order):
            return True
        long_m, wide_m = order[k]
        # Of vessels that are alike the later one lies behind: no plan is tried twice.
        least = placed[-1][:2] if k and order[k - 1] == order[k] else (0.0, 0.0)
        for x in bows:
            if x + long_m > length_m + GRAIN_M:
                break
            for y in sides:
                if (x, y) < least or y + wide_m > beam_m + GRAIN_M:
                    continue
                here = (*placed, (x, y, long_m, wide_m))
                if _apart(here) and search(k + 1, here):
                    return True
        return False

    return search(0, ())


def _apart(placed: tuple[Placed, ...]) -> bool:
    """Return whether the last rectangle lies apart from the others."""
    x, y, long_m, wide_m = placed[-1]
    return all(
        x + long_m <= x2 + GRAIN_M
        or x2 + long2 <= x + GRAIN_M
        or y + wide_m <= y2 + GRAIN_M
        or y2 + wide2 <= y + GRAIN_M
        for x2, y2, long2, wide2 in placed[:-1]
    )


def _sums(sizes: Sequence[float], most: float) -> list[float]:
    """Return all sums of some of the sizes up to a largest one, in order."""
    found = {0.0}
    for size in sizes:
        found |= {total + size for total in found if total + size <= most + GRAIN_M}
    return sorted(found)


def most_vessels(vessels: Sequence[Vessel], length_m: float, beam_m: float) -> int:
    """Return how many of some vessels fit a chamber together at the most.

    Parameters
    ----------
    vessels
        Lengths and beams [m], at most about ten.
    length_m, beam_m
        Of the chamber.

    Examples
    --------
    >>> most_vessels([(45, 9), (45, 9), (60, 11), (60, 11)], 105, 22)
    4
    """

    @cache
    def fit(chosen: int) -> bool:
        return _all_fit([v for k, v in enumerate(vessels) if chosen >> k & 1], length_m, beam_m)

    sets = sorted(range(1 << len(vessels)), key=lambda chosen: -chosen.bit_count())
    return next(chosen.bit_count() for chosen in sets if fit(chosen))
