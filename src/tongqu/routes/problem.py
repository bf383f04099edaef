"""From the question to integer arrays: legs, departures, nodes, rewards."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tongqu.model.fleets import TrainClass, TruckClass, VesselClass
from tongqu.model.prices import Reward
from tongqu.model.region import Region
from tongqu.routes.arrays import FAR, Ints, LegArrays
from tongqu.routes.horizon import Horizon
from tongqu.routes.legs import CONSIGNEE, SHIPPER, Leg, LegBuilder
from tongqu.routes.shipment import PACKINGS, Shipment
from tongqu.routes.terms import VEHICLE, VEHICLE_HOUR, CostTerm, Regime
from tongqu.units import minor_units

UNLIMITED_KG = 10**12


@dataclass(frozen=True)
class Node:
    """A stop and a packing form."""

    stop: str
    packing: str


@dataclass(frozen=True)
class Problem:
    """What the kernels work on, and what their numbers mean.

    Attributes
    ----------
    region, shipment, horizon
        The question.
    legs
        All legs; row k of `arrays`.
    arrays
        The same as integers.
    nodes
        Stops and packing forms; the origin's first, the consignee's last.
    departures_s, departure_range, lead_s
        Departures of each leg, and how long before the cargo must be there.
    start_cost
        Cost of handing over in each of the origin's packing forms [minor units].
    free_min, per_day
        Storage of each node.
    money, settled
        Rewards with a cap, and rewards that are settled by the CO2e of the whole chain: gains
        in this order, the mark for "has a rail leg" last.
    minor
        Minor units of the currency in one major.
    truncated
        Pairs of terminals with more ways than were looked at.
    """

    region: Region
    shipment: Shipment
    horizon: Horizon
    builder: LegBuilder
    legs: tuple[Leg, ...]
    arrays: LegArrays
    nodes: tuple[Node, ...]
    departures_s: Ints
    departure_range: Ints
    lead_s: Ints
    start_cost: Ints
    free_min: Ints
    per_day: Ints
    money: tuple[Reward, ...]
    settled: tuple[Reward, ...]
    minor: int
    truncated: int

    @property
    def target(self) -> int:
        """Node of the consignee."""
        return len(self.nodes) - 1

    @property
    def n_gains(self) -> int:
        """Number of gains: capped rewards, settled rewards, the mark for rail."""
        return len(self.money) + len(self.settled) + 1


def make_problem(builder: LegBuilder) -> Problem:
    """Return the arrays of a question."""
    region, shipment, horizon = builder.region, builder.shipment, builder.horizon
    legs = tuple(builder.build())
    minor = minor_units(region.info.currency)
    offered = [packing for packing in PACKINGS if packing in builder.packings]
    nodes = [Node(SHIPPER, packing) for packing in offered]
    nodes += [Node(terminal.id, packing) for terminal in builder.terminals for packing in offered]
    nodes.append(Node(CONSIGNEE, ""))
    number = {node: k for k, node in enumerate(nodes)}
    money = tuple(
        row for row in builder.prices.rewards if row.cap is not None and not row.per_kg_co2e_saved
    )
    settled = tuple(row for row in builder.prices.rewards if row.per_kg_co2e_saved)
    starts = np.cumsum([0, *(len(minutes) for minutes in builder.departures)])
    departures = [minute * 60 for minutes in builder.departures for minute in minutes]
    ranges = [(starts[leg.departures], starts[leg.departures + 1]) for leg in legs]
    free_min, per_day = _storage(builder, nodes, minor)
    return Problem(
        region=region,
        shipment=shipment,
        horizon=horizon,
        builder=builder,
        legs=legs,
        arrays=_leg_arrays(builder, legs, number, money, settled, minor),
        nodes=tuple(nodes),
        departures_s=np.array(departures, np.int64),
        departure_range=np.array(ranges, np.int64).reshape(-1, 2),
        lead_s=np.array([leg.lead_s for leg in legs], np.int64),
        start_cost=np.array(
            [_start_cost(shipment, packing, minor) for packing in offered], np.int64
        ),
        free_min=free_min,
        per_day=per_day,
        money=money,
        settled=settled,
        minor=minor,
        truncated=builder.ways.truncated,
    )


def _start_cost(shipment: Shipment, packing: str, minor: int) -> int:
    if packing not in shipment.packings:
        return -1
    if packing != "boxes":
        return 0
    return round(shipment.commodity.stuffing_cost_per_teu * shipment.teu * minor)


def _storage(builder: LegBuilder, nodes: Sequence[Node], minor: int) -> tuple[Ints, Ints]:
    shipment = builder.shipment
    free = np.full(len(nodes), 10**9, np.int64)
    per_day = np.zeros(len(nodes), np.int64)
    for k, node in enumerate(nodes):
        row = storage_row(builder, node)
        if row is None:
            continue
        free[k] = math.floor(row.free_h * 60)
        charge = row.charge_per_t_day * shipment.tonnes
        if node.packing == "boxes":
            charge += row.charge_per_teu_day * shipment.teu
        per_day[k] = round(charge * minor)
    return free, per_day


def storage_row(builder: LegBuilder, node: Node):  # type: ignore[no-untyped-def]
    """Return the storage row of a node; none at the shipper's and the consignee's."""
    if node.stop in (SHIPPER, CONSIGNEE):
        return None
    return builder.rates.find(
        builder.region.storage,
        terminal_id=node.stop,
        commodity_id=builder.shipment.commodity.id,
        packing=node.packing,
    )


def _leg_arrays(
    builder: LegBuilder,
    legs: tuple[Leg, ...],
    number: dict[Node, int],
    money: tuple[Reward, ...],
    settled: tuple[Reward, ...],
    minor: int,
) -> LegArrays:
    horizon, shipment = builder.horizon, builder.shipment
    n_gains = len(money) + len(settled) + 1
    curves = _Curves(builder.region)
    segments: list[tuple[int, int, int, int]] = []
    seg_ptr = [0]
    prices: list[list[float]] = []
    price_at: list[int] = []
    price_ptr = [0]
    rows: list[list[int]] = []
    grams: list[tuple[float, float]] = []
    marks: list[list[int]] = []
    for leg in legs:
        if leg.way is not None:
            segments += [(s.calendar, s.wait_s, s.travel_s, s.reach) for s in leg.way.stretches]
        seg_ptr.append(len(segments))
        for regime in leg.regimes:
            price_at.append(regime.at_min)
            prices.append(_price_row(regime, money, minor))
            earned = [term.row for term in regime.rewards]
            marks.append(
                [
                    *(0 for _ in money),
                    *(int(any(row is reward for row in earned)) for reward in settled),
                    int(leg.mode == "rail"),
                ]
            )
        price_ptr.append(len(prices))
        grams.append(_gram_row(leg))
        rows.append(_leg_row(leg, number, shipment, curves))
    steady = np.array([_steady(horizon, leg) for leg in legs], np.int64).reshape(-1, 2)
    segment_rows = np.array(segments, np.int64).reshape(-1, 4)
    price_rows = np.array(prices, np.float64).reshape(-1, 7 + len(money))
    reward = np.zeros((len(prices), 1 + n_gains))
    reward[:, : 1 + len(money)] = price_rows[:, 6:]
    gram_rows = np.array(grams, np.float64).reshape(-1, 2)
    columns = np.array(rows, np.int64).reshape(-1, 16).T.copy()
    cal_ptr, cal_open, cal_shut = horizon.calendar_arrays()
    step_ptr, step_at, step_mm = horizon.step_arrays()
    return LegArrays(
        cal_ptr=cal_ptr,
        cal_open=cal_open.copy(),
        cal_shut=cal_shut.copy(),
        step_ptr=step_ptr,
        step_at=step_at,
        step_mm=step_mm,
        curve_ptr=np.array(curves.ptr, np.int64),
        curve_mm=np.array(curves.mm, np.int64),
        curve_kg=np.array(curves.kg, np.int64),
        **dict(zip(_LEG_COLUMNS, columns, strict=True)),
        seg_ptr=np.array(seg_ptr, np.int64),
        seg_cal=segment_rows[:, 0].copy(),
        seg_wait_s=segment_rows[:, 1].copy(),
        seg_travel_s=segment_rows[:, 2].copy(),
        seg_step=segment_rows[:, 3].copy(),
        steady_s=steady[:, 0].copy(),
        steady_mm=steady[:, 1].copy(),
        price_ptr=np.array(price_ptr, np.int64),
        price_at=np.array(price_at, np.int64),
        minimum=price_rows[:, 0].copy(),
        freight=price_rows[:, 1].copy(),
        freight_n=price_rows[:, 2].copy(),
        running_n=price_rows[:, 3].copy(),
        running_nh=price_rows[:, 4].copy(),
        ends=price_rows[:, 5].copy(),
        gram=gram_rows[:, 0].copy(),
        gram_n=gram_rows[:, 1].copy(),
        reward=reward,
        mark=np.array(marks, np.int64).reshape(-1, n_gains),
    )


_LEG_COLUMNS = (
    "from_node", "to_node", "scheduled", "cal_load", "cal_unload", "load_s", "unload_s",
    "export_s", "import_s", "curve", "draught_mm", "clearance_mm", "payload_kg", "teu_milli",
    "gross_kg", "lot_teu_milli",
)  # fmt: skip


def _leg_row(leg: Leg, number: dict[Node, int], shipment: Shipment, curves: _Curves) -> list[int]:
    vehicle = leg.vehicle
    goal = Node(leg.end.stop, leg.to_packing if leg.end.stop != CONSIGNEE else "")
    curve, draught, clearance = -1, 0, 0
    payload, capacity = UNLIMITED_KG, 0
    if isinstance(vehicle, VesselClass):
        curve = curves.number(vehicle.id)
        draught = round(vehicle.draught_m * 1000)
        clearance = round(vehicle.under_keel_clearance_m * 1000)
        payload, capacity = round(vehicle.dwt_t * 1000), round(vehicle.capacity_teu * 1000)
    elif isinstance(vehicle, TruckClass | TrainClass):
        payload, capacity = round(vehicle.payload_t * 1000), round(vehicle.capacity_teu * 1000)
    boxes = leg.packing == "boxes" and vehicle is not None
    return [
        number[Node(leg.start.stop, leg.packing)],
        number[goal],
        int(leg.service is not None),
        leg.start.service_calendar if leg.service is not None else leg.start.calendar,
        leg.end.calendar,
        leg.load_s,
        leg.unload_s,
        leg.export_s,
        leg.import_s,
        curve,
        draught,
        clearance,
        payload,
        capacity,
        math.ceil(shipment.gross_t(leg.packing) * 1000 - 1e-6),
        math.ceil(shipment.teu * 1000 - 1e-6) if boxes else 0,
    ]


def _steady(horizon: Horizon, leg: Leg) -> tuple[int, int]:
    """Return time and least depth of a leg's way if they are the same at every hour."""
    if leg.way is None:
        return 0, FAR
    depth = horizon.least_steady_depth({stretch.reach for stretch in leg.way.stretches})
    if depth < 0 or not leg.way.always_open:
        return -1, FAR
    return leg.way.travel_s + leg.way.wait_s, depth


