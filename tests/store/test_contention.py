"""Many who want the same at once: exactly as many get it as there are places."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from store_booking import PLACE, SEATS, WRITERS, book
from store_samples import created, entry

from tongqu.errors import LimitError
from tongqu.store import MemoryJournal, create_journal, open_journal
from tongqu.store.journal import Journal
from tongqu.store.sql import SqlJournal


def all_at_once(journals: list[Journal]) -> Counter[str]:
    """Let one thread a journal book, all starting together, and count what they are told."""
    start = threading.Barrier(len(journals))
    told: list[str] = []

    def one(number: int) -> None:
        start.wait()
        told.append(book(journals[number], number))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(journals))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(told)


def right(journal: Journal) -> bool:
    """Whether as many places are taken as there are, and the ledger verifies."""
    taken: list[int] = []
    journal.append(guard=lambda tx: taken.append(tx.count_booked(*PLACE)) or [])
    return taken == [SEATS] and journal.count_items() == SEATS and journal.verify().ok


def test_threads_with_one_journal(stored: SqlJournal) -> None:
    """60 threads of one program, 5 places: 5 get one, 55 are told that none is left."""
    assert all_at_once([stored] * WRITERS) == {"booked": SEATS, "refused": WRITERS - SEATS}
    assert right(stored)


def test_threads_with_a_journal_each(place: str) -> None:
    """The same where each has connections of its own."""
    create_journal(place).close()
    journals = [open_journal(place) for _ in range(WRITERS)]
    assert all_at_once([*journals]) == {"booked": SEATS, "refused": WRITERS - SEATS}
    assert right(journals[0])
    for journal in journals:
        journal.close()


def test_threads_with_a_journal_in_memory() -> None:
    """The same without a database."""
    journal = MemoryJournal()
    assert all_at_once([journal] * WRITERS) == {"booked": SEATS, "refused": WRITERS - SEATS}
    assert right(journal)


def test_processes(place: str) -> None:
    """The same with 60 processes."""
    create_journal(place).close()
    script = Path(__file__).with_name("store_booking.py")
    done = subprocess.run(
        [sys.executable, script, place], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"booked": SEATS, "refused": WRITERS - SEATS}
    with open_journal(place) as journal:
        assert right(journal)


def test_readers_do_not_wait_for_a_writer(stored: SqlJournal, place: str) -> None:
    """While somebody decides, others read the state before."""
    stored.append([created()])
    with open_journal(place) as other:

        def look(_tx: object) -> list[object]:
            assert other.head()[0] == stored.head()[0] == 1
            assert len(list(other.events())) == 1
            return []

        stored.append([entry()], guard=look)  # type: ignore[arg-type]
        assert other.head()[0] == 2


def test_who_waits_too_long_is_told(
    stored: SqlJournal, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that holds the ledger for long makes others give up politely, not fail."""
    monkeypatch.setattr("tongqu.store.engine.BUSY_S", 0.2)
    monkeypatch.setattr("tongqu.store.engine.PRAGMAS", ("busy_timeout=200",))
    with open_journal(place) as other:

        def hold(_tx: object) -> list[object]:
            with pytest.raises(LimitError, match="ledger_busy"):
                other.append([entry()])
            return []

        stored.append([created()], guard=hold)  # type: ignore[arg-type]
        assert other.append([entry()])[0].seq == 2
