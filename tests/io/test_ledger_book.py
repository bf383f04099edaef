"""The ledger as workbooks and CSV files, read back by another program."""

import csv
import io
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tongqu.errors import UsageError
from tongqu.io.ledger_book import write_history, write_items, write_month, write_status

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
from ledger_views import empty_status, park, pulp, roads, status

HISTORY = [
    {"seq": 7, "at": "2024-09-02T00:00:00+08:00", "known_at": "2024-12-09T09:00:00+08:00",
     "recorded_at": "2024-12-09T01:00:01+00:00", "actor": "roads-1", "on_behalf_of": "shop",
     "effect": "happened", "action": "record_date", "action_name": "Record what happened",
     "action_name_zh": "记录实际日期", "unit": "works-office", "state": "building",
     "text": '=HYPERLINK("http://x")', "text_zh": "开工", "hash": "ab" * 32},
]  # fmt: skip


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {
        name: [list(row) for row in book[name].iter_rows(values_only=True)]
        for name in book.sheetnames
    }


def column(rows: list[list[Any]], head: str) -> list[Any]:
    index = rows[2].index(head)
    return [row[index] for row in rows[3:]]


def test_items_with_lights_in_colour_sign_and_word(tmp_path: Path) -> None:
    """Nobody needs the colour: the word stands there, and a sign for a copy in grey."""
    items = [roads(), park() | {"light": "yellow", "made_good": True}, pulp()]
    path = write_items(items, tmp_path / "items.xlsx", "en", view=status())
    rows = sheets(path)["items"]
    assert column(rows, "light") == ["▲ yellow", "◆ yellow, made good", "– no light"]
    assert column(rows, "milestone") == [
        "Xianyan road: carriageway open", "In production", None,
    ]  # fmt: skip
    assert column(rows, "date now") == [datetime(2024, 12, 31), datetime(2025, 2, 1), None]  # noqa: DTZ001
    assert column(rows, "forecast (50 %)")[0] == datetime(2025, 1, 8)  # noqa: DTZ001
    assert column(rows, "progress [%]") == [76.7, None, None]
    assert "partly invented" in rows[1][0]
    sheet = openpyxl.load_workbook(path)["items"]
    colours = {sheet.cell(row, 4).fill.start_color.rgb for row in (4, 5, 6)}
    assert len(colours) == 3


def test_fields_of_one_kind_are_columns_and_persons_never(tmp_path: Path) -> None:
    """Choices by name, hidden fields said to be hidden; a list of mixed kinds has none."""
    fields = [
        {"id": "category", "name": "Category", "name_zh": "类别", "value": "road",
         "value_name": "Road", "value_name_zh": "道路"},
        {"id": "investment", "name": "Total investment", "name_zh": "总投资", "value": 3e7},
        {"id": "signed", "name": "Signed", "name_zh": "已签", "value": True},
        {"id": "offer", "name": "Offer", "name_zh": "报价", "value": None, "hidden": True},
        {"id": "phone", "name": "Telephone", "name_zh": "电话", "value": "0570", "personal": True},
    ]  # fmt: skip
    items = [roads() | {"fields": fields}, park()]
    rows = sheets(write_items(items, tmp_path / "a.xlsx", "zh"))["事项"]
    assert rows[2][-4:] == ["类别", "总投资", "已签", "报价"]
    assert rows[3][-4:] == ["道路", 3e7, "是", "不公开"]
    assert rows[4][-4:] == [None] * 4
    items[1]["item_kind"] = "notice"
    rows = sheets(write_items(items, tmp_path / "b.xlsx", "zh"))["事项"]
    assert "类别" not in rows[2]


def test_sheets_can_be_filtered_and_printed(tmp_path: Path) -> None:
    """Frozen header, filter, landscape on one page's width, header on every page, a footer."""
    for paper, size in (("A4", "9"), ("A3", "8")):
        path = write_status(status(), tmp_path / f"{paper}.xlsx", "zh", paper=paper)
        for sheet in openpyxl.load_workbook(path):
            assert sheet.freeze_panes is not None
            assert sheet.auto_filter.ref
            assert sheet.page_setup.orientation == "landscape"
            assert str(sheet.page_setup.paperSize) == size
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.print_title_rows == "$3:$3"
            assert "&P" in sheet.oddFooter.right.text or "Page" in str(sheet.oddFooter.right.text)


def test_a_status_has_its_sheets_in_both_languages(tmp_path: Path) -> None:
    """Totals by kind and unit, late, due soon, works, remarks, changes, sources."""
    english = sheets(write_status(status(), tmp_path / "en.xlsx", "en"))
    chinese = sheets(write_status(status(), tmp_path / "zh.xlsx", "zh"))
    assert list(english) == [
        "totals", "late", "due soon", "works", "remarks", "changes", "sources",
    ]  # fmt: skip
    assert list(chinese) == ["总数", "逾期", "临期", "工程", "提示", "变化", "来源"]
    assert column(english["totals"], "red") == [5, 0, 5, 5, 5]
    assert column(english["late"], "working days late") == [6, 1]
    assert column(chinese["逾期"], "责任单位") == ["生态环境平台"] * 2
    assert column(english["due soon"], "due") == [datetime(2027, 2, 9)]  # noqa: DTZ001
    assert column(english["remarks"], "code") == ["work-0003"]


