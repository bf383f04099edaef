"""Booking one of a few places, and 60 processes that do it at once."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence

from tongqu.errors import ConflictError
from tongqu.model.ledger_event import LedgerEntry
from tongqu.store import JournalTx, open_journal
from tongqu.store.journal import Journal

PLACE = ("counter", "2026-03-03T09:00")
SEATS = 5
WRITERS = 60


def book(journal: Journal, number: int) -> str:
    """Try to book a place, and return what came of it: ``booked``, ``refused``, or an error."""

    def decide(tx: JournalTx) -> Sequence[LedgerEntry]:
        if tx.count_booked(*PLACE) >= SEATS:
            raise ConflictError("no place is left")
        said = {"actor": f"clerk-{number}", "at": tx.now, "known_at": tx.now, "kind": "srv"}
        code = tx.new_code("srv", "srv")
        place = dict(zip(("resource", "slot"), PLACE, strict=True))
        return [
            LedgerEntry(item=code, effect="created", **said),
            LedgerEntry(item=code, effect="booked", data=place, **said),
        ]

    try:
        journal.append(guard=decide)
    except ConflictError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
        return repr(error)
    return "booked"


def main(place: str) -> None:
    """Fork the writers, let them go together, and print how many were told what."""
    import tongqu.store.sql  # noqa: F401 - once, instead of in each of them

    ready_read, ready_write = os.pipe()
    told_read, told_write = os.pipe()
    children = []
    for number in range(WRITERS):
        child = os.fork()
        if child == 0:
            os.close(ready_write)
            with open_journal(place) as journal:
                os.read(ready_read, 1)  # ends when the parent closes its side
                os.write(told_write, f"{book(journal, number)}\n".encode())
            os._exit(0)
        children.append(child)
    os.close(ready_write)
    os.close(told_write)
    with os.fdopen(told_read) as told:
        counted = Counter(told.read().split("\n")[:-1])
    for child in children:
        os.waitpid(child, 0)
    print(json.dumps(counted))


if __name__ == "__main__":
    main(sys.argv[1])
