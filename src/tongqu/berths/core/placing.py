"""Putting calls into a plan where stays use more than berths: each where it is best just then."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.annealing import UNSERVED, draw
from tongqu.berths.core.model import BerthModel, Ints, Stays
from tongqu.berths.core.uses import Uses, clash_of, take
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
        Shape (J,): the least of each mode.
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
    berths, uses, capacity
        As in the model.
    first
        First slot in which each mode may begin.
    mode_ptr, modes
        Modes of each call: ``modes[mode_ptr[i] : mode_ptr[i + 1]]``.
    given
        Resources of which some use gives something back, or has to: others may rely on it.
    """

    stay: Stays
    cost: Ints
    group: Ints
    use: Ints
    berths: Ints
    uses: Uses
    capacity: Ints
    first: Ints
    mode_ptr: Ints
    modes: Ints
    given: Ints


class Plan(NamedTuple):
    """A plan that is being changed.

    Attributes
    ----------
    mode, start
        Shape (calls,); a start of -1 is nowhere.
    held
        Shape (G, T): calls at each group.
    used
        Shape (R, T).
    """

    mode: Ints
    start: Ints
    held: Ints
    used: Ints


def make_port(model: BerthModel) -> Port:
    """Return the tables for placing calls."""
    order = np.argsort(model.mode_call, kind="stable")
    ptr = np.searchsorted(model.mode_call[order], np.arange(model.calls + 1))
    return Port(
        stay=model.stay, cost=model.cost, group=model.mode_group, use=model.mode_use,
        berths=model.berths, uses=model.uses, capacity=model.capacity,
        first=np.argmax(model.stay > 0, axis=1), mode_ptr=ptr.astype(np.int64),
        modes=order.astype(np.int64),
        given=np.union1d(
            model.uses.resource[model.uses.amount < 0],
            np.flatnonzero((model.capacity < 0).any(axis=1)),
        ),
    )  # fmt: skip


def make_guide(stay: Stays, price: NDArray[np.float32], mode_call: Ints) -> Guide:
    """Return what starts are chosen by."""
    # NumPy asks the system for large pages here, a kernel would not: they are looked up at random.
    starts, least = np.empty((*stay.shape, 2), np.float32), np.empty(stay.shape[0], np.float32)
    fill_guide(stay, price, starts, least)
    return Guide(starts, least, np.lexsort((least, mode_call)))


@kernel(_nrt=False, wraparound=False)
def fill_guide(
    stay: Stays, price: NDArray[np.float32], starts: NDArray[np.float32], least: NDArray[np.float32]
) -> None:
    """Fill in what starts are chosen by."""
    modes, slots = stay.shape
    for mode in range(modes):
        best = NOWHERE
        for slot in range(slots - 1, -1, -1):
            here = price[mode, slot] if stay[mode, slot] > 0 else NOWHERE
            best = min(best, here)
            starts[mode, slot, 0], starts[mode, slot, 1] = here, best
        least[mode] = best


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def put(port: Port, plan: Plan, call: int, sign: int) -> None:
    """Put a call into the tables of a plan, or take it out."""
    held, uses, used = plan.held, port.uses, plan.used
    mode, start = plan.mode[call], plan.start[call]
    if start < 0:
        return
    end = start + port.stay[mode, start]
    group, use = port.group[mode], port.use[mode]
    for slot in range(start, end):
        held[group, slot] += sign
    if use > 0:
        take(uses, use, start, end, sign, used)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def place(port: Port, plan: Plan, guide: Guide, call: int, state: Ints) -> None:
    """Put a call where it is best by the guide, as the plan stands; nowhere if it fits nowhere."""
    stay, capacity, berths, uses = port.stay, port.capacity, port.berths, port.uses
    groups, kinds, firsts, modes = port.group, port.use, port.first, guide.modes
    held, used = plan.held, plan.used
    prices, least = guide.starts, guide.least
    slots = stay.shape[1]
    best, best_mode, best_start = NOWHERE, -1, -1
    first, last = port.mode_ptr[call], port.mode_ptr[call + 1]
    for k in range(last - first):
        mode = modes[first + k]
        if least[mode] >= best:
            break
        group, use, start = groups[mode], kinds[mode], firsts[mode]
        room = berths[group]
        while start < slots and prices[mode, start, 1] < best:
            if prices[mode, start, 0] >= best:
                start += 1
                continue
            end = start + stay[mode, start]
            jump = -1
            for slot in range(end - 1, start - 1, -1):
                if held[group, slot] >= room:
                    jump = slot + 1
                    break
            if jump < 0 and use > 0:
                jump = clash_of(uses, use, start, end, used, capacity)
            if jump >= 0:
                start = jump
                continue
            if draw(state, BLINK) > 0:
                best, best_mode, best_start = prices[mode, start, 0], mode, start
            start += 1
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
