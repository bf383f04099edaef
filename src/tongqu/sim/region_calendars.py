"""When things of a port work: opening hours, closures, shares of the traffic, days and nights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.calendars import open_intervals
from tongqu.sim.scenario import Calendar

if TYPE_CHECKING:
    from tongqu.model.known import Knowledge
    from tongqu.model.region import Region
    from tongqu.sim.region_figures import Figures
    from tongqu.sim.region_params import PortParams

__all__ = ["Calendars", "Steps", "value_at"]

WEEK_H = 168
Steps = tuple[tuple[float, float], ...]
"""Hours of the run, each with a value from then on."""


class Calendars:
    """Makes the calendars of a scenario, and keeps them.

    Parameters
    ----------
    region, known, figures, params
        The port.
    begin, lead_h, hours
        Instant at which the run begins, hours before the first day that counts, hours in all.
    """

    def __init__(
        self,
        region: Region,
        known: Knowledge,
        figures: Figures,
        params: PortParams,
        begin: datetime,
        lead_h: float,
        hours: float,
    ) -> None:
        self.region, self.known, self.figures, self.params = region, known, figures, params
        self.begin, self.lead_h, self.hours = begin, lead_h, hours
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
        """Return the calendar of work at a terminal."""
        return self.keep(
            Calendar(f"work-{row.id}", self.week(row.opening_hours),
                     closures=self.closures("terminals", row.id))
        )  # fmt: skip

    def lock(self, row: Any) -> str | None:
        """Return the calendar of a lock's chambers."""
        return self.keep(
            Calendar(f"open-{row.id}", self.week(row.opening_hours),
                     closures=self.closures("locks", row.id))
        )  # fmt: skip

    def berths(self, terminal: str, steps: list[tuple[float, int]]) -> str | None:
        """Return the calendar of the share of a terminal's berths that work."""
        most = max(value for _, value in steps)
        if all(value == most for _, value in steps):
            return None
        shares = tuple((hour, value / most) for hour, value in steps)
        return self.keep(Calendar(f"berths-{terminal}", changes=shares))

    # --- who comes --------------------------------------------------------------------------------

    def vessels(self, terminal: str, share: Steps) -> str | None:
        """Return the calendar of the vessels of a terminal: its share of the traffic."""
        return self.keep(Calendar(f"traffic-{terminal}", changes=over_most(share)))

    def trucks(self, terminal: str, share: Steps) -> str | None:
        """Return the calendar of a terminal's trucks: that share, and more by day than by night.

        Trucks follow the vessels of their terminal. If they did not, a terminal that loses traffic
        to another one would be filled by trucks.
        """
        day = self.params.day_trucks * 24 / 16
        night = (1 - self.params.day_trucks) * 24 / 8
        local = [(self.begin.hour + hour) % 24 for hour in range(WEEK_H)]
        week = tuple(day if 6 <= hour < 22 else night for hour in local)
        changes = over_most(share)
        name = f"trucks-{terminal}" if changes else "trucks"
        return self.keep(Calendar(name, week, changes))


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
