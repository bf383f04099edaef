"""``tongqu berths``: plans told, saved, checked; every ending with its exit code."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongqu.berths import solving
from tongqu.berths.core import CoreResult
from tongqu.cli.main import main
from tongqu.errors import ExitCode

CALLS = """id,vessel,vessel_class_id,eta,commodity_id,packing,discharge_t
a,衢航001,barge-500,2026-03-02T08:00,coal,bulk,480
b,Ark 2,barge-500,2026-03-02T08:00,coal,bulk,480
c,Ark 3,barge-300,2026-03-02T09:30,grain,bulk,290
"""
DBAP = "3 2  0 1 1  0 2  4 99999 1 2 2 1  20 20  20 20 20\n"
ASK = ("--terminal", "qujiang-port-1", "--hours", "24", "--time-limit", "300")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["berths", *words])


@pytest.fixture
def calls(tmp_path: Path) -> str:
    path = tmp_path / "week.csv"
    path.write_text(CALLS, encoding="utf-8")
    return str(path)


@pytest.fixture
def impossible(tmp_path: Path) -> str:
    path = tmp_path / "week.csv"
    path.write_text(
        "id,vessel,vessel_class_id,length_m,eta,commodity_id,packing,discharge_t\n"
        "a,Long Ark,barge-500,200,2026-03-02T08:00,coal,bulk,480\n",
        encoding="utf-8",
    )
    return str(path)


def test_a_plan_is_told_on_stdout(calls: str) -> None:
    result = run("plan", calls, *ASK)
    assert result.exit_code == ExitCode.OK, result.output
    words = " ".join(result.stdout.split())
    assert "no plan on this grid of times is better (proved)" in words
    assert "衢航001" in result.stdout
    assert "Phase I, berth" in result.stdout


def test_json_is_the_plan_and_nothing_else(calls: str) -> None:
    result = run("plan", calls, *ASK, "--json", "--seed", "5", "--from", "2026-03-02T06:00")
    answer = json.loads(result.stdout)
    assert answer["kind"] == "berth_plan"
    assert answer["schema_version"] == "1.0"
    assert answer["seed"] == 5
    assert answer["from"] == "2026-03-02T06:00:00+08:00"
    assert answer["params"]["time_limit_s"] == 300
    assert len(answer["assignments"]) == 3


def test_chinese(calls: str) -> None:
    result = run("plan", calls, *ASK, "--lang", "zh")
    assert result.exit_code == ExitCode.OK
    assert "一期1号泊位" in result.stdout


def test_a_saved_plan_can_be_checked(calls: str, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    made = run("plan", calls, *ASK, "--plan", str(saved), "--json")
    assert str(saved) in made.stderr
    assert json.loads(saved.read_text(encoding="utf-8")) == json.loads(made.stdout)
    checked = run("check", str(saved))
    assert checked.exit_code == ExitCode.OK
    assert "No rule is broken: 3 calls checked" in checked.stdout
    as_json = json.loads(run("check", str(saved), "--json").stdout)
    assert as_json["ok"]
    assert as_json["same_region"]


def test_a_plan_that_breaks_a_rule_is_told(calls: str, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", calls, *ASK, "--plan", str(saved))
    plan = json.loads(saved.read_text(encoding="utf-8"))
    places = plan["assignments"]
    places[1]["berth"] = places[0]["berth"]
    saved.write_text(json.dumps(plan), encoding="utf-8")
    result = run("check", str(saved))
    assert result.exit_code == ExitCode.INFEASIBLE
    assert "at the same time" in " ".join(result.stdout.split())
    conflicts = json.loads(run("check", str(saved), "--json").stdout)["conflicts"]
    assert "overlap" in {conflict["code"] for conflict in conflicts}


def test_a_damaged_plan_is_refused_by_place(calls: str, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", calls, *ASK, "--plan", str(saved))
    plan = json.loads(saved.read_text(encoding="utf-8"))
    del plan["assignments"][0]["start"]
    saved.write_text(json.dumps(plan), encoding="utf-8")
    result = run("check", str(saved))
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "assignments[0].start" in result.stderr
    assert "Traceback" not in result.output
    as_json = json.loads(run("check", str(saved), "--json").stdout)
    assert as_json["error"]["exit_code"] == 3


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xfa", b"{", b"[]"])
def test_what_is_no_plan_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    result = run("check", str(path))
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "plan.json" in result.stderr


@pytest.mark.parametrize(
    "words", [("check", "nowhere.json"), ("plan", "no.txt", "--format", "dbap")]
)
def test_a_file_that_is_not_there(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "Traceback" not in result.output


def test_every_table_is_written(calls: str, tmp_path: Path) -> None:
    names = {"--xlsx": "plan.xlsx", "--csv": "plan.csv", "--ics": "plan.ics", "--html": "plan.html"}
    words = [word for option, name in names.items() for word in (option, str(tmp_path / name))]
    result = run("plan", calls, *ASK, *words)
    assert result.exit_code == ExitCode.OK, result.output
    for name in names.values():
        assert (tmp_path / name).stat().st_size > 100
        assert name in result.stderr
    assert (tmp_path / "plan.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_no_plan_says_what_clashes(impossible: str) -> None:
    result = run("plan", impossible, *ASK)
    assert result.exit_code == ExitCode.INFEASIBLE
    words = " ".join(result.stdout.split())
    assert "Long Ark is 200 m long" in words
    assert "do not serve Long Ark" in words
    as_json = run("plan", impossible, *ASK, "--json")
    assert as_json.exit_code == ExitCode.INFEASIBLE
    assert json.loads(as_json.stdout)["infeasible"]["rules"]


def test_what_binds_is_asked_for(calls: str) -> None:
    result = run("plan", calls, *ASK, "--what-binds")
    assert "What one more would save" in result.stdout
    answer = json.loads(run("plan", calls, *ASK, "--json").stdout)
    assert answer["binds"] is None


def test_an_interrupt_keeps_the_best_so_far(calls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = solving.solve_model

    def solve(model: Any, **asked: Any) -> CoreResult:
        found = real(model, **asked)
        return CoreResult(
            solution=found.solution, bound=0, proved=False, first_come=None, seconds=1.0,
            steps=(), interrupted=True,
        )  # fmt: skip

    monkeypatch.setattr(solving, "solve_model", solve)
    result = run("plan", calls, *ASK, "--json")
    assert result.exit_code == ExitCode.INTERRUPTED
    answer = json.loads(result.stdout)
    assert answer["stopped"]
    assert len(answer["assignments"]) == 3


def test_nothing_found_in_time_is_a_limit(calls: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def solve(model: Any, **asked: Any) -> CoreResult:
        return CoreResult(
            solution=None, bound=0, proved=False, first_come=None, seconds=1.0, steps=()
        )

    monkeypatch.setattr(solving, "solve_model", solve)
    result = run("plan", calls, *ASK)
    assert result.exit_code == ExitCode.LIMIT
    assert "No plan was found in time" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--hours", "0"),
        ("--time-limit", "-1"),
        ("--time-limit", "nan"),
        ("--terminal", "nowhere"),
        ("--terminal", "quzhou-rail"),
        ("--from", "tomorrow"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(calls: str, words: tuple[str, ...]) -> None:
    result = run("plan", calls, *words)
    assert result.exit_code == ExitCode.USAGE, result.output
    assert "Traceback" not in result.output


# --- files of the literature ----------------------------------------------------------------------


def test_a_file_of_the_literature_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_text(DBAP, encoding="utf-8")
    result = run("plan", str(path), "--format", "dbap", "--time-limit", "10", "--json")
    assert result.exit_code == ExitCode.OK
    answer = json.loads(result.stdout)
    assert {"objective", "bound", "proved", "seconds", "first_come", "assignments"} <= set(answer)
    assert answer["proved"]
    text = run("plan", str(path), "--format", "dbap", "--time-limit", "300")
    assert f"Best plan {answer['objective']}, proved" in text.stdout


def test_a_file_of_the_literature_without_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("2 1  0 0  0  4 4  7  20 20", encoding="utf-8")
    result = run("plan", str(path), "--format", "dbap", "--time-limit", "300")
    assert result.exit_code == ExitCode.INFEASIBLE
    assert "There is no plan" in result.stdout


def test_a_damaged_file_of_the_literature(tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("2 1 0 x", encoding="utf-8")
    result = run("plan", str(path), "--format", "dbap")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "bad.txt" in result.stderr


# --- as it comes ----------------------------------------------------------------------------------

LATER = ("--terminal", "qujiang-port-1", "--hours", "72", "--time-limit", "300")
CHINESE = "船名,预计到港,货种,卸货量(吨),意向泊位\n衢航1,明天上午,黄沙,约480,3#\n"


@pytest.fixture
def chinese(tmp_path: Path) -> str:
    path = tmp_path / "计划.csv"
    path.write_text(CHINESE, encoding="utf-8")
    return str(path)


def test_tomorrow_is_counted_from_the_plans_first_day(chinese: str) -> None:
    result = run("plan", chinese, *LATER, "--from", "2026-03-01", "--json")
    assert result.exit_code == ExitCode.OK, result.output
    [entry] = json.loads(result.stdout)["calls"]
    assert entry["eta"].startswith("2026-03-02T")
    assert entry["preferred_berth_id"] == "qujiang-port-1-berth-03"
    questions = {guess["question_zh"] for guess in entry["guesses"]}
    assert any("一期3号泊位" in question for question in questions)


def test_tomorrow_without_a_first_day_is_tomorrow(chinese: str) -> None:
    result = run("plan", chinese, *LATER, "--json")
    assert result.exit_code == ExitCode.OK, result.output
    answer = json.loads(result.stdout)
    eta = datetime.fromisoformat(answer["calls"][0]["eta"])
    assert timedelta(0) < eta - datetime.now(eta.tzinfo) < timedelta(days=2)


@pytest.mark.parametrize(
    ("words", "header"), [((), "船名"), (("--lang", "en"), "vessel")], ids=["as read", "as asked"]
)
def test_a_chinese_table_comes_back_in_chinese(
    chinese: str, tmp_path: Path, words: tuple[str, ...], header: str
) -> None:
    out = tmp_path / "plan.csv"
    result = run("plan", chinese, *LATER, "--from", "2026-03-01", "--csv", str(out), *words)
    assert result.exit_code == ExitCode.OK, result.output
    assert header in out.read_text(encoding="utf-8-sig").splitlines()[0].lower()
