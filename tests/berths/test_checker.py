"""The checker: a right plan breaks nothing, and each way to be wrong is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from harbour import (
    CALLS,
    PARAMS,
    PLAN,
    START,
    UNTIL,
    at,
    call,
    changed,
    closure,
    costs,
    harbour,
    level,
    place,
    shift,
    stock,
)

from tongqu.berths.checker import check_plan
from tongqu.berths.conflict import CONFLICTS, Conflict
from tongqu.berths.records import Assignment, CraneUse
from tongqu.model.calls import Call
from tongqu.model.region import Region

ADA, BOB, EVE = CALLS
REGION = harbour()


def broken(
    region: Region = REGION,
    calls: Sequence[Call] = CALLS,
    plan: Sequence[Assignment] = PLAN,
) -> tuple[Conflict, ...]:
    return check_plan(
        region, calls, plan, terminal_ids=("port",), start=START, until=UNTIL, as_of=START,
        params=PARAMS,
    )  # fmt: skip


def codes(**case: Any) -> list[str]:
    return sorted({conflict.code for conflict in broken(**case)})


def with_place(index: int, **fields: Any) -> tuple[Assignment, ...]:
    """The right plan with one place changed."""
    return tuple(replace(a, **fields) if k == index else a for k, a in enumerate(PLAN))


def one(entry: Call, where: Assignment | None = None, **tables: Any) -> list[str]:
    """What is wrong with a single call, by default in Ada's place."""
    spot = where or replace(PLAN[0], call_id=entry.id)
    spot = replace(spot, by_cause=costs(entry, spot.berth_id, spot.start, spot.end))
    return codes(region=harbour(**tables), calls=(entry,), plan=(spot,))


def test_the_right_plan_breaks_nothing() -> None:
    assert broken() == ()


def test_a_call_without_a_place_twice_or_unknown_is_named() -> None:
    assert codes(plan=PLAN[:2]) == ["not_served"]
    assert codes(plan=(*PLAN, PLAN[0])) == ["served_twice"]
    assert codes(calls=CALLS[:2]) == ["unknown_call"]
    assert codes(plan=with_place(0, berth_id="b9")) == ["unknown_berth"]
    assert codes(plan=with_place(0, work_from=at(0))) == ["runs_backwards"]


@pytest.mark.parametrize(
    ("fields", "start_h", "expected"),
    [
        ({}, 1.1, ["off_grid"]),
        ({}, 0.75, ["before_arrival", "cost_differs"]),
        ({"window_from": at(2)}, 1.0, ["outside_window"]),
        ({"window_until": at(0.9)}, 1.0, ["outside_window"]),
        ({"window_from": at(1), "window_until": at(1)}, 1.0, []),
        ({"pinned_start": at(2)}, 1.0, ["start_not_pinned"]),
        ({"pinned_start": at(1.1)}, 1.1, []),
        ({"pinned_berth_id": "b2"}, 1.0, ["berth_not_pinned"]),
        ({"pinned_berth_id": "b1"}, 1.0, []),
        ({}, 69.0, ["outside_horizon", "work_too_short"]),
        ({}, 68.25, []),
    ],
)
def test_when_a_call_may_begin(fields: dict[str, Any], start_h: float, expected: list[str]) -> None:
    entry = replace(ADA, **fields)
    assert one(entry, place(entry, "b1", start_h)) == expected


def test_a_vessel_that_lies_there_already_is_a_fact() -> None:
    """Its start is before the plan, before its window, and no fault."""
    entry = replace(ADA, eta=at(-2), pinned_start=at(-1), window_from=at(1))
    assert one(entry, place(entry, "b1", -1.0)) == []


@pytest.mark.parametrize(
    ("fields", "berth", "expected"),
    [
        ({"length_m": 60.1}, "b1", ["too_long"]),
        ({"length_m": 60.0}, "b1", []),
        ({"vessel_class_id": "large"}, "b1", []),
        ({"vessel_class_id": "large"}, "b2", ["too_heavy", "too_shallow"]),
        ({"draught_m": 2.31}, "b2", ["too_shallow"]),
        ({"draught_m": 2.3}, "b2", []),
        ({"packing": "bagged"}, "b2", ["wrong_packing"]),
        ({"packing": "bagged"}, "b1", []),
        ({"commodity_id": "pulp", "packing": "bulk"}, "b2", ["wrong_cargo"]),
        ({"equipment": ("cranes",)}, "b1", []),
        ({"equipment": ("belt",)}, "b1", ["equipment"]),
        ({"preferred_berth_id": "b2"}, "b1", []),
    ],
)
def test_where_a_call_fits(fields: dict[str, Any], berth: str, expected: list[str]) -> None:
    entry = replace(ADA, **fields)
    assert one(entry, place(entry, berth, 1.0)) == expected


