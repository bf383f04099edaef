"""A new plan of a continuous quay: fewer cranes, a repaired plan, and few moves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tongqu.berths.grid import Ints
from tongqu.berths.outages import Outage, is_whole
from tongqu.berths.quay import QuayModel, QuaySolution, repaired, solution_of, solve_quay
from tongqu.berths.quay.few import Line, line_of, search_few
from tongqu.berths.quay_problem import QuayProblem
from tongqu.berths.records import Assignment, Spot, TradeOff
from tongqu.berths.telling import Progress
from tongqu.model.region import Region

ROWS = 6
"""Numbers of moves, from the fewest on, that are searched one by one."""

LINE_SHARE, FREE_SHARE = 0.08, 0.25
"""Shares of the time for one bound, and for the plan whose moves are free."""

EVERY = 10**9
"""More moves than any plan has."""


def fewer_cranes(problem: QuayProblem, region: Region, outages: Sequence[Outage]) -> QuayModel:
    """Return the model without the cranes that are out, where some are left."""
    cranes = problem.model.cranes.copy()
    step = problem.grid.step_min
    for outage in outages:
        if outage.cranes is None or is_whole(outage, region):
            continue
        if outage.row_id in problem.pool_ids:
            begin = max(0, problem.grid.minute(outage.since) // step)
            end = max(0, -(-problem.grid.minute(outage.until) // step))
            cranes[begin:end] = np.maximum(cranes[begin:end] - outage.cranes, 0)
    return replace(problem.model, cranes=cranes)


def first_repaired(problem: QuayProblem, assignments: Sequence[Assignment]) -> QuaySolution | None:
    """Return the plan with what no longer works put in anew."""
    old = {a.call_id: a for a in assignments}
    slots: list[tuple[int, int, int] | None] = []
    for number in range(problem.model.calls):
        places = [old.get(call_id) for call_id in problem.item_of(number).call_ids]
        slots.append(_slot(problem, [place for place in places if place is not None], len(places)))
    return repaired(problem.model, slots)


def _slot(
    problem: QuayProblem, places: list[Assignment], calls: int
) -> tuple[int, int, int] | None:
    """Return start, position and cranes of an old place; None if it is none of this problem."""
    if len(places) < calls or len({(place.where, place.start) for place in places}) > 1:
        return None
    place = places[0]
    position = problem.position_of(place.where) if isinstance(place.where, Spot) else None
    slot = max(problem.slot_of(place.start), 0)
    if position is None:
        return None
    return slot, position, sum(use.cranes for each in places for use in each.cranes)


def is_still_there(problem: QuayProblem, before: Assignment) -> bool:
    """Whether a call could still have its old place and start, if nobody else came."""
    slot = problem.slot_of(before.start)
    return 0 <= slot < problem.model.slots and any(
        mode.spot == before.where and problem.model.stay[number, slot] > 0
        for number, mode in enumerate(problem.modes)
        if before.call_id in mode.call_ids
    )


def moves_of(problem: QuayProblem) -> tuple[Ints, Ints]:
    """Return for each mode and start how many calls it moves, and the price of that."""
    model = problem.model
    moved = np.zeros(model.cost.shape, np.int64)
    price = np.zeros_like(model.cost)
    starts = np.arange(model.slots) * problem.grid.step_min
    for number, mode in enumerate(problem.modes):
        item = problem.items[mode.item]
        pinned = problem.wishes.pinned(item)
        begins = starts if pinned is None else np.full_like(starts, pinned)
        where = mode.spot if mode.spot is not None else ""
        for call in item.calls:
            before = problem.before.get(call.id)
            if before is not None:
                price[number] += problem.wishes.moved(call, where, begins, before)
                moved[number] += (begins != problem.grid.minute(before[1])) | (where != before[0])
    allowed = model.stay > 0
    return np.where(allowed, moved, 0), np.where(allowed, price, 0)


class QuayCurve:
    """The best plans found for each number of moved calls, and what none can beat.

    As for discrete berths (`tongqu.berths.moves.Curve`): a bound with a price for each move is one
    on plans with so many moves, less what the moves cost; what it leaves goes to CP-SAT with a row
    for the number of moves.

    Parameters
    ----------
    problem
        The problem.
    priced
        Whether the prices of moves stay in the costs.
    seed
        Of the searches.
    """

    def __init__(self, problem: QuayProblem, *, priced: bool, seed: int = 0) -> None:
        self.moved, price = moves_of(problem)
        model = problem.model
        self.model = model if priced else replace(model, cost=model.cost - price)
        self.seed = seed
        self.found: dict[int, QuaySolution] = {}
        self.bounds: dict[int, int] = {}  # of plans with so many moves or fewer
        self.none = -1  # no plan has so few moves
        self.lines: list[Line] = []

    def moves(self, solution: QuaySolution) -> int:
        """Return how many calls a plan moves."""
        return int(self.moved[solution.mode, solution.start].sum())

    def add(self, solution: QuaySolution | None) -> int | None:
        """Keep a plan if it is the best with as many moves; return how many."""
        if solution is None:
            return None
        own = solution_of(self.model, solution.mode, solution.start, solution.position)
        count = self.moves(own)
        if count not in self.found or own.cost < self.found[count].cost:
            self.found[count] = own
        return count

    def best(self, most: int) -> QuaySolution | None:
        """Return the best plan found with so many moves or fewer."""
        within = [solution for count, solution in self.found.items() if count <= most]
        return min(within, key=lambda solution: solution.cost, default=None)

    def bound(self, most: int) -> int:
        """Return what no plan with so many moves or fewer can beat."""
        known = [bound for count, bound in self.bounds.items() if count >= most]
        known += [line.bound - line.price * most for line in self.lines]
        return max([0, *known])

    @property
    def forced(self) -> int:
        """How many calls move in every plan, because their old place is gone."""
        fewest = np.where(self.model.stay > 0, self.moved, 99).min(axis=1)
        least = np.full(self.model.calls, 99, np.int64)
        np.minimum.at(least, self.model.mode_call, fewest)
        return int(least.sum())

    def explore(self, limit_s: float, progress: Progress | None = None) -> None:
        """Look for the best plans along the trade-off."""
        deadline = time.monotonic() + limit_s
        show = progress or (lambda *_told: None)
        show("trade_off", 0, ROWS + 2)
        result = solve_quay(
            self.model, time_limit_s=max(1.0, FREE_SHARE * limit_s), seed=self.seed,
            hint=min(self.found.values(), key=lambda solution: solution.cost),
        )  # fmt: skip
        if result.solution is not None:
            self.bounds[EVERY] = result.bound
            self.add(result.solution)
        self._draw(LINE_SHARE * limit_s)
        show("trade_off", 1, ROWS + 2)
        fewest = self.fewest(deadline)
        wanted = [k for k in range(fewest, fewest + ROWS) if k <= max(self.found)]
        for place, count in enumerate(wanted):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                break
            show("trade_off", 2 + place, ROWS + 2)
            self.search(count, left_s / (len(wanted) - place))

    def within(self, most: int, limit_s: float) -> QuaySolution | None:
        """Return the best plan with so many moves or fewer that is found in a time."""
        deadline = time.monotonic() + limit_s
        self._draw(LINE_SHARE * limit_s)
        fewest = self.fewest(deadline)
        self.search(max(most, fewest), deadline - time.monotonic())
        return self.best(max(most, fewest))

    def fewest(self, deadline: float) -> int:
        """Return the fewest moves that a plan is known to have, after a look for fewer."""
        for count in range(max(self.forced, self.none + 1), min(self.found)):
            left_s = deadline - time.monotonic()
            if left_s <= 0 or self.search(count, left_s / 4):
                break
        return min(self.found)

    def search(self, most: int, limit_s: float) -> bool:
        """Look for a better plan with so many moves or fewer; return whether one is known."""
        known = self.best(most)
        if known is not None and self.bound(most) >= known.cost:
            return True
        ceiling = self._ceiling() if known is None else known.cost
        line = min(self.lines, key=lambda line: ceiling + line.price * most - line.bound)
        answer = search_few(
            self.model, self.moved, most, line, ceiling, known, time_limit_s=limit_s, seed=self.seed
        )
        self.add(answer.solution)
        if answer.closed and known is None and answer.solution is None:
            self.none = max(self.none, most)
        elif answer.closed:
            best = self.best(most)
            assert best is not None
            self.bounds[most] = best.cost
        else:
            self.bounds[most] = min(answer.bound, ceiling)
        return self.best(most) is not None

    def _ceiling(self) -> int:
        """Return more than any plan can cost."""
        dearest = np.zeros(self.model.calls, np.int64)
        np.maximum.at(dearest, self.model.mode_call, self.model.cost.max(axis=1))
        return int(dearest.sum()) + 1

    def _draw(self, limit_s: float) -> None:
        """Find lower bounds with two prices for a move: nothing, and what a move brought."""
        few, many = min(self.found), max(self.found)
        gain = self.found[few].cost - self.found[many].cost
        for price in (0, max(1, gain // max(1, many - few))):
            target = min(s.cost + price * count for count, s in self.found.items())
            self.lines.append(line_of(self.model, self.moved, price, target, limit_s / 2))

    def trade_offs(self) -> tuple[TradeOff, ...]:
        """Return the objective against the number of moves; only where more moves are better."""
        rows: list[TradeOff] = []
        for count in sorted(self.found):
            cost = self.found[count].cost
            if not rows or cost < rows[-1].objective:
                rows.append(TradeOff(count, cost, min(cost, self.bound(count))))
        return tuple(rows)
