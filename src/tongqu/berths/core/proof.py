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

from tongqu.berths.core.model import BerthModel, Ints, Solution, Stays
from tongqu.berths.core.paths import Columns
from tongqu.berths.core.uses import FROM_END, FROM_START, UNTIL_END

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
    program = {k: _program(model, columns, unit, ceiling, hint, at_most, no_gaps=k) for k in kinds}
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


def _program(
    model: BerthModel, columns: Columns, unit: int, ceiling: int, hint: Solution | None,
    at_most: tuple[Ints, int] | None, *, no_gaps: bool,
) -> tuple[Any, list[Any]]:  # fmt: skip
    """Return the integer program of these columns, and what says of each whether it is used."""
    from ortools.sat.python import cp_model

    flow = cp_model.CpModel()
    use = [flow.new_bool_var("") for _ in range(columns.mode.size)]
    by_call: list[list[Any]] = [[] for _ in range(model.calls)]
    for k, call in enumerate(columns.call):
        by_call[call].append(use[k])
    for ways in by_call:
        flow.add_exactly_one(ways)
    _add_flows(flow, model, columns, use, no_gaps=no_gaps)
    _add_uses(flow, model, columns, use)
    costs = np.rint(columns.cost / unit).astype(np.int64)
    total = cp_model.LinearExpr.weighted_sum(use, costs.tolist())
    if at_most is not None:
        counts, most = at_most
        flow.add(cp_model.LinearExpr.weighted_sum(use, counts.tolist()) <= most)
    flow.add(total <= ceiling // unit - 1)
    flow.minimize(total)
    if hint is not None:
        chosen = {(int(m), int(s)) for m, s in zip(hint.mode, hint.start, strict=True)}
        for k in range(len(use)):
            flow.add_hint(use[k], (int(columns.mode[k]), int(columns.start[k])) in chosen)
    return flow, use


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


def _add_flows(
    flow: Any, model: BerthModel, columns: Columns, use: list[Any], *, no_gaps: bool
) -> None:
    """Let as many units flow through each group as it has berths; with no gaps, if so asked."""
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
        if no_gaps and berths == 1:
            _add_no_gaps(flow, model, columns, use, int(first), int(last))


def _add_no_gaps(
    flow: Any, model: BerthModel, columns: Columns, use: list[Any], first: int, last: int
) -> None:
    """Let a stay that would be cheaper a slot earlier begin only where another one ends.

    If nobody ends there, the stay can begin earlier, for less: so the best plan has no such gap,
    where stays use one berth and nothing else. The column a slot earlier may have been set aside;
    then the cheaper plan, and with it this one, does not beat the best one known.
    """
    mode, start = columns.mode[first:last], columns.start[first:last]
    before = np.maximum(start - 1, 0)
    stay, cost = model.stay, model.cost
    late = (start > 0) & (stay[mode, before] == stay[mode, start])
    late &= cost[mode, before] < cost[mode, start]
    ending: dict[int, list[Any]] = {}
    for k in range(first, last):
        ending.setdefault(int(columns.end[k]), []).append(use[k])
    for slot in np.unique(start[late]):
        begin = first + np.flatnonzero(late & (start == slot))
        flow.add(sum(use[k] for k in begin) <= sum(ending.get(int(slot), [])))


def _add_uses(flow: Any, model: BerthModel, columns: Columns, use: list[Any]) -> None:
    """Keep to each resource in every slot in which it could run short."""
    uses = model.uses
    kind_of = np.repeat(np.arange(uses.ptr.size - 1), np.diff(uses.ptr))
    for what in range(model.capacity.shape[0]):
        parts = []
        for k in np.flatnonzero(uses.resource == what):
            here = np.flatnonzero(columns.use == kind_of[k])
            first, last = columns.start[here], columns.end[here]
            if uses.span[k] in (FROM_START, FROM_END):
                first = first if uses.span[k] == FROM_START else last
                last = np.minimum(first + uses.lasts[k], model.slots)
            elif uses.span[k] == UNTIL_END:
                first = np.zeros(here.size, np.int64)
            parts.append((here, first, last, np.full(here.size, uses.amount[k])))
        if parts:
            merged = (np.concatenate(part) for part in zip(*parts, strict=True))
            _add_resource(flow, columns, use, model.capacity[what], *merged)


def _add_resource(
    flow: Any, columns: Columns, use: list[Any], capacity: Ints, here: Ints, first: Ints,
    last: Ints, amount: Ints,
) -> None:  # fmt: skip
    """Keep to one resource. What is used grows where a use begins, or a return ends."""
    grows = np.where(amount > 0, first, last)
    shrinks = np.flatnonzero(np.diff(capacity) < 0) + 1
    for slot in np.unique(np.concatenate(([0], grows, shrinks))):
        if slot >= capacity.size:
            continue
        now = (first <= slot) & (slot < last)
        if _most_at_once(columns.call, here[now], amount[now]) > capacity[slot]:
            flow.add(
                sum(int(a) * use[k] for k, a in zip(here[now], amount[now], strict=True))
                <= int(capacity[slot])
            )


def _most_at_once(call: Stays, columns: Ints, amount: Ints) -> int:
    """Return the most that these uses can be together: one column a call."""
    by_column = np.zeros(call.size, np.int64)
    np.add.at(by_column, columns, np.maximum(amount, 0))
    most = np.zeros(int(call.max(initial=-1)) + 1, np.int64)
    np.maximum.at(most, call[columns], by_column[columns])
    return int(most.sum())
