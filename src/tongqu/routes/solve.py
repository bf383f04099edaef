"""Run the search for one problem: trips, bounds, rounds, and the chains of the front."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.routes.arrays import FAR, Ints, LabelArrays, NodeArrays, Settlement, TripArrays
from tongqu.routes.params import CompareParams
from tongqu.routes.problem import Problem

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and of how much."""


@dataclass(frozen=True)
class Ride:
    """One departure of one leg.

    Attributes
    ----------
    leg
        Number of the leg.
    depart_s
        Instant that was asked of it [s].
    """

    leg: int
    depart_s: int


@dataclass(frozen=True)
class Chain:
    """A chain of the front.

    Attributes
    ----------
    rides
        Its departures in order.
    cost, gram, arrive_min
        Cost with all rewards [minor units], CO2e [g], and when the cargo is at hand.
    """

    rides: tuple[Ride, ...]
    cost: int
    gram: int
    arrive_min: int


@dataclass(frozen=True)
class Front:
    """The exact front of a problem, or of a part of its legs.

    Attributes
    ----------
    chains
        By cost, then arrival, then CO2e; no two alike in all three.
    labels, trips
        Size of the search.
    dropped
        Labels that found no room: if any, the front may not be exact.
    earliest
        First minute at which the cargo can be at hand at each node; FAR: never.
    """

    chains: tuple[Chain, ...]
    labels: int
    trips: int
    dropped: int
    earliest: Ints


@dataclass(frozen=True)
class Trips:
    """The departures offered, sorted for the search."""

    arrays: TripArrays
    node_ptr: Ints
    earliest: Ints
    window_end: Ints


def offered_trips(
    problem: Problem, params: CompareParams, allowed: NDArray[np.bool_]
) -> Trips:
    """Return every departure that the search looks at.

    A departure from a stop is offered from the first instant at which the cargo could be
    there, and up to the waiting horizon after it.
    """
    from tongqu.routes.timetable import count_trips, earliest_arrivals, make_trips

    arrays, horizon = problem.arrays, problem.horizon
    mask = allowed.astype(np.int64)
    n_nodes = len(problem.nodes)
    ready_s = horizon.minute(problem.shipment.ready) * 60
    earliest = np.full(n_nodes, FAR, np.int64)
    for node in range(problem.start_cost.size):
        if problem.start_cost[node] >= 0:
            found = earliest_arrivals(
                arrays, problem.departure_range, problem.departures_s, problem.lead_s, mask,
                n_nodes, node, ready_s, problem.n_gains,
            )  # fmt: skip
            earliest = np.minimum(earliest, found)
    window = np.where(earliest < FAR, earliest + params.waiting_days * 86400, FAR)
    window = np.minimum(window, horizon.end_min * 60)
    ranges = count_trips(
        arrays, problem.departure_range, problem.departures_s, problem.lead_s, mask,
        earliest, window,
    )  # fmt: skip
    size = int((ranges[:, 1] - ranges[:, 0]).sum())
    until = horizon.end_min
    if problem.shipment.deadline is not None:
        until = min(until, horizon.minute(problem.shipment.deadline))
    trips = TripArrays(
        *(np.empty(size, np.int64) for _ in range(7)),
        gain=np.zeros((size, problem.n_gains), np.int64),
    )
    size = make_trips(arrays, problem.departures_s, problem.lead_s, ranges, until, trips)
    nodes = arrays.from_node[trips.leg[:size]]
    order = np.lexsort((trips.store_until[:size], trips.ready_by[:size], nodes))
    return Trips(
        arrays=TripArrays(*(column[:size][order] for column in trips)),
        node_ptr=np.searchsorted(nodes[order], np.arange(n_nodes + 1)).astype(np.int64),
        earliest=earliest // 60,
        window_end=window // 60,
    )


def settle(problem: Problem, base_gram: dict[str, int], must_rail: bool) -> Settlement:
    """Return how rewards are settled, given the CO2e of the baselines by mode [g]."""
    cap = [round((row.cap or 0.0) * problem.minor) for row in problem.money]
    per_kg = [0] * len(cap)
    base = [0] * len(cap)
    for row in problem.settled:
        gram = base_gram.get(row.baseline_mode, 0)
        rate = round(row.per_kg_co2e_saved * problem.minor)
        most = gram * rate // 1000
        cap.append(min(most, round(row.cap * problem.minor)) if row.cap is not None else most)
        per_kg.append(rate)
        base.append(gram)
    return Settlement(
        cap=np.array([*cap, 0], np.int64),
        per_kg=np.array([*per_kg, 0], np.int64),
        base_gram=np.array([*base, 0], np.int64),
        must=np.array([problem.n_gains - 1 if must_rail else -1], np.int64),
    )


