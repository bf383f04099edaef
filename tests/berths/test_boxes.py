"""Boxes of which nobody says what is in them: planned with a declared weight, and told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from harbour import PARAMS, START, call, harbour

from tongqu.berths import BerthPlan, plan_berths, replan_berths
from tongqu.berths.check import check_file
from tongqu.berths.plan_file import plan_of
from tongqu.io import read_calls
from tongqu.model.calls import Call, PlanEdit

BOXES: dict[str, Any] = {"commodity_id": "", "discharge_t": 0.0}
PLAIN = harbour()
REGION = PLAIN.with_tables(
    terminals=tuple(replace(row, packings=("bulk", "boxes")) for row in PLAIN.terminals),
    berths=tuple(replace(row, packings=("bulk", "boxes")) for row in PLAIN.berths),
)
SHARED = REGION.with_tables(
    quays=tuple(replace(row, continuous=True) for row in REGION.quays),
    crane_pools=(),
)
NO_CRANES = REGION.with_tables(crane_pools=())


def plan(*calls: Call, region: Any = REGION, **params: Any) -> BerthPlan:
    asked = replace(PARAMS, **params)
    return plan_berths(region, calls, start=START, hours=48, params=asked)


def work_h(found: BerthPlan, name: str = "box") -> float:
    place = found.assignment(name)
    assert place is not None
    hours = (place.work_until - place.work_from).total_seconds() / 3600
    return hours * max((use.cranes for use in place.cranes), default=1) ** 0.9


def notes(found: BerthPlan) -> dict[str, dict[str, str]]:
    return {note["code"]: note for note in found.to_dict()["notes"]}


@pytest.mark.parametrize("region", [REGION, NO_CRANES, SHARED])
def test_boxes_without_cargo_take_as_long_as_what_is_assumed(region: Any) -> None:
    boxes = call("box", 1.0, **BOXES, discharge_teu=20.0, load_teu=4.0)
    weighed = call("box", 1.0, packing="boxes", discharge_t=200.0, load_t=40.0)
    one, other = plan(boxes, region=region), plan(weighed, region=region)
    assert one.proved
    assert one.objective == other.objective
    assert work_h(one) == work_h(other)
    light = plan(boxes, region=region, box_t_per_teu=6.0)
    assert work_h(light) == pytest.approx(0.6 * work_h(one), abs=0.05)


def test_the_plan_says_what_it_took_for_granted() -> None:
    found = plan(call("box", 1.0, **BOXES, load_teu=12.0), call("ada", 2.0), box_t_per_teu=14.5)
    note = notes(found)["boxes"]
    assert "The boxes of 1 calls" in note["text"]
    assert "14.5 t a TEU (assumed)" in note["text"]
    assert "14.5" in note["text_zh"]
    again = replan_berths(
        REGION, found, [PlanEdit(kind="priority", call_id="ada", weight=2.0)], trade_off=False
    )
    assert "boxes" in notes(again)


@pytest.mark.parametrize(
    "fields",
    [
        {"discharge_teu": 10.0, "discharge_t": 0.0},  # of coal, which has its weight
        {"commodity_id": "", "packing": "boxes", "discharge_teu": 10.0, "discharge_t": 150.0},
        {"commodity_id": "", "packing": "boxes", "discharge_t": 0.0},
    ],
)
def test_where_nothing_is_assumed_nothing_is_said(fields: dict[str, Any]) -> None:
    found = plan(call("box", 1.0, **fields))
    assert "boxes" not in notes(found)
    assert found.objective == plan(call("box", 1.0, **fields), box_t_per_teu=20.0).objective


def test_calls_are_given_back_as_they_were_asked() -> None:
    found = plan(call("box", 1.0, **BOXES, discharge_teu=20.0)).to_dict()
    assert (found["calls"][0]["discharge_teu"], found["calls"][0]["discharge_t"]) == (20.0, 0.0)
    assert found["params"]["box_t_per_teu"] == 10.0


def test_a_plan_whose_boxes_got_heavier_fails_its_check() -> None:
    found = plan(call("box", 1.0, **BOXES, discharge_teu=20.0))
    file = plan_of(found.to_dict())
    assert check_file(file, REGION).conflicts == ()
    heavier = replace(file, params=replace(file.params, box_t_per_teu=20.0))
    assert "work_too_short" in {c.code for c in check_file(heavier, REGION).conflicts}


def test_a_table_with_boxes_and_nothing_else_is_planned(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("船名,船型,预计到港时间,卸箱量\n浙港1,small,2026-03-02 02:00,18\n", "utf-8")
    calls = read_calls(path, REGION)
    assert plan(*calls).is_feasible
