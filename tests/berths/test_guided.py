"""Annealing along the prices: quick changes of a plan against counting it all anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tongqu.berths.core import BerthModel, Solution, problems_of, simple_model
from tongqu.berths.core.annealing import make_rows
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.guided import improve_guided
from tongqu.berths.core.guided_tables import Ways, make_ways, plain_modes
from tongqu.berths.core.paths import columns_of
from tongqu.berths.core.queues import FAR, Queues, make_queues, settle, try_column


def bumpy(model: BerthModel, seed: int) -> BerthModel:
    """Return a model in which stays and costs hang on the start, and some starts are closed."""
    random = np.random.default_rng(seed)
    stay = np.where(
        (model.stay > 0) & (random.random(model.stay.shape) < 0.8),
        np.maximum(1, model.stay - random.integers(0, 3, model.stay.shape)), 0,
    )  # fmt: skip
    stay[:, :3] = 0
    cost = random.integers(0, 50, model.cost.shape) + 3 * np.arange(model.slots)
    return BerthModel(
        slots=model.slots, mode_call=model.mode_call, mode_group=model.mode_group,
        mode_use=model.mode_use, stay=stay.astype(np.int32), cost=cost, berths=model.berths,
        uses=model.uses, capacity=model.capacity,
    )  # fmt: skip


def all_ways(model: BerthModel) -> Ways:
    """Return the tables with every column, in no particular order of cost."""
    columns = columns_of(model)
    extra = (np.arange(columns.mode.size) % 7).astype(np.float64)
    return make_ways(model, make_rows(model), columns, extra, most=6.0)


def whole_cost(ways: Ways, plan: Queues) -> int:
    """Return what a plan costs, each row run from its begin by the plain tables."""
    total = 0
    for berth, size in enumerate(plan.size):
        slot = 0
        for mode in plan.modes[berth, :size]:
            start = int(ways.rows.best_start[mode, slot])
            assert start >= 0
            total += int(ways.rows.cost[mode, start])
            slot = start + int(ways.rows.stay[mode, start])
    return total


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**20), st.booleans(), st.booleans())
def test_a_change_costs_what_counting_anew_says(seed: int, plain: bool, pooled: bool) -> None:
    """After each change, made or refused, the sum of the changes is the cost of the whole plan."""
    model = random_model(12, 3, load=1.2, seed=seed)
    if pooled:
        model = simple_model(
            [[4 + k % 5] * 3 for k in range(12)], arrival=[2 * k for k in range(12)],
            opening=[0, 0, 3], slots=80,
        )  # fmt: skip
    model = model if plain else bumpy(model, seed)
    come = first_come(model)
    assume(come is not None)
    assert come is not None
    ways = all_ways(model)
    plan = make_queues(model, ways.rows, come)
    for berth in range(plan.size.size):
        settle(ways, plan, berth, 0)
    total = whole_cost(ways, plan)
    random = np.random.default_rng(seed)
    made = 0
    for _ in range(200):
        column = int(random.integers(ways.drawn.shape[0]))
        limit = int(random.integers(-5, 30))
        change = try_column(ways, plan, column, int(random.integers(2**32)), limit)
        if change != FAR:
            assert change <= limit
            total, made = total + change, made + 1
        assert total == whole_cost(ways, plan)
        places = plan.modes[plan.berth_of, plan.place_of]
        assert model.mode_call[places].tolist() == list(range(12))
        assert plan.size.sum() == 12
    assert made


def test_plain_modes_say_what_the_tables_say() -> None:
    """Where a mode is plain, five numbers give each start, end and cost; others are left alone."""
    model = random_model(10, 2, load=1.0, seed=3)
    for mode, (first, last, stay, least, slope) in enumerate(plain_modes(model).tolist()):
        starts = np.flatnonzero(model.stay[mode])
        assert (first, last) == (starts[0], starts[-1])
        assert (model.stay[mode, starts] == stay).all()
        assert (model.cost[mode, starts] == least + slope * starts).all()
    assert (plain_modes(bumpy(model, 3))[:, 0] < 0).all()


def test_the_same_seed_gives_the_same_plan_and_it_is_right() -> None:
    """Seed and turn decide; the plan passes the check slot by slot, and is cheaper than before."""
    model = random_model(60, 6, load=1.0, seed=1)
    come = first_come(model)
    assert come is not None
    ways = all_ways(model)

    def plan(seed: int, turn: int) -> Solution:
        return improve_guided(model, ways, come, moves=60_000, unit=1.0, seed=seed, turn=turn)

    once, again, other = plan(1, 0), plan(1, 0), plan(1, 1)
    assert problems_of(model, once) == []
    assert once.cost < come.cost
    assert once.mode.tolist() == again.mode.tolist()
    assert once.start.tolist() == again.start.tolist()
    assert (once.mode != other.mode).any() or (once.start != other.start).any()


def test_a_plan_that_cannot_be_better_comes_back() -> None:
    """With one call there is nothing to change, and without columns nothing to draw."""
    model = simple_model([[2]], arrival=[0], opening=[0], slots=5)
    come = first_come(model)
    assert come is not None
    columns = columns_of(model)
    for most in (-1.0, 9.0):
        ways = make_ways(model, make_rows(model), columns, columns.cost - 2, most=most)
        assert improve_guided(model, ways, come, moves=50, unit=1.0, seed=0) is come


@pytest.mark.parametrize("berths", [1, 3])
def test_few_calls_come_to_the_best_order(berths: int) -> None:
    """Five calls that are all there: the short ones first, which is the best known order."""
    model = simple_model([[k + 1] * berths for k in range(5)], arrival=[0] * 5,
                         opening=[0] * berths, slots=40)  # fmt: skip
    start = np.array([0, 1, 3, 6, 10])[::-1] if berths == 1 else None
    worst = (
        first_come(model)
        if start is None
        else Solution(np.arange(5), np.array([14, 12, 9, 5, 0]), 15 + 14 + 12 + 9 + 5)
    )
    assert worst is not None
    assert problems_of(model, worst) == []
    found = improve_guided(model, all_ways(model), worst, moves=20_000, unit=1.0, seed=0)
    assert found.cost == {1: 1 + 3 + 6 + 10 + 15, 3: 1 + 2 + 3 + (1 + 4) + (2 + 5)}[berths]
