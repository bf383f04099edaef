"""Boards go by the clock on the wall, also where it is put forward or back; hours shade them."""

from __future__ import annotations

import copy
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from berth_plans import small_plan, stamp
from hypothesis import given
from hypothesis import strategies as st

from tongqu.report.berth_clock import day_starts, hour_marks, hours_between, moment, start_of
from tongqu.report.berth_hours import shaded
from tongqu.report.berth_page import berth_page
from tongqu.report.berth_read import board_of
from tongqu.report.berth_scale import Window, rows_of, windows_of

ZONES = (
    "Asia/Shanghai", "Europe/Paris", "America/New_York", "America/Sao_Paulo",
    "Australia/Lord_Howe", "Asia/Kathmandu", "UTC",
)  # fmt: skip
SPRING = {"from": "2026-03-28T00:00:00+01:00", "time_zone": "Europe/Paris"}
AUTUMN = {"from": "2026-10-24T00:00:00+02:00", "time_zone": "Europe/Paris"}


def test_a_day_on_which_clocks_go_forward_has_23_hours() -> None:
    zero = start_of(SPRING)
    assert day_starts(zero, 80) == [0.0, 24.0, 47.0, 71.0]
    assert [hour for _, hour in hour_marks(zero, 24, 30, 1)] == [0, 1, 3, 4, 5, 6, 7]
    assert list(hour_marks(zero, 24, 30, 3)) == [(24.0, 0), (26.0, 3), (29.0, 6)]


def test_a_day_on_which_clocks_go_back_has_25_hours() -> None:
    zero = start_of(AUTUMN)
    assert day_starts(zero, 80) == [0.0, 24.0, 49.0, 73.0]
    assert [hour for _, hour in hour_marks(zero, 24, 29, 1)] == [0, 1, 2, 2, 3, 4]
    assert list(hour_marks(zero, 24, 31, 2)) == [(24.0, 0), (26.0, 2), (29.0, 4), (31.0, 6)]


def test_a_day_may_begin_at_one() -> None:
    """In 2018 clocks in Brazil left out the hour after midnight."""
    zero = start_of({"from": "2018-11-03T00:00:00-03:00", "time_zone": "America/Sao_Paulo"})
    assert day_starts(zero, 50) == [0.0, 24.0, 47.0]
    assert next(iter(hour_marks(zero, 24, 30, 1))) == (24.0, 1)


@given(
    st.sampled_from(ZONES), st.integers(1_420_070_400, 1_796_083_200),
    st.sampled_from([1, 2, 3, 6, 12, 24]), st.floats(0, 400),
)  # fmt: skip
def test_every_mark_stands_where_the_clock_shows_it(
    name: str, second: int, step: int, until: float
) -> None:
    zone = ZoneInfo(name)
    zero = datetime.fromtimestamp(second, zone)
    for at, hour in hour_marks(zero, 0.0, until, step):
        shown = moment(zero, at)
        assert (shown.hour, shown.minute, shown.second) == (hour, 0, 0)
        assert hour % step == 0
    days = day_starts(zero, until)
    assert days[0] <= 0
    assert all(moment(zero, at).date() != moment(zero, at - 1 / 60).date() for at in days)
    # Nothing is left out: every day in that time begins once.
    count = (moment(zero, until).date() - zero.date()).days + 1
    assert len(days) == count


@given(st.sampled_from(ZONES), st.floats(-500, 9000))
def test_hours_there_and_back(name: str, hours: float) -> None:
    zero = datetime(2026, 1, 1, tzinfo=ZoneInfo(name))
    assert hours_between(zero, moment(zero, hours)) == pytest.approx(hours, abs=1e-6)


@pytest.mark.parametrize("zone", ["No/Where", "", "../etc", None, 7])
def test_a_zone_that_nobody_knows_leaves_the_offset(zone: Any) -> None:
    assert start_of(SPRING | {"time_zone": zone}).utcoffset() == timedelta(hours=1)


def abroad(first: str) -> dict[str, Any]:
    """Return the small plan in Paris, from a Saturday before clocks change on."""
    plan = copy.deepcopy(small_plan())
    zero = datetime.fromisoformat(plan["from"])
    begin = datetime.fromisoformat(first).astimezone(ZoneInfo("Europe/Paris"))

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [put(inner) for inner in value]
        if isinstance(value, str) and re.match(r"20\d\d-\d\d-\d\dT", value):
            return moment(begin, hours_between(zero, datetime.fromisoformat(value))).isoformat()
        return value

    return put(plan) | {"time_zone": "Europe/Paris"}


@pytest.mark.parametrize("answer", [SPRING, AUTUMN])
def test_sheets_of_days_begin_at_midnight_on_the_wall(answer: dict[str, str]) -> None:
    plan = abroad(answer["from"])
    plan["until"] = moment(start_of(answer), 96).isoformat()
    board = board_of(plan)
    days = [window for window in windows_of(board) if window.kind == "day"]
    assert {moment(board.zero, day.start).hour for day in days} == {0}
    lengths = {round(day.end - day.start) for day in days[:2]}
    assert lengths == {24, 23 if answer is SPRING else 25}
    assert berth_page(plan)


def hours(*steps: tuple[float, int]) -> list[list[Any]]:
    return [[stamp(at), is_open] for at, is_open in steps]


def test_shades_follow_the_hours_of_berths_and_quays() -> None:
    plan = copy.deepcopy(small_plan())
    plan["quays"][0]["berthing"] = hours((0, 0), (6, 1), (20, 0))
    for berth in plan["berths"]:
        berth["open"] = []
    plan["berths"][0]["open"] = hours((0, 1), (12, 0), (13, 1))
    board = board_of(plan)
    first = plan["berths"][0]["id"]
    mine = {(s.kind, s.start, s.end) for s in board.shades if s.place_id == first}
    until = board.until
    assert mine == {("still", 0.0, 6.0), ("still", 20.0, until), ("rest", 12.0, 13.0)}
    rows = rows_of(board, 34.0)
    drawn = str(shaded(board.shades, rows, Window(0.0, 18.0, "whole")))
    # One area for all berths of the quay, and one for the berth that rests at noon.
    assert drawn.count("hours-still") == 1
    assert drawn.count("hours-rest") == 1
    assert f'height="{rows[-1].bottom - rows[0].top:.1f}'.removesuffix(".0") in drawn
    page = berth_page(plan)
    assert "no making fast, no casting off" in page
    assert "outside opening hours: work rests" in page


def test_a_plan_that_says_nothing_of_hours_is_not_shaded() -> None:
    plan = copy.deepcopy(small_plan())
    assert board_of(plan).shades == ()
    assert "hours-" not in berth_page(plan).partition("</style>")[2].partition("<style>")[0]
    assert "no making fast" not in berth_page(plan)
