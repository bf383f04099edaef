"""Legs: every way to move the lot between two stops without changing vehicle."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from tongqu.model.fleets import VesselClass
from tongqu.model.region import Region
from tongqu.model.services import Service, ServiceStop
from tongqu.model.terminals import Handling, Repacking, Terminal
from tongqu.routes.exclusions import Exclusion, Exclusions
from tongqu.routes.horizon import ALWAYS, Horizon
from tongqu.routes.params import CompareParams
from tongqu.routes.pricing import CostTerm, EmissionTerm, PriceBook, Regime
from tongqu.routes.rates import RateBook
from tongqu.routes.reach import terminals_that_matter
from tongqu.routes.search import ACCESS, FINAL, MAIN, REPACK
from tongqu.routes.shipment import Shipment
from tongqu.routes.ways import Vehicle, Way, WayBook, join, seconds_up, timetabled

SHIPPER, CONSIGNEE = "@from", "@to"
"""Stops at both ends that are no terminals."""


@dataclass(frozen=True)
class End:
    """What happens at one end of a leg.

    Attributes
    ----------
    stop, place
        Terminal id, or SHIPPER or CONSIGNEE, and where that is.
    terminal
        The terminal, if it is one.
    calendar
        When it handles cargo.
    service_calendar
        When it is in service, whatever the hours.
    handling
        Rate and charge; none at the shipper's and consignee's own gates.
    """

    stop: str
    place: str
    terminal: Terminal | None
    calendar: int
    service_calendar: int
    handling: Handling | None


@dataclass(frozen=True)
class Leg:
    """A leg of the search.

    Attributes
    ----------
    kind
        ACCESS, MAIN, FINAL or REPACK.
    mode
        road, rail, waterway or sea; repacking for a change of packing form.
    packing, to_packing
        Packing form before and after.
    start, end
        Its ends.
    vehicle, service, way
        What moves the lot, by which timetable, along which way.
    departures
        Number of the list of departures that it offers.
    load_s, unload_s, export_s, import_s, lead_s
        Handling in open time, customs, and how long before departure the cargo must be there.
    regimes, emissions
        Prices over time, CO2e.
    """

    kind: int
    mode: str
    packing: str
    to_packing: str
    start: End
    end: End
    vehicle: Vehicle | None
    service: Service | None
    way: Way | None
    departures: int
    load_s: int
    unload_s: int
    export_s: int
    import_s: int
    lead_s: int
    regimes: tuple[Regime, ...]
    emissions: tuple[EmissionTerm, ...]
    international: bool = False

    @property
    def distance_km(self) -> float:
        """Length of the way."""
        return self.way.distance_km if self.way is not None else 0.0


class LegBuilder:
    """Makes all legs for one lot.

    Parameters
    ----------
    region, shipment, params, horizon
        The question and what it looks at.
    exclusions
        Gets what is left out.
    """

    def __init__(
        self,
        region: Region,
        shipment: Shipment,
        params: CompareParams,
        horizon: Horizon,
        exclusions: Exclusions,
    ) -> None:
        self.region = region
        self.shipment = shipment
        self.params = params
        self.horizon = horizon
        self.exclusions = exclusions
        self.ways = WayBook(region, horizon, params, exclusions)
        self.prices = PriceBook(region, shipment)
        self.rates = RateBook()
        self.packings = self._packings()
        ready = horizon.minute(shipment.ready)
        grid = horizon.grid(params.departure_step_min)
        self.departures: list[list[int]] = [
            grid,
            [ready, *(minute for minute in grid if minute > ready)],
        ]
        self.shipper = End(SHIPPER, shipment.origin.id, None, ALWAYS, ALWAYS, None)
        self.consignee = End(CONSIGNEE, shipment.destination.id, None, ALWAYS, ALWAYS, None)
        self._ends: dict[tuple[str, str, str], End | None] = {}
        self.terminals = terminals_that_matter(
            region, list(region.terminals), shipment.origin.id, shipment.destination.id
        )
        self.terminals = [t for t in self.terminals if self._works(t)]

    def _packings(self) -> tuple[str, ...]:
        known = list(self.shipment.packings)
        for packing in known:
            for row in self._repackings():
                if row.from_packing == packing and row.to_packing not in known:
                    known.append(row.to_packing)
        return tuple(known)

    def _repackings(self) -> Iterator[Repacking]:
        for row in self.region.repacking:
            if row.commodity_id in ("", self.shipment.commodity.id):
                yield row

    def _works(self, terminal: Terminal) -> bool:
        steps = self.horizon.known.in_service("terminals", terminal.id)
        working = [at for at, works in steps if works]
        if working and min(working) < self.horizon.end:
            if min(working) > self.shipment.ready:
                self._not_yet(terminal, f"{min(working):%Y-%m-%d}")
            return True
        self._not_yet(terminal, f"{min(working):%Y-%m-%d}" if working else "")
        return False

    def _not_yet(self, terminal: Terminal, opening: str) -> None:
        self.exclusions.add(
            Exclusion(
                what=terminal.id, table="terminals", reason="not_in_service", detail=opening,
                at=terminal.id, at_table="terminals",
            )
        )  # fmt: skip

    def end(self, terminal: Terminal, mode: str, packing: str) -> End | None:
        """Return a terminal as the end of a leg, or None where it cannot handle the lot."""
        key = (terminal.id, mode, packing)
        if key not in self._ends:
            self._ends[key] = self._make_end(terminal, mode, packing)
        return self._ends[key]

    def _make_end(self, terminal: Terminal, mode: str, packing: str) -> End | None:
        if packing not in terminal.packings:
            return None
        handling = self.rates.find(
            self.region.handling,
            terminal_id=terminal.id,
            mode=mode,
            commodity_id=self.shipment.commodity.id,
            packing=packing,
        )
        if handling is None:
            self.exclusions.add(
                Exclusion(
                    what=terminal.id, table="terminals", reason="no_handling", at=terminal.id,
                    at_table="terminals", detail=f"{mode}, {packing}",
                )
            )  # fmt: skip
            return None
        hours = terminal.opening_hours
        return End(
            stop=terminal.id,
            place=terminal.place_id,
            terminal=terminal,
            calendar=self.horizon.calendar("terminals", terminal.id, hours, works=True),
            service_calendar=self.horizon.calendar("terminals", terminal.id, "", works=True),
            handling=handling,
        )

    def build(self) -> list[Leg]:
        """Return all legs."""
        legs = [*self._road(), *self._rail(), *self._water(), *self._timetables()]
        legs += list(self._joined_to_ends(tuple(legs)))
        legs += self._repacking()
        return legs

    def _joined_to_ends(self, legs: tuple[Leg, ...]) -> Iterator[Leg]:
        """Yield the legs that start or end where shipper or consignee have a terminal.

        Cargo that lies at its first terminal stays free of storage until it leaves; cargo that
        must go to a terminal is there when it is discharged.
        """
        origin, goal = self.shipment.origin.id, self.shipment.destination.id
        for leg in legs:
            if leg.kind != MAIN:
                continue
            from_here = leg.start.place == origin and leg.packing in self.shipment.packings
            to_there = leg.end.place == goal
            at_shipper = replace(leg.start, stop=SHIPPER)
            at_consignee = replace(leg.end, stop=CONSIGNEE)
            departures = 1 if leg.departures == 0 else leg.departures
            if from_here:
                yield replace(leg, start=at_shipper, departures=departures)
            if to_there:
                yield replace(leg, end=at_consignee)
            if from_here and to_there:
                yield replace(leg, start=at_shipper, end=at_consignee, departures=departures)

    def _road(self) -> Iterator[Leg]:
        trucks = self.region.truck_classes
        gates = [t for t in self.terminals if "road" in t.modes]
        for packing in self.packings:
            for truck in trucks:
                if not carries(truck, packing):
                    continue
                ends = [
                    end for t in gates if (end := self.end(t, "road", packing)) is not None
                ]
                pairs = [(a, b, MAIN) for a in ends for b in ends if a.place != b.place]
                pairs += [(a, self.consignee, FINAL) for a in ends]
                if packing in self.shipment.packings:
                    pairs += [(self.shipper, b, ACCESS) for b in ends]
                    pairs.append((self.shipper, self.consignee, FINAL))
                for start, end, kind in pairs:
                    if start.place == end.place:
                        continue
                    way = self.ways.overland(truck, "road", start.place, end.place)
                    if way is not None:
                        yield self._on_demand(kind, "road", packing, start, end, truck, way)

    def _rail(self) -> Iterator[Leg]:
        for train in self.region.train_classes:
            if not train.on_demand or self._too_small(train, train.min_lot_t):
                continue
            for packing, start, end in self._pairs("rail", train):
                way = self.ways.overland(train, "rail", start.place, end.place)
                if way is not None:
                    yield self._on_demand(MAIN, "rail", packing, start, end, train, way)

    def _water(self) -> Iterator[Leg]:
        for vessel in self.region.vessel_classes:
            if not vessel.on_demand or self._too_small(vessel, vessel.min_lot_t):
                continue
            inland = "waterway" in vessel.waters
            mode = "waterway" if inland else "sea"
            for packing, start, end in self._pairs(mode, vessel):
                for way in self.ways.by_water(vessel, start.place, end.place):
                    yield self._on_demand(MAIN, mode, packing, start, end, vessel, way)
                if not inland and self._overseas(start, end):
                    for way in self.ways.by_sea_lane(vessel, start.place, end.place):
                        yield self._on_demand(MAIN, mode, packing, start, end, vessel, way)

    def _overseas(self, start: End, end: End) -> bool:
        """Whether a tramp ship may be hired: from the shipper's country to the consignee's."""
        here = self.region.row("places", start.place).country
        there = self.region.row("places", end.place).country
        return (
            here != there
            and here == self.shipment.origin.country
            and there == self.shipment.destination.country
        )

    def _too_small(self, vehicle: Vehicle, min_lot_t: float) -> bool:
        if self.shipment.tonnes >= min_lot_t:
            return False
        table = "vessel_classes" if isinstance(vehicle, VesselClass) else "train_classes"
        self.exclusions.add(
            Exclusion(
                what=vehicle.id, table=table, reason="min_lot", limit=min_lot_t,
                value=self.shipment.tonnes, unit="t",
            )
        )  # fmt: skip
        return True

    def _pairs(
        self, mode: str, vehicle: Vehicle
    ) -> Iterator[tuple[str, End, End]]:
        modes = vehicle.waters if isinstance(vehicle, VesselClass) else (mode,)
        served = [t for t in self.terminals if any(m in t.modes for m in modes)]
        for packing in self.packings:
            if not carries(vehicle, packing):
                continue
            ends = []
            for terminal in served:
                side = mode if mode in terminal.modes else "sea"
                end = self.end(terminal, side, packing)
                if end is not None:
                    ends.append(end)
            for start in ends:
                for end in ends:
                    if start.place != end.place:
                        yield packing, start, end

    def _on_demand(
        self,
        kind: int,
        mode: str,
        packing: str,
        start: End,
        end: End,
        vehicle: Vehicle,
        way: Way,
    ) -> Leg:
        departures = 1 if start.stop == SHIPPER else 0
        return self._leg(kind, mode, packing, start, end, vehicle, None, way, departures)

    def _leg(
        self,
        kind: int,
        mode: str,
        packing: str,
        start: End,
        end: End,
        vehicle: Vehicle,
        service: Service | None,
        way: Way,
        departures: int,
        cutoff_s: int = 0,
    ) -> Leg:
        abroad = (
            self.region.row("places", start.place).country
            != self.region.row("places", end.place).country
        )
        export_s = import_s = 0
        if abroad and start.terminal is not None:
            export_s = math.ceil(start.terminal.export_dwell_h * 3600)
        if abroad and end.terminal is not None:
            import_s = math.ceil(end.terminal.import_dwell_h * 3600)
        return Leg(
            kind=kind,
            mode=mode,
            packing=packing,
            to_packing=packing,
            start=start,
            end=end,
            vehicle=vehicle,
            service=service,
            way=way,
            departures=departures,
            load_s=self._handling_s(start) if service is None else 0,
            unload_s=self._handling_s(end),
            export_s=export_s,
            import_s=import_s,
            lead_s=cutoff_s + export_s,
            regimes=self._regimes(mode, packing, start, end, vehicle, service, way, abroad),
            emissions=self._emissions(mode, packing, start, end, vehicle, service, way),
            international=abroad,
        )

    def _handling_s(self, end: End) -> int:
        if end.handling is None:
            return 0
        return seconds_up(self.shipment.tonnes / end.handling.rate_t_per_h)

    def _regimes(
        self,
        mode: str,
        packing: str,
        start: End,
        end: End,
        vehicle: Vehicle,
        service: Service | None,
        way: Way,
        abroad: bool,
    ) -> tuple[Regime, ...]:
        boxes = packing == "boxes"
        book, km = self.prices, way.distance_km
        tariffs = book.tariffs_for(mode, vehicle, service, start.place, end.place, packing, km)
        rewards = book.rewards_for(mode, start.stop, end.stop, packing, km)
        ends: list[CostTerm] = []
        for kind, side in (("load", start), ("discharge", end)):
            row = side.handling
            if row is not None:
                ends += book.charges(
                    kind, "handling", row, row.charge_per_t, row.charge_per_teu, boxes
                )
        if abroad and start.terminal is not None:
            ends += book.export_charges(start.terminal, boxes)
        begin = self.horizon.start
        instants = [begin]
        instants += [
            at for at in book.instants(tariffs, rewards) if begin < at < self.horizon.end
        ]
        regimes = []
        for at in instants:
            day = at.astimezone(self.region.zone).date()
            priced = book.freight(tariffs, day, km, boxes)
            open_ = priced is not None or service is None
            if priced is None:
                priced = book.operating(vehicle, way), None
            regimes.append(
                Regime(
                    open=open_,
                    at_min=self.horizon.minute(at),
                    carriage=(*priced[0], *book.lock_fees(way)),
                    minimum=priced[1],
                    ends=tuple(ends),
                    rewards=book.reward_terms(rewards, day, km, boxes),
                )
            )
        return tuple(regimes)

    def _emissions(
        self,
        mode: str,
        packing: str,
        start: End,
        end: End,
        vehicle: Vehicle,
        service: Service | None,
        way: Way,
    ) -> tuple[EmissionTerm, ...]:
        boxes = packing == "boxes"
        terms = self.prices.emissions(mode, vehicle, service, way, boxes)
        for side in (start, end):
            row = side.handling
            if row is None:
                continue
            gram = row.co2e_g_per_t * self.shipment.tonnes
            if boxes:
                gram += row.co2e_g_per_teu * self.shipment.teu
            if gram:
                terms.append(
                    EmissionTerm("handling", "handling", row.id, 0.0, gram, "lot", row.source_id)
                )
        return tuple(terms)

    def _timetables(self) -> Iterator[Leg]:
        stops: dict[str, list[ServiceStop]] = {}
        for stop in sorted(self.region.service_stops, key=lambda row: row.sequence):
            stops.setdefault(stop.service_id, []).append(stop)
        for service in self.region.services:
            calls = stops.get(service.id, [])
            matter = [self.region.row("terminals", c.terminal_id) in self.terminals for c in calls]
            if sum(matter) < 2 or not self._takes(service):
                continue
            for i in range(len(calls) - 1):
                departures = self._service_departures(service, calls[i].depart_h)
                if departures is None:
                    continue
                for j in range(i + 1, len(calls)):
                    yield from self._service_legs(service, calls[i : j + 1], departures)

    def _takes(self, service: Service) -> bool:
        shipment = self.shipment
        if service.commodity_ids and shipment.commodity.id not in service.commodity_ids:
            return False
        limits = (
            ("min_lot", service.min_lot_t, shipment.tonnes, "t", shipment.tonnes < service.min_lot_t),
            ("max_lot", service.max_lot_t, shipment.tonnes, "t",
             service.max_lot_t is not None and shipment.tonnes > service.max_lot_t),
            ("max_lot", service.max_lot_teu, shipment.teu, "TEU",
             service.max_lot_teu is not None and shipment.teu > service.max_lot_teu),
        )  # fmt: skip
        for reason, limit, value, unit, broken in limits:
            if broken:
                self.exclusions.add(
                    Exclusion(
                        what=service.id, table="services", reason=reason, limit=limit,
                        value=value, unit=unit,
                    )
                )  # fmt: skip
                return False
        return True

    def _service_departures(self, service: Service, offset_h: float) -> int | None:
        """Return the number of a list of departures at one stop within the horizon."""
        first = self.region.local(service.first_departure) + timedelta(hours=offset_h)
        last = self.horizon.end
        if service.last_departure is not None:
            last = min(
                last, self.region.local(service.last_departure) + timedelta(hours=offset_h)
            )
        begin, step = self.horizon.minute(first), service.every_h * 60
        k = max(0, math.ceil(-begin / step))
        minutes = []
        end = self.horizon.minute(last)
        while begin + round(k * step) <= end:
            minutes.append(begin + round(k * step))
            k += 1
        if not minutes:
            self.exclusions.add(
                Exclusion(
                    what=service.id, table="services", reason="no_departure",
                    detail=f"{service.first_departure:%Y-%m-%d}",
                )
            )  # fmt: skip
            return None
        self.departures.append(minutes)
        return len(self.departures) - 1

    def _service_legs(
        self, service: Service, calls: list[ServiceStop], departures: int
    ) -> Iterator[Leg]:
        vehicle = self._vehicle(service)
        terminals = [self.region.row("terminals", call.terminal_id) for call in calls]
        if any(t not in self.terminals for t in (terminals[0], terminals[-1])):
            return
        for way in self._service_ways(service, vehicle, calls):
            for packing in self.packings:
                if packing not in service.packings or not carries(vehicle, packing):
                    continue
                if self._fills(service, vehicle, packing):
                    continue
                side = [
                    service.mode if service.mode in t.modes else "sea"
                    for t in (terminals[0], terminals[-1])
                ]
                start = self.end(terminals[0], side[0], packing)
                end = self.end(terminals[-1], side[1], packing)
                if start is None or end is None or start.place == end.place:
                    continue
                cutoff = self.rates.find(
                    self.region.cutoffs,
                    terminal_id=terminals[0].id,
                    service_id=service.id,
                    mode=service.mode,
                    commodity_id=self.shipment.commodity.id,
                    packing=packing,
                )
                leg = self._leg(
                    MAIN,
                    service.mode,
                    packing,
                    start,
                    end,
                    vehicle,
                    service,
                    way,
                    departures,
                    math.ceil(cutoff.cutoff_h * 3600) if cutoff is not None else 0,
                )
                if any(regime.open for regime in leg.regimes):
                    yield leg
                else:
                    self.exclusions.add(
                        Exclusion(what=service.id, table="services", reason="no_tariff")
                    )

    def _fills(self, service: Service, vehicle: Vehicle, packing: str) -> bool:
        """Whether the lot is more than the service's vehicle can carry."""
        share = self.prices.share_of(vehicle, packing == "boxes")
        if share <= 1 + 1e-9:
            return False
        self.exclusions.add(
            Exclusion(
                what=service.id, table="services", reason="max_lot", unit="t",
                limit=round(self.shipment.tonnes / share, 1), value=self.shipment.tonnes,
            )
        )  # fmt: skip
        return True

    def _vehicle(self, service: Service) -> Vehicle:
        table = {"road": "truck_classes", "rail": "train_classes"}.get(
            service.mode, "vessel_classes"
        )
        vehicle: Vehicle = self.region.row(table, service.class_id)
        return vehicle

    def _service_ways(
        self, service: Service, vehicle: Vehicle, calls: list[ServiceStop]
    ) -> tuple[Way, ...]:
        """Return the ways of a run with the timetable's times; more than one by sea only."""
        whole: tuple[Way, ...] = ()
        for k in range(len(calls) - 1):
            here, there = (
                self.region.row("terminals", call.terminal_id).place_id
                for call in (calls[k], calls[k + 1])
            )
            if isinstance(vehicle, VesselClass):
                found = self.ways.by_water(vehicle, here, there)[:1]
                if not found and "sea" in vehicle.waters:
                    found = self.ways.by_sea_lane(vehicle, here, there)
            else:
                single = self.ways.overland(vehicle, service.mode, here, there)
                found = (single,) if single is not None else ()
            if not found:
                self.exclusions.add(
                    Exclusion(
                        what=service.id, table="services", reason="no_way",
                        at=f"{here} – {there}",
                    )
                )  # fmt: skip
                return ()
            run_h = calls[k + 1].arrive_h - calls[k].depart_h
            found = timetabled(self.horizon, found, round(run_h * 3600))
            stay_s = round((calls[k].depart_h - calls[k].arrive_h) * 3600) if k > 0 else 0
            whole = found if k == 0 else tuple(
                join(one, other, stay_s) for one in whole for other in found
            )
        return whole

    def _repacking(self) -> Iterator[Leg]:
        for row in self._repackings():
            if not {row.from_packing, row.to_packing} <= set(self.packings):
                continue
            terminal = self.region.row("terminals", row.terminal_id)
            if terminal not in self.terminals:
                continue
            calendar = self.horizon.calendar(
                "terminals", terminal.id, terminal.opening_hours, works=True
            )
            at = End(terminal.id, terminal.place_id, terminal, calendar, calendar, None)
            boxes = "boxes" in (row.from_packing, row.to_packing)
            terms = self.prices.charges(
                "repacking", "repacking", row, row.charge_per_t, row.charge_per_teu, boxes
            )
            leg = Leg(
                kind=REPACK,
                mode="repacking",
                packing=row.from_packing,
                to_packing=row.to_packing,
                start=at,
                end=replace(at, calendar=ALWAYS),
                vehicle=None,
                service=None,
                way=None,
                departures=0,
                load_s=seconds_up(self.shipment.tonnes / row.rate_t_per_h),
                unload_s=0,
                export_s=0,
                import_s=0,
                lead_s=0,
                regimes=(Regime(0, (), None, tuple(terms), ()),),
                emissions=(),
            )
            yield leg
            if (
                terminal.place_id == self.shipment.origin.id
                and row.from_packing in self.shipment.packings
            ):
                at_shipper = replace(at, stop=SHIPPER)
                yield replace(leg, kind=ACCESS, start=at_shipper, departures=1)


def carries(vehicle: Vehicle, packing: str) -> bool:
    """Whether a vehicle class carries a packing form, and has room for boxes if it is boxes."""
    return packing in vehicle.packings and (packing != "boxes" or vehicle.capacity_teu > 0)
