"""Tables of what happened since a plan was made."""

import json
from pathlib import Path
from typing import Any

import pytest
from calls_samples import at, plan, region, workbook

from tongqu.errors import DatasetError, NotFoundError, Problem
from tongqu.io import read_updates
from tongqu.model.calls import EDIT_KINDS, PlanEdit
from tongqu.text import problem_text

HEAD = "类型,编号,船名,对象,开始时间,结束时间,停用台数,泊位,靠泊时间,预计到港,"
HEAD += "优先级,事项,时刻,字段,值,备注"


def row_with(**cells: str) -> str:
    return ",".join(cells.get(name, "") for name in HEAD.split(","))


def read(folder: Path, *rows: str, head: str = HEAD) -> list[PlanEdit]:
    path = folder / "updates.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return read_updates(path, plan(), region())


def refused(folder: Path, *rows: str, head: str = HEAD) -> list[Problem]:
    with pytest.raises(DatasetError) as error:
        read(folder, *rows, head=head)
    for problem in error.value.problems:
        assert problem.file == "updates.csv"
        assert problem_text(problem, "zh").isprintable()
    return list(error.value.problems)


def test_every_kind_in_chinese(tmp_path: Path) -> None:
    """One row a kind, as a dispatcher writes it."""
    edits = _every_kind(tmp_path)
    assert [edit.kind for edit in edits] == [
        *("late", "early", "crane_out", "berth_out", "closed_hours", "new_call"),
        *("emergency_call", "priority", "cancel", "pin", "unpin", "time", "confirm", "change"),
        "move",
    ]
    assert {edit.kind for edit in edits} == set(EDIT_KINDS)
    by_kind = {edit.kind: edit for edit in edits}
    late = by_kind["late"]
    assert (late.call_id, late.eta, late.note, late.source_row) == ("a1", at("03 06:00"), "雾", 3)
    assert by_kind["early"].call_id == "a2"
    crane = by_kind["crane_out"]
    assert (crane.subject_id, crane.cranes, crane.from_time, crane.until) == (
        "pool-1",
        1,
        at("02 08:00"),
        at("02 20:00"),
    )
    assert by_kind["berth_out"].subject_id == "qujiang-port-1-berth-02"
    assert by_kind["closed_hours"].subject_id == ""
    added = by_kind["new_call"].call
    assert added is not None
    assert (added.vessel, added.eta, added.discharge_t) == ("新船9", at("03 09:00"), 450)
    urgent = by_kind["emergency_call"].call
    assert urgent is not None
    assert urgent.vessel == "救援1"
    assert by_kind["priority"].weight == 5
    assert by_kind["cancel"].call_id == "a3"
    pin = by_kind["pin"]
    assert (pin.berth_id, pin.start) == ("qujiang-port-1-berth-01", at("02 08:30"))
    told = by_kind["time"].time
    assert told is not None
    assert (told.kind, told.event, told.at) == ("ACT", "BERT", at("02 08:40"))
    assert by_kind["confirm"].field == "load_t"
    assert (by_kind["change"].field, by_kind["change"].value) == ("discharge_t", 520)
    move = by_kind["move"]
    assert (move.call_id, move.berth_id, move.start) == (
        "a2",
        "qujiang-port-1-berth-01",
        at("03 10:00"),
    )


