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

__all__ = ["CAUSES", "call_rows", "call_sources", "call_wait_h", "cause_of", "waits_by_cause"]

Row = tuple[str, str]

CAUSES = ("lock", "berth", "crane", "yard_full", "no_stock", "service")


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
    A call waits in a row as everybody there does: the mean of the row stands for it.
    """
    rows = {row: k for k, row in enumerate(result.ids["stations"])}
    means = result.tables["stations"]["wait_mean_h"]
    sources = {name: k for k, name in enumerate(result.ids["sources"])}
    left = result.tables["sources"]["left"]
    total = np.zeros(result.replications)
    found = {cause: np.zeros(result.replications) for cause in CAUSES}
    for source in call_sources(result.scenario):
        calls = left[:, sources[source.id]]
        total += calls
        for row, share, cause in _rows(source):
            found[cause] += calls * share * means[:, rows[row]]
    return {
        cause: np.divide(hours, total, out=np.zeros_like(hours), where=total > 0)
        for cause, hours in found.items()
    }


def call_wait_h(result: SimResult) -> NDArray[np.float64]:
    """Return the mean hours that a call waits on its whole way, by replication."""
    waits: NDArray[np.float64] = np.sum(list(waits_by_cause(result).values()), axis=0)
    return waits
