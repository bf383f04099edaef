"""What is known of one item: everything that its events say, folded; nothing that is computed.

Clocks, lights, deadlines and look-back dates are not here. They are computed from this, when
somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tongqu.ledger.item_reports import (
    Answer,
    BudgetYear,
    ClosingNotice,
    Comment,
    Evidence,
    Link,
    MilestoneDate,
    PlanVersion,
    ProgressReport,
    Reply,
    TenantStage,
)
from tongqu.ledger.item_ways import (
    ActionDone,
    Booking,
    CloseAsked,
    Closing,
    Extension,
    LookBack,
    Read,
    Reopening,
    StateChange,
    UnitChange,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

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
