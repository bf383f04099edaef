"""Every start of every mode is what counting minutes one by one gives."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import numpy as np
from harbour import CALLS, START, at, call, closure, harbour, level, shift
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_port import NaivePort, naive_stay

from tongqu.berths.core import BerthModel
from tongqu.berths.params import BerthParams
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.model.calls import Call
from tongqu.model.region import Region

HOURS = st.sampled_from(["", "", "06:00-18:00", "08:30-11:45", "20:00-05:00", "00:10-23:50"])
QUARTERS = st.integers(0, 30 * 4).map(lambda quarter: quarter / 4)
SUBJECTS = st.sampled_from(
    [("terminals", "port"), ("quays", "quay"), ("berths", "b1"), ("crane_pools", "cranes")]
)
LENGTH_H = 30


@st.composite
def closures(draw: st.DrawFn) -> tuple[Any, ...]:
    rows = []
    for table, row_id in draw(st.lists(SUBJECTS, max_size=2, unique=True)):
        begin = draw(QUARTERS)
        rows.append(closure(table, row_id, begin, begin + draw(st.sampled_from([0.1, 1, 5.5]))))
    return tuple(rows)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Return the harbour with other hours, shifts, closures and water."""
    region = harbour()
    shifts = draw(
        st.sampled_from(
            [
                (),
                (shift("06:00-18:00", 2), shift("18:00-22:00", 1)),
                (shift("00:00-24:00", 1), shift("09:10-15:20", 1)),
            ]
        )
    )
    levels = tuple(
        level(hour, draw(st.sampled_from([-0.5, -0.2, 0.1, 0.5])))
        for hour in draw(st.lists(QUARTERS, max_size=3, unique=True))
    )
    return region.with_tables(
        terminals=tuple(replace(row, opening_hours=draw(HOURS)) for row in region.terminals),
        quays=tuple(replace(row, berthing_hours=draw(HOURS)) for row in region.quays),
        berths=tuple(replace(row, opening_hours=draw(HOURS)) for row in region.berths),
        crane_shifts=shifts,
        closures=draw(closures()),
        water_levels=levels,
    )


@st.composite
def visits(draw: st.DrawFn) -> Call:
    fields: dict[str, Any] = {
        "discharge_t": draw(st.sampled_from([0.0, 20.0, 100.0, 333.0, 900.0])),
        "vessel_class_id": draw(st.sampled_from(["small", "large"])),
        "weight": draw(st.sampled_from([0.5, 1.0, 2.25])),
        "preferred_berth_id": draw(st.sampled_from(["", "b1", "b2"])),
    }
    if draw(st.booleans()):
        fields["latest_departure"] = at(draw(QUARTERS))
    if draw(st.booleans()):
        fields["window_from"] = at(draw(QUARTERS) / 2)
        fields["window_until"] = at(draw(QUARTERS))
    return call("a", draw(st.floats(-3, 20)), **fields)


def at_group(problem: BerthProblem, mode: int) -> str:
    return problem.mode_of(mode).berth_ids[0]


@given(regions(), visits(), st.sampled_from([15, 30, 60]), st.sampled_from([(30, 15), (0, 0)]))
@settings(max_examples=60)
def test_every_start_is_what_minutes_give(
    region: Region, visit: Call, step: int, times: tuple[int, int]
) -> None:
    params = BerthParams(time_step_min=step, berthing_min=times[0], unberthing_min=times[1])
    problem = make_problem(region, [visit], params, start=START, hours=LENGTH_H)
    modes = {
        (berth, problem.mode_of(j).cranes): j
        for j in range(len(problem.modes))
        for berth in problem.mode_of(j).berth_ids
    }
    shut = {rule.berth_id for rule in problem.shut_out}
    for berth in region.berths:
        port = NaivePort(region, berth)
        for cranes in (1, 2):
            mode = modes.get((berth.id, cranes))
            for slot in range(problem.model.slots):
                expected = None
                fits = visit.vessel_class_id == "small" or berth.id == "b1"
                if fits:
                    expected = naive_stay(port, params, visit, cranes, slot * step, LENGTH_H * 60)
                if mode is None:
                    # Left out because it can never begin, or because one crane does as much.
                    assert expected is None or (visit.discharge_t == 0 and cranes == 2)
                    continue
                stay = problem.model.stay[mode, slot]
                assert (stay > 0) == (expected is not None), (berth.id, cranes, slot)
                if expected is None:
                    continue
                found = problem.stay(mode, slot)
                assert (found.work_from, found.work_until, found.end) == expected
                assert found.end == (slot + stay) * step
                causes = problem.causes(mode, slot)["a"]
                assert sum(causes.values()) == problem.model.cost[mode, slot]
                assert causes["handling"] == round(100 * visit.weight) * (expected[2] - slot * step)
        if (berth.id, 1) not in modes and not any(key[0] == berth.id for key in modes):
            assert problem.is_servable or berth.id in shut


