"""``tongqu berths replan``: updates and edits obeyed, moves told, every ending with its code."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main
from tongqu.errors import ExitCode

CALLS = """id,vessel,vessel_class_id,eta,commodity_id,packing,discharge_t
a,衢航001,barge-500,2026-03-02T08:00,coal,bulk,480
b,Ark 2,barge-500,2026-03-02T08:00,coal,bulk,480
c,Ark 3,barge-300,2026-03-02T09:30,grain,bulk,290
"""
LIMIT = ("--time-limit", "300")
LATE = "kind,call_id,eta\nlate,a,2026-03-02 13:00\n"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["berths", *words])


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a saved plan, with its workbook beside it."""
    calls = tmp_path / "week.csv"
    calls.write_text(CALLS, encoding="utf-8")
    path = tmp_path / "plan.json"
    result = run(
        "plan", str(calls), "--terminal", "qujiang-port-1", "--hours", "24", *LIMIT,
        "--plan", str(path), "--xlsx", str(tmp_path / "plan.xlsx"),
    )  # fmt: skip
    assert result.exit_code == ExitCode.OK, result.output
    return path


def updates(saved: Path, text: str) -> str:
    path = saved.parent / "updates.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def answer_of(*words: str) -> dict[str, Any]:
    result = run("replan", *words, *LIMIT, "--json")
    assert result.exit_code == ExitCode.OK, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def places(answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {entry["call"]: (entry["berth"], entry["start"]) for entry in answer["assignments"]}


def test_nothing_changed_means_nothing_moves(saved: Path) -> None:
    book = str(saved.parent / "plan.xlsx")
    answer = answer_of(str(saved), book)
    assert answer["moves"] == []
    assert places(answer) == places(json.loads(saved.read_text(encoding="utf-8")))
    told = run("replan", str(saved), book, *LIMIT)
    assert "Nothing moves" in told.stdout


def test_a_late_vessel_moves_alone_and_it_is_told(saved: Path) -> None:
    result = run("replan", str(saved), updates(saved, LATE), *LIMIT)
    assert result.exit_code == ExitCode.OK, result.output
    words = " ".join(result.stdout.split())
    assert "衢航001: from" in words
    assert "because of its own update" in words
    assert "Moves against cost" in words
    assert "A first plan after" in result.stderr
    answer = answer_of(str(saved), updates(saved, LATE))
    assert [move["call"] for move in answer["moves"]] == ["a"]
    assert answer["proved"]
    assert answer["trade_offs"][0]["moves"] == 1


def test_chinese(saved: Path) -> None:
    late = "类型,编号,预计到港\n晚到,a,2026-03-02 13:00\n"
    out = saved.parent / "again.html"
    result = run(
        "replan", str(saved), updates(saved, late), *LIMIT, "--lang", "zh", "--html", str(out)
    )
    assert result.exit_code == ExitCode.OK, result.output
    assert "一期" in result.stdout
    page = out.read_text(encoding="utf-8")
    assert 'id="lang-zh" class="lang-radio" checked' in page
    assert "Moves against cost" in page


def test_a_pin_in_the_plans_own_workbook_is_obeyed(saved: Path) -> None:
    path = saved.parent / "plan.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    [row] = [row for row in sheet.iter_rows() if "Ark 2" in [cell.value for cell in row]]
    [head] = [row for row in sheet.iter_rows() if "berthing" in [cell.value for cell in row]]
    [column] = [cell.column for cell in head if cell.value == "berthing"]
    cell = row[column - 1]
    cell.value += timedelta(hours=5)
    wanted = cell.value
    book.save(path)
    answer = answer_of(str(saved), str(path))
    assert places(answer)["b"][1] == f"{wanted:%Y-%m-%dT%H:%M:%S}+08:00"
    assert [move["call"] for move in answer["moves"]] == ["b"]


def test_the_new_plan_can_be_saved_checked_and_changed_again(saved: Path) -> None:
    out = saved.parent / "again.json"
    book = saved.parent / "again.xlsx"
    words = ("--plan", str(out), "--xlsx", str(book))
    first = answer_of(str(saved), updates(saved, LATE), *words)
    assert json.loads(out.read_text(encoding="utf-8")) == first
    assert run("check", str(out)).exit_code == ExitCode.OK
    assert answer_of(str(out), str(book))["moves"] == []
    dearer = updates(saved, "kind,call_id,weight\npriority,c,5\n")
    assert answer_of(str(out), dearer)["feasible"]


def test_prices_and_limits_are_those_that_were_asked(saved: Path) -> None:
    path = updates(saved, LATE)
    asked = answer_of(str(saved), path, "--move-price", "7", "--hour-price", "0")
    assert (asked["params"]["moved_call_h"], asked["params"]["moved_hour_factor"]) == (7, 0)
    usual = answer_of(str(saved), path)["params"]
    assert (usual["moved_call_h"], usual["moved_hour_factor"]) == (1.0, 0.25)
    none = answer_of(str(saved), path, "--most-moves", "0")
    assert [move["call"] for move in none["moves"]] == ["a"]
    assert "no_so_few_moves" in {note["code"] for note in none["notes"]}


def test_what_has_begun_stays(saved: Path) -> None:
    before = places(json.loads(saved.read_text(encoding="utf-8")))
    urgent = updates(saved, "kind,call_id,weight\npriority,c,900\n")
    now = ("--now", "2026-03-02T09:00", "--frozen-hours", "1", "--move-price", "0")
    after = places(answer_of(str(saved), urgent, *now))
    for call, (berth, start) in before.items():
        if start < "2026-03-02T09:00":
            assert after[call] == (berth, start)


def test_no_plan_any_more_says_what_clashes(saved: Path) -> None:
    shut = "kind,subject_id,from_time,until\nclosed_hours,,2026-03-02 00:00,2026-03-03 00:00\n"
    result = run("replan", str(saved), updates(saved, shut), *LIMIT, "--json")
    assert result.exit_code == ExitCode.INFEASIBLE
    assert json.loads(result.stdout)["infeasible"]["rules"]


def test_mistakes_in_updates_are_refused_with_their_place(saved: Path) -> None:
    path = updates(saved, "kind,call_id,eta\nlate,zz,2026-03-02 13:00\nlate,a,soon\n")
    result = run("replan", str(saved), path, *LIMIT)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "updates.csv" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("words", [("nowhere.json", "updates.csv"), ("plan.json", "nowhere.csv")])
def test_a_file_that_is_not_there(saved: Path, words: tuple[str, str]) -> None:
    updates(saved, LATE)
    result = run("replan", *(str(saved.parent / word) for word in words))
    assert result.exit_code in (ExitCode.BAD_INPUT, ExitCode.USAGE)
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("--most-moves", "-1"),
        ("--frozen-hours", "-2"),
        ("--move-price", "nan"),
        ("--hour-price", "-1"),
        ("--now", "soon"),
        ("--region", "atlantis"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(saved: Path, words: tuple[str, str]) -> None:
    result = run("replan", str(saved), updates(saved, LATE), *words)
    assert result.exit_code == ExitCode.USAGE, result.output
    assert "Traceback" not in result.output
