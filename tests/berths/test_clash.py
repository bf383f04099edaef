"""No plan: what clashes is named, nothing more, and the cheapest way out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from harbour import CALLS, PARAMS, START, at, call, changed, closure, harbour
from hypothesis import given
from hypothesis import strategies as st

from tongqu.berths.feasible import can_hold, smallest_clash
from tongqu.berths.plan import plan_berths
from tongqu.berths.problem import make_problem
from tongqu.berths.records import UNITS_PER_H, Clash
from tongqu.berths.relaxing import HOUR_OUTSIDE_H, OTHER_BERTH_H, TURNED_AWAY_H
from tongqu.model.calls import Call

REGION = harbour()
QUICK = PARAMS
ONE_BERTH = {"berths": REGION.berths[:1]}


def clash(calls: tuple[Call, ...], hours: int = 72, **tables: Any) -> Clash:
    plan = plan_berths(harbour(**tables), calls, start=START, hours=hours, params=QUICK)
    assert not plan.is_feasible
    assert plan.proved
    assert plan.clash is not None
    assert "no plan" in plan.summary()
    answer = plan.to_dict()
    assert answer["infeasible"]["calls"] == list(plan.clash.calls)
    assert answer["assignments"] == []
    return plan.clash


@given(st.data())
def test_the_filter_finds_a_set_that_clashes_and_nothing_less_does(data: st.DataObject) -> None:
    """Whatever sets clash: one of them comes out, and the answer is exact."""
    count = data.draw(st.integers(1, 12))
    some = st.sets(st.integers(0, count - 1), min_size=1, max_size=4)
    clashes = data.draw(st.lists(some, min_size=1, max_size=3))

    def holds(kept: list[int]) -> bool:
        return not any(clashing <= set(kept) for clashing in clashes)

    found, sure = smallest_clash(count, holds)
    assert sure
    assert not holds(found)
    for element in found:
        assert holds([other for other in found if other != element])


def test_what_is_not_decided_is_kept_and_said() -> None:
    found, sure = smallest_clash(4, lambda kept: False if len(kept) == 4 else None)
    assert found == [0, 1, 2, 3]
    assert not sure


def test_two_windows_at_one_berth_clash_and_the_third_call_does_not_belong() -> None:
    tight = {"window_from": at(1.0), "window_until": at(1.0)}
    calls = (call("ada", 1.0, **tight), call("bob", 1.0, **tight), call("eve", 20.0))
    found = clash(calls, **ONE_BERTH)
    assert set(found.calls) == {"ada", "bob"}
    assert found.smallest
    codes = sorted(rule.code for rule in found.rules)
    assert codes == ["call", "call", "window", "window"]
    assert found.costs is not None
    assert "outside its window" in found.text
    assert found.text_zh


def test_without_any_one_rule_of_the_clash_there_is_a_plan() -> None:
    tight = {"window_from": at(1.0), "window_until": at(1.0)}
    calls = (call("ada", 1.0, **tight), call("bob", 1.0, **tight))
    assert clash(calls, **ONE_BERTH).smallest
    for k in range(2):
        freed = replace(calls[k], window_from=None, window_until=None)
        easier = tuple(freed if c.id == freed.id else c for c in calls)
        plan = plan_berths(harbour(**ONE_BERTH), easier, start=START, hours=72, params=QUICK)
        assert plan.is_feasible


def test_the_way_out_costs_the_hours_it_gives_up() -> None:
    """Two cranes need 1.6 h for 300 t, with fast making and casting off 2.5 h: so late is Bob."""
    tight = {"window_from": at(1.0), "window_until": at(1.0)}
    calls = (call("ada", 1.0, **tight), call("bob", 1.0, **tight))
    found = clash(calls, **ONE_BERTH)
    assert found.costs == round(2.5 * HOUR_OUTSIDE_H * UNITS_PER_H)


def test_pins_clash_and_another_berth_is_the_way_out() -> None:
    pinned = {"pinned_berth_id": "b1", "pinned_start": at(2.0)}
    found = clash((call("ada", 1.0, **pinned), call("bob", 1.0, **pinned)))
    assert set(found.calls) == {"ada", "bob"}
    assert {rule.code for rule in found.rules} <= {"call", "pinned_berth", "pinned_start"}
    assert found.costs is not None
    assert found.costs <= round(OTHER_BERTH_H * UNITS_PER_H)


def test_a_closure_takes_part() -> None:
    late = {"window_from": at(4.0), "window_until": at(6.0)}
    found = clash((call("ada", 1.0, **late),), closures=(closure("quays", "quay", 3.0, 60.0),))
    assert found.calls == ("ada",)
    assert found.costs is not None


def test_a_full_horizon_names_it() -> None:
    calls = tuple(call(f"c{k}", 0.0) for k in range(3))
    found = clash(calls, hours=6, **ONE_BERTH)
    assert len(found.calls) == 3
    assert "horizon" in {rule.code for rule in found.rules}
    assert "after the plan's end" in found.text


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ({"length_m": 80.0}, "too_long", "80 m"),
        ({"draught_m": 4.0}, "too_shallow", "4.2 m"),
        ({"packing": "boxes"}, "wrong_packing", "boxes"),
        ({"window_from": at(0.0), "window_until": at(0.5)}, "outside_window", "00:30"),
    ],
)
def test_a_call_that_fits_nowhere(fields: dict[str, Any], code: str, said: str) -> None:
    found = clash((replace(CALLS[0], **fields), CALLS[1]))
    assert found.calls == ("ada",)
    assert code in {rule.code for rule in found.rules}
    assert any(said in rule.text for rule in found.rules)
    assert all("{" not in rule.text + rule.text_zh for rule in found.rules)


def test_what_fits_nowhere_is_turned_away() -> None:
    found = clash((replace(CALLS[0], length_m=80.0), CALLS[1]))
    assert found.text == "do not serve Vessel ada"
    assert found.costs == round(TURNED_AWAY_H * UNITS_PER_H)


def test_cranes_that_are_never_manned_are_named() -> None:
    pools = changed(REGION.crane_pools, "cranes", packings=("bagged",))
    berths = changed(REGION.berths, "b2", packings=("bulk",))
    found = clash((CALLS[0],), crane_pools=pools, berths=berths)
    assert found.rules


def test_can_hold_agrees_with_the_search() -> None:
    problem = make_problem(REGION, CALLS, QUICK, terminal="port", start=START, hours=8)
    assert can_hold(problem.model, time_limit_s=10) is True
    problem = make_problem(
        harbour(**ONE_BERTH), CALLS, QUICK, terminal="port", start=START, hours=8
    )
    assert can_hold(problem.model, time_limit_s=10) is False
