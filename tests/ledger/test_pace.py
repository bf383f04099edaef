"""How far a plan should be, and how far it is."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from tongqu.ledger.schedule import (
    Activity,
    Link,
    Plan,
    earned_percent,
    planned_percent,
    points_behind,
    schedule,
)

MONDAY = dt.date(2025, 3, 3)


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


def planned(*activities: Activity, **said: Any) -> Any:
    links = tuple(Link(before=one.id, after=two.id) for one, two in pairwise(activities))
    return schedule(Plan(start=MONDAY, activities=activities, links=links, **said))


def test_the_planned_curve_by_hand() -> None:
    """Five days, then fifteen; Saturdays and Sundays add nothing, the milestone weighs nothing."""
    base = planned(Activity(id="a", duration=5), Activity(id="b", duration=15), Activity(id="m"))
    by_day = {-1: 0, 0: 5, 3: 20, 4: 25, 5: 25, 6: 25, 7: 30, 24: 95, 25: 100, 40: 100}
    for n, percent in by_day.items():
        assert planned_percent(base, day(n)) == pytest.approx(percent)


def test_weights_replace_durations() -> None:
    """Money instead of days; a milestone with a weight counts from its day on."""
    base = planned(
        Activity(id="a", duration=5, weight=1), Activity(id="b", duration=5, weight=2),
        Activity(id="m", weight=1),
    )  # fmt: skip
    assert planned_percent(base, day(4)) == pytest.approx(25)
    assert planned_percent(base, day(9)) == pytest.approx(25 + 50 * 3 / 5)
    assert planned_percent(base, day(10)) == pytest.approx(65)
    assert planned_percent(base, day(11)) == pytest.approx(100)
    assert planned_percent(planned(Activity(id="m")), day(9)) == 0.0


def test_what_is_under_way_counts_from_its_actual_start() -> None:
    """A plan made later has it: five of ten days gone, five more to come."""
    again = planned(
        Activity(id="a", duration=10, actual_start=day(0), percent=50), data_date=day(4)
    )
    assert planned_percent(again, day(4)) == pytest.approx(50)
    assert planned_percent(again, day(11)) == pytest.approx(100)
    done = planned(
        Activity(id="a", duration=2, actual_start=day(0), actual_finish=day(3)), data_date=day(4)
    )
    assert planned_percent(done, day(1)) == pytest.approx(50)


def test_what_is_earned_and_how_far_behind() -> None:
    """Half of ten, all of five, a milestone that is reached and one that is not."""
    now = planned(
        Activity(id="a", duration=5, actual_start=day(0), actual_finish=day(5)),
        Activity(id="b", duration=10, actual_start=day(6), percent=50),
        Activity(id="m", weight=7, actual_start=day(5)),
        Activity(id="n", weight=5),
        Activity(id="c", duration=5, percent=100),
        Activity(id="d", duration=6, actual_start=day(9)),
        data_date=day(9),
    )
    assert earned_percent(now) == pytest.approx(100 * (5 + 5 + 7 + 0 + 5 + 0) / 38)
    assert earned_percent(planned(Activity(id="m"))) == 0.0
    base = planned(Activity(id="a", duration=10))
    assert points_behind(base, day(4), 30) == pytest.approx(20)
    assert points_behind(base, day(4), 75) == pytest.approx(-25)