def test_a_large_vessel_may_lie_there_part_laden() -> None:
    berths = changed(REGION.berths, "b2", dwt_part_laden_t=1000.0, depth_m=3.0)
    light = replace(ADA, vessel_class_id="large", discharge_t=300.0)
    heavy = replace(light, discharge_t=501.0)
    assert one(light, place(light, "b2", 1.0), berths=berths) == []
    assert one(heavy, place(heavy, "b2", 1.0, work_h=5.1), berths=berths) == ["too_heavy"]


@pytest.mark.parametrize(
    ("from_h", "change", "expected"),
    [
        (4.5, -1.0, ["too_shallow"]),
        (4.75, -1.0, []),
        (0.0, -0.9, []),
        (0.0, -0.91, ["too_shallow"]),
    ],
)
def test_water_counts_in_every_minute(from_h: float, change: float, expected: list[str]) -> None:
    """Ada needs 2.1 m of the 3.0 m, until she leaves at 4.75 h."""
    assert one(ADA, water_levels=(level(from_h, change),)) == expected


@pytest.mark.parametrize(
    ("table", "row_id", "begin_h", "end_h", "expected"),
    [
        ("berths", "b1", 4.7, 9.0, ["closed"]),
        ("berths", "b1", 4.75, 9.0, []),
        ("berths", "b1", 0.0, 1.0, []),
        ("berths", "b2", 0.0, 9.0, []),
        ("quays", "quay", 2.0, 3.0, ["closed"]),
        ("terminals", "port", 2.0, 3.0, ["work_too_short"]),
        ("terminals", "port", 0.0, 1.25, ["night"]),
        ("terminals", "port", 4.7, 9.0, ["night"]),
        ("terminals", "port", 4.75, 9.0, []),
        ("crane_pools", "cranes", 2.0, 2.1, ["work_too_short"]),
    ],
)
def test_closures(
    table: str, row_id: str, begin_h: float, end_h: float, expected: list[str]
) -> None:
    """A closed berth or quay must be empty; at a closed terminal or pool, work rests."""
    assert one(ADA, closures=(closure(table, row_id, begin_h, end_h),)) == expected


def test_a_pause_in_the_work_is_no_fault_if_the_stay_is_longer() -> None:
    longer = place(ADA, "b1", 1.0, work_h=4.0)
    assert one(ADA, longer, closures=(closure("terminals", "port", 2.0, 3.0),)) == []


def test_opening_hours_and_night_rules() -> None:
    terminals = changed(REGION.terminals, "port", opening_hours="00:00-04:00")
    assert one(ADA, terminals=terminals) == ["work_too_short"]
    berths = changed(REGION.berths, "b1", opening_hours="00:00-04:29")
    assert one(ADA, berths=berths) == ["work_too_short"]
    quays = changed(REGION.quays, "quay", berthing_hours="01:00-04:45")
    assert one(ADA, quays=quays) == []
    quays = changed(REGION.quays, "quay", berthing_hours="01:01-04:45")
    assert one(ADA, quays=quays) == ["night"]
    quays = changed(REGION.quays, "quay", berthing_hours="01:00-04:44")
    assert one(ADA, quays=quays) == ["night"]


def test_a_berth_that_is_not_in_service() -> None:
    assert one(ADA, berths=changed(REGION.berths, "b1", in_service=False)) == ["not_in_service"]
    terminals = changed(REGION.terminals, "port", in_service=False)
    assert one(ADA, terminals=terminals) == ["not_in_service"]


def test_a_stay_must_leave_time_for_the_work() -> None:
    short = place(ADA, "b1", 1.0, work_h=2.75)
    assert one(ADA, short) == ["work_too_short"]
    hasty = replace(PLAN[0], work_from=at(1.25))
    assert one(ADA, hasty) == ["work_too_short"]
    two = place(ADA, "b1", 1.0, cranes=2, work_h=1.75)
    assert one(ADA, two) == []  # two cranes do as much as 1.87
    assert one(ADA, place(ADA, "b1", 1.0, cranes=2, work_h=1.5)) == ["work_too_short"]
    assert one(ADA, place(ADA, "b1", 1.0, cranes=0)) == ["no_crane", "work_too_short"]


