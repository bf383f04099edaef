"""Tables of calls: a clean one reads exactly, a dispatcher's as it comes."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from calls_samples import TODAY, at, calls, plan, region, workbook
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.io import read_calls
from tongqu.model.call_dictionary import plain
from tongqu.model.call_questions import question
from tongqu.model.calls import Call, CallTable, CallTime

CLEAN = """\
id,vessel,vessel_class_id,eta,latest_departure,commodity_id,packing,discharge_t,load_t,\
discharge_teu,load_teu,weight,preferred_berth_id,after_call_id,actual_arrival
a1,浙衢航001,barge-500,2026-03-02T08:30,2026-03-03T08:00,coal,bulk,480,0,0,0,1,,,
a2,Hai Feng 8,barge-1000,2026-03-02T07:00Z,,sand,bulk,0,900.5,0,0,2.5,qujiang-port-1-berth-02,a1,\
2026-03-02T15:10
"""
MEANT = [
    Call(
        id="a1", vessel="浙衢航001", vessel_class_id="barge-500", eta=at("02 08:30"),
        latest_departure=at("03 08:00"), commodity_id="coal", packing="bulk", discharge_t=480.0,
        source_row=2,
    ),
    Call(
        id="a2", vessel="Hai Feng 8", vessel_class_id="barge-1000", eta=at("02 15:00"),
        commodity_id="sand", packing="bulk", load_t=900.5, weight=2.5, source_row=3,
        preferred_berth_id="qujiang-port-1-berth-02", after_call_id="a1",
        times=(CallTime(kind="ACT", event="ARRI", at=at("02 15:10"), source="calls.csv"),),
    ),
]  # fmt: skip


def table(path: Path, **more: Any) -> CallTable:
    more.setdefault("today", TODAY)
    return read_calls(path, region(), **more)


def guessed(call: Call) -> dict[str, str]:
    return {guess.field: guess.code for guess in call.guesses}


# --- clean tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_clean_csv_reads_exactly(tmp_path: Path, codec: str) -> None:
    """Field by field, nothing guessed, in every encoding that Chinese offices use."""
    path = tmp_path / "calls.csv"
    path.write_bytes(CLEAN.encode(codec))
    read = table(path, today=None)
    assert list(read) == MEANT
    assert read.source == "calls.csv"


def test_a_clean_workbook_reads_the_same(tmp_path: Path) -> None:
    rows: list[list[Any]] = [line.split(",") for line in CLEAN.splitlines()]
    rows[1][7] = 480  # numbers and times as a spreadsheet keeps them
    rows[1][3] = at("02 08:30")
    path = workbook(tmp_path / "calls.csv.xlsx", ("calls", rows))
    read = table(path, today=None)
    kept = [call.to_dict() | {"times": []} for call in read]
    assert kept == [call.to_dict() | {"times": []} for call in MEANT]


def test_json_reads_exactly(tmp_path: Path) -> None:
    path = tmp_path / "calls.json"
    records = [{k: v for k, v in call.to_dict().items() if k != "source_row"} for call in MEANT]
    path.write_text(json.dumps({"calls": records, "language": "zh"}), encoding="utf-8")
    read = table(path, today=None)
    assert [call.to_dict() | {"source_row": 0} for call in read] == [
        call.to_dict() | {"source_row": 0} for call in MEANT
    ]
    assert read.language == "zh"


def test_the_calls_of_a_plan_file_are_read(tmp_path: Path) -> None:
    """A plan is self-contained: its calls can be planned again."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan()), encoding="utf-8")
    assert [call.to_dict() | {"source_row": None} for call in table(path)] == [
        call.to_dict() for call in calls()
    ]


def test_the_language_is_that_of_the_headers_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("船名,预计到港,卸货量\n衢航1,2026-03-02 08:00,400\n", encoding="utf-8")
    assert table(path).language == "zh"
    assert table(path, language="en").language == "en"
    path.write_text("vessel,ETA,to discharge\nHang 1,2026-03-02 08:00,400\n", encoding="utf-8")
    assert table(path).language == "en"


# --- a dispatcher's workbook ----------------------------------------------------------------------

HEAD = ["序号", "船名", "预计到港时间", "货种", "吨数（吨）", "装/卸", "泊位", "优先", "联系电话"]


