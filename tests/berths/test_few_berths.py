"""Some berths anew: the calls of a few berths against solving their problem to the end."""

from __future__ import annotations

import numpy as np
import pytest

from tongqu.berths.core import BerthModel, Solution, problems_of, simple_model, solve_model
from tongqu.berths.core.few_berths import Few, better, problem_of, some_berths
from tongqu.berths.core.first_come import first_come
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.neighbourhood import both


def whole(seed: int, *, pooled: bool = False) -> tuple[BerthModel, Solution]:
    """Return a problem of some berths, and its first-come plan."""
    model = random_model(24, 6, load=1.0, seed=seed)
    if pooled:
        model = simple_model(
            [[3 + k % 5] * 3 + [4 + k % 7] * 3 for k in range(24)],
            arrival=[k // 2 for k in range(24)], opening=[0] * 6, slots=60,
        )  # fmt: skip
    come = first_come(model)
    assert come is not None
    return model, come


def worth(model: BerthModel) -> np.ndarray:
    """Return what a call costs at the least: prices to begin with."""
    least = np.full(model.calls, np.inf)
    cost = np.where(model.stay > 0, model.cost, np.inf).min(axis=1)
    np.minimum.at(least, model.mode_call, cost)
    return least


def anew(few: Few) -> Solution | None:
    return better(few, worth(few.model), unit=1, seed=0, enough=lambda: False)


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize("many", [1, 3])
def test_a_part_is_the_calls_of_its_berths_and_its_plan_is_right(many: int, pooled: bool) -> None:
    """The part's plan keeps the part's rules, costs what its calls cost, and fits back in."""
    model, come = whole(1, pooled=pooled)
    for seed in range(5):
        few = some_berths(model, come, many, np.random.default_rng(seed))
        assert few.model.berths.sum() == many
        assert problems_of(few.model, few.plan) == []
        here = few.calls
        assert few.plan.cost == model.cost[come.mode[here], come.start[here]].sum()
        same = few.back_in(model, come, few.plan)
        assert (same.mode == come.mode).all()
        assert (same.start == come.start).all()
        found = anew(few)
        if found is not None:
            plan = few.back_in(model, come, found)
            assert problems_of(model, plan) == []
            assert plan.cost == come.cost - few.plan.cost + found.cost < come.cost


def test_two_berths_are_dealt_out_as_well_as_can_be() -> None:
    """Again and again, until nothing is found: then that is the optimum, and a proof says so."""
    model, come = whole(2)
    found_some = 0
    for seed in range(3):
        few = some_berths(model, come, 2, np.random.default_rng(seed))
        best = solve_model(few.model, time_limit_s=20)
        assert best.proved
        assert best.solution is not None
        plan: Solution | None = few.plan
        while plan is not None:
            last, plan = plan, anew(Few(few.model, few.calls, few.modes, plan))
            found_some += plan is not None
        assert last.cost == best.solution.cost
    assert found_some


def test_nobody_asks_on_when_it_is_enough() -> None:
    """Told that it is enough, it returns no plan, though there is a better one."""
    model, come = whole(2)
    few = some_berths(model, come, 3, np.random.default_rng(0))
    assert anew(few) is not None
    assert better(few, worth(few.model), unit=1, seed=0, enough=lambda: True) is None


def test_plans_of_berths_apart_go_together() -> None:
    """What two threads find at different berths is one plan, as cheap as both say."""
    model, come = whole(3)
    group = model.mode_group[come.mode]
    plans = []
    for half in ([0, 1, 2], [3, 4, 5]):
        berths = np.bincount(half, minlength=model.berths.size)
        few = problem_of(model, come, np.flatnonzero(np.isin(group, half)), berths)
        found = anew(few)
        assert found is not None
        plans.append(few.back_in(model, come, found))
    merged = both(model, come, *plans)
    assert merged is not None
    assert merged.cost == sum(plan.cost for plan in plans) - come.cost
