"""``tongqu simulate``: text in both languages, JSON that the reference names, files, refusals."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tongqu import load_region
from tongqu.berths.demo_log import demo_log
from tongqu.cli.main import main
from tongqu.errors import ExitCode
from tongqu.io.berth_log_writing import berth_log_csv

ROOT = Path(__file__).parents[2]
REFERENCE, _, FILES = (
    (ROOT / "docs" / "reference" / "simulate.md")
    .read_text(encoding="utf-8")
    .partition("## Parquet files")
)
SHORT = "--as-of 2025-01-01 --years 0.1 --replications 2"


def run(words: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *words.split()])


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("simulate")
    result = run(
        f"{SHORT} --json --csv {folder / 'figures.csv'} --html {folder / 'port.html'} "
        f"--write-scenario {folder / 'port.json'} --handed-on"
    )
    assert result.exit_code == ExitCode.OK, result.output
    return json.loads(result.stdout), folder


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    region = load_region("qujiang")
    file = tmp_path_factory.mktemp("log") / "log.csv"
    log = demo_log(region, flaws=True, days=14, calls=300).log
    file.write_text(berth_log_csv(log, region, "zh"), encoding="utf-8-sig")
    result = run(f"--log {file} --years 1 --replications 3 --json")
    assert result.exit_code == ExitCode.OK, result.output
    text = run(f"--log {file} --years 1 --replications 3")
    assert "Fitted on" in text.stdout
    assert "between arrivals" in text.stdout
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def keys_of(value: Any) -> set[str]:
    """Return every key of an answer; what was asked repeats options and is left out."""
    if isinstance(value, dict):
        inside = [keys_of(part) for key, part in value.items() if key != "asked"]
        return set(value).union(*inside)
    return set().union(*(keys_of(part) for part in value)) if isinstance(value, list) else set()


def test_every_key_is_in_the_reference_and_the_other_way_round(
    asked: tuple[dict[str, Any], Path], fitted: dict[str, Any]
) -> None:
    """The page on the JSON and an answer name the same keys."""
    found = keys_of(asked[0]) | keys_of(fitted)
    rows = re.findall(r"^\| (`[^|]*) \|", REFERENCE, re.MULTILINE)
    written = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    everywhere = set(re.findall(r"`(\w+)`", REFERENCE))
    assert sorted(found - everywhere) == []
    assert sorted(written - found) == []


def test_the_table_holds_every_estimate(asked: tuple[dict[str, Any], Path]) -> None:
    """Each mean of the JSON is a row of the CSV, with its method."""
    answer, folder = asked
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    berths = next(row for row in answer["groups"] if row["id"] == "berths-qujiang-port-1")
    found = [row for row in rows if row["id"] == berths["id"] and row["figure"] == "utilisation"]
    assert [float(row["value"]) for row in found] == [berths["utilisation"]["value"]]
    methods = {row["method"] for row in rows if row["table"] != "handed_on"}
    assert methods == {"Student's t, 95 %"}
    paired = {row["method"] for row in rows if row["table"] == "handed_on"}
    assert paired == {answer["handed_on"]["method"]}


def test_the_page_is_written(asked: tuple[dict[str, Any], Path]) -> None:
    """With the wait against the traffic, which is asked only then."""
    page = (asked[1] / "port.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Wait against traffic" in page
    assert "One day, hour by hour" in page
    assert len(asked[0]["sweep"]) > 4


QUAY = (
    'vehicles = [{id = "barge"}]\n'
    'stations = [{id = "quay", groups = [{id = "berths", servers = 2}]}]\n'
    '[[sources]]\nid = "barges"\nmix = [["barge", 1]]\ngap = {kind = "exp", mean = 3}\n'
    'route = [{step = "serve", station = "quay", hours = {kind = "exp", mean = 3}}]\n'
)


def test_a_day_can_be_asked_for(tmp_path: Path) -> None:
    """The N-th day that counts; one that is not there is named with those that are."""
    (tmp_path / "quay.toml").write_text(QUAY, encoding="utf-8")
    words = f"--scenario {tmp_path / 'quay.toml'} --years 0.1 --replications 3 --json"
    file = tmp_path / "page.html"
    assert run(f"{words} --html {file} --day 7").exit_code == ExitCode.OK
    page = file.read_text(encoding="utf-8")
    assert "Day 7 of those that count" in page
    assert "as asked for" in page
    for day in ("99", "0", "2025-01-03"):
        found = run(f"{words} --html {file} --day {day}")
        assert found.exit_code == ExitCode.USAGE
        problem = json.loads(found.stdout)["error"]["problems"][0]
        assert problem["code"] == "sim_no_such_day"
        assert (problem["params"]["first"], problem["params"]["value"]) == ("1", day)
    short = run(f"{words.replace('0.1', '0.002')} --html {file} --day 1")
    assert json.loads(short.stdout)["error"]["problems"][0]["code"] == "sim_no_day"
    assert file.read_text(encoding="utf-8") == page
    assert run(f"{words.replace('0.1', '0.002')} --html {file}").exit_code == ExitCode.OK
    assert "hour by hour" not in file.read_text(encoding="utf-8")


def test_a_date_can_be_asked_for(tmp_path: Path) -> None:
    """Of a region days have dates."""
    file = tmp_path / "page.html"
    words = "--as-of 2025-01-01 --years 0.02 --replications 2 --json"
    found = run(f"{words} --html {file} --day 2025-01-05")
    assert found.exit_code == ExitCode.OK, found.output
    assert "Sun, 5 Jan 2025" in file.read_text(encoding="utf-8")
    found = run(f"{words} --html {file} --day 2024-12-31")
    assert json.loads(found.stdout)["error"]["problems"][0]["params"] == {
        "value": "2024-12-31", "first": "2025-01-01", "last": "2025-01-07",
    }  # fmt: skip


def test_text_in_both_languages() -> None:
    """The wait, its causes, by the places' names; what is assumed, and where it comes from."""
    english, chinese = run(SHORT), run(f"{SHORT} --lang zh")
    assert english.exit_code == chinese.exit_code == ExitCode.OK
    for word in ("mean wait of a call", "before locks", "Assumed, not published", "quay-cranes",
                 "truck_reserve", "Student's t", "Fuchunjiang lock  ", "Iron ore  "):  # fmt: skip
        assert word in english.stdout
    for word in (
        "每次靠泊平均等待",
        "候闸",
        "假设而非公开的数字",
        "quay-cranes",
        "富春江船闸",
        "铁矿石",
    ):
        assert word in chinese.stdout
    assert "\n  fuchunjiang-lock" not in english.stdout + chinese.stdout


