"""Processes of units and sources."""

import heapq
import math
from dataclasses import dataclass
from typing import Any

import simpy

from sim_oracle.blame import Blame
from sim_oracle.gates import Gates
from sim_oracle.hours import Hours
from sim_oracle.luck import Luck
from sim_oracle.station import Servers
from sim_oracle.stock import Stock
from tongqu.sim import (
    Again,
    Berthing,
    Chance,
    Pass,
    Sail,
    Scenario,
    Serve,
    Source,
    Vehicle,
    WaitFor,
    Work,
)  # fmt: skip
from tongqu.sim.tracing import Line


@dataclass(eq=False)
class Unit:
    """A vessel, truck or train."""

    source: Source
    serial: int
    vehicle: Vehicle
    tonnes: float = 0.0
    turn: int = 0

    @property
    def priority(self) -> int:
        return self.source.priority


class Port:
    """A scenario that runs."""

    def __init__(self, scenario: Scenario, hours: float, seed: int, replication: int) -> None:
        self.env = simpy.Environment()
        self.scenario, self.luck = scenario, Luck(seed, replication)
        self.vehicles = {row.id: row for row in scenario.vehicles}
        self.stations = {row.id: Servers(self, row) for row in scenario.stations}
        self.locks = {row.id: Gates(self, row) for row in scenario.locks}
        self.stocks = {row.id: Stock(self, row) for row in scenario.stores}
        self.hours = {row.id: Hours(row, hours + 500, self.luck) for row in scenario.calendars}
        self.lines: list[Line] = []
        self.blame = Blame(self, hours)
        self.serials = {row.id: 0 for row in scenario.sources}
        for station in scenario.stations:
            for group in station.groups:
                if group.calendar is not None:
                    self.env.process(self.shifts(station.id, group))
        for lock in self.locks.values():
            lock.begin()
        for source in scenario.sources:
            self.env.process(self.fleet(source) if source.fleet else self.arrivals(source))
        self.env.run(hours)

    def log(self, unit: Unit, what: str, where: str = "") -> None:
        self.lines.append(Line(self.env.now, what, where, unit.source.id, unit.serial))

    # --- sources ---

    def fleet(self, source: Source) -> Any:
        yield self.env.timeout(0)
        for _ in range(source.fleet):
            self.come(source)

    def arrivals(self, source: Source) -> Any:
        for serial in range(10**9):
            if source.times is not None:
                if serial >= len(source.times):
                    return
                yield from self.until(max(self.env.now, sorted(source.times)[serial]))
            else:
                gap = self.gap(source, serial)
                yield from self.until(self.later(source.calendar, gap))
            if source.store is not None:
                stock = self.stocks[source.store]
                while not stock.has_for(source):
                    event = self.env.event()
                    stock.asleep.insert(0, (source, event))
                    yield event
                stock.promise(source)
            self.come(source)

    def gap(self, source: Source, serial: int) -> float:
        """Return the hours before an arrival."""
        return self.luck.draw(source.gap, serial, 0, "gap", source.id)

    def come(self, source: Source) -> None:
        serial = self.serials[source.id]
        self.serials[source.id] += 1
        name = source.mix[-1][0]
        if len(source.mix) > 1:
            u = self.luck.one(serial, 0, "mix", source.id)
            total, reached = sum(weight for _, weight in source.mix), 0.0
            for candidate, weight in source.mix:
                reached += weight / total
                if u < reached:
                    name = candidate
                    break
        unit = Unit(source, serial, self.vehicles[name])
        unit.tonnes = self.luck.draw(unit.vehicle.payload_t, serial, 0, "payload", source.id, name)
        self.log(unit, "comes", source.id)
        self.env.process(self.life(unit))

    def shifts(self, station: str, group: Any) -> Any:
        hours, servers = self.hours[group.calendar], self.stations[station]
        for moment in [0.0, *hours.moments]:
            yield from self.until(moment)
            servers.there[group.id] = math.floor(hours.speed(moment) * group.servers + 1e-9)
            servers.serve(group.id)

    # --- units ---

    def life(self, unit: Unit) -> Any:
        again = True
        while again:
            again = yield from self.steps(unit, unit.source.route, Names())
        self.log(unit, "leaves", unit.source.id)

    def steps(self, unit: Unit, steps: tuple[Any, ...], names: Any) -> Any:
        for step in steps:
            if isinstance(step, Again):
                unit.turn += 1
                return True
            if isinstance(step, Chance):
                u = self.luck.one(
                    unit.serial, unit.turn, "hours", unit.source.id, unit.vehicle.id,
                    names.of(step.name),
                )  # fmt: skip
                inner = names if u < step.share else names.silent(self, step.steps)
                if inner is names:
                    yield from self.steps(unit, step.steps, names)
            elif isinstance(step, Sail):
                yield from self.hold(unit, step.hours, names.of(step.name), step.calendar)
            elif isinstance(step, WaitFor):
                calendar = self.hours[step.calendar]
                end = calendar.open_from(self.env.now, step.least)
                self.blame.wait_for(unit, step.calendar, step.least, end)
                yield from self.until(end)
                self.log(unit, "time is over")
            elif isinstance(step, Serve):
                name = names.of(step.name)
                had = yield from self.seize(unit, step.station, step.servers, step.servers)
                if had:
                    yield from self.hold(unit, step.hours, name, step.calendar)
                    self.stations[step.station].give_back(unit, *had)
            elif isinstance(step, Work):
                yield from self.work(unit, step, names.of(step.name))
            elif isinstance(step, Berthing):
                yield from self.berthing(unit, step, names)
            elif isinstance(step, Pass):
                yield from self.locks[step.lock].passing(unit, step.direction)
        return False

    def berthing(self, unit: Unit, step: Berthing, names: Any) -> Any:
        named = [names.of(f"{step.name} before")] if step.before.mean_value else [""]
        named += [names.of(work.name) for work in step.works]
        named += [names.of(f"{step.name} after")] if step.after.mean_value else [""]
        had = yield from self.seize(unit, step.station, 1, 1)
        if not had:
            sent = unit.source.store
            if sent is not None and sent in {work.store for work in step.works}:
                self.stocks[sent].give_back(unit.source)
            return
        if step.before.mean_value:
            yield from self.hold(unit, step.before, named[0])
        for work, name in zip(step.works, named[1:-1], strict=True):
            yield from self.work(unit, work, name)
        if step.after.mean_value:
            yield from self.hold(unit, step.after, named[-1])
        self.stations[step.station].give_back(unit, *had)

    def work(self, unit: Unit, work: Work, name: str) -> Any:
        tonnes = unit.tonnes * work.share
        if tonnes <= 0:
            return
        stock = self.stocks.get(work.store or "")
        promised = work.store is not None and work.store == unit.source.store
        for _ in range(work.lots):
            lot = tonnes / work.lots
            if stock and work.side == "discharge":
                yield from stock.put(unit, lot, promised=promised)
            elif stock:
                lot = yield from stock.take(unit, lot, promised=promised, up_to=work.up_to)
            had = None
            if work.pool is not None:
                had = yield from self.seize(unit, work.pool, *work.cranes)
            rate = work.rate_t_per_h * (had[1] if had else 1)
            yield from self.hold(unit, work.factor, name, work.calendar, lot / rate)
            if had:
                self.stations[work.pool].give_back(unit, *had)
            if stock and work.side == "discharge":
                stock.put_done(unit, lot)
            elif stock:
                stock.take_done(unit, lot)
            unit.turn += 1

    def seize(self, unit: Unit, station: str, least: int, most: int) -> Any:
        row = self.stations[station]
        vehicle, cargo = unit.vehicle, unit.source.cargo
        groups = [
            group.id
            for group in row.station.groups
            if vehicle.length_m <= group.max_length_m
            and vehicle.beam_m <= group.max_beam_m
            and vehicle.draught_m <= group.max_draught_m
            and (cargo in group.cargoes or not group.cargoes)
        ]
        return (yield from row.ask(unit, groups, least, most))

    # --- time ---

    def hold(self, unit: Unit, law: Any, name: str, calendar: Any = None, times: float = 1) -> Any:
        hours = self.luck.draw(
            law, unit.serial, unit.turn, "hours", unit.source.id, unit.vehicle.id, name
        )
        end = self.later(calendar, hours * times)
        if calendar is not None:
            self.blame.slow(unit, calendar, end)
        yield from self.until(end)
        self.log(unit, "time is over")

    def later(self, calendar: str | None, hours: float) -> float:
        if calendar is None:
            return self.env.now + hours
        return self.hours[calendar].finish(self.env.now, hours)

    def until(self, when: float) -> Any:
        if when == float("inf"):
            yield self.env.event()
        # A timeout counts from now, and now + (when - now) may be another number than `when`.
        event = self.env.event()
        event._ok, event._value = True, None
        heap_entry = (when, 1, next(self.env._eid), event)
        heapq.heappush(self.env._queue, heap_entry)
        yield event


class Names:
    """Names in the order of the route; of equal ones the later get a number."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def of(self, name: str) -> str:
        self.used[name] = self.used.get(name, 0) + 1
        return name if self.used[name] == 1 else f"{name} #{self.used[name]}"

    def silent(self, port: Port, steps: tuple[Any, ...]) -> None:
        """Count the names of steps that are left out."""
        for step in steps:
            if isinstance(step, Chance):
                self.of(step.name)
                self.silent(port, step.steps)
            elif isinstance(step, Berthing):
                if step.before.mean_value:
                    self.of(f"{step.name} before")
                for work in step.works:
                    self.of(work.name)
                if step.after.mean_value:
                    self.of(f"{step.name} after")
            elif isinstance(step, Sail | Serve | Work):
                self.of(step.name)


def oracle_trace(scenario: Scenario, *, hours: float, seed: int, replication: int) -> list[Line]:
    """Return every step of every unit, as `tongqu.sim.tracing.trace_run` does."""
    return Port(scenario, hours, seed, replication).lines


def oracle_blame(scenario: Scenario, *, hours: float, seed: int, replication: int) -> Blame:
    """Return waits and lost hours by cause."""
    return Port(scenario, hours, seed, replication).blame
