"""Instants: read in a zone, counted in elapsed minutes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tongqu.errors import BadValueError, Problem

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2})?)?"
    r"(?P<offset>Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_time(text: str, zone: ZoneInfo) -> datetime:
    """Read a time; without an offset it is the wall clock's in the zone.

    Parameters
    ----------
    text
        ``2024-12-03``, ``2024-12-03T08:30`` (a blank for the T will do), or with ``Z`` or an
        offset. A date alone is its midnight.
    zone
        Zone of times without an offset.

    Notes
    -----
    A wall-clock time that the zone skips is moved forward by the gap; of one that it repeats, the
    first is meant.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> parse_time("2024-12-03T08:30", ZoneInfo("Asia/Shanghai")).isoformat()
    '2024-12-03T08:30:00+08:00'
    """
    match = TIME.fullmatch(text.strip())
    try:
        when = datetime.fromisoformat(text.strip()) if match else None
        if when is not None and when.tzinfo is None:
            # Through UTC and back: so a time that the clocks skip becomes one that exists.
            when = when.replace(tzinfo=zone).astimezone(UTC)
        local = when.astimezone(zone) if when is not None else None
    except (ValueError, OverflowError):
        local = None
    if local is None:
        problem = Problem("bad_datetime", value=text, expected="2024-12-03T08:30")
        raise BadValueError(f"not a time: {text!r}", (problem,))
    return local


def parse_date(text: str) -> date:
    """Read a date.

    Examples
    --------
    >>> parse_date("2024-12-03")
    datetime.date(2024, 12, 3)
    """
    try:
        if DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    problem = Problem("bad_date", value=text, expected="2024-12-03")
    raise BadValueError(f"not a date: {text!r}", (problem,))


def minutes_since(start: datetime, when: datetime) -> int:
    """Return the elapsed minutes from one instant to another, rounded up.

    Both must carry a time zone; where clocks change, elapsed time counts, not the wall clock.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> minutes_since(datetime(2025, 3, 30, tzinfo=berlin), datetime(2025, 3, 31, tzinfo=berlin))
    1380
    """
    if start.tzinfo is None or when.tzinfo is None:
        raise TypeError("times must carry a time zone")
    return -((start.astimezone(UTC) - when.astimezone(UTC)) // timedelta(minutes=1))


def at_minute(start: datetime, minute: int) -> datetime:
    """Return the instant some elapsed minutes after a start, in the start's zone.

    Examples
    --------
    >>> at_minute(datetime(2024, 12, 3, tzinfo=UTC), 90).isoformat()
    '2024-12-03T01:30:00+00:00'
    """
    if start.tzinfo is None:
        raise TypeError("times must carry a time zone")
    later = start.astimezone(UTC) + timedelta(minutes=minute)
    return later.astimezone(start.tzinfo)
