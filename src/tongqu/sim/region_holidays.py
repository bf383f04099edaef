"""Public holidays of a region as far as they are known on a day, as hours of a run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongqu.calendars.working_time_years import HOLIDAY, known_years, year_flags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tongqu.sim.region_calendars import Calendars, Steps

__all__ = ["holidays_between", "known_until", "slowed"]

ANNOUNCED = (12, 15)
"""Month and day by which mainland China's holidays of the next year have been announced: in the
years since 2018 the notice came between 25 October and 9 December."""


def known_until(day: date, country: str) -> int:
    """Return the last year whose holidays are known on a day.

    Examples
    --------
    >>> known_until(date(2024, 11, 1), "CN"), known_until(date(2024, 12, 20), "CN")
    (2024, 2025)
    """
    last = known_years(country)[1]
    if country != "CN":  # by rule, so that they are known long before
        return last
    return min(last, day.year + ((day.month, day.day) >= ANNOUNCED))


def holidays_between(first: date, end: date, known_on: date, country: str) -> Iterator[date]:
    """Yield the public holidays from a day on and before another, as far as they are known.

    Examples
    --------
    >>> spring = list(holidays_between(date(2025, 1, 20), date(2025, 3, 1), date(2025, 1, 1), "CN"))
    >>> spring[0].isoformat(), spring[-1].isoformat()
    ('2025-01-28', '2025-02-04')
    """
    if not country:
        return
    until = known_until(known_on, country)
    day = first
    while day < end and day.year <= until:
        if year_flags(country, day.year)[day.timetuple().tm_yday - 1] & HOLIDAY:
            yield day
        day += timedelta(days=1)


def slowed(calendars: Calendars, share: float, first_day: datetime) -> Steps:
    """Return steps that are `share` on public holidays of the time that counts, otherwise 1."""
    if share == 1.0:
        return ()
    region = calendars.region
    end = first_day + timedelta(hours=calendars.hours - calendars.lead_h)
    last = end.astimezone(region.zone).date() + timedelta(days=1)
    first = first_day.astimezone(region.zone).date()
    steps: list[tuple[float, float]] = [(0.0, 1.0)]
    for day in holidays_between(first, last, first, region.info.holiday_country):
        begin = calendars.hour(region.local(day))
        if steps[-1] == (begin, 1.0):
            steps.pop()
        else:
            steps.append((begin, share))
        steps.append((calendars.hour(region.local(day + timedelta(days=1))), 1.0))
    return tuple(steps) if len(steps) > 1 else ()
