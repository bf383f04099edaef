"""``tongqu berths audit`` and ``simulate-week``: told, as JSON, as a page, and refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tongqu.cli.berths import berths
from tongqu.cli.berths_trust import audit, simulate_week
from tongqu.cli.main import main
from tongqu.errors import ExitCode

# The group may have them already; adding them once more changes nothing.
berths.add_command(audit)
berths.add_command(simulate_week)

CALLS = """id,vessel,vessel_class_id,eta,commodity_id,packing,discharge_t
a,Ark 1,barge-500,2026-03-02T08:00,coal,bulk,480
b,Ark 2,barge-500,2026-03-02T08:00,coal,bulk,480
c,Ark 3,barge-300,2026-03-02T09:30,grain,bulk,290
"""
QUICK = ("--days", "1", "--time-limit", "1")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["berths", *words])


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    assert run("audit", "--demo", *QUICK, "--csv", str(path)).exit_code == ExitCode.OK
    return str(path)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("plan")
    calls, path = folder / "calls.csv", folder / "plan.json"
    calls.write_text(CALLS, encoding="utf-8")
    ask = ("--terminal", "qujiang-port-1", "--hours", "48", "--time-limit", "2")
    assert run("plan", str(calls), *ask, "--plan", str(path)).exit_code == ExitCode.OK
    return str(path)


def test_an_audit_is_told_on_stdout(log: str) -> None:
    result = run("audit", log, *QUICK)
    assert result.exit_code == ExitCode.OK, result.output
    assert "With tongqu's plans" in result.stdout
    assert "What in the log cannot be true" in result.stdout
    assert "This log is invented" in result.stdout


def test_a_written_log_reads_as_the_log_that_was_made(log: str) -> None:
    direct, read = (
        json.loads(run("audit", *what, *QUICK, "--json").stdout) for what in (["--demo"], [log])
    )
    assert direct["figures"]["actual"] == read["figures"]["actual"]
    assert direct["faults"] == read["faults"]
    assert read["synthetic"]


def test_the_page_of_an_audit_goes_to_its_file(log: str, tmp_path: Path) -> None:
    page = tmp_path / "audit.html"
    result = run("audit", log, *QUICK, "--json", "--html", str(page))
    assert json.loads(result.stdout)["kind"] == "berth_audit"
    assert str(page) in result.stderr
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_log_with_mistakes_is_refused_with_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("vessel,actual arrival\nArk,2026-03-02 08:00\n", encoding="utf-8")
    result = run("audit", str(path))
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stdout == ""
    assert result.stderr.count("missing") >= 3


@pytest.mark.parametrize("words", [("audit",), ("audit", "x.csv", "--demo")])
def test_one_log_and_only_one(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == ExitCode.USAGE


def test_a_week_is_told_on_stdout(plan: str) -> None:
    result = run("simulate-week", plan, "--replications", "20")
    assert result.exit_code == ExitCode.OK, result.output
    assert "carried out 20 times" in result.stdout
    assert "Ark 1" in result.stdout
    assert "assumed, not measured" in result.stdout


def test_a_week_as_json_depends_on_its_seed_alone(plan: str, tmp_path: Path) -> None:
    ask = ("simulate-week", plan, "--replications", "20", "--json")
    one, same, other = (
        json.loads(run(*ask, "--seed", seed).stdout)["slots"] for seed in ("3", "3", "4")
    )
    assert one == same
    assert one != other
    page = tmp_path / "week.html"
    assert run(*ask, "--html", str(page)).exit_code == ExitCode.OK
    assert "Which buffer pays" in page.read_text(encoding="utf-8")


def test_delays_that_are_given_are_no_longer_assumed(plan: str) -> None:
    given = ("--arrival-mean", "0.5", "--arrival-sd", "1", "--work-mean", "1.1", "--work-cv", "0.1")
    result = run("simulate-week", plan, "--replications", "20", *given, "--json")
    answer = json.loads(result.stdout)
    assert {row["kind"] for row in answer["delays"]} == {"given"}
    assert "assumed" not in {note["code"] for note in answer["notes"]}


def test_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("{}", encoding="utf-8")
    assert run("simulate-week", str(path)).exit_code == ExitCode.BAD_INPUT
    assert run("simulate-week", str(tmp_path / "none.json")).exit_code == ExitCode.BAD_INPUT


def test_too_few_replications_are_refused(plan: str) -> None:
    assert run("simulate-week", plan, "--replications", "3").exit_code == ExitCode.USAGE
