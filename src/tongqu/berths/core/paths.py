"""Columns, and shortest paths in time through each group of berths: what bounds rest on.

A column is a mode and a start. In its group it is an arc from its first slot to the slot after its
last one; idling is an arc of one slot without cost. With prices on calls and on cranes, the path
of least cost through the grid is what one berth of the group would do if it heeded nobody else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel, Ints, Stays
from tongqu.kernels import kernel

Floats = NDArray[np.float64]

FAR = 1e18
"""The cost of a slot that no path reaches."""


class Columns(NamedTuple):
    """The columns still in play, by group and start.

    Attributes
    ----------
    ptr
        Shape (G * T + 1,): those of group g that start in slot t are rows ``ptr[g * T + t]`` to
        ``ptr[g * T + t + 1]``.
    mode, call, start, end
        Of each column; the end is the first slot after it.
    cost, cranes
        Its cost in units of the model, and the cranes that it holds.
    """

    ptr: Ints
    mode: Stays
    call: Stays
    start: Stays
    end: Stays
    cost: Floats
    cranes: Floats


class Prices(NamedTuple):
    """What calls and cranes are worth: the multipliers of the relaxation.

    Attributes
    ----------
    call
        Shape (calls,): paid for serving a call.
    crane
        Shape (P, T): rent of a crane for a slot, not negative.
    """

    call: Floats
    crane: Floats


@kernel
def list_columns(
    stay: Stays, cost: Ints, mode_call: Ints, mode_group: Ints, mode_cranes: Ints, groups: int
) -> Columns:
    """Return all columns of a model."""
    modes, slots = stay.shape
    ptr = np.zeros(groups * slots + 1, np.int64)
    for mode in range(modes):
        for slot in range(slots):
            if stay[mode, slot] > 0:
                ptr[mode_group[mode] * slots + slot + 1] += 1
    for k in range(groups * slots):
        ptr[k + 1] += ptr[k]
    size = ptr[-1]
    at = ptr[:-1].copy()
    column_mode, call = np.empty(size, np.int32), np.empty(size, np.int32)
    start, end = np.empty(size, np.int32), np.empty(size, np.int32)
    price, cranes = np.empty(size), np.empty(size)
    for mode in range(modes):
        for slot in range(slots):
            if stay[mode, slot] > 0:
                k = at[mode_group[mode] * slots + slot]
                at[mode_group[mode] * slots + slot] += 1
                column_mode[k], call[k] = mode, mode_call[mode]
                start[k], end[k] = slot, slot + stay[mode, slot]
                price[k], cranes[k] = cost[mode, slot], mode_cranes[mode]
    return Columns(ptr, column_mode, call, start, end, price, cranes)


def columns_of(model: BerthModel) -> Columns:
    """Return all columns of a model.

    Examples
    --------
    >>> from tongqu.berths.core.model import simple_model
    >>> columns = columns_of(simple_model([[2], [3]], arrival=[0, 1], opening=[0], slots=5))
    >>> columns.start.tolist(), columns.end.tolist()
    ([0, 1, 1, 2, 2, 3], [2, 3, 4, 4, 5, 5])
    """
    return list_columns(
        model.stay, model.cost, model.mode_call, model.mode_group, model.mode_cranes,
        model.berths.size,
    )  # fmt: skip


def kept(columns: Columns, keep: NDArray[np.bool_]) -> Columns:
    """Return the columns that are kept."""
    ptr = np.concatenate(([0], np.cumsum(keep)))[columns.ptr]
    return Columns(
        ptr,
        columns.mode[keep],
        columns.call[keep],
        columns.start[keep],
        columns.end[keep],
        columns.cost[keep],
        columns.cranes[keep],
    )


@kernel
def rents(crane_price: Floats, pool: int, slots: int) -> Floats:
    """Return the rent of one crane of a pool from the grid's start to each slot."""
    rent = np.zeros(slots + 1)
    if pool >= 0:
        for slot in range(slots):
            rent[slot + 1] = rent[slot] + crane_price[pool, slot]
    return rent


@kernel
def forward(columns: Columns, prices: Prices, rent: Floats, first: int, cost: Floats) -> None:
    """Fill in the least cost to each slot of a group whose row of ``ptr`` begins at `first`."""
    ptr, calls, ends, costs, cranes = (
        columns.ptr, columns.call, columns.end, columns.cost, columns.cranes,
    )  # fmt: skip
    price = prices.call
    cost[:] = FAR
    cost[0] = 0.0
    for slot in range(cost.size - 1):
        here, base = cost[slot], rent[slot]
        cost[slot + 1] = min(cost[slot + 1], here)
        for k in range(ptr[first + slot], ptr[first + slot + 1]):
            end = ends[k]
            there = here + costs[k] - price[calls[k]] + cranes[k] * (rent[end] - base)
            if there < cost[end]:
                cost[end] = there


