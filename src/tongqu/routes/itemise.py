"""A chain of the front, taken apart: each leg down to the rows and sources it rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from tongqu.model.fleets import VesselClass
from tongqu.routes.arrays import FAR, MINUTES_PER_DAY
from tongqu.routes.costing import Outcome, leg_outcome, next_open
from tongqu.routes.legs import Leg
from tongqu.routes.problem import Node, Problem, storage_row
from tongqu.routes.search import REPACK
from tongqu.routes.solve import Chain, Ride
from tongqu.routes.station_waits import StationWait
from tongqu.routes.terms import LOT, CostTerm, EmissionTerm


@dataclass(frozen=True)
class CostItem:
    """One line of the bill.

    Attributes
    ----------
    kind, amount
        What for, and how much [minor units]; rewards are negative.
    quantity, unit, rate, currency
        Amount is rate times quantity, converted.
    table, row, source, assumption
        Where the rate stands and what it rests on; row is empty for a sum of rows.
    exchange, exchange_assumption
        What one unit of the currency is in the region's, and on what assumption.
    """

    kind: str
    amount: int
    quantity: float
    unit: str
    rate: float
    currency: str
    table: str
    row: str
    source: str
    assumption: str
    exchange: float = 1.0
    exchange_assumption: str = ""


@dataclass(frozen=True)
class Event:
    """A lock, a berth, a passage or a wait on the way.

    Attributes
    ----------
    kind, row_id, at
        What, which, and when the vessel is there.
    wait_h, service_h, closed_h
        Expected wait, time to pass, and time for which it is shut.
    found
        Where the wait was found, if it is not the dataset's.
    """

    kind: str
    row_id: str
    at: datetime
    wait_h: float
    service_h: float
    closed_h: float
    found: StationWait | None = None


@dataclass(frozen=True)
class ItemisedLeg:
    """A leg of a chain with everything that made its figures."""

    leg: Leg
    outcome: Outcome
    start: datetime
    depart: datetime
    arrive: datetime
    available: datetime
    wait_h: float
    cost: int
    items: tuple[CostItem, ...]
    emissions: tuple[tuple[EmissionTerm, float, float], ...]
    events: tuple[Event, ...]
    draught_m: float | None
    controlling_link: str
    controlling_depth_m: float | None

    @property
    def gram(self) -> int:
        """CO2e of the leg [g]."""
        return self.outcome.gram


@dataclass(frozen=True)
class ItemisedChain:
    """A chain with its legs taken apart; the legs' cost less `settled` is the chain's."""

    chain: Chain
    legs: tuple[ItemisedLeg, ...]
    settled: tuple[CostItem, ...]

    @property
    def items(self) -> tuple[CostItem, ...]:
        """All items of the bill."""
        return (*(item for leg in self.legs for item in leg.items), *self.settled)


def apportion(amounts: Sequence[float], total: int) -> list[int]:
    """Return whole numbers near the amounts that add up to the total.

    Examples
    --------
    >>> apportion([1.4, 1.4, 1.2], 4)
    [2, 1, 1]
    """
    whole = [math.floor(amount) for amount in amounts]
    order = sorted(range(len(whole)), key=lambda k: (whole[k] - amounts[k], k))
    missing = total - sum(whole)
    for k in range(abs(missing)):
        at = order[k % len(order)] if missing > 0 else order[-1 - k % len(order)]
        whole[at] += 1 if missing > 0 else -1
    return whole


def outcome_of(problem: Problem, ride: Ride) -> Outcome:
    """Return what a departure does, by the function that the search used."""
    gain = np.zeros(problem.n_gains)
    return Outcome(*leg_outcome(problem.arrays, ride.leg, ride.depart_s, gain))


def itemise(problem: Problem, chain: Chain) -> ItemisedChain:
    """Return a chain taken apart.

    Parameters
    ----------
    problem
        What the chain was found in.
    chain
        A chain of its front.
    """
    legs: list[ItemisedLeg] = []
    carried: list[CostItem] = []
    at_hand = problem.horizon.minute(problem.shipment.ready)
    first = problem.legs[chain.rides[0].leg]
    node = Node(first.start.stop, first.packing)
    start_cost = int(problem.start_cost[problem.nodes.index(node)])
    if start_cost:
        carried.append(_stuffing(problem, start_cost))
    for ride in chain.rides:
        leg = problem.legs[ride.leg]
        outcome = outcome_of(problem, ride)
        until = -(-outcome.start_s // 60)
        carried += _storage_items(problem, Node(leg.start.stop, leg.packing), until - at_hand)
        items = [*carried, *_leg_items(problem, leg, outcome)]
        if leg.kind == REPACK or leg.mode == "repacking":
            carried = items
        else:
            carried = []
            legs.append(_itemised_leg(problem, leg, outcome, items, until - at_hand))
        at_hand = -(-outcome.available_s // 60)
    if carried and legs:
        last = legs[-1]
        legs[-1] = _with_items(last, carried)
    before = sum(leg.cost for leg in legs)
    return ItemisedChain(chain, tuple(legs), _settled_items(problem, chain, before))


def _with_items(leg: ItemisedLeg, items: list[CostItem]) -> ItemisedLeg:
    more = sum(item.amount for item in items)
    return replace(leg, items=(*leg.items, *items), cost=leg.cost + more)


def _stuffing(problem: Problem, amount: int) -> CostItem:
    cargo = problem.shipment.commodity
    currency = problem.region.info.currency
    return CostItem(
        "stuffing", amount, problem.shipment.teu, f"{currency}/TEU",
        cargo.stuffing_cost_per_teu, currency, "commodities", cargo.id, cargo.source_id,
        cargo.assumption_id,
    )  # fmt: skip


def _storage_items(problem: Problem, node: Node, dwell_min: int) -> list[CostItem]:
    k = problem.nodes.index(node)
    free, per_day = int(problem.free_min[k]), int(problem.per_day[k])
    if dwell_min <= free or per_day == 0:
        return []
    days = -(-(dwell_min - free) // MINUTES_PER_DAY)
    row = storage_row(problem.builder, node)
    assert row is not None
    currency = problem.region.info.currency
    return [
        CostItem(
            "storage", per_day * days, float(days), f"{currency}/day",
            per_day / problem.minor, currency, "storage", row.id, row.source_id,
            row.assumption_id,
        )
    ]  # fmt: skip


def _leg_items(problem: Problem, leg: Leg, outcome: Outcome) -> list[CostItem]:
    """Return the items of one outcome; they add up to its cost."""
    minute = outcome.start_s / 60
    regime = [r for k, r in enumerate(leg.regimes) if k == 0 or r.at_min <= minute][-1]
    hours = (outcome.available_s - leg.import_s - outcome.start_s) / 3600.0
    n = outcome.vehicles
    terms: list[tuple[CostTerm, float]] = [
        (term, term.amount(n, hours)) for term in (*regime.carriage, *regime.ends)
    ]
    if regime.minimum is not None:
        freight = sum(amount for term, amount in terms if term.kind == "freight")
        short = regime.minimum.amount(n, hours) - freight
        if short > 0:
            terms.append((regime.minimum, short))
    amounts = [amount * problem.minor for _, amount in terms]
    rewards = [
        reward
        for reward in regime.rewards
        if reward.row.cap is None and not reward.row.per_kg_co2e_saved and reward.amount > 0
    ]
    carriage = sum(
        amount for (term, _), amount in zip(terms, amounts, strict=True) if term not in regime.ends
    )
    paid = min(sum(reward.amount for reward in rewards) * problem.minor, carriage)
    share = paid / (sum(reward.amount for reward in rewards) or 1.0)
    amounts += [-reward.amount * share for reward in rewards]
    whole = apportion(amounts, outcome.cost) if amounts else []
    currency = problem.region.info.currency
    items = [
        CostItem(
            term.kind, whole[k],
            term.count(n, hours) if term is not regime.minimum else 1.0,
            term.unit, term.rate, term.currency or currency, term.table, term.row, term.source,
            term.assumption, term.exchange, term.exchange_assumption,
        )
        for k, (term, _) in enumerate(terms)
    ]  # fmt: skip
    items += [
        CostItem(
            "reward", whole[len(terms) + k], 1.0, f"{currency}/lot", -reward.amount, currency,
            "rewards", reward.row.id, reward.row.source_id, reward.row.assumption_id,
        )
        for k, reward in enumerate(rewards)
    ]  # fmt: skip
    return items


def _settled_items(problem: Problem, chain: Chain, before: int) -> tuple[CostItem, ...]:
    """Return the rewards that were settled at the chain's end as one item a reward."""
    reward = chain.cost - before
    rows = (*problem.money, *problem.settled)
    if reward == 0 or not rows:
        return ()
    currency = problem.region.info.currency
    row = rows[0] if len(rows) == 1 else None
    return (
        CostItem(
            "reward", reward, 1.0, f"{currency}/lot", reward / problem.minor, currency, "rewards",
            row.id if row is not None else "", rows[0].source_id, rows[0].assumption_id,
        ),
    )  # fmt: skip


