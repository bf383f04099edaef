"""A proved bound for a quay, and what it rules out."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns
from tongqu.berths.quay.columns import kept, sorted_by_cost

SCALE = 1024
"""Prices of the proof are whole numbers of 1/1024 cost units, so nothing is rounded in it."""

ROUNDS_AT_ONCE = 50
PATIENCE = 300
"""Rounds without a rise of a thousandth after which the prices are as good as they get."""


class Pricing:
    """Prices of cells and cranes, kept from call to call.

    Parameters
    ----------
    columns
        All columns; later calls may bring fewer of them.

    Attributes
    ----------
    bound
        Best bound that was proved, in cost units, rounded up.
    """

    def __init__(self, columns: Columns) -> None:
        slots, width = columns.cells
        self.cell = np.zeros((slots, width))
        self.crane = np.zeros(slots)
        self.bound = int(columns.cost[columns.from_[:-1]].sum())
        self._state = np.array([-1e300, 0.1, 0.1, 0.0])
        self._seen = np.zeros((slots, width + 1))
        self._cells = np.zeros((slots + 1, width + 1))
        self._sums = np.zeros(slots + 1)

    def raise_bound(self, columns: Columns, target: int, deadline: float) -> None:
        """Improve the prices until they prove `target`, stall, or time is up."""
        from tongqu.berths.quay.bounding import improve, priced, used_by

        prices, chosen = np.zeros(columns.calls), np.zeros((columns.calls, 2), np.int64)
        self._state[0] = priced(
            columns, 1, self.cell, self.crane, self._cells, self._sums, 1e300, prices, chosen
        )
        self._state[1:3] = 0.1
        width = self.cell.shape[1]
        used_by(columns, chosen, self._seen[:, :width], self._seen[:, width])
        stalled = 0
        while stalled < PATIENCE and self._state[0] < target and time.perf_counter() < deadline:
            before = self._state[0]
            improve(
                columns, self.cell, self.crane, self._state, ROUNDS_AT_ONCE, float(target),
                self._seen,
            )  # fmt: skip
            risen = self._state[0] - before > 1e-3 * max(1.0, abs(self._state[0])) / 5
            stalled = 0 if risen else stalled + ROUNDS_AT_ONCE

    def sums(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the prices of all cells before a corner, and of cranes before a slot."""
        cells = np.zeros_like(self._cells)
        cells[1:, 1:] = self.cell.cumsum(axis=0).cumsum(axis=1)
        return cells, np.concatenate([[0.0], self.crane.cumsum()])

    def fixed(self, columns: Columns, target: int) -> Columns:
        """Prove the bound in whole numbers; return the columns that a cheaper plan may use.

        Parameters
        ----------
        columns
            Those that have not been ruled out before.
        target
            Cost of a plan that is known; what cannot be in a plan of less is ruled out.
        """
        from tongqu.berths.quay.bounding import narrowed, priced

        cell = np.rint(self.cell * SCALE).astype(np.int64)
        crane = np.rint(self.crane * SCALE).astype(np.int64)
        cells, sums = self._cells.astype(np.int64), self._sums.astype(np.int64)
        prices, chosen = np.zeros(columns.calls, np.int64), np.zeros((columns.calls, 2), np.int64)
        nothing = int(np.iinfo(np.int64).max // 4)
        bound = int(priced(columns, SCALE, cell, crane, cells, sums, nothing, prices, chosen))
        self.bound = max(self.bound, min(-(-bound // SCALE), target))
        spare = (target - 1) * SCALE - bound
        keep = np.zeros(columns.mode.size, np.bool_)
        low, high = columns.low.copy(), columns.high.copy()
        narrowed(columns, SCALE, cells, sums, prices, spare, keep, low, high)
        return _recosted(columns, keep, low, high)


def _recosted(
    columns: Columns, keep: NDArray[np.bool_], low: NDArray[np.int64], high: NDArray[np.int64]
) -> Columns:
    """Return the bundles to keep; a range that lost its nearest position costs more."""
    left = kept(columns, keep, low, high)
    call = left.call()
    right = left.low > left.desired[call]
    before = np.where(right, columns.low[keep], columns.high[keep])
    more = left.apart[call] * np.abs(np.where(right, left.low, left.high) - before)
    return sorted_by_cost(left._replace(cost=left.cost + more)) if more.any() else left
