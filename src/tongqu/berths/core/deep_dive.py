"""A plan out of the bound, with care: what the averaged path agrees on is fixed, bit by bit.

After each bit the bound is raised again. If it rose too much, the bit is taken back and a smaller
one, or another, is fixed instead. Columns that cannot be part of a plan below a cost are set aside
all the way down, so that a dive in vain ends early.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.bound import Climb, begin, climb
from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.berths.core.paths import Columns, Floats, Prices, Terms, kept, largest, reduced_costs
from tongqu.berths.core.room import columns_that_fit, taken_by
from tongqu.berths.core.uses import clash_of, take

SURE = 0.95
"""A column that is so large a share of the average is fixed."""

STEP, SHARE = 0.05, 0.05
"""Steps of the bound between fixings: smaller than at first, as prices hardly change."""

HOPE, HOPE_LEAST = 0.3, 10.0
"""By how much each open call may raise the bound until the plan is whole, in units; and some."""


@dataclass(frozen=True)
class Way:
    """How a dive goes.

    Attributes
    ----------
    tries
        Of the bound after each fixing.
    share
        Share of the open calls that is fixed at once.
    rise
        By how many units a fixed call may raise the bound before another is looked for.
    most
        Fixings that are looked at, at the most.
    """

    tries: int = 60
    share: float = 0.03
    rise: float = 0.5
    most: int = 5


class Node(NamedTuple):
    """A plan in part: where calls lie that are fixed, and the bound of the others."""

    mode: Ints
    start: Ints
    columns: Columns
    state: Climb
    bound: float
    average: Floats


class DeepDive:
    """One dive.

    Parameters
    ----------
    model, columns, terms
        The problem, the columns to choose from, and what they pay for.
    prices
        Prices of a good bound; they are not changed.
    way
        How it goes.
    below
        The plan must cost less.
    unit
        Costs of plans are multiples of it.
    enough
        Asked between fixings; if so, there is no plan.
    """

    def __init__(
        self,
        model: BerthModel,
        columns: Columns,
        terms: Terms,
        prices: Prices,
        *,
        way: Way,
        below: float,
        unit: float,
        enough: Callable[[], bool],
    ) -> None:
        self.model, self.terms, self.way = model, terms, way
        self.below, self.unit, self.enough = below, unit, enough
        self.scale = largest(model)[:, None]
        mode = np.full(model.calls, -1, np.int64)
        start = np.full(model.calls, -1, np.int64)
        self.first = (mode, start, columns, prices)

    def plan(self) -> Solution | None:
        """Return the plan that it ends with, if there is one."""
        mode, start, columns, prices = self.first
        average = np.zeros(columns.mode.size)
        node = self._node(mode, start, columns, prices, average, 3 * self.way.tries)
        while node is not None and (node.mode < 0).any():
            if self.enough():
                return None
            node = self._deeper(node)
        if node is None:
            return None
        cost = int(self.model.cost[node.mode, node.start].sum())
        return Solution(node.mode, node.start, cost) if cost < self.below else None

    def _node(
        self, mode: Ints, start: Ints, columns: Columns, prices: Prices, average: Floats, tries: int
    ) -> Node | None:
        """Raise the bound of what is not fixed; None if no plan below the cost is left."""
        model, open_ = self.model, mode < 0
        held, used = taken_by(model, mode, start)
        fit = columns_that_fit(model, columns, open_, held, used)
        columns, average = kept(columns, fit), average[fit]
        if not _reaches(columns, open_):
            return None
        fixed = float(model.cost[mode[~open_], start[~open_]].sum())
        terms = self.terms._replace(capacity=(model.capacity - used) / self.scale)
        prices = Prices(np.where(open_, prices.call, 0.0), prices.rent.copy())
        state = begin(model, columns, terms, prices, open_=open_, step=STEP, share=SHARE)
        if not average.any():
            average = np.zeros(columns.mode.size)
        state = state._replace(seen=average.copy())
        target = state.figures[0] + self.unit * (HOPE_LEAST + HOPE * open_.sum())
        climb(state, columns, terms, target, self.unit, tries)
        bound = fixed + float(state.figures[0])
        if bound > self.below - self.unit + 1e-6 * self.unit:
            return None
        extra = reduced_costs(columns, state.best, terms)
        keep = bound + extra <= self.below - self.unit + 1e-6 * self.unit
        columns, average = kept(columns, keep), (state.seen * state.figures[7])[keep]
        if not _reaches(columns, open_):
            return None
        return Node(mode, start, columns, state, bound, average)

    def _deeper(self, node: Node) -> Node | None:
        """Fix some more calls; of several ways that raise the bound much, the best."""
        model, way = self.model, self.way
        open_ = node.mode < 0
        held, used = taken_by(model, node.mode, node.start)
        order = np.argsort(-node.average, kind="stable")[: 4 * model.calls]
        wanted = max(1, int(way.share * open_.sum()))
        best: Node | None = None
        in_vain: set[int] = set()
        for attempt in range(way.most):
            picked = self._pick(node, order, held, used, wanted, in_vain, sure=not attempt)
            if not picked:
                break
            mode, start = node.mode.copy(), node.start.copy()
            for k in picked:
                call = node.columns.call[k]
                mode[call], start[call] = node.columns.mode[k], node.columns.start[k]
            if not (mode < 0).any():
                cost = float(model.cost[mode, start].sum())
                return node._replace(mode=mode, start=start, bound=cost)
            found = self._node(mode, start, node.columns, node.state.best, node.average, way.tries)
            if found is not None and (best is None or found.bound < best.bound):
                best = found
                if best.bound <= node.bound + way.rise * self.unit * len(picked):
                    break
            if self.enough():
                return None
            if len(picked) == 1:
                in_vain.add(picked[0])
            wanted = max(1, len(picked) // 4)
        return best

    def _pick(
        self, node: Node, order: Ints, held: Ints, used: Ints, wanted: int, in_vain: set[int], *,
        sure: bool,
    ) -> list[int]:  # fmt: skip
        """Return columns that go together, the largest shares of the average first."""
        model, columns = self.model, node.columns
        held, used = held.copy(), used.copy()
        picked: list[int] = []
        done = node.mode >= 0
        for k in order.tolist():
            if len(picked) >= wanted and (not sure or node.average[k] < SURE):
                break
            call, group = int(columns.call[k]), int(model.mode_group[columns.mode[k]])
            start, end, use = int(columns.start[k]), int(columns.end[k]), int(columns.use[k])
            if done[call] or k in in_vain:
                continue
            if (held[group, start:end] >= model.berths[group]).any():
                continue
            if use and clash_of(model.uses, use, start, end, used, model.capacity) >= 0:
                continue
            done[call] = True
            held[group, start:end] += 1
            take(model.uses, use, start, end, 1, used)
            picked.append(k)
        return picked


def _reaches(columns: Columns, open_: NDArray[np.bool_]) -> bool:
    """Return whether each open call has a column."""
    reached = np.zeros(open_.size, np.bool_)
    reached[columns.call] = True
    return bool(reached[open_].all())
