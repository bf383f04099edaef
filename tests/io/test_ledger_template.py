"""A template is filled in and read back: items to add and steps to take, errors by cell."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from ledger_samples import LIST_UNITS

from tongqu.errors import DatasetError, NotFoundError, Problem, UsageError
from tongqu.io.ledger_template import write_template
from tongqu.io.ledger_template_reading import read_template
from tongqu.ledger.kind_reading import shipped_kind, shipped_kinds
from tongqu.model.ledger_listing import ActRow, AddRow
from tongqu.text.templates import TEMPLATES

HERE = ZoneInfo("Asia/Shanghai")
WORK: dict[str, Any] = asdict(shipped_kind("work"))
PLACES = [{"id": "zhangtan", "name": "Zhangtan", "name_zh": "樟潭"}]


def filled(
    path: Path,
    language: str = "en",
    items: list[dict[str, Any]] | None = None,
    steps: list[dict[str, Any]] | None = None,
) -> Path:
    """Write a template and fill rows in, by the words of its headers."""
    write_template(WORK, path, language, units=LIST_UNITS)
    book = openpyxl.load_workbook(path)
    for sheet, rows in zip(book.worksheets, (items or [], steps or []), strict=False):
        heads = {cell.value: cell.column for cell in sheet[3]}
        for number, row in enumerate(rows, start=4):
            for head, value in row.items():
                sheet.cell(number, heads[head]).value = value
    book.save(path)
    return path


def read(path: Path) -> tuple[AddRow | ActRow, ...]:
    return read_template(path, WORK, zone=HERE, units=LIST_UNITS, places=PLACES)


def refused(path: Path) -> list[Problem]:
    with pytest.raises(DatasetError) as caught:
        read(path)
    assert {problem.code for problem in caught.value.problems} <= TEMPLATES.keys()
    return list(caught.value.problems)


ROAD = {
    "no. in this file": "a", "title": "Xianyan road", "Chinese title": "仙岩路",
    "responsible unit": "住建局", "place of the region": "Zhangtan", "Category": "Road",
    "Total investment [yuan]": "1000万元", "Start planned on": datetime(2024, 9, 1),  # noqa: DTZ001
    "Buildings": 13, "confidential": "no",
}  # fmt: skip


def test_what_is_filled_in_comes_back_as_rows(tmp_path: Path) -> None:
    """Names become ids, days and amounts what the kind's fields are, and a place is said once."""
    step = {
        "item": "a", "action": "Report progress", "data": "percent=80; observed_on=2024-12-09",
        "at": datetime(2024, 12, 9, 10), "note": "looks good",  # noqa: DTZ001
    }  # fmt: skip
    later = {"item": "work-0003", "action": "退回", "reason": "Outside our area"}
    added, told, back = read(filled(tmp_path / "t.xlsx", "en", [ROAD], [step, later]))
    assert isinstance(added, AddRow)
    assert (added.key, added.kind, added.unit, added.place_id) == (
        "a",
        "work",
        "housing",
        "zhangtan",
    )
    assert added.fields == {
        "category": "road",
        "investment": 1e7,
        "start_on": "2024-09-01",
        "blocks": 13,
        "place": "zhangtan",
    }
    assert (added.confidential, added.at, added.row) == (False, None, 4)
    assert isinstance(told, ActRow)
    assert (told.item, told.action, told.effect) == ("a", "report_progress", "progressed")
    assert told.data == {"percent": "80", "observed_on": "2024-12-09"}
    assert told.at == told.known_at == datetime(2024, 12, 9, 10, tzinfo=HERE)
    assert isinstance(back, ActRow)
    assert (back.item, back.action, back.reason) == ("work-0003", "return", "wrong_place")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(shipped_kinds()))
def test_every_shipped_kind_has_a_template_in_both_languages(
    tmp_path: Path, name: str, language: str
) -> None:
    """Headers are unique, and an empty template says that nothing is filled in."""
    kind = asdict(shipped_kind(name))
    path = write_template(kind, tmp_path / "t.xlsx", language, units=LIST_UNITS)
    for sheet in openpyxl.load_workbook(path).worksheets[:2]:
        heads = [cell.value for cell in sheet[3]]
        assert len(set(heads)) == len(heads)
    with pytest.raises(DatasetError) as caught:
        read_template(path, kind, zone=HERE, units=LIST_UNITS)
    assert [problem.code for problem in caught.value.problems] == ["nothing_filled_in"]


def test_a_template_offers_choices_and_marks_what_is_required(tmp_path: Path) -> None:
    """Drop-downs for units, categories and actions; a note at each column."""
    items = [{"code": "work-0001"}, {"code": "work-0002"}]
    path = write_template(WORK, tmp_path / "t.xlsx", "zh", units=LIST_UNITS, items=items)
    new, steps, lists = openpyxl.load_workbook(path).worksheets
    assert lists.title.startswith("#")
    assert [cell.value for cell in lists["A"]] == [unit["name_zh"] for unit in LIST_UNITS]
    sources = {rule.formula1 for rule in new.data_validations.dataValidation}
    assert any("道路" in source for source in sources)
    assert any(source.startswith("'#") for source in sources)
    assert [steps.cell(row, 1).value for row in (4, 5)] == ["work-0001", "work-0002"]
    heads = {cell.value: cell for cell in new[3]}
    assert heads["标题"].fill.start_color.rgb != heads["中文标题"].fill.start_color.rgb
    assert heads["标题"].comment is not None
    with pytest.raises(DatasetError, match="nothing_filled_in"):
        read(path)


