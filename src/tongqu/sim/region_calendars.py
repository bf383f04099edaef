"""When things of a port work: opening hours, closures, shares of the traffic, days and nights."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.calendars import open_intervals
from tongqu.sim.laws import Law
from tongqu.sim.region_holidays import slowed
from tongqu.sim.scenario import Calendar, RandomStops

if TYPE_CHECKING:
    from tongqu.model.known import Knowledge
    from tongqu.model.region import Region
    from tongqu.sim.region_figures import Figures
    from tongqu.sim.region_params import PortParams

__all__ = ["Calendars", "Steps", "stands", "value_at"]

WEEK_H, YEAR_H = 168, 8760.0
Steps = tuple[tuple[float, float], ...]
"""Hours of the run, each with a value from then on."""


class Calendars:
    """Makes the calendars of a scenario, and keeps them.

    Parameters
    ----------
    region, known, figures, params
        The port.
    first_day, lead_h, hours
        First day that counts, hours that run before it, hours in all.
    """

    def __init__(
        self,
        region: Region,
        known: Knowledge,
        figures: Figures,
        params: PortParams,
        first_day: datetime,
        lead_h: float,
        hours: float,
    ) -> None:
        self.region, self.known, self.figures, self.params = region, known, figures, params
        self.first_day, self.lead_h, self.hours = first_day, lead_h, hours
        self.begin = first_day - timedelta(hours=lead_h)
        self.made: dict[str, Calendar] = {}

    def keep(self, calendar: Calendar | None) -> str | None:
        """Keep a calendar and return its name; None for one that never changes anything."""
        if calendar is None or calendar == Calendar(calendar.id):
            return None
        self.made[calendar.id] = calendar
        return calendar.id

    # --- time -------------------------------------------------------------------------------------

    def hour(self, when: datetime) -> float:
        """Return the hour of the run at an instant; long before it, a very small number."""
        if when.year < self.begin.year - 200:
            return -1e9
        return (when.astimezone(UTC) - self.begin.astimezone(UTC)).total_seconds() / 3600

    def value_at(self, steps: Any, hour: float = 0.0) -> Any:
        """Return the value of steps at an hour; in the lead, that of the first day."""
        at = max(hour, self.lead_h)
        done = [value for when, value in steps if self.hour(when) <= at]
        return done[-1] if done else None

    def week(self, hours: str) -> tuple[float, ...]:
        """Return for each hour of the week in which the run begins, how much of it is open."""
        if hours in ("", "24/7"):
            return ()
        shares = [0.0] * WEEK_H
        end = self.begin + timedelta(hours=WEEK_H)
        for first, last in open_intervals(hours, self.region.zone, self.begin, end):
            for hour in range(first // 60, min(WEEK_H, -(-last // 60))):
                shares[hour] += (min(last, 60 * hour + 60) - max(first, 60 * hour)) / 60
        return tuple(shares)

    def closures(self, table: str, row_id: str) -> Steps:
        """Return the closures of a row that are known; the lead shows the port as it runs."""
        closed = []
        for closure in self.known.closures(table, row_id):
            begin = max(self.hour(self.region.local(closure.closed_from)), self.lead_h)
            until = closure.closed_until
            end = self.hours if until is None else self.hour(self.region.local(until))
            if begin < min(end, self.hours):
                self.figures.use("closures", closure, "closed_from", "closed_until")
                closed.append((begin, end))
        return tuple(closed)

    # --- what there is ----------------------------------------------------------------------------

    def terminal(self, row: Any) -> str | None:
        """Return the calendar of work at a terminal: hours, closures, holidays, weather.

        Terminals that are always open share one, so that a storm comes to all of them.
        """
        week, closures = self.week(row.opening_hours), self.closures("terminals", row.id)
        name = f"work-{row.id}" if week or closures else "work"
        return self.keep(
            Calendar(name, week, slowed(self, self.params.holiday_work, self.first_day), closures,
                     stands(self.params.weather_h_per_year, self.params.weather_h))
        )  # fmt: skip

    def chamber(self, lock: Any, chamber: Any, *, alone: bool) -> str | None:
        """Return the calendar of a chamber: of its lock, and breakdowns of its own."""
        params = self.params
        stops = stands(params.chamber_out * YEAR_H, params.chamber_repair_h)
        name = chamber.id if stops is not None and not alone else lock.id
        return self.keep(
            Calendar(f"open-{name}", self.week(lock.opening_hours),
                     closures=self.closures("locks", lock.id), stops=stops)
        )  # fmt: skip

    def cranes(self, row: Any, week: tuple[float, ...]) -> str | None:
        """Return the calendar of a pool of cranes: shifts, closures, breakdowns.

        So many cranes are out together that somebody is being repaired for half of the time at
        the most: one crane of a small pool.
        """
        out = row.cranes * self.params.crane_out
        together = max(1, math.ceil(out / 0.5 - 1e-9))
        speed = max(0.0, 1.0 - together / row.cranes)
        stops = stands(out / together * YEAR_H, self.params.crane_repair_h, speed)
        return self.keep(
            Calendar(f"shifts-{row.id}", week, closures=self.closures("crane_pools", row.id),
                     stops=stops)
        )  # fmt: skip

    def sailing(self) -> str | None:
        """Return the calendar of vessels under way: hours of sailing, and fog."""
        params = self.params
        return self.keep(
            Calendar("sailing", self.week(params.sailing_hours),
                     stops=stands(params.fog_h_per_year, params.fog_h))
        )  # fmt: skip

    def reach(self, link: Any) -> str | None:
        """Return the calendar of a reach: when a vessel may start on it."""
        return self.keep(
            Calendar(f"open-{link.id}", self.week(link.navigation_hours),
                     closures=self.closures("links", link.id))
        )  # fmt: skip

    def berths(self, terminal: str, steps: list[tuple[float, int]]) -> str | None:
        """Return the calendar of the share of a terminal's berths that work."""
        return self.keep(Calendar(f"berths-{terminal}", changes=over_most(tuple(steps))))

    # --- who comes --------------------------------------------------------------------------------

    def vessels(self, terminal: str, share: Steps) -> str | None:
        """Return the calendar of a terminal's vessels: its share of the traffic, and holidays."""
        changes = product(over_most(share), self._all_year(self.params.holiday_vessels))
        return self.keep(Calendar(f"traffic-{terminal}", changes=changes))

    def trucks(self, terminal: str, share: Steps) -> str | None:
        """Return the calendar of a terminal's trucks: that share, holidays, and more by day.

        Trucks follow the vessels of their terminal. If they did not, a terminal that loses traffic
        to another one would be filled by trucks.
        """
        day = self.params.day_trucks * 24 / 16
        night = (1 - self.params.day_trucks) * 24 / 8
        local = [(self.begin.hour + hour) % 24 for hour in range(WEEK_H)]
        week = tuple(day if 6 <= hour < 22 else night for hour in local)
        followed = over_most(share)
        changes = product(followed, self._all_year(self.params.holiday_trucks))
        return self.keep(Calendar(f"trucks-{terminal}" if followed else "trucks", week, changes))

    def trains(self, terminal: str, share: Steps) -> str | None:
        """Return the calendar of a terminal's trains: its share of the traffic."""
        return self.keep(Calendar(f"trains-{terminal}", changes=over_most(share)))

    def _all_year(self, share: float) -> Steps:
        """Return how many come on holidays and other days, so that the year's cargo is the same."""
        steps = slowed(self, share, self.first_day)
        if not steps:
            return ()
        ends = (*(hour for hour, _ in steps[1:]), self.hours)
        hours = sum(
            value * max(0.0, min(end, self.hours) - max(begin, self.lead_h))
            for (begin, value), end in zip(steps, ends, strict=True)
        )
        mean = hours / (self.hours - self.lead_h)
        return tuple((hour, value / mean) for hour, value in steps)


