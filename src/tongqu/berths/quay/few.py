"""The best plan of a quay with no more than a number of moved calls."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from tongqu.berths.quay.arrays import Columns, Ints
from tongqu.berths.quay.columns import columns_of, sorted_by_cost
from tongqu.berths.quay.exact import MOST_LITERALS, ExactModel
from tongqu.berths.quay.model import QuayModel, QuaySolution, solution_of
from tongqu.berths.quay.pricing import Pricing


@dataclass(frozen=True)
class Line:
    """A lower bound with a price for each move.

    Attributes
    ----------
    price
        What a move costs.
    bound
        No plan has cost + price * moves below it.
    columns, pricing
        Columns with that price in their costs, and the prices of cells and cranes.
    """

    price: int
    bound: int
    columns: Columns
    pricing: Pricing


@dataclass(frozen=True)
class Few:
    """What a search for a plan with few moves brought.

    Attributes
    ----------
    solution
        The best plan found that is cheaper than the ceiling; None if none was found.
    bound
        No plan with so few moves costs less.
    closed
        Whether the search went to the end: the plan found, or that there is none, is proved.
    """

    solution: QuaySolution | None
    bound: int
    closed: bool


def line_of(model: QuayModel, moved: Ints, price: int, target: int, limit_s: float) -> Line:
    """Return a lower bound on cost + price * moves.

    Parameters
    ----------
    model, moved
        The problem, and how many calls each mode and start moves, shape (J, T).
    price
        Of a move.
    target
        Cost with prices of a plan that is known; the bound need not exceed it.
    limit_s
        Seconds at most.
    """
    columns = columns_of(
        replace(model, cost=model.cost + price * np.where(model.stay > 0, moved, 0))
    )
    pricing = Pricing(columns)
    pricing.raise_bound(columns, target, time.perf_counter() + limit_s)
    pricing.fixed(columns, target)
    return Line(price, pricing.bound, columns, pricing)


def search_few(
    model: QuayModel, moved: Ints, most: int, line: Line, ceiling: int,
    hint: QuaySolution | None, *, time_limit_s: float, seed: int = 0,
) -> Few:  # fmt: skip
    """Look for a plan that moves few calls and costs less than a ceiling.

    Parameters
    ----------
    model, moved, most
        The problem, how many calls each mode and start moves, and how many may move together.
    line
        A bound; what cannot be in such a plan by it is left out.
    ceiling
        Cost that is to be beaten.
    hint
        A plan with so few moves that costs the ceiling, if one is known.
    time_limit_s, seed
        Of CP-SAT.
    """
    left = line.pricing.fixed(line.columns, ceiling + line.price * most)
    if (np.diff(left.from_) == 0).any():
        return Few(None, ceiling, closed=True)
    if left.mode.size > MOST_LITERALS:
        return Few(None, line.bound - line.price * most, closed=False)
    count = moved[left.mode, left.start]
    exact = ExactModel(model, sorted_by_cost(left._replace(cost=left.cost - line.price * count)))
    ways = [way for ways in exact.ways for way in ways]
    exact.cp.add(sum(int(moved[mode, slot]) * way for way, mode, slot, _ in ways) <= most)
    if hint is not None:
        exact.hint(hint.mode, hint.start, hint.position)
    answer = exact.solve(time_limit_s=max(0.1, time_limit_s), seed=seed, workers=2)
    found = None
    if answer.found is not None:
        known = answer.found
        found = solution_of(model, known.mode, known.start, known.position)
    if found is not None and found.cost >= ceiling and answer.finished:
        found = None  # no better one
    bound = ceiling if found is None and answer.finished else min(answer.bound, ceiling)
    return Few(found, bound, closed=answer.finished)
