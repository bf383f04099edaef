"""The views of a small fictional ledger, frozen: what changes in them is seen and meant.

Where a change is meant: ``TONGQU_FREEZE=1 pytest tests/ledger/test_views_golden.py``, and read the
difference.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fictional_town import Clock, ask_close, in_progress, town

from tongqu.ledger import Ledger
from tongqu.ledger.views import LedgerViews

GOLDEN = Path(__file__).parents[1] / "golden"


def small_ledger() -> tuple[Ledger, Clock]:
    """Return a ledger with a bridge that is late, and three gullies: open, made good, rebounded."""
    clock = Clock()
    ledger = town(clock)
    bridge = ledger.add(
        "work", title="Bridge", title_zh="桥", actor="desk", fields={"category": "road"}
    )
    dates = {"start_on": "2026-03-05", "finish_on": "2026-06-30"}
    ledger.act(bridge, "assign", actor="desk", to_unit="north", fields=dates)
    plan = {"start_on": "2026-03-05", "finish_on": "2026-06-30", "activities": []}
    for action, data in (
        ("accept", {}),
        ("start", {}),
        ("set_plan", {"plan": plan, "baseline": True}),
        ("state_date", {"milestone": "opening", "on": "2026-06-30", "status": "planned"}),
        ("report_progress", {"percent": 5, "observed_on": "2026-03-02"}),
    ):
        actor = "north-head" if action == "set_plan" else "north-1"
        ledger.act(bridge, action, actor=actor, data=data)
        clock.go(hours=3)
    first, second, third = (in_progress(ledger) for _ in range(3))
    clock.go(days=10)
    ledger.act(bridge, "report_progress", actor="north-1", data={"percent": 12.5})
    late = {"milestone": "opening", "on": "2026-08-31", "status": "expected"}
    ledger.act(bridge, "state_date", actor="north-1", data=late)
    ask_close(ledger, third)
    clock.go(hours=2)
    ledger.act(third, "close", actor="head")
    clock.go(days=24)  # the first two were due on 31 March
    ask_close(ledger, second)
    ledger.act(third, "look_back", actor="head", data={"result": "fail"},
               reason="look_back_failed", fields={"due_on": "2026-05-29"})  # fmt: skip
    clock.go(days=2)
    ledger.act(first, "ask_extension", actor="north-1", reason="rain")
    return ledger, clock


@pytest.fixture(scope="module")
def views() -> LedgerViews:
    """Return what the head of the town's centre sees."""
    ledger, clock = small_ledger()
    return LedgerViews(ledger, actor="head", as_of=clock.now)


ASKED = {
    "status": lambda views: views.status(since=date(2026, 3, 20)),
    "item": lambda views: views.item("work-0001"),
    "rebound": lambda views: views.item("rect-0003"),
    "list": lambda views: views.items(),
    "late": lambda views: views.late(),
    "mine": lambda views: views.mine(),
    "timeline": lambda views: views.timeline(),
    "month": lambda views: views.month(2026, 4),
}


@pytest.mark.parametrize("name", ASKED)
def test_views_are_as_they_were_frozen(views: LedgerViews, name: str) -> None:
    """Each view, to the last key and word."""
    path = GOLDEN / f"ledger_view_{name}.json"
    found: Any = json.loads(json.dumps(ASKED[name](views)))
    if os.environ.get("TONGQU_FREEZE"):
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    assert found == json.loads(path.read_text(encoding="utf-8"))


def test_the_frozen_status_counts_what_was_done(views: LedgerViews) -> None:
    """Counted by hand: four items, one late, one made good, one whose look-back failed."""
    totals = views.status()["totals"]
    assert totals["items"] == totals["open"] == 4
    assert totals["rebounds"] == 1
    assert totals["late"] == 1
    assert [row["code"] for row in views.late()["late"]] == ["rect-0001"]
    good = [row["code"] for row in views.items()["items"] if row["made_good"]]
    assert good == ["rect-0002"]
