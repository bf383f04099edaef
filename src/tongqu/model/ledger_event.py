"""What a ledger records: one entry after another, none of them ever changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

__all__ = ["LedgerEntry", "LedgerEvent", "PersonalField"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalField:
    """Something about a person that a matter needs, and until when.

    Attributes
    ----------
    name
        Field as the kind declares it, for example ``applicant_phone``.
    value
        What it says.
    purpose
        Why it is needed.
    expires_on
        First day on which it is no longer needed; then it is deleted.
    """

    name: str
    value: str
    purpose: str
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What somebody wants to have recorded.

    Attributes
    ----------
    item
        Item that it is about, as its code (``work-0007``); empty for the ledger itself: its
        units, accounts, kinds, calendars.
    effect
        What it does, out of a closed list (`tongqu.ledger.effects`).
    action
        Action as the item's kind declares it; empty where the kind has no say.
    actor
        Account of who did it.
    on_behalf_of
        For whom, where somebody acts on another's behalf; both are always shown.
    unit
        Unit that is responsible for the item from here on.
    state
        State of the item from here on.
    kind
        Kind of the item.
    action_no, state_no
        Places of action and state in the lists of that version of the kind, for questions to all
        items at once; -1 where there is none.
    at
        When it happened.
    known_at
        Since when it is known; not before `at`. Later than that only what is entered afterwards.
    arg
        The one number that questions to all items need, as the effect says (an extended deadline,
        a progress); None where there is none.
    data
        Everything else, as JSON knows it.
    personal
        What is about persons; never part of `data`.
    """

    item: str = ""
    effect: str
    action: str = ""
    actor: str
    on_behalf_of: str = ""
    unit: str = ""
    state: str = ""
    kind: str = ""
    action_no: int = -1
    state_no: int = -1
    at: datetime
    known_at: datetime
    arg: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    personal: tuple[PersonalField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEvent:
    """An entry as it stands in the chain.

    Attributes
    ----------
    seq
        Place in the chain, from 1, without gaps.
    entry
        What was recorded. Its `personal` holds what has neither expired nor been deleted.
    recorded_at
        When it was written.
    personal_hashes
        By field the keyed hash of each personal value: proves a value that is still there, and says
        nothing about one that is gone.
    previous_hash, hash
        The hash of the event before, and of this one: SHA-256 of the previous hash and the
        canonical JSON of everything here but `entry.personal`.
    """

    seq: int
    entry: LedgerEntry
    recorded_at: datetime
    personal_hashes: Mapping[str, str] = field(default_factory=dict)
    previous_hash: str
    hash: str
