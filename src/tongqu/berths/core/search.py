"""One search for a plan: its best plan, its bound, the columns that are left, and its steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.berths.core.model import BerthModel, Solution, problems_of
from tongqu.berths.core.result import Progress, Step

if TYPE_CHECKING:
    from tongqu.berths.core.paths import Columns

NEAR_SHARE, NEAR_FACTOR, NEAR_LEAST, NEAR_MOST = 0.9, 1.5, 16, 96
"""The bound looks at starts first for which a call waits no longer than nine in ten do in the best
plan, half as long again, and some slots; but no longer than so many."""

EVERY = 8
"""At first the bound looks at every so many of these starts, where stays use more than berths;
others come in when they are wanted."""

PRICE_S = 0.4
"""Prices of the bound are shown so often to those who rebuild plans."""

CLIMB_SHARE = 0.5
"""Share of the time that is left which the bound may take."""

TRIES = 50
"""Tries of the bound between two looks at the clock."""

RESTRICTED = (1_500, 4_000, 10_000)
"""Sizes in which the most promising columns are searched for a better plan."""

DIVE_COLUMNS = 250
"""Columns a call to dive in."""

EASY_COLUMNS = 8_000
"""With so many columns or fewer a proof is tried before better plans are looked for."""

LARGE_COLUMNS = 60_000
"""With more columns dives go on instead of annealing along the prices: it tries too little."""

PROOF_COLUMNS = 25_000
"""With so many columns or fewer the search is taken to its end at once."""

STEP_COLUMNS, STEP_MORE = 5_000, 1.5
"""A bound that is raised in steps: columns of the first one, and how many more the next one has."""


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
        self.hint: Solution | None = None
        self.bound = 0
        self.closed = False
        self.stop = False
        self.part = 14.0
        self.many = 0.0
        self.prices: Any = None
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

    def _heard(self, future: Future[Any], solvers: Sequence[Any] = ()) -> Any:
        try:
            return future.result()
        except KeyboardInterrupt:
            self.stop = True
            for solver in solvers:
                solver.stop_search()
            raise

    def look(self, tries: int) -> None:
        """Find out roughly what calls and resources are worth, on a few starts; claim nothing."""
        from tongqu.berths.core import bound as volume
        from tongqu.berths.core.paths import kept, reduced_costs

        few = kept(self.columns, self._near(EVERY))
        state = volume.begin(self.model, few, self.terms)
        while state.figures[4] < tries and not self.stop and self.left_s > 0:
            target = self._target(float(state.figures[0]))
            volume.climb(state, few, self.terms, target, float(self.unit), TRIES)
            if state.figures[6] and not self._has_outgrown(state.figures[0], target):
                break
            state.figures[6] = 0.0
        self.prices = state.best
        self._show_prices(self.columns, reduced_costs(self.columns, state.best, self.terms))

    def climb(self) -> None:
        """Raise the bound by prices, and set aside what cannot be part of a better plan."""
        from tongqu.berths.core import bound as volume
        from tongqu.berths.core.paths import kept, reduced_costs, relax

        everything, terms = self.columns, self.terms
        # Without a plan it is not known whether few starts leave room for all.
        sparse = self.uses_more and self.best is not None
        near = kept(everything, self._near(EVERY if sparse else 1))
        state = volume.begin(self.model, near, terms, self.prices)
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
            at_rest = state.figures[6] and not self._has_outgrown(whole, target)
            if whole < state.figures[0] - 0.1 * self.unit:  # some start left out is wanted
                extra = reduced_costs(everything, state.best, terms)
                near = kept(everything, (extra < self.unit) | self._are_in(everything, near))
                state.figures[0] = state.figures[5] = whole
                if state.figures[6]:
                    # It may be a plan of few starts that rests: nothing pulls at its prices.
                    state.served[:], state.used[:] = served, used
                # Steps that had become small for the starts that were looked at are so no more.
                state.figures[1] = max(state.figures[1], volume.STEP_AGAIN)
                state.figures[2] = volume.SHARE
            elif at_rest:
                break
            else:
                extra = reduced_costs(near, state.best, terms)
                near = kept(near, self._may_be_better(state.figures[0] + extra))
            state.figures[6] = 0.0
        self.prices = state.best
        self.price_bound = float(relax(everything, state.best, terms, served, used))
        self.raise_bound(self.price_bound)
        extra = reduced_costs(everything, state.best, terms)
        self.columns, self.extra = everything, extra
        self.set_aside()
        # To dive in: more than can be part of a better plan, or a dive ends where nothing fits.
        size = DIVE_COLUMNS * self.model.calls
        self.wide, self.everything = everything, everything
        self.near = np.ones(extra.size, np.bool_)
        if size < extra.size:
            self.near = extra <= np.partition(extra, size)[size]
            self.wide = kept(everything, self.near)
        self._show_prices(everything, extra)

    def wide_with(self, plan: Solution | None) -> Columns:
        """Return the columns to dive in, with those of a plan."""
        from tongqu.berths.core.paths import kept

        if plan is None:
            return self.wide
        columns = self.everything
        theirs = plan.mode[columns.call] == columns.mode
        theirs &= plan.start[columns.call] == columns.start
        return kept(columns, self.near | theirs)

    def _has_outgrown(self, bound: float, target: float) -> bool:
        """Return whether a bound came to a target that is no plan's cost.

        Where little is left a search to the end comes next: it also proves that there is no plan,
        and prices that rise without end do not.
        """
        if self.best is not None or self.columns.mode.size <= PROOF_COLUMNS:
            return False
        return target - self.unit < bound < self.ceiling - self.unit

    def _show_prices(self, columns: Columns, extra: Any) -> None:
        """Let those who rebuild plans see what stays cost with their rents."""
        priced = np.full(self.model.stay.shape, np.inf)
        priced[columns.mode, columns.start] = extra
        self.priced = priced

    def _near(self, every: int) -> Any:
        """Return every so many starts of those that are as early as most are in the best plan."""
        columns = self.columns
        first = np.full(self.model.calls, self.model.slots)
        np.minimum.at(first, columns.call, columns.start)
        late = columns.start - first[columns.call]
        some = late % every == 0
        if self.best is None:
            return some
        waits = self.best.start - first
        window = min(NEAR_LEAST + NEAR_FACTOR * np.quantile(waits, NEAR_SHARE), NEAR_MOST)
        now = columns.start == self.best.start[columns.call]
        return ((late <= window) & some) | now

    def _are_in(self, columns: Columns, some: Columns) -> Any:
        """Return which columns are among some others."""
        there = np.zeros(self.model.stay.shape, np.bool_)
        there[some.mode, some.start] = True
        return there[columns.mode, columns.start]

    def _target(self, bound: float) -> float:
        """Return where the bound is to climb: to the best plan's cost, or a good step further."""
        if self.best is not None:
            return float(self.best.cost)
        return min(float(self.ceiling), bound + 0.2 * abs(bound) + self.unit * self.model.calls)

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
        whole = size >= self.columns.mode.size
        self._search_below(self.ceiling, self._most_promising(size), whole, time_limit_s)

    def search_in_steps(self) -> None:
        """Prove that no plan costs less than a little more than the bound, then than still more.

        A plan that costs little more than the bound may use few columns only, so that is proved in
        seconds where the proof of the best plan would take minutes.
        """
        from tongqu.berths.core.paths import kept

        many = STEP_COLUMNS
        while self.best is not None and not self.closed and self.left_s > 0:
            extra = np.partition(self.extra, many)[many] if many < self.extra.size else np.inf
            least = np.floor(min(self.price_bound + extra, self.ceiling) / self.unit) * self.unit
            ceiling = min(max(int(least), self.bound + self.unit), self.ceiling)
            few = self.price_bound + self.extra <= ceiling - self.unit + 1e-6 * self.unit
            self._search_below(ceiling, kept(self.columns, few), True, self.left_s)
            if self.bound < ceiling:  # there was no time for more
                break
            many = int(many * STEP_MORE)

    def _search_below(
        self, ceiling: int, columns: Columns, whole: bool, time_limit_s: float
    ) -> None:
        """Search columns for a plan below a ceiling; a proof, if they are all that it may use."""
        from tongqu.berths.core.proof import search_columns

        solver: list[Any] = []
        with interruptible(solver) as run:
            # The plan is not below the ceiling: near it are others, but it is in a proof's way.
            proof = run(
                search_columns, self.model, columns, self.unit, ceiling,
                time_limit_s=min(time_limit_s, self.left_s), seed=self.seed,
                hint=None if whole else self.best, race=whole, prices=self.prices,
                on_solver=solver.append,
            )  # fmt: skip
        best = self.ceiling
        self.take(proof.solution)
        if whole:
            self.raise_bound(min(ceiling, proof.bound))
            if proof.closed:
                self.raise_bound(ceiling if proof.solution is None else proof.solution.cost)
                self.closed |= ceiling == best
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