def test_delays_handed_on(asked: tuple[dict[str, Any], Path]) -> None:
    """On request the queues are taken away one by one; the page, the text and the table tell it."""
    answer, folder = asked
    part = answer["handed_on"]
    assert part["runs"] == 2
    assert part["rows"][0]["id"] == "fuchunjiang-lock"
    assert "Delays handed on" in (folder / "port.html").read_text(encoding="utf-8")
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as lines:
        assert any(row["table"] == "handed_on" for row in csv.DictReader(lines))
    words = f"--scenario {folder / 'port.json'} --years 0.1 --replications 2"
    assert "Delays handed on" not in run(words).stdout
    english, chinese = run(f"{words} --handed-on"), run(f"{words} --handed-on --lang zh")
    assert "if nobody waited at" in english.stdout
    assert "假如此处无人等待" in chinese.stdout


def test_a_scenario_that_was_written_runs(asked: tuple[dict[str, Any], Path]) -> None:
    """On any number of workers with the same figures."""
    words = f"--scenario {asked[1] / 'port.json'} --years 0.1 --replications 2 --json"
    answers = [json.loads(run(f"{words} --workers {n}").stdout) for n in (1, 2)]
    assert answers[0] == answers[1]
    assert answers[0]["figures"] == []


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        ("--as-of 2024-11-01 --traffic 40", ExitCode.BAD_INPUT, "sim_demand_above_capacity"),
        ("--scenario nowhere.json", ExitCode.BAD_INPUT, "unreadable"),
        ("--years 0", ExitCode.USAGE, "parameter_out_of_range"),
        ("--scenario nowhere.json --log nowhere.csv", ExitCode.USAGE, None),
        ("--log nowhere.csv", ExitCode.USAGE, "no_such_file"),
        ("--day 3", ExitCode.USAGE, None),
        ("--day soon --html nowhere.html", ExitCode.USAGE, None),
        ("--workers 0", ExitCode.USAGE, "parameter_out_of_range"),
        ("--precision 0", ExitCode.USAGE, "parameter_out_of_range"),
        ("--replications 0", ExitCode.USAGE, "parameter_out_of_range"),
        ("--traffic -1", ExitCode.USAGE, "parameter_out_of_range"),
    ],
)
def test_what_is_refused(words: str, code: ExitCode, problem: str | None) -> None:
    """With the reason, before anything runs."""
    result = run(f"{words} --json")
    assert result.exit_code == code, result.output
    named = {row["code"] for row in json.loads(result.stdout)["error"]["problems"]}
    assert problem in named or not (named or problem)


def test_what_does_not_settle(tmp_path: Path) -> None:
    """Exit code 4, the reason, and no mean."""
    file = tmp_path / "rush.toml"
    file.write_text(
        'vehicles = [{id = "barge"}]\n'
        'stations = [{id = "quay", groups = [{id = "berths", servers = 1}]}]\n'
        '[[sources]]\nid = "barges"\nmix = [["barge", 1]]\n'
        'gap = {kind = "exp", mean = 3.001}\n'
        'route = [{step = "serve", station = "quay", hours = {kind = "exp", mean = 3}}]\n',
        encoding="utf-8",
    )
    result = run(f"--scenario {file} --years 2 --replications 4")
    assert result.exit_code == ExitCode.INFEASIBLE
    assert "does not settle" in result.stdout
    assert "mean wait" not in result.stdout
