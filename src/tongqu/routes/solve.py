"""Run the search for one problem: trips, bounds, rounds, and the chains of the front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.routes.arrays import (
    FAR,
    GAIN,
    NODE,
    Floats,
    Ints,
    LabelArrays,
    Settlement,
    TripArrays,
    records,
)
from tongqu.routes.params import CompareParams
from tongqu.routes.problem import Problem

COARSE_STEP_MIN = 720
"""Grid of the first search, whose chains prune the second."""

ON_DEMAND_LISTS = 2
"""The first lists of departures are those of on-demand legs."""

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


@dataclass(frozen=True)
class Departures:
    """When legs are offered.

    Attributes
    ----------
    at_s
        Lists of departures, one after another [s].
    of_leg
        Shape (legs, 2): each leg's list.
    """

    at_s: Ints
    of_leg: Ints


@dataclass(frozen=True)
class Windows:
    """Between which instants departures from each node are offered [s]."""

    opens_s: Ints
    closes_s: Ints


def node_windows(
    problem: Problem, params: CompareParams, departures: Departures, allowed: Ints
) -> Windows:
    """Return the windows: from the first instant at which the cargo could be there.

    They last for the waiting horizon, and follow from all allowed legs.
    """
    from tongqu.routes.timetable import earliest_arrivals

    ready_s = problem.horizon.minute(problem.shipment.ready) * 60
    earliest = np.full(len(problem.nodes), FAR, np.int64)
    for node in range(problem.start_cost.size):
        if problem.start_cost[node] >= 0:
            found = earliest_arrivals(
                problem.arrays, departures.of_leg, departures.at_s, problem.lead_s, allowed,
                len(problem.nodes), node, ready_s, problem.n_gains,
            )  # fmt: skip
            earliest = np.minimum(earliest, found)
    closes = np.where(earliest < FAR, earliest + params.waiting_days * 86400, FAR)
    return Windows(earliest, np.minimum(closes, problem.horizon.end_min * 60))


def problem_windows(problem: Problem, params: CompareParams) -> Windows:
    """Return the windows over all legs; the same departures are offered to every chain."""
    fine = Departures(problem.departures_s, problem.departure_range)
    return node_windows(problem, params, fine, np.ones(len(problem.legs), np.int64))


def offered_trips(
    problem: Problem,
    departures: Departures,
    windows: Windows,
    floor: Floats,
    allowed: Ints,
    found: Sequence[Chain],
    settlement: Settlement,
) -> Trips:
    """Return every departure within the windows that the search must look at.

    Left out is what cannot be part of a chain that the known ones leave unbeaten.
    """
    from tongqu.routes.pruning import bounds_through, latest_use, trip_floors, useful_trips
    from tongqu.routes.timetable import count_trips, make_trips

    arrays, horizon, n_nodes = problem.arrays, problem.horizon, len(problem.nodes)
    gains = settlement.gains
    reward_left = int(gains["cap"][gains["per_kg"] > 0].sum())
    vectors = _vectors(found)
    latest = latest_use(
        arrays, floor, allowed, n_nodes, problem.start_cost, problem.target,
        horizon.minute(problem.shipment.ready), reward_left, vectors,
    )  # fmt: skip
    ranges = count_trips(
        arrays, departures.of_leg, departures.at_s, problem.lead_s, latest,
        windows.opens_s, windows.closes_s,
    )  # fmt: skip
    size = int((ranges[:, 1] - ranges[:, 0]).sum())
    until = horizon.end_min
    if problem.shipment.deadline is not None:
        until = min(until, horizon.minute(problem.shipment.deadline))
    trips = TripArrays.empty(size, problem.n_gains)
    size = make_trips(arrays, departures.at_s, problem.lead_s, ranges, until, trips)
    exact = trip_floors(trips, size, len(problem.legs))
    there, back = bounds_through(
        arrays, exact, allowed, n_nodes, problem.start_cost, problem.target,
        horizon.minute(problem.shipment.ready),
    )  # fmt: skip
    kept = useful_trips(arrays, trips, size, there, back, reward_left, vectors)
    rows = trips.rows[kept]
    nodes = arrays.from_node[rows["leg"]]
    order = np.lexsort((rows["store_until"], rows["ready_by"], nodes))
    return Trips(
        arrays=TripArrays(rows[order], trips.gain[kept][order]),
        node_ptr=np.searchsorted(nodes[order], np.arange(n_nodes + 1)).astype(np.int64),
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
        gains=records(GAIN, cap=[*cap, 0], per_kg=[*per_kg, 0], base_gram=[*base, 0]),
        must=problem.n_gains - 1 if must_rail else -1,
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
    known: Sequence[Chain] = (),
    windows: Windows | None = None,
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
    known
        Chains of this problem that exist, priced with no more rewards: they prune.
    windows
        :func:`problem_windows`, where it is at hand.

    Notes
    -----
    A first search on a coarse grid of departures finds chains that exist on the fine grid
    too; legs that cannot be part of anything that these leave unbeaten are set aside before
    the second, exact one.
    """
    from tongqu.routes.pruning import leg_floors

    floor = leg_floors(problem.arrays, problem.lead_s)
    mask = allowed.astype(np.int64)
    fine = Departures(problem.departures_s, problem.departure_range)
    if windows is None:
        windows = problem_windows(problem, params)
    found = list(known)
    if params.departure_step_min < COARSE_STEP_MIN:
        rough = _run(
            problem, params, settlement, _coarse(problem), windows, floor, mask, found, None
        )
        found += rough.chains
    return _run(problem, params, settlement, fine, windows, floor, mask, found, progress)


