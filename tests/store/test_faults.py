"""Disks that fail and fill up: the old or the new state, a chain that verifies, and no retry."""

from __future__ import annotations

import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from store_samples import Clock, created, entry, phone

from tongqu.errors import StorageError, StorageFullError
from tongqu.model.ledger_event import LedgerEntry
from tongqu.store import create_journal, open_journal
from tongqu.store.sql import SqlJournal

TIMES = range(1, 51)


def broken(code: int) -> sqlite3.OperationalError:
    """Return what the driver raises where the disk fails."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    return error


FAILURES = {
    "sqlite": broken(sqlite3.SQLITE_IOERR_FSYNC),
    "postgresql": psycopg.errors.IoError("could not fsync file"),
}
FULL = {
    "sqlite": broken(sqlite3.SQLITE_FULL),
    "postgresql": psycopg.errors.DiskFull("could not extend file"),
}


def batch(number: int) -> list[LedgerEntry]:
    """Return entries that write to every table."""
    place = {"resource": "counter", "slot": f"{number}"}
    return [
        created(f"srv-{number}", personal=(phone(f"{number}"),), unit=f"unit-{number}"),
        *(entry(f"srv-{number}", data={"text": "x" * 100}) for _ in range(20)),
        entry(f"srv-{number}", "booked", data=place),
    ]


@contextmanager
def failing(journal: SqlJournal, nth: int, error: Exception) -> Iterator[None]:
    """Make the nth statement from here on fail, and the commit where it comes first."""
    engine = journal.database.engine
    left = nth

    def fail(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise error

    for name in ("before_cursor_execute", "commit"):
        sa.event.listen(engine, name, fail)
    try:
        yield
    finally:
        for name in ("before_cursor_execute", "commit"):
            sa.event.remove(engine, name, fail)


def check_stopped(journal: SqlJournal, place: str | Path, heads: set[int], clock: Clock) -> None:
    """The journal writes no more, still reads, and a new one goes on from one of the states."""
    with pytest.raises(StorageError, match="ledger_stopped"):
        journal.append([entry("srv-1")])
    assert journal.head()[0] in heads
    with open_journal(place, clock=clock) as again:
        assert again.head()[0] in heads
        assert again.verify().ok
        again.append([entry("srv-1")])
        assert again.verify().ok


def test_every_nth_write_fails(place: str, clock: Clock, small_blocks: int) -> None:
    """Whichever statement of a transaction it is, or its commit: nothing of it is there."""
    name = "postgresql" if "://" in place else "sqlite"
    create_journal(place, clock=clock).close()
    failed = 0
    for nth in TIMES:
        with open_journal(place, clock=clock) as journal:
            before = journal.head()[0]
            try:
                with failing(journal, nth, FAILURES[name]):
                    journal.append(batch(nth))
            except StorageError:
                failed += 1
                assert journal.head()[0] == before
                check_stopped(journal, place, {before}, clock)
            else:
                assert journal.head()[0] == before + 22
    with open_journal(place, clock=clock) as journal:
        assert journal.verify().ok
    assert 12 <= failed < len(TIMES)  # each statement once, and then those that are beyond the end


def test_a_full_disk_is_called_so(stored: SqlJournal) -> None:
    """Not a stack of SQL, but what to do."""
    name = "sqlite" if stored.database.is_sqlite else "postgresql"
    with pytest.raises(StorageFullError, match="ledger_full"), failing(stored, 5, FULL[name]):
        stored.append(batch(1))
    with pytest.raises(StorageError, match="ledger_stopped"):
        stored.append(batch(1))


def test_a_lost_connection_stops_the_journal(place: str, clock: Clock) -> None:
    """Nobody knows whether a commit arrived that was not answered; so it is not tried again."""
    if "://" not in place:
        pytest.skip("an SQLite file has no connection to lose")
    create_journal(place, clock=clock).close()
    kill = sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
    with open_journal(place, clock=clock) as journal, open_journal(place) as other:

        def cut(_tx: object) -> list[LedgerEntry]:
            with other.database.engine.connect() as connection:
                connection.execute(kill)
            return batch(1)

        with pytest.raises(StorageError, match="ledger_storage"):
            journal.append(guard=cut)
        check_stopped(journal, place, {0}, clock)


def append_until_it_fails(journal: SqlJournal, acknowledged: list[int]) -> None:
    """Append one batch after another, and note the events that were acknowledged."""
    for number in range(2, 2_000):
        acknowledged += [event.seq for event in journal.append(batch(number))]


@pytest.mark.parametrize("pages", TIMES)
def test_no_more_pages(tmp_path: Path, clock: Clock, pages: int) -> None:
    """SQLite itself says that the disk is full, after any number of pages."""
    path = tmp_path / "ledger.db"
    with create_journal(path, clock=clock) as journal:
        journal.append(batch(1))
    with open_journal(path, clock=clock) as journal:

        def limit(connection: sqlite3.Connection, _record: object) -> None:
            [(count,)] = connection.execute("PRAGMA page_count")
            connection.execute(f"PRAGMA max_page_count = {count + pages}")

        journal.database.engine.dispose()
        sa.event.listen(journal.database.engine, "connect", limit)
        acknowledged: list[int] = []
        with pytest.raises(StorageFullError, match="ledger_full"):
            append_until_it_fails(journal, acknowledged)
        check_stopped(journal, path, {len(acknowledged) + 22}, clock)


@contextmanager
def file_size(bytes_: int) -> Iterator[None]:
    """Let the system refuse to make any file larger than this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("step", TIMES)
def test_the_system_refuses_to_write(tmp_path: Path, clock: Clock, step: int) -> None:
    """A real write that fails, in the middle of a page or not, into the log or the file."""
    path = tmp_path / "ledger.db"
    with create_journal(path, clock=clock) as journal:
        journal.append(batch(1))
        log = path.with_name("ledger.db-wal").stat().st_size
        acknowledged: list[int] = []
        with pytest.raises(StorageError), file_size(log + step * 1_777):
            append_until_it_fails(journal, acknowledged)
        good = len(acknowledged) + 22
        # A log that was written to its end before the failure may count after all.
        check_stopped(journal, path, {good, good + 22}, clock)


def test_a_backup_without_room(tmp_path: Path, clock: Clock) -> None:
    """It is said, no half backup is left, and the ledger itself goes on."""
    with create_journal(tmp_path / "ledger.db", clock=clock) as journal:
        for number in range(1, 30):
            journal.append(batch(number))
        for name in ("backup.db", "backup.jsonl", "backup.jsonl.gz"):
            with pytest.raises(StorageError), file_size(5_000):
                journal.backup(tmp_path / name)
        heads = tmp_path / "heads.jsonl"
        heads.write_bytes(b"\n" * 0)
        with pytest.raises(StorageFullError), file_size(10):
            journal.anchor(heads)
        left = {path.name for path in tmp_path.iterdir()} - {"heads.jsonl"}
        assert left == {f"ledger.db{ending}" for ending in ("", "-wal", "-shm", ".deletions")}
        journal.append(batch(30))
        assert journal.verify().ok


def test_a_deletion_that_cannot_be_written_down(tmp_path: Path, clock: Clock) -> None:
    """The value stays, and so does the record: nothing is deleted that the list does not know."""
    with create_journal(tmp_path / "ledger.db", clock=clock) as journal:
        journal.append(batch(1))
        assert journal.deletions is not None
        journal.deletions.unlink()
        journal.deletions.mkdir()
        with pytest.raises(StorageError, match="deletions"):
            journal.delete_personal("srv-1", "phone", actor="li")
        assert journal.head()[0] == 22
        assert journal.verify().personal == 1
