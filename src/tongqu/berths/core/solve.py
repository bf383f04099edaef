"""The best plan for discrete berths that can be found in a time, and how good it provably is.

First come; annealing; a lower bound by prices; what cannot be part of a better plan is set aside;
what is left is searched to the end. Each step hands its plan or bound to the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from threading import Event

import numpy as np

from tongqu.berths.core.components import components, part_of
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.improving import (
    BRANCH_COLUMNS,
    DIVES,
    FIRST_MOVES,
    FIRST_REBUILDS,
    GUIDED_MOVES,
    LOOKS,
    MOVES,
    ROUND_REBUILDS,
    Improving,
)
from tongqu.berths.core.model import BerthModel, Ints, Solution, problems_of, simple_model
from tongqu.berths.core.result import CoreResult, Progress, Step
from tongqu.berths.core.search import EASY_COLUMNS, LARGE_COLUMNS, PROOF_COLUMNS, RESTRICTED
from tongqu.berths.core.uses import crane_uses

__all__ = ["CoreResult", "Progress", "Step", "solve_model", "warm_up"]


BRANCH_SHARE = 0.7
"""Share of the time that is left for branching, where stays use more than berths."""

BRANCH_S, BRANCH_LEAST = 0.4, 6_000
"""Seconds for branching where stays use berths alone and so many columns are left: with fewer, the
solver is as quick. Some such problems are closed at once; of the others none in ten times as long.
"""

EASY_BRANCH_S = 1.0
"""Seconds for it where a few columns are left: the solver, too, has mostly done with them soon."""

RENEW_BERTHS_SHARE, WHOLE_SHARE = 0.85, 0.7
"""Shares of the time that is left, where stays use berths alone: for dealing out a few berths anew,
and for a proof, before a bound is raised in steps."""

FIRST_SHARE, REBUILD_SHARE, RENEW_SHARE = 0.2, 0.95, 0.5
"""Shares of the time that is left for a first plan, if it is hard to find; for a round of
rebuilding; and for parts made anew after it."""


@cache
def warm_up() -> None:
    """Load what is compiled, or compile it the first time, before a clock runs."""
    kinds, uses = crane_uses([0, 0], [1, 1])
    alone = simple_model([[1], [1]], arrival=[0, 0], opening=[0], slots=4)
    with_cranes = replace(
        alone, mode_use=kinds, uses=uses, capacity=np.ones((1, alone.slots), np.int64)
    )
    for model in (alone, with_cranes):
        search = Improving(model, 60.0, 0, None)
        search.take(first_come(model))
        search.anneal(10, 0)
        search.rebuild(1.0, 0, moves=10)
        search.bound = -1
        search.closed = False
        search.climb()
        search.dive(2, 1.0, 1.0)
        if search.best is not None and not search.uses_more:
            _warm_up_for_large_ports(search, search.best)


def _warm_up_for_large_ports(search: Improving, plan: Solution) -> None:
    from tongqu.berths.core.guided import improve_guided
    from tongqu.berths.core.guided_tables import make_ways
    from tongqu.berths.core.paths import columns_of

    model, columns = search.model, columns_of(search.model)
    ways = make_ways(model, search.rows, columns, np.zeros(columns.mode.size), most=0.0)
    improve_guided(model, ways, plan, moves=10, unit=1.0, seed=0)


def solve_model(
    model: BerthModel,
    *,
    time_limit_s: float,
    seed: int = 0,
    hint: Solution | None = None,
    progress: Progress | None = None,
    on_plan: Callable[[Solution], None] | None = None,
) -> CoreResult:
    """Return the best plan that can be found in a time, with a proved lower bound.

    Parameters
    ----------
    model
        The problem.
    time_limit_s
        Wall-clock limit [s]; the plan found by then is returned. What has to be compiled once
        is compiled before.
    seed
        Of the random numbers.
    hint
        A plan to begin with.
    progress
        Told about each step.
    on_plan
        Gets every plan that is better than those before.

    Returns
    -------
    CoreResult
        With no solution if none was found; ``proved`` says whether there is none.

    Examples
    --------
    >>> from tongqu.berths.core.model import simple_model
    >>> result = solve_model(
    ...     simple_model([[4], [1], [2]], arrival=[0, 0, 1], opening=[0], slots=20), time_limit_s=5
    ... )
    >>> result.solution.cost, result.bound, result.proved
    (10, 10, True)
    """
    warm_up()
    began = time.monotonic()
    come = first_come(model)
    if hint is not None and problems_of(model, hint):
        hint = None
    whole = Whole(model, hint or come, progress, on_plan)
    if come is not None and on_plan is not None:
        on_plan(come)
    parts = components(model)
    sizes = [int(np.isin(model.mode_call, part).sum()) for part in parts]
    searches = [whole.search_of(calls, number, seed, hint) for number, calls in enumerate(parts)]
    interrupted = False
    # A plan of every part first: only then there is one of the whole.
    for step in (_begin, _go_on):
        for number, search in enumerate(searches):
            if search.closed:
                continue
            left_s = time_limit_s - (time.monotonic() - began)
            share = sizes[number] / sum(sizes[number:])
            interrupted = whole.run(step, search, number, max(0.05, left_s * share))
            if interrupted or whole.none:
                break
        if interrupted or whole.none:
            break
    proved = whole.none or (not interrupted and whole.closed == len(parts))
    return CoreResult(
        solution=whole.best,
        bound=whole.bound,
        proved=proved,
        first_come=come,
        seconds=time.monotonic() - began,
        steps=tuple(whole.steps),
        interrupted=interrupted,
    )


class Whole:
    """The plan of all parts of a problem, of which one at a time is made better."""

    def __init__(
        self,
        model: BerthModel,
        plan: Solution | None,
        progress: Progress | None,
        on_plan: Callable[[Solution], None] | None,
    ) -> None:
        self.model, self.progress, self.on_plan = model, progress, on_plan
        self.mode = np.full(model.calls, -1, np.int64) if plan is None else plan.mode.copy()
        self.start = np.zeros(model.calls, np.int64) if plan is None else plan.start.copy()
        self.bounds: dict[int, int] = {}
        self.closed = 0
        self.none = False
        self.steps: list[Step] = []
        self.began = time.monotonic()

    @property
    def best(self) -> Solution | None:
        """The plan, if every part has one."""
        if (self.mode < 0).any():
            return None
        cost = int(self.model.cost[self.mode, self.start].sum())
        return Solution(self.mode.copy(), self.start.copy(), cost)

    @property
    def bound(self) -> int:
        """The sum of the bounds of the parts."""
        return sum(self.bounds.values())

    def search_of(self, calls: Ints, number: int, seed: int, hint: Solution | None) -> Improving:
        """Return the search for one part, which tells of its steps and plans as of the whole's."""
        part, modes = part_of(self.model, calls)

        def told(step: Step) -> None:
            self.bounds[number] = step.bound
            best = self.best
            here = replace(
                step, seconds=time.monotonic() - self.began, bound=self.bound,
                cost=-1 if best is None else best.cost,
            )  # fmt: skip
            self.steps.append(here)
            if self.progress is not None:
                self.progress(here)

        def better(found: Solution) -> None:
            self.mode[calls], self.start[calls] = modes[found.mode], found.start
            best = self.best
            if best is not None and self.on_plan is not None:
                self.on_plan(best)

        search = Improving(part, 0.0, seed, told)
        search.on_plan = better
        search.hint = self._of(hint, calls, modes)
        return search

    def run(
        self, step: Callable[[Improving], None], search: Improving, number: int, limit_s: float
    ) -> bool:
        """Make the plan of one part better for a time; return whether it was interrupted."""
        search.limit_s = search.seconds + limit_s
        try:
            step(search)
        except KeyboardInterrupt:
            search.stop = True
            return True
        finally:
            self.bounds[number] = search.bound
        self.closed += search.closed
        self.none = search.closed and search.best is None
        return False

    def _of(self, plan: Solution | None, calls: Ints, modes: Ints) -> Solution | None:
        """Return the part of a plan."""
        if plan is None:
            return None
        mode, start = np.searchsorted(modes, plan.mode[calls]), plan.start[calls]
        return Solution(mode, start, int(self.model.cost[plan.mode[calls], start].sum()))


