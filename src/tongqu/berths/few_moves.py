"""The best plan of some columns with no more than a number of moved calls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import numpy as np

from tongqu.berths.core import BerthModel, Solution
from tongqu.berths.core.model import Ints
from tongqu.berths.core.paths import Columns
from tongqu.berths.core.proof import Proof, _add_cranes, _add_flows


def search_few(
    model: BerthModel,
    columns: Columns,
    counts: Ints,
    most: int,
    unit: int,
    ceiling: int,
    *,
    time_limit_s: float,
    seed: int = 0,
    hint: Solution | None = None,
) -> Proof:
    """Look for a plan that moves few calls and costs less than a ceiling, the cheapest of some.

    Parameters
    ----------
    model, columns, unit, ceiling, time_limit_s, seed, hint
        As for the proof of a plan.
    counts, most
        Calls that each column moves, and how many may move together.
    """
    from ortools.sat.python import cp_model

    flow = cp_model.CpModel()
    use = [flow.new_bool_var("") for _ in range(columns.mode.size)]
    by_call: list[list[Any]] = [[] for _ in range(model.calls)]
    for k, call in enumerate(columns.call):
        by_call[call].append(use[k])
    if not all(by_call):
        return Proof(None, ceiling, closed=True)
    for ways in by_call:
        flow.add_exactly_one(ways)
    _add_flows(flow, model, columns, use)
    _add_cranes(flow, model, columns, use)
    flow.add(cp_model.LinearExpr.weighted_sum(use, counts.tolist()) <= most)
    costs = np.rint(columns.cost / unit).astype(np.int64)
    total = cp_model.LinearExpr.weighted_sum(use, costs.tolist())
    flow.add(total <= ceiling // unit - 1)
    flow.minimize(total)
    if hint is not None:
        same = (columns.mode == hint.mode[columns.call]) & (
            columns.start == hint.start[columns.call]
        )
        for k in range(len(use)):
            flow.add_hint(use[k], bool(same[k]))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, time_limit_s)
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.linearization_level = 2
    status = _heard(solver, flow)
    if status == cp_model.INFEASIBLE:
        return Proof(None, ceiling, closed=True)
    bound = int(np.ceil(solver.best_objective_bound - 1e-6)) * unit
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Proof(None, min(bound, ceiling), closed=False)
    taken = [k for k in range(len(use)) if solver.boolean_value(use[k])]
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    mode[columns.call[taken]] = columns.mode[taken]
    start[columns.call[taken]] = columns.start[taken]
    found = Solution(mode, start, int(model.cost[mode, start].sum()))
    return Proof(found, bound, closed=status == cp_model.OPTIMAL)


def _heard(solver: Any, flow: Any) -> Any:
    """Solve in a thread, so that Ctrl-C is heard at once."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(solver.solve, flow)
        try:
            while not future.done():
                wait([future], timeout=0.2)
        except KeyboardInterrupt:
            solver.stop_search()
            raise
        return future.result()
