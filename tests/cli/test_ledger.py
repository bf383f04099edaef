"""`tongqu ledger`, command by command: on the shipped example, and on a ledger of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main

DAY = "2024-12-09"
UNITS = (
    "id,name,name_zh,parent,tier\ncentre,Centre,中心,,centre\nnorth,North,北片,centre,platform\n"
)
ACCOUNTS = (
    "编号,单位,角色\ndesk,centre,clerk;import\nhead,centre,supervisor\n"
    "boss,centre,approver\ncrew,north,handler\n"
)


def run(*words: object, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, ["ledger", *map(str, words)], env=env or {})


def told(*words: object) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    assert answer["schema_version"] == "1.0"
    return answer


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger with a centre, a platform below it, and four accounts besides the administrator."""
    path = tmp_path / "ledger.db"
    assert run("init", path, "--name", "Roads", "--name-zh", "道路台账").exit_code == 0
    for table, text in (("units", UNITS), ("accounts", ACCOUNTS)):
        file = tmp_path / f"{table}.csv"
        file.write_text(text, encoding="gbk" if table == "accounts" else "utf-8")
        result = run(table, "--set", file, "--ledger", path, "--as", "admin")
        assert result.exit_code == 0, result.output
    return path


def opened(ledger: Path) -> str:
    return str(
        told(
            "add", "rectification", "--title", "Blocked gully", "--field", "problem=sand",
            "--field", "found_by=report", "--field", "severity=minor",
            "--ledger", ledger, "--as", "desk",
        )["item"]
    )  # fmt: skip


# --- the shipped example --------------------------------------------------------------------------


def test_status_of_the_shipped_example_needs_nothing_but_a_day() -> None:
    """Works of the page and fictional matters, counted alike in words and in JSON."""
    answer = told("status", "--as-of", DAY)
    assert answer["kind"] == "ledger_status"
    assert answer["as_of"].startswith(DAY)
    totals = answer["totals"]
    assert totals["items"] == sum(row["items"] for row in answer["by_kind"]) > 30
    assert totals["open"] + totals["closed"] == totals["items"]
    text = run("status", "--as-of", DAY).stdout
    for row in answer["late"]:
        assert row["code"] in text


def test_the_day_before_knows_nothing_of_the_page() -> None:
    """As of the eighth only the port is known of the printed works: the roads came on the ninth."""
    before = {row["title"] for row in told("timeline", "--as-of", "2024-12-08")["works"]}
    after = {row["title"] for row in told("timeline", "--as-of", DAY)["works"]}
    assert "Xianyan road" not in before
    assert {"Xianyan road", "Qujiang port area, phase II"} <= after


def test_reading_the_example_says_that_it_is_one() -> None:
    """On stderr, so that pipes stay clean; in both languages."""
    assert "shipped example" in run("late", "--as-of", DAY).stderr
    chinese = CliRunner().invoke(main, ["--lang", "zh", "ledger", "late", "--as-of", DAY])
    assert "自带示例" in chinese.stderr
    assert "逾期" in chinese.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("list",), ("mine",), ("timeline",), ("report",), ("public",), ("units",),
        ("show", "rect-0001"),
    ],
)  # fmt: skip
def test_every_reading_command_answers_in_words_and_json(words: tuple[str, ...]) -> None:
    """In Chinese as of a day; JSON is one object."""
    assert told(*words, "--as-of", DAY)
    result = CliRunner().invoke(main, ["--lang", "zh", "ledger", *words, "--as-of", DAY])
    assert result.exit_code == 0, result.output
    assert any("\u4e00" <= letter <= "\u9fff" for letter in result.stdout)


def test_pages_are_written_whole(tmp_path: Path) -> None:
    """Status, timeline, month and item each become one offline file."""
    for words in (("status",), ("timeline",), ("report",), ("show", "rect-0001")):
        page = tmp_path / f"{words[0]}.html"
        result = run(*words, "--as-of", DAY, "--html", page)
        assert result.exit_code == 0, result.output
        text = page.read_text(encoding="utf-8")
        assert text.startswith("<!doctype html>")
        assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org", "")


def test_workbooks_and_calendars_are_written(tmp_path: Path) -> None:
    """What offices work with: Excel and iCalendar."""
    for words in (("status",), ("report",), ("list",), ("show", "rect-0001")):
        book = tmp_path / f"{words[0]}.xlsx"
        assert run(*words, "--as-of", DAY, "--xlsx", book).exit_code == 0
        assert openpyxl.load_workbook(book).worksheets[0].max_row > 2
    calendar = tmp_path / "due.ics"
    assert run("calendar", calendar, "--as-of", DAY).exit_code == 0
    assert calendar.read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")


