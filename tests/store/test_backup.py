"""Backups and trails: whole or not there, and what comes out of them is the same ledger."""

from __future__ import annotations

import gzip
import json
import stat
from datetime import date
from pathlib import Path

import pytest
from store_samples import Clock, Keys, created, entry, phone

from tongqu.errors import DatasetError, NotFoundError, UsageError
from tongqu.store import MemoryJournal, create_journal, open_journal, restore_journal
from tongqu.store.journal import Journal
from tongqu.store.sql import SqlJournal

pytestmark = pytest.mark.usefixtures("small_blocks")

FORMS = ("backup.db", "backup.jsonl", "backup.jsonl.gz")


def filled(journal: Journal) -> None:
    """Put something of everything into a journal, more than one block."""
    place = {"resource": "counter", "slot": "9:00"}
    journal.append([
        created("srv-1", "Help 帮办", unit="centre", personal=(phone("1", date(2026, 3, 3)),)),
        created("srv-2", personal=(phone("2"),), data={"x": [1.5, None, "é", 1e300]}),
        entry("", "settings", kind="", data={"table": "units"}),
        entry("srv-1", "booked", data=place),
        entry("srv-2", "booked", data=place),
        entry("srv-2", "booking_cancelled"),
    ])  # fmt: skip
    journal.append([entry("srv-1", arg=n) for n in range(50)])


def state(journal: Journal) -> tuple[object, ...]:
    """Return what a journal answers."""
    table = journal.columns()
    return (list(journal.events()), journal.items(), table.seq.tolist(), table.arg.tolist())


@pytest.mark.parametrize("form", FORMS)
def test_a_restored_ledger_is_the_same(
    stored: SqlJournal, place: str, tmp_path: Path, clock: Clock, form: str
) -> None:
    """From each database, in each form, into each: the same head, items, columns and values."""
    filled(stored)
    path = tmp_path / form
    if form == "backup.db" and not stored.database.is_sqlite:
        with pytest.raises(UsageError, match="ledger_backup_form"):
            stored.backup(path)
        return
    assert stored.backup(path) == path
    with create_journal(tmp_path / "again.db", clock=clock) as again:
        done = again.restore(path)
        assert (done.chain_seq, done.chain_hash) == (done.head_seq, done.head_hash) == stored.head()
        assert (done.events, done.items) == (stored.head()[0], 2)
        assert state(again) == state(stored)
        assert again.verify().ok
        more = again.append([entry("srv-1"), created("new-1")])
        assert more[0].previous_hash == done.head_hash
        assert again.verify().ok
        with pytest.raises(UsageError, match="ledger_not_empty"):
            again.restore(path)


def test_into_postgresql_and_back(stored: SqlJournal, tmp_path: Path, clock: Clock) -> None:
    """A trail carries a ledger from any journal into either database."""
    memory = MemoryJournal(clock=clock, new_key=Keys())
    filled(memory)
    path = memory.export_trail(tmp_path / "trail.jsonl.gz", personal=True)
    assert stored.restore(path).head_hash == memory.head()[1]
    assert state(stored) == state(memory)
    assert stored.verify().ok


def test_a_backup_is_a_ledger_that_only_its_owner_reads(tmp_path: Path, clock: Clock) -> None:
    """One file, no log beside it; it can be opened as it is; nothing is overwritten."""
    with create_journal(tmp_path / "ledger.db", clock=clock) as journal:
        filled(journal)
        path = journal.backup(tmp_path / "copy.db")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert {file.name for file in tmp_path.iterdir()} == {
            "ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.deletions", "copy.db",
        }  # fmt: skip
        with pytest.raises(UsageError, match="already_exists"):
            journal.backup(path)
        with pytest.raises(UsageError, match="already_exists"):
            journal.export_trail(path)
        with open_journal(path, clock=clock) as copy:
            assert state(copy) == state(journal)


def test_a_restore_runs_expiry(stored: SqlJournal, tmp_path: Path, clock: Clock) -> None:
    """What is over by now is not brought back, and that is recorded."""
    filled(stored)
    path = stored.backup(tmp_path / "backup.jsonl")
    with create_journal(tmp_path / "again.db", clock=clock) as again:
        done = again.restore(path, today=date(2026, 3, 3))
        assert (done.expired, done.head_seq, done.chain_hash) == (
            1,
            done.chain_seq + 1,
            stored.head()[1],
        )
        assert [f.value for e in again.events() for f in e.entry.personal] == ["2"]
        assert again.verify().ok


