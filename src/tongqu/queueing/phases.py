"""How busy berths are spread over the stages of an Erlang service."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["Band", "Level", "level", "phase_count"]


def phase_count(busy: int, stages: int) -> int:
    """Return in how many ways busy berths spread over stages.

    Examples
    --------
    >>> phase_count(4, 2), phase_count(10, 3)
    (5, 66)
    """
    return math.comb(busy + stages - 1, stages - 1)


@dataclass(frozen=True)
class Level:
    """All spreads of a number of vessels at work, and where each of them leads.

    Attributes
    ----------
    moves
        Rates from spread to spread, of vessels that enter their next stage; in stages per time.
    finishing
        Vessels of each spread in their last stage.
    down
        Spread, with one vessel less, when one of these ends.
    done
        Rates from spread to spread when one of these ends and the next vessel begins at once.
    up
        Spread, with one vessel more, when one begins.
    """

    moves: Floats
    finishing: Floats
    down: Ints
    done: Floats
    up: Ints

    @property
    def size(self) -> int:
        """Number of spreads."""
        return len(self.finishing)

    @property
    def leaving(self) -> Floats:
        """Rate at which each spread is left, by a stage that ends."""
        return np.asarray(self.moves.sum(axis=1) + self.finishing)


def level(vessels: int, stages: int, band: Band | None = None) -> Level:
    """Return the spreads of some vessels over some stages.

    Parameters
    ----------
    vessels, stages
        How many.
    band
        With two stages: how many vessels in the first stage are looked at. What leaves the band
        stays at its edge.

    Examples
    --------
    >>> two = level(2, 2)
    >>> two.finishing.tolist(), two.moves.tolist()
    ([2.0, 1.0, 0.0], [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    """
    if stages == 2:
        return _two_stages(vessels, band or Band())
    spreads = _spreads(vessels, stages)
    size = len(spreads)
    table = _binomials(vessels + stages + 1, stages)
    rows = np.arange(size)
    moves = np.zeros((size, size))
    for stage in range(stages - 1):
        some = spreads[:, stage] > 0
        after = spreads[some].copy()
        after[:, stage] -= 1
        after[:, stage + 1] += 1
        moves[rows[some], _rank(after, table)] = spreads[some, stage]
    finishing = spreads[:, -1]
    # Where nobody finishes the target has no meaning and no weight.
    less = spreads.copy()
    less[:, -1] -= 1
    again = less.copy()
    again[:, 0] += 1
    more = spreads.copy()
    more[:, 0] += 1
    some = finishing > 0
    down, done = np.zeros(size, dtype=np.int64), np.zeros((size, size))
    if some.any():
        down[some] = _rank(less[some], table)
        done[rows[some], _rank(again[some], table)] = finishing[some]
    return Level(moves, finishing.astype(np.float64), down, done, _rank(more, table))


@dataclass(frozen=True)
class Band:
    """Vessels in the first of two stages that are worth a look: most of the others never occur.

    Attributes
    ----------
    share
        Lowest share of the vessels that the middle of the band may have.
    reach
        Vessels beyond the middle.
    """

    share: float = 0.0
    reach: float = math.inf

    def ends(self, vessels: int) -> tuple[int, int]:
        """Return the fewest and the most vessels in the first stage.

        Examples
        --------
        >>> Band().ends(7), Band(0.4, 10).ends(100)
        ((0, 7), (30, 70))
        """
        if math.isinf(self.reach):
            return 0, vessels
        least = max(0, math.floor(self.share * vessels - self.reach))
        return least, min(vessels, math.ceil((1 - self.share) * vessels + self.reach))


def _two_stages(vessels: int, band: Band) -> Level:
    """Return the level of two stages: a spread is the number of vessels in the first."""
    least, most = band.ends(vessels)
    first = np.arange(least, most + 1)
    size = len(first)
    moves, done = np.diag(first[1:].astype(np.float64), -1), np.zeros((size, size))
    finishing = (vessels - first).astype(np.float64)
    after = np.minimum(np.arange(size) + 1, size - 1)
    done[np.arange(size), after] = finishing
    low, high = band.ends(max(vessels - 1, 0))
    down = np.clip(first, low, high) - low
    low, high = band.ends(vessels + 1)
    return Level(moves, finishing, down, done, np.clip(first + 1, low, high) - low)


def _spreads(vessels: int, stages: int) -> Ints:
    """Return all spreads in lexicographic order, one a row."""
    if stages == 1:
        return np.array([[vessels]], dtype=np.int64)
    parts = []
    for first in range(vessels + 1):
        rest = _spreads(vessels - first, stages - 1)
        parts.append(np.column_stack([np.full(len(rest), first, dtype=np.int64), rest]))
    return np.concatenate(parts)


def _binomials(most: int, columns: int) -> Ints:
    """Return Pascal's triangle up to a column."""
    table = np.zeros((most + 1, columns + 1), dtype=np.int64)
    table[:, 0] = 1
    for row in range(1, most + 1):
        table[row, 1:] = table[row - 1, 1:] + table[row - 1, :-1]
    return table


def _rank(spreads: Ints, table: Ints) -> Ints:
    """Return the number of each spread among those of its level, counted in that order."""
    count, stages = spreads.shape
    rank = np.zeros(count, dtype=np.int64)
    rest = spreads.sum(axis=1)
    for stage in range(stages - 1):
        after = stages - 1 - stage
        rank += table[rest + after, after] - table[rest - spreads[:, stage] + after, after]
        rest = rest - spreads[:, stage]
    return rank
