"""The demo's front page, from the shipped region and hand-made answers."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest
from berth_plans import week_plan

from tongqu import load_region
from tongqu.ledger.example import example_ledger
from tongqu.ledger.views import LedgerViews
from tongqu.report.cards import KEY_FACTS
from tongqu.report.demo_cases import DemoRun, demo_cases
from tongqu.report.index_page import CARDS, Demo, DemoLedger, DemoPort, DemoWeek, demo_page
from tongqu.report.news import news_items
from tongqu.report.timeline_view import timeline_figure


@pytest.fixture(scope="module")
def shipped():
    return load_region("qujiang")


@pytest.fixture
def runs(answer, infeasible):
    return {
        case.id: DemoRun(
            case,
            infeasible if case.id == "too-soon" else answer,
            f"{case.id}.html",
            f"{case.id}.json",
        )
        for case in demo_cases()
    }


def test_every_question_fits_the_shipped_region(shipped) -> None:
    for case in demo_cases():
        assert case.fits(shipped), case.command


def test_ids_of_questions_are_file_names_and_differ() -> None:
    ids = [case.id for case in demo_cases()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in ids)
    assert ids[0] == "first-answer"


def test_page_is_whole_offline_and_links_every_result(shipped, runs, parse) -> None:
    text = demo_page(Demo(shipped, runs))
    page = parse(text)
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    files = {value.partition("#")[0] for value in page.values("href")} - {""}
    assert files == {name for run in runs.values() for name in (run.page, run.json)}
    assert not re.search(r"https?://", text)


def test_page_is_whole_without_any_answer(shipped, parse) -> None:
    page = parse(demo_page(Demo(shipped, {}), "zh"))
    assert page.unclosed == []
    assert "衢江" in page.everything()


def test_every_card_is_on_the_page(shipped, runs, parse) -> None:
    page = parse(demo_page(Demo(shipped, runs)))
    wanted = {"region", "first-answer", "results", "works", "news"}
    assert len(CARDS) == len(wanted | {"berths", "ledger", "port"})
    assert wanted <= set(page.values("id"))
    assert not {"berths", "ledger", "port"} & set(page.values("id"))


def test_the_ledger_has_a_card_with_its_links(shipped, runs, parse) -> None:
    """Who is late, the block that is missing, what a late work costs, and the way to all of it."""
    status = LedgerViews(
        example_ledger(shipped), actor="viewer-1", as_of=date(2024, 12, 9)
    ).status()
    priced = {"text": "It would cost something", "text_zh": "会有代价"}
    ledger = DemoLedger(
        status, "ledger.html", "ledger.json", "axis.html", priced, "delay.html", "delay.json"
    )
    page = parse(demo_page(Demo(shipped, runs, ledger=ledger)))
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert "ledger" in ids
    files = {value.partition("#")[0] for value in page.values("href")}
    assert {"ledger.html", "ledger.json", "axis.html", "delay.html", "delay.json"} <= files
    said = page.everything()
    assert "Odour at the paint shop" in said
    assert "Caihong smart-equipment park" in said
    assert "12 of 13" in said
    assert "It would cost something" in said
    assert "会有代价" in said
    assert ledger.command.startswith("tongqu ledger status --as-of 2024-12-09")


def test_the_week_has_a_card_with_its_links(shipped, runs, parse) -> None:
    week = DemoWeek(week_plan(), "week.html", "week.json", "week-calls.xlsx")
    text = demo_page(Demo(shipped, runs, week))
    page = parse(text)
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert "berths" in ids
    card = text.partition('id="berths"')[2].partition("</section>")[0]
    for name in ("week.html", "week.json", "week-calls.xlsx"):
        assert f'href="{name}' in card
    assert "less than first come, first served" in card
    assert week.command == "tongqu berths plan week-calls.xlsx --html week.html"
    assert "@page" not in card
    assert ".sheetwrap" not in card


def test_the_simulated_port_has_a_card_with_its_links(shipped, runs, parse) -> None:
    """How long a call waits, at which places most, how much of it is assumed, and how to ask."""
    hours = {"value": 11.1, "low": 10.3, "high": 11.8}
    rows = [
        {
            "id": name,
            "waits_for": way,
            "wait_mean_h": {"value": wait},
            "queue_mean": {"value": queue},
        }
        for name, way, wait, queue in (
            ("pier-one", "servers", 0.5, 0.2),
            ("gate-lock", "up", 2.2, 5.0),
            ("ore", "room", 99.0, 9.0),
        )
    ]
    answer = {
        "scenario": {"first_day": "2024-12-09", "traffic_mt_per_year": 4.29}, "settled": True,
        "run": {"replications": 6}, "figures": [{"assumed": True}, {"assumed": False}],
        "names": [{"id": "gate-lock", "name": "The lock", "name_zh": "船闸"}], "stations": rows,
        "calls": {"wait_h": hours, "turnaround_h": hours, "wait_by_cause_h": {"lock": hours}},
    }  # fmt: skip
    port = DemoPort(answer, "port.html", "port.json", "tongqu simulate --html port.html")
    page = parse(demo_page(Demo(shipped, runs, port=port)))
    assert page.unclosed == []
    assert "port" in page.values("id")
    files = {value.partition("#")[0] for value in page.values("href")}
    assert {"port.html", "port.json"} <= files
    card = demo_page(Demo(shipped, runs, port=port)).partition('id="port"')[2]
    card = card.partition("</section>")[0]
    assert "Of its 2 figures 1 are assumed" in card
    assert card.index("The lock") < card.index("pier-one")
    assert "ore" not in re.findall(r"<div>(\w+)", card)  # room is no queue on the water
    grown = {**answer, "settled": False, "doubts": ["growing"]}
    text = demo_page(Demo(shipped, runs, port=DemoPort(grown, "a", "b", "c")))
    assert "queues grow from each quarter" in text


def test_key_figures_stand_with_a_source_each(shipped, runs) -> None:
    text = demo_page(Demo(shipped, runs))
    known = [key for key in KEY_FACTS if shipped.has("facts", key)]
    assert len(known) >= 6
    figures = text.partition('class="numbers"')[2].partition("</dl>")[0]
    assert figures.count("<dt>") == figures.count('class="mark mark-') >= 6


def test_chinese_is_complete(shipped, runs, parse) -> None:
    page = parse(demo_page(Demo(shipped, runs)))
    bare = [
        word
        for word in page.words["zh"]
        if re.search("[a-z]{4}", word) and not re.search("[\u4e00-\u9fff]", word)
    ]
    assert bare == []


def test_every_reported_item_is_answered_or_says_why_not(shipped) -> None:
    known = {case.id for case in demo_cases()}
    for item in news_items():
        assert item.state in ("answered", "planned", "not-built")
        assert item.why.en
        assert item.why.zh
        assert set(item.cases) <= known
        if item.state == "answered":
            assert item.cases or item.command


def test_an_unanswered_case_is_not_called_answered(shipped, parse) -> None:
    text = demo_page(Demo(shipped, {}))
    rows = text.partition('id="news"')[2]
    assert rows.count("mark-answered") == sum(
        1 for item in news_items() if item.state == "answered" and not item.cases
    )


def test_dates_of_works_keep_plan_and_fact_apart(shipped) -> None:
    text = timeline_figure(shipped)
    assert 'class="date-planned"' in text
    assert 'class="date-expected"' in text
    assert 'class="date-actual"' in text
    assert "known since 31 Dec 2024" in text
    assert "never in force" in text


def test_a_region_without_works_has_no_picture(shipped) -> None:
    empty = dataclasses.replace(
        shipped, works=(), work_dates=(), work_changes=(), closures=(), verified=True
    )
    assert "<svg" not in timeline_figure(empty)
