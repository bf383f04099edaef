"""The verb: a plan that is checked, proved, compared with first come, and says so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from harbour import CALLS, PARAMS, START, at, call, changed, closure, harbour, level, shift, stock

import tongqu.berths.discrete_form as behind
import tongqu.berths.plan as verb
from tongqu.berths.conflict import Conflict
from tongqu.berths.core import CoreResult, Solution
from tongqu.berths.plan import plan_berths
from tongqu.berths.result import BerthPlan
from tongqu.errors import DatasetError, UsageError
from tongqu.model.calls import Call
from tongqu.model.region import Region

REGION = harbour()


def plan(calls: tuple[Call, ...] = CALLS, region: Region = REGION, **asked: Any) -> BerthPlan:
    given: dict[str, Any] = {"start": START, "hours": 72, "params": PARAMS, **asked}
    return plan_berths(region, calls, **given)


def test_a_plan_is_proved_and_costs_what_its_causes_add_up_to() -> None:
    found = plan()
    assert found.is_feasible
    assert found.proved
    assert found.objective == found.bound == sum(found.by_cause.values())
    assert found.gap == 0.0
    assert [a.call_id for a in found.assignments] == sorted(
        (a.call_id for a in found.assignments),
        key=lambda call_id: found.assignment(call_id).start,  # type: ignore[union-attr]
    )


def test_first_come_stands_beside_it_and_is_never_better() -> None:
    heavy = call("wide", 1.0, discharge_t=3000.0)
    light = tuple(call(f"l{k}", 1.25, discharge_t=100.0, weight=3.0) for k in range(4))
    found = plan((heavy, *light), harbour(berths=REGION.berths[:1]))
    assert found.first_come is not None
    assert found.saved is not None
    assert found.saved > 0
    answer = found.to_dict()
    assert answer["first_come"]["saved"] == pytest.approx(
        answer["first_come"]["objective"] - answer["objective"], abs=0.02
    )
    assert "less than first come" in found.summary()


def test_the_same_question_gives_the_same_objective_and_bound() -> None:
    first, second = (plan(seed=3) for _ in range(2))
    assert (first.objective, first.bound) == (second.objective, second.bound)


@pytest.mark.parametrize(
    "tables",
    [
        {"closures": (closure("berths", "b1", 11.0, 30.0),)},
        {"closures": (closure("terminals", "port", 2.0, 6.0),)},
        {"closures": (closure("crane_pools", "cranes", 2.0, 6.0),)},
        {"closures": (closure("quays", "quay", 4.0, 6.0),)},
        {"quays": changed(REGION.quays, "quay", berthing_hours="06:00-20:00")},
        {"terminals": changed(REGION.terminals, "port", opening_hours="08:00-18:00")},
        {"berths": changed(REGION.berths, "b1", opening_hours="08:00-12:00,13:00-18:00")},
        {"crane_shifts": (shift("06:00-14:00", 2), shift("14:00-18:00", 1))},
        {"crane_pools": ()},
        {"water_levels": (level(0.0, -0.3), level(20.0, 0.5))},
        {"stocks": (stock(capacity_t=5000.0, opening_t=100.0),)},
    ],
)
def test_whatever_the_port_is_like_the_plan_passes_its_own_check(tables: dict[str, Any]) -> None:
    """The verb holds every plan against the tables; it raises if the solver's view differs."""
    calls = (
        *CALLS,
        call("max", 5.0, vessel_class_id="large", latest_departure=at(9.0)),
        call("pia", 6.0, commodity_id="pulp", packing="bagged", preferred_berth_id="b2"),
        call("tom", 7.1, load_t=100.0, discharge_t=50.0, window_from=at(8), window_until=at(40)),
        call("ute", 0.5, pinned_berth_id="b1", pinned_start=at(8.1), discharge_t=90.0),
    )
    found = plan(calls, harbour(**tables))
    assert found.is_feasible
    assert {a.call_id for a in found.assignments} == {c.id for c in calls}


def test_two_that_lie_side_by_side_are_planned_as_one() -> None:
    calls = (CALLS[0], replace(CALLS[1], beside_call_id="ada", discharge_t=0.0, load_t=300.0))
    found = plan(calls)
    places = {(a.berth_id, a.start, a.end) for a in found.assignments}
    assert len(places) == 1
    assert sum(len(a.cranes) for a in found.assignments) == 1


def test_a_vessel_that_lies_there_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    there = call("old", -3.0, pinned_berth_id="b1", pinned_start=at(-2.0))
    found = plan((there, *CALLS))
    place = found.assignment("old")
    assert place is not None
    assert place.start == at(-2.0)


