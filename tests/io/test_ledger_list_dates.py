"""Dates as lists write them."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.io.ledger_list_dates import Base, read_list_day, read_period, year_in
from tongqu.model.cells import CellError

BASE = Base(year=2024)


@pytest.mark.parametrize(
    ("value", "on", "precision", "status", "code"),
    [
        ("2024年12月底", "2024-12-31", "month_end", "", ""),
        ("2024年12月", "2024-12-31", "month_end", "", "date_month"),
        ("2024.12", "2024-12-31", "month_end", "", "date_month"),
        ("2024.10", "2024-10-31", "month_end", "", "date_month"),
        (2024.12, "2024-12-31", "month_end", "", "date_month"),
        (2024.05, "2024-05-31", "month_end", "", "date_month"),
        (2024.1, "2024-01-31", "month_end", "", "date_month_ambiguous"),
        (2024.3, "2024-03-31", "month_end", "", "date_month"),
        ("2024/12", "2024-12-31", "month_end", "", "date_month"),
        ("2024/12/9", "2024-12-09", "day", "", ""),
        (45635, "2024-12-09", "day", "", ""),
        ("45635", "2024-12-09", "day", "", ""),
        (20241209, "2024-12-09", "day", "", ""),
        (202412, "2024-12-31", "month_end", "", "date_month"),
        (2025, "2025-12-31", "month_end", "", "date_year"),
        ("2025年底", "2025-12-31", "month_end", "", ""),
        ("12月9日", "2024-12-09", "day", "", "date_no_year"),
        ("12月底前", "2024-12-31", "month_end", "", "date_no_year"),
        ("拟于明年开工", "2025-12-31", "month_end", "planned", "date_relative"),
        ("明年3月底", "2025-03-31", "month_end", "", "date_relative"),
        ("2025年上半年", "2025-06-30", "month_end", "", "date_half"),
        ("2025年第三季度", "2025-09-30", "month_end", "", "date_quarter"),
        ("2025Q3", "2025-09-30", "month_end", "", "date_quarter"),
        ("2024年6月中旬", "2024-06-20", "day", "", "date_third"),
        ("预计2025年2月1日正式投产", "2025-02-01", "day", "expected", ""),
        ("已于2024年9月底开工", "2024-09-30", "month_end", "actual", ""),
        ("2024年12月9日左右", "2024-12-09", "day", "expected", "date_about"),
        ("end of December 2024", "2024-12-31", "month_end", "", ""),
        ("9 December 2024", "2024-12-09", "day", "", ""),
        ("Dec 9, 2024", "2024-12-09", "day", "", ""),
        ("Q3 2025", "2025-09-30", "month_end", "", "date_quarter"),
        ("next year", "2025-12-31", "month_end", "", "date_relative"),
        (date(2024, 12, 9), "2024-12-09", "day", "", ""),
        (datetime(2024, 12, 9, 8), "2024-12-09", "day", "", ""),  # noqa: DTZ001 - as sheets give it
    ],
)
def test_what_a_date_means(value: Any, on: str, precision: str, status: str, code: str) -> None:
    """The day, how exact it is, what the words say of it, and what was guessed."""
    said = read_list_day(value, BASE)
    assert (said.on.isoformat(), said.precision, said.status, said.code) == (
        on,
        precision,
        status,
        code,
    )


@pytest.mark.parametrize(
    "value",
    ["hello", "2024年13月", "2024-02-30", "待定中", "1024年", -3, 1e300, True, "2024年3月至2025年"],
)
def test_what_is_no_date(value: Any) -> None:
    """Nothing is made of it."""
    with pytest.raises(CellError) as caught:
        read_list_day(value, BASE)
    assert caught.value.code == "date_not_understood"


def test_not_a_number_is_no_date() -> None:
    """Neither is infinity."""
    for value in (float("nan"), float("inf")):
        with pytest.raises(CellError, match="not_finite"):
            read_list_day(value, BASE)


def test_without_a_year_nobody_knows() -> None:
    """Neither list nor reader names one; the day on which it is read does."""
    with pytest.raises(CellError, match="date_without_year"):
        read_list_day("12月9日", Base())
    assert read_list_day("明年", Base(today=date(2026, 3, 1))).on == date(2027, 12, 31)


@pytest.mark.parametrize(
    ("text", "start", "finish"),
    [
        ("2023-2025", "2023-12-31", "2025-12-31"),
        ("2023年—2025年", "2023-12-31", "2025-12-31"),
        ("2024年3月至2025年12月", "2024-03-31", "2025-12-31"),
        ("2024.3-12", "2024-03-31", "2024-12-31"),
        ("2024年3月-12月", "2024-03-31", "2024-12-31"),
        ("2023.3～2025.6", "2023-03-31", "2025-06-30"),
        ("2024-03-01 to 2025-06-30", "2024-03-01", "2025-06-30"),
        ("2024-03", None, "2024-03-31"),
        ("拟于明年开工", "2025-12-31", None),
    ],
)
def test_two_dates_in_one_cell(text: str, start: str | None, finish: str | None) -> None:
    """A single one is the finish, unless the words say that it is the start."""
    found = read_period(text, BASE)
    assert [said and said.on.isoformat() for said in found] == [start, finish]


def test_a_period_that_runs_backwards() -> None:
    """It is told with its start."""
    with pytest.raises(CellError, match="ends_before_start"):
        read_period("2025-2023", BASE)


def test_the_year_of_a_title() -> None:
    """One year counts; two do not."""
    assert year_in("2024年政府投资项目计划") == 2024
    assert year_in("2023年至2025年") is None
    assert year_in("项目清单2024.xlsx") is None


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans())
def test_whatever_stands_in_a_cell_is_a_date_or_refused(value: Any) -> None:
    """Nothing else ever happens."""
    try:
        said = read_list_day(value, BASE)
    except CellError:
        return
    assert date(1980, 1, 1) <= said.on <= date(2100, 12, 31)


@given(st.dates(date(1980, 1, 1), date(2100, 12, 31)))
def test_a_day_comes_back_from_every_way_to_write_it(day: date) -> None:
    """As ISO, with strokes, in Chinese, as eight digits and as a number of a spreadsheet."""
    ways: list[Any] = [
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        int(f"{day:%Y%m%d}"),
        (day - date(1899, 12, 30)).days,
    ]
    assert {read_list_day(way, Base()).on for way in ways} == {day}