def _every_kind(tmp_path: Path) -> list[PlanEdit]:
    names = HEAD.split(",")
    rows: list[list[Any]] = [["三月二日变化表"], [*names, "卸货量(吨)"]]
    cells: list[dict[str, Any]] = [
        {"类型": "晚到", "编号": "a1", "预计到港": "3日 06:00", "备注": "雾"},
        {"类型": "提前", "编号": "A2", "预计到港": at("02 10:00")},
        {
            "类型": "起重机故障",
            "对象": "门机",
            "开始时间": "2日8:00",
            "结束时间": "2日20:00",
            "停用台数": 1,
        },
        {"类型": "泊位停用", "对象": "2#", "开始时间": "4日0:00", "结束时间": "4日12:00"},
        {"类型": "封航", "开始时间": "5日0:00", "结束时间": "5日6:00"},
        {"类型": "新增", "船名": "新船9", "预计到港": "3日上午", "卸货量(吨)": "约450"},
        {"类型": "应急船", "船名": "救援1", "预计到港": at("02 09:00"), "卸货量(吨)": 50},
        {"类型": "优先", "编号": "a1", "优先级": "急"},
        {"类型": "取消", "船名": ' HAI  FENG，8; "x"'},
        {"类型": "锁定", "编号": "a1"},
        {"类型": "解锁", "编号": "a3"},
        {"类型": "实际", "编号": "a1", "事项": "靠泊", "时刻": at("02 08:40")},
        {"类型": "确认", "编号": "a2", "字段": "装货量"},
        {"类型": "更正", "编号": "a1", "字段": "卸货量", "值": "520吨"},
        {"类型": "移泊", "编号": "a2", "泊位": "一期1号泊位", "靠泊时间": "3日10:00"},
    ]
    head = rows[-1]
    rows += [[entry.get(name, "") for name in head] for entry in cells]
    path = workbook(tmp_path / "updates.xlsx", ("变化", rows))
    edits = read_updates(path, plan(), region())
    assert [edit.source_row for edit in edits] == list(range(3, 18))
    return edits


def test_json_and_csv_say_the_same(tmp_path: Path) -> None:
    records = [
        {"kind": "late", "call_id": "a1", "eta": "2026-03-02T12:00+08:00"},
        {"kind": "crane_out", "subject_id": "pool-1", "from_time": "2026-03-02T08:00",
         "until": "2026-03-02T20:00", "cranes": 1},
        {"kind": "priority", "call_id": "a2", "weight": 4},
        {"kind": "done", "call_id": "a1", "at": "2026-03-02T14:00", "event": "CMPL"},
        {"kind": "cancel", "call_id": "a3", "note": "broken"},
    ]  # fmt: skip
    path = tmp_path / "updates.json"
    path.write_text(json.dumps({"updates": records}), encoding="utf-8")
    first = read_updates(path, plan(), region())
    names = list(dict.fromkeys(key for record in records for key in record))
    lines = [",".join(str(record.get(name, "")) for name in names) for record in records]
    second = read(tmp_path, *lines, head=",".join(names))
    drop = {"source_row": 0, "time": None}
    assert [e.to_dict() | drop for e in first] == [e.to_dict() | drop for e in second]
    assert first[3].time is not None
    assert (first[3].time.event, first[3].time.at) == ("CMPL", at("02 14:00"))
    path.write_text(json.dumps(records), encoding="utf-8")
    assert len(read_updates(path, plan(), region())) == 5