def test_the_monthly_report_names_owner_and_next_step_of_what_is_late(tmp_path: Path) -> None:
    """And says what changed since the last one, with both dates of what moved."""
    book = sheets(write_month(status(), tmp_path / "m.xlsx", "en", month="2024-12"))
    assert book["totals"][0][0] == "Monthly report 2024-12"
    late = book["late"]
    assert column(late, "next step") == ["Submit photographs of the finished outlet"] * 2
    assert column(late, "who does it") == ["Environment platform"] * 2
    assert column(late, "until")[0] == datetime(2024, 12, 11, 17)  # noqa: DTZ001
    changes = book["changes"]
    assert column(changes, "what") == ["opened", "became red", "made good", "date moved"]
    assert column(changes, "date after")[-1] == datetime(2024, 12, 31)  # noqa: DTZ001
    lights = book["lights"]
    assert column(lights, "light")[:4] == ["✖ red", "▲ yellow", "◆ yellow, made good", "● green"]


def test_a_ledger_on_its_first_day(tmp_path: Path) -> None:
    """Empty sheets say that there is nothing."""
    book = sheets(write_month(empty_status(), tmp_path / "m.xlsx", "en"))
    assert book["late"][3][0] == "Nothing is late."
    assert book["changes"][3][0] == "Nothing has changed."
    assert column(book["totals"], "items") == [0]


def test_sections_and_cut_lists_say_what_they_are(tmp_path: Path) -> None:
    """Percent, at least so much, or parts that are counted; and how many of the late are listed."""
    view = status() | {"late_count": 40}
    book = sheets(write_status(view, tmp_path / "s.xlsx", "en"))
    told = column(book["works"], "sections")
    assert told[0] == "Meilin road ≥ 90 %, Xianyan road 80 %, Daqiao road 60 %"
    assert "Fit-out 9 / 13, Structure 3 / 13" in told
    assert book["late"][1][0].endswith("2 of 40 are listed")
    assert "listed" not in book["due soon"][1][0]


def test_small_counts_that_are_hidden_are_said_to_be_hidden(tmp_path: Path) -> None:
    """A public view suppresses them; a blank cell would read as none."""
    view = status()
    view["by_unit"][0]["red"] = None
    book = sheets(write_status(view, tmp_path / "s.xlsx", "en"))
    assert column(book["totals"], "red")[3] == "not shown"


def test_a_history_entry_by_entry(tmp_path: Path) -> None:
    """When it happened, since when it was known, when it was written, by whom and for whom."""
    item = roads() | {"history": HISTORY}
    rows = sheets(write_history(item, tmp_path / "h.xlsx", "en"))["history"]
    assert rows[3][:10] == [
        7,
        datetime(2024, 9, 2),  # noqa: DTZ001
        datetime(2024, 12, 9, 9),  # noqa: DTZ001
        datetime(2024, 12, 9, 9, 0, 1),  # noqa: DTZ001
        "Record what happened", "roads-1", "shop", "works-office", "building",
        '=HYPERLINK("http://x")',
    ]  # fmt: skip


def test_nothing_that_somebody_typed_is_a_formula(tmp_path: Path) -> None:
    """Neither in a workbook nor in a CSV file."""
    evil = roads() | {"title": "=cmd|' /c calc'!A0", "history": HISTORY}
    path = write_items([evil], tmp_path / "a.xlsx", "en")
    cell = openpyxl.load_workbook(path)["items"]["B4"]
    assert (cell.value, cell.data_type) == ("=cmd|' /c calc'!A0", "s")
    text = write_items([evil], tmp_path / "a.csv", "en").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][1] == "'=cmd|' /c calc'!A0"
    told = write_history(evil, tmp_path / "h.csv", "en").read_bytes().decode("utf-8-sig")
    assert "'=HYPERLINK" in told


def test_long_texts_and_odd_letters_fit_into_cells(tmp_path: Path) -> None:
    """A cell holds 32,767 letters; a sheet's header 255; halves of characters none."""
    odd = roads() | {"title": "路" * 40_000 + "\ud800", "title_zh": "A & B\x07"}
    rows = sheets(write_items([odd], tmp_path / "a.xlsx", "en", title="x & y" * 200))["items"]
    assert rows[3][1].endswith("…")
    assert len(sheets(write_items([odd], tmp_path / "b.xlsx", "zh"))["事项"]) == 4


@pytest.mark.parametrize(("name", "code"), [
    ("a.xls", "target_is_other_workbook"), ("a.txt", "unknown_ledger_file"),
    ("", "target_is_folder"),
])  # fmt: skip
def test_files_that_are_not_written(tmp_path: Path, name: str, code: str) -> None:
    """They are refused before anything is written."""
    with pytest.raises(UsageError) as caught:
        write_items([roads()], tmp_path / name)
    assert caught.value.problems[0].code == code
    with pytest.raises(UsageError, match="unknown_ledger_file"):
        write_status(status(), tmp_path / "s.csv")


def test_equal_views_give_equal_files(tmp_path: Path) -> None:
    """A file in a repository changes only when the ledger does."""
    first = write_month(status(), tmp_path / "a.xlsx", "zh").read_bytes()
    assert write_month(status(), tmp_path / "b.xlsx", "zh").read_bytes() == first
