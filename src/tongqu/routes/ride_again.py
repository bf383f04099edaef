"""The same chain with the dataset's waits: what other waits at locks and berths change in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tongqu.routes.costing import Outcome, leg_outcome
from tongqu.routes.dominance import final_cost, storage_cost
from tongqu.routes.problem import Node
from tongqu.routes.result import CompareResult, DatasetWaits
from tongqu.routes.solve import Chain, Ride, settle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.routes.arrays import Settlement
    from tongqu.routes.leg import Leg
    from tongqu.routes.problem import Problem

__all__ = ["ride_again", "with_dataset_waits"]


def with_dataset_waits(found: CompareResult, plain: CompareResult) -> CompareResult:
    """Return an answer with what the dataset's waits give beside it.

    Parameters
    ----------
    found, plain
        The same question with other waits, and with the dataset's.
    """
    grams = {mode: chain.chain.gram for mode, chain in plain.baselines.items() if chain is not None}
    settlement = settle(plain.problem, grams, must_rail=False)
    shown = [*found.itemised, *(chain for chain in found.baselines.values() if chain is not None)]
    same = {
        chain.chain.rides: ride_again(chain.chain, found.problem, plain.problem, settlement)
        for chain in shown
    }
    return replace(found, dataset_waits=DatasetWaits(plain, same))


def leg_key(leg: Leg) -> tuple[object, ...]:
    """Return what makes a leg the same in two problems: all but its waits."""
    way: tuple[object, ...] = ()
    if leg.way is not None:
        stretches = (s.row_id for s in leg.way.stretches if s.kind != "berth")
        way = (leg.way.places, leg.way.points, *stretches)
    return (
        leg.kind, leg.mode, leg.packing, leg.to_packing, leg.start.stop, leg.end.stop,
        leg.vehicle.id if leg.vehicle is not None else "",
        leg.service.id if leg.service is not None else "", way,
    )  # fmt: skip


def ride_again(
    chain: Chain, problem: Problem, other: Problem, settlement: Settlement
) -> Chain | None:
    """Return the same legs in another problem, or None where it does not offer one of them.

    Parameters
    ----------
    chain, problem
        A chain, and where it was found.
    other, settlement
        Where it is ridden again, and how rewards end there.

    Notes
    -----
    It leaves when it left. Where the chain went on by the first departure after it came, so does
    this one; where it waited for a later one, this one takes that too if it is there in time.
    """
    numbers = {leg_key(leg): k for k, leg in enumerate(other.legs)}
    there = here = other.horizon.minute(other.shipment.ready)
    begin = problem.legs[chain.rides[0].leg]
    cost = int(other.start_cost[other.nodes.index(Node(begin.start.stop, begin.packing))])
    gram = 0
    gained = np.zeros((1, other.n_gains), np.int64)
    rides: list[Ride] = []
    for ride in chain.rides:
        leg = problem.legs[ride.leg]
        number = numbers.get(leg_key(leg))
        if number is None:
            return None
        at_once = _first(problem, ride.leg, there)
        wanted = ride.depart_s
        if rides and at_once is not None and at_once[0].depart_s == ride.depart_s:
            wanted = 0
        there = -(-_outcome(problem, ride)[0].available_s // 60)
        taken = _first(other, number, here, wanted)
        if taken is None:
            return None
        outcome = taken[1]
        node = other.nodes.index(Node(leg.start.stop, leg.packing))
        dwell = -(-outcome.start_s // 60) - here
        cost += outcome.cost
        cost += storage_cost(int(other.free_min[node]), int(other.per_day[node]), dwell)
        gram += outcome.gram
        _gain(gained, taken[2], settlement)
        here = -(-outcome.available_s // 60)
        rides.append(taken[0])
    final = int(final_cost(cost, gram, gained, 0, settlement))
    return Chain(tuple(rides), final, gram, here)


def _outcome(problem: Problem, ride: Ride) -> tuple[Outcome, NDArray[np.float64]]:
    gain = np.zeros(problem.n_gains)
    return Outcome(*leg_outcome(problem.arrays, ride.leg, ride.depart_s, gain)), gain


def _first(
    problem: Problem, leg: int, at_min: int, wanted_s: int = 0
) -> tuple[Ride, Outcome, NDArray[np.float64]] | None:
    """Return the first departure of a leg that cargo at hand at a minute can take."""
    low, high = problem.departure_range[leg]
    departures = problem.departures_s[low:high]
    since = max(at_min * 60 + int(problem.lead_s[leg]), wanted_s)
    for depart_s in departures[int(np.searchsorted(departures, since)) :]:
        ride = Ride(leg, int(depart_s))
        outcome, gain = _outcome(problem, ride)
        if outcome.feasible:
            return ride, outcome, gain
    return None


def _gain(gained: NDArray[np.int64], gain: NDArray[np.float64], settlement: Settlement) -> None:
    """Add what a leg gained, as the search does."""
    for k in range(gained.shape[1]):
        terms = settlement.gains[k]
        most = 1 if terms["per_kg"] > 0 or k == settlement.must else int(terms["cap"])
        gained[0, k] = min(gained[0, k] + int(np.floor(gain[k] + 0.5)), most)
