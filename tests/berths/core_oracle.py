"""Small problems of discrete berths, and the best plan of each by trying everything."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from tongqu.berths.core import BerthModel
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.uses import (
    FOREVER,
    FROM_END,
    FROM_START,
    HELD,
    UNTIL_END,
    crane_uses,
    make_uses,
)


@st.composite
def models(draw: st.DrawFn, *, more: bool = True, give_back: bool = True) -> BerthModel:
    """Up to four calls at up to two groups of berths; any cost, any stay, resources of any kind."""
    slots = draw(st.integers(4, 8))
    calls, groups = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    resources = draw(st.integers(0, 2)) if more else 0
    amounts = st.integers(-1 if give_back else 1, 2)
    lasts = st.sampled_from([1, 2, 3, FOREVER])
    use = st.tuples(st.integers(0, max(0, resources - 1)), amounts, st.integers(0, 3), lasts)
    uses = make_uses(draw(st.lists(st.lists(use, max_size=2), max_size=3)) if resources else [])
    kinds = st.integers(0, uses.ptr.size - 2)
    mode_call, mode_group, mode_use, stay, cost = [], [], [], [], []
    for call in range(calls):
        for _ in range(draw(st.integers(1, 3))):
            mode_call.append(call)
            mode_group.append(draw(st.integers(0, groups - 1)))
            mode_use.append(draw(kinds))
            long = draw(st.integers(1, 3))
            shut = draw(st.sets(st.integers(0, slots - 1), max_size=slots // 2))
            stay.append([long if t + long <= slots and t not in shut else 0 for t in range(slots)])
            cost.append(draw(st.lists(st.integers(0, 20), min_size=slots, max_size=slots)))
    level = st.integers(0, 3)
    capacity = [draw(st.lists(level, min_size=slots, max_size=slots)) for _ in range(resources)]
    return BerthModel(
        slots=slots,
        mode_call=np.array(mode_call, np.int64),
        mode_group=np.array(mode_group, np.int64),
        mode_use=np.array(mode_use, np.int64),
        stay=np.array(stay, np.int32),
        cost=np.array(cost, np.int64),
        berths=np.array([draw(st.integers(1, 2)) for _ in range(groups)], np.int64),
        uses=uses,
        capacity=np.array(capacity, np.int64).reshape(resources, slots),
    )


def by_trying(model: BerthModel) -> int | None:
    """Return the least cost of all plans, counted slot by slot; None if there is no plan."""
    ways: list[list[tuple[int, int]]] = [[] for _ in range(model.calls)]
    for mode, slot in itertools.product(range(model.mode_call.size), range(model.slots)):
        if model.stay[mode, slot]:
            ways[model.mode_call[mode]].append((mode, slot))
    best: int | None = None
    for plan in itertools.product(*ways):
        cost = sum(int(model.cost[way]) for way in plan)
        if (best is None or cost < best) and keeps_within(model, plan):
            best = cost
    return best


def keeps_within(model: BerthModel, plan: Sequence[tuple[int, int]]) -> bool:
    """Whether berths and resources suffice, slot by slot."""
    for slot in range(model.slots):
        held = [0] * model.berths.size
        used = [0] * model.capacity.shape[0]
        for mode, start in plan:
            end = start + int(model.stay[mode, start])
            held[model.mode_group[mode]] += start <= slot < end
            kind = model.mode_use[mode]
            for k in range(model.uses.ptr[kind], model.uses.ptr[kind + 1]):
                lasts = int(model.uses.lasts[k])
                there = {
                    HELD: start <= slot < end,
                    UNTIL_END: slot < end,
                    FROM_START: start <= slot < start + lasts,
                    FROM_END: end <= slot < end + lasts,
                }
                used[model.uses.resource[k]] += there[model.uses.span[k]] * model.uses.amount[k]
        if (np.array(held) > model.berths).any() or (used > model.capacity[:, slot]).any():
            return False
    return True


def with_cranes(calls: int, berths: int, cranes: int, load: float, seed: int) -> BerthModel:
    """Return a random problem in which each way holds one or two cranes of one pool."""
    model = random_model(calls, berths, load=load, seed=seed)
    needed = np.random.default_rng(seed).integers(1, 3, model.mode_call.size)
    kinds, uses = crane_uses([0] * needed.size, needed.tolist())
    there = np.full((1, model.slots), cranes, np.int64)
    return replace(model, mode_use=kinds, uses=uses, capacity=there)
