"""Annealing that knows the prices: calls go where the bound says that it costs little.

Calls stand in a row at each berth. A change is drawn from the columns (call, berth, start) of small
reduced cost, the smallest most often; the start says at which place of its row the call goes in,
with or without those beside it (`queues`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tongqu.berths.core.guided_tables import Ways
from tongqu.berths.core.model import BerthModel, Solution
from tongqu.berths.core.queues import FAR, Queues, bare, keep, make_queues, settle, try_column
from tongqu.rng import stream_key
from tongqu.rng.philox import philox4x32

HOT, COLD = 10.0, 0.5
"""First and last temperature, in units."""

MOST_EXTRA = 60.0
"""Columns are drawn whose reduced cost is no more than so many units."""

EVEN, PART = 1_000, 500_000
"""So many tries have one temperature; so many lie between two looks at the clock."""

WORD = 2.0**32


@bare
def anneal_guided(
    ways: Ways,
    plan: Queues,
    best: Queues,
    least: int,
    tries: tuple[int, int],
    heat: float,
    cooling: float,
    key: tuple[int, int],
    turn: int,
) -> int:
    """Improve a plan; return the least cost that was met.

    Parameters
    ----------
    ways
        Tables.
    plan, best, least
        The plan, changed in place; gets the best plan met, if it costs less than so much.
    tries
        Number of the first try, and of the first one no more.
    heat, cooling
        First temperature, and its factor every `EVEN` tries.
    key, turn
        Key of the stream of random numbers, and which part of it is used.
    """
    total = 0
    for berth in range(plan.size.size):
        settle(ways, plan, berth, 0)
        for k in range(plan.size[berth]):
            total += plan.costs[berth, k]
    columns = ways.drawn.shape[0]
    k0, k1, none = np.uint64(key[0]), np.uint64(key[1]), np.uint64(0)
    for k in range(tries[0], tries[1]):
        if k % EVEN == 0:
            heat *= cooling
        a, b, c, _ = philox4x32(np.uint64(k), np.uint64(turn), none, none, k0, k1)
        share = np.float64(a) / WORD
        limit = int(-heat * np.log((np.float64(b) + 0.5) / WORD))
        # The square: half of them out of the quarter that costs least.
        column = int(share * share * columns)
        change = try_column(ways, plan, column, int(np.int64(c)), limit)
        if change < FAR:
            total += change
            if total < least:
                least = total
                keep(plan, best)
    return least


def improve_guided(
    model: BerthModel,
    ways: Ways,
    solution: Solution,
    *,
    moves: int,
    unit: float,
    seed: int,
    turn: int = 0,
    enough: Callable[[], bool] = bool,
) -> Solution:
    """Return a plan no worse than a given one, by annealing along the prices.

    Parameters
    ----------
    model, ways
        The problem, and its tables; it must know no uses beside berths.
    solution
        Where to begin.
    moves
        Number of tries.
    unit
        Costs of plans are multiples of it.
    seed, turn
        Of the random numbers: the same two give the same plan.
    enough
        Asked every now and then; if so, it ends.

    References
    ----------
    S. Kirkpatrick, C. Gelatt, M. Vecchi, Optimization by Simulated Annealing, Science 220 (1983).
    """
    if not ways.drawn.size:
        return solution
    plan, best = make_queues(model, ways.rows, solution), make_queues(model, ways.rows, solution)
    key = stream_key(seed, "berths", "guided")
    least, cooling = solution.cost, (COLD / HOT) ** (EVEN / max(moves, EVEN))
    for first in range(0, moves, PART):
        if enough():
            break
        tries, now = (first, min(first + PART, moves)), HOT * unit * cooling ** (first // EVEN)
        least = anneal_guided(ways, plan, best, least, tries, now, cooling, key, turn)
    if least >= solution.cost:
        return solution
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    for berth, size in enumerate(best.size):
        here = best.modes[berth, :size]
        mode[model.mode_call[here]] = here
        start[model.mode_call[here]] = best.starts[berth, :size]
    return Solution(mode, start, int(model.cost[mode, start].sum()))
