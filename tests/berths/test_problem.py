"""From calls to the integer problem: mistakes, pools of equal berths, pins, pairs, reasons."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from harbour import CALLS, START, at, call, changed, closure, harbour, level, shift, stock

from tongqu import load_region
from tongqu.berths.core.uses import FOREVER
from tongqu.berths.params import BerthParams
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.side import first_start, last_end, without_vain_stays
from tongqu.berths.stocks import Book, books_of
from tongqu.errors import DatasetError, NotFoundError, UsageError
from tongqu.model.calls import Call
from tongqu.model.region import Region
from tongqu.model.works import Work, WorkChange, WorkDate


def ask(
    calls: list[Call] | tuple[Call, ...], region: Region | None = None, **more: Any
) -> BerthProblem:
    return make_problem(region or harbour(), calls, start=START, **{"hours": 48, **more})


def cheapest(problem: BerthProblem, call_id: str, berth: str | None = None) -> tuple[int, int]:
    """Return mode and start of the cheapest stay of a call."""
    found = [
        (int(problem.model.cost[j, t]), j, int(t))
        for j, mode in enumerate(problem.modes)
        if call_id in mode.call_ids and (berth is None or berth in mode.berth_ids)
        for t in np.flatnonzero(problem.model.stay[j])
    ]
    _, mode, slot = min(found)
    return mode, slot


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code", "column"),
    [
        ({"preferred_berth_id": "b9"}, "unknown_id", "preferred_berth_id"),
        ({"equipment": ("crane",)}, "unknown_id", "equipment"),
        ({"vessel_class_id": "huge"}, "unknown_id", "vessel_class_id"),
        ({"commodity_id": "gold"}, "unknown_id", "commodity_id"),
        ({"beside_call_id": "nobody"}, "unknown_call", "beside_call_id"),
        ({"after_call_id": "ada"}, "unknown_call", "after_call_id"),
        ({"weight": 0.0}, "out_of_range_call", "weight"),
        ({"discharge_t": float("nan")}, "out_of_range_call", "discharge_t"),
        ({"load_t": -1.0}, "out_of_range_call", "load_t"),
        ({"eta": datetime(2026, 3, 2)}, "time_without_offset", "eta"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_mistake_in_a_call_is_named(fields: dict[str, Any], code: str, column: str) -> None:
    ada = replace(CALLS[0], **fields, source_row=7)
    with pytest.raises(DatasetError) as caught:
        ask([ada, CALLS[1]])
    [problem] = caught.value.problems
    assert (problem.code, problem.column, problem.row) == (code, column, 7)
    assert problem.params["call"] == "ada"


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(DatasetError) as caught:
        ask([CALLS[0], CALLS[0], replace(CALLS[1], weight=-1.0)])
    assert {problem.code for problem in caught.value.problems} == {
        "duplicate_id", "out_of_range_call",
    }  # fmt: skip


def test_three_abreast_are_refused() -> None:
    three = [replace(CALLS[0], beside_call_id="bob"), replace(CALLS[2], beside_call_id="bob")]
    with pytest.raises(DatasetError, match="more_than_two_abreast"):
        ask([*three, CALLS[1]])


def test_terminals_that_do_not_exist_or_have_no_berths() -> None:
    with pytest.raises(NotFoundError):
        ask(CALLS, terminal="nowhere")
    with pytest.raises(UsageError, match="no_berths"):
        make_problem(load_region("qujiang"), [], terminal="jeddah", start=START)
    with pytest.raises(UsageError, match="parameter_out_of_range"):
        ask(CALLS, hours=0)


def test_a_work_that_changes_the_port_during_the_plan() -> None:
    """Depth and service are followed by the minute; another column would be dropped, so no."""
    region = harbour()
    work = Work(id="w", name="Works", name_zh="工程", kind="port", status="building",
                observed_on=START.date(), source_id="invented")  # fmt: skip
    opens = WorkDate(
        id="w-open", work_id="w", milestone="open", status="expected", on_date=at(24).date(),
        known_on=START.date(), source_id="invented",
    )  # fmt: skip

    def changing(column: str, value: str) -> Region:
        change = WorkChange(id="c", work_id="w", table="berths", row_id="b2", column=column,
                            value=value, source_id="invented")  # fmt: skip
        return region.with_tables(works=(work,), work_dates=(opens,), work_changes=(change,))

    with pytest.raises(DatasetError, match="change_during_plan"):
        ask(CALLS, changing("length_m", "70"))
    large = call("ada", 1.0, vessel_class_id="large", pinned_berth_id="b2")
    deepened = region.with_tables(berths=changed(region.berths, "b2", dwt_max_t=1000.0))
    assert not ask([large], deepened).is_servable
    later = changing("depth_m", "3.0").with_tables(berths=deepened.berths)
    problem = ask([large], later)
    assert problem.time_of(cheapest(problem, "ada")[1]) == at(24)
    assert ask([large], later, as_of=START - timedelta(days=1)).shut_out  # not known then


# --- equal berths -------------------------------------------------------------------------------


def test_equal_berths_are_one_group() -> None:
    region = load_region("qujiang")
    calls = [replace(one, vessel_class_id="barge-500") for one in CALLS]
    problem = make_problem(region, calls, terminal="qujiang-port-2", start=START, hours=48)
    assert problem.model.berths.tolist() == [11]
    wish = replace(calls[0], preferred_berth_id="qujiang-port-2-berth-03")
    problem = make_problem(
        region, [wish, *calls[1:]], terminal="qujiang-port-2", start=START, hours=48
    )
    assert sorted(problem.model.berths.tolist()) == [1, 10]


def test_a_berth_that_differs_only_where_nobody_notices_is_pooled() -> None:
    """B2 is shallower and shorter of goods, but not for these calls."""
    assert ask(CALLS).model.berths.tolist() == [2]
    region = harbour()
    region = region.with_tables(closures=(closure("berths", "b2", 5, 6),))
    assert ask(CALLS, region).model.berths.tolist() == [1, 1]


def test_water_that_falls_for_one_vessel_divides_the_group() -> None:
    region = harbour(water_levels=(level(5, -0.45), level(9, 0.0)))
    problem = ask(CALLS, region)
    assert problem.model.berths.tolist() == [1, 1]
    light = [replace(one, draught_m=1.0) for one in CALLS]
    assert ask(light, region).model.berths.tolist() == [2]


# --- stays and costs ----------------------------------------------------------------------------


def test_a_stay_with_its_pause_and_its_causes() -> None:
    region = harbour(crane_shifts=(shift("00:00-03:00", 2), shift("08:00-24:00", 2)))
    ada = replace(CALLS[0], weight=1.5, latest_departure=at(8), preferred_berth_id="b2")
    problem = ask([ada], region)
    mode = next(j for j, m in enumerate(problem.modes) if m.berth_ids == ("b1",) and m.cranes == 1)
    stay = problem.stay(mode, 4)
    # From 1:00; 90 minutes of work before 3:00, the other 90 from 8:00 on.
    assert (stay.start, stay.work_from, stay.work_until, stay.end) == (60, 90, 570, 585)
    causes = problem.causes(mode, 4)["ada"]
    assert causes == {
        "waiting": 0, "handling": 150 * 525, "late": 450 * 105, "not_preferred": 9000, "moved": 0,
    }  # fmt: skip
    assert sum(causes.values()) == problem.model.cost[mode, 4]
    assert [round((time - START) / timedelta(minutes=1)) for time in problem.times(mode, 4)] == [
        60, 90, 570, 585,
    ]  # fmt: skip


def test_cranes_stay_held_where_none_is_manned() -> None:
    """As many as are manned before and after the gap."""
    region = harbour(crane_shifts=(shift("00:00-03:00", 2), shift("08:00-24:00", 1)))
    cranes = ask([CALLS[0]], region, hours=24).model.capacity[0]
    assert cranes[:12].tolist() == [2] * 12
    assert set(cranes[12:].tolist()) == {1}


def test_a_gap_holds_no_more_than_its_poorer_side() -> None:
    """Whichever side that is: a longer shift, on either side, must never cost."""
    region = harbour(crane_shifts=(shift("00:00-03:00", 1), shift("08:00-24:00", 2)))
    cranes = ask([CALLS[0]], region, hours=24).model.capacity[0]
    assert set(cranes[:32].tolist()) == {1}
    assert set(cranes[32:].tolist()) == {2}


def test_what_just_fits_fits() -> None:
    """Depth, part-laden cargo, arrival and window at their limits, to the minute."""
    low = harbour(water_levels=(level(0, -0.4),))
    assert {b for m in ask([CALLS[0]], low).modes for b in m.berth_ids} == {"b1", "b2"}
    problem = ask([CALLS[0], replace(CALLS[1], draught_m=2.0)], low)  # bob is too deep for b2 now
    assert {(m.call_ids[0], b) for m in problem.modes for b in m.berth_ids} == {
        ("ada", "b1"), ("ada", "b2"), ("bob", "b1"),
    }  # fmt: skip
    part = low.with_tables(berths=changed(low.berths, "b2", dwt_part_laden_t=1000.0))
    large = call("ada", 1.0, vessel_class_id="large", draught_m=1.9, discharge_t=500.0)
    assert {b for m in ask([large], part).modes for b in m.berth_ids} == {"b1", "b2"}
    half = timedelta(seconds=30)
    ada = replace(CALLS[0], eta=at(1) + half, window_until=at(3) - half)
    problem = ask([ada])
    slots = np.flatnonzero(problem.model.stay[0])
    assert (slots[0] * 15, slots[-1] * 15) == (75, 165)
    assert problem.causes(0, int(slots[0]))["ada"]["waiting"] == 1400  # from 1:01


def test_more_cranes_that_end_no_sooner_are_no_mode() -> None:
    slow = harbour()
    slow = slow.with_tables(
        crane_pools=tuple(replace(row, interference_exponent=0.1) for row in slow.crane_pools)
    )
    assert {m.cranes for m in ask([CALLS[0]], slow).modes} == {1, 2}
    idle = replace(CALLS[0], discharge_t=0.0)
    assert {m.cranes for m in ask([idle], slow).modes} == {1}


def test_boxes_weigh_what_is_in_them() -> None:
    region = harbour()
    boxes = replace(CALLS[0], discharge_t=0.0, discharge_teu=10.0)
    bulk = replace(CALLS[0], discharge_t=200.0)
    region = region.with_tables(
        terminals=tuple(replace(t, packings=("bulk", "boxes")) for t in region.terminals),
        berths=tuple(replace(b, packings=("bulk", "boxes")) for b in region.berths),
    )
    one, other = ask([boxes], region), ask([bulk], region)
    assert [m.work_min for m in one.modes] == [m.work_min for m in other.modes]


# --- what is given ------------------------------------------------------------------------------


def test_a_pin_counts_to_the_minute_and_holds_its_slots() -> None:
    ada = replace(CALLS[0], pinned_berth_id="b1", pinned_start=at(1) + timedelta(minutes=7))
    problem = ask([ada])
    mode, slot = cheapest(problem, "ada")
    assert problem.model.stay.astype(bool).sum() == len(problem.modes)
    assert slot == 4
    stay = problem.stay(mode, slot)
    assert stay.start == 67
    assert stay.end == (slot + problem.model.stay[mode, slot]) * 15
    assert problem.causes(mode, slot)["ada"]["waiting"] == 700


def test_a_vessel_that_lies_there_already_has_worked_since_it_came() -> None:
    """It came before the plan, at night and before its window: that is a fact."""
    region = harbour()
    region = region.with_tables(
        quays=tuple(replace(row, berthing_hours="06:00-22:00") for row in region.quays)
    )
    ada = call("ada", -1.0, discharge_t=1000.0, pinned_berth_id="b1", pinned_start=at(-3.0),
               window_from=at(5))  # fmt: skip
    problem = ask([ada], region)
    mode = next(j for j, m in enumerate(problem.modes) if m.cranes == 1)
    stay = problem.stay(mode, 0)
    assert (stay.start, stay.work_from, stay.work_until, stay.end) == (-180, -150, 450, 465)
    assert problem.model.cost[mode, 0] == 100 * (465 + 180)


def test_a_vessel_that_should_have_left_holds_a_slot() -> None:
    ada = call("ada", -20.0, pinned_berth_id="b1", pinned_start=at(-20.0))
    problem = ask([ada])
    assert {int(problem.model.stay[j, 0]) for j in range(len(problem.modes))} == {1}
    with pytest.raises(UsageError, match="pinned_too_early"):
        ask([call("ada", 0, pinned_start=START - timedelta(days=40))])


def test_two_that_lie_side_by_side_are_placed_once() -> None:
    """What one discharges into the other is moved once; each has its own causes."""
    bob = call("bob", 3.0, discharge_t=0.0, load_t=200.0, beside_call_id="ada", weight=2.0)
    problem = ask([CALLS[0], bob])
    assert [item.call_ids for item in problem.items] == [("ada", "bob")]
    mode, slot = cheapest(problem, "ada")
    assert problem.mode_of(mode).call_ids == ("ada", "bob")
    one = next(m for m in problem.modes if m.cranes == 1)
    assert one.work_min == 180  # of 500 t in and out, 200 t go from vessel to vessel
    assert problem.stay(mode, slot).start == 180
    causes = problem.causes(mode, slot)
    assert causes["ada"]["waiting"] == 12_000
    assert causes["bob"]["waiting"] == 0
    total = sum(sum(each.values()) for each in causes.values())
    assert total == problem.model.cost[mode, slot]


def test_two_starts_of_a_pair_cannot_both_be_kept() -> None:
    bob = call("bob", 1.0, beside_call_id="ada", pinned_start=at(4))
    problem = ask([replace(CALLS[0], pinned_start=at(3)), bob])
    assert {rule.code for rule in problem.shut_out} == {"not_beside"}


def test_a_move_against_an_earlier_plan_costs() -> None:
    params = BerthParams(moved_call_h=2.0, moved_hour_factor=0.5)
    before = {"ada": ("b1", at(3))}
    problem = ask([CALLS[0]], params=params, before=before)
    mode, _ = cheapest(problem, "ada", "b1")
    assert problem.mode_of(mode).berth_ids == ("b1",)
    assert problem.causes(mode, 12)["ada"]["moved"] == 0
    assert problem.causes(mode, 16)["ada"]["moved"] == 12_000 + 3_000
    other, _ = cheapest(problem, "ada", "b2")
    assert problem.causes(other, 12)["ada"]["moved"] == 12_000
    for j, t in ((mode, 12), (mode, 16), (other, 12)):
        assert sum(problem.causes(j, t)["ada"].values()) == problem.model.cost[j, t]


def test_berths_that_other_pools_reach_are_not_equal() -> None:
    region = harbour()
    quays = (region.quays[0], replace(region.quays[0], id="other", name="Other"))
    berths = (region.berths[0], replace(region.berths[0], id="b2", quay_id="other"))
    everywhere = replace(region.crane_pools[0], quay_id="")
    there = replace(everywhere, id="more", quay_id="other")
    one = harbour(quays=quays, berths=berths, crane_pools=(everywhere,))
    two = harbour(quays=quays, berths=berths, crane_pools=(everywhere, there))
    assert ask(CALLS, one).model.berths.tolist() == [2]
    problem = ask(CALLS, two)
    assert problem.model.berths.tolist() == [1, 1]
    pools = {(m.berth_ids, m.pool_id) for m in problem.modes}
    assert pools == {(("b1",), "cranes"), (("b2",), "cranes"), (("b2",), "more")}


# --- sequences and stocks -----------------------------------------------------------------------


def books(calls: Any, **cells: Any) -> dict[str, Book]:
    region = harbour(stocks=(stock(**cells),))
    return {book.kind: book for book in books_of(ask(calls, region), region.stocks[0])}


def test_the_books_of_a_stock_bound_all_plans() -> None:
    """All that could come is counted as early, all that could leave as late as it can."""
    ada = replace(CALLS[0], pinned_berth_id="b1", pinned_start=at(2))
    bob = call("bob", 10.0, discharge_t=0.0, load_t=100.0)
    cells = {"opening_t": 500.0, "outflow_t_per_h": 4.0}
    problem = ask([ada, bob], harbour(stocks=(stock(**cells),)))
    book = books([ada, bob], **cells)
    room = book["room"].highest(problem.model.stay, problem.model.mode_call) / 1000
    assert (room[0], room[8], room[9]) == (500.0, 500 - 8 + 300, 500 - 9 + 300)
    assert room[-1] == 500 - 191 + 300  # by the end of the plan bob need not have left
    missing = book["cargo"].highest(problem.model.stay, problem.model.mode_call) / 1000
    there = 10_000 - missing
    assert there[8] == 500 - 8
    assert there[4 * 6] == 500 - 24 + 300  # by then ada has discharged, whatever its cranes
    assert there[4 * 10] == 500 - 40 + 300 - 100


def test_what_the_land_side_clears_makes_room_once() -> None:
    """A shed that has long been empty is not emptier for that."""
    calls = [call("ada", 30.0, discharge_t=450.0), call("bob", 30.0, discharge_t=450.0)]
    cells = {"capacity_t": 800.0, "outflow_t_per_h": 40.0}
    problem = ask(calls, harbour(stocks=(stock(**cells),)))
    room = books(calls, **cells)["room"].highest(problem.model.stay, problem.model.mode_call)
    assert room[4 * 30] == 900_000
    assert [row.kind for row in problem.rows if row.lasts == FOREVER] == ["cranes", "room"]
    assert any(row.lasts == 1 for row in problem.rows)


def test_what_a_vessel_did_before_the_plan_is_not_counted_on() -> None:
    """It lies there already: half of its cargo was there when the plan began."""
    ada = call("ada", -2.0, pinned_berth_id="b1", pinned_start=at(-2))  # works from 22:30 to 1:30
    taken = books([ada])["room"].taken
    # With one crane it works until 1:30, with two until 0:07.
    assert sorted(taken.tolist()) == [21_650, 150_000]


def test_a_stock_that_only_the_land_side_moves_binds_nobody() -> None:
    region = harbour(stocks=(stock(opening_t=10.0, outflow_t_per_h=50.0),))
    assert ask(CALLS, region).books == ()
    full = harbour(stocks=(stock(capacity_t=10.0, opening_t=10.0, inflow_t_per_h=50.0),))
    assert ask([call("bob", 1.0, discharge_t=0.0, load_t=5.0)], full).books == ()


def test_a_sequence_has_a_row_where_a_plan_could_break_it() -> None:
    ada = replace(CALLS[0], pinned_start=at(1))
    for eta_h, rows in ((4.75, 0), (4.5, 1)):  # ada leaves at 4:45 with one crane
        bob = call("bob", eta_h, after_call_id="ada")
        problem = ask([ada, bob])
        assert [row.kind for row in problem.rows].count("after") == rows


def test_nobody_begins_before_the_call_that_it_must_follow_can_have_ended() -> None:
    bob = call("bob", 0.0, after_call_id="ada")
    eve = call("eve", 0.0, after_call_id="bob")
    problem = ask([CALLS[0], bob, eve])
    model = without_vain_stays(problem).model
    stays = [model.stay[model.mode_call == k] for k in range(3)]
    long = 10  # quarters of an hour with two cranes; one takes longer
    assert [first_start(stay) for stay in stays] == [4, 4 + long, 4 + 2 * long]
    end = model.slots
    assert [last_end(stay) for stay in stays] == [end - 2 * long, end - long, end]


def test_calls_that_follow_each_other_in_a_circle_are_refused() -> None:
    calls = [call("ada", 1.0, after_call_id="eve"), call("bob", 1.0, after_call_id="ada"),
             call("eve", 1.0, after_call_id="bob")]  # fmt: skip
    with pytest.raises(DatasetError) as caught:
        ask(calls)
    assert [problem.code for problem in caught.value.problems] == ["calls_in_a_circle"]
    beside = [call("ada", 1.0), call("bob", 1.0, beside_call_id="ada", after_call_id="ada")]
    with pytest.raises(DatasetError) as caught:
        ask(beside)
    assert [problem.code for problem in caught.value.problems] == ["calls_in_a_circle"]


# --- who is shut out, and why -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"length_m": 70.0}, {("b1", "too_long", 70.0, 60.0), ("b2", "too_long", 70.0, 60.0)}),
        ({"draught_m": 3.0}, {("b1", "too_shallow", 3.2, 3.0), ("b2", "too_shallow", 3.2, 2.5)}),
        ({"packing": "boxes"}, {("b1", "wrong_packing", "boxes", "bulk;bagged"),
                                ("b2", "wrong_packing", "boxes", "bulk")}),
        ({"commodity_id": "pulp", "pinned_berth_id": "b2"},
         {("b1", "berth_not_pinned", "b1", "b2"), ("b2", "wrong_packing", "bagged", "bulk"),
          ("b2", "wrong_cargo", "pulp", "coal")}),
        ({"vessel_class_id": "large", "draught_m": 4.0, "pinned_berth_id": "b2"},
         {("b1", "berth_not_pinned", "b1", "b2"), ("b2", "too_heavy", 1000.0, 500.0)}),
        ({"discharge_t": 1e6}, {("b1", "outside_horizon", None, at(48)),
                                ("b2", "outside_horizon", None, at(48))}),
        ({"pinned_start": at(0.5)}, {("b1", "before_arrival", at(1), None),
                                     ("b2", "before_arrival", at(1), None)}),
    ],
)  # fmt: skip
def test_every_rule_that_shuts_a_call_out_is_told(
    fields: dict[str, Any], rules: set[tuple[Any, ...]]
) -> None:
    problem = ask([replace(CALLS[0], **fields), CALLS[1]])
    told = {(rule.berth_id, rule.code, rule.value, rule.limit) for rule in problem.shut_out}
    assert told == rules
    assert {rule.call_id for rule in problem.shut_out} == {"ada"}
    assert problem.core_call == {1: 0}  # the others stay a problem that can be solved


def test_the_rule_of_the_hour_is_the_one_that_would_have_to_give_way() -> None:
    """The window lies in the dredging: without either there would be a start."""
    ada = replace(CALLS[0], window_from=at(5), window_until=at(6), pinned_berth_id="b1")
    region = harbour(closures=(closure("berths", "b1", 4, 20),))
    problem = ask([ada], region)
    found = {rule.code: rule for rule in problem.shut_out if rule.berth_id == "b1"}
    assert set(found) == {"not_usable", "outside_window"}
    assert found["not_usable"].at == at(4)
    assert (found["outside_window"].value, found["outside_window"].limit) == (at(5), at(6))


def test_no_calls_are_no_problem() -> None:
    problem = ask([])
    assert (problem.model.calls, problem.is_servable, problem.modes) == (0, True, ())


def test_what_the_problem_rests_on_is_named() -> None:
    region = load_region("qujiang")
    calls = [replace(CALLS[0], vessel_class_id="barge-500")]
    problem = make_problem(region, calls, terminal="qujiang-port-2", start=START, hours=48)
    assert {"berth-length", "quay-cranes", "crane-shifts", "handling-bulk"} <= set(
        problem.assumption_ids
    )
    assert "assumed" in problem.source_ids
