"""The page of a berth plan: whole, offline, in both languages, safe, and with every call on it."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest
from berth_plans import (
    PLANS,
    empty_plan,
    hostile_plan,
    infeasible_plan,
    small_plan,
    stamp,
    week_plan,
)

from tongqu.report.berth_page import berth_page
from tongqu.report.berth_read import board_of
from tongqu.report.berth_words import gap_words

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", PLANS)
def test_every_tag_is_closed_every_id_is_there_once_and_links_lead_somewhere(name, parse) -> None:
    page = parse(berth_page(PLANS[name]()))
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(ids)
    used = set(re.findall(r"url\(#([^)]+)\)", page.text))
    assert used <= set(ids), "a fill that is not there is drawn as nothing"


@pytest.mark.parametrize("name", ["week", "hostile", "infeasible"])
def test_nothing_is_fetched(name, parse) -> None:
    text = berth_page(PLANS[name]())
    page = parse(text)
    assert not page.values("src")
    assert all(value.startswith("#") for value in page.values("href"))
    assert not re.search(r"url\((?!#)|@import|https?://", text)
    assert "link" not in page.tags
    assert any("default-src 'none'" in value for value in page.values("content"))


@pytest.mark.parametrize("name", ["empty", "small", "week", "quay", "conflicts", "infeasible"])
def test_every_english_text_has_a_chinese_twin(name, parse) -> None:
    page = parse(berth_page(PLANS[name]()))
    names = {entry["vessel"] for entry in PLANS[name]()["calls"]}
    untranslated = [
        word
        for word in page.words["zh"]
        if re.search("[a-z]{4}", word)
        and not CHINESE.search(word)
        and not any(vessel[:5] in word for vessel in names)
    ]
    assert untranslated == []
    common = {word for word in page.words[""] if re.search("[a-z]{4} [a-z]{3}", word)}
    assert common == set(), "a text in one language only"


@pytest.mark.parametrize("name", ["small", "week", "quay", "infeasible", "busy"])
def test_every_call_has_a_row_in_the_list_and_a_bar_or_mark_on_the_board(name, parse) -> None:
    plan = PLANS[name]()
    page = parse(berth_page(plan))
    rows = {value for value in page.values("id") if value.startswith("call-")}
    linked = {value[1:] for tag, key, value in page.attributes if tag == "a" and key == "href"}
    assert len(rows) == len(plan["calls"])
    assert rows <= linked
    text = page.everything()
    assert all(entry["vessel"] in text for entry in plan["calls"])


def test_the_language_asked_for_is_shown_first() -> None:
    plan = small_plan()
    assert re.search(r'id="lang-en"[^>]* checked', berth_page(plan, "en"))
    assert re.search(r'id="lang-zh"[^>]* checked', berth_page(plan, "zh"))
    assert "<title>衢江港二期" in berth_page(plan, "zh")


def test_what_users_typed_stays_text(parse) -> None:
    clean = parse(berth_page(small_plan()))
    text = berth_page(hostile_plan())
    page = parse(text)
    assert page.tags.count("script") == clean.tags.count("script") == 1
    assert page.tags.count("img") == 0
    assert "\u202e" not in text
    assert not any(name.startswith("on") for _, name, _ in page.attributes)


def test_ids_of_a_foreign_plan_cannot_break_out(parse) -> None:
    plan = small_plan()
    text = json.dumps(plan)
    for key in ("c001", "b02", "quay-a", "mobile", "coal"):
        text = text.replace(f'"{key}"', '"\\"><script>' + key + '"')
    page = parse(berth_page(json.loads(text)))
    assert page.tags.count("script") == 1
    assert page.unclosed == []


def test_conflicts_stand_in_words_and_on_the_board(parse) -> None:
    plan = PLANS["conflicts"]()
    text = berth_page(plan)
    page = parse(text)
    assert all(entry["text"] in page.everything() for entry in plan["conflicts"])
    broken = {i for entry in plan["conflicts"] for i in entry["calls"]}
    board = board_of(plan)
    assert {stay.call["id"] for stay in board.stays if stay.conflict} == broken
    assert text.count('class="broken"') >= len(broken)
    assert "better is possible" not in text, "a plan that breaks rules proves nothing"


def test_a_plan_that_cannot_be_names_the_clash_and_the_way_out(parse) -> None:
    said = parse(berth_page(infeasible_plan())).everything()
    assert "There is no plan in which every rule holds." in said
    assert "Both are pinned to berth 1 at 03:00." in said
    assert "Unpin c001: it then waits 5 hours." in said


def test_an_empty_plan_says_so_and_keeps_its_board(parse) -> None:
    page = parse(berth_page(empty_plan()))
    assert "No vessel calls in this time." in page.everything()
    assert "Phase II, berth 3" in page.everything()


def test_a_plan_without_berths_is_a_page_too(parse) -> None:
    plan = empty_plan(0)
    plan["quays"] = []
    assert parse(berth_page(plan)).unclosed == []


def test_what_is_said_of_a_call_stands_in_its_row(parse) -> None:
    said = parse(berth_page(small_plan())).everything()
    for part in (
        "must leave by 2 Dec 12:00",
        "2 h late",
        "asked for Phase II, berth 1",
        "fixed by hand",
        "counts 2 times",
        "berths 2 Dec 03:00 to 2 Dec 09:00",
        "berthing requested: 2 Dec 19:00 (agent)",
        "arrival actual: 2 Dec 20:12",
        "At what hour does it arrive?",
        "预计下午",
        "Phase II, berth 2 from 2 Dec 04:00: 4.2 weighted h more; behind 浙衢州货1000",
        "Phase II, berth 3: not free in time",
        "At most 0.4 % better is possible",
        "10.0 weighted h less than first come, first served (13%)",
        "12.5 to 14.0 weighted h",
        "Berth 2 is free too late.",
        "Rate of a mobile crane",
        "Port gazetteer",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"proved": True, "gap": 0.0}, "Proved: no plan is better"),
        ({"proved": False, "gap": 0.004}, "At most 0.4 % better"),
        ({"proved": False, "gap": 0.00001}, "At most 0.01 % better"),
        ({"proved": False, "gap": None}, "not known"),
        ({"objective": None}, "There is no plan."),
    ],
)
def test_the_gap_is_said_in_words(fields: dict[str, Any], words: str) -> None:
    assert words in gap_words(small_plan() | fields).en


def test_metres_are_told_where_the_quay_is_shared_and_only_there(parse) -> None:
    assert re.search(r"\b60–\d+(\.5)? m\b", parse(berth_page(PLANS["quay"]())).everything())
    assert not re.search(r"\d–\d+ m\b", parse(berth_page(PLANS["week"]())).everything())


def test_an_estimate_that_is_the_arrival_is_not_told_twice(parse) -> None:
    plan = small_plan()
    entry = plan["calls"][0]
    told = {"kind": "EST", "event": "ARRI", "at": entry["eta"], "source": "", "known_at": None}
    entry["times"] = [told]
    assert "arrival estimated" not in parse(berth_page(plan)).everything()
    entry["times"] = [told | {"at": stamp(1)}]
    assert "arrival estimated: 2 Dec 01:00" in parse(berth_page(plan)).everything()


def test_nothing_moved_is_said() -> None:
    plan = small_plan()
    plan["moves"] = []
    assert "Nothing moved against the plan before." in berth_page(plan)
    plan["moves"] = None
    assert "What moved" not in berth_page(plan)


def test_what_the_plan_may_leave_out_leaves_the_page_whole(parse) -> None:
    plan = small_plan()
    for key in ("binds", "moves", "first_come", "bound", "gap", "infeasible"):
        plan[key] = None
    for key in ("cranes", "stocks", "water", "blocks", "quays", "assumptions", "sources"):
        plan[key] = []
    for entry in plan["assignments"]:
        entry |= {"why": None, "cranes": [], "quay": None}
    for berth in plan["berths"]:
        berth |= {"length_m": None, "from_m": None, "quay": None}
    for entry in plan["calls"]:
        entry |= {"length_m": None, "commodity_id": "", "commodity_name": "",
                  "commodity_name_zh": ""}  # fmt: skip
    page = parse(berth_page(plan))
    assert page.unclosed == []
    assert "cargo not said" in page.everything()


def test_a_new_call_that_moved_from_nowhere_is_told(parse) -> None:
    plan = small_plan()
    plan["moves"] = [
        {"call": "c000", "from_berth": None, "to_berth": "b01", "from_start": None,
         "to_start": stamp(0), "text": "New.", "text_zh": "新增。"}
    ]  # fmt: skip
    assert "not in that plan" in parse(berth_page(plan)).everything()


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = week_plan(4, 20, 48)
    assert berth_page(plan) == berth_page(copy.deepcopy(plan))
