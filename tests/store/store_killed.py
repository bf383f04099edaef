"""Writers that are killed, one after another, on a ledger in any database."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime

from tongqu.model.ledger_event import LedgerEntry
from tongqu.store import open_journal

NOON = datetime(2024, 12, 9, 4, tzinfo=UTC)
BATCH = 30


def write(place: str, told: int) -> None:
    """Append batches for ever, and tell the last event of each."""
    with open_journal(place) as journal:
        while True:
            batch = [
                LedgerEntry(item=f"work-{n}", effect="noted", actor="li", at=NOON, known_at=NOON)
                for n in range(BATCH)
            ]
            event = journal.append(batch)[-1]
            os.write(told, f"{event.seq} {event.hash}\n".encode())


def main(place: str, kills: int) -> None:
    """Kill writers at random moments, and look each time at what is left."""
    import tongqu.store.sql  # noqa: F401 - once, instead of in each of them

    rng = random.Random(7)
    acknowledged = 0
    for _ in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            write(place, writing)
        os.close(writing)
        time.sleep(rng.uniform(0.01, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            lines = pipe.read().split("\n")[:-1]
        acknowledged += len(lines)
        with open_journal(place) as journal:
            report = journal.verify()
            assert report.ok, report.problems
            assert report.events % BATCH == 0, "half a batch"
            if lines:
                seq, own = lines[-1].split()
                [event] = list(journal.events(after_seq=int(seq) - 1))[:1]
                assert event.hash == own
    print(acknowledged)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
