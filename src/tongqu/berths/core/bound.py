"""A lower bound on every plan, by the volume algorithm.

Each call's "served once" and what there is of each resource are priced; what is left is one
shortest path a group (`paths`). The prices are moved by the averaged path, which also tells how far
the relaxation is from a plan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel
from tongqu.berths.core.paths import Columns, Floats, Prices, Terms, relax, relax_paths
from tongqu.kernels import kernel

Flags = NDArray[np.bool_]

STEP, STEP_LEAST, STEP_MOST = 0.1, 1e-5, 2.0
STEP_AGAIN = 1e-3
"""Least step once columns have come in that nobody had looked at."""

SHARE, SHARE_LEAST = 0.1, 1e-3
"""First and least weight of a new path in the average."""

SHRINK = 0.66
"""What is left of the step after too many tries in vain."""

EASE = 0.3
"""Rents move in steps so much smaller than prices: a stay pays the rent of all its slots."""

PATIENCE = 20
"""Tries without a better bound before the step shrinks."""

CHECK = 100
"""Tries between two looks at the progress."""


class Climb(NamedTuple):
    """Where the volume algorithm stands; changed in place.

    Attributes
    ----------
    best
        Prices of the best bound.
    open
        Shape (calls,): calls that have to be served; the others have no columns.
    served, used
        Averages of what the paths did.
    seen
        Shape (columns,): how much of each column is in the average, times `figures[7]`; of size 0
        where nobody asks.
    figures
        Best bound; step; share; tries in vain; tries; bound at the last look; 1 if at rest; what
        `seen` is to be multiplied by.
    """

    best: Prices
    open: Flags
    served: Floats
    used: Floats
    seen: Floats
    figures: Floats


def begin(
    model: BerthModel,
    columns: Columns,
    terms: Terms,
    prices: Prices | None = None,
    *,
    open_: Flags | None = None,
    step: float = STEP,
    share: float = SHARE,
) -> Climb:
    """Return the first step.

    Parameters
    ----------
    model, columns, terms
        The problem.
    prices
        To begin with; without them a call is worth what it costs by itself.
    open_
        Calls that have to be served; all, if left out.
    step, share
        First step, and first weight of a new path in the average.
    """
    if open_ is None:
        open_ = np.ones(model.calls, np.bool_)
    if prices is None:
        worth = np.full(model.calls, np.inf)
        np.minimum.at(worth, columns.call, columns.cost)
        prices = Prices(worth, np.zeros(model.capacity.shape))
    served, used = np.zeros(model.calls), np.zeros(model.capacity.shape)
    bound = relax(columns, prices, terms, served, used)
    figures = np.array([bound, step, share, 0.0, 0.0, bound, 0.0, 1.0])
    return Climb(prices, open_, served, used, np.zeros(0), figures)


@kernel
def climb(
    state: Climb, columns: Columns, terms: Terms, target: float, unit: float, tries: int
) -> None:
    """Try to raise the bound.

    Parameters
    ----------
    state
        Changed in place.
    columns, terms
        The problem.
    target
        Cost of the best plan known; there is no use in going beyond it.
    unit
        Costs of plans are multiples of it.
    tries
        How often.

    References
    ----------
    F. Barahona, R. Anbil, The volume algorithm: producing primal solutions with a subgradient
    method, Mathematical Programming 87 (2000), section 3.
    """
    call_best, rent_best, figures = state.best.call, state.best.rent, state.figures
    served, used, seen = state.served, state.used, state.seen
    served_now, used_now = np.empty_like(served), np.empty_like(used)
    capacity, priced = terms.capacity, terms.priced
    taken = np.empty(columns.ptr.size, np.int64)
    for _ in range(tries):
        if figures[6] > 0:
            return
        push = np.where(state.open, 1.0 - served, 0.0)
        pull = EASE * (used - capacity)
        # What is free of charge already cannot get cheaper.
        pull = np.where(priced & ((rent_best > 0.0) | (pull > 0.0)), pull, 0.0)
        length = (push * push).sum() + (pull * pull).sum()
        if length < 1e-12:
            figures[6] = 1.0
            return
        step = figures[1] * (max(target - figures[0], 0.0) + unit) / length
        prices = Prices(call_best + step * push, np.maximum(rent_best + EASE * step * pull, 0.0))
        bound, count = relax_paths(columns, prices, terms, served_now, used_now, taken)
        call_turn = served - served_now
        rent_turn = EASE * np.where(priced, used_now - used, 0.0)
        turn = (call_turn * call_turn).sum() + (rent_turn * rent_turn).sum()
        share = figures[2]
        if turn > 1e-12:
            along = (push * call_turn).sum() + (pull * rent_turn).sum()
            share = min(max(-along / turn, figures[2] / 10), figures[2])
        served += share * (served_now - served)
        used += share * (used_now - used)
        if seen.size:
            figures[7] *= 1.0 - share
            for k in taken[:count]:
                seen[k] += share / figures[7]
            if figures[7] < 1e-100:
                seen *= figures[7]
                figures[7] = 1.0
        if bound > figures[0]:
            ahead = (push * (1.0 - served_now)).sum() + (pull * EASE * (used_now - capacity)).sum()
            if ahead > 0:
                figures[1] = min(figures[1] * 1.1, STEP_MOST)
            figures[0], figures[3] = bound, 0.0
            call_best[:], rent_best[:] = prices.call, prices.rent
        else:
            figures[3] += 1
            if figures[3] >= PATIENCE:
                figures[1], figures[3] = max(figures[1] * SHRINK, STEP_LEAST), 0.0
        figures[4] += 1
        if figures[4] % CHECK == 0:
            # At rest: a hundred tries have not closed a thousandth of the gap.
            if figures[0] - figures[5] < max(0.01 * unit, 0.001 * (target - figures[0])):
                figures[2] /= 2
                if figures[2] < 2 * SHARE_LEAST:
                    figures[6] = 1.0
            figures[5] = figures[0]
        if figures[0] > target - unit + 1e-6 * unit:
            figures[6] = 1.0
