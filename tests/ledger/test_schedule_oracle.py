"""Schedules equal a naive simulation that moves activities day by day, on any plan."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.calendars import WorkingTime
from tongqu.ledger.schedule import Activity, Link, Plan, schedule

sys.path.insert(0, str(Path(__file__).parent))
from schedule_oracle import Naive

sys.path.pop(0)

START = dt.date(2025, 1, 15)  # Spring Festival is near
CALENDARS = {
    "default": WorkingTime(),
    "site": WorkingTime.of("Mo-Sa 08:00-18:00"),
    "days": WorkingTime.of("24/7", country=""),
    "market": WorkingTime.of("We 08:00-12:00; Su 08:00-12:00", country=""),
}
WORKS = {
    name: {
        day: time.is_working_day(START + dt.timedelta(days=day)) for day in range(-4300, 4300)
    }.__getitem__
    for name, time in CALENDARS.items()
}
NAMES = st.sampled_from(sorted(CALENDARS))
UNITS = st.sampled_from(["working", "working", "calendar"])
DAYS = st.integers(-5, 30).map(lambda n: START + dt.timedelta(days=n))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of a few activities that contradict themselves in no single activity."""
    count = draw(st.integers(1, 7))
    data_date = draw(st.none() | st.integers(-2, 10).map(lambda n: START + dt.timedelta(days=n)))
    activities = []
    for number in range(count):
        said: dict[str, Any] = {}
        what = draw(st.sampled_from(["free"] * 4 + ["dates", "started", "finished"]))
        if what == "dates":
            name = draw(
                st.sampled_from(["not_earlier_than", "finish_by", "fixed_start", "fixed_finish"])
            )
            said[name] = draw(DAYS)
        elif what == "started" and data_date is not None:
            if draw(st.booleans()):
                said["percent"] = draw(st.sampled_from([1, 30, 50, 66.7, 90, 100]))
            if draw(st.booleans()):
                said["remaining"] = draw(st.integers(0, 8))
            if draw(st.booleans()) or "percent" not in said:
                said["actual_start"] = data_date - dt.timedelta(days=draw(st.integers(0, 12)))
        elif what == "finished" and data_date is not None:
            said["actual_finish"] = data_date - dt.timedelta(days=draw(st.integers(0, 9)))
            if draw(st.booleans()):
                early = draw(st.integers(0, 9))
                said["actual_start"] = said["actual_finish"] - dt.timedelta(days=early)
        activities.append(
            Activity(
                id=f"a{number}", duration=draw(st.integers(0, 6)), unit=draw(UNITS),
                calendar=draw(NAMES), at_start=draw(st.sampled_from([None, None, True, False])),
                **said,
            )
        )  # fmt: skip
    links = []
    for _ in range(draw(st.integers(0, 9)) if count > 1 else 0):
        before = draw(st.integers(0, count - 2))
        after = draw(st.integers(before + 1, count - 1))
        links.append(
            Link(
                before=f"a{before}", after=f"a{after}",
                kind=draw(st.sampled_from(["FS", "FS", "SS", "FF", "SF"])),
                lag=draw(st.sampled_from([0, 0, 1, 3, 7, -1, -4])), unit=draw(UNITS),
                calendar=draw(st.just("") | NAMES),
            )
        )  # fmt: skip
    finish_by = draw(st.none() | st.integers(20, 60).map(lambda n: START + dt.timedelta(days=n)))
    order = draw(st.permutations(activities))
    return Plan(
        start=START, activities=tuple(order), links=tuple(links), finish_by=finish_by,
        data_date=data_date,
    )  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(plans())
def test_any_plan(plan: Plan) -> None:
    """Early and late dates, total and free float, and the finish."""
    naive = Naive(plan, WORKS)
    planned = schedule(plan, calendars=CALENDARS)
    shift = planned.network.origin - naive.origin
    early = naive.early()
    open_ = [a for a in plan.activities if naive.kind(a) != "finished"]
    numbers = {activity.id: number for number, activity in enumerate(plan.activities)}
    ends = {
        a.id: naive.end(a, early[a.id]) if a in open_ else naive.happened(a)[1]
        for a in plan.activities
    }
    finish = max(ends[a.id] + (naive.kind(a) == "at start") for a in plan.activities)
    assert planned.finish + shift == finish
    until = finish if plan.finish_by is None else naive.day(plan.finish_by) + 1
    late, tight, free = naive.late(until), naive.late(finish), naive.late(finish, early)
    for activity in plan.activities:
        number = numbers[activity.id]
        assert planned.early.ends[number] + shift == ends[activity.id]
        row = planned[activity.id]
        if activity not in open_:
            assert planned.early.begins[number] + shift == naive.happened(activity)[0]
            assert (row.late_start, row.late_finish, row.float_days) == (None, None, None)
            continue
        # A piece of work begins on the day of its first work; nothing before counts.
        assert planned.early.begins[number] + shift == early[activity.id]
        assert planned.late.begins[number] + shift == late[activity.id]
        assert planned.late.ends[number] + shift == naive.end(activity, late[activity.id])
        works = naive.calendar(activity)

        def days(one: int, two: int, works: Any = works) -> int:
            return sum(works(day) for day in range(one, two)) - sum(
                works(day) for day in range(two, one)
            )

        assert row.float_days == days(ends[activity.id], naive.end(activity, late[activity.id]))
        assert row.free_float_days == days(
            ends[activity.id], naive.end(activity, free[activity.id])
        )
        slack = days(ends[activity.id], naive.end(activity, tight[activity.id]))
        assert row.critical == (slack <= 0)
