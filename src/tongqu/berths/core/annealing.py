"""A good plan quickly: calls in a row at each berth, improved by simulated annealing.

For berths alone; where stays use resources beside them, rows know nothing of each other's waits,
and plans are rebuilt in parts (`rebuilding`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution, Stays, berths_of
from tongqu.kernels import kernel

NEVER = -1
"""Instead of a slot: a call cannot start any more."""

UNSERVED = 2**40
"""What a call costs that a row leaves no room for; more than all stays together."""

NEAR, ANYWHERE = 30, 8
"""A call moves by so many slots at the most, but once in so many tries anywhere."""

COOLING = 100.0
"""First temperature over last."""


class Rows(NamedTuple):
    """What annealing looks up: real berths, and the best start from a slot on.

    Attributes
    ----------
    best_start
        Shape (modes, slots + 1): cheapest start of a mode not before a slot, the earliest of
        equals; NEVER: none.
    stay, cost, call
        As in the model, by mode.
    option_ptr, option_berth, option_mode
        Ways to serve each call: at which real berth in which mode.
    """

    best_start: Stays
    stay: Stays
    cost: Ints
    call: Ints
    option_ptr: Ints
    option_berth: Ints
    option_mode: Ints


def make_rows(model: BerthModel) -> Rows:
    """Return the tables for annealing."""
    first = np.concatenate(([0], np.cumsum(model.berths)))
    ptr, berth, mode = [0], [], []
    order = np.argsort(model.mode_call, kind="stable")
    ends = np.searchsorted(model.mode_call[order], np.arange(model.calls), side="right")
    at = 0
    for end in ends:
        for j in order[at:end]:
            group = int(model.mode_group[j])
            for k in range(first[group], first[group + 1]):
                berth.append(k)
                mode.append(int(j))
        at = int(end)
        ptr.append(len(berth))
    return Rows(
        best_start=best_starts(model.stay, model.cost),
        stay=model.stay,
        cost=model.cost,
        call=model.mode_call,
        option_ptr=np.array(ptr, np.int64),
        option_berth=np.array(berth, np.int64),
        option_mode=np.array(mode, np.int64),
    )


@kernel
def best_starts(stay: Stays, cost: Ints) -> Stays:
    """Return, for each mode and slot, the cheapest start from that slot on; NEVER if none."""
    modes, slots = stay.shape
    best = np.full((modes, slots + 1), NEVER, np.int32)
    for mode in range(modes):
        for slot in range(slots - 1, -1, -1):
            later = best[mode, slot + 1]
            best[mode, slot] = later
            if stay[mode, slot] > 0 and (later < 0 or cost[mode, slot] <= cost[mode, later]):
                best[mode, slot] = slot
    return best


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def draw(state: Ints, below: int) -> int:
    """Return a random number from 0 to below - 1: xorshift, of which only the state remembers."""
    x = np.uint64(state[0])
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = np.int64(x)
    return np.int64((x >> np.uint64(11)) % np.uint64(below))  # type: ignore[return-value]


def random_state(seed: int) -> Ints:
    """Return the state of a new stream of random numbers."""
    return np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**62 + 1], np.int64)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def run_row(rows: Rows, modes: Ints, size: int, starts: Ints) -> int:
    """Fill in the starts of a row of modes, each as soon as is cheapest; return the cost."""
    cost, slot = 0, 0
    for k in range(size):
        start = rows.best_start[modes[k], slot]
        starts[k] = start
        if start < 0:
            cost += UNSERVED
        else:
            cost += rows.cost[modes[k], start]
            slot = start + rows.stay[modes[k], start]
    return cost


class Rank(NamedTuple):
    """Who stands in which row: the plan that annealing changes.

    Attributes
    ----------
    modes, starts
        Shape (berths, room): modes at each real berth in order, and their starts.
    size, cost
        Of each row.
    berth_of
        Real berth of each call.
    """

    modes: Ints
    starts: Ints
    size: Ints
    cost: Ints
    berth_of: Ints


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def copy(source: Ints, first: int, last: int, target: Ints, to: int) -> None:
    """Copy places `first` to `last` of a row to another row, from a place on."""
    for k in range(last - first):
        target[to + k] = source[first + k]


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def propose(rows: Rows, rank: Rank, state: Ints, berth: Ints, modes: Ints, size: Ints) -> int:
    """Fill in one or two changed rows; return how many, 0 if the change is none.

    Either a call goes to a place in some row, or two calls of two rows change places.
    """
    call = draw(state, rank.berth_of.size)
    first = rows.option_ptr[call]
    option = first + draw(state, rows.option_ptr[call + 1] - first)
    here, there, mode = rank.berth_of[call], rows.option_berth[option], rows.option_mode[option]
    at = 0
    while rows.call[rank.modes[here, at]] != call:
        at += 1
    n, m = rank.size[here], rank.size[there]
    berth[0], berth[1], size[0], size[1] = here, there, n, m
    ours, theirs = rank.modes[here], rank.modes[there]
    copy(ours, 0, n, modes[0], 0)
    if here == there:
        to = min(place_near(rank, here, at, here, state), n - 1)
        if to < at:
            copy(ours, to, at, modes[0], to + 1)
        else:
            copy(ours, at + 1, to + 1, modes[0], at)
        modes[0, to] = mode
        return 0 if to == at and mode == ours[at] else 1
    copy(theirs, 0, m, modes[1], 0)
    if m > 0 and draw(state, 2) == 0:
        to = min(place_near(rank, here, at, there, state), m - 1)
        back = mode_at(rows, rows.call[modes[1, to]], here, state)
        modes[0, at], modes[1, to] = back, mode
        return 2 if back >= 0 else 0
    to = place_near(rank, here, at, there, state)
    copy(ours, at + 1, n, modes[0], at)
    copy(theirs, to, m, modes[1], to + 1)
    modes[1, to] = mode
    size[0], size[1] = n - 1, m + 1
    return 2


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def place_near(rank: Rank, here: int, at: int, there: int, state: Ints) -> int:
    """Return a place in a row at about the time at which a call lies now; sometimes any place."""
    size = rank.size[there]
    start = rank.starts[here, at]
    if start < 0 or draw(state, ANYWHERE) == 0:
        return draw(state, size + 1)
    wide = 1 + draw(state, NEAR)
    start += draw(state, 2 * wide + 1) - wide
    to = 0
    while to < size and 0 <= rank.starts[there, to] < start:
        to += 1
    return to


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def mode_at(rows: Rows, call: int, berth: int, state: Ints) -> int:
    """Return some mode of a call at a real berth, or -1."""
    found, mode = 0, -1
    for k in range(rows.option_ptr[call], rows.option_ptr[call + 1]):
        if rows.option_berth[k] == berth:
            found += 1
            if draw(state, found) == 0:
                mode = rows.option_mode[k]
    return mode


@kernel
def anneal(rows: Rows, rank: Rank, best: Rank, moves: int, heat: float, state: Ints) -> int:
    """Improve a plan; return the least cost that was met.

    Parameters
    ----------
    rows
        Tables.
    rank, best
        The plan, changed in place; gets the best plan met.
    moves, heat
        Number of tries, and first temperature.
    state
        Of the random numbers.

    References
    ----------
    S. Kirkpatrick, C. Gelatt, M. Vecchi, Optimization by Simulated Annealing, Science 220 (1983).
    """
    room = rank.modes.shape[1]
    two, rows_of_two = np.zeros((3, 2), np.int64), np.zeros((2, 2, room), np.int64)
    return cool(rows, rank, best, moves, heat, two, rows_of_two, state)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def keep(rank: Rank, best: Rank) -> None:
    """Note a plan as the best one met."""
    for b in range(rank.size.size):
        best.size[b] = rank.size[b]
        copy(rank.modes[b], 0, rank.size[b], best.modes[b], 0)
        copy(rank.starts[b], 0, rank.size[b], best.starts[b], 0)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def cool(
    rows: Rows,
    rank: Rank,
    best: Rank,
    moves: int,
    heat: float,
    two: Ints,
    rows_of_two: Ints,
    state: Ints,
) -> int:
    """Improve a plan, as `anneal`, with room for two rows: it makes no arrays."""
    berth, size, cost = two[0], two[1], two[2]
    modes, starts = rows_of_two[0], rows_of_two[1]
    total = 0
    for b in range(rank.size.size):
        rank.cost[b] = run_row(rows, rank.modes[b], rank.size[b], rank.starts[b])
        total += rank.cost[b]
    least = total
    keep(rank, best)
    cooling = COOLING ** (-1.0 / max(1, moves))
    for _ in range(moves):
        heat *= cooling
        changed = propose(rows, rank, state, berth, modes, size)
        gain = 0
        for k in range(changed):
            cost[k] = run_row(rows, modes[k], size[k], starts[k])
            gain += cost[k] - rank.cost[berth[k]]
        if gain <= 0 or draw(state, 1 << 30) < np.exp(-gain / heat) * (1 << 30):
            total += gain
            for k in range(changed):
                b, n = berth[k], size[k]
                copy(modes[k], 0, n, rank.modes[b], 0)
                copy(starts[k], 0, n, rank.starts[b], 0)
                rank.size[b], rank.cost[b] = n, cost[k]
                for i in range(n):
                    rank.berth_of[rows.call[modes[k, i]]] = b
            if total < least:
                least = total
                keep(rank, best)
    return least


def make_rank(rows: Rows, model: BerthModel, solution: Solution | None) -> Rank:
    """Return the plan that stands for a solution, or one in which no place was looked for yet."""
    berths, calls = int(model.berths.sum()), model.calls
    rank = Rank(
        modes=np.zeros((berths, calls + 1), np.int64),
        starts=np.full((berths, calls + 1), NEVER, np.int64),
        size=np.zeros(berths, np.int64),
        cost=np.zeros(berths, np.int64),
        berth_of=np.zeros(calls, np.int64),
    )
    if solution is None:
        berth, mode = (
            rows.option_berth[rows.option_ptr[:-1]],
            rows.option_mode[rows.option_ptr[:-1]],
        )
        order = np.arange(calls)
    else:
        first = np.concatenate(([0], np.cumsum(model.berths)))
        mode = solution.mode
        berth = first[model.mode_group[mode]] + berths_of(model, solution)
        order = np.argsort(solution.start, kind="stable")
    for call in order:
        b = berth[call]
        rank.modes[b, rank.size[b]] = mode[call]
        rank.size[b] += 1
        rank.berth_of[call] = b
    return rank


def solution_of(model: BerthModel, rank: Rank) -> Solution | None:
    """Return the solution that a plan stands for, None if it leaves a call out."""
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    for b in range(rank.size.size):
        n = rank.size[b]
        if (rank.starts[b, :n] < 0).any():
            return None
        here = model.mode_call[rank.modes[b, :n]]
        mode[here], start[here] = rank.modes[b, :n], rank.starts[b, :n]
    return Solution(mode, start, int(model.cost[mode, start].sum()))


def wait_of(model: BerthModel, solution: Solution | None) -> float:
    """Return what a call costs beyond its cheapest stay, on average; a guess without a plan."""
    least = np.full(model.calls, UNSERVED)
    cost = np.where(model.stay > 0, model.cost, UNSERVED).min(axis=1)
    np.minimum.at(least, model.mode_call, cost)
    total = int(least[least < UNSERVED].sum())
    if solution is None:
        return total / max(1, model.calls)
    return (solution.cost - total) / max(1, model.calls)


def improve(
    model: BerthModel,
    rows: Rows,
    solution: Solution | None,
    *,
    moves: int,
    seed: int,
    warmth: float = 1.0,
) -> Solution | None:
    """Return a plan no worse than the given one, by annealing; None if none was found.

    Parameters
    ----------
    model, rows
        The problem, and its tables.
    solution
        Where to begin.
    moves
        Number of tries.
    seed
        Of the random numbers.
    warmth
        First temperature, as a share of what a call costs.
    """
    state = random_state(seed)
    rank, best = make_rank(rows, model, solution), make_rank(rows, model, solution)
    heat = max(1.0, warmth * wait_of(model, solution))
    anneal(rows, rank, best, moves, heat, state)
    found = solution_of(model, best)
    if found is None or (solution is not None and found.cost >= solution.cost):
        return solution
    return found
