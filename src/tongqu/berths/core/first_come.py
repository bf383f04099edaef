"""First come, first served: the plan beside which every other is shown."""

from __future__ import annotations

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution


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
    lent = np.zeros_like(model.cranes)
    mode, start = np.zeros(model.calls, np.int64), np.zeros(model.calls, np.int64)
    for call in np.argsort(ready, kind="stable"):
        best: tuple[int, int, int, int] | None = None
        for j in np.flatnonzero(model.mode_call == call):
            slot = _soonest(model, int(j), held, lent)
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
        if model.pool[group] >= 0:
            lent[model.pool[group], slot:end] += model.mode_cranes[taken]
    return Solution(mode, start, int(model.cost[mode, start].sum()))


def _soonest(model: BerthModel, mode: int, held: Ints, lent: Ints) -> int | None:
    """Return the start with which a mode is done soonest, berths and cranes permitting."""
    group = int(model.mode_group[mode])
    taken = held[group, : model.slots] >= model.berths[group]
    if model.pool[group] >= 0:
        pool = model.pool[group]
        taken |= lent[pool] + model.mode_cranes[mode] > model.cranes[pool]
    blocked = np.concatenate(([0], np.cumsum(taken)))
    slots = np.flatnonzero(model.stay[mode] > 0)
    ends = slots + model.stay[mode, slots]
    free = blocked[ends] == blocked[slots]
    if not free.any():
        return None
    return int(slots[free][np.argmin(ends[free])])
