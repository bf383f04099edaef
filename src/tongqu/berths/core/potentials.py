"""What each step through a group's grid costs beyond the cheapest way, by the prices of the bound.

Every plan's cost is the bound and what its steps cost beyond it, less what resources are left over.
"""

from __future__ import annotations

from typing import NamedTuple

from tongqu.berths.core.paths import Columns, Floats, Prices, Terms, least_ways


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


def potentials_of(columns: Columns, prices: Prices, terms: Terms) -> Potentials:
    """Return the potentials of some prices, halfway between those from the grid's two ends.

    Either end alone gives potentials too; from the begin, what is dear shows late in a plan, from
    the end early. Halfway it is shared among the steps before and after.
    """
    own, to, back = least_ways(columns, prices, terms)
    paid = float(prices.call.sum() - (prices.rent * terms.capacity).sum())
    return Potentials(own, (to - back) / 2, paid)
