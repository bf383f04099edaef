"""The plan's own file, edited by a person: what changed is obeyed, what makes no sense is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from calls_samples import TODAY, at, calls, plan, region
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.errors import DatasetError, Problem
from tongqu.io import read_calls, read_plan_edits, write_plan_table
from tongqu.model.calls import Call, Guess, PlanEdit
from tongqu.text import problem_text

Edit = Callable[[openpyxl.Workbook], Any]
HEADER_ROW = 3


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., list[PlanEdit]]:
    """Writes the plan, lets a person edit the workbook, and reads it back."""

    def run(*edits: Edit, language: str = "zh") -> list[PlanEdit]:
        path = write_plan_table(plan(), tmp_path / "plan.xlsx", language)
        book = openpyxl.load_workbook(path)
        for edit in edits:
            edit(book)
        book.save(path)
        return read_plan_edits(path, plan(), region())

    return run


def put(call: str, column: str, value: Any, sheet: int = 0) -> Edit:
    """Return what types a value into the row of a call."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book.worksheets[sheet]
        index = next(cell.column for cell in page[HEADER_ROW] if cell.value == column)
        row = next(row[0].row for row in page.iter_rows(min_row=HEADER_ROW) if row[0].value == call)
        page.cell(row, index).value = value

    return edit


def added(sheet: int = 0, **cells: Any) -> Edit:
    """Return what types a new row below the others."""

    def edit(book: openpyxl.Workbook) -> None:
        page = book.worksheets[sheet]
        names = [cell.value for cell in page[HEADER_ROW]]
        page.append([cells.get(str(name)) for name in names])

    return edit


def refused(run: Callable[..., Any], *edits: Edit) -> list[Problem]:
    with pytest.raises(DatasetError) as error:
        run(*edits)
    for problem in error.value.problems:
        assert problem.file
        assert problem_text(problem, "zh").isprintable()
    return list(error.value.problems)


Run = Callable[..., list[PlanEdit]]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_untouched_file_has_no_edits(tmp_path: Path, kind: str, language: str) -> None:
    path = write_plan_table(plan(), tmp_path / f"plan.{kind}", language)
    assert read_plan_edits(path, plan(), region()) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_by_another_program_it_has_none_either(edited: Run, language: str) -> None:
    assert edited(language=language) == []


def test_a_moved_slot(edited: Run) -> None:
    [edit] = edited(
        put("a1", "泊位", "一期2号泊位"),
        put("a1", "靠泊时间", datetime.fromisoformat("2026-03-04")),
    )
    assert (edit.kind, edit.call_id, edit.berth_id, edit.start) == (
        "move",
        "a1",
        "qujiang-port-1-berth-02",
        at("04 00:00"),
    )
    assert edit.source_row == 4


def test_another_berth_alone_keeps_the_start_and_the_other_way_round(edited: Run) -> None:
    [edit] = edited(put("a1", "泊位", "2#"))
    assert (edit.berth_id, edit.start) == ("qujiang-port-1-berth-02", at("02 08:30"))
    [edit] = edited(put("a1", "靠泊时间", "2026-03-02 10:15"))
    assert (edit.berth_id, edit.start) == ("qujiang-port-1-berth-01", at("02 10:15"))


def test_pins_are_set_and_taken_off(edited: Run) -> None:
    first, second = edited(put("a1", "锁定", "是"), put("a3", "锁定", "否"))
    assert (first.kind, first.call_id, first.berth_id, first.start) == (
        "pin",
        "a1",
        "qujiang-port-1-berth-01",
        at("02 08:30"),
    )
    assert (second.kind, second.call_id) == ("unpin", "a3")


def test_a_call_struck_out(edited: Run) -> None:
    [edit] = edited(put("a2", "取消", "是"))
    assert (edit.kind, edit.call_id) == ("cancel", "a2")


@pytest.mark.parametrize("sheet", [0, 1])
def test_another_arrival_or_priority(edited: Run, sheet: int) -> None:
    """On either sheet, and in words: then the guess comes with the edit."""
    edits = edited(
        put("a1", "预计到港", "3日晚", sheet), put("a1", "优先级", "急", sheet),
        put("a1", "最迟离港", "2026-03-06 08:00", 1),
    )  # fmt: skip
    by_kind = {edit.kind: edit for edit in edits}
    assert by_kind.keys() == {"late", "priority", "change"}
    late, urgent = by_kind["late"], by_kind["priority"]
    assert (late.kind, late.eta, late.guesses[0].code) == (
        "late",
        at("03 20:00"),
        "time_part_of_day",
    )
    assert (urgent.kind, urgent.weight) == ("priority", 5)
    [early] = edited(put("a2", "预计到港", datetime.fromisoformat("2026-03-02T09:00"), sheet))
    assert (early.kind, early.eta) == ("early", at("02 09:00"))