@pytest.mark.parametrize(
    ("head", "value", "code"),
    [
        ("title", None, "required"),
        ("Category", "Airport", "not_allowed"),
        ("responsible unit", "Nobody", "not_allowed"),
        ("place of the region", "Atlantis", "not_allowed"),
        ("Total investment [yuan]", "much", "not_an_amount"),
        ("Total investment [yuan]", -1, "negative"),
        ("Start planned on", "soon", "not_a_date"),
        ("Buildings", 12.5, "not_an_integer"),
        ("Buildings", "NaN", "not_finite"),
        ("confidential", "perhaps", "not_true_or_false"),
        ("at", "yesterday", "not_a_datetime"),
        ("belongs to", "b", "unknown_item_key"),
        ("title", "=1+1", "formula_without_value"),
    ],
)
def test_a_wrong_cell_of_an_item(tmp_path: Path, head: str, value: Any, code: str) -> None:
    """Each with sheet, row, column and cell."""
    (problem,) = refused(filled(tmp_path / "t.xlsx", "en", [ROAD | {head: value}]))
    assert (problem.code, problem.row, problem.column) == (code, 4, head)
    assert problem.cell is not None
    assert problem.cell.endswith("4")


@pytest.mark.parametrize(
    ("head", "value", "code"),
    [
        ("item", "c", "unknown_item_key"),
        ("item", None, "required"),
        ("action", "Demolish", "not_allowed"),
        ("data", "80 %", "not_pairs"),
        ("joint units", "住建局;无", "not_allowed"),
        ("known at", datetime(2024, 12, 1), "known_before_at"),  # noqa: DTZ001
    ],
)
def test_a_wrong_cell_of_a_step(tmp_path: Path, head: str, value: Any, code: str) -> None:
    """Each with sheet, row, column and cell."""
    step = {"item": "a", "action": "Note", "note": "x", "at": datetime(2024, 12, 9)}  # noqa: DTZ001
    path = filled(tmp_path / "t.xlsx", "en", [ROAD], [step | {head: value}])
    (problem,) = refused(path)
    assert (problem.code, problem.sheet, problem.row, problem.column) == (code, "steps", 4, head)


def test_a_reason_that_the_action_does_not_list(tmp_path: Path) -> None:
    """Where it lists reasons, any words will not do."""
    step = {"item": "work-0003", "action": "Return", "reason": "No time"}
    (problem,) = refused(filled(tmp_path / "t.xlsx", "en", [], [step]))
    assert (problem.code, problem.column) == ("not_allowed", "reason")


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """Of both sheets, and a number that is there twice."""
    items = [ROAD | {"Category": "Airport"}, ROAD]
    steps = [{"item": "c", "action": "Note"}, {"item": "a", "action": "Nap"}]
    told = {(p.code, p.cell) for p in refused(filled(tmp_path / "t.xlsx", "en", items, steps))}
    assert {code for code, _ in told} == {"not_allowed", "duplicate_id", "unknown_item_key"}
    assert len(told) == 4


def test_columns_that_nobody_knows(tmp_path: Path) -> None:
    """A header that somebody changed is told with the one that was meant."""
    path = filled(tmp_path / "t.xlsx", "en", [ROAD])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for cell in sheet[3]:
        if cell.value == "Chinese title":
            cell.value = "Chinise title"
    book.save(path)
    (problem,) = refused(path)
    assert (problem.code, problem.row) == ("unknown_column", 3)


def test_a_file_that_is_no_template(tmp_path: Path) -> None:
    """Another table, nothing at all, or a file of another kind."""
    other = tmp_path / "a.csv"
    other.write_text("船名,预计到港\n甲,乙\n", encoding="utf-8")
    assert [problem.code for problem in refused(other)] == ["no_template_header"]
    with pytest.raises(NotFoundError):
        read(tmp_path / "b.xlsx")
    with pytest.raises(UsageError):
        write_template(WORK, tmp_path / "c.csv")
    with pytest.raises(UsageError):
        write_template(WORK, tmp_path)


def test_a_sheet_as_csv_is_read_too(tmp_path: Path) -> None:
    """Saved by a spreadsheet in the Chinese encoding."""
    file = tmp_path / "a.csv"
    file.write_bytes("标题,类别,责任单位\n仙岩路,道路,住建局\n".encode("gbk"))
    (added,) = read(file)
    assert isinstance(added, AddRow)
    assert (added.title, added.key, added.fields) == ("仙岩路", "row-2", {"category": "road"})