def _price_row(regime: Regime, money: tuple[Reward, ...], minor: int) -> list[float]:
    freight = _summed(regime.carriage, ("freight",))
    running = _summed(regime.carriage, ())
    minimum = regime.minimum.amount(1, 0.0) if regime.minimum is not None else 0.0
    if not regime.open:
        minimum = math.nan
    at_once = sum(
        term.amount
        for term in regime.rewards
        if term.row.cap is None and not term.row.per_kg_co2e_saved
    )
    row = [
        minimum,
        freight[0],
        freight[1],
        running[1],
        running[2],
        _summed(regime.ends, ())[0],
        at_once,
    ]
    for reward in money:
        row.append(sum(term.amount for term in regime.rewards if term.row is reward))
    return [value * minor for value in row]


def _summed(terms: Sequence[CostTerm], kinds: tuple[str, ...]) -> tuple[float, float, float]:
    """Return the amounts a lot, a vehicle, and a vehicle and hour; of some kinds or the rest."""
    lot = vehicle = hourly = 0.0
    for term in terms:
        if kinds and term.kind not in kinds:
            continue
        if not kinds and term.kind == "freight":
            continue
        amount = term.rate * term.exchange * term.quantity
        if term.per == VEHICLE:
            vehicle += amount
        elif term.per == VEHICLE_HOUR:
            hourly += amount
        else:
            lot += amount
    return lot, vehicle, hourly


