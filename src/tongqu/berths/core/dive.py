"""A plan out of the bound: what the paths of a few prices agree on is fixed, bit by bit.

A dive may be drawn toward a plan: then it fixes what the plan has where the paths do not mind, and
often ends in a better plan near by.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel, Solution
from tongqu.berths.core.paths import Columns, Floats, Prices, Terms, kept, largest, relax_paths
from tongqu.berths.core.room import columns_that_fit
from tongqu.berths.core.uses import clash_of, take
from tongqu.kernels import kernel

SURE = 0.95
"""A column that so large a share of a round's paths uses is fixed."""

SOME = 0.02
"""A column of the plan that a dive is drawn to has more weight, if so large a share uses it."""


@kernel
def look(
    columns: Columns,
    prices: Prices,
    open_: NDArray[np.bool_],
    terms: Terms,
    step: float,
    tries: int,
    seen: Floats,
) -> float:
    """Move the prices a little, and count which columns the paths use, the last ones most.

    The best bound that was met is returned.
    """
    served, used = np.zeros(open_.size), np.zeros(terms.capacity.shape)
    average = np.zeros(open_.size)
    taken = np.empty(columns.ptr.size, np.int64)
    seen[:] = 0.0
    weight, sum_, best = 1.0, 0.0, -np.inf
    for _ in range(tries):
        bound, count = relax_paths(columns, prices, terms, served, used, taken)
        best = max(best, bound)
        for k in taken[:count]:
            seen[k] += weight
        sum_ += weight
        weight *= 1.08
        average += 0.15 * (served - average)
        for call in range(open_.size):
            if open_[call]:
                prices.call[call] += step * (1.0 - 0.5 * (average[call] + served[call]))
        for what in range(len(used)):
            for slot in range(used[what].size):
                if terms.priced[what, slot]:
                    over = used[what, slot] - terms.capacity[what, slot]
                    prices.rent[what, slot] = max(0.0, prices.rent[what, slot] + step * over)
    seen /= sum_
    return best


def dive(
    model: BerthModel,
    columns: Columns,
    terms: Terms,
    prices: Prices,
    *,
    step: float,
    tries: int,
    share: float,
    enough: Callable[[], bool],
    toward: Solution | None = None,
    pull: float = 0.0,
    below: float = np.inf,
) -> Solution | None:
    """Return a plan that follows the prices; None where calls are left over.

    Parameters
    ----------
    model, columns, terms
        The problem, the columns to choose from, and what they pay for.
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
    toward, pull
        A plan to be drawn to, and by how much: what it has counts as if so many more of the paths
        used it.
    below
        A plan has to cost less, or there is none.
    """
    mode = np.full(model.calls, -1, np.int64)
    start = np.full(model.calls, -1, np.int64)
    held = np.zeros((model.berths.size, model.slots), np.int64)
    used = np.zeros_like(model.capacity)
    scale = largest(model)[:, None]
    moving, cost = Prices(prices.call.copy(), prices.rent.copy()), 0
    while not enough():
        open_ = mode < 0
        if not open_.any():
            if (used > model.capacity).any():  # nobody gave back what is short
                return None
            return Solution(mode, start, cost) if cost < below else None
        columns = kept(columns, columns_that_fit(model, columns, open_, held, used))
        reach = np.zeros(model.calls, np.bool_)
        reach[columns.call] = True
        if not reach[open_].all():
            return None
        moving.call[~open_] = 0.0
        seen = np.zeros(columns.mode.size)
        left = terms._replace(capacity=(model.capacity - used) / scale)
        if cost + look(columns, moving, open_, left, step, tries, seen) >= below:
            return None
        if toward is not None:
            theirs = toward.mode[columns.call] == columns.mode
            theirs &= toward.start[columns.call] == columns.start
            seen += pull * (theirs & (seen > SOME))
        some = np.flatnonzero(seen)
        order = some[np.argsort(-seen[some], kind="stable")]
        least = max(1, int(share * open_.sum()))
        fixed = 0
        for k in order:
            if seen[k] < SURE and fixed >= least:
                break
            call, use = int(columns.call[k]), int(columns.use[k])
            g = int(model.mode_group[columns.mode[k]])
            s, e = int(columns.start[k]), int(columns.end[k])
            if mode[call] >= 0 or (held[g, s:e] >= model.berths[g]).any():
                continue
            if use and clash_of(model.uses, use, s, e, used, model.capacity) >= 0:
                continue
            mode[call], start[call] = columns.mode[k], s
            cost += int(columns.cost[k])
            held[g, s:e] += 1
            take(model.uses, use, s, e, 1, used)
            fixed += 1
        if not fixed:  # what the paths use finds no room
            return None
    return None
