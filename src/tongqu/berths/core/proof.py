"""The last step: a plan that beats the best one known, or the proof that there is none.

Columns are arcs; in each group as many units flow through the grid as it has berths, each call
is served by one arc. Slots at which nothing can begin are left out, so that a column has three
entries, however long it lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.berths.core.paths import Columns

RACERS = ("max_lp", "lb_tree_search")
"""Ways of the solver to prove that race: cuts and branching; the bound first."""


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
    on_solver
        Gets each solver, so that it can be stopped from another thread.
    """
    from ortools.sat.python import cp_model

    flow = cp_model.CpModel()
    use = [flow.new_bool_var("") for _ in range(columns.mode.size)]
    by_call: list[list[Any]] = [[] for _ in range(model.calls)]
    for k, call in enumerate(columns.call):
        by_call[call].append(use[k])
    for ways in by_call:
        if not ways:
            return Proof(None, ceiling, closed=True)
        flow.add_exactly_one(ways)
    _add_flows(flow, model, columns, use)
    _add_cranes(flow, model, columns, use)
    costs = np.rint(columns.cost / unit).astype(np.int64)
    total = cp_model.LinearExpr.weighted_sum(use, costs.tolist())
    flow.add(total <= ceiling // unit - 1)
    flow.minimize(total)
    if hint is not None:
        chosen = {(int(m), int(s)) for m, s in zip(hint.mode, hint.start, strict=True)}
        for k in range(len(use)):
            flow.add_hint(use[k], (int(columns.mode[k]), int(columns.start[k])) in chosen)
    ways_to_prove = RACERS if race else ("",)
    solvers = [cp_model.CpSolver() for _ in ways_to_prove]
    for solver, way in zip(solvers, ways_to_prove, strict=True):
        solver.parameters.max_time_in_seconds = max(0.01, time_limit_s)
        solver.parameters.num_workers = 1 if way else workers
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.linearization_level = 2
        if way:
            solver.parameters.subsolvers.append(way)
        if on_solver is not None:
            on_solver(solver)
    statuses = _solved(solvers, flow, (cp_model.OPTIMAL, cp_model.INFEASIBLE))
    if cp_model.INFEASIBLE in statuses:
        return Proof(None, ceiling, closed=True)
    bounds = [int(np.ceil(solver.best_objective_bound - 1e-6)) * unit for solver in solvers]
    bound = min(max(bounds), ceiling)
    ended = [k for k, s in enumerate(statuses) if s in (cp_model.OPTIMAL, cp_model.FEASIBLE)]
    if not ended:
        return Proof(None, bound, closed=False)
    first = min(ended, key=lambda k: solvers[k].objective_value)
    solver = solvers[first]
    taken = [k for k in range(len(use)) if solver.boolean_value(use[k])]
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    mode[columns.call[taken]], start[columns.call[taken]] = (
        columns.mode[taken], columns.start[taken],
    )  # fmt: skip
    found = Solution(mode, start, int(model.cost[mode, start].sum()))
    return Proof(found, bound, closed=cp_model.OPTIMAL in statuses)


def _solved(solvers: list[Any], flow: Any, final: tuple[Any, ...]) -> list[Any]:
    """Return the statuses of solvers that race; who is done for good stops the others."""
    statuses: list[Any] = [None] * len(solvers)

    def run(k: int) -> None:
        statuses[k] = solvers[k].solve(flow)
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


def _add_flows(flow: Any, model: BerthModel, columns: Columns, use: list[Any]) -> None:
    """Let as many units flow through each group as it has berths."""
    for group, berths in enumerate(model.berths):
        first, last = (columns.ptr[k * model.slots] for k in (group, group + 1))
        if first == last:
            continue
        slots = np.unique(columns.start[first:last])
        tail = np.searchsorted(slots, columns.start[first:last])
        head = np.searchsorted(slots, columns.end[first:last])
        into: list[list[Any]] = [[] for _ in range(slots.size + 1)]
        out_of: list[list[Any]] = [[] for _ in range(slots.size + 1)]
        for k in range(last - first):
            out_of[tail[k]].append(use[first + k])
            into[head[k]].append(use[first + k])
        for k in range(slots.size):
            idle = flow.new_int_var(0, int(berths), "")
            out_of[k].append(idle)
            into[k + 1].append(idle)
        for k in range(slots.size):
            flow.add(sum(out_of[k]) - sum(into[k]) == (int(berths) if k == 0 else 0))


def _add_cranes(flow: Any, model: BerthModel, columns: Columns, use: list[Any]) -> None:
    """Keep to each pool's cranes in every slot in which it could run short."""
    group = np.repeat(np.arange(model.berths.size), np.diff(columns.ptr[:: model.slots]))
    for pool in range(model.cranes.shape[0]):
        of_pool = np.flatnonzero((model.pool[group] == pool) & (columns.cranes > 0))
        starts, ends = columns.start[of_pool], columns.end[of_pool]
        changes = np.unique(
            np.concatenate((starts, np.flatnonzero(np.diff(model.cranes[pool])) + 1))
        )
        for slot in changes[changes < model.slots]:
            here = of_pool[(starts <= slot) & (slot < ends)]
            if _most_at_once(columns, here) > model.cranes[pool, slot]:
                flow.add(
                    sum(int(columns.cranes[k]) * use[k] for k in here)
                    <= int(model.cranes[pool, slot])
                )


def _most_at_once(columns: Columns, here: Ints) -> float:
    """Return the most cranes that these columns can hold: one column a call."""
    most: dict[int, float] = {}
    for k in here:
        call = int(columns.call[k])
        most[call] = max(most.get(call, 0.0), float(columns.cranes[k]))
    return sum(most.values())
