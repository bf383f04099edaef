"""Legs of scheduled services: from every stop to every later one, at the timetable's times."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta

from tongqu.model.fleets import VesselClass
from tongqu.model.services import Service, ServiceStop
from tongqu.routes.exclusions import Exclusion
from tongqu.routes.leg import Leg, carries
from tongqu.routes.leg_maker import LegMaker
from tongqu.routes.runs import join, timetabled
from tongqu.routes.search import MAIN
from tongqu.routes.way import Vehicle, Way


class TimetableLegs:
    """Makes the legs of all services.

    Parameters
    ----------
    make
        Makes single legs.
    """

    def __init__(self, make: LegMaker) -> None:
        self.make = make

    def legs(self) -> Iterator[Leg]:
        """Yield them, service by service."""
        stops: dict[str, list[ServiceStop]] = {}
        for stop in sorted(self.make.region.service_stops, key=lambda row: row.sequence):
            stops.setdefault(stop.service_id, []).append(stop)
        for service in self.make.region.services:
            calls = stops.get(service.id, [])
            matter = [
                self.make.region.row("terminals", c.terminal_id) in self.make.terminals
                for c in calls
            ]
            if sum(matter) < 2 or not self._takes(service):
                continue
            for i in range(len(calls) - 1):
                departures = self._service_departures(service, calls[i].depart_h)
                if departures is None:
                    continue
                for j in range(i + 1, len(calls)):
                    yield from self._service_legs(service, calls[i : j + 1], departures)

    def _takes(self, service: Service) -> bool:
        shipment = self.make.shipment
        if service.commodity_ids and shipment.commodity.id not in service.commodity_ids:
            return False
        tonnes, teu = shipment.tonnes, shipment.teu
        most_t, most_teu = service.max_lot_t, service.max_lot_teu
        limits = (
            ("min_lot", service.min_lot_t, tonnes, "t", tonnes < service.min_lot_t),
            ("max_lot", most_t, tonnes, "t", most_t is not None and tonnes > most_t),
            ("max_lot", most_teu, teu, "TEU", most_teu is not None and teu > most_teu),
        )
        for reason, limit, value, unit, broken in limits:
            if broken:
                self.make.exclusions.add(
                    Exclusion(
                        what=service.id, table="services", reason=reason, limit=limit,
                        value=value, unit=unit,
                    )
                )  # fmt: skip
                return False
        return True

    def _service_departures(self, service: Service, offset_h: float) -> int | None:
        """Return the number of a list of departures at one stop within the horizon."""
        first = self.make.region.local(service.first_departure) + timedelta(hours=offset_h)
        last = self.make.horizon.end
        if service.last_departure is not None:
            last = min(
                last, self.make.region.local(service.last_departure) + timedelta(hours=offset_h)
            )
        begin, step = self.make.horizon.minute(first), service.every_h * 60
        k = max(0, math.ceil(-begin / step))
        minutes = []
        end = self.make.horizon.minute(last)
        while begin + round(k * step) <= end:
            minutes.append(begin + round(k * step))
            k += 1
        if not minutes:
            self.make.exclusions.add(
                Exclusion(
                    what=service.id, table="services", reason="no_departure",
                    detail=f"{service.first_departure:%Y-%m-%d}",
                )
            )  # fmt: skip
            return None
        self.make.departures.append(minutes)
        return len(self.make.departures) - 1

    def _service_legs(
        self, service: Service, calls: list[ServiceStop], departures: int
    ) -> Iterator[Leg]:
        vehicle = self._vehicle(service)
        terminals = [self.make.region.row("terminals", call.terminal_id) for call in calls]
        if any(t not in self.make.terminals for t in (terminals[0], terminals[-1])):
            return
        for way in self._service_ways(service, vehicle, calls):
            for packing in self.make.packings:
                if packing not in service.packings or not carries(vehicle, packing):
                    continue
                if self._fills(service, vehicle, packing):
                    continue
                side = [
                    service.mode if service.mode in t.modes else "sea"
                    for t in (terminals[0], terminals[-1])
                ]
                start = self.make.end(terminals[0], side[0], packing)
                end = self.make.end(terminals[-1], side[1], packing)
                if start is None or end is None or start.place == end.place:
                    continue
                cutoff = self.make.rates.find(
                    self.make.region.cutoffs,
                    terminal_id=terminals[0].id,
                    service_id=service.id,
                    mode=service.mode,
                    commodity_id=self.make.shipment.commodity.id,
                    packing=packing,
                )
                leg = self.make.leg(
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
                    self.make.exclusions.add(
                        Exclusion(what=service.id, table="services", reason="no_tariff")
                    )

    def _fills(self, service: Service, vehicle: Vehicle, packing: str) -> bool:
        """Whether the lot is more than the service's vehicle can carry."""
        share = self.make.prices.share_of(vehicle, packing == "boxes")
        if share <= 1 + 1e-9:
            return False
        self.make.exclusions.add(
            Exclusion(
                what=service.id, table="services", reason="max_lot", unit="t",
                limit=round(self.make.shipment.tonnes / share, 1), value=self.make.shipment.tonnes,
            )
        )  # fmt: skip
        return True

    def _vehicle(self, service: Service) -> Vehicle:
        table = {"road": "truck_classes", "rail": "train_classes"}.get(
            service.mode, "vessel_classes"
        )
        vehicle: Vehicle = self.make.region.row(table, service.class_id)
        return vehicle

    def _service_ways(
        self, service: Service, vehicle: Vehicle, calls: list[ServiceStop]
    ) -> tuple[Way, ...]:
        """Return the ways of a run with the timetable's times; more than one by sea only."""
        whole: tuple[Way, ...] = ()
        for k in range(len(calls) - 1):
            here, there = (
                self.make.region.row("terminals", call.terminal_id).place_id
                for call in (calls[k], calls[k + 1])
            )
            if isinstance(vehicle, VesselClass):
                found = self.make.ways.by_water(vehicle, here, there)[:1]
                if not found and "sea" in vehicle.waters:
                    found = self.make.ways.by_sea_lane(vehicle, here, there)
            else:
                single = self.make.ways.overland(vehicle, service.mode, here, there)
                found = (single,) if single is not None else ()
            if not found:
                self.make.exclusions.add(
                    Exclusion(
                        what=service.id, table="services", reason="no_way",
                        at=f"{here} – {there}",
                    )
                )  # fmt: skip
                return ()
            run_h = calls[k + 1].arrive_h - calls[k].depart_h
            found = timetabled(self.make.horizon, found, round(run_h * 3600))
            stay_s = round((calls[k].depart_h - calls[k].arrive_h) * 3600) if k > 0 else 0
            whole = (
                found
                if k == 0
                else tuple(join(one, other, stay_s) for one in whole for other in found)
            )
        return whole