def test_the_shipped_kinds_make_sense_and_a_broken_one_is_told(tmp_path: Path) -> None:
    """Dead ends are found with file and key; the exit code says so."""
    checked = told("kinds", "check")
    assert checked["ok"]
    assert len(checked["kinds"]) == 8
    broken = tmp_path / "stuck.toml"
    broken.write_text(
        'id = "stuck"\nversion = 1\nprefix = "stk"\nname = "Stuck"\nname_zh = "卡住"\n'
        '[[state]]\nid = "open"\nname = "Open"\nname_zh = "开"\ninitial = true\n'
        '[[state]]\nid = "done"\nname = "Done"\nname_zh = "完"\nfinal = true\n',
        encoding="utf-8",
    )
    result = run("kinds", "check", broken)
    assert result.exit_code == 3
    assert "stuck.toml" in result.output


def test_writing_without_a_ledger_says_how_to_make_one() -> None:
    """The example is for reading."""
    result = run("add", "work", "--title", "x", "--as", "desk")
    assert result.exit_code == 2
    assert "tongqu ledger init" in result.output


# --- a ledger of its own --------------------------------------------------------------------------


def test_a_matter_goes_its_way_and_nobody_closes_it_alone(ledger: Path) -> None:
    """Opened, dispatched, accepted; what is not allowed ends with exit code 7 and all reasons."""
    code = opened(ledger)
    act = ("act", code)
    told(*act, "dispatch", "--to", "north", "--field", "due_on=2030-01-31", "--ledger", ledger,
         "--as", "desk")  # fmt: skip
    accepted = told(*act, "accept", "--ledger", ledger, "--as", "crew")
    assert (accepted["state"], accepted["unit"]) == ("in_progress", "north")
    refused = run(*act, "close", "--ledger", ledger, "--as", "crew", "--json")
    assert refused.exit_code == 7
    problems = json.loads(refused.stdout)["error"]["problems"]
    assert len(problems) > 1
    assert all(problem["text"] and problem["text_zh"] for problem in problems)
    shown = told("show", code, "--actions", "--ledger", ledger, "--as", "crew")
    assert {"action": "ask_close", "allowed": True, "against": []} in shown["actions"]


def test_who_has_seen_an_older_state_writes_nothing(ledger: Path) -> None:
    """A conflict says what happened in between; exit code 6."""
    code = opened(ledger)
    words = ("note", "--note", "more sand", "--ledger", ledger, "--as", "desk")
    told("act", code, *words)
    result = run("act", code, *words, "--seen", 1)
    assert result.exit_code == 6
    assert "note" in result.output


def test_wrong_options_are_told_all_at_once(ledger: Path) -> None:
    """Pairs that are none, files that are not there."""
    result = run(
        "add", "work", "--title", "x", "--field", "a", "--field", "=b", "--ledger", ledger,
        "--as", "desk", "--json",
    )  # fmt: skip
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["error"]["problems"]) == 2
    result = run("act", "rect-0001", "attach", "--evidence", "after=no-such.jpg", "--evidence",
                 "after=nor-this.jpg", "--ledger", ledger, "--as", "desk")  # fmt: skip
    assert result.exit_code == 2
    assert "no-such.jpg" in result.output
    assert "nor-this.jpg" in result.output
    assert run("list", "--ledger", ledger).exit_code == 2


def test_settings_from_a_file_are_refused_with_their_row(ledger: Path, tmp_path: Path) -> None:
    """Unknown columns and values name file, row and column; nothing is taken."""
    file = tmp_path / "more.csv"
    file.write_text("id,unit,roles,shoe\nx,nowhere,king,42\n", encoding="utf-8")
    before = told("accounts", "--ledger", ledger)["accounts"]
    result = run("accounts", "--set", file, "--ledger", ledger, "--as", "admin", "--json")
    assert result.exit_code == 3
    assert "shoe" in result.output
    file.write_text("id,unit,roles\nx,nowhere,king\n", encoding="utf-8")
    result = run("accounts", "--set", file, "--ledger", ledger, "--as", "admin", "--json")
    assert result.exit_code == 3
    [problem] = [p for p in json.loads(result.stdout)["error"]["problems"] if p["value"] == "king"]
    assert (problem["file"], problem["row"], problem["column"]) == ("more.csv", 2, "roles")
    assert told("accounts", "--ledger", ledger)["accounts"] == before


