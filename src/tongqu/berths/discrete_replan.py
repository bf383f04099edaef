"""What a new plan of discrete berths needs beside its problem: fewer cranes, a repaired plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tongqu.berths.core import BerthModel, Solution
from tongqu.berths.moves import moves_of
from tongqu.berths.outages import Outage, is_whole
from tongqu.berths.problem import BerthProblem
from tongqu.berths.records import Assignment
from tongqu.berths.repair import repair
from tongqu.model.region import Region


def fewer_cranes(problem: BerthProblem, region: Region, outages: Sequence[Outage]) -> BerthModel:
    """Return the model without the cranes that are out, where some are left."""
    capacity = problem.model.capacity.copy()
    step = problem.grid.step_min
    for outage in outages:
        if outage.cranes is None or is_whole(outage, region):
            continue
        if outage.row_id not in problem.pool_ids:
            continue
        pool = problem.pool_ids.index(outage.row_id)
        begin = max(0, problem.grid.minute(outage.since) // step)
        end = max(0, -(-problem.grid.minute(outage.until) // step))
        left = np.maximum(capacity[pool, begin:end] - outage.cranes, 0)
        capacity[pool, begin:end] = left
    return replace(problem.model, capacity=capacity)


def first_repaired(problem: BerthProblem, assignments: Sequence[Assignment]) -> Solution | None:
    """Return the plan with what no longer works put in anew."""
    held = {a.call_id: sum(use.cranes for use in a.cranes) for a in assignments}
    moved, _ = moves_of(problem)
    cranes = np.zeros(problem.model.calls, np.int64)
    known = np.zeros(problem.model.calls, np.bool_)
    for item, call in problem.core_call.items():
        ids = problem.items[item].call_ids
        cranes[call] = sum(held.get(call_id, 0) for call_id in ids)
        known[call] = all(call_id in problem.before for call_id in ids)
    kept = (moved == 0) & known[problem.model.mode_call][:, None]
    mode_cranes = np.array([mode.cranes for mode in problem.modes], np.int64)
    return repair(problem.model, kept, np.abs(mode_cranes - cranes[problem.model.mode_call]))


def is_still_there(problem: BerthProblem, before: Assignment) -> bool:
    """Whether a call could still have its old place and start, if nobody else came."""
    slot = problem.slot_of(before.start)
    return any(
        problem.mode_of(mode).berth_ids[0] == before.berth_id and problem.model.stay[mode, slot] > 0
        for mode in range(len(problem.modes))
        if before.call_id in problem.mode_of(mode).call_ids
        if 0 <= slot < problem.model.slots
    )
