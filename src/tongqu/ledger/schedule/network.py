"""A plan as whole numbers: from activities and links to lists that a pass can run over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from math import ceil
from typing import TYPE_CHECKING

from tongqu.ledger.schedule.days import DayArrays

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongqu.calendars import WorkingTime
    from tongqu.ledger.schedule.plan import Activity, Plan

__all__ = ["FF", "FREE", "FS", "SF", "SS", "Network", "Role", "Successor", "links_of", "network_of"]

FREE = 1 << 40
"""An upper bound that binds nothing."""

ROUNDING = 1e-9  # of a percentage, so that 30 % of 10 days leave 7 and not 8


class Role(IntEnum):
    """How an activity is planned."""

    TASK = 0
    STARTED = 1
    MILESTONE_AT_END = 2
    MILESTONE_AT_START = 3
    FINISHED = 4


FS, SS, FF, SF = range(4)  # FS and SS bound a beginning; FS and FF count from an end
KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}

# Index of the activity that follows, kind, lag, place of the calendar in which the lag counts.
Successor = tuple[int, int, int, int]


@dataclass(slots=True)
class Network:
    """The numbers of a plan; a day number counts from the first day, see `DayArrays`.

    Attributes
    ----------
    origin
        Ordinal of the date of day 0.
    begin
        The first instant at which anything that is not done may be worked.
    days
        Working days by calendar; place 0 has every day.
    role, length, calendar
        Of each activity: how it is planned, days that are still to be worked, its calendar.
    start_from, finish_from, start_until, finish_until
        Bounds that dates put on its beginning and its end.
    actual
        Beginning and end as far as they have happened; an end that has not is 0.
    after
        What follows each activity.
    waits
        How many links lead to each.
    """

    origin: int
    begin: int
    days: list[DayArrays]
    role: list[int]
    length: list[int]
    calendar: list[int]
    start_from: list[int]
    finish_from: list[int]
    start_until: list[int]
    finish_until: list[int]
    actual: dict[int, tuple[int, int]]
    after: list[list[Successor]]
    waits: list[int]


def network_of(
    plan: Plan,
    times: Mapping[str, WorkingTime],
    links: tuple[list[list[Successor]], list[int]],
    first: dt.date,
    last: dt.date,
) -> Network:
    """Return the numbers of a plan that is free of problems.

    Parameters
    ----------
    plan
        The plan.
    times
        Its calendars by name.
    links
        What `links_of` says.
    first, last
        The days that the calendars cover; if a pass needs more, it raises IndexError.
    """
    activities = plan.activities
    places = {name: place for place, name in enumerate(times, 1)}
    count = len(activities)
    origin = first.toordinal()
    begin = plan.start.toordinal() - origin
    if plan.data_date is not None:
        begin = max(begin, plan.data_date.toordinal() + 1 - origin)
    network = Network(
        origin=origin,
        begin=begin,
        days=[DayArrays.of(None, first, last)]
        + [DayArrays.of(time, first, last) for time in times.values()],
        role=[Role.TASK] * count,
        length=[activity.duration for activity in activities],
        calendar=[
            places[activity.calendar] if activity.unit == "working" else 0
            for activity in activities
        ],
        start_from=[begin] * count,
        finish_from=[0] * count,
        start_until=[FREE] * count,
        finish_until=[FREE] * count,
        actual={},
        after=links[0],
        waits=links[1],
    )
    for number, length in enumerate(network.length):
        if not length:
            _milestone(network, number, activities[number])
    for number in plan.special:
        activity = activities[number]
        if activity.not_earlier_than or activity.fixed_start or activity.fixed_finish:
            _constrain(network, number, activity)
        if activity.finish_by:
            end = _end(network, number, activity.finish_by)
            network.finish_until[number] = min(network.finish_until[number], end)
        if activity.actual_start or activity.actual_finish or activity.percent:
            _happened(network, number, activity)
    return network


def links_of(plan: Plan, calendars: Iterable[str]) -> tuple[list[list[Successor]], list[int]]:
    """Return what follows each activity, and how many links lead to each."""
    places = {name: place for place, name in enumerate(calendars, 1)}
    index = {activity.id: number for number, activity in enumerate(plan.activities)}
    after: list[list[Successor]] = [[] for _ in plan.activities]
    waits = [0] * len(plan.activities)
    own = [places[activity.calendar] for activity in plan.activities]
    for link in plan.links:
        before, to, lag = index[link.before], index[link.after], link.lag
        place = 0
        if lag and link.unit == "working":
            place = places[link.calendar] if link.calendar else own[before]
        after[before].append((to, KINDS[link.kind], lag, place))
        waits[to] += 1
    return after, waits


def _milestone(network: Network, number: int, activity: Activity) -> None:
    at_start = activity.at_start
    if at_start is None:
        at_start = not network.waits[number]
    if at_start:
        network.role[number] = Role.MILESTONE_AT_START
    else:
        network.role[number] = Role.MILESTONE_AT_END
        # What lies at the end of a day cannot be reached before the end of the first.
        network.start_from[number] += 1


def _constrain(network: Network, number: int, activity: Activity) -> None:
    """Note the days on which an activity may or must begin, or must end."""
    for day in (activity.not_earlier_than, activity.fixed_start):
        if day is not None:
            begin = _begin(network, number, day)
            network.start_from[number] = max(network.start_from[number], begin)
    if activity.fixed_start is not None:
        network.start_until[number] = _begin(network, number, activity.fixed_start)
    if activity.fixed_finish is not None:
        end = _end(network, number, activity.fixed_finish)
        network.finish_from[number] = network.finish_until[number] = end


def _begin(network: Network, number: int, day: dt.date) -> int:
    """Return the beginning of what begins on a day; a milestone may lie at its end."""
    at_end = network.role[number] == Role.MILESTONE_AT_END
    return day.toordinal() - network.origin + at_end


def _end(network: Network, number: int, day: dt.date) -> int:
    """Return the end of what ends on a day; a milestone may lie at its beginning."""
    at_start = network.role[number] == Role.MILESTONE_AT_START
    return day.toordinal() - network.origin + 1 - at_start


def _happened(network: Network, number: int, activity: Activity) -> None:
    """Note what has happened, and what is left to do after the data date."""
    start, finish = activity.actual_start, activity.actual_finish
    days = network.days[network.calendar[number]]
    if not activity.duration:
        day = finish or start
        if day is not None:
            at = _begin(network, number, day)
            network.role[number] = Role.FINISHED
            network.actual[number] = at, at
        return
    if finish is not None:
        end = finish.toordinal() - network.origin + 1
        if start is not None:
            begin = start.toordinal() - network.origin
        else:
            begin = days.worked[max(days.before[end] - activity.duration, 0)]
        network.role[number] = Role.FINISHED
        network.actual[number] = begin, end
        return
    network.role[number] = Role.STARTED
    # A beginning that nobody has noted was not later than the data date.
    begin = start.toordinal() - network.origin if start is not None else network.begin - 1
    network.actual[number] = begin, 0
    network.length[number] = _left(activity, days, begin, network.begin)


def _left(activity: Activity, days: DayArrays, begin: int, now: int) -> int:
    """Return the days that an activity that has begun still needs."""
    if activity.remaining is not None:
        return activity.remaining
    if activity.percent is not None:
        left = ceil(activity.duration * (100 - activity.percent) / 100 - ROUNDING)
        return left if activity.percent >= 100 else max(left, 1)
    # Nobody has said how far it is: it keeps the pace of the plan, and is not done yet.
    return max(activity.duration - (days.before[now] - days.before[begin]), 1)
