"""Answers of a working calendar, each with whether it is certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["WorkingCount", "WorkingDate", "WorkingInstant"]


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


@dataclass(frozen=True, slots=True)
class WorkingInstant:
    """An instant that was counted to, in the zone of the working time; see `WorkingDate`."""

    at: dt.datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkingCount:
    """Working days or working minutes that were counted; see `WorkingDate`."""

    count: int
    provisional: bool
