"""The verb: the best plan of a quay within a time, with a proved bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from tongqu.berths.quay.hourly import constant_form, lifted
from tongqu.berths.quay.model import QuayModel, QuaySolution, quay_model
from tongqu.berths.quay.result import QuayResult, QuayStep
from tongqu.berths.quay.run import Run

CONSTANT_SHARE = 0.3
"""Share of the time in which a quay with changing cranes is first planned with constant ones."""


def solve_quay(
    model: QuayModel,
    *,
    time_limit_s: float,
    seed: int = 0,
    hint: QuaySolution | None = None,
    workers: int = 2,
    progress: Callable[[QuayStep], None] | None = None,
    on_plan: Callable[[QuaySolution], None] | None = None,
) -> QuayResult:
    """Return the best plan that was found, and a bound that is proved.

    Parameters
    ----------
    model
        The problem.
    time_limit_s
        Wall-clock seconds. Compiling the kernels, once a machine, does not count.
    seed
        The same seed gives the same plan where the time does not decide.
    hint
        A plan to begin from; one that breaks a rule is ignored.
    workers
        Threads, of the search as of CP-SAT.
    progress
        Called after each step.
    on_plan
        Called with each better plan; perhaps from another thread.

    Notes
    -----
    In this order, until the bound meets the plan or time is up:

    1. Ruin and recreate on the grid gives a first plan, then a good one: many short searches, most
       of which begin with nothing, as a long one does not leave where it came to.
    2. The volume algorithm prices every cell of quay and time, and the cranes of each slot; whole
       vessels are then cheapest columns. Whole-number prices make it a proof. It is the linear
       relaxation of choosing one (mode, start, position) for each vessel.
    3. Columns that no cheaper plan can use are ruled out; mostly more than nine tenths.
    4. CP-SAT on all that is left proves the plan best, or finds a better one.
    5. If they are too many for that, the search goes on.

    Ctrl-C ends it; the result says so, and holds the best until then.

    Examples
    --------
    >>> from tongqu.berths.quay.model import quay_model
    >>> model = quay_model(length=[3, 3], arrival=[0, 0], handling=[[2], [3]], slots=6, segments=5)
    >>> result = solve_quay(model, time_limit_s=2)
    >>> result.proved, result.bound, result.solution.start.tolist()
    (True, 7, [0, 2])
    """
    _compiled()
    run = Run(model, time_limit_s=time_limit_s, seed=seed, workers=workers, progress=progress,
              on_plan=on_plan)  # fmt: skip
    try:
        if hint is not None:
            run.offer(hint)
        if model.hourly is None:
            run.work()
        else:
            _hourly(model, run, time_limit_s, seed, workers)
    except KeyboardInterrupt:
        run.interrupted = True
    return run.result()


@cache
def _compiled() -> None:
    """Run every kernel once, so that compiling them (once a machine) takes nobody's time limit."""
    tiny = quay_model(length=[1, 1], arrival=[0, 0], handling=[[1], [1]], slots=3, segments=1)
    run = Run(tiny, time_limit_s=600.0, seed=0, workers=1)
    run.plan()


def _hourly(model: QuayModel, run: Run, time_limit_s: float, seed: int, workers: int) -> None:
    """Plan with constant cranes, then let them change."""
    form = constant_form(model)
    if form is not None:
        constant, origin = form
        first = Run(
            constant, time_limit_s=CONSTANT_SHARE * time_limit_s, seed=seed, workers=workers,
            on_plan=lambda plan: run.offer(lifted(model, origin, plan)),
        )  # fmt: skip
        first.plan()
        if first.best is not None:
            run.offer(lifted(model, origin, first.best))
        run.step("first")
    run.bounds()
    run.prove()


def without(model: QuayModel, calls: list[int]) -> QuayModel:
    """Return a model without some of its calls; the others are numbered anew, in order.

    Examples
    --------
    >>> from tongqu.berths.quay.model import quay_model
    >>> model = quay_model(length=[3, 3], arrival=[0, 0], handling=[[2], [3]], slots=6, segments=5)
    >>> without(model, [0]).stay[:, 0].tolist()
    [3]
    """
    stays = np.setdiff1d(np.arange(model.calls), calls)
    number = np.full(model.calls + 1, -2, np.int64)
    number[stays] = np.arange(stays.size)
    number[-1] = -1  # a block for all
    modes = np.isin(model.mode_call, stays)
    blocks = model.blocks.copy()
    blocks[:, 0] = number[blocks[:, 0]]
    hourly = model.hourly
    if hourly is not None:
        hourly = replace(
            hourly, work=hourly.work[stays], work_per_segment=hourly.work_per_segment[stays],
            rate=hourly.rate[stays], fewest=hourly.fewest[stays], most=hourly.most[stays],
            crane_cost=hourly.crane_cost[stays],
        )  # fmt: skip
    return replace(
        model,
        length=model.length[stays],
        first=model.first[stays],
        last=model.last[stays],
        desired=model.desired[stays],
        apart_cost=model.apart_cost[stays],
        mode_call=number[model.mode_call[modes]],
        mode_cranes=model.mode_cranes[modes],
        mode_near=model.mode_near[modes],
        mode_far=model.mode_far[modes],
        stay=model.stay[modes],
        cost=model.cost[modes],
        blocks=blocks[blocks[:, 0] != -2],
        hourly=hourly,
        mode_first=model.low[modes],
        mode_last=model.high[modes],
        after=None if model.after is None else np.maximum(number[model.after[stays]], -1),
    )
