"""What is wrong with the records of a scenario, all of it at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tongqu.errors import Problem
from tongqu.sim.laws import Law

if TYPE_CHECKING:
    from tongqu.sim.scenario import Calendar, Scenario, Source, Step, Work

__all__ = ["scenario_problems", "steps_of", "works_of"]

KINDS = ("vehicles", "stations", "stores", "locks", "calendars", "sources")
MOST_SERVERS = 10_000
MOST_GROUPS = 62
"""Groups of a station: as many as a word has bits, less the sign."""


def scenario_problems(scenario: Scenario) -> list[Problem]:
    """Return all problems of a scenario's fields and names; see `impossible` for what follows."""
    return [*_fields(scenario), *_names(scenario)]


def steps_of(steps: tuple[Step, ...]) -> Iterator[Any]:
    """Yield steps, those within a chance too."""
    from tongqu.sim.scenario import Chance

    for step in steps:
        yield step
        if isinstance(step, Chance):
            yield from steps_of(step.steps)


def works_of(steps: tuple[Step, ...]) -> Iterator[Work]:
    """Yield all loading and discharging of a route."""
    from tongqu.sim.scenario import Berthing, Work

    for step in steps_of(steps):
        if isinstance(step, Work):
            yield step
        elif isinstance(step, Berthing):
            yield from step.works


def bad(record: str, field: str, value: object) -> Problem:
    """Return the problem of a field that makes no sense."""
    return Problem("sim_bad_field", {"record": record, "field": field}, value=value)


def _fields(scenario: Scenario) -> Iterator[Problem]:
    """Yield fields that are out of range."""
    for vehicle in scenario.vehicles:
        yield from _law(vehicle.id, "payload_t", vehicle.payload_t)
        yield from _amounts(vehicle, "length_m", "beam_m", "draught_m")
    for calendar in scenario.calendars:
        yield from _calendar(calendar)
    for station in scenario.stations:
        if not 1 <= len(station.groups) <= MOST_GROUPS:
            yield bad(station.id, "groups", len(station.groups))
        if station.places is not None and station.places < 0:
            yield bad(station.id, "places", station.places)
        yield from _amounts(station, "limit_h")
        for group in station.groups:
            if not 1 <= group.servers <= MOST_SERVERS:
                yield bad(group.id, "servers", group.servers)
    for store in scenario.stores:
        yield from _amounts(store, "capacity_t", "content_t", "limit_h")
        if store.content_t > store.capacity_t:
            yield bad(store.id, "content_t", store.content_t)
    for lock in scenario.locks:
        yield from _lock(lock)
    for source in scenario.sources:
        yield from _source(source)


def _law(record: str, field: str, law: Law) -> Iterator[Problem]:
    for name in law.faults():
        yield bad(record, f"{field}.{name}", getattr(law, name))


def _amounts(record: Any, *fields: str) -> Iterator[Problem]:
    for field in fields:
        value = getattr(record, field)
        if not (math.isfinite(value) and value >= 0):
            yield bad(record.id, field, value)


def _calendar(calendar: Calendar) -> Iterator[Problem]:
    if calendar.week and len(calendar.week) != 168:
        yield bad(calendar.id, "week", len(calendar.week))
    values = [*calendar.week, *(value for pair in calendar.changes for value in pair)]
    if any(not (math.isfinite(value) and value >= 0) for value in values):
        yield bad(calendar.id, "changes", min(values))
    for begin, end in calendar.closures:
        if not 0 <= begin < end < math.inf:
            yield bad(calendar.id, "closures", f"{begin} - {end}")
    if calendar.stops is not None:
        stops = calendar.stops
        for field, law in (("stops.runs", stops.runs), ("stops.stands", stops.stands)):
            yield from _law(calendar.id, field, law)
            if not law.faults() and law.mean_value <= 0:
                yield bad(calendar.id, field, law.mean_value)
        if not (math.isfinite(stops.speed) and stops.speed >= 0):
            yield bad(calendar.id, "stops.speed", stops.speed)


def _lock(lock: Any) -> Iterator[Problem]:
    yield from _amounts(lock, "enter_h", "leave_h", "gap_m", "patience_h", "limit_h")
    if not lock.chambers:
        yield bad(lock.id, "chambers", 0)
    if lock.look < 0:
        yield bad(lock.id, "look", lock.look)
    if lock.least < 1 or (lock.least > 1 and lock.patience_h <= 0):
        # Without patience the last vessels of a run would wait for ever.
        yield bad(lock.id, "least", lock.least)
    if lock.every_h is not None and not 0 < lock.every_h < math.inf:
        yield bad(lock.id, "every_h", lock.every_h)
    for chamber in lock.chambers:
        yield from _amounts(chamber, "level_h", "turn_h")
        for field in ("length_m", "beam_m"):
            if not 0 < getattr(chamber, field) < math.inf:
                yield bad(chamber.id, field, getattr(chamber, field))
        if chamber.side not in ("up", "down"):
            yield bad(chamber.id, "side", chamber.side)


