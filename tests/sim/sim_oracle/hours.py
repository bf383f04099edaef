"""Calendars by their definition: the speed at an hour, looked up anew each time."""

import math

from sim_oracle.luck import Luck
from tongqu.sim import Calendar


class Hours:
    """A calendar, with the stands of a replication."""

    def __init__(self, calendar: Calendar, hours: float, luck: Luck) -> None:
        self.calendar = calendar
        self.stands: list[tuple[float, float]] = []
        now, number = 0.0, 0
        while calendar.stops and now < hours:
            begin = now + luck.draw(calendar.stops.runs, number, 0, "runs", calendar.id)
            now = begin + luck.draw(calendar.stops.stands, number, 0, "stands", calendar.id)
            self.stands.append((begin, now))
            number += 1
        moments = set(range(math.ceil(hours) + 1)) if calendar.week else set()
        moments |= {at for at, _ in calendar.changes}
        moments |= {at for pair in calendar.closures for at in pair}
        moments |= {at for pair in self.stands for at in pair}
        self.moments = sorted(float(at) for at in moments if at > 0)

    def speed(self, hour: float) -> float:
        """Return the speed at an hour."""
        speed = 1.0
        if self.calendar.week:
            speed *= self.calendar.week[math.floor(hour) % 168]
        for _, value in sorted(p for p in self.calendar.changes if p[0] <= hour)[-1:]:
            speed *= value
        if any(begin <= hour < end for begin, end in self.calendar.closures):
            speed = 0.0
        if self.calendar.stops and any(begin <= hour < end for begin, end in self.stands):
            speed *= self.calendar.stops.speed
        return speed

    def finish(self, now: float, work: float) -> float:
        """Return when work that begins now is done."""
        for moment in [at for at in self.moments if at > now]:
            done = self.speed(now) * (moment - now)
            if done >= work and self.speed(now) > 0:
                break
            work, now = work - done, moment
        speed = self.speed(now)
        return now + work / speed if speed else math.inf

    def open_from(self, now: float, least: float) -> float:
        """Return when the value is first not below a least one."""
        for hour in [now, *(at for at in self.moments if at > now)]:
            if self.speed(hour) >= least:
                return hour
        return math.inf