def project_list(path: Path, percent: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "2026年政府投资项目清单"
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "项目名称", "责任单位", "总投资（万元）", "计划开工", "形象进度"])
    sheet.append([1, "北桥加固", "北片", 1200, "2026-03-02", percent])
    sheet.append([2, "南路改造", "中心", 800.5, "2026-05-01", "10%"])
    sheet.append(["合计", "", "", 2000.5, "", ""])
    book.save(path)


def test_a_project_list_comes_in_once_and_then_only_what_changed(
    ledger: Path, tmp_path: Path
) -> None:
    """A dry run writes nothing; the same list twice changes nothing; a newer one only its news."""
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    project_list(first, "约35%")
    project_list(second, "45%")
    words = ("--ledger", ledger, "--as", "desk")
    assert told("import", first, *words, "--dry-run")["recorded"] is False
    assert told("list", "--ledger", ledger, "--as", "head")["total"] == 0
    done = told("import", first, *words)
    assert sorted(done["codes"].values()) == ["work-0001", "work-0002"]
    head = told("verify", "--ledger", ledger)["head_seq"]
    assert told("import", first, *words)["recorded"] is False
    assert told("verify", "--ledger", ledger)["head_seq"] == head
    [changed] = told("import", second, *words)["changed"]
    assert changed["code"] == done["codes"]["北桥加固"]
    shown = told("show", changed["code"], "--ledger", ledger, "--as", "head")
    assert shown["progress"][0]["percent"] == 45
    assert any(event["on_behalf_of"] == "north" for event in shown["history"])


def test_a_project_list_with_one_wrong_row_changes_nothing(ledger: Path, tmp_path: Path) -> None:
    """Whatever the rules refuse is named by file and row, and no row comes in."""
    file = tmp_path / "list.xlsx"
    project_list(file, "35%")
    result = run("import", file, "--ledger", ledger, "--as", "crew", "--json")
    assert result.exit_code in (3, 7)
    assert told("list", "--ledger", ledger, "--as", "head")["total"] == 0


PLAN = {
    "start": "2026-12-01",
    "finish_by": "2027-03-31",
    "activities": [{"id": "piles", "duration": 30}, {"id": "deck", "duration": 25}, {"id": "open"}],
    "dependencies": [{"before": "piles", "after": "deck"}, {"before": "deck", "after": "open"}],
}


def test_a_plan_is_made_shown_and_measured_against(ledger: Path, tmp_path: Path) -> None:
    """Forwards, backwards, the float between; a dry run records nothing."""
    words = ("--ledger", ledger, "--as", "crew")
    told("add", "work", "--title", "Bridge", "--ledger", ledger, "--as", "desk")
    told("act", "work-0001", "assign", "--to", "north", "--field", "start_on=2026-12-01",
         "--ledger", ledger, "--as", "desk")  # fmt: skip
    told("act", "work-0001", "accept", *words)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN), encoding="utf-8")
    tried = told("plan", "work-0001", file, *words, "--dry-run")
    assert told("plan", "work-0001", *words)["plan"] is None
    made = told("plan", "work-0001", file, *words, "--baseline")
    assert made["plan"] == tried["plan"]
    assert made["critical_chain"] == ["piles", "deck", "open"]
    shown = told("plan", "work-0001", *words)
    assert shown["plan"]["baseline_version"] == 1
    [stone] = [one for one in shown["milestones"] if one["id"] == "open"]
    assert stone["baseline_on"] == stone["planned_on"] == made["plan"]["finish_on"]
    later = {**PLAN, "start": "2026-12-15"}
    file.write_text(json.dumps(later), encoding="utf-8")
    told("plan", "work-0001", file, *words)
    [moved] = [
        one for one in told("plan", "work-0001", *words)["milestones"] if one["id"] == "open"
    ]
    assert moved["baseline_on"] < moved["current_on"]
    assert "float" in run("plan", "work-0001", *words).stdout


@pytest.mark.parametrize("text", ["{", '{"start": "2026-13-01", "activities": [{}]}'])
def test_a_plan_that_cannot_be_read_is_refused(ledger: Path, tmp_path: Path, text: str) -> None:
    """Broken JSON, wrong days, activities without a name: exit code 3, and the file is named."""
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    result = run("plan", "work-0001", file, "--ledger", ledger, "--as", "crew")
    assert result.exit_code == 3
    assert "plan.json" in result.output


