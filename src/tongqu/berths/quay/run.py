"""One solving of a quay: the best plan and the bound so far, and the steps that improve them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np

from tongqu.berths.quay.arrays import Columns, Ints
from tongqu.berths.quay.checking import problems_of
from tongqu.berths.quay.columns import columns_of
from tongqu.berths.quay.exact import MOST_LITERALS, ExactModel
from tongqu.berths.quay.hourly import least_crane_cost
from tongqu.berths.quay.model import QuayModel, QuaySolution, solution_of
from tongqu.berths.quay.pricing import Pricing
from tongqu.berths.quay.result import QuayResult, QuayStep

FIRST_ROUNDS = 60
ROUNDS_AT_ONCE, AT_ONCE_S = 1500, 0.2
ROUNDS_PER_CALL = 600
SEARCH_SHARE, SEARCH_MOST_S = 0.1, 6.0
SEARCH_S_PER_CUBE = 1e-4
"""Seconds for the search times the third power of the calls, up to a share and a limit."""
HEAT, COOLEST = 0.08, 0.01
"""Threshold of the search at first, as a share of the plan's cost, and what is left at the end."""

FEW_CALLS = 25
"""Up to so many calls, or so small a gap, CP-SAT is given all of them at once."""
SMALL_GAP = 0.04
PART_CALLS = 14
PART_LIMIT_S = 1.5
PARTS_SHARE, PARTS_MOST_S = 0.2, 20.0
"""Share of the time that is left in which parts of a large plan are improved."""
FIRST_PROOF_SHARE, FIRST_PROOF_MOST_S = 0.25, 12.0
"""The same for a first try to prove it: it often comes at once, and parts would be in vain."""


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
        self.pace = 1000.0  # rounds of the search in a second, as last seen
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
        if self._deserves_parts():
            self.prove(min(FIRST_PROOF_SHARE * self.time_left, FIRST_PROOF_MOST_S))
            self.parts()
        self.prove()
        turn = 1000
        while not self.is_done():  # too large for a proof: go on searching
            turn += 1
            self._anneal(turn, self.deadline)
            self.bounds()

    def plan(self) -> None:
        """Find a good plan and a first bound."""
        if self.is_done():
            return
        plan, costs = self._start()
        self._search(plan, costs, FIRST_ROUNDS, 0.0)
        self.step("first")
        self.bounds()
        seconds = min(SEARCH_S_PER_CUBE * self.model.calls**3, SEARCH_MOST_S)
        until = time.perf_counter() + min(seconds, SEARCH_SHARE * self.time_left)
        turn, same = 0, False
        while not self.is_done() and not same and time.perf_counter() < until:
            turn += 1
            same = self._anneal(turn, until)
            self.bounds()

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

    def _deserves_parts(self) -> bool:
        """Whether a plan is so large and so far from the bound that a proof may not come."""
        if self.best is None or self.model.calls <= FEW_CALLS:
            return False
        if self.left.mode.size > MOST_LITERALS:
            return False
        return self.best.cost - self.bound > SMALL_GAP * self.best.cost

    def parts(self) -> None:
        """Improve parts of a large plan by CP-SAT, the rest fixed."""
        from tongqu.berths.quay.parts import improve_parts

        if not self.is_done() and self._deserves_parts():
            seconds = min(PARTS_SHARE * self.time_left, PARTS_MOST_S)
            improve_parts(self, seconds, PART_CALLS, PART_LIMIT_S)
            self.bounds()
            self.step("improve")

    def prove(self, most_s: float = math.inf) -> None:
        """Give CP-SAT all columns that are left, for so many seconds at the most."""
        if self.is_done():
            return
        if self.left.mode.size > MOST_LITERALS:
            return
        hourly = self.model.hourly
        crane_cost = None if hourly is None else hourly.crane_cost // self.unit
        exact = ExactModel(self.model, self.left, crane_cost)
        if self.best is not None:
            best = self.best
            exact.hint(best.mode, best.start, best.position, best.cranes)
        answer = exact.solve(
            time_limit_s=min(most_s, self.time_left), seed=self.seed, workers=self.workers,
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

    def _start(self) -> tuple[Ints, Ints]:
        """Return the best plan as bundles of all columns; calls that are not in one are missing."""
        plan = np.full((self.model.calls, 2), -1, np.int64)
        costs = np.full(self.model.calls, _missing(self.all), np.int64)
        if self.best is not None:
            for call in range(self.model.calls):
                plan[call], costs[call] = bundle(self.all, call, self.best)
        return plan, costs

    def _search(self, plan: Ints, costs: Ints, rounds: int, heat: float, seed: int = 0) -> int:
        """Run the kernel, keep the plan; return its cost in units."""
        from tongqu.berths.quay.searching import Tariff, search

        missing = _missing(self.all)
        cool = COOLEST ** (1 / (ROUNDS_PER_CALL * self.model.calls))
        tariff = Tariff(*self.pricing.sums())
        begun = time.perf_counter()
        cost = int(
            search(
                self.all, plan, costs, tariff, (self.seed + seed) % 2**31, rounds, heat, cool,
                missing,
            )
        )  # fmt: skip
        self.pace = rounds / max(time.perf_counter() - begun, 1e-6)
        if (plan[:, 0] >= 0).all() and (self.best is None or cost * self.unit < self.best.cost):
            chosen = plan[:, 0]
            self.offer(
                solution_of(self.model, self.all.mode[chosen], self.all.start[chosen], plan[:, 1])
            )
        return cost

    def _rounds(self, until: float) -> int:
        """Return for how many rounds there is time, as many as are of use at the most."""
        most = ROUNDS_PER_CALL * self.model.calls
        return max(1, min(most, int(self.pace * (until - time.perf_counter()))))

    def _anneal(self, turn: int, until: float) -> bool:
        """Search once more; return whether it came from nothing to the best plan known."""
        before = None if self.best is None else self.best.cost
        plan, costs = self._start()
        fresh = turn % 3 != 0
        if fresh:
            plan[:, 0] = -1
            costs[:] = _missing(self.all)
            self._search(plan, costs, FIRST_ROUNDS, 0.0, turn)
        heat = HEAT * (float(costs.sum()) if self.best is None else self.best.cost / self.unit)
        rounds, at, cost = self._rounds(until), 0, -1
        while at < rounds and time.perf_counter() < until:
            some = int(min(ROUNDS_AT_ONCE, max(10.0, self.pace * AT_ONCE_S)))
            cooled = heat * COOLEST ** (at / rounds)
            cost = self._search(plan, costs, some, cooled, 100_000 * turn + at)
            at += some
        self.step("search")
        return fresh and cost * self.unit == before


def _missing(columns: Columns) -> int:
    """Return a cost for a call that has no place: more than any plan costs."""
    dearest = np.maximum.reduceat(columns.cost, columns.from_[:-1])
    return int(dearest.sum() + (columns.apart * columns.cells[1]).sum()) + 1


def _unit(model: QuayModel) -> int:
    """Return the greatest number that divides all costs."""
    parts = [model.cost[model.stay > 0], model.apart_cost]
    if model.hourly is not None:
        parts.append(model.hourly.crane_cost)
    return int(np.gcd.reduce(np.concatenate([part.ravel() for part in parts]))) or 1


def bundle(columns: Columns, call: int, plan: QuaySolution) -> tuple[tuple[int, int], int]:
    """Return the bundle and position of a call in a plan, and its cost."""
    part = slice(columns.from_[call], columns.from_[call + 1])
    position = plan.position[call]
    same = (columns.mode[part] == plan.mode[call]) & (columns.start[part] == plan.start[call])
    same &= (columns.low[part] <= position) & (position <= columns.high[part])
    k = int(columns.from_[call]) + int(np.flatnonzero(same)[0])
    right = columns.low[k] > columns.desired[call]
    nearest = columns.low[k] if right else columns.high[k]
    cost = int(columns.cost[k] + columns.apart[call] * abs(position - nearest))
    return (k, int(position)), cost