def _source(source: Source) -> Iterator[Problem]:
    from tongqu.sim.scenario import Again

    if (source.gap is not None) + (source.times is not None) + (source.fleet != 0) != 1:
        yield Problem("sim_source_arrivals", {"record": source.id})
    if source.gap is not None:
        yield from _law(source.id, "gap", source.gap)
        if not source.gap.faults() and source.gap.mean_value <= 0:
            yield bad(source.id, "gap", source.gap.mean_value)
    if source.fleet < 0:
        yield bad(source.id, "fleet", source.fleet)
    if any(not (math.isfinite(at) and at >= 0) for at in source.times or ()):
        yield bad(source.id, "times", min(source.times or ()))
    weights = [weight for _, weight in source.mix]
    if not weights or any(not 0 < weight < math.inf for weight in weights):
        yield bad(source.id, "mix", weights)
    if source.needs not in ("stock", "room"):
        yield bad(source.id, "needs", source.needs)
    for number, step in enumerate(steps_of(source.route)):
        yield from _step(f"{source.id}, {number + 1}", step)
    last = len(source.route) - 1
    inner = [step for step in steps_of(source.route) if isinstance(step, Again)]
    if inner and not (
        len(inner) == 1 and isinstance(source.route[last], Again) and _takes_time(source)
    ):
        yield Problem("sim_again", {"record": source.id})


def _takes_time(source: Source) -> bool:
    """Whether a round of a route always takes time."""
    from tongqu.sim.scenario import Berthing, Sail, Serve

    for step in source.route:
        if isinstance(step, Sail) and step.hours.mean_value > 0:
            return True
        if isinstance(step, Serve) and step.hours.mean_value > 0:
            return True
        if isinstance(step, Berthing):
            return True
    return False


def _step(record: str, step: Any) -> Iterator[Problem]:
    from tongqu.sim.scenario import Berthing, Chance, Pass, Sail, Serve, WaitFor, Work

    if isinstance(step, Sail | Serve):
        yield from _law(record, "hours", step.hours)
    if isinstance(step, Serve) and not 1 <= step.servers <= MOST_SERVERS:
        yield bad(record, "servers", step.servers)
    if isinstance(step, WaitFor) and not math.isfinite(step.least):
        yield bad(record, "least", step.least)
    if isinstance(step, Chance) and not 0 <= step.share <= 1:
        yield bad(record, "share", step.share)
    if isinstance(step, Pass) and step.direction not in ("up", "down"):
        yield bad(record, "direction", step.direction)
    if isinstance(step, Berthing):
        yield from _law(record, "before", step.before)
        yield from _law(record, "after", step.after)
    for work in (step,) if isinstance(step, Work) else getattr(step, "works", ()):
        yield from _work(record, work)


def _work(record: str, work: Work) -> Iterator[Problem]:
    yield from _law(record, "factor", work.factor)
    if work.side not in ("load", "discharge"):
        yield bad(record, "side", work.side)
    if not 0 < work.rate_t_per_h < math.inf:
        yield bad(record, "rate_t_per_h", work.rate_t_per_h)
    if not 0 < work.share <= 1:
        yield bad(record, "share", work.share)
    if not 1 <= work.lots <= 100_000:
        yield bad(record, "lots", work.lots)
    least, most = work.cranes
    if not 1 <= least <= most <= MOST_SERVERS:
        yield bad(record, "cranes", work.cranes)
    if work.up_to and (work.side != "load" or work.store is None):
        yield bad(record, "up_to", work.up_to)


def _names(scenario: Scenario) -> Iterator[Problem]:
    """Yield ids that are there twice, and names that nothing has."""
    for kind in KINDS:
        counted = Counter(row.id for row in getattr(scenario, kind))
        for name, count in counted.items():
            if count > 1 or not name:
                yield Problem("sim_id_twice", {"kind": kind}, value=name)
    groups = Counter(g.id for station in scenario.stations for g in station.groups)
    for name, count in groups.items():
        if count > 1:
            yield Problem("sim_id_twice", {"kind": "groups"}, value=name)
    known = {kind: {row.id for row in getattr(scenario, kind)} for kind in KINDS}
    for record, kind, name in _named(scenario):
        if name is not None and name not in known[kind]:
            yield Problem("sim_unknown_name", {"record": record, "kind": kind}, value=name)


def _named(scenario: Scenario) -> Iterator[tuple[str, str, str | None]]:
    """Yield who names what: record, kind of the named, name."""
    for station in scenario.stations:
        for group in station.groups:
            yield group.id, "calendars", group.calendar
    for lock in scenario.locks:
        for chamber in lock.chambers:
            yield chamber.id, "calendars", chamber.calendar
    for source in scenario.sources:
        for name, _ in source.mix:
            yield source.id, "vehicles", name
        yield source.id, "calendars", source.calendar
        yield source.id, "stores", source.store
        for step in steps_of(source.route):
            yield source.id, "stations", getattr(step, "station", None)
            yield source.id, "locks", getattr(step, "lock", None)
            yield source.id, "calendars", getattr(step, "calendar", None)
        for work in works_of(source.route):
            yield source.id, "stores", work.store
            yield source.id, "stations", work.pool
            yield source.id, "calendars", work.calendar
