"""``tongqu demo``: every file is there, and what was done is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import tongqu.routes
from tongqu.cli.main import main
from tongqu.errors import ExitCode
from tongqu.report.demo_cases import demo_cases

ANSWER = Path(__file__).parents[1] / "report" / "data" / "answer.json"


class Result:
    """A hand-made answer."""

    def to_dict(self) -> dict[str, Any]:
        return json.loads(ANSWER.read_text(encoding="utf-8"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    questions: list[tuple[str, str]] = []

    def compare(region: Any, from_: str, to: str, **more: Any) -> Result:
        questions.append((from_, to))
        return Result()

    monkeypatch.setattr(tongqu.routes, "compare", compare)
    return questions


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_question_gets_a_page_and_a_json(
    asked: list[tuple[str, str]], tmp_path: Path, lang: str
) -> None:
    out = tmp_path / "new" / "demo"
    result = CliRunner().invoke(main, ["demo", "--out", str(out), "--lang", lang])
    assert result.exit_code == ExitCode.OK, result.output
    wanted = {f"{case.id}.{kind}" for case in demo_cases() for kind in ("html", "json")}
    assert {path.name for path in out.iterdir()} == wanted | {"index.html"}
    assert asked == [(case.origin, case.goal) for case in demo_cases()]
    lines = result.stdout.splitlines()
    for name in (*wanted, "index.html"):
        assert any(name in line for line in lines), name
    index = (out / "index.html").read_text(encoding="utf-8")
    assert f'id="lang-{lang}" class="lang-radio" checked' in index
    assert json.loads((out / "first-answer.json").read_text(encoding="utf-8"))["options"]


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
