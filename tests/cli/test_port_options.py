"""``--set`` and ``--params`` of ``simulate`` and ``capacity``, and what vessels carry, in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongqu.cli.capacity_text import capacity_text
from tongqu.cli.main import main
from tongqu.cli.port_options import load_lines, params_of
from tongqu.errors import DatasetError, ExitCode
from tongqu.text import translator

REACH = {
    "vessel": "barge-1000", "payload_t": 480.0, "full_t": 1000.0, "binds": "reach",
    "at": ["low", "lower"], "stretches": [["yangbu", "meicheng"]], "depth_m": 1.9,
}  # fmt: skip
SILL = {**REACH, "binds": "sill", "at": ["chamber"], "stretches": [], "depth_m": 1.7}
BERTH = {**REACH, "binds": "berth", "at": ["one"], "stretches": [], "payload_t": 500.0}
NAMES = [
    {"id": "yangbu", "name": "Yangbu", "name_zh": "洋埠"},
    {"id": "meicheng", "name": "Meicheng", "name_zh": "梅城"},
    {"id": "chamber", "name": "Yaojia lock", "name_zh": "姚家船闸"},
    {"id": "port", "name": "The port", "name_zh": "港"},
    {"id": "berths-one", "name": "Berths, one", "name_zh": "泊位，一期"},
]


def run(words: str) -> Result:
    return CliRunner().invoke(main, words.split())


@pytest.mark.parametrize("command", ["simulate", "capacity --target-wait-h 2"])
@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        ("--set gate_lane=6", ExitCode.BAD_INPUT, "sim_unknown_setting"),
        ("--set gate_lanes=0", ExitCode.BAD_INPUT, "parameter_out_of_range"),
        ("--set gate_lanes", ExitCode.BAD_INPUT, "sim_not_a_setting"),
        ("--set links.nowhere.depth_m=3", ExitCode.BAD_INPUT, "sim_no_such_row"),
        ("--set lnks.a.depth_m=3", ExitCode.BAD_INPUT, "sim_no_such_table"),
        ("--params nowhere.toml", ExitCode.BAD_INPUT, "unreadable"),
        ("--scenario a.json --set gate_lanes=6", ExitCode.USAGE, "sim_settings_without_region"),
    ],
)
def test_what_is_refused(command: str, words: str, code: ExitCode, problem: str) -> None:
    """Before anything runs, with the names that there are."""
    result = run(f"{command} {words} --json")
    assert result.exit_code == code, result.output
    problems = json.loads(result.stdout)["error"]["problems"]
    assert [row["code"] for row in problems] == [problem]
    if problem == "sim_unknown_setting":
        assert problems[0]["expected"] == "gate_lanes"
        assert "truck_reserve" in problems[0]["text"]
        assert "truck_reserve" in problems[0]["text_zh"]


def test_a_file_and_its_limits(tmp_path: Path) -> None:
    """What stands in the file counts, with a byte order mark too; a huge one is not read."""
    file = tmp_path / "port.toml"
    file.write_text("gate_lanes = 6\n", encoding="utf-8-sig")
    assert params_of(["gate_min=2"], str(file), through_vessels=None).gate_lanes == 6
    file.write_text("#" * 1_000_001, encoding="utf-8")
    with pytest.raises(DatasetError) as error:
        params_of([], str(file))
    assert error.value.problems[0].code == "sim_not_settings"


def test_what_is_set_stands_in_the_answer() -> None:
    """As asked for, as an assumption, and by what it changes."""
    result = run("simulate --as-of 2025-12-15 --years 0.05 --replications 2 --json "
                 "--set least_depth_m=2.4 --set gate_lanes=5")  # fmt: skip
    assert result.exit_code == ExitCode.OK, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    assert answer["asked"]["set"] == ["least_depth_m=2.4", "gate_lanes=5"]
    params = {row["row"]: row["value"] for row in answer["figures"] if row["table"] == "params"}
    assert (params["least_depth_m"], params["gate_lanes"]) == (2.4, 5)
    assert {row["binds"] for row in answer["loads"]} == {"full", "berth"}
    assert {row["note"] for row in answer["figures"]} == {"", "set"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("1.9 m of water: Yangbu – Meicheng", "1.7 m on the sill: Yaojia lock",
                "its berths", "one; two")),
        ("zh", ("水深 1.9 m：洋埠 – 梅城", "门槛水深 1.7 m：姚家船闸", "泊位", "one; two")),
    ],
)  # fmt: skip
def test_what_binds_in_words(lang: str, words: tuple[str, ...]) -> None:
    """Terminals at which it is the same stand in one line."""
    loads = [{**row, "terminal": terminal} for row in (REACH, SILL, BERTH)
             for terminal in ("one", "two")]  # fmt: skip
    lines = load_lines(loads, NAMES, translator(lang))
    assert len(lines) == 5
    assert all(word in "\n".join(lines) for word in words)
    assert load_lines([], NAMES, translator(lang)) == []


EMPTY = {
    **dict.fromkeys(("capacity", "binding", "choice")), "names": NAMES, "state": "found",
    "scenario": {"name": "port", "traffic_mt_per_year": 4.0},
    "doubts": [], "additions": [], "loads": [],
    "run": {"replications": 5, "hours": 100.0, "warm_h": 10.0, "seed": 1, "confidence": 0.95},
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "berths", "lock"),
    [("en", "Berths, one", "Yaojia lock"), ("zh", "泊位，一期", "姚家船闸")],
)
def test_a_capacity_calls_the_parts_of_a_region_by_their_names(
    lang: str, berths: str, lock: str
) -> None:
    """What binds, what more brings and what was chosen: names, and ids where there are none."""
    nothing = {"beyond": False, "capacity": None}
    answer: dict[str, Any] = {
        **EMPTY,
        "binding": {"figure": "wait_h", "station": "berths-one", "value": 1.0, "limit": 1.0},
        "additions": [
            {"kind": "berth", "where": "berths-one", "beyond": True, "capacity": None},
            {"kind": "chamber", "where": "chamber", **nothing},
            {"kind": "crane", "where": "unnamed", **nothing},
        ],
        "choice": {
            "best": "berth:berths-one", "left": [], "indifference_h": 0.1, "error": 0.05,
            "alternatives": [{"id": name, "call_wait_h": 1.0, "replications": 5}
                             for name in ("as_it_is", "berth:berths-one", "2025-12-15")],
        },
    }  # fmt: skip
    text = capacity_text(answer, lang)
    title, binds = text.splitlines()[:2]
    assert title.startswith(NAMES[3]["name_zh" if lang == "zh" else "name"])
    assert berths in binds
    assert text.count(berths) == 4
    assert lock in text
    assert "unnamed" in text
    assert "2025-12-15" in text
    assert "berths-one" not in text
    overrun = {**answer, "binding": {"figure": "overrun", "station": "berths-one"}}
    assert berths in capacity_text(overrun, lang).splitlines()[1]


def test_a_comparison_names_what_binds_before_and_after() -> None:
    """Each port that is compared has its own lines."""
    answer = {
        **EMPTY,
        "loads": [{**REACH, "port": "as_it_is", "terminal": "one"},
                  {**BERTH, "port": "2025-12-15", "terminal": "one"}],
    }  # fmt: skip
    text = capacity_text(answer)
    before, _, after = text.partition("What vessels carry, 2025-12-15:")
    assert "What vessels carry, as it is:" in before
    assert "1.9 m of water" in before
    assert "1.9 m of water" not in after
    assert "its berths" in after
