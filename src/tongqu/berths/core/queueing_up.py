"""A good plan where cranes run short: calls placed one after another, in an order that improves.

Rows of calls at berths (`annealing`) cannot say "wait until a crane is free"; here each call takes,
in turn, the first start at which its group has a berth and its pool the cranes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.berths.core.annealing import COOLING, UNSERVED, draw
from tongqu.berths.core.model import BerthModel, Ints, Solution, Stays
from tongqu.kernels import kernel

SHIFT = 12
"""A call moves by so many places in the order at the most."""


class Port(NamedTuple):
    """What placing calls looks up.

    Attributes
    ----------
    stay, cost
        As in the model.
    group, pool, cranes
        Of each mode.
    berths, lent
        Berths of each group; cranes of each pool and slot.
    mode_ptr, modes
        Modes of each call.
    """

    stay: Stays
    cost: Ints
    group: Ints
    pool: Ints
    cranes: Ints
    berths: Ints
    lent: Ints
    mode_ptr: Ints
    modes: Ints


def make_port(model: BerthModel) -> Port:
    """Return the tables for placing calls."""
    order = np.argsort(model.mode_call, kind="stable")
    ptr = np.searchsorted(model.mode_call[order], np.arange(model.calls + 1))
    return Port(
        stay=model.stay,
        cost=model.cost,
        group=model.mode_group,
        pool=model.pool[model.mode_group],
        cranes=model.mode_cranes,
        berths=model.berths,
        lent=model.cranes,
        mode_ptr=ptr.astype(np.int64),
        modes=order.astype(np.int64),
    )


@kernel
def first_fit(port: Port, held: Ints, used: Ints, mode: int) -> int:
    """Return the first start at which a mode finds a berth and its cranes, or -1."""
    stay, lent = port.stay, port.lent
    group, pool, cranes = port.group[mode], port.pool[mode], port.cranes[mode]
    berths = port.berths[group]
    slots = stay.shape[1]
    start = 0
    while start < slots:
        if stay[mode, start] == 0:
            start += 1
            continue
        end = start + stay[mode, start]
        clash = -1
        for slot in range(end - 1, start - 1, -1):  # from behind: the jump is longer
            full = held[group, slot] >= berths
            if full or (pool >= 0 and used[pool, slot] + cranes > lent[pool, slot]):
                clash = slot
                break
        if clash < 0:
            return start
        start = clash + 1
    return -1


@kernel
def place_all(
    port: Port, order: Ints, mode: Ints, start: Ints, held: Ints, used: Ints, limit: int
) -> int:
    """Place all calls in order; return the cost, or UNSERVED once it is over a limit."""
    held[:] = 0
    used[:] = 0
    total = 0
    for call in order:
        j = mode[call]
        begin = first_fit(port, held, used, j)
        start[call] = begin
        if begin < 0:
            return UNSERVED
        total += port.cost[j, begin]
        if total > limit:
            return UNSERVED
        end = begin + port.stay[j, begin]
        held[port.group[j], begin:end] += 1
        if port.pool[j] >= 0:
            used[port.pool[j], begin:end] += port.cranes[j]
    return total


@kernel
def reorder(
    port: Port, order: Ints, mode: Ints, best_start: Ints, moves: int, heat: float, state: Ints
) -> int:
    """Improve order and modes, changed in place to the best met; return its cost.

    Parameters
    ----------
    port
        Tables.
    order, mode
        In which order calls are placed, and how each is served.
    best_start
        Filled with the starts of the best plan.
    moves, heat
        Tries, and first temperature.
    state
        Of the random numbers.
    """
    calls = order.size
    slots = port.stay.shape[1]
    held = np.zeros((port.berths.size, slots), np.int64)
    used = np.zeros_like(port.lent)
    start = np.full(calls, -1, np.int64)
    total = place_all(port, order, mode, start, held, used, UNSERVED)
    best, best_order, best_mode = total, order.copy(), mode.copy()
    best_start[:] = start
    cooling = COOLING ** (-1.0 / max(1, moves))
    for _ in range(moves):
        heat *= cooling
        at = draw(state, calls)
        call = order[at]
        old, to = mode[call], at
        if draw(state, 3) == 0:
            ways = port.mode_ptr[call + 1] - port.mode_ptr[call]
            mode[call] = port.modes[port.mode_ptr[call] + draw(state, ways)]
        else:
            to = min(max(at + draw(state, 2 * SHIFT + 1) - SHIFT, 0), calls - 1)
            shift(order, at, to)
        # The threshold is drawn first, so that a bad order is given up half way.
        chance = max(draw(state, 1 << 30), 1) / (1 << 30)
        limit = total + int(-heat * np.log(chance))
        cost = place_all(port, order, mode, start, held, used, limit)
        if cost < UNSERVED:
            total = cost
            if total < best:
                best, best_order[:], best_mode[:] = total, order, mode
                best_start[:] = start
        else:
            mode[call] = old
            shift(order, to, at)
    order[:], mode[:] = best_order, best_mode
    return best


@kernel
def shift(order: Ints, at: int, to: int) -> None:
    """Move one place of the order to another."""
    call = order[at]
    step = 1 if to > at else -1
    while at != to:
        order[at] = order[at + step]
        at += step
    order[to] = call


def queue_up(
    model: BerthModel, port: Port, solution: Solution | None, *, moves: int, seed: int, heat: float
) -> Solution | None:
    """Return a plan no worse than the given one; None if none was found.

    Parameters
    ----------
    model, port
        The problem, and its tables.
    solution
        Where to begin; without one, each call in the order in which it could begin.
    moves
        Number of tries.
    seed
        Of the random numbers.
    heat
        First temperature, in units of cost.
    """
    if solution is None:
        begins = np.where(model.stay > 0, np.arange(model.slots), model.slots).min(axis=1)
        ready = begins[port.modes[port.mode_ptr[:-1]]]
        order, mode = np.argsort(ready, kind="stable"), port.modes[port.mode_ptr[:-1]].copy()
    else:
        order, mode = np.argsort(solution.start, kind="stable"), solution.mode.copy()
    start = np.full(model.calls, -1, np.int64)
    state = np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**62 + 1], np.int64)
    cost = int(reorder(port, order.astype(np.int64), mode, start, moves, heat, state))
    if cost >= UNSERVED or (solution is not None and cost >= solution.cost):
        return solution
    return Solution(mode, start, cost)
