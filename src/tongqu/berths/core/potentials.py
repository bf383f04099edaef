"""What each step through a group's grid costs beyond the cheapest way, by the prices of the bound.

Every plan's cost is the bound and what its steps cost beyond it, less what resources are left over.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.berths.core.paths import FAR, Columns, Floats, Prices, Terms, rents
from tongqu.kernels import kernel


class Potentials(NamedTuple):
    """Heights of the slots, from which the reduced cost of a step follows.

    Attributes
    ----------
    own
        Shape (columns,): cost and rents of each column, less what its call is worth.
    height
        Shape (groups, T + 1). A step from slot a to slot b that costs c by itself costs
        ``c + height[a] - height[b]``, which is not negative.
    paid
        Of all calls, what they are worth, less the rents of all there is. So much is not in the
        columns' own costs.
    """

    own: Floats
    height: Floats
    paid: float


@kernel(wraparound=False, error_model="numpy")
def potentials_of(columns: Columns, prices: Prices, terms: Terms) -> Potentials:
    """Return the potentials of some prices, halfway between those from the grid's two ends.

    Either end alone gives potentials too; from the begin, what is dear shows late in a plan, from
    the end early. Halfway it is shared among the steps before and after.
    """
    groups = terms.berths.size
    slots = (columns.ptr.size - 1) // groups
    ptr, ends, uses = columns.ptr, columns.end, columns.use
    own, height = np.empty(columns.mode.size), np.empty((groups, slots + 1))
    there, back = np.empty(slots + 1), np.empty(slots + 1)
    at_begin, at_end = rents(prices.rent, terms)
    paid = prices.call.sum() - (prices.rent * terms.capacity).sum()
    for group in range(groups):
        first = group * slots
        there[:] = FAR
        there[0] = 0.0
        for slot in range(slots):
            here = there[slot]
            there[slot + 1] = min(there[slot + 1], here)
            for k in range(ptr[first + slot], ptr[first + slot + 1]):
                own[k] = columns.cost[k] - prices.call[columns.call[k]]
                own[k] += at_begin[slot, uses[k]] + at_end[ends[k], uses[k]]
                there[ends[k]] = min(there[ends[k]], here + own[k])
        back[slots] = 0.0
        for slot in range(slots - 1, -1, -1):
            back[slot] = back[slot + 1]
            for k in range(ptr[first + slot], ptr[first + slot + 1]):
                back[slot] = min(back[slot], own[k] + back[ends[k]])
        for slot in range(slots + 1):
            height[group, slot] = (there[slot] - back[slot]) / 2
    return Potentials(own, height, paid)
