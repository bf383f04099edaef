"""The wait against the traffic: the same port, the same luck, more and more cargo."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tongqu.sim.answer import estimate
from tongqu.sim.call_waits import call_wait_h, waits_by_cause
from tongqu.sim.impossible import impossible
from tongqu.sim.scenario import Pass, Sail
from tongqu.sim.settling import queue_grows
from tongqu.sim.simulate import YEAR_H, simulate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from tongqu.sim.laws import Law
    from tongqu.sim.scenario import Scenario, Source

__all__ = ["FACTORS", "growing_sources", "scaled", "sweep"]

FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25)


def growing_sources(scenario: Scenario) -> tuple[str, ...]:
    """Return whose traffic is the port's: who only passes its locks is not, if anybody does more.

    Examples
    --------
    >>> from tongqu.sim import Law, Sail, Scenario, Source, Vehicle
    >>> come = Source("barges", (("barge", 1.0),), (Sail(Law.const(6)),), gap=Law.exp(4))
    >>> growing_sources(Scenario((Vehicle("barge"),), (come,)))
    ('barges',)
    """
    able = [source for source in scenario.sources if source.gap is not None]
    return tuple(row.id for row in able if not _only_passes(row)) or tuple(row.id for row in able)


def scaled(scenario: Scenario, factor: float, sources: tuple[str, ...] | None = None) -> Scenario:
    """Return a scenario with so many times the traffic of some sources, of the port's by default.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    >>> scaled(scenario, 2.0).sources[0].gap.mean
    2.0
    """
    growing = growing_sources(scenario) if sources is None else sources
    return replace(
        scenario,
        sources=tuple(
            source if source.gap is None or source.id not in growing
            else replace(source, gap=_shorter(source.gap, factor))
            for source in scenario.sources
        ),
    )  # fmt: skip


def _only_passes(source: Source) -> bool:
    return any(isinstance(step, Pass) for step in source.route) and all(
        isinstance(step, Pass | Sail) for step in source.route
    )


def _shorter(law: Law, factor: float) -> Law:
    return replace(
        law, mean=law.mean / factor, low=law.low / factor, mode=law.mode / factor,
        high=law.high / factor, values=tuple(value / factor for value in law.values),
    )  # fmt: skip


def sweep(
    scenario: Scenario,
    *,
    traffic_mt_per_year: float | None = None,
    years: float = 0.5,
    lead_h: float = 0.0,
    replications: int = 4,
    seed: int = 1,
    factors: Sequence[float] = FACTORS,
    executor: Executor | None = None,
) -> list[dict[str, Any]]:
    """Return the mean wait of a call for several times the traffic, all with the same luck.

    Parameters
    ----------
    scenario
        The port, closures and all: the sweep leaves closures out.
    traffic_mt_per_year
        What factor 1 is, if known.
    years, lead_h, replications, seed, executor
        As in `settle`; short runs, for a picture.
    factors
        Times the traffic. The sweep ends at the first that cannot work or does not settle.
    """
    quiet = replace(
        scenario, calendars=tuple(replace(row, closures=()) for row in scenario.calendars)
    )
    found: list[dict[str, Any]] = []
    for factor in factors:
        more = scaled(quiet, factor)
        row: dict[str, Any] = {
            "factor": factor,
            "traffic_mt_per_year": traffic_mt_per_year and round(factor * traffic_mt_per_year, 4),
            "settled": False, "wait_h": None, "wait_by_cause_h": {}, "cannot": [],
        }  # fmt: skip
        found.append(row)
        row["cannot"] = sorted({problem.code for problem in impossible(more)})
        if row["cannot"]:
            break
        result = simulate(more, years=lead_h / YEAR_H + years, replications=replications,
                          seed=seed, warm_h=lead_h or 0.2 * years * YEAR_H, period_h=24.0,
                          executor=executor, check=False)  # fmt: skip
        row["settled"] = bool(result.finished.all()) and not queue_grows(result)
        if not row["settled"]:
            break
        row["wait_h"] = estimate(call_wait_h(result))
        row["wait_by_cause_h"] = {
            cause: estimate(hours) for cause, hours in waits_by_cause(result).items() if hours.any()
        }
    return found
