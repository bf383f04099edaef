"""Some berths anew: their calls are dealt out among them again, as well as can be.

A bound for a few berths takes some hundredths of a second, and mostly it says at once that their
calls are dealt out best already. Where it does not, few columns are left between it and the plan,
for a solver; or many, and then annealing along its prices looks for a better plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongqu.berths.core.annealing import make_rows
from tongqu.berths.core.bound import Climb, begin, climb
from tongqu.berths.core.guided import MOST_EXTRA, improve_guided
from tongqu.berths.core.guided_tables import make_ways
from tongqu.berths.core.model import BerthModel, Ints, Solution, berths_of
from tongqu.berths.core.paths import (
    Columns,
    Floats,
    Prices,
    columns_of,
    kept,
    reduced_costs,
    terms_of,
)
from tongqu.berths.core.proof import search_columns

TRIES, ROUNDS = 50, 16
"""Tries of the bound between two looks at the columns that are left, and looks at the most."""

STEP, SHARE = 0.05, 0.05
"""Steps of the bound: smaller than at first, as the prices are nearly right."""

SOLVER_COLUMNS = 1_500
"""With so many columns or fewer the solver looks for the best of all; with more, annealing."""

MOVES = 20_000
"""Tries of annealing a call."""

SOLVER_WORK, SOLVER_S = 2.0, 5.0
"""How much the solver may do, in its own seconds, and for how long at the most."""


@dataclass(frozen=True, eq=False)
class Few:
    """The problem of the calls of some berths.

    Attributes
    ----------
    model
        The problem.
    calls, modes
        Of each call and mode, its number in the whole problem.
    plan
        Where the calls lie now.
    """

    model: BerthModel
    calls: Ints
    modes: Ints
    plan: Solution

    def back_in(self, whole: BerthModel, base: Solution, found: Solution) -> Solution:
        """Return the whole plan with another plan for these calls."""
        mode, start = base.mode.copy(), base.start.copy()
        mode[self.calls], start[self.calls] = self.modes[found.mode], found.start
        return Solution(mode, start, int(whole.cost[mode, start].sum()))


def some_berths(
    model: BerthModel, solution: Solution, many: int, random: np.random.Generator
) -> Few:
    """Return the problem of the calls at some berths, drawn at random.

    Parameters
    ----------
    model, solution
        The whole problem, in which stays use berths alone, and its plan.
    many
        How many berths.
    random
        Draws them.
    """
    groups = np.repeat(np.arange(model.berths.size), model.berths)
    drawn = random.permutation(groups.size)[:many]
    first = np.concatenate(([0], np.cumsum(model.berths)))[:-1]
    at = first[model.mode_group[solution.mode]] + berths_of(model, solution)
    calls = np.flatnonzero(np.isin(at, drawn))
    berths = np.bincount(groups[drawn], minlength=model.berths.size)
    return problem_of(model, solution, calls, berths)


def problem_of(model: BerthModel, solution: Solution, calls: Ints, berths: Ints) -> Few:
    """Return the problem of some calls at some berths, of which so many are there of each group."""
    number = np.full(model.calls, -1, np.int64)
    number[calls] = np.arange(calls.size)
    modes = np.flatnonzero((number[model.mode_call] >= 0) & (berths[model.mode_group] > 0))
    here = np.flatnonzero(berths)
    part = BerthModel(
        slots=model.slots,
        mode_call=number[model.mode_call[modes]],
        mode_group=np.searchsorted(here, model.mode_group[modes]),
        mode_use=model.mode_use[modes],
        stay=model.stay[modes],
        cost=model.cost[modes],
        berths=berths[here],
        uses=model.uses,
        capacity=model.capacity,
    )
    mode, start = np.searchsorted(modes, solution.mode[calls]), solution.start[calls]
    plan = Solution(mode, start, int(part.cost[mode, start].sum()))
    return Few(part, calls, modes, plan)


def better(
    few: Few,
    price: Floats,
    *,
    unit: int,
    seed: int,
    enough: Callable[[], bool],
    on_solver: Callable[[Any], None] | None = None,
) -> Solution | None:
    """Return a better plan for the calls of some berths, None if there is none or none was found.

    Parameters
    ----------
    few
        Their problem and plan.
    price
        What each call is worth, to begin with.
    unit
        Costs of plans are multiples of it.
    seed
        Of the solver and of annealing.
    enough
        Asked between steps; if so, there is no plan.
    on_solver
        Gets the solver, so that it can be stopped.
    """
    model, below = few.model, few.plan.cost
    columns, terms = columns_of(model), terms_of(model)
    prices = Prices(price.copy(), np.zeros(model.capacity.shape))
    state = begin(model, columns, terms, prices, step=STEP, share=SHARE)
    for _ in range(ROUNDS):
        climb(state, columns, terms, float(below), float(unit), TRIES)
        columns = _that_may_be_better(state, columns, terms, below - (1 - 1e-6) * unit)
        if np.unique(columns.call).size < model.calls or enough():
            return None
        if state.figures[6]:
            break
    if columns.mode.size <= SOLVER_COLUMNS:
        return search_columns(
            model, columns, unit, below, time_limit_s=SOLVER_S, seed=seed, workers=1,
            most_work=SOLVER_WORK, prices=state.best, on_solver=on_solver,
        ).solution  # fmt: skip
    ways = make_ways(
        model, make_rows(model), columns, reduced_costs(columns, state.best, terms),
        most=MOST_EXTRA * unit,
    )  # fmt: skip
    found = improve_guided(
        model, ways, few.plan, moves=MOVES * model.calls, unit=float(unit), seed=seed,
        enough=enough,
    )  # fmt: skip
    return found if found.cost < below else None


def _that_may_be_better(state: Climb, columns: Columns, terms: Any, most: float) -> Columns:
    """Return the columns that may be part of a plan that costs no more than so much."""
    bound = state.figures[0]
    if bound > most:
        return kept(columns, np.zeros(columns.mode.size, np.bool_))
    return kept(columns, bound + reduced_costs(columns, state.best, terms) <= most)
