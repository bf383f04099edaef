"""What is said of sequences, stocks and two pools: why, what clashes, what more would save."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from harbour import PARAMS, START, at, call, changed, harbour, stock

from tongqu.berths.giving_up import BEFORE_H, TONNE_H
from tongqu.berths.plan import plan_berths
from tongqu.berths.records import UNITS_PER_H, Clash
from tongqu.berths.replan import replan_berths
from tongqu.berths.result import BerthPlan
from tongqu.errors import DatasetError
from tongqu.model.calls import Call, PlanEdit
from tongqu.model.region import Region

QUICK = replace(PARAMS, time_step_min=30)
ADA, BOB = call("ada", 1.0), call("bob", 1.0)


def plan(calls: tuple[Call, ...], region: Region | None = None, **asked: Any) -> BerthPlan:
    asked = {"start": START, "hours": 48, "params": QUICK, **asked}
    return plan_berths(region or harbour(), calls, **asked)


def clash(calls: tuple[Call, ...], region: Region | None = None) -> Clash:
    found = plan(calls, region)
    assert not found.is_feasible
    assert found.proved
    assert found.clash is not None
    assert all("{" not in rule.text + rule.text_zh for rule in found.clash.rules)
    assert "{" not in found.clash.text + found.clash.text_zh
    return found.clash


# --- why -----------------------------------------------------------------------------------------


def test_a_call_waits_for_the_one_that_it_must_follow() -> None:
    found = plan((ADA, replace(BOB, after_call_id="ada")))
    places = {a.call_id: a for a in found.assignments}
    assert places["bob"].start == places["ada"].end
    assert "until Vessel ada has left, whom it must follow" in found.whys["bob"].text
    assert "ada" in {who for other in found.whys["bob"].alternatives for who in other.blocked_by}


def test_a_call_waits_for_room_in_the_yard() -> None:
    yard = stock(capacity_t=400.0, opening_t=200.0, outflow_t_per_h=20.0)
    found = plan((ADA,), harbour(stocks=(yard,)))
    assert found.assignments[0].start == at(5.0)
    assert "when Yard has room for it" in found.whys["ada"].text
    assert "堆场" in found.whys["ada"].text_zh


def test_a_call_waits_for_its_cargo() -> None:
    """Bob brings what Ada loads."""
    loads = replace(ADA, discharge_t=0.0, load_t=300.0)
    found = plan((loads, replace(BOB, eta=at(2.0))), harbour(stocks=(stock(),)))
    places = {a.call_id: a for a in found.assignments}
    assert places["ada"].start >= places["bob"].end
    assert "when Yard has its cargo" in found.whys["ada"].text
    assert found.proved
    assert found.first_come is not None


# --- what clashes ---------------------------------------------------------------------------------


def test_a_sequence_clashes_with_a_window() -> None:
    early = replace(BOB, after_call_id="ada", window_until=at(2.0))
    found = clash((ADA, early, call("eve", 20.0)))
    assert set(found.calls) == {"ada", "bob"}
    assert {rule.code for rule in found.rules} == {"call", "sequence", "window"}
    assert found.smallest
    assert "make fast before Vessel ada has left" in found.text or "outside" in found.text


def test_a_sequence_is_given_up_at_its_price() -> None:
    fixed = {"window_from": at(1.0), "window_until": at(1.0)}
    many = harbour(crane_pools=changed(harbour().crane_pools, "cranes", cranes=4))
    found = clash((replace(ADA, **fixed), replace(BOB, after_call_id="ada", **fixed)), many)
    assert found.text == "let Vessel bob make fast before Vessel ada has left"
    assert found.costs == round(BEFORE_H * UNITS_PER_H)


def test_a_yard_that_is_too_small_is_named_with_what_is_missing() -> None:
    region = harbour(stocks=(stock(capacity_t=400.0, opening_t=110.0),))
    found = clash((ADA, call("pia", 1.0, commodity_id="pulp")), region)
    assert found.calls == ("ada",)
    assert [rule.code for rule in found.rules] == ["call", "stock"]
    assert "Yard holds 400 t at most" in found.rules[1].text
    assert found.text == "find room for 10 t more than Yard holds"
    assert found.costs == round(10 * TONNE_H * UNITS_PER_H)


def test_cargo_that_nobody_brings_is_missed() -> None:
    loads = replace(ADA, discharge_t=0.0, load_t=300.0)
    region = harbour(stocks=(stock(opening_t=100.0),))
    found = clash((loads, replace(BOB, discharge_t=150.0)), region)
    assert set(found.calls) == {"ada"}
    assert "50 t more in Yard when the plan begins" in found.text


def test_a_call_is_not_missed_where_it_need_not_be_served() -> None:
    """Bob brings what Ada loads, but only after her window; both belong to the clash."""
    loads = replace(ADA, discharge_t=0.0, load_t=300.0, window_until=at(2.0))
    brings = replace(BOB, window_from=at(3.0))
    found = clash((loads, brings), harbour(stocks=(stock(),)))
    assert set(found.calls) == {"ada", "bob"}
    assert {rule.code for rule in found.rules} == {"call", "stock", "window"}


# --- what more would save -------------------------------------------------------------------------


def test_a_tenth_more_room_has_a_worth() -> None:
    yard = stock(capacity_t=400.0, opening_t=200.0, outflow_t_per_h=20.0)
    found = plan((ADA,), harbour(stocks=(yard,)), what_binds=True)
    assert found.binds is not None
    [bind] = [bind for bind in found.binds if bind.what == "room"]
    assert bind.row_id == "yard"
    assert "Room for 40 t more in Yard" in bind.text
    assert bind.saved_low == bind.saved_high == 2 * UNITS_PER_H  # 40 t leave in two hours


# --- anew -----------------------------------------------------------------------------------------


def test_a_new_plan_keeps_the_sequence() -> None:
    old = plan((ADA, replace(BOB, after_call_id="ada")))
    late = PlanEdit(kind="late", call_id="ada", eta=at(9.0))
    new = replan_berths(harbour(), old, [late], params=QUICK)
    places = {a.call_id: a for a in new.assignments}
    assert places["bob"].start >= places["ada"].end > at(9.0)
    assert new.moves is not None
    assert {moved.call_id for moved in new.moves} == {"ada", "bob"}


def test_a_new_plan_keeps_the_yard() -> None:
    region = harbour(stocks=(stock(capacity_t=300.0, outflow_t_per_h=50.0),))
    old = plan((ADA, replace(BOB, eta=at(9.0))), region)
    assert old.is_feasible
    late = PlanEdit(kind="late", call_id="ada", eta=at(8.0))
    first: list[BerthPlan] = []
    new = replan_berths(region, old, [late], params=QUICK, on_first=first.append, most_moves=1)
    assert new.is_feasible
    assert first[0].is_feasible
    assert new.trade_offs


# --- pools ----------------------------------------------------------------------------------------


def two_pools() -> Region:
    [first] = harbour().crane_pools
    first = replace(first, cranes=1, most_per_vessel=1)
    slow = replace(first, id="slow", name="Slow", name_zh="慢机", rate_t_per_h=50.0)
    return harbour(crane_pools=(first, slow))


def test_each_takes_the_cranes_of_one_pool() -> None:
    found = plan((ADA, BOB), two_pools())
    assert {use.pool_id for a in found.assignments for use in a.cranes} == {"cranes", "slow"}
    assert found.proved


def test_the_pool_that_is_asked_for_is_taken() -> None:
    found = plan((replace(ADA, equipment=("slow",)),), two_pools())
    assert [use.pool_id for use in found.assignments[0].cranes] == ["slow"]


def test_cranes_of_two_pools_at_once_are_refused() -> None:
    with pytest.raises(DatasetError) as caught:
        plan((replace(ADA, equipment=("slow", "cranes")),), two_pools())
    assert caught.value.problems[0].params["what"] == "two_pools_at_once"
