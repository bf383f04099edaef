"""Calendars by their definition: the speed at an hour, looked up anew each time."""

import math

from tongqu.sim import Calendar


class Hours:
    """A calendar without stands by chance."""

    def __init__(self, calendar: Calendar, hours: float) -> None:
        self.calendar = calendar
        moments = set(range(math.ceil(hours) + 1)) if calendar.week else set()
        moments |= {at for at, _ in calendar.changes}
        moments |= {at for pair in calendar.closures for at in pair}
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
