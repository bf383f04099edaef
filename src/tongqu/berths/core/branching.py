"""Branch and bound: what a call may do is halved, and each half has a bound by prices.

Where stays use cranes, a few calls that keep each other from the cranes hold the bound down, and
all others are where the best plan has them. Halving what those few may do lifts the bound of each
half so far that most columns go, and after some tens of halvings nothing is left.

F. Barahona, L. Ladányi, Branch and cut based on the volume algorithm, RAIRO Operations Research 40
(2006), branch so too; here reduced costs take the place of cuts.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from threading import Condition
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core import bound as volume
from tongqu.berths.core.model import BerthModel, Ints, Solution, problems_of
from tongqu.berths.core.paths import (
    Columns,
    Floats,
    Prices,
    Terms,
    kept,
    reduced_costs,
    relax,
    relax_paths,
)

STEP, SHARE = 0.1, 0.05
"""First step of the prices of a half, and first weight of a new path in their average."""

TRIES, MOST_TRIES = 50, 800
"""Tries of a half's bound: between two looks, and at the most. With a quarter of them there are
more than fifty times as many halves."""

LOOKS = 3
"""So often columns are set aside by the prices of a half, at the most."""

SPREAD = 0.25
"""Variance of a call's starts in slots from which on they are halved."""

Flags = NDArray[np.bool_]


class Node(NamedTuple):
    """A part of what may be: no plan in it costs less than its bound.

    Attributes
    ----------
    bound
        Lower bound of its parent.
    number
        In the order of making.
    rows
        Columns of the tree that it may use.
    prices
        Of its parent, to begin with.
    """

    bound: float
    number: int
    rows: Ints
    prices: Prices


class Tree:
    """Parts that are still open; any number of threads may work at them.

    Parameters
    ----------
    model, columns, terms
        The problem, and the columns that a better plan may use.
    prices, bound
        Of a bound on those.
    unit
        Costs of plans are multiples of it.
    ceiling
        Returns what a plan must cost less than.
    take
        Is given a better plan.
    """

    def __init__(
        self, model: BerthModel, columns: Columns, terms: Terms, prices: Prices, bound: float, *,
        unit: int, ceiling: Callable[[], int], take: Callable[[Solution], None],
    ) -> None:  # fmt: skip
        self.model, self.columns, self.terms, self.unit = model, columns, terms, unit
        self.ceiling, self.take = ceiling, take
        self.open = [Node(bound, 0, np.arange(columns.mode.size), prices)]
        self.busy: dict[int, Node] = {}
        self.made = 0
        self.changed = Condition()

    @property
    def closed(self) -> bool:
        """Whether nothing is left that a better plan may be in."""
        return not self.open and not self.busy

    @property
    def bound(self) -> float:
        """No plan costs less, unless it costs what is known already."""
        with self.changed:
            return min((node.bound for node in (*self.open, *self.busy.values())), default=np.inf)

    def left(self) -> Flags:
        """Return which columns a better plan may use."""
        keep = np.zeros(self.columns.mode.size, np.bool_)
        with self.changed:
            for node in (*self.open, *self.busy.values()):
                keep[node.rows] = True
        return keep

    def work(self, enough: Callable[[], bool]) -> None:
        """Look at one part after another, that of the least bound first; for one thread."""
        while not enough():
            with self.changed:
                if self.closed:
                    self.changed.notify_all()
                    return
                if not self.open:
                    self.changed.wait(0.05)
                    continue
                node = heapq.heappop(self.open)
                self.busy[node.number] = node
            halves = self._look_at(node, enough)
            with self.changed:
                if halves is not None:
                    del self.busy[node.number]
                    for half in halves:
                        heapq.heappush(self.open, half)
                self.changed.notify_all()

    def _look_at(self, node: Node, enough: Callable[[], bool]) -> list[Node] | None:
        """Return the halves of a part that may hold a better plan; None if there was no time."""
        rows, here = node.rows, self._of(node.rows)
        if not self._serves_all(here):
            return []
        state = volume.begin(
            self.model, here, self.terms, _copied(node.prices), step=STEP, share=SHARE
        )
        state = state._replace(seen=np.zeros(rows.size))
        while not state.figures[6] and state.figures[4] < MOST_TRIES:
            volume.climb(state, here, self.terms, float(self.ceiling()), float(self.unit), TRIES)
            if enough():
                return None
        usage = self._usage(state, here)
        self._round(here, usage)
        prices = state.best
        for _ in range(LOOKS):
            extra = reduced_costs(here, prices, self.terms)
            served, used = np.zeros(self.model.calls), np.zeros(self.model.capacity.shape)
            bound = relax(here, prices, self.terms, served, used)
            keep = bound + extra <= self._most()
            if keep.all():
                break
            rows, usage, here = rows[keep], usage[keep], kept(here, keep)
            if not self._serves_all(here):
                return []
        bound = max(bound, node.bound)
        if bound > self._most():
            return []
        return self._halved(rows, here, usage, bound, prices)

    def _most(self) -> float:
        """Return what a better plan costs at the most."""
        return self.ceiling() - self.unit + 1e-6 * self.unit

    def _of(self, rows: Ints) -> Columns:
        keep = np.zeros(self.columns.mode.size, np.bool_)
        keep[rows] = True
        return kept(self.columns, keep)

    def _serves_all(self, columns: Columns) -> bool:
        served = np.zeros(self.model.calls, np.bool_)
        served[columns.call] = True
        return bool(served.all())

    def _usage(self, state: volume.Climb, columns: Columns) -> Floats:
        """Return how much the average of the paths uses each column."""
        if state.figures[4] > 0 and state.seen.any():
            average: Floats = state.seen * state.figures[7]
            return average
        served, used = np.zeros(self.model.calls), np.zeros(self.model.capacity.shape)
        taken = np.empty(columns.ptr.size, np.int64)
        _, count = relax_paths(columns, state.best, self.terms, served, used, taken)
        usage = np.zeros(columns.mode.size)
        usage[taken[:count]] = 1.0
        return usage

    def _round(self, columns: Columns, usage: Floats) -> None:
        """Take the most used column of each call, if that is a better plan."""
        order = np.lexsort((-usage, columns.call))
        _, first = np.unique(columns.call[order], return_index=True)
        chosen = order[first]
        cost = int(columns.cost[chosen].sum())
        if cost > self._most():
            return
        mode, start = columns.mode[chosen].astype(np.int64), columns.start[chosen].astype(np.int64)
        plan = Solution(mode, start, cost)
        if not problems_of(self.model, plan):
            self.take(plan)

    def _halved(
        self, rows: Ints, columns: Columns, usage: Floats, bound: float, prices: Prices
    ) -> list[Node]:
        """Return both halves of a part; none if one column is left of each call."""
        aside = _half(self.model, columns, usage)
        if aside is None:
            self._round(columns, usage)  # the only plan that is left, if it is one
            return []
        with self.changed:
            halves = [
                Node(bound, self.made + k + 1, rows[keep], prices)
                for k, keep in enumerate((~aside, aside | (columns.call != columns.call[aside][0])))
            ]
            self.made += len(halves)
        return halves


