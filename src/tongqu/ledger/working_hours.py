"""The working time that a ledger is set up with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.calendars import WorkingTime
from tongqu.calendars.notices import Notice

if TYPE_CHECKING:
    from tongqu.ledger.settings import Settings

__all__ = ["working_time"]


def working_time(settings: Settings) -> WorkingTime:
    """Return the working time of a ledger: its hours, its country's holidays, loaded notices.

    Examples
    --------
    >>> from tongqu.ledger.settings import Settings
    >>> working_time(Settings()).country
    'CN'
    """
    notices = [
        Notice.from_rows(row["days"], year=row["year"], source=row.get("source", ""))
        for row in settings.notices.values()
    ]
    return WorkingTime.of(
        settings.info.hours,
        country=settings.info.holiday_country,
        zone=settings.info.time_zone,
        notices=notices,
    )
