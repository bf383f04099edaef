"""How far a plan should be on a day, and how far behind it a work is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.ledger.schedule.network import Role

if TYPE_CHECKING:
    import datetime as dt

    from tongqu.ledger.schedule.plan import Activity
    from tongqu.ledger.schedule.result import Schedule

__all__ = ["earned_percent", "planned_percent", "points_behind"]


def planned_percent(baseline: Schedule, on: dt.date) -> float:
    """Return how much of a plan should be done by the end of a day.

    Each activity is done evenly over its days, as early as it can be. It counts with its weight, or
    with its duration where it has none; so a milestone without a weight does not count.

    Examples
    --------
    >>> import datetime as dt
    >>> from tongqu.ledger.schedule import Activity, Link, Plan, schedule
    >>> works = Activity(id="dig", duration=5), Activity(id="build", duration=15)
    >>> plan = Plan(
    ...     start=dt.date(2025, 3, 3), activities=works, links=(Link(before="dig", after="build"),)
    ... )
    >>> planned_percent(schedule(plan), dt.date(2025, 3, 11))
    35.0
    """
    done = total = 0.0
    for number, activity in enumerate(baseline.plan.activities):
        weight = _weight(activity)
        total += weight
        done += weight * _share_of(baseline, number, on)
    return 100 * done / total if total else 0.0


def _share_of(baseline: Schedule, number: int, on: dt.date) -> float:
    """Return which share of an activity is planned to be done by the end of a day."""
    network, early = baseline.network, baseline.early
    begin, end = early.begins[number], early.ends[number]
    if network.role[number] in (Role.STARTED, Role.FINISHED):
        begin = network.actual[number][0]
    now = on.toordinal() + 1 - network.origin
    if now >= end:
        return 1.0
    if now <= begin:
        return 0.0
    before = network.days[network.calendar[number]].before
    return (before[now] - before[begin]) / (before[end] - before[begin])


def earned_percent(current: Schedule) -> float:
    """Return how much of a plan is done, by what its activities say, weighted as planned."""
    done = total = 0.0
    for activity in current.plan.activities:
        weight = _weight(activity)
        total += weight
        if activity.actual_finish is not None or (
            activity.duration == 0 and activity.actual_start is not None
        ):
            done += weight
        else:
            done += weight * (activity.percent or 0) / 100
    return 100 * done / total if total else 0.0


def points_behind(baseline: Schedule, on: dt.date, percent: float) -> float:
    """Return by how many percentage points a progress lies behind the plan, negative if ahead."""
    return planned_percent(baseline, on) - percent


def _weight(activity: Activity) -> float:
    return activity.duration if activity.weight is None else activity.weight
