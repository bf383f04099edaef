"""The pages of trust: whole, offline, safe, and with every figure of the answer on them."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from trust_answers import PAGES
from trust_answers import answers as made

from tongqu.report.berth_audit_page import berth_audit_page
from tongqu.report.berth_week_page import berth_week_page

EVIL = "<script>alert(1)</script>&\"'"


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    return made()


@pytest.mark.parametrize("name", PAGES)
def test_every_tag_is_closed_and_links_lead_somewhere(name: str, answers: Any, parse: Any) -> None:
    page = parse(PAGES[name](answers[name]))
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(ids)
    used = set(re.findall(r"url\(#([^)]+)\)", page.text))
    assert used <= set(ids), "a fill that is not there is drawn as nothing"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched(name: str, answers: Any, parse: Any) -> None:
    text = PAGES[name](answers[name])
    page = parse(text)
    assert not page.values("src")
    assert not re.search(r"url\((?!#)|@import|https?://", text)
    assert any("default-src 'none'" in value for value in page.values("content"))


@pytest.mark.parametrize("name", PAGES)
def test_what_somebody_wrote_is_text_and_nothing_else(name: str, answers: Any, parse: Any) -> None:
    answer = copy.deepcopy(answers[name])
    for part in (answer, answer.get("plan", {})):
        for table in ("calls", "vessels", "slots", "berths"):
            for row in part.get(table, ()):
                for key in ("vessel", "name", "name_zh"):
                    if key in row:
                        row[key] = EVIL
    for fault in answer.get("faults", ()):
        fault["text"] = fault["text_zh"] = EVIL
    text = PAGES[name](answer)
    assert "<script>alert" not in text
    assert parse(text).unclosed == []


def test_the_audit_shows_both_sides_the_faults_and_that_it_is_invented(answers: Any) -> None:
    answer = answers["audit"]
    text = berth_audit_page(answer)
    assert "invented" in text
    for vessel in answer["vessels"]:
        assert vessel["vessel"] in text
    for fault in answer["faults"]:
        assert fault["text"] in text
    for side in ("actual", "shadow"):
        assert f"{answer['figures'][side]['weighted_h']:,.1f}".rstrip("0").rstrip(".") in text


def test_an_audit_that_speaks_against_the_plans_says_so(answers: Any) -> None:
    answer = copy.deepcopy(answers["audit"])
    figures = answer["figures"]
    figures["shadow"]["weighted_h"] = figures["actual"]["weighted_h"] + 10
    assert "What was done was better" in berth_audit_page(answer)
    figures["shadow"]["weighted_h"] = figures["actual"]["weighted_h"]
    assert "would have changed nothing" in berth_audit_page(answer)
    figures["shadow"]["weighted_h"] = figures["actual"]["weighted_h"] - 10
    assert "weighted hours less" in berth_audit_page(answer)


def test_a_log_without_faults_has_no_section_about_them(answers: Any) -> None:
    answer = copy.deepcopy(answers["audit"]) | {"faults": []}
    assert "cannot be compared" not in berth_audit_page(answer).split("What this rests on")[0]


def test_the_week_shows_every_slot_and_every_buffer(answers: Any) -> None:
    answer = answers["week"]
    text = berth_week_page(answer)
    for slot in answer["slots"]:
        assert slot["vessel"] in text
    for buffer in answer["buffers"]:
        assert f"{buffer['minutes']} min" in text
    for row in answer["delays"]:
        assert row["name"] in text


def test_a_week_without_buffers_and_one_without_a_plan_for_them(answers: Any) -> None:
    answer = copy.deepcopy(answers["week"])
    answer["buffers"][1] = {"minutes": 30, "feasible": False}
    answer["best_min"] = 0
    assert "no plan was found" in berth_week_page(answer)
    answer["buffers"] = answer["buffers"][:1]
    assert "no buffers were tried" in berth_week_page(answer)


def test_the_buffer_that_pays_is_named_first(answers: Any) -> None:
    answer = copy.deepcopy(answers["week"])
    answer["best_min"] = 30
    answer["buffers"][1] |= {"pays": True, "cost_less": {"value": 9.0, "low": 5.0, "high": 13.0}}
    assert "30 minutes kept free after each stay pay: 9.0 weighted hours less" in berth_week_page(
        answer
    )


def test_both_pictures_of_a_week_have_one_scale_of_time(answers: Any) -> None:
    """A stay that ends after the week on one side only must not shift its days."""
    answer = copy.deepcopy(answers["audit"])
    last = max(answer["assignments"], key=lambda a: a["start"])
    last["end"] = "2026-03-05T20:00:00+08:00"
    text = berth_audit_page(answer)
    days = [
        re.findall(r'x1="([\d.]+)"[^>]*class="day-line"', board)
        for board in text.split('class="small-board"')[1:]
    ]
    assert len(days) >= 2
    assert days[0::2] == days[1::2]
    assert days[0]
