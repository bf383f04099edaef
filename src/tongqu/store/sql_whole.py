"""A whole ledger out of a database, for checking it and for copying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tongqu.model.ledger_event import PersonalField
from tongqu.store.appending import PersonalValue
from tongqu.store.records import ItemRow
from tongqu.store.schema import blocks, bookings, events, items, names, personal
from tongqu.store.sql_tx import NUMBERS, ROW
from tongqu.store.verify import Stored, StoredEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["personal_values", "stored", "stored_events"]

CHUNK = 5_000


def stored_events(connection: sa.Connection, *, with_numbers: bool = True) -> Iterator[StoredEvent]:
    """Return every event as it stands there, in the order of the chain.

    The numbers beside the events are left out where they shall be computed anew.
    """
    numbers_asked = NUMBERS if with_numbers else ()
    query = sa.select(
        events.c.seq, events.c.previous_hash, events.c.hash, events.c.body, *numbers_asked
    ).order_by(events.c.seq)
    # From below what is right, too: a forged place in the chain shall not be overlooked.
    after = -(2**31)
    while rows := connection.execute(query.where(events.c.seq > after).limit(CHUNK)).all():
        for seq, previous, own, body, *numbers in rows:
            told = tuple(numbers) if with_numbers else None
            yield StoredEvent(seq, previous.hex(), own.hex(), body, told)
        after = rows[-1].seq


def personal_values(
    connection: sa.Connection, after_seq: int = 0, until_seq: int = 2**31 - 1
) -> Iterator[PersonalValue]:
    """Return the personal values of a stretch of events, with their keys."""
    query = (
        sa.select(personal, items.c.code)
        .join(items, items.c.item_no == personal.c.item_no, isouter=True)
        .where(personal.c.seq > after_seq, personal.c.seq <= until_seq)
        .order_by(personal.c.seq, personal.c.field)
    )
    for row in connection.execute(query):
        value = PersonalField(
            name=row.field, value=row.value, purpose=row.purpose, expires_on=row.expires_on
        )
        yield PersonalValue(row.seq, row.code or "", bytes(row.key), value)


def stored(connection: sa.Connection) -> Stored:
    """Return everything that stands beside the events."""
    known: dict[str, list[str]] = {"kind": [], "unit": []}
    for row in connection.execute(sa.select(names).order_by(names.c.space, names.c.no)):
        known.setdefault(row.space, []).append(row.name)
    return Stored(
        items=(ItemRow(**row._mapping) for row in connection.execute(sa.select(*ROW))),  # noqa: SLF001
        bookings=[tuple(row) for row in connection.execute(sa.select(bookings))],
        personal=personal_values(connection),
        names=known,
        blocks={row.no: bytes(row.packed) for row in connection.execute(sa.select(blocks))},
    )
