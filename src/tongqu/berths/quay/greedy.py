"""Plans made at once, vessel by vessel: first come, first served, and an old plan repaired."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tongqu.berths.quay.arrays import Columns, Ints
from tongqu.berths.quay.columns import columns_of
from tongqu.berths.quay.model import QuayModel, QuaySolution, solution_of

Slot = tuple[int, int, int]
"""Start, position and cranes of a call in an earlier plan."""

MOST_ATTEMPTS = 20
"""Calls without room that are put before all others, one after the other."""


def first_come(model: QuayModel) -> QuaySolution | None:
    """Return the plan that serves calls in the order in which they could begin.

    Each gets the place and the cranes with which it is done soonest, given those before it; at a
    tie the cheaper. None if that leaves no room for a call.

    Examples
    --------
    >>> from tongqu.berths.quay.model import quay_model
    >>> plan = first_come(
    ...     quay_model(length=[3, 3], arrival=[1, 0], handling=[[1], [3]], slots=9, segments=5)
    ... )
    >>> plan.start.tolist(), plan.position.tolist()
    ([3, 0], [0, 0])
    """
    from tongqu.berths.quay.filling import fill

    columns = columns_of(model)
    if (np.diff(columns.from_) == 0).any():
        return None
    plan = np.full((model.calls, 2), -1, np.int64)
    order = _in_turn(model, _ready(model))
    if fill(columns, order, plan.copy(), plan) >= 0:
        return None
    return _told(model, columns, plan)


def repaired(model: QuayModel, slots: Sequence[Slot | None]) -> QuaySolution | None:
    """Return a plan in which as many calls as possible stay where they were.

    Parameters
    ----------
    model
        The problem as it is now.
    slots
        Start, position and cranes that each call had; None where it had none, or may not keep it.

    Returns
    -------
    QuaySolution
        Calls with one start only go first, then those whose old place still works, then the
        others in the order in which they could begin. None if some call finds no room even when
        it goes first.

    Examples
    --------
    >>> from tongqu.berths.quay.model import quay_model
    >>> model = quay_model(length=[3, 3], arrival=[2, 0], handling=[[2], [3]], slots=9, segments=5)
    >>> repaired(model, [None, (1, 2, 0)]).start.tolist()
    [4, 1]
    """
    from tongqu.berths.quay.filling import fill

    columns = columns_of(model)
    if (np.diff(columns.from_) == 0).any():
        return None
    given = np.full((model.calls, 2), -1, np.int64)
    for call, slot in enumerate(slots):
        if slot is not None:
            given[call] = _bundle(columns, call, slot)
    part = [slice(*pair) for pair in zip(columns.from_[:-1], columns.from_[1:], strict=True)]
    ways = np.array([np.unique(columns.start[each]).size for each in part])
    ready, first = _ready(model), list[int]()
    for _ in range(MOST_ATTEMPTS):
        rank = np.where(ways <= 1, 1, np.where(given[:, 0] >= 0, 2, 3))
        rank[first] = 0
        plan = np.full((model.calls, 2), -1, np.int64)
        without = int(fill(columns, _in_turn(model, ready, rank), given, plan))
        if without < 0:
            return _told(model, columns, plan)
        if without in first:
            return None
        first.append(without)
    return None


def _ready(model: QuayModel) -> Ints:
    """Return the first start of each call, those it waits for counted."""
    begins = np.where(model.stay > 0, np.arange(model.slots), model.slots).min(axis=1)
    ready = np.full(model.calls, model.slots)
    np.minimum.at(ready, model.mode_call, begins)
    for call in range(model.calls if model.after is not None else 0):
        at = int(call)
        while model.after is not None and (at := int(model.after[at])) >= 0:
            ready[call] = max(ready[call], ready[at])
    return ready


def _in_turn(model: QuayModel, ready: Ints, rank: Ints | None = None) -> Ints:
    """Return the order in which calls come; one that waits for another always comes after it."""
    if rank is None:
        rank = np.zeros(model.calls, np.int64)
    depth = np.zeros(model.calls, np.int64)
    after = model.after
    if after is not None:
        rank = rank.copy()
        for _ in range(model.calls):
            depth = np.where(after >= 0, depth[after] + 1, 0)
            rank = np.where(after >= 0, np.maximum(rank, rank[after]), rank)
    return np.lexsort((np.arange(model.calls), depth, ready, rank))


def _bundle(columns: Columns, call: int, slot: Slot) -> tuple[int, int]:
    """Return the bundle with a start and a position whose cranes are nearest; -1 if none is."""
    start, position, cranes = slot
    part = np.arange(columns.from_[call], columns.from_[call + 1])
    same = columns.start[part] == start
    same &= (columns.low[part] <= position) & (position <= columns.high[part])
    found = part[same]
    if not found.size:
        return -1, 0
    off = np.abs(columns.number[found] - cranes)
    return int(found[np.lexsort((columns.cost[found], off))[0]]), position


def _told(model: QuayModel, columns: Columns, plan: Ints) -> QuaySolution:
    k = plan[:, 0]
    return solution_of(model, columns.mode[k], columns.start[k], plan[:, 1])
