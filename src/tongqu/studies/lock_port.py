"""A port with one of its locks changed: shut for some days, or fuller than it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tongqu.errors import UsageError
from tongqu.sim.scenario import Calendar, Pass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.model.region import Region
    from tongqu.sim import Scenario

__all__ = ["check_lock", "fewer_while", "passing_sources", "shut"]

Window = tuple[float, float]


def check_lock(region: Region, scenario: Scenario, lock: str) -> None:
    """Refuse a lock that no vessel of the simulated port passes.

    Raises
    ------
    UsageError
        With the locks that it passes.
    """
    known = [row.id for row in scenario.locks]
    if lock not in known:
        code = "lock_not_passed" if region.has("locks", lock) else "lock_unknown"
        raise UsageError.of(code, lock=lock, known=", ".join(known))


def shut(scenario: Scenario, lock: str, windows: Sequence[Window]) -> Scenario:
    """Return a scenario in which a lock is shut in these hours, and in no others.

    Parameters
    ----------
    scenario
        The port.
    lock
        Which lock.
    windows
        Pairs of hours of the run.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> from tongqu.sim import region_scenario
    >>> port = region_scenario(load_region("qujiang"), date(2025, 3, 1)).scenario
    >>> closed = shut(port, "youbu-lock", [(100.0, 120.0)])
    >>> [row.closures for row in closed.calendars if "youbu" in row.id]
    [((100.0, 120.0),)]
    """
    calendars = {row.id: row for row in scenario.calendars}
    locks = []
    for row in scenario.locks:
        if row.id == lock:
            chambers = []
            for chamber in row.chambers:
                name = chamber.calendar or f"open-{lock}"
                known = calendars.get(name, Calendar(name))
                calendars[name] = replace(known, closures=tuple(windows))
                chambers.append(replace(chamber, calendar=name))
            row = replace(row, chambers=tuple(chambers))
        locks.append(row)
    return replace(scenario, locks=tuple(locks), calendars=tuple(calendars.values()))


def passing_sources(scenario: Scenario, lock: str) -> tuple[str, ...]:
    """Return who passes a lock and does nothing else: vessels of other ports.

    Examples
    --------
    >>> from datetime import date
    >>> from tongqu import load_region
    >>> from tongqu.sim import region_scenario
    >>> port = region_scenario(load_region("qujiang"), date(2025, 3, 1)).scenario
    >>> passing_sources(port, "fuchunjiang-lock")
    ('through-fuchunjiang-lock-up', 'through-fuchunjiang-lock-down')
    """
    return tuple(
        source.id
        for source in scenario.sources
        if source.route and all(isinstance(s, Pass) and s.lock == lock for s in source.route)
    )


def fewer_while(scenario: Scenario, lock: str, windows: Sequence[Window], share: float) -> Scenario:
    """Return a scenario in which a share of those who would pass a lock stay away while it is shut.

    They do not come later either. Vessels of other ports come less at the lock, vessels of the port
    are sent less; what a store sends for waits for its vessel.
    """
    if not share or not windows:
        return scenario
    calendars = {row.id: row for row in scenario.calendars}
    steps: list[tuple[float, float]] = [(0.0, 1.0)]
    for begin, end in sorted(windows):
        steps += [(begin, 1.0 - share), (end, 1.0)]
    sources = []
    for source in scenario.sources:
        if source.gap is not None and any(
            isinstance(step, Pass) and step.lock == lock for step in source.route
        ):
            known = calendars.get(source.calendar or "")
            name = f"fewer-{source.calendar or lock}"
            calendars[name] = _product(name, known, tuple(steps))
            source = replace(source, calendar=name)
        sources.append(source)
    return replace(scenario, sources=tuple(sources), calendars=tuple(calendars.values()))


def _product(name: str, known: Calendar | None, steps: tuple[tuple[float, float], ...]) -> Calendar:
    """Return a calendar with steps that are multiplied into those it has."""
    if known is None:
        return Calendar(name, changes=steps)
    both = (known.changes or ((0.0, 1.0),), steps)
    hours = sorted({hour for part in both for hour, _ in part})
    changes = []
    for hour in hours:
        value = 1.0
        for part in both:
            value *= next((v for at, v in reversed(part) if at <= hour), 1.0)
        changes.append((hour, value))
    return replace(known, id=name, changes=tuple(changes))