def _itemised_leg(
    problem: Problem, leg: Leg, outcome: Outcome, items: list[CostItem], wait_min: int
) -> ItemisedLeg:
    horizon = problem.horizon
    events, shallowest = _walk(problem, leg, outcome)
    draught = controlling = None
    if outcome.depth_mm < FAR and isinstance(leg.vehicle, VesselClass):
        controlling = outcome.depth_mm / 1000
        draught = min(leg.vehicle.draught_m, controlling - leg.vehicle.under_keel_clearance_m)
    emissions = []
    for term in leg.emissions:
        count = 1 if term.per == LOT else outcome.vehicles
        emissions.append((term, term.wtt_g * count, term.ttw_g * count))
    return ItemisedLeg(
        leg=leg,
        outcome=outcome,
        start=horizon.at_second(outcome.start_s),
        depart=horizon.at_second(outcome.leave_s),
        arrive=horizon.at_second(outcome.arrive_s),
        available=horizon.at(-(-outcome.available_s // 60)),
        wait_h=max(0, wait_min) / 60,
        cost=sum(item.amount for item in items),
        items=tuple(items),
        emissions=tuple(emissions),
        events=tuple(events),
        draught_m=draught,
        controlling_link=shallowest,
        controlling_depth_m=controlling,
    )


def _walk(problem: Problem, leg: Leg, outcome: Outcome) -> tuple[list[Event], str]:
    """Follow the vehicle again, and note where it waits and which reach is the shallowest.

    Raises
    ------
    AssertionError
        If it arrives at another time than the outcome says: the two would contradict.
    """
    arrays, horizon = problem.arrays, problem.horizon
    events: list[Event] = []
    shallowest, least = "", FAR
    at = outcome.leave_s
    for stretch in leg.way.stretches if leg.way is not None else ():
        came = at
        at = next_open(arrays.cal_ptr, arrays.cal_open, arrays.cal_shut, stretch.calendar, at)
        closed = at - came
        if stretch.wait_s > 0:
            ready = at + stretch.wait_s
            at = next_open(
                arrays.cal_ptr, arrays.cal_open, arrays.cal_shut, stretch.calendar, ready
            )
            closed += at - ready
        if stretch.reach >= 0:
            first, end = arrays.step_ptr[stretch.reach], arrays.step_ptr[stretch.reach + 1]
            steps = arrays.step_at[first:end]
            k = max(0, int(np.searchsorted(steps, at, side="right")) - 1)
            depth = int(arrays.step_mm[first + k])
            if depth < least:
                shallowest, least = stretch.row_id, depth
        if stretch.kind in ("lock", "passage", "berth") or closed > 0:
            events.append(
                Event(
                    stretch.kind,
                    stretch.row_id,
                    horizon.at_second(came),
                    stretch.wait_s / 3600,
                    stretch.travel_s / 3600 if stretch.kind == "lock" else 0.0,
                    closed / 3600,
                    stretch.found,
                )
            )
        at += stretch.travel_s
    assert at == outcome.arrive_s, (at, outcome)
    return events, shallowest
