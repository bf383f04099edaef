"""Notices from rows of plain values, as the ledger keeps them: what is read and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tongqu.calendars import Notice, NoticeDay
from tongqu.errors import BadValueError, Problem
from tongqu.text import problem_text

OFF = {"date": "2027-02-05", "working": False}


def problems_of(*rows: dict[str, Any], **said: Any) -> tuple[Problem, ...]:
    with pytest.raises(BadValueError) as caught:
        Notice.from_rows(rows, **said)
    assert str(len(caught.value.problems)) in str(caught.value)
    return tuple(caught.value.problems)


def test_rows_hold_all_that_a_day_says() -> None:
    """Two spans, a note, a day that is a date already; what is left out is empty."""
    rows = [
        {"date": "2027-02-20", "working": True, "hours": "08:00-12:00,13:05-24:00", "note": "busy"},
        {"date": dt.date(2027, 2, 5), "working": False},
    ]
    notice = Notice.from_rows(rows)
    assert notice == Notice(
        2027,
        (
            NoticeDay(dt.date(2027, 2, 5), False, None, ""),
            NoticeDay(dt.date(2027, 2, 20), True, ((480, 720), (785, 1440)), "busy"),
        ),
    )
    assert notice.source == ""
    assert notice.to_rows() == [
        {"date": "2027-02-05", "working": False, "hours": "", "note": ""},
        {"date": "2027-02-20", "working": True, "hours": "08:00-12:00,13:05-24:00", "note": "busy"},
    ]


WRONG: list[tuple[dict[str, Any], Problem]] = [
    ({"date": "5 Feb"},
     Problem("not_a_date", row=1, column="date", value="5 Feb", expected="2027-02-06")),
    ({"working": "perhaps"},
     Problem("not_true_or_false", row=1, column="working", value="perhaps", expected="false")),
    ({"working": True, "hours": "9-12"},
     Problem("bad_hours", {"part": "9-12"}, row=1, column="hours", value="9-12",
             expected="08:30-12:00,13:30-17:30")),
    ({"working": True, "hours": "20:00-02:00"},
     Problem("bad_hours", {"part": "20:00-02:00"}, row=1, column="hours", value="20:00-02:00",
             expected="08:30-12:00,13:30-17:30")),
    ({"hours": "09:00-12:00"},
     Problem("hours_of_day_off", row=1, column="hours", value="09:00-12:00", expected="")),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "problem"), WRONG)
def test_a_problem_says_what_stands_there_and_what_could(
    cells: dict[str, Any], problem: Problem
) -> None:
    """The whole record: a page shows the value and an example beside the cell."""
    assert problems_of({**OFF, **cells}) == (problem,)


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_the_words_of_a_day_that_stands_twice_name_its_first_row(spoken: str) -> None:
    """Rows are numbered from 1, or as the file numbers them."""
    (plain,) = problems_of(OFF, {**OFF, "working": True})
    assert (plain.row, plain.column, plain.value) == (2, "date", "2027-02-05")
    assert "1" in problem_text(plain, spoken)
    (of_file,) = problems_of({**OFF, "row": 7}, {**OFF, "row": 12}, source="plan.csv")
    assert (of_file.file, of_file.row) == ("plan.csv", 12)
    assert "7" in problem_text(of_file, spoken)


@pytest.mark.parametrize("stray", ["2025-12-31", "2026-11-30", "2028-02-01", "2029-01-01"])
def test_a_notice_reaches_from_december_to_january(stray: str) -> None:
    """The months on both sides of its year belong to its holidays; no other day does."""
    turn = ["2026-12-01", "2026-12-31", "2028-01-01", "2028-01-31"]
    rows = [{"date": day, "working": False} for day in turn]
    assert len(Notice.from_rows(rows, year=2027).days) == 4
    (problem,) = problems_of(*rows, {"date": stray, "working": False}, year=2027)
    assert problem == Problem(
        "notice_of_other_year", {"year": 2027}, row=5, column="date", value=stray,
        expected="2027-01-01",
    )  # fmt: skip
    assert "2027" in problem_text(problem, "en")


def test_nothing_announces_no_year() -> None:
    """Rows that are all broken are named, and no stray day beside them."""
    assert [p.code for p in problems_of()] == ["notice_without_days"]
    assert [p.code for p in problems_of({"date": "?", "working": True})] == ["not_a_date"]
