"""Logs of berthings read: both languages, further estimates, and every mistake told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tongqu.errors import DatasetError, NotFoundError
from tongqu.io import load_region
from tongqu.io.berth_log import read_berth_log
from tongqu.model.call_dictionary import call_columns, plain

REGION = load_region("qujiang")
ENGLISH = (
    "call,vessel,ETA,known at,actual arrival,actual berthing,actual start of work,"
    "actual end of work,actual departure,berth,cranes,cargo,to discharge\n"
)
ROW = (
    "v1,Ark,2026-03-02 08:00,2026-03-01 10:00,2026-03-02 09:10,2026-03-02 09:30,"
    "2026-03-02 10:00,2026-03-02 13:00,2026-03-02 13:20,qujiang-port-1-berth-02,1,coal,480\n"
)


def written(folder: Path, text: str) -> Path:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(DatasetError) as caught:
        read_berth_log(path, REGION)
    return [(p.code, p.row, p.column) for p in caught.value.problems]


def test_a_row_is_a_call_with_what_was_told_and_what_happened(tmp_path: Path) -> None:
    log = read_berth_log(written(tmp_path, ENGLISH + ROW), REGION)
    entry = log.calls[0]
    assert (entry.call.id, entry.berth_id, entry.cranes) == ("v1", "qujiang-port-1-berth-02", 1)
    assert entry.call.discharge_t == 480.0
    ((known, eta),) = entry.estimates()
    assert known is not None
    assert (known.isoformat(), eta.isoformat()) == (
        "2026-03-01T10:00:00+08:00",
        "2026-03-02T08:00:00+08:00",
    )
    assert [
        entry.actual(event).strftime("%H:%M")  # type: ignore[union-attr]
        for event in ("ARRI", "BERT", "STRT", "CMPL", "DEPA")
    ] == ["09:10", "09:30", "10:00", "13:00", "13:20"]
    assert (log.language, log.synthetic) == ("en", False)


def test_further_rows_of_a_call_are_newer_estimates(tmp_path: Path) -> None:
    newer = "v1,Ark,2026-03-02 09:00,2026-03-02 01:00,,,,,,,,,\n"
    entry = read_berth_log(written(tmp_path, ENGLISH + ROW + newer), REGION).calls[0]
    assert [eta.hour for _, eta in entry.estimates()] == [8, 9]


def test_a_chinese_workbook_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    heads = (
        "船名 预计到港 获知时间 实际到港 实际靠泊 开工时间 完工时间 离泊时间 泊位 台数 货种 卸货量"
    )
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("靠泊日志")
        sheet.write(0, 0, "三月靠泊日志")
        sheet.write_row(1, 0, heads.split())
        cells = ROW.strip().split(",")[1:]
        sheet.write_row(2, 0, [*cells[:8], "一期2号泊位", 1, "煤炭", 480])
    log = read_berth_log(path, REGION)
    assert log.language == "zh"
    assert log.calls[0].berth_id == "qujiang-port-1-berth-02"
    assert log.calls[0].actual("CMPL").hour == 13  # type: ignore[union-attr]


def test_an_invented_log_says_so_above_its_header(tmp_path: Path) -> None:
    text = "Synthetic log" + "," * 12 + "\n" + ENGLISH + ROW
    assert read_berth_log(written(tmp_path, text), REGION).synthetic


def test_every_mistake_is_told_at_once_with_its_cell(tmp_path: Path) -> None:
    rows = [
        ROW.replace("2026-03-02 09:30", "tomorrow"),
        ROW.replace("v1", "v2").replace("berth-02", "berth-77"),
        ROW.replace("v1", "v3").replace(",1,coal", ",many,coal"),
        ROW.replace("v1", "v4").replace("coal", "unobtainium"),
        ROW.replace("v1", "v5").replace(",Ark,", ",,"),
    ]
    found = problems(written(tmp_path, ENGLISH + "".join(rows)))
    assert {row for _, row, _ in found} == {2, 3, 4, 5, 6}
    columns = {row: column for _, row, column in found}
    assert columns[2] == "actual berthing"
    assert columns[3] == "berth"
    assert columns[4] == "cranes"
    assert columns[5] == "cargo"


def test_a_time_in_words_is_refused(tmp_path: Path) -> None:
    row = ROW.replace("2026-03-02 09:10", "2026-03-02 下午")
    assert ("not_a_datetime", 2, "actual arrival") in problems(written(tmp_path, ENGLISH + row))


def test_the_same_call_twice_is_a_mistake_and_no_estimate(tmp_path: Path) -> None:
    assert "duplicate_id" in {code for code, *_ in problems(written(tmp_path, ENGLISH + ROW + ROW))}


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    text = (ENGLISH + ROW).replace("actual departure", "remarks")
    assert ("missing_column", 1, "actual_departure") in problems(written(tmp_path, text))


def test_a_departure_before_the_berthing_is_for_the_audit(tmp_path: Path) -> None:
    row = ROW.replace("2026-03-02 13:20", "2026-03-02 06:20")
    assert len(read_berth_log(written(tmp_path, ENGLISH + row), REGION)) == 1


def test_files_that_are_no_log(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_berth_log(tmp_path / "none.csv", REGION)
    assert problems(written(tmp_path, "a,b\n1,2\n"))[0][0] == "no_call_header"
    assert problems(written(tmp_path, ENGLISH))[0][0] in {"no_calls", "empty_table"}


# --- the dictionary -------------------------------------------------------------------------------


def test_no_header_of_a_log_means_two_columns() -> None:
    meant: dict[str, str] = {}
    for name, column in call_columns("berth_log").items():
        for word in (name, column.label, column.name_zh, *column.synonyms):
            assert meant.setdefault(plain(word), name) == name, word


def test_columns_of_a_log_are_those_of_calls_and_a_few_more() -> None:
    own = set(call_columns("berth_log")) - set(call_columns())
    assert own == {"known_at", "berth_id", "cranes"}
    for name in own:
        column = call_columns("berth_log")[name]
        assert column.meaning.endswith(".")
        assert column.meaning_zh.endswith("。")
