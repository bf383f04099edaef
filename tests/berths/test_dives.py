"""Paths against a plain reading of what they are, and what dives end in."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from core_oracle import models

from tongqu.berths.core import BerthModel, Solution, problems_of
from tongqu.berths.core.dive import dive
from tongqu.berths.core.diving import PLANS, Dives
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.improving import Improving
from tongqu.berths.core.paths import Prices, columns_of, largest, relax_paths, terms_of
from tongqu.berths.core.uses import uses_of

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def priced(model: BerthModel, prices: Prices, mode: int, start: int) -> float:
    """Return what a stay costs with its rents, less what its call is worth; slot by slot."""
    end, scale = start + int(model.stay[mode, start]), largest(model)
    worth = float(model.cost[mode, start] - prices.call[model.mode_call[mode]])
    kind = int(model.mode_use[mode])
    for what, amount, first, last in uses_of(model.uses, kind, start, end, model.slots):
        worth += amount / scale[what] * sum(prices.rent[what, first:last])
    return worth


@FEW
@given(st.one_of(models(more=False), models()), st.integers(0, 10**6))
def test_the_paths_of_least_cost_are_those(model: BerthModel, seed: int) -> None:
    """The bound is what its own paths cost, and no path costs less; what they use is added up."""
    random = np.random.default_rng(seed)
    shape = model.capacity.shape
    prices = Prices(random.normal(8, 10, model.calls), random.exponential(2, shape))
    columns, terms = columns_of(model), terms_of(model)
    served, used = np.zeros(model.calls), np.zeros(shape)
    taken = np.zeros(columns.ptr.size, np.int64)
    bound, count = relax_paths(columns, prices, terms, served, used, taken)

    @cache
    def least(group: int, slot: int) -> float:
        if slot == model.slots:
            return 0.0
        ways = [least(group, slot + 1)]
        for mode in np.flatnonzero(model.mode_group == group):
            if model.stay[mode, slot]:
                end = slot + int(model.stay[mode, slot])
                ways.append(priced(model, prices, int(mode), slot) + least(group, end))
        return min(ways)

    base = prices.call.sum() - (prices.rent * terms.capacity).sum()
    costs = [model.berths[group] * least(group, 0) for group in range(model.berths.size)]
    assert bound == pytest.approx(base + sum(costs))
    scale = largest(model)
    told, serves, uses = base, np.zeros(model.calls), np.zeros(shape)
    for k in taken[:count]:
        mode, start = int(columns.mode[k]), int(columns.start[k])
        berths = int(model.berths[model.mode_group[mode]])
        told += berths * priced(model, prices, mode, start)
        serves[columns.call[k]] += berths
        end, kind = int(columns.end[k]), int(columns.use[k])
        for what, amount, first, last in uses_of(model.uses, kind, start, end, model.slots):
            uses[what, first:last] += berths * amount / scale[what]
    assert bound == pytest.approx(told)
    np.testing.assert_array_equal(served, serves)
    np.testing.assert_allclose(used, uses)


@pytest.fixture(scope="module")
def search() -> Improving:
    """Return a search that has its bound: 40 calls at 6 berths."""
    begun = Improving(random_model(40, 6, load=1.0, seed=3), 60.0, 0, None)
    begun.take(first_come(begun.model))
    begun.take(begun.anneal(20_000, 0))
    begun.climb()
    return begun


def dived(search: Improving, **how: object) -> Solution | None:
    assert search.best is not None
    return dive(
        search.model, search.wide_with(search.best), search.terms, search.prices,
        step=1.0, tries=60, share=0.05, enough=lambda: False, **how,
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_dive_that_is_drawn_hard_ends_in_the_plan(search: Improving) -> None:
    """What the plan has counts as certain; the more it is drawn, the more the two share."""
    best = search.best
    assert best is not None

    def shared(found: Solution | None) -> int:
        assert found is not None
        assert problems_of(search.model, found) == []
        return int(((found.mode == best.mode) & (found.start == best.start)).sum())

    free, hard = dived(search), dived(search, toward=best, pull=1.0)
    assert shared(hard) > shared(free)


def test_a_dive_ends_below_what_it_is_to_beat_or_nowhere(search: Improving) -> None:
    free = dived(search)
    assert free is not None
    assert dived(search, below=free.cost) is None
    again = dived(search, below=free.cost + 1)
    assert again is not None
    assert again.cost == free.cost
    assert dived(search, below=search.bound) is None


def test_dives_keep_the_best_plans_and_each_is_right(search: Improving) -> None:
    """Dearest last, none twice, no more than there is room for; the best is the search's."""
    dives = Dives(search)
    dives.work(search.seconds + 3.0, search.seconds + 6.0)
    costs = [plan.cost for plan in dives.plans]
    assert dives.made > 1
    assert costs == sorted(set(costs))
    assert 0 < len(costs) <= PLANS
    assert search.best is not None
    assert search.best.cost <= costs[0]
    for plan in dives.plans:
        assert problems_of(search.model, plan) == []


def test_a_seed_may_be_negative(search: Improving) -> None:
    before, search.seed = search.seed, -1
    dives = Dives(search)
    dives.work(search.seconds + 0.1, search.seconds + 5.0)
    solvers: list[object] = []
    search.many = 2.0
    search.renew_berths(-1, solvers)
    search.seed = before
    assert dives.made > 0


def test_no_dive_is_begun_after_its_time(search: Improving) -> None:
    dives = Dives(search)
    dives.work(0.0, search.seconds + 5.0)
    assert dives.made == 0
