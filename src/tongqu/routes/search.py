"""The exact search: every chain that no other beats in cost, arrival and CO2e.

A multi-criteria search in rounds (one main leg a round) over all departures of all legs, after
McRAPTOR: D. Delling, T. Pajor, R. Werneck, Round-Based Public Transit Routing, Transportation
Science 49 (2015), section 4.2. What differs: labels carry storage and rewards, departures are
taken in slots, and the best that a label can still become prunes it.
"""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.routes.arrays import FAR, Ints, LabelArrays, NodeArrays, Settlement, TripArrays
from tongqu.routes.dominance import (
    final_cost,
    gain_lead,
    is_beaten,
    put_in,
    reaches_in_vain,
    storage_cost,
)

ACCESS, MAIN, FINAL, REPACK = 0, 1, 2, 3
"""Kinds of legs: from the shipper, between terminals, to the consignee, at a terminal."""


@kernel
def lower_bounds(
    n_nodes: int, target: int, from_node: Ints, to_node: Ints, trips: TripArrays
) -> tuple[Ints, Ints, Ints]:
    """Return the least time, cost and CO2e from each node to the target, each by itself.

    Of the cost every gain is taken off, as if no reward had a cap.
    """
    n_legs = from_node.size
    least = np.full((3, n_legs), FAR, np.int64)
    for k in range(trips.leg.size):
        leg = trips.leg[k]
        least[0, leg] = min(least[0, leg], trips.available[k] - trips.ready_by[k])
        cost = trips.cost[k]
        for j in range(trips.gain.shape[1]):
            cost -= trips.gain[k, j]
        least[1, leg] = min(least[1, leg], cost)
        least[2, leg] = min(least[2, leg], trips.gram[k])
    bound = np.full((3, n_nodes), FAR, np.int64)
    for k in range(3):
        bound[k, target] = 0
    changed = True
    while changed:
        changed = False
        for leg in range(n_legs):
            u, v = from_node[leg], to_node[leg]
            if least[0, leg] >= FAR or bound[0, v] >= FAR:
                continue
            for k in range(3):
                if least[k, leg] + bound[k, v] < bound[k, u]:
                    bound[k, u] = least[k, leg] + bound[k, v]
                    changed = True
    return bound[0].copy(), bound[1].copy(), bound[2].copy()


@kernel
def labels_by_time(labels: LabelArrays, node: int, level: int, repacking: bool) -> Ints:
    """Return the labels of a node that take part in a pass, by time; none if none is new."""
    size = 0
    new = False
    label = labels.head[node]
    while label >= 0:
        size += 1
        new = new or labels.born[label] == level
        label = labels.after[label]
    if not new:
        return np.empty(0, np.int64)
    here = np.empty(size, np.int64)
    size = 0
    label = labels.head[node]
    while label >= 0:
        if labels.born[label] <= level and not (repacking and labels.repacked[label] == 1):
            here[size] = label
            size += 1
        label = labels.after[label]
    return here[:size]


@kernel
def slot_front(
    labels: LabelArrays,
    settlement: Settlement,
    here: Ints,
    free_min: int,
    per_day: int,
    ready_by: int,
    store_until: int,
    front: Ints,
    front_cost: Ints,
) -> int:
    """Fill in who may leave in a slot and is beaten by no companion; return how many.

    In a slot all leave at the same time, so that the time of arrival counts no more.
    """
    size = 0
    for j in range(here.size):
        label = here[j]
        if labels.time[label] > ready_by:
            break
        cost = labels.cost[label] + storage_cost(
            free_min, per_day, store_until - labels.time[label]
        )
        gram = labels.gram[label]
        beaten = False
        for i in range(size):
            other = front[i]
            if (
                front_cost[i] <= cost
                and labels.gram[other] <= gram
                and front_cost[i] + gain_lead(labels.gain[other], labels.gain[label], settlement)
                <= cost
            ):
                beaten = True
                break
        if beaten:
            continue
        kept = 0
        for i in range(size):
            other = front[i]
            if (
                cost <= front_cost[i]
                and gram <= labels.gram[other]
                and cost + gain_lead(labels.gain[label], labels.gain[other], settlement)
                <= front_cost[i]
                and labels.born[label] <= labels.born[other]
            ):
                continue
            front[kept] = other
            front_cost[kept] = front_cost[i]
            kept += 1
        front[kept] = label
        front_cost[kept] = cost
        size = kept + 1
    return size


