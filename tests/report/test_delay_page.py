"""The page on a late work says what its answer says, in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tongqu import load_region
from tongqu.report.delay_page import cost_of_delay_page
from tongqu.studies import Lane, cost_of_delay

JUHUA = Lane(origin="juhua", goal="jebel-ali", commodity="calcium-chloride", tonnes=600)
ORE = Lane(
    origin="ningbo-beilun",
    goal="qujiang-district",
    commodity="iron-ore",
    flow_id="2024-ningbo-beilun-qujiang-district-iron-ore",
)
LONGYOU = Lane(origin="longyou", goal="jebel-ali", commodity="calcium-chloride", tonnes=600)


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    found = cost_of_delay(
        load_region("qujiang"), "port-phase-2", months=3, lanes=(JUHUA, ORE, LONGYOU),
        dates=(date(2024, 12, 18),),
    )  # fmt: skip
    return found.to_dict()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("<main>")[2]))


def test_it_shows_who_loses_how_much_and_who_does_not(answer: dict[str, Any]) -> None:
    """Amounts as in the answer; a lane without yearly tonnes has no sum; reasons in words."""
    page = cost_of_delay_page(answer)
    text = text_of(page)
    by_id = {lane["id"]: lane for lane in answer["lanes"]}
    ore, juhua = by_id[ORE.flow_id], by_id[JUHUA.id]
    assert f"CNY {ore['over_delay']['cost']:,.0f}" in text
    assert f"CNY {juhua['cost_per_t']:.2f}" in text
    assert "not known" in text
    assert by_id[LONGYOU.id]["text"] in text
    assert answer["not_asked"][0]["text"] in text
    assert page.count("<rect") == 1  # one lane has a sum, and it is drawn


def test_both_languages_are_inside(answer: dict[str, Any]) -> None:
    """The Chinese sentence is there whatever is shown first, and no placeholder is left."""
    for lang in ("en", "zh"):
        page = cost_of_delay_page(answer, lang)
        assert answer["text_zh"] in page
        assert answer["text"] in page
        assert not re.search(r"\{\w+\}", text_of(page))
    assert "<title>衢江港区二期延期的代价</title>" in cost_of_delay_page(answer, "zh")


def test_a_work_that_changes_nothing_shows_no_figure() -> None:
    """Only the sentence that says so, and the source of the work."""
    found = cost_of_delay(load_region("qujiang"), "caihong-park", months=3).to_dict()
    page = cost_of_delay_page(found)
    assert found["text"] in page
    assert "<svg" not in page
    assert "CNY" not in text_of(page)
