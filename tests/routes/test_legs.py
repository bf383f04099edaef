"""Which legs there are: the builder's against a plain enumeration from the tables."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from naive_costing import Naive
from naive_facts import exact
from regions import Case, random_case

from tongqu.model.fleets import VesselClass
from tongqu.model.network import Link
from tongqu.routes.leg import CONSIGNEE, SHIPPER, Leg
from tongqu.routes.search import ACCESS, FINAL, MAIN, REPACK

Key = tuple[Any, ...]
STILL_MOVES = 0.5


class Legs:
    """Every leg of a case, by what identifies it."""

    def __init__(self, case: Case) -> None:
        self.case, self.region, self.lot = case, case.region, case.shipment
        self.naive = Naive(case)
        self.packings = set(self.lot.packings)
        self.repackings = [
            r for r in self.region.repacking if r.commodity_id in ("", self.lot.commodity.id)
        ]
        for _ in self.repackings:
            for row in self.repackings:
                if row.from_packing in self.packings:
                    self.packings.add(row.to_packing)
        self.terminals = [t for t in self.region.terminals if self.ever_works(t)]
        self.here, self.there = self.lot.origin.id, self.lot.destination.id

    def ever_works(self, terminal: Any) -> bool:
        openings = [
            self.naive.opening(change.work_id)
            for change in self.region.work_changes
            if (change.row_id, change.column) == (terminal.id, "in_service")
        ]
        end_s = self.naive.end_min * 60
        return terminal.in_service or any(at is not None and at < end_s for at in openings)

    def ways(self, links: list[Link], start: str, end: str) -> Iterator[tuple[Link, ...]]:
        """Yield all ways that visit no place twice."""

        def extend(place: str, seen: tuple[str, ...], way: tuple[Link, ...]) -> Iterator[Any]:
            if place == end:
                yield way
                return
            for link in links:
                for a, b in (
                    (link.from_place_id, link.to_place_id),
                    (link.to_place_id, link.from_place_id),
                ):
                    forward = a == link.from_place_id
                    if a == place and b not in seen and (forward or link.two_way):
                        yield from extend(b, (*seen, b), (*way, link))

        yield from extend(start, (start,), ())

    def overland(self, mode: str, start: str, end: str) -> tuple[str, ...] | None:
        """Return the places on the shortest way."""
        links = [link for link in self.region.links if link.mode == mode]
        ways = [(sum(exact(k.length_km) for k in way), way) for way in self.ways(links, start, end)]
        if not ways:
            return None
        return self.places(start, min(ways, key=lambda entry: entry[0])[1])

    def places(self, start: str, way: tuple[Link, ...]) -> tuple[str, ...]:
        places = [start]
        for link in way:
            ends = (link.from_place_id, link.to_place_id)
            places.append(ends[1] if ends[0] == places[-1] else ends[0])
        return tuple(places)

    def water(self, vessel: VesselClass, start: str, end: str) -> list[tuple[str, ...]]:
        """Return the link ids of all ways that a class can use, the shortest first."""
        links = [k for k in self.region.links if k.mode in vessel.waters and self.fits(vessel, k)]
        found = []
        for way in self.ways(links, start, end):
            places = self.places(start, way)
            locked = [p for p in places[1:-1] if any(r.place_id == p for r in self.region.locks)]
            if all(self.naive.lock_at(place, vessel)[0] is not None for place in locked):
                found.append((sum(exact(k.length_km) for k in way), way))
        found.sort(key=lambda entry: entry[0])
        most = found[0][0] * exact(self.case.params.detour_factor) if found else 0
        return [tuple(k.id for k in way) for km, way in found if km <= most]

    def fits(self, vessel: VesselClass, link: Link) -> bool:
        if link.width_m is not None and vessel.beam_m >= link.width_m:
            return False
        if link.air_draught_m is not None and vessel.air_draught_m > link.air_draught_m:
            return False
        instants = [-(10**9), 10**9]
        instants += [int(self.naive.second(w.from_time)) for w in self.region.water_levels]
        instants += [
            int(at) for w in self.region.works if (at := self.naive.opening(w.id)) is not None
        ]
        depths = [self.naive.depth_mm(link, instant) for instant in instants]
        light = min(r.draught_m for r in self.region.vessel_payload if r.class_id == vessel.id)
        least = round((exact(light) + exact(vessel.under_keel_clearance_m)) * 1000)
        return any(depth is None or depth > least for depth in depths)

    def all(self) -> Iterator[Key]:
        """Yield kind, mode, ends, packings, vehicle, service and way of every leg."""
        for key in [*self.road(), *self.rail(), *self.barges(), *self.services()]:
            yield key
            kind, mode, start, end, packing, *rest = key
            if kind == MAIN:
                from_here = self.at(start) == self.here and packing in self.lot.packings
                to_there = self.at(end) == self.there
                if from_here:
                    yield (kind, mode, SHIPPER, end, packing, *rest)
                if to_there:
                    yield (kind, mode, start, CONSIGNEE, packing, *rest)
                if from_here and to_there:
                    yield (kind, mode, SHIPPER, CONSIGNEE, packing, *rest)
        for row in self.repackings:
            if row.from_packing in self.packings and row.terminal_id in [
                t.id for t in self.terminals
            ]:
                rest = (row.from_packing, row.to_packing, None, None, ())
                yield (REPACK, "repacking", row.terminal_id, row.terminal_id, *rest)
                if self.at(row.terminal_id) == self.here and row.from_packing in self.lot.packings:
                    yield (ACCESS, "repacking", SHIPPER, row.terminal_id, *rest)

    def at(self, terminal_id: str) -> str:
        return str(self.region.row("terminals", terminal_id).place_id)

    def pairs(self) -> Iterator[tuple[str, str]]:
        for a in self.terminals:
            for b in self.terminals:
                if a is not b:
                    yield a.id, b.id

    def carried(self, vehicle: Any) -> list[str]:
        return [
            p
            for p in self.packings
            if p in vehicle.packings and (p != "boxes" or vehicle.capacity_teu > 0)
        ]

    def road(self) -> Iterator[Key]:
        gates = [(t.id, t.place_id) for t in self.terminals]
        tries = [(MAIN, a, self.at(a), b, self.at(b)) for a, b in self.pairs()]
        tries += [(FINAL, t, place, CONSIGNEE, self.there) for t, place in gates]
        own = [(ACCESS, SHIPPER, self.here, t, place) for t, place in gates]
        own.append((FINAL, SHIPPER, self.here, CONSIGNEE, self.there))
        for truck in self.region.truck_classes:
            for packing in self.carried(truck):
                for kind, a, start, b, end in [
                    *tries,
                    *(own if packing in self.lot.packings else []),
                ]:
                    way = self.overland("road", start, end) if start != end else None
                    if way is not None:
                        yield (kind, "road", a, b, packing, packing, truck.id, None, way)

    def rail(self) -> Iterator[Key]:
        for train in self.region.train_classes:
            if train.on_demand and self.lot.tonnes >= train.min_lot_t:
                for packing in self.carried(train):
                    for a, b in self.pairs():
                        way = self.overland("rail", self.at(a), self.at(b))
                        if way is not None:
                            yield (MAIN, "rail", a, b, packing, packing, train.id, None, way)

    def barges(self) -> Iterator[Key]:
        for vessel in self.region.vessel_classes:
            if vessel.on_demand and self.lot.tonnes >= vessel.min_lot_t:
                for packing in self.carried(vessel):
                    for a, b in self.pairs():
                        for way in self.water(vessel, self.at(a), self.at(b)):
                            yield (MAIN, "waterway", a, b, packing, packing, vessel.id, None, way)

    def services(self) -> Iterator[Key]:
        lot = self.lot
        for row in self.region.services:
            too_much = (row.max_lot_t is not None and lot.tonnes > row.max_lot_t) or (
                row.max_lot_teu is not None and lot.teu > row.max_lot_teu
            )
            other = row.commodity_ids and lot.commodity.id not in row.commodity_ids
            if too_much or other or lot.tonnes < row.min_lot_t:
                continue
            calls = [s for s in self.region.service_stops if s.service_id == row.id]
            for i, here in enumerate(calls):
                for j in range(i + 1, len(calls)):
                    yield from self.run(row, here, calls[i : j + 1])

    def run(self, row: Any, here: Any, calls: list[Any]) -> Iterator[Key]:
        table = {"rail": "train_classes"}.get(row.mode, "vessel_classes")
        vehicle = self.region.row(table, row.class_id)
        ends = calls[0].terminal_id, calls[-1].terminal_id
        if not set(ends) <= {t.id for t in self.terminals} or not self.departs(row, here):
            return
        way: tuple[str, ...] = ()
        for a, b in pairwise(calls):
            start, end = self.at(a.terminal_id), self.at(b.terminal_id)
            if isinstance(vehicle, VesselClass):
                found = self.water(vehicle, start, end)[:1]
            else:
                places = self.overland(row.mode, start, end)
                found = [places if not way else places[1:]] if places else []
            if not found:
                return
            way = (*way, *found[0])
        most = vehicle.dwt_t if isinstance(vehicle, VesselClass) else vehicle.payload_t
        for packing in self.carried(vehicle):
            boxes = packing == "boxes" and self.lot.teu > vehicle.capacity_teu
            if not boxes and self.lot.gross_t(packing) <= most:
                yield (MAIN, row.mode, *ends, packing, packing, vehicle.id, row.id, way)

    def departs(self, row: Any, call: Any) -> bool:
        """Whether there is a departure within the horizon."""
        at: datetime = row.first_departure
        last = row.last_departure or datetime.max  # noqa: DTZ901 - times of a region are local
        while at <= last:
            second = self.naive.second(at + timedelta(hours=call.depart_h))
            if second > self.naive.end_min * 60:
                return False
            if second >= 0:
                return True
            at += timedelta(hours=row.every_h)
        return False


def key(leg: Leg) -> Key:
    way: tuple[str, ...] = ()
    if leg.way is not None:
        way = leg.way.places
        if isinstance(leg.vehicle, VesselClass):
            way = tuple(s.row_id for s in leg.way.stretches if s.kind == "link")
    return (
        leg.kind, leg.mode, leg.start.stop, leg.end.stop, leg.packing, leg.to_packing,
        leg.vehicle.id if leg.vehicle is not None else None,
        leg.service.id if leg.service is not None else None, way,
    )  # fmt: skip


@pytest.mark.parametrize("block", range(4))
def test_every_leg_is_there_and_no_other(block: int) -> None:
    """But services without any rate on any day: these are left out by their price."""
    for seed in range(3000 + block, 3080, 4):
        case = random_case(seed)
        built = Counter(key(leg) for leg in case.whole_problem(every_way=True).legs)
        wanted = Counter(Legs(case).all())
        missing = {k for k in wanted - built if k[7] is None}
        unpriced = {k[7] for k in wanted - built} - {None}
        priced = {t.service_id for t in case.region.tariffs if not t.valid_from}
        assert built
        assert not built - wanted, seed
        assert not missing, seed
        assert not unpriced & priced, seed