@kernel
def backward(columns: Columns, prices: Prices, rent: Floats, first: int, cost: Floats) -> None:
    """Fill in the least cost from each slot of a group to the grid's end."""
    ptr, calls, ends, costs, cranes = (
        columns.ptr, columns.call, columns.end, columns.cost, columns.cranes,
    )  # fmt: skip
    price = prices.call
    cost[-1] = 0.0
    for slot in range(cost.size - 2, -1, -1):
        best, base = cost[slot + 1], rent[slot]
        for k in range(ptr[first + slot], ptr[first + slot + 1]):
            end = ends[k]
            there = costs[k] - price[calls[k]] + cranes[k] * (rent[end] - base) + cost[end]
            if there < best:
                best = there
        cost[slot] = best


@kernel
def relax_seen(
    columns: Columns,
    prices: Prices,
    berths: Ints,
    pool: Ints,
    cranes: Floats,
    served: Floats,
    lent: Floats,
    seen: Floats,
    weight: float,
) -> float:
    """Return the lower bound of the prices, and fill in what the paths of least cost do.

    Parameters
    ----------
    columns, prices
        What is in play, and the prices.
    berths, pool, cranes
        As in the model.
    served
        Filled with how often each call is served.
    lent
        Shape (P, T): filled with the cranes lent.
    seen, weight
        The weight is added to each column on a path; nothing is, where `seen` is empty.

    Notes
    -----
    Forward, each slot knows the path's last arc; so the path is read from the grid's end.
    """
    slots = (columns.ptr.size - 1) // berths.size
    ptr, calls, starts, ends = columns.ptr, columns.call, columns.start, columns.end
    costs, held = columns.cost, columns.cranes
    price = prices.call
    cost, last = np.empty(slots + 1), np.empty(slots + 1, np.int64)
    served[:] = 0.0
    lent[:] = 0.0
    bound = price.sum() - (prices.crane * cranes).sum()
    for group in range(berths.size):
        rent = rents(prices.crane, pool[group], slots)
        cost[:] = FAR
        cost[0] = 0.0
        first = group * slots
        for slot in range(slots):
            here, base = cost[slot], rent[slot]
            if here <= cost[slot + 1]:
                cost[slot + 1], last[slot + 1] = here, -1
            for k in range(ptr[first + slot], ptr[first + slot + 1]):
                end = ends[k]
                there = here + costs[k] - price[calls[k]] + held[k] * (rent[end] - base)
                if there < cost[end]:
                    cost[end], last[end] = there, k
        bound += berths[group] * cost[slots]
        slot = slots
        while slot > 0:
            k = last[slot]
            if k < 0:
                slot -= 1
                continue
            served[calls[k]] += berths[group]
            if seen.size:
                seen[k] += weight
            if held[k] > 0:
                lent[pool[group], starts[k] : slot] += berths[group] * held[k]
            slot = starts[k]
    return float(bound)


@kernel
def relax(
    columns: Columns,
    prices: Prices,
    berths: Ints,
    pool: Ints,
    cranes: Floats,
    served: Floats,
    lent: Floats,
) -> float:
    """Return the lower bound of the prices; as `relax_seen`, and counts no columns."""
    nothing = np.empty(0)
    return relax_seen(columns, prices, berths, pool, cranes, served, lent, nothing, 0.0)


@kernel
def reduced_costs(columns: Columns, prices: Prices, berths: Ints, pool: Ints, slots: int) -> Floats:
    """Return by how much the bound rises if a column has to be used."""
    extra = np.empty(columns.mode.size)
    there, back = np.empty(slots + 1), np.empty(slots + 1)
    for group in range(berths.size):
        rent = rents(prices.crane, pool[group], slots)
        forward(columns, prices, rent, group * slots, there)
        backward(columns, prices, rent, group * slots, back)
        for k in range(columns.ptr[group * slots], columns.ptr[(group + 1) * slots]):
            start, end = columns.start[k], columns.end[k]
            cost = columns.cost[k] - prices.call[columns.call[k]]
            cost += columns.cranes[k] * (rent[end] - rent[start])
            extra[k] = there[start] + cost + back[end] - there[slots]
    return extra
