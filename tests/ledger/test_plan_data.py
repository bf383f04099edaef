"""A plan as plain values: there and back, and everything that cannot be read."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from tongqu.errors import DatasetError
from tongqu.ledger.schedule import Activity, Link, Plan, plan_to_dict, read_plan, schedule
from tongqu.text import problem_text

MONDAY = dt.date(2025, 3, 3)

FULL = Plan(
    start=MONDAY,
    finish_by=dt.date(2025, 12, 31),
    data_date=dt.date(2025, 3, 10),
    calendars={"site": {"hours": "Mo-Sa 08:00-18:00", "country": "CN", "zone": "Asia/Shanghai"}},
    activities=(
        Activity(
            id="a", duration=5, name="Dredging", name_zh="疏浚", unit="calendar",
            not_earlier_than=MONDAY, actual_start=MONDAY, percent=42.5, remaining=3, weight=0.25,
        ),
        Activity(id="b", duration=3, calendar="site", finish_by=dt.date(2025, 6, 1)),
        Activity(id="c", at_start=False, fixed_start=dt.date(2025, 5, 1)),
        Activity(id="d", duration=1, fixed_finish=dt.date(2025, 5, 2)),
        Activity(id="e", duration=1, actual_finish=dt.date(2025, 3, 5)),
    ),
    links=(Link(before="a", after="b", kind="SS", lag=-2, unit="calendar", calendar="site"),),
)  # fmt: skip


def test_there_and_back() -> None:
    """Through JSON, nothing is lost; what is as usual is not written."""
    data = plan_to_dict(FULL)
    assert read_plan(json.loads(json.dumps(data))) == FULL
    assert data["activities"][3] == {"id": "d", "duration": 1, "fixed_finish": "2025-05-02"}
    assert data["dependencies"][0]["lag"] == -2
    least = Plan(start=MONDAY, activities=(Activity(id="a"),))
    assert plan_to_dict(least) == {"start": "2025-03-03", "activities": [{"id": "a"}]}
    assert read_plan(plan_to_dict(least)) == least
    schedule(FULL)


def test_null_stands_for_what_is_not_said() -> None:
    """As a program writes that fills in every key."""
    data = {
        "start": "2025-03-03", "finish_by": None, "data_date": None, "calendars": None,
        "activities": [{"id": "a", "percent": None, "at_start": None, "finish_by": None}],
    }  # fmt: skip
    assert read_plan(data) == Plan(start=MONDAY, activities=(Activity(id="a"),))


WRONG: list[tuple[Any, str, str]] = [
    ([], "", "plan_wrong_type"),
    ({"activities": []}, "start", "required"),
    ({"start": None, "activities": []}, "start", "required"),
    ({"start": "soon"}, "start", "not_a_date"),
    ({"start": 20250303}, "start", "not_a_date"),
    ({"start": "2025-03-03", "finish_by": "x"}, "finish_by", "not_a_date"),
    ({"start": "2025-03-03", "data_date": "x"}, "data_date", "not_a_date"),
    ({"start": "2025-03-03", "links": []}, "links", "plan_unknown_key"),
    ({"start": "2025-03-03", "activities": "a"}, "activities", "plan_wrong_type"),
    ({"start": "2025-03-03", "activities": [3]}, "activities[0]", "plan_wrong_type"),
    ({"start": "2025-03-03", "activities": [{}]}, "activities[0].id", "required"),
    ({"start": "2025-03-03", "activities": [{"id": ""}]}, "activities[0].id", "required"),
    ({"start": "2025-03-03", "activities": [{"id": None}]}, "activities[0].id", "plan_wrong_type"),
    ({"start": "2025-03-03", "activities": [{"id": 4}]}, "activities[0].id", "plan_wrong_type"),
    ({"start": "2025-03-03", "dependencies": {}}, "dependencies", "plan_wrong_type"),
    ({"start": "2025-03-03", "dependencies": [{"before": "a"}]}, "dependencies[0].after",
     "required"),
    ({"start": "2025-03-03", "calendars": []}, "calendars", "plan_wrong_type"),
    ({"start": "2025-03-03", "calendars": {"site": 1}}, "calendars.site", "plan_wrong_type"),
    ({"start": "2025-03-03", "calendars": {"site": {"week": 1}}}, "calendars.site.week",
     "plan_unknown_key"),
    ({"start": "2025-03-03", "calendars": {"site": {"hours": 1}}}, "calendars.site.hours",
     "plan_wrong_type"),
]  # fmt: skip
VALUES = [
    ("duration", 2.5), ("duration", "3"), ("duration", True), ("duration", None), ("percent", "40"),
    ("percent", True), ("percent", float("nan")), ("at_start", 1), ("unit", 1), ("weight", [1]),
    ("colour", "red"), ("remaining", 1.0),
]  # fmt: skip
for key, value in VALUES:
    WRONG.append(
        (
            {"start": "2025-03-03", "activities": [{"id": "a"}, {"id": "b", key: value}]},
            f"activities[1].{key}",
            "plan_unknown_key" if key == "colour" else "plan_wrong_type",
        )
    )


@pytest.mark.parametrize(("data", "at", "code"), WRONG)
def test_what_cannot_be_read(data: Any, at: str, code: str) -> None:
    """By where it stands, in words of both languages."""
    with pytest.raises(DatasetError) as caught:
        read_plan(data, file="plan.json")
    found = {(p.column, p.code, p.file) for p in caught.value.problems}
    assert found == {(at, code, "plan.json")}
    problem = caught.value.problems[0]
    assert problem_text(problem, "en") != problem_text(problem, "zh")


@pytest.mark.parametrize(
    ("data", "value", "expected"),
    [
        ([], [], "{...}"),
        ({"activities": []}, None, "2025-03-03"),
        ({"start": "soon"}, "soon", "2025-03-03"),
        ({"start": "2025-03-03", "owner": 1}, "owner", None),
        ({"start": "2025-03-03", "activities": 7}, 7, "[...]"),
        ({"start": "2025-03-03", "activities": [7]}, 7, "{...}"),
        ({"start": "2025-03-03", "activities": [{}]}, None, "text"),
        ({"start": "2025-03-03", "activities": [{"id": ""}]}, "", None),
        ({"start": "2025-03-03", "activities": [{"id": "a", "age": 1}]}, "age", None),
        ({"start": "2025-03-03", "activities": [{"id": "a", "duration": "x"}]}, "x", "5"),
        ({"start": "2025-03-03", "activities": [{"id": "a", "percent": "x"}]}, "x", "42.5"),
        ({"start": "2025-03-03", "activities": [{"id": "a", "at_start": "x"}]}, "x", "true"),
        ({"start": "2025-03-03", "activities": [{"id": "a", "unit": 1}]}, 1, "working"),
        ({"start": "2025-03-03", "dependencies": [{"before": "a", "after": "b", "kind": 1}]}, 1,
         "FS"),
        ({"start": "2025-03-03", "calendars": 7}, 7, "{...}"),
        ({"start": "2025-03-03", "calendars": {"site": 7}}, 7, "{...}"),
        ({"start": "2025-03-03", "calendars": {"site": {"zone": 7}}}, 7, "text"),
        ({"start": "2025-03-03", "calendars": {"site": {"age": 7}}}, "age", None),
    ],
)  # fmt: skip
def test_what_stands_there_and_what_could(data: Any, value: object, expected: str | None) -> None:
    """A problem shows the value, and an example of a right one where there is one."""
    with pytest.raises(DatasetError) as caught:
        read_plan(data)
    (problem,) = caught.value.problems
    assert (problem.value, problem.expected) == (value, expected)
    assert str(caught.value).startswith("1 problems in the plan")


def test_all_at_once() -> None:
    """Five problems of one file."""
    data = {
        "start": "x",
        "activities": [{"id": "a", "duration": "1"}, {"name": "b"}],
        "dependencies": [{"before": "a", "after": "b", "lag": 1.5}],
        "owner": "me",
    }
    with pytest.raises(DatasetError) as caught:
        read_plan(data)
    assert sorted(str(p.column) for p in caught.value.problems) == [
        "activities[0].duration", "activities[1].id", "dependencies[0].lag", "owner", "start",
    ]  # fmt: skip
    assert all(problem.file is None for problem in caught.value.problems)
