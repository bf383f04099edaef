"""From legs to trips: which departures are offered, and what each of them does."""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.routes.arrays import FAR, SECONDS_PER_MINUTE, Ints, LegArrays, TripArrays
from tongqu.routes.costing import leg_outcome


@kernel
def first_instant(departs: Ints, low: int, high: int, at: int) -> int:
    """Return the first index in ``departs[low:high]`` whose instant is not before `at`."""
    while low < high:
        middle = (low + high) // 2
        if departs[middle] >= at:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def earliest_arrivals(
    legs: LegArrays,
    dep_range: Ints,
    dep_s: Ints,
    lead_s: Ints,
    allowed: Ints,
    n_nodes: int,
    origin: int,
    ready_s: int,
    n_gains: int,
) -> Ints:
    """Return the first instant at which the cargo can be at hand at each node [s].

    A leg never lets a later departure arrive earlier, so one label a node is enough.
    """
    earliest = np.full(n_nodes, FAR, np.int64)
    earliest[origin] = ready_s
    gain = np.zeros(n_gains)
    changed = True
    while changed:
        changed = False
        for leg in range(legs.from_node.size):
            if allowed[leg] == 0 or earliest[legs.from_node[leg]] >= FAR:
                continue
            at = earliest[legs.from_node[leg]] + lead_s[leg]
            k = first_instant(dep_s, dep_range[leg, 0], dep_range[leg, 1], at)
            while k < dep_range[leg, 1]:
                out = leg_outcome(legs, leg, dep_s[k], gain)
                if out[0] == 1:
                    minute = -(-out[4] // SECONDS_PER_MINUTE) * SECONDS_PER_MINUTE
                    if minute < earliest[legs.to_node[leg]]:
                        earliest[legs.to_node[leg]] = minute
                        changed = True
                    break
                k += 1
    return earliest


@kernel
def count_trips(
    legs: LegArrays,
    dep_range: Ints,
    dep_s: Ints,
    lead_s: Ints,
    latest: Ints,
    opens_s: Ints,
    closes_s: Ints,
) -> Ints:
    """Return, for each leg, the index range of the departures to look at.

    They lie within the window of its node, and the cargo need not be ready after the minute
    ``latest`` of the leg.
    """
    ranges = np.zeros((legs.from_node.size, 2), np.int64)
    for leg in range(legs.from_node.size):
        node = legs.from_node[leg]
        if latest[leg] < 0 or opens_s[node] >= FAR:
            continue
        close = closes_s[node]
        if latest[leg] < FAR:
            close = min(close, latest[leg] * SECONDS_PER_MINUTE + SECONDS_PER_MINUTE - 1)
        low, high = dep_range[leg, 0], dep_range[leg, 1]
        low = first_instant(dep_s, low, high, opens_s[node] + lead_s[leg])
        high = first_instant(dep_s, low, high, close + lead_s[leg] + 1)
        ranges[leg, 0], ranges[leg, 1] = low, high
    return ranges


NOTHING = (0, FAR, FAR, FAR, FAR, FAR, 0, 0, 0, 0)
"""Outcome of no departure."""


@kernel
def is_alike(legs: LegArrays, leg: int) -> bool:
    """Whether every departure of a leg does the same, only later."""
    return bool(
        legs.steady_s[leg] >= 0
        and legs.cal_load[leg] < 0
        and legs.cal_unload[leg] < 0
        and legs.price_ptr[leg + 1] - legs.price_ptr[leg] == 1
    )


@kernel
def make_trips(
    legs: LegArrays, dep_s: Ints, lead_s: Ints, ranges: Ints, until_min: int, trips: TripArrays
) -> int:
    """Fill `trips` with every feasible departure that arrives by `until_min`; return how many."""
    n = 0
    gain = np.zeros(trips.gain.shape[1])
    for leg in range(legs.from_node.size):
        first = ranges[leg, 0]
        alike = is_alike(legs, leg)
        out = leg_outcome(legs, leg, dep_s[first], gain) if first < ranges[leg, 1] else NOTHING
        for k in range(first, ranges[leg, 1]):
            later = 0
            if alike:
                later = dep_s[k] - dep_s[first]
            elif k > first:
                out = leg_outcome(legs, leg, dep_s[k], gain)
            available = -(-(out[4] + later) // SECONDS_PER_MINUTE)
            if out[0] == 0 or available > until_min:
                continue
            row = trips.rows[n]
            row["leg"], row["depart_s"] = leg, dep_s[k]
            row["ready_by"] = (dep_s[k] - lead_s[leg]) // SECONDS_PER_MINUTE
            row["store_until"] = -(-(out[1] + later) // SECONDS_PER_MINUTE)
            row["available"] = available
            row["cost"], row["gram"] = out[8], out[9]
            for j in range(gain.size):
                trips.gain[n, j] = np.int64(np.floor(gain[j] + 0.5))
            n += 1
    return n
