"""What is about persons goes when its time is over, for certain, and the chain still verifies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_samples import Clock, created, entry, phone

from tongqu.errors import NotFoundError
from tongqu.store import create_journal, open_journal
from tongqu.store.chain import keyed_hash
from tongqu.store.journal import Journal
from tongqu.store.sql import SqlJournal

SECRET = "139-SECRET-4711-"  # long enough to fill pages of its own, see below
UNTIL = date(2026, 3, 3)


def values(journal: Journal) -> list[str]:
    return [field.value for event in journal.events() for field in event.entry.personal]


def test_the_chain_holds_only_a_keyed_hash(journal: Journal, tmp_path: Path) -> None:
    """Neither the event nor its JSON has the value; the hash covers purpose and last day too."""
    [event] = journal.append([created("srv-1", personal=(phone(SECRET),))])
    path = journal.export_trail(tmp_path / "trail.jsonl")
    assert SECRET not in path.read_text(encoding="utf-8")
    key = (1).to_bytes(32, "big")
    assert event.personal_hashes["phone"] == keyed_hash(key, phone(SECRET))
    other = [phone("1"), replace(phone(SECRET), purpose="x"), phone(SECRET, UNTIL)]
    assert (
        len({keyed_hash(key, field) for field in other} | set(event.personal_hashes.values())) == 4
    )


def test_a_value_is_hidden_from_its_last_day_on(journal: Journal, clock: Clock) -> None:
    """By the local date, and although nobody has run `expire` yet."""
    journal.append([created("srv-1", personal=(phone(SECRET, UNTIL),))])
    clock.now = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert values(journal) == [SECRET]
    clock.now = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert values(journal) == []
    seen: list[object] = []
    journal.append(guard=lambda tx: seen.extend(e.entry.personal for e in tx.events()) or [])
    assert seen == [()]


def test_expiry_is_recorded_and_verifies(journal: Journal, clock: Clock) -> None:
    """One event for an item and a field, nothing for what is still needed, nothing twice."""
    journal.append([
        created("srv-1", personal=(phone("1", UNTIL),)),
        entry("srv-1", personal=(phone("2", UNTIL),)),
        created("srv-2", personal=(phone("3"),)),
    ])  # fmt: skip
    assert journal.expire() == 0
    clock.go_on(days=1)
    assert journal.expire(actor="night job") == 2
    assert journal.expire() == 0
    [event] = journal.events(after_seq=3)
    assert (event.entry.item, event.entry.effect, event.entry.actor) == (
        "srv-1",
        "expired",
        "night job",
    )
    assert event.entry.data == {"field": "phone", "reason": "expired", "seqs": [1, 2]}
    assert values(journal) == ["3"]
    report = journal.verify()
    assert report.ok
    assert report.personal == 1


def test_deleting_a_field_of_an_item(journal: Journal) -> None:
    """Every value of it goes, others stay; who did it and why is recorded."""
    address = replace(phone("Long Street"), name="address")
    journal.append([
        created("srv-1", personal=(phone("1"), address)),
        entry("srv-1", personal=(phone("2"),)),
        created("srv-2", personal=(phone("3"),)),
    ])  # fmt: skip
    assert journal.delete_personal("srv-1", "phone", actor="li", reason="asked for") == 2
    assert journal.delete_personal("srv-1", "phone", actor="li") == 0
    assert values(journal) == ["Long Street", "3"]
    [event] = journal.events(after_seq=3)
    assert event.entry.data == {
        "field": "phone", "reason": "deleted", "seqs": [1, 2], "note": "asked for",
    }  # fmt: skip
    assert journal.verify().ok
    with pytest.raises(NotFoundError, match="ledger_no_item"):
        journal.delete_personal("srv-9", "phone", actor="li")


def test_what_was_never_recorded_as_gone_is_missed(stored: SqlJournal) -> None:
    """Deleting the row behind the ledger's back is found out; so is altering value or last day."""
    stored.append([created("srv-1", personal=(phone(),)), created("srv-2", personal=(phone(),))])
    with stored.database.writing() as connection:
        connection.execute(sa.text("DELETE FROM personal WHERE seq = 1"))
        connection.execute(sa.text("UPDATE personal SET expires_on = '2099-01-01'"))
    problems = stored.verify().problems
    assert [(p.code, p.params["seq"], p.params["item"]) for p in problems] == [
        ("ledger_personal_hash", 2, "srv-2"), ("ledger_personal_missing", 1, "srv-1"),
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["expire", "delete"])
def test_the_bytes_are_gone_from_the_files(tmp_path: Path, clock: Clock, how: str) -> None:
    """Neither the database nor its log has them, while it is open and others read it."""
    path = tmp_path / "ledger.db"
    long = SECRET * 2_000
    with create_journal(path, clock=clock) as journal, open_journal(path) as other:
        journal.append([
            created(f"srv-{n}", personal=(phone(long if n % 2 else SECRET, UNTIL),))
            for n in range(50)
        ])  # fmt: skip
        list(other.events())
        files = [file for file in tmp_path.iterdir() if SECRET.encode() in file.read_bytes()]
        assert files  # so that looking for it means something
        if how == "expire":
            clock.go_on(days=1)
            assert journal.expire() == 50
        else:
            assert sum(journal.delete_personal(f"srv-{n}", "phone", actor="li") for n in range(50))
        assert {file.name for file in tmp_path.iterdir()} >= {"ledger.db", "ledger.db-wal"}
        for file in tmp_path.iterdir():
            assert SECRET.encode() not in file.read_bytes(), file.name
        assert journal.verify().ok
