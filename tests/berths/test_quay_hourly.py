"""Cranes that change by the hour, against exhaustive search."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from quay_oracle import cheapest_hourly

from tongqu.berths.quay import Hourly, QuayModel, problems_of, quay_model, solve_quay
from tongqu.berths.quay.generator import meisel_like
from tongqu.berths.quay.hourly import constant_form, least_crane_cost, lifted

LIMIT_S = 2.0


def hourly_case(seed: int) -> QuayModel:
    """Return two vessels, four slots, up to two cranes each."""
    draw = np.random.default_rng(seed)
    model = quay_model(
        length=draw.integers(1, 3, 2).tolist(), arrival=draw.integers(0, 2, 2).tolist(),
        handling=[[1], [1]], slots=4, segments=3, desired=[0, 0],
    )  # fmt: skip
    stays = [np.where(model.stay[0] > 0, 1, 0)]
    rows, stays, costs = [], [], []
    for call in range(2):
        arrival = int(np.flatnonzero(model.stay[call])[0])
        for held in range(1, 4):
            end = np.arange(4) + held
            allowed = (np.arange(4) >= arrival) & (end <= 4)
            rows.append(call)
            stays.append(np.where(allowed, held, 0))
            costs.append(np.where(allowed, 3 * (end - arrival), 0))
    rate = np.array([[0, 10, 18]] * 2)
    return replace(
        model,
        mode_call=np.array(rows),
        mode_cranes=np.zeros(6, np.int64),
        mode_near=np.zeros(6, np.int64),
        mode_far=np.full(6, 3),
        stay=np.array(stays, np.int32),
        cost=np.array(costs, np.int64),
        cranes=draw.integers(0 if seed % 2 else 1, 4, 4),
        hourly=Hourly(
            work=draw.integers(5, 30, 2),
            work_per_segment=draw.integers(0, 6, 2),
            rate=rate,
            fewest=np.array([1, int(draw.integers(0, 2))]),
            most=np.minimum(np.array([2, 2]), 2),
            crane_cost=draw.integers(0, 3, 2),
        ),
    )  # fmt: skip


@settings(max_examples=12, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(st.integers(0, 5000))
def test_tiny_cases_equal_exhaustive_search(seed: int) -> None:
    try:
        model = hourly_case(seed)
    except ValueError:  # no slot has two cranes
        return
    result = solve_quay(model, time_limit_s=LIMIT_S, workers=1)
    assert result.proved
    cost = None if result.solution is None else result.solution.cost
    assert cost == cheapest_hourly(model)
    if result.solution is not None:
        assert problems_of(model, result.solution) == []


def test_changing_cranes_are_never_dearer_than_constant_ones() -> None:
    model = meisel_like(6, seed=2, hourly=True, week=24, tail=24)
    form = constant_form(model)
    assert form is not None
    constant = solve_quay(form[0], time_limit_s=LIMIT_S)
    assert constant.solution is not None
    plan = lifted(model, form[1], constant.solution)
    assert problems_of(model, plan) == []
    assert plan.cost == constant.solution.cost
    changing = solve_quay(model, time_limit_s=LIMIT_S)
    assert changing.solution is not None
    assert problems_of(model, changing.solution) == []
    assert changing.bound <= changing.solution.cost <= plan.cost
    spent = (changing.solution.cranes.sum(axis=1) * model.hourly.crane_cost).sum()
    assert spent >= least_crane_cost(model).sum()


def test_hourly_cranes_that_do_not_fit_are_refused() -> None:
    model = meisel_like(3, seed=2, hourly=True, week=24, tail=24)
    for change, words in (
        ({"most": model.hourly.most + 50}, "reach"),
        ({"work": -model.hourly.work}, "negative"),
        ({"rate": model.hourly.rate[:, ::-1]}, "fall"),
        ({"rate": model.hourly.rate[:2]}, "row"),
    ):
        with pytest.raises(ValueError, match=words):
            replace(model, hourly=replace(model.hourly, **change))
    with pytest.raises(ValueError, match="holds none"):
        replace(model, mode_cranes=model.mode_cranes + 1)
