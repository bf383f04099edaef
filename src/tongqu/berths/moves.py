"""The trade-off of a new plan: the best with as few moves as possible, with one more, and so on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tongqu.berths.core import BerthModel, Solution, solve_model
from tongqu.berths.core import bound as volume
from tongqu.berths.core.model import Ints
from tongqu.berths.core.paths import Columns, Floats, columns_of, kept, reduced_costs, terms_of
from tongqu.berths.core.proof import search_columns
from tongqu.berths.core.search import interruptible
from tongqu.berths.problem import BerthProblem
from tongqu.berths.records import TradeOff
from tongqu.berths.telling import Progress

COLUMNS = 25_000
"""Columns that are searched to the end at most."""

ROWS = 8
"""Numbers of moves, from the fewest on, that are searched one by one."""

PRICES = (1_500, 6_000, 24_000)
"""Of a move, for lower bounds: a quarter of a weighted hour to four."""

LINE_SHARE, FREE_SHARE = 0.06, 0.2
"""Shares of the time for one bound, and for the plan whose moves are free."""

TRIES = 50
"""Tries of a bound between two looks at the clock."""


@dataclass(frozen=True)
class Line:
    """A lower bound with a price for each move.

    Attributes
    ----------
    price
        What a move costs.
    bound
        No plan has cost + price * moves below it.
    extra
        By how much that rises if a column has to be used.
    """

    price: int
    bound: float
    extra: Floats


class Curve:
    """The best plans found for each number of moved calls, and what none can beat.

    With a price for each move, a lower bound on all plans is one on those with so many moves,
    less what the moves cost; the columns that cannot be part of a better plan with so many moves
    are set aside, and those left are searched (`few_moves`).

    Parameters
    ----------
    model, price
        The problem, and the prices of moves in its costs, which are left out.
    moved
        Shape (J, T): how many calls a mode and start moves.
    seed
        Of the searches.
    is_right
        Whether a plan of the model keeps what the model does not say; others are not kept.
    """

    def __init__(
        self, model: BerthModel, moved: Ints, *, price: Ints | None = None, seed: int = 0,
        is_right: Callable[[Solution], bool] | None = None,
    ) -> None:  # fmt: skip
        self.moved, self.seed, self.is_right = moved, seed, is_right
        cost = model.cost if price is None else model.cost - price
        self.model = replace(model, cost=np.where(model.stay > 0, cost, 0))
        self.unit = max(1, int(np.gcd.reduce(self.model.cost[model.stay > 0], initial=0)))
        self.terms = terms_of(self.model)
        self.columns: Columns = columns_of(self.model)
        self.counts = self.moved[self.columns.mode, self.columns.start]
        self.found: dict[int, Solution] = {}
        self.bounds: dict[int, int] = {}  # of plans with so many moves or fewer
        self.none: int = -1  # no plan has so few moves
        self.lines: list[Line] = []
        self._prices: Any = None

    def moves(self, solution: Solution) -> int:
        """Return how many calls a plan moves."""
        return int(self.moved[solution.mode, solution.start].sum())

    def add(self, solution: Solution | None) -> int | None:
        """Keep a plan if it is the best with as many moves; return how many."""
        if solution is None or (self.is_right is not None and not self.is_right(solution)):
            return None
        cost = int(self.model.cost[solution.mode, solution.start].sum())
        count = self.moves(solution)
        if count not in self.found or cost < self.found[count].cost:
            self.found[count] = Solution(solution.mode, solution.start, cost)
        return count

    def best(self, most: int) -> Solution | None:
        """Return the best plan found with so many moves or fewer."""
        within = [solution for count, solution in self.found.items() if count <= most]
        return min(within, key=lambda solution: solution.cost, default=None)

    def bound(self, most: int) -> int:
        """Return what no plan with so many moves or fewer can beat."""
        known = [bound for count, bound in self.bounds.items() if count >= most]
        known += [self._whole(line.bound - line.price * most) for line in self.lines]
        return max([0, *known])

    def _whole(self, bound: float) -> int:
        return int(np.ceil(bound / self.unit - 1e-6)) * self.unit

    @property
    def forced(self) -> int:
        """How many calls move in every plan, because their old place is gone."""
        least = np.full(self.model.calls, 99, np.int64)
        fewest = np.where(self.model.stay > 0, self.moved, 99).min(axis=1)
        np.minimum.at(least, self.model.mode_call, fewest)
        return int(least.sum())

    # --- what is asked ----------------------------------------------------------------------------

    def explore(self, limit_s: float, progress: Progress | None = None) -> None:
        """Look for the best plans along the trade-off."""
        deadline = time.monotonic() + limit_s
        show = progress or (lambda *_told: None)
        show("trade_off", 0, ROWS + 2)
        self.draw(0, LINE_SHARE * limit_s)
        free = self.model
        hint = min(self.found.values(), key=lambda solution: solution.cost)
        result = solve_model(
            free, time_limit_s=max(1.0, FREE_SHARE * limit_s), seed=self.seed,
            hint=Solution(hint.mode, hint.start, hint.cost),
        )  # fmt: skip
        if result.solution is not None:
            self.bounds[99 * self.model.calls] = result.bound
            self.add(result.solution)
        for price in self._slopes():
            self.draw(price, LINE_SHARE * limit_s)
        show("trade_off", 1, ROWS + 2)
        fewest = self.fewest(deadline)
        most = max(self.found)
        wanted = [k for k in range(fewest, fewest + ROWS) if k <= most]
        for place, count in enumerate(wanted):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                break
            show("trade_off", 2 + place, ROWS + 2)
            self.search(count, left_s / (len(wanted) - place))

    def within(self, most: int, limit_s: float) -> Solution | None:
        """Return the best plan with so many moves or fewer that is found in a time."""
        deadline = time.monotonic() + limit_s
        self.draw(0, LINE_SHARE * limit_s)
        for price in self._slopes():
            self.draw(price, LINE_SHARE * limit_s)
        fewest = self.fewest(deadline)
        self.search(max(most, fewest), deadline - time.monotonic())
        return self.best(max(most, fewest))

    def _slopes(self) -> list[int]:
        """Return prices between that of the whole trade-off and that of its first moves."""
        few, many = min(self.found), max(self.found)
        gain = self.found[few].cost - self.found[many].cost
        slope = max(self.unit, gain // max(1, many - few))
        return [slope, *(price for price in PRICES if price > slope)]

    def draw(self, price: int, limit_s: float) -> None:
        """Find a lower bound with a price for each move."""
        deadline = time.monotonic() + limit_s
        model = self.model
        columns = self.columns._replace(cost=self.columns.cost + price * self.counts)
        target = float(min(s.cost + price * count for count, s in self.found.items()))
        # The prices of the line before are a better begin.
        state = volume.begin(model, columns, self.terms, self._prices)
        while not state.figures[6] and time.monotonic() < deadline:
            volume.climb(state, columns, self.terms, target, float(self.unit), TRIES)
        self._prices = state.best
        extra = reduced_costs(columns, state.best, self.terms)
        self.lines.append(Line(price, float(state.figures[0]), extra))

    def fewest(self, deadline: float) -> int:
        """Return the fewest moves that a plan is known to have, after a look for fewer."""
        for count in range(max(self.forced, self.none + 1), min(self.found)):
            left_s = deadline - time.monotonic()
            if left_s <= 0 or self.search(count, left_s / 4):
                break
        return min(self.found)

    def search(self, most: int, limit_s: float) -> bool:
        """Look for a better plan with so many moves or fewer; return whether one is known."""
        hint = self.best(most)
        ceiling = hint.cost if hint is not None else self._ceiling()
        if self.bound(most) >= ceiling:
            if hint is None:
                self.none = max(self.none, most)
            return hint is not None
        columns, counts, whole = self._columns(most, ceiling, hint)
        solver: list[Any] = []
        with interruptible(solver) as run:
            proof = run(
                search_columns, self.model, columns, self.unit, ceiling, time_limit_s=limit_s,
                seed=self.seed, hint=hint, at_most=(counts, most), on_solver=solver.append,
            )  # fmt: skip
        is_known = self.add(proof.solution) is not None or proof.solution is None
        if whole:
            if proof.closed and hint is None and proof.solution is None:
                self.none = max(self.none, most)
            else:
                known = self.best(most)
                cost = ceiling if known is None else known.cost
                self.bounds[most] = cost if proof.closed and is_known else min(cost, proof.bound)
        return self.best(most) is not None

    def _ceiling(self) -> int:
        """Return more than any plan can cost."""
        dearest = np.zeros(self.model.calls, np.int64)
        np.maximum.at(dearest, self.model.mode_call, self.model.cost.max(axis=1))
        return int(dearest.sum()) + self.unit

    def _columns(
        self, most: int, ceiling: int, hint: Solution | None
    ) -> tuple[Columns, Ints, bool]:
        """Return the columns to search, and whether none that counts is missing."""
        best: tuple[int, Any, Line] | None = None
        for line in self.lines:
            slack = ceiling - self.unit + line.price * most - line.bound
            keep = line.extra <= slack + 1e-6 * self.unit
            count = int(keep.sum())
            if best is None or count < best[0]:
                best = count, keep, line
        assert best is not None
        count, keep, line = best
        whole = count <= COLUMNS
        if not whole:
            keep &= line.extra <= np.partition(line.extra, COLUMNS)[COLUMNS]
            if hint is not None:
                of_call = self.columns.call
                keep |= (self.columns.mode == hint.mode[of_call]) & (
                    self.columns.start == hint.start[of_call]
                )
        return kept(self.columns, keep), self.counts[keep], whole

    def trade_offs(self) -> tuple[TradeOff, ...]:
        """Return the objective against the number of moves; only where more moves are better."""
        rows: list[TradeOff] = []
        for count in sorted(self.found):
            cost = self.found[count].cost
            if not rows or cost < rows[-1].objective:
                rows.append(TradeOff(count, cost, min(cost, self.bound(count))))
        return tuple(rows)


def moves_of(problem: BerthProblem) -> tuple[Ints, Ints]:
    """Return for each mode and start how many calls it moves, and the price of that."""
    model = problem.model
    moved = np.zeros(model.cost.shape, np.int64)
    price = np.zeros_like(model.cost)
    starts = np.arange(model.slots) * problem.grid.step_min
    for mode in range(model.mode_call.size):
        known = problem.mode_of(mode)
        item = problem.items[known.item]
        pinned = problem.wishes.pinned(item)
        begins = starts if pinned is None else np.full_like(starts, pinned)
        for call in item.calls:
            before = problem.before.get(call.id)
            if before is not None:
                price[mode] += problem.wishes.moved(call, known.berth_ids[0], begins, before)
                at = problem.grid.minute(before[1])
                moved[mode] += (begins != at) | (known.berth_ids[0] != before[0])
    return moved, price
