"""First come, first served: the plan beside which every other is shown."""

from __future__ import annotations

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution, free_starts
from tongqu.berths.core.uses import take


def first_come(model: BerthModel) -> Solution | None:
    """Return the plan that serves calls in the order in which they could begin.

    Each gets the berth and the cranes with which it is done soonest, given those before it; at a
    tie the cheaper. None if that leaves no room for a call.

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
    held = np.zeros((model.berths.size, model.slots + 1), np.int64)
    used = np.zeros_like(model.capacity)
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    for call in np.argsort(ready, kind="stable"):
        best: tuple[int, int, int, int] | None = None
        for j in np.flatnonzero(model.mode_call == call):
            slot = _soonest(model, int(j), held, used)
            if slot is not None:
                end = slot + int(model.stay[j, slot])
                found = (end, int(model.cost[j, slot]), int(j), slot)
                best = found if best is None else min(best, found)
        if best is None:
            return None
        end, _, taken, slot = best
        mode[call], start[call] = taken, slot
        group = model.mode_group[taken]
        held[group, slot:end] += 1
        take(model.uses, int(model.mode_use[taken]), slot, end, 1, used)
    return Solution(mode, start, int(model.cost[mode, start].sum()))


def _soonest(model: BerthModel, mode: int, held: Ints, used: Ints) -> int | None:
    """Return the start with which a mode is done soonest, if there is room for it."""
    group = model.mode_group[mode]
    taken = held[group, : model.slots] >= model.berths[group]
    slots = np.flatnonzero(free_starts(model, mode, taken, used))
    if not slots.size:
        return None
    return int(slots[np.argmin(slots + model.stay[mode, slots])])
