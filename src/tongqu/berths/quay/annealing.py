"""Searches for better plans, one in each thread, beginning with nothing or with the best plan."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import numpy as np

from tongqu.berths.quay.arrays import Columns, Ints
from tongqu.berths.quay.model import QuaySolution, solution_of

if TYPE_CHECKING:
    from tongqu.berths.quay.run import Run

FIRST_ROUNDS = 60
ROUNDS_AT_ONCE, AT_ONCE_S = 1500, 0.2
"""Between two looks at the clock."""

ROUNDS_PER_CALL = 600
HEAT, COOLEST = 0.08, 0.01
"""Threshold of the search at first, as a share of the plan's cost, and what is left at the end."""

WARM_EVERY = 3
"""One turn in so many goes on with the best plan; the others begin with nothing."""

TIMES_MET = 3
"""Once so many turns that began with nothing have come to the best plan's cost, it is enough."""


class Annealing:
    """The turns of one run.

    Parameters
    ----------
    run
        Its best plan is improved; its prices tell what is scarce.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.turn = 0
        self.pace = 1000.0  # rounds in a second and thread, as last seen
        self.ends: list[int] = []

    def first(self) -> None:
        """Find a first plan, or make the one that is known a little better."""
        plan, costs = self._begin(fresh=False)
        self._offer(plan, self._search(plan, costs, FIRST_ROUNDS, 0.0, 0))

    def turns(self, until: float) -> None:
        """Take one turn in each thread; Ctrl-C ends them within a moment, and is passed on."""
        run = self.run
        turns = range(self.turn + 1, self.turn + 1 + max(1, run.workers))
        self.turn = turns[-1]
        begins = [self._begin(fresh=turn % WARM_EVERY != 0) for turn in turns]
        with ThreadPoolExecutor(len(turns)) as pool:
            futures = [
                pool.submit(self._turn, turn, *begin, run.best, until)
                for turn, begin in zip(turns, begins, strict=True)
            ]
            try:
                wait(futures)
            except KeyboardInterrupt:
                run.interrupted = True
                raise
            finally:
                # In order, so that it does not matter which of two equally good ones is first.
                for future, (plan, _) in zip(futures, begins, strict=True):
                    self._offer(plan, future.result())
        run.step("search")

    def has_met_it_often(self) -> bool:
        """Return whether many turns have come from nothing to the best plan known."""
        best = self.run.best
        return best is not None and self.ends.count(best.cost) >= TIMES_MET

    def _turn(
        self, turn: int, plan: Ints, costs: Ints, best: QuaySolution | None, until: float
    ) -> int:
        """Make a plan better, in place; return its cost in units."""
        run = self.run
        fresh = turn % WARM_EVERY != 0
        if fresh:
            self._search(plan, costs, FIRST_ROUNDS, 0.0, turn)
        heat = HEAT * (float(costs.sum()) if best is None else best.cost / run.unit)
        most = ROUNDS_PER_CALL * run.model.calls
        rounds = max(1, min(most, int(self.pace * (until - time.perf_counter()))))
        at, cost = 0, int(costs.sum())
        while at < rounds and time.perf_counter() < until and not run.interrupted:
            some = int(min(ROUNDS_AT_ONCE, max(10.0, self.pace * AT_ONCE_S)))
            cooled = heat * COOLEST ** (at / rounds)
            cost = self._search(plan, costs, some, cooled, 100_000 * turn + at)
            at += some
        if fresh:
            self.ends.append(cost * run.unit)
        return cost

    def _begin(self, *, fresh: bool) -> tuple[Ints, Ints]:
        """Return a plan as bundles of all columns, and its costs: nothing, or the best plan."""
        run = self.run
        plan = np.full((run.model.calls, 2), -1, np.int64)
        costs = np.full(run.model.calls, _missing(run.all), np.int64)
        best = run.best
        if best is not None and not fresh:
            for call in range(run.model.calls):
                plan[call], costs[call] = bundle(run.all, call, best)
        return plan, costs

    def _search(self, plan: Ints, costs: Ints, rounds: int, heat: float, seed: int) -> int:
        """Run the kernel, which leaves the best plan that it met; return the cost in units."""
        from tongqu.berths.quay.searching import Tariff, search

        run = self.run
        cool = COOLEST ** (1 / (ROUNDS_PER_CALL * run.model.calls))
        tariff = Tariff(*run.pricing.sums())
        begun = time.perf_counter()
        cost = int(
            search(
                run.all, plan, costs, tariff, (run.seed + seed) % 2**31, rounds, heat, cool,
                _missing(run.all),
            )
        )  # fmt: skip
        self.pace = rounds / max(time.perf_counter() - begun, 1e-6)
        return cost

    def _offer(self, plan: Ints, cost: int) -> None:
        """Give the run a plan, if all calls are in it and it is better."""
        run, chosen = self.run, plan[:, 0]
        if (chosen >= 0).all() and (run.best is None or cost * run.unit < run.best.cost):
            mode, start = run.all.mode[chosen], run.all.start[chosen]
            run.offer(solution_of(run.model, mode, start, plan[:, 1]))


def _missing(columns: Columns) -> int:
    """Return a cost for a call that has no place: more than any plan costs."""
    dearest = np.maximum.reduceat(columns.cost, columns.from_[:-1])
    return int(dearest.sum() + (columns.apart * columns.cells[1]).sum()) + 1


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
