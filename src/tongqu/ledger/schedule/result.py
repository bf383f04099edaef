"""What planning found: early and late dates, floats, what drives the finish, what is not kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tongqu.ledger.schedule.days import advance
from tongqu.ledger.schedule.network import FF, FS, SS, Role
from tongqu.ledger.schedule.passes import backward

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongqu.calendars import WorkingTime
    from tongqu.ledger.schedule.network import Network
    from tongqu.ledger.schedule.passes import Times
    from tongqu.ledger.schedule.plan import Activity, Plan

__all__ = ["Conflict", "Schedule", "ScheduledActivity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledActivity:
    """When an activity can and must be done; days are its first and its last.

    Attributes
    ----------
    activity
        As the plan has it.
    early_start, early_finish
        Planned forwards; of what has happened, the actual days.
    late_start, late_finish
        Planned backwards from the finish; None of what has happened.
    float_days, free_float_days
        Days of its calendar by which it can be late without the finish, or without anything that
        follows, being late. Negative: it is late already. None if it is finished.
    critical
        Whether any delay delays the forward-planned finish.
    provisional
        Whether a date lies in a year whose holidays are not announced.
    """

    activity: Activity
    early_start: dt.date
    early_finish: dt.date
    late_start: dt.date | None
    late_finish: dt.date | None
    float_days: int | None
    free_float_days: int | None
    critical: bool
    provisional: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON shows it."""
        activity = self.activity
        return {
            "id": activity.id,
            "name": activity.name,
            "name_zh": activity.name_zh,
            "duration": activity.duration,
            "unit": activity.unit,
            "calendar": activity.calendar,
            "early_start": self.early_start.isoformat(),
            "early_finish": self.early_finish.isoformat(),
            "late_start": _iso(self.late_start),
            "late_finish": _iso(self.late_finish),
            "float_days": self.float_days,
            "free_float_days": self.free_float_days,
            "critical": self.critical,
            "provisional": self.provisional,
            "actual_start": _iso(activity.actual_start),
            "actual_finish": _iso(activity.actual_finish),
            "percent": activity.percent,
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """A date that a plan asks for and cannot keep.

    Attributes
    ----------
    activity
        Id; empty for the finish of the whole.
    constraint
        Field of the plan or the activity that is not kept.
    asked, found
        The day that is asked for, and the one that the forward pass finds.
    days
        Working days of the activity's calendar between them.
    """

    activity: str
    constraint: str
    asked: dt.date
    found: dt.date
    days: int


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A plan with its dates; ask it by id, or go through its rows.

    Attributes
    ----------
    plan, times
        The plan, and its calendars by name.
    network, order, early, late
        The numbers of the plan: see `Network` and `Times`. `late` is planned backwards from the
        finish that the plan must keep.
    tight
        Planned backwards from the forward-planned finish.
    finish
        Forward-planned end, as the number of a day.
    """

    plan: Plan
    times: Mapping[str, WorkingTime]
    network: Network
    order: list[int]
    early: Times
    late: Times
    tight: Times
    finish: int

    @cached_property
    def _index(self) -> dict[str, int]:
        return {activity.id: number for number, activity in enumerate(self.plan.activities)}

    @cached_property
    def _free(self) -> Times:
        return backward(self.network, self.order, self.finish, self.early)

    def __getitem__(self, activity: str) -> ScheduledActivity:
        return self._row(self._index[activity])

    def __iter__(self) -> Iterator[ScheduledActivity]:
        return (self._row(number) for number in range(len(self.plan.activities)))

    def __len__(self) -> int:
        return len(self.plan.activities)

    @cached_property
    def start_on(self) -> dt.date:
        """First day on which anything is done."""
        return min(row.early_start for row in self)

    @property
    def finish_on(self) -> dt.date:
        """Last day, planned forwards."""
        return self._date(self.finish - 1)

    def float_days(self, number: int, late: Times | None = None) -> int:
        """Return the float of an activity by its place in the plan."""
        before = self.network.days[self.network.calendar[number]].before
        ends = (late or self.late).ends
        return before[ends[number]] - before[self.early.ends[number]]

    def _date(self, day: int) -> dt.date:
        return dt.date.fromordinal(day + self.network.origin)

    def _days(self, number: int, begin: int, end: int) -> tuple[dt.date, dt.date]:
        """Return the first and the last day of what is worked between two instants."""
        role = self.network.role[number]
        if role == Role.MILESTONE_AT_START:
            return self._date(begin), self._date(begin)
        if role == Role.MILESTONE_AT_END:
            return self._date(end - 1), self._date(end - 1)
        return self._date(begin), self._date(end - 1)

    def _row(self, number: int) -> ScheduledActivity:
        activity = self.plan.activities[number]
        role = self.network.role[number]
        start, finish = self._days(number, self.early.begins[number], self.early.ends[number])
        late_start: dt.date | None
        late_finish: dt.date | None
        late_start, late_finish = self._days(
            number, self.late.begins[number], self.late.ends[number]
        )
        slack: int | None = self.float_days(number)
        free: int | None = self.float_days(number, self._free)
        critical = self.float_days(number, self.tight) <= 0
        if role in (Role.STARTED, Role.FINISHED):
            start = self._date(self.network.actual[number][0])
            late_start = None
        if role == Role.FINISHED:
            if not activity.duration:
                start = finish = activity.actual_finish or activity.actual_start or finish
            late_finish = slack = free = None
            critical = False
        time = self.times[activity.calendar]
        provisional = time.is_provisional(finish)
        if late_finish is not None:
            provisional = provisional or time.is_provisional(late_finish)
        return ScheduledActivity(
            activity=activity, early_start=start, early_finish=finish, late_start=late_start,
            late_finish=late_finish, float_days=slack, free_float_days=free, critical=critical,
            provisional=provisional,
        )  # fmt: skip

    @cached_property
    def critical_chain(self) -> tuple[str, ...]:
        """What leads to the finish without a pause: each activity drives the one after it.

        With several calendars, an activity of the chain may have some days of float, namely those
        on which its own calendar works and that of the next one rests.
        """
        leading: dict[int, list[tuple[int, int, int, int]]] = {}
        for number, links in enumerate(self.network.after):
            for to, kind, lag, place in links:
                leading.setdefault(to, []).append((number, kind, lag, place))
        ends = self.early.ends
        rank = {number: place for place, number in enumerate(self.order)}
        last: int | None = max(self.order, key=lambda number: (ends[number], rank[number]))
        chain = []
        while last is not None:
            chain.append(self.plan.activities[last].id)
            last = self._driver(last, leading.get(last, []))
        return tuple(reversed(chain))

    def _driver(self, number: int, links: list[tuple[int, int, int, int]]) -> int | None:
        """Return what an activity waited for to the last; None if it was for no other."""
        network, early = self.network, self.early
        if network.role[number] == Role.FINISHED:
            return None
        before, worked = network.days[network.calendar[number]]
        found: tuple[int, int] | None = None
        for link, (by, kind, lag, place) in enumerate(links):
            start = early.begins[by]
            if network.role[by] in (Role.STARTED, Role.FINISHED):
                start = network.actual[by][0]
            bound = advance(early.ends[by] if kind in (FS, FF) else start, lag, network.days[place])
            # The first day of work is the first worked one from the bound on, the last one too.
            role = network.role[number]
            at_start = kind in (FS, SS) and role != Role.MILESTONE_AT_END
            if at_start or role == Role.MILESTONE_AT_START:
                drives = worked[before[bound]] >= early.begins[number]
            else:
                drives = worked[before[bound - 1]] + 1 >= early.ends[number]
            if drives and (found is None or bound > found[0]):
                found = bound, link
        return None if found is None else links[found[1]][0]

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Every date that the plan asks for and that the forward pass does not keep."""
        found = []
        for number, activity in enumerate(self.plan.activities):
            asked = {
                "fixed_start": activity.fixed_start,
                "fixed_finish": activity.fixed_finish,
                "finish_by": activity.finish_by,
            }
            if self.network.role[number] != Role.FINISHED and any(asked.values()):
                row = self._row(number)
                for name, day in asked.items():
                    is_ = row.early_start if name == "fixed_start" else row.early_finish
                    if day is not None and (is_ > day or (name != "finish_by" and is_ != day)):
                        found.append(self._conflict(activity, name, day, is_))
        by = self.plan.finish_by
        if by is not None and self.finish_on > by:
            last = self.plan.activities[max(self.order, key=self.early.ends.__getitem__)]
            conflict = self._conflict(last, "finish_by", by, self.finish_on)
            found.append(Conflict("", "finish_by", by, self.finish_on, conflict.days))
        return tuple(found)

    def _conflict(
        self, activity: Activity, constraint: str, asked: dt.date, found: dt.date
    ) -> Conflict:
        days = (found - asked).days
        if activity.unit == "working":
            days = self.times[activity.calendar].working_days_between(asked, found).count
        return Conflict(activity.id, constraint, asked, found, days)

    def to_dict(self) -> dict[str, Any]:
        """Return the schedule as JSON shows it."""
        return {
            "start_on": self.start_on.isoformat(),
            "finish_on": self.finish_on.isoformat(),
            "finish_by": _iso(self.plan.finish_by),
            "data_date": _iso(self.plan.data_date),
            "activities": [row.to_dict() for row in self],
            "dependencies": [
                {
                    "before": link.before, "after": link.after, "kind": link.kind,
                    "lag": link.lag, "unit": link.unit, "calendar": link.calendar,
                }
                for link in self.plan.links
            ],
            "critical_chain": list(self.critical_chain),
            "conflicts": [
                {
                    "activity": conflict.activity, "constraint": conflict.constraint,
                    "asked": conflict.asked.isoformat(), "found": conflict.found.isoformat(),
                    "days": conflict.days,
                }
                for conflict in self.conflicts
            ],
        }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
