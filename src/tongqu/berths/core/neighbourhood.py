"""Part of a plan anew: the calls of some hours are free, the others lie where they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution, problems_of
from tongqu.berths.core.paths import Columns, Floats, kept
from tongqu.berths.core.proof import Proof, search_columns
from tongqu.berths.core.room import columns_that_fit, taken_by

WAYS = 90
"""Columns of each free call that are looked at."""


def free_calls(
    model: BerthModel, solution: Solution, many: int, random: np.random.Generator
) -> Ints:
    """Return calls near each other in time, round one that waits: the longer, the likelier."""
    least = np.full(model.calls, np.iinfo(np.int64).max)
    cost = np.where(model.stay > 0, model.cost, np.iinfo(np.int64).max).min(axis=1)
    np.minimum.at(least, model.mode_call, cost)
    wait = (model.cost[solution.mode, solution.start] - least).astype(float) + 1.0
    middle = int(random.choice(model.calls, p=wait / wait.sum()))
    near = np.abs(solution.start - solution.start[middle]) + random.random(model.calls)
    found: Ints = np.argsort(near, kind="stable")[:many]
    return found


def around(
    model: BerthModel, columns: Columns, extra: Floats, solution: Solution, free: Ints
) -> Columns:
    """Return the promising columns of free calls that fit beside the others, and those of all now.

    Parameters
    ----------
    model, solution
        The problem and its plan.
    columns, extra
        Columns to choose from, and what each costs beyond the bound.
    free
        Calls that may move.
    """
    is_free = np.zeros(model.calls, np.bool_)
    is_free[free] = True
    mode = np.where(is_free, -1, solution.mode)
    held, used = taken_by(model, mode, solution.start)
    fits = np.flatnonzero(columns_that_fit(model, columns, is_free, held, used))
    order = fits[np.lexsort((extra[fits], columns.call[fits]))]
    calls = columns.call[order]
    place = np.arange(order.size) - np.searchsorted(calls, calls)
    now = (columns.mode == solution.mode[columns.call]) & (
        columns.start == solution.start[columns.call]
    )
    keep = now.copy()
    keep[order[place < WAYS]] = True
    return kept(columns, keep)


def anew(
    model: BerthModel,
    columns: Columns,
    extra: Floats,
    solution: Solution,
    unit: int,
    *,
    many: int,
    time_limit_s: float,
    seed: int,
    on_solver: Callable[[Any], None] | None = None,
) -> Proof:
    """Return a better plan that differs in some hours only, if there is one.

    Parameters
    ----------
    model, columns, extra, solution
        As for :func:`around`. The plan's own columns must be among the columns.
    unit
        Costs of plans are multiples of it.
    many
        Calls that may move.
    time_limit_s
        Wall-clock limit.
    seed
        Of the draw of the calls, and of the solver.
    on_solver
        Gets the solver, so that it can be stopped.
    """
    random = np.random.default_rng(seed)
    few = around(model, columns, extra, solution, free_calls(model, solution, many, random))
    return search_columns(
        model, few, unit, solution.cost, time_limit_s=time_limit_s, seed=seed, workers=1,
        hint=solution, on_solver=on_solver,
    )  # fmt: skip


def both(model: BerthModel, base: Solution, one: Solution, other: Solution) -> Solution | None:
    """Return the plan that moves what either moves, or None if they get in each other's way."""
    moved = (one.mode != base.mode) | (one.start != base.start)
    mode = np.where(moved, one.mode, other.mode)
    start = np.where(moved, one.start, other.start)
    found = Solution(mode, start, int(model.cost[mode, start].sum()))
    return None if problems_of(model, found) else found
