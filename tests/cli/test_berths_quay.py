"""``tongqu berths`` where vessels share a quay: planned, checked, edited and planned again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from tongqu.cli.main import main
from tongqu.errors import ExitCode
from tongqu.io import load_region, save_region
from tongqu.model.quays import CranePool, Quay
from tongqu.model.terminals import Berth

TERMINAL = "lanxi-port"
QUAY = "shared-quay"
CALLS = """id,vessel,length_m,vessel_class_id,eta,commodity_id,discharge_t,preferred_berth_id
a,衢航001,45,barge-500,2026-03-02T08:00,coal,480,
b,Ark 2,60,barge-500,2026-03-02T08:00,coal,480,shared-quay-1
c,Ark 3,40,barge-300,2026-03-02T09:30,grain,290,
d,Ark 4,52.5,barge-500,2026-03-02T10:00,coal,400,
"""
ASK = ("--hours", "30", "--time-limit", "60")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["berths", *words])


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder: the shipped region with an invented quay of 130 m, which vessels share."""
    shipped = load_region("qujiang")
    own = {"source_id": "assumed", "assumption_id": ""}
    quay = Quay(
        id=QUAY, terminal_id=TERMINAL, name="Long quay", name_zh="长岸线", length_m=130.0,
        depth_m=2.6, clearance_m=5.0, continuous=True, **own,
    )  # fmt: skip
    berths = tuple(
        Berth(id=f"{QUAY}-{number}", terminal_id=TERMINAL, name=f"Mark {number}",
              name_zh=f"{number}号段", quay_id=QUAY, from_m=60.0 * number, length_m=60.0,
              depth_m=2.6, **own)
        for number in (0, 1)
    )  # fmt: skip
    pool = CranePool(
        id="shared-cranes", terminal_id=TERMINAL, quay_id=QUAY, name="Cranes", name_zh="门机",
        cranes=3, most_per_vessel=2, rate_t_per_h=120.0, interference_exponent=0.9, **own,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("region") / "own"
    more: dict[str, Any] = {"quays": (quay,), "berths": berths, "crane_pools": (pool,)}
    tables = {name: (*getattr(shipped, name), *rows) for name, rows in more.items()}
    save_region(shipped.with_tables(**tables), folder)
    return str(folder)


@pytest.fixture
def calls(tmp_path: Path) -> str:
    path = tmp_path / "week.csv"
    path.write_text(CALLS, encoding="utf-8")
    return str(path)


def asked(region: str) -> tuple[str, ...]:
    return ("--region", region, "--terminal", TERMINAL, *ASK)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_plan_in_metres(region: str, calls: str, tmp_path: Path) -> None:
    saved, page = tmp_path / "plan.json", tmp_path / "plan.html"
    made = run("plan", calls, *asked(region), "--what-binds", "--plan", str(saved),
               "--html", str(page), "--json")  # fmt: skip
    assert made.exit_code == ExitCode.OK, made.output
    plan = json.loads(made.stdout)
    assert (plan["form"], plan["proved"]) == ("quay_cranes", True)
    assert plan["first_come"]["saved"] >= 0
    assert plan["bound"] == plan["objective"]
    for place in plan["assignments"]:
        assert place["berth"] is None
        assert place["quay"] == QUAY
        assert 0 <= place["from_m"] < place["to_m"] <= 130
        assert place["why"]["text_zh"]
    assert {bind["what"] for bind in plan["binds"]} >= {"quay", "crane"}
    assert "places 10 m apart" in " ".join(note["text"] for note in plan["notes"])
    checked = run("check", str(saved), "--region", region)
    assert checked.exit_code == ExitCode.OK, checked.output
    assert "130" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("Long quay", " m")), ("zh", ("长岸线", "衢航001"))]
)
def test_a_plan_is_told_in_both_languages(
    region: str, calls: str, lang: str, words: tuple[str, ...]
) -> None:
    made = run("plan", calls, *asked(region), "--lang", lang)
    assert made.exit_code == ExitCode.OK, made.output
    for word in words:
        assert word in made.stdout


