"""What cannot work: named before the run, because no run would ever settle.

Only what is certain is named: demand is what comes in the slackest season, capacity is what could
be done in the best one. Closures and seasons end; only stands by chance and the week stay.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tongqu.errors import Problem
from tongqu.sim.calendars import best_speed, least_speed, mean_speed
from tongqu.sim.checks import steps_of, works_of
from tongqu.sim.routes import fits
from tongqu.sim.scenario import Berthing, Chance, Pass, Serve, Work

if TYPE_CHECKING:
    from tongqu.sim.scenario import Lock, Scenario, Source, Station, Step, Vehicle

__all__ = ["impossible", "units_per_h"]

SLACK = 1.0 + 1e-9
Speed = Callable[["Scenario", "str | None"], float]


def impossible(scenario: Scenario) -> Iterator[Problem]:
    """Yield what cannot work in a sound scenario."""
    yield from _berths(scenario)
    yield from _chambers(scenario)
    yield from _sent(scenario)
    yield from _busy(scenario)
    yield from _locked(scenario)
    yield from _stocks(scenario)


def _vehicles(scenario: Scenario, source: Source) -> list[tuple[Vehicle, float]]:
    """Return the vehicles of a source and their shares."""
    by_id = {row.id: row for row in scenario.vehicles}
    total = math.fsum(weight for _, weight in source.mix)
    return [(by_id[name], weight / total) for name, weight in source.mix]


def _visits(source: Source) -> Iterator[tuple[str, int]]:
    """Yield the stations of a route and the fewest servers that are taken there."""
    for step in steps_of(source.route):
        if isinstance(step, Serve):
            yield step.station, step.servers
        elif isinstance(step, Berthing):
            yield step.station, 1
    for work in works_of(source.route):
        if work.pool is not None:
            yield work.pool, work.cranes[0]


def _berths(scenario: Scenario) -> Iterator[Problem]:
    """Groups that nobody fits; vehicles that fit no group."""
    stations = {row.id: row for row in scenario.stations}
    used: set[tuple[str, str]] = set()
    visited = set()
    for source in scenario.sources:
        for name, servers in _visits(source):
            visited.add(name)
            for vehicle, _ in _vehicles(scenario, source):
                fitting = [
                    group
                    for group in stations[name].groups
                    if fits(group, vehicle, source.cargo) and group.servers >= servers
                ]
                used |= {(name, group.id) for group in fitting}
                if not fitting:
                    yield Problem(
                        "sim_vehicle_fits_nowhere",
                        {"source": source.id, "vehicle": vehicle.id, "station": name},
                    )
    for station in scenario.stations:
        for group in station.groups:
            if station.id in visited and (station.id, group.id) not in used:
                yield Problem(
                    "sim_group_without_vehicles", {"station": station.id, "group": group.id}
                )


def _lock_users(scenario: Scenario, lock: Lock) -> Iterator[tuple[Source, Vehicle, float, str]]:
    """Yield who passes a lock: source, vehicle, its share, direction."""
    for source in scenario.sources:
        for step in steps_of(source.route):
            if isinstance(step, Pass) and step.lock == lock.id:
                for vehicle, share in _vehicles(scenario, source):
                    yield source, vehicle, share, step.direction


def _chambers(scenario: Scenario) -> Iterator[Problem]:
    """Chambers in which no vessel fits; vessels that fit in none."""
    for lock in scenario.locks:
        users = list(_lock_users(scenario, lock))
        for vehicle in {vehicle.id: vehicle for _, vehicle, _, _ in users}.values():
            if not any(_goes_in(vehicle, lock, k) for k in range(len(lock.chambers))):
                yield Problem(
                    "sim_vessel_fits_no_chamber", {"vehicle": vehicle.id, "lock": lock.id}
                )
        for k, chamber in enumerate(lock.chambers):
            if users and not any(_goes_in(vehicle, lock, k) for _, vehicle, _, _ in users):
                yield Problem(
                    "sim_chamber_fits_no_vessel", {"chamber": chamber.id, "lock": lock.id}
                )


def _goes_in(vehicle: Vehicle, lock: Lock, chamber: int) -> bool:
    room = lock.chambers[chamber]
    return vehicle.length_m <= room.length_m and vehicle.beam_m <= room.beam_m


def _sent(scenario: Scenario) -> Iterator[Problem]:
    """Sources that send for stock or room: what is promised must be what is taken."""
    for source in scenario.sources:
        if source.store is None:
            continue
        side = "load" if source.needs == "stock" else "discharge"
        works = [work for work in works_of(source.route) if work.store == source.store]
        vehicles = _vehicles(scenario, source)
        sound = (
            len(vehicles) == 1
            and vehicles[0][0].payload_t.kind == "const"
            and vehicles[0][0].payload_t.mean > 0
            and [(work.side, work.share, work.up_to) for work in works] == [(side, 1.0, False)]
            and not any(
                isinstance(step, Chance) and list(works_of((step,))) for step in source.route
            )
            and source.fleet == 0
        )
        if not sound:
            yield Problem("sim_sent_for", {"source": source.id, "store": source.store})


def units_per_h(scenario: Scenario, source: Source, speed: Speed = mean_speed) -> float | None:
    """Return how many units of a source come in an hour; None where nobody can say."""
    if source.fleet:
        return None
    if source.times is not None:
        span = max(source.times, default=0.0)
        return len(source.times) / span if span > 0 else 0.0
    assert source.gap is not None
    return speed(scenario, source.calendar) / source.gap.mean_value


def _shares(steps: tuple[Step, ...], share: float = 1.0) -> Iterator[tuple[Step, float]]:
    """Yield steps with the share of the units that take them."""
    for step in steps:
        if isinstance(step, Chance):
            yield from _shares(step.steps, share * step.share)
        else:
            yield step, share


def _busy(scenario: Scenario) -> Iterator[Problem]:
    """Stations that must do more hours of service than they have."""
    wanted: dict[str, float] = defaultdict(float)
    for source in scenario.sources:
        rate = units_per_h(scenario, source, least_speed)
        if rate is None or source.store is not None or source.times is not None:
            continue
        payload = math.fsum(
            vehicle.payload_t.mean_value * share for vehicle, share in _vehicles(scenario, source)
        )
        for step, share in _shares(source.route):
            for name, hours in _hours(scenario, step, payload):
                wanted[name] += rate * share * hours
    for station in scenario.stations:
        servers = _servers(scenario, station)
        if station.places is None and wanted[station.id] > servers * SLACK:
            yield Problem(
                "sim_demand_above_capacity",
                {
                    "station": station.id,
                    "wanted": round(wanted[station.id], 3),
                    "servers": round(servers, 3),
                },
            )


def _servers(scenario: Scenario, station: Station) -> float:
    """Return the mean number of servers of a station, at best."""
    return math.fsum(
        group.servers * best_speed(scenario, group.calendar) for group in station.groups
    )


def _hours(scenario: Scenario, step: Step, payload_t: float) -> Iterator[tuple[str, float]]:
    """Yield the server-hours that a step takes at least."""
    if isinstance(step, Serve):
        speed = best_speed(scenario, step.calendar)
        yield step.station, step.servers * step.hours.mean_value / max(speed, 1e-12)
    works = (step,) if isinstance(step, Work) else getattr(step, "works", ())
    worked = 0.0
    for work in works:
        speed = max(best_speed(scenario, work.calendar), 1e-12)
        hours = 0.0 if work.up_to else payload_t * work.share * work.factor.mean_value
        hours /= work.rate_t_per_h * speed
        if work.pool is not None:
            yield work.pool, hours
            hours /= work.cranes[1]
        worked += hours
    if isinstance(step, Berthing):
        yield step.station, worked + step.before.mean_value + step.after.mean_value


def _locked(scenario: Scenario) -> Iterator[Problem]:
    """Locks that must take more area of vessels than their chambers have, lockage after lockage."""
    for lock in scenario.locks:
        area = dict.fromkeys(("up", "down"), 0.0)
        for source, vehicle, share, direction in _lock_users(scenario, lock):
            rate = units_per_h(scenario, source, least_speed)
            if rate is not None and source.store is None and source.times is None:
                area[direction] += rate * share * vehicle.length_m * vehicle.beam_m
        could = 0.0
        for chamber in lock.chambers:
            # One up and one down in a cycle, or one way with the way back empty.
            both = [chamber.level_h + chamber.turn_h, 2 * chamber.level_h]
            if lock.every_h is not None:
                both = [lock.every_h]
            could += (
                chamber.length_m * chamber.beam_m / min(both) if min(both) > 0 else math.inf
            ) * best_speed(scenario, chamber.calendar)
        for direction, wanted in area.items():
            chances = [s for s in scenario.sources if any(isinstance(x, Chance) for x in s.route)]
            if wanted > could * SLACK and not chances:
                yield Problem(
                    "sim_lock_above_capacity",
                    {"lock": lock.id, "direction": direction, "wanted": round(wanted, 1),
                     "could": round(could, 1)},
                )  # fmt: skip


def _stocks(scenario: Scenario) -> Iterator[Problem]:
    """Stores into which more must come than can leave, or out of which more must go."""
    for store in scenario.stores:
        must = {"discharge": 0.0, "load": 0.0}
        may = {"discharge": 0.0, "load": 0.0}
        known = True
        for source in scenario.sources:
            rate = units_per_h(scenario, source, least_speed)
            most = units_per_h(scenario, source, best_speed)
            for tonnes, work in _tonnes(scenario, source, store.id):
                if rate is None or most is None or source.times is not None:
                    known = False
                    continue
                may[work.side] += most * tonnes
                if source.store != store.id and not work.up_to:
                    must[work.side] += rate * tonnes
        flows = {"store": store.id}
        if known and must["discharge"] > may["load"] * SLACK:
            params = {"comes": round(must["discharge"], 3), "leaves": round(may["load"], 3)}
            yield Problem("sim_stock_only_grows", {**flows, **params})
        if known and must["load"] > may["discharge"] * SLACK:
            params = {"leaves": round(must["load"], 3), "comes": round(may["discharge"], 3)}
            yield Problem("sim_stock_runs_out", {**flows, **params})


def _tonnes(scenario: Scenario, source: Source, store: str) -> Iterator[tuple[float, Work]]:
    """Yield the mean tonnes that a unit puts into a store or takes, work by work."""
    payload = math.fsum(
        vehicle.payload_t.mean_value * share for vehicle, share in _vehicles(scenario, source)
    )
    for step, share in _shares(source.route):
        for work in (step,) if isinstance(step, Work) else getattr(step, "works", ()):
            if work.store == store:
                yield payload * work.share * share, work
