"""Putting calls into a plan where stays use more than berths: each where it is best just then."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.annealing import UNSERVED, draw
from tongqu.berths.core.free_slots import (
    ALL,
    NONE,
    Free,
    Lanes,
    blocked,
    hold,
    last_blocked,
    make_lanes,
    place_of,
    runs,
)
from tongqu.berths.core.model import BerthModel, Ints, Stays
from tongqu.berths.core.uses import clash_of, take
from tongqu.kernels import kernel

BLINK = 64
"""Once in so many times a place that fits is not seen: or the same few plans come again."""

NOWHERE = np.float32(3e38)
"""The price of a start that may not be."""


class Guide(NamedTuple):
    """What starts are chosen by.

    Attributes
    ----------
    starts
        Shape (J, T, 2): of each start its price, NOWHERE if none may begin, and the least from it
        on. Side by side, because they are asked for together.
    least
        Shape (J, words): the least of each mode from every 64th slot on.
    modes
        Modes of each call, those with the least first.
    """

    starts: NDArray[np.float32]
    least: NDArray[np.float32]
    modes: Ints


class Port(NamedTuple):
    """What placing calls looks up.

    Attributes
    ----------
    stay, cost, group, use
        As in the model, by mode.
    capacity
        As in the model.
    lanes, free
        What is counted in bits, and what is free before anybody has come.
    first, shortest
        First slot in which each mode may begin, and its shortest stay, no more than 64.
    mode_ptr, modes
        Modes of each call: ``modes[mode_ptr[i] : mode_ptr[i + 1]]``.
    given
        Resources of which some use gives something back, or has to: others may rely on it.
    """

    stay: Stays
    cost: Ints
    group: Ints
    use: Ints
    capacity: Ints
    lanes: Lanes
    free: Free
    first: Ints
    shortest: Ints
    mode_ptr: Ints
    modes: Ints
    given: Ints


class Plan(NamedTuple):
    """A plan that is being changed.

    Attributes
    ----------
    mode, start
        Shape (calls,); a start of -1 is nowhere.
    free
        What is free of berths and of what is counted like them.
    used
        Shape (R, T): what is used of the other resources.
    """

    mode: Ints
    start: Ints
    free: Free
    used: Ints


def make_port(model: BerthModel) -> Port:
    """Return the tables for placing calls."""
    order = np.argsort(model.mode_call, kind="stable")
    ptr = np.searchsorted(model.mode_call[order], np.arange(model.calls + 1))
    lanes, free = make_lanes(model)
    stays = np.where(model.stay > 0, model.stay, 64)
    return Port(
        stay=model.stay, cost=model.cost, group=model.mode_group, use=model.mode_use,
        capacity=model.capacity, lanes=lanes, free=free,
        first=np.argmax(model.stay > 0, axis=1),
        shortest=np.minimum(stays.min(axis=1), 64).astype(np.int64),
        mode_ptr=ptr.astype(np.int64),
        modes=order.astype(np.int64),
        given=np.union1d(
            model.uses.resource[model.uses.amount < 0],
            np.flatnonzero((model.capacity < 0).any(axis=1)),
        ),
    )  # fmt: skip


def make_guide(stay: Stays, price: NDArray[np.float32], mode_call: Ints) -> Guide:
    """Return what starts are chosen by."""
    # NumPy asks the system for large pages here, a kernel would not: they are looked up at random.
    starts = np.empty((*stay.shape, 2), np.float32)
    fill_guide(stay, price, starts)
    least = starts[:, ::64, 1].copy()
    return Guide(starts, least, np.lexsort((least[:, 0], mode_call)))


@kernel(_nrt=False, wraparound=False)
def fill_guide(stay: Stays, price: NDArray[np.float32], starts: NDArray[np.float32]) -> None:
    """Fill in what starts are chosen by."""
    modes, slots = stay.shape
    for mode in range(modes):
        best = NOWHERE
        for slot in range(slots - 1, -1, -1):
            here = price[mode, slot] if stay[mode, slot] > 0 else NOWHERE
            best = min(best, here)
            starts[mode, slot, 0], starts[mode, slot, 1] = here, best


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def put(port: Port, plan: Plan, call: int, sign: int) -> None:
    """Put a call into the tables of a plan, or take it out."""
    lanes, free = port.lanes, plan.free
    mode, start = plan.mode[call], plan.start[call]
    if start < 0:
        return
    end = start + port.stay[mode, start]
    group, use = port.group[mode], port.use[mode]
    hold(lanes, free, group, group, sign, start, end)
    for k in range(lanes.use_ptr[use], lanes.use_ptr[use + 1]):
        hold(lanes, free, lanes.use_lane[k], lanes.use_level[k], sign, start, end)
    take(lanes.rest, use, start, end, sign, plan.used)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def clash_at(port: Port, plan: Plan, mode: int, start: int) -> int:
    """Return -1 if a stay is free, of which the shortest one is; or the first start to try next."""
    end, known = start + port.stay[mode, start], start + port.shortest[mode]
    use = port.use[mode]
    if end > known:
        last = last_blocked(port.lanes, plan.free, port.group[mode], use, known, end)
        if last >= 0:
            return last + 1
    return clash_of(port.lanes.rest, use, start, end, plan.used, port.capacity)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def cheapest_start(
    port: Port, plan: Plan, guide: Guide, mode: int, best: np.float32, state: Ints
) -> int:
    """Return the start of a mode that costs least, of those that are free; -1 if none beats `best`.

    It looks at 64 slots at once, for those at which the shortest stay is free; then at the rest of
    the stay.
    """
    lanes, free, prices, least = port.lanes, plan.free, guide.starts, guide.least
    group, use, shortest = port.group[mode], port.use[mode], port.shortest[mode]
    words, start, found, ready = free.short.shape[1], port.first[mode], -1, -1
    now = NONE
    while True:
        word = start >> 6
        if word >= words or least[mode, word] >= best:
            return found
        if word != ready:
            now = ~blocked(lanes, free, group, use, word)
        then, ready = ~blocked(lanes, free, group, use, word + 1), word + 1
        open_ = runs(now, then, shortest) & (ALL << np.uint64(start & 63))
        now, start = then, ready << 6
        while open_ != NONE:
            at = (word << 6) + place_of(open_)
            if prices[mode, at, 1] >= best:
                return found
            upto = at + 1
            if prices[mode, at, 0] < best:
                clash = clash_at(port, plan, mode, at)
                if clash >= 0:
                    upto = clash
                elif draw(state, BLINK) > 0:
                    best, found = prices[mode, at, 0], at
            if upto >= ready << 6:
                start = upto
                break
            open_ &= ALL << np.uint64(upto & 63)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def place(port: Port, plan: Plan, guide: Guide, call: int, state: Ints) -> None:
    """Put a call where it is best by the guide, as the plan stands; nowhere if it fits nowhere."""
    prices, least, modes = guide.starts, guide.least, guide.modes
    best, best_mode, best_start = NOWHERE, -1, -1
    for k in range(port.mode_ptr[call], port.mode_ptr[call + 1]):
        mode = modes[k]
        if least[mode, 0] >= best:
            break
        start = cheapest_start(port, plan, guide, mode, best, state)
        if start >= 0:
            best, best_mode, best_start = prices[mode, start, 0], mode, start
    plan.mode[call], plan.start[call] = max(best_mode, 0), best_start
    put(port, plan, call, 1)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def cost_of(port: Port, plan: Plan, call: int) -> int:
    """Return what a call costs in a plan."""
    start = plan.start[call]
    return UNSERVED if start < 0 else port.cost[plan.mode[call], start]


@kernel(wraparound=False, error_model="numpy")
def fill_up(port: Port, plan: Plan, guide: Guide, state: Ints) -> None:
    """Put calls that are nowhere where they are best, those with the earliest chance first."""
    chance = np.empty(plan.start.size, np.int64)
    for call in range(chance.size):
        chance[call] = port.first[port.modes[port.mode_ptr[call]]]
    for call in np.argsort(chance):
        if plan.start[call] < 0:
            place(port, plan, guide, call, state)
