"""What is free, in bits: against counting one slot after another."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from core_oracle import models

from tongqu.berths.core import BerthModel
from tongqu.berths.core.annealing import draw, random_state
from tongqu.berths.core.free_slots import (
    Free,
    blocked,
    hold,
    last_blocked,
    make_lanes,
    place_of,
    runs,
)
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.placing import BLINK, NOWHERE, Guide, make_guide, make_port, place, put
from tongqu.berths.core.rebuilding import Rebuilder
from tongqu.berths.core.uses import HELD, clash_of, make_uses, take
from tongqu.kernels import kernel


def port_with(slots: int, berths: list[int], cranes: list[int], asked: int) -> BerthModel:
    """Return a problem whose kinds of use hold 1, 2, … cranes of each pool; pools change by day."""
    model = random_model(3, 2, load=1.0, seed=1)
    size = len(berths) * (1 + len(cranes) * asked)
    stay = np.ones((size, slots), np.int32)
    kinds = [[(pool, 1 + k, HELD)] for pool in range(len(cranes)) for k in range(asked)]
    there = [[pool + slot // 24 % 2 for slot in range(slots)] for pool in cranes]
    return replace(
        model, slots=slots, berths=np.array(berths), mode_call=np.zeros(size, np.int64),
        mode_group=np.arange(size) % len(berths), mode_use=np.arange(size) // len(berths),
        stay=stay, cost=stay.astype(np.int64), uses=make_uses(kinds),
        capacity=np.array(there, np.int64),
    )  # fmt: skip


@given(
    st.integers(1, 200),
    st.lists(st.integers(1, 40), min_size=1, max_size=3),
    st.lists(st.integers(0, 12), min_size=1, max_size=2),
    st.integers(0, 2**31),
)
def test_bits_tell_what_counting_tells(
    slots: int, berths: list[int], cranes: list[int], seed: int
) -> None:
    model = port_with(slots, berths, cranes, 3)
    lanes, free = make_lanes(model)
    random = np.random.default_rng(seed)
    groups = len(berths)
    held, used = np.zeros((groups, slots), np.int64), np.zeros_like(model.capacity)
    inside = []
    for _ in range(30):
        if inside and random.random() < 0.4:  # somebody leaves again
            group, kind, first, last = inside.pop(int(random.integers(len(inside))))
            sign = -1
        else:
            group, kind = int(random.integers(groups)), int(random.integers(len(cranes) * 3 + 1))
            first, last = sorted(random.choice(slots + 1, 2, replace=False).tolist())
            full = (held[group, first:last] >= model.berths[group]).any()
            if full or clash_of(model.uses, kind, first, last, used, model.capacity) >= 0:
                continue
            inside.append((group, kind, first, last))
            sign = 1
        held[group, first:last] += sign
        take(model.uses, kind, first, last, sign, used)
        hold(lanes, free, group, group, sign, first, last)
        for k in range(lanes.use_ptr[kind], lanes.use_ptr[kind + 1]):
            hold(lanes, free, lanes.use_lane[k], lanes.use_level[k], sign, first, last)
    for group in range(groups):
        for kind in range(len(cranes) * 3 + 1):
            by_hand = held[group] >= model.berths[group]
            for k in range(model.uses.ptr[kind], model.uses.ptr[kind + 1]):
                resource = model.uses.resource[k]
                by_hand |= used[resource] + model.uses.amount[k] > model.capacity[resource]
            told = [int(blocked(lanes, free, group, kind, word)) for word in range(slots // 64 + 2)]
            bits = [told[slot >> 6] >> (slot & 63) & 1 for slot in range(64 * len(told))]
            assert bits[:slots] == by_hand.tolist()
            assert all(bits[slots:])  # behind the last slot there is nothing
            first, last = sorted(random.choice(slots + 1, 2, replace=False).tolist())
            there = first + np.flatnonzero(by_hand[first:last])
            last_one = last_blocked(lanes, free, group, kind, first, last)
            assert last_one == (there[-1] if there.size else -1)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(1, 64))
def test_runs_begin_where_so_many_bits_follow(here: int, then: int, long: int) -> None:
    whole = here | then << 64
    wanted = sum(1 << k for k in range(64) if whole >> k & (2**long - 1) == 2**long - 1)
    assert int(runs(np.uint64(here), np.uint64(then), long)) == wanted


def test_the_place_of_each_bit_is_found() -> None:
    for k in range(64):
        assert place_of(np.uint64(2**k)) == k
        assert place_of(np.uint64(2**64 - 2**k)) == k


# --- placing, against looking at one start after another ------------------------------------------


def where_it_goes(model: BerthModel, plan: dict[int, tuple[int, int]], guide: Guide, call: int,
                  state: np.ndarray) -> tuple[int, int]:  # fmt: skip
    """Return mode and start of a call as `place` chooses them: the cheapest one that is seen."""
    held = np.zeros((model.berths.size, model.slots), np.int64)
    used = np.zeros_like(model.capacity)
    for mode, start in plan.values():
        end = start + int(model.stay[mode, start])
        held[model.mode_group[mode], start:end] += 1
        take(model.uses, int(model.mode_use[mode]), start, end, 1, used)
    best, best_mode, best_start = NOWHERE, 0, -1
    for mode in guide.modes[model.mode_call[guide.modes] == call]:
        group = model.mode_group[mode]
        for start in np.flatnonzero(model.stay[mode]):
            end = start + int(model.stay[mode, start])
            if guide.starts[mode, start, 0] >= best:
                continue
            if (held[group, start:end] >= model.berths[group]).any():
                continue
            use = int(model.mode_use[mode])
            if clash_of(model.uses, use, start, end, used, model.capacity) >= 0:
                continue
            if drawn(state, BLINK) > 0:
                best, best_mode, best_start = guide.starts[mode, start, 0], mode, start
    return best_mode, best_start


@kernel
def drawn(state: np.ndarray, below: int) -> int:
    return draw(state, below)


@given(models(), st.integers(0, 1000))
def test_calls_go_where_looking_at_each_start_puts_them(model: BerthModel, seed: int) -> None:
    follow(model, seed)


@pytest.mark.parametrize("slots", [150, 700])
def test_so_they_do_where_the_grid_has_many_words(slots: int) -> None:
    random = np.random.default_rng(slots)
    for seed in range(6):
        model = long_stays(slots, random)
        follow(model, seed)


def long_stays(slots: int, random: np.random.Generator) -> BerthModel:
    """Return a problem of twelve calls whose stays differ by start, some of more than a word."""
    calls, groups = 12, 2
    call, group, use = (part.ravel() for part in np.mgrid[:calls, :groups, :3])
    long = random.integers(1, 90, call.size)[:, None] + np.arange(slots) // 40 % 3
    starts = np.arange(slots)
    may = (starts + long <= slots) & (starts >= random.integers(0, slots // 3, call.size)[:, None])
    return BerthModel(
        slots=slots, mode_call=call, mode_group=group, mode_use=use,
        stay=np.where(may & (random.random(may.shape) < 0.8), long, 0).astype(np.int32),
        cost=random.integers(0, 50, may.shape) + 3 * starts, berths=np.array([1, 3]),
        uses=make_uses([[(0, 1, HELD)], [(0, 2, HELD)]]),
        capacity=random.integers(1, 5, slots // 50 + 1).repeat(50)[None, :slots],
    )  # fmt: skip


def follow(model: BerthModel, seed: int) -> None:
    """Put calls in and out, and look after each whether they are where they should be."""
    if (np.bincount(model.mode_call, (model.stay > 0).any(axis=1), model.calls) == 0).any():
        return
    port = make_port(model)
    random = np.random.default_rng(seed)
    price = model.cost + random.integers(0, 9, model.cost.shape)
    guide = make_guide(model.stay, price.astype(np.float32), model.mode_call)
    builder = Rebuilder(model, seed)
    builder.heed(price.astype(float))
    plan = builder.plan_of(None)
    inside = {
        call: (int(plan.mode[call]), int(plan.start[call]))
        for call in range(model.calls)
        if plan.start[call] >= 0
    }
    state, ours = random_state(seed), random_state(seed)
    for call in random.integers(0, model.calls, 40).tolist():
        put(port, plan, call, -1)
        inside.pop(call, None)
        place(port, plan, guide, call, state)
        mode, start = where_it_goes(model, inside, guide, call, ours)
        assert (plan.mode[call], plan.start[call]) == (mode, start)
        assert (state == ours).all()
        if start >= 0:
            inside[call] = mode, start
    for call in inside:
        put(port, plan, call, -1)
    assert_empty(plan.free, port.free)
    assert not plan.used.any()


def assert_empty(free: Free, whole: Free) -> None:
    assert (free.bits == whole.bits).all()
    assert (free.short == whole.short).all()
