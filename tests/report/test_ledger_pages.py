"""The pages of the ledger: whole, offline, safe, in two languages, and true to their view."""

from __future__ import annotations

import re
from typing import Any

import ledger_views as views
import pytest
from ledger_pages import MANY, PAGES, hostile, made

from tongqu.report.ledger_status_page import ledger_status_page
from tongqu.report.ledger_timeline_page import ledger_timeline_page

BLIND = re.compile(r'class="light is-(\w+)">(.*?)</span></span>', re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_every_tag_is_closed_and_links_lead_somewhere(name: str, parse: Any) -> None:
    page = parse(made(name))
    assert page.unclosed == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {value[1:] for value in page.values("href") if value.startswith("#")} <= set(ids)
    used = set(re.findall(r"url\(#([^)]+)\)", page.text))
    assert used <= set(ids), "a fill that is not there is drawn as nothing"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched(name: str, parse: Any) -> None:
    text = made(name)
    page = parse(text)
    assert not page.values("src")
    assert not re.search(r"url\((?!#)|@import|https?://", text)
    assert any("default-src 'none'" in value for value in page.values("content"))


@pytest.mark.parametrize("name", PAGES)
def test_what_somebody_typed_is_text_and_nothing_else(name: str, parse: Any) -> None:
    text = hostile(name)
    page = parse(text)
    assert "<script>alert" not in text
    assert "img" not in page.tags
    assert page.tags.count("script") == 1, "the page's own and no other"
    assert page.unclosed == []
    assert all(not name.startswith("on") for _, name, _ in page.attributes)


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_are_there_and_differ(name: str, parse: Any) -> None:
    page = parse(made(name))
    assert page.words["en"]
    assert page.words["zh"]
    chinese = re.compile("[\u4e00-\u9fff]")
    spoken = [word for word in page.words["zh"] if re.search("[A-Za-z]{4,}", word)]
    bare = [word for word in spoken if not chinese.search(word)]
    assert bare == [], "English where Chinese should stand"
    assert not any(chinese.search(word) for word in page.words["en"])


@pytest.mark.parametrize("name", PAGES)
def test_no_light_is_told_by_its_colour_alone(name: str) -> None:
    lights = BLIND.findall(made(name))
    assert lights or "empty" in name or "undated" in name
    for light, inside in lights:
        assert "<svg" in inside, f"{light}: a shape"
        assert re.search(r">[^<]*[a-z][^<]*<", inside.split("</svg>")[1]), f"{light}: a word"


def test_the_status_says_first_what_is_late_and_by_how_much() -> None:
    text = ledger_status_page(views.status())
    head = text.split("<h1>")[1].split("</h1>")[0]
    assert "9 Dec 2024: 2 late, 1 due soon, 24 open" in head
    assert "逾期 2 件" in head
    verdict = text.split('class="sure warn"')[1][:900]
    assert "6 working days late" in verdict
    assert "Submit photographs of the finished outlet" in verdict


def test_a_ledger_with_nothing_late_says_what_comes_next() -> None:
    view = views.status() | {"late": []}
    assert "Nothing is late. Next due: Noise at the night market" in ledger_status_page(view)
    view["due_soon"] = []
    assert "Nothing is late, and nothing is due soon." in ledger_status_page(view)
    assert "There are no items in this ledger yet." in ledger_status_page(views.empty_status())


def test_a_progress_reported_as_more_than_90_is_at_least_90() -> None:
    text = ledger_status_page(views.status())
    assert "at least 90%" in text
    assert "90%以上" in text
    assert 'class="progress-more"' in text
    view = views.status()
    view["works"][0]["progress"][0]["at_least"] = False
    view["works"] = view["works"][:1]
    assert "9 of 13" in text, "parts that were counted are told as counted"
    assert "at least" not in ledger_status_page(view)


def test_a_progress_behind_its_plan_shows_where_it_should_be() -> None:
    text = ledger_status_page(views.status())
    assert "planned by now: 85%" in text
    assert text.count('class="progress-planned"') == 1
    assert 'x1="170"' in text.split('class="progress-planned"')[0][-60:]


def test_a_work_without_milestones_shows_when_it_was_planned() -> None:
    text = ledger_status_page(views.status())
    assert "Planned: 1 Mar 2025 to 30 Jun 2026." in text
    assert text.count("Planned: ") == 1


def test_every_progress_and_date_leads_to_its_source(parse: Any) -> None:
    page = parse(ledger_status_page(views.status()))
    assert page.values("href").count("#source-paper-2024-12-09") == 6
    assert "source-paper-2024-12-09" in page.values("id")


def test_a_milestone_promised_by_month_end_is_not_given_a_day() -> None:
    text = ledger_status_page(views.status())
    table = text.split("carriageway open")[1][:2500]
    assert "by the end of Dec 2024" in table
    assert "31 Dec 2024" not in table


def test_a_forecast_shows_its_band_or_why_there_is_none() -> None:
    text = ledger_status_page(views.status())
    for day in ("24 Dec 2024", "8 Jan 2025", "14 Feb 2025"):
        assert day in text
    assert "No forecast: one report of progress is too few" in text
    assert text.count('class="band-picture"') == 1


def test_provisional_deadlines_are_marked_and_the_calendar_said() -> None:
    text = ledger_status_page(views.status())
    assert text.count('mark mark-assumption"><span class="en" lang="en">provisional') == 1
    assert "as announced up to 2025" in text


def test_the_foot_carries_the_hash_of_the_last_entry_and_the_fiction_is_said() -> None:
    text = ledger_status_page(views.status())
    assert views.HASH in text.split("The record")[-1]
    assert "stand for nobody" in text
    view = views.status()
    view["ledger"]["synthetic"] = False
    assert "stand for nobody" not in ledger_status_page(view)


def test_what_does_not_add_up_is_flagged_with_its_item() -> None:
    section = ledger_status_page(views.status()).split("What does not add up")[1][:1200]
    assert "13 blocks are stated" in section
    assert "work-0003" in section


def test_numbers_hidden_in_a_public_view_are_said_to_be_hidden() -> None:
    view = views.status()
    view["by_unit"][0] |= {"red": None, "open": None}
    rows = ledger_status_page(view).split("By unit")[1]
    assert rows.count("not shown") == 2
    assert rows.count('class="share"') == 1, "a bar would give the number away"


@pytest.mark.parametrize("name", MANY)
def test_500_items_make_a_whole_page_of_bearable_size(name: str, parse: Any) -> None:
    page, view = MANY[name]
    text = page(view())
    assert parse(text).unclosed == []
    assert "work-0499" in text
    assert len(text.encode()) < 6_000_000


def test_works_beyond_the_first_are_behind_a_line_that_opens_them(parse: Any) -> None:
    text = made("status-long")
    assert parse(text).tags.count("article") == 24
    assert "all 40" in text
    assert "work-0039" in text


def test_a_timeline_draws_what_it_knows_and_lists_what_it_does_not(parse: Any) -> None:
    text = made("timeline")
    drawn, rest = text.split("No date given")
    assert "Pulp storage centre" not in drawn
    assert "Pulp storage centre" in rest
    for kind in ("baseline", "planned", "current", "actual", "forecast", "closure"):
        assert f'class="gantt-bar bar-{kind}"' in drawn
    assert "No work has a date yet." in made("timeline-empty")
    assert 'class="gantt-row"' not in made("timeline-undated")


def test_bars_stand_where_their_days_are() -> None:
    view = views.timeline() | {"from": "2024-01-01", "until": "2024-12-30"}  # 365 days
    view["works"] = [
        view["works"][1] | {"bars": [views.bar("current", "2024-03-14", "2024-05-25")]}
    ]
    [found] = re.findall(r'<rect ([^>]*class="gantt-bar bar-current")', _board(view))
    assert 'x="20%"' in found
    assert 'width="20%"' in found
    view["works"][0]["bars"] = [views.bar("current", "2023-03-14", "2023-05-25")]
    assert "bar-current" not in _board(view), "a bar outside the drawing is not pushed into it"


def _board(view: dict[str, Any]) -> str:
    return ledger_timeline_page(view).split("<tbody>")[1].split("</tbody>")[0]


def test_a_forecast_lies_between_its_tenth_and_its_ninetieth_part() -> None:
    view = views.timeline() | {"from": "2024-01-01", "until": "2024-12-30"}
    band = views.bar("forecast", None, "2024-04-20", p10="2024-03-14", p90="2024-05-25")
    view["works"] = [view["works"][1] | {"bars": [band], "milestones": []}]
    board = _board(view)
    [found] = re.findall(r'<rect ([^>]*class="gantt-bar bar-forecast")', board)
    assert 'x="20%"' in found
    assert 'width="20%"' in found
    assert re.search(r'x1="30.411%"[^>]*class="band-middle"', board)


def test_a_month_end_is_drawn_over_its_month() -> None:
    board = _board(views.timeline())
    assert board.count('class="stone-month"') == 1
    assert board.count("stone-current by-month") == 1


def test_every_bar_can_be_reached_and_leads_to_its_row(parse: Any) -> None:
    page = parse(made("timeline"))
    text = made("timeline").split("<tbody>")[1].split("</tbody>")[0]
    links = re.findall(r'<a href="#(row-[^"]+)" class="gantt-link" aria-label="([^"]+)"', text)
    assert len(links) == text.count('class="gantt-link"') == 15
    assert {target for target, _ in links} <= set(page.values("id"))
    assert all(" · " in words for _, words in links), "in both languages"


def test_labels_of_milestones_close_together_lie_in_lanes_of_their_own() -> None:
    view = views.timeline()
    stones = [
        views.milestone(f"Gate {n}", f"节点{n}", current_on=f"2024-06-{n + 10}") for n in range(4)
    ]
    view["works"] = [view["works"][0] | {"bars": [], "milestones": stones}]
    heights = re.findall(r'y="([\d.]+)" class="stone-name', _board(view))
    assert len(set(heights)) == 4


def test_a_plan_without_an_end_is_a_stub_and_no_long_bar() -> None:
    """Nobody said how long it takes; a bar to the end of the drawing would say so."""
    view = views.timeline() | {"from": "2024-01-01", "until": "2024-12-30"}
    bars = [views.bar("planned", "2024-03-14", None)]
    view["works"] = [view["works"][3] | {"bars": bars}]
    [found] = re.findall(r'<rect ([^>]*class="gantt-bar bar-planned")', _board(view))
    assert 'x="20%"' in found
    assert 'width="24"' in found
    view["works"][0]["bars"] = [views.bar("current", None, "2024-03-13")]
    [found] = re.findall(r'<rect ([^>]*class="gantt-bar bar-current")', _board(view))
    assert 'x="20%" width="24"' in found
    assert "translate(-24 0)" in found, "it lies before its end"
    view["works"][0]["milestones"] = [views.milestone("Open", "开放", current_on="2024-03-13")]
    assert "bar-current" not in _board(view), "the milestone stands for it"
    view["works"][0] |= {"milestones": [], "bars": [views.bar("closure", "2024-03-14", None)]}
    [found] = re.findall(r'<rect ([^>]*class="gantt-bar bar-closure")', _board(view))
    assert 'width="80%"' in found, "what is closed until further notice is"


def test_what_only_its_month_is_known_of_is_told_as_the_month() -> None:
    view = views.status()
    stone = views.milestone(
        "Start", "开工", actual_on="2023-11-30", precision="month_end", light="none"
    )
    view["works"] = [views.park() | {"milestones": [stone]}]
    text = ledger_status_page(view)
    assert ">Nov 2023<" in text
    assert "30 Nov 2023" not in text


def test_a_flag_of_many_items_is_said_once() -> None:
    view = views.status()
    view["flags"] = [view["flags"][0] | {"item": f"work-{n:04d}"} for n in (3, 8, 9)]
    part = ledger_status_page(view).split("What does not add up")[1].split("</section>")[0]
    assert part.count("13 blocks are stated") == 1
    assert part.count("<code>work-") == 3


def test_lists_of_dates_say_of_how_many_items_they_are() -> None:
    view = views.status() | {"due_soon_count": 9}
    view["totals"] = view["totals"] | {"due_soon": 7}
    assert "Due soon: 9, of 7 items" in ledger_status_page(view)


def test_items_that_were_invented_are_marked_wherever_they_stand() -> None:
    view = views.status()
    view["late"][0]["tags"] = ["fictional"]
    part = ledger_status_page(view).split("late-section")[1].split("</section>")[0]
    assert part.count(">fictional<") == 1