def stands(h_per_year: float, stand_h: float, speed: float = 0.0) -> RandomStops | None:
    """Return stands by chance, so many hours a year; None for none.

    Examples
    --------
    >>> found = stands(876, 8)
    >>> round(found.runs.mean, 6), found.stands.mean
    (72.0, 8)
    """
    share = h_per_year / YEAR_H
    if share <= 0:
        return None
    return RandomStops(Law.exp(stand_h * (1 - share) / share), Law.exp(stand_h), speed)


def product(a: Steps, b: Steps) -> Steps:
    """Return the product of two rows of steps; none at all is 1.

    Examples
    --------
    >>> product(((0.0, 1.0), (5.0, 0.5)), ((0.0, 1.0), (3.0, 0.8), (9.0, 1.0)))
    ((0.0, 1.0), (3.0, 0.8), (5.0, 0.4), (9.0, 0.5))
    """
    if not a or not b:
        return a or b
    hours = sorted({hour for hour, _ in (*a, *b)})
    return tuple(
        (hour, [v for at, v in a if at <= hour][-1] * [v for at, v in b if at <= hour][-1])
        for hour in hours
    )


def over_most(steps: Steps) -> Steps:
    """Return steps over their greatest value; none where they stay as they are.

    Examples
    --------
    >>> over_most(((0.0, 1.0), (500.0, 0.5))), over_most(((0.0, 0.5),))
    (((0.0, 1.0), (500.0, 0.5)), ())
    """
    most = max(value for _, value in steps)
    if all(value == most for _, value in steps):
        return ()
    return tuple((hour, value / most) for hour, value in steps)


def value_at(steps: list[tuple[float, int]], hour: float) -> int:
    """Return the last value that is set by an hour; 0 before the first."""
    done = [value for at, value in steps if at <= hour]
    return done[-1] if done else 0
