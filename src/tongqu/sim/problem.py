"""A scenario as arrays, and a run's tables at their beginning."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.rng import stream_key
from tongqu.sim import columns as c
from tongqu.sim.calendars import calendar_rows
from tongqu.sim.laws import Law
from tongqu.sim.memory import Layout, Row, lay_out
from tongqu.sim.routes import Rows

if TYPE_CHECKING:
    from tongqu.sim.columns import Ints
    from tongqu.sim.scenario import Group, Scenario, Source

__all__ = ["SimProblem", "make_problem", "station_names"]


@dataclass(frozen=True, eq=False)
class SimProblem:
    """A scenario as one block of memory: what is the same at the beginning of each replication.

    Attributes
    ----------
    scenario
        What it was made from.
    hours, warm_h, period_h
        Length of a run, of it the warm-up, and of a period of the series [h].
    layout
        The memory.
    purposes
        What each law's stream is for.
    """

    scenario: Scenario
    hours: float
    warm_h: float
    period_h: float
    layout: Layout
    purposes: tuple[tuple[str, ...], ...]

    @property
    def periods(self) -> int:
        """Number of periods, the last one perhaps cut."""
        return math.ceil(self.hours / self.period_h)

    def keyed(self, seed: int) -> Ints:
        """Return the memory with the keys of a seed."""
        words = self.layout.whole.copy()
        laws, _ = self.layout.rows("law", words)
        for row, purpose in enumerate(self.purposes):
            laws[row, c.L_KEY0], laws[row, c.L_KEY1] = stream_key(seed, *purpose)
        return words


def station_names(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the id and the kind of wait of each row in which units can wait.

    Examples
    --------
    >>> from tongqu.sim.scenario import Law, Scenario, Serve, Source, Store, Vehicle, lanes
    >>> source = Source("s", (("v", 1),), (Serve("gate", Law.exp(1)),), gap=Law.exp(2))
    >>> stores = (Store("yard", "coal", 1000),)
    >>> scenario = Scenario((Vehicle("v"),), (source,), (lanes("gate", 1),), stores)
    >>> station_names(scenario)
    [('gate', 'servers'), ('yard', 'room'), ('yard', 'stock')]
    """
    names = [(row.id, "servers") for row in scenario.stations]
    names += [(row.id, what) for row in scenario.stores for what in ("room", "stock")]
    return names + [(row.id, what) for row in scenario.locks for what in ("up", "down")]


def make_problem(
    scenario: Scenario, hours: float, *, warm_h: float = 0.0, period_h: float = 168.0
) -> SimProblem:
    """Return a scenario as arrays.

    Parameters
    ----------
    scenario
        What is simulated.
    hours
        Length of a run [h].
    warm_h
        After so many hours all counts begin anew [h].
    period_h
        Length of the periods for which figures are kept apart [h].
    """
    rows = Rows(scenario)
    mixes: list[Row] = []
    sources = [_source(rows, source, mixes) for source in scenario.sources]
    stations, groups = _stations(rows)
    locks, chambers = _locks(rows)
    calendars, pairs = calendar_rows(scenario, hours, rows)
    tables = {
        "source": sources, "mix": mixes, "step": rows.steps, "law": rows.laws,
        "station": stations, "group": groups, "store": _stores(rows), "lock": locks,
        "chamber": chambers, "calendar": calendars, "pair": pairs,
        "blame": _blame(scenario, stations), "value": rows.values,
    }  # fmt: skip
    from tongqu.packing.skyline import SKYLINE_WORDS

    layout = lay_out(tables, periods=math.ceil(hours / period_h) + 1, scratch=SKYLINE_WORDS)
    return SimProblem(scenario, hours, warm_h, period_h, layout, tuple(rows.purposes))


def _source(rows: Rows, source: Source, mixes: list[Row]) -> Row:
    row: Row = [0] * c.SOURCE
    row[c.R_GAP] = c.NONE
    if source.gap is not None:
        row[c.R_GAP] = rows.law(source.gap, "gap", source.id, in_a_row=True)
    row[c.R_CALENDAR] = rows.calendar_row(source.calendar)
    row[c.R_TIME_FIRST] = row[c.R_TIME_COUNT] = c.NONE
    if source.times is not None:
        row[c.R_TIME_FIRST] = rows.add_values(tuple(sorted(source.times)))
        row[c.R_TIME_COUNT] = len(source.times)
    row[c.R_STORE] = c.NONE if source.store is None else rows.store[source.store]
    row[c.R_SIDE] = c.NEEDS_STOCK if source.needs == "stock" else c.NEEDS_ROOM
    row[c.R_NEXT] = c.NONE
    row[c.R_PRIORITY], row[c.R_FLEET] = source.priority, source.fleet
    row[c.R_CHOICE] = rows.law(Law.uniform(0.0, 1.0), "mix", source.id, in_a_row=True)
    row[c.R_MIX_FIRST], row[c.R_MIX_COUNT] = len(mixes), len(source.mix)
    total = math.fsum(weight for _, weight in source.mix)
    share = 0.0
    for name, weight in source.mix:
        share += weight / total
        mixes.append(_mix(rows, source, name, share))
    if source.store is not None:
        row[c.R_LOAD] = rows.vehicles[source.mix[0][0]].payload_t.mean_value
    return row


