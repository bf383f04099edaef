"""Parts of an item: where it went, what was done, how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "ActionDone",
    "Booking",
    "CloseAsked",
    "Closing",
    "Extension",
    "LookBack",
    "Read",
    "Reopening",
    "Said",
    "StateChange",
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
