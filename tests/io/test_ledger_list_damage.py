"""Whatever stands in a list or a template: it is read, or every problem is told; nothing breaks."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import LIST_UNITS, write_list

from tongqu.errors import DatasetError
from tongqu.io.ledger_list_cells import read_money, read_percent
from tongqu.io.ledger_list_changes import compare_list
from tongqu.io.ledger_list_reading import read_project_list, suggest_mapping
from tongqu.io.ledger_template_reading import read_template
from tongqu.ledger.kind_reading import shipped_kind
from tongqu.model.cells import CellError
from tongqu.text.templates import TEMPLATES

HERE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 2)
KIND = asdict(shipped_kind("work"))
HEADERS = [
    *"项目名称 总投资（万元） 总投资 2024年计划投资 年度计划投资 开工时间 竣工时间".split(),
    *"建设年限 进度 状态 责任单位 备注 编号 序号 2024年 投资 (万元) 联系人 标题 类别 编码".split(),
    *"动作 数据 所属事项 保密 title Category item action at".split(),
    None,
]
CELLS: list[Any] = [
    *"甲 乙 合计 小计 一、 （二） 一 注：甲 待定 / — 1000 约3000 4.2亿元 -5 NaN inf".split(),
    *"1e400 =1+1".split(),
    *"2024年12月底 2024.12 12月9日 明年 2024年13月 2023-2025 80% 约80% 90%以上 八成 120%".split(),
    *"已完工 在建 住建局 住建局、园区平台 报送进度 退回 work-0001 percent=80 { 道路 是".split(),
    *("单位：万元", "2024年计划", "\u3000", "", " ", "x" * 500, "é", "💥"),
    *(None, 0, 1, 0.8, 80, -1, 1e300, 2024.1, 45635, True),
    date(2024, 12, 9),
    datetime(2024, 12, 9, 8),  # noqa: DTZ001 - as sheets give it
]
TABLES = st.lists(
    st.lists(st.sampled_from(CELLS) | st.sampled_from(HEADERS), min_size=1, max_size=7),
    min_size=1,
    max_size=7,
)
ROWS = st.lists(st.lists(st.sampled_from(CELLS), min_size=1, max_size=7), max_size=6)
HEADS = st.lists(st.sampled_from(HEADERS), min_size=2, max_size=7)


def codes_of(read: Callable[[], object]) -> set[str]:
    """Return the codes of what is wrong; nothing else may ever be raised."""
    try:
        read()
    except DatasetError as error:
        return {problem.code for problem in error.problems}
    return set()


def read_all(path: Path) -> None:
    mapping = suggest_mapping(path)
    listing = read_project_list(path, mapping, units=LIST_UNITS, today=TODAY)
    changes = compare_list(listing, {})
    changes.to_dict()
    changes.rows(HERE, today=TODAY)
    assert len(changes.kept()) == len(listing.projects)
    assert {guess.code for guess in listing.all_guesses} <= TEMPLATES.keys()


def try_all(rows: list[list[Any]], merged: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_list(Path(folder, "2024年清单.xlsx"), rows, merged)
        found = codes_of(lambda: read_all(path))
        found |= codes_of(lambda: read_template(path, KIND, zone=HERE, units=LIST_UNITS))
        assert found <= TEMPLATES.keys()


@given(TABLES, st.sampled_from(["", "A1:B1", "A1:A3", "B2:C4"]))
def test_any_table_is_read_or_refused(rows: list[list[Any]], merged: str) -> None:
    """Headers and cells thrown together, with merged cells."""
    try_all(rows, merged)


@given(HEADS, ROWS, st.sampled_from(["", "A2:A3", "B2:B5"]))
def test_any_rows_below_a_header(head: list[Any], rows: list[list[Any]], merged: str) -> None:
    """What people, spreadsheets and accidents write into the columns of a list."""
    try_all([[*head], *rows], merged)


@given(st.text(max_size=20) | st.floats() | st.integers() | st.booleans())
def test_any_cell_is_an_amount_and_a_progress_or_neither(value: Any) -> None:
    """Amounts are finite and not negative, progress lies between 0 and 100."""
    with suppress(CellError):
        assert 0 <= read_money(value, "万元")[0] <= 1e15
    for shares in (True, False):
        with suppress(CellError):
            found = read_percent(value, shares=shares)
            assert found is None or 0 <= found.value <= 100
