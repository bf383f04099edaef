"""A journal in a database: one SQLite file, or PostgreSQL."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tongqu.errors import StorageError, UsageError
from tongqu.store import sql_upkeep as upkeep
from tongqu.store.anchors import read_anchors, write_anchor
from tongqu.store.appending import check_expected, random_key, seal
from tongqu.store.journal import ItemFilter, check_page
from tongqu.store.memory import utc_now
from tongqu.store.packing import BLOCK, pack, unpack_columns
from tongqu.store.personal import read_deletions
from tongqu.store.records import ItemRow
from tongqu.store.schema import items, names
from tongqu.store.sql_items import filtered, ordered
from tongqu.store.sql_tx import (
    ROW,
    SqlTx,
    block_rows,
    first_column,
    head_of,
    held_by,
    item_numbers,
    read_events,
    row_of,
    rows_of,
    write_batch,
)
from tongqu.store.sql_whole import stored, stored_events
from tongqu.store.verify import verify_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from os import PathLike
    from typing import Self, Unpack

    from tongqu.model.ledger_event import LedgerEntry, LedgerEvent
    from tongqu.store.engine import Database
    from tongqu.store.journal import JournalTx, Wanted
    from tongqu.store.records import EventColumns, VerifyReport
    from tongqu.store.restore import Restored

__all__ = ["SqlJournal"]

CHUNK = 2_000
"""Events that are read at a time: nobody holds a state of the database open for long."""


class SqlJournal:
    """A journal in a database; made by `open_journal` and `create_journal`.

    Every method may be called from any thread. After a failure of the disk the journal takes no
    more entries (reading still works): what a disk that failed once says about the next write
    cannot be trusted. Open it anew when the cause is gone.

    Attributes
    ----------
    database
        The way to the database.
    deletions
        File with the list of deleted personal values, beside an SQLite file unless another place
        is given; None for PostgreSQL unless one is given.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], datetime] = utc_now,
        zone: str = "Asia/Shanghai",
        new_key: Callable[[], bytes] = random_key,
        deletions: str | PathLike[str] | None = None,
    ) -> None:
        self.database = database
        if deletions is None and database.file is not None:
            deletions = database.file.with_name(f"{database.file.name}.deletions")
        self.deletions = Path(deletions) if deletions is not None else None
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._new_key = new_key
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._failure: StorageError | None = None

    @property
    def place(self) -> str:
        """Path or URL, without a password."""
        return self.database.shown

    # --- writing --------------------------------------------------------------------------------

    def append(
        self,
        entries: Sequence[LedgerEntry] = (),
        *,
        expect: Mapping[str, int] | None = None,
        guard: Callable[[JournalTx], Sequence[LedgerEntry]] | None = None,
    ) -> tuple[LedgerEvent, ...]:
        """Record entries, all or none; see `Journal.append`."""
        with self._writing() as connection:
            now = self._clock()
            check_expected(expect, lambda code: row_of(connection, code))
            if guard is not None:
                entries = [*entries, *guard(SqlTx(connection, now, self._date(now)))]
            return self._write(connection, entries, now)

    def _write(
        self, connection: sa.Connection, entries: Sequence[LedgerEntry], now: datetime
    ) -> tuple[LedgerEvent, ...]:
        rows = rows_of(connection, {entry.item for entry in entries} - {""})
        batch = seal(
            entries,
            head=head_of(connection),
            now=now,
            item_count=connection.scalar(sa.select(sa.func.max(items.c.item_no) + 1)) or 0,
            rows=rows,
            held=held_by(connection, [row.item_no for row in rows]),
            new_key=self._new_key,
        )
        write_batch(connection, batch)
        return tuple(batch.events)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """Give a connection that nobody else can write beside; remember when the disk fails."""
        if self._writer == threading.get_ident():
            raise UsageError.of("ledger_nested")
        with self._turn:
            if self._failure is not None:
                raise StorageError.of(
                    "ledger_stopped", file=self.place, reason=self._failure.problems[0].code
                ) from self._failure
            self._writer = threading.get_ident()
            try:
                with self.database.writing() as connection:
                    yield connection
            except StorageError as failure:
                self._failure = failure
                raise
            finally:
                self._writer = None

    def _date(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()

    # --- reading --------------------------------------------------------------------------------

    def head(self) -> tuple[int, str]:
        """Return place and hash of the last event; 0 and zeros where there is none."""
        with self.database.reading() as connection:
            return head_of(connection)

    def events(
        self,
        *,
        item: str | None = None,
        items: Collection[str] | None = None,
        known_until: datetime | None = None,
        after_seq: int = 0,
    ) -> Iterator[LedgerEvent]:
        """Return events in the order of the chain; see `Journal.events`."""
        with self.database.reading() as connection:
            until, _ = head_of(connection)
            numbers = item_numbers(connection, item, items)
        return self._chunks(numbers, known_until, after_seq, until)

    def _chunks(
        self,
        numbers: list[int] | None,
        known_until: datetime | None,
        after_seq: int,
        until: int,
    ) -> Iterator[LedgerEvent]:
        while after_seq < until and (numbers is None or numbers):
            with self.database.reading() as connection:
                found = read_events(
                    connection,
                    item_nos=numbers,
                    known_until=known_until,
                    after_seq=after_seq,
                    until_seq=until,
                    today=self._date(self._clock()),
                    limit=CHUNK,
                )
            yield from found
            if len(found) < CHUNK:
                return
            after_seq = found[-1].seq

    def item(self, code: str) -> ItemRow | None:
        """Return the row of an item, None if there is no such item."""
        with self.database.reading() as connection:
            return row_of(connection, code)

    def items(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: str = "code",
        **wanted: Unpack[Wanted],
    ) -> list[ItemRow]:
        """Return a page of the items that are wanted; see `Journal.items`."""
        check_page(order, limit, offset)
        query = filtered(sa.select(*ROW), ItemFilter.of(wanted), self.database.is_sqlite)
        query = ordered(query, order)
        if limit is not None or offset:
            # SQLite knows no OFFSET without LIMIT.
            query = query.limit(2**31 if limit is None else limit).offset(offset)
        with self.database.reading() as connection:
            return [ItemRow(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001

    def count_items(self, **wanted: Unpack[Wanted]) -> int:
        """Return how many items are wanted."""
        query = sa.select(sa.func.count()).select_from(items)
        query = filtered(query, ItemFilter.of(wanted), self.database.is_sqlite)
        with self.database.reading() as connection:
            return connection.scalar(query) or 0

    def columns(
        self, *, known_until: datetime | None = None, kinds: Collection[str] | None = None
    ) -> EventColumns:
        """Return all events of items as arrays; see `Journal.columns`."""
        with self.database.reading() as connection:
            packed = first_column(connection, "SELECT packed FROM blocks ORDER BY no")
            until, _ = head_of(connection)
            packed.append(pack(block_rows(connection, len(packed) * BLOCK, until)))
            codes = first_column(connection, "SELECT code FROM items ORDER BY item_no")
            found: dict[str, list[str]] = {"kind": [], "unit": []}
            for row in connection.execute(sa.select(names).order_by(names.c.no)):
                found[row.space].append(row.name)
        return unpack_columns(
            b"".join(packed),
            known_until=known_until,
            kinds=kinds,
            names=(tuple(codes), tuple(found["kind"]), tuple(found["unit"])),
        )

    # --- trust ----------------------------------------------------------------------------------

    def verify(self, *, anchors: str | PathLike[str] | None = None) -> VerifyReport:
        """Recompute everything and say where it breaks; see `Journal.verify`."""
        heads = read_anchors(anchors) if anchors else ()
        with self.database.reading() as connection:
            return verify_stored(stored_events(connection), stored(connection), heads)

    def anchor(self, path: str | PathLike[str]) -> bool:
        """Add the head to a file outside; return whether it had moved since the last line."""
        return write_anchor(path, self.head(), self._clock())

    # --- personal values ------------------------------------------------------------------------

    def expire(self, today: date | None = None, *, actor: str = "system") -> int:
        """Delete personal values whose time is over; return how many."""
        with self._writing() as connection:
            now = self._clock()
            count = upkeep.expire(
                connection, self._write, today=today or self._date(now), actor=actor, now=now
            )
        upkeep.sweep(self.database)
        return count

    def delete_personal(self, item: str, field: str, *, actor: str, reason: str = "") -> int:
        """Delete every value of a personal field of an item; return how many there were.

        The deletion is written down in the list of deletions first, see `deletions`.
        """
        with self._writing() as connection:
            count = upkeep.delete_field(
                connection,
                self._write,
                item=item,
                field=field,
                actor=actor,
                note=reason,
                now=self._clock(),
                deletions=self.deletions,
            )
        upkeep.sweep(self.database)
        return count

    # --- copies ---------------------------------------------------------------------------------

    def backup(self, path: str | PathLike[str]) -> Path:
        """Write a backup while others go on writing, whole or not at all, and return its path.

        Parameters
        ----------
        path
            A new file. A name that ends in ``.jsonl`` or ``.jsonl.gz`` gets the trail with all
            personal values; any other one a copy of the SQLite file. It can be read by its owner
            only.
        """
        return upkeep.backup(self.database, path, self._clock())

    def export_trail(self, path: str | PathLike[str], *, personal: bool = False) -> Path:
        """Write every event as JSON lines, without personal values unless they are asked for."""
        with self.database.reading() as connection:
            return upkeep.export(connection, path, with_personal=personal, now=self._clock())

    def restore(
        self,
        path: str | PathLike[str],
        *,
        deletions: str | PathLike[str] | None = None,
        today: date | None = None,
        actor: str = "system",
    ) -> Restored:
        """Fill this journal, which must be empty, from a backup; all of it or nothing.

        Parameters
        ----------
        path
            A backup, or a trail.
        deletions
            List of deletions (see `deletions`): what was deleted since the backup is deleted again,
            and stays on this journal's own list.
        today
            Personal values that are over on this day are not brought back.

        Raises
        ------
        UsageError
            This journal is not empty.
        DatasetError
            The backup does not verify; every place where it breaks is named.
        """
        with self._writing() as connection:
            now = self._clock()
            return upkeep.restore_into(
                connection,
                self._write,
                path,
                deletions=read_deletions(deletions) if deletions is not None else {},
                kept_in=self.deletions,
                today=today or self._date(now),
                actor=actor,
                now=now,
            )

    def close(self) -> None:
        """Let go of the database; the journal cannot be used any more."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()
