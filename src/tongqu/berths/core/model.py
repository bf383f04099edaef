"""The integer problem behind every plan with discrete berths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.uses import FROM_START, HELD, UNTIL_END, Uses, make_uses, uses_of

Ints = NDArray[np.int64]
Stays = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class BerthModel:
    """Calls on groups of equal berths, on a grid of slots.

    Every call takes one mode and one start. Beside that a plan must keep to two rules: a group
    never holds more calls at once than it has berths, and of no resource (cranes of a pool, room
    in a yard, see `uses`) is more used in a slot than there is.

    Attributes
    ----------
    slots
        Number T of slots; a start is a slot from 0 to T - 1, a stay ends by T.
    mode_call
        Shape (J,): call of each mode. A mode is one way to serve a call: at one group, with one
        number of cranes. Calls are numbered from 0, each has a mode.
    mode_group
        Shape (J,): group of each mode.
    mode_use
        Shape (J,): kind of use of each mode; 0 uses nothing.
    stay
        Shape (J, T): slots held by a stay that begins in a slot, pauses included; 0 where none
        may begin.
    cost
        Shape (J, T): cost of that stay in integer units, not negative. Any function will do.
    berths
        Shape (G,): equal berths of each group, at least 1.
    uses
        The kinds of uses.
    capacity
        Shape (R, T): what there is of each resource in each slot; it may be negative where stays
        give something back.

    Raises
    ------
    ValueError
        If shapes or ranges do not fit.

    Examples
    --------
    Two calls at one berth; the second waits two slots.

    >>> model = simple_model([[2], [3]], arrival=[0, 0], opening=[0], slots=6)
    >>> model.cost[:, :4].tolist()
    [[2, 3, 4, 5], [3, 4, 5, 6]]
    """

    slots: int
    mode_call: Ints
    mode_group: Ints
    mode_use: Ints
    stay: Stays
    cost: Ints
    berths: Ints
    uses: Uses
    capacity: Ints

    def __post_init__(self) -> None:
        modes, groups = self.mode_call.size, self.berths.size
        grid = (modes, self.slots)
        if self.stay.shape != grid or self.cost.shape != grid:
            raise ValueError(f"stay and cost must have the shape {grid}")
        if not self.mode_group.shape == self.mode_use.shape == (modes,):
            raise ValueError("mode_group and mode_use must be as long as mode_call")
        if groups and self.berths.min() < 1:
            raise ValueError("each group needs at least one berth")
        if self.capacity.ndim != 2 or self.capacity.shape[1] != self.slots:
            raise ValueError(f"capacity must have {self.slots} columns")
        if modes:
            present = np.unique(self.mode_call)
            if present[0] != 0 or present.size != present[-1] + 1:
                raise ValueError("every call needs a mode")
            if self.mode_group.min() < 0 or self.mode_group.max() >= groups:
                raise ValueError("a mode names a group that does not exist")
            if self.stay.min() < 0 or (self.stay + np.arange(self.slots)).max() > self.slots:
                raise ValueError("a stay must end within the grid")
            if self.cost[self.stay > 0].min(initial=0) < 0:
                raise ValueError("costs must not be negative")
            if self.mode_use.min() < 0 or self.mode_use.max() >= self.uses.ptr.size - 1:
                raise ValueError("a mode names a kind of use that does not exist")
        if self.uses.resource.max(initial=-1) >= self.capacity.shape[0]:
            raise ValueError("a use names a resource that does not exist")

    @property
    def calls(self) -> int:
        """Number of calls."""
        return int(self.mode_call.max(initial=-1)) + 1


@dataclass(frozen=True, eq=False)
class Solution:
    """A mode and a start for every call.

    Attributes
    ----------
    mode, start
        Shape (calls,).
    cost
        Sum of the costs of all stays.
    """

    mode: Ints
    start: Ints
    cost: int


def simple_model(
    handling: list[list[int]],
    *,
    arrival: list[int],
    opening: list[int],
    slots: int,
    closing: list[int] | None = None,
    latest: list[int] | None = None,
    weight: list[int] | None = None,
) -> BerthModel:
    """Return the problem of the literature: time in port of calls at berths.

    Equal berths are pooled.

    Parameters
    ----------
    handling
        Shape (calls, berths): slots of work; 0 where a call may not use a berth.
    arrival, opening
        First slot of each call and of each berth.
    slots
        Length of the grid.
    closing, latest
        By when work at a berth, and a call, must have ended; the grid's end if left out.
    weight
        What a slot of a call costs; 1 if left out.

    Raises
    ------
    ValueError
        If a call fits no berth.

    Notes
    -----
    The cost of a stay is the weight times (end - arrival).
    """
    work = np.asarray(handling, np.int64).reshape(len(arrival), len(opening))
    closes = np.full(work.shape[1], slots) if closing is None else np.asarray(closing)
    ends_by = np.full(work.shape[0], slots) if latest is None else np.asarray(latest)
    weights = np.ones(work.shape[0], np.int64) if weight is None else np.asarray(weight)
    start = np.arange(slots)
    signature = [(opening[k], int(closes[k]), *work[:, k]) for k in range(work.shape[1])]
    kinds = sorted(set(signature), key=signature.index)
    mode_call, mode_group, stays, costs = [], [], [], []
    for call in range(work.shape[0]):
        for group, kind in enumerate(kinds):
            hours = int(kind[2 + call])
            end = start + hours
            allowed = (
                (start >= max(arrival[call], kind[0]))
                & (end <= min(kind[1], int(ends_by[call]), slots))
                & (hours > 0)
            )
            if allowed.any():
                mode_call.append(call)
                mode_group.append(group)
                stays.append(np.where(allowed, hours, 0))
                costs.append(np.where(allowed, weights[call] * (end - arrival[call]), 0))
    served = set(mode_call)
    if len(served) < work.shape[0]:
        missing = sorted(set(range(work.shape[0])) - served)
        raise ValueError(f"calls that fit no berth: {missing}")
    return BerthModel(
        slots=slots,
        mode_call=np.array(mode_call, np.int64),
        mode_group=np.array(mode_group, np.int64),
        mode_use=np.zeros(len(mode_call), np.int64),
        stay=np.array(stays, np.int32).reshape(-1, slots),
        cost=np.array(costs, np.int64).reshape(-1, slots),
        berths=np.array([signature.count(kind) for kind in kinds], np.int64),
        uses=make_uses(),
        capacity=np.zeros((0, slots), np.int64),
    )


def berths_of(model: BerthModel, solution: Solution) -> Ints:
    """Return which berth of its group each call gets, from 0: in order of start, the first free.

    Raises
    ------
    ValueError
        If a group holds more calls at once than it has berths.

    Examples
    --------
    >>> model = simple_model([[2, 2], [3, 3]], arrival=[0, 0], opening=[0, 0], slots=6)
    >>> berths_of(model, Solution(np.array([0, 1]), np.array([0, 0]), 5)).tolist()
    [0, 1]
    """
    free_at = [np.zeros(int(count), np.int64) for count in model.berths]
    berth = np.full(solution.mode.size, -1, np.int64)
    for call in np.argsort(solution.start, kind="stable"):
        mode, start = solution.mode[call], solution.start[call]
        free = free_at[model.mode_group[mode]]
        ready = np.flatnonzero(free <= start)
        if not ready.size:
            raise ValueError(f"no berth is free for call {call}")
        berth[call] = ready[0]
        free[ready[0]] = start + model.stay[mode, start]
    return berth


def free_starts(
    model: BerthModel, mode: int, taken: NDArray[np.bool_], used: Ints
) -> NDArray[np.bool_]:
    """Return at which starts a mode finds all that it needs.

    Parameters
    ----------
    model, mode
        The problem, and one of its modes.
    taken
        Shape (T,): slots in which its berth is not free.
    used
        Shape (R, T): what others use.

    Examples
    --------
    >>> model = simple_model([[2]], arrival=[0], opening=[0], slots=5)
    >>> free_starts(model, 0, np.array([0, 1, 0, 0, 0], bool), np.zeros((0, 5), int)).tolist()
    [False, False, True, True, False]
    """
    start = np.arange(model.slots)
    end = start + model.stay[mode]
    blocked = np.concatenate(([0], np.cumsum(taken)))
    free: NDArray[np.bool_] = (model.stay[mode] > 0) & (blocked[end] == blocked[start])
    uses, kind = model.uses, int(model.mode_use[mode])
    for k in range(int(uses.ptr[kind]), int(uses.ptr[kind + 1])):
        what, amount, span = uses.resource[k], uses.amount[k], uses.span[k]
        if amount > 0:
            short = np.concatenate(([0], np.cumsum(used[what] + amount > model.capacity[what])))
            first = start if span in (HELD, FROM_START) else end
            last = end if span in (HELD, UNTIL_END) else first + uses.lasts[k]
            until = short[np.minimum(last, model.slots)]
            free &= until == (0 if span == UNTIL_END else short[first])
    return free


def problems_of(model: BerthModel, solution: Solution) -> list[str]:
    """Return what is wrong with a solution, slot by slot; nothing if it is right.

    Examples
    --------
    >>> model = simple_model([[2], [3]], arrival=[0, 0], opening=[0], slots=6)
    >>> problems_of(model, Solution(np.array([0, 1]), np.array([0, 1]), 6))
    ['group 0 holds 2 calls in slot 1, but has 1 berths']
    """
    held = np.zeros((model.berths.size, model.slots), np.int64)
    used = np.zeros_like(model.capacity)
    found = []
    cost = 0
    for call in range(model.calls):
        mode, start = int(solution.mode[call]), int(solution.start[call])
        if model.mode_call[mode] != call:
            found.append(f"mode {mode} is not one of call {call}")
            continue
        stay = int(model.stay[mode, start])
        if stay == 0:
            found.append(f"call {call} may not begin in slot {start} in mode {mode}")
        group = int(model.mode_group[mode])
        cost += int(model.cost[mode, start])
        held[group, start : start + stay] += 1
        kind = int(model.mode_use[mode])
        for what, amount, first, last in uses_of(
            model.uses, kind, start, start + stay, model.slots
        ):
            used[what, first:last] += amount
    for group, slot in np.argwhere(held > model.berths[:, None]):
        found.append(
            f"group {group} holds {held[group, slot]} calls in slot {slot}, "
            f"but has {model.berths[group]} berths"
        )
    for what, slot in np.argwhere(used > model.capacity):
        found.append(
            f"of resource {what} {used[what, slot]} are used in slot {slot}, "
            f"but there are {model.capacity[what, slot]}"
        )
    if not found and cost != solution.cost:
        found.append(f"the cost is {cost}, not {solution.cost}")
    return found
