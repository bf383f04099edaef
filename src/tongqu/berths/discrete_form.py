"""What the form with discrete berths answers at the front door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tongqu.berths.binding import what_more_would_save
from tongqu.berths.conflict import N_
from tongqu.berths.core import CoreResult, Solution
from tongqu.berths.discrete_replan import fewer_cranes, first_repaired, is_still_there
from tongqu.berths.feasible import can_hold, submodel
from tongqu.berths.moves import Curve, moves_of
from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.placing import Placing
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.reasons import reasons
from tongqu.berths.records import Assignment, Bind, Where, Why
from tongqu.berths.relaxing import WayOut, cheapest_relaxation
from tongqu.berths.solving import is_right, made_right, solve_problem
from tongqu.berths.telling import Progress, telling
from tongqu.berths.words import number
from tongqu.model.calls import Call
from tongqu.model.region import Region

GRID = N_(
    "Best and bound hold for stays that begin and end on a grid of {step} minutes, with as "
    "many cranes from their begin to their end"
)

GRID_WITH_STOCKS = N_(
    "Best and bound hold for stays that begin and end on a grid of {step} minutes, with as "
    "many cranes from their begin to their end, and for stocks in which all cargo of a stay "
    "takes room from its begin and is there at its end"
)


class Discrete:
    """Calls at berths of their own. See `tongqu.berths.behind.Behind`."""

    def make(
        self, region: Region, calls: Sequence[Call], params: BerthParams, *,
        terminal: Any, start: datetime, hours: float | None, as_of: datetime | None,
        before: Mapping[str, tuple[Where, datetime]] | None = None,
    ) -> BerthProblem:  # fmt: skip
        """Return the integer problem."""
        old = {key: (str(where), when) for key, (where, when) in (before or {}).items()}
        return make_problem(
            region, calls, params, terminal=terminal, start=start, hours=hours, as_of=as_of,
            before=old,
        )  # fmt: skip

    def solve(
        self, problem: BerthProblem, *, time_limit_s: float, seed: int = 0,
        hint: Solution | None = None, progress: Progress | None = None,
    ) -> CoreResult:  # fmt: skip
        """Return the best plan that is found in the time given."""
        return solve_problem(
            problem, time_limit_s=time_limit_s, seed=seed, hint=hint,
            progress=telling(progress, time_limit_s),
        )  # fmt: skip

    def assignments(self, problem: BerthProblem, solution: Solution) -> tuple[Assignment, ...]:
        """Return the places of all calls, by start."""
        return Placing(problem, solution).assignments()

    def reasons(
        self, problem: BerthProblem, solution: Solution, assignments: tuple[Assignment, ...]
    ) -> dict[str, Why]:
        """Return for every call why it is where it is."""
        return reasons(Placing(problem, solution), assignments)

    def what_binds(
        self, problem: BerthProblem, result: CoreResult, *, seed: int,
        progress: Progress | None = None,
    ) -> tuple[Bind, ...]:  # fmt: skip
        """Return what one unit more of each scarce thing would save."""
        return what_more_would_save(problem, result, seed=seed, progress=progress)

    def can_hold(
        self, problem: BerthProblem, numbers: Sequence[int] | None, *, time_limit_s: float,
        seed: int,
    ) -> bool | None:  # fmt: skip
        """Return whether some calls of the model, or all, can be served; None if not decided."""
        model = problem.model if numbers is None else submodel(problem.model, numbers)
        return can_hold(model, time_limit_s=time_limit_s, seed=seed)

    def way_out(self, problem: BerthProblem, *, seed: int) -> WayOut | None:
        """Return what to give up so that there is a plan; None if nothing is found in time."""
        return cheapest_relaxation(problem, seed=seed)

    def fewer_cranes(
        self, problem: BerthProblem, region: Region, outages: Sequence[Outage]
    ) -> BerthProblem:
        """Return the problem without the cranes that are out, where some are left."""
        return replace(problem, model=fewer_cranes(problem, region, outages))

    def first_repaired(
        self, problem: BerthProblem, assignments: Sequence[Assignment]
    ) -> Solution | None:
        """Return a plan at once: what still works stays, the rest goes in first come."""
        return made_right(problem, lambda tight: first_repaired(tight, assignments))

    def is_still_there(self, problem: BerthProblem, before: Assignment) -> bool:
        """Whether a call could still have its old place and start, if nobody else came."""
        return is_still_there(problem, before)

    def curve(self, problem: BerthProblem, *, priced: bool, seed: int) -> Curve:
        """Return the trade-off between cost and moves; with or without the prices of moves."""
        moved, price = moves_of(problem)
        return Curve(
            problem.model, moved, price=None if priced else price, seed=seed,
            is_right=lambda solution: is_right(problem, solution),
        )  # fmt: skip

    def grid_note(self, problem: BerthProblem) -> tuple[str, dict[str, object]]:
        """Return the words that say for which grid a bound holds."""
        words = GRID_WITH_STOCKS if problem.books else GRID
        return words, {"step": number(problem.params.time_step_min)}
