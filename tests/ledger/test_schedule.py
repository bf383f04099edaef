"""Schedules: a published network, what happened, what cannot be kept, what is wrong with a plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tongqu.calendars import WorkingTime
from tongqu.errors import DatasetError
from tongqu.ledger.schedule import Activity, Link, Plan, moves, schedule
from tongqu.text import problem_text

MONDAY = dt.date(2025, 3, 3)
EVERY_DAY = {"default": WorkingTime.of("24/7", country="")}


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


def plan(*activities: Activity, links: str = "", **said: Any) -> Plan:
    """A plan whose links are written like ``a>b c>d``."""
    pairs = [text.split(">") for text in links.split()]
    return Plan(
        start=MONDAY, activities=activities,
        links=tuple(Link(before=one, after=two) for one, two in pairs), **said,
    )  # fmt: skip


# Hillier and Lieberman, Introduction to Operations Research, the Reliable Construction Company:
# weeks, what goes before; earliest start and finish, slack.
HOUSE = {
    "A": (2, "", 0, 2, 0),
    "B": (4, "A", 2, 6, 0),
    "C": (10, "B", 6, 16, 0),
    "D": (6, "C", 16, 22, 4),
    "E": (4, "C", 16, 20, 0),
    "F": (5, "E", 20, 25, 0),
    "G": (7, "D", 22, 29, 4),
    "H": (9, "EG", 29, 38, 4),
    "I": (7, "C", 16, 23, 2),
    "J": (8, "FI", 25, 33, 0),
    "K": (4, "J", 33, 37, 1),
    "L": (5, "J", 33, 38, 0),
    "M": (2, "H", 38, 40, 4),
    "N": (6, "KL", 38, 44, 0),
}


def test_a_published_network() -> None:
    """Every start, finish and slack of the textbook: 44 weeks, critical A-B-C-E-F-J-L-N.

    Its weeks are our days, on a calendar without holidays.
    """
    links = " ".join(f"{one}>{name}" for name, row in HOUSE.items() for one in row[1])
    house = plan(*(Activity(id=name, duration=row[0]) for name, row in HOUSE.items()), links=links)
    planned = schedule(house, calendars=EVERY_DAY)
    for name, (_, _, start, finish, slack) in HOUSE.items():
        row = planned[name]
        assert (row.early_start, row.early_finish) == (day(start), day(finish - 1))
        assert row.late_start == day(start + slack)
        assert row.late_finish == day(finish + slack - 1)
        assert row.float_days == slack
        assert row.critical == (slack == 0)
    assert planned.finish_on == day(43)
    assert planned.start_on == MONDAY
    assert planned.critical_chain == tuple("ABCEFJLN")
    # Free slack by hand: H waits for G, J for F, N for L; D, G and M hand theirs on.
    free = {row.activity.id: row.free_float_days for row in planned}
    assert {name: days for name, days in free.items() if days} == {"I": 2, "K": 1, "M": 4}


def test_kinds_of_links_by_hand() -> None:
    """Ten days, and six that begin, or end, with them, as each kind of link says."""
    first, second = Activity(id="a", duration=10), Activity(id="b", duration=6)
    expected = {
        ("FS", 0): (10, 15), ("FS", 3): (13, 18), ("FS", -2): (8, 13),
        ("SS", 0): (0, 5), ("SS", 4): (4, 9),
        ("FF", 0): (4, 9), ("FF", 2): (6, 11), ("FF", -3): (1, 6),
        ("SF", 0): (0, 5), ("SF", 8): (2, 7),
    }  # fmt: skip
    for (kind, lag), (start, finish) in expected.items():
        link = Link(before="a", after="b", kind=kind, lag=lag)  # type: ignore[arg-type]
        planned = schedule(
            Plan(start=MONDAY, activities=(first, second), links=(link,)), calendars=EVERY_DAY
        )
        assert (planned["b"].early_start, planned["b"].early_finish) == (day(start), day(finish))


def test_lags_and_durations_on_calendars() -> None:
    """Concrete hardens on Sundays too; the office that accepts it does not work on them."""
    pour = Activity(id="pour", duration=1)  # Monday
    harden = Activity(id="harden", duration=5, unit="calendar")
    accept = Activity(id="accept", duration=1)
    paper = Activity(id="paper", duration=1)
    planned = schedule(
        Plan(
            start=MONDAY,
            activities=(pour, harden, accept, paper),
            links=(
                Link(before="pour", after="harden"),
                Link(before="harden", after="accept"),
                Link(before="accept", after="paper", lag=5, unit="calendar"),
            ),
        )
    )
    assert planned["harden"].early_finish == day(5)  # Saturday
    assert planned["accept"].early_start == day(7)
    assert planned["paper"].early_start == day(14)  # five days from Tuesday end on Saturday
    assert planned.critical_chain == ("pour", "harden", "accept", "paper")


def test_milestones_lie_at_the_end_or_the_beginning_of_a_day() -> None:
    """What is finished on Friday is reached on Friday; what starts on Monday is there on Monday."""
    start, work = Activity(id="start"), Activity(id="work", duration=5)
    done, gate = Activity(id="done"), Activity(id="gate", at_start=True)
    planned = schedule(plan(start, work, done, gate, links="start>work work>done work>gate"))
    assert planned["start"].early_start == MONDAY
    assert planned["work"].early_start == MONDAY
    assert planned["done"].early_finish == day(4)
    assert planned["gate"].early_finish == day(7)
    assert planned.finish_on == day(7)
    lone = schedule(plan(Activity(id="lone", at_start=False)))
    assert lone["lone"].early_finish == MONDAY


def test_forwards_from_today_and_backwards_from_a_fixed_finish() -> None:
    """Both are shown: five days of float, or three days too late."""
    works = (Activity(id="a", duration=5), Activity(id="b", duration=5))
    early = schedule(plan(*works, links="a>b", finish_by=day(18)))
    assert early["b"].early_finish == day(11)
    assert (early["a"].late_start, early["b"].late_finish) == (day(7), day(18))
    assert [row.float_days for row in early] == [5, 5]
    assert [row.critical for row in early] == [True, True]
    assert early.conflicts == ()
    late = schedule(plan(*works, links="a>b", finish_by=day(8)))
    assert late["a"].late_start == MONDAY - dt.timedelta(days=5)  # Wednesday of the week before
    assert late["a"].float_days == -3
    (conflict,) = late.conflicts
    assert (conflict.activity, conflict.asked, conflict.found) == ("", day(8), day(11))
    assert conflict.days == 3


def test_what_happened_and_what_is_left() -> None:
    """Finished work keeps its days; started work goes on after the data date with what is left."""
    works = (
        Activity(id="a", duration=5, actual_start=MONDAY, actual_finish=day(7)),
        Activity(id="b", duration=10, actual_start=day(2), percent=30),
        Activity(id="c", duration=4, actual_start=day(4)),
        Activity(id="d", duration=3),
        Activity(id="e", duration=2, percent=100, actual_start=MONDAY),
        Activity(id="f", duration=8, percent=90, remaining=4, actual_start=MONDAY),
        Activity(id="m", actual_finish=day(3)),
        Activity(id="n", duration=2, actual_finish=day(4)),
    )
    planned = schedule(plan(*works, links="a>d b>d a>m", data_date=day(7)))  # Monday evening
    rows = {row.activity.id: row for row in planned}
    assert (rows["a"].early_start, rows["a"].early_finish) == (MONDAY, day(7))
    assert rows["a"].float_days is None
    assert rows["a"].late_finish is None
    assert not rows["a"].critical
    assert rows["b"].early_start == day(2)
    assert rows["b"].early_finish == day(16)  # seven days from Tuesday
    assert rows["b"].late_start is None
    assert rows["d"].early_start == day(17)
    # Friday and Monday are gone of four days; nobody has said more.
    assert rows["c"].early_finish == day(9)
    assert rows["e"].early_finish == day(7)
    assert rows["f"].early_finish == day(11)
    assert rows["m"].early_finish == day(3)
    assert (rows["n"].early_start, rows["n"].early_finish) == (day(3), day(4))
    assert planned.critical_chain == ("b", "d")


def test_a_start_that_nobody_noted_and_a_pace_that_is_spent() -> None:
    """Progress without a start began by the data date; a late activity has a day left at least."""
    planned = schedule(
        plan(
            Activity(id="road", duration=20, percent=90),
            Activity(id="late", duration=2, actual_start=MONDAY),
            data_date=day(9),
        )
    )
    assert planned["road"].early_start == day(9)
    assert planned["road"].early_finish == day(11)
    assert planned["late"].early_finish == day(10)


def test_what_has_begun_begins_its_followers_by_its_actual_start() -> None:
    """Start to start and start to finish count from the day it began, not from what is left."""
    begun = Activity(id="begun", duration=10, actual_start=day(1), percent=50)
    waits = (Activity(id="beside", duration=1), Activity(id="ends", duration=1))
    planned = schedule(
        Plan(
            start=MONDAY, activities=(begun, *waits), data_date=day(4),
            links=(
                Link(before="begun", after="beside", kind="SS", lag=6),
                Link(before="begun", after="ends", kind="SF", lag=8),
            ),
        )
    )  # fmt: skip
    assert planned["begun"].early_finish == day(11)
    assert planned["beside"].early_start == day(9)
    assert planned["ends"].early_finish == day(10)


def linked(*links: Link, **durations: int) -> Plan:
    works = tuple(Activity(id=name, duration=length) for name, length in durations.items())
    return Plan(start=MONDAY, activities=works, links=links)


def test_the_critical_chain_follows_what_was_waited_for_to_the_last() -> None:
    """Of two, the one that holds longer; by its start or its end, as the link says."""
    late = linked(Link(before="a", after="c"), Link(before="b", after="c"), a=2, b=5, c=1)
    assert schedule(late).critical_chain == ("b", "c")
    start = Link(before="a", after="c", kind="SS", lag=6)
    assert schedule(linked(Link(before="b", after="c"), start, a=1, b=5, c=9)).critical_chain == (
        "a", "c",
    )  # fmt: skip
    soon = replace(start, lag=3)
    assert schedule(linked(soon, Link(before="b", after="c"), a=9, b=5, c=9)).critical_chain == (
        "b", "c",
    )  # fmt: skip
    end = Link(before="a", after="c", kind="FF", lag=4)
    assert schedule(linked(Link(before="b", after="c"), end, a=5, b=3, c=1)).critical_chain == (
        "a", "c",
    )  # fmt: skip
    begun = Plan(
        start=MONDAY, data_date=day(1), links=(start,),
        activities=(
            Activity(id="a", duration=4, actual_start=MONDAY, percent=25),
            Activity(id="c", duration=9),
        ),
    )  # fmt: skip
    assert schedule(begun).critical_chain == ("a", "c")


def test_a_milestone_of_which_one_date_is_noted() -> None:
    """Whichever it is, it was on that day; and the rows say it, as the plan does."""
    for said in ("actual_start", "actual_finish"):
        milestone = Activity(id="m", **{said: day(3)})
        found = schedule(plan(milestone, Activity(id="a", duration=9), data_date=day(4)))
        assert (found["m"].early_start, found["m"].early_finish) == (day(3), day(3))
        assert found["m"].critical is False
        told = found.to_dict()
        assert told["data_date"] == "2025-03-07"
        assert told["activities"][0][said] == "2025-03-06"


def test_a_conflict_of_what_is_counted_in_days_of_the_calendar() -> None:
    """Over a weekend it is two days more than in working days."""
    wish = Activity(id="b", duration=1, unit="calendar", finish_by=day(4))
    (conflict,) = schedule(plan(Activity(id="a", duration=5), wish, links="a>b")).conflicts
    assert (conflict.found, conflict.days) == (day(5), 1)
    (conflict,) = schedule(
        plan(Activity(id="a", duration=6), replace(wish, finish_by=day(4)), links="a>b")
    ).conflicts
    assert (conflict.found, conflict.days) == (day(8), 4)


def test_all_calendars_that_are_wrong_are_named_with_an_example() -> None:
    """Two at once."""
    wrong = plan(
        Activity(id="a", duration=1, calendar="one"),
        calendars={"one": {"country": "ZZ"}, "two": {"hours": "always"}},
    )
    with pytest.raises(DatasetError) as caught:
        schedule(wrong)
    assert [problem.value for problem in caught.value.problems] == ["ZZ", "always"]
    assert all(problem.expected for problem in caught.value.problems)


def test_what_is_over_holds_nothing_back() -> None:
    """Before a finished follower and one to come, an activity is late as the one to come says."""
    works = (
        Activity(id="a", duration=3),
        Activity(id="over", duration=1, actual_start=MONDAY, actual_finish=MONDAY),
        Activity(id="b", duration=4),
        Activity(id="long", duration=10),
    )
    planned = schedule(plan(*works, links="a>over a>b", data_date=MONDAY))
    assert planned["a"].float_days == 3
    assert planned["a"].late_finish == day(8)
    assert planned["b"].late_finish == planned.finish_on == day(14)


@pytest.mark.parametrize(
    ("percent", "left"),
    [(0, 60), (50, 30), (99, 1), (99.9, 1), (99.9999999999, 1), (100, 0), (1.5, 60), (2, 59)],
)
def test_what_is_left_of_a_percentage(percent: float, left: int) -> None:
    """Whole days, at least one of what is not done."""
    activity = Activity(id="a", duration=60, actual_start=MONDAY, percent=percent)
    every_day = schedule(plan(activity, data_date=day(9)), calendars=EVERY_DAY)
    assert every_day["a"].early_finish == day(9 + left)


def test_what_ended_before_its_length_began_at_the_first_day() -> None:
    """Nobody has noted a start: so many days back, but never before the plan's own days."""
    done = Activity(id="a", duration=2, actual_finish=day(1))
    assert schedule(plan(done, data_date=day(4)))["a"].early_start == MONDAY


