"""Works, closures and water levels: what changes, and since when it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Works and plans: each a dated change of the region.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    kind
        Kind of work.
    place_id
        Where it is.
    status
        State on the observation day.
    observed_on
        Day to which status and note belong.
    budget
        Investment [currency].
    note
        What the source says, doubts.
    note_zh
        The same in Chinese.
    source_id
        Source of the row.
    """

    id: str
    name: str
    name_zh: str
    kind: str
    place_id: str = ""
    status: str
    observed_on: date
    budget: float | None = None
    note: str = ""
    note_zh: str = ""
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDate:
    """Planned, expected and actual dates of works, each with the day it became known.

    Attributes
    ----------
    id
        Plain, stable name.
    work_id
        Work.
    milestone
        Milestone; open is when the work's changes take effect.
    status
        What kind of date it is.
    on_date
        The date; a month's end stands for 'by the end of the month'.
    known_on
        Day it became known.
    note
        As printed.
    source_id
        Source of the row.
    """

    id: str
    work_id: str
    milestone: str
    status: str
    on_date: date
    known_on: date
    note: str = ""
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChange:
    """What a work changes in the other tables when it opens.

    Attributes
    ----------
    id
        Plain, stable name.
    work_id
        Work.
    table
        Table that changes.
    row_id
        Row that changes.
    column
        Column that changes.
    value
        New value, written as in that table.
    source_id
        Source of the row.
    """

    id: str
    work_id: str
    table: str
    row_id: str
    column: str
    value: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Closures, each in versions: planned, expected and actual, with the day it became known.

    Attributes
    ----------
    id
        Plain, stable name of this version.
    event_id
        Closure that this is a version of; the newest version known counts.
    table
        Table of what is closed; passages are the sea passages (suez, panama, …).
    row_id
        What is closed.
    closed_from
        First closed instant, local time.
    closed_until
        First open instant again; empty: without end.
    status
        What kind of dates they are.
    known_on
        Day it became known.
    reason
        Why, in English.
    reason_zh
        Why, in Chinese.
    source_id
        Source of the row.
    """

    id: str
    event_id: str
    table: str
    row_id: str
    closed_from: datetime
    closed_until: datetime | None = None
    status: str
    known_on: date
    reason: str
    reason_zh: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterLevel:
    """Water levels: what they add to a link's depth, until the next row of the link.

    Attributes
    ----------
    id
        Plain, stable name.
    link_id
        Waterway link.
    from_time
        First instant, local time.
    depth_change_m
        Added to the link's depth [m].
    status
        Forecast or measured.
    known_on
        Day it became known.
    source_id
        Source of the row.
    """

    id: str
    link_id: str
    from_time: datetime
    depth_change_m: float
    status: str
    known_on: date
    source_id: str
