"""Kernels of the bound: prices of cells and cranes, and the cheapest column of each call.

A column is one way to serve a call: mode, start and position. Each cell (slot by segment) gets a
price, and so does a crane in each slot; then every call is solved by itself, and what the prices
collect for all that there is to sell is taken off. Any prices that are not negative give a bound.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns, Floats, Ints
from tongqu.kernels import kernel

Flags = NDArray[np.bool_]

Prices = NDArray[Any]
"""Floats while prices are sought, integers when they prove a bound."""


@kernel
def accumulate(cell: Prices, crane: Prices, cells: Prices, sums: Prices) -> None:
    """Fill the sums of cell prices before a corner, and of crane prices before a slot."""
    slots, width = cell.shape
    for t in range(slots):
        along = cells[0, 0]
        for s in range(width):
            along += cell[t, s]
            cells[t + 1, s + 1] = cells[t, s + 1] + along
        sums[t + 1] = sums[t] + crane[t]


@kernel
def cheapest(
    columns: Columns, call: int, scale: int, cells: Prices, sums: Prices, dear: float, chosen: Ints
) -> float:
    """Return the price of a call's cheapest column; `chosen` becomes its bundle and position.

    Prices are not negative, so a column costs at least what it costs without them: the search ends
    at the first bundle that is dearer than the best.
    """
    best = dear
    width = columns.width[call]
    apart = scale * columns.apart[call]
    clear = columns.clear[columns.clear_row[call]]
    for k in range(columns.from_[call], columns.from_[call + 1]):
        base = scale * columns.cost[k]
        if base >= best:
            break
        t, end = columns.start[k], columns.end[k]
        base += columns.number[k] * (sums[end] - sums[t])
        if base >= best:
            continue
        low, high = columns.low[k], columns.high[k]
        nearest = low if low > columns.desired[call] else high
        for p in range(low, high + 1):
            price = (
                base
                + apart * abs(p - nearest)
                + (cells[end, p + width] - cells[t, p + width])
                - (cells[end, p] - cells[t, p])
            )
            if price < best and clear[t, p] >= end:
                best = price
                chosen[0], chosen[1] = k, p
    return best


@kernel
def priced(
    columns: Columns, scale: int, cell: Prices, crane: Prices, cells: Prices, sums: Prices,
    dear: float, prices: Prices, chosen: Ints,
) -> float:  # fmt: skip
    """Return the bound of some prices; `prices` and `chosen` become those of each call."""
    accumulate(cell, crane, cells, sums)
    total = -cells[-1, -1]
    for t in range(crane.size):
        total -= crane[t] * columns.cranes[t]
    for call in range(columns.width.size):
        prices[call] = cheapest(columns, call, scale, cells, sums, dear, chosen[call])
        total += prices[call]
    return total  # type: ignore[no-any-return]


@kernel
def used_by(columns: Columns, chosen: Ints, cell: Floats, crane: Floats) -> None:
    """Fill how often the chosen columns hold each cell, and how many cranes, in each slot."""
    cell[:] = 0
    crane[:] = 0
    for call in range(columns.width.size):
        k, p = chosen[call]
        for t in range(columns.start[k], columns.end[k]):
            crane[t] += columns.number[k]
            for s in range(p, p + columns.width[call]):
                cell[t, s] += 1


@kernel
def improve(
    columns: Columns, cell: Floats, crane: Floats, state: Floats, rounds: int, target: float,
    seen: Floats,
) -> float:  # fmt: skip
    """Raise the bound in place by rounds of the volume algorithm; return the best bound.

    `cell` and `crane` are the best prices so far and stay so. `seen` holds the averaged use of
    cells and cranes (the direction), `state` the best bound, the step, the weight and rounds since
    the last rise. Returns early if the target is met.

    F. Barahona, R. Anbil, The volume algorithm, Mathematical Programming 87 (2000).
    """
    slots, width = cell.shape
    cells, sums = np.zeros((slots + 1, width + 1)), np.zeros(slots + 1)
    calls = columns.width.size
    prices, chosen = np.zeros(calls), np.zeros((calls, 2), np.int64)
    use, lent = np.zeros((slots, width)), np.zeros(slots)
    cell_try, crane_try = np.zeros((slots, width)), np.zeros(slots)
    mean, mean_lent = seen[:, :width], seen[:, width]
    for _ in range(rounds):
        best, factor, weight = state[0], state[1], state[2]
        if best >= target:
            break
        norm = 0.0
        for t in range(slots):
            for s in range(width):
                over = mean[t, s] - 1.0
                if over > 0.0 or cell[t, s] > 0.0:
                    norm += over * over
            over = mean_lent[t] - columns.cranes[t]
            if over > 0.0 or crane[t] > 0.0:
                norm += over * over
        if norm < 1e-9:
            break
        step = factor * max(target - best, 1e-6 * abs(target)) / norm
        for t in range(slots):
            for s in range(width):
                cell_try[t, s] = max(0.0, cell[t, s] + step * (mean[t, s] - 1.0))
            crane_try[t] = max(0.0, crane[t] + step * (mean_lent[t] - columns.cranes[t]))
        bound = priced(columns, 1, cell_try, crane_try, cells, sums, 1e300, prices, chosen)
        used_by(columns, chosen, use, lent)
        mean[:] = weight * use + (1.0 - weight) * mean
        mean_lent[:] = weight * lent + (1.0 - weight) * mean_lent
        if bound > best:
            rise = bound - best
            cell[:] = cell_try
            crane[:] = crane_try
            state[0] = bound
            state[3] = 0.0
            if rise > 0.0:
                factor = min(2.0, factor * 1.1)
        else:
            state[3] += 1.0
            if state[3] >= 10.0:
                factor = max(1e-4, factor * 0.75)
                weight = max(0.005, weight * 0.95)
                state[3] = 0.0
        state[1], state[2] = factor, weight
    return float(state[0])


@kernel
def narrowed(
    columns: Columns, scale: int, cells: Ints, sums: Ints, prices: Ints, spare: int, keep: Flags,
    low: Ints, high: Ints,
) -> None:  # fmt: skip
    """Mark the bundles that a plan within `spare` of the bound may use, and narrow their ranges."""
    for call in range(columns.width.size):
        width = columns.width[call]
        apart = scale * columns.apart[call]
        clear = columns.clear[columns.clear_row[call]]
        for k in range(columns.from_[call], columns.from_[call + 1]):
            t, end = columns.start[k], columns.end[k]
            base = scale * columns.cost[k] + columns.number[k] * (sums[end] - sums[t])
            limit = prices[call] + spare
            keep[k] = False
            if base > limit:
                continue
            nearest = columns.low[k] if columns.low[k] > columns.desired[call] else columns.high[k]
            for p in range(columns.low[k], columns.high[k] + 1):
                price = (
                    base
                    + apart * abs(p - nearest)
                    + (cells[end, p + width] - cells[t, p + width])
                    - (cells[end, p] - cells[t, p])
                )
                if price <= limit and clear[t, p] >= end:
                    if not keep[k]:
                        low[k] = p
                    keep[k] = True
                    high[k] = p
