"""Parts of an item: what was reported, planned, proved and said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.ledger.item_ways import Said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "Answer",
    "BudgetYear",
    "ClosingNotice",
    "Comment",
    "Evidence",
    "Link",
    "MilestoneDate",
    "PlanVersion",
    "ProgressReport",
    "Reply",
    "TenantStage",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReport(Said):
    """How far a section was, on the day that somebody looked.

    Attributes
    ----------
    section
        Section of the work; empty for the whole.
    name, name_zh
        Its name.
    percent
        How far.
    observed_on
        Day of the observation.
    at_least
        Whether it was said as "more than".
    source_id
        Where it comes from.
    count, of
        Where parts are counted by their stage: so many of the number that the field `of` has.
    """

    section: str
    name: str
    name_zh: str
    percent: float
    observed_on: date
    at_least: bool
    source_id: str
    count: int | None = None
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion(Said):
    """A version of the schedule.

    Attributes
    ----------
    plan
        The schedule, as JSON knows it.
    baseline
        Whether later versions are measured against it.
    """

    plan: Mapping[str, Any]
    baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneDate(Said):
    """What somebody said about the date of a milestone.

    Attributes
    ----------
    milestone
        Which.
    name, name_zh
        Its name, where it was given.
    on
        The date.
    status
        ``planned``, ``expected`` or ``actual``.
    precision
        ``day``, or ``month_end`` where only the month was said.
    source_id
        Where it comes from.
    """

    milestone: str
    name: str
    name_zh: str
    on: date
    status: str
    precision: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetYear(Said):
    """What a version of the yearly plan allots.

    Attributes
    ----------
    year, version, amount
        Calendar year, version of its plan, amount in the ledger's currency.
    """

    year: int
    version: int
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantStage(Said):
    """How far a tenant is.

    Attributes
    ----------
    tenant
        Who, or a group of tenants where only their number is known.
    stage
        ``intent``, ``signed``, ``operating`` or ``left``.
    count
        How many it stands for.
    at_least
        Whether the number was said as "more than".
    source_id
        Where it comes from.
    """

    tenant: str
    stage: str
    count: int
    at_least: bool
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingNotice(Said):
    """Notice that a road, a berth or something else of the region will be closed.

    Attributes
    ----------
    table, row_id
        Row of the region.
    from_, until
        First and last instant or day, as ISO 8601; `until` may be empty.
    reason
        Why.
    status
        ``planned``, ``actual`` or ``withdrawn``.
    """

    table: str
    row_id: str
    from_: str
    until: str
    reason: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Said):
    """A file that proves something; the ledger keeps its hash, not the file.

    Attributes
    ----------
    name, sha256, kind, size_bytes, note
        Its name, hash, kind, size, and what it shows.
    valid_until
        Last day on which it counts; None where it always does.
    """

    name: str
    sha256: str
    kind: str
    size_bytes: int
    note: str
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Said):
    """Something that the item is connected with.

    Attributes
    ----------
    relation, to
        How, and the code of the other item, or an id of the region.
    """

    relation: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Said):
    """A comment in a consultation.

    Attributes
    ----------
    comment, by_unit
        What was said, and by which unit; empty where it came from outside.
    """

    comment: str
    by_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Said):
    """An answer to a comment.

    Attributes
    ----------
    comment_seq
        Number of the comment's event; 0 where it answers all.
    answer, taken_up
        What is said, and whether the comment was taken up.
    """

    comment_seq: int
    answer: str
    taken_up: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Said):
    """A reply to a notice.

    Attributes
    ----------
    reply
        What is said.
    """

    reply: str