def leg_kinds(problem: Problem) -> Ints:
    """Return the kind of each leg."""
    return np.array([leg.kind for leg in problem.legs], np.int64)


def solve(
    problem: Problem,
    params: CompareParams,
    settlement: Settlement,
    allowed: NDArray[np.bool_],
    progress: Progress | None = None,
) -> Front:
    """Return the exact front over the allowed legs.

    Parameters
    ----------
    problem, params
        The question.
    settlement
        How rewards end, see :func:`settle`.
    allowed
        Legs that may be used.
    progress
        Told about each round.
    """
    from tongqu.routes.search import lower_bounds, search

    trips = offered_trips(problem, params, allowed)
    n_nodes, target = len(problem.nodes), problem.target
    bounds = lower_bounds(
        n_nodes, target, problem.arrays.from_node, problem.arrays.to_node, trips.arrays
    )
    # Storage runs until a departure's own end of storage, which may lie after the window.
    longest = trips.window_end.copy()
    of_trip = problem.arrays.from_node[trips.arrays.leg]
    np.maximum.at(longest, of_trip, trips.arrays.store_until)
    nodes = NodeArrays(longest, problem.free_min, problem.per_day, *bounds)
    labels = _start_labels(problem, params)
    kinds = leg_kinds(problem)
    for round_ in range(params.max_main_legs + 2):
        if progress is not None:
            progress("search", round_, params.max_main_legs + 2)
        more = search(
            labels, nodes, trips.arrays, settlement, target, trips.node_ptr, kinds,
            problem.arrays.to_node, params.max_main_legs, round_,
        )  # fmt: skip
        if not more:
            break
    return Front(
        chains=_chains(labels, trips.arrays, target),
        labels=int(labels.size[0]),
        trips=trips.arrays.leg.size,
        dropped=int(labels.dropped[0]),
        earliest=trips.earliest,
    )


def _start_labels(problem: Problem, params: CompareParams) -> LabelArrays:
    size = params.max_labels
    labels = LabelArrays(
        time=np.empty(size, np.int64),
        cost=np.empty(size, np.int64),
        gram=np.empty(size, np.int64),
        gain=np.empty((size, problem.n_gains), np.int64),
        parent=np.empty(size, np.int64),
        trip=np.empty(size, np.int64),
        born=np.empty(size, np.int64),
        repacked=np.empty(size, np.int64),
        after=np.empty(size, np.int64),
        head=np.full(len(problem.nodes), -1, np.int64),
        size=np.zeros(1, np.int64),
        dropped=np.zeros(1, np.int64),
    )
    ready = problem.horizon.minute(problem.shipment.ready)
    for node, cost in enumerate(problem.start_cost):
        if cost < 0:
            continue
        new = int(labels.size[0])
        labels.time[new], labels.cost[new], labels.gram[new] = ready, cost, 0
        labels.gain[new] = 0
        labels.parent[new] = labels.trip[new] = labels.after[new] = -1
        labels.born[new] = labels.repacked[new] = 0
        labels.head[node] = new
        labels.size[0] += 1
    return labels


def _chains(labels: LabelArrays, trips: TripArrays, target: int) -> tuple[Chain, ...]:
    chains = []
    label = int(labels.head[target])
    while label >= 0:
        rides = []
        step = label
        while labels.parent[step] >= 0:
            trip = int(labels.trip[step])
            rides.append(Ride(int(trips.leg[trip]), int(trips.depart_s[trip])))
            step = int(labels.parent[step])
        chains.append(
            Chain(
                rides=tuple(reversed(rides)),
                cost=int(labels.cost[label]),
                gram=int(labels.gram[label]),
                arrive_min=int(labels.time[label]),
            )
        )
        label = int(labels.after[label])
    return tuple(sorted(chains, key=lambda c: (c.cost, c.arrive_min, c.gram)))
