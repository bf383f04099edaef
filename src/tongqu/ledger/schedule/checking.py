"""Everything that makes a plan impossible to read as one, found at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import Problem
from tongqu.ledger.schedule.plan import (
    DAY_UNITS,
    DEFAULT_CALENDAR,
    LINK_KINDS,
    Activity,
    Link,
    Plan,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

__all__ = ["MOST_ACTIVITIES", "MOST_DAYS", "circles", "plan_problems"]

MOST_ACTIVITIES = 100_000
MOST_DAYS = 10_000
"""Longest duration and lag, some 27 years."""


def plan_problems(plan: Plan, calendars: Collection[str]) -> list[Problem]:
    """Return what is wrong with a plan, circles apart.

    Parameters
    ----------
    plan
        The plan.
    calendars
        Names of calendars that are known besides the plan's own.
    """
    problems: list[Problem] = []
    known = {DEFAULT_CALENDAR, *calendars, *plan.calendars}
    seen: set[str] = set()
    if not plan.activities:
        problems.append(Problem("plan_without_activities"))
    if len(plan.activities) > MOST_ACTIVITIES:
        params = {"count": len(plan.activities), "maximum": MOST_ACTIVITIES}
        problems.append(Problem("too_many_activities", params))
    if plan.finish_by is not None and plan.finish_by < plan.start:
        problems.append(_wrong("finish_before_start", "plan", "finish_by", plan.finish_by))
    for activity in plan.activities:
        if activity.id in seen:
            problems.append(_wrong("activity_twice", activity.id, "id", activity.id))
        seen.add(activity.id)
        if activity.calendar not in known:
            problems.append(_wrong("unknown_calendar", activity.id, "calendar", activity.calendar))
        if activity.unit not in DAY_UNITS:
            problems.append(_not_a_unit(activity.id, activity.unit))
        if not 0 <= activity.duration <= MOST_DAYS:
            problems.append(_out_of_range(activity.id, "duration", activity.duration, 0))
    for number in plan.special:
        problems += _activity_problems(plan.activities[number], plan.data_date)
    if not _links_fit(plan.links, seen, known):
        for link in plan.links:
            problems += _link_problems(link, seen, known)
    return problems


def _links_fit(links: Sequence[Link], ids: set[str], calendars: set[str]) -> bool:
    """Return whether no link has a problem, by looking at all values of a column at once."""
    lags = {link.lag for link in links} | {0}
    return (
        {link.before for link in links} <= ids
        and {link.after for link in links} <= ids
        and {link.kind for link in links} <= set(LINK_KINDS)
        and {link.unit for link in links} <= set(DAY_UNITS)
        and {link.calendar for link in links} - {""} <= calendars
        and max(map(abs, lags)) <= MOST_DAYS
        and all(link.before != link.after for link in links)
    )


def _activity_problems(activity: Activity, data_date: dt.date | None) -> Iterator[Problem]:
    def wrong(code: str, column: str, **params: object) -> Problem:
        return _wrong(code, activity.id, column, getattr(activity, column), **params)

    for column, most in (("remaining", MOST_DAYS), ("percent", 100)):
        value = getattr(activity, column)
        if value is not None and not 0 <= value <= most:
            yield _out_of_range(activity.id, column, value, 0, most)
    if activity.weight is not None and not 0 <= activity.weight < float("inf"):
        yield wrong("negative", "weight")
    yield from _contradictions(activity)
    start, finish = activity.actual_start, activity.actual_finish
    if start is not None and finish is not None and finish < start:
        yield wrong("finish_before_start", "actual_finish")
    happened = activity.percent or start is not None or finish is not None
    if happened and data_date is None:
        yield wrong("data_date_missing", "actual_start")
    for column in ("actual_start", "actual_finish"):
        day = getattr(activity, column)
        if day is not None and data_date is not None and day > data_date:
            yield wrong("actual_after_data_date", column, data_date=data_date.isoformat())
    if activity.remaining and finish is not None:
        yield wrong("remaining_of_finished", "remaining")


def _contradictions(activity: Activity) -> Iterator[Problem]:
    """Yield constraints of one activity that exclude each other, whatever the links are."""
    firsts = ("not_earlier_than", "fixed_start")
    lasts = ("finish_by", "fixed_finish")
    # The shortest that it can take: calendar days are never more than working days need.
    days = max(activity.duration - 1, 0)
    if activity.actual_start is not None or activity.actual_finish is not None:
        return
    pairs = [(first, last) for first in firsts for last in lasts]
    for first, last in [*pairs, ("not_earlier_than", "fixed_start")]:
        begin, end = getattr(activity, first), getattr(activity, last)
        least = 0 if last == "fixed_start" else days
        if begin is not None and end is not None and (end - begin).days < least:
            yield _wrong("constraints_exclude", activity.id, last, end.isoformat(),
                other=first, other_value=begin.isoformat(), days=activity.duration,
            )  # fmt: skip
    if activity.fixed_finish is not None and activity.finish_by is not None:
        end, by = activity.fixed_finish, activity.finish_by
        if end > by:
            yield _wrong("constraints_exclude", activity.id, "finish_by", by.isoformat(),
                other="fixed_finish", other_value=end.isoformat(), days=activity.duration,
            )  # fmt: skip


def _link_problems(link: Link, ids: set[str], calendars: set[str]) -> Iterator[Problem]:
    name = f"{link.before} -> {link.after}"
    for column in ("before", "after"):
        if getattr(link, column) not in ids:
            yield _wrong("unknown_activity", name, column, getattr(link, column))
    if link.before == link.after:
        yield _wrong("link_to_itself", name, "after", link.after)
    if link.kind not in LINK_KINDS:
        yield _wrong("not_allowed", name, "kind", link.kind, values=", ".join(LINK_KINDS))
    if link.unit not in DAY_UNITS:
        yield _not_a_unit(name, link.unit)
    if abs(link.lag) > MOST_DAYS:
        yield _out_of_range(name, "lag", link.lag, -MOST_DAYS)
    if link.calendar and link.calendar not in calendars:
        yield _wrong("unknown_calendar", name, "calendar", link.calendar)


def _out_of_range(
    of: str, column: str, value: float, minimum: int, maximum: int = MOST_DAYS
) -> Problem:
    params = {"name": column, "minimum": minimum, "maximum": maximum}
    return _wrong("parameter_out_of_range", of, column, value, **params)


def _not_a_unit(of: str, unit: str) -> Problem:
    return _wrong("not_allowed", of, "unit", unit, values=", ".join(DAY_UNITS))


def _wrong(code: str, of: str, column: str, value: object, **params: object) -> Problem:
    return Problem(code, {"of": of, **params}, column=column, value=value)


def circles(after: Mapping[int, Sequence[int]], left: Collection[int]) -> list[list[int]]:
    """Return circles among activities that could not be put in order, no two sharing an activity.

    Parameters
    ----------
    after
        What follows each activity.
    left
        Activities that wait for each other, or for one that does.
    """
    open_ = set(left)
    found = []
    while open_:
        # What nothing of the rest follows is not in a circle, but waits for one.
        dead = [node for node in open_ if not any(to in open_ for to in after[node])]
        if dead:
            open_.difference_update(dead)
            continue
        path, place = [min(open_)], {min(open_): 0}
        while True:
            node = min(to for to in after[path[-1]] if to in open_)
            if node in place:
                found.append(path[place[node] :])
                open_.difference_update(found[-1])
                break
            place[node] = len(path)
            path.append(node)
    return found
