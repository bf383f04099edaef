"""All legs for one lot: by road, rail and water on demand, by timetable, and repacking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tongqu.model.fleets import VesselClass
from tongqu.routes.exclusions import Exclusion
from tongqu.routes.horizon import ALWAYS
from tongqu.routes.leg import CONSIGNEE, SHIPPER, End, Leg, carries
from tongqu.routes.leg_maker import LegMaker
from tongqu.routes.search import ACCESS, FINAL, MAIN, REPACK
from tongqu.routes.terms import Regime
from tongqu.routes.timetable_legs import TimetableLegs
from tongqu.routes.way import Stretch, Vehicle, Way, seconds_up

__all__ = ["CONSIGNEE", "SHIPPER", "End", "Leg", "LegBuilder"]


class LegBuilder(LegMaker):
    """Makes all legs for one lot; parameters as for :class:`LegMaker`."""

    def build(self) -> list[Leg]:
        """Return all legs."""
        legs = [*self._road(), *self._rail(), *self._water(), *TimetableLegs(self).legs()]
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
                ends = [end for t in gates if (end := self.end(t, "road", packing)) is not None]
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
                        yield self.on_demand(kind, "road", packing, start, end, truck, way)

    def _rail(self) -> Iterator[Leg]:
        for train in self.region.train_classes:
            if not train.on_demand or self._too_small(train, train.min_lot_t):
                continue
            for packing, start, end in self._pairs("rail", train):
                way = self.ways.overland(train, "rail", start.place, end.place)
                if way is not None:
                    yield self.on_demand(MAIN, "rail", packing, start, end, train, way)

    def _water(self) -> Iterator[Leg]:
        for vessel in self.region.vessel_classes:
            if not vessel.on_demand or self._too_small(vessel, vessel.min_lot_t):
                continue
            inland = "waterway" in vessel.waters
            mode = "waterway" if inland else "sea"
            for packing, start, end in self._pairs(mode, vessel):
                for way in self.ways.by_water(vessel, start.place, end.place):
                    berthed = self._berthed(way, start, end)
                    yield self.on_demand(MAIN, mode, packing, start, end, vessel, berthed)
                if not inland and self._overseas(start, end):
                    for way in self.ways.by_sea_lane(vessel, start.place, end.place):
                        yield self.on_demand(MAIN, mode, packing, start, end, vessel, way)

    def _berthed(self, way: Way, start: End, end: End) -> Way:
        """Return a way with the waits for a berth that were found at its ends.

        Who comes to load waits before that. It is put behind the loading, where it takes as long,
        so that the hours in which a terminal is shut count as they do without it.
        """
        if self.waits is None:
            return way
        around = [
            [Stretch("berth", row.id, ALWAYS, row.wait_s, 0, ALWAYS, 0.0, row)]
            if side.terminal is not None and (row := self.waits.berth(side.terminal.id)) is not None
            else []
            for side in (start, end)
        ]
        return replace(way, stretches=(*around[0], *way.stretches, *around[1]))

    def _overseas(self, start: End, end: End) -> bool:
        """Whether a tramp ship may be hired: from the shipper's country to the consignee's."""
        here: str = self.region.row("places", start.place).country
        there: str = self.region.row("places", end.place).country
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

    def _pairs(self, mode: str, vehicle: Vehicle) -> Iterator[tuple[str, End, End]]:
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

    def _repacking(self) -> Iterator[Leg]:
        for row in self.repackings():
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
