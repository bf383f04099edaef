"""Neighbourhoods: some vessels are planned anew by CP-SAT, the others stay where they are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns
from tongqu.berths.quay.columns import kept, sorted_by_cost
from tongqu.berths.quay.model import solution_of

if TYPE_CHECKING:
    from tongqu.berths.quay.run import Run


MOST_FAILURES = 12
"""Parts in a row that brought nothing, after which no other is tried."""


def improve_parts(run: Run, seconds: float, most: int, limit_s: float) -> None:
    """Improve a run's plan until time is up, or many parts in a row gave nothing.

    Parameters
    ----------
    run
        Its best plan is improved.
    seconds
        For all parts together.
    most
        Vessels in a part.
    limit_s
        For one part.
    """
    until = time.perf_counter() + seconds
    draw = np.random.default_rng([run.seed, run.model.calls, 7])
    failed, size = 0, most
    while time.perf_counter() < until and failed < MOST_FAILURES and not run.is_done():
        assert run.best is not None
        before = run.best.cost
        free = _part(run, draw, min(size, run.model.calls))
        finished = _improve(run, free, min(limit_s, until - time.perf_counter()))
        if run.best.cost < before:
            failed = 0
            run.bounds()
        else:
            failed += 1
            # A part that was done at once was too small, one that was not done too large.
            size = min(size + 1, 2 * most) if finished else max(size - 1, most // 2)


def _part(run: Run, draw: np.random.Generator, size: int) -> NDArray[np.bool_]:
    """Return vessels that lie near one another in time, around one that costs more than it must."""
    best, columns = run.best, run.all
    assert best is not None
    model = run.model
    cost = model.cost[best.mode, best.start] // run.unit
    regret = cost - columns.cost[columns.from_[:-1]] + 1.0
    seed = draw.choice(model.calls, p=regret / regret.sum())
    end = best.start + model.stay[best.mode, best.start]
    away = np.maximum(0, np.maximum(best.start - end[seed], best.start[seed] - end))
    spread = float(end[seed] - best.start[seed]) + 4.0
    keys = away + draw.uniform(0, spread, model.calls)
    keys[seed] = -1
    free = np.zeros(model.calls, bool)
    free[np.argsort(keys)[:size]] = True
    return free


def _improve(run: Run, free: NDArray[np.bool_], limit_s: float) -> bool:
    """Plan some vessels anew; return whether that was done to the end."""
    from tongqu.berths.quay.exact import ExactModel

    best = run.best
    assert best is not None
    columns = _with_fixed(run, free)
    if columns is None:
        return True
    exact = ExactModel(run.model, columns)
    exact.hint(best.mode, best.start, best.position)
    answer = exact.solve(time_limit_s=limit_s, seed=run.seed, workers=1)
    if answer.found is not None:
        found = answer.found
        run.offer(solution_of(run.model, found.mode, found.start, found.position))
    return answer.finished


def _with_fixed(run: Run, free: NDArray[np.bool_]) -> Columns | None:
    """Return the columns of free vessels, and for the others the one that they have.

    What the free ones cannot use any more because a fixed one is in the way is left out, too, where
    that is seen from time and place alone.
    """
    columns, best, model = run.left, run.best, run.model
    assert best is not None
    call = columns.call()
    keep = free[call]
    end = best.start + model.stay[best.mode, best.start]
    blocked = np.zeros(columns.mode.size, bool)
    for other in np.flatnonzero(~free):
        meets = (columns.start < end[other]) & (columns.end > best.start[other])
        low = best.position[other] - columns.width[call] + 1
        high = best.position[other] + columns.width[other] - 1
        blocked |= meets & (columns.low >= low) & (columns.high <= high)
    lent = best.cranes[~free].sum(axis=0)
    worst = _greatest(lent - columns.cranes, columns)
    keep &= ~blocked & (columns.number + worst <= 0)
    return _plus(run, kept(columns, keep, columns.low, columns.high))


def _greatest(used: NDArray[np.int64], columns: Columns) -> NDArray[np.int64]:
    """Return the greatest entry in the stay of each bundle."""
    pairs = np.stack([columns.start, columns.end], axis=1).ravel()
    return np.maximum.reduceat(np.append(used, -(2**40)), pairs)[::2]


def _plus(run: Run, columns: Columns) -> Columns | None:
    """Add the columns that vessels have in the plan, for all of them; one each.

    A free vessel's may have been ruled out as part of any better plan of all; here it is needed so
    that the part has a plan at all.
    """
    from tongqu.berths.quay.run import bundle

    best = run.best
    assert best is not None
    extra = [bundle(run.all, call, best) for call in range(run.model.calls)]
    at = np.array([pair[0][0] for pair in extra])
    position = np.array([pair[0][1] for pair in extra])
    cost = np.array([pair[1] for pair in extra])
    call = np.concatenate([columns.call(), np.arange(run.model.calls)])
    order = np.argsort(call, kind="stable")
    names = "mode start end number".split()
    joined = {
        name: np.concatenate([getattr(columns, name), getattr(run.all, name)[at]])[order]
        for name in names
    }
    joined["low"] = np.concatenate([columns.low, position])[order]
    joined["high"] = np.concatenate([columns.high, position])[order]
    joined["cost"] = np.concatenate([columns.cost, cost])[order]
    from_ = np.searchsorted(call[order], np.arange(run.model.calls + 1))
    if call.size == run.model.calls:
        return None
    return sorted_by_cost(columns._replace(from_=from_.astype(np.int64), **joined))
