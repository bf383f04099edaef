"""What is wrong with a table of calls is told: file, sheet, row, column and what would be right."""

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from calls_samples import TODAY, region, workbook

from tongqu.errors import DatasetError, ExitCode, NotFoundError, Problem
from tongqu.io import read_calls
from tongqu.io.calls_sheets import LARGEST_MB, MOST_CALLS
from tongqu.text import problem_text

HEAD = "编号,船名,预计到港,货种,包装,卸货量,船长,优先,泊位,前序船,最迟离港,设备"


def refused(path: Path, **more: Any) -> list[Problem]:
    more.setdefault("today", TODAY)
    with pytest.raises(DatasetError) as error:
        read_calls(path, region(), **more)
    assert error.value.exit_code == ExitCode.BAD_INPUT
    for problem in error.value.problems:
        assert problem.file == path.name
        for lang in ("en", "zh"):
            assert problem_text(problem, lang).isprintable()
    return list(error.value.problems)


def csv_of(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


GOOD = {
    "编号": "a1", "船名": "甲1", "预计到港": "2026-03-02 08:00", "货种": "煤炭", "包装": "散",
    "卸货量": "400", "船长": "45", "优先": "1", "泊位": "一期1号泊位",
}  # fmt: skip


def row_with(**cells: str) -> str:
    return ",".join((GOOD | cells).get(name, "") for name in HEAD.split(","))


@pytest.mark.parametrize(
    ("column", "text", "code", "right"),
    [
        ("编号", "船 一", "not_an_id", None),
        ("船名", "", "required", "浙衢航001"),
        ("船名", "待定", "required", "浙衢航001"),
        ("预计到港", "看天气", "time_not_understood", "2026-03-01T08:00"),
        ("预计到港", "2026-02-30 08:00", "time_not_understood", "2026-03-01T08:00"),
        ("货种", "石油", "unknown_id", None),
        ("包装", "液体", "not_allowed", "bulk"),
        ("卸货量", "-400", "negative", "400"),
        ("卸货量", "nan", "not_finite", "500"),
        ("卸货量", "inf", "not_finite", "500"),
        ("卸货量", "满满的", "not_an_amount", "500"),
        ("卸货量", "9000000", "above_maximum", "500000"),
        ("船长", "0.2", "below_minimum", "1"),
        ("船长", "long", "not_an_amount", "500"),
        ("优先", "-1", "below_minimum", "0.001"),
        ("优先", "inf", "not_finite", "1"),
        ("优先", "gold", "not_a_number", "1"),
        ("泊位", "九期1号", "unknown_id", None),
        ("泊位", "1#", "ambiguous_name", None),
        ("前序船", "nobody", "unknown_id", None),
        ("前序船", "a1", "call_names_itself", None),
        ("最迟离港", "2026-03-02 07:00", "ends_before_start", None),
        ("设备", "巨型吊", "unknown_id", None),
    ],
)
def test_a_bad_cell_is_named_with_what_would_be_right(
    tmp_path: Path, column: str, text: str, code: str, right: str | None
) -> None:
    [problem] = refused(csv_of(tmp_path, row_with(**{column: text})))
    assert (problem.code, problem.row, problem.column) == (code, 2, column)
    assert right is None or problem.expected == right


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """Cells, doubles and relations between rows, each where it stands."""
    path = csv_of(
        tmp_path,
        row_with(),
        row_with(船名="乙2", 卸货量="-1", 预计到港="?!"),
        row_with(编号="a3", 船名="丙3", 前序船="a4"),
        row_with(编号="a4", 船名="丁4", 前序船="a3", 货种="石油"),
        row_with(船名="戊5"),
    )
    found = {(problem.row, problem.column, problem.code) for problem in refused(path)}
    assert found >= {
        (3, "卸货量", "negative"),
        (3, "预计到港", "time_not_understood"),
        (5, "货种", "unknown_id"),
        (6, "编号", "duplicate_id"),
    }


def test_calls_in_a_circle(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path,
        row_with(前序船="a2"),
        row_with(编号="a2", 船名="乙2", 前序船="a3"),
        row_with(编号="a3", 船名="丙3", 前序船="a1"),
    )
    [problem] = refused(path)
    assert problem.code == "calls_in_a_circle"


def test_an_arrival_without_a_day_to_guess_from(tmp_path: Path) -> None:
    """Nothing is invented in silence: no day, no guess."""
    path = csv_of(tmp_path, row_with(预计到港=""), row_with(编号="a2", 船名="乙2", 预计到港="下午"))
    first, second = refused(path, today=None)
    assert (first.code, first.row, first.expected) == ("time_missing", 2, "2026-03-02T08:00")
    assert (second.code, second.row, second.value) == ("time_not_understood", 3, "下午")


def test_a_cell_of_a_workbook_is_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["船舶计划"], HEAD.split(","), row_with(卸货量="-4").split(",")]
    [problem] = refused(workbook(tmp_path / "calls.xlsx", ("三月", rows)))
    assert (problem.sheet, problem.row, problem.cell) == ("三月", 3, "F3")
    assert "F3" in problem_text(problem, "zh")