def _copied(prices: Prices) -> Prices:
    return Prices(prices.call.copy(), prices.rent.copy())


def _half(model: BerthModel, columns: Columns, usage: Floats) -> Flags | None:
    """Return about half of what one call may do; None if every call has one column.

    The call is the one whose cost the average of the paths leaves most open. It begins by about the
    mean of its starts, or later; if they are about the same, it has its most used berth and cranes,
    or others; and where all is the same, its columns are halved by their starts.
    """
    calls, call = model.calls, columns.call
    weight = np.bincount(call, usage, calls) + 1e-12

    def spread(of: Floats) -> tuple[Floats, Floats]:
        mean = np.bincount(call, usage * of, calls) / weight
        return mean, np.bincount(call, usage * (of - mean[call]) ** 2, calls) / weight

    chosen = int(np.argmax(spread(columns.cost)[1]))
    mean, variance = spread(columns.start.astype(np.float64))
    if variance[chosen] >= SPREAD:
        aside: Flags = (call == chosen) & (columns.start > np.floor(mean[chosen]))
        return aside
    kind = model.mode_group[columns.mode] * model.uses.ptr.size + columns.use
    least: tuple[float, int, int] | None = None
    for one in range(calls):
        mine = np.flatnonzero(call == one)
        kinds, which = np.unique(kind[mine], return_inverse=True)
        if kinds.size > 1:
            shares = np.bincount(which, usage[mine])
            sure = float(shares.max() / max(1e-9, shares.sum()))
            if least is None or sure < least[0]:
                least = sure, one, int(kinds[np.argmax(shares)])
    if least is not None:
        other: Flags = (call == least[1]) & (kind != least[2])
        return other
    size = np.bincount(call, minlength=calls)
    chosen = int(np.argmax(size))
    if size[chosen] == 1:
        return None
    mine = np.flatnonzero(call == chosen)
    later = np.argsort(columns.start[mine], kind="stable")[mine.size // 2 :]
    aside = np.zeros(call.size, np.bool_)
    aside[mine[later]] = True
    return aside
