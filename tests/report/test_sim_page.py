"""The page of a simulated port says what its answer says, in both languages."""

import json
import re
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import in_browser, probed

from tongqu import load_region
from tongqu.report.html import Both
from tongqu.report.sim_charts import Curve, curves_figure
from tongqu.report.sim_page import sim_page
from tongqu.report.sim_time_view import time_ticks
from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes, settle, settle_port, sim_answer
from tongqu.sim.sweep import scaled, sweep

SCRIPT = """
var found = {seen: 0, out: [], cut: [], over: []};
document.querySelectorAll("figure").forEach(function (figure) { look(figure, found); });
found.wide = wide(".scroll");
tell(found);
"""


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    port, found = settle_port(load_region("qujiang"), date(2025, 1, 1), years=0.1, replications=3)
    whole = sim_answer(found, port)
    whole["sweep"] = sweep(
        port.scenario,
        traffic_mt_per_year=port.traffic_mt_per_year,
        years=0.1,
        lead_h=168,
        replications=2,
        factors=(0.5, 1.0, 9.0),
    )
    return whole


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.partition("<main>")[2]))


def test_it_shows_waits_pictures_and_what_is_assumed(answer: dict[str, Any]) -> None:
    """The wait of the answer, four pictures, every figure with its source; nothing is fetched."""
    page = sim_page(answer)
    text = text_of(page)
    assert f"{answer['calls']['wait_h']['value']:,.2f}" in text
    assert page.count('class="chart curves"') == 4
    assert page.count("<polyline") >= 9
    assert f"of {len(answer['figures'])} figures" in text
    assert "quay-cranes" not in text  # rows by name, sources by id
    assert "flows-total" not in text
    assert not re.search(r"(src|href)=\"http", page)


def test_both_languages_are_inside(answer: dict[str, Any]) -> None:
    """Names of the region in both; no placeholder is left."""
    for lang in ("en", "zh"):
        page = sim_page(answer, lang)
        for word in ("Fuchunjiang lock", "富春江船闸", "Wait against traffic", "等待与运量"):
            assert word in page
        assert not re.search(r"\{\w+\}", text_of(page))


def test_the_sweep_ends_where_it_cannot_go_on(answer: dict[str, Any]) -> None:
    """More cargo, more wait, with the same luck; then the reason, and no mean."""
    half, whole, far = answer["sweep"]
    assert half["wait_h"]["value"] < whole["wait_h"]["value"]
    assert whole["traffic_mt_per_year"] == pytest.approx(4.29)
    assert (far["settled"], far["wait_h"]) == (False, None)
    assert "sim_demand_above_capacity" in far["cannot"]
    assert "At 38.61 nothing settles" in text_of(sim_page(answer))


def test_who_only_passes_is_not_scaled() -> None:
    """Other ports' vessels stay as many as they are."""
    from tongqu.sim import region_scenario

    port = region_scenario(load_region("qujiang"), date(2025, 3, 1)).scenario
    for before, after in zip(port.sources, scaled(port, 2.0).sources, strict=True):
        assert before.gap is not None
        assert after.gap is not None
        times = 1.0 if before.id.startswith("through") else 2.0
        assert before.gap.mean == pytest.approx(times * after.gap.mean)


def test_a_scenario_of_ones_own_and_one_that_does_not_settle() -> None:
    """No region, no names, no locks: the page stands; without means it says why."""
    stay = Serve("quay", Law.exp(6))
    for gap, settled in ((8.0, True), (3.001, False)):
        come = Source("barges", (("barge", 1.0),), (stay,), gap=Law.exp(gap))
        port = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 1 if settled else 2),))
        found = sim_answer(settle(port, years=2 if not settled else 0.3, replications=4))
        assert found["settled"] is settled
        page = sim_page(found)
        assert ("does not settle" in page) is not settled
        json.dumps(found, allow_nan=False)


@in_browser
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1100, 390])
def test_it_can_be_read(answer: dict[str, Any], lang: str, width: int, tmp_path: Path) -> None:
    """No text leaves a drawing or lies over another, and nothing is wider than the screen."""
    found = probed(sim_page(answer, lang), SCRIPT, tmp_path, width)
    assert found["seen"] > 40
    assert (found["out"], found["over"], found["wide"]) == ([], [], [])


def test_ticks_of_time() -> None:
    """Days, months or years as there is room, inside the drawing; weeks without a calendar."""
    begin = datetime(2024, 11, 20, tzinfo=UTC)
    for hours, first, count in ((240, "11-20", 6), (1400, "11-20", 5), (9768, "2025-01", 7),
                                (87600, "2026-01", 5)):  # fmt: skip
        ticks = time_ticks(begin, hours)
        assert ticks[0][1] == first
        assert len(ticks) == count
        assert all(0 <= at <= hours for at, _ in ticks)
    assert [word for _, word in time_ticks(None, 168 * 3.5)][-1] == "3"


def test_names_beside_curves_do_not_touch() -> None:
    """Six curves that end at one point, with long names in Chinese: every name is readable."""
    name = Both("Calcium chloride out, Qujiang port area, phase I, room 4,800 t",
                "衢江港区一期出口氯化钙与其他很长很长的货物名称，容量 4,800 吨")  # fmt: skip
    figure = str(
        curves_figure(
            [Curve(name, [0.0, 1.0], [0.0, 0.001 * k]) for k in range(6)],
            x_ticks=[(0.0, "0"), (1.0, "1")], x_name=name, y_name=name, said=name, label=name,
        )
    )  # fmt: skip
    for lang in ("en", "zh"):
        group = figure.partition(f'<g class="{lang}"')[2].partition("</g>")[0]
        lines = sorted(float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', group))
        assert len(lines) >= 12
        assert all(after - before >= 15 for before, after in pairwise(lines))
        assert lines[0] > 10
        assert lines[-1] < 330
