"""Columns, and shortest paths in time through each group of berths: what bounds rest on.

A column is a mode and a start. In its group it is an arc from its first slot to the slot after its
last one; idling is an arc of one slot without cost. With prices on calls and on resources, the path
of least cost through the grid is what one berth of the group would do if it heeded nobody else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel, Ints, Stays
from tongqu.berths.core.uses import FROM_END, FROM_START, HELD, UNTIL_END, span_of
from tongqu.kernels import kernel

Floats = NDArray[np.float64]

FAR = 1e18
"""The cost of a slot that no path reaches."""

APART = 16
"""A use that lasts to an end of the grid is priced in one of so many slots: a use that is too
much in one slot is too much in most of those after it."""


class Columns(NamedTuple):
    """The columns still in play, by group and start.

    Attributes
    ----------
    ptr
        Shape (G * T + 1,): those of group g that start in slot t are rows ``ptr[g * T + t]`` to
        ``ptr[g * T + t + 1]``.
    mode, call, start, end, use
        Of each column; the end is the first slot after it, the use its kind of use.
    cost
        Its cost in units of the model.
    """

    ptr: Ints
    mode: Stays
    call: Stays
    start: Stays
    end: Stays
    use: Stays
    cost: Floats


class Prices(NamedTuple):
    """What calls and resources are worth: the multipliers of the relaxation.

    Attributes
    ----------
    call
        Shape (calls,): paid for serving a call.
    rent
        Shape (R, T): of one unit of a resource for a slot, not negative.
    """

    call: Floats
    rent: Floats


class Terms(NamedTuple):
    """What a path has to pay for beside its calls; amounts are shares of the largest one.

    Attributes
    ----------
    berths
        Equal berths of each group.
    ptr, resource, amount, span, lasts
        Kinds of uses, as in the model.
    capacity
        Shape (R, T).
    priced
        Shape (R, T): where a resource may have a price.
    """

    berths: Ints
    ptr: Ints
    resource: Ints
    amount: Floats
    span: Ints
    lasts: Ints
    capacity: Floats
    priced: NDArray[np.bool_]


def largest(model: BerthModel) -> Floats:
    """Return the largest amount used of each resource."""
    scale = np.ones(model.capacity.shape[0])
    np.maximum.at(scale, model.uses.resource, np.abs(model.uses.amount).astype(float))
    return scale


def terms_of(model: BerthModel) -> Terms:
    """Return what paths through a model pay for."""
    uses, scale = model.uses, largest(model)
    lasting = np.zeros(scale.size, np.bool_)
    lasting[uses.resource[uses.span != HELD]] = True
    priced = ~lasting[:, None] | (np.arange(model.slots) % APART == APART - 1)
    return Terms(
        berths=model.berths,
        ptr=uses.ptr,
        resource=uses.resource,
        amount=uses.amount / scale[uses.resource],
        span=uses.span,
        lasts=uses.lasts,
        capacity=model.capacity / scale[:, None],
        priced=priced,
    )


@kernel
def list_columns(
    stay: Stays, cost: Ints, mode_call: Ints, mode_group: Ints, mode_use: Ints, groups: int
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
    price, use = np.empty(size), np.empty(size, np.int32)
    for mode in range(modes):
        for slot in range(slots):
            if stay[mode, slot] > 0:
                k = at[mode_group[mode] * slots + slot]
                at[mode_group[mode] * slots + slot] += 1
                column_mode[k], call[k], use[k] = mode, mode_call[mode], mode_use[mode]
                start[k], end[k] = slot, slot + stay[mode, slot]
                price[k] = cost[mode, slot]
    return Columns(ptr, column_mode, call, start, end, use, price)


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
        model.stay, model.cost, model.mode_call, model.mode_group, model.mode_use,
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
        columns.use[keep],
        columns.cost[keep],
    )


@kernel(wraparound=False, error_model="numpy")
def rents(rent: Floats, terms: Terms) -> tuple[Floats, Floats]:
    """Return what each kind of use costs: a part that hangs on its begin, and one on its end.

    Both have the shape (T + 1, K).
    """
    kinds, slots = terms.ptr.size - 1, rent.shape[1]
    begin, end = np.zeros((slots + 1, kinds)), np.zeros((slots + 1, kinds))
    sums = np.zeros((rent.shape[0], slots + 1))
    for resource in range(rent.shape[0]):
        for slot in range(slots):
            sums[resource, slot + 1] = sums[resource, slot] + rent[resource, slot]
    for kind in range(kinds):
        for k in range(terms.ptr[kind], terms.ptr[kind + 1]):
            amount, sum_, span = terms.amount[k], sums[terms.resource[k]], terms.span[k]
            lasts = terms.lasts[k]
            for slot in range(slots + 1):
                here = amount * sum_[slot]
                then = amount * sum_[min(slot + lasts, slots)]
                if span == HELD:
                    begin[slot, kind] -= here
                    end[slot, kind] += here
                elif span == UNTIL_END:
                    end[slot, kind] += here
                elif span == FROM_START:
                    begin[slot, kind] += then - here
                elif span == FROM_END:
                    end[slot, kind] += then - here
    return begin, end


@kernel(wraparound=False, error_model="numpy")
def relax_paths(
    columns: Columns, prices: Prices, terms: Terms, served: Floats, used: Floats, taken: Ints
) -> tuple[float, int]:
    """Return the lower bound of the prices, and fill in what the paths of least cost do.

    Parameters
    ----------
    columns, prices, terms
        What is in play, the prices, and what is paid for.
    served
        Filled with how often each call is served.
    used
        Shape (R, T): filled with what is used of each resource.
    taken
        At least groups times slots: filled with the columns on the paths.

    Returns
    -------
    float, int
        The bound, and the number of columns on the paths.

    Notes
    -----
    Backward: what is least from a slot on is a minimum over the columns that begin there. Nothing
    is written for a column, and no branch hangs on its cost, which nobody could foretell; forward,
    where each column may make the way to its end cheaper, this takes four times as long. Which
    column it was is asked again on the way only.
    """
    groups = terms.berths.size
    slots = (columns.ptr.size - 1) // groups
    ptr, calls, starts, ends = columns.ptr, columns.call, columns.start, columns.end
    costs, uses, price = columns.cost, columns.use, prices.call
    alone = terms.resource.size == 0
    at_begin, at_end = rents(prices.rent, terms)
    back = np.zeros(slots + 1)
    served[:] = 0.0
    used[:] = 0.0
    bound = price.sum() - (prices.rent * terms.capacity).sum()
    count = 0
    for group in range(groups):
        first = group * slots
        for slot in range(slots - 1, -1, -1):
            least, begin = back[slot + 1], at_begin[slot]
            a, b = ptr[first + slot], ptr[first + slot + 1]
            if alone:
                for k in range(a, b):
                    least = min(least, costs[k] - price[calls[k]] + back[ends[k]])
            else:
                for k in range(a, b):
                    rent = begin[uses[k]] + at_end[ends[k], uses[k]]
                    least = min(least, costs[k] - price[calls[k]] + rent + back[ends[k]])
            back[slot] = least
        bound += terms.berths[group] * back[0]
        slot = 0
        while slot < slots:
            if back[slot] == back[slot + 1]:
                slot += 1
                continue
            begin, least, chosen = at_begin[slot], FAR, 0
            for k in range(ptr[first + slot], ptr[first + slot + 1]):
                rent = 0.0 if alone else begin[uses[k]] + at_end[ends[k], uses[k]]
                here = costs[k] - price[calls[k]] + rent + back[ends[k]]
                if here < least:
                    least, chosen = here, k
            k = chosen
            served[calls[k]] += terms.berths[group]
            taken[count] = k
            count += 1
            for u in range(terms.ptr[uses[k]], terms.ptr[uses[k] + 1]):
                a, b = span_of(terms.span[u], terms.lasts[u], starts[k], ends[k], slots)
                used[terms.resource[u], a:b] += terms.berths[group] * terms.amount[u]
            slot = ends[k]
    return float(bound), count


@kernel(wraparound=False, error_model="numpy")
def relax(columns: Columns, prices: Prices, terms: Terms, served: Floats, used: Floats) -> float:
    """Return the lower bound of the prices; as `relax_paths`, and tells no columns."""
    taken = np.empty(columns.ptr.size, np.int64)
    bound, _ = relax_paths(columns, prices, terms, served, used, taken)
    return bound


@kernel(wraparound=False, error_model="numpy")
def least_ways(columns: Columns, prices: Prices, terms: Terms) -> tuple[Floats, Floats, Floats]:
    """Return what columns cost by themselves, and the least cost to each slot and from it.

    The first has the shape (columns,): costs and rents, less what the calls are worth. The others
    have the shape (groups, T + 1): from the grid's begin on, and to its end.
    """
    groups = terms.berths.size
    slots = (columns.ptr.size - 1) // groups
    ptr, ends, uses = columns.ptr, columns.end, columns.use
    own = np.empty(columns.mode.size)
    to, back = np.full((groups, slots + 1), FAR), np.zeros((groups, slots + 1))
    at_begin, at_end = rents(prices.rent, terms)
    for group in range(groups):
        first = group * slots
        to[group, 0] = 0.0
        for slot in range(slots):
            here = to[group, slot]
            to[group, slot + 1] = min(to[group, slot + 1], here)
            for k in range(ptr[first + slot], ptr[first + slot + 1]):
                end = ends[k]
                own[k] = columns.cost[k] - prices.call[columns.call[k]]
                own[k] += at_begin[slot, uses[k]] + at_end[end, uses[k]]
                to[group, end] = min(to[group, end], here + own[k])
        for slot in range(slots - 1, -1, -1):
            back[group, slot] = back[group, slot + 1]
            for k in range(ptr[first + slot], ptr[first + slot + 1]):
                back[group, slot] = min(back[group, slot], own[k] + back[group, ends[k]])
    return own, to, back


@kernel(wraparound=False, error_model="numpy")
def reduced_costs(columns: Columns, prices: Prices, terms: Terms) -> Floats:
    """Return by how much the bound rises if a column has to be used."""
    extra, to, back = least_ways(columns, prices, terms)
    groups, slots = to.shape[0], to.shape[1] - 1
    for group in range(groups):
        for k in range(columns.ptr[group * slots], columns.ptr[(group + 1) * slots]):
            through = to[group, columns.start[k]] + back[group, columns.end[k]]
            extra[k] += through - to[group, slots]
    return extra
