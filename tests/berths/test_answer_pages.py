"""The pages on the JSON of audits, simulated weeks and changed plans say what is in it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from harbour import CALLS, PARAMS, START, at, call, harbour, stock
from reference_page import codes, is_of, keys, page_of, told, types

from tongqu.berths import (
    audit_answer,
    audit_berths,
    audit_truth,
    check,
    plan_berths,
    replan,
    replan_berths,
    simulate_week,
    week_answer,
)
from tongqu.berths.delays import Delays
from tongqu.berths.week_result import WeekParams
from tongqu.model.berth_log import BerthLog, LoggedCall
from tongqu.model.calls import Call, CallTime, PlanEdit

AUDIT = {
    "params": "", "berths": "", "quays": "", "audit_params": "audit_params", "figures": "figures",
    "figures.actual": "side", "figures.shadow": "side", "saved": "side",
    "stability": "stability", "observed": "observed", "vessels": "vessel",
    "vessel.actual": "lay", "vessel.shadow": "lay", "faults": "fault", "decisions": "decision",
    "calls": "call", "times": "", "guesses": "", "assignments": "assignment",
    "audit.actual": "assignment", "notes": "note",
}  # fmt: skip
WEEK = {
    "params": "params", "delays": "delay", "methods": "methods", "buffers": "buffer",
    "slots": "slot", "notes": "note", "plan": "plan", "calls": "", "assignments": "", "berths": "",
    "quays": "", "cost": "", "cost_less": "", "holds": "", "wait_median_h": "", "wait_p90_h": "",
}  # fmt: skip


def told_time(kind: str, event: str, hours: float, known_h: float | None = None) -> CallTime:
    known = None if known_h is None else at(known_h)
    return CallTime(kind=kind, event=event, at=at(hours), known_at=known)


def logged(name: str, eta_h: float, berth: str, hours: tuple[float, ...], **fields: Any) -> Any:
    """Return a row of a log: arrival, all fast, begin and end of work, departure."""
    events = ("ARRI", "BERT", "STRT", "CMPL", "DEPA")
    acts = tuple(told_time("ACT", event, h) for event, h in zip(events, hours, strict=True))
    times = (told_time("EST", "ARRI", eta_h, eta_h - 20), *acts, told_time("PLN", "BERT", eta_h))
    return LoggedCall(call=call(name, eta_h, times=times, **fields), berth_id=berth)


@cache
def audits() -> list[dict[str, Any]]:
    log = BerthLog(
        calls=(
            logged("ada", 1.0, "b1", (1.5, 2, 2.5, 5.5, 6), latest_departure=at(5)),
            logged("bob", 30.0, "b2", (31, 31.5, 32, 35, 35.5)),
            logged("bad", 2.0, "b1", (9, 8, 8.5, 9, 10)),
        ),
        source="log.csv",
        synthetic=True,
    )
    audit = audit_berths(harbour(stocks=(stock(),)), log, params=PARAMS)
    # Berths without a quay, nobody planned at that time, and nobody found a plan.
    berths = tuple(replace(row, quay_id="", from_m=None) for row in harbour().berths)
    acts = [
        replace(entry, call=replace(entry.call, times=entry.call.times[:-1])) for entry in log.calls
    ]
    other = audit_berths(
        harbour(berths=berths, quays=(), crane_pools=()),
        replace(log, calls=tuple(acts)),
        params=PARAMS,
    )
    unplanned = replace(other.decisions[0], objective_h=None, bound_h=None)
    pairs = [replace(pair, promise=replace(pair.promise, slots=[])) for pair in other.pairs]
    other = replace(other, decisions=(unplanned,), pairs=tuple(pairs))
    return [audit.to_dict(), other.to_dict()]


@cache
def weeks() -> list[dict[str, Any]]:
    plan = plan_berths(harbour(), CALLS, start=START, hours=48, params=PARAMS)
    how = WeekParams(buffers_min=(0, 15, 720), buffer_limit_s=5.0)
    delays = Delays(arrival_sd_h=4.0)
    found = simulate_week(plan, replications=20, delays=delays, params=how)
    return [found.to_dict()]


@pytest.mark.parametrize(
    ("name", "sections", "start", "made"),
    [("berth-audit", AUDIT, "audit", audits), ("berth-week", WEEK, "week", weeks)],
)
def test_page_and_answers_have_the_same_keys_of_the_same_types(
    name: str, sections: dict[str, str], start: str, made: Any
) -> None:
    text = page_of(name)
    found = [pair for answer in made() for pair in keys(answer, sections, start)]
    known = {("call", key) for section, key in told(page_of("plan-file")) if section == "call"}
    assert {key for key, _ in found} - told(text) - known == set()
    assert told(text) - {key for key, _ in found} == set()
    said = types(text)
    for key, value in found:
        if key in said:
            assert is_of(value, said[key]), (key, value, said[key])
    # A type that may be null is null somewhere.
    for key, kind in said.items():
        if " or null" in kind and key not in {("plan", name) for name in WEEK_PLAN}:
            assert any(value is None for other, value in found if other == key), key


WEEK_PLAN = ("objective", "bound", "gap")
"""A week is simulated of a plan that exists: these are null in plan files only."""


def test_what_the_pages_leave_to_the_plan_file_stands_there() -> None:
    plan = told(page_of("plan-file"))
    audit, week = audits()[0], weeks()[0]
    assert {("params", key) for key in audit["params"]} <= plan
    for part in (audit, week["plan"]):
        for name, section in (("berths", "berth"), ("quays", "quay")):
            assert {(section, key) for row in part[name] for key in row} <= plan
    assert {("plan", key) for key in week["plan"]} <= plan


@pytest.mark.parametrize(
    ("name", "section", "real"),
    [
        ("berth-audit", "fault", audit_truth.FAULTS),
        ("berth-audit", "note", audit_answer.NOTES),
        ("berth-week", "note", week_answer.NOTES),
    ],
)
def test_codes_are_those_of_the_page(name: str, section: str, real: dict[str, str]) -> None:
    assert codes(page_of(name), section) == set(real)


def changed(*edits: PlanEdit, calls: tuple[Call, ...] = CALLS, **asked: Any) -> dict[str, Any]:
    region = harbour()
    plan = plan_berths(region, calls, start=START, hours=72, params=PARAMS)
    return replan_berths(region, plan, edits, **asked).to_dict()


def test_the_page_on_changed_plans_names_what_speaks_of_the_change() -> None:
    text = page_of("berth-replan")
    late = PlanEdit(kind="late", call_id="ada", eta=at(9.0))
    out = PlanEdit(kind="berth_out", subject_id="b1", from_time=at(0), until=at(40))
    answer = changed(late, out)
    plan = told(page_of("plan-file"))
    first = text.partition("| note |")[0]
    said = {
        key: line.split(" | ")[1]
        for line in first.splitlines()
        if line.startswith("| `")
        for key in line.split(" | ")[0].replace("|", "").replace("`", "").replace(",", "").split()
    }
    assert {("plan", key) for key in said} <= plan
    for key, kind in said.items():
        assert is_of(answer[key], kind), key
    assert answer["moves"]
    assert answer["trade_offs"]
    assert answer["outages"]
    assert answer["by_cause"]["moved"] > 0
    prices = (answer["params"]["moved_call_h"], answer["params"]["moved_hour_factor"])
    assert prices == (replan.MOVED_CALL_H, replan.MOVED_HOUR_FACTOR) == (1.0, 0.25)
    notes = text.partition("| note |")[2]
    for code in (*replan.NOTES, "other_region"):
        assert f"| `{code}` |" in notes
    assert "other_region" in check.NOTES


def test_nothing_changed_is_what_the_page_says() -> None:
    answer = changed()
    assert answer["moves"] == answer["trade_offs"] == []
