"""A plan against random delays: luck that is shared, times that are right, buffers that pay."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from harbour import START, at, call, closure, harbour, place, shift
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.berths.delays import Delays, luck
from tongqu.berths.dispatch import Dispatcher, Fact, Task
from tongqu.berths.items import make_items
from tongqu.berths.params import BerthParams
from tongqu.berths.plan import plan_berths
from tongqu.berths.plan_file import read_plan_text
from tongqu.berths.result import BerthPlan
from tongqu.berths.simulate_week import WeekParams, WeekSimulation, simulate_week
from tongqu.berths.week_case import carry_out, week_case
from tongqu.berths.yard import NEVER, Yard, YardMaker
from tongqu.errors import DatasetError, UsageError
from tongqu.estimates import intervals, student
from tongqu.model.calls import Call
from tongqu.model.region import Region

PARAMS = BerthParams(time_limit_s=2.0)
REGION = harbour()
ONE_BERTH = harbour(berths=REGION.berths[:1])
NO_DELAYS = Delays(arrival_sd_h=0.0, work_cv=0.0)
PLAIN = WeekParams(buffers_min=(), buffer_limit_s=1.0)


def planned(calls: tuple[Call, ...], region: Region = REGION, **asked: Any) -> BerthPlan:
    given = {"start": START, "hours": 72, "params": PARAMS, **asked}
    return plan_berths(region, calls, **given)


def queue(count: int) -> tuple[Call, ...]:
    return tuple(call(f"c{k}", 1.0) for k in range(count))


PLAN = planned(queue(4), ONE_BERTH)


def week(plan: BerthPlan = PLAN, **asked: Any) -> WeekSimulation:
    given: dict[str, Any] = {"replications": 40, "params": PLAIN, **asked}
    return simulate_week(plan, **given)


# --- without any delay it is the plan -------------------------------------------------------------


def test_without_delays_every_slot_holds_and_every_stay_is_as_planned() -> None:
    plan = planned((*queue(3), call("d", 5.0, discharge_t=600.0), call("e", 9.0, load_t=100.0)))
    case = week_case(plan, REGION)
    draws = case.draws(NO_DELAYS, 0, 10)
    starts, ends, berths = carry_out(case, case.tasks(plan.assignments), draws, rule="keep",
                                     early=False)  # fmt: skip
    for k, item in enumerate(case.items):
        slot = plan.assignment(item.id)
        assert slot is not None
        assert set(starts[k]) == {case.minute(slot.start)}
        assert set(berths[k]) == {case.yard.berth_ids.index(slot.berth_id)}
        # The plan ends on its grid; in truth a vessel leaves when it may.
        assert 0 <= case.minute(slot.end) - ends[k, 0] < PARAMS.time_step_min
    found = week(plan, delays=NO_DELAYS)
    assert all(slot.holds.value == 1.0 for slot in found.slots)
    assert found.nominal.knock_on_mean_h == 0.0
    assert found.unserved == 0


def test_a_late_vessel_makes_the_next_ones_late() -> None:
    found = week(delays=Delays(arrival_mean_h=2.0, arrival_sd_h=0.0, work_cv=0.0))
    first, second = found.slots[:2]
    assert first.knock_on_h == 0.0
    assert first.late_start_h == pytest.approx(2.0)
    assert first.knocks_h > 0
    assert second.knocked_by == first.assignment.call_id
    assert second.knock_on_h > 0
    assert first.holds.value == 0.0


def test_who_comes_early_waits_for_its_slot_unless_it_may_begin_early() -> None:
    early = Delays(arrival_mean_h=-0.5, arrival_sd_h=0.0, work_cv=0.0)
    alone = planned((call("a", 5.0),))
    assert week(alone, delays=early).slots[0].wait_median_h.value == pytest.approx(0.5)
    may = replace(PLAIN, early=True)
    assert week(alone, delays=early, params=may).slots[0].wait_median_h.value == 0.0


def test_the_first_free_berth_is_taken_where_the_own_one_is_not_free() -> None:
    plan = planned((call("slow", 1.0, pinned_berth_id="b1"), call("next", 4.0)))
    plan = replace(plan, assignments=(
        place(plan.calls[0], "b1", 1.0), place(plan.calls[1], "b1", 4.75)
    ))  # fmt: skip
    slow = Delays(arrival_sd_h=0.0, work_mean=3.0, work_cv=0.0)
    kept = week(plan, delays=slow)
    free = week(plan, delays=slow, params=replace(PLAIN, rule="first_free"))
    assert kept.slots[1].knock_on_h > 5.0
    assert free.slots[1].knock_on_h == 0.0


# --- the port is obeyed ---------------------------------------------------------------------------

DISTURBED = harbour(
    closures=(closure("berths", "b1", 6, 10), closure("terminals", "port", 14, 15)),
    crane_shifts=(shift("06:00-14:00", 2), shift("14:00-22:00", 1)),
)


def _served(region: Region, seed: int, rule: str) -> tuple[Yard, dict[int, Any], list[Fact]]:
    rng = np.random.default_rng(seed)
    calls = [call(f"c{k}", 1.0, discharge_t=float(rng.integers(50, 500))) for k in range(8)]
    maker = YardMaker(region, ("port",), START, 6 * 1440, START, PARAMS)
    ways = [maker.ways(item) for item in make_items(calls, region, PARAMS)]
    yard = maker.yard()
    facts = [Fact(int(rng.integers(0, 1200)), float(rng.uniform(0.5, 2.0)), 30, 15) for _ in calls]
    dispatcher = Dispatcher(yard, facts, rule=rule)
    tasks = {
        k: Task(w, int(rng.integers(len(w))), int(rng.integers(0, 1200)))
        for k, w in enumerate(ways)
    }
    dispatcher.run(tasks, 0, yard.minutes)
    return yard, dispatcher.served, facts


@given(seed=st.integers(0, 10_000), rule=st.sampled_from(["keep", "first_free"]))
@settings(max_examples=25, deadline=None)
def test_whatever_comes_nobody_overlaps_and_no_closed_berth_is_entered(
    seed: int, rule: str
) -> None:
    yard, served, facts = _served(DISTURBED, seed, rule)
    assert len(served) == len(facts)
    stays = sorted(served.values(), key=lambda stay: stay.start)
    for k, stay in served.items():
        assert stay.start >= facts[k].arrival
        assert yard.usable[stay.way.berth, stay.start]
        assert yard.moves[stay.way.berth, stay.start]
        assert yard.moves[stay.way.berth, stay.end - 1]
        held = sum(
            other.way.cranes
            for other in stays
            if other.way.pool == stay.way.pool and other.start <= stay.start < other.end
        )
        assert held <= yard.manned[stay.way.pool, stay.start]
    for place_, stay in enumerate(stays):
        for other in stays[place_ + 1 :]:
            assert stay.way.berth != other.way.berth or other.start >= stay.end


def test_work_rests_at_night_as_the_tables_say() -> None:
    """Work is counted in open minutes, checked against counting them one by one."""
    region = harbour(crane_shifts=(shift("06:00-14:00", 2),))
    _, served, facts = _served(region, 5, "keep")
    for k, stay in served.items():
        manned = [8 * 60 > (minute % 1440) - 360 >= 0 for minute in range(stay.end)]
        work = sum(manned[stay.start + facts[k].before : stay.work_until])
        assert work == max(1, round(stay.way.work_min * facts[k].factor))


def test_a_task_begins_after_the_one_that_it_follows() -> None:
    plan = planned((call("a", 1.0), call("b", 1.0)))
    plan = replace(plan, calls=(plan.calls[0], replace(plan.calls[1], after_call_id="a")))
    case = week_case(plan, REGION)
    draws = case.draws(Delays(arrival_sd_h=3.0), 1, 20)
    starts, ends, _ = carry_out(case, case.tasks(plan.assignments), draws, rule="first_free",
                                early=True)  # fmt: skip
    assert (starts[1] >= ends[0]).all()


def test_two_side_by_side_stay_one() -> None:
    ship, barge = call("ship", 1.0), call("barge", 1.0, discharge_t=0.0, load_t=300.0,
                                          beside_call_id="ship")  # fmt: skip
    found = week(planned((ship, barge)))
    assert found.slots[0].holds == found.slots[1].holds


def test_a_vessel_that_lies_there_already_stays_there() -> None:
    lying = call("old", -3.0, pinned_berth_id="b1", pinned_start=at(-2.0))
    found = week(planned((lying, call("new", 1.0)), ONE_BERTH))
    assert found.slots[0].assignment.call_id == "old"
    assert found.slots[0].holds.value == 1.0


def test_a_quay_shared_by_the_metre_is_refused() -> None:
    plan = replace(PLAN, assignments=(replace(PLAN.assignments[0], berth_id="", from_m=0.0),))
    with pytest.raises(DatasetError):
        week(plan)


# --- luck -----------------------------------------------------------------------------------------


def test_luck_hangs_on_seed_purpose_call_and_replication_alone() -> None:
    whole = luck(1, "work", "a", 50)
    assert (luck(1, "work", "a", 20) == whole[:20]).all()
    for other in (luck(2, "work", "a", 50), luck(1, "arrival", "a", 50), luck(1, "work", "b", 50)):
        assert (other != whole).all()
    many = luck(3, "work", "c", 20_000)
    assert 0.0 < many.min() < many.max() < 1.0
    assert many.mean() == pytest.approx(0.5, abs=0.01)
    assert many.var() == pytest.approx(1 / 12, abs=0.002)


def test_a_call_more_moves_no_other() -> None:
    delays = Delays()
    few, more = (delays.arrivals_min(7, ids, 30) for ids in (["a", "b"], ["a", "new", "b"]))
    assert (few == more[[0, 2]]).all()


def test_drawn_delays_have_the_declared_mean_and_spread() -> None:
    delays = Delays(arrival_mean_h=0.5, arrival_sd_h=2.0, work_mean=1.1, work_cv=0.3)
    ids = [f"c{k}" for k in range(50)]
    late, work = delays.arrivals_min(1, ids, 400) / 60, delays.works(1, ids, 400)
    assert late.mean() == pytest.approx(0.5, abs=0.05)
    assert late.std() == pytest.approx(2.0, rel=0.03)
    assert work.mean() == pytest.approx(1.1, rel=0.01)
    assert work.std() / work.mean() == pytest.approx(0.3, rel=0.03)


def test_one_or_many_workers_give_the_same_bytes() -> None:
    def told(**asked: Any) -> str:
        return json.dumps(week(replications=50, **asked).to_dict(), sort_keys=True)

    alone = told()
    with ProcessPoolExecutor(2) as many, ThreadPoolExecutor(3) as threads:
        assert told(executor=many) == alone
        assert told(executor=threads) == alone
    assert told(seed=1) != alone


# --- buffers --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tried() -> WeekSimulation:
    return week(replications=60, params=WeekParams(buffers_min=(0, 30, 240), buffer_limit_s=1.0))


def test_buffers_make_slots_hold_and_the_difference_is_paired(tried: WeekSimulation) -> None:
    nominal, some, much = tried.buffers
    assert nominal.holds.value <= some.holds.value <= much.holds.value
    assert nominal.knock_on_mean_h > much.knock_on_mean_h
    for other in (some, much):
        less = nominal.cost.value - other.cost.value
        assert other.cost_less.value == pytest.approx(less)
        assert other.cost_less.low < other.cost_less.value < other.cost_less.high
        assert other.pays == (other.cost_less.low > 0)
    # Four hours after each stay are more than any delay here is worth.
    assert not much.pays


def test_the_best_buffer_is_the_cheapest_that_pays_beyond_doubt(tried: WeekSimulation) -> None:
    paying = [buffer for buffer in tried.buffers if buffer.pays]
    best = max(paying, key=lambda b: b.cost_less.value).minutes if paying else 0
    assert tried.best_min == best


def test_without_delays_no_buffer_pays() -> None:
    found = week(delays=NO_DELAYS, params=WeekParams(buffers_min=(60,), buffer_limit_s=1.0))
    assert found.best_min == 0
    assert found.buffers[1].cost_less.value < 0


def test_a_buffer_for_which_there_is_no_plan_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pinned = tuple(
        call(f"p{k}", 1.0, pinned_berth_id="b1", pinned_start=at(1.0 + 4.0 * k)) for k in range(2)
    )
    plan = planned(pinned)
    found = week(plan, params=WeekParams(buffers_min=(720,), buffer_limit_s=1.0))
    assert not found.buffers[1].is_feasible
    assert "infeasible" in {note["code"] for note in found.to_dict()["notes"]}


# --- the answer -----------------------------------------------------------------------------------


def test_the_answer_is_json_and_says_what_is_assumed(tried: WeekSimulation) -> None:
    answer = tried.to_dict()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert (answer["kind"], answer["schema_version"]) == ("berth_week", "1.0")
    assert {row["kind"] for row in answer["delays"]} == {"assumed"}
    assert all(row["unit"] and row["text_zh"] for row in answer["delays"])
    assert set(answer["methods"]) == set(intervals.METHODS)
    for slot in answer["slots"]:
        for key in ("holds", "wait_median_h", "wait_p90_h"):
            assert slot[key]["low"] <= slot[key]["value"] <= slot[key]["high"]
    for lang in ("en", "zh"):
        assert "60" in tried.summary(lang)


def test_a_plan_file_gives_the_same_as_the_plan() -> None:
    text = json.dumps(PLAN.to_dict())
    found = simulate_week(read_plan_text(text), region=ONE_BERTH, replications=40, params=PLAIN)
    assert found.to_dict()["slots"] == week().to_dict()["slots"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"replications": 5},
        {"plan": replace(PLAN, assignments=())},
    ],
)
def test_questions_that_cannot_be_asked(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        week(**wrong)


@pytest.mark.parametrize("wrong", [{"rule": "x"}, {"buffers_min": (-1,)}, {"held_within_min": -1}])
def test_parameters_of_the_week_have_ranges(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        WeekParams(**wrong)


@pytest.mark.parametrize("wrong", [{"arrival_sd_h": -1.0}, {"work_mean": 0.0}, {"work_cv": 9.0}])
def test_delays_have_ranges(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Delays(**wrong)


# --- intervals ------------------------------------------------------------------------------------


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    hits = dict.fromkeys(("share", "mean", "quantile"), 0)
    for _ in range(400):
        data = rng.exponential(1.0, 40)
        hits["quantile"] += _holds(intervals.quantile(data, 0.5), np.log(2))
        hits["mean"] += _holds(intervals.mean(rng.normal(3.0, 2.0, 40)), 3.0)
        hits["share"] += _holds(intervals.share(int((data < 1.0).sum()), 40), 1 - np.exp(-1))
    assert all(count >= 0.92 * 400 for count in hits.values()), hits


def _holds(estimate: intervals.Estimate, truth: float) -> bool:
    return bool(estimate.low <= truth <= estimate.high)


def test_quantiles_of_students_t_are_those_of_the_tables() -> None:
    for degrees, value in ((9, 2.262), (29, 2.045), (99, 1.984)):
        assert student.t_quantile(0.975, degrees) == pytest.approx(value, abs=0.001)
    assert NEVER > 10**9
