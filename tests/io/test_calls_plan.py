"""A plan for people: workbook, CSV and calendar; all of it or nothing, and no formula in it."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from calls_samples import at, calls, plan
from hypothesis import given
from hypothesis import strategies as st

from tongqu.errors import UsageError
from tongqu.io import write_plan_table
from tongqu.io.calls_plan_ics import plan_calendar
from tongqu.io.calls_plan_writing import plan_csv
from tongqu.io.icalendar_text import escape, fold
from tongqu.model.calls import Call

STAMP = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_has_plan_calls_and_berths(tmp_path: Path, language: str) -> None:
    path = write_plan_table(plan(), tmp_path / "plan.xlsx", language)
    book = openpyxl.load_workbook(path)
    assert len(book.worksheets) == 3
    first, second, third = book.worksheets
    head = [cell.value for cell in first[3]]
    assert head[:6] == (
        ["编号", "船名", "泊位", "靠泊时间", "锁定", "取消"]
        if language == "zh"
        else ["call", "vessel", "berth", "berthing", "fixed", "cancelled"]
    )
    assert [row[0].value for row in first.iter_rows(min_row=4)] == ["a1", "a2", "a3"]
    berth = "一期1号泊位" if language == "zh" else "Phase I, berth 1"
    assert first["C4"].value == berth
    assert first["D4"].value == datetime.fromisoformat("2026-03-02T08:30")
    assert third["B2"].value == berth
    assert second["A4"].value == "a1"


def test_what_to_edit_and_what_was_guessed_is_marked(tmp_path: Path) -> None:
    """Columns to edit have their colour, and so has a guessed cell, with its question."""
    book = openpyxl.load_workbook(write_plan_table(plan(), tmp_path / "plan.xlsx", "zh"))
    first, second, _ = book.worksheets
    yellow = {c.value for c in first[3] if c.fill.fgColor.rgb == "FFF5D76E"}
    assert yellow == {"泊位", "靠泊时间", "锁定", "取消", "预计到港", "优先级"}
    head = [cell.value for cell in second[3]]
    guessed = second.cell(5, head.index("预计到港") + 1)
    plain = second.cell(4, head.index("预计到港") + 1)
    assert guessed.fill.fgColor.rgb == "FFFFF4C2"
    assert plain.fill.fgColor.rgb != "FFFFF4C2"
    assert guessed.comment is not None
    assert "预计下午" in guessed.comment.text
    assert head[-2:] == ["待确认", "已确认"]
    assert "约900吨" in str(second.cell(5, len(head) - 1).value)


def test_nothing_that_people_typed_is_a_formula(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_plan_table(plan(), tmp_path / "plan.xlsx", "en"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == "=cmd|'/c calc'!A1" for cell in cells)
    rows = list(csv.reader(io.StringIO(plan_csv(plan(), "en"))))
    assert not any(cell.startswith(("=", "+", "@", "-", "\t")) for row in rows for cell in row)
    assert any(cell == "'=cmd|'/c calc'!A1" for row in rows for cell in row)


def test_equal_plans_give_equal_files(tmp_path: Path) -> None:
    for kind in ("xlsx", "csv", "ics"):
        first = write_plan_table(plan(), tmp_path / f"a.{kind}", "zh").read_bytes()
        assert write_plan_table(plan(), tmp_path / f"b.{kind}", "zh").read_bytes() == first


def test_csv_opens_in_a_spreadsheet_as_chinese(tmp_path: Path) -> None:
    """Without the mark at the beginning Excel would show rubbish."""
    data = write_plan_table(plan(), tmp_path / "plan.csv", "zh").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "一期1号泊位" in data.decode("utf-8-sig")


def test_a_call_without_a_place_is_there_with_empty_cells(tmp_path: Path) -> None:
    """A plan that does not exist still shows its calls."""
    empty = plan() | {"assignments": [], "objective": None, "bound": None, "gap": None}
    rows = list(csv.DictReader(io.StringIO(plan_csv(empty, "en"))))
    assert [row["call"] for row in rows] == ["a1", "a2", "a3"]
    assert {row["berth"] for row in rows} == {""}
    write_plan_table(empty, tmp_path / "plan.xlsx", "en")
    assert "BEGIN:VEVENT" not in plan_calendar(empty, "en", STAMP)


# --- all or nothing -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "csv", "ics"])
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes(b"old")

    def broken(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        write_plan_table(plan(), path, "en")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["plan.xls", "plan.ods", "plan.txt", "plan"])
def test_other_kinds_of_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        write_plan_table(plan(), tmp_path / name, "en")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError):
        write_plan_table(plan(), tmp_path / "folder.csv", "en")


# --- the calendar, read back by the rules of RFC 5545 ---------------------------------------------


def properties(calendar: str) -> Iterator[tuple[str, str]]:
    """Yield names and values of a calendar: lines unfolded, text unescaped."""
    assert calendar.endswith("\r\n")
    for line in calendar.replace("\r\n ", "").removesuffix("\r\n").split("\r\n"):
        name, _, value = line.partition(":")
        yield name, re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), value)


def events(calendar: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, value in properties(calendar):
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found:
            found[-1].setdefault(name, value)
    return found


def test_a_calendar_has_an_event_a_berthing() -> None:
    calendar = plan_calendar(plan(), "zh", STAMP)
    lines = calendar.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "\n" not in calendar.replace("\r\n", "")
    assert all(len(line.encode("utf-8")) <= 75 for line in lines)
    first, second, third = events(calendar)
    assert first["DTSTART"] == "20260302T003000Z"
    assert first["DTEND"] == "20260302T063000Z"
    assert first["DTSTAMP"] == "20260301T100000Z"
    assert first["LOCATION"] == "一期1号泊位"
    assert "480" in first["DESCRIPTION"]
    assert second["SUMMARY"].startswith("=cmd|")
    assert third["SUMMARY"] == 'HAI FENG, 8; "x" · 一期1号泊位'
    assert {entry["STATUS"] for entry in (first, third)} == {"TENTATIVE", "CONFIRMED"}


def test_an_event_keeps_its_uid_when_it_moves() -> None:
    """So that a calendar moves the event instead of adding another."""
    before = plan()
    after = plan([*calls()[::-1]])
    later = datetime(2026, 3, 5, tzinfo=UTC)
    one = {entry["UID"]: entry["DTSTART"] for entry in events(plan_calendar(before, "en", STAMP))}
    two = {entry["UID"]: entry["DTSTART"] for entry in events(plan_calendar(after, "zh", later))}
    assert one.keys() == two.keys()
    assert len(one) == 3
    assert one != two


def test_the_stamp_is_the_callers(tmp_path: Path) -> None:
    path = write_plan_table(
        plan(), tmp_path / "plan.ics", "en", stamp=datetime(2026, 4, 1, tzinfo=UTC)
    )
    assert "DTSTAMP:20260401T000000Z" in path.read_text(encoding="utf-8")
    with pytest.raises(TypeError):
        plan_calendar(plan(), "en", datetime.fromisoformat("2026-03-01T10:00"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_survives_folding_and_escaping(text: str) -> None:
    line = fold("SUMMARY:" + escape(text))
    assert all(len(part.encode("utf-8")) <= 75 for part in line.split("\r\n"))
    [(name, value)] = properties(line + "\r\n")
    assert (name, value) == ("SUMMARY", text)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_name_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    """CSV comes back cell by cell whatever a vessel is called."""
    some = [
        Call(id=f"c{n}", vessel=name.replace("\x00", ""), eta=at("02 08:00"))
        for n, name in enumerate(names)
    ]
    text = plan_csv(plan(some), "en")
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["call"] for row in rows} == {call.id for call in some}
