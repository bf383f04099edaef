"""The verb: a scenario, many times, on any number of workers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tongqu.errors import DatasetError, UsageError
from tongqu.sim.collecting import Block, Collector
from tongqu.sim.figures import figures_of, gaps_of
from tongqu.sim.impossible import impossible
from tongqu.sim.problem import SimProblem, make_problem
from tongqu.sim.running import Runner

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from tongqu.sim.result import SimResult
    from tongqu.sim.scenario import Scenario

__all__ = ["simulate"]

YEAR_H = 8760.0
BLOCK = 20
"""Replications that go to a worker at once; the same however many workers there are."""

Progress = Callable[[str, int, int], None]


def simulate(
    scenario: Scenario,
    *,
    years: float = 1.0,
    replications: int = 20,
    seed: int = 1,
    warm_h: float = 0.0,
    period_h: float = 168.0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    check: bool = True,
    first: int = 0,
    keep: bool = False,
) -> SimResult:
    """Simulate a port.

    Parameters
    ----------
    scenario
        What is simulated.
    years
        Length of a run, of it the warm-up too; a year has 8,760 hours.
    replications
        How many runs, each with luck of its own. The first ones of many are those of few.
    seed
        Of all random numbers.
    warm_h
        Hours at the beginning that count for nothing.
    period_h
        Length of the periods of the series [h].
    executor
        Where blocks of replications are run: threads, processes, a cluster. Without one, here.
    progress
        Told ``("simulate", done, replications)`` after each block.
    check
        Whether to refuse what cannot settle; a search for the limit wants to see it happen.
    first
        Number of the first replication, to go on where earlier ones ended.
    keep
        Whether an interruption leaves the runs that are done, if there are any.

    Returns
    -------
    SimResult
        The same to the last bit whatever the executor.

    Raises
    ------
    UsageError
        If a number is out of its range.
    DatasetError
        If the scenario cannot work: see `tongqu.sim.impossible`.
    TongquError
        If two ways of counting differ, which would be a mistake in the simulator.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    >>> result = simulate(scenario, years=0.1, replications=2)
    >>> result.replications, result.tables["stations"]["wait_mean_h"].shape
    (2, (2, 1))
    """
    _check(years, replications, warm_h, period_h)
    problems = list(impossible(scenario)) if check else []
    if problems:
        raise DatasetError("this scenario cannot work", problems)
    problem = make_problem(scenario, years * YEAR_H, warm_h=warm_h, period_h=period_h)
    end = first + replications
    ranges = [(problem, seed, k, min(k + BLOCK, end)) for k in range(first, end, BLOCK)]
    found = Collector(problem, seed, replications)
    try:
        for block in (
            map(run_block, ranges) if executor is None else executor.map(run_block, ranges)
        ):
            found.add(block)
            if progress is not None:
                progress("simulate", found.count, replications)
    except KeyboardInterrupt:
        if not (keep and found.count):
            raise
    return found.result()


def _check(years: float, replications: int, warm_h: float, period_h: float) -> None:
    for name, value, least, most in (
        ("years", years, 1e-4, 1000.0),
        ("replications", replications, 1, 10_000_000),
        ("warm_h", warm_h, 0.0, years * YEAR_H * (1 - 1e-9)),
        ("period_h", period_h, 1.0, 1e6),
    ):
        if not least <= value <= most:
            raise UsageError.of(
                "parameter_out_of_range", name=name, value=value, minimum=least, maximum=most
            )


def run_block(asked: tuple[SimProblem, int, int, int]) -> Block:
    """Run some replications in a row, in the same memory."""
    problem, seed, first, end = asked
    runner = Runner(problem, seed)
    count = end - first
    tables: dict[str, dict[str, NDArray[np.float64]]] = {}
    series = classes = None
    events, finished = np.zeros(count, np.int64), np.zeros(count, np.bool_)
    gaps = np.zeros((count, 3))
    for k in range(count):
        finished[k] = runner.run(first + k)
        for table, figures in figures_of(runner).items():
            for name, values in figures.items():
                rows = tables.setdefault(table, {}).setdefault(name, np.zeros((count, len(values))))
                rows[k] = values
        gaps[k] = gaps_of(runner)
        events[k] = runner.events
        part, counted = runner.series(), runner.wait_classes()
        series = part.copy() if series is None else series + part
        classes = counted.copy() if classes is None else classes + counted
    assert series is not None
    assert classes is not None
    return Block(tables, series, classes, events, finished, gaps)
