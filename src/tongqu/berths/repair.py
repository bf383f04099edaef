"""A plan repaired at once: what still works stays, the rest goes in first come, first served."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core import BerthModel, Solution
from tongqu.berths.core.model import Ints, free_starts
from tongqu.berths.core.uses import take

MOST_ATTEMPTS = 20
"""Calls without room that are put before all others, one after the other."""


def repair(model: BerthModel, kept: NDArray[np.bool_], off: Ints) -> Solution | None:
    """Return a plan in which as many calls as possible stay where they were.

    Parameters
    ----------
    model
        The problem as it is now.
    kept
        Shape (J, T): whether a mode and start is where its call lay before.
    off
        Shape (J,): by how many cranes a mode differs from what its call held before.

    Returns
    -------
    Solution
        Calls with one start only go first, then those whose old place still works, then the
        others in the order in which they could begin. None if some call finds no room even when
        it goes first.

    Examples
    --------
    >>> from tongqu.berths.core import simple_model
    >>> model = simple_model([[2], [3]], arrival=[2, 0], opening=[0], slots=9)
    >>> kept = np.zeros((2, 9), bool)
    >>> kept[1, 1] = True
    >>> repair(model, kept, np.zeros(2, np.int64)).start.tolist()
    [4, 1]
    """
    may = model.stay > 0
    kept = kept & may
    ways = np.bincount(model.mode_call, may.sum(axis=1), model.calls)
    stays = np.zeros(model.calls, np.bool_)
    np.logical_or.at(stays, model.mode_call, kept.any(axis=1))
    ready = np.full(model.calls, model.slots)
    begins = np.where(may, np.arange(model.slots), model.slots).min(axis=1)
    np.minimum.at(ready, model.mode_call, begins)
    first: list[int] = []
    for _ in range(MOST_ATTEMPTS):
        rank = np.where(ways <= 1, 1, np.where(stays, 2, 3))
        rank[first] = 0
        order = np.lexsort((np.arange(model.calls), ready, rank))
        room = Room(model)
        left: list[int] = order.tolist()
        before = 0
        while left and len(left) != before:  # some wait for what others bring
            before = len(left)
            left = [call for call in left if not room.put(call, kept, off)]
        if not left:
            if (room.used > model.capacity).any():
                return None
            cost = int(model.cost[room.mode, room.start].sum())
            return Solution(room.mode, room.start, cost)
        if left[0] in first:
            return None
        first.append(left[0])
    return None


class Room:
    """Berths, cranes and all else that calls use, and who holds them."""

    def __init__(self, model: BerthModel) -> None:
        self.model = model
        self.held = np.zeros((model.berths.size, model.slots + 1), np.int64)
        self.used = np.zeros_like(model.capacity)
        self.mode = np.zeros(model.calls, np.int64)
        self.start = np.zeros(model.calls, np.int64)

    def put(self, call: int, kept: NDArray[np.bool_], off: Ints) -> bool:
        """Give a call its old place, or else the one where it is done soonest."""
        modes = np.flatnonzero(self.model.mode_call == call)
        found = min(self._old(modes, kept, off), default=None)
        if found is None:
            found = min(self._soonest(modes), default=None)
        if found is None:
            return False
        *_, mode, slot = found
        self._take(call, mode, slot)
        return True

    def _old(
        self, modes: Ints, kept: NDArray[np.bool_], off: Ints
    ) -> Iterator[tuple[int, int, int, int]]:
        for mode in modes:
            free = self._free(int(mode), np.flatnonzero(kept[mode]))
            for slot in free:
                yield int(off[mode]), int(self.model.cost[mode, slot]), int(mode), int(slot)

    def _soonest(self, modes: Ints) -> Iterator[tuple[int, int, int, int]]:
        for mode in modes:
            slots = self._free(int(mode), np.flatnonzero(self.model.stay[mode] > 0))
            if slots.size:
                ends = slots + self.model.stay[mode, slots]
                best = int(np.argmin(ends))
                slot = int(slots[best])
                yield int(ends[best]), int(self.model.cost[mode, slot]), int(mode), slot

    def _free(self, mode: int, slots: Ints) -> Ints:
        """Return those of some starts at which berth and cranes are free to the end."""
        model = self.model
        group = int(model.mode_group[mode])
        taken = self.held[group, : model.slots] >= model.berths[group]
        free: Ints = slots[free_starts(model, mode, taken, self.used)[slots]]
        return free

    def _take(self, call: int, mode: int, slot: int) -> None:
        model = self.model
        self.mode[call], self.start[call] = mode, slot
        group, end = int(model.mode_group[mode]), slot + int(model.stay[mode, slot])
        self.held[group, slot:end] += 1
        take(model.uses, int(model.mode_use[mode]), slot, end, 1, self.used)
