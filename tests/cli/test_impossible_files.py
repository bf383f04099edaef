"""A scenario file that cannot work is refused before the run; one that can is not.

Closed weeks, seasons and storms end, so they make nothing impossible that works without them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tongqu.cli.main import main
from tongqu.errors import ExitCode

Json = dict[str, Any]


def port() -> Json:
    """Return a port that works: barges through a lock to two berths, trucks that fetch."""
    work = {"side": "discharge", "rate_t_per_h": 100.0, "store": "yard"}
    return {
        "vehicles": [
            {"id": "barge", "payload_t": {"kind": "const", "mean": 500.0}, "length_m": 45.0,
             "beam_m": 9.0, "draught_m": 2.2},
            {"id": "truck", "payload_t": {"kind": "const", "mean": 30.0}},
        ],
        "sources": [
            {"id": "barges", "mix": [["barge", 1.0]], "gap": {"kind": "exp", "mean": 4.0},
             "cargo": "coal", "calendar": "traffic",
             "route": [{"step": "pass", "lock": "lock", "direction": "up"},
                       {"step": "berthing", "station": "quay", "works": [work]}]},
            {"id": "trucks", "mix": [["truck", 1.0]], "gap": {"kind": "exp", "mean": 0.15},
             "store": "yard",
             "route": [{"step": "work", "side": "load", "rate_t_per_h": 200.0, "store": "yard"}]},
        ],
        "stations": [{"id": "quay", "groups": [{"id": "berths", "servers": 2}]}],
        "locks": [{"id": "lock", "chambers": [{"id": "north", "length_m": 100.0, "beam_m": 12.0,
                                               "level_h": 0.3, "turn_h": 0.2}]}],
        "stores": [{"id": "yard", "cargo": "coal", "capacity_t": 5000.0}],
        "calendars": [{"id": "traffic"}],
    }  # fmt: skip


def told(tmp_path: Path, scenario: Json, verb: str = "simulate") -> tuple[int, Json]:
    file = tmp_path / "port.json"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    words = ["--scenario", str(file), "--years", "0.05", "--json"]
    words += (
        ["--target-wait-h", "5", "--no-more"] if verb == "capacity" else ["--replications", "2"]
    )
    result = CliRunner().invoke(main, [verb, *words])
    answer: Json = json.loads(result.stdout)
    return result.exit_code, answer


def group(scenario: Json, **fields: Any) -> None:
    scenario["stations"][0]["groups"].append({"id": "short", "servers": 1, **fields})


def chamber(scenario: Json, **fields: Any) -> None:
    scenario["locks"][0]["chambers"][0].update(fields)


def gap(scenario: Json, source: int, hours: float) -> None:
    scenario["sources"][source]["gap"]["mean"] = hours


CANNOT = [
    ("a berth group that no vessel fits", lambda s: group(s, max_length_m=40.0),
     "sim_group_without_vehicles", {"group": "short", "station": "quay"}),
    ("a vessel that fits no berth", lambda s: s["stations"][0]["groups"][0].update(max_draught_m=2),
     "sim_vehicle_fits_nowhere", {"vehicle": "barge", "station": "quay"}),
    ("demand above any capacity", lambda s: gap(s, 0, 2.4),
     "sim_demand_above_capacity", {"station": "quay", "servers": 2.0}),
    ("a chamber shorter than every vessel", lambda s: chamber(s, length_m=44.0),
     "sim_chamber_fits_no_vessel", {"chamber": "north", "lock": "lock"}),
    ("a stock that can only grow", lambda s: gap(s, 1, 0.3),
     "sim_stock_only_grows", {"store": "yard", "comes": 125.0, "leaves": 100.0}),
    ("a lock that is too small", lambda s: chamber(s, length_m=45.0, beam_m=9.0, level_h=5.0),
     "sim_lock_above_capacity", {"lock": "lock", "direction": "up"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "change", "code", "params"), CANNOT, ids=[c[0] for c in CANNOT])
def test_it_is_named_before_the_run(
    tmp_path: Path, what: str, change: Any, code: str, params: Json
) -> None:
    """Exit code 3, the code, what and where, with words in both languages."""
    scenario = port()
    change(scenario)
    exit_code, answer = told(tmp_path, scenario)
    assert exit_code == ExitCode.BAD_INPUT, what
    problems = {problem["code"]: problem for problem in answer["error"]["problems"]}
    assert params.items() <= problems[code]["params"].items()
    assert problems[code]["text"] != problems[code]["text_zh"]
    assert "{" not in problems[code]["text"] + problems[code]["text_zh"]


def test_all_of_it_at_once(tmp_path: Path) -> None:
    """Several reasons are told together."""
    scenario = port()
    group(scenario, max_length_m=40.0)
    chamber(scenario, length_m=44.0)
    gap(scenario, 0, 1.5)
    _, answer = told(tmp_path, scenario)
    codes = {problem["code"] for problem in answer["error"]["problems"]}
    assert {"sim_group_without_vehicles", "sim_demand_above_capacity", "sim_stock_only_grows",
            "sim_chamber_fits_no_vessel"} <= codes  # fmt: skip


def test_capacity_refuses_what_no_traffic_makes_work(tmp_path: Path) -> None:
    """`tongqu capacity` names it too, and finds no figure for a chamber that nobody fits."""
    scenario = port()
    chamber(scenario, length_m=44.0)
    exit_code, answer = told(tmp_path, scenario, "capacity")
    assert exit_code == ExitCode.BAD_INPUT
    assert "sim_chamber_fits_no_vessel" in {p["code"] for p in answer["error"]["problems"]}


WEEK = 168.0
SEASONS = {
    "a quay closed for most of the run": {"closures": [[24.0, 400.0]]},
    "low water at the end of the run": {"changes": [[100.0, 0.0]]},
    "a storm at the end": {"changes": [[0.0, 1.0], [200.0, 0.0], [210.0, 1.0], [430.0, 0.0]]},
    "a season that begins closed": {"changes": [[0.0, 0.0], [60.0, 1.0], [400.0, 0.2]]},
}


@pytest.mark.parametrize("where", ["quay", "lock"])
@pytest.mark.parametrize("season", list(SEASONS))
def test_closures_and_weather_are_no_impossibility(tmp_path: Path, season: str, where: str) -> None:
    """They end; the run is made, and tells by itself if it does not settle."""
    scenario = port()
    scenario["calendars"].append({"id": "season", **SEASONS[season]})
    place = (
        scenario["stations"][0]["groups"] if where == "quay" else scenario["locks"][0]["chambers"]
    )
    place[0]["calendar"] = "season"
    exit_code, answer = told(tmp_path, scenario)
    assert "error" not in answer, season
    assert exit_code in (ExitCode.OK, ExitCode.INFEASIBLE)


def test_storms_that_stay_count(tmp_path: Path) -> None:
    """Stands by chance are there all the year: half of the time down halves what can be done."""
    scenario = port()
    gap(scenario, 0, 3.5)  # 1.43 of two berths
    stops = {"runs": {"kind": "exp", "mean": 20.0}, "stands": {"kind": "exp", "mean": 20.0}}
    scenario["calendars"].append({"id": "storms", "stops": stops})
    scenario["stations"][0]["groups"][0]["calendar"] = "storms"
    exit_code, answer = told(tmp_path, scenario)
    assert exit_code == ExitCode.BAD_INPUT
    [problem] = answer["error"]["problems"]
    assert problem["code"] == "sim_demand_above_capacity"
    assert problem["params"]["servers"] == 1.0


def test_a_busy_season_is_no_impossibility(tmp_path: Path) -> None:
    """Traffic that is twice as much for some weeks passes the berths' capacity only then."""
    scenario = port()
    scenario["calendars"][0]["changes"] = [[0.0, 1.0], [300.0, 2.0]]
    _, answer = told(tmp_path, scenario)
    assert "error" not in answer
    scenario["calendars"][0]["changes"] = [[0.0, 2.0]]
    _, answer = told(tmp_path, scenario)
    codes = {problem["code"] for problem in answer["error"]["problems"]}
    assert "sim_demand_above_capacity" in codes
