"""The plan file: whole, read back to the same plan, and refused by place where it is damaged."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from harbour import CALLS, PARAMS, START, call, changed, harbour
from hypothesis import given
from hypothesis import strategies as st

from tongqu.berths.check import check_file, checked_dict, read_and_check
from tongqu.berths.plan import plan_berths
from tongqu.berths.plan_file import plan_of, read_plan_text
from tongqu.berths.region_hash import region_hash
from tongqu.berths.result import BerthPlan
from tongqu.errors import DatasetError, Problem

REGION = harbour()


@cache
def made() -> BerthPlan:
    calls = (*CALLS, call("ute", 0.5, preferred_berth_id="b2", weight=1.7))
    return plan_berths(REGION, calls, start=START, hours=48, params=PARAMS)


@cache
def text() -> str:
    return json.dumps(made().to_dict(), ensure_ascii=False, allow_nan=False)


def problems(damage: Callable[[dict[str, Any]], Any]) -> tuple[Problem, ...]:
    data = json.loads(text())
    damage(data)
    with pytest.raises(DatasetError) as caught:
        plan_of(data, "week.json")
    return caught.value.problems


def test_a_plan_is_read_back_as_it_was() -> None:
    read, plan = read_plan_text(text(), "week.json"), made()
    assert read.calls == plan.calls
    assert read.params == plan.params
    assert (read.start, read.until, read.as_of) == (plan.start, plan.until, plan.as_of)
    assert (read.seed, read.terminal_ids) == (plan.seed, plan.terminal_ids)
    for mine, theirs in zip(read.assignments, plan.assignments, strict=True):
        # The file adds metres of the quay, for the board, and rounds costs to hundredths.
        same = {"from_m": None, "to_m": None, "by_cause": {}}
        assert replace(mine, **same) == replace(theirs, **same)
        for cause, units in theirs.by_cause.items():
            assert abs(mine.by_cause[cause] - units) <= 30


def test_a_plan_that_is_read_can_be_replayed_to_the_same_objective() -> None:
    read = read_plan_text(text())
    again = plan_berths(
        REGION, read.calls, terminal=read.terminal_ids, start=read.start, hours=48,
        as_of=read.as_of, params=read.params, seed=read.seed,
    )  # fmt: skip
    old, new = json.loads(text()), again.to_dict()
    assert set(old) == set(new)
    for key in ("objective", "bound", "proved", "region_hash", "calls", "params", "from", "until"):
        assert new[key] == old[key], key


def test_a_plan_file_passes_its_check() -> None:
    found = checked_dict(read_and_check(text(), "week.json", lambda _: REGION))
    assert found["ok"]
    assert found["same_region"]
    assert found["notes"] == []


def test_a_changed_region_is_told_and_checked_against() -> None:
    """The berth has become shallower since: the plan no longer holds, and that is said."""
    other = harbour(berths=changed(changed(REGION.berths, "b1", depth_m=2.0), "b2", depth_m=2.0))
    found = check_file(read_plan_text(text()), other)
    assert not found.same_region
    assert {conflict.code for conflict in found.conflicts} == {"too_shallow"}
    assert [note.code for note in found.notes] == ["other_region"]


def test_an_edited_total_is_told() -> None:
    data = json.loads(text())
    data["objective"] += 5
    found = check_file(plan_of(data), REGION)
    assert [note.code for note in found.notes] == ["other_total"]


def test_a_file_without_a_plan_says_so() -> None:
    long = (replace(CALLS[0], length_m=90.0),)
    plan = plan_berths(REGION, long, start=START, hours=24, params=PARAMS)
    found = check_file(plan_of(plan.to_dict()), REGION)
    assert found.conflicts == ()
    assert [note.code for note in found.notes] == ["no_plan"]


@pytest.mark.parametrize(
    ("damage", "code", "place"),
    [
        (lambda d: d.pop("region"), "required", "region"),
        (lambda d: d.pop("calls"), "required", "calls"),
        (lambda d: d.update(seed="1"), "not_a_number", "seed"),
        (lambda d: d.update(seed=True), "not_a_number", "seed"),
        (lambda d: d.update(terminal=7), "plan_wrong_type", "terminal"),
        (lambda d: d.update({"from": "2026-03-02T00:00"}), "bad_datetime", "from"),
        (lambda d: d.update({"from": "yesterday"}), "bad_datetime", "from"),
        (lambda d: d.update(until=d["from"]), "ends_before_start", "until"),
        (lambda d: d.update(until="2027-03-02T00:00:00+00:00"), "out_of_range", "until"),
        (lambda d: d["calls"][0].update(equipment=[[]]), "plan_wrong_type",
         "calls[0].equipment[0]"),
        (lambda d: d["params"].update(time_step_min=7), "parameter_out_of_range", "params"),
        (lambda d: d["params"].update(speed=7), "plan_unknown_key", "params.speed"),
        (lambda d: d["calls"][1].pop("eta"), "required", "calls[1].eta"),
        (lambda d: d["calls"][1].update(eta=5), "bad_datetime", "calls[1].eta"),
        (lambda d: d["calls"][1].update(weight="x"), "not_a_number", "calls[1].weight"),
        (lambda d: d["calls"].append(5), "plan_wrong_type", "calls[4]"),
        (lambda d: d["calls"][1].update(id="ada"), "plan_twice", "calls[1].id"),
        (lambda d: d["assignments"][2].pop("start"), "required", "assignments[2].start"),
        (lambda d: d["assignments"][2].update(start=""), "bad_datetime", "assignments[2].start"),
        (lambda d: d["assignments"][0].update(call="x"), "plan_unknown_call",
         "assignments[0].call"),
        (lambda d: d["assignments"][0]["cranes"][0].update(cranes=1.5), "not_a_number",
         "assignments[0].cranes[0].cranes"),
        (lambda d: d["assignments"][0]["cranes"].append(None), "plan_wrong_type",
         "assignments[0].cranes[1]"),
        (lambda d: d["assignments"][0]["by_cause"].update(waiting="?"), "not_a_number",
         "assignments[0].by_cause.waiting"),
        (lambda d: d.update(schema_version="2.0"), "plan_version", "schema_version"),
    ],
)  # fmt: skip
def test_damage_is_refused_by_place(damage: Any, code: str, place: str) -> None:
    found = [(p.code, p.column) for p in problems(damage) if p.file == "week.json"]
    assert (code, place) in found, found


def test_all_damages_are_told_at_once() -> None:
    def damage(data: dict[str, Any]) -> None:
        data["calls"][0]["eta"] = "?"
        data["assignments"][1]["end"] = "?"
        del data["region_hash"]

    places = {p.column for p in problems(damage)}
    assert {"calls[0].eta", "assignments[1].end", "region_hash"} <= places


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", "null", '{"kind": "compare"}', "\x00", "[" * 100_000, '{"kind": NaN}']
)
def test_what_is_no_plan_file_is_refused(broken: str) -> None:
    with pytest.raises(DatasetError):
        read_plan_text(broken, "week.json")


def test_half_a_file_names_the_line() -> None:
    lines = json.dumps(made().to_dict(), indent=1)
    with pytest.raises(DatasetError) as caught:
        read_plan_text(lines[: len(lines) // 2], "week.json")
    (problem,) = caught.value.problems
    assert problem.row is not None
    assert problem.row > 10


WHAT = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5),
    st.just([]), st.just({}), st.just([[]]),
)  # fmt: skip


@given(data=st.data())
def test_any_value_in_the_place_of_another_is_read_or_refused(data: st.DataObject) -> None:
    """Nothing else ever happens: no traceback, whatever somebody writes into the file."""
    plan = copy.deepcopy(json.loads(text()))
    target: Any = plan
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        inner = target[key]
        if isinstance(inner, (dict, list)) and inner and data.draw(st.booleans()):
            target = inner
            continue
        target[key] = data.draw(WHAT)
        break
    with suppress(DatasetError):
        check_file(plan_of(plan, "week.json"), REGION)


def test_the_hash_knows_the_region_by_its_cells() -> None:
    assert region_hash(REGION) == region_hash(harbour())
    assert region_hash(harbour(berths=REGION.berths[::-1])) == region_hash(REGION)
    deeper = harbour(berths=changed(REGION.berths, "b1", depth_m=3.1))
    assert region_hash(deeper) != region_hash(REGION)
    assert len(region_hash(REGION)) == 64
