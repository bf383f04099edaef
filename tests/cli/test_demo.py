"""``tongqu demo``: every file is there, and what was done is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import tongqu.berths.plan
import tongqu.cli.demo_port
import tongqu.routes
import tongqu.studies
from tongqu import load_region
from tongqu.berths.demo_week import demo_week
from tongqu.berths.params import BerthParams
from tongqu.cli.demo_port import simulated
from tongqu.cli.main import main
from tongqu.cli.simulate_files import Ran
from tongqu.errors import ExitCode
from tongqu.io import read_calls
from tongqu.report.demo_cases import demo_cases

ANSWER = Path(__file__).parents[1] / "report" / "data" / "answer.json"


class Result:
    """A hand-made answer."""

    def to_dict(self) -> dict[str, Any]:
        return json.loads(ANSWER.read_text(encoding="utf-8"))


class Week:
    """A plan made beforehand."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan

    def to_dict(self) -> dict[str, Any]:
        return self.plan


@pytest.fixture(scope="module")
def week() -> Week:
    invented = demo_week(load_region("qujiang"), calls=8)
    plan = tongqu.berths.plan.plan_berths(
        invented.region, invented.calls, terminal=invented.terminal_ids, start=invented.start,
        hours=invented.hours, params=BerthParams(time_limit_s=300.0),
    )  # fmt: skip
    return Week(plan.to_dict())


@pytest.fixture(scope="module")
def delay() -> Any:
    lane = tongqu.studies.Lane(
        origin="juhua", goal="jebel-ali", commodity="calcium-chloride", tonnes=600
    )
    return tongqu.studies.cost_of_delay(
        load_region("qujiang"), "port-phase-2", months=3, lanes=(lane,),
        dates=(date(2024, 12, 18),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def short() -> Ran:
    """A port of a few weeks: the demo's own takes some seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tongqu.cli.demo_port, "YEARS", 0.02)
        return simulated(load_region("qujiang"))


@pytest.fixture
def asked(
    monkeypatch: pytest.MonkeyPatch, week: Week, delay: Any, short: Ran
) -> list[tuple[str, str]]:
    questions: list[tuple[str, str]] = []
    monkeypatch.setattr(tongqu.berths.plan, "plan_berths", lambda *_asked, **_more: week)

    monkeypatch.setattr(tongqu.studies, "cost_of_delay", lambda *_asked, **_more: delay)

    def compare(region: Any, from_: str, to: str, **more: Any) -> Result:
        questions.append((from_, to))
        return Result()

    monkeypatch.setattr(tongqu.routes, "compare", compare)
    monkeypatch.setattr(tongqu.cli.demo_port, "simulated", lambda _region: short)
    return questions


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_question_gets_a_page_and_a_json(
    asked: list[tuple[str, str]], tmp_path: Path, lang: str
) -> None:
    out = tmp_path / "new" / "demo"
    result = CliRunner().invoke(main, ["demo", "--out", str(out), "--lang", lang])
    assert result.exit_code == ExitCode.OK, result.output
    wanted = {f"{case.id}.{kind}" for case in demo_cases() for kind in ("html", "json")}
    wanted |= {"port.html", "port.json"}
    wanted |= {"week.html", "week.json", "week-calls.xlsx"}
    wanted |= {"ledger.html", "ledger.json", "ledger-timeline.html", "delay.html", "delay.json"}
    assert {path.name for path in out.iterdir()} == wanted | {"index.html"}
    assert asked == [(case.origin, case.goal) for case in demo_cases()]
    lines = result.stdout.splitlines()
    for name in (*wanted, "index.html"):
        assert any(name in line for line in lines), name
    index = (out / "index.html").read_text(encoding="utf-8")
    assert f'id="lang-{lang}" class="lang-radio" checked' in index
    assert json.loads((out / "first-answer.json").read_text(encoding="utf-8"))["options"]


def test_the_ledger_is_that_of_the_newspapers_day(
    asked: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Status, time axis and delay belong to the same day; nothing later is known."""
    assert asked == []
    result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path), "--lang", "en"])
    assert result.exit_code == ExitCode.OK, result.output
    status = json.loads((tmp_path / "ledger.json").read_text(encoding="utf-8"))
    assert status["as_of"].startswith("2024-12-09")
    assert status["totals"]["late"] == 4
    assert status["changes_since"]["since"].startswith("2024-11-30")
    assert "pub-36" not in {source["id"] for source in status["sources"]}
    delay = json.loads((tmp_path / "delay.json").read_text(encoding="utf-8"))
    assert delay["status"] == "answered"


def test_the_calls_of_the_week_can_be_planned(
    asked: list[tuple[str, str]], tmp_path: Path, week: Week
) -> None:
    """Its table is read back: the same vessels at the same hours, with the same cargo."""
    assert asked == []
    result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path), "--lang", "zh"])
    assert result.exit_code == ExitCode.OK, result.output
    table = read_calls(tmp_path / "week-calls.xlsx", load_region("qujiang"))
    assert table.language == "zh"
    told = week.plan["calls"]
    assert [call.id for call in table.calls] == [entry["id"] for entry in told]
    assert [call.eta.isoformat() for call in table.calls] == [entry["eta"] for entry in told]
    assert [call.commodity_id for call in table.calls] == [entry["commodity_id"] for entry in told]
    saved = json.loads((tmp_path / "week.json").read_text(encoding="utf-8"))
    assert saved == week.plan


def test_a_second_run_gives_the_same_bytes(asked: list[tuple[str, str]], tmp_path: Path) -> None:
    pages = []
    for _ in range(2):
        result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path), "--lang", "en"])
        assert result.exit_code == ExitCode.OK, result.output
        pages.append({path.name: path.read_bytes() for path in tmp_path.iterdir()})
    assert pages[0] == pages[1]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = CliRunner().invoke(main, ["demo", "--out", str(tmp_path / "file" / "demo")])
    assert result.exit_code == ExitCode.USAGE
    assert "Traceback" not in result.output
