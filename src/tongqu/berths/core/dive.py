"""A plan out of the bound: what the paths agree on is fixed, bit by bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.berths.core.paths import Columns, Floats, Prices, kept, relax_seen
from tongqu.kernels import kernel

SURE = 0.95
"""A column that so large a share of a round's paths uses is fixed."""


@kernel
def look(
    columns: Columns,
    prices: Prices,
    open_: NDArray[np.bool_],
    berths: Ints,
    pool: Ints,
    cranes: Floats,
    step: float,
    tries: int,
    seen: Floats,
) -> None:
    """Move the prices a little, and count which columns the paths use, the last ones most."""
    served, lent = np.zeros(open_.size), np.zeros(cranes.shape)
    average = np.zeros(open_.size)
    seen[:] = 0.0
    weight, sum_ = 1.0, 0.0
    for _ in range(tries):
        relax_seen(columns, prices, berths, pool, cranes, served, lent, seen, weight)
        sum_ += weight
        weight *= 1.08
        average += 0.15 * (served - average)
        for call in range(open_.size):
            if open_[call]:
                prices.call[call] += step * (1.0 - 0.5 * (average[call] + served[call]))
        for p in range(cranes.shape[0]):
            for slot in range(cranes.shape[1]):
                more = prices.crane[p, slot] + step * (lent[p, slot] - cranes[p, slot])
                prices.crane[p, slot] = max(0.0, more)
    seen /= sum_


def dive(
    model: BerthModel,
    columns: Columns,
    prices: Prices,
    *,
    step: float,
    tries: int,
    share: float,
    enough: Callable[[], bool],
) -> Solution | None:
    """Return a plan that follows the prices; None where calls are left over.

    Parameters
    ----------
    model, columns
        The problem, and the columns to choose from.
    prices
        Prices of a good bound; they are not changed.
    step
        By how much prices move.
    tries
        Paths in a round.
    share
        Share of the open calls that is fixed in a round at least.
    enough
        Asked between rounds; if so, there is no plan.
    """
    mode = np.full(model.calls, -1, np.int64)
    start = np.full(model.calls, -1, np.int64)
    held = np.zeros((model.berths.size, model.slots), np.int64)
    lent = np.zeros(model.cranes.shape)
    moving = Prices(prices.call.copy(), prices.crane.copy())
    while not enough():
        open_ = mode < 0
        if not open_.any():
            return Solution(mode, start, int(model.cost[mode, start].sum()))
        columns = kept(columns, columns_that_fit(model, columns, open_, held, lent))
        reach = np.zeros(model.calls, np.bool_)
        reach[columns.call] = True
        if not reach[open_].all():
            return None
        moving.call[~open_] = 0.0
        seen = np.zeros(columns.mode.size)
        free = model.cranes - lent
        look(columns, moving, open_, model.berths, model.pool, free, step, tries, seen)
        group = np.repeat(np.arange(model.berths.size), np.diff(columns.ptr[:: model.slots]))
        order = np.argsort(-seen, kind="stable")
        least = max(1, int(share * open_.sum()))
        fixed = 0
        for k in order:
            if seen[k] < SURE and fixed >= least:
                break
            call, g = int(columns.call[k]), int(group[k])
            s, e, q = int(columns.start[k]), int(columns.end[k]), columns.cranes[k]
            if mode[call] >= 0 or (held[g, s:e] >= model.berths[g]).any():
                continue
            p = int(model.pool[g])
            if p >= 0 and (lent[p, s:e] + q > model.cranes[p, s:e]).any():
                continue
            mode[call], start[call] = columns.mode[k], s
            held[g, s:e] += 1
            if p >= 0:
                lent[p, s:e] += q
            fixed += 1
    return None


def columns_that_fit(
    model: BerthModel, columns: Columns, open_: NDArray[np.bool_], held: Ints, lent: Floats
) -> NDArray[np.bool_]:
    """Return which columns of open calls still find a berth and their cranes."""
    group = np.repeat(np.arange(model.berths.size), np.diff(columns.ptr[:: model.slots]))
    full = np.zeros((model.berths.size, model.slots + 1), np.int64)
    full[:, 1:] = np.cumsum(held >= model.berths[:, None], axis=1)
    fits: NDArray[np.bool_] = open_[columns.call]
    fits &= full[group, columns.end] == full[group, columns.start]
    for p in range(model.cranes.shape[0]):
        for q in np.unique(columns.cranes[columns.cranes > 0]):
            short = np.concatenate(([0], np.cumsum(lent[p] + q > model.cranes[p])))
            short_here = short[columns.end] > short[columns.start]
            fits &= ~((model.pool[group] == p) & (columns.cranes == q) & short_here)
    return fits
