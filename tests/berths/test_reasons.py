"""Why a call is where it is: alternatives are what trying every start would find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from harbour import CALLS, PARAMS, START, at, call, harbour
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.berths.core import BerthModel, Solution, problems_of, solve_model
from tongqu.berths.elsewhere import Board
from tongqu.berths.placing import Placing
from tongqu.berths.problem import make_problem
from tongqu.berths.reasons import reasons


def setting(calls: Any, **tables: Any) -> tuple[Placing, dict[str, Any]]:
    problem = make_problem(harbour(**tables), calls, PARAMS, terminal="port", start=START, hours=72)
    solution = solve_model(problem.model, time_limit_s=20).solution
    assert solution is not None
    placing = Placing(problem, solution)
    return placing, reasons(placing, placing.assignments())


def tried(model: BerthModel, solution: Solution, berth: Any, call_no: int) -> dict[Any, int | None]:
    """Return the cheapest cost of a call at each berth, by trying every mode and start."""
    best: dict[Any, int | None] = {}
    group = model.mode_group[solution.mode]
    for mode in np.flatnonzero(model.mode_call == call_no):
        for k in range(int(model.berths[model.mode_group[mode]])):
            key = (int(model.mode_group[mode]), k)
            best.setdefault(key, None)
            for start in np.flatnonzero(model.stay[mode]):
                end = start + model.stay[mode, start]
                apart = all(
                    other == call_no
                    or group[other] != key[0]
                    or berth[other] != k
                    or solution.start[other] >= end
                    or solution.start[other]
                    + model.stay[solution.mode[other], solution.start[other]]
                    <= start
                    for other in range(model.calls)
                )
                if not apart:
                    continue
                modes, starts = solution.mode.copy(), solution.start.copy()
                modes[call_no], starts[call_no] = mode, start
                cost = int(model.cost[modes, starts].sum())
                if not problems_of(model, Solution(modes, starts, cost)):
                    now = best[key]
                    mine = int(model.cost[mode, start])
                    best[key] = mine if now is None else min(now, mine)
    return best


@settings(max_examples=12)
@given(
    etas=st.lists(st.integers(0, 12), min_size=2, max_size=4),
    tonnes=st.lists(st.sampled_from([100.0, 300.0, 450.0]), min_size=4, max_size=4),
)
def test_alternatives_are_what_trying_every_start_finds(
    etas: list[int], tonnes: list[float]
) -> None:
    calls = [
        call(f"c{k}", eta / 2, discharge_t=t)
        for k, (eta, t) in enumerate(zip(etas, tonnes, strict=False))
    ]
    problem = make_problem(harbour(), calls, PARAMS, terminal="port", start=START, hours=36)
    solution = solve_model(problem.model, time_limit_s=20).solution
    assert solution is not None
    placing = Placing(problem, solution)
    board = Board(problem.model, solution, placing.berth)
    for number in range(problem.model.calls):
        best = tried(problem.model, solution, placing.berth, number)
        now = int(problem.model.cost[solution.mode[number], solution.start[number]])
        for offer in board.elsewhere(number):
            cost = best[offer.group, offer.berth]
            assert offer.costs_more == (None if cost is None else cost - now)


def test_who_is_in_the_way_is_named() -> None:
    """One berth, three vessels: the last waits for those before her."""
    region = harbour()
    _, why = setting(CALLS, berths=region.berths[:1])
    waiting = [w for w in why.values() if "waits" in w.text]
    assert len(waiting) == 2
    assert any("Vessel" in w.text.partition("because of")[2] for w in waiting)
    assert all("no other berth can take it" in w.text for w in why.values())
    assert all(w.text_zh for w in why.values())


def test_another_berth_costs_more_and_says_from_when() -> None:
    calls = (call("ada", 1.0), call("pia", 1.0, preferred_berth_id="b2"))
    placing, why = setting(calls, crane_pools=())
    places = {a.call_id: a.berth_id for a in placing.assignments()}
    assert places == {"ada": "b1", "pia": "b2"}
    (other,) = why["pia"].alternatives
    assert other.berth_id == "b1"
    assert other.blocked_by == ("ada",)
    assert other.costs_more is not None
    assert other.costs_more > 6000  # not preferred, and the wait
    assert other.start is not None
    assert "Vessel ada" in why["pia"].text


def test_what_is_given_needs_no_reason() -> None:
    _, why = setting((call("ada", 1.0, pinned_berth_id="b1", pinned_start=at(2.0)),))
    assert why["ada"].text == "Vessel ada: berth or time was given"


@pytest.mark.parametrize("lang", ["text", "text_zh"])
def test_no_placeholder_is_left_open(lang: str) -> None:
    calls = (*CALLS, call("max", 1.0, vessel_class_id="large"), call("ina", 1.0, weight=2.0))
    _, why = setting(calls)
    assert all("{" not in getattr(w, lang) for w in why.values())
