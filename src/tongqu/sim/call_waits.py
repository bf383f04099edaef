"""What a call waits, all the way: the rows that its route meets, and why it waits there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tongqu.sim.checks import works_of
from tongqu.sim.scenario import Berthing, Chance, Pass, Serve, Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tongqu.sim.result import SimResult
    from tongqu.sim.scenario import Scenario, Source, Step

__all__ = [
    "CAUSES",
    "SHUT",
    "call_rows",
    "call_sources",
    "call_wait_h",
    "cause_of",
    "lost_by_cause",
    "row_wait_h",
    "waits_by_cause",
    "waits_by_place",
]

Row = tuple[str, str]

SHUT = ("closure", "night", "water", "weather")
"""Causes that are a calendar's."""

CAUSES = ("lock", "berth", "crane", "yard_full", "no_stock", "service", *SHUT)

OF_SERVERS = {"closure": "closure", "level": "closure", "night": "night", "weather": "weather"}
OF_DEPTH = {**OF_SERVERS, "level": "water"}
"""Cause by what makes a calendar's value low: a level too low for servers or a chamber is their
being out of service; one that is waited for is the water."""


def call_sources(scenario: Scenario) -> tuple[Source, ...]:
    """Return whose waits are the port's: vessels that berth, or else that pass locks, or else all.

    Examples
    --------
    >>> from tongqu.sim import Law, Sail, Scenario, Source, Vehicle
    >>> come = Source("barges", (("barge", 1.0),), (Sail(Law.const(6)),), gap=Law.exp(4))
    >>> [source.id for source in call_sources(Scenario((Vehicle("barge"),), (come,)))]
    ['barges']
    """
    for kind in (Berthing, Pass):
        found = tuple(
            source for source in scenario.sources
            if any(isinstance(step, kind) for step, _ in _steps(source.route))
        )  # fmt: skip
        if found:
            return found
    return scenario.sources


def _steps(steps: tuple[Step, ...], share: float = 1.0) -> Iterator[tuple[Step, float]]:
    for step in steps:
        if isinstance(step, Chance):
            yield from _steps(step.steps, share * step.share)
        else:
            yield step, share


def _rows(source: Source) -> Iterator[tuple[Row, float, str]]:
    """Yield rows in which a unit of a source waits, how often, and the cause."""
    for step, share in _steps(source.route):
        if isinstance(step, Pass):
            yield (step.lock, step.direction), share, "lock"
        elif isinstance(step, Serve):
            yield (step.station, "servers"), share, "service"
        elif isinstance(step, Berthing):
            yield (step.station, "servers"), share, "berth"
        if isinstance(step, Work | Berthing):
            for work in works_of((step,)):
                if work.pool is not None:
                    yield (work.pool, "servers"), share * work.lots, "crane"
                if work.store is not None and work.side == "discharge":
                    yield (work.store, "room"), share * work.lots, "yard_full"
                if work.store is not None and work.side == "load" and not work.up_to:
                    yield (work.store, "stock"), share * work.lots, "no_stock"


def call_rows(scenario: Scenario) -> list[Row]:
    """Return the rows in which calls wait."""
    return list(
        dict.fromkeys(row for source in call_sources(scenario) for row, _, _ in _rows(source))
    )


def cause_of(scenario: Scenario) -> dict[Row, str]:
    """Return what waiting in a row is for."""
    found: dict[Row, str] = {}
    for source in scenario.sources:
        for row, _, cause in _rows(source):
            found.setdefault(row, cause)
    return found


def waits_by_cause(result: SimResult) -> dict[str, NDArray[np.float64]]:
    """Return the mean hours that a call waits for each cause, by replication.

    Notes
    -----
    A call waits in a row as everybody there does: the mean of the row stands for it. What passed
    while all that would do was shut is put to what shut it, and so is a wait for a calendar.
    """
    rows = {row: k for k, row in enumerate(result.ids["stations"])}
    parts = {row: row_wait_h(result, k) for row, k in rows.items()}
    found = {cause: np.zeros(result.replications) for cause in CAUSES}
    for part, hours in _of_sources(result, "awaited").items():
        found[OF_DEPTH[part]] += hours
    for source, calls in _calls(result):
        for row, share, cause in _rows(source):
            for part, hours in parts[row].items():
                found[part or cause] += calls * share * hours
    return _a_call(result, found)


def lost_by_cause(result: SimResult) -> dict[str, NDArray[np.float64]]:
    """Return the mean hours that a call loses in work and on the way, by replication.

    Notes
    -----
    By the parts of a calendar, closures, level, night and weather: a level that slows work may be
    a holiday as well as the water. Against the same with every calendar at 1: hours at a stand,
    and what slow hours lack. Where a calendar is faster than 1 the hours are negative.
    """
    return _a_call(result, _of_sources(result, "lost"))


def row_wait_h(result: SimResult, row: int) -> dict[str, NDArray[np.float64]]:
    """Return the mean wait in a row by what it was shut by, by replication; "": it was open."""
    tables = result.tables["stations"]
    found = {cause: np.zeros(result.replications) for cause in ("", *SHUT)}
    for part, cause in OF_SERVERS.items():
        found[cause] += tables[f"wait_shut_{part}_h"][:, row]
    shut = np.sum(list(found.values()), axis=0)
    found[""] = np.maximum(0.0, tables["wait_mean_h"][:, row] - shut)
    return found


def waits_by_place(result: SimResult) -> dict[str, NDArray[np.float64]]:
    """Return the mean hours that a call waits at each station, store and lock, by replication."""
    rows = {row: k for k, row in enumerate(result.ids["stations"])}
    means = result.tables["stations"]["wait_mean_h"]
    found: dict[str, NDArray[np.float64]] = {}
    for source, calls in _calls(result):
        for row, share, _ in _rows(source):
            hours = found.setdefault(row[0], np.zeros(result.replications))
            hours += calls * share * means[:, rows[row]]
    return _a_call(result, found)


def _calls(result: SimResult) -> Iterator[tuple[Source, NDArray[np.float64]]]:
    """Yield sources of calls, and how many calls of each ended."""
    rows = {name: k for k, name in enumerate(result.ids["sources"])}
    for source in call_sources(result.scenario):
        yield source, result.tables["sources"]["left"][:, rows[source.id]]


def _of_sources(result: SimResult, name: str) -> dict[str, NDArray[np.float64]]:
    """Return hours that all calls together waited for calendars, or lost to them, by part."""
    rows = {row: k for k, row in enumerate(result.ids["sources"])}
    calls = [rows[source.id] for source in call_sources(result.scenario)]
    table = result.tables["sources"]
    return {part: table[f"{name}_{part}_h"][:, calls].sum(axis=1) for part in OF_DEPTH}


def _a_call(
    result: SimResult, hours: dict[str, NDArray[np.float64]]
) -> dict[str, NDArray[np.float64]]:
    total = np.sum([calls for _, calls in _calls(result)], axis=0)
    return {
        cause: np.divide(part, total, out=np.zeros_like(part), where=total > 0)
        for cause, part in hours.items()
    }


def call_wait_h(result: SimResult) -> NDArray[np.float64]:
    """Return the mean hours that a call waits on its whole way, by replication."""
    waits: NDArray[np.float64] = np.sum(list(waits_by_cause(result).values()), axis=0)
    return waits