def cost_of(problem: BerthProblem) -> np.ndarray[Any, Any]:
    """Return the least cost of one call by first slot from which it may begin."""
    model = problem.model
    if not problem.is_servable:
        return np.array([np.inf])
    return np.where(model.stay > 0, model.cost, np.inf).min(axis=0)


def best(problem: BerthProblem) -> float:
    return float(cost_of(problem).min())


@given(regions(), visits(), closures())
@settings(max_examples=40)
def test_a_closure_never_helps(region: Region, visit: Call, more: tuple[Any, ...]) -> None:
    more = tuple(replace(row, id=f"{row.id}-2", event_id=f"{row.id}-2") for row in more)
    shut = region.with_tables(closures=region.closures + more)
    one = make_problem(region, [visit], start=START, hours=LENGTH_H)
    other = make_problem(shut, [visit], start=START, hours=LENGTH_H)
    assert best(other) >= best(one)
    assert (other.model.capacity <= one.model.capacity).all() or not other.model.capacity.size


@given(regions(), visits())
@settings(max_examples=40)
def test_more_hours_and_more_cranes_never_cost(region: Region, visit: Call) -> None:
    one = make_problem(region, [visit], start=START, hours=LENGTH_H)
    always = region.with_tables(
        terminals=tuple(replace(row, opening_hours="") for row in region.terminals),
        quays=tuple(replace(row, berthing_hours="") for row in region.quays),
        crane_pools=tuple(replace(row, cranes=row.cranes + 1) for row in region.crane_pools),
        crane_shifts=tuple(replace(row, cranes=row.cranes + 1) for row in region.crane_shifts),
    )
    assert best(make_problem(always, [visit], start=START, hours=LENGTH_H)) <= best(one)


def as_set(model: BerthModel) -> set[tuple[Any, ...]]:
    """Return the modes as what they mean, in no order."""
    ptr = model.uses.ptr
    amounts = [tuple(model.uses.amount[a:b].tolist()) for a, b in pairwise(ptr)]
    return {
        (
            int(model.mode_call[j]), amounts[model.mode_use[j]],
            int(model.berths[model.mode_group[j]]), model.stay[j].tobytes(),
            model.cost[j].tobytes(),
        )
        for j in range(model.mode_call.size)
    }  # fmt: skip


@given(regions(), st.integers(-100, 100))
@settings(max_examples=20)
def test_other_names_and_orders_change_nothing(region: Region, days: int) -> None:
    renamed = region.with_tables(
        berths=tuple(replace(row, id=f"z-{row.id}") for row in region.berths),
        closures=tuple(
            replace(row, row_id=f"z-{row.row_id}") if row.table == "berths" else row
            for row in region.closures
        ),
    )
    one = make_problem(region, CALLS, start=START, hours=LENGTH_H)
    other = make_problem(renamed, CALLS, start=START, hours=LENGTH_H)
    assert as_set(one.model) == as_set(other.model)
    back = make_problem(region, CALLS[::-1], start=START, hours=LENGTH_H)
    turned = {(2 - number, *rest) for number, *rest in as_set(back.model)}
    if one.is_servable and len(back.core_call) == len(CALLS):
        assert as_set(one.model) == turned


def test_a_start_may_stand_in_any_zone() -> None:
    """The same instant with another offset is the same problem."""
    from zoneinfo import ZoneInfo

    there = START.astimezone(ZoneInfo("Asia/Shanghai"))
    one = make_problem(harbour(), CALLS, start=START, hours=LENGTH_H)
    other = make_problem(harbour(), CALLS, start=there, hours=LENGTH_H)
    assert as_set(one.model) == as_set(other.model)
    assert other.time_of(4) == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert one.slot_of(other.time_of(4)) == 4
