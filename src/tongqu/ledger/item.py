"""What is known of one item: everything that its events say, folded; nothing that is computed.

Clocks, lights, deadlines and look-back dates are not here. They are computed from this, when
somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from tongqu.model.ledger_event import PersonalField

__all__ = [
    "ActionDone",
    "Answer",
    "Booking",
    "BudgetYear",
    "CloseAsked",
    "Closing",
    "ClosingNotice",
    "Comment",
    "Evidence",
    "Extension",
    "ItemState",
    "Link",
    "LookBack",
    "MilestoneDate",
    "PlanVersion",
    "ProgressReport",
    "Read",
    "Reopening",
    "Reply",
    "StateChange",
    "TenantStage",
    "UnitChange",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What all parts of an item share: where it stands in the chain, and when.

    Attributes
    ----------
    seq
        Number of the event.
    at
        When it happened.
    known_at
        Since when it is known.
    actor
        Account of who did or said it.
    """

    seq: int
    at: datetime
    known_at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange(Said):
    """The item came into a state; also when it came into the same state once more.

    Attributes
    ----------
    state, action
        The state, and the action that led there; empty for the creation.
    """

    state: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange(Said):
    """The item came to a unit.

    Attributes
    ----------
    unit, effect
        The unit, and the effect of the event that brought it there.
    """

    unit: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(Said):
    """Somebody did something; the creation counts as the action ``create``.

    Attributes
    ----------
    action, effect
        The action, and what it does.
    on_behalf_of
        For whom.
    recorded_at
        When it was written down.
    unit, state
        Unit and state from then on.
    state_before
        State before.
    reason
        Reason that was given.
    """

    action: str
    effect: str
    on_behalf_of: str
    recorded_at: datetime
    unit: str
    state: str
    state_before: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(Said):
    """More time for a clock.

    Attributes
    ----------
    clock
        Which.
    asked_by, approver, reason
        Who asked for it, who granted it, and why.
    from_due, to_due
        Due before, due after.
    """

    clock: str
    asked_by: str
    approver: str
    reason: str
    from_due: datetime | None
    to_due: datetime


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
class CloseAsked(Said):
    """Somebody says that it is done; somebody else has to agree.

    Attributes
    ----------
    on_behalf_of
        For whom.
    """

    on_behalf_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Said):
    """The item was closed.

    Attributes
    ----------
    reason
        Reason, as the action declares it.
    asked_by
        Who had asked for it; empty where the kind needs nobody.
    """

    reason: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack(Said):
    """A check after closing.

    Attributes
    ----------
    result
        ``pass`` or ``fail``.
    due_on
        Day on which it was due.
    """

    result: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening(Said):
    """The item was opened again.

    Attributes
    ----------
    action, reason
        What opened it and why.
    rebound
        Whether a failed look-back did.
    """

    action: str
    reason: str
    rebound: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(Said):
    """An appointment.

    Attributes
    ----------
    resource, slot
        Where, and the beginning of the slot in UTC.
    cancelled_seq
        Number of the event that cancelled it; 0 while it stands.
    """

    resource: str
    slot: str
    cancelled_seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Said):
    """Somebody read a confidential item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """What is known of an item.

    Attributes
    ----------
    code, kind, kind_version
        Which item, of which kind.
    title, title_zh, tags, parent, place_id, work_id, supervisor_unit
        What it is about, and where it belongs.
    state, unit
        Where it is now.
    confidential
        Whether its parties are visible to its handlers only.
    opened_by, opened_unit, on_behalf_of
        Account that opened it, that account's unit, and for whom.
    fields
        Values of the fields that are not personal.
    personal
        Personal fields that are still kept.
    personal_gone
        Fields that are no longer kept, with ``expired`` or ``deleted``.
    states, units, actions
        The way that it went.
    extensions, progress, plans, dates, budgets, tenants, closures
        What was granted, reported, planned.
    evidence, close_asked, closing, look_backs, reopenings
        Proofs, the end, and what came after. `close_asked` is None when nobody asks, `closing` when
        the item is open.
    links, children, comments, answers, replies, bookings, reads
        What else happened. `children` are items that were found by this one.
    joint_units, joint_lead, joint_finished
        Units that handle it together, which of them leads, which have finished their part.
    last_seq, last_change_seq, last_at
        The last event, the last that changed something, and when that happened.
    """

    code: str = ""
    kind: str = ""
    kind_version: int = 0
    title: str = ""
    title_zh: str = ""
    tags: tuple[str, ...] = ()
    parent: str = ""
    place_id: str = ""
    work_id: str = ""
    supervisor_unit: str = ""
    state: str = ""
    unit: str = ""
    confidential: bool = False
    opened_by: str = ""
    opened_unit: str = ""
    on_behalf_of: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, PersonalField] = field(default_factory=dict)
    personal_gone: Mapping[str, str] = field(default_factory=dict)
    states: tuple[StateChange, ...] = ()
    units: tuple[UnitChange, ...] = ()
    actions: tuple[ActionDone, ...] = ()
    extensions: tuple[Extension, ...] = ()
    progress: tuple[ProgressReport, ...] = ()
    plans: tuple[PlanVersion, ...] = ()
    dates: tuple[MilestoneDate, ...] = ()
    budgets: tuple[BudgetYear, ...] = ()
    tenants: tuple[TenantStage, ...] = ()
    closures: tuple[ClosingNotice, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    close_asked: CloseAsked | None = None
    closing: Closing | None = None
    look_backs: tuple[LookBack, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    links: tuple[Link, ...] = ()
    children: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    answers: tuple[Answer, ...] = ()
    replies: tuple[Reply, ...] = ()
    bookings: tuple[Booking, ...] = ()
    reads: tuple[Read, ...] = ()
    joint_units: tuple[str, ...] = ()
    joint_lead: str = ""
    joint_finished: tuple[str, ...] = ()
    last_seq: int = 0
    last_change_seq: int = 0
    last_at: datetime | None = None

    @property
    def opened_at(self) -> datetime | None:
        """When it was opened."""
        return self.states[0].at if self.states else None

    @property
    def rebounds(self) -> int:
        """How often a failed look-back opened it again."""
        return sum(reopening.rebound for reopening in self.reopenings)

    @property
    def standing_bookings(self) -> tuple[Booking, ...]:
        """Appointments that were not cancelled."""
        return tuple(booking for booking in self.bookings if not booking.cancelled_seq)

    def done(self, *, action: str = "", effect: str = "") -> tuple[ActionDone, ...]:
        """Return what was done, in order, of one action or one effect."""
        return tuple(
            one
            for one in self.actions
            if (not action or one.action == action) and (not effect or one.effect == effect)
        )
