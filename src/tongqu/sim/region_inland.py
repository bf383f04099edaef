"""The inland side of a terminal: trucks, trains, onward barges, and customs on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.sim.laws import Law
from tongqu.sim.region_loads import load_of
from tongqu.sim.scenario import (
    Chance,
    Serve,
    Source,
    Step,
    Store,
    Vehicle,
    Work,
    lanes,
)

if TYPE_CHECKING:
    from tongqu.sim.region_loads import Load
    from tongqu.sim.region_port import Terminal
    from tongqu.sim.region_traffic import Cargo

__all__ = ["RAIL", "Inland", "Part"]

RAIL = "rail"


@dataclass(frozen=True)
class Part:
    """What one means of transport inland has of a cargo.

    Attributes
    ----------
    mode
        ``road``, ``rail`` or ``onward``.
    share
        Its share of the cargo.
    row
        Class of trucks, trains or vessels.
    payload_t
        What one of them carries [t].
    """

    mode: str
    share: float
    row: Any
    payload_t: float


class Inland:
    """The inland side of one terminal.

    Parameters
    ----------
    terminal
        The terminal that is being made.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        maker, name = terminal.maker, terminal.row.id
        self.gate, self.siding, self.customs = f"gate-{name}", f"siding-{name}", f"customs-{name}"
        self.has_rail = RAIL in terminal.row.modes and any(
            link.mode == RAIL and terminal.row.place_id in (link.from_place_id, link.to_place_id)
            for link in maker.region.links
        )
        self.stations = [lanes(self.gate, maker.params.gate_lanes, limit_h=1.0)]
        self.onward = self._onward()

    def _onward(self) -> Load | None:
        """Return how the class of onward barges is laden here; None without any."""
        maker, terminal = self.terminal.maker, self.terminal
        params = maker.params
        if not params.onward_share:
            return None
        if not maker.region.has("vessel_classes", params.onward_class):
            from tongqu.errors import UsageError

            raise UsageError.of("sim_unknown_class", name=params.onward_class)
        row = maker.region.row("vessel_classes", params.onward_class)
        depth = maker.river.depth(terminal.way, row)
        load = load_of(maker.region, terminal.row.id, row, depth, terminal.berths)
        return load if load.payload_t > 0 else None

    def parts(self, cargo: Cargo) -> tuple[Part, ...]:
        """Return who carries a cargo inland, and how much of it; nobody without trucks."""
        maker, params = self.terminal.maker, self.terminal.maker.params
        trucks = [row for row in maker.region.truck_classes if cargo.packing in row.packings]
        trains = [row for row in maker.region.train_classes if cargo.packing in row.packings]
        if not trucks:
            return ()
        found: list[Part] = []
        left = 1.0
        if self.onward is not None:
            row = maker.region.row("vessel_classes", params.onward_class)
            if cargo.packing in row.packings:
                maker.loads[self.terminal.row.id, row.id] = self.onward
                found.append(Part("onward", params.onward_share, row, self.onward.payload_t))
                left -= params.onward_share
        if self.has_rail and trains and params.rail_share:
            payload = maker.figures.use("train_classes", trains[0], "payload_t")
            found.append(Part(RAIL, left * params.rail_share, trains[0], payload))
            left -= found[-1].share
        payload = maker.figures.use("truck_classes", trucks[0], "payload_t")
        found.insert(0, Part("road", left, trucks[0], payload))
        return tuple(part for part in found if part.share > 1e-9)

    def add(self, cargo: Cargo, part: Part, store: Store, name: str, t_per_h: float) -> None:
        """Add who brings a part of a cargo to a store, or fetches it there."""
        adds = {"road": self._trucks, RAIL: self._trains, "onward": self._barges}
        adds[part.mode](cargo, part, store, name, t_per_h * part.share)

    # --- by road ----------------------------------------------------------------------------------

    def _trucks(
        self, cargo: Cargo, part: Part, store: Store, name: str, t_per_h: float
    ) -> None:  # fmt: skip
        maker, params = self.terminal.maker, self.terminal.maker.params
        vehicle = maker.vehicle(Vehicle(f"truck-{part.row.id}", Law.const(part.payload_t)))
        gap_h = part.payload_t / t_per_h
        sent = store.id if cargo.inward else None
        if sent is not None:
            gap_h /= params.truck_reserve
        through = Serve(self.gate, Law.erlang(params.gate_min / 60, 2))
        work, customs = self._work("road", cargo, store), self._inspection(cargo)
        inside = (work, *customs) if cargo.inward else (*customs, work)
        maker.sources.append(
            Source(f"trucks-{name}", ((vehicle, 1.0),), (through, *inside, through),
                   gap=Law.exp(gap_h),
                   calendar=maker.calendars.trucks(self.terminal.row.id, self.terminal.share),
                   cargo=cargo.commodity, store=sent)
        )  # fmt: skip

    def _inspection(self, cargo: Cargo) -> tuple[Step, ...]:
        """Return the inspection of a share of what crosses the country's border."""
        params = self.terminal.maker.params
        share = cargo.abroad * params.inspected_share
        if share <= 0:
            return ()
        self._station(self.customs, params.customs_bays, limit_h=24.0)
        hours = Law.erlang(params.inspection_h, 2)
        return (Chance(share, (Serve(self.customs, hours),), name="inspected"),)

    def _station(self, name: str, servers: int, *, limit_h: float) -> None:
        if name not in {row.id for row in self.stations}:
            self.stations.append(lanes(name, servers, limit_h=limit_h))

    def _work(self, mode: str, cargo: Cargo, store: Store, **more: Any) -> Work:
        terminal = self.terminal
        return Work(
            "load" if cargo.inward else "discharge", terminal.rate(mode, cargo), store=store.id,
            factor=Law.erlang(1.0, terminal.maker.params.work_stages), calendar=terminal.calendar,
            **more,
        )  # fmt: skip

    # --- by rail ----------------------------------------------------------------------------------

    def _trains(
        self, cargo: Cargo, part: Part, store: Store, name: str, t_per_h: float
    ) -> None:  # fmt: skip
        """Add trains by a timetable: they bring a whole load, and take what is there by then.

        To fetch cargo, so many come that each would be filled to `train_filled` in the mean: a
        train has a slot and waits for nobody, so there must be some in reserve.
        """
        maker, params = self.terminal.maker, self.terminal.maker.params
        vehicle = maker.vehicle(Vehicle(f"train-{part.row.id}", Law.const(part.payload_t)))
        self._station(self.siding, params.sidings, limit_h=12.0)
        gap_h = part.payload_t / t_per_h * (params.train_filled if cargo.inward else 1.0)
        work = self._work(RAIL, cargo, store, pool=self.siding, up_to=cargo.inward)
        maker.sources.append(
            Source(f"trains-{name}", ((vehicle, 1.0),), (work,), gap=Law.const(gap_h),
                   calendar=maker.calendars.trains(self.terminal.row.id, self.terminal.share),
                   cargo=cargo.commodity)
        )  # fmt: skip

    # --- by water, onward -------------------------------------------------------------------------

    def _barges(
        self, cargo: Cargo, part: Part, store: Store, name: str, t_per_h: float
    ) -> None:  # fmt: skip
        """Add barges that carry on by water what came by water; they pass none of the locks."""
        terminal, maker = self.terminal, self.terminal.maker
        assert self.onward is not None
        row = part.row
        vehicle = maker.vehicle(
            Vehicle(f"{row.id}-onward-{terminal.row.id}", Law.const(round(part.payload_t, 1)),
                    row.length_m, row.beam_m, self.onward.draught_m)
        )  # fmt: skip
        gap_h = part.payload_t / t_per_h
        sent = store.id if cargo.inward else None
        if sent is not None:
            gap_h /= maker.params.truck_reserve
        work = terminal.quay_work("load" if cargo.inward else "discharge", cargo, store.id)
        maker.sources.append(
            Source(f"onward-{name}", ((vehicle, 1.0),), (terminal.berthing((work,)),),
                   gap=Law.exp(gap_h), calendar=terminal.coming, cargo=cargo.commodity, store=sent)
        )  # fmt: skip