def sheet_of(*rows: list[Any]) -> list[list[Any]]:
    return [["衢江港区船舶进港计划表（2026年3月2日）"], ["单位：港务"], HEAD, *rows]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A workbook as it comes: title, merged header of two rows, units, words, totals."""
    path = tmp_path / "动态.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("船舶动态")
        time = book.add_format({"num_format": "m月d日 hh:mm"})
        sheet.merge_range("A1:J1", "衢江港区船舶进港计划表（2026年3月2日）")
        for cells, text in [("A3:A4", "序号"), ("B3:B4", "船名"), ("C3:C4", "预计到港\n时间")]:
            sheet.merge_range(cells, text)
        sheet.merge_range("D3:F3", "货物")
        sheet.merge_range("G3:H3", "船舶")
        for cell, text in zip(
            "DEFGH", ["货种", "吨数\n(吨)", "装/卸", "船长(cm)", "泊位"], strict=True
        ):
            sheet.write(f"{cell}4", text)
        sheet.merge_range("I3:I4", "优先")
        sheet.merge_range("J3:J4", "联系电话")
        rows: list[list[Any]] = [
            [
                1,
                "浙 衢 航　００１",
                at("02 08:30"),
                "煤炭",
                "约500吨",
                "卸",
                4500,
                "二期3号泊位",
                "",
                "0570",
            ],
            [2, "浙衢航002", "预计下午", "黄沙", 480, "卸", "", "", "急", ""],
            [3, "浙衢航003", "明天上午", "散煤", "2船共1000吨", "卸货", "", "", "", ""],
            [4, "浙衢航004", "5日晚", "集装箱", "48TEU", "装卸", "", "", "", ""],
            [5, "浙衢航005", 46083.75, "钢卷", "500", "装", "", "", "普通", ""],
            [6, "浙衢航006", "8点左右", "玉米", "300吨", "卸", "", "", "", ""],
            [6, "浙衢航006", "8点左右", "玉米", "300吨", "卸", "", "", "", ""],
            [8, "浙衢航007", "待定", "盐", "", "卸", "45米", "", "", ""],
            [9, "浙衢航002", "2日18:00", "黄沙", 490, "卸", "", "", "", ""],
            [10, "衢货1、衢货2", "", "石子", 600, "卸", "", "", "", ""],
        ]
        for number, row in enumerate(rows, 4):
            for index, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, index, value.replace(tzinfo=None), time)
                elif value != "":
                    sheet.write(number, index, value)
        sheet.write_row(14, 0, ["合计", "", "", "", 3870])
        sheet.write(16, 0, "填报人：调度室")
        sheet.write(16, 5, "审核：值班")
        book.add_worksheet("说明").write(0, 0, "本表每日更新")
    return path


def test_a_dispatchers_workbook_reads_as_it_comes(messy: Path) -> None:
    """Every vessel is there once, with the time, cargo, amount, class and berth that is meant."""
    read = {call.vessel: call for call in table(messy, today=date(2026, 1, 1)).calls[::-1]}
    assert [call.vessel for call in table(messy)] == [
        *("浙衢航001", "浙衢航002", "浙衢航003", "浙衢航004", "浙衢航005", "浙衢航006"),
        *("浙衢航007", "浙衢航002", "衢货1", "衢货2"),
    ]
    times = {name: f"{call.eta:%m-%d %H:%M}" for name, call in read.items()}
    assert times == {
        "浙衢航001": "03-02 08:30", "浙衢航002": "03-02 15:00", "浙衢航003": "03-03 09:00",
        "浙衢航004": "03-05 20:00", "浙衢航005": "03-02 18:00", "浙衢航006": "03-02 08:00",
        "浙衢航007": "03-02 12:00", "衢货1": "03-02 12:00", "衢货2": "03-02 12:00",
    }  # fmt: skip
    one = read["浙衢航001"]
    assert (one.commodity_id, one.discharge_t, one.length_m) == ("coal", 500, 45)
    assert one.preferred_berth_id == "qujiang-port-2-berth-03"
    assert read["浙衢航003"].discharge_t == 500
    assert (read["浙衢航004"].discharge_teu, read["浙衢航004"].load_teu) == (24, 24)
    assert read["浙衢航004"].packing == "boxes"
    assert (read["浙衢航005"].load_t, read["浙衢航005"].packing) == (500, "bagged")
    assert read["浙衢航007"].discharge_t == 500  # fully laden
    assert read["衢货1"].discharge_t == read["衢货2"].discharge_t == 300
    assert read["浙衢航002"].weight == 5
    assert table(messy).language == "zh"


def test_every_guess_is_marked_and_asked_in_both_languages(messy: Path) -> None:
    read = table(messy)
    marked = {(call.vessel, *pair) for call in read for pair in guessed(call).items()}
    assert marked >= {
        ("浙衢航001", "discharge_t", "amount_about"),
        ("浙衢航002", "eta", "time_part_of_day"),
        ("浙衢航002", "weight", "weight_by_word"),
        ("浙衢航002", "vessel", "same_vessel_twice"),
        ("浙衢航003", "discharge_t", "amount_shared"),
        ("浙衢航003", "packing", "packing_by_words"),
        ("浙衢航004", "load_teu", "amount_halved"),
        ("浙衢航004", "vessel_class_id", "class_from_size"),
        ("浙衢航005", "commodity_id", "commodity_by_words"),
        ("浙衢航006", "eta", "time_about"),
        ("浙衢航006", "id", "rows_merged"),
        ("浙衢航007", "eta", "time_not_said"),
        ("浙衢航007", "discharge_t", "amount_from_class"),
        ("衢货1", "vessel", "vessels_in_one_cell"),
    }
    assert "eta" not in guessed(read.calls[0])
    assert "preferred_berth_id" not in guessed(read.calls[0])  # named in full
    for call in read:
        for guess in call.guesses:
            for lang in ("en", "zh"):
                asked = question(call, guess, lang, region())
                assert call.vessel in asked
                assert "{" not in asked
            shown = question(call, guess, "en", region())
            assert not guess.text or guess.text in shown or guess.code == "rows_merged" or (
                guess.code == "same_vessel_twice"
            )  # fmt: skip


def test_rows_keep_their_numbers(messy: Path) -> None:
    """`source_row` is the row that an editor shows."""
    rows = [call.source_row for call in table(messy)]
    assert rows == [5, 6, 7, 8, 9, 10, 12, 13, 14, 14]


def test_a_day_and_an_hour_in_two_columns(tmp_path: Path) -> None:
    """The day may be merged over rows, and the hour may be words or a time of day."""
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["日期", "时间", "船名", "卸货(吨)"])
        day = book.add_format({"num_format": "yyyy/m/d"})
        hour = book.add_format({"num_format": "h:mm"})
        sheet.merge_range(1, 0, 2, 0, "")
        sheet.write_datetime(1, 0, datetime.fromisoformat("2026-03-07"), day)
        sheet.write_number(1, 1, 8.5 / 24, hour)
        sheet.write(2, 1, "下午")
        for row, name in enumerate(["甲1", "乙2"], 1):
            sheet.write(row, 2, name)
            sheet.write(row, 3, 400)
    first, second = table(path)
    assert (f"{first.eta:%m-%d %H:%M}", "eta" in guessed(first)) == ("03-07 08:30", False)
    assert (f"{second.eta:%m-%d %H:%M}", guessed(second)["eta"]) == (
        "03-07 15:00",
        "time_part_of_day",
    )


def test_a_day_as_a_heading_between_rows(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["船名", "预计到港", "卸货"], ["3月7日"], ["甲1", "8:00", 400]]
    rows += [["3月8日"], ["乙2", "9:00", 400], ["船名", "预计到港", "卸货"], ["丙3", "下午", 400]]
    read = table(workbook(tmp_path / "days.xlsx", ("表", rows)))
    assert [f"{call.eta:%m-%d %H:%M}" for call in read] == [
        "03-07 08:00",
        "03-08 09:00",
        "03-08 15:00",
    ]
    assert guessed(read.calls[0])["eta"] == "time_day_above"


def test_a_merged_amount_is_shared_by_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["船名", "预计到港", "卸货(吨)"])
        sheet.merge_range(1, 2, 2, 2, 1000)
        for row, name in enumerate(["甲1", "乙2"], 1):
            sheet.write(row, 0, name)
            sheet.write(row, 1, "2026-03-07 08:00")
    read = table(path)
    assert [call.discharge_t for call in read] == [500, 500]
    assert guessed(read.calls[0])["discharge_t"] == "amount_shared"


def test_groups_of_a_header_without_merged_cells(tmp_path: Path) -> None:
    """A CSV file has no merged cells: the group's name stands over its first column only."""
    path = tmp_path / "two.csv"
    text = "船名,预计到港,卸货,,装货,\n,,吨数,箱数,吨数,箱数\n甲1,2026-03-07 08:00,0,24,,12\n"
    path.write_text(text, encoding="utf-8")
    [call] = table(path)
    assert (call.discharge_t, call.discharge_teu, call.load_teu) == (0, 24, 12)


