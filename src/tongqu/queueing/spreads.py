"""Ways in which berths at work are spread over the stages of an Erlang service, and their moments.

With n berths at work and m stages a spread says how many are in each stage. The same arrays stand
for the binomial moments of order n: an entry a is the mean number of ways to pick a_1 berths in
stage 1, a_2 in stage 2 ... Spreads are sorted by their height, the stages that have been passed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]
    Ints = NDArray[np.int64]
    Bands = list[tuple[int, int, int, int]]

__all__ = ["Spreads", "patterns", "spreads_up_to"]

BAND = 32
"""Rows of a matrix that are multiplied together, about."""


@dataclass(frozen=True)
class Spreads:
    """All spreads of some berths.

    Attributes
    ----------
    counts
        One spread a row: berths in stage 1, 2 ...
    height
        Stages that the berths of a spread have passed, together.
    passing
        K = (I - N)^-1, where N is the rate, in stages, at which moments pass on from stage to
        stage. N leads from one height to the next, so an analytic function f of N has the entries
        K f_d with d the difference of heights and f_d the coefficient of N^d.
    apart
        Those differences; 0 where K has no entry.
    up
        For each stage: where a spread of one berth less is found when one more is in that stage.
    fewer
        Leads to the moments of one berth less, each times the berths that may be the one left out.
    passing_bands, fewer_bands
        Where K and `fewer` have entries: some rows, and the columns for them, as slices.
    """

    counts: Ints
    height: Ints
    passing: Floats
    apart: Ints
    up: tuple[Ints, ...]
    fewer: Floats
    passing_bands: Bands
    fewer_bands: Bands

    @property
    def size(self) -> int:
        """Number of spreads."""
        return len(self.counts)

    @property
    def powers(self) -> int:
        """Powers of N that are not zero, the first included."""
        return int(self.height[-1]) + 1


def spreads_up_to(berths: int, stages: int) -> list[Spreads]:
    """Return the spreads of 0, 1, 2 ... berths.

    Examples
    --------
    >>> spreads_up_to(2, 2)[2].counts.tolist()
    [[2, 0], [1, 1], [0, 2]]
    """
    found: list[Spreads] = []
    for number in range(berths + 1):
        counts = np.array(_compositions(number, stages), dtype=np.int64)
        height = counts @ np.arange(stages)
        order = np.lexsort((*counts.T, height))
        counts, height = counts[order], height[order]
        rank = {spread: row for row, spread in enumerate(map(tuple, counts.tolist()))}
        fewer = found[-1].counts if found else np.zeros((0, stages), dtype=np.int64)
        up = tuple(
            np.array([rank[tuple(spread)] for spread in (fewer + more).tolist()], dtype=np.int64)
            for more in np.eye(stages, dtype=np.int64)
        )
        apart = np.maximum(height[:, None] - height[None, :], 0)
        once = np.zeros((len(fewer), len(counts)))
        for stage, columns in enumerate(up):
            once[np.arange(len(fewer)), columns] = fewer[:, stage] + 1
        passing = _passing(counts, rank)
        found.append(
            Spreads(counts, height, passing, apart, up, once, _bands(passing), _bands(once))
        )
    return found


def _compositions(number: int, stages: int) -> list[tuple[int, ...]]:
    if stages == 1:
        return [(number,)]
    return [
        (first, *rest)
        for first in range(number + 1)
        for rest in _compositions(number - first, stages - 1)
    ]


def _passing(counts: Ints, rank: dict[tuple[int, ...], int]) -> Floats:
    """Return K: a moment grows by those of spreads in which one berth is a stage behind."""
    size, stages = counts.shape
    once = np.zeros((size, size))
    for stage in range(stages - 1):
        some = np.flatnonzero(counts[:, stage + 1])
        behind = counts[some].copy()
        behind[:, stage] += 1
        behind[:, stage + 1] -= 1
        columns = [rank[tuple(spread)] for spread in behind.tolist()]
        once[some, columns] = behind[:, stage]
    # Whole numbers, as N counts ways.
    return np.asarray(np.rint(np.linalg.inv(np.eye(size) - once)))


def _bands(matrix: Floats) -> Bands:
    edges = np.linspace(0, len(matrix), len(matrix) // BAND + 2).astype(int).tolist()
    found = []
    for low, high in pairwise(edges):
        columns = np.flatnonzero(matrix[low:high].any(axis=0))
        if columns.size:
            found.append((low, high, int(columns[0]), int(columns[-1]) + 1))
    return found


def patterns(found: list[Spreads]) -> list[Complexes]:
    """Return, for each number of berths, how each mode is spread over the stages.

    Parameters
    ----------
    found
        Spreads of 0, 1, 2 ... berths.

    Returns
    -------
    list
        A matrix each, a mode a row. A mode gives every berth one of the m-th roots of 1, so modes
        are numbered as spreads are; the entry of a spread is the coefficient of its monomial in the
        product over berths of (1 + w Y_2 + w^2 Y_3 ...), with w the conjugate of the berth's root.

    Examples
    --------
    >>> patterns(spreads_up_to(2, 2))[2].real.astype(int).tolist()
    [[1, 2, 1], [1, 0, -1], [1, -2, 1]]
    """
    stages = found[0].counts.shape[1]
    turns = np.outer(np.arange(stages), np.arange(stages)) % stages
    roots = np.exp(-2j * math.pi * turns / stages)
    roots[2 * turns == stages] = -1.0
    made = [np.ones((1, 1), dtype=np.complex128)]
    for spreads in found[1:]:
        matrix = np.zeros((spreads.size, spreads.size), dtype=np.complex128)
        first = np.argmax(spreads.counts > 0, axis=1)  # root of the berth that is taken off
        for root in range(stages):
            less = np.flatnonzero(first[spreads.up[root]] == root)
            rows = spreads.up[root][less]
            for stage in range(stages):
                matrix[np.ix_(rows, spreads.up[stage])] += roots[root, stage] * made[-1][less]
        made.append(matrix)
    return made
