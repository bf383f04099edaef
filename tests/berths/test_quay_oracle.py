"""Whole weeks in small: the plan of a shared quay costs what an exhaustive search finds."""

from dataclasses import replace
from typing import Any

import pytest
from harbour import CALLS, START, at, call, changed, closure, level, shift
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_quay import cheapest
from shared_quay import changed_quay, shared

from tongqu.berths.behind import behind
from tongqu.berths.checker import check_plan
from tongqu.berths.params import BerthParams
from tongqu.berths.quay_problem import QuayProblem, make_quay_problem
from tongqu.model.calls import Call
from tongqu.model.region import Region

PARAMS = BerthParams(
    time_step_min=60, berthing_min=20, unberthing_min=15, position_step_m=15, time_limit_s=60.0
)
HOURS = 11


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Return the harbour with another quay: length, clearance, hours, shifts, closures, water."""
    region = shared(draw(st.sampled_from([95.0, 120.0, 140.0])))
    region = changed_quay(
        region,
        clearance_m=draw(st.sampled_from([0.0, 5.0, 20.0])),
        berthing_hours=draw(st.sampled_from(["", "", "00:00-07:00"])),
        depth_m=draw(st.sampled_from([2.0, 3.0])),
    )
    rows = changed(region.berths, "b1", opening_hours=draw(st.sampled_from(["", "03:00-05:00"])))
    shut: tuple[Any, ...] = ()
    if draw(st.booleans()):
        begin = draw(st.integers(0, 6))
        table, row_id = draw(
            st.sampled_from([("berths", "b2"), ("berths", "b1"), ("terminals", "port")])
        )
        shut = (closure(table, row_id, begin, begin + 2),)
    return region.with_tables(
        berths=rows,
        closures=shut,
        crane_shifts=draw(
            st.sampled_from([(), (shift("00:00-04:00", 2), shift("04:00-24:00", 1))])
        ),
        water_levels=draw(st.sampled_from([(), (level(3, -0.5), level(6, 0.0))])),
    )


@st.composite
def visits(draw: st.DrawFn, name: str) -> Call:
    fields: dict[str, Any] = {
        "discharge_t": draw(st.sampled_from([100.0, 250.0])),
        "weight": draw(st.sampled_from([1.0, 2.5])),
        "preferred_berth_id": draw(st.sampled_from(["", "", "b1", "b2"])),
        "pinned_berth_id": draw(st.sampled_from(["", "", "", "b1"])),
        "vessel_class_id": draw(st.sampled_from(["small", "small", "large"])),
        "latest_departure": draw(st.sampled_from([None, at(4)])),
    }
    return call(name, draw(st.integers(0, 4)), **fields)


def problem_of(region: Region, calls: list[Call], **changes: Any) -> QuayProblem:
    return make_quay_problem(
        region, calls, replace(PARAMS, **changes), start=START, hours=HOURS, terminal="port"
    )


@settings(deadline=None, max_examples=40)
@given(regions(), visits("a"), visits("b"), visits("c"), st.booleans())
def test_plans_equal_exhaustive_search(
    region: Region, a: Call, b: Call, c: Call, waits: bool
) -> None:
    calls = [a, b, replace(c, after_call_id="a" if waits else "")]
    best = cheapest(region, PARAMS, calls, HOURS * 60)
    problem = problem_of(region, calls)
    if problem.shut_out:
        assert best is None
        return
    form = behind(problem.form)
    result = form.solve(problem, time_limit_s=60)
    assert result.proved
    if best is None:
        assert result.solution is None
        assert form.can_hold(problem, None, time_limit_s=60, seed=0) is False
        return
    assert result.solution is not None
    assert result.solution.cost == result.bound == best
    for solution in (result.solution, result.first_come):
        if solution is not None:
            assert conflicts(problem, form.assignments(problem, solution)) == ()


def conflicts(problem: QuayProblem, assignments: Any) -> Any:
    return check_plan(
        problem.region, problem.calls, assignments, terminal_ids=problem.terminal_ids,
        start=problem.grid.start, until=problem.grid.until, as_of=problem.grid.start,
        params=problem.params,
    )  # fmt: skip


@pytest.mark.parametrize("step", [1, 5, 7, 30])
def test_costs_of_the_model_are_those_of_the_places(step: int) -> None:
    problem = problem_of(shared(140.0), list(CALLS), position_step_m=step)
    form = behind(problem.form)
    result = form.solve(problem, time_limit_s=60)
    places = form.assignments(problem, result.solution)
    assert sum(place.cost for place in places) == result.solution.cost
    assert all((place.from_m or 0.0) % step == 0 for place in places)


def test_a_finer_step_never_costs() -> None:
    """Two vessels of 45 m with 5 m between them need 95 m: at steps of 15 m that is too little."""
    calls = [call("a", 0.0), call("b", 0.0)]
    region = shared(95.0)
    many = tuple(replace(pool, cranes=4) for pool in region.crane_pools)
    region = region.with_tables(crane_pools=many)
    costs = []
    for step in (15, 5):
        problem = problem_of(region, calls, position_step_m=step)
        costs.append(behind(problem.form).solve(problem, time_limit_s=60).solution.cost)
    assert costs[0] > costs[1]
