"""Workbooks as people leave them: dates, floats, errors, formulas, locks and traps."""

import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tongqu import check_region, load_region, save_region
from tongqu.errors import Problem
from tongqu.io import template_region
from tongqu.io.workbook_scan import LARGEST_UNPACKED_MB
from tongqu.model.dictionary import table_specs

Edit = Callable[[openpyxl.Workbook], Any]


@pytest.fixture
def book(tmp_path: Path) -> Callable[[Edit], Path]:
    """Lets a person type the template into another spreadsheet program, and edit it there."""

    def make(edit: Edit) -> Path:
        typed = openpyxl.Workbook()
        typed.remove(typed.active)
        for name, rows in template_region().tables():
            columns = [column.name for column in table_specs()[name].columns]
            sheet = typed.create_sheet(name)
            sheet.append(columns)
            for row in rows:
                values = (getattr(row, column) for column in columns)
                sheet.append([";".join(v) if isinstance(v, tuple) else v for v in values])
        edit(typed)
        path = tmp_path / "valley.xlsx"
        typed.save(path)
        return path

    return make


def only(path: Path) -> Problem:
    problems = check_region(path)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def column_of(sheet: Any, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == name)


def put(table: str, row: int, column: str, value: object) -> Edit:
    def edit(opened: openpyxl.Workbook) -> None:
        sheet = opened[table]
        sheet.cell(row, column_of(sheet, column)).value = value

    return edit


# --- what a spreadsheet makes of values -----------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column", "typed", "meant"),
    [
        ("locks", "service_min", 45.0, 45),
        ("flows", "year", 2025.0, 2025),
        ("links", "length_km", 7, 7.0),
        ("links", "length_km", "7.25", 7.25),
        ("truck_classes", "empty_return_share", 0.35, 0.35),
        ("works", "observed_on", date(2024, 12, 9), date(2024, 12, 9)),
        ("works", "observed_on", 20241209, date(2024, 12, 9)),
        ("works", "observed_on", "2024-12-09", date(2024, 12, 9)),
        ("works", "observed_on", "2024/12/9", date(2024, 12, 9)),
        (
            "services",
            "first_departure",
            datetime.fromisoformat("2024-01-02T08:30"),
            datetime.fromisoformat("2024-01-02T08:30"),
        ),
        ("services", "first_departure", date(2024, 1, 2), datetime.fromisoformat("2024-01-02")),
        ("links", "two_way", False, False),
        ("links", "two_way", "FALSE", False),
        ("berths", "name", 3, "3"),
        ("berths", "name", 3.5, "3.5"),
        ("sources", "note", "=1+1", "=1+1"),
        ("sources", "note", "'=1+1", "'=1+1"),
        ("sources", "note", "a & <b>\n二", "a & <b>\n二"),
        ("work_changes", "value", True, "true"),
    ],
)
def test_values_come_as_meant(
    book: Callable[[Edit], Path], table: str, column: str, typed: object, meant: object
) -> None:
    def edit(opened: openpyxl.Workbook) -> None:
        sheet = opened[table]
        cell = sheet.cell(2, column_of(sheet, column))
        cell.value = typed
        if isinstance(typed, str):
            cell.data_type = "s"  # openpyxl takes text with = for a formula; a person may not

    region = load_region(book(edit))
    value = getattr(dict(region.tables())[table][0], column)
    assert value == meant
    assert type(value) is type(meant)


def test_percent_is_a_share_and_the_word_is_not(book: Callable[[Edit], Path]) -> None:
    def edit(opened: openpyxl.Workbook) -> None:
        cell = opened["truck_classes"].cell(
            2, column_of(opened["truck_classes"], "empty_return_share")
        )
        cell.value, cell.number_format = 0.35, "0%"

    assert load_region(book(edit)).truck_classes[0].empty_return_share == 0.35
    problem = only(book(put("truck_classes", 2, "empty_return_share", "35%")))
    assert (problem.code, problem.expected) == ("not_a_number", "0.35")


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        ("#N/A", "excel_error", None),
        ("=1/0", "formula_without_value", None),
        (45629, "not_a_date", "2024-12-03"),
        ("2024年12月3日", "not_a_date", "2024-12-03"),
        ("3 Dec 2024", "not_a_date", "2024-12-03"),
        (None, "required", "2024-12-03"),
        (True, "not_a_date", "2024-12-03"),
    ],
)
def test_bad_dates_name_cell_and_right_value(
    book: Callable[[Edit], Path], value: object, code: str, expected: str | None
) -> None:
    def edit(opened: openpyxl.Workbook) -> None:
        cell = opened["works"].cell(2, column_of(opened["works"], "observed_on"))
        cell.value, cell.number_format = value, "General"

    problem = only(book(edit))
    assert (problem.code, problem.sheet, problem.row) == (code, "works", 2)
    assert (problem.column, problem.cell) == ("observed_on", "G2")
    assert problem.expected == expected


def test_formula_with_a_stored_value_counts_as_the_value(tmp_path: Path) -> None:
    path = tmp_path / "valley.xlsx"
    save_region(template_region(), path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    links = f"xl/worksheets/sheet{list(table_specs()).index('links') + 1}.xml"
    assert b"<v>6.5</v>" in parts[links]
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data.replace(b"<v>6.5</v>", b"<f>13/2</f><v>6.5</v>"))
    assert load_region(path) == template_region()


# --- sheets ---------------------------------------------------------------------------------------