def test_a_plan_that_fails_its_check_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Conflict(("ada",), "not_served", {"vessel": "Ada"})
    monkeypatch.setattr(verb, "check_plan", lambda *_, **__: (wrong,))
    with pytest.raises(RuntimeError, match="Ada has no place"):
        plan()


def test_the_plan_begins_at_midnight_before_the_first_arrival() -> None:
    found = plan(start=None, hours=None)
    assert found.start == START
    assert found.until == at(PARAMS.horizon_h)
    assert found.as_of == START
    with pytest.raises(UsageError):
        plan_berths(REGION, ())


def test_no_calls_are_a_plan_of_nothing() -> None:
    found = plan(())
    assert found.is_feasible
    assert found.objective == 0
    assert json.dumps(found.to_dict(), allow_nan=False)


def test_mistakes_in_calls_are_all_told() -> None:
    with pytest.raises(DatasetError) as caught:
        plan((call("x", 1.0, commodity_id="gold"), call("y", 1.0, weight=-1.0)))
    assert {problem.column for problem in caught.value.problems} == {"commodity_id", "weight"}


def test_the_grid_and_the_guesses_are_told_to_the_reader() -> None:
    codes = {note["code"] for note in plan().to_dict()["notes"]}
    assert codes == {"grid"}


def stopped(solution: Solution | None) -> Any:
    def solve(model: Any, **asked: Any) -> CoreResult:
        return CoreResult(
            solution=solution, bound=5, proved=False, first_come=None, seconds=1.0, steps=(),
            interrupted=True,
        )  # fmt: skip

    return solve


def test_an_interrupted_search_keeps_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = behind.make_problem(REGION, CALLS, PARAMS, terminal="port", start=START, hours=72)
    best = behind.solve_problem(problem, time_limit_s=10).solution
    monkeypatch.setattr(behind, "solve_problem", stopped(best))
    found = plan(what_binds=True)
    assert found.stopped
    assert found.is_feasible
    assert not found.proved
    assert found.binds is None
    assert found.to_dict()["first_come"] is None
    assert "ended early" in found.summary()


def test_an_interrupt_before_any_plan_is_a_result_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "solve_problem", stopped(None))
    found = plan()
    assert found.stopped
    assert not found.is_feasible
    assert found.clash is None


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    plan(progress=lambda *step: told.append(step))
    assert told
    assert all(stage == "search" and 0 <= done <= total for stage, done, total in told)


def test_summary_in_both_languages() -> None:
    found = plan()
    assert "proved" in found.summary("en")
    assert "港区" in found.summary("zh")


# --- what binds -----------------------------------------------------------------------------------


def test_what_binds_is_worth_what_a_new_plan_says() -> None:
    """One berth only: a second one like it would save the waiting."""
    region = harbour(berths=REGION.berths[:1])
    calls = tuple(call(f"c{k}", 1.0) for k in range(4))
    found = plan(calls, region, what_binds=True)
    assert found.binds is not None
    values = {bind.what: bind for bind in found.binds}
    more = plan(calls, harbour(berths=(REGION.berths[0], replace(REGION.berths[0], id="b3",
                from_m=60.0))))  # fmt: skip
    assert more.objective is not None
    assert found.objective is not None
    saved = found.objective - more.objective
    assert saved > 0
    assert (values["berth"].saved_low, values["berth"].saved_high) == (saved, saved)
    assert values["berth"].text_zh


def test_an_open_hour_more_is_worth_something_where_work_stops_at_four() -> None:
    region = harbour(terminals=changed(REGION.terminals, "port", opening_hours="00:00-04:00"))
    found = plan(what_binds=True, region=region)
    assert found.binds is not None
    hour = next(bind for bind in found.binds if bind.what == "hour")
    assert hour.row_id == "port"
    assert hour.saved_low > 0
    assert all(0 <= bind.saved_low <= bind.saved_high for bind in found.binds)


def test_a_closure_that_ends_an_hour_earlier_is_an_open_hour() -> None:
    region = harbour(closures=(closure("quays", "quay", 0.0, 6.0),))
    found = plan(what_binds=True, region=region)
    assert found.binds is not None
    hour = next(bind for bind in found.binds if bind.what == "hour")
    assert hour.saved_low == hour.saved_high == 100 * 60 * len(CALLS)
    assert "dredging" in hour.name


def test_prices_and_places_are_plain_numbers() -> None:
    """JSON holds no NumPy numbers, which json would refuse."""

    def leaves(value: Any) -> Any:
        if isinstance(value, dict):
            for part in value.values():
                yield from leaves(part)
        elif isinstance(value, list):
            for part in value:
                yield from leaves(part)
        else:
            yield value

    for leaf in leaves(plan(what_binds=True).to_dict()):
        assert not isinstance(leaf, np.generic)
