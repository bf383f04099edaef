"""The horizon's integers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from tongqu import load_region
from tongqu.model.known import Knowledge
from tongqu.routes.horizon import Horizon, cut_out, intersect


def horizon(zone: str, day: date, days: int) -> Horizon:
    region = load_region("qujiang")
    region = type(region)(
        info=replace(region.info, time_zone=zone),
        verified=True,
        **{name: rows for name, rows in region.tables() if name != "region"},
    )
    ready = datetime(day.year, day.month, day.day, tzinfo=region.zone)
    return Horizon(Knowledge(region, ready), ready, days)


def test_departures_follow_the_local_clock_over_a_change() -> None:
    looked = horizon("Europe/Amsterdam", date(2025, 3, 28), 5)
    shown = {looked.at(minute).strftime("%H:%M") for minute in looked.grid(240)}
    assert shown <= {"00:00", "04:00", "08:00", "12:00", "16:00", "20:00"}
    assert len(looked.grid(240)) == 31


def test_departures_without_a_change_are_multiples() -> None:
    looked = horizon("Asia/Shanghai", date(2025, 3, 28), 120)
    assert looked.grid(120) == list(range(0, 120 * 1440 + 1, 120))


def test_intervals_meet_and_part() -> None:
    assert intersect([(0, 5), (7, 9)], [(4, 8)]) == [(4, 5), (7, 8)]
    assert cut_out([(0, 10)], 10, 20) == [(0, 10)]
    assert cut_out([(0, 10)], 0, 10) == []
