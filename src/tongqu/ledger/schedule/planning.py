"""From a plan to its schedule: check, number, plan forwards, plan backwards."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tongqu.calendars import WorkingTime
from tongqu.errors import BadValueError, DatasetError, Problem
from tongqu.ledger.schedule.checking import circles, plan_problems
from tongqu.ledger.schedule.network import Role, links_of, network_of
from tongqu.ledger.schedule.passes import backward, forward
from tongqu.ledger.schedule.plan import DEFAULT_CALENDAR
from tongqu.ledger.schedule.result import Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.ledger.schedule.network import Network
    from tongqu.ledger.schedule.plan import Plan

__all__ = ["schedule"]

BACK_Y, AHEAD_Y = 2, 12
"""Years of calendars before the first and after the last date of a plan; more if it needs more."""


def schedule(plan: Plan, *, calendars: Mapping[str, WorkingTime] | None = None) -> Schedule:
    """Plan the activities forwards from the start and backwards from the finish.

    Parameters
    ----------
    plan
        Activities, links, constraints, and what has happened.
    calendars
        Calendars by name; ``default`` is that of an office in mainland China unless it is given
        here or in the plan.

    Returns
    -------
    Schedule
        With early and late dates, floats, the critical chain, and the dates that cannot be kept:
        those are an answer, not an error.

    Raises
    ------
    tongqu.errors.DatasetError
        If the plan contradicts itself: unknown names, circles of links, constraints of one activity
        that exclude each other. All problems at once.

    Examples
    --------
    >>> from tongqu.ledger.schedule import Activity, Link, Plan
    >>> plan = Plan(
    ...     start=dt.date(2025, 1, 20),
    ...     activities=(Activity(id="pave", duration=10), Activity(id="open")),
    ...     links=(Link(before="pave", after="open"),),
    ... )
    >>> planned = schedule(plan)
    >>> planned["open"].early_finish.isoformat()  # Spring Festival lies between
    '2025-02-07'
    """
    times, problems = _calendars(plan, calendars or {})
    problems += plan_problems(plan, times)
    if problems:
        raise _refused(problems)
    links = links_of(plan, times)
    first, last = _dates(plan)
    back, ahead = BACK_Y, AHEAD_Y
    while True:
        since = dt.date(max(first.year - back, 1900), 1, 1)
        until = dt.date(min(last.year + ahead, 2299), 12, 31)
        try:
            network = network_of(plan, times, links, since, until)
            return _planned(plan, times, network)
        except IndexError:
            if since.year == 1900 and until.year == 2299:
                problem = Problem("plan_beyond_calendar", {"first": 1900, "last": 2299})
                raise _refused([problem]) from None
            back, ahead = back * 4, ahead * 4


def _planned(plan: Plan, times: Mapping[str, WorkingTime], network: Network) -> Schedule:
    order, early = forward(network)
    if len(order) < len(plan.activities):
        raise _refused(_circle_problems(plan, network, order))
    finish = max(
        end + (role == Role.MILESTONE_AT_START)
        for end, role in zip(early.ends, network.role, strict=True)
    )
    late = last = backward(network, order, finish)
    if plan.finish_by is not None:
        until = plan.finish_by.toordinal() + 1 - network.origin
        last = backward(network, order, until)
    return Schedule(
        plan=plan, times=times, network=network, order=order, early=early, late=last,
        tight=late, finish=finish,
    )  # fmt: skip


def _dates(plan: Plan) -> tuple[dt.date, dt.date]:
    """Return the first and the last date of a plan."""
    first = last = plan.start
    if plan.data_date is not None:
        last = max(last, plan.data_date)
    for activity in (plan.activities[number] for number in plan.special):
        for day in (
            activity.not_earlier_than,
            activity.finish_by,
            activity.fixed_start,
            activity.fixed_finish,
            activity.actual_start,
            activity.actual_finish,
        ):
            if day is not None:
                first, last = min(first, day), max(last, day)
    if plan.finish_by is not None:
        last = max(last, plan.finish_by)
    return first, last


def _calendars(
    plan: Plan, given: Mapping[str, WorkingTime]
) -> tuple[dict[str, WorkingTime], list[Problem]]:
    """Return the calendars by name; those of the plan go before those that are given."""
    times = {DEFAULT_CALENDAR: WorkingTime(), **given}
    problems: list[Problem] = []
    for name, spec in plan.calendars.items():
        try:
            times[name] = WorkingTime.of(**spec)
        except BadValueError as error:
            problems += [
                Problem(
                    found.code, {**found.params, "of": name}, column="calendars",
                    value=found.value, expected=found.expected,
                )
                for found in error.problems
            ]  # fmt: skip
            times[name] = times[DEFAULT_CALENDAR]
    return times, problems


def _circle_problems(plan: Plan, network: Network, order: list[int]) -> list[Problem]:
    after = {number: [to for to, _, _, _ in links] for number, links in enumerate(network.after)}
    left = set(range(len(plan.activities))).difference(order)
    names = [activity.id for activity in plan.activities]
    return [
        Problem("activities_in_a_circle", {"circle": " -> ".join([*path, path[0]])})
        for path in ([names[number] for number in circle] for circle in circles(after, left))
    ]


def _refused(problems: list[Problem]) -> DatasetError:
    return DatasetError(f"the plan has {len(problems)} problems", problems)
