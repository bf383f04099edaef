"""One solving of a quay: the best plan and the bound so far, and the steps that improve them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from tongqu.berths.quay.annealing import Annealing
from tongqu.berths.quay.checking import problems_of
from tongqu.berths.quay.columns import columns_of
from tongqu.berths.quay.exact import MOST_LITERALS, ExactModel
from tongqu.berths.quay.hourly import least_crane_cost
from tongqu.berths.quay.model import QuayModel, QuaySolution, solution_of
from tongqu.berths.quay.pricing import Pricing
from tongqu.berths.quay.result import QuayResult, QuayStep

SEARCH_SHARE, SEARCH_MOST_S = 0.2, 12.0
SEARCH_S_PER_CUBE = 2e-4
"""Seconds for the search times the third power of the calls, up to a share and a limit."""


class Run:
    """State of one solving. See `tongqu.berths.quay.solve.solve_quay` for the parameters.

    Attributes
    ----------
    best
        Best plan so far, or None.
    bound
        No plan costs less.
    """

    def __init__(
        self, model: QuayModel, *, time_limit_s: float, seed: int, workers: int,
        progress: Callable[[QuayStep], None] | None = None,
        on_plan: Callable[[QuaySolution], None] | None = None,
    ) -> None:  # fmt: skip
        self.begun = time.perf_counter()
        self.deadline = self.begun + time_limit_s
        self.model, self.seed, self.workers = model, seed, workers
        self.progress, self.on_plan = progress, on_plan
        self.best: QuaySolution | None = None
        self.interrupted = self.finished = False
        self.steps: list[QuayStep] = []
        self.annealing = Annealing(self)
        self.unit = _unit(model)
        columns = columns_of(model)
        self.all = columns._replace(
            cost=columns.cost // self.unit, apart=columns.apart // self.unit
        )
        self.left = self.all
        least = least_crane_cost(model) // self.unit
        self.extra = int(least.sum())  # what cranes cost at least, where they are paid by the slot
        self.hopeless = bool((np.diff(columns.from_) == 0).any())
        if self.hopeless:
            self.finished = True
            self.bound = 0
            return
        self.pricing = Pricing(self.all)
        self.bound = (self.pricing.bound + self.extra) * self.unit

    @property
    def time_left(self) -> float:
        """Seconds until the limit."""
        return self.deadline - time.perf_counter()

    def is_done(self) -> bool:
        """Whether there is nothing left to do, or no time for it."""
        met = self.best is not None and self.best.cost <= self.bound
        return self.finished or met or self.time_left <= 0

    def step(self, name: str) -> None:
        """Note how far we are."""
        cost = None if self.best is None else self.best.cost
        if cost is not None:
            self.bound = min(self.bound, cost)
        step = QuayStep(name, time.perf_counter() - self.begun, cost, self.bound)
        self.steps.append(step)
        if self.progress is not None:
            self.progress(step)

    def offer(self, plan: QuaySolution) -> None:
        """Keep a plan if it is the best so far and breaks no rule."""
        if (self.best is None or plan.cost < self.best.cost) and not problems_of(self.model, plan):
            self.best = plan
            if self.on_plan is not None:
                self.on_plan(plan)

    def result(self) -> QuayResult:
        """Return what is known now."""
        cost = None if self.best is None else self.best.cost
        if cost is not None:
            self.bound = cost if self.finished else min(self.bound, cost)
        return QuayResult(
            solution=self.best,
            bound=self.bound,
            proved=self.finished or cost == self.bound,
            seconds=time.perf_counter() - self.begun,
            steps=tuple(self.steps),
            interrupted=self.interrupted,
        )

    def work(self) -> None:
        """Do all steps, in order, for constant cranes."""
        self.plan()
        if self.is_done():
            return
        self.prove()
        while not self.is_done():  # too large for a proof: go on searching
            self.annealing.turns(self.deadline)
            self.bounds()

    def plan(self) -> None:
        """Find a good plan and a first bound."""
        if self.is_done():
            return
        self.annealing.first()
        self.step("first")
        self.bounds()
        seconds = min(SEARCH_S_PER_CUBE * self.model.calls**3, SEARCH_MOST_S)
        until = time.perf_counter() + min(seconds, SEARCH_SHARE * self.time_left)
        while not self.is_done() and time.perf_counter() < until:
            self.annealing.turns(until)
            self.bounds()
            if self.annealing.has_met_it_often():
                break

    def bounds(self) -> None:
        """Raise the bound by prices; rule out what cannot be in a better plan."""
        if self.is_done():
            return
        target = self._target()
        self.pricing.raise_bound(self.left, target, self.deadline)
        left = self.pricing.fixed(self.left, target)
        if self.best is not None:
            self.left = left
            if (np.diff(left.from_) == 0).any():
                self.finished = True  # every cheaper plan is ruled out
        self.bound = max(self.bound, (self.pricing.bound + self.extra) * self.unit)
        self.step("bound")

    def prove(self) -> None:
        """Give CP-SAT all columns that are left, unless they are too many."""
        if self.is_done() or self.left.mode.size > MOST_LITERALS:
            return
        hourly = self.model.hourly
        crane_cost = None if hourly is None else hourly.crane_cost // self.unit
        exact = ExactModel(self.model, self.left, crane_cost)
        if self.best is not None:
            best = self.best
            exact.hint(best.mode, best.start, best.position, best.cranes)
        answer = exact.solve(
            time_limit_s=self.time_left, seed=self.seed, workers=self.workers,
            on_found=lambda found: self.offer(
                solution_of(self.model, found.mode, found.start, found.position, found.cranes)
            ),
        )  # fmt: skip
        if answer.found is not None:
            found = answer.found
            self.offer(
                solution_of(self.model, found.mode, found.start, found.position, found.cranes)
            )
        if answer.finished:
            self.finished = True
        else:
            # Columns that were ruled out are in no better plan, so the least of both is a bound.
            bound = answer.bound * self.unit
            self.bound = max(self.bound, bound if self.best is None else min(bound, self.best.cost))
        self.step("prove")

    def _target(self) -> int:
        """Return what the bound need not exceed, in units and without the cranes' least cost."""
        if self.best is None:
            return 2 * self.pricing.bound + 1
        return self.best.cost // self.unit - self.extra


def _unit(model: QuayModel) -> int:
    """Return the greatest number that divides all costs."""
    parts = [model.cost[model.stay > 0], model.apart_cost]
    if model.hourly is not None:
        parts.append(model.hourly.crane_cost)
    return int(np.gcd.reduce(np.concatenate([part.ravel() for part in parts]))) or 1
