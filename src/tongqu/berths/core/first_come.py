"""First come, first served: the plan beside which every other is shown."""

from __future__ import annotations

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution, free_starts
from tongqu.berths.core.uses import take


def first_come(model: BerthModel) -> Solution | None:
    """Return the plan that serves calls in the order in which they could begin.

    Each gets the berth and the cranes with which it is done soonest, given those before it; at a
    tie the cheaper. Who lacks what another brings comes as soon as that one has a place. None if
    that leaves no room for a call.

    Examples
    --------
    >>> from tongqu.berths.core.model import simple_model
    >>> plan = first_come(simple_model([[3], [1]], arrival=[0, 1], opening=[0], slots=9))
    >>> plan.start.tolist(), plan.cost
    ([0, 3], 6)
    """
    begins = np.where(model.stay > 0, np.arange(model.slots), model.slots).min(axis=1)
    ready = np.full(model.calls, model.slots)
    np.minimum.at(ready, model.mode_call, begins)
    quay = _Quay(model)
    is_brought = bool((model.uses.amount < 0).any())
    waiting: list[int] = []
    for call in np.argsort(ready, kind="stable").tolist():
        waiting.append(call)
        before = 0
        while waiting and len(waiting) != before:
            before = len(waiting)
            waiting = [one for one in waiting if not quay.put(one)]
        if waiting and not is_brought:
            return None
    if waiting or (quay.used > model.capacity).any():  # nobody gave back what is short
        return None
    return Solution(quay.mode, quay.start, int(model.cost[quay.mode, quay.start].sum()))


class _Quay:
    """Who lies where so far."""

    def __init__(self, model: BerthModel) -> None:
        self.model = model
        self.held = np.zeros((model.berths.size, model.slots + 1), np.int64)
        self.used = np.zeros_like(model.capacity)
        self.mode = np.zeros(model.calls, np.int64)
        self.start = np.zeros(model.calls, np.int64)

    def put(self, call: int) -> bool:
        """Put a call where it is done soonest; return whether there is room for it."""
        model = self.model
        best: tuple[int, int, int, int] | None = None
        for j in np.flatnonzero(model.mode_call == call):
            slot = _soonest(model, int(j), self.held, self.used)
            if slot is not None:
                end = slot + int(model.stay[j, slot])
                found = (end, int(model.cost[j, slot]), int(j), slot)
                best = found if best is None else min(best, found)
        if best is None:
            return False
        end, _, taken, slot = best
        self.mode[call], self.start[call] = taken, slot
        self.held[model.mode_group[taken], slot:end] += 1
        take(model.uses, int(model.mode_use[taken]), slot, end, 1, self.used)
        return True


def _soonest(model: BerthModel, mode: int, held: Ints, used: Ints) -> int | None:
    """Return the start with which a mode is done soonest, if there is room for it."""
    group = model.mode_group[mode]
    taken = held[group, : model.slots] >= model.berths[group]
    slots = np.flatnonzero(free_starts(model, mode, taken, used))
    if not slots.size:
        return None
    return int(slots[np.argmin(slots + model.stay[mode, slots])])
