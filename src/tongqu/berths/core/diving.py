"""Dives, one after the other: fresh ones, and such as are drawn toward plans found before.

A fresh dive begins at prices that are a little off; what it ends in differs by half a percent. One
that is drawn toward a plan mostly ends in the same plan, or in a better one.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tongqu.berths.core.model import Solution
from tongqu.berths.core.paths import Prices

if TYPE_CHECKING:
    from tongqu.berths.core.improving import Improving


class How(NamedTuple):
    """How a dive goes: paths in a round, share fixed, step in units, pull of a plan."""

    tries: int
    share: float
    step: float
    pull: float = 0.0


FRESH = How(120, 0.03, 1.0)
DRAWN = (
    How(60, 0.03, 1.0, 0.4),
    How(60, 0.05, 2.0, 0.3),
    How(120, 0.03, 1.0, 0.3),
    How(120, 0.03, 1.0, 0.4),
)
"""Fresh dives, and those drawn toward a plan."""

FIRST, FRESH_SHARE, NOISE = 16, (0.4, 0.2), 0.1
"""Share of the dives that are fresh, of so many first ones and of later ones; by how much the
prices of all are off, in units."""

PLANS, NEXT = 4, 0.8
"""So many plans are kept; how seldom the next best is taken instead of the best."""

POLISH_MOVES, WARMTH = 5_000, 0.03
"""Tries of annealing a call after a dive, and its warmth."""

HOPE = 1.004
"""A dive is given up once it must end in a plan that costs so many times what it is to beat:
annealing may still make up for less."""


class Dives:
    """Plans that dives ended in, and the dives that are made next.

    Parameters
    ----------
    search
        Where they take place; it takes what they find.
    """

    def __init__(self, search: Improving) -> None:
        self.search = search
        self.plans: list[Solution] = []
        self.made = 0
        self.lock = Lock()

    def work(self, soon_s: float, until_s: float) -> None:
        """Dive until a time; after an earlier one no dive is begun. May run in several threads."""
        search = self.search

        def enough() -> bool:
            return search.is_over() or search.seconds >= until_s

        while search.seconds < soon_s and not enough():
            with self.lock:
                self.made += 1
                random = np.random.default_rng((search.seed % 2**63, self.made))
                toward = self._drawn_to(random)
                below = HOPE * (self._most() if toward is None else toward.cost)
            how = FRESH if toward is None else DRAWN[random.integers(len(DRAWN))]
            found = self._dive(how, toward, below, random, enough)
            if found is not None:
                search.take(found)
                with self.lock:
                    self._keep(found, toward)

    def _drawn_to(self, random: np.random.Generator) -> Solution | None:
        """Return the plan that a dive is drawn toward; None for a fresh one."""
        best = self.search.best
        if best is not None and all(best.cost < plan.cost for plan in self.plans):
            self.plans = [best, *self.plans][:PLANS]
        if not self.plans or random.random() < FRESH_SHARE[self.made > FIRST]:
            return None
        return self.plans[min(int(random.exponential(NEXT)), len(self.plans) - 1)]

    def _most(self) -> float:
        """Return what the dearest plan costs, where another one has to take its place."""
        return self.plans[-1].cost if len(self.plans) == PLANS else float("inf")

    def _dive(
        self,
        how: How,
        toward: Solution | None,
        below: float,
        random: np.random.Generator,
        enough: Callable[[], bool],
    ) -> Solution | None:
        from tongqu.berths.core.annealing import improve
        from tongqu.berths.core.dive import dive

        search = self.search
        model, unit = search.model, search.unit
        off = NOISE * unit * random.standard_normal(model.calls)
        found = dive(
            model, search.wide_with(toward), search.terms,
            Prices(search.prices.call + off, search.prices.rent),
            step=how.step * unit, tries=how.tries, share=how.share, enough=enough,
            toward=toward, pull=how.pull, below=below,
        )  # fmt: skip
        if found is None:
            return None
        seed, moves = int(random.integers(2**31)), POLISH_MOVES * model.calls
        return improve(model, search.rows, found, moves=moves, seed=seed, warmth=WARMTH)

    def _keep(self, found: Solution, toward: Solution | None) -> None:
        """Keep a plan, in the place of the one it was drawn toward if that is dearer."""
        if any(found.cost == plan.cost for plan in self.plans):  # most likely the same
            return
        if toward is not None:
            if found.cost > toward.cost:
                return
            self.plans = [plan for plan in self.plans if plan is not toward]
        self.plans = sorted([*self.plans, found], key=lambda plan: plan.cost)[:PLANS]
