"""A table of updates and the plan's own edited file are told apart by what is in them."""

from pathlib import Path

import openpyxl
import pytest
from calls_samples import plan, region

from tongqu.errors import DatasetError
from tongqu.io import read_changes, write_plan_table

UPDATES = "类型,编号,优先级\n优先级,a1,紧急\n"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plans_own_workbook_untouched_changes_nothing(tmp_path: Path, language: str) -> None:
    path = write_plan_table(plan(), tmp_path / "plan.xlsx", language)
    assert read_changes(path, plan(), region()) == ([], language)


def test_the_plans_own_table_as_csv(tmp_path: Path) -> None:
    path = write_plan_table(plan(), tmp_path / "plan.csv", "zh")
    assert read_changes(path, plan(), region()) == ([], "zh")


def test_a_table_of_updates(tmp_path: Path) -> None:
    path = tmp_path / "anything.csv"
    path.write_text(UPDATES, encoding="utf-8")
    [edit], language = read_changes(path, plan(), region())
    assert (edit.kind, edit.call_id, language) == ("priority", "a1", "zh")


def test_updates_as_json(tmp_path: Path) -> None:
    path = tmp_path / "updates.json"
    path.write_text('{"updates": [{"kind": "cancel", "call_id": "a1"}]}', encoding="utf-8")
    [edit], language = read_changes(path, plan(), region())
    assert (edit.kind, edit.call_id, language) == ("cancel", "a1", "")


def test_a_workbook_with_both(tmp_path: Path) -> None:
    path = write_plan_table(plan(), tmp_path / "plan.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("变化")
    for row in UPDATES.splitlines():
        sheet.append(row.split(","))
    book.save(path)
    [edit], _ = read_changes(path, plan(), region())
    assert edit.kind == "priority"


def test_neither_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("apples,pears\n1,2\n", encoding="utf-8")
    with pytest.raises(DatasetError) as error:
        read_changes(path, plan(), region())
    assert [problem.code for problem in error.value.problems] == ["no_update_header"]
