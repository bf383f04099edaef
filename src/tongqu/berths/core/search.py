"""One search for a plan: its best plan, its bound, the columns that are left, and its steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.berths.core.model import BerthModel, Solution, problems_of
from tongqu.berths.core.result import Progress, Step

if TYPE_CHECKING:
    from tongqu.berths.core.deep_dive import Way
    from tongqu.berths.core.paths import Columns

FIRST_MOVES, MOVES = 2_000, 20_000
"""Tries of annealing a call: before the first plan is shown, and beside the bound."""

FIRST_REBUILDS, REBUILDS = 20, 250
"""Tries of rebuilding a call before the first plan is shown; tries between two looks at the
clock."""

HEAT, COLD = 0.04, 0.001
"""First temperature of rebuilding, as a share of what a call costs; last over first."""

NEAR_SHARE, NEAR_FACTOR, NEAR_LEAST, NEAR_MOST = 0.9, 1.5, 16, 96
"""The bound looks at starts first for which a call waits no longer than nine in ten do in the best
plan, half as long again, and some slots; but no longer than so many."""

PRICE_S = 0.4
"""Prices of the bound are shown so often to those who rebuild plans."""

CLIMB_SHARE = 0.5
"""Share of the time that is left which the bound may take."""

TRIES = 50
"""Tries of the bound between two looks at the clock."""

RESTRICTED = (1_500, 4_000, 10_000)
"""Sizes in which the most promising columns are searched for a better plan."""

DIVES = ((120, 0.03, 1.0), (120, 0.03, 2.0), (250, 0.01, 1.0), (250, 0.01, 1.5))
"""Dives, two at a time: paths in a round, share fixed, step in units."""

DIVE_COLUMNS = 250
"""Columns a call to dive in."""

POLISH_MOVES = 5_000
"""Tries of annealing a call after a dive."""

PART_DIVES = (0.3, 0.7)
"""Share of the calls that leave their places in a dive round a plan: least and most."""

ROUND_S = 1.5
"""Seconds of dives round a plan between two looks at which columns are left."""

EASY_COLUMNS = 5_000
"""With so many columns or fewer a proof is tried before better plans are looked for."""

RENEW_S, PART_LEAST = 2.0, 6.0
"""Time for a part of a plan that is made anew; least calls of a part."""

LARGE_COLUMNS = 150_000
"""With more columns only dives with care bring better plans."""

PROOF_COLUMNS = 25_000
"""With so many columns or fewer the search is taken to its end at once."""


class Search:
    """One search: the best plan, the bound, and the columns that are left."""

    def __init__(
        self, model: BerthModel, time_limit_s: float, seed: int, progress: Progress | None
    ) -> None:
        from tongqu.berths.core.annealing import make_rows
        from tongqu.berths.core.paths import columns_of, terms_of

        self.began = time.monotonic()
        self.lock = Lock()
        self.limit_s = time_limit_s
        self.model = model
        self.seed = seed
        self.progress = progress
        self.unit = max(1, int(np.gcd.reduce(model.cost[model.stay > 0], initial=0)))
        self.rows = make_rows(model)
        self.terms = terms_of(model)
        self.columns = columns_of(model)
        self.best: Solution | None = None
        self.bound = 0
        self.closed = False
        self.stop = False
        self.part = 14.0
        self.priced: Any = None
        self.steps: list[Step] = []
        self.on_plan: Callable[[Solution], None] | None = None

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.limit_s - self.seconds

    @property
    def gap(self) -> float:
        """Share of the best plan's cost that may still be saved."""
        if self.best is None:
            return 1.0
        return (self.best.cost - self.bound) / max(1, self.best.cost)

    @property
    def ceiling(self) -> int:
        """A better plan costs less than this."""
        if self.best is not None:
            return self.best.cost
        cost = np.where(self.model.stay > 0, self.model.cost, 0).max(axis=1)
        most = np.zeros(self.model.calls, np.int64)
        np.maximum.at(most, self.model.mode_call, cost)
        return int(most.sum()) + self.unit

    def take(self, solution: Solution | None) -> None:
        """Keep a plan if it is the best so far; a wrong one is a fault of ours."""
        with self.lock:
            if solution is None or (self.best is not None and solution.cost >= self.best.cost):
                return
            faults = problems_of(self.model, solution)
            if faults:
                raise AssertionError(f"a search step made a wrong plan: {faults[:3]}")
            self.best = solution
            self._settle()
            if self.on_plan is not None:
                self.on_plan(solution)

    def raise_bound(self, bound: float) -> None:
        """Keep a lower bound; plans cost multiples of the unit."""
        whole = int(np.ceil(bound / self.unit - 1e-6)) * self.unit
        self.bound = max(self.bound, min(whole, self.ceiling))
        self._settle()

    def _settle(self) -> None:
        self.closed = self.best is not None and self.bound >= self.best.cost

    def log(self, name: str) -> None:
        """Note how far it is."""
        cost = self.best.cost if self.best is not None else -1
        step = Step(name, self.seconds, cost, self.bound, int(self.columns.mode.size))
        self.steps.append(step)
        if self.progress is not None:
            self.progress(step)

    @property
    def uses_more(self) -> bool:
        """Whether stays use more than berths."""
        return bool(self.model.mode_use.any())

    def anneal(self, moves: int, seed: int) -> Solution | None:
        """Return a plan no worse than the best one."""
        from tongqu.berths.core.annealing import improve

        return improve(self.model, self.rows, self.best, moves=moves, seed=seed)

    def rebuild(
        self,
        until_s: float,
        seed: int,
        *,
        heat: float = HEAT,
        moves: int = 0,
        enough: Event | None = None,
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
        """
        from tongqu.berths.core.rebuilding import Rebuilder

        builder = Rebuilder(self.model, seed)
        heeded = None
        best = builder.plan_of(self.best)
        plan = builder.plan_of(self.best)
        many = REBUILDS * self.model.calls // 10
        heat *= self.ceiling / max(1, self.model.calls)
        began, done = self.seconds, 0
        while not self.stop and not self.closed and self.seconds < until_s:
            share = (self.seconds - began) / max(1e-9, until_s - began)
            share = max(share, done / moves) if moves else share
            if (moves and done >= moves) or (enough is not None and enough.is_set()):
                break
            now = max(1e-9, heat * COLD**share)
            if self.priced is not heeded:  # the bound goes on beside this
                heeded = self.priced
                builder.heed(heeded)
            found = builder.improve(plan, best, moves=min(many, moves or many), heat=now)
            done += many
            self.take(found)

    def rebuild_on(self, pool: ThreadPoolExecutor, until_s: float, turn: int) -> None:
        """Rebuild by the prices of the bound, in two threads."""
        seed, heat = self.seed + 10 * (turn + 1), HEAT / (1 + turn) ** 2
        futures = [pool.submit(self.rebuild, until_s, seed + k, heat=heat) for k in range(2)]
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

    def deep_dive(
        self, way: Way, free: Any = None, base: Solution | None = None
    ) -> Solution | None:
        """Return a plan out of the prices: better than the best one, or no worse than a base.

        Parameters
        ----------
        way
            How it goes.
        free, base
            Calls that may leave their places, and the plan in which they have them; all may,
            without one.
        """
        from tongqu.berths.core.deep_dive import DeepDive
        from tongqu.berths.core.paths import kept

        columns = self.loose
        if free is not None:
            may = np.zeros(self.model.calls, np.bool_)
            may[free] = True
            columns = kept(columns, may[columns.call])
        below = self.ceiling if base is None else base.cost + self.unit / 2  # as good will do
        return DeepDive(
            self.model, columns, self.terms, self.prices, way=way, below=float(below),
            unit=float(self.unit), enough=lambda: self.stop or self.left_s <= 0, base=base,
            free=free,
        ).plan()  # fmt: skip

    def deep_dive_on(self, pool: ThreadPoolExecutor, until_s: float) -> None:
        """Dive with care for a plan, then again and again round the best one, in two threads."""
        from tongqu.berths.core.deep_dive import Way

        if not self._is_too_large():
            return
        futures = [pool.submit(self.deep_dive, way) for way in (Way(), Way(tries=30, share=0.05))]
        for future in futures:
            self.take(self._heard(future))
        self.set_aside()
        self.log("deep_dive")
        random = np.random.default_rng(self.seed)
        while self._is_too_large() and self.seconds < until_s:
            futures = [
                pool.submit(self.dive_round, int(seed)) for seed in random.integers(2**31, size=2)
            ]
            for future in futures:
                self._heard(future)
            self.set_aside()
            self.log("deep_dive")

    def _is_too_large(self) -> bool:
        """Return whether too much is left for a search to the end."""
        return not self.closed and bool(self.columns.mode.size > PROOF_COLUMNS)

    def dive_round(self, seed: int) -> None:
        """Dive for some seconds round the best plan, and round others that are as good."""
        from tongqu.berths.core.deep_dive import Way
        from tongqu.berths.core.neighbourhood import both, calls_at

        random = np.random.default_rng(seed)
        until = min(self.seconds + ROUND_S, self.limit_s)
        base = self.best
        while base is not None and self.best is not None and self.seconds < until:
            if self.best.cost < base.cost:
                base = self.best
            free = calls_at(self.model, base, random.uniform(*PART_DIVES), random)
            found = self.deep_dive(Way(), free, base)
            if found is None:
                continue
            if found.cost < base.cost and base is not self.best:
                self.take(both(self.model, base, found, self.best))
            self.take(found)
            base = found

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

    def _heard(self, future: Future[Any], solvers: Sequence[Any] = ()) -> Any:
        try:
            return future.result()
        except KeyboardInterrupt:
            self.stop = True
            for solver in solvers:
                solver.stop_search()
            raise

    def climb(self) -> None:
        """Raise the bound by prices, and set aside what cannot be part of a better plan."""
        from tongqu.berths.core import bound as volume
        from tongqu.berths.core.paths import kept, reduced_costs, relax

        everything, terms = self.columns, self.terms
        near = kept(everything, self._near())
        state = volume.begin(self.model, near, terms)
        served, used = np.zeros_like(state.served), np.zeros_like(state.used)
        looked, shown = 0.0, self.seconds
        latest = self.seconds + CLIMB_SHARE * self.left_s
        while not self.closed and self.seconds < latest and not self.stop:
            target = self._target(float(state.figures[0]))
            volume.climb(state, near, terms, target, float(self.unit), TRIES)
            if state.figures[4] - looked < 4 * TRIES and not state.figures[6]:
                continue
            looked = float(state.figures[4])
            if self.uses_more and self.seconds - shown > PRICE_S:
                shown = self.seconds
                self._show_prices(everything, reduced_costs(everything, state.best, terms))
            whole = relax(everything, state.best, terms, served, used)
            self.raise_bound(whole)
            if whole < state.figures[0] - 0.1 * self.unit:  # some start farther off is wanted
                extra = reduced_costs(everything, state.best, terms)
                near = kept(everything, (extra < self.unit) | self._are_in(everything, near))
                state.figures[0] = state.figures[5] = whole
                state.figures[6] = 0.0
            elif state.figures[6]:
                break
            else:
                extra = reduced_costs(near, state.best, terms)
                near = kept(near, self._may_be_better(state.figures[0] + extra))
        self.prices = state.best
        self.price_bound = float(relax(everything, state.best, terms, served, used))
        self.raise_bound(self.price_bound)
        extra = reduced_costs(everything, state.best, terms)
        self.loose, self.loose_extra = everything, extra
        self.columns, self.extra = everything, extra
        self.set_aside()
        # To dive in: more than can be part of a better plan, or a dive ends where nothing fits.
        size = DIVE_COLUMNS * self.model.calls
        self.wide = everything
        if size < extra.size:
            self.wide = kept(everything, extra <= np.partition(extra, size)[size])
        self._show_prices(everything, extra)

    def _show_prices(self, columns: Columns, extra: Any) -> None:
        """Let those who rebuild plans see what stays cost with their rents."""
        priced = np.full(self.model.stay.shape, np.inf)
        priced[columns.mode, columns.start] = extra
        self.priced = priced

    def _near(self) -> Any:
        """Return which columns begin as early as most calls do in the best plan."""
        columns = self.columns
        first = np.full(self.model.calls, self.model.slots)
        np.minimum.at(first, columns.call, columns.start)
        if self.best is None:
            return np.ones(columns.start.size, np.bool_)
        waits = self.best.start - first
        window = min(NEAR_LEAST + NEAR_FACTOR * np.quantile(waits, NEAR_SHARE), NEAR_MOST)
        now = columns.start == self.best.start[columns.call]
        return (columns.start <= first[columns.call] + window) | now

    def _are_in(self, columns: Columns, some: Columns) -> Any:
        """Return which columns are among some others."""
        there = np.zeros(self.model.stay.shape, np.bool_)
        there[some.mode, some.start] = True
        return there[columns.mode, columns.start]

    def _target(self, bound: float) -> float:
        """Return where the bound is to climb: to the best plan's cost, or a good step further."""
        if self.best is not None:
            return float(self.best.cost)
        return min(float(self.ceiling), 1.2 * bound + self.unit * self.model.calls)

    def _may_be_better(self, least: Any) -> Any:
        """Return which columns may be part of a plan that is better than the best one."""
        return least <= self.ceiling - self.unit + 1e-6 * self.unit

    def _as_good(self, least: Any) -> Any:
        """Return which columns may be part of a plan that is no worse than the best one."""
        return least <= self.ceiling + 1e-6 * self.unit

    def set_aside(self) -> None:
        """Set aside what cannot be part of a better plan any more."""
        from tongqu.berths.core.paths import kept

        keep = self._as_good(self.price_bound + self.loose_extra)
        self.loose, self.loose_extra = kept(self.loose, keep), self.loose_extra[keep]
        keep = self._may_be_better(self.price_bound + self.extra)
        self.columns, self.extra = kept(self.columns, keep), self.extra[keep]

    def _most_promising(self, size: int) -> Columns:
        """Return about so many columns, those that cost least beyond the bound."""
        from tongqu.berths.core.paths import kept

        if size >= self.columns.mode.size:
            return self.columns
        return kept(self.columns, self.extra <= np.partition(self.extra, size)[size])

    def search_best(self, size: int, time_limit_s: float) -> None:
        """Search the most promising columns; all of them, if they are few: then it is a proof."""
        from tongqu.berths.core.proof import search_columns

        whole = size >= self.columns.mode.size
        columns = self._most_promising(size)
        solver: list[Any] = []
        with interruptible(solver) as run:
            proof = run(
                search_columns, self.model, columns, self.unit, self.ceiling,
                time_limit_s=min(time_limit_s, self.left_s), seed=self.seed, hint=self.best,
                race=whole, on_solver=solver.append,
            )  # fmt: skip
        ceiling = self.ceiling
        self.take(proof.solution)
        if whole:
            self.raise_bound(min(ceiling, proof.bound))
            if proof.closed:
                self.raise_bound(ceiling if proof.solution is None else proof.solution.cost)
                self.closed = True
        self.set_aside()


@contextmanager
def interruptible(solver: list[Any]) -> Iterator[Callable[..., Any]]:
    """Run something long in a thread, so that Ctrl-C is heard; the solver is told to stop."""
    with ThreadPoolExecutor(1) as pool:

        def run(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            future: Future[Any] = pool.submit(work, *args, **kwargs)
            try:
                while True:
                    try:
                        return future.result(timeout=0.2)
                    except NotYet:
                        if future.done():
                            raise
            except KeyboardInterrupt:
                for found in solver:
                    found.stop_search()
                raise

        yield run
