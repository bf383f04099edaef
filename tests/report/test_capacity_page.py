"""The page of a port's capacity says what its answer says, in both languages."""

import re
from dataclasses import replace
from typing import Any

import pytest

from tongqu.report.capacity_page import capacity_page
from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
from tongqu.studies import CapacityParams, PortLevel, capacity


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    stay = Serve("quay", Law.exp(6.0))
    come = Source("barges", (("barge", 1.0),), (stay,), gap=Law.exp(6.0))
    port = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),), name="two <berths>")
    three = replace(port, stations=(lanes("quay", 3),))
    found = capacity(
        port, PortLevel(wait_over_service=0.5), alternatives={"three": three},
        params=CapacityParams(tolerance=0.1, years=0.5, choose=("as_it_is", "three")),
    )  # fmt: skip
    names = [{"id": "quay", "name": "The quay", "name_zh": "码头"}]
    return {**found.to_dict(), "names": names}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("<main")[2]))


def test_it_shows_the_capacity_what_binds_and_what_more_brings(answer: dict[str, Any]) -> None:
    """The figure with its bracket, a curve, a bar for each gain; nothing is fetched."""
    page = capacity_page(answer)
    text = text_of(page)
    assert f"{answer['capacity']['arrivals_per_year']['value']:,.0f}" in text
    assert "mean wait over service at The quay" in text
    assert page.count("<polyline") >= 3
    assert page.count("<rect") >= len(answer["additions"])
    assert "two <berths>" not in page
    assert not re.search(r"(src|href)=\"http", page)


def test_both_languages_are_inside(answer: dict[str, Any]) -> None:
    """Chinese words stand beside English ones; no placeholder is left."""
    page = capacity_page(answer, "zh")
    for word in ("瓶颈：码头", "增加一个泊位", "服务水平与运量", "Service against traffic"):
        assert word in page
    assert not re.search(r">[^<]*\{\w+\}", page.partition("<main")[2])


@pytest.mark.parametrize("state", ["bracket", "never_kept", "not_settled", "stopped"])
def test_without_a_figure_the_page_says_why(answer: dict[str, Any], state: str) -> None:
    """No value is shown where there is none."""
    found = {name: {"value": None, "low": None, "high": 2.0} for name in
             ("factor", "arrivals_per_year")}  # fmt: skip
    part = {**dict.fromkeys(answer["capacity"]), **found} if state == "bracket" else None
    page = capacity_page(
        {**answer, "state": state, "doubts": ["warm_up"] if state == "not_settled" else [],
         "capacity": part, "binding": None, "additions": [], "choice": None, "curve": []}
    )  # fmt: skip
    text = text_of(page)
    assert 'class="sure warn"' in page
    assert ("between ? and 2" in text) == (state == "bracket")
    assert ("eats more than half" in text) == (state == "not_settled")
