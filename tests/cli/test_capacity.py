"""``tongqu capacity``: text in both languages, JSON that the reference names, endings, refusals."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main
from tongqu.errors import ExitCode

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "capacity.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs" / "how-to" / "capacity.md").read_text(encoding="utf-8")
LEVEL = "--target-wait-over-service 0.3 --tolerance 0.08"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the scenario that the how-to shows."""
    found = re.search(r"```json\n(.*?)```", HOW_TO, re.DOTALL)
    assert found is not None
    path = tmp_path_factory.mktemp("capacity") / "port.json"
    path.write_text(found[1], encoding="utf-8")
    return path


def run(port: Path, words: str) -> Result:
    return CliRunner().invoke(main, ["capacity", "--scenario", str(port), *words.split()])


@pytest.fixture(scope="module")
def asked(port: Path) -> dict[str, Any]:
    page = port.with_suffix(".html")
    words = f"{LEVEL} --choose as_it_is --choose berth:berths --json --html {page}"
    result = run(port, words)
    assert result.exit_code == ExitCode.OK, result.output
    assert "three berths" in page.read_text(encoding="utf-8")
    return dict(json.loads(result.stdout))


def keys_of(value: Any) -> set[str]:
    """Return every key of an answer; what was asked repeats options and is left out."""
    if isinstance(value, dict):
        inside = [keys_of(part) for key, part in value.items() if key != "asked"]
        return set(value).union(*inside)
    return set().union(*(keys_of(part) for part in value)) if isinstance(value, list) else set()


def test_every_key_is_in_the_reference_and_the_other_way_round(asked: dict[str, Any]) -> None:
    """The page on the JSON and an answer name the same keys."""
    found = keys_of(asked)
    rows = re.findall(r"^\| (`[^|]*) \|", REFERENCE, re.MULTILINE)
    written = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    everywhere = set(re.findall(r"`(\w+)`", REFERENCE))
    assert sorted(found - everywhere) == []
    assert sorted(written - found - {"name_zh"}) == []  # names come with a region


def test_the_answer_holds_what_the_exact_one_says(asked: dict[str, Any], port: Path) -> None:
    """The how-to's promise: the exact traffic of `tongqu queue traffic` is in the interval."""
    exact = CliRunner().invoke(
        main, "queue traffic --target-wait-over-service 0.3 --berths 3 --json".split()
    )
    offered = json.loads(exact.stdout)["offered"]
    factor = asked["capacity"]["factor"]
    assert factor["low"] < offered < factor["high"]
    assert asked["choice"]["best"] == "berth:berths"


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("What binds", "one more berth", "calls that come")),
     ("zh", ("瓶颈", "增加一个泊位", "每年到港艘次"))],
)  # fmt: skip
def test_words(port: Path, lang: str, words: tuple[str, ...]) -> None:
    """The answer is told in the reader's language, with what binds and what more brings."""
    result = CliRunner().invoke(
        main, ["--lang", lang, "capacity", "--scenario", str(port), *LEVEL.split()]
    )
    assert result.exit_code == ExitCode.OK, result.output
    for word in words:
        assert word in result.stdout


def test_a_bracket_ends_with_the_code_of_a_limit(port: Path) -> None:
    """Too few runs: no figure, exit code 5, and the text says why."""
    result = run(port, "--target-wait-h 2 --replications 5 --most-replications 5 --years 0.05 "
                       "--tolerance 0.005 --no-more")  # fmt: skip
    assert result.exit_code == ExitCode.LIMIT, result.output
    assert "bracket and no figure" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "no_port_level"),
        ("--longer-than-h 3", "longer_needs_both"),
        ("--yard-full-share 0.1", "capacity_nothing_limited"),
        ("--target-wait-h 2 --station pier", "capacity_unknown_station"),
        ("--target-wait-h 2 --source ships", "capacity_no_such_source"),
        ("--target-wait-h 2 --as-of 2025-01-01", "capacity_two_ports"),
        ("--target-wait-h 2 --replications 2", "parameter_out_of_range"),
        ("--target-wait-h 2 --choose berth:pier --tolerance 0.2", "capacity_no_such_alternative"),
    ],
)
def test_refusals(port: Path, words: str, code: str) -> None:
    """What makes no sense is a problem with a code, and ends as a question put wrongly."""
    result = run(port, f"{words} --json")
    assert result.exit_code == ExitCode.USAGE, result.output
    problems = json.loads(result.stdout)["error"]["problems"]
    assert [problem["code"] for problem in problems] == [code]
    assert problems[0]["text_zh"] != problems[0]["text"]
