"""A list with mistakes is refused as a whole: every mistake at once, with its cell."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import LIST_UNITS, write_list

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io.ledger_list_mapping import mapping_from_dict, read_mapping, write_mapping
from tongqu.io.ledger_list_reading import read_project_list, suggest_mapping
from tongqu.model.ledger_listing import ListMapping, MappedColumn
from tongqu.text.templates import TEMPLATES

HEADER = "编号,项目名称,总投资（万元）,竣工时间,进度,责任单位,状态"
GOOD = "a-1,仙岩路,1000,2024年12月底,80%,住建局,在建"


def refused(path: Path, mapping: ListMapping | None = None) -> list[Problem]:
    with pytest.raises(DatasetError) as caught:
        read_project_list(path, mapping, units=LIST_UNITS, today=date(2026, 3, 2))
    return list(caught.value.problems)


def table(folder: Path, *lines: str) -> Path:
    file = folder / "list.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("1000", "一千", "not_an_amount", "总投资(万元)"),
        ("1000", "-5", "negative", "总投资(万元)"),
        ("1000", "NaN", "not_finite", "总投资(万元)"),
        ("1000", "#N/A", "not_an_amount", "总投资(万元)"),
        ("2024年12月底", "2024年13月", "date_not_understood", "竣工时间"),
        ("2024年12月底", "nan", "date_not_understood", "竣工时间"),
        ("80%", "120%", "above_maximum", "进度"),
        ("80%", "-3", "negative", "进度"),
        ("住建局", "住建", "unknown_unit_name", "责任单位"),
        ("在建", "不详细", "not_a_status", "状态"),
        ("仙岩路", "", "required", "项目名称"),
        ("仙岩路", "仙岩\x07路", "unprintable", "项目名称"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, code: str, column: str
) -> None:
    """One broken cell for each rule, and each rule has words."""
    (problem,) = refused(table(tmp_path, HEADER, GOOD.replace(old, new)))
    assert (problem.code, problem.file, problem.row, problem.column) == (
        code,
        "list.csv",
        2,
        column,
    )
    assert problem.code in TEMPLATES


def test_everything_is_told_at_once_and_nothing_is_read(tmp_path: Path) -> None:
    """Good rows beside bad ones do not get in."""
    rows: list[list[object]] = [
        ["项目名称", "总投资（万元）", "竣工时间"],
        ["甲", "x", "hello"],
        ["乙", 100, "2024-12-01"],
        [None, -1, None],
    ]
    told = [(p.code, p.cell) for p in refused(write_list(tmp_path / "a.xlsx", rows))]
    assert sorted(told, key=str) == sorted(
        [
            ("not_an_amount", "B2"),
            ("date_not_understood", "C2"),
            ("required", "A4"),
            ("negative", "B4"),
        ],
        key=str,
    )


def test_ids_that_are_there_twice(tmp_path: Path) -> None:
    """With the row of the first; without codes the names must differ."""
    (problem,) = refused(table(tmp_path, HEADER, GOOD, GOOD.replace("仙岩", "梅林")))
    assert (problem.code, problem.row, problem.params["first_row"]) == ("duplicate_id", 3, 2)
    (problem,) = refused(table(tmp_path, "项目名称,状态", "甲,在建", "甲,拟建"))
    assert (problem.code, problem.row) == ("title_twice", 3)


def test_money_without_a_unit_is_asked_for_once(tmp_path: Path) -> None:
    """A guess would be wrong by ten thousand; one problem at the header, not one a row."""
    (problem,) = refused(table(tmp_path, "项目名称,总投资", "甲,1", "乙,2"))
    assert (problem.code, problem.row, problem.expected) == (
        "money_unit_missing",
        1,
        "总投资（万元）",
    )


def test_a_yearly_amount_without_a_year_is_asked_for_once(tmp_path: Path) -> None:
    """Neither header nor title names one."""
    (problem,) = refused(table(tmp_path, "项目名称,年度计划投资（万元）", "甲,1", "乙,2"))
    assert (problem.code, problem.row) == ("year_missing", 1)


def test_shares_among_percentages(tmp_path: Path) -> None:
    """0.8 beside 80 may be 80 % or 0.8 %."""
    (problem,) = refused(table(tmp_path, "项目名称,进度", "甲,80", "乙,0.8"))
    assert (problem.code, problem.row, problem.expected) == ("percent_mixed", 3, "80%")


def test_a_finish_before_the_start(tmp_path: Path) -> None:
    """Told at the finish."""
    (problem,) = refused(table(tmp_path, "项目名称,开工时间,竣工时间", "甲,2025-03-01,2024-03-01"))
    assert (problem.code, problem.column) == ("ends_before_start", "竣工时间")


def test_the_same_header_twice(tmp_path: Path) -> None:
    """Nobody can say which one counts."""
    found = refused(table(tmp_path, "项目名称,备注,备注", "甲,x,y"))
    assert [problem.code for problem in found] == ["duplicate_column"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\n\n", "empty_file"),
        ("项目名称,备注\n甲,乙\n".encode("utf-16"), "bad_encoding"),
        ("项目名称,备注\n甲,".encode() + b"\xff\xfe\xfa", "bad_encoding"),
        ("船名,预计到港\n甲,乙\n".encode(), "no_list_header"),
        ("项目名称;备注\n甲;乙\n".encode(), "wrong_separator"),
        ("项目名称,备注\n".encode(), "no_projects"),
        ('项目名称,备注\n甲,"乙\n'.encode(), "unclosed_quote"),
        (b"PK\x03\x04 not text", "not_a_table_file"),
    ],
)
def test_a_file_that_is_no_list(tmp_path: Path, text: bytes, code: str) -> None:
    """Empty, in another encoding, with another separator, without a header, without rows."""
    file = tmp_path / "list.csv"
    file.write_bytes(text)
    (problem,) = refused(file)
    assert problem.code == code


def test_files_that_are_too_large_are_not_opened(tmp_path: Path) -> None:
    """100 MB as CSV and as a workbook."""
    for name in ("list.csv", "list.xlsx"):
        file = tmp_path / name
        with file.open("wb") as out:
            out.truncate(100 * 2**20)
        (problem,) = refused(file)
        assert problem.code == "file_too_large"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A workbook whose sheet grows beyond all measure."""
    good = io.BytesIO(write_list(tmp_path / "good.xlsx").read_bytes())
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part.filename)
            if "worksheets/" in part.filename:
                data = data.replace(b"</sheetData>", b" " * (30 << 20) + b"</sheetData>")
            new.writestr(part.filename, data)
    (problem,) = refused(bomb)
    assert problem.code == "zip_bomb"


