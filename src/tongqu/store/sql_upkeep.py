"""What is done to a ledger as a whole: personal values that go, backups, a restore."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tongqu.errors import NotFoundError, UsageError
from tongqu.store.engine import translated
from tongqu.store.files import whole_file
from tongqu.store.personal import gone_entries, write_deletions
from tongqu.store.restore import Restored, ingest
from tongqu.store.schema import events, items, personal
from tongqu.store.sql_tx import head_of, row_of
from tongqu.store.sql_whole import personal_values, stored_events
from tongqu.store.trail import is_trail, write_trail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from os import PathLike
    from typing import TypeAlias

    from tongqu.model.ledger_event import LedgerEntry, LedgerEvent
    from tongqu.store.engine import Database
    from tongqu.store.personal import Place

    Write: TypeAlias = Callable[
        [sa.Connection, Sequence[LedgerEntry], datetime], tuple[LedgerEvent, ...]
    ]

__all__ = ["backup", "delete_field", "expire", "export", "restore_into", "sweep"]


def expire(
    connection: sa.Connection, write: Write, *, today: date, actor: str, now: datetime
) -> int:
    """Delete the personal values whose time is over and record it; return how many there were."""
    gone = _values(connection, personal.c.expires_on <= today)
    connection.execute(sa.delete(personal).where(personal.c.expires_on <= today))
    write(connection, gone_entries([v[:4] for v in gone], reason="expired", actor=actor, now=now),
          now)  # fmt: skip
    return len(gone)


def delete_field(
    connection: sa.Connection,
    write: Write,
    *,
    item: str,
    field: str,
    actor: str,
    note: str,
    now: datetime,
    deletions: Path | None,
) -> int:
    """Delete every value of a personal field of an item; return how many there were."""
    row = row_of(connection, item)
    if row is None:
        raise NotFoundError.of("ledger_no_item", item=item)
    where = sa.and_(personal.c.item_no == row.item_no, personal.c.field == field)
    gone = _values(connection, where)
    if gone and deletions is not None:
        write_deletions(deletions, [((v[0], v[3]), v[4].hex()) for v in gone], now)
    connection.execute(sa.delete(personal).where(where))
    entries = gone_entries([v[:4] for v in gone], reason="deleted", note=note, actor=actor, now=now)
    write(connection, entries, now)
    return len(gone)


def _values(
    connection: sa.Connection, where: sa.ColumnElement[bool]
) -> list[tuple[int, str, str, str, bytes]]:
    """Return event, item, kind, field of personal values, and the hash of the event."""
    query = (
        sa.select(personal.c.seq, items.c.code, items.c.kind, personal.c.field, events.c.hash)
        .join(items, items.c.item_no == personal.c.item_no)
        .join(events, events.c.seq == personal.c.seq)
        .where(where)
        .order_by(personal.c.seq, personal.c.field)
    )
    return [(seq, code, kind, name, bytes(own))
            for seq, code, kind, name, own in connection.execute(query)]  # fmt: skip


def sweep(database: Database) -> None:
    """Take the bytes of deleted values out of the files.

    SQLite writes zeros over what is deleted (``secure_delete``), but first into its log; the log
    is written back and cut to nothing here. A reader that looks at an older state for longer than
    the busy timeout puts this off until the next time. PostgreSQL frees the space for others.
    """
    with translated(database.shown):
        connection = database.engine.raw_connection()
        try:
            if database.is_sqlite:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            else:
                driver = connection.driver_connection
                assert driver is not None
                driver.autocommit = True
                try:
                    driver.execute(f"VACUUM {personal.name}")
                finally:
                    driver.autocommit = False
        finally:
            connection.close()


def export(
    connection: sa.Connection, path: str | PathLike[str], *, with_personal: bool, now: datetime
) -> Path:
    """Write the trail as one state of the database has it."""
    values = personal_values(connection) if with_personal else None
    head = head_of(connection)
    return write_trail(
        path, stored_events(connection, with_numbers=False), values, head=head, now=now
    )


def backup(database: Database, path: str | PathLike[str], now: datetime) -> Path:
    """Write a backup while others go on writing: an SQLite file, or a trail with everything."""
    target = Path(path)
    if is_trail(target):
        with database.reading() as connection:
            return export(connection, target, with_personal=True, now=now)
    if not database.is_sqlite:
        raise UsageError.of("ledger_backup_form", file=str(target))
    with whole_file(target) as part, translated(str(target)):
        source = database.engine.raw_connection()
        try:
            with closing(sqlite3.connect(part)) as copy:
                driver = source.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.backup(copy)
                # One file, without a log beside it, that can be read from a read-only disk.
                copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            source.close()
    return target


def restore_into(
    connection: sa.Connection,
    write: Write,
    source: str | PathLike[str],
    *,
    deletions: Mapping[Place, str],
    kept_in: Path | None,
    today: date,
    actor: str,
    now: datetime,
) -> Restored:
    """Fill an empty ledger from a backup; personal values that must not come back stay out."""
    done = ingest(connection, source, today=today, deletions=deletions)
    if kept_in is not None:
        # A still older backup may be restored one day.
        write_deletions(kept_in, list(deletions.items()), now)
    chain = head_of(connection)
    for reason, gone in sorted(done.out.items()):
        write(connection, gone_entries(gone, reason=reason, actor=actor, now=now), now)
    head = head_of(connection)
    return Restored(
        events=chain[0],
        items=len(done.told.drafts),
        chain_seq=chain[0],
        chain_hash=chain[1],
        head_seq=head[0],
        head_hash=head[1],
        **{reason: len(gone) for reason, gone in done.out.items()},
    )
