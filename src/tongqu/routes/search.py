"""The exact search: every chain that no other beats in cost, arrival and CO2e.

A multi-criteria search in rounds (one main leg a round) over all departures of all legs, after
McRAPTOR: D. Delling, T. Pajor, R. Werneck, Round-Based Public Transit Routing, Transportation
Science 49 (2015), section 4.2. What differs: labels carry storage and rewards, departures are
taken in slots, and the best that a label can still become prunes it.
"""

from __future__ import annotations

import numpy as np

from tongqu.kernels import kernel
from tongqu.routes.arrays import FAR, Ints, LabelArrays, Records, Settlement, TripArrays
from tongqu.routes.dominance import (
    final_cost,
    gain_lead,
    is_beaten,
    is_known,
    is_reached,
    put_in,
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
    for k in range(trips.rows.size):
        trip = trips.rows[k]
        leg = trip["leg"]
        least[0, leg] = min(least[0, leg], trip["available"] - trip["ready_by"])
        cost = trip["cost"]
        for j in range(trips.gain.shape[1]):
            cost -= trips.gain[k, j]
        least[1, leg] = min(least[1, leg], cost)
        least[2, leg] = min(least[2, leg], trip["gram"])
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
    rows = labels.rows
    size = 0
    new = False
    label = labels.head[node]
    while label >= 0:
        size += 1
        new = new or rows[label]["born"] == level
        label = rows[label]["after"]
    if not new:
        return np.empty(0, np.int64)
    here = np.empty(size, np.int64)
    size = 0
    label = labels.head[node]
    while label >= 0:
        row = rows[label]
        if row["born"] <= level and not (repacking and row["repacked"] == 1):
            here[size] = label
            size += 1
        label = row["after"]
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
    rows, gain = labels.rows, labels.gain
    size = 0
    for j in range(here.size):
        label = here[j]
        row = rows[label]
        if row["time"] > ready_by:
            break
        cost = row["cost"] + storage_cost(free_min, per_day, store_until - row["time"])
        gram = row["gram"]
        beaten = False
        for i in range(size):
            other = front[i]
            if (
                front_cost[i] <= cost
                and rows[other]["gram"] <= gram
                and front_cost[i] + gain_lead(gain, other, label, settlement) <= cost
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
                and gram <= rows[other]["gram"]
                and cost + gain_lead(gain, label, other, settlement) <= front_cost[i]
                and row["born"] <= rows[other]["born"]
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
def gain_on_the_way(
    gain: Ints, label: int, new: int, trip_gain: Ints, trip: int, settlement: Settlement
) -> int:
    """Fill the row of a new label with what it has gained; return the most still to be paid."""
    left = 0
    for k in range(gain.shape[1]):
        terms = settlement.gains[k]
        most = 1 if terms["per_kg"] > 0 or k == settlement.must else terms["cap"]
        gain[new, k] = min(gain[label, k] + trip_gain[trip, k], most)
        left += terms["cap"] if terms["per_kg"] > 0 else gain[new, k]
    return left


@kernel
def add_label(
    labels: LabelArrays,
    nodes: Records,
    settlement: Settlement,
    target: int,
    parent: int,
    trip: int,
    goal: int,
    time: int,
    cost: int,
    gram: int,
    born: int,
    repacked: int,
) -> None:
    """Keep a label whose gains lie in its row, if there is room."""
    new = labels.tally[0]
    if new == labels.rows.size:
        labels.tally[1] += 1
        return
    row = labels.rows[new]
    row["time"], row["cost"], row["gram"] = time, cost, gram
    row["parent"], row["trip"] = parent, trip
    row["born"], row["repacked"] = born, repacked
    put_in(labels, nodes, settlement, goal, new, goal == target)
    labels.tally[0] += 1


@kernel
def usable_legs(
    leg_kind: Ints, to_node: Ints, nodes: Records, rounds: int, round_: int, repacking: bool
) -> Ints:
    """Return 1 for each leg that this pass of a round takes and from whose end one goes on."""
    usable = np.zeros(leg_kind.size, np.int64)
    for leg in range(leg_kind.size):
        kind = leg_kind[leg]
        if repacking == (kind == REPACK) and not (kind == MAIN and max(round_, 1) > rounds):
            usable[leg] = 1 if nodes[to_node[leg]]["bound_t"] < FAR else 0
    return usable


@kernel
def leave_together(
    labels: LabelArrays,
    nodes: Records,
    trips: TripArrays,
    settlement: Settlement,
    known: Ints,
    target: int,
    leaving: Ints,
    leaving_cost: Ints,
    first: int,
    last: int,
    leg_kind: Ints,
    to_node: Ints,
    usable: Ints,
    level: int,
    round_: int,
    repacked: int,
) -> None:
    """Make the labels that the usable trips of one slot lead to, unless they are useless.

    A slot a call, not a trip a call: Numba counts each array in and out of a function of this
    length, which takes longer than to move a label on.
    """
    for i in range(leaving.size):
        label = leaving[i]
        if labels.rows[label]["born"] != level:
            continue
        for trip in range(first, last):
            departure = trips.rows[trip]
            leg = departure["leg"]
            if usable[leg] == 0:
                continue
            goal, new = to_node[leg], labels.tally[0]
            time = departure["available"]
            gram = labels.rows[label]["gram"] + departure["gram"]
            cost = leaving_cost[i] + departure["cost"]
            left = gain_on_the_way(labels.gain, label, new, trips.gain, trip, settlement)
            if goal == target:
                cost, left = final_cost(cost, gram, labels.gain, new, settlement), 0
            there = nodes[goal]
            least_time, least_gram = time + there["bound_t"], gram + there["bound_g"]
            least_cost = cost + there["bound_c"] - left
            if cost >= FAR or is_known(known, least_time, least_cost, least_gram):
                continue
            if is_reached(labels.rows, labels.head[target], least_time, least_cost, least_gram):
                continue
            born = 2 if leg_kind[leg] == MAIN and round_ == 0 else round_ + 1
            if goal == target or not is_beaten(
                labels, nodes, settlement, goal, time, cost, gram, new, repacked, born
            ):
                add_label(
                    labels, nodes, settlement, target, label, trip, goal, time, cost, gram,
                    born, repacked,
                )  # fmt: skip


@kernel
def leave_node(
    labels: LabelArrays,
    nodes: Records,
    trips: TripArrays,
    settlement: Settlement,
    known: Ints,
    target: int,
    node: int,
    first: int,
    end: int,
    leg_kind: Ints,
    to_node: Ints,
    usable: Ints,
    round_: int,
    repacking: bool,
) -> None:
    """Move the new labels of one node on by every usable trip from it."""
    level = round_ + 1 if repacking else round_
    here = labels_by_time(labels, node, level, repacking)
    if here.size == 0:
        return
    rows, slots = labels.rows, trips.rows
    earliest = FAR
    for label in here:
        if rows[label]["born"] == level:
            earliest = min(earliest, rows[label]["time"])
    front = np.empty(here.size, np.int64)
    front_cost = np.empty(here.size, np.int64)
    free, per_day = nodes[node]["free_min"], nodes[node]["per_day"]
    while first < end:
        ready_by, store_until = slots[first]["ready_by"], slots[first]["store_until"]
        last = first
        size = 0
        while (
            last < end
            and slots[last]["ready_by"] == ready_by
            and slots[last]["store_until"] == store_until
        ):
            size += usable[slots[last]["leg"]]
            last += 1
        if size > 0 and earliest <= ready_by:
            size = slot_front(
                labels, settlement, here, free, per_day, ready_by, store_until, front, front_cost
            )
            leave_together(
                labels, nodes, trips, settlement, known, target, front[:size], front_cost[:size],
                first, last, leg_kind, to_node, usable, level, round_, 1 if repacking else 0,
            )  # fmt: skip
        first = last


@kernel
def search(
    labels: LabelArrays,
    nodes: Records,
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
    before = labels.tally[0]
    for repacking in (False, True):
        usable = usable_legs(leg_kind, to_node, nodes, rounds, round_, repacking)
        for node in range(node_ptr.size - 1):
            if node != target and labels.head[node] >= 0:
                leave_node(
                    labels, nodes, trips, settlement, known, target, node, node_ptr[node],
                    node_ptr[node + 1], leg_kind, to_node, usable, round_, repacking,
                )  # fmt: skip
    return bool(labels.tally[0] > before)
