"""The terminals of a port: berths, cranes, stocks, gates, and the trucks behind them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.sim.laws import Law
from tongqu.sim.region_calls import Flow, add_calls
from tongqu.sim.region_inland import Inland
from tongqu.sim.region_traffic import Cargo, loaded
from tongqu.sim.scenario import Berthing, Group, Station, Store, Work

if TYPE_CHECKING:
    from tongqu.graph.path import Path
    from tongqu.sim.region_inland import Part
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
        """Add stations, stocks, vessels and the inland side of all cargo."""
        maker = self.maker
        self.berths = maker.berths_of(self.row.id)
        self.calendar = maker.calendars.terminal(self.row)
        maker.stations.append(self._berth_station())
        self.pool = self._crane_pool()
        self.water = maker.calendars.keep(maker.river.water(self.way))
        self.coming = maker.calendars.vessels(self.row.id, self.share)
        self.inland = Inland(self)
        flows = [flow for cargo in cargoes if (flow := self._flow(cargo)) is not None]
        add_calls(self, flows)
        maker.stations += self.inland.stations

    def _berth_station(self) -> Station:
        maker = self.maker
        for row in self.berths:
            maker.figures.use("berths", row, "length_m", "dwt_max_t", "dwt_part_laden_t")
        steps = maker.open_berths(self.row.id)
        most = max(value for _, value in steps)
        calendar = maker.calendars.berths(self.row.id, steps)
        longest = max(row.length_m or math.inf for row in self.berths)
        group = Group(f"berths-{self.row.id}", most, max_length_m=longest, calendar=calendar)
        return Station(group.id, (group,), maker.params.anchorage_places, limit_h=12.0)

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

    def _flow(self, cargo: Cargo) -> Flow | None:
        """Add stocks and inland side of a cargo, and return it with those who carry it by water."""
        maker = self.maker
        vessels = loaded(maker, self.row.id, cargo.packing, self.way, self.berths)
        parts = self.inland.parts(cargo)
        if not vessels or not parts:
            maker.left_out.append((self.row.id, cargo))
            return None
        name = f"{cargo.id}-{self.row.id}"
        rate = cargo.t_per_h * max(share for _, share in self.share)
        largest = max(*(v.payload_t for v in vessels), *(part.payload_t / 5 for part in parts))
        stores = []
        # What came is kept apart for those who fetch it; what is to be shipped lies together.
        for part in parts if cargo.inward else (None,):
            store = self._store(name, cargo, rate, largest, part)
            maker.stores.append(store)
            stores.append((store, 1.0 if part is None else part.share))
        for k, part in enumerate(parts):
            self.inland.add(cargo, part, stores[k if cargo.inward else 0][0], name, rate)
        return Flow(cargo, name, rate, vessels, tuple(stores))

    def _store(
        self, name: str, cargo: Cargo, t_per_h: float, largest_t: float, part: Part | None
    ) -> Store:
        """Return the stock of a cargo: of the region, or so many days of its traffic."""
        maker = self.maker
        share = 1.0 if part is None else part.share
        if part is not None and part.mode != "road":
            name = f"{name}-{part.mode}"
        for row in maker.region.stocks:
            same = row.terminal_id == self.row.id and row.commodity_id == cargo.commodity
            if same and cargo.inward and row.packing in ("", cargo.packing):
                maker.figures.use("stocks", row, "capacity_t", "opening_t")
                room = round(share * row.capacity_t, 1)
                return Store(name, cargo.commodity, room,
                             min(round(share * row.opening_t, 1), room))  # fmt: skip
        room = max(maker.params.store_days * 24 * t_per_h * share, 10 * largest_t)
        filled = 0.0 if cargo.inward else maker.params.store_fill
        return Store(name, cargo.commodity, round(room, 1), round(room * filled, 1))

    # --- what others ask for ----------------------------------------------------------------------

    def berthing(self, works: tuple[Work, ...]) -> Berthing:
        """Return a stay at a berth with some works."""
        params = self.maker.params
        return Berthing(
            f"berths-{self.row.id}", works, before=Law.erlang(params.berthing_h, 4),
            after=Law.erlang(params.casting_off_h, 4),
        )  # fmt: skip

    def quay_work(
        self, side: str, cargo: Cargo, store: str, *, share: float = 1.0, up_to: bool = False
    ) -> Work:
        """Return the work of the cranes at a vessel."""
        pool = self.pool
        return Work(
            side, self.rate("waterway", cargo) * (pool[2] if pool else 1.0), store=store,
            pool=pool[0] if pool else None, cranes=(1, pool[1]) if pool else (1, 1), share=share,
            factor=Law.erlang(1.0, self.maker.params.work_stages), calendar=self.calendar,
            up_to=up_to,
        )  # fmt: skip

    def rate(self, mode: str, cargo: Cargo) -> float:
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
