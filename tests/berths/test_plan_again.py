"""Planning again: what changed is obeyed, what began stays, and nothing moves without a reason."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from harbour import CALLS, PARAMS, START, at, call, harbour

from tongqu.berths.check import check_file
from tongqu.berths.plan import plan_berths
from tongqu.berths.plan_file import plan_of
from tongqu.berths.replan import replan_berths
from tongqu.berths.result import BerthPlan
from tongqu.errors import DatasetError
from tongqu.model.calls import CallTime, PlanEdit

REGION = harbour()
MANY = (*CALLS, call("max", 5.0), call("ina", 6.0), call("tom", 9.0))


@cache
def made() -> BerthPlan:
    return plan_berths(REGION, MANY, start=START, hours=72, params=PARAMS)


LATE_TOM = PlanEdit(kind="late", call_id="tom", eta=at(30.0))


def again(*edits: PlanEdit, **asked: Any) -> BerthPlan:
    given: dict[str, Any] = {"trade_off": False, **asked}
    return replan_berths(REGION, made(), edits, **given)


def moved(plan: BerthPlan) -> set[str]:
    assert plan.moves is not None
    return {move.call_id for move in plan.moves}


def test_nothing_changed_means_nothing_moves() -> None:
    same = again()
    assert same.moves == ()
    assert same.assignments == made().assignments
    read = plan_of(json.loads(json.dumps(made().to_dict())))
    assert replan_berths(REGION, read, ()).moves == ()


def test_a_vessel_that_is_told_of_again_in_the_same_words_moves_nobody() -> None:
    edit = PlanEdit(kind="late", call_id="tom", eta=at(9.0))
    assert again(edit).moves == ()


def test_a_late_vessel_moves_and_those_who_gain_nothing_stay() -> None:
    plan = again(LATE_TOM)
    assert moved(plan) == {"tom"}
    assert plan.moves is not None
    assert "its own update" in plan.moves[0].text
    assert plan.moves[0].text_zh


def test_a_pin_is_obeyed() -> None:
    plan = again(PlanEdit(kind="move", call_id="eve", berth_id="b2", start=at(40.0)))
    place = plan.assignment("eve")
    assert place is not None
    assert (place.berth_id, place.start) == ("b2", at(40.0))


def test_a_berth_that_is_out_is_empty() -> None:
    edit = PlanEdit(kind="berth_out", subject_id="b1", from_time=at(0), until=at(72))
    plan = again(edit)
    assert {a.berth_id for a in plan.assignments} == {"b2"}
    found = plan_of(plan.to_dict())
    assert check_file(found, REGION).conflicts == ()
    lost = replace(found, assignments=made().assignments)
    assert "closed" in {conflict.code for conflict in check_file(lost, REGION).conflicts}


def test_a_crane_that_is_out_is_not_lent() -> None:
    edit = PlanEdit(kind="crane_out", subject_id="cranes", cranes=1, from_time=at(0), until=at(72))
    plan = again(edit)
    assert {use.cranes for a in plan.assignments for use in a.cranes} == {1}
    assert plan.moves
    assert any("cranes are out" in move.text for move in plan.moves)
    found = plan_of(plan.to_dict())
    assert found.outages == plan.outages
    assert check_file(found, REGION).conflicts == ()
    lost = replace(found, assignments=made().assignments)
    assert "cranes_short" in {conflict.code for conflict in check_file(lost, REGION).conflicts}


def test_closed_hours_move_nobody_in_them() -> None:
    plan = again(PlanEdit(kind="closed_hours", from_time=at(2.0), until=at(8.0)))
    assert all(not at(2.0) <= a.start < at(8.0) for a in plan.assignments)


def test_an_emergency_goes_before_the_others() -> None:
    new = call("sos", 2.0)
    plan = again(PlanEdit(kind="emergency_call", call=new))
    place = plan.assignment("sos")
    assert place is not None
    assert place.start <= at(3.5)
    assert "sos" in moved(plan)


def test_a_call_that_does_not_come_is_gone() -> None:
    plan = again(PlanEdit(kind="cancel", call_id="eve"))
    assert plan.assignment("eve") is None
    assert "eve" in moved(plan)


def test_what_has_begun_stays() -> None:
    edit = PlanEdit(kind="priority", call_id="tom", weight=50.0)
    plan = again(edit, now=at(4.0), frozen_h=3.0)
    for place in made().assignments:
        if place.start < at(7.0) and place.call_id != "tom":
            kept = plan.assignment(place.call_id)
            assert kept is not None
            assert (kept.berth_id, kept.start) == (place.berth_id, place.start)
    assert all(a.start >= at(4.0) for a in plan.assignments if a.call_id in moved(plan))


def test_who_has_not_arrived_yet_has_not_begun() -> None:
    """It was to begin before now, but comes later: it gets another time, not before now."""
    plan = again(LATE_TOM, now=at(10.0))
    place = plan.assignment("tom")
    assert place is not None
    assert place.start >= at(30.0)
    assert moved(plan) == {"tom"}


def test_a_dearer_move_never_moves_more() -> None:
    edit = PlanEdit(kind="late", call_id="ada", eta=at(4.0))
    counts = []
    for price in (0.01, 1.0, 100.0):
        params = replace(PARAMS, moved_call_h=price, moved_hour_factor=0.0)
        counts.append(len(moved(again(edit, params=params))))
    assert counts == sorted(counts, reverse=True)


def test_more_moves_never_cost_more_and_bounds_hold() -> None:
    edit = PlanEdit(kind="late", call_id="ada", eta=at(4.0))
    plan = again(edit, trade_off=True)
    assert plan.trade_offs
    costs = [trade.objective for trade in plan.trade_offs]
    assert costs == sorted(costs, reverse=True)
    assert all(trade.bound <= trade.objective for trade in plan.trade_offs)
    free = plan_berths(REGION, plan.calls, start=START, hours=72, params=PARAMS)
    assert free.objective is not None
    assert plan.trade_offs[-1].objective == free.objective


LATE = PlanEdit(kind="late", call_id="ada", eta=at(4.0))
CHEAP = replace(PARAMS, moved_call_h=0.001, moved_hour_factor=0.0)


def codes(plan: BerthPlan) -> set[str]:
    return {note.code for note in plan.notes}


def test_a_limit_on_moves_is_kept_where_it_can_be() -> None:
    free = again(LATE, params=CHEAP)
    most = len(moved(free)) - 1
    assert most >= 1
    few = again(LATE, params=CHEAP, most_moves=most)
    assert len(moved(few)) <= most
    assert few.objective is not None
    assert free.objective is not None
    assert few.objective >= free.objective
    assert not codes(few) & {"too_few_moves", "no_so_few_moves"}


def test_a_limit_on_moves_that_nobody_can_keep_is_told() -> None:
    plan = again(LATE, params=CHEAP, most_moves=0)
    assert moved(plan)
    assert "no_so_few_moves" in codes(plan)


def test_a_limit_that_does_not_bind_changes_nothing() -> None:
    free, wide = again(LATE), again(LATE, most_moves=7)
    assert wide.objective == free.objective
    assert wide.proved


def test_a_first_plan_comes_at_once_and_keeps_to_every_rule() -> None:
    first: list[BerthPlan] = []
    out = PlanEdit(kind="berth_out", subject_id="b1", from_time=at(0), until=at(6))
    plan = again(out, on_first=first.append)
    [quick] = first
    assert len(quick.assignments) == len(MANY)
    assert check_file(plan_of(quick.to_dict()), REGION).conflicts == ()
    assert quick.objective is not None
    assert plan.objective is not None
    assert quick.objective >= plan.objective


def test_what_a_move_costs_its_vessel_is_told() -> None:
    plan = again(LATE)
    assert plan.moves
    for move in plan.moves:
        assert move.before is not None
        assert move.after is not None
        own = {**move.after.by_cause, "moved": 0}
        assert move.costs_more == sum(own.values()) - move.before.cost


def test_what_is_only_confirmed_moves_nobody() -> None:
    told = CallTime(kind="ACT", event="ARRI", at=at(9.1), source="lock")
    same = again(PlanEdit(kind="time", call_id="tom", time=told))
    assert same.moves == ()
    assert same.assignments == made().assignments
    assert told in next(c for c in same.calls if c.id == "tom").times


def test_a_plan_of_another_region_says_so() -> None:
    other = replace(REGION, info=replace(REGION.info, name="Elsewhere"))
    read = plan_of(made().to_dict())
    assert "other_region" in codes(replan_berths(other, read, ()))
    assert "other_region" not in codes(replan_berths(REGION, read, ()))


def test_updates_with_mistakes_are_all_told() -> None:
    edits = (
        PlanEdit(kind="late", call_id="nobody", eta=at(1.0)),
        PlanEdit(kind="late", call_id="ada"),
        PlanEdit(kind="berth_out", subject_id="b9", from_time=at(0), until=at(1)),
        PlanEdit(kind="dance"),
    )
    with pytest.raises(DatasetError) as caught:
        again(*edits)
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["plan_unknown_call", "required", "unknown_subject", "unknown_edit"]