@pytest.mark.parametrize("name", ["calls.csv", "calls.json", "calls.xlsx"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    [problem] = refused(path)
    assert problem.code in ("empty_file", "not_a_workbook")


def test_a_header_without_rows(tmp_path: Path) -> None:
    [problem] = refused(csv_of(tmp_path))
    assert problem.code == "no_calls"


def test_no_header_at_all(tmp_path: Path) -> None:
    [problem] = refused(csv_of(tmp_path, "1,2,3", head="a,b,c"))
    assert problem.code == "no_call_header"
    assert "预计到港" in str(problem.expected)


def test_a_column_that_no_call_can_do_without(tmp_path: Path) -> None:
    [problem] = refused(csv_of(tmp_path, "甲1,煤炭,400", head="船名,货种,卸货量"))
    assert (problem.code, problem.column) == ("missing_column", "eta")


def test_a_mistyped_column_is_not_passed_over(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "a,2026-03-02 08:00,3,4", head="vessel,eta,dischrge_t,load_t")
    [problem] = refused(path)
    assert (problem.code, problem.expected) == ("unknown_column", "discharge_t")


def test_the_same_column_twice(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "a,2026-03-02 08:00,3,4", head="vessel,eta,load_t,load_t")
    [problem] = refused(path)
    assert (problem.code, problem.column) == ("duplicate_column", "load_t")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "big5"])
def test_other_encodings_are_refused(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes((HEAD + "\n" + row_with() * 3).encode(codec, "replace"))
    assert refused(path)[0].code in ("bad_encoding", "no_call_header")


def test_semicolons_are_named(tmp_path: Path) -> None:
    [problem] = refused(csv_of(tmp_path, "a;b", head="船名;预计到港"))
    assert (problem.code, problem.value, problem.expected) == ("wrong_separator", ";", ",")


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx", "calls.json"])
def test_a_file_of_100_mb_is_not_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    [problem] = refused(path)
    assert (problem.code, problem.params["maximum"]) == ("file_too_large", LARGEST_MB * 2**20)


def test_too_many_rows(tmp_path: Path) -> None:
    path = csv_of(
        tmp_path, *["甲1,2026-03-02 08:00,4"] * (MOST_CALLS + 200), head="船名,预计到港,卸货"
    )
    assert refused(path)[0].code == "too_many_rows"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "calls.xlsx", ("表", [["船名"]]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b"0" * (60 * 2**20))
    assert refused(path)[0].code == "zip_bomb"


@pytest.mark.parametrize(
    ("name", "code"),
    [("calls.xls", "old_excel"), ("calls.xlsm", "has_macros"), ("calls.ods", "old_excel")],
)
def test_other_spreadsheets_are_named(tmp_path: Path, name: str, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    [problem] = refused(path)
    assert (problem.code, problem.expected) == (code, "calls.xlsx")


def test_a_workbook_under_another_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "calls.xlsx", ("表", [["船名"]])).rename(tmp_path / "calls.csv")
    assert refused(path)[0].code == "not_a_table_file"


def test_formulas_without_a_value_and_errors_are_named(tmp_path: Path) -> None:
    """A formula that was never calculated shows nothing; nothing is not taken for no cargo."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["船名", "预计到港", "卸货量"])
    sheet.append(["甲1", "2026-03-02 08:00", "=200+200"])
    sheet.append(["乙2", "=NOW()", 400])
    sheet.append(["丙3", "2026-03-02 08:00", "#REF!"])
    sheet["C4"].data_type = "e"
    path = tmp_path / "calls.xlsx"
    book.save(path)
    found = {(problem.cell, problem.code) for problem in refused(path)}
    assert found == {
        ("C2", "formula_without_value"),
        ("B3", "formula_without_value"),
        ("C4", "excel_error"),
    }


def test_a_formula_with_its_value_is_read(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "calls.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["船名", "预计到港", "卸货量"])
        sheet.write_row(1, 0, ["甲1", "2026-03-02 08:00"])
        sheet.write_formula(1, 2, "=200+200", None, 400)
    assert read_calls(path, region()).calls[0].discharge_t == 400


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "'=cmd(),2026-03-02 08:00,400", head="船名,预计到港,卸货量")
    assert read_calls(path, region()).calls[0].vessel == "=cmd()"


# --- JSON -----------------------------------------------------------------------------------------

RECORD = {"id": "a", "vessel": "A", "eta": "2026-03-02T08:00+08:00", "load_t": 4.0}


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"load_t": -1}, "negative", "load_t"),
        ({"load_t": float("nan")}, "not_finite", "load_t"),
        ({"load_t": float("inf")}, "not_finite", "load_t"),
        ({"load_t": "4"}, "not_a_number", "load_t"),
        ({"load_t": True}, "not_a_number", "load_t"),
        ({"eta": "morning"}, "not_a_datetime", "eta"),
        ({"eta": None}, "required", "eta"),
        ({"vessel": 8}, "wrong_type", "vessel"),
        ({"vessel": ""}, "required", "vessel"),
        ({"id": "A B"}, "not_an_id", "id"),
        ({"commodity_id": "oil"}, "unknown_id", "commodity_id"),
        ({"packing": "loose"}, "not_allowed", "packing"),
        ({"equipment": [1]}, "wrong_type", "equipment"),
        ({"load": 4}, "unknown_column", "load"),
        ({"times": [{"kind": "ACT"}]}, "bad_call_part", "times"),
        ({"times": 8}, "wrong_type", "times"),
    ],
)
def test_json_is_read_to_the_letter(
    tmp_path: Path, change: dict[str, Any], code: str, column: str
) -> None:
    path = tmp_path / "calls.json"
    path.write_text(json.dumps([RECORD | change]), encoding="utf-8")
    problems = refused(path)
    assert (problems[0].code, problems[0].column, problems[0].row) == (code, column, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[" * 100_000, "not_json"),
        ("3", "no_call_list"),
        ("[]", "no_calls"),
        ("[3]", "wrong_type"),
        (json.dumps([RECORD, RECORD]), "duplicate_id"),
        (json.dumps([RECORD] * (MOST_CALLS + 1)), "too_many_rows"),
    ],
)
def test_json_of_another_kind(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "calls.json"
    path.write_text(text, encoding="utf-8")
    assert refused(path)[0].code == code


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(NotFoundError):
        read_calls("nowhere.csv", region())
