"""Whatever a table of calls, an edited plan or a table of updates holds: read, or refused in words.

No other error than ours leaves, every problem names the file, and every call that is read is one
that a plan can be made of.
"""

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from calls_samples import TODAY, calls, plan, region
from damage import NASTY, damaged_workbook, workbook_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.errors import DatasetError
from tongqu.io import read_calls, read_plan_edits, read_updates, write_plan_table
from tongqu.model.call_checks import call_findings
from tongqu.model.call_dictionary import call_columns, words
from tongqu.text import problem_text

SPOKEN = [
    *NASTY, "预计下午", "明天上午", "5日晚", "8点左右", "待定", "约500吨", "2船共1000吨",
    "卸500装300", "急", "散煤", "一期1号泊位", "3#", "500吨级", "45×10.8", "合计", "备注：无",
    "2026-03-02 08:00",
    "46083.5", "甲1、乙2", "3月7日", "是", "a1", "晚到", "门机", "480", "0.5", "时间", "吨",
]  # fmt: skip
LABELS = {
    file: [text for c in call_columns(file).values() for text in (c.name, c.name_zh, c.label)]
    for file in ("calls", "updates", "plan")
}
CELLS = st.one_of(st.sampled_from(SPOKEN), st.text(max_size=8))


def outcome(read: Callable[[], object]) -> object:
    """Return what was read, or None where it was refused as it must be."""
    try:
        return read()
    except DatasetError as error:
        refusal = error
    assert refusal.problems
    for problem in refusal.problems[:40]:
        assert problem.file
        for lang in ("en", "zh"):
            assert problem_text(problem, lang).isprintable()
    return None


def tables(file: str) -> st.SearchStrategy[list[list[str]]]:
    names = st.lists(st.sampled_from(LABELS[file]), min_size=2, max_size=9)
    rows = st.lists(st.lists(CELLS, max_size=9), max_size=6)
    title = st.lists(st.just(["三月船舶计划", ""]), max_size=2)
    return st.builds(lambda t, n, r: [*t, n, *r], title, names, rows)


def written(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "any.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@settings(max_examples=150)
@given(tables("calls"))
def test_any_table_of_calls_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = written(tmp_path_factory.mktemp("any"), [["vessel", "eta", *rows[0]], *rows[1:]])
    read = outcome(lambda: read_calls(path, region(), today=TODAY))
    if read is not None:
        assert call_findings(list(read), region()) == []  # type: ignore[call-overload]


@settings(max_examples=100)
@given(tables("updates"), st.lists(st.sampled_from(sorted(words("update"))), max_size=6))
def test_any_table_of_updates_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], kinds: list[str]
) -> None:
    filled = [["kind", "call_id", *rows[0]]]
    filled += [[kind, "a1", *row] for kind, row in zip(kinds, rows[1:], strict=False)]
    path = written(tmp_path_factory.mktemp("any"), filled)
    outcome(lambda: read_updates(path, plan(), region()))


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_with_any_cell_changed_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    path = write_plan_table(plan(), tmp_path / "plan.csv", rng.choice(["en", "zh"]))
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    for _ in range(rng.choice([1, 1, 2, 5])):
        row = rng.choice(rows[1:])
        row[rng.randrange(len(row))] = rng.choice(SPOKEN)
    changed = written(tmp_path, rows)
    edits = outcome(lambda: read_plan_edits(changed, plan(), region()))
    assert edits is None or isinstance(edits, list)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    data = write_plan_table(plan(), tmp_path / "plan.xlsx", "zh").read_bytes()
    path = tmp_path / "damaged.xlsx"
    what = damaged_workbook(data, workbook_parts(data), rng, path)
    assert what
    read = outcome(lambda: read_calls(path, region(), today=TODAY))
    assert read is None or len(read) <= len(calls()) + 1  # type: ignore[arg-type]
    outcome(lambda: read_plan_edits(path, plan(), region()))
