"""The ledger's store: 100,000 items, 1,000,000 events.

Lists, one item, all events as arrays, restoring, verifying, in SQLite and in PostgreSQL.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from ledger_large import fill

from tongqu.store import create_journal, open_journal
from tongqu.store.sql import SqlJournal

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "store"))
import postgres_server

QUICK = "TONGQU_BENCH_QUICK" in os.environ
ITEMS, EVENTS = (2_000, 20_000) if QUICK else (100_000, 1_000_000)
SIZE = f"{ITEMS:,} items, {EVENTS:,} events"
LIST_MS, COLUMNS_S, RESTORE_S = 200, 0.6, 60


def tell(what: str, measured: str, note: str, *, bar: str = "", holds: bool | None = None) -> None:
    """Print one row for the table; a quick look judges nothing."""
    row = {"what": what, "bar": bar, "measured": measured, "note": note}
    print(json.dumps(row | {"holds": None if QUICK else holds}, ensure_ascii=False), flush=True)


def timed(call: Callable[[], object]) -> float:
    """Return how long a call takes [s]."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def asked(journal: SqlJournal, rng: random.Random) -> Iterator[Callable[[], object]]:
    """Yield lists that people ask for: pages, filters, words that many, few and no titles have."""
    kinds = ("rectification", "dispute", "service_request", "work")
    words = ("bridge", "north lamp 12", "泵站", "rect-04", "nothing like it")
    for _ in range(40):
        page = {"limit": 50, "offset": rng.choice((0, 0, 50, 5_000))}
        kind, unit, text = rng.choice(kinds), f"unit-{rng.randrange(60):03d}", rng.choice(words)
        yield lambda page=page: journal.items(**page)
        yield lambda page=page, kind=kind: journal.items(kind=kind, open_only=True, **page)
        yield lambda page=page, unit=unit: journal.items(unit=unit, order="-last", **page)
        yield lambda page=page, text=text: journal.items(text=text, **page)
        yield lambda kind=kind, text=text: journal.count_items(kind=kind, text=text)


def reading(journal: SqlJournal, where: str) -> None:
    """Measure lists, single items, and all events as arrays."""
    rng = random.Random(7)
    took = [1000 * timed(call) for call in asked(journal, rng)]
    p95 = quantiles(took, n=20)[-1]
    note = f"{where}, p95 of {len(took)} lists and counts, median {median(took):.1f} ms"
    tell("a list of items", f"{p95:.0f} ms", note, bar=f"≤ {LIST_MS} ms", holds=p95 <= LIST_MS)
    codes = [row.code for row in rng.sample(journal.items(), 300)]
    took = [1000 * timed(lambda code=code: list(journal.events(item=code))) for code in codes]
    p95 = quantiles(took, n=20)[-1]
    note = f"{where}, p95 of 300, median {median(took):.1f} ms"
    tell("an item with its events", f"{p95:.1f} ms", note, bar=f"≤ {LIST_MS} ms",
         holds=p95 <= LIST_MS)  # fmt: skip
    took = median(timed(journal.columns) for _ in range(5))
    tell("all events as arrays", f"{took:.2f} s", f"{where}, median of 5, sorted by item",
         bar=f"≤ {COLUMNS_S} s", holds=took <= COLUMNS_S)  # fmt: skip
    then = datetime(2024, 6, 30, tzinfo=UTC)
    took = median(timed(lambda: journal.columns(known_until=then)) for _ in range(5))
    tell("the same as of an earlier day", f"{took:.2f} s", f"{where}, median of 5")


def one_by_one(journal: SqlJournal, where: str) -> None:
    """Measure writes of one event, each on the disk before the next."""
    from ledger_large import large_entries

    entries = next(large_entries(300, 300, seed=8))
    took = [1000 * timed(lambda entry=entry: journal.append([entry])) for entry in entries]
    note = f"{where}, p95 of {len(took)}, median {median(took):.1f} ms, each written to the disk"
    tell("recording one event", f"{quantiles(took, n=20)[-1]:.1f} ms", note)


def restoring(backup: Path, place: str | Path, head: tuple[int, str], note: str) -> None:
    """Measure a restore into a new ledger, which must have the same head."""
    with create_journal(place) as again:
        took = timed(lambda: again.restore(backup))
        same = again.head() == head
    tell("restoring", f"{took:.0f} s", note + ("" if same else "; ANOTHER HEAD"),
         bar=f"≤ {RESTORE_S} s, same head", holds=same and took <= RESTORE_S)  # fmt: skip


def main() -> None:
    """Measure SQLite, and PostgreSQL where there is one."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with create_journal(place / "ledger.db") as journal:
            took = fill(journal, ITEMS, EVENTS)
            size = (place / "ledger.db").stat().st_size / 1e6
            tell("importing", f"{took:.0f} s", f"SQLite, {SIZE}, 5,000 at a time; {size:.0f} MB")
        with open_journal(place / "ledger.db") as journal:
            head = journal.head()
            reading(journal, "SQLite")
            took = timed(lambda: journal.backup(place / "backup.db"))
            tell("backing up", f"{took:.1f} s", "SQLite, a copy of the file")
            took = timed(lambda: journal.backup(place / "trail.jsonl.gz"))
            size = (place / "trail.jsonl.gz").stat().st_size / 1e6
            tell("the trail, compressed", f"{took:.0f} s", f"SQLite, {size:.0f} MB")
            took = timed(journal.verify)
            tell("verifying everything", f"{took:.0f} s", f"SQLite, {EVENTS / took:,.0f} events/s")
            one_by_one(journal, "SQLite")
        restoring(place / "backup.db", place / "b.db", head, "SQLite from a copy of the file")
        restoring(place / "trail.jsonl.gz", place / "c.db", head, "SQLite from the trail")
        with postgres_server.server() as url:
            if url is not None:
                postgresql(url, place / "trail.jsonl.gz", head)


def postgresql(url: object, trail: Path, head: tuple[int, str]) -> None:
    """Measure a PostgreSQL server, restored from the trail."""
    with postgres_server.database(url) as place:  # type: ignore[arg-type]
        restoring(trail, place, head, "PostgreSQL from the trail")
        with open_journal(place) as journal:
            reading(journal, "PostgreSQL")
            one_by_one(journal, "PostgreSQL (without fsync)")


if __name__ == "__main__":
    main()