def _vectors(chains: Sequence[Chain]) -> Ints:
    rows = [(chain.cost, chain.arrive_min, chain.gram) for chain in chains]
    return np.array(rows, np.int64).reshape(-1, 3)


def _coarse(problem: Problem) -> Departures:
    """Return the departures with on-demand ones thinned out; timetables stay whole."""
    kept: list[int] = []
    starts = [0]
    for number, minutes in enumerate(problem.builder.departures):
        on_demand = number < ON_DEMAND_LISTS
        kept += [
            minute * 60
            for k, minute in enumerate(minutes)
            if not on_demand or minute % COARSE_STEP_MIN == 0 or (number == 1 and k == 0)
        ]
        starts.append(len(kept))
    ranges = [(starts[leg.departures], starts[leg.departures + 1]) for leg in problem.legs]
    return Departures(np.array(kept, np.int64), np.array(ranges, np.int64).reshape(-1, 2))


def _run(
    problem: Problem,
    params: CompareParams,
    settlement: Settlement,
    departures: Departures,
    windows: Windows,
    floor: Floats,
    mask: Ints,
    found: Sequence[Chain],
    progress: Progress | None,
) -> Front:
    from tongqu.routes.search import lower_bounds, search

    trips = offered_trips(problem, departures, windows, floor, mask, found, settlement)
    n_nodes, target = len(problem.nodes), problem.target
    bounds = lower_bounds(
        n_nodes, target, problem.arrays.from_node, problem.arrays.to_node, trips.arrays
    )
    # Storage runs until a departure's own end of storage, which may lie after the window.
    longest = windows.closes_s // 60
    rows = trips.arrays.rows
    np.maximum.at(longest, problem.arrays.from_node[rows["leg"]], rows["store_until"])
    nodes = records(
        NODE, window_end=longest, free_min=problem.free_min, per_day=problem.per_day,
        bound_t=bounds[0], bound_c=bounds[1], bound_g=bounds[2],
    )  # fmt: skip
    labels = _start_labels(problem, params)
    kinds = leg_kinds(problem)
    for round_ in range(params.max_main_legs + 2):
        if progress is not None:
            progress("search", round_, params.max_main_legs + 2)
        more = search(
            labels, nodes, trips.arrays, settlement, _vectors(found), target, trips.node_ptr,
            kinds, problem.arrays.to_node, params.max_main_legs, round_,
        )  # fmt: skip
        if not more and round_ > 1:
            break
    return Front(
        chains=_chains(labels, trips.arrays, target),
        labels=int(labels.tally[0]),
        trips=rows.size,
        dropped=int(labels.tally[1]),
        earliest=windows.opens_s // 60,
    )


def _start_labels(problem: Problem, params: CompareParams) -> LabelArrays:
    labels = LabelArrays.empty(params.max_labels, problem.n_gains, len(problem.nodes))
    ready = problem.horizon.minute(problem.shipment.ready)
    for node, cost in enumerate(problem.start_cost):
        if cost < 0:
            continue
        new = int(labels.tally[0])
        labels.rows[new] = (ready, cost, 0, -1, -1, 0, 0, -1)
        labels.head[node] = new
        labels.tally[0] += 1
    return labels


def _chains(labels: LabelArrays, trips: TripArrays, target: int) -> tuple[Chain, ...]:
    chains = []
    number = int(labels.head[target])
    while number >= 0:
        last = step = labels.rows[number]
        rides = []
        while step["parent"] >= 0:
            trip = trips.rows[step["trip"]]
            rides.append(Ride(int(trip["leg"]), int(trip["depart_s"])))
            step = labels.rows[step["parent"]]
        chains.append(
            Chain(
                rides=tuple(reversed(rides)),
                cost=int(last["cost"]),
                gram=int(last["gram"]),
                arrive_min=int(last["time"]),
            )
        )
        number = int(last["after"])
    return tuple(sorted(chains, key=lambda c: (c.cost, c.arrive_min, c.gram)))