def test_dates_that_cannot_be_kept_are_named_all_at_once() -> None:
    """Links prevail over wishes, and the schedule says by how many working days."""
    planned = schedule(
        plan(
            Activity(id="a", duration=5),
            Activity(id="b", duration=2, fixed_start=day(3)),
            Activity(id="c", duration=2, finish_by=day(8)),
            Activity(id="d", duration=1, fixed_finish=day(12)),  # a Saturday
            Activity(id="e", duration=1, not_earlier_than=day(15)),
            Activity(id="f", duration=1, fixed_finish=day(9)),
            links="a>b b>c",
        )
    )
    found = {(c.activity, c.constraint): (c.asked, c.found, c.days) for c in planned.conflicts}
    assert found == {
        ("b", "fixed_start"): (day(3), day(7), 2),
        ("c", "finish_by"): (day(8), day(10), 2),
        ("d", "fixed_finish"): (day(12), day(14), 1),
    }
    assert planned["e"].early_start == day(15)
    assert planned["f"].early_start == day(9)
    assert planned["b"].float_days == -2
    conflicts = planned.to_dict()["conflicts"]
    assert conflicts[0] == {
        "activity": "b", "constraint": "fixed_start", "asked": "2025-03-06",
        "found": "2025-03-10", "days": 2,
    }  # fmt: skip


