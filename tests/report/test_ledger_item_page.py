"""The page of one item: clocks drawn to scale, history in words, evidence, plan, budget."""

from __future__ import annotations

import re
from typing import Any

import ledger_views as views
import pytest

from tongqu.report.ledger_item_page import ledger_item_page


def section(text: str, head: str) -> str:
    """Return the section under a heading."""
    [found] = [
        part
        for part in text.split("<section")[1:]
        if f'<h2><span class="en" lang="en">{head}<' in part
    ]
    return found


def stretch(text: str, kind: str) -> tuple[float, float]:
    """Return where a stretch of a clock starts and how long it is, in per cent."""
    [found] = re.findall(rf'<rect x="([\d.]+)%" width="([\d.]+)%"[^>]*{kind}"', text)
    return float(found[0]), float(found[1])


@pytest.fixture
def clock() -> dict[str, Any]:
    """A clock that starts on day 0 of a drawing of ten days."""
    zero = "2024-11-04T00:00:00+08:00"
    return views.item()["clocks"][1] | {
        "started_at": zero, "due_at": "2024-11-13T00:00:00+08:00", "pauses": [],
        "original_due_at": "2024-11-13T00:00:00+08:00", "extensions": [], "provisional": False,
    }  # fmt: skip


def drawn(clock: dict[str, Any], as_of: str = "2024-11-12T12:00:00+08:00") -> str:
    """Return the picture of one clock; the drawing goes from 4 to 14 November."""
    view = views.item() | {"clocks": [clock], "as_of": as_of}
    return section(ledger_item_page(view), "Clocks").split("<tbody>")[1].split("</tbody>")[0]


def test_a_clock_is_drawn_to_scale(clock: dict[str, Any]) -> None:
    clock["due_at"] = clock["original_due_at"] = "2024-11-13T12:00:00+08:00"
    text = drawn(clock, "2024-11-08T12:00:00+08:00")  # 4.5 of 11 days have gone
    assert stretch(text, "clock-run") == pytest.approx((0, 100 * 4.5 / 11), abs=0.01)
    assert stretch(text, "clock-left") == pytest.approx((100 * 4.5 / 11, 100 * 5 / 11), abs=0.01)
    assert "clock-late" not in text
    assert "clock-first-due" not in text


def test_a_clock_over_its_time_shows_for_how_long(clock: dict[str, Any]) -> None:
    clock["due_at"] = "2024-11-08T00:00:00+08:00"
    text = drawn(clock, "2024-11-12T12:00:00+08:00")  # the first end, 13 November, is still shown
    assert stretch(text, "clock-run") == pytest.approx((0, 400 / 11), abs=0.01)
    assert stretch(text, "clock-late") == pytest.approx((400 / 11, 450 / 11), abs=0.01)
    assert "clock-first-due" in text


def test_paused_stretches_are_hatched_where_they_were(clock: dict[str, Any]) -> None:
    clock["pauses"] = [{"from": "2024-11-06T00:00:00+08:00", "until": "2024-11-08T00:00:00+08:00"}]
    text = drawn(clock)
    first, wide = stretch(text, "clock-pause")
    assert first == pytest.approx(2 * wide / 2, abs=0.01)
    assert wide > 15
    clock |= {"pauses": [], "paused_since": "2024-11-12T00:00:00+08:00"}
    assert stretch(drawn(clock), "clock-pause")[1] == pytest.approx(wide / 4, abs=0.02)


def test_a_clock_that_stopped_says_when_and_no_time_is_left(clock: dict[str, Any]) -> None:
    clock |= {"stopped_at": "2024-11-07T10:00:00+08:00", "remaining_working_min": 500}
    view = views.item() | {"clocks": [clock]}
    part = section(ledger_item_page(view), "Clocks")
    assert 'class="clock-stop"' in part
    assert "stopped 7 Nov 2024 10:00" in part
    assert "working h" not in part
    assert "clock-left" not in part.split("</tbody>")[0]


def test_an_extension_keeps_the_first_date_and_names_who_granted_it() -> None:
    part = section(ledger_item_page(views.item()), "Clocks")
    assert "at first 18 Nov 2024 17:00" in part
    assert "extended to 29 Nov 2024 17:00, granted by head.env" in part
    assert "the pipe survey took longer" in part
    assert "48 working h over" in part, "working time is not told in days of 24 hours"


def test_work_on_behalf_of_somebody_shows_both() -> None:
    part = section(ledger_item_page(views.item()), "History")
    assert "agent.li-office, on behalf of market-operator" in part
    assert "agent.li-office，代 market-operator 办理" in part


def test_what_was_entered_afterwards_shows_when() -> None:
    part = section(ledger_item_page(views.item()), "History")
    assert part.count("entered 11 Nov 2024 09:00") == 1
    assert part.count('class="backfill"') == 1


def test_every_entry_has_its_hash_and_evidence_its_own() -> None:
    text = ledger_item_page(views.item())
    for row in views.item()["history"]:
        assert f'title="{row["hash"]}"' in text
    assert views.HASH in section(text, "Evidence")


def test_a_field_hidden_from_the_reader_is_said_to_be_hidden() -> None:
    view = views.item()
    view["fields"][2]["value"] = "0570-1234567"
    part = section(ledger_item_page(view), "Particulars")
    assert "hidden from this reader" in part
    assert "0570-1234567" not in part


def test_a_look_back_that_failed_is_a_rebound() -> None:
    part = section(ledger_item_page(views.item()), "Look-backs")
    assert "came back: rebound" in part


def test_a_plan_shows_float_and_what_really_was() -> None:
    part = section(ledger_item_page(views.work_item()), "Plan")
    assert part.split("</tbody>")[0].count('class="gantt-bar bar-float"') == 1
    assert part.split("</tbody>")[0].count('class="gantt-bar bar-actual"') == 2
    assert "26 d" in part
    assert part.count("critical") == 2


def test_a_budget_shows_each_version_and_what_it_changed() -> None:
    part = section(ledger_item_page(views.work_item()), "Budget by year and version")
    assert "+<span" in part
    assert "CNY 3,000,000" in part
    assert part.count("CNY 30,000,000") == 1


def test_an_item_of_which_little_is_known_has_no_empty_sections() -> None:
    text = ledger_item_page(views.bare_item())
    for head in ("Clocks", "Plan", "History", "Evidence", "Tenants", "Progress and dates"):
        assert f">{head}</span></h2>" not in text.replace('<span class="en" lang="en">', ">")
    assert text.count("<section") == 2, "the item, and the record"


def test_what_an_entry_says_does_not_repeat_the_name_of_the_action() -> None:
    part = section(ledger_item_page(views.item()), "History")
    assert "Dispatch: to the platform" not in part
    assert "to the platform" in part
    assert "派发：派至平台" not in part


def test_a_field_that_is_gone_says_why_and_one_about_a_person_until_when() -> None:
    view = views.item()
    view["fields"][1] |= {"gone": "expired"}
    view["fields"][2] |= {"hidden": False, "value": "x", "expires_on": "2025-03-01"}
    view["fields"][3] |= {"value": "yes-often", "value_name": "often", "value_name_zh": "经常"}
    part = section(ledger_item_page(view), "Particulars")
    assert "deleted: its time was over" in part
    assert "about a person, kept until 1 Mar 2025" in part
    assert "经常" in part
    assert "yes-often" not in part
