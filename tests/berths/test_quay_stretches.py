"""Modes that hold on a stretch of the quay only, calls that wait for another, plans at once."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quay_oracle import cheapest, random_model

from tongqu.berths.quay import (
    QuayModel,
    first_come,
    problems_of,
    quay_model,
    repaired,
    solution_of,
    solve_quay,
    without,
)


def stretched(model: QuayModel, seed: int) -> QuayModel:
    """Return a model in which each mode has a stretch of its own, some of them none at all."""
    draw = np.random.default_rng(seed)
    low = draw.integers(0, model.segments, model.mode_call.size)
    first = np.where(draw.random(low.size) < 0.5, 0, low)
    last = np.minimum(first + draw.integers(0, 4, low.size), model.segments)
    return replace(model, mode_first=first, mode_last=last)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_small_cases_equal_exhaustive_search(seed: int, stretches: bool, waits: bool) -> None:
    model = random_model(seed)
    if stretches:
        model = stretched(model, seed)
    if waits:
        model = replace(model, after=np.array([-1, 0, 1 - seed % 3]))
    result = solve_quay(model, time_limit_s=60)
    best = cheapest(model)
    assert result.proved
    if best is None:
        assert result.solution is None
        return
    assert result.solution is not None
    assert problems_of(model, result.solution) == []
    assert result.solution.cost == result.bound == best
    for plan in (first_come(model), repaired(model, [None, (2, 1, 1), (0, 0, 2)])):
        assert plan is None or (problems_of(model, plan) == [] and plan.cost >= best)


def test_who_waits_begins_when_the_other_has_left() -> None:
    model = quay_model(length=[1, 1], arrival=[1, 0], handling=[[2], [2]], slots=9, segments=4)
    bound = replace(model, after=np.array([-1, 0]))
    assert solve_quay(model, time_limit_s=9).solution.start.tolist() == [1, 0]
    assert solve_quay(bound, time_limit_s=9).solution.start.tolist() == [1, 3]
    assert first_come(bound).start.tolist() == [1, 3]
    early = solution_of(bound, [0, 1], [1, 0], [0, 2])
    assert problems_of(bound, early) == ["call 1 begins before call 0 has left"]
    assert without(bound, [0]).after.tolist() == [-1]


def test_a_mode_holds_on_its_stretch_only() -> None:
    model = quay_model(length=[2], arrival=[0], handling=[[1]], slots=3, segments=9)
    held = replace(model, mode_first=np.array([4]), mode_last=np.array([5]))
    assert solve_quay(held, time_limit_s=9).solution.position[0] in (4, 5)
    assert problems_of(held, solution_of(held, [0], [0], [3])) == ["call 0 may not use mode 0 at 3"]


def test_calls_must_not_wait_for_each_other() -> None:
    model = quay_model(length=[1, 1], arrival=[0, 0], handling=[[1], [1]], slots=3, segments=1)
    with pytest.raises(ValueError, match="wait for each other"):
        replace(model, after=np.array([1, 0]))


def test_a_repaired_plan_keeps_what_works() -> None:
    """Call 1 keeps its place although call 0 came first; the third has lost its own."""
    model = quay_model(
        length=[3, 3, 3], arrival=[0, 0, 0], handling=[[2], [2], [2]], slots=9, segments=6
    )
    plan = repaired(model, [None, (1, 3, 0), (0, 2, 0)])
    assert plan is not None
    assert (plan.start[1], plan.position[1]) == (1, 3)
    assert problems_of(model, plan) == []
    assert repaired(model, [(0, 0, 0), (0, 3, 0), (2, 0, 0)]).start.tolist() == [0, 0, 2]