def _mix(rows: Rows, source: Source, name: str, share: float) -> Row:
    vehicle = rows.vehicles[name]
    row: Row = [0] * c.MIX
    row[c.M_PAYLOAD] = c.NONE
    if vehicle.payload_t != Law.const(0.0):
        row[c.M_PAYLOAD] = rows.law(
            vehicle.payload_t, "payload", source.id, name, in_a_row=len(source.mix) == 1
        )
    row[c.M_STEP], row[c.M_CUMULATED] = rows.route(source, vehicle), share
    row[c.M_LENGTH], row[c.M_BEAM] = vehicle.length_m, vehicle.beam_m
    return row


def _stations(rows: Rows) -> tuple[list[Row], list[Row]]:
    """Return the rows of all places where units wait, and of the groups of servers."""
    scenario = rows.scenario
    stations: list[Row] = []
    groups: list[Row] = []
    waiting: list[tuple[float, int | None, tuple[Group, ...]]] = [
        (row.limit_h, row.places, row.groups) for row in scenario.stations
    ]
    waiting += [(row.limit_h, None, ()) for row in scenario.stores for _ in range(2)]
    waiting += [(row.limit_h, None, ()) for row in scenario.locks for _ in range(2)]
    for station, (limit_h, places, servers) in enumerate(waiting):
        row: Row = [0] * c.STATION
        row[c.Q_HEAD] = row[c.Q_TAIL] = c.NONE
        row[c.Q_PLACES] = c.NONE if places is None else places
        row[c.Q_BLAME] = c.NONE
        row[c.Q_GROUP_FIRST], row[c.Q_GROUP_COUNT] = len(groups), len(servers)
        row[c.Q_LIMIT_H] = limit_h
        stations.append(row)
        for k, group in enumerate(servers):
            row = [0] * c.GROUP
            row[c.G_CAPACITY] = row[c.G_WHOLE] = group.servers
            row[c.G_CALENDAR], row[c.G_STATION] = rows.calendar_row(group.calendar), station
            row[c.G_BIT] = 1 << k
            groups.append(row)
    return stations, groups


def _blame(scenario: Scenario, stations: list[Row]) -> list[Row]:
    """Return a row for each place where units wait for something with a calendar."""
    with_calendar = [
        (k, c.NONE)
        for k, station in enumerate(scenario.stations)
        if any(group.calendar is not None for group in station.groups)
    ]
    first = len(scenario.stations) + 2 * len(scenario.stores)
    with_calendar += [
        (first + 2 * k + side, k)
        for k, lock in enumerate(scenario.locks)
        if any(chamber.calendar is not None for chamber in lock.chambers)
        for side in (c.UP, c.DOWN)
    ]
    for number, (station, _) in enumerate(with_calendar):
        stations[station][c.Q_BLAME] = number
    return [[lock] + [0.0] * (c.BLAME - 1) for _, lock in with_calendar]


def _stores(rows: Rows) -> list[Row]:
    stores: list[Row] = []
    first = len(rows.scenario.stations)
    for k, store in enumerate(rows.scenario.stores):
        row: Row = [0] * c.STORE
        row[c.K_PUTTERS], row[c.K_TAKERS], row[c.K_ASLEEP] = (
            first + 2 * k, first + 2 * k + 1, c.NONE,
        )  # fmt: skip
        row[c.K_CAPACITY] = store.capacity_t
        row[c.K_CONTENT] = row[c.K_BEGUN_WITH] = row[c.K_MOST] = store.content_t
        stores.append(row)
    return stores


def _locks(rows: Rows) -> tuple[list[Row], list[Row]]:
    """Return the rows of locks and chambers."""
    locks: list[Row] = []
    chambers: list[Row] = []
    first = len(rows.scenario.stations) + 2 * len(rows.scenario.stores)
    for k, lock in enumerate(rows.scenario.locks):
        row: Row = [0] * c.LOCK
        row[c.X_QUEUE_UP], row[c.X_QUEUE_DOWN] = first + 2 * k, first + 2 * k + 1
        row[c.X_CHAMBER_FIRST], row[c.X_CHAMBER_COUNT] = len(chambers), len(lock.chambers)
        row[c.X_LOOK], row[c.X_LEAST], row[c.X_GAP] = lock.look, lock.least, lock.gap_m
        row[c.X_PATIENCE], row[c.X_EVERY] = lock.patience_h, lock.every_h or 0.0
        row[c.X_ENTER], row[c.X_LEAVE] = lock.enter_h, lock.leave_h
        locks.append(row)
        for number, chamber in enumerate(lock.chambers):
            row = [0] * c.CHAMBER
            row[c.H_LOCK], row[c.H_CALENDAR] = k, rows.calendar_row(chamber.calendar)
            row[c.H_TAKES] = c.DOWN if chamber.side == "up" else c.UP
            row[c.H_PHASE] = (lock.every_h or 0.0) * number / len(lock.chambers)
            row[c.H_LENGTH], row[c.H_BEAM] = chamber.length_m, chamber.beam_m
            row[c.H_LEVEL], row[c.H_TURN] = chamber.level_h, chamber.turn_h
            chambers.append(row)
    return locks, chambers
