"""Legs that no chain of the front can use: found by bounds, before any departure is looked at."""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.routes.arrays import (
    FAR,
    SECONDS_PER_MINUTE,
    Floats,
    Ints,
    LegArrays,
    TripArrays,
)
from tongqu.routes.costing import vehicles_for


@kernel
def leg_floors(legs: LegArrays, lead_s: Ints) -> Floats:
    """Return the least cost, time [min] and CO2e of each leg: rows 0 to 2, a column a leg.

    Nothing is closed, the water is as deep as the vessel can use, and prices are the lowest of
    all regimes, less every reward in money, as if none had a cap.
    """
    n_legs = legs.from_node.size
    floor = np.full((3, n_legs), np.inf)
    for leg in range(n_legs):
        seconds = legs.unload_s[leg]
        if legs.scheduled[leg] == 0:
            seconds += legs.load_s[leg]
        for seg in range(legs.seg_ptr[leg], legs.seg_ptr[leg + 1]):
            seconds += legs.seg_wait_s[seg] + legs.seg_travel_s[seg]
        floor[1, leg] = (lead_s[leg] + seconds + legs.import_s[leg]) // SECONDS_PER_MINUTE
        payload = legs.payload_kg[leg]
        if legs.curve[leg] >= 0:
            payload = min(payload, legs.curve_kg[legs.curve_ptr[legs.curve[leg] + 1] - 1])
        vehicles = 1
        if legs.scheduled[leg] == 0 and payload > 0:
            vehicles = vehicles_for(
                legs.gross_kg[leg], payload, legs.lot_teu_milli[leg], legs.teu_milli[leg]
            )
        hours = seconds / 3600.0
        for regime in range(legs.price_ptr[leg], legs.price_ptr[leg + 1]):
            if np.isnan(legs.minimum[regime]):
                continue
            carriage = (
                max(legs.minimum[regime], legs.freight[regime] + legs.freight_n[regime] * vehicles)
                + (legs.running_n[regime] + legs.running_nh[regime] * hours) * vehicles
            )
            reward = 0.0
            for k in range(legs.reward.shape[1]):
                reward += legs.reward[regime, k]
            cost = carriage + legs.ends[regime] - min(reward, carriage)
            floor[0, leg] = min(floor[0, leg], cost)
        floor[2, leg] = legs.gram[leg] + legs.gram_n[leg] * vehicles
    return floor


@kernel
def bounds_through(
    legs: LegArrays,
    floor: Floats,
    allowed: Ints,
    n_nodes: int,
    start_cost: Ints,
    target: int,
    ready_min: int,
) -> tuple[Floats, Floats]:
    """Return the least cost, time and CO2e from the shipper and to the consignee, by node."""
    there, back = np.full((3, n_nodes), np.inf), np.full((3, n_nodes), np.inf)
    for node in range(start_cost.size):
        if start_cost[node] >= 0:
            there[0, node], there[1, node], there[2, node] = start_cost[node], ready_min, 0.0
    for k in range(3):
        back[k, target] = 0.0
    changed = True
    while changed:
        changed = False
        for leg in range(floor.shape[1]):
            if allowed[leg] == 0:
                continue
            u, v = legs.from_node[leg], legs.to_node[leg]
            for k in range(3):
                if there[k, u] + floor[k, leg] < there[k, v]:
                    there[k, v] = there[k, u] + floor[k, leg]
                    changed = True
                if floor[k, leg] + back[k, v] < back[k, u]:
                    back[k, u] = floor[k, leg] + back[k, v]
                    changed = True
    return there, back


@kernel
def trip_floors(trips: TripArrays, size: int, n_legs: int) -> Floats:
    """Return the least cost less gains, time and CO2e of each leg over its trips."""
    floor = np.full((3, n_legs), np.inf)
    for trip in range(size):
        row = trips.rows[trip]
        leg, cost = row["leg"], row["cost"]
        for k in range(trips.gain.shape[1]):
            cost -= trips.gain[trip, k]
        floor[0, leg] = min(floor[0, leg], cost)
        floor[1, leg] = min(floor[1, leg], row["available"] - row["ready_by"])
        floor[2, leg] = min(floor[2, leg], row["gram"])
    return floor


@kernel
def latest_use(
    legs: LegArrays,
    floor: Floats,
    allowed: Ints,
    n_nodes: int,
    start_cost: Ints,
    target: int,
    ready_min: int,
    reward_left: int,
    known: Ints,
) -> Ints:
    """Return until when each leg may lie on a chain which no known chain beats.

    Parameters
    ----------
    legs, floor, allowed
        Legs, what they take, cost and emit at least, and which may be used.
    n_nodes, start_cost, target, ready_min
        Nodes; the origin's come first.
    reward_left
        Most that rewards settled by the CO2e of the whole chain can bring.
    known
        Cost, time and CO2e of chains that exist.

    Returns
    -------
    latest
        Last minute at which the cargo may be ready for it; -1: never.
    """
    there, back = bounds_through(legs, floor, allowed, n_nodes, start_cost, target, ready_min)
    latest = np.full(floor.shape[1], -1, np.int64)
    for leg in range(floor.shape[1]):
        u, v = legs.from_node[leg], legs.to_node[leg]
        # One unit for the rounding of each leg that the floors leave out.
        cost = there[0, u] + floor[0, leg] + back[0, v] - reward_left - n_nodes
        time = there[1, u] + floor[1, leg] + back[1, v]
        gram = there[2, u] + floor[2, leg] + back[2, v] - n_nodes
        if allowed[leg] == 0 or not (cost < FAR and time < FAR):
            continue
        last = FAR
        for k in range(known.shape[0]):
            if known[k, 0] < cost and known[k, 2] < gram:
                last = min(last, known[k, 1])
        if time <= last:
            latest[leg] = FAR if last == FAR else int(last - floor[1, leg] - back[1, v])
    return latest


@kernel
def useful_trips(
    legs: LegArrays,
    trips: TripArrays,
    size: int,
    there: Floats,
    back: Floats,
    reward_left: int,
    known: Ints,
) -> Ints:
    """Return the numbers of the trips that may lie on a chain which no known chain beats.

    The bounds are those of :func:`bounds_through` over the trips' own floors: whole numbers,
    so that a chain as cheap as a known one but later is seen to be beaten.
    """
    kept = np.empty(size, np.int64)
    n = 0
    for trip in range(size):
        row = trips.rows[trip]
        u, v = legs.from_node[row["leg"]], legs.to_node[row["leg"]]
        cost = there[0, u] + row["cost"] + back[0, v] - reward_left
        for k in range(trips.gain.shape[1]):
            cost -= trips.gain[trip, k]
        time = row["available"] + back[1, v]
        gram = there[2, u] + row["gram"] + back[2, v]
        useful = True
        for k in range(known.shape[0]):
            no_worse = known[k, 0] <= cost and known[k, 1] <= time and known[k, 2] <= gram
            if no_worse and (known[k, 0] < cost or known[k, 1] < time or known[k, 2] < gram):
                useful = False
                break
        if useful:
            kept[n] = trip
            n += 1
    return kept[:n]
