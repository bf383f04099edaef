"""One search for a plan: its best plan, its bound, the columns that are left, and its steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.berths.core.model import BerthModel, Solution, problems_of
from tongqu.berths.core.result import Progress, Step

if TYPE_CHECKING:
    from tongqu.berths.core.paths import Columns

FIRST_MOVES, MOVES = 2_000, 20_000
"""Tries of annealing a call: before the first plan is shown, and beside the bound."""

CLIMB_SHARE = 0.5
"""Share of the time that is left which the bound may take."""

QUEUE_SLOWER = 20
"""To place all calls in an order takes so much longer than to move one in its row."""

TRIES = 50
"""Tries of the bound between two looks at the clock."""

RESTRICTED = (1_500, 4_000, 10_000)
"""Sizes in which the most promising columns are searched for a better plan."""

DIVES = ((120, 0.03, 1.0), (120, 0.03, 2.0), (250, 0.01, 1.0), (250, 0.01, 1.5))
"""The first dives, two at a time: paths in a round, share fixed, step in units. Later ones draw
their step."""

DIVE_COLUMNS = 250
"""Columns a call to dive in."""

DIVE_SHARE, DIVE_SHARE_CRANES = 0.6, 0.3
"""Share of the time after which no dive begins."""

RENEW_S, PART_LEAST = 2.0, 6.0
"""Time for a part of a plan that is made anew; least calls of a part."""

POLISH_MOVES = 5_000
"""Tries of annealing a call after a dive."""

PROOF_COLUMNS = 25_000
"""With so many columns or fewer the search is taken to its end at once."""


class Search:
    """One search: the best plan, the bound, and the columns that are left."""

    def __init__(
        self, model: BerthModel, time_limit_s: float, seed: int, progress: Progress | None
    ) -> None:
        from tongqu.berths.core.annealing import make_rows
        from tongqu.berths.core.paths import columns_of
        from tongqu.berths.core.queueing_up import make_port

        self.began = time.monotonic()
        self.limit_s = time_limit_s
        self.model = model
        self.seed = seed
        self.progress = progress
        self.unit = max(1, int(np.gcd.reduce(model.cost[model.stay > 0], initial=0)))
        self.rows = make_rows(model)
        self.port = make_port(model)
        self.columns = columns_of(model)
        self.best: Solution | None = None
        self.bound = 0
        self.closed = False
        self.stop = False
        self.part = 14.0
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

    def anneal(self, moves: int, seed: int) -> Solution | None:
        """Return a plan no worse than the best one."""
        from tongqu.berths.core.annealing import improve, wait_of
        from tongqu.berths.core.queueing_up import queue_up

        if self.model.cranes.size:
            heat = max(float(self.unit), 0.3 * wait_of(self.model, self.best))
            fewer = moves // QUEUE_SLOWER
            return queue_up(self.model, self.port, self.best, moves=fewer, seed=seed, heat=heat)
        return improve(self.model, self.rows, self.best, moves=moves, seed=seed)

    def dive(self, columns: Columns, tries: int, share: float, step: float) -> Solution | None:
        """Return a plan out of the prices, polished."""
        from tongqu.berths.core.annealing import improve
        from tongqu.berths.core.dive import dive

        found = dive(
            self.model, columns, self.prices, step=step * self.unit, tries=tries, share=share,
            enough=lambda: self.stop or self.left_s <= 0,
        )  # fmt: skip
        if found is None or self.model.cranes.size:
            return found
        moves = POLISH_MOVES * self.model.calls
        return improve(self.model, self.rows, found, moves=moves, seed=self.seed, warmth=0.05)

    def dive_on(self, pool: ThreadPoolExecutor, how: Sequence[tuple[int, float, float]]) -> None:
        """Dive in the ways named, two at a time; with none named as long as there is time."""
        random = np.random.default_rng(self.seed)
        how, named = list(how), bool(how)
        queues = 1 if self.model.cranes.size else 0
        share = DIVE_SHARE_CRANES if queues else DIVE_SHARE
        while self.seconds < share * self.limit_s and not self.closed:
            if not how and (named or self.columns.mode.size <= PROOF_COLUMNS):
                break
            how = how or [(300, 0.01, float(step)) for step in random.uniform(0.7, 3.0, 2)]
            futures = [pool.submit(self.dive, self.wide, *this) for this in how[: 2 - queues]]
            how = how[2 - queues :]
            if queues:  # where cranes run short, orders are as good a way as prices
                seed = int(random.integers(1, 2**31))
                futures.append(pool.submit(self.anneal, MOVES * self.model.calls, seed))
            for future in futures:
                self.take(self._heard(future))
            self.set_aside()
            self.log("dive")

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
        """Raise the bound by prices, and set columns aside as it goes."""
        from tongqu.berths.core import bound as volume
        from tongqu.berths.core.paths import kept, reduced_costs

        model = self.model
        state = volume.begin(model, self.columns)
        everything = self.columns
        looked = 0.0
        latest = self.seconds + CLIMB_SHARE * self.left_s
        while not self.closed and self.seconds < latest and not state.figures[6]:
            volume.climb(
                state, self.columns, model.berths, model.pool, model.cranes.astype(float),
                self._target(float(state.figures[0])), float(self.unit), TRIES,
            )  # fmt: skip
            self.raise_bound(state.figures[0])
            if state.figures[4] - looked >= 4 * TRIES or state.figures[6]:
                looked = state.figures[4]
                extra = reduced_costs(
                    self.columns, state.best, model.berths, model.pool, model.slots
                )
                self.columns = kept(self.columns, self._may_be_better(state.figures[0] + extra))
        self.extra = reduced_costs(self.columns, state.best, model.berths, model.pool, model.slots)
        # To dive in: more than can be part of a better plan, or a dive ends where nothing fits.
        wide = reduced_costs(everything, state.best, model.berths, model.pool, model.slots)
        size = DIVE_COLUMNS * model.calls
        if size < wide.size:
            everything = kept(everything, wide <= np.partition(wide, size)[size])
        self.wide = everything
        self.price_bound = float(state.figures[0])
        self.prices = state.best

    def _target(self, bound: float) -> float:
        """Return where the bound is to climb: to the best plan's cost, or a good step further."""
        if self.best is not None:
            return float(self.best.cost)
        return min(float(self.ceiling), 1.2 * bound + self.unit * self.model.calls)

    def _may_be_better(self, least: Any) -> Any:
        """Return which columns may be part of a plan that is better than the best one."""
        return least <= self.ceiling - self.unit + 1e-6 * self.unit

    def set_aside(self) -> None:
        """Set aside what cannot be part of a better plan any more."""
        from tongqu.berths.core.paths import kept

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
