"""Every chain there is: no dominance, no bounds, only states that are alike in all are one.

Of the search's own code it calls `leg_outcome`, once for each departure of each leg.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from naive_costing import Naive
from regions import Case, gains

from tongqu.routes.costing import leg_outcome
from tongqu.routes.leg import CONSIGNEE, SHIPPER, Leg
from tongqu.routes.problem import Problem
from tongqu.routes.search import MAIN, REPACK

Vector = tuple[int, int, int]


@dataclass(frozen=True)
class Trip:
    """One departure of one leg; minutes, minor units, grams."""

    ready_by: int
    store_until: int
    available: int
    cost: int
    gram: int
    gain: tuple[int, ...]


class TooManyError(Exception):
    """More states than can be tried."""


class Oracle:
    """Tries every chain of a case."""

    def __init__(
        self,
        case: Case,
        problem: Problem,
        most: int = 300_000,
        allowed: Sequence[bool] | None = None,
    ) -> None:
        self.case, self.problem, self.most, self.allowed = case, problem, most, allowed
        self.naive = Naive(case)
        self.legs = problem.legs
        self.minor = self.naive.minor
        self.rewards = self.naive.rewards
        horizon = problem.horizon
        self.ready = horizon.minute(problem.shipment.ready)
        self.end = horizon.end_min
        deadline = problem.shipment.deadline
        self.until = min(self.end, horizon.minute(deadline)) if deadline else self.end
        self.all = [self._departures(k, leg) for k, leg in enumerate(self.legs)]
        self.earliest = self._earliest()
        self.trips = [self._offered(k, leg) for k, leg in enumerate(self.legs)]
        # What they are is `test_costing`'s business.
        self.storage = {
            (node.stop, node.packing): (int(free), int(charge))
            for node, free, charge in zip(
                problem.nodes, problem.free_min, problem.per_day, strict=True
            )
        }

    def _departures(self, number: int, leg: Leg) -> list[tuple[int, Trip]]:
        """Return every departure of a leg within the horizon that is possible at all."""
        room = gains(self.problem)
        found = []
        for minute in self.problem.builder.departures[leg.departures]:
            out = leg_outcome(self.problem.arrays, number, minute * 60, room)
            if not out[0]:
                continue
            trip = Trip(
                ready_by=(minute * 60 - leg.lead_s) // 60,
                store_until=-(-out[1] // 60),
                available=-(-out[4] // 60),
                cost=int(out[8]),
                gram=int(out[9]),
                gain=self._gain(leg, int(out[1]), room),
            )
            found.append((minute * 60 - leg.lead_s, trip))
        return found

    def _gain(self, leg: Leg, start_s: int, room: object) -> tuple[int, ...]:
        """Return what a leg earns of each capped reward, and whether it bears each other one."""
        money = iter(room)  # type: ignore[call-overload]
        earned = []
        for row in self.rewards:
            if row.per_kg_co2e_saved:
                earned.append(int(self.naive.earns(row, leg, start_s)))
        capped = [
            int(next(money) + 0.5)
            for row in self.rewards
            if row.cap is not None and not row.per_kg_co2e_saved
        ]
        return (*capped, *earned, int(leg.mode == "rail"))

    def _earliest(self) -> dict[tuple[str, str], float]:
        """Return when cargo can be at each node at the earliest, whatever the number of legs."""
        earliest: dict[tuple[str, str], float] = {
            (SHIPPER, packing): self.ready for packing in self.problem.shipment.packings
        }
        for _ in range(50):
            before = dict(earliest)
            for leg, departures in zip(self.legs, self.all, strict=True):
                since = earliest.get(_from(leg), inf)
                for ready_s, trip in departures:
                    if ready_s >= since * 60:
                        goal = _to(leg)
                        earliest[goal] = min(earliest.get(goal, inf), trip.available)
            if earliest == before:
                return earliest
        raise AssertionError("no fixed point")

    def _offered(self, number: int, leg: Leg) -> list[Trip]:
        since = self.earliest.get(_from(leg), inf)
        last = min(since + self.case.params.waiting_days * 1440, self.end)
        return [
            trip
            for ready_s, trip in self.all[number]
            if since * 60 <= ready_s <= last * 60 and trip.available <= self.until
        ]

    def vectors(self) -> set[Vector]:
        """Return cost, arrival and CO2e of every chain that no other beats."""
        leaving: dict[tuple[str, str], list[int]] = {}
        for number, leg in enumerate(self.legs):
            if self.trips[number] and (self.allowed is None or self.allowed[number]):
                leaving.setdefault(_from(leg), []).append(number)
        nothing = (0,) * len(self.trips_gain())
        states = {
            ((node.stop, node.packing), self.ready, int(cost), 0, nothing, False, False)
            for node, cost in zip(self.problem.nodes, self.problem.start_cost, strict=False)
            if node.packing in self.problem.shipment.packings
        }
        ends: set[Vector] = set()
        most = self.case.params.max_main_legs
        late: set[Any] = set()  # they began with a main leg, so they have one less to go
        for mains in range(most + 2):
            arrived = self._round(states, leaving, ends, last=max(mains, 1) > most)
            begun = {state for state in arrived if state[6]} if mains == 0 else set()
            states, late = (arrived - begun) | late, begun
        return pareto(ends)

    def trips_gain(self) -> tuple[object, ...]:
        """Return the rewards that a state remembers, and the mark for rail."""
        kept = [r for r in self.rewards if r.cap is not None and not r.per_kg_co2e_saved]
        return (*kept, *[r for r in self.rewards if r.per_kg_co2e_saved], "rail")

    def _round(self, states, leaving, ends, *, last):  # type: ignore[no-untyped-def]
        """Move every state on by one leg of every kind, repack what arrives."""
        arrived = set()
        for state in states:
            for number in leaving.get(state[0], ()):
                leg = self.legs[number]
                if leg.kind == REPACK or (last and leg.kind == MAIN):
                    continue
                self._ride(state, number, leg, arrived, ends)
        repacked = set()
        for state in arrived:
            if not state[5]:
                for number in leaving.get(state[0], ()):
                    if self.legs[number].kind == REPACK:
                        self._ride(state, number, self.legs[number], repacked, ends)
        return arrived | repacked

    def _ride(self, state, number, leg, arrived, ends):  # type: ignore[no-untyped-def]
        node, time, cost, gram, gain, *_ = state
        free, per_day = self.storage[node]
        for trip in self.trips[number]:
            if trip.ready_by < time:
                continue
            over = trip.store_until - time - free
            paid = cost + trip.cost + (per_day * -(-over // 1440) if over > 0 else 0)
            earned = tuple(a + b for a, b in zip(gain, trip.gain, strict=True))
            emitted = gram + trip.gram
            if leg.end.stop == CONSIGNEE:
                if earned[-1] or not self.case.must_rail:
                    ends.add((self._settled(paid, emitted, earned), trip.available, emitted))
                continue
            began = (leg.kind == MAIN and leg.start.stop == SHIPPER) or state[6]
            arrived.add(
                (_to(leg), trip.available, paid, emitted, earned, leg.kind == REPACK, began)
            )
            if len(arrived) > self.most:
                raise TooManyError

    def _settled(self, cost: int, gram: int, gain: tuple[int, ...]) -> int:
        """Return a chain's cost when every capped and every settled reward is paid."""
        for row, amount in zip(self.trips_gain()[:-1], gain, strict=False):
            cap = round(row.cap * self.minor) if row.cap is not None else None  # type: ignore[attr-defined]
            if row.per_kg_co2e_saved:  # type: ignore[attr-defined]
                base = self.case.base_gram.get(row.baseline_mode, 0)  # type: ignore[attr-defined]
                rate = round(row.per_kg_co2e_saved * self.minor)  # type: ignore[attr-defined]
                amount = max(0, base - gram) * rate // 1000 if amount else 0
            cost -= amount if cap is None else min(amount, cap)
        return cost


def _from(leg: Leg) -> tuple[str, str]:
    return leg.start.stop, leg.packing


def _to(leg: Leg) -> tuple[str, str]:
    return leg.end.stop, leg.to_packing


def pareto(found: set[Vector]) -> set[Vector]:
    """Return those that no other beats, by comparing them with all kept so far."""
    kept: list[Vector] = []
    for one in sorted(found):
        if not any(other[1] <= one[1] and other[2] <= one[2] for other in kept):
            kept.append(one)
    return set(kept)