def test_cranes_that_come_and_go_are_counted_by_the_minute() -> None:
    """One crane for an hour and a half, then two: 150 t and then 187 t an hour."""
    base = place(ADA, "b1", 1.0, work_h=2.5)
    first = CraneUse(pool_id="cranes", cranes=1, held_from=at(1.0), held_until=at(3.0))
    second = CraneUse(pool_id="cranes", cranes=2, held_from=at(3.0), held_until=base.end)
    assert one(ADA, replace(base, cranes=(first, second))) == []
    late = replace(second, held_from=at(3.5))
    assert one(ADA, replace(base, cranes=(first, late))) == ["work_too_short"]


def test_cranes_that_may_not_be_held() -> None:
    pools = changed(REGION.crane_pools, "cranes", most_per_vessel=1)
    two = place(ADA, "b1", 1.0, cranes=2)
    assert one(ADA, two, crane_pools=pools) == ["too_many_cranes"]
    pools = changed(REGION.crane_pools, "cranes", packings=("bagged",))
    assert one(ADA, crane_pools=pools) == ["foreign_crane"]
    early = CraneUse(pool_id="cranes", cranes=1, held_from=at(0.5), held_until=PLAN[0].end)
    assert one(ADA, replace(PLAN[0], cranes=(early,))) == ["cranes_not_held"]


def test_a_pool_lends_what_is_manned() -> None:
    region = harbour(crane_shifts=(shift("00:00-02:30", 2), shift("02:30-24:00", 1)))
    assert codes(region=region) == ["cranes_short"]
    assert codes(region=harbour(crane_shifts=(shift("00:00-24:00", 2),))) == []
    found = broken(region=region)[0]
    assert set(found.calls) == {"ada", "bob"}
    assert "02:30" in found.to_dict()["text"]


def test_where_nobody_works_cranes_may_stay_with_a_vessel() -> None:
    """From 2:00 to 3:00 no crane is manned: work rests, and the vessel keeps its crane."""
    shifts = (shift("00:00-02:00", 1), shift("03:00-24:00", 1))
    assert one(ADA, place(ADA, "b1", 1.0, work_h=4.0), crane_shifts=shifts) == []
    assert one(ADA, crane_shifts=shifts) == ["work_too_short"]


def test_a_terminal_without_cranes_works_at_its_own_pace() -> None:
    """300 t at 50 t/h take six hours."""
    entry = place(ADA, "b1", 1.0, cranes=0, work_h=6.0)
    assert one(ADA, entry, crane_pools=()) == []
    assert one(ADA, place(ADA, "b1", 1.0, cranes=0, work_h=5.75), crane_pools=()) == [
        "work_too_short"
    ]


def test_two_vessels_at_one_berth() -> None:
    found = broken(plan=(PLAN[0], PLAN[1], place(EVE, "b1", 4.5)))
    assert [conflict.code for conflict in found] == ["overlap", "cranes_short"]
    assert found[0].calls == ("ada", "eve")
    assert set(found[1].calls) == {"ada", "bob", "eve"}


def test_pairs_lie_side_by_side_at_one_berth() -> None:
    bob = replace(BOB, beside_call_id="ada", discharge_t=0.0, load_t=300.0)
    calls = (replace(ADA, eta=at(1)), bob)
    first = place(ADA, "b1", 2.0)
    second = replace(first, call_id="bob", cranes=(), by_cause=costs(bob, "b1", at(2), first.end))
    assert codes(calls=calls, plan=(first, second)) == []  # moved once, from vessel to vessel
    apart = place(bob, "b2", 2.0)
    assert codes(calls=calls, plan=(first, apart)) == ["not_beside"]


def test_what_goes_into_the_yard_takes_longer_side_by_side() -> None:
    bob = replace(BOB, beside_call_id="ada")
    first = place(ADA, "b1", 2.0)
    second = replace(first, call_id="bob", cranes=(), by_cause=costs(bob, "b1", at(2), first.end))
    assert codes(calls=(ADA, bob), plan=(first, second)) == ["work_too_short"]