def test_a_vessel_on_another_is_found_by_the_check(region: str, calls: str, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    run("plan", calls, *asked(region), "--plan", str(saved))
    plan = read(saved)
    places = {place["call"]: place for place in plan["assignments"]}
    times = ("start", "work_from", "work_until", "end")
    places["b"] |= {key: places["a"][key] for key in times}
    places["b"] |= {"from_m": places["a"]["to_m"] + 2, "to_m": places["a"]["to_m"] + 62}
    saved.write_text(json.dumps(plan), encoding="utf-8")
    result = run("check", str(saved), "--region", region, "--json")
    assert result.exit_code == ExitCode.INFEASIBLE
    codes = {conflict["code"] for conflict in json.loads(result.stdout)["conflicts"]}
    assert codes & {"clearance", "off_quay"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_plan_says_what_clashes(region: str, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "week.csv"
    rows = "".join(
        f"{name},Ark {name},60,barge-500,2026-03-02T08:00,coal,bulk,480,{QUAY},{metre},"
        "2026-03-02T09:00\n"
        for name, metre in (("a", 0), ("b", 50))
    )
    path.write_text(
        "id,vessel,length_m,vessel_class_id,eta,commodity_id,packing,discharge_t,"
        f"pinned_quay_id,pinned_from_m,pinned_start\n{rows}",
        encoding="utf-8",
    )
    result = run("plan", str(path), *asked(region), "--json", "--lang", lang)
    assert result.exit_code == ExitCode.INFEASIBLE, result.output
    found = json.loads(result.stdout)["infeasible"]
    assert set(found["calls"]) == {"a", "b"}
    assert found["smallest"]
    assert {rule["code"] for rule in found["rules"]} >= {"call", "pinned_start", "pinned_berth"}
    assert found["relaxation"]["costs"] > 0
    told = run("plan", str(path), *asked(region), "--lang", lang)
    assert told.exit_code == ExitCode.INFEASIBLE
    assert ("长岸线" if lang == "zh" else "Long quay") in told.stdout


def test_a_new_plan_after_updates(region: str, calls: str, tmp_path: Path) -> None:
    saved, again = tmp_path / "plan.json", tmp_path / "again.json"
    run("plan", calls, *asked(region), "--plan", str(saved))
    before = {place["call"]: place for place in read(saved)["assignments"]}
    updates = tmp_path / "updates.csv"
    updates.write_text(
        "kind,call_id,eta,subject_id,from_time,until\n"
        "late,a,2026-03-02T15:00,,,\n"
        "berth_out,,,shared-quay-0,2026-03-02T18:00,2026-03-02T20:00\n",
        encoding="utf-8",
    )
    made = run("replan", str(saved), str(updates), "--region", region, "--plan", str(again))
    assert made.exit_code == ExitCode.OK, made.output
    plan = read(again)
    assert run("check", str(again), "--region", region).exit_code == ExitCode.OK
    [moved] = [move for move in plan["moves"] if move["call"] == "a"]
    assert moved["from_metre"] == before["a"]["from_m"]
    assert moved["from_quay"] == moved["to_quay"] == QUAY
    assert plan["trade_offs"]
    for place in plan["assignments"]:
        begin, end = (datetime.fromisoformat(place[key]) for key in ("start", "end"))
        if place["from_m"] < 60:
            assert end.hour <= 18 or begin.hour >= 20 or end.day > begin.day


def test_metres_are_edited_in_excel(region: str, calls: str, tmp_path: Path) -> None:
    saved, book, again = (tmp_path / name for name in ("plan.json", "plan.xlsx", "again.json"))
    run("plan", calls, *asked(region), "--plan", str(saved), "--xlsx", str(book))
    opened = openpyxl.load_workbook(book)
    sheet = opened.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if row[0].value in ("call", "编号"))
    titles = [cell.value for cell in head]
    column = next(k for k, title in enumerate(titles) if str(title).startswith(("from m", "起点")))
    row = next(row for row in rows if row[0].value == "c")
    old = row[column].value
    row[column].value = new = 80 if old != 80 else 70
    opened.save(book)
    made = run("replan", str(saved), str(book), "--region", region, "--plan", str(again))
    assert made.exit_code == ExitCode.OK, made.output
    place = next(place for place in read(again)["assignments"] if place["call"] == "c")
    assert place["from_m"] == new
    assert place["pinned"]
