"""A ledger out of a backup: recomputed event by event, nothing taken on trust."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError, UsageError
from tongqu.store.engine import Database
from tongqu.store.schema import blocks, bookings, events, items, names, personal
from tongqu.store.sql_tx import head_of, insert_lines, item_line, personal_line
from tongqu.store.sql_whole import personal_values, stored_events
from tongqu.store.startup import check_readable
from tongqu.store.trail import is_trail, read_trail
from tongqu.store.verify import Recomputed, StoredEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from os import PathLike

    import sqlalchemy as sa

    from tongqu.store.appending import PersonalValue
    from tongqu.store.personal import Place

__all__ = ["Ingested", "Restored", "backup_events", "ingest"]

BATCH = 5_000
MOST_PROBLEMS = 100
"""A backup with more than this many faults is not looked through to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came out of a backup.

    Attributes
    ----------
    events, items
        How many were restored.
    chain_seq, chain_hash
        Head of the chain as the backup has it.
    head_seq, head_hash
        Head now: later, where personal values had to go on the way.
    expired, deleted, not_restored
        Personal values that were not brought back: their time is over, they are on the list of
        deletions, the backup had none.
    """

    events: int
    items: int
    chain_seq: int
    chain_hash: str
    head_seq: int
    head_hash: str
    expired: int = 0
    deleted: int = 0
    not_restored: int = 0

    def to_dict(self) -> dict[str, object]:
        """Return the outcome as JSON shows it."""
        return {"schema_version": "1.0", "kind": "ledger_restore", **asdict(self)}


@dataclass(slots=True)
class Ingested:
    """What was read from a backup, and which personal values stay out, by reason."""

    told: Recomputed
    out: dict[str, list[tuple[int, str, str, str]]] = field(default_factory=dict)


def backup_events(
    source: str | PathLike[str],
) -> Iterator[tuple[StoredEvent, list[PersonalValue]]]:
    """Return the events of a backup, a trail or an SQLite file, with their personal values."""
    if is_trail(source):
        yield from read_trail(source)
        return
    database = Database(source, read_only=True)
    try:
        check_readable(database)
        with database.reading() as connection:
            values = personal_values(connection)
            value = next(values, None)
            for event in stored_events(connection, with_numbers=False):
                of_event = []
                while value is not None and value.seq <= event.seq:
                    of_event.append(value)
                    value = next(values, None)
                yield event, of_event
    finally:
        database.close()


def ingest(
    connection: sa.Connection,
    source: str | PathLike[str],
    *,
    today: date,
    deletions: Mapping[Place, str],
) -> Ingested:
    """Write the events of a backup into an empty ledger, with everything that follows from them.

    Raises
    ------
    UsageError
        The ledger is not empty.
    DatasetError
        The backup does not verify; every place where it breaks is named.
    """
    if head_of(connection)[0]:
        raise UsageError.of("ledger_not_empty")
    done = Ingested(Recomputed())
    told = done.told
    lines: list[tuple[Any, ...]] = []
    kept: list[PersonalValue] = []
    for event, values in backup_events(source):
        numbers = told.see(event)
        if len(told.problems) > MOST_PROBLEMS:
            break
        lines.append(_line(event, numbers))
        for value in values:
            reason = _reason_to_go(value, event, today, deletions)
            if reason:
                done.out.setdefault(reason, []).append(_gone(told, value.seq, value.field.name))
            else:
                kept.append(value)
        if len(lines) == BATCH and not told.problems:
            insert_lines(connection, events, lines)
            lines.clear()
    if told.problems:
        raise DatasetError(str(told.problems[0]), told.problems)
    insert_lines(connection, events, lines)
    _write_following(connection, told, kept)
    there = {(value.seq, value.field.name) for value in kept} | told.gone
    there |= {(seq, name) for values in done.out.values() for seq, _, _, name in values}
    missing = [_gone(told, *place) for place in told.personal if place not in there]
    if missing:
        done.out["not_restored"] = missing
    return done


def _reason_to_go(
    value: PersonalValue, event: StoredEvent, today: date, deletions: Mapping[Place, str]
) -> str:
    if deletions.get((value.seq, value.field.name)) == event.hash:
        return "deleted"
    return "expired" if value.field.expires_on <= today else ""


def _gone(told: Recomputed, seq: int, name: str) -> tuple[int, str, str, str]:
    item = told.personal[seq, name][0]
    return (seq, item, told.drafts[item]["kind"], name)


def _line(event: StoredEvent, numbers: tuple[int | None, ...]) -> tuple[Any, ...]:
    previous, own = bytes.fromhex(event.previous_hash), bytes.fromhex(event.hash)
    return (event.seq, *numbers, previous, own, event.body)


def _write_following(
    connection: sa.Connection, told: Recomputed, kept: list[PersonalValue]
) -> None:
    drafts = told.drafts
    named = ((space, no, name) for space, known in told.names.items() for name, no in known.items())
    tables: list[tuple[sa.Table, list[tuple[Any, ...]]]] = [
        (items, [item_line(draft) for draft in drafts.values()]),
        (bookings, sorted(told.bookings.held)),
        (names, list(named)),
        (blocks, list(told.blocks.items())),
        (personal, [personal_line(value, drafts[value.item]["item_no"]) for value in kept]),
    ]
    for table, lines in tables:
        insert_lines(connection, table, lines)
