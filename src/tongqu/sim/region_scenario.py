"""A region becomes a scenario: what stands on a day, who comes, and which of it is assumed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError
from tongqu.model.known import Knowledge
from tongqu.sim.laws import Law
from tongqu.sim.region_calendars import Calendars, value_at
from tongqu.sim.region_cells import deepened, with_cells
from tongqu.sim.region_figures import Figure, Figures
from tongqu.sim.region_loads import Load
from tongqu.sim.region_names import names_of
from tongqu.sim.region_params import PortParams
from tongqu.sim.region_port import Terminal
from tongqu.sim.region_river import WATER, River
from tongqu.sim.region_traffic import HOURS_A_YEAR, Cargo, cargoes_of, through_vessels
from tongqu.sim.scenario import Pass, Scenario, Source, Station, Store, Vehicle

if TYPE_CHECKING:
    from tongqu.model.region import Region

__all__ = ["PortScenario", "region_scenario"]

WEEK_H = 168


@dataclass(frozen=True)
class PortScenario:
    """A scenario made from a region.

    Attributes
    ----------
    scenario
        What is simulated.
    begin
        Instant at which the run begins.
    first_day
        Instant from which on it counts, and whose knowledge counts.
    lead_h
        Hours of the run before the first day that counts.
    traffic_mt_per_year
        Cargo over the quays; what nobody can carry is not in it.
    figures
        Every figure that went in, with its source.
    names
        English and Chinese names by id.
    left_out
        Terminal and cargo that no vessel of the mix, or no truck, can carry.
    loads
        What each vessel class carries to each terminal, and what keeps it from carrying more.
    """

    scenario: Scenario
    begin: datetime
    first_day: datetime
    lead_h: float
    traffic_mt_per_year: float
    figures: tuple[Figure, ...]
    names: dict[str, tuple[str, str]]
    left_out: tuple[tuple[str, str], ...]
    loads: tuple[Load, ...]


def region_scenario(
    region: Region,
    as_of: date | datetime,
    *,
    years: float = 1.0,
    params: PortParams | None = None,
    terminals: tuple[str, ...] | None = None,
) -> PortScenario:
    """Return the port of a region as a scenario.

    Parameters
    ----------
    region
        The region.
    as_of
        First day that counts, and whose knowledge counts.
    years
        How long it counts, for openings and closures on the way.
    params
        What the tables do not say.
    terminals
        Which terminals; by default those with planned quays, or else all on the water that have
        berths.

    Raises
    ------
    DatasetError
        If no terminal works on that day, no cargo comes, or something that is needed is missing.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> before = region_scenario(load_region("qujiang"), date(2024, 11, 1))
    >>> after = region_scenario(load_region("qujiang"), date(2025, 1, 1))
    >>> [len(port.scenario.stations) for port in (before, after)]
    [3, 6]
    """
    maker = Maker(region, region.local(as_of), years, params or PortParams())
    return maker.made(terminals)


class Maker:
    """Collects the parts of a scenario."""

    def __init__(
        self, region: Region, first_day: datetime, years: float, params: PortParams
    ) -> None:
        region, changed = with_cells(region, params.cells)
        region, deeper = deepened(region, params.least_depth_m)
        self.region = region
        self.first_day = first_day
        self.params = params
        self.lead_h = params.lead_weeks * WEEK_H
        self.hours = self.lead_h + years * HOURS_A_YEAR
        self.known = Knowledge(region, first_day)
        self.figures = Figures(region, changed | deeper)
        self.calendars = Calendars(
            region, self.known, self.figures, params, first_day, self.lead_h, self.hours
        )
        self.loads: dict[tuple[str, str], Load] = {}
        self.vehicles: dict[str, Vehicle] = {}
        self.stations: list[Station] = []
        self.stores: list[Store] = []
        self.sources: list[Source] = []
        self.left_out: list[tuple[str, Cargo]] = []
        self.own_passages_per_h = 0.0
        for field in fields(params):
            self.figures.param(field.name, getattr(params, field.name))

    def made(self, terminals: tuple[str, ...] | None) -> PortScenario:
        """Make all parts and join them."""
        working = self._working(terminals)
        cargoes, far = cargoes_of(self, self._terminals(terminals))
        if not cargoes:
            raise DatasetError.of("sim_no_cargo")
        self.river = River(self, far)
        total = [
            (hour, sum(value_at(steps, hour) for _, steps in working))
            for hour in sorted({hour for _, steps in working for hour, _ in steps})
        ]
        for row, steps in working:
            way = self.river.path(row.place_id)
            if way is None:
                raise DatasetError.of("sim_no_way", terminal=row.id)
            share = tuple((hour, value_at(steps, hour) / max(1, whole)) for hour, whole in total)
            Terminal(self, row, way, share).add(cargoes)
        nowhere = {
            cargo.id for cargo in cargoes
            if all((row.id, cargo) in self.left_out for row, _ in working)
        }  # fmt: skip
        carried = [cargo for cargo in cargoes if cargo.id not in nowhere]
        if not carried:
            raise DatasetError.of("sim_nothing_carried")
        if self.params.through_vessels:
            self._add_through()
        scenario = Scenario(
            vehicles=tuple(self.vehicles.values()), sources=tuple(self.sources),
            stations=tuple(self.stations), stores=tuple(self.stores), locks=self.river.locks,
            calendars=tuple(self.calendars.made.values()), name=self.region.info.id,
        )  # fmt: skip
        return PortScenario(
            scenario, self.calendars.begin, self.first_day, self.lead_h,
            sum(cargo.t_per_h for cargo in carried) * HOURS_A_YEAR / 1e6, self.figures.all(),
            names_of(self.region, scenario, self.loads.values()),
            tuple((terminal, cargo.id) for terminal, cargo in self.left_out),
            tuple(self.loads.values()),
        )  # fmt: skip

    # --- terminals --------------------------------------------------------------------------------

    def _working(self, asked: tuple[str, ...] | None) -> list[tuple[Any, list[tuple[float, int]]]]:
        """Return the terminals of the port that have berths at work some time, and how many."""
        found = []
        for name in self._terminals(asked):
            row = self.region.row("terminals", name)
            if WATER not in row.modes or not self.berths_of(name):
                continue
            steps = self.open_berths(name)
            if any(count for _, count in steps):
                found.append((row, steps))
        if not found or not any(value_at(steps, 0.0) for _, steps in found):
            raise DatasetError.of("sim_no_terminal", day=self.first_day.date().isoformat())
        return found

    def _terminals(self, asked: tuple[str, ...] | None) -> tuple[str, ...]:
        """Return the terminals that were asked for, or those that make up the port."""
        rows = self.region.quays or self.region.berths
        for name in asked or ():
            if not self.region.has("terminals", name):
                raise DatasetError.of("sim_no_such_terminal", terminal=name)
        return tuple(dict.fromkeys(row.terminal_id for row in rows)) if asked is None else asked

    def berths_of(self, terminal: str) -> list[Any]:
        """Return the berths of a terminal."""
        return [row for row in self.region.berths if row.terminal_id == terminal]

    def open_berths(self, terminal: str) -> list[tuple[float, int]]:
        """Return steps of hour and number of berths at work; the lead shows the first day's."""
        calendars = self.calendars
        rows = []
        for row in self.berths_of(terminal):
            shut = (
                *calendars.closures("berths", row.id),
                *calendars.closures("quays", row.quay_id),
            )
            works = (self.known.in_service("berths", row.id),
                     self.known.in_service("terminals", terminal))  # fmt: skip
            rows.append((works, shut))
        hours = {0.0}
        for works, shut in rows:
            hours.update(hour for pair in shut for hour in pair)
            for steps in works:
                hours.update(h for when, _ in steps if self.lead_h < (h := calendars.hour(when)))

        def at_work(hour: float) -> int:
            return sum(
                all(calendars.value_at(steps, hour) for steps in works)
                and not any(begin <= hour < end for begin, end in shut)
                for works, shut in rows
            )

        return [(hour, at_work(hour)) for hour in sorted(hours) if hour < self.hours]

    def vehicle(self, vehicle: Vehicle) -> str:
        """Keep a vehicle and return its name."""
        self.vehicles[vehicle.id] = vehicle
        return vehicle.id

    # --- the locks --------------------------------------------------------------------------------

    def chambers_at(self, place: str) -> list[Any]:
        """Return the chambers of the lock at a place."""
        locks = {row.id for row in self.region.locks if row.place_id == place}
        return [row for row in self.region.chambers if row.lock_id in locks]

    def _add_through(self) -> None:
        """Add vessels of other ports, as many as were counted beside those of this one."""
        for lock in self.river.locks:
            others = through_vessels(self, lock.id) / HOURS_A_YEAR - self.own_passages_per_h
            classes = [
                (row, weight)
                for name, weight in self.params.mix
                if (row := self.region.row("vessel_classes", name)).length_m
                <= max(chamber.length_m for chamber in lock.chambers)
            ]
            if others <= 0 or not classes:
                continue
            for row, _ in classes:
                self.vehicles[row.id] = Vehicle(row.id, length_m=row.length_m, beam_m=row.beam_m)
            for direction in ("up", "down"):
                self.sources.append(
                    Source(
                        f"through-{lock.id}-{direction}",
                        tuple((row.id, weight) for row, weight in classes),
                        (Pass(lock.id, direction),),
                        gap=Law.exp(2 / others),
                    )
                )