def test_guesses_are_confirmed_or_corrected(edited: Run) -> None:
    """What is corrected is a change; the rest of the row is confirmed by one answer."""
    both = edited(put("a2", "已确认", "是", 1))
    assert [(edit.kind, edit.field) for edit in both] == [("confirm", "eta"), ("confirm", "load_t")]
    change, confirm = edited(put("a2", "装货量(t)", "850吨", 1), put("a2", "已确认", "是", 1))
    assert (change.kind, change.field, change.value) == ("change", "load_t", 850)
    assert (confirm.kind, confirm.field) == ("confirm", "eta")


def test_fields_of_a_call_change(edited: Run) -> None:
    edits = edited(
        put("a1", "货种", "黄沙", 1),
        put("a1", "船型", "1000吨级货船", 1),
        put("a1", "最迟离港", None, 1),
        put("a3", "希望泊位", "一期1号泊位", 1),
        put("a1", "实际到港", "2026-03-02 08:40", 1),
    )
    found = {(edit.call_id, edit.field): edit.value for edit in edits if edit.kind == "change"}
    assert found == {
        ("a1", "commodity_id"): "sand",
        ("a1", "vessel_class_id"): "barge-1000",
        ("a1", "latest_departure"): None,
        ("a3", "preferred_berth_id"): "qujiang-port-1-berth-01",
    }
    [told] = [edit.time for edit in edits if edit.kind == "time"]
    assert told is not None
    assert (told.kind, told.event, told.at) == ("ACT", "ARRI", at("02 08:40"))


@pytest.mark.parametrize("sheet", [0, 1])
def test_a_new_row_is_a_call(edited: Run, sheet: int) -> None:
    cells = {"船名": "新船9", "预计到港": "3日上午", "货种": "煤", "卸货量(t)": "约450"}
    [edit] = edited(added(sheet, **cells))
    assert edit.kind == "new_call"
    assert edit.call is not None
    assert (edit.call.vessel, edit.call.eta, edit.call.discharge_t) == (
        "新船9",
        at("03 09:00"),
        450,
    )
    assert edit.call.id == edit.call_id == "call-004"
    assert {guess.field for guess in edit.call.guesses} >= {"eta", "discharge_t"}


def test_a_new_row_with_a_slot_is_placed(edited: Run) -> None:
    cells = {"船名": "新船9", "预计到港": "2026-03-03 09:00", "卸货量(t)": 450}
    slot = {"泊位": "一期2号泊位", "靠泊时间": "2026-03-03 10:00"}
    new, move = edited(added(0, **cells, **slot))
    assert (new.kind, move.kind, move.call_id) == ("new_call", "move", new.call_id)
    assert (move.berth_id, move.start) == ("qujiang-port-1-berth-02", at("03 10:00"))


def test_rows_may_be_sorted_and_columns_added(edited: Run) -> None:
    def shuffle(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        for number, row in enumerate(rows[::-1], 4):
            for index, value in enumerate(row, 1):
                sheet.cell(number, index).value = value
                if isinstance(value, str):
                    sheet.cell(number, index).data_type = "s"
        sheet.insert_cols(2)
        sheet.cell(3, 2).value = "我的备忘"
        sheet.cell(4, 2).value = "打电话"

    assert edited(shuffle) == []


# --- edits that make no sense ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("泊位", "九号", "unknown_id"),
        ("泊位", None, "required"),
        ("靠泊时间", None, "required"),
        ("靠泊时间", "看情况", "time_not_understood"),
        ("靠泊时间", "2026-03-20 08:00", "outside_plan"),
        ("靠泊时间", "2026-03-02 08:00", "before_arrival"),
        ("锁定", "也许", "not_true_or_false"),
        ("取消", "也许", "not_true_or_false"),
        ("预计到港", None, "required"),
        ("预计到港", "看情况", "time_not_understood"),
        ("预计到港", "2026-03-04 08:00", "ends_before_start"),
        ("优先级", -1, "below_minimum"),
        ("优先级", "金", "not_a_number"),
        ("离泊时间", datetime.fromisoformat("2026-03-05"), "not_editable"),
        ("等待(h)", 7, "not_editable"),
        ("船名", None, "required"),
        ("货种", "石油", "unknown_id"),
        ("卸货量(t)", -4, "negative"),
        ("卸货量(t)", "=1+1", "formula_without_value"),
    ],
)
def test_an_edit_without_sense_is_named_by_its_cell(
    edited: Run, column: str, value: Any, code: str
) -> None:
    problems = refused(edited, put("a1", column, value))
    assert [problem.code for problem in problems] == [code]
    assert problems[0].row == 4
    assert problems[0].column == column
    assert problems[0].cell


