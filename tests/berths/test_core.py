"""The search for discrete berths against trying everything, and what must hold of every plan."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from core_oracle import by_trying, models, with_cranes

from tongqu.berths.core import (
    BerthModel,
    Solution,
    berths_of,
    problems_of,
    simple_model,
    solve_model,
)
from tongqu.berths.core import search as search_room
from tongqu.berths.core.bound import begin, climb
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.paths import Prices, columns_of, kept, reduced_costs, relax, terms_of
from tongqu.berths.core.proof import search_columns
from tongqu.berths.core.search import Search
from tongqu.berths.core.uses import (
    HELD,
    make_uses,
)

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    shape = model.capacity.shape
    prices = Prices(random.normal(5, 10, model.calls), random.exponential(2, shape))
    columns, terms = columns_of(model), terms_of(model)
    bound = relax(columns, prices, terms, np.zeros(model.calls), np.zeros(shape))
    assert bound <= best + 1e-6
    extra = reduced_costs(columns, prices, terms)
    assert extra.min() >= -1e-6
    left = kept(columns, bound + extra <= best + 1e-6)
    stay = np.zeros_like(model.stay)
    stay[left.mode, left.start] = left.end - left.start
    assert by_trying(replace(model, stay=stay)) == best


@FEW
@given(st.one_of(models(more=False), models()), st.integers(0, 10**6), st.integers(0, 2))
def test_the_proof_finds_the_best_plan_among_columns_that_are_left(
    model: BerthModel, seed: int, spare: int
) -> None:
    """Also with the rule that a stay begins earlier if it can, and with any prices.

    It has the rule for berths alone. What columns cost beyond a bound rules out nothing cheaper.
    """
    best = by_trying(model)
    if best is None:
        return
    random = np.random.default_rng(seed)
    worth = random.normal(5, 10, model.calls)
    prices = Prices(worth, random.exponential(2, model.capacity.shape))
    columns, terms = columns_of(model), terms_of(model)
    bound = relax(columns, prices, terms, np.zeros(model.calls), np.zeros(model.capacity.shape))
    ceiling = best + spare
    left = kept(columns, bound + reduced_costs(columns, prices, terms) <= ceiling - 1 + 1e-6)
    proof = search_columns(model, left, 1, ceiling, time_limit_s=10, race=True, prices=prices)
    assert proof.closed
    if spare:
        assert proof.solution is not None
        assert proof.solution.cost == best
        assert problems_of(model, proof.solution) == []
    else:
        assert proof.solution is None


@FEW
@given(models(more=False))
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
    more = solve_model(replace(model, capacity=model.capacity + 1), time_limit_s=20)
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
    columns, terms = columns_of(model), terms_of(model)
    state = begin(model, columns, terms)
    met = [float(state.figures[0])]
    for _ in range(6):
        climb(state, columns, terms, 800, 1.0, 20)
        met.append(float(state.figures[0]))
    assert met == sorted(met)
    assert met[-1] > met[0]


@pytest.mark.parametrize("seed", [4, 7])
def test_a_bound_goes_on_where_prices_of_few_starts_are_at_rest(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Once prices of every eighth start came to the plan's cost, nothing pulled at those of all.
    bounds = []
    for every in (search_room.EVERY, 1):
        monkeypatch.setattr(search_room, "EVERY", every)
        search = Search(with_cranes(12, 4, 4, 0.6, seed), 10.0, 0, None)
        search.take(solve_model(search.model, time_limit_s=20, seed=1).solution)
        search.look(500)
        search.climb()
        bounds.append(search.price_bound)
    assert bounds[0] == pytest.approx(bounds[1], rel=0.01)


@FEW
@given(st.one_of(models(more=False), models()), st.integers(0, 10))
def test_a_bound_that_rises_in_steps_ends_at_the_best_plan(model: BerthModel, columns: int) -> None:
    best, come = by_trying(model), first_come(model)
    if come is None or best is None:
        return
    search = Search(model, 10.0, 0, None)
    search.take(come)
    search.look(10)
    search.price_bound, search.extra = price_bound_of(search)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_room, "STEP_COLUMNS", 2 + columns)
        search.search_in_steps()
    assert search.closed
    assert search.best is not None
    assert (search.best.cost, search.bound) == (best, best)


def price_bound_of(search: Search) -> tuple[float, np.ndarray]:
    """Return the bound of the prices that a first look left, and what columns cost beyond it."""
    model, columns, terms = search.model, search.columns, search.terms
    served, used = np.zeros(model.calls), np.zeros(model.capacity.shape)
    bound = relax(columns, search.prices, terms, served, used)
    return bound, reduced_costs(columns, search.prices, terms)


def test_a_bound_in_steps_is_higher_than_prices_can_make_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = random_model(24, 3, load=1.0, seed=3)
    best = solve_model(model, time_limit_s=20).solution
    search = Search(model, 20.0, 0, None)
    search.take(first_come(model))
    search.climb()
    met = [search.bound]
    monkeypatch.setattr(search_room, "STEP_COLUMNS", 300)
    monkeypatch.setattr(search, "set_aside", lambda: met.append(search.bound))
    search.search_in_steps()
    assert best is not None
    assert len(met) > 3
    assert met == sorted(met)
    assert met[0] < met[-1] == best.cost


@pytest.mark.parametrize(("there", "has_plan"), [(2, False), (3, True)])
def test_two_uses_of_one_pool_by_the_same_stay_add_up(there: int, has_plan: bool) -> None:
    model = simple_model([[2], [2]], arrival=[0, 0], opening=[0], slots=12)
    uses = make_uses([[(0, 1, HELD), (0, 2, HELD)]])
    pool = np.full((1, 12), there, np.int64)
    result = solve_model(
        replace(model, mode_use=np.ones(2, np.int64), uses=uses, capacity=pool), time_limit_s=5
    )
    assert result.proved
    assert (result.solution is not None) == has_plan


def test_no_calls_need_no_plan() -> None:
    empty = BerthModel(
        slots=4, mode_call=np.zeros(0, np.int64), mode_group=np.zeros(0, np.int64),
        mode_use=np.zeros(0, np.int64), stay=np.zeros((0, 4), np.int32),
        cost=np.zeros((0, 4), np.int64), berths=np.ones(1, np.int64),
        uses=make_uses(), capacity=np.zeros((0, 4), np.int64),
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
        {"mode_use": np.array([0, 1])},
        {"uses": make_uses([[(0, 1, HELD)]])},
        {"capacity": np.zeros((0, 5), np.int64)},
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
