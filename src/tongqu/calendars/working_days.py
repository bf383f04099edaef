"""Working days of a country with its usual weekend; `WorkingTime` also knows hours and notices.

In mainland China the State Council announces holidays, and the weekends worked in exchange, some
weeks before a year begins. Years without an announcement are counted with weekends alone, and
marked provisional.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tongqu.calendars.working_time import WorkingTime

if TYPE_CHECKING:
    import datetime as dt

    from tongqu.calendars.working_answers import WorkingDate


def last_announced_year(country: str = "CN") -> int:
    """Return the last year whose holidays are officially announced and known here.

    Only for mainland China is it known which years are announced; elsewhere it is the last year for
    which the library has rules.
    """
    return _of_country(country).last_announced_year


def is_provisional(day: dt.date, country: str = "CN") -> bool:
    """Return whether only weekends are known of the day's year."""
    return _of_country(country).is_provisional(day)


def is_working_day(day: dt.date, country: str = "CN") -> bool:
    """Return whether offices work on a day.

    Examples
    --------
    >>> import datetime as dt
    >>> is_working_day(dt.date(2025, 1, 28))  # a Tuesday, the eve of Spring Festival
    False
    >>> is_working_day(dt.date(2025, 1, 26))  # a Sunday, worked in exchange
    True
    """
    return _of_country(country).is_working_day(day)


def add_working_days(day: dt.date, n: int, country: str = "CN") -> WorkingDate:
    """Return the n-th working day after a day; before it, if `n` is negative.

    Parameters
    ----------
    day
        Where counting begins; this day itself is not counted.
    n
        Working days. 0 gives the day itself, or the next working day if it is none.
    country
        Whose calendar, ISO 3166 alpha-2, perhaps with a subdivision (``DE-BY``).

    Examples
    --------
    >>> import datetime as dt
    >>> add_working_days(dt.date(2025, 1, 27), 1)  # over Spring Festival
    WorkingDate(day=datetime.date(2025, 2, 5), provisional=False)
    """
    return _of_country(country).add_working_days(day, n)


@lru_cache(maxsize=32)
def _of_country(country: str) -> WorkingTime:
    return WorkingTime(country=country)