def test_all_of_them_at_once(edited: Run) -> None:
    problems = refused(
        edited,
        put("a1", "泊位", "九号"),
        put("a2", "优先级", -1),
        put("a3", "锁定", "?!"),
        put("a3", "船长(m)", "long", 1),
    )
    assert {(problem.row, problem.code) for problem in problems} == {
        (4, "unknown_id"),
        (5, "below_minimum"),
        (6, "not_true_or_false"),
        (6, "not_an_amount"),
    }


def test_a_lost_row_is_no_cancellation(edited: Run) -> None:
    """A filter that hid a row must not send a vessel away."""
    [problem] = refused(edited, lambda book: book.worksheets[0].delete_rows(5))
    assert (problem.code, problem.params["call"]) == ("call_row_missing", "a2")


def test_cancelled_and_moved_at_once(edited: Run) -> None:
    [problem] = refused(edited, put("a1", "取消", "是"), put("a1", "泊位", "一期2号泊位"))
    assert (problem.code, problem.column) == ("edit_of_cancelled", "泊位")


def test_moved_and_set_free_at_once(edited: Run) -> None:
    [problem] = refused(edited, put("a3", "锁定", ""), put("a3", "泊位", "一期2号泊位"))
    assert problem.code == "move_of_unpinned"


def test_two_sheets_that_disagree(edited: Run) -> None:
    twice = (put("a1", "优先级", 3), put("a1", "优先级", 3, 1))
    assert [edit.weight for edit in edited(*twice)] == [3]
    [problem] = refused(edited, put("a1", "优先级", 3), put("a1", "优先级", 4, 1))
    assert problem.code == "edited_twice"


def test_the_same_call_in_two_rows(edited: Run) -> None:
    def copy(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.append([cell.value for cell in sheet[4]])

    [problem] = refused(edited, copy)
    assert (problem.code, problem.params["first_row"]) == ("duplicate_id", 4)


def test_another_file_is_no_plan(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    [problem] = refused(lambda: read_plan_edits(path, plan(), region()))
    assert problem.code == "not_a_plan_table"


def test_the_sheet_of_calls_can_be_planned_again(tmp_path: Path) -> None:
    """The workbook of a plan is a table of calls as well."""
    path = write_plan_table(plan(), tmp_path / "plan.xlsx", "zh")
    names = {"calls", "船次"}
    assert names & set(openpyxl.load_workbook(path).sheetnames)
    read = read_calls(path, region(), today=TODAY)
    keep = {"source_row": 0, "guesses": [], "times": []}
    assert [call.to_dict() | keep for call in read] == [call.to_dict() | keep for call in calls()]


# --- properties -----------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
CALLS = st.builds(
    lambda vessel, hours, weight, tonnes, text: Call(
        id="", vessel=vessel, eta=at("02 00:00") + timedelta(minutes=hours), weight=weight,
        discharge_t=tonnes, commodity_id="coal", packing="bulk",
        guesses=(Guess(field="eta", value="", text=text, code="time_about"),),
    ),
    WORDS.filter(lambda word: word.strip() != ""), st.integers(0, 9000),
    st.floats(0.001, 1000), st.floats(0, 5000), WORDS,
)  # fmt: skip


@settings(max_examples=40)
@given(st.lists(CALLS, min_size=1, max_size=5), st.sampled_from(["xlsx", "csv"]), st.booleans())
def test_whatever_the_plan_holds_an_untouched_file_has_no_edits(
    tmp_path_factory: pytest.TempPathFactory, some: list[Call], kind: str, chinese: bool
) -> None:
    """Names with formulas, quotes and blanks, odd numbers, midnight: nothing seems edited."""
    from dataclasses import replace

    some = [replace(call, id=f"c{number}") for number, call in enumerate(some)]
    made = plan(some)
    path = tmp_path_factory.mktemp("untouched") / f"plan.{kind}"
    write_plan_table(made, path, "zh" if chinese else "en")
    assert read_plan_edits(path, made, region()) == []
