"""What every kind of leg needs: terminals as ends, handling times, prices, CO2e."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tongqu.model.region import Region
from tongqu.model.services import Service
from tongqu.model.terminals import Repacking, Terminal
from tongqu.routes.exclusions import Exclusion, Exclusions
from tongqu.routes.horizon import ALWAYS, Horizon
from tongqu.routes.leg import CONSIGNEE, SHIPPER, End, Leg
from tongqu.routes.params import CompareParams
from tongqu.routes.pricing import PriceBook
from tongqu.routes.rates import RateBook
from tongqu.routes.reach import terminals_that_matter
from tongqu.routes.shipment import Shipment
from tongqu.routes.station_waits import StationWaits
from tongqu.routes.terms import CostTerm, EmissionTerm, Regime
from tongqu.routes.way import Vehicle, Way, seconds_up
from tongqu.routes.ways import WayBook


class LegMaker:
    """Makes single legs for one lot.

    Parameters
    ----------
    region, shipment, params, horizon
        The question and what it looks at.
    exclusions
        Gets what is left out.
    waits
        Waits at locks and berths in place of the dataset's.
    """

    def __init__(
        self,
        region: Region,
        shipment: Shipment,
        params: CompareParams,
        horizon: Horizon,
        exclusions: Exclusions,
        waits: StationWaits | None = None,
    ) -> None:
        self.region = region
        self.shipment = shipment
        self.params = params
        self.horizon = horizon
        self.exclusions = exclusions
        self.waits = waits
        self.ways = WayBook(region, horizon, params, exclusions, waits)
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
            for row in self.repackings():
                if row.from_packing == packing and row.to_packing not in known:
                    known.append(row.to_packing)
        return tuple(known)

    def repackings(self) -> Iterator[Repacking]:
        """Yield the rows that can repack this commodity."""
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

    def on_demand(
        self,
        kind: int,
        mode: str,
        packing: str,
        start: End,
        end: End,
        vehicle: Vehicle,
        way: Way,
    ) -> Leg:
        """Return a leg that is offered on the grid of departures."""
        departures = 1 if start.stop == SHIPPER else 0
        return self.leg(kind, mode, packing, start, end, vehicle, None, way, departures)

    def leg(
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
        """Return a leg with its handling times, customs, prices and CO2e."""
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
        instants += [at for at in book.instants(tariffs, rewards) if begin < at < self.horizon.end]
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