@kernel
def move_on(
    labels: LabelArrays,
    nodes: NodeArrays,
    trips: TripArrays,
    settlement: Settlement,
    known: Ints,
    target: int,
    label: int,
    cost: int,
    trip: int,
    goal: int,
    born: int,
    repacked: int,
    gain: Ints,
) -> None:
    """Make the label that a trip leads to, unless it is useless; `gain` is room to work in."""
    time = trips.available[trip]
    gram = labels.gram[label] + trips.gram[trip]
    cost += trips.cost[trip]
    must = settlement.must[0]
    for k in range(gain.size):
        gain[k] = labels.gain[label, k] + trips.gain[trip, k]
        if settlement.per_kg[k] > 0 or k == must:
            gain[k] = min(gain[k], 1)
        else:
            gain[k] = min(gain[k], settlement.cap[k])
    reward_left = 0
    if goal == target:
        if must >= 0 and gain[must] == 0:
            return
        cost = final_cost(cost, gram, gain, settlement)
    else:
        for k in range(gain.size):
            reward_left += settlement.cap[k] if settlement.per_kg[k] > 0 else gain[k]
    if reaches_in_vain(
        labels,
        known,
        target,
        time + nodes.bound_t[goal],
        cost + nodes.bound_c[goal] - reward_left,
        gram + nodes.bound_g[goal],
    ):
        return
    if goal != target and is_beaten(
        labels, nodes, settlement, goal, time, cost, gram, gain, repacked, born
    ):
        return
    new = labels.size[0]
    if new == labels.time.size:
        labels.dropped[0] += 1
        return
    labels.time[new], labels.cost[new], labels.gram[new] = time, cost, gram
    for k in range(gain.size):
        labels.gain[new, k] = gain[k]
    labels.parent[new], labels.trip[new] = label, trip
    labels.born[new], labels.repacked[new] = born, repacked
    put_in(labels, nodes, settlement, goal, new, goal == target)
    labels.size[0] += 1


@kernel
def leave_node(
    labels: LabelArrays,
    nodes: NodeArrays,
    trips: TripArrays,
    settlement: Settlement,
    known: Ints,
    target: int,
    node: int,
    first: int,
    end: int,
    leg_kind: Ints,
    to_node: Ints,
    rounds: int,
    round_: int,
    repacking: bool,
) -> None:
    """Move the new labels of one node on by every trip from it."""
    level = round_ + 1 if repacking else round_
    here = labels_by_time(labels, node, level, repacking)
    if here.size == 0:
        return
    gain = np.empty(settlement.cap.size, np.int64)
    front = np.empty(here.size, np.int64)
    front_cost = np.empty(here.size, np.int64)
    free, per_day = nodes.free_min[node], nodes.per_day[node]
    while first < end:
        ready_by, store_until = trips.ready_by[first], trips.store_until[first]
        last = first
        while (
            last < end
            and trips.ready_by[last] == ready_by
            and trips.store_until[last] == store_until
        ):
            last += 1
        size = slot_front(
            labels, settlement, here, free, per_day, ready_by, store_until, front, front_cost
        )
        for i in range(size):
            if labels.born[front[i]] != level:
                continue
            for trip in range(first, last):
                leg = trips.leg[trip]
                kind, goal = leg_kind[leg], to_node[leg]
                if repacking != (kind == REPACK) or (kind == MAIN and max(round_, 1) > rounds):
                    continue
                if nodes.bound_t[goal] >= FAR:
                    continue
                move_on(
                    labels,
                    nodes,
                    trips,
                    settlement,
                    known,
                    target,
                    front[i],
                    front_cost[i],
                    trip,
                    goal,
                    2 if kind == MAIN and round_ == 0 else round_ + 1,
                    1 if repacking else 0,
                    gain,
                )
        first = last


@kernel
def search(
    labels: LabelArrays,
    nodes: NodeArrays,
    trips: TripArrays,
    settlement: Settlement,
    known: Ints,
    target: int,
    node_ptr: Ints,
    leg_kind: Ints,
    to_node: Ints,
    rounds: int,
    round_: int,
) -> bool:
    """Run one round; return whether it brought anything new.

    Parameters
    ----------
    labels
        Changed in place; in round 0 it holds the labels of the origin.
    nodes, trips, settlement
        Trips are sorted by (from node, ready_by, store_until).
    known
        Cost, time and CO2e of chains that are known to exist.
    target
        Node of the consignee; its labels are the front, their cost settled.
    node_ptr
        Trips of each node.
    leg_kind, to_node
        Of each leg.
    rounds
        Largest number of main legs.
    round_
        This round: 0 leaves the shipper, ``rounds + 1`` only arrives. A chain that starts at a
        terminal by a main leg skips round 1.

    Notes
    -----
    One round a call, so that the caller can show progress and be interrupted.
    """
    before = labels.size[0]
    for repacking in (False, True):
        for node in range(node_ptr.size - 1):
            if node != target and labels.head[node] >= 0:
                leave_node(
                    labels,
                    nodes,
                    trips,
                    settlement,
                    known,
                    target,
                    node,
                    node_ptr[node],
                    node_ptr[node + 1],
                    leg_kind,
                    to_node,
                    rounds,
                    round_,
                    repacking,
                )
    return bool(labels.size[0] > before)
