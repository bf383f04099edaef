"""New plans of a shared quay: what must move moves, the rest stays, and what a move brings."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from harbour import START, at, call, level
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_quay import cheapest, ways
from shared_quay import changed_quay, shared

from tongqu.berths.check import check_file
from tongqu.berths.outages import Outage, with_outages
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import plan_berths
from tongqu.berths.plan_file import PlanFile, plan_of
from tongqu.berths.records import UNITS_PER_H
from tongqu.berths.replan import replan_berths
from tongqu.berths.result import BerthPlan
from tongqu.errors import DatasetError
from tongqu.model.calls import PlanEdit
from tongqu.model.region import Region

PARAMS = BerthParams(
    time_step_min=60, berthing_min=20, unberthing_min=15, position_step_m=15, time_limit_s=20.0
)
HOURS = 14
CALLS = (
    call("ada", 0.0), call("bob", 1.0, discharge_t=250.0, weight=2.0),
    call("eve", 1.0, discharge_t=200.0),
)  # fmt: skip
REGION = shared(140.0)


def plan(region: Region = REGION, calls: Any = CALLS, **asked: Any) -> BerthPlan:
    params = replace(PARAMS, **asked)
    return plan_berths(region, calls, params=params, start=START, hours=HOURS)


def saved(made: BerthPlan) -> PlanFile:
    return plan_of(json.loads(json.dumps(made.to_dict())))


def where(made: BerthPlan, call_id: str) -> tuple[float | None, float]:
    place = made.assignment(call_id)
    assert place is not None
    return place.from_m, (place.start - START) / timedelta(hours=1)


def test_a_plan_file_is_read_back_checked_and_nothing_moves() -> None:
    made = plan()
    file = saved(made)
    assert check_file(file, REGION).conflicts == ()
    assert [a.where for a in file.assignments] == [a.where for a in made.assignments]
    again = replan_berths(REGION, file, [])
    assert again.moves == ()
    assert again.assignments == file.assignments


def test_a_late_vessel_moves_alone_where_that_pays() -> None:
    made = plan()
    late = PlanEdit(kind="late", call_id="eve", eta=at(6))
    again = replan_berths(REGION, saved(made), [late])
    assert again.proved
    assert again.moves is not None
    assert "eve" in {move.call_id for move in again.moves}
    assert where(again, "eve")[1] >= 6
    [eve] = [move for move in again.to_dict()["moves"] if move["call"] == "eve"]
    assert (eve["from_quay"], eve["from_metre"]) == ("quay", made.assignment("eve").from_m)
    assert "Quay" in eve["text"]
    assert "岸线" in eve["text_zh"]


def test_a_stretch_that_is_closed_is_left() -> None:
    made = plan()
    out = PlanEdit(kind="berth_out", subject_id="b1", from_time=at(0), until=at(9))
    again = replan_berths(REGION, saved(made), [out])
    assert again.is_feasible
    for place in again.assignments:
        assert place.from_m >= 60 or place.start >= at(9)
    assert {move.text.split(" — ")[1].split(";")[0] for move in again.moves or ()} & {
        "because its old place is out or taken"
    }


def test_a_crane_that_is_out_is_not_held() -> None:
    made = plan()
    out = PlanEdit(
        kind="crane_out", subject_id="cranes", cranes=1, from_time=at(0), until=at(HOURS)
    )
    again = replan_berths(REGION, saved(made), [out])
    assert again.is_feasible
    for hour in range(HOURS):
        held = sum(
            use.cranes
            for place in again.assignments
            for use in place.cranes
            if use.held_from <= at(hour) < use.held_until
        )
        assert held <= 1


@pytest.mark.parametrize("metre", [45.0, 52.0])
def test_a_metre_that_is_given_is_kept(metre: float) -> None:
    """Also one between two positions: the step becomes finer, and the plan says so."""
    again = replan_berths(
        REGION, saved(plan()), [PlanEdit(kind="pin", call_id="bob", from_m=metre)]
    )
    assert where(again, "bob")[0] == metre
    assert again.assignment("bob").quay_id == "quay"
    step = "15 m" if metre == 45.0 else "1 m"
    assert f"places {step} apart" in " ".join(note.text for note in again.notes)
    free = replan_berths(REGION, saved(again), [PlanEdit(kind="unpin", call_id="bob")])
    assert not free.to_dict()["assignments"][0]["pinned"]


def test_a_berth_that_is_given_is_a_stretch() -> None:
    edit = PlanEdit(kind="move", call_id="eve", berth_id="b2", from_m=0.0, start=at(5))
    again = replan_berths(REGION, saved(plan()), [edit])
    assert where(again, "eve") == (60.0, 5.0) or where(again, "eve") == (75.0, 5.0)


def test_what_has_begun_stays_where_it_is() -> None:
    made = plan()
    late = PlanEdit(kind="late", call_id="eve", eta=at(9))
    again = replan_berths(REGION, saved(made), [late], now=at(2))
    for place in made.assignments:
        if place.start < at(2) and place.call_id != "eve":
            assert where(again, place.call_id) == where(made, place.call_id)


def test_at_most_so_many_moves() -> None:
    made = plan()
    out = PlanEdit(kind="berth_out", subject_id="b1", from_time=at(0), until=at(9))
    free = replan_berths(REGION, saved(made), [out])
    tight = replan_berths(REGION, saved(made), [out], most_moves=1)
    assert len(tight.moves or ()) <= max(1, len(free.moves or ()))
    if len(tight.moves or ()) > 1:
        assert {"no_so_few_moves", "too_few_moves"} & {note.code for note in tight.notes}


def test_a_first_plan_comes_at_once() -> None:
    told: list[BerthPlan] = []
    late = PlanEdit(kind="late", call_id="ada", eta=at(3))
    replan_berths(REGION, saved(plan()), [late], on_first=told.append)
    [first] = told
    assert first.is_feasible
    assert first.bound == 0


@settings(deadline=None, max_examples=15)
@given(
    st.sampled_from(["ada", "bob", "eve"]), st.integers(2, 6), st.sampled_from(["", "b1", "b2"]),
    st.sampled_from([0.0, 20.0]),
)  # fmt: skip
def test_the_trade_off_is_what_exhaustive_search_finds(
    who: str, late: int, out: str, clearance: float
) -> None:
    region = changed_quay(REGION, clearance_m=clearance).with_tables(
        water_levels=(level(4, -0.2), level(8, 0.0))
    )
    made = plan(region)
    updates = [PlanEdit(kind="late", call_id=who, eta=at(late))]
    outages = []
    if out:
        updates.append(PlanEdit(kind="berth_out", subject_id=out, from_time=at(2), until=at(5)))
        outages.append(Outage("berths", out, at(2), at(5)))
    again = replan_berths(region, made, updates)
    if not again.is_feasible:
        return
    calls = [replace(c, eta=at(late)) if c.id == who else c for c in CALLS]
    before = {
        a.call_id: (round((a.start - START) / timedelta(minutes=1)), a.from_m)
        for a in made.assignments
    }
    closed = with_outages(region, outages)
    options = [ways(closed, PARAMS, c, HOURS * 60) for c in calls]
    for row in again.trade_offs or ():
        best = cheapest(closed, PARAMS, calls, HOURS * 60, before, row.moves, options)
        assert row.objective == best
        assert row.bound <= best
    fewest = (again.trade_offs or ())[0].moves
    assert cheapest(closed, PARAMS, calls, HOURS * 60, before, fewest - 1, options) is None


def test_a_metre_without_a_shared_quay_is_refused() -> None:
    region = shared().with_tables(
        quays=tuple(replace(row, continuous=False) for row in shared().quays)
    )
    made = plan_berths(region, CALLS, params=PARAMS, start=START, hours=HOURS)
    edit = PlanEdit(kind="pin", call_id="bob", from_m=30.0)
    with pytest.raises(DatasetError) as caught:
        replan_berths(region, made, [edit])
    assert caught.value.problems[0].params["what"] == "metre_of_a_quay"


def test_the_objective_is_told_in_hours() -> None:
    made = plan()
    assert made.to_dict()["objective"] == round(made.objective / UNITS_PER_H, 2)
