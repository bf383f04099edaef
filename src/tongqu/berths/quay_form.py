"""What the form in which vessels share continuous quays answers at the front door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from tongqu.berths.conflict import N_
from tongqu.berths.outages import Outage
from tongqu.berths.params import BerthParams
from tongqu.berths.quay import (
    QuayResult,
    QuaySolution,
    can_hold_quay,
    first_come,
    solve_quay,
    without,
)
from tongqu.berths.quay_binding import what_more_quay_would_save
from tongqu.berths.quay_placing import QuayPlacing
from tongqu.berths.quay_problem import QuayProblem, make_quay_problem
from tongqu.berths.quay_reasons import quay_reasons
from tongqu.berths.quay_relaxing import cheapest_way_out
from tongqu.berths.quay_replan import QuayCurve, fewer_cranes, first_repaired, is_still_there
from tongqu.berths.records import Assignment, Bind, Where, Why
from tongqu.berths.relaxing import WayOut
from tongqu.berths.telling import Progress, telling
from tongqu.berths.words import number
from tongqu.model.calls import Call
from tongqu.model.region import Region

GRID = N_(
    "Best and bound hold for stays that begin and end on a grid of {step} minutes, at places "
    "{metres} m apart, with as many cranes from their begin to their end"
)


@dataclass(frozen=True, eq=False)
class QuayOutcome:
    """What the solver of continuous quays brings, with the first-come plan beside it."""

    result: QuayResult
    first_come: QuaySolution | None

    @property
    def solution(self) -> QuaySolution | None:
        """The best plan found; None if none was found."""
        return self.result.solution

    @property
    def bound(self) -> int:
        """No plan costs less, in integer units."""
        return self.result.bound

    @property
    def proved(self) -> bool:
        """Whether the plan is proved to be the best, or, without a plan, that there is none."""
        return self.result.proved

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.result.seconds

    @property
    def interrupted(self) -> bool:
        """Whether the user ended it."""
        return self.result.interrupted


class SharedQuay:
    """Vessels that share the length of quays. See `tongqu.berths.behind.Behind`."""

    def make(
        self, region: Region, calls: Sequence[Call], params: BerthParams, *,
        terminal: Any, start: datetime, hours: float | None, as_of: datetime | None,
        before: Mapping[str, tuple[Where, datetime]] | None = None,
    ) -> QuayProblem:  # fmt: skip
        """Return the integer problem."""
        return make_quay_problem(
            region, calls, params, terminal=terminal, start=start, hours=hours, as_of=as_of,
            before=before,
        )  # fmt: skip

    def solve(
        self, problem: QuayProblem, *, time_limit_s: float, seed: int = 0,
        hint: QuaySolution | None = None, progress: Progress | None = None,
    ) -> QuayOutcome:  # fmt: skip
        """Return the best plan that is found in the time given."""
        model = problem.model
        greedy = first_come(model)
        result = solve_quay(
            model, time_limit_s=time_limit_s, seed=seed, hint=greedy if hint is None else hint,
            progress=telling(progress, time_limit_s),
        )  # fmt: skip
        return QuayOutcome(result, greedy)

    def assignments(self, problem: QuayProblem, solution: QuaySolution) -> tuple[Assignment, ...]:
        """Return the places of all calls, by start."""
        return QuayPlacing(problem, solution).assignments()

    def reasons(
        self, problem: QuayProblem, solution: QuaySolution, assignments: tuple[Assignment, ...]
    ) -> dict[str, Why]:
        """Return for every call why it is where it is."""
        return quay_reasons(QuayPlacing(problem, solution), assignments)

    def what_binds(
        self, problem: QuayProblem, result: QuayOutcome, *, seed: int,
        progress: Progress | None = None,
    ) -> tuple[Bind, ...]:  # fmt: skip
        """Return what one unit more of each scarce thing would save."""
        return what_more_quay_would_save(problem, result, seed=seed, progress=progress)

    def can_hold(
        self, problem: QuayProblem, numbers: Sequence[int] | None, *, time_limit_s: float,
        seed: int,
    ) -> bool | None:  # fmt: skip
        """Return whether some calls of the model, or all, can be served; None if not decided."""
        model = problem.model
        if numbers is not None:
            left = np.setdiff1d(np.arange(model.calls), np.array(numbers, np.int64))
            model = without(model, left.tolist())
        return can_hold_quay(model, time_limit_s=time_limit_s, seed=seed)

    def way_out(self, problem: QuayProblem, *, seed: int) -> WayOut | None:
        """Return what to give up so that there is a plan; None if nothing is found in time."""
        return cheapest_way_out(problem, seed=seed)

    def fewer_cranes(
        self, problem: QuayProblem, region: Region, outages: Sequence[Outage]
    ) -> QuayProblem:
        """Return the problem without the cranes that are out, where some are left."""
        return replace(problem, model=fewer_cranes(problem, region, outages))

    def first_repaired(
        self, problem: QuayProblem, assignments: Sequence[Assignment]
    ) -> QuaySolution | None:
        """Return a plan at once: what still works stays, the rest goes in first come."""
        return first_repaired(problem, assignments)

    def is_still_there(self, problem: QuayProblem, before: Assignment) -> bool:
        """Whether a call could still have its old place and start, if nobody else came."""
        return is_still_there(problem, before)

    def curve(self, problem: QuayProblem, *, priced: bool, seed: int) -> QuayCurve:
        """Return the trade-off between cost and moves; with or without the prices of moves."""
        return QuayCurve(problem, priced=priced, seed=seed)

    def grid_note(self, problem: QuayProblem) -> tuple[str, dict[str, object]]:
        """Return the words that say for which grid a bound holds."""
        return GRID, {
            "step": number(problem.params.time_step_min), "metres": number(problem.axis.step_m),
        }  # fmt: skip
