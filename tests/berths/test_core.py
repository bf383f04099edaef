"""The search for discrete berths against trying everything, and what must hold of every plan."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongqu.berths.core import (
    BerthModel,
    Solution,
    berths_of,
    problems_of,
    simple_model,
    solve_model,
)
from tongqu.berths.core.bound import begin, climb
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.paths import Prices, columns_of, kept, reduced_costs, relax
from tongqu.berths.core.search import Search

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def models(draw: st.DrawFn, *, pools: bool = True) -> BerthModel:
    """Up to four calls at up to two groups of berths; any cost, any stay, cranes that run short."""
    slots = draw(st.integers(4, 8))
    calls, groups = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    pool = [draw(st.sampled_from((-1, 0) if pools else (-1,))) for _ in range(groups)]
    mode_call, mode_group, cranes, stay, cost = [], [], [], [], []
    for call in range(calls):
        for _ in range(draw(st.integers(1, 3))):
            mode_call.append(call)
            mode_group.append(draw(st.integers(0, groups - 1)))
            cranes.append(draw(st.integers(0, 2)) if pool[mode_group[-1]] >= 0 else 0)
            long = draw(st.integers(1, 3))
            shut = draw(st.sets(st.integers(0, slots - 1), max_size=slots // 2))
            stay.append([long if t + long <= slots and t not in shut else 0 for t in range(slots)])
            cost.append(draw(st.lists(st.integers(0, 20), min_size=slots, max_size=slots)))
    return BerthModel(
        slots=slots,
        mode_call=np.array(mode_call, np.int64),
        mode_group=np.array(mode_group, np.int64),
        mode_cranes=np.array(cranes, np.int64),
        stay=np.array(stay, np.int32),
        cost=np.array(cost, np.int64),
        berths=np.array([draw(st.integers(1, 2)) for _ in range(groups)], np.int64),
        pool=np.array(pool, np.int64),
        cranes=np.array([draw(st.lists(st.integers(0, 3), min_size=slots, max_size=slots))])
        if 0 in pool
        else np.zeros((0, slots), np.int64),
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
        if best is not None and cost >= best:
            continue
        held = np.zeros((model.berths.size, model.slots), int)
        lent = np.zeros(model.cranes.shape, int)
        for mode, slot in plan:
            end = slot + model.stay[mode, slot]
            group = model.mode_group[mode]
            held[group, slot:end] += 1
            if model.pool[group] >= 0:
                lent[model.pool[group], slot:end] += model.mode_cranes[mode]
        if (held <= model.berths[:, None]).all() and (lent <= model.cranes).all():
            best = cost
    return best


@FEW
@given(models())
def test_the_plan_is_the_best_of_all_and_the_bound_says_so(model: BerthModel) -> None:
    result = solve_model(model, time_limit_s=20, seed=1)
    best = by_trying(model)
    assert result.proved
    if best is None:
        assert result.solution is None
    else:
        assert result.solution is not None
        assert problems_of(model, result.solution) == []
        assert (result.solution.cost, result.bound) == (best, best)


@FEW
@given(models(), st.integers(0, 10**6))
def test_any_prices_give_a_lower_bound_and_no_better_plan_loses_a_column(
    model: BerthModel, seed: int
) -> None:
    """Whatever the prices: the volume algorithm may stop anywhere."""
    best = by_trying(model)
    if best is None:
        return
    random = np.random.default_rng(seed)
    prices = Prices(random.normal(5, 10, model.calls), random.exponential(2, model.cranes.shape))
    columns = columns_of(model)
    served, lent = np.zeros(model.calls), np.zeros(model.cranes.shape)
    cranes = model.cranes.astype(float)
    bound = relax(columns, prices, model.berths, model.pool, cranes, served, lent)
    assert bound <= best + 1e-6
    extra = reduced_costs(columns, prices, model.berths, model.pool, model.slots)
    assert extra.min() >= -1e-6
    left = kept(columns, bound + extra <= best + 1e-6)
    stay = np.zeros_like(model.stay)
    stay[left.mode, left.start] = left.end - left.start
    assert by_trying(replace(model, stay=stay)) == best


@FEW
@given(models(pools=False))
def test_one_more_berth_never_costs(model: BerthModel) -> None:
    result = solve_model(model, time_limit_s=20)
    more = solve_model(replace(model, berths=model.berths + 1), time_limit_s=20)
    if result.solution is not None:
        assert more.solution is not None
        assert more.solution.cost <= result.solution.cost


@FEW
@given(models())
def test_one_more_crane_never_costs_and_a_closure_never_helps(model: BerthModel) -> None:
    result = solve_model(model, time_limit_s=20)
    more = solve_model(replace(model, cranes=model.cranes + 1), time_limit_s=20)
    if result.solution is not None:
        assert more.solution is not None
        assert more.solution.cost <= result.solution.cost
    shut = model.stay.copy()
    slot = model.slots // 2
    for start in range(slot + 1):
        shut[:, start][start + shut[:, start] > slot] = 0
    closed = solve_model(replace(model, stay=shut), time_limit_s=20)
    if closed.solution is not None:
        assert result.solution is not None
        assert closed.solution.cost >= result.solution.cost


@FEW
@given(models(), st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(model: BerthModel, random: object) -> None:
    order = list(range(model.calls))
    random.shuffle(order)  # type: ignore[attr-defined]
    renamed = replace(model, mode_call=np.array(order)[model.mode_call])
    one = solve_model(model, time_limit_s=20)
    other = solve_model(renamed, time_limit_s=20)
    assert (one.solution is None) == (other.solution is None)
    assert one.bound == other.bound


def test_equal_berths_may_be_pooled_or_not() -> None:
    rows = [[4, 4, 5], [3, 3, 0], [6, 6, 2], [5, 5, 5], [2, 2, 9]]
    pooled = simple_model(rows, arrival=[0, 1, 1, 2, 3], opening=[0, 0, 1], slots=30)
    assert pooled.berths.tolist() == [2, 1]
    apart = simple_model(
        rows, arrival=[0, 1, 1, 2, 3], opening=[0, 0, 1], slots=30, closing=[30, 29, 30]
    )
    assert apart.berths.tolist() == [1, 1, 1]
    one, other = (solve_model(model, time_limit_s=20) for model in (pooled, apart))
    assert one.solution is not None
    assert other.solution is not None
    assert one.solution.cost == other.solution.cost
    named = berths_of(pooled, one.solution)
    assert set(named[pooled.mode_group[one.solution.mode] == 0]) == {0, 1}


def test_later_by_an_hour_changes_starts_and_nothing_else() -> None:
    rows = [[4, 6], [3, 0], [6, 2], [5, 5], [2, 9]]
    plans = [
        solve_model(
            simple_model(
                rows, arrival=[shift + at for at in (0, 1, 1, 2, 3)], opening=[shift, shift],
                slots=40,
            ),
            time_limit_s=20,
        )
        for shift in (0, 7)
    ]  # fmt: skip
    assert plans[0].bound == plans[1].bound


def test_a_port_of_sixty_calls_is_proved_and_first_come_is_dearer() -> None:
    model = random_model(60, 9, load=0.8, seed=3)
    result = solve_model(model, time_limit_s=60, seed=1)
    assert result.solution is not None
    assert problems_of(model, result.solution) == []
    assert result.first_come is not None
    assert result.bound <= result.solution.cost < result.first_come.cost
    assert result.solution.cost <= 1.01 * result.bound
    names = [step.name for step in result.steps]
    assert names[:3] == ["first_come", "annealing", "bound"]
    bounds = [step.bound for step in result.steps]
    assert bounds == sorted(bounds)


def test_the_bound_of_the_prices_only_rises() -> None:
    model = random_model(30, 4, load=1.0, seed=2)
    columns = columns_of(model)
    state = begin(model, columns)
    met = [float(state.figures[0])]
    for _ in range(6):
        climb(state, columns, model.berths, model.pool, model.cranes.astype(float), 800, 1.0, 20)
        met.append(float(state.figures[0]))
    assert met == sorted(met)
    assert met[-1] > met[0]


def test_no_calls_need_no_plan() -> None:
    empty = BerthModel(
        slots=4, mode_call=np.zeros(0, np.int64), mode_group=np.zeros(0, np.int64),
        mode_cranes=np.zeros(0, np.int64), stay=np.zeros((0, 4), np.int32),
        cost=np.zeros((0, 4), np.int64), berths=np.ones(1, np.int64),
        pool=np.full(1, -1, np.int64), cranes=np.zeros((0, 4), np.int64),
    )  # fmt: skip
    result = solve_model(empty, time_limit_s=1)
    assert result.proved
    assert result.solution is not None
    assert result.solution.cost == 0


def test_a_hint_is_where_the_search_begins() -> None:
    model = random_model(25, 3, load=1.0, seed=5)
    best = solve_model(model, time_limit_s=30)
    assert best.proved
    again = solve_model(model, time_limit_s=30, hint=best.solution)
    assert again.steps[0].cost == best.bound


def test_ctrl_c_keeps_the_best_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(search: Search) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Search, "climb", pressed)
    result = solve_model(random_model(25, 3, load=1.0, seed=5), time_limit_s=30)
    assert result.interrupted
    assert not result.proved
    assert result.solution is not None


def test_what_is_wrong_with_a_solution_is_found() -> None:
    model = simple_model([[2], [3]], arrival=[0, 0], opening=[0], slots=6)
    right = Solution(np.array([0, 1]), np.array([0, 2]), 7)
    assert problems_of(model, right) == []
    assert problems_of(model, replace(right, cost=8)) == ["the cost is 7, not 8"]
    assert "holds 2 calls" in problems_of(model, replace(right, start=np.array([0, 1])))[0]
    assert "may not begin" in problems_of(model, replace(right, start=np.array([0, 4])))[0]
    assert "not one of call" in problems_of(model, replace(right, mode=np.array([1, 1])))[0]


def test_a_model_that_does_not_fit_together_is_refused() -> None:
    model = simple_model([[2], [3]], arrival=[0, 0], opening=[0], slots=6)
    for change in (
        {"slots": 7},
        {"mode_group": np.array([0, 1])},
        {"mode_call": np.array([0, 2])},
        {"berths": np.array([0])},
        {"pool": np.array([0])},
        {"stay": np.full((2, 6), 3, np.int32)},
        {"cost": np.full((2, 6), -1)},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            replace(model, **change)


def test_first_come_serves_in_order_and_leaves_nobody_out_in_silence() -> None:
    model = simple_model([[4], [1]], arrival=[0, 1], opening=[0], slots=9)
    plan = first_come(model)
    assert plan is not None
    assert plan.start.tolist() == [0, 4]
    assert first_come(simple_model([[4], [1]], arrival=[0, 1], opening=[0], slots=4)) is None
