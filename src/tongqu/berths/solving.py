"""The best plan of a problem of berths, also where stocks fill up or run empty.

Rows hold for every right plan, but not only for those (`tongqu.berths.stocks`). So a plan that is
found is held against the books and minute by minute; if it breaks a stock, rows are added, and it
is searched again in the time that is left. Rows that every right plan keeps raise the bound; the
others, with what the land side did in the plan that failed, do not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from tongqu.berths.core import CoreResult, Solution, solve_model
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.result import Progress
from tongqu.berths.problem import BerthProblem
from tongqu.berths.repair import repair
from tongqu.berths.side import tighter, without_vain_stays

SHARES = (0.06, 0.06, 0.1, 0.85, 0.7, 1.0)
"""Shares of the time that is left for each search: the first ones only find rows that are
missing."""

REPAIRS = 8
"""Plans that are put together at once, at the most."""


def solve_problem(
    problem: BerthProblem,
    *,
    time_limit_s: float,
    seed: int = 0,
    hint: Solution | None = None,
    progress: Progress | None = None,
) -> CoreResult:
    """Return the best right plan that is found in a time, with a proved lower bound.

    Parameters
    ----------
    problem
        The problem.
    time_limit_s, seed, hint, progress
        As for `solve_model`.
    """
    problem = without_vain_stays(problem)
    if not problem.books:
        return solve_model(
            problem.model, time_limit_s=time_limit_s, seed=seed, hint=hint, progress=progress
        )
    search = _Search(problem, time.monotonic(), time_limit_s)
    return search.run(seed, hint, progress)


def is_right(problem: BerthProblem, solution: Solution) -> bool:
    """Whether a plan of the model keeps every stock, minute by minute too."""
    return tighter(problem, solution) is None


def made_right(
    problem: BerthProblem, make: Callable[[BerthProblem], Solution | None]
) -> Solution | None:
    """Return a plan that is put together at once, again and again until it keeps every stock."""
    for _ in range(REPAIRS):
        found = make(problem)
        tight = None if found is None else tighter(problem, found)
        if tight is None:
            return found
        problem = tight[0]
    return None


@dataclass
class _Search:
    """One search after another, each with the rows that the plan before has shown to be missing.

    Attributes
    ----------
    problem
        With the rows so far.
    began, limit_s
        When it began, and how long it may take.
    """

    problem: BerthProblem
    began: float
    limit_s: float

    @property
    def left_s(self) -> float:
        return self.limit_s - (time.monotonic() - self.began)

    def run(self, seed: int, hint: Solution | None, progress: Progress | None) -> CoreResult:
        first, is_sound, bound = self.problem, True, 0
        best: Solution | None = None
        for share in SHARES:
            result = solve_model(
                self.problem.model, time_limit_s=max(0.1, share * self.left_s), seed=seed,
                hint=hint, progress=progress,
            )  # fmt: skip
            if is_sound:
                bound = max(bound, result.bound)
            found = result.solution
            if found is None:
                break
            tight = tighter(self.problem, found)
            if tight is not None:
                self.problem, is_sound = tight[0], is_sound and tight[1]
                found = made_right(self.problem, partial(kept_of, solution=found))
            if found is not None and (best is None or found.cost < best.cost):
                best = found
            hint = best
            is_done = tight is None and result.proved
            if is_done or result.interrupted or self.left_s <= 0:
                break
        none = is_sound and result.proved and result.solution is None
        if best is None and not none:
            best = made_right(self.problem, lambda p: first_come(p.model))
        return CoreResult(
            solution=best,
            bound=bound if best is None else min(bound, best.cost),
            proved=none or (best is not None and bound >= best.cost),
            first_come=made_right(first, lambda p: first_come(p.model)),
            seconds=time.monotonic() - self.began,
            steps=result.steps,
            interrupted=result.interrupted,
        )


def kept_of(problem: BerthProblem, solution: Solution) -> Solution | None:
    """Return a plan in which as many stays as possible are those of another plan."""
    model = problem.model
    kept = np.zeros(model.stay.shape, np.bool_)
    kept[solution.mode, solution.start] = True
    return repair(model, kept, np.zeros(model.mode_call.size, np.int64))