def test_formulas_without_a_value_are_told_by_their_cell(tmp_path: Path) -> None:
    """A workbook that no spreadsheet has calculated shows nothing there; it is no empty cell."""
    rows: list[list[object]] = [["项目名称", "总投资（万元）"], ["甲", "=1+1"]]
    (problem,) = refused(write_list(tmp_path / "a.xlsx", rows))
    assert (problem.code, problem.cell) == ("formula_without_value", "B2")


@pytest.mark.parametrize(("name", "code"), [("a.xls", "old_excel"), ("a.xlsm", "has_macros")])
def test_other_kinds_of_workbooks(tmp_path: Path, name: str, code: str) -> None:
    """They are to be saved as .xlsx."""
    file = tmp_path / name
    file.write_bytes(b"\xd0\xcf\x11\xe0")
    (problem,) = refused(file)
    assert (problem.code, problem.expected) == (code, "a.xlsx")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Neither a list nor a mapping."""
    for read in (read_project_list, suggest_mapping, read_mapping):
        with pytest.raises(NotFoundError):
            read(tmp_path / "nothing.csv")  # type: ignore[operator]


# --- mappings -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["m.toml", "m.json"])
def test_a_mapping_comes_back_from_its_file(tmp_path: Path, name: str) -> None:
    """Suggested, kept, edited with words of the list's own, and used again."""
    office = write_list(tmp_path / "list.xlsx")
    suggested = suggest_mapping(office)
    mapping = ListMapping(
        columns=suggested.columns,
        fields=suggested.fields,
        defaults={"category": "other"},
        words={
            "unit": {'住建"局"\\': "housing", "园区平台": "park"},
            "status": {"干着": "building"},
        },
    )
    assert read_mapping(write_mapping(mapping, tmp_path / name)) == mapping
    assert mapping_from_dict(mapping.to_dict()) == mapping
    first, second = (
        read_project_list(office, one, units=LIST_UNITS).projects for one in (None, suggested)
    )
    assert [project.values() for project in first] == [project.values() for project in second]


def test_words_of_the_lists_own(tmp_path: Path) -> None:
    """A unit that the list calls otherwise, and a state of its own."""
    mapping = ListMapping(
        columns=(
            MappedColumn(header="项目名称", field="title"),
            MappedColumn(header="谁干", field="unit"),
            MappedColumn(header="干得怎样", field="status"),
        ),
        words={"unit": {"建设口": "housing"}, "status": {"干着": "building"}},
    )
    file = table(tmp_path, "项目名称,谁干,干得怎样", "甲,建设口,干着")
    (project,) = read_project_list(file, mapping, units=LIST_UNITS).projects
    assert (project.unit, project.status) == ("housing", "building")


def test_a_column_of_the_mapping_that_is_gone(tmp_path: Path) -> None:
    """The file has changed since; new columns are left out and told."""
    mapping = ListMapping(
        columns=(
            MappedColumn(header="项目名称", field="title"),
            MappedColumn(header="投资", field="budget", unit="万元"),
        )
    )
    (problem,) = refused(table(tmp_path, "项目名称,总额", "甲,1"), mapping)
    assert (problem.code, problem.column) == ("missing_column", "投资")
    (problem,) = refused(
        write_list(tmp_path / "a.xlsx"), ListMapping(sheet="别的", columns=mapping.columns)
    )
    assert problem.code == "no_such_sheet"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kind = ", {"not_a_mapping"}),
        ('knd = "work"\n[[column]]\nheader = "a"\nfield = "title"', {"unknown_mapping_key"}),
        ('[[column]]\nheader = "a"', {"mapping_without_title"}),
        ('[[column]]\nheader = "a"\nfield = "titel"',
         {"unknown_list_field", "mapping_without_title"}),
        ('[[column]]\nfield = "title"', {"required"}),
        (
            '[[column]]\nheader = "a"\nfield = "title"\n[[column]]\nheader = "A "\nunit = "吨"',
            {"mapped_twice", "unknown_money_unit"},
        ),
        (
            '[[column]]\nheader = "a"\nfield = "title"\nyear = "2024"\n[words.status]\nx = "y"',
            {"bad_mapping_value"},
        ),
        ('column = [1]\nwords = {unit = 3}\n[fields]\nx = "y"',
         {"bad_mapping_value", "mapping_without_title", "unknown_list_field"}),
    ],
)  # fmt: skip
def test_a_mapping_that_makes_no_sense(tmp_path: Path, text: str, codes: set[str]) -> None:
    """Everything that is wrong with it, by key, in words of both languages."""
    file = tmp_path / "m.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        read_mapping(file)
    assert {problem.code for problem in caught.value.problems} == codes
    assert codes <= TEMPLATES.keys()
