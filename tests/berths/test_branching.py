"""A proof by branching, against trying everything and against the solver."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

sys.path.insert(0, str(Path(__file__).parent))

from core_oracle import by_trying, models, with_cranes

from tongqu.berths.core import BerthModel, Solution, problems_of
from tongqu.berths.core.branching import Tree
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.improving import Improving
from tongqu.berths.core.paths import columns_of
from tongqu.berths.core.proof import search_columns

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def branched(model: BerthModel, plan: Solution | None) -> Improving:
    """Return a search that did nothing but to climb, and to branch."""
    search = Improving(model, 60.0, 1, None)
    search.take(plan)
    search.climb()
    with ThreadPoolExecutor(2) as pool:
        search.branch_on(pool, 60.0)
    return search


@FEW
@given(models())
def test_it_comes_to_the_best_of_all_from_any_plan(model: BerthModel) -> None:
    plan = first_come(model)
    if plan is None or problems_of(model, plan):
        return
    search = branched(model, plan)
    assert search.best is not None
    assert search.closed
    assert search.best.cost == search.bound == by_trying(model)


@pytest.mark.parametrize("seed", [2, 4, 5])
def test_it_agrees_with_the_solver_where_cranes_are_short(seed: int) -> None:
    model = with_cranes(9, 3, 3, 0.9, seed)
    plan = first_come(model)
    assert plan is not None
    search = branched(model, plan)
    assert search.best is not None
    assert search.closed
    assert problems_of(model, search.best) == []
    columns = columns_of(model)
    proof = search_columns(model, columns, 1, search.best.cost + 1, time_limit_s=120)
    assert proof.closed
    assert proof.solution is not None
    assert proof.solution.cost == search.best.cost


def test_a_bound_that_time_cut_short_is_below_the_best_plan_and_loses_none_of_it() -> None:
    model = with_cranes(14, 4, 4, 0.9, 1)
    best = branched(model, first_come(model)).best
    assert best is not None
    search = Improving(model, 60.0, 1, None)
    search.take(first_come(model))
    search.climb()
    assert search.best is not None
    assert search.best.cost > best.cost
    ceiling = search.best.cost
    taken: list[Solution] = []
    tree = Tree(
        model, search.columns, search.terms, search.prices, search.price_bound,
        unit=1, ceiling=lambda: ceiling, take=taken.append,
    )  # fmt: skip
    looks = iter(range(10**6))
    tree.work(lambda: next(looks) > 60)
    assert not tree.closed
    assert search.price_bound <= tree.bound <= best.cost + 1e-6
    left = tree.left()
    here = zip(search.columns.mode[left], search.columns.start[left], strict=True)
    ways = {(int(mode), int(start)) for mode, start in here}
    optimal = zip(best.mode, best.start, strict=True)
    assert {(int(mode), int(start)) for mode, start in optimal} <= ways


def test_it_is_interrupted_within_a_moment() -> None:
    search = Improving(with_cranes(14, 4, 4, 0.9, 1), 60.0, 1, None)
    search.take(first_come(search.model))
    search.climb()
    search.stop = True
    before = search.bound
    with ThreadPoolExecutor(2) as pool:
        search.branch_on(pool, 60.0)
    assert not search.closed
    assert search.bound == before
