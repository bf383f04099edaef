"""Continuous quay: plans against exhaustive search, and what must never happen."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from quay_oracle import cheapest, painted, random_case, random_model

from tongqu.berths.quay import QuayModel, problems_of, quay_model, solution_of, solve_quay, without
from tongqu.berths.quay.generator import meisel_like

FEW = settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
SEEDS = st.integers(0, 5000)
LIMIT_S = 2.0


def best(model: QuayModel) -> int | None:
    """Return the proved cost of a tiny case; None if it is proved that there is no plan."""
    result = solve_quay(model, time_limit_s=LIMIT_S, workers=1)
    assert result.proved
    if result.solution is None:
        return None
    assert problems_of(model, result.solution) == []
    assert result.bound == result.solution.cost
    return result.solution.cost


def no_worse(better: int | None, worse: int | None) -> bool:
    return worse is None or (better is not None and better <= worse)


@FEW
@given(SEEDS)
def test_tiny_cases_equal_exhaustive_search(seed: int) -> None:
    model = random_model(seed)
    assert best(model) == cheapest(model)


@FEW
@given(SEEDS)
def test_one_more_crane_metre_or_hour_never_costs_and_a_closure_never_helps(seed: int) -> None:
    case = random_case(seed)
    plain = best(quay_model(**case))
    one_more = [number + 1 for number in case["cranes"]]
    assert no_worse(best(quay_model(**case | {"cranes": one_more})), plain)
    assert no_worse(best(quay_model(**case | {"segments": case["segments"] + 1})), plain)
    longer = {"slots": case["slots"] + 1, "cranes": [*case["cranes"], case["cranes"][-1]]}
    assert no_worse(best(quay_model(**case | longer)), plain)
    closed = [*case["blocks"], (-1, 1, 2, 0, 2)]
    assert no_worse(plain, best(quay_model(**case | {"blocks": closed})))


@FEW
@given(SEEDS, st.integers(1, 5))
def test_shifting_time_and_relabelling_change_nothing(seed: int, later: int) -> None:
    case = random_case(seed)
    plain = best(quay_model(**case))
    shifted = case | {
        "arrival": [slot + later for slot in case["arrival"]],
        "slots": case["slots"] + later,
        "cranes": [3] * later + case["cranes"],
        "blocks": [(c, a + later, b + later, low, high) for c, a, b, low, high in case["blocks"]],
    }
    assert best(quay_model(**shifted)) == plain
    names = "length arrival handling weight desired apart_cost".split()
    turned = {name: case[name][::-1] for name in names}
    turned["blocks"] = [(-1 if c < 0 else 2 - c, *rest) for c, *rest in case["blocks"]]
    assert best(quay_model(**case | turned)) == plain


def test_a_week_of_twenty_vessels_keeps_every_rule() -> None:
    model = meisel_like(20, seed=3, clearance=1, shifts=True)
    result = solve_quay(model, time_limit_s=LIMIT_S)
    assert result.solution is not None
    assert problems_of(model, result.solution) == []
    assert painted(model, result.solution).max() == 1
    assert result.bound <= result.solution.cost
    assert result.bound >= 0.8 * result.solution.cost
    assert result.steps[0].name == "first"
    assert all(a.bound <= b.bound for a, b in zip(result.steps, result.steps[1:], strict=False))


def test_farther_from_the_desired_place_takes_longer() -> None:
    model = meisel_like(20, seed=1)
    call = int(np.argmax(model.length))
    modes = np.flatnonzero((model.mode_call == call) & (model.mode_cranes > 0))
    one = modes[model.mode_cranes[modes] == model.mode_cranes[modes[0]]]
    stays = [int(model.stay[mode].max()) for mode in one]
    assert stays == sorted(stays)
    assert np.array_equal(model.mode_near[one][1:], model.mode_far[one][:-1] + 1)


def test_a_hint_is_kept_and_a_bad_one_ignored() -> None:
    model = quay_model(length=[3, 3], arrival=[0, 0], handling=[[2], [3]], slots=6, segments=5)
    good, bad = (solution_of(model, [0, 1], [0, 2], [at, 0]) for at in (2, 9))
    for hint in (good, bad):
        result = solve_quay(model, time_limit_s=LIMIT_S, hint=hint)
        assert result.solution is not None
        assert result.solution.cost == 7
        assert result.proved
    assert solve_quay(model, time_limit_s=0.0, hint=good).solution is good


def test_pinned_place_and_time_are_kept() -> None:
    from dataclasses import replace

    model = quay_model(length=[2, 2], arrival=[0, 0], handling=[[2], [2]], slots=6, segments=4)
    stay = model.stay.copy()
    stay[0] = np.where(np.arange(6) == 3, stay[0], 0)
    first, last = model.first.copy(), model.last.copy()
    first[0] = last[0] = 1
    result = solve_quay(replace(model, stay=stay, first=first, last=last), time_limit_s=LIMIT_S)
    assert result.solution is not None
    assert (result.solution.start[0], result.solution.position[0]) == (3, 1)
    assert result.proved


def test_no_plan_is_an_answer() -> None:
    two = {"length": [3, 3], "arrival": [0, 0], "handling": [[3], [3]], "segments": 5}
    result = solve_quay(quay_model(**two, slots=5), time_limit_s=LIMIT_S)
    assert result.solution is None
    assert result.proved
    assert result.gap == 1.0
    assert solve_quay(quay_model(**two, slots=6), time_limit_s=LIMIT_S).solution is not None
    alone = quay_model(length=[3], arrival=[0], handling=[[0, 3]], slots=5, segments=5, cranes=0)
    assert solve_quay(alone, time_limit_s=LIMIT_S).proved


def test_ctrl_c_keeps_the_best_plan() -> None:
    model = meisel_like(30, seed=3)

    def stop(step: object) -> None:
        raise KeyboardInterrupt

    result = solve_quay(model, time_limit_s=LIMIT_S, progress=stop)
    assert result.interrupted
    assert result.solution is not None
    assert not result.proved


def test_the_same_seed_gives_the_same_week() -> None:
    one, other = meisel_like(20, seed=5), meisel_like(20, seed=5)
    assert np.array_equal(one.cost, other.cost)
    assert not np.array_equal(one.length, meisel_like(20, seed=6).length)


def test_calls_can_be_left_out() -> None:
    model = random_model(4)
    less = without(model, [1])
    assert less.calls == 2
    assert no_worse(best(less), best(model))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"segments": 0}, "positive"),
        ({"clearance": -1}, "clearance"),
        ({"cranes": [1, 2]}, "cranes"),
        ({"blocks": [(5, 0, 1, 0, 1)]}, "block"),
        ({"blocks": [(0, 0, 99, 0, 1)]}, "block"),
        ({"blocks": [(0, 0, 1, 0, 99)]}, "block"),
        ({"handling": [[0, 2], [0, 2], [0, 0]]}, "mode"),
        ({"length": [9, 1, 1]}, "place"),
        ({"weight": [-1, 1, 1]}, "costs"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        random_model(1, **change)


def test_the_checker_sees_each_broken_rule() -> None:
    model = quay_model(
        length=[2, 2], arrival=[0, 0], handling=[[0, 2], [0, 3]], slots=6, segments=6, cranes=1,
        clearance=1, blocks=[(-1, 0, 1, 5, 6)],
    )  # fmt: skip
    cases = {
        (0, 0, 0, 2): "meet",
        (0, 0, 0, 3): "cranes work",
        (0, 0, 5, 3): "may not lie",
        (0, 4, 0, 0): "may not begin",
    }
    for (start, other, position, place), words in cases.items():
        plan = solution_of(model, [0, 1], [start, other], [position, place])
        assert any(words in each for each in problems_of(model, plan)), words
    wrong = solution_of(model, [1, 1], [0, 3], [0, 0])
    assert problems_of(model, wrong)[0] == "mode 1 is not one of call 0"
    good = solution_of(model, [0, 1], [0, 2], [0, 0])
    assert problems_of(model, good) == []
    touching = solution_of(model, [0, 1], [0, 2], [4, 0])
    assert "block" in problems_of(model, touching)[0]
