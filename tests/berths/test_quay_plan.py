"""Plans of shared quays: reasons, what binds, what clashes, two vessels abreast, two quays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from harbour import START, at, call, changed, shift
from shared_quay import changed_quay, shared

from tongqu.berths import audit_berths, simulate_week
from tongqu.berths.checker import check_plan
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import plan_berths
from tongqu.berths.quay_problem import make_quay_problem
from tongqu.berths.records import Assignment
from tongqu.berths.result import BerthPlan
from tongqu.errors import DatasetError, UsageError
from tongqu.model.calls import Call, CallTable
from tongqu.model.region import Region

PARAMS = BerthParams(
    time_step_min=30, berthing_min=30, unberthing_min=0, position_step_m=5, time_limit_s=30.0
)
ONE_CRANE = tuple(replace(row, most_per_vessel=1) for row in shared().crane_pools)


def plan(region: Region, calls: list[Call], hours: int = 24, **asked: Any) -> BerthPlan:
    params = replace(PARAMS, **asked.pop("params", {}))
    return plan_berths(region, calls, params=params, start=START, hours=hours, **asked)


def of(made: BerthPlan, call_id: str) -> Assignment:
    found = made.assignment(call_id)
    assert found is not None
    return found


def three() -> list[Call]:
    return [call("ada", 1.0), call("bob", 1.0), call("eve", 1.0)]


def test_a_vessel_waits_because_of_those_who_lie_there() -> None:
    region = shared(100.0, crane_pools=(replace(ONE_CRANE[0], cranes=9),))
    made = plan(region, three())
    waits = [a.call_id for a in made.assignments if a.start > at(1)]
    assert len(waits) == 1
    why = made.whys[waits[0]]
    assert "waits 3.5 h" in why.text
    assert any(f"because of Vessel {name}" in why.text for name in ("ada", "bob", "eve"))
    assert "岸线" in why.text_zh
    others = [a.call_id for a in made.assignments if a.call_id != waits[0]]
    assert all("as soon as it can" in made.whys[name].text for name in others)


def test_the_other_berths_of_the_quay_are_the_alternatives() -> None:
    made = plan(shared(), [call("ada", 1.0, preferred_berth_id="b1"), call("bob", 1.0)])
    [other] = made.whys["ada"].alternatives
    assert other.berth_id == "b2"
    assert other.costs_more is not None
    assert other.costs_more >= 6000  # another berth than the one asked for
    assert other.blocked_by == ("bob",)
    assert of(made, "ada").to_m <= 60 + 5


def test_what_more_of_each_thing_would_save_lies_between_its_bounds() -> None:
    """With all solved to the end both bounds are what the plan with more really costs less."""
    region = shared(100.0, stretches=False, crane_shifts=(shift("00:00-20:00", 2),))
    made = plan(region, three(), what_binds=True)
    assert made.proved
    binds = {bind.what: bind for bind in made.binds or ()}
    assert set(binds) == {"quay", "crane", "hour"}
    longer = plan(changed_quay(region, length_m=150.0), three())
    many = tuple(replace(row, cranes=3) for row in region.crane_pools)
    shifts = (shift("00:00-20:00", 3),)
    more = plan(region.with_tables(crane_pools=many, crane_shifts=shifts), three())
    for what, other in (("quay", longer), ("crane", more)):
        saved = made.objective - other.objective
        assert (binds[what].saved_low, binds[what].saved_high) == (saved, saved)
    assert "50 m more of Quay" in binds["quay"].text


def test_no_room_says_the_smallest_clash_and_the_cheapest_way_out() -> None:
    times = {"pinned_start": at(2)}
    calls = [
        call("ada", 1.0, pinned_from_m=0.0, pinned_quay_id="quay", **times),
        call("bob", 1.0, pinned_from_m=30.0, **times),
        call("eve", 1.0),
    ]
    made = plan(shared(140.0), calls)
    assert not made.is_feasible
    assert made.proved
    clash = made.clash
    assert clash is not None
    assert clash.calls == ("ada", "bob")
    assert clash.smallest
    assert sorted(rule.code for rule in clash.rules) == [
        "call", "call", "pinned_berth", "pinned_berth", "pinned_start", "pinned_start",
    ]  # fmt: skip
    assert "Quay 30–75 m" in " ".join(rule.text for rule in clash.rules)
    # Moving one metre costs 24 weighted hours, moving one start 3.5 hours 35.
    assert clash.costs == pytest.approx(24 * 6000, rel=0.01)
    assert "instead of the fixed berth" in clash.text


def test_a_vessel_that_fits_nowhere_says_why() -> None:
    made = plan(shared(), [call("ada", 1.0, length_m=130.0)])
    assert made.clash is not None
    [rule] = made.clash.rules
    assert rule.code == "too_long"
    assert "Quay" in rule.text
    deep = plan(shared(), [call("ada", 1.0, draught_m=9.0)])
    assert deep.clash is not None
    assert {rule.code for rule in deep.clash.rules} == {"too_shallow"}
    off = plan(shared(), [call("ada", 1.0, pinned_from_m=100.0)])
    assert off.clash is not None
    assert {rule.code for rule in off.clash.rules} == {"off_quay"}


def test_too_many_vessels_turn_one_away() -> None:
    calls = [call(f"c{k}", 0.0, window_until=at(1), discharge_t=900.0) for k in range(4)]
    made = plan(shared(120.0, crane_pools=ONE_CRANE), calls, hours=13)
    assert not made.is_feasible
    assert made.clash is not None
    assert len(made.clash.calls) == 3  # two fit along the quay, and there are two cranes
    assert made.clash.costs is not None


def test_two_vessels_abreast_take_the_quay_once() -> None:
    pair = [call("ada", 1.0), call("bob", 2.0, discharge_t=0.0, load_t=300.0, length_m=58.0)]
    pair[1] = replace(pair[1], beside_call_id="ada")
    made = plan(shared(60.0), pair)
    ada, bob = of(made, "ada"), of(made, "bob")
    assert (ada.from_m, ada.start, ada.end) == (bob.from_m, bob.start, bob.end)
    assert ada.to_m != bob.to_m
    apart = replace(bob, from_m=1.0, to_m=59.0)
    codes = {c.code for c in conflicts(shared(60.0), pair, [ada, apart])}
    assert codes == {"not_beside"}


def conflicts(region: Region, calls: list[Call], places: list[Assignment]) -> Any:
    return check_plan(
        region, calls, places, terminal_ids=("port",), start=START, until=at(24), as_of=START,
        params=PARAMS,
    )  # fmt: skip


def test_two_quays_are_planned_together() -> None:
    region = shared(60.0, stretches=False, crane_pools=())
    other = replace(region.quays[0], id="other", name="Other", name_zh="另岸", length_m=50.0)
    region = region.with_tables(quays=(*region.quays, other))
    made = plan(region, three())
    begun = [a for a in made.assignments if a.start == at(1)]
    assert {a.quay_id for a in begun} == {"quay", "other"}
    assert all(a.to_m <= 60 for a in made.assignments)
    [alternative] = made.whys[begun[0].call_id].alternatives
    assert alternative.berth_id in ("quay", "other")
    given = [replace(c, pinned_quay_id="other") for c in three()]
    assert {a.quay_id for a in plan(region, given).assignments} == {"other"}


def test_a_vessel_that_lies_there_already_stays_at_its_metre() -> None:
    there = call("ada", -3.0, pinned_start=at(-2), pinned_from_m=31.0, discharge_t=900.0)
    made = plan(shared(100.0), [there, call("bob", 0.0)])
    ada, bob = of(made, "ada"), of(made, "bob")
    assert (ada.from_m, ada.to_m, ada.start) == (31.0, 76.0, at(-2))
    assert bob.start >= ada.end  # neither side has room for 45 m with 5 m between
    assert "places 1 m apart" in made.notes[0].text


def test_a_metre_between_two_whole_ones_holds_the_segments_that_it_touches() -> None:
    given = call("ada", 0.0, pinned_from_m=2.5)
    made = plan(shared(100.0, stretches=False), [given, call("bob", 0.0)])
    assert of(made, "ada").from_m == 2.5
    assert made.is_feasible


def test_vessels_without_a_length_are_refused() -> None:
    nameless = replace(call("ada", 1.0), vessel_class_id="", draught_m=1.0)
    with pytest.raises(DatasetError) as caught:
        plan(shared(), [nameless])
    [problem] = caught.value.problems
    assert (problem.code, problem.column) == ("required", "length_m")


def test_too_many_positions_are_refused() -> None:
    with pytest.raises(UsageError, match="parameter_out_of_range"):
        make_quay_problem(
            shared(19_000.0), three(), replace(PARAMS, position_step_m=1), start=START, hours=24
        )


def test_nobody_calls() -> None:
    made = plan(shared(), [])
    assert made.is_feasible
    assert made.objective == 0


def test_metres_beyond_the_berths_are_as_deep_as_the_quay() -> None:
    """The checker looks there too: a plan that the solver might make wrongly would not leave."""
    region = changed_quay(shared(170.0), depth_m=1.0)
    made = plan(region, [call("ada", 1.0)])
    assert of(made, "ada").to_m <= 120
    wrong = replace(of(made, "ada"), from_m=121.0, to_m=166.0)
    assert "too_shallow" in {c.code for c in conflicts(region, [call("ada", 1.0)], [wrong])}


def test_the_checker_looks_at_every_berth_beneath() -> None:
    """Over both berths, a vessel is too heavy for one, and works in the hours of both."""
    region = shared().with_tables(
        berths=changed(shared().berths, "b1", opening_hours="00:00-03:00")
    )
    ada = call("ada", 1.0, vessel_class_id="large", draught_m=1.9)
    made = plan(shared(), [ada])
    over = replace(of(made, "ada"), from_m=40.0, to_m=98.0)
    codes = {c.code for c in conflicts(region, [ada], [over])}
    assert {"too_heavy", "work_too_short"} <= codes
    pinned = replace(ada, pinned_from_m=0.0, pinned_berth_id="b2")
    codes = {c.code for c in conflicts(region, [pinned], [over])}
    assert {"metre_not_pinned", "berth_not_pinned"} <= codes


def test_what_knows_berths_only_refuses_a_shared_quay() -> None:
    """A simulated week would be carried out at berths, and a shadow run planned at them."""
    made = plan(shared(), three())
    with pytest.raises(DatasetError) as caught:
        simulate_week(made)
    assert caught.value.problems[0].params["what"] == "continuous_quay"
    log = CallTable(calls=tuple(three()))
    with pytest.raises(DatasetError) as caught:
        audit_berths(shared(), log)
    assert caught.value.problems[0].params["what"] == "continuous_quay"