def test_a_backup_is_restored_with_the_same_head(ledger: Path, tmp_path: Path) -> None:
    """As a file and as lines; a restored ledger is whole; an anchor finds a record cut short."""
    opened(ledger)
    head = told("verify", "--ledger", ledger)
    told("anchor", tmp_path / "anchors.txt", "--ledger", ledger)
    for name in ("copy.db", "copy.jsonl.gz"):
        told("backup", tmp_path / name, "--ledger", ledger)
        restored = told("restore", tmp_path / name, tmp_path / f"{name}.restored.db")
        assert restored["head_hash"] == head["head_hash"]
    again = told("verify", "--ledger", tmp_path / "copy.db.restored.db", "--anchors",
                 tmp_path / "anchors.txt")  # fmt: skip
    assert again["ok"]


def test_the_trail_leaves_for_auditors_only(ledger: Path, tmp_path: Path) -> None:
    """Without personal values; with them for an administrator."""
    opened(ledger)
    trail = tmp_path / "trail.jsonl"
    assert run("export", trail, "--ledger", ledger, "--as", "crew").exit_code == 7
    assert not trail.exists()
    assert run("export", trail, "--ledger", ledger, "--as", "admin").exit_code == 0
    assert "Blocked gully" in trail.read_text(encoding="utf-8")


def test_a_notice_makes_a_year_official(ledger: Path, tmp_path: Path) -> None:
    """Deadlines beyond the announced years are provisional until somebody loads the notice."""
    file = tmp_path / "2031.csv"
    file.write_text("date,working,note\n2031-01-01,false,New Year\n", encoding="utf-8")
    assert told("notice", file, "--ledger", ledger, "--as", "admin")["year"] == 2031


def test_a_copy_of_the_example_can_be_worked_with(tmp_path: Path) -> None:
    """The whole example in a file of one's own, with the same chain."""
    path = tmp_path / "example.db"
    made = told("init", path, "--example")
    report = told("verify", "--ledger", path)
    assert report["ok"]
    assert report["head_hash"] == made["head_hash"]
    own = told("status", "--as-of", DAY, "--ledger", path, "--as", "viewer-1")
    shipped = told("status", "--as-of", DAY)
    assert own["totals"] == shipped["totals"]


def test_a_template_is_filled_in_and_comes_back(ledger: Path, tmp_path: Path) -> None:
    """An empty one is refused: nothing is filled in."""
    file = tmp_path / "template.xlsx"
    assert run("template", "rectification", file, "--ledger", ledger).exit_code == 0
    result = run("import", file, "--template", "--kind", "rectification", "--ledger", ledger,
                 "--as", "desk")  # fmt: skip
    assert result.exit_code == 3


def test_lanes_that_are_none_are_told() -> None:
    """The form of a lane is said."""
    result = run("cost-of-delay", "work-0004", "--months", 3, "--lane", "juhua")
    assert result.exit_code == 2
    assert "juhua>jebel-ali" in result.output


def test_the_cost_of_delay_of_phase_two_names_who_loses() -> None:
    """One lane, one day: the port's first cargo, with the later opening."""
    answer = told(
        "cost-of-delay", "port-phase-2", "--months", 3,
        "--lane", "juhua>jebel-ali:calcium-chloride:600t", "--date", "2024-12-10",
    )  # fmt: skip
    [lane] = answer["lanes"]
    assert lane["effect"] == "loses"
    assert lane["cost_per_t"] > 0
    assert (answer["opens"], answer["opens_late"]) == ("2024-12-03", "2025-03-03")


def test_an_import_says_what_it_leaves_out(ledger: Path, tmp_path: Path) -> None:
    """Columns without a meaning and rows that are no project are named, nothing goes silently."""
    listing = tmp_path / "list.csv"
    listing.write_text("项目名称,计划完工,天气\n北路,2027-06-30,晴\n合计,,\n", encoding="utf-8")
    result = run("import", listing, "--ledger", ledger, "--as", "desk")
    assert result.exit_code == 0, result.output
    assert "columns that are not read: 天气" in result.output
    assert "no project: row 3, 合计" in result.output
    code = next(word for word in result.output.split() if word.startswith("work-"))
    item = run("show", code, "--ledger", ledger, "--as", "desk", "--json")
    fields = {row["id"]: row["value"] for row in json.loads(item.stdout)["fields"]}
    assert fields["finish_on"] == "2027-06-30"
    shown = run("show", code, "--ledger", ledger, "--as", "desk").output
    assert "Category" in shown
    assert "Other" in shown