def test_a_word_for_an_event_is_an_actual_time(tmp_path: Path) -> None:
    [edit] = read(tmp_path, row_with(类型="离泊", 编号="a1", 时刻="2026-03-02 15:00"))
    assert edit.time is not None
    assert (edit.kind, edit.time.kind, edit.time.event) == ("time", "ACT", "DEPA")


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ("类型=飞走 编号=a1", "not_allowed", "类型"),
        ("编号=a1", "required", "类型"),
        ("类型=晚到 编号=a1", "required", "预计到港"),
        ("类型=晚到 预计到港=3日8:00", "required", "编号"),
        ("类型=晚到 编号=a9 预计到港=3日8:00", "unknown_id", "编号"),
        ("类型=晚到 船名=无名 预计到港=3日8:00", "unknown_id", "船名"),
        ("类型=晚到 编号=a1 预计到港=看情况", "time_not_understood", "预计到港"),
        ("类型=晚到 编号=a1 预计到港=2日6:00", "not_later", "预计到港"),
        ("类型=提前 编号=a1 预计到港=3日6:00", "not_earlier", "预计到港"),
        ("类型=优先 编号=a1 优先级=-2", "below_minimum", "优先级"),
        ("类型=优先 编号=a1 优先级=nan", "not_finite", "优先级"),
        ("类型=优先 编号=a1 优先级=金", "not_a_number", "优先级"),
        ("类型=泊位停用 对象=9# 开始时间=4日0:00 结束时间=4日1:00", "unknown_id", "对象"),
        (
            "类型=泊位停用 对象=1# 开始时间=4日8:00 结束时间=4日1:00",
            "ends_before_start",
            "结束时间",
        ),
        ("类型=泊位停用 对象=1# 开始时间=4日8:00", "required", "结束时间"),
        (
            "类型=设备故障 对象=门机 开始时间=4日 结束时间=5日 停用台数=0",
            "below_minimum",
            "停用台数",
        ),
        (
            "类型=设备故障 对象=门机 开始时间=4日 结束时间=5日 停用台数=1.5",
            "not_an_integer",
            "停用台数",
        ),
        ("类型=锁定 编号=a1 泊位=8#", "unknown_id", "泊位"),
        ("类型=锁定 编号=a1 靠泊时间=20日8:00", "outside_plan", "靠泊时间"),
        ("类型=锁定 编号=a1 靠泊时间=2日8:00", "before_arrival", "靠泊时间"),
        ("类型=移泊 编号=a1", "required", "泊位"),
        ("类型=实际 编号=a1 事项=睡觉 时刻=2日8:00", "not_allowed", "事项"),
        ("类型=实际 编号=a1 时刻=2日8:00", "required", "事项"),
        ("类型=实际 编号=a1 事项=到港", "required", "时刻"),
        ("类型=确认 编号=a1 字段=卸货量", "nothing_guessed", "字段"),
        ("类型=更正 编号=a1 字段=颜色 值=红", "no_such_field", "字段"),
        ("类型=更正 编号=a1 字段=卸货量 值=-4", "negative", "值"),
        ("类型=新增 船名=新船9", "required", "预计到港"),
        ("类型=新增 船名=新船9 编号=a1 预计到港=3日8:00 优先级=1", "amount_missing", None),
    ],
)
def test_an_update_without_sense_is_named(
    tmp_path: Path, cells: str, code: str, column: str | None
) -> None:
    row = dict(part.split("=") for part in cells.split())
    problems = refused(tmp_path, row_with(**row))
    assert [problem.code for problem in problems] == [code]
    assert problems[0].row == 2
    assert column is None or problems[0].column == column


def test_all_of_them_at_once(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        row_with(类型="飞走", 编号="a1"),
        row_with(类型="取消", 编号="a9"),
        row_with(类型="优先", 编号="a1", 优先级="-1"),
    )
    assert [problem.row for problem in problems] == [2, 3, 4]


def test_two_rows_that_say_two_things_of_one_call(tmp_path: Path) -> None:
    late = row_with(类型="晚到", 编号="a1", 预计到港="3日8:00")
    [problem] = refused(tmp_path, late, row_with(类型="晚到", 编号="a1", 预计到港="3日9:00"))
    assert (problem.code, problem.row, problem.params["first_row"]) == ("told_twice", 3, 2)


def test_an_added_call_can_be_meant_by_later_rows(tmp_path: Path) -> None:
    head = HEAD + ",卸货量"
    new = row_with(类型="新增", 船名="新船9", 预计到港="3日8:00") + ",450"
    first, second = read(
        tmp_path, new, row_with(类型="优先", 船名="新船9", 优先级="3") + ",", head=head
    )
    assert first.call_id == second.call_id == "call-004"


def test_files_of_another_kind(tmp_path: Path) -> None:
    assert refused(tmp_path, "1,2", head="a,b")[0].code == "no_update_header"
    path = tmp_path / "updates.json"
    for text, code in (
        ("{", "not_json"),
        ('{"a": 1}', "no_update_list"),
        ("[1]", "no_update_list"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError) as error:
            read_updates(path, plan(), region())
        assert error.value.problems[0].code == code
    path.write_text('[{"kind": "cancel", "cal_id": "a1"}]', encoding="utf-8")
    with pytest.raises(DatasetError) as error:
        read_updates(path, plan(), region())
    assert error.value.problems[0].expected == "call_id"
    with pytest.raises(NotFoundError):
        read_updates(tmp_path / "none.csv", plan(), region())
