"""What the timeline draws of a work: what somebody stated, and no start that nobody gave."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongqu.ledger.timeline import work_bars

TODAY = date(2024, 12, 9)


def work(**more: Any) -> dict[str, Any]:
    return {
        "milestones": [], "planned_start_on": None, "planned_finish_on": None, "begun_on": None,
        "forecast": None, "open": True, "closures": [],
    } | more  # fmt: skip


def stone(id_: str, **dates: str | None) -> dict[str, Any]:
    keys = ("baseline_on", "planned_on", "current_on", "expected_on", "actual_on")
    return {"id": id_} | dict.fromkeys(keys) | dates


def test_the_day_since_which_a_work_is_known_to_go_on_is_no_start() -> None:
    assert work_bars(work(begun_on="2024-12-09"), TODAY) == []


def test_a_work_that_has_begun_is_drawn_up_to_today_and_to_its_planned_end() -> None:
    stones = [stone("start", actual_on="2024-09-10"), stone("opening", current_on="2025-02-01")]
    assert work_bars(work(milestones=stones), TODAY) == [
        {"kind": "current", "from": "2024-09-10", "until": "2025-02-01"},
        {"kind": "actual", "from": "2024-09-10", "until": "2024-12-09"},
    ]


def test_a_planned_time_is_drawn_without_any_milestone() -> None:
    planned = work(planned_start_on="2027-03-01", planned_finish_on="2028-06-30")
    [bar] = work_bars(planned, TODAY)
    assert bar == {"kind": "planned", "from": "2027-03-01", "until": "2028-06-30"}