def test_holidays_that_are_not_announced_make_dates_provisional() -> None:
    """A plan that runs into such a year says so, row by row."""
    works = (Activity(id="a", duration=5), Activity(id="b", duration=500))
    planned = schedule(plan(*works, links="a>b"))
    assert not planned["a"].provisional
    assert planned["b"].provisional
    slack = schedule(plan(works[0], finish_by=dt.date(2027, 3, 1)))
    assert slack["a"].provisional  # its latest date lies there


def test_baseline_against_current_against_actual() -> None:
    """Moved, earlier, dropped and added activities."""
    before = schedule(
        plan(Activity(id="a", duration=5), Activity(id="b", duration=5), Activity(id="m"),
             Activity(id="gone", duration=1), links="a>b b>m")
    )  # fmt: skip
    after = schedule(
        plan(
            Activity(id="a", duration=5, actual_start=day(1), actual_finish=day(8)),
            Activity(id="b", duration=3), Activity(id="m"), Activity(id="new", duration=1),
            links="a>b b>m", data_date=day(8),
        )
    )  # fmt: skip
    found = {move.id: move for move in moves(before, after)}
    assert list(found) == ["a", "b", "m", "gone", "new"]
    assert (found["a"].start_moved_days, found["a"].finish_moved_days) == (1, 4)
    assert found["a"].finish_moved_working_days == 2
    assert found["a"].actual_finish == day(8)
    assert (found["b"].baseline_finish, found["b"].current_finish) == (day(11), day(11))
    assert found["b"].finish_moved_days == 0
    assert found["m"].milestone
    assert not found["a"].milestone
    assert (found["gone"].current_finish, found["gone"].finish_moved_days) == (None, None)
    assert (found["new"].baseline_start, found["new"].current_start) == (None, day(9))
    assert found["a"].to_dict()["actual_finish"] == "2025-03-11"
    named = schedule(plan(Activity(id="a", name="Quay", name_zh="码头", duration=5)))
    (move,) = moves(named, named)
    assert (move.name, move.name_zh, move.start_moved_days) == ("Quay", "码头", 0)
    assert move.to_dict() == {
        "id": "a", "name": "Quay", "name_zh": "码头", "milestone": False,
        "baseline_start": "2025-03-03", "baseline_finish": "2025-03-07",
        "current_start": "2025-03-03", "current_finish": "2025-03-07", "actual_start": None,
        "actual_finish": None, "start_moved_days": 0, "finish_moved_days": 0,
        "finish_moved_working_days": 0,
    }  # fmt: skip