def test_sheets_are_in_any_order_and_comments_are_left_alone(book: Callable[[Edit], Path]) -> None:
    def edit(opened: openpyxl.Workbook) -> None:
        opened.move_sheet("places", offset=-2)
        opened.create_sheet("#read me")["B7"] = "Dear colleagues"
        opened.create_sheet("Sheet1")
        opened["zones"].insert_rows(2)
        opened["zones"]["A2"] = "# all zones"

    assert load_region(book(edit)) == template_region()


def test_unknown_sheet_is_named_with_the_one_meant(book: Callable[[Edit], Path]) -> None:
    def edit(opened: openpyxl.Workbook) -> None:
        opened["places"].title = "plases"

    problem = only(book(edit))
    assert (problem.code, problem.sheet, problem.expected) == ("unknown_sheet", "plases", "places")


def test_missing_sheet_is_named(book: Callable[[Edit], Path]) -> None:
    def edit(opened: openpyxl.Workbook) -> None:
        del opened["sources"]

    problem = only(book(edit))
    assert (problem.code, problem.sheet) == ("missing_table", "sources")


def test_stray_formats_far_out_do_no_harm(book: Callable[[Edit], Path]) -> None:
    """Whoever colours a whole row leaves empty cells up to the last column."""

    def edit(opened: openpyxl.Workbook) -> None:
        cell = opened["zones"].cell(2, 16_384)
        cell.font = openpyxl.styles.Font(bold=True)
        opened["zones"].cell(1_048_576, 1).font = openpyxl.styles.Font(bold=True)

    assert load_region(book(edit)) == template_region()


# --- what is no workbook --------------------------------------------------------------------------


def test_a_cell_in_the_last_corner_is_refused_not_allocated(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("places")
        sheet.write(0, 0, "id")
        sheet.write(1_048_575, 16_383, 1)
    assert only(path).code == "sheet_too_wide"


def zip_of(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return path


def test_a_zip_bomb_is_refused_quickly_and_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(LARGEST_UNPACKED_MB + 1):
                part.write(b" " * 2**20)
    assert_refused_cheaply(path, "zip_bomb")


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """Both places of the package that state the size say 100 bytes."""
    path = tmp_path / "liar.xlsx"
    bomb = b"<worksheet>" + b" " * 50_000_000
    zip_of(path, xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=bomb)
    data = path.read_bytes()
    data = data.replace(struct.pack("<L", len(bomb)), struct.pack("<L", 100))
    path.write_bytes(data)
    assert_refused_cheaply(path, "damaged_workbook")


def test_a_hundred_megabytes_of_noise_are_refused_cheaply(tmp_path: Path) -> None:
    path = tmp_path / "noise.xlsx"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    assert_refused_cheaply(path, "not_a_workbook")


def assert_refused_cheaply(path: Path, code: str) -> None:
    began = time.perf_counter()
    tracemalloc.start()
    try:
        problem = only(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert problem.code == code
    assert time.perf_counter() - began < 5
    assert peak < 20e6


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "not_a_workbook"),
        ("a.xlsx", b"id,name\n", "not_a_workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password_protected",
        ),
        ("a.xlsm", b"PK\x03\x04", "has_macros"),
        ("a.ods", b"PK\x03\x04", "old_excel"),
        ("a.txt", b"id", "not_a_region"),
    ],
)
def test_other_files_are_named_for_what_they_are(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert only(path).code == code
    assert only(path).file == name


def test_macros_inside_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    save_region(template_region(), path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\0")
    assert only(path).code == "has_macros"


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    assert only(zip_of(tmp_path / "a.xlsx", places_csv=b"id")).code == "not_a_workbook"


def test_entities_are_refused(tmp_path: Path) -> None:
    """A document type could hide any number of cells behind entities."""
    path = tmp_path / "a.xlsx"
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'
    zip_of(path, xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=laughs)
    assert only(path).code == "damaged_workbook"


def test_a_sheet_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    """The beginning alone would load as a smaller region."""
    path = tmp_path / "a.xlsx"
    save_region(template_region(), path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    places = f"xl/worksheets/sheet{list(table_specs()).index('places') + 1}.xml"
    parts[places] = parts[places][: parts[places].index(b'<row r="4"')]
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert only(path).code == "damaged_workbook"


# --- what we write --------------------------------------------------------------------------------


def test_sheets_are_comfortable(tmp_path: Path) -> None:
    """Frozen header, filter, notes in both languages, drop-downs, real dates, no formulas."""
    path = tmp_path / "valley.xlsx"
    save_region(template_region(), path)
    opened = openpyxl.load_workbook(path)
    assert opened.sheetnames == list(table_specs())
    for sheet in opened:
        assert sheet.freeze_panes == "B2"
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        for cell, column in zip(sheet[1], table_specs()[sheet.title].columns, strict=True):
            assert column.meaning in cell.comment.text
            assert column.meaning_zh in cell.comment.text
            assert column.unit in cell.comment.text
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    rules = {str(r.sqref): r for r in opened["links"].data_validations.dataValidation}
    assert '"road,rail,waterway,sea"' in {rule.formula1 for rule in rules.values()}
    assert any("places!" in (rule.formula1 or "") for rule in rules.values())
    assert opened["works"]["G2"].is_date


def test_equal_regions_give_equal_workbooks(tmp_path: Path) -> None:
    save_region(template_region(), tmp_path / "a.xlsx")
    save_region(template_region(), tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failing_save_leaves_the_old_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "valley.xlsx"
    path.write_bytes(b"mine")

    def refuse(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tongqu.io.workbook_writing.write_workbook", refuse)
    with pytest.raises(OSError, match="No space"):
        save_region(template_region(), path)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]
