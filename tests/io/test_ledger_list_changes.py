"""A list that comes again: what is new, what changed, what stayed; a dry run before anything."""

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ledger_samples import LIST_UNITS, write_list

from tongqu.io.ledger_list_changes import ListChanges, compare_list
from tongqu.io.ledger_list_reading import read_project_list, suggest_mapping
from tongqu.model.ledger_listing import ActRow, AddRow

HERE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 2)


def changes_of(path: Path, known: dict[str, dict[str, Any]]) -> ListChanges:
    return compare_list(read_project_list(path, units=LIST_UNITS, today=TODAY), known)


def kept(changes: ListChanges) -> dict[str, dict[str, Any]]:
    """Return what a ledger keeps of an import, with codes, as JSON gives it back."""
    found: dict[str, dict[str, Any]] = json.loads(json.dumps(changes.kept()))
    for number, entry in enumerate(found.values(), start=1):
        entry["code"] = entry["code"] or f"work-{number:04d}"
    return found


def test_a_new_list_becomes_items_and_what_happened(tmp_path: Path) -> None:
    """Money by year, dates, progress with its day; all of it traceable to file and row."""
    changes = changes_of(write_list(tmp_path / "list.xlsx"), {})
    rows = changes.rows(HERE, today=TODAY)
    added = [row for row in rows if isinstance(row, AddRow)]
    assert [row.title for row in added] == ["装备产业园", "梅林路", "仙岩路", "煤炭市场"]
    assert added[0].fields == {
        "category": "other",
        "description": "12栋厂房、1栋中心",
        "investment": 4.2e8,
        "start_on": "2023-11-30",
        "finish_on": "2025-02-01",
        "status_text": "13栋封顶，9栋装修",
    }
    acts = [row for row in rows if isinstance(row, ActRow) and row.item == "梅林路"]
    assert acts[0].note == "配合单位: zhangtan; 分组: 续建项目"
    assert [(act.effect, dict(act.data)) for act in acts] == [
        ("noted", {}),
        ("budgeted", {"year": 2024, "version": 1, "amount": 3e7}),
        (
            "expected",
            {"milestone": "start", "on": "2024-09-30", "precision": "month_end"}
            | {"status": "planned"},
        ),
        (
            "expected",
            {"milestone": "open", "on": "2024-12-31", "precision": "month_end"}
            | {"status": "planned"},
        ),
        (
            "progressed",
            {"section": "", "percent": 90.0, "observed_on": "2024-12-09", "at_least": True},
        ),
    ]
    assert acts[-1].at == datetime(2024, 12, 8, 16, tzinfo=UTC)
    assert {(row.file, row.sheet) for row in rows} == {("list.xlsx", "项目清单")}


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    """Known by key and hash; neither where a row stands nor a new file name matters."""
    path = write_list(tmp_path / "list.xlsx")
    first = changes_of(path, {})
    again = changes_of(write_list(tmp_path / "copy.xlsx"), kept(first))
    assert again.nothing
    assert len(again.same) == 4
    assert again.rows(HERE, today=TODAY) == ()


def test_only_what_changed_is_recorded(tmp_path: Path) -> None:
    """A later finish, more progress, another plan: three values, and three acts and one edit."""
    head = "项目名称,2024年计划投资（万元）,竣工时间,进度,备注"
    file = tmp_path / "list.csv"
    file.write_text(f"{head}\n甲,100,2024-12-31,50%,\n乙,5,2025-01-31,10%,\n", encoding="utf-8")
    known = kept(changes_of(file, {}))
    known["甲"]["versions"] = {"2024": 1}
    file.write_text(f"{head}\n甲,120,2025-03-31,60%,等管线\n丙,7,2026-01-31,,\n", encoding="utf-8")
    changes = changes_of(file, known)
    (one,) = changes.changed
    assert one.changes["planned.2024"] == (1e6, 1.2e6)
    assert one.changes["percent"] == (50.0, 60.0)
    assert one.changes["said.remark"] == (None, "等管线")
    assert [project.title for project in changes.new] == ["丙"]
    assert changes.gone == (known["乙"]["code"],)
    assert {key: entry["code"] for key, entry in changes.kept().items()} == {
        "甲": one.code,
        "丙": "",
    }
    rows = changes.rows(HERE, today=TODAY)
    acts = [row for row in rows if isinstance(row, ActRow) and row.item == one.code]
    assert [act.effect for act in acts] == [
        "changed",
        "noted",
        "budgeted",
        "expected",
        "progressed",
    ]
    assert acts[0].fields == {"finish_on": "2025-03-31"}
    assert acts[1].note == "备注: 等管线"
    assert acts[2].data == {"year": 2024, "version": 2, "amount": 1.2e6}


def test_the_dry_run_is_json(tmp_path: Path) -> None:
    """New, changed, same, gone, what was left out and what was guessed; nothing is recorded."""
    changes = changes_of(write_list(tmp_path / "list.xlsx"), {})
    told = json.loads(json.dumps(changes.to_dict()))
    assert [len(told[name]) for name in ("new", "changed", "same", "gone")] == [4, 0, 0, 0]
    assert len(told["skipped"]) == 4
    assert {guess["code"] for guess in told["guesses"]} >= {"header_guessed", "date_month"}


def test_the_ledger_takes_what_a_list_says(tmp_path: Path) -> None:
    """Items and acts go through the ledger's own rules; which action has an effect, it says."""
    from tongqu.ledger import create_ledger
    from tongqu.ledger.kind_reading import shipped_kind
    from tongqu.store import MemoryJournal

    kind = shipped_kind("work")
    clock = datetime(2026, 3, 2, 1, tzinfo=UTC)
    ledger = create_ledger(MemoryJournal(clock=lambda: clock))
    unit = {"id": "housing", "name": "Housing bureau", "name_zh": "住建局"}
    ledger.configure("units", [unit], actor="admin")
    roles = ["import", "clerk", "handler", "supervisor"]
    ledger.configure(
        "accounts", [{"id": "files", "unit": "housing", "roles": roles}], actor="admin"
    )
    path = write_list(tmp_path / "list.xlsx")
    words = {"unit": {one["name_zh"]: "housing" for one in LIST_UNITS}}
    mapping = replace(suggest_mapping(path), words=words)
    listing = read_project_list(
        path, mapping, units=[unit], fields=asdict(kind)["fields"], today=TODAY
    )
    codes: dict[str, str] = {}
    for row in compare_list(listing, {}).rows(HERE, today=TODAY):
        if isinstance(row, AddRow):
            codes[row.key] = ledger.add(
                row.kind,
                title=row.title,
                title_zh=row.title_zh,
                unit=row.unit,
                fields=row.fields,
                actor="files",
            )
            continue
        action = next(one.id for one in kind.actions if one.effect == row.effect)
        action = "note" if row.effect == "noted" else action
        ledger.act(codes[row.item], action, actor="files", data=row.data, note=row.note, at=row.at)
    item = ledger.act(codes["梅林路"], "note", actor="files", note="done")
    assert [(one.percent, one.at_least) for one in item.progress] == [(90.0, True)]
    assert [(one.year, one.amount) for one in item.budgets] == [(2024, 3e7)]
    assert {(one.milestone, one.on) for one in item.dates} == {
        ("start", date(2024, 9, 30)),
        ("open", date(2024, 12, 31)),
    }
