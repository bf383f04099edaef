"""The day to scrub through: the page shows what the trace says, in Python and in its script."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from browser import in_browser, probed

from tongqu import load_region
from tongqu.report.sim_day import day_section
from tongqu.report.sim_day_data import Shown, day_data, shown_at
from tongqu.report.sim_day_picture import waiting_through, worst_hour
from tongqu.report.sim_day_plan import WIDTH, plan_of
from tongqu.report.sim_page import sim_page
from tongqu.sim import (
    Law,
    Scenario,
    Serve,
    Settled,
    Source,
    Vehicle,
    lanes,
    settle,
    settle_port,
    sim_answer,
)
from tongqu.sim.day import AFTER_H, DAY_H, Day, day_starts, traced_day
from tongqu.sim.tracing import trace_run

HOURS = (0.0, 3.21, 6.5, 11.99, 17.25, 23.9)

STATES = """
var slider = document.getElementById("day-time"), found = {at: []};
HOURS.forEach(function (hour) {
  slider.step = "any";
  slider.value = hour * 60;
  slider.dispatchEvent(new Event("input"));
  var state = {clock: document.getElementById("day-clock").textContent, figures: {}, marks: {},
               levels: {}, taken: [], held: []};
  document.querySelectorAll("[data-f]").forEach(function (part) {
    state.figures[part.dataset.f] = part.textContent;
  });
  document.querySelectorAll("#day-marks path").forEach(function (part) {
    state.marks[part.dataset.v] = part.getAttribute("class") + " " + part.getAttribute("transform");
  });
  document.querySelectorAll("[data-l]").forEach(function (part) {
    state.levels[part.dataset.l] =
      (part.getAttribute("height") - 3) / (part.dataset.h - 3);
  });
  document.querySelectorAll(".day-berth.taken[data-b]").forEach(function (part) {
    state.taken.push(part.dataset.b);
  });
  document.querySelectorAll(".day-berth.held[data-b]").forEach(function (part) {
    state.held.push(part.dataset.b);
  });
  found["h" + hour] = state;
});
tell(found);
"""

LOOKS = """
var found = {seen: 0, out: [], cut: [], over: []};
document.querySelectorAll("figure").forEach(function (figure) { look(figure, found); });
found.wide = wide(".scroll, .day-scroll");
found.button = getComputedStyle(document.getElementById("day-play")).display;
found.clock = document.getElementById("day-clock").textContent;
found.zh = document.getElementById("lang-zh").checked;
found.slider = document.getElementById("day-time").value;
tell(found);
"""


@pytest.fixture(scope="module")
def asked() -> tuple[dict[str, Any], Day]:
    port, found = settle_port(load_region("qujiang"), date(2025, 1, 1), years=0.1, replications=3)
    result = found.result
    starts = day_starts(result.hours, result.warm_h, port.begin)
    assert found.settled
    return sim_answer(found, port), traced_day(port.scenario, starts, seed=result.seed)


def own(*stops: str, gap: float = 2.0, times: int = 1) -> tuple[dict[str, Any], Day]:
    """Return a port without a region: barges that are served at some stations in turn."""
    route = tuple(Serve(stop, Law.exp(3.0)) for stop in stops)
    come = Source("barges", (("barge", 1.0),), route, gap=Law.exp(gap))
    stations = tuple(lanes(stop, 3 * times) for stop in stops)
    scenario = Scenario((Vehicle("barge"),), (come,), stations, name='<b>"own" & \u202e</b>')
    found: Settled = settle(scenario, years=0.1, replications=2)
    starts = day_starts(found.result.hours, found.result.warm_h)
    return sim_answer(found), traced_day(scenario, starts, seed=found.result.seed)


def test_figures_are_those_of_the_trace(asked: tuple[dict[str, Any], Day]) -> None:
    """Vessels before locks, in chambers, before and at berths, counted line by line."""
    _, day = asked
    data = day_data(day, plan_of(day))
    lines = trace_run(day.scenario, hours=day.begin_h + DAY_H + AFTER_H)
    scenario = day.scenario
    chambers = [chamber.id for lock in scenario.locks for chamber in lock.chambers]
    station_of = {group.id: row.id for row in scenario.stations for group in row.groups}
    seen = 0
    for hour in (0.7, 6.41, 13.3, 21.9):
        figures = shown_at(data, hour).figures
        last = {}
        inside: Counter[str] = Counter()
        for line in lines:
            if line.time_h <= day.begin_h + hour:
                last[line.source, line.serial] = line
                if line.what in ("enters", "is served"):
                    inside[station_of.get(line.where, line.where)] += 1
                elif line.what in ("is out", "gives back"):
                    inside[station_of.get(line.where, line.where)] -= 1
        waits = Counter(row.where for row in last.values() if row.what == "waits")
        for k, lock in enumerate(scenario.locks):
            both_ways = int(figures[f"lock-{k}-0"]) + int(figures[f"lock-{k}-1"])
            assert both_ways == waits[lock.id]
            seen += both_ways
        for k, chamber in enumerate(chambers):
            assert int(figures[f"chamber-{k}"] or 0) == inside[chamber]
        for terminal in day.chart.terminals:
            (quay,) = terminal.quays
            name = scenario.stations[quay].id
            assert int(figures[f"quay-{quay}"]) == waits[name]
            assert int(figures[f"berths-{quay}"]) == inside[name]
            seen += inside[name]
    assert seen > 20


def test_the_curve_and_the_first_picture(asked: tuple[dict[str, Any], Day]) -> None:
    """Every five minutes who waits; the page opens at the hour at which most do."""
    data = day_data(asked[1], plan_of(asked[1]))
    through = waiting_through(data)
    for tick in (0, 77, 200, 287):
        shown = shown_at(data, tick / 12 + 1e-9)
        before = [int(text) for key, text in shown.figures.items() if key.startswith("lock")]
        assert through["lock"][tick] == sum(before)
        assert through["held_up"][tick] == len(shown.held_up)
    total = [sum(counts) for counts in zip(*through.values(), strict=True)]
    assert total[round(worst_hour(data) * 12)] == max(total) > 0


def test_nobody_leaves_the_map(asked: tuple[dict[str, Any], Day]) -> None:
    """Every vessel that sails is on the map and on the water, at any hour."""
    _, day = asked
    plan = plan_of(day)
    data = day_data(day, plan)
    for hour in HOURS:
        for mark in shown_at(data, hour).marks.values():
            assert 10 < mark.x < WIDTH - 10
            assert 20 < mark.y < plan.bottom


@pytest.mark.parametrize("stops", [("quay",), ("quay", "papers"), tuple("abcdefg")])
def test_a_scenario_of_ones_own(stops: tuple[str, ...]) -> None:
    """No region, no lock, no clock: stations in the order of the routes; names are escaped."""
    answer, day = own(*stops)
    page = sim_page(answer, "zh", day)
    assert "<b>" not in page.partition("<h1>")[2].partition("</h1>")[0]
    assert "\u202e" not in page
    plan = plan_of(day)
    assert [quay.station for card in plan.cards for quay in card.quays] == list(range(len(stops)))
    boxes = [card.box for card in plan.cards]
    for k, box in enumerate(boxes):
        assert box.x >= 0
        assert box.x + box.w <= WIDTH
        for other in boxes[k + 1 :]:
            apart = other.x >= box.x + box.w or other.y >= box.y + box.h
            assert apart, "cards lie over one another"
    assert "Day " in str(day_section(answer, day, {}))


def test_the_data_cannot_end_their_element(asked: tuple[dict[str, Any], Day]) -> None:
    """No ``<`` in the data; they are JSON; the page fetches nothing and is small."""
    answer, day = asked
    page = sim_page(answer, "en", day)
    told = re.search(r'id="day-data">(.*?)</script>', page, re.DOTALL)
    assert told
    assert "<" not in told[1]
    assert json.loads(told[1]) == json.loads(json.dumps(day_data(day, plan_of(day))))
    assert not re.search(r'(src|href)="http', page)
    assert len(page.encode()) < 1_000_000


def state(shown: Shown) -> dict[str, Any]:
    """Return what is shown as the probe tells it."""
    return {
        "figures": shown.figures,
        "taken": {f"{a}-{b}" for a, b in shown.taken - shown.held_up},
        "held": {f"{a}-{b}" for a, b in shown.held_up},
    }


@in_browser
def test_the_script_shows_the_same(asked: tuple[dict[str, Any], Day], tmp_path: Path) -> None:
    """Figures, berths, levels and places of all vessels, as `shown_at` has them."""
    answer, day = asked
    data = day_data(day, plan_of(day))
    script = STATES.replace("HOURS", json.dumps(HOURS))
    found = probed(sim_page(answer, "en", day), script, tmp_path, 1200)
    marks = 0
    for hour in HOURS:
        told, wanted = found[f"h{hour:g}"], shown_at(data, hour)
        assert {key: told["figures"][key] for key in wanted.figures} == wanted.figures
        assert set(told["taken"]) == state(wanted)["taken"]
        assert set(told["held"]) == state(wanted)["held"]
        for chamber, level in wanted.levels.items():
            assert told["levels"][str(chamber)] == pytest.approx(level, abs=0.02)
        assert set(map(int, told["marks"])) == set(wanted.marks)
        for number, mark in wanted.marks.items():
            name, x, y, facing = re.fullmatch(
                r"day-v(\d) translate\(([\d.]+) ([\d.]+)\) scale\((-?1) 1\)",
                told["marks"][str(number)],
            ).groups()  # type: ignore[union-attr]
            assert (int(name), int(facing)) == (mark.look, mark.facing)
            assert (float(x), float(y)) == pytest.approx((mark.x, mark.y), abs=0.11)
            marks += 1
    assert marks > 100
    assert found["h6.5"]["clock"] == "06:30"


@in_browser
@pytest.mark.parametrize(
    ("lang", "width", "fragment"),
    [("en", 1280, "#t=13.5"), ("zh", 1280, "#t=13.5"), ("en", 400, "#zh&t=13.5")],
)
def test_it_can_be_read_at_an_hour_of_the_address(
    asked: tuple[dict[str, Any], Day], lang: str, width: int, fragment: str, tmp_path: Path
) -> None:
    """``#t=13.5`` opens the page at half past one; nothing lies over another or is too wide."""
    found = probed(sim_page(*asked[:1], lang, asked[1]), LOOKS, tmp_path, width, fragment)
    assert (found["clock"], found["slider"]) == ("13:30", "810")
    assert found["zh"] == (lang == "zh" or fragment.startswith("#zh"))
    assert found["button"] != "none"
    assert found["seen"] > 80
    assert (found["out"], found["over"], found["wide"]) == ([], [], [])


@in_browser
@pytest.mark.parametrize("stops", [("quay",), tuple("abcdefg")])
def test_own_scenarios_can_be_read(stops: tuple[str, ...], tmp_path: Path) -> None:
    """Without locks, with few or many stations, at any hour."""
    answer, day = own(*stops)
    found = probed(sim_page(answer, "en", day), LOOKS, tmp_path, 1280, "#t=24")
    assert (found["out"], found["over"], found["wide"]) == ([], [], [])
    assert found["clock"] == "24:00"
