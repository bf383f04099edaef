"""A notice of a year's holidays is read, or refused with everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tongqu.calendars import Notice, WorkingTime
from tongqu.errors import DatasetError, NotFoundError
from tongqu.io import load_notice
from tongqu.text import problem_text

GOOD = """\
# 2027, invented for this test
date,working,hours,note
2027-01-01,false,,New Year's Day
2027-02-05,false,,Spring Festival
2027/2/20,true,,in exchange
20270221,true,09:00-12:00,half a day
2026-12-31,false,,eve
"""


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "notice.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_a_notice_makes_its_year_announced(tmp_path: Path) -> None:
    """The days are as the file says, the others as their weekday; the year is not provisional."""
    notice = load_notice(write(tmp_path, GOOD))
    assert notice.year == 2027
    assert notice.source == "notice.csv"
    office = WorkingTime(notices=(notice,))
    assert office.last_announced_year == 2027
    assert not office.is_provisional(dt.date(2027, 5, 1))
    assert office.is_provisional(dt.date(2028, 1, 1))
    assert not office.is_working_day(dt.date(2027, 1, 1))
    assert not office.is_working_day(dt.date(2026, 12, 31))  # the notice reaches into December
    assert office.spans_on(dt.date(2027, 2, 20)) == ((510, 720), (810, 1050))  # a Saturday
    assert office.spans_on(dt.date(2027, 2, 21)) == ((540, 720),)
    assert office.is_working_day(dt.date(2027, 2, 22))
    assert not office.is_working_day(dt.date(2027, 2, 27))


def test_the_same_in_chinese_and_gbk(tmp_path: Path) -> None:
    """A spreadsheet saved in China has other headers and another encoding."""
    file = write(tmp_path, "日期,上班,说明\n2027-02-05,否,春节\n2027-02-20,是,调休上班\n", "gbk")
    days = load_notice(file).days
    assert [(day.day.day, day.working, day.note) for day in days] == [
        (5, False, "春节"),
        (20, True, "调休上班"),
    ]


def test_rows_and_back(tmp_path: Path) -> None:
    """What an event of the ledger keeps makes the same notice again."""
    notice = load_notice(write(tmp_path, GOOD))
    assert Notice.from_rows(notice.to_rows(), year=notice.year) == notice


BROKEN = [
    ("date,working\n2027-02-30,false\n", "not_a_date", 2, "date"),
    ("date,working\n,false\n", "required", 2, "date"),
    ("date,working\n2027-02-05,perhaps\n", "not_true_or_false", 2, "working"),
    ("date,working,hours\n2027-02-20,true,9-12\n", "bad_hours", 2, "hours"),
    ("date,working,hours\n2027-02-20,true,20:00-02:00\n", "bad_hours", 2, "hours"),
    ("date,working,hours\n2027-02-20,true,off\n", "bad_hours", 2, "hours"),
    ("date,working,hours\n2027-02-20,false,09:00-12:00\n", "hours_of_day_off", 2, "hours"),
    ("date,working\n2027-02-05,true\n2027-02-05,false\n", "notice_day_twice", 3, "date"),
    ("date,working\n2027-02-05,false\n2027-02-06,false\n2029-02-05,false\n",
     "notice_of_other_year", 4, "date"),
    ("date,working\n2027-02-05,false\n2027-02-06,false\n2026-11-30,false\n",
     "notice_of_other_year", 4, "date"),
    ("date,working\n", "notice_without_days", None, None),
    ("date,works\n2027-02-05,false\n", "unknown_column", 1, "works"),
    ("date,date,working\n2027-02-05,2027-02-05,false\n", "duplicate_column", 1, "date"),
    ("date\n2027-02-05\n", "missing_column", 1, "working"),
    ("date,working\n2027-02-05,false,9,9\n", "too_many_columns", 2, None),
    ("", "empty_file", 1, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "row", "column"), BROKEN)
def test_what_is_wrong_is_named(
    tmp_path: Path, text: str, code: str, row: int | None, column: str | None
) -> None:
    """By file, row and column, in words of both languages."""
    with pytest.raises(DatasetError) as caught:
        load_notice(write(tmp_path, text))
    problem = next(found for found in caught.value.problems if found.code == code)
    assert (problem.file, problem.row, problem.column) == ("notice.csv", row, column)
    words = {problem_text(problem, spoken) for spoken in ("en", "zh")}
    assert len(words) == 2


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Two bad cells in one row and one in another: three problems, in the order of the rows."""
    text = "date,working,hours\n2027-02-20,true,x\nyesterday,maybe,\n2027-02-21,true,y\n"
    with pytest.raises(DatasetError) as caught:
        load_notice(write(tmp_path, text))
    assert [problem.row for problem in caught.value.problems] == [2, 3, 3, 4]


def test_a_missing_file_and_one_in_utf16(tmp_path: Path) -> None:
    """Neither is read as something else."""
    with pytest.raises(NotFoundError):
        load_notice(tmp_path / "none.csv")
    with pytest.raises(DatasetError) as caught:
        load_notice(write(tmp_path, "date,working\n2027-02-05,false\n", "utf-16"))
    assert caught.value.problems[0].code == "bad_encoding"


def test_the_year_can_be_said(tmp_path: Path) -> None:
    """A notice of a single day in December may announce the year after."""
    file = write(tmp_path, "date,working\n2027-12-31,false\n")
    assert load_notice(file).year == 2027
    assert load_notice(file, year=2028).year == 2028
