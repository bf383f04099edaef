"""Annealing that knows the prices: calls go where the bound says that it costs little.

Calls stand in a row at each berth. A change is drawn from the columns (call, berth, start) of small
reduced cost, the smallest most often; the start says at which place of its row the call goes in. Of
a changed row only what moves is looked at again: it ends where somebody begins as before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tongqu.berths.core.annealing import NEVER, Rows, make_rank
from tongqu.berths.core.guided_tables import Ways
from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.kernels import kernel
from tongqu.rng import stream_key
from tongqu.rng.philox import philox4x32

bare = kernel(_nrt=False, wraparound=False, error_model="numpy")
"""A kernel that allocates nothing: counting who holds its arrays would cost more than its work."""

HOT, WARM, COLD = 10.0, 1.0, 0.5
"""First temperature where the plan is of little worth, and where it is nearly good; last one, all
in units."""

MOST_EXTRA = 60.0
"""Columns are drawn whose reduced cost is no more than so many units."""

FAR = 2**40
"""More than any change of cost."""

EVEN, PART = 1_000, 500_000
"""So many tries have one temperature; so many lie between two looks at the clock."""

WORD = 2.0**32
BERTH, EXCHANGE, BEFORE = 0xFFFF, 3 << 16, 4 << 16
"""Bits of a random word: which of equal berths; whether two calls change places (three times in
four), and whether with the one before the place."""


class Queues(NamedTuple):
    """The plan: who stands at each berth, in order.

    Attributes
    ----------
    modes, starts, ends, costs
        Shape (berths, room): modes, their stays, and what these cost.
    size
        How many stand at each berth.
    berth_of, place_of
        Where each call stands.
    """

    modes: Ints
    starts: Ints
    ends: Ints
    costs: Ints
    size: Ints
    berth_of: Ints
    place_of: Ints


@bare
def next_stay(ways: Ways, mode: int, slot: int) -> tuple[int, int, int]:
    """Return start, end and cost of the cheapest stay from a slot on; NEVER, if there is none."""
    plain = ways.plain
    start = int(plain[mode, 0])
    if start >= 0:
        start = max(start, slot)
        if start > plain[mode, 1]:
            return NEVER, 0, 0
        cost = int(plain[mode, 3]) + int(plain[mode, 4]) * start
        return start, start + int(plain[mode, 2]), cost
    start = int(ways.rows.best_start[mode, slot])
    if start < 0:
        return NEVER, 0, 0
    return start, start + int(ways.rows.stay[mode, start]), int(ways.rows.cost[mode, start])


@bare
def end_before(plan: Queues, berth: int, place: int) -> int:
    """Return from which slot on a place of a row is free."""
    return int(plan.ends[berth, place - 1]) if place > 0 else 0


@bare
def pushed(ways: Ways, plan: Queues, berth: int, place: int, slot: int, limit: int) -> int:
    """Return by how much a row gets dearer from a place on that is free from a slot on.

    FAR if it leaves somebody out, or as soon as it is above the limit.
    """
    change = 0
    for k in range(place, plan.size[berth]):
        start, end, cost = next_stay(ways, plan.modes[berth, k], slot)
        if start == plan.starts[berth, k]:
            return change
        change += cost - plan.costs[berth, k]
        if start < 0 or change > limit:
            return FAR
        slot = end
    return change


@bare
def settle(ways: Ways, plan: Queues, berth: int, place: int) -> None:
    """Fill in the stays of a row from a place on."""
    slot = end_before(plan, berth, place)
    for k in range(place, plan.size[berth]):
        mode = plan.modes[berth, k]
        start, end, cost = next_stay(ways, mode, slot)
        plan.starts[berth, k], plan.ends[berth, k], plan.costs[berth, k] = start, end, cost
        call = ways.rows.call[mode]
        plan.berth_of[call], plan.place_of[call] = berth, k
        slot = end


@bare
def shift(ways: Ways, plan: Queues, call: int, mode: int, to: int, limit: int) -> int:
    """Move a call to another place of its row; return the change, FAR if that is not done."""
    here, at = int(plan.berth_of[call]), int(plan.place_of[call])
    low, high, step = min(at, to), max(at, to), 1 if to > at else -1
    slot, change = end_before(plan, here, low), 0
    for k in range(low, high + 1):
        # Who comes to stand at this place: the call itself, or its neighbour.
        there = mode if k == to else int(plan.modes[here, k + step])
        start, end, cost = next_stay(ways, there, slot)
        if start < 0:
            return FAR
        change += cost - plan.costs[here, k]
        slot = end
    change += pushed(ways, plan, here, high + 1, slot, limit - change)
    if change > limit:
        return FAR
    for k in range(at, to, step):
        plan.modes[here, k] = plan.modes[here, k + step]
    plan.modes[here, to] = mode
    settle(ways, plan, here, low)
    return change


@bare
def insert(ways: Ways, plan: Queues, call: int, mode: int, there: int, to: int, limit: int) -> int:
    """Move a call into another row; return the change, FAR if that is not done."""
    here, at = int(plan.berth_of[call]), int(plan.place_of[call])
    start, end, cost = next_stay(ways, mode, end_before(plan, there, to))
    if start < 0:
        return FAR
    change = cost - int(plan.costs[here, at])
    change += pushed(ways, plan, here, at + 1, end_before(plan, here, at), FAR)
    change += pushed(ways, plan, there, to, end, limit - change)
    if change > limit:
        return FAR
    for k in range(at, plan.size[here] - 1):
        plan.modes[here, k] = plan.modes[here, k + 1]
    for k in range(plan.size[there], to, -1):
        plan.modes[there, k] = plan.modes[there, k - 1]
    plan.modes[there, to] = mode
    plan.size[here] -= 1
    plan.size[there] += 1
    settle(ways, plan, here, at)
    settle(ways, plan, there, to)
    return change


@bare
def exchange(
    ways: Ways, plan: Queues, call: int, mode: int, there: int, to: int, limit: int
) -> int:
    """Let two calls of two rows change places; return the change, FAR if that is not done."""
    here, at = int(plan.berth_of[call]), int(plan.place_of[call])
    back = int(ways.mode_at[ways.rows.call[plan.modes[there, to]], here])
    if back < 0:
        return FAR
    start, end, cost = next_stay(ways, mode, end_before(plan, there, to))
    start_back, end_back, cost_back = next_stay(ways, back, end_before(plan, here, at))
    if start < 0 or start_back < 0:
        return FAR
    change = cost + cost_back - int(plan.costs[here, at] + plan.costs[there, to])
    # First the row in which others get away earlier: what is above the limit then stays above it.
    if end_back < plan.ends[here, at]:
        change += pushed(ways, plan, here, at + 1, end_back, FAR)
        change += pushed(ways, plan, there, to + 1, end, limit - change)
    else:
        change += pushed(ways, plan, there, to + 1, end, FAR)
        change += pushed(ways, plan, here, at + 1, end_back, limit - change)
    if change > limit:
        return FAR
    plan.modes[here, at], plan.modes[there, to] = back, mode
    settle(ways, plan, here, at)
    settle(ways, plan, there, to)
    return change


@bare
def try_column(ways: Ways, plan: Queues, column: int, word: int, limit: int) -> int:
    """Bring a call to where a column has it, unless that costs more than a limit.

    Parameters
    ----------
    ways, plan
        Tables, and the plan, which is changed in place.
    column
        One of those that are drawn.
    word
        A random word of 32 bits.
    limit
        By how much the plan may get dearer.

    Returns
    -------
    int
        By how much it got dearer; FAR: it was not changed.
    """
    mode, group = int(ways.drawn[column, 0]), int(ways.drawn[column, 1])
    slot, call = int(ways.drawn[column, 2]), int(ways.drawn[column, 3])
    there = int(ways.first[group]) + (word & BERTH) % int(ways.berths[group])
    size, to = int(plan.size[there]), 0
    while to < size and plan.starts[there, to] < slot:
        to += 1
    if there == plan.berth_of[call]:
        at = plan.place_of[call]
        to = to - 1 if to > at else to
        if to == at and mode == plan.modes[there, at]:
            return FAR
        return shift(ways, plan, call, mode, to, limit)
    if size == 0 or word & EXCHANGE == 0:
        return insert(ways, plan, call, mode, there, to, limit)
    if to == size or (to > 0 and word & BEFORE):
        to -= 1
    return exchange(ways, plan, call, mode, there, to, limit)


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


@bare
def keep(plan: Queues, best: Queues) -> None:
    """Note a plan as the best one met."""
    for berth in range(plan.size.size):
        best.size[berth] = plan.size[berth]
        for k in range(plan.size[berth]):
            best.modes[berth, k], best.starts[berth, k] = (
                plan.modes[berth, k],
                plan.starts[berth, k],
            )


def make_queues(model: BerthModel, rows: Rows, solution: Solution) -> Queues:
    """Return the plan that stands for a solution."""
    rank = make_rank(rows, model, solution)
    starts, ends, costs = (np.zeros_like(rank.modes) for _ in range(3))
    place_of = np.zeros_like(rank.berth_of)
    return Queues(rank.modes, starts, ends, costs, rank.size, rank.berth_of, place_of)


def improve_guided(
    model: BerthModel,
    ways: Ways,
    solution: Solution,
    *,
    moves: int,
    unit: float,
    seed: int,
    turn: int = 0,
    heat: float = HOT,
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
    heat
        First temperature, in units.
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
    least, cooling = solution.cost, (COLD / heat) ** (EVEN / max(moves, EVEN))
    for first in range(0, moves, PART):
        if enough():
            break
        tries, now = (first, min(first + PART, moves)), heat * unit * cooling ** (first // EVEN)
        least = anneal_guided(ways, plan, best, least, tries, now, cooling, key, turn)
    if least >= solution.cost:
        return solution
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    for berth, size in enumerate(best.size):
        here = best.modes[berth, :size]
        mode[model.mode_call[here]] = here
        start[model.mode_call[here]] = best.starts[berth, :size]
    return Solution(mode, start, int(model.cost[mode, start].sum()))
