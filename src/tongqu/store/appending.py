"""How entries become events: the same steps for every journal."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from tongqu.errors import BadValueError, ConflictError, Problem
from tongqu.store.chain import body_of, event_of, hash_of, keyed_hash
from tongqu.store.checks import check_entries
from tongqu.store.projection import Bookings, projected

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
    rows
        Rows of the items concerned as they will stand; `new` names those that are new.
    bookings
        Places that the items concerned will hold.
    """

    events: list[LedgerEvent] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    personal: list[PersonalValue] = field(default_factory=list)
    rows: dict[str, ItemRow] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
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
    """
    check_entries(entries, now)
    batch = Batch(rows={row.code: row for row in rows}, bookings=Bookings(held))
    seq, previous = head
    for number, entry in enumerate(entries, start=1):
        seq += 1
        values = [PersonalValue(seq, entry.item, new_key(), part) for part in entry.personal]
        hashes = {value.field.name: keyed_hash(value.key, value.field) for value in values}
        try:
            body = body_of(entry, seq, now, hashes)
        except (TypeError, ValueError, RecursionError) as error:
            raise BadValueError.of(
                "ledger_not_json", item=entry.item, number=number, reason=str(error)
            ) from error
        own = hash_of(previous, body)
        # What was written is what is read later, so the caller gets it in that form at once.
        kept = sorted(entry.personal, key=attrgetter("name"))
        event = event_of(json.loads(body), previous, own, kept)
        batch.events.append(event)
        batch.bodies.append(body)
        batch.personal += values
        if entry.item:
            row = batch.rows.get(entry.item)
            if row is None:
                batch.new.append(entry.item)
            item_no = row.item_no if row else item_count + len(batch.new) - 1
            batch.rows[entry.item] = projected(row, item_no, seq, event.entry)
            batch.bookings.see(item_no, event.entry)
        previous = own
    return batch