def test_one_after_the_other() -> None:
    eve = replace(EVE, after_call_id="bob")
    assert codes(calls=(ADA, BOB, eve)) == ["not_after"]
    later = place(eve, "b1", 5.75)
    assert codes(calls=(ADA, BOB, eve), plan=(*PLAN[:2], later)) == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"capacity_t": 900.0}, []),
        ({"capacity_t": 899.0}, ["stock_full"]),
        ({"capacity_t": 899.0, "outflow_t_per_h": 10.0}, []),
        ({"capacity_t": 900.0, "opening_t": 1.0}, ["stock_full"]),
        ({"packing": "bagged", "capacity_t": 1.0}, []),
    ],
)
def test_the_yard_takes_what_is_discharged(cells: dict[str, Any], expected: list[str]) -> None:
    """Three vessels discharge 900 t."""
    assert codes(region=harbour(stocks=(stock(**cells),))) == expected


def test_the_land_side_takes_no_more_than_there_is() -> None:
    """It could take 250 t/h: the yard stays empty, and no vessel makes it emptier than that."""
    assert codes(region=harbour(stocks=(stock(capacity_t=900.0, outflow_t_per_h=250.0),))) == []
    entry = replace(ADA, discharge_t=0.0, load_t=300.0)
    assert one(entry, stocks=(stock(opening_t=300.0, outflow_t_per_h=1.0),)) == ["stock_empty"]


def test_what_the_land_side_could_have_taken_before_makes_no_room() -> None:
    """A yard that was empty for an hour is not emptier for that."""
    yard = stock(capacity_t=299.0, outflow_t_per_h=30.0)
    assert one(ADA, stocks=(replace(yard, outflow_t_per_h=0.5),)) == []
    assert one(ADA, stocks=(replace(yard, outflow_t_per_h=0.2),)) == ["stock_full"]
    assert one(ADA, stocks=(replace(yard, outflow_t_per_h=0.2, opening_t=1.0),)) == ["stock_full"]


def test_the_yard_has_what_is_loaded() -> None:
    entry = replace(ADA, discharge_t=0.0, load_t=300.0)
    assert one(entry, stocks=(stock(opening_t=300.0),)) == []
    assert one(entry, stocks=(stock(opening_t=299.0),)) == ["stock_empty"]
    assert one(entry, stocks=(stock(inflow_t_per_h=100.0),)) == []


def test_costs_are_counted_again() -> None:
    wrong = {**PLAN[2].by_cause, "waiting": 0}
    assert codes(plan=with_place(2, by_cause=wrong)) == ["cost_differs"]
    entry = replace(ADA, latest_departure=at(4.0), preferred_berth_id="b2", weight=2.0)
    assert one(entry) == []
    free = replace(PLAN[0], by_cause=PLAN[0].by_cause)
    assert codes(calls=(entry,), plan=(free,)) == ["cost_differs"]


def on_quay(entry: Call, from_m: float, start_h: float, metres: float = 45.0) -> Assignment:
    spot = place(entry, "", start_h)
    return replace(spot, berth_id="", from_m=from_m, to_m=from_m + metres)


@pytest.mark.parametrize(
    ("from_m", "metres", "expected"),
    [
        (50.0, 45.0, []),
        (49.9, 45.0, ["clearance"]),
        (44.9, 45.0, ["overlap"]),
        (75.1, 45.0, ["off_quay"]),
        (60.0, 44.0, ["too_short_place"]),
    ],
)
def test_metres_of_a_continuous_quay(from_m: float, metres: float, expected: list[str]) -> None:
    """Ada lies from 0 to 45 m; five metres must stay free beside her."""
    region = harbour(quays=changed(REGION.quays, "quay", continuous=True))
    plan = (on_quay(ADA, 0.0, 1.0), on_quay(BOB, from_m, 2.0, metres))
    assert codes(region=region, calls=(ADA, BOB), plan=plan) == expected


def test_every_conflict_is_said_in_both_languages() -> None:
    for code in CONFLICTS:
        said = Conflict((), code, {"vessel": "Ark", "at": "b", "at_zh": "乙"}).to_dict()
        assert said["text"]
        assert said["text_zh"]


def test_summer_time_is_no_conflict() -> None:
    """Hours that clocks skip are elapsed time, not wall clock: three hours of work stay three."""
    region = harbour()
    region = replace(region, info=replace(region.info, time_zone="Europe/Berlin"))
    start = at(24 * 27)  # the night of 29 March 2026
    entry = call("dst", 24 * 27)
    spot = place(entry, "b1", 24 * 27)
    local = {
        key: getattr(spot, key).astimezone(region.zone)
        for key in ("start", "end", "work_from", "work_until")
    }
    found = check_plan(
        region, (entry,), (replace(spot, **local),), terminal_ids=("port",), start=start,
        until=start + timedelta(hours=24), as_of=start, params=PARAMS,
    )  # fmt: skip
    assert found == ()
