"""What is known of a country's days, year by year, from the two libraries that keep them.

Mainland China comes from `chinesecalendar`, which follows the State Council's notices and ends
where they end. Every other country comes from `holidays`, which computes holidays by rule; it does
not say up to which year they are officially announced.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from tongqu.errors import BadValueError, Problem

__all__ = ["FIRST_YEAR", "HOLIDAY", "LAST_YEAR", "MADE_UP", "WEEKEND", "known_years", "year_flags"]

FIRST_YEAR, LAST_YEAR = 1900, 2299  # beyond them, working days mean nothing

# What is said of a day; a day without any of them is an ordinary weekday.
WEEKEND, HOLIDAY, MADE_UP = 1, 2, 4


@lru_cache(maxsize=32)
def known_years(country: str) -> tuple[int, int]:
    """Return the first and the last year whose holidays are known.

    Parameters
    ----------
    country
        ISO 3166 alpha-2 code, perhaps with a subdivision (``DE-BY``); empty: no holidays at all.

    Raises
    ------
    BadValueError
        If neither library knows the country.

    Examples
    --------
    >>> known_years("DE-BY")[0]
    1991
    """
    if not country:
        return FIRST_YEAR, LAST_YEAR
    if country == "CN":
        from chinese_calendar import constants

        years = [day.year for day in constants.holidays]
        return min(years), max(years)
    library = _of_library(country)
    return max(library.start_year, FIRST_YEAR), min(library.end_year, LAST_YEAR)


@lru_cache(maxsize=2048)
def year_flags(country: str, year: int) -> bytes:
    """Return what is said of each day of a year, as sums of `WEEKEND`, `HOLIDAY` and `MADE_UP`.

    Examples
    --------
    >>> flags = year_flags("CN", 2025)
    >>> flags[25] == WEEKEND | MADE_UP, flags[27] == HOLIDAY  # 26 and 28 January
    (True, True)
    """
    first = dt.date(year, 1, 1)
    length = (dt.date(year + 1, 1, 1) - first).days
    if not country:
        return bytes(length)
    days = [first + dt.timedelta(days=place) for place in range(length)]
    known = known_years(country)[0] <= year <= known_years(country)[1]
    if country == "CN":
        return _of_china(days, known=known)
    library = _of_library(country, year if known else None)
    return bytes(
        WEEKEND * library.is_weekend(day)
        + (HOLIDAY * (day in library) + MADE_UP * (day in library.weekend_workdays) if known else 0)
        for day in days
    )


def _of_china(days: list[dt.date], *, known: bool) -> bytes:
    from chinese_calendar import constants

    return bytes(
        WEEKEND * (day.weekday() >= 5)
        + (HOLIDAY * (day in constants.holidays) + MADE_UP * (day in constants.workdays) if known
           else 0)
        for day in days
    )  # fmt: skip


def _of_library(country: str, year: int | None = None) -> Any:
    """Return the library's holidays of a year, or of none yet."""
    import holidays

    code, _, subdivision = country.partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if code not in known or (subdivision and subdivision not in known[code]):
        problem = Problem("unknown_holiday_country", value=country, expected="CN")
        raise BadValueError(f"no working days known for {country!r}", (problem,))
    return holidays.country_holidays(code, subdivision or None, years=year, expand=False)