def test_a_row_of_units_below_the_header(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("船名,预计到港,船长,卸货\n,,cm,千吨\n甲1,2026-03-07 08:00,4500,0.4\n", "utf-8")
    [call] = table(path)
    assert (call.length_m, call.discharge_t) == (45, 400)


def test_other_calls_are_named_by_vessel_or_id(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    text = "编号,船名,预计到港,卸货,并靠船,前序船\n"
    text += "A1,甲1,2026-03-07 08:00,400,,\nA2,乙2,2026-03-07 08:00,400,甲 1,\n"
    text += "A3,丙3,2026-03-07 08:00,400,,a2\n"
    path.write_text(text, encoding="utf-8")
    read = table(path)
    assert [(c.id, c.beside_call_id, c.after_call_id) for c in read] == [
        ("a1", "", ""),
        ("a2", "a1", ""),
        ("a3", "", "a2"),
    ]


def test_a_double_is_merged_if_identical_and_asked_if_not(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    head = "船名,预计到港,卸货\n"
    same = "甲 1,2026-03-07 08:00,400\n甲１,2026-03-07 08:00,400\n"
    path.write_text(head + same + "甲1,2026-03-07 10:00,400\n甲1,2026-03-09 10:00,400\n", "utf-8")
    read = table(path)
    assert [guessed(call).get("id") or guessed(call).get("vessel") for call in read] == [
        "rows_merged",
        "same_vessel_twice",
        None,
    ]
    assert [call.id for call in read] == ["call-001", "call-002", "call-003"]


def test_a_missing_arrival_takes_another_time_of_the_call(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("船名,预计到港,实际到港,卸货\n甲1,,2026-03-07 08:10,400\n", "utf-8")
    [call] = table(path)
    assert call.eta == at("07 08:10")
    assert guessed(call)["eta"] == "time_from_other"
    assert call.times[0].kind == "ACT"


def test_berths_by_number_are_those_of_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "berths.csv"
    path.write_text("船名,预计到港,卸货,泊位\n甲1,2026-03-07 08:00,400,3#\n", "utf-8")
    [call] = table(path, terminal="qujiang-port-1")
    assert call.preferred_berth_id == "qujiang-port-1-berth-03"
    assert guessed(call)["preferred_berth_id"] == "berth_by_words"


# --- properties -----------------------------------------------------------------------------------

NAMES = st.text("衢江航甲乙丙ABCxyz 123", min_size=1, max_size=8).filter(
    lambda name: any(letter.isalpha() for letter in name)
)
FIRST = datetime.fromisoformat("2026-01-02")
ROWS = st.lists(
    st.tuples(
        NAMES, st.datetimes(FIRST, FIRST + timedelta(days=300)), st.integers(0, 5000),
        st.sampled_from(["coal", "sand", "grain"]),
    ),
    min_size=1, max_size=6, unique_by=lambda row: plain(row[0]),
)  # fmt: skip


@settings(max_examples=25)
@given(ROWS, st.permutations(["vessel", "eta", "discharge_t", "commodity_id", "packing", "id"]))
def test_order_of_columns_and_form_of_the_file_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Any], order: list[str]
) -> None:
    """CSV with English headers and a workbook with Chinese ones are the same calls."""
    folder = tmp_path_factory.mktemp("forms")
    chinese = {"vessel": "船名", "eta": "预计到港", "discharge_t": "卸货量（吨）", "id": "编号"}
    chinese |= {"commodity_id": "货种", "packing": "包装"}
    records = [
        {
            "vessel": name, "eta": when.replace(second=0, microsecond=0), "discharge_t": tonnes,
            "commodity_id": cargo, "packing": "bulk", "id": f"c{number}",
        }
        for number, (name, when, tonnes, cargo) in enumerate(rows)
    ]  # fmt: skip
    lines = [",".join(order)]
    lines += [
        ",".join(f"{r[c]:%Y-%m-%d %H:%M}" if c == "eta" else str(r[c]) for c in order)
        for r in records
    ]
    comma = folder / "calls.csv"
    comma.write_text("\n".join(lines), encoding="utf-8")
    spoken = [["一月份船舶计划"], [chinese[c] for c in order]]
    spoken += [[r[c] for c in order] for r in records]
    book = workbook(folder / "calls.xlsx", ("计划", spoken))
    first, second = table(comma, today=None), table(book, today=None)
    assert [c.to_dict() | {"source_row": 0} for c in first] == [
        c.to_dict() | {"source_row": 0} for c in second
    ]
    assert [call.eta.replace(tzinfo=None) for call in first] == [r["eta"] for r in records]
    assert all(timedelta(0) == call.eta.utcoffset() - timedelta(hours=8) for call in first)  # type: ignore[operator]
