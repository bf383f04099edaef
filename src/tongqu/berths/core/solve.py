"""The best plan for discrete berths that can be found in a time, and how good it provably is.

First come; annealing; a lower bound by prices; what cannot be part of a better plan is set aside;
what is left is searched to the end. Each step hands its plan or bound to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np

from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.model import BerthModel, Solution, problems_of, simple_model
from tongqu.berths.core.result import CoreResult, Progress, Step
from tongqu.berths.core.search import DIVES, FIRST_MOVES, MOVES, PROOF_COLUMNS, RESTRICTED, Search

__all__ = ["CoreResult", "Progress", "Step", "solve_model", "warm_up"]


EASY_COLUMNS = 5_000
"""With so many columns or fewer a proof is tried before better plans are looked for."""


@cache
def warm_up() -> None:
    """Load what is compiled, or compile it the first time, before a clock runs."""
    from tongqu.berths.core.bound import begin, climb
    from tongqu.berths.core.dive import dive
    from tongqu.berths.core.paths import reduced_costs

    model = simple_model([[1], [1]], arrival=[0, 0], opening=[0], slots=4)
    search = Search(model, 60.0, 0, None)
    search.take(search.anneal(10, 0))
    state = begin(model, search.columns)
    climb(state, search.columns, model.berths, model.pool, model.cranes.astype(float), 9.0, 1.0, 1)
    reduced_costs(search.columns, state.best, model.berths, model.pool, model.slots)
    dive(model, search.columns, state.best, step=1.0, tries=2, share=1.0, enough=lambda: False)


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
    search = Search(model, time_limit_s, seed, progress)
    search.on_plan = on_plan
    come = first_come(model)
    interrupted = False
    try:
        if model.calls:
            _run(search, come, hint)
        else:
            empty = np.zeros(0, np.int64)
            search.take(Solution(empty, empty, 0))
            search.closed = True
    except KeyboardInterrupt:
        interrupted = True
    return CoreResult(
        solution=search.best,
        bound=search.bound,
        proved=search.closed,
        first_come=come,
        seconds=search.seconds,
        steps=tuple(search.steps),
        interrupted=interrupted,
    )


def _run(search: Search, come: Solution | None, hint: Solution | None) -> None:
    served = np.zeros(search.model.calls, np.bool_)
    served[search.columns.call] = True
    if not served.all():  # a call that may begin nowhere: there is no plan
        search.closed = True
        return
    search.take(come)
    if hint is not None and not problems_of(search.model, hint):
        search.take(hint)
    search.log("first_come")
    calls = search.model.calls
    search.take(search.anneal(FIRST_MOVES * calls, search.seed))
    search.log("annealing")
    with ThreadPoolExecutor(1) as pool:
        # Beside the bound: both are compiled and hold no lock.
        longer = pool.submit(search.anneal, MOVES * calls, search.seed + 1)
        search.climb()
        search.take(longer.result())
    search.set_aside()
    search.log("bound")
    with ThreadPoolExecutor(2) as pool:
        search.dive_on(pool, DIVES[:2])
        if search.columns.mode.size > EASY_COLUMNS:
            search.renew(pool, search.seconds + search.left_s / 8, EASY_COLUMNS)
        if search.columns.mode.size > EASY_COLUMNS:
            search.dive_on(pool, DIVES[2:])
        if search.columns.mode.size > PROOF_COLUMNS:
            search.dive_on(pool, ())
            search.renew(pool, search.limit_s, PROOF_COLUMNS)
    for size in RESTRICTED:
        large = search.columns.mode.size > PROOF_COLUMNS
        if search.closed or search.left_s <= 0 or large or 2 * size > search.columns.mode.size:
            break
        search.search_best(size, search.left_s / 4)
        search.log("restricted")
    if not search.closed and search.left_s > 0 and search.columns.mode.size <= PROOF_COLUMNS:
        search.search_best(PROOF_COLUMNS, search.left_s)
        search.log("proof")
