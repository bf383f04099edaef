"""What a plan says: activities, how they depend on each other, and on which calendars they run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt

__all__ = [
    "DAY_UNITS",
    "DEFAULT_CALENDAR",
    "LINK_KINDS",
    "Activity",
    "DayUnit",
    "Link",
    "LinkKind",
    "Plan",
]

LinkKind = Literal["FS", "SS", "FF", "SF"]
LINK_KINDS: tuple[LinkKind, ...] = ("FS", "SS", "FF", "SF")
DayUnit = Literal["working", "calendar"]
DAY_UNITS: tuple[DayUnit, ...] = ("working", "calendar")
DEFAULT_CALENDAR = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A piece of work, or a milestone.

    Attributes
    ----------
    id, name, name_zh
        Stable id, and names for the reader.
    duration
        Days that it takes, without interruption; 0 makes it a milestone.
    unit
        Whether those are working days of its calendar or calendar days.
    calendar
        Name of the calendar on which it is worked.
    at_start
        Whether a milestone lies at the beginning of its day, so that what follows may begin on the
        same day, or at the end, so that it is reached on the day on which its last predecessor
        ends. None: at the beginning if nothing leads to it, else at the end.
    not_earlier_than
        First day on which it may begin.
    finish_by
        Last day on which it should be finished.
    fixed_start, fixed_finish
        The day on which it must begin, or end. Where links do not allow that, they prevail, and
        the schedule names the conflict.
    actual_start, actual_finish
        First and last day of what has happened.
    percent
        How much of the duration is done.
    remaining
        Days still needed after the data date; None: what the percentage leaves.
    weight
        Its share in the progress of the whole; None: its duration.
    """

    id: str
    duration: int = 0
    name: str = ""
    name_zh: str = ""
    unit: DayUnit = "working"
    calendar: str = DEFAULT_CALENDAR
    at_start: bool | None = None
    not_earlier_than: dt.date | None = None
    finish_by: dt.date | None = None
    fixed_start: dt.date | None = None
    fixed_finish: dt.date | None = None
    actual_start: dt.date | None = None
    actual_finish: dt.date | None = None
    percent: float | None = None
    remaining: int | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A dependency between two activities.

    Attributes
    ----------
    before, after
        Ids of the activities.
    kind
        ``FS``: `after` begins when `before` has finished; ``SS``: begins when it has begun; ``FF``:
        finishes when it has finished; ``SF``: finishes when it has begun.
    lag
        Days to wait, negative for an overlap.
    unit
        Whether those are working days or calendar days.
    calendar
        Whose working days; empty: those of `before`.
    """

    before: str
    after: str
    kind: LinkKind = "FS"
    lag: int = 0
    unit: DayUnit = "working"
    calendar: str = ""


_MORE = attrgetter(
    "not_earlier_than", "finish_by", "fixed_start", "fixed_finish", "actual_start",
    "actual_finish", "percent", "remaining", "weight",
)  # fmt: skip
_NOTHING = (None,) * 9


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Activities and links, and between which days they are planned.

    Attributes
    ----------
    start
        First day on which anything may begin.
    activities, links
        What is to be done.
    finish_by
        Fixed last day of the whole, from which it is planned backwards; None: the day on which it
        is finished when planned forwards.
    data_date
        Day at whose end the actual dates and percentages hold; what is not done begins after it.
    calendars
        Calendars by name: working hours, country and zone, as `WorkingTime.of` takes them. One
        that is not named here is that of the ledger.
    """

    start: dt.date
    activities: tuple[Activity, ...]
    links: tuple[Link, ...] = ()
    finish_by: dt.date | None = None
    data_date: dt.date | None = None
    calendars: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def special(self) -> tuple[int, ...]:
        """Places of the activities that say more than how long they take, and on which calendar."""
        return tuple(
            number for number, activity in enumerate(self.activities) if _MORE(activity) != _NOTHING
        )