def _begin(search: Improving) -> None:
    """Find a plan at once."""
    served = np.zeros(search.model.calls, np.bool_)
    served[search.columns.call] = True
    if not served.all():  # a call that may begin nowhere: there is no plan
        search.closed = True
        return
    search.take(first_come(search.model))
    search.take(search.hint)
    search.log("first_come")
    if search.uses_more:
        search.look(LOOKS)
        search.rebuild(search.limit_s, search.seed, moves=FIRST_REBUILDS * search.model.calls)
        with ThreadPoolExecutor(2) as pool:
            search.find_on(pool, search.seconds + FIRST_SHARE * search.left_s)
        search.log("rebuilding")
    else:
        search.take(search.anneal(FIRST_MOVES * search.model.calls, search.seed))
        search.log("annealing")


def _go_on(search: Improving) -> None:
    """Raise the bound and make the plan better, until they meet or the time is over."""
    if search.uses_more:
        _improve_with_uses(search)
    else:
        _improve(search)
    if not search.closed and search.left_s > 0 and search.columns.mode.size <= PROOF_COLUMNS:
        share = 1.0 if search.uses_more else WHOLE_SHARE
        search.search_best(PROOF_COLUMNS, share * search.left_s)
        search.log("proof")
    if not search.closed and search.left_s > 0 and not search.uses_more:
        search.search_in_steps()
        search.log("steps")


