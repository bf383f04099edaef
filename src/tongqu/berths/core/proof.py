"""The last step: a plan that beats the best one known, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.berths.core.paths import Columns, Prices
from tongqu.berths.core.program import program_of

RACERS = (("max_lp", True), ("lb_tree_search", False))
"""Ways of the solver to prove that race: cuts and branching, the bound first; and whether they
know that a stay begins earlier if it can: that helps the first and hinders the second."""


@dataclass(frozen=True)
class Proof:
    """What the solver found out about the columns that it was given.

    Attributes
    ----------
    solution
        The best plan below the ceiling, if one was found.
    bound
        No plan of these columns is cheaper, in integer units.
    closed
        Whether the search ended by itself: the plan is the best of these columns, or there is none.
    """

    solution: Solution | None
    bound: int
    closed: bool


def search_columns(
    model: BerthModel,
    columns: Columns,
    unit: int,
    ceiling: int,
    *,
    time_limit_s: float,
    seed: int = 0,
    workers: int = 2,
    hint: Solution | None = None,
    race: bool = False,
    at_most: tuple[Ints, int] | None = None,
    prices: Prices | None = None,
    most_work: float = float("inf"),
    on_solver: Callable[[Any], None] | None = None,
) -> Proof:
    """Look for the cheapest plan of some columns that costs less than a ceiling.

    Parameters
    ----------
    model
        The problem.
    columns
        Columns that may be used.
    unit
        Costs of plans are multiples of it.
    ceiling
        The plan must cost less.
    time_limit_s
        Wall-clock limit.
    seed, workers
        Of the solver.
    hint
        A plan to begin with, where its columns are among these.
    race
        Let two ways of proving race, a thread each: the better where no better plan is expected.
        The columns must be all that a plan below the ceiling may use.
    at_most
        A number of each column, and what the numbers of those used may sum up to.
    prices
        Of a bound: with them, what a column costs beyond it is known to the solver.
    most_work
        How much the solver may do, in its own seconds, which are the same on a busy machine.
    on_solver
        Gets each solver, so that it can be stopped from another thread.
    """
    from ortools.sat.python import cp_model

    if np.unique(columns.call).size < model.calls:
        return Proof(None, ceiling, closed=True)
    # Fewer columns than a better plan may have, or a limit on moves, may forbid to begin earlier.
    tight = race and at_most is None and not model.mode_use.any()
    racers = RACERS if race else (("", False),)
    kinds = {no_gaps and tight for _, no_gaps in racers}
    program = {
        k: program_of(model, columns, unit, ceiling, hint, at_most, prices, no_gaps=k)
        for k in kinds
    }
    programs = [program[no_gaps and tight] for _, no_gaps in racers]
    solvers = [cp_model.CpSolver() for _ in racers]
    for solver, (way, _) in zip(solvers, racers, strict=True):
        solver.parameters.max_time_in_seconds = max(0.01, time_limit_s)
        solver.parameters.max_deterministic_time = most_work
        solver.parameters.num_workers = 1 if way else workers
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.linearization_level = 2
        if way:
            solver.parameters.subsolvers.append(way)
        if on_solver is not None:
            on_solver(solver)
    flows = [flow for flow, _ in programs]
    statuses = _solved(solvers, flows, (cp_model.OPTIMAL, cp_model.INFEASIBLE))
    if cp_model.INFEASIBLE in statuses:
        return Proof(None, ceiling, closed=True)
    bounds = [int(np.ceil(solver.best_objective_bound - 1e-6)) * unit for solver in solvers]
    bound = min(max(bounds), ceiling)
    ended = [k for k, s in enumerate(statuses) if s in (cp_model.OPTIMAL, cp_model.FEASIBLE)]
    if not ended:
        return Proof(None, bound, closed=False)
    first = min(ended, key=lambda k: solvers[k].objective_value)
    solver, use = solvers[first], programs[first][1]
    taken = [k for k in range(len(use)) if solver.boolean_value(use[k])]
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    mode[columns.call[taken]], start[columns.call[taken]] = (
        columns.mode[taken], columns.start[taken],
    )  # fmt: skip
    found = Solution(mode, start, int(model.cost[mode, start].sum()))
    return Proof(found, bound, closed=cp_model.OPTIMAL in statuses)


def _solved(solvers: list[Any], flows: list[Any], final: tuple[Any, ...]) -> list[Any]:
    """Return the statuses of solvers that race; who is done for good stops the others."""
    statuses: list[Any] = [None] * len(solvers)

    def run(k: int) -> None:
        statuses[k] = solvers[k].solve(flows[k])
        if statuses[k] in final:
            for other in solvers:
                if other is not solvers[k]:
                    other.stop_search()

    if len(solvers) == 1:
        run(0)
        return statuses
    with ThreadPoolExecutor(len(solvers)) as pool:
        for future in [pool.submit(run, k) for k in range(len(solvers))]:
            future.result()
    return statuses
