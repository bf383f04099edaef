"""Whoever alters a ledger behind its back is found out, and the place is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_samples import Clock, created, entry

from tongqu.errors import DatasetError, NotFoundError
from tongqu.store import MemoryJournal, create_journal, open_journal
from tongqu.store.chain import hash_of
from tongqu.store.sql import SqlJournal

EVENTS = 54


@pytest.fixture
def filled(stored: SqlJournal, small_blocks: int) -> SqlJournal:
    """A journal with something to alter."""
    place = {"resource": "counter", "slot": "9:00"}
    stored.append([created("work-1", "Bridge", unit="roads"), created("work-2", "Road")])
    stored.append([entry("work-1", "booked", data=place), entry("work-2", arg=7)])
    stored.append([entry("work-1", data={"n": n}) for n in range(50)])
    return stored


def alter(journal: SqlJournal, *statements: str, **values: object) -> None:
    """Change the database as somebody with its password could, triggers or not."""
    database = journal.database
    with database.engine.connect().execution_options(tongqu_writes=True) as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for change in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER events_no_{change}")
        else:
            connection.exec_driver_sql("ALTER TABLE events DISABLE TRIGGER events_stay")
        for statement in statements:
            connection.execute(sa.text(statement), values)
        connection.commit()


def found(journal: SqlJournal, **how: object) -> list[tuple[str, object]]:
    """Return what `verify` finds: code and place."""
    report = journal.verify(**how)  # type: ignore[arg-type]
    assert not report.ok
    keys = ("seq", "item", "no", "space")
    return [
        (p.code, next((p.params[key] for key in keys if key in p.params), None))
        for p in report.problems
    ]


@pytest.mark.parametrize("change", ["UPDATE events SET arg = 1", "DELETE FROM events"])
def test_events_cannot_be_changed(filled: SqlJournal, change: str) -> None:
    """The database itself refuses, whatever program asks."""
    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed"),
        filled.database.engine.connect() as connection,
    ):
        connection.execution_options(tongqu_writes=True).exec_driver_sql(f"{change} WHERE seq = 2")
    assert filled.verify().ok


def test_one_byte_of_an_event(filled: SqlJournal) -> None:
    """Only the altered event is named, not the thousands after it."""
    change = "UPDATE events SET body = replace(body, :old, :new) WHERE seq = 10"
    alter(filled, change, old='"n":5}', new='"n":6}')
    assert found(filled) == [("ledger_hash", 10)]


def test_an_event_with_its_hash(filled: SqlJournal) -> None:
    """Whoever computes the hash anew breaks the link to the next."""
    with filled.database.reading() as connection:
        row = connection.execute(
            sa.text("SELECT previous_hash, body FROM events WHERE seq = 10")
        ).one()
    body = row.body.replace('"n":5}', '"n":6}')
    own = bytes.fromhex(hash_of(bytes(row.previous_hash).hex(), body))
    alter(filled, "UPDATE events SET body = :body, hash = :own WHERE seq = 10", body=body, own=own)
    assert found(filled) == [("ledger_link", 11)]


def test_two_events_exchanged(filled: SqlJournal) -> None:
    """Each says which one it was."""
    alter(
        filled,
        "UPDATE events SET seq = -1 WHERE seq = 10",
        "UPDATE events SET seq = 10 WHERE seq = 11",
        "UPDATE events SET seq = 11 WHERE seq = -1",
    )
    codes = found(filled)
    assert ("ledger_moved", 10) in codes
    assert ("ledger_moved", 11) in codes


def test_an_event_taken_out(filled: SqlJournal) -> None:
    """The gap is named."""
    alter(filled, "DELETE FROM events WHERE seq = 40")
    assert found(filled)[0] == ("ledger_gap", 40)


def test_the_end_taken_off(filled: SqlJournal, tmp_path: Path, clock: Clock) -> None:
    """A shorter chain verifies by itself; the heads written down outside tell."""
    heads = tmp_path / "heads.jsonl"
    assert filled.anchor(heads)
    assert not filled.anchor(heads)
    assert filled.verify(anchors=heads).anchors == 1
    alter(
        filled,
        f"DELETE FROM events WHERE seq = {EVENTS}",
        f"UPDATE items SET last_seq = {EVENTS - 1} WHERE code = 'work-1'",
    )
    assert filled.verify().ok
    assert found(filled, anchors=heads) == [("ledger_cut", EVENTS)]
    clock.go_on(days=1)
    filled.append([entry("work-2")])
    assert found(filled, anchors=heads) == [("ledger_anchor", EVENTS)]


def test_heads_written_outside(tmp_path: Path, clock: Clock) -> None:
    """An empty ledger has none; a torn last line is nothing; a line that is none is an error."""
    journal = MemoryJournal(clock=clock)
    heads = tmp_path / "heads.jsonl"
    assert not journal.anchor(heads)
    for _ in range(2):
        journal.append([entry()])
        assert journal.anchor(heads)
    assert [json.loads(line)["seq"] for line in heads.read_text().splitlines()] == [1, 2]
    whole = heads.read_text()
    heads.write_text(whole + '{"seq":9,"ha')
    assert journal.verify(anchors=heads).anchors == 2
    heads.write_text("torn\n" + whole)
    with pytest.raises(DatasetError, match="ledger_not_anchor"):
        journal.verify(anchors=heads)
    with pytest.raises(NotFoundError, match="ledger_no_file"):
        journal.verify(anchors=tmp_path / "none")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("UPDATE items SET title = 'Tunnel' WHERE code = 'work-1'", ("ledger_item_row", "work-1")),
        ("UPDATE items SET confidential = true", ("ledger_item_row", "work-1")),
        ("DELETE FROM items WHERE code = 'work-2'", ("ledger_item_missing", "work-2")),
        ("UPDATE items SET code = 'work-3' WHERE code = 'work-2'", ("ledger_item_extra", "work-3")),
        ("DELETE FROM bookings", ("ledger_booking_missing", "work-1")),
        ("UPDATE bookings SET slot = '9:30'", ("ledger_booking_extra", "work-1")),
        ("UPDATE names SET name = 'raods' WHERE name = 'roads'", ("ledger_names", "unit")),
        ("DELETE FROM blocks", ("ledger_block", 0)),
        ("UPDATE events SET arg = 8 WHERE seq = 4", ("ledger_numbers", 4)),
        ("UPDATE events SET body = '[]' WHERE seq = 4", ("ledger_unreadable_event", 4)),
    ],
)  # fmt: skip
def test_what_follows_from_events(
    filled: SqlJournal, change: str, expected: tuple[str, object]
) -> None:
    """A row, a booking, a name, a packed block, a column that differs from the events."""
    alter(filled, change)
    assert expected in found(filled)


def test_a_file_with_damaged_pages(tmp_path: Path) -> None:
    """Whatever is done with it, the answer is that the file is damaged, or it is right."""
    path = tmp_path / "ledger.db"
    with create_journal(path) as journal:
        journal.append([entry(data={"text": "x" * 200}) for _ in range(2_000)])
        head = journal.head()
    whole = path.read_bytes()
    noticed = []
    for place in range(100, len(whole), len(whole) // 25):
        path.write_bytes(whole[:place] + bytes(4096) + whole[place + 4096 :])
        noticed.append(what_is_noticed(path, head))
    assert set(noticed) <= {"ledger_damaged", "ledger_broken", "ledger_foreign", "report", ""}
    assert noticed.count("") <= 1  # a page that is part of nothing


def what_is_noticed(path: Path, head: tuple[int, str]) -> str:
    """Return the code of the refusal, ``report`` where verifying finds it, or nothing."""
    try:
        with open_journal(path) as journal:
            return "" if journal.verify().ok and journal.head() == head else "report"
    except DatasetError as error:
        return error.problems[0].code


@pytest.mark.parametrize("content", [b"hello, world", b"PK\x03\x04" + bytes(5000), bytes(1000)])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    """It is said, and the file stays as it is."""
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="ledger_damaged"):
        open_journal(path)
    with pytest.raises(DatasetError, match="ledger_damaged"):
        create_journal(path)
    assert path.read_bytes() == content
