"""``tongqu compare``: what is asked, what is refused, what comes out."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import tongqu.routes
from tongqu.cli.main import main
from tongqu.errors import ExitCode

DATA = Path(__file__).parents[1] / "report" / "data"
ASK = ("compare", "juhua", "jebel-ali", "--commodity", "calcium-chloride", "--ready", "2024-12-03")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


class Fake:
    """Stands for the search: keeps the question, gives a hand-made answer."""

    def __init__(self, name: str) -> None:
        self.answer = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        self.asked: dict[str, Any] = {}

    def __call__(self, region: Any, from_: str, to: str, **asked: Any) -> Fake:
        self.asked = {"region": region, "from": from_, "to": to, **asked}
        return self

    def to_dict(self) -> dict[str, Any]:
        return self.answer


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake("answer")
    monkeypatch.setattr(tongqu.routes, "compare", fake)
    return fake


@pytest.fixture
def nothing_found(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake("infeasible")
    monkeypatch.setattr(tongqu.routes, "compare", fake)
    return fake


def test_the_answer_is_told_on_stdout(found: Fake) -> None:
    result = run(*ASK, "--tonnes", "600")
    assert result.exit_code == ExitCode.OK
    assert result.stderr == ""
    assert "CNY 18,000 (CNY 30/t) less than the best rail" in " ".join(result.stdout.split())
    assert found.asked["tonnes"] == 600
    assert found.asked["teu"] is None
    assert found.asked["ready"] == datetime(2024, 12, 3)  # noqa: DTZ001 - the region's zone
    assert found.asked["region"].info.id == "qujiang"


def test_json_is_the_answer_and_nothing_else(found: Fake) -> None:
    result = run(*ASK, "--tonnes", "600", "--json")
    assert json.loads(result.stdout) == found.answer


def test_no_way_has_its_own_exit_code_and_still_an_answer(nothing_found: Fake) -> None:
    plain = run(*ASK, "--tonnes", "600")
    assert plain.exit_code == ExitCode.INFEASIBLE
    assert "No feasible way" in plain.stdout
    as_json = run(*ASK, "--tonnes", "600", "--json")
    assert as_json.exit_code == ExitCode.INFEASIBLE
    assert json.loads(as_json.stdout)["excluded"]


def test_a_capped_search_is_said_and_is_no_failure(found: Fake) -> None:
    found.answer["exact"] = False
    result = run(*ASK, "--tonnes", "600")
    assert result.exit_code == ExitCode.OK
    assert "cut short" in result.stdout


def test_chinese(found: Fake) -> None:
    result = run(*ASK, "--tonnes", "600", "--lang", "zh")
    assert "比最佳铁路链省 18,000 元" in result.stdout.replace("\n", "")


def test_the_page_is_written_whole_and_said_on_stderr(found: Fake, tmp_path: Path) -> None:
    page = tmp_path / "answer.html"
    result = run(*ASK, "--tonnes", "600", "--html", str(page), "--json")
    assert result.exit_code == ExitCode.OK
    assert json.loads(result.stdout) == found.answer
    assert str(page) in result.stderr
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.endswith("</html>\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["answer.html"]


def test_a_page_that_cannot_be_written_is_refused(found: Fake, tmp_path: Path) -> None:
    result = run(*ASK, "--tonnes", "600", "--html", str(tmp_path / "no" / "where.html"))
    assert result.exit_code == ExitCode.USAGE
    assert "where.html" in result.stderr


def test_settings_reach_the_search(found: Fake) -> None:
    run(*ASK, "--teu", "2", "--waiting-days", "3", "--max-legs", "2", "--packing", "boxes")
    assert found.asked["params"].waiting_days == 3
    assert found.asked["params"].max_main_legs == 2
    assert found.asked["packing"] == "boxes"
    assert found.asked["teu"] == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-12-03", datetime(2024, 12, 3)),  # noqa: DTZ001
        ("2024-12-03T08:30", datetime(2024, 12, 3, 8, 30)),  # noqa: DTZ001
        ("2024-12-03 08:30", datetime(2024, 12, 3, 8, 30)),  # noqa: DTZ001
        (
            "2024-12-03T08:30+08:00",
            datetime(2024, 12, 3, 8, 30, tzinfo=timezone(timedelta(hours=8))),
        ),
        ("2024-12-03T00:30:00Z", datetime(2024, 12, 3, 0, 30, tzinfo=timezone.utc)),  # noqa: UP017
    ],
)
def test_times(found: Fake, written: str, meant: datetime) -> None:
    result = run(*ASK, "--tonnes", "1", "--as-of", written, "--deadline", written)
    assert result.exit_code == ExitCode.OK, result.output
    assert found.asked["as_of"] == meant
    assert found.asked["deadline"] == meant


@pytest.mark.parametrize(
    "written",
    ["2024-13-01", "2024-02-30", "03.12.2024", "tomorrow", "", "2024-12-03T25:00", "20241203",
     "2024-W49-2", "9999-12-31", "0001-01-01", "２０２４-12-03", "2024-12-03T08:30+99:00"],
)  # fmt: skip
def test_a_time_that_is_none_is_refused(found: Fake, written: str) -> None:
    result = run(*ASK, "--tonnes", "1", "--deadline", written)
    assert result.exit_code == ExitCode.USAGE
    assert "--deadline" in result.stderr
    assert "2024-12-03T08:00" in result.stderr
    assert not found.asked


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "0", "1e30"])
@pytest.mark.parametrize("option", ["--tonnes", "--teu"])
def test_a_lot_that_is_none_is_refused(option: str, value: str) -> None:
    result = run(*ASK, option, value)
    assert result.exit_code == ExitCode.USAGE
    assert "Traceback" not in result.output
    assert option.strip("-") in result.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("compare", "juhau", "jebel-ali", "--commodity", "calcium-chloride"), "juhua"),
        (("compare", "juhua", "jebel-ail", "--commodity", "calcium-chloride"), "jebel-ali"),
        (("compare", "juhua", "jebel-ali", "--commodity", "calcium-cloride"), "calcium-chloride"),
        (("compare", "juhua", "jebel-ali", "--commodity", "coal", "--region", "qujang"), "qujang"),
    ],
)
def test_a_mistyped_id_is_refused_with_a_hint(words: tuple[str, ...], hint: str) -> None:
    result = run(*words, "--tonnes", "600", "--ready", "2024-12-03")
    assert result.exit_code in (ExitCode.USAGE, ExitCode.BAD_INPUT)
    assert hint in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--ready", "2024-12-03"),
        ("--ready", "2024-12-03", "--tonnes", "1", "--teu", "1"),
        ("--tonnes", "1"),
        ("--ready", "2024-12-03", "--tonnes", "1", "--waiting-days", "-1"),
        ("--ready", "2024-12-03", "--tonnes", "1", "--max-legs", "99"),
        ("--ready", "2024-12-03", "--tonnes", "1", "--deadline", "2024-12-01"),
        ("--ready", "2024-12-03", "--tonnes", "1", "--packing", "barrels"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(words: tuple[str, ...]) -> None:
    asked = ("compare", "juhua", "jebel-ali", "--commodity", "calcium-chloride", *words)
    result = run(*asked)
    assert result.exit_code == ExitCode.USAGE
    assert "Traceback" not in result.output
    with_json = run(*asked, "--json")
    assert with_json.exit_code == ExitCode.USAGE
    assert json.loads(with_json.stdout)["error"]["exit_code"] == 2


def test_the_shipped_region_answers_end_to_end(tmp_path: Path) -> None:
    """One box, few legs and little waiting, so that the real search is quick."""
    page = tmp_path / "box.html"
    result = run(
        "compare", "dazhou-workshop", "ningbo-beilun", "--commodity", "garments", "--teu", "1",
        "--ready", "2024-12-09T08:00", "--waiting-days", "3", "--json", "--html", str(page),
    )  # fmt: skip
    assert result.exit_code == ExitCode.OK, result.output
    answer = json.loads(result.stdout)
    assert answer["schema_version"] == "1.0"
    assert answer["options"][0]["legs"]
    assert "Dazhou" in page.read_text(encoding="utf-8")


def test_waits_come_from_a_file_of_a_simulation(found: Fake, tmp_path: Path) -> None:
    """What `simulate --json` wrote goes into the question; a file of something else is refused."""
    wait = {"value": 2.0, "low": 1.9, "high": 2.1}
    simulation = {
        "kind": "simulation", "settled": True, "method": "t", "figures": [],
        "scenario": {"name": "qujiang", "first_day": "2024-12-03", "traffic_mt_per_year": 4.0},
        "run": {"hours": 1000.0, "warm_h": 100.0, "replications": 20, "seed": 1},
        "stations": [{"id": "fuchunjiang-lock", "waits_for": "down", "wait_mean_h": wait}],
    }  # fmt: skip
    file = tmp_path / "port.json"
    file.write_text(json.dumps(simulation), encoding="utf-8")
    assert run(*ASK, "--tonnes", "600", "--waits", str(file)).exit_code == ExitCode.OK
    row = found.asked["waits"].lock("fuchunjiang-lock", downstream=True)
    assert (row.wait_h, row.dataset_h) == (2.0, 1.0)
    for text in ("[]", "{", json.dumps({"kind": "capacity"})):
        file.write_text(text, encoding="utf-8")
        refused = run(*ASK, "--tonnes", "600", "--waits", str(file))
        assert refused.exit_code == ExitCode.BAD_INPUT
        assert "not what tongqu simulate --json writes" in " ".join(refused.stderr.split())
    missing = run(*ASK, "--tonnes", "600", "--waits", str(tmp_path / "none.json"))
    assert missing.exit_code == ExitCode.BAD_INPUT


def test_the_dataset_waits_by_default(found: Fake) -> None:
    """Nobody who does not ask for it runs a simulation."""
    run(*ASK, "--tonnes", "600")
    assert found.asked["waits"] is None
