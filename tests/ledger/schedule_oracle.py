"""Schedules the naive way: try a day; if anything is broken, move one activity by one day; again.

Nothing of `tongqu.ledger.schedule` is used but the words of a plan. There are no tables of working
days, no order of activities, no inverse of a lag: working days are counted one by one, and the rule
of a link is only ever read forwards, also when a plan is made backwards.

Instants are numbers of days: an activity that works on day 5 alone begins at 5 and ends at 6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tongqu.ledger.schedule import Activity, Link, Plan

Works = Callable[[int], bool]
FAR = 4000  # days; what a drawn plan never reaches


def every_day(_day: int) -> bool:
    return True


class Naive:
    """One plan, and the days on which each calendar works."""

    def __init__(self, plan: Plan, works: dict[str, Works]) -> None:
        self.plan = plan
        self.works = works
        self.origin = plan.start.toordinal()
        self.activities = {activity.id: activity for activity in plan.activities}
        self.now = 0
        if plan.data_date is not None:
            self.now = max(0, self.day(plan.data_date) + 1)
        self.led = {link.after for link in plan.links}

    def day(self, date: dt.date) -> int:
        return date.toordinal() - self.origin

    # --- what an activity does if it begins at an instant -----------------------------------------

    def calendar(self, activity: Activity) -> Works:
        return every_day if activity.unit == "calendar" else self.works[activity.calendar]

    def kind(self, activity: Activity) -> str:
        if activity.duration == 0:
            if activity.actual_start or activity.actual_finish:
                return "finished"
            at_start = activity.at_start
            if at_start is None:
                at_start = activity.id not in self.led
            return "at start" if at_start else "at end"
        if activity.actual_finish:
            return "finished"
        return "started" if activity.actual_start or activity.percent else "task"

    def left(self, activity: Activity) -> int:
        """Days that are still to be worked."""
        if self.kind(activity) != "started":
            return activity.duration
        if activity.remaining is not None:
            return activity.remaining
        if activity.percent is not None:
            for left in range(activity.duration + 1):
                # the fewest whole days that are no less than what the percentage leaves
                if left * 100 >= activity.duration * (100 - activity.percent):
                    return max(left, 1) if activity.percent < 100 else left
        start = self.day(activity.actual_start)
        gone = sum(self.calendar(activity)(day) for day in range(start, self.now))
        return max(activity.duration - gone, 1)

    def allowed(self, activity: Activity, begin: int) -> bool:
        """Whether something of this kind can begin at an instant at all."""
        works = self.calendar(activity)
        if self.kind(activity) == "at end":
            return works(begin - 1)
        if self.kind(activity) == "started" and self.left(activity) == 0:
            return True
        return works(begin)

    def end(self, activity: Activity, begin: int) -> int:
        """Walk day by day until enough days are worked."""
        left = 0 if activity.duration == 0 else self.left(activity)
        at = begin
        while left:
            left -= self.calendar(activity)(at)
            at += 1
        return at

    def start(self, activity: Activity, begin: int) -> int:
        """Where links that count from its beginning begin."""
        if self.kind(activity) == "started":
            if activity.actual_start is None:
                return self.now - 1
            return self.day(activity.actual_start)
        return begin

    def happened(self, activity: Activity) -> tuple[int, int]:
        if activity.duration == 0:
            at_end = activity.at_start is False or (
                activity.at_start is None and activity.id in self.led
            )
            at = self.day(activity.actual_finish or activity.actual_start) + at_end
            return at, at
        end = self.day(activity.actual_finish) + 1
        if activity.actual_start:
            return self.day(activity.actual_start), end
        begin, left = end, activity.duration
        while left:
            begin -= 1
            left -= self.calendar(activity)(begin)
        return begin, end

    def lagged(self, at: int, link: Link) -> int:
        """Walk as many days from an instant as the lag has."""
        works = every_day
        if link.unit == "working":
            works = self.works[link.calendar or self.activities[link.before].calendar]
        left = abs(link.lag)
        while left:
            if link.lag > 0:
                left -= works(at)
                at += 1
            else:
                at -= 1
                left -= works(at)
        return at

    def keeps(self, link: Link, begins: dict[str, int]) -> bool:
        """Whether a link is kept."""
        before, after = self.activities[link.before], self.activities[link.after]
        if self.kind(after) == "finished":
            return True
        at = begins[before.id]
        if self.kind(before) == "finished":
            start, end = self.happened(before)
        else:
            start, end = self.start(before, at), self.end(before, at)
        bound = self.lagged(end if link.kind in ("FS", "FF") else start, link)
        begin = begins[after.id]
        return bound <= (begin if link.kind in ("FS", "SS") else self.end(after, begin))

    # --- forwards ---------------------------------------------------------------------------------

    def early(self) -> dict[str, int]:
        """Begin everything at once, and delay by a day what is too early, until nothing is."""
        begins = {}
        for activity in self.plan.activities:
            begins[activity.id] = self.now + (self.kind(activity) == "at end")
        moved = True
        while moved:
            moved = False
            for activity in self.plan.activities:
                if self.kind(activity) == "finished":
                    continue
                while not self.early_enough(activity, begins):
                    begins[activity.id] += 1
                    assert begins[activity.id] < FAR
                    moved = True
        return begins

    def early_enough(self, activity: Activity, begins: dict[str, int]) -> bool:
        begin = begins[activity.id]
        at_end, at_start = (self.kind(activity) == kind for kind in ("at end", "at start"))
        if not self.allowed(activity, begin):
            return False
        for day in (activity.not_earlier_than, activity.fixed_start):
            if day is not None and begin < self.day(day) + at_end:
                return False
        if activity.fixed_finish is not None:
            end = self.end(activity, begin)
            if end < self.day(activity.fixed_finish) + 1 - at_start:
                return False
        return all(
            self.keeps(link, begins) for link in self.plan.links if link.after == activity.id
        )

    # --- backwards --------------------------------------------------------------------------------

    def late(self, until: int, early: dict[str, int] | None = None) -> dict[str, int]:
        """Begin everything far too late, and move it a day earlier until all links are kept.

        With early beginnings, what follows stands there instead: the difference is the free float.
        """
        begins = {activity.id: until + 1 for activity in self.plan.activities}
        moved = True
        while moved:
            moved = False
            for activity in self.plan.activities:
                if self.kind(activity) == "finished":
                    continue
                while not self.late_enough(activity, begins, until, early):
                    begins[activity.id] -= 1
                    assert begins[activity.id] > -FAR
                    moved = True
        return begins

    def late_enough(
        self, activity: Activity, begins: dict[str, int], until: int, early: dict[str, int] | None
    ) -> bool:
        begin = begins[activity.id]
        at_end, at_start = (self.kind(activity) == kind for kind in ("at end", "at start"))
        started = self.kind(activity) == "started"
        if not self.allowed(activity, begin):
            return False
        end = self.end(activity, begin)
        if end > until - at_start:
            return False
        fixed = activity.fixed_start
        if fixed is not None and not started and begin > self.day(fixed) + at_end:
            return False
        for day in (activity.finish_by, activity.fixed_finish):
            if day is not None and end > self.day(day) + 1 - at_start:
                return False
        for link in self.plan.links:
            if link.before == activity.id:
                if started and link.kind in ("SS", "SF"):
                    continue  # it has begun; nothing can change that
                those = begins if early is None else {**early, activity.id: begin}
                if not self.keeps(link, those):
                    return False
        return True
