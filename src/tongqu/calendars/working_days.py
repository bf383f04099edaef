"""Working days of mainland China, as announced year by year.

The State Council announces holidays, and the weekends worked in exchange, some weeks before a year
begins. Years without an announcement are counted with weekends alone, and marked provisional.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tongqu.errors import BadValueError, Problem

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDate:
    """A day that was counted to.

    Attributes
    ----------
    day
        The day.
    provisional
        Whether a day that was counted lies in a year without an announcement, so that the holidays
        of that year may move it.
    """

    day: dt.date
    provisional: bool


def last_announced_year(country: str = "CN") -> int:
    """Return the last year whose holidays are officially announced and known here."""
    return _announced(country)[1]


def is_provisional(day: dt.date, country: str = "CN") -> bool:
    """Return whether only weekends are known of the day's year."""
    first, last = _announced(country)
    return not first <= day.year <= last


def is_working_day(day: dt.date, country: str = "CN") -> bool:
    """Return whether offices work on a day.

    Examples
    --------
    >>> is_working_day(dt.date(2025, 1, 28))  # a Tuesday, the eve of Spring Festival
    False
    >>> is_working_day(dt.date(2025, 1, 26))  # a Sunday, worked in exchange
    True
    """
    if is_provisional(day, country):
        return day.weekday() < 5
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def add_working_days(day: dt.date, n: int, country: str = "CN") -> WorkingDate:
    """Return the n-th working day after a day; before it, if `n` is negative.

    Parameters
    ----------
    day
        Where counting begins; this day itself is not counted.
    n
        Working days. 0 gives the day itself, or the next working day if it is none.
    country
        Whose calendar, ISO 3166 alpha-2; that of mainland China is known.

    Examples
    --------
    >>> add_working_days(dt.date(2025, 1, 27), 1)  # over Spring Festival
    WorkingDate(day=datetime.date(2025, 2, 5), provisional=False)
    """
    provisional = is_provisional(day, country)
    step = -ONE_DAY if n < 0 else ONE_DAY
    left = abs(n)
    if left == 0 and not is_working_day(day, country):
        left = 1
    while left:
        day += step
        provisional = provisional or is_provisional(day, country)
        left -= is_working_day(day, country)
    return WorkingDate(day, provisional)


def _announced(country: str) -> tuple[int, int]:
    """Return the first and the last year that the library knows."""
    if country != "CN":
        problem = Problem("unknown_holiday_country", value=country, expected="CN")
        raise BadValueError(f"no working days known for {country!r}", (problem,))
    from chinese_calendar import constants

    years = [day.year for day in constants.holidays]
    return min(years), max(years)