def _gram_row(leg: Leg) -> tuple[float, float]:
    lot = vehicle = 0.0
    for term in leg.emissions:
        if term.per == VEHICLE:
            vehicle += term.wtt_g + term.ttw_g
        else:
            lot += term.wtt_g + term.ttw_g
    return lot, vehicle


class _Curves:
    """Payload curves of the vessel classes that occur, numbered."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._points: dict[str, list[tuple[int, int]]] = {}
        for row in region.vessel_payload:
            self._points.setdefault(row.class_id, []).append(
                (round(row.draught_m * 1000), round(row.payload_t * 1000))
            )
        self._numbers: dict[str, int] = {}
        self.ptr, self.mm, self.kg = [0], list[int](), list[int]()

    def _full(self, class_id: str) -> tuple[int, int]:
        vessel = self._region.row("vessel_classes", class_id)
        return round(vessel.draught_m * 1000), round(vessel.dwt_t * 1000)

    def number(self, class_id: str) -> int:
        """Return the number of a class's curve; without one it sails at full draught or not."""
        if class_id not in self._numbers:
            for mm, kg in sorted(self._points.get(class_id) or [self._full(class_id)]):
                self.mm.append(mm)
                self.kg.append(kg)
            self.ptr.append(len(self.mm))
            self._numbers[class_id] = len(self._numbers)
        return self._numbers[class_id]
