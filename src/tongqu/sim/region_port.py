"""The terminals of a port: berths, cranes, stocks, gates, and the trucks behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.sim.laws import Law
from tongqu.sim.region_traffic import Cargo, Loaded, loaded
from tongqu.sim.scenario import (
    Berthing,
    Group,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    Work,
    lanes,
)

if TYPE_CHECKING:
    from tongqu.graph.path import Path
    from tongqu.sim.region_scenario import Maker

__all__ = ["Terminal"]

HOURS_A_WEEK = 168
ALWAYS = (1.0,) * HOURS_A_WEEK


@dataclass
class Terminal:
    """One terminal that is being made.

    Attributes
    ----------
    maker
        The scenario that it becomes part of.
    row
        The terminal.
    way
        Its way down the river.
    share
        Steps of hour and share of the port's traffic.
    """

    maker: Maker
    row: Any
    way: Path
    share: tuple[tuple[float, float], ...]

    def add(self, cargoes: tuple[Cargo, ...]) -> None:
        """Add stations, stocks, vessels and trucks of all cargo."""
        maker = self.maker
        self.berths = maker.berths_of(self.row.id)
        self.calendar = maker.calendars.terminal(self.row)
        maker.stations.append(self._berth_station())
        self.pool = self._crane_pool()
        self.gate = f"gate-{self.row.id}"
        maker.stations.append(lanes(self.gate, maker.params.gate_lanes, limit_h=1.0))
        self.water = maker.calendars.keep(maker.river.water(self.way))
        self.coming = maker.calendars.vessels(self.row.id, self.share)
        for cargo in cargoes:
            vessels = loaded(maker, self.row.id, cargo.packing, self.way, self.berths)
            trucks = [row for row in maker.region.truck_classes if cargo.packing in row.packings]
            if vessels and trucks:
                self._add_cargo(cargo, vessels, trucks[0])
            else:
                maker.left_out.append((self.row.id, cargo))

    def _berth_station(self) -> Station:
        maker = self.maker
        for row in self.berths:
            maker.figures.use("berths", row, "length_m", "dwt_max_t", "dwt_part_laden_t")
        steps = maker.open_berths(self.row.id)
        most = max(value for _, value in steps)
        calendar = maker.calendars.berths(self.row.id, steps)
        longest = max(row.length_m or math.inf for row in self.berths)
        group = Group(f"berths-{self.row.id}", most, max_length_m=longest, calendar=calendar)
        return Station(group.id, (group,), limit_h=12.0)

    def _crane_pool(self) -> tuple[str, int, float] | None:
        """Add the cranes, and return their station, most for a vessel, and what each then does."""
        maker = self.maker
        pools = [row for row in maker.region.crane_pools if row.terminal_id == self.row.id]
        if not pools:
            return None
        groups = []
        for row in pools:
            maker.figures.use("crane_pools", row, "cranes", "most_per_vessel",
                              "interference_exponent")  # fmt: skip
            name = maker.calendars.cranes(row, self._shifts(row))
            groups.append(Group(row.id, row.cranes, calendar=name))
        station = f"cranes-{self.row.id}"
        maker.stations.append(Station(station, tuple(groups), limit_h=12.0))
        most = min(row.most_per_vessel or row.cranes for row in pools)
        exponent = min(row.interference_exponent or 1.0 for row in pools)
        return station, most, most ** (exponent - 1.0)

    def _shifts(self, pool: Any) -> tuple[float, ...]:
        """Return the share of a pool's cranes that are manned, for each hour of the week."""
        maker = self.maker
        shifts = [row for row in maker.region.crane_shifts if row.pool_id == pool.id]
        week = [0.0] * HOURS_A_WEEK
        for shift in shifts:
            cranes = maker.figures.use("crane_shifts", shift, "cranes", "hours")
            for hour, held in enumerate(maker.calendars.week(shift.hours) or ALWAYS):
                week[hour] += cranes * held
        return tuple(min(1.0, value / pool.cranes) for value in week) if shifts else ()

    def _add_cargo(self, cargo: Cargo, vessels: tuple[Loaded, ...], truck: Any) -> None:
        maker = self.maker
        name = f"{cargo.id}-{self.row.id}"
        most_share = max(share for _, share in self.share)
        largest = max(v.payload_t for v in vessels)
        store = self._store(name, cargo, most_share, largest)
        maker.stores.append(store)
        rate = cargo.t_per_h * most_share
        carried = sum(v.payload_t * v.weight for v in vessels)
        for vessel in vessels:
            gap_h = carried / (rate * vessel.weight)
            self._add_vessel(cargo, vessel, store, f"{name}-{vessel.row.id}", gap_h)
        self._add_trucks(cargo, store, name, rate, truck)

    def _add_vessel(
        self, cargo: Cargo, vessel: Loaded, store: Store, name: str, gap_h: float
    ) -> None:
        maker, row = self.maker, vessel.row
        need = vessel.draught_m + (row.under_keel_clearance_m or 0.0)
        vehicle = Vehicle(
            f"{row.id}-{cargo.id}-{self.row.id}", Law.const(round(vessel.payload_t, 1)),
            row.length_m, row.beam_m, vessel.draught_m,
        )  # fmt: skip
        maker.vehicles[vehicle.id] = vehicle
        route = maker.river.route
        params = maker.params
        work = Work(
            "discharge" if cargo.inward else "load",
            self._rate("waterway", cargo) * (self.pool[2] if self.pool else 1.0),
            store=store.id,
            pool=self.pool[0] if self.pool else None,
            cranes=(1, self.pool[1]) if self.pool else (1, 1),
            factor=Law.erlang(1.0, params.work_stages),
            calendar=self.calendar,
        )
        berthing = Berthing(
            f"berths-{self.row.id}", (work,),
            before=Law.erlang(params.berthing_h, 4), after=Law.erlang(params.casting_off_h, 4),
        )  # fmt: skip
        # What is to be shipped waits for nobody: its vessel is sent for when there is enough.
        sent = None if cargo.inward else store.id
        maker.own_passages_per_h += 2 / gap_h
        if sent is not None:
            gap_h /= params.truck_reserve
        up = route(self.way, "up", row, self.water, need, laden=cargo.inward)
        down = route(self.way, "down", row, self.water, need, laden=not cargo.inward)
        maker.sources.append(
            Source(name, ((vehicle.id, 1.0),), (*up, berthing, *down), gap=Law.exp(gap_h),
                   calendar=self.coming, cargo=cargo.commodity, store=sent)
        )  # fmt: skip

    def _store(self, name: str, cargo: Cargo, share: float, largest_t: float) -> Store:
        """Return the stock of a cargo: of the region, or so many days of its traffic."""
        maker = self.maker
        days = cargo.t_per_h * share * 24
        for row in maker.region.stocks:
            same = row.terminal_id == self.row.id and row.commodity_id == cargo.commodity
            if same and cargo.inward and row.packing in ("", cargo.packing):
                maker.figures.use("stocks", row, "capacity_t", "opening_t")
                maker.stock_of[name] = row.id
                return Store(name, cargo.commodity, row.capacity_t,
                             min(row.opening_t, row.capacity_t))  # fmt: skip
        room = max(maker.params.store_days * days, 10 * largest_t)
        filled = 0.0 if cargo.inward else maker.params.store_fill
        return Store(name, cargo.commodity, round(room, 1), round(room * filled, 1))

    def _add_trucks(self, cargo: Cargo, store: Store, name: str, t_per_h: float, row: Any) -> None:
        maker, params = self.maker, self.maker.params
        payload = maker.figures.use("truck_classes", row, "payload_t")
        vehicle = Vehicle(f"truck-{row.id}", Law.const(payload))
        maker.vehicles[vehicle.id] = vehicle
        work = Work(
            "load" if cargo.inward else "discharge", self._rate("road", cargo), store=store.id,
            factor=Law.erlang(1.0, params.work_stages), calendar=self.calendar,
        )  # fmt: skip
        gap_h = payload / t_per_h
        sent = store.id if cargo.inward else None
        if sent is not None:
            gap_h /= params.truck_reserve
        when = maker.calendars.trucks(self.row.id, self.share)
        through = Serve(self.gate, Law.erlang(params.gate_min / 60, 2))
        maker.sources.append(
            Source(f"trucks-{name}", ((vehicle.id, 1.0),), (through, work, through),
                   gap=Law.exp(gap_h), calendar=when, cargo=cargo.commodity, store=sent)
        )  # fmt: skip

    def _rate(self, mode: str, cargo: Cargo) -> float:
        """Return the tonnes an hour of one crane or loader; the most specific row counts."""
        asked = (self.row.id, cargo.commodity, cargo.packing, mode)
        best: tuple[int, Any] | None = None
        for row in self.maker.region.handling:
            said = (row.terminal_id, row.commodity_id, row.packing, row.mode)
            if all(value in ("", wanted) for value, wanted in zip(said, asked, strict=True)):
                filled = sum(bool(value) for value in said)
                if best is None or filled > best[0]:
                    best = (filled, row)
        if best is None:
            from tongqu.errors import DatasetError

            raise DatasetError.of("sim_no_handling", terminal=self.row.id, mode=mode,
                                  cargo=cargo.commodity, packing=cargo.packing)  # fmt: skip
        return float(self.maker.figures.use("handling", best[1], "rate_t_per_h"))