def test_long_plans_find_the_calendars_that_they_need() -> None:
    """Some forty years of work go beyond the years that are looked at first; 400 do not fit."""
    works = [Activity(id=f"a{n}", duration=1000) for n in range(10)]
    links = " ".join(f"a{n}>a{n + 1}" for n in range(9))
    assert schedule(plan(*works, links=links)).finish_on.year == 2063
    far = [Activity(id=f"a{n}", duration=10_000) for n in range(9)]
    with pytest.raises(DatasetError) as caught:
        schedule(plan(*far, links=" ".join(f"a{n}>a{n + 1}" for n in range(8))))
    assert [problem.code for problem in caught.value.problems] == ["plan_beyond_calendar"]
    assert len(schedule(plan(*works, links=links, finish_by=day(0)))) == 10


def broken() -> dict[str, tuple[Plan, set[str]]]:
    a, b = Activity(id="a", duration=2), Activity(id="b", duration=2)
    happened = {"actual_start": day(0), "actual_finish": day(1)}

    def one(**said: Any) -> Plan:
        return plan(replace(a, **said), data_date=day(5))

    def link(**said: Any) -> Plan:
        known: dict[str, Any] = {"before": "a", "after": "b", **said}
        return Plan(start=MONDAY, activities=(a, b), links=(Link(**known),))

    return {
        "nothing to do": (plan(), {"plan_without_activities"}),
        "an id twice": (plan(a, a), {"activity_twice"}),
        "finish before start": (plan(a, finish_by=day(-1)), {"finish_before_start"}),
        "unknown calendar": (one(calendar="moon"), {"unknown_calendar"}),
        "unknown unit": (one(unit="weeks"), {"not_allowed"}),
        "negative duration": (one(duration=-1), {"parameter_out_of_range"}),
        "endless duration": (one(duration=10_001), {"parameter_out_of_range"}),
        "too much done": (one(percent=101.0), {"parameter_out_of_range"}),
        "less than nothing left": (one(remaining=-1), {"parameter_out_of_range"}),
        "negative weight": (one(weight=-0.5), {"negative"}),
        "endless weight": (one(weight=float("inf")), {"negative"}),
        "finished before it began": (
            one(actual_start=day(2), actual_finish=day(1)), {"finish_before_start"},
        ),
        "the future": (one(actual_start=day(6)), {"actual_after_data_date"}),
        "the future's end": (one(actual_finish=day(6)), {"actual_after_data_date"}),
        "finished, but not": (one(**happened, remaining=2), {"remaining_of_finished"}),
        "since when?": (plan(replace(a, **happened)), {"data_date_missing"}),
        "how much since when?": (plan(replace(a, percent=5.0)), {"data_date_missing"}),
        "no room": (one(not_earlier_than=day(6), finish_by=day(6)), {"constraints_exclude"}),
        "no room, fixed": (one(fixed_start=day(6), fixed_finish=day(6)), {"constraints_exclude"}),
        "fixed too early": (
            one(not_earlier_than=day(7), fixed_start=day(6)), {"constraints_exclude"},
        ),
        "fixed too late": (one(fixed_finish=day(9), finish_by=day(8)), {"constraints_exclude"}),
        "nothing before": (link(before="x"), {"unknown_activity"}),
        "nothing after": (link(after="x"), {"unknown_activity"}),
        "itself": (link(after="a"), {"link_to_itself"}),
        "unknown kind": (link(kind="XX"), {"not_allowed"}),
        "unknown unit of a lag": (link(unit="weeks"), {"not_allowed"}),
        "endless lag": (link(lag=10_001), {"parameter_out_of_range"}),
        "endless lead": (link(lag=-10_001), {"parameter_out_of_range"}),
        "unknown calendar of a lag": (link(calendar="moon"), {"unknown_calendar"}),
        "a circle": (plan(a, b, links="a>b b>a"), {"activities_in_a_circle"}),
        "bad hours": (plan(a, calendars={"site": {"hours": "9-5"}}), {"bad_hours"}),
        "bad zone": (plan(a, calendars={"site": {"zone": "Mars"}}), {"not_a_time_zone"}),
        "bad country": (
            plan(a, calendars={"site": {"country": "ZZ"}}), {"unknown_holiday_country"},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("name", broken())
def test_what_is_wrong_with_a_plan(name: str) -> None:
    """Each contradiction alone, in words of both languages."""
    wrong, codes = broken()[name]
    with pytest.raises(DatasetError) as caught:
        schedule(wrong)
    assert {problem.code for problem in caught.value.problems} == codes
    for problem in caught.value.problems:
        assert problem_text(problem, "en") != problem_text(problem, "zh")


def test_problems_say_of_what_they_are() -> None:
    """The activity or link, the field, its value, and what the words need."""
    a = Activity(id="a", duration=2)
    cases: list[tuple[Plan, tuple[Any, ...]]] = [
        (plan(replace(a, unit="weeks")), (  # type: ignore[arg-type]
            "unit", "weeks", {"of": "a", "values": "working, calendar"},
        )),
        (plan(replace(a, duration=-2)), (
            "duration", -2, {"of": "a", "name": "duration", "minimum": 0, "maximum": 10_000},
        )),
        (plan(replace(a, percent=101.0), data_date=day(1)), (
            "percent", 101.0, {"of": "a", "name": "percent", "minimum": 0, "maximum": 100},
        )),
        (plan(replace(a, remaining=-1)), (
            "remaining", -1, {"of": "a", "name": "remaining", "minimum": 0, "maximum": 10_000},
        )),
        (plan(replace(a, weight=-1.0)), ("weight", -1.0, {"of": "a"})),
        (plan(replace(a, calendar="moon")), ("calendar", "moon", {"of": "a"})),
        (plan(a, a), ("id", "a", {"of": "a"})),
        (plan(a, finish_by=day(-1)), ("finish_by", day(-1), {"of": "plan"})),
        (plan(replace(a, actual_start=day(1), actual_finish=day(0)), data_date=day(2)), (
            "actual_finish", day(0), {"of": "a"},
        )),
        (plan(replace(a, actual_start=day(3)), data_date=day(2)), (
            "actual_start", day(3), {"of": "a", "data_date": "2025-03-05"},
        )),
        (plan(replace(a, actual_start=day(1))), ("actual_start", day(1), {"of": "a"})),
        (plan(replace(a, actual_finish=day(1), remaining=3), data_date=day(2)), (
            "remaining", 3, {"of": "a"},
        )),
        (plan(replace(a, not_earlier_than=day(5), finish_by=day(5))), (
            "finish_by", "2025-03-08",
            {"of": "a", "days": 2, "other": "not_earlier_than", "other_value": "2025-03-08"},
        )),
        (plan(replace(a, not_earlier_than=day(5), fixed_finish=day(5))), (
            "fixed_finish", "2025-03-08",
            {"of": "a", "days": 2, "other": "not_earlier_than", "other_value": "2025-03-08"},
        )),
        (plan(replace(a, fixed_start=day(5), finish_by=day(5))), (
            "finish_by", "2025-03-08",
            {"of": "a", "days": 2, "other": "fixed_start", "other_value": "2025-03-08"},
        )),
        (plan(replace(a, not_earlier_than=day(5), fixed_start=day(4))), (
            "fixed_start", "2025-03-07",
            {"of": "a", "days": 2, "other": "not_earlier_than", "other_value": "2025-03-08"},
        )),
        (plan(replace(a, fixed_finish=day(5), finish_by=day(4))), (
            "finish_by", "2025-03-07",
            {"of": "a", "days": 2, "other": "fixed_finish", "other_value": "2025-03-08"},
        )),
        (plan(a, Activity(id="b"), links="a>x"), ("after", "x", {"of": "a -> x"})),
        (plan(a, links="a>a"), ("after", "a", {"of": "a -> a"})),
        (plan(a, calendars={"site": {"hours": "9-5"}}), (
            "calendars", "9-5", {"of": "site", "part": "9-5"},
        )),
    ]  # fmt: skip
    for wrong, (column, value, params) in cases:
        with pytest.raises(DatasetError) as caught:
            schedule(wrong)
        (problem,) = caught.value.problems
        assert (problem.column, problem.value, problem.params) == (column, value, params)
        assert str(caught.value).startswith("the plan has 1 problems")
    link = Link(before="a", after="b", kind="XX", lag=20_000, unit="weeks", calendar="moon")  # type: ignore[arg-type]
    with pytest.raises(DatasetError) as caught:
        schedule(Plan(start=MONDAY, activities=(a, Activity(id="b")), links=(link,)))
    assert [(p.column, p.value, p.params) for p in caught.value.problems] == [
        ("kind", "XX", {"of": "a -> b", "values": "FS, SS, FF, SF"}),
        ("unit", "weeks", {"of": "a -> b", "values": "working, calendar"}),
        ("lag", 20_000, {"of": "a -> b", "name": "lag", "minimum": -10_000, "maximum": 10_000}),
        ("calendar", "moon", {"of": "a -> b"}),
    ]


def test_too_many_activities() -> None:
    """A plan of more than 100,000 is a mistake somewhere."""
    many = tuple(Activity(id=f"a{n}") for n in range(100_001))
    with pytest.raises(DatasetError) as caught:
        schedule(Plan(start=MONDAY, activities=many))
    (problem,) = caught.value.problems
    assert problem.code == "too_many_activities"
    assert problem.params == {"count": 100_001, "maximum": 100_000}


def test_what_is_just_right() -> None:
    """The extremes that are allowed."""
    a = Activity(id="a", duration=2, weight=0)
    schedule(plan(replace(a, not_earlier_than=day(3), finish_by=day(4))))
    schedule(plan(replace(a, fixed_start=day(3), not_earlier_than=day(3))))
    schedule(plan(replace(a, fixed_finish=day(4), finish_by=day(4))))
    schedule(plan(a, finish_by=MONDAY))
    schedule(plan(replace(a, actual_start=day(5), percent=0), data_date=day(5)))
    schedule(plan(replace(a, actual_start=day(0), actual_finish=day(0)), data_date=day(5)))
    # What has happened asks no longer whether it could.
    schedule(
        plan(
            replace(a, actual_start=day(0), fixed_start=day(9), finish_by=day(1)), data_date=day(5)
        )
    )
    long = Link(before="a", after="b", lag=1000, kind="SF")
    schedule(Plan(start=MONDAY, activities=(a, Activity(id="b")), links=(long,)))


def test_all_problems_at_once() -> None:
    """Three activities, two links: five problems, and each says of what it is."""
    wrong = Plan(
        start=MONDAY,
        activities=(
            Activity(id="a", duration=-1),
            Activity(id="b", calendar="moon"),
            Activity(id="c", duration=3, weight=-2.0),
        ),
        links=(Link(before="a", after="x"), Link(before="b", after="b")),
    )
    with pytest.raises(DatasetError) as caught:
        schedule(wrong)
    assert [(p.params["of"], p.column, p.value) for p in caught.value.problems] == [
        ("a", "duration", -1),
        ("b", "calendar", "moon"),
        ("c", "weight", -2.0),
        ("a -> x", "after", "x"),
        ("b -> b", "after", "b"),
    ]


def test_every_circle_is_named_and_what_waits_behind_it_is_not() -> None:
    """Two circles and a tail."""
    names = "abcdefg"
    wrong = plan(
        *(Activity(id=name, duration=1) for name in names),
        links="a>b b>c c>a d>e e>d c>f f>g",
    )
    with pytest.raises(DatasetError) as caught:
        schedule(wrong)
    circles = {problem.params["circle"] for problem in caught.value.problems}
    assert circles == {"a -> b -> c -> a", "d -> e -> d"}


def test_the_json_of_a_schedule() -> None:
    """Rows, links and the chain, with dates as text."""
    works = (Activity(id="a", name="Quay", name_zh="码头", duration=2), Activity(id="m"))
    data = schedule(plan(*works, links="a>m", finish_by=day(9))).to_dict()
    assert data["start_on"] == "2025-03-03"
    assert data["finish_on"] == "2025-03-04"
    assert (data["finish_by"], data["data_date"]) == ("2025-03-12", None)
    assert data["critical_chain"] == ["a", "m"]
    assert data["dependencies"] == [
        {"before": "a", "after": "m", "kind": "FS", "lag": 0, "unit": "working", "calendar": ""}
    ]
    assert data["activities"][0] == {
        "id": "a", "name": "Quay", "name_zh": "码头", "duration": 2, "unit": "working",
        "calendar": "default", "early_start": "2025-03-03", "early_finish": "2025-03-04",
        "late_start": "2025-03-11", "late_finish": "2025-03-12", "float_days": 6,
        "free_float_days": 0, "critical": True, "provisional": False, "actual_start": None,
        "actual_finish": None, "percent": None,
    }  # fmt: skip
