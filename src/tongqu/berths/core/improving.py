"""One search, and the ways in which it makes its plan better: each keeps what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import numpy as np

from tongqu.berths.core.model import Solution
from tongqu.berths.core.search import PROOF_COLUMNS, Search

FIRST_MOVES, MOVES = 2_000, 30_000
"""Tries of annealing a call: before the first plan is shown, and beside the bound."""

LOOKS = 500
"""Tries of a first look at prices, where stays use more than berths."""

FIRST_REBUILDS, FIND_REBUILDS, ROUND_REBUILDS, REBUILDS = 20, 1_500, 4_000, 250
"""Tries of rebuilding a call: before the first plan is shown; until there is one, if it is hard to
find; in a round along prices, where there is not too much to be looked at; tries between two looks
at the clock."""

HOT, WARM, COLD = 2.0, 0.04, 0.001
"""First temperature of rebuilding, as a share of what a call costs: along the prices of the bound,
and before there are any. Last over first."""

LACKING = 1.0
"""Temperature while calls are nowhere: room for them is made where that is dear."""

DIVES = ((120, 0.03, 1.0), (120, 0.03, 2.0))
"""Dives, two at a time: paths in a round, share fixed, step in units."""

POLISH_MOVES = 10_000
"""Tries of annealing a call after a dive."""

GUIDED_MOVES = (160_000, 640_000)
"""Tries a call of annealing along the prices, where a port is neither easy nor large."""

DIVES_S, BERTHS_SHARE = 10.0, 0.25
"""In a large port: seconds of dives; for which share of their time a few berths are dealt out anew
after them."""

FEW_BERTHS, VAIN, BACK = 4, 30, 0.5
"""So many berths are dealt out anew at first; tries in vain until one berth more is; so many less
after a better plan."""

TURN = 1_000
"""So many draws of berths may be made between two rounds of dives, each another one."""

ROUND_S = 1.5
"""Seconds of that between two looks at which columns are left."""

BRANCH_COLUMNS = 60_000
"""With so many columns or fewer the search branches."""

HOPEFUL_PARTS, HOPEFUL_RISE = 200, 0.15
"""After so many parts the bound must have come so far to the plan, or something else is tried:
where many calls are worth the same, each half is as good as the other."""

RENEW_S, PART_LEAST = 2.0, 6.0
"""Time for a part of a plan that is made anew; least calls of a part."""


class Improving(Search):
    """A search that makes its plan better."""

    def anneal(self, moves: int, seed: int) -> Solution | None:
        """Return a plan no worse than the best one."""
        from tongqu.berths.core.annealing import improve

        return improve(self.model, self.rows, self.best, moves=moves, seed=seed)

    def rebuild(
        self,
        until_s: float,
        seed: int,
        *,
        heat: float = WARM,
        moves: int = 0,
        enough: Event | None = None,
        any_plan: bool = False,
    ) -> None:
        """Rebuild the best plan in parts until a time, or for some tries; better ones are kept.

        Parameters
        ----------
        until_s
            Seconds since the search began.
        seed
            Of the random numbers.
        heat
            First temperature, as a share of what a call costs.
        moves
            Tries; 0 for as many as there is time for.
        enough
            Ends it.
        any_plan
            Ends as soon as there is a plan.
        """
        from tongqu.berths.core.rebuilding import Rebuilder

        builder = Rebuilder(self.model, seed)
        heeded = None
        best = builder.plan_of(self.best)
        plan = builder.plan_of(self.best)
        many = REBUILDS * self.model.calls // 10
        typical = max(1.0, builder.mean_cost(plan))
        began, done = self.seconds, 0
        while not self.stop and not self.closed and self.seconds < until_s:
            share = (self.seconds - began) / max(1e-9, until_s - began)
            share = max(share, done / moves) if moves else share
            if (moves and done >= moves) or (enough is not None and enough.is_set()):
                break
            now = typical * (LACKING if self.best is None else heat * COLD**share)
            if self.priced is not heeded:  # the bound goes on beside this
                heeded = self.priced
                builder.heed(heeded)
            found = builder.improve(plan, best, moves=min(many, moves or many), heat=now)
            done += many
            self.take(found)
            if any_plan and self.best is not None:
                break

    def find_on(self, pool: ThreadPoolExecutor, until_s: float) -> None:
        """Rebuild until there is a plan, in two threads; not for long, as there may be none."""
        if self.best is not None:
            return
        moves = FIND_REBUILDS * self.model.calls
        futures = [
            pool.submit(self.rebuild, until_s, self.seed + k, moves=moves, any_plan=True)
            for k in (2, 3)
        ]
        for future in futures:
            self._heard(future)

    def rebuild_on(
        self, pool: ThreadPoolExecutor, until_s: float, turn: int, *, moves: int = 0
    ) -> None:
        """Rebuild by the prices of the bound, in two threads, until a time or for some tries."""
        seed = self.seed + 10 * (turn + 1)
        futures = [
            pool.submit(self.rebuild, until_s, seed + k, heat=HOT, moves=moves) for k in range(2)
        ]
        for future in futures:
            self._heard(future)
        self.set_aside()
        self.log("rebuilding")

    def dive(self, tries: int, share: float, step: float) -> Solution | None:
        """Return a plan out of the prices, polished."""
        from tongqu.berths.core.annealing import improve
        from tongqu.berths.core.dive import dive

        found = dive(
            self.model, self.wide, self.terms, self.prices,
            step=step * self.unit, tries=tries, share=share,
            enough=lambda: self.stop or self.left_s <= 0,
        )  # fmt: skip
        if found is None or self.uses_more:
            return found
        moves = POLISH_MOVES * self.model.calls
        return improve(self.model, self.rows, found, moves=moves, seed=self.seed, warmth=0.05)

    def dive_on(self, pool: ThreadPoolExecutor, how: Sequence[tuple[int, float, float]]) -> None:
        """Dive in the ways named, two at a time."""
        for at in range(0, len(how), 2):
            if self.closed or self.left_s <= 0:
                break
            futures = [pool.submit(self.dive, *this) for this in how[at : at + 2]]
            for future in futures:
                self.take(self._heard(future))
            self.set_aside()
            self.log("dive")

    def anneal_guided_on(self, pool: ThreadPoolExecutor, moves: int) -> None:
        """Anneal along the prices of the bound, in two threads; so many tries a call."""
        from tongqu.berths.core.guided import MOST_EXTRA, improve_guided
        from tongqu.berths.core.guided_tables import make_ways

        base = self.best
        if base is None or self.closed or self.left_s <= 0:
            return
        most = MOST_EXTRA * self.unit
        ways = make_ways(self.model, self.rows, self.columns, self.extra, most=most)

        def run(thread: int) -> None:
            self.take(
                improve_guided(
                    self.model, ways, base, moves=moves * self.model.calls, unit=float(self.unit),
                    seed=self.seed, turn=thread, enough=self.is_over,
                )
            )  # fmt: skip

        for future in [pool.submit(run, thread) for thread in range(2)]:
            self._heard(future)
        self.set_aside()
        self.log("annealing")

    def branch_on(self, pool: ThreadPoolExecutor, until_s: float) -> None:
        """Halve what calls may do, in two threads, until nothing is left or until a time."""
        from tongqu.berths.core.branching import Tree
        from tongqu.berths.core.paths import kept

        if self.best is None or self.closed or self.columns.mode.size > BRANCH_COLUMNS:
            return
        tree = Tree(
            self.model, self.columns, self.terms, self.prices, self.price_bound,
            unit=self.unit, ceiling=lambda: self.ceiling, take=self.take,
        )  # fmt: skip
        root = self.price_bound

        def enough() -> bool:
            if self.is_over() or self.seconds >= until_s:
                return True
            if tree.made <= HOPEFUL_PARTS:
                return False
            return tree.bound - root < HOPEFUL_RISE * (self.ceiling - root)

        for future in [pool.submit(tree.work, enough) for _ in range(2)]:
            self._heard(future)
        self.raise_bound(min(tree.bound, self.ceiling))
        keep = tree.left()
        self.columns, self.extra = kept(self.columns, keep), self.extra[keep]
        self.set_aside()
        self.log("branching")

    def is_over(self) -> bool:
        """Return whether there is nothing more to do, or no time."""
        return self.stop or self.closed or self.left_s <= 0

    def improve_large_on(self, pool: ThreadPoolExecutor, until_s: float) -> None:
        """Dive and deal out a few berths anew, in turns, until a time."""
        from tongqu.berths.core.diving import Dives

        dives, turn = Dives(self), 0
        while self.best is not None and self._is_too_large() and self.seconds < until_s:
            began = self.seconds
            for future in [pool.submit(dives.work, began + DIVES_S, until_s) for _ in range(2)]:
                self._heard(future)
            self.set_aside()
            self.log("dive")
            turn += 1
            next_s = self.seconds + max(ROUND_S, BERTHS_SHARE * (self.seconds - began))
            self.renew_berths_on(pool, min(until_s, next_s), turn * TURN)

    def renew_berths_on(self, pool: ThreadPoolExecutor, until_s: float, turn: int = 0) -> None:
        """Deal out the calls of a few berths anew, again and again, in two threads.

        Few berths first; the longer nothing is found, the more of them. Another turn draws others.
        """
        self.many = max(self.many, float(FEW_BERTHS))
        while self.best is not None and self._is_too_large() and self.seconds < until_s:
            solvers: list[Any] = []
            futures = [
                pool.submit(self.renew_berths, self.seed + turn + k, solvers) for k in range(2)
            ]
            turn += 2
            for future in futures:
                self._heard(future, solvers)
            self.set_aside()
            self.log("berths")

    def _is_too_large(self) -> bool:
        """Return whether too much is left for a search to the end."""
        return not self.closed and bool(self.columns.mode.size > PROOF_COLUMNS)

    def renew_berths(self, seed: int, solvers: list[Any]) -> None:
        """Deal out the calls of a few berths anew for some seconds."""
        from tongqu.berths.core.few_berths import better, some_berths
        from tongqu.berths.core.neighbourhood import both

        random = np.random.default_rng(seed % 2**63)  # a user's seed may be negative
        all_berths = float(self.model.berths.sum())
        until = min(self.seconds + ROUND_S, self.limit_s)
        while self.best is not None and self.seconds < until and not self.is_over():
            base = self.best
            few = some_berths(self.model, base, int(self.many), random)
            found = better(
                few, self.prices.call[few.calls], unit=self.unit, seed=seed, enough=self.is_over,
                on_solver=solvers.append,
            )  # fmt: skip
            if found is None:
                self.many = min(self.many + 1 / VAIN, all_berths)
                continue
            self.many = max(self.many - BACK, min(FEW_BERTHS, all_berths))
            plan = few.back_in(self.model, base, found)
            if base is not self.best:
                self.take(both(self.model, base, plan, self.best))
            self.take(plan)

    def renew(self, pool: ThreadPoolExecutor, until_s: float, enough: int) -> None:
        """Plan some hours anew, two parts at a time, as long as that closes the gap.

        It ends at a time, or once so few columns are left. Parts grow while they are solved in
        no time, and shrink when they are not.
        """
        from tongqu.berths.core.neighbourhood import anew, both

        seed, last = self.seed, self.seconds
        while self.best is not None and not self.closed and self.seconds < until_s:
            if self.columns.mode.size <= enough:
                break
            base, began = self.best, self.seconds
            solvers: list[Any] = []
            futures = [
                pool.submit(
                    anew, self.model, self.columns, self.extra, base, self.unit,
                    many=int(self.part), time_limit_s=min(RENEW_S, self.left_s), seed=seed + k,
                    on_solver=solvers.append,
                )
                for k in range(2)
            ]  # fmt: skip
            seed += 2
            proofs = [self._heard(future, solvers) for future in futures]
            found = [proof.solution for proof in proofs if proof.solution is not None]
            if len(found) == 2:
                self.take(both(self.model, base, *found))
            for solution in found:
                self.take(solution)
            quick = self.seconds - began < RENEW_S / 8
            if not all(proof.closed for proof in proofs):
                self.part = max(PART_LEAST, self.part * 0.85)
            elif quick:
                self.part = min(self.part * 1.1, self.model.calls)
            if found:
                self.set_aside()
            if self.seconds - last > 1.0:
                last = self.seconds
                self.log("renewal")
