"""How entries become events: the same steps for every journal."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from tongqu.errors import BadValueError, ConflictError, Problem
from tongqu.store.chain import body_of, event_of, hash_of, keyed_hash
from tongqu.store.checks import faults, unstorable
from tongqu.store.projection import Bookings, Draft, new_draft, take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from tongqu.model.ledger_event import LedgerEntry, LedgerEvent, PersonalField
    from tongqu.store.records import ItemRow

__all__ = ["Batch", "PersonalValue", "check_expected", "random_key", "seal"]

KEY_BYTES = 32


def random_key() -> bytes:
    """Return a new key for one personal value."""
    return secrets.token_bytes(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class PersonalValue:
    """A personal value as it is kept: apart from the chain, with its key."""

    seq: int
    item: str
    key: bytes
    field: PersonalField


@dataclass(slots=True)
class Batch:
    """Events that are ready to be written, and what follows from them.

    Attributes
    ----------
    events, bodies
        The events and their canonical JSON, one each.
    personal
        Values that they bring.
    drafts
        Rows of the items concerned as they will stand; `new` names those that are new.
    bookings
        Places that the items concerned will hold.
    """

    events: list[LedgerEvent] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    personal: list[PersonalValue] = field(default_factory=list)
    drafts: dict[str, Draft] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    bookings: Bookings = field(default_factory=Bookings)


def check_expected(
    expect: Mapping[str, int] | None, row_of: Callable[[str], ItemRow | None]
) -> None:
    """Refuse to go on where an item has moved on since the caller looked."""
    problems = []
    for code, seen in (expect or {}).items():
        row = row_of(code)
        last = row.last_seq if row else 0
        if last != seen:
            problems.append(Problem("ledger_conflict", {"item": code, "seen": seen, "last": last}))
    if problems:
        raise ConflictError(str(problems[0]), problems)


def seal(
    entries: Sequence[LedgerEntry],
    *,
    head: tuple[int, str],
    now: datetime,
    item_count: int,
    rows: Iterable[ItemRow],
    held: Iterable[tuple[int, str, str]],
    new_key: Callable[[], bytes],
) -> Batch:
    """Return the events that entries become after `head`.

    Parameters
    ----------
    entries
        What to record, checked here.
    head
        Place and hash of the last event.
    now
        When it is recorded.
    item_count
        How many items there are; a new one gets this number.
    rows, held
        Rows of the items concerned that exist, and the places that they hold.
    new_key
        Makes the key of a personal value.

    Raises
    ------
    BadValueError
        An entry must not be recorded; everything that is wrong with any of them is named.
    """
    batch = Batch(drafts={row.code: row.to_dict() for row in rows}, bookings=Bookings(held))
    problems: list[Problem] = []
    seq, previous = head
    for number, entry in enumerate(entries, start=1):
        wrong = list(faults(entry, number, now))
        values = [PersonalValue(seq + 1, entry.item, new_key(), part) for part in entry.personal]
        if not wrong:
            body, own = _sealed(entry, number, seq + 1, now, values, previous, wrong)
        if wrong:
            problems += wrong
            continue
        seq += 1
        # What was written is what is read later, so the caller gets it in that form at once.
        record = json.loads(body)
        kept = sorted(entry.personal, key=attrgetter("name")) if entry.personal else ()
        batch.events.append(event_of(record, previous, own, kept))
        batch.bodies.append(body)
        batch.personal += values
        if entry.item:
            draft = batch.drafts.get(entry.item)
            if draft is None:
                draft = new_draft(item_count + len(batch.new), record)
                batch.drafts[entry.item] = draft
                batch.new.add(entry.item)
            take(draft, record)
            batch.bookings.take(draft["item_no"], record)
        previous = own
    if problems:
        raise BadValueError(str(problems[0]), problems)
    return batch


def _sealed(
    entry: LedgerEntry,
    number: int,
    seq: int,
    now: datetime,
    values: Sequence[PersonalValue],
    previous: str,
    wrong: list[Problem],
) -> tuple[str, str]:
    """Return canonical JSON and hash of an entry; where it has none, say so in `wrong`."""
    where: dict[str, object] = {"item": entry.item, "number": number}
    hashes = {value.field.name: keyed_hash(value.key, value.field) for value in values}
    try:
        body = body_of(entry, seq, now, hashes)
    except (TypeError, ValueError, RecursionError) as error:
        wrong.append(Problem("ledger_not_json", where | {"reason": str(error)}))
        return "", ""
    try:
        own = hash_of(previous, body)
    except UnicodeEncodeError:
        own = ""
    # A NUL is six characters in JSON, which may also stand there as themselves.
    if not own or ("\\u0000" in body and unstorable(json.loads(body))):
        wrong.append(Problem("ledger_text", where))
    return body, own
