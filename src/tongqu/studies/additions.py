"""What a port could have more of: a berth, a crane, a lane, room, a shift, a chamber."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tongqu.sim import Chance, Scenario, Serve
from tongqu.sim.call_waits import call_rows, cause_of
from tongqu.sim.checks import steps_of, works_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongqu.sim import Calendar

__all__ = ["Addition", "additions"]

SHIFT_H = 8
BLOCK_SHARE = 0.1


@dataclass(frozen=True)
class Addition:
    """A scenario with one thing more.

    Attributes
    ----------
    id
        Its name: ``berth:quay``.
    kind
        ``berth``, ``crane``, ``lane``, ``yard_block``, ``shift``, ``chamber`` or ``alternative``.
    where
        What there is more of.
    scenario
        With it.
    amount
        How much more: servers, tonnes, hours a day, chambers; None of an alternative.
    """

    id: str
    kind: str
    where: str
    scenario: Scenario
    amount: float | None


def additions(scenario: Scenario, *, block_t: float | None = None) -> tuple[Addition, ...]:
    """Return the scenario with one more of everything, one at a time.

    Parameters
    ----------
    scenario
        The port.
    block_t
        Room of a yard block [t]; by default a tenth of the store.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    >>> [more.id for more in additions(scenario)]
    ['berth:quay']
    """
    return (
        *_servers(scenario),
        *_rooms(scenario, block_t),
        *_shifts(scenario),
        *_chambers(scenario),
    )


def _servers(scenario: Scenario) -> Iterator[Addition]:
    causes = cause_of(scenario)
    calls = set(call_rows(scenario))
    for k, station in enumerate(scenario.stations):
        row = (station.id, "servers")
        kind = "crane" if causes.get(row) == "crane" else "berth" if row in calls else "lane"
        for g, group in enumerate(station.groups):
            groups = list(station.groups)
            groups[g] = replace(group, servers=group.servers + 1)
            stations = list(scenario.stations)
            stations[k] = replace(station, groups=tuple(groups))
            with_it = replace(scenario, stations=tuple(stations))
            yield Addition(f"{kind}:{group.id}", kind, group.id, with_it, 1)


def _rooms(scenario: Scenario, block_t: float | None) -> Iterator[Addition]:
    for k, store in enumerate(scenario.stores):
        more = round(BLOCK_SHARE * store.capacity_t, 1) if block_t is None else block_t
        stores = list(scenario.stores)
        stores[k] = replace(store, capacity_t=store.capacity_t + more)
        with_it = replace(scenario, stores=tuple(stores))
        yield Addition(f"yard_block:{store.id}", "yard_block", store.id, with_it, more)


def _shifts(scenario: Scenario) -> Iterator[Addition]:
    """Yield calendars of work with another shift behind the hours that they have."""
    working = {group.calendar for station in scenario.stations for group in station.groups}
    working |= {chamber.calendar for lock in scenario.locks for chamber in lock.chambers}
    for source in scenario.sources:
        working |= {work.calendar for work in works_of(source.route)}
        working |= {
            step.calendar for step in steps_of(source.route)
            if isinstance(step, Serve) and not isinstance(step, Chance)
        }  # fmt: skip
    for k, calendar in enumerate(scenario.calendars):
        longer = _longer_week(calendar)
        if calendar.id in working and longer is not None:
            calendars = list(scenario.calendars)
            calendars[k] = longer
            with_it = replace(scenario, calendars=tuple(calendars))
            yield Addition(f"shift:{calendar.id}", "shift", calendar.id, with_it, SHIFT_H)


def _longer_week(calendar: Calendar) -> Calendar | None:
    """Return a calendar whose stands in the week end up to eight hours later work."""
    week = calendar.week
    if not week or all(week) or not any(week):
        return None
    longer = list(week)
    for hour, speed in enumerate(week):
        if speed:
            continue
        before = [week[hour - back] for back in range(1, SHIFT_H + 1)]
        longer[hour] = next((value for value in before if value), 0.0)
    return replace(calendar, week=tuple(longer))


def _chambers(scenario: Scenario) -> Iterator[Addition]:
    for k, lock in enumerate(scenario.locks):
        known = {chamber.id for row in scenario.locks for chamber in row.chambers}
        first, number = lock.chambers[0], len(lock.chambers) + 1
        while f"{lock.id}-{number}" in known:
            number += 1
        locks = list(scenario.locks)
        more = replace(first, id=f"{lock.id}-{number}")
        locks[k] = replace(lock, chambers=(*lock.chambers, more))
        with_it = replace(scenario, locks=tuple(locks))
        yield Addition(f"chamber:{lock.id}", "chamber", lock.id, with_it, 1)