def test_deletions_after_the_backup_are_made_again(
    stored: SqlJournal, tmp_path: Path, clock: Clock
) -> None:
    """The list beside the ledger says which; without it the value would be back."""
    filled(stored)
    path = stored.backup(tmp_path / "backup.jsonl")
    stored.delete_personal("srv-2", "phone", actor="li")
    assert stored.deletions is not None
    assert "2" not in [line["field"] for line in lines(stored.deletions)]
    with create_journal(tmp_path / "again.db", clock=clock) as again:
        done = again.restore(path, deletions=stored.deletions)
        assert done.deleted == 1
        assert [f.value for e in again.events() for f in e.entry.personal] == ["1"]
        assert again.verify().ok
        # The new ledger's list has it too: a still older backup may be restored one day.
        assert again.deletions is not None
        assert [line["seq"] for line in lines(again.deletions)] == [2]
    with create_journal(tmp_path / "without.db", clock=clock) as without:
        assert without.restore(path).deleted == 0
    with create_journal(tmp_path / "third.db") as third:
        with pytest.raises(NotFoundError):
            third.restore(path, deletions=tmp_path / "none")
        stored.deletions.write_text("x\n")
        with pytest.raises(DatasetError, match="ledger_not_deletion"):
            third.restore(path, deletions=stored.deletions)


def test_what_is_refused_leaves_nothing(stored: SqlJournal, tmp_path: Path) -> None:
    """A new ledger is made of a backup, or there is none and the place can be used."""
    filled(stored)
    good = stored.backup(tmp_path / "good.jsonl")
    bad = tmp_path / "bad.jsonl"
    bad.write_text(good.read_text(encoding="utf-8").replace("Help", "Held"), encoding="utf-8")
    target = tmp_path / "new.db"
    with pytest.raises(DatasetError, match="ledger_hash"):
        restore_journal(bad, target)
    with pytest.raises(NotFoundError, match="ledger_no_file"):
        restore_journal(good, target, deletions=tmp_path / "none")
    assert not list(tmp_path.glob("new.db*"))
    assert restore_journal(good, target).chain_hash == stored.head()[1]
    with pytest.raises(UsageError, match="ledger_exists"):
        restore_journal(good, target)
    with open_journal(target) as again:
        assert again.verify().ok


def test_what_is_refused_leaves_nothing_in_a_database(place: str, tmp_path: Path) -> None:
    """The same in PostgreSQL: the database is empty again."""
    for _ in range(2):
        with pytest.raises(NotFoundError, match="ledger_no_file"):
            restore_journal(tmp_path / "none.jsonl", place)
    create_journal(place).close()


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_trail_without_personal_values(stored: SqlJournal, tmp_path: Path, clock: Clock) -> None:
    """It says so; a ledger restored from it records that the values did not come back."""
    filled(stored)
    path = stored.export_trail(tmp_path / "trail.jsonl")
    first, *rest = lines(path)
    assert (first["personal"], first["events"], len(rest)) == (
        False,
        stored.head()[0],
        stored.head()[0],
    )
    assert not any("personal" in line for line in rest)
    with create_journal(tmp_path / "again.db", clock=clock) as again:
        done = again.restore(path)
        assert (done.not_restored, done.chain_hash) == (2, stored.head()[1])
        assert again.verify().ok


def test_a_trail_that_another_program_has_written_anew(
    stored: SqlJournal, tmp_path: Path, clock: Clock
) -> None:
    """Spaces, other order of keys, escapes: the events are the same, so is the head."""
    filled(stored)
    path = stored.backup(tmp_path / "backup.jsonl")
    anew = [json.dumps(dict(reversed(line.items())), indent=None) for line in lines(path)]
    path.write_text("\n".join(anew) + "\n", encoding="utf-8")
    with create_journal(tmp_path / "again.db", clock=clock) as again:
        assert again.restore(path).head_hash == stored.head()[1]
        assert state(again) == state(stored)


def test_a_backup_that_does_not_verify_is_refused(tmp_path: Path, clock: Clock) -> None:
    """Every place is named, and the target stays empty and can be used."""
    memory = MemoryJournal(clock=clock)
    memory.append([created("srv-1", "Help"), entry("srv-1"), entry("srv-1")])
    path = memory.export_trail(tmp_path / "trail.jsonl")
    good = path.read_text(encoding="utf-8")
    with create_journal(tmp_path / "again.db", clock=clock) as again:
        for wrong, code in {
            good.replace("Help", "Held"): "ledger_hash",
            "".join(good.splitlines(keepends=True)[:-1]): "ledger_trail_cut",
            good[:-5]: "ledger_trail_line",
            good.replace("tongqu_trail", "other"): "ledger_not_trail",
            "": "ledger_not_trail",
        }.items():
            path.write_text(wrong, encoding="utf-8")
            with pytest.raises(DatasetError, match=code):
                again.restore(path)
        packed = tmp_path / "trail.jsonl.gz"
        packed.write_bytes(gzip.compress(good.encode())[:-20])
        with pytest.raises(DatasetError, match="ledger_trail"):
            again.restore(packed)
        with pytest.raises(NotFoundError):
            again.restore(tmp_path / "none.jsonl")
        assert again.head()[0] == 0
        path.write_text(good, encoding="utf-8")
        assert again.restore(path).head_seq == 3
