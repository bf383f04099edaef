"""When something is open, and which days are working days.

Opening hours are wall-clock times that repeat each week; what comes out are half-open intervals in
elapsed minutes since a start, right also where clocks are put forward or back. Working days follow
the official announcements, with the days that are worked in exchange for a holiday; `WorkingTime`
counts them, and working hours, in one zone, with what a user has loaded for a new year.
"""

from tongqu.calendars.intervals import Interval, advance_open, merge, next_open, open_intervals
from tongqu.calendars.notices import Notice, NoticeDay
from tongqu.calendars.weekly import WeeklyHours
from tongqu.calendars.working_answers import WorkingCount, WorkingDate, WorkingInstant
from tongqu.calendars.working_days import (
    add_working_days,
    is_provisional,
    is_working_day,
    last_announced_year,
)
from tongqu.calendars.working_time import WorkingTime

__all__ = [
    "Interval",
    "Notice",
    "NoticeDay",
    "WeeklyHours",
    "WorkingCount",
    "WorkingDate",
    "WorkingInstant",
    "WorkingTime",
    "add_working_days",
    "advance_open",
    "is_provisional",
    "is_working_day",
    "last_announced_year",
    "merge",
    "next_open",
    "open_intervals",
]
