"""Parts of a kind: fields, states, actions, clocks, look-backs, lights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FIELD_TYPES",
    "LIGHT_OPTIONS",
    "LIGHT_RULES",
    "LIMIT_UNITS",
    "OPENERS",
    "ROLES",
    "WHO",
    "Action",
    "Choice",
    "Clock",
    "ClockLimit",
    "Extending",
    "ItemField",
    "Light",
    "LookBackRule",
    "Milestone",
    "ReturnLimit",
    "State",
    "Warn",
]

ROLES = (
    "viewer",
    "clerk",
    "handler",
    "supervisor",
    "approver",
    "auditor",
    "admin",
    "import",
    "public",
)
"""Roles that an account may have."""

OPENERS = ("clerk", "handler", "supervisor")
"""Roles that may open an item, where its kind does not say."""

WHO = ("holder", "any", "supervisor", "applicant", "opener", "part")
"""Whose action it may be: of the unit that holds the item, any unit, a unit above, the one for whom
the item was opened, the unit that opened it, or a unit that handles it jointly."""

FIELD_TYPES = (
    "text",
    "date",
    "datetime",
    "int",
    "float",
    "enum",
    "bool",
    "unit",
    "place",
    "work",
    "money",
)
"""Types that a field may have."""

LIMIT_UNITS = ("working_days", "working_hours", "days", "hours", "field")
"""What the limit of a clock may be counted in; ``field``: until when stands in a field."""

LIGHT_RULES: Mapping[str, tuple[str, ...]] = {
    "clock": (),
    "progress_behind": ("yellow", "red"),
    "start_missed": ("yellow_months", "red_months"),
    "milestone_late": ("yellow_days", "red_days"),
    "entry_late": ("yellow_months", "red_months"),
    "look_back_due": ("yellow_days", "red_days"),
}
"""Rules of lights, and the thresholds that each takes."""

LIGHT_OPTIONS: Mapping[str, tuple[str, ...]] = {"clock": ("escalate_working_days",)}
"""Thresholds that a rule may have besides: what is late goes a tier higher after so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several values: of a field, or of the reasons for an action.

    Attributes
    ----------
    id
        What is stored.
    name, name_zh
        What is shown.
    """

    id: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemField:
    """A field of an item.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    type
        One of `FIELD_TYPES`.
    values
        What an ``enum`` may be.
    required_on
        Actions, or ``create``, with which it is asked, and after which it may not be empty.
    asked_on
        Actions, or ``create``, with which it may be given.
    read_only_in, hidden_in
        States in which it cannot be changed; in which it is shown to nobody.
    personal
        Whether it is about a person: then it is kept apart, for `purpose`, and deleted `keep_days`
        after it was given.
    purpose, purpose_zh, keep_days
        Why it is needed, and for how long; None where it is not personal.
    public
        Whether the public view shows it. Never, where it is personal.
    minimum, maximum
        Bounds of a number.
    """

    id: str
    name: str
    name_zh: str
    type: str = "text"
    values: tuple[Choice, ...] = ()
    required_on: tuple[str, ...] = ()
    asked_on: tuple[str, ...] = ()
    read_only_in: tuple[str, ...] = ()
    hidden_in: tuple[str, ...] = ()
    personal: bool = False
    purpose: str = ""
    purpose_zh: str = ""
    keep_days: int | None = None
    public: bool = False
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state that an item may be in.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    initial
        Whether new items begin in it; true of exactly one.
    final
        Whether the item is over.
    paused
        Whether clocks stand still in it, unless a clock says otherwise.
    """

    id: str
    name: str
    name_zh: str
    initial: bool = False
    final: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ReturnLimit:
    """How often an action may be done.

    Attributes
    ----------
    count
        Times in the life of an item.
    then
        Action that is left afterwards, and possible only then.
    """

    count: int
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done with an item.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    from_states
        States in which it can be done.
    to
        State afterwards; empty where it stays.
    effect
        What is recorded, one of `tongqu.ledger.effects.OF_ACTIONS`.
    roles
        Roles of which the actor needs one.
    who
        Whose action it is, one of `WHO`.
    requires
        Fields that are asked with it, and must not be empty afterwards.
    evidence
        Kinds of evidence that must be attached, before or with it, and still be valid.
    reason
        Whether a reason must be given.
    reasons
        Reasons to choose from; empty where any words will do.
    second_person_after
        Actions before it; whoever did the last of them may not do this one.
    limit
        How often it may be done.
    once
        Whether it can be done only once in the life of an item.
    within_days
        Days after the last closing within which it can be done; None where it does not matter.
    days_before
        Days between the notice and the closure, where its effect is ``closing_notice``; a shorter
        notice is flagged, not refused.
    clock
        Clock that it extends, where its effect is ``extended``.
    creates
        Kind of the item that it opens, where its effect is ``found``.
    needs_answers
        Whether every comment must have been answered.
    """

    id: str
    name: str
    name_zh: str
    from_states: tuple[str, ...]
    to: str = ""
    effect: str = "acted"
    roles: tuple[str, ...] = ()
    who: str = "holder"
    requires: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reason: bool = False
    reasons: tuple[Choice, ...] = ()
    second_person_after: tuple[str, ...] = ()
    limit: ReturnLimit | None = None
    once: bool = False
    within_days: int | None = None
    days_before: int | None = None
    clock: str = ""
    creates: str = ""
    needs_answers: bool = False

    @property
    def withdraws(self) -> bool:
        """Whether it ends an item for a reason (recorded twice, not needed), not as done."""
        return bool(self.reasons) and self.effect in ("close_asked", "closed")


@dataclass(frozen=True, slots=True)
class ClockLimit:
    """How long a clock runs.

    Attributes
    ----------
    unit
        One of `LIMIT_UNITS`.
    amount
        How many; 0 for a field.
    field
        The field.
    """

    unit: str
    amount: int = 0
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """When a clock turns yellow.

    Attributes
    ----------
    before_working_days
        So many working days before it is due; None where `share` says.
    share
        When this share of the time is used up.
    """

    before_working_days: int | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extending:
    """Who may grant more time, how often, how much.

    Attributes
    ----------
    roles
        Roles of which the approver needs one.
    at_most
        Times.
    max_working_days
        Working days each time.
    """

    roles: tuple[str, ...]
    at_most: int = 1
    max_working_days: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time within which something must be done.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    owner
        Who owes it: ``holder``, ``supervisor``, or a unit.
    starts_on
        Actions, or ``create``, that start it, anew where it has run before.
    stops_on
        Actions, or ``state:x``, that stop it.
    pauses_in
        States in which it stands still; None, where nothing is said: those that are
        `State.paused`.
    limit
        How long it runs.
    warn
        When it turns yellow.
    calendar
        Calendar that its working time is counted by.
    extend
        Who may grant more time; None where nobody may.
    counts_from
        ``at`` (when it happened) or ``known_at`` (since when it is known).
    """

    id: str
    name: str
    name_zh: str
    owner: str
    starts_on: tuple[str, ...]
    stops_on: tuple[str, ...]
    limit: ClockLimit
    pauses_in: tuple[str, ...] | None = None
    warn: Warn = field(default_factory=lambda: Warn(share=0.8))
    calendar: str = "default"
    extend: Extending | None = None
    counts_from: str = "at"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackRule:
    """Checks after closing whether it holds.

    Attributes
    ----------
    days
        Days after the closing on which each check is due.
    action
        Action that records a check.
    reopens_on_fail
        Whether a failed check opens the item again; it then counts as a rebound.
    then
        Action that does so, in the same transaction.
    """

    days: tuple[int, ...]
    action: str
    reopens_on_fail: bool = True
    then: str = ""


@dataclass(frozen=True, slots=True)
class Light:
    """A rule that turns an item's light yellow or red.

    Attributes
    ----------
    rule
        One of `LIGHT_RULES`.
    thresholds
        By the threshold's name its value.
    """

    rule: str
    thresholds: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone that items of this kind usually have.

    Attributes
    ----------
    id, name, name_zh
        As stored, as shown.
    """

    id: str
    name: str
    name_zh: str