def _improve(search: Improving) -> None:
    """Good plans and a bound, where stays use berths alone."""
    calls = search.model.calls
    with ThreadPoolExecutor(1) as pool:
        # Beside the bound: both are compiled and hold no lock.
        longer = pool.submit(search.anneal, MOVES * calls, search.seed + 1)
        search.climb()
        search.take(longer.result())
    search.set_aside()
    search.log("bound")
    with ThreadPoolExecutor(2) as pool:
        search.dive_on(pool, DIVES)
        # In a large port annealing tries too little to come where a dive comes.
        large = search.columns.mode.size > LARGE_COLUMNS
        for moves in () if large else GUIDED_MOVES:
            ceiling = search.ceiling
            if search.columns.mode.size > EASY_COLUMNS:
                search.anneal_guided_on(pool, moves)
            if search.ceiling == ceiling:  # a longer one hardly finds anything, then
                break
        if large:
            until_s = search.seconds + RENEW_BERTHS_SHARE * search.left_s
            search.improve_large_on(pool, until_s)
        if search.columns.mode.size > BRANCH_LEAST:
            search.branch_on(pool, search.seconds + BRANCH_S)
        if not large:  # it has had its share; the rest is for a bound in steps
            search.renew_berths_on(pool, search.seconds + RENEW_BERTHS_SHARE * search.left_s)


def _improve_with_uses(search: Improving) -> None:
    """Good plans and a bound, where stays use more than berths."""
    with ThreadPoolExecutor(2) as pool:
        bounded = Event()
        beside = pool.submit(search.rebuild, search.limit_s, search.seed + 1, enough=bounded)
        try:
            search.climb()
        finally:
            bounded.set()
        beside.result()
        search.set_aside()
        search.log("bound")
        if search.columns.mode.size <= EASY_COLUMNS:
            search.branch_on(pool, search.seconds + EASY_BRANCH_S)
        turn = 0
        while search.columns.mode.size > EASY_COLUMNS and not search.closed and search.left_s > 0:
            # What is small is soon as good as it gets; then there is more in parts, or in a proof.
            large = search.columns.mode.size > BRANCH_COLUMNS
            moves = 0 if large else ROUND_REBUILDS * 2**turn * search.model.calls
            until_s = search.seconds + REBUILD_SHARE * search.left_s
            search.rebuild_on(pool, until_s, turn, moves=moves)
            turn += 1
            if turn == 1:
                search.branch_on(pool, search.seconds + BRANCH_SHARE * search.left_s)
            if search.columns.mode.size > PROOF_COLUMNS:
                search.renew(pool, search.seconds + RENEW_SHARE * search.left_s, PROOF_COLUMNS)
            elif turn > 1:
                break
    # A few of them first pays only where all of them are many.
    easy = search.columns.mode.size <= EASY_COLUMNS
    for size in () if easy else RESTRICTED:
        large = search.columns.mode.size > PROOF_COLUMNS
        if search.closed or search.left_s <= 0 or large or 2 * size > search.columns.mode.size:
            break
        search.search_best(size, search.left_s / 10)
        search.log("restricted")
