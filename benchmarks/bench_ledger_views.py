"""The ledger's views: status, lists and items of 100,000 items, and schedules of 10,000 activities.

Everything is computed from events when it is asked for. Set `TONGQU_BENCH_LEDGER` to a file made by
`ledger_large.py` to measure that one.
"""

import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles

from ledger_large import UNITS, fill

from tongqu.ledger import open_ledger
from tongqu.ledger.schedule import Activity, Link, Plan, schedule
from tongqu.ledger.service import Ledger
from tongqu.ledger.views import LedgerViews
from tongqu.model.ledger_event import LedgerEntry
from tongqu.store import create_journal

QUICK = "TONGQU_BENCH_QUICK" in os.environ
ITEMS, EVENTS = (2_000, 20_000) if QUICK else (100_000, 1_000_000)
PAGE_MS, STATUS_S, SCHEDULE_MS = 200, 2.0, 50
WHO = "head"


def tell(what: str, measured: str, note: str, *, bar: str = "", holds: bool | None = None) -> None:
    """Print one row for the table; a quick look judges nothing."""
    row = {"what": what, "bar": bar, "measured": measured, "note": note}
    print(json.dumps(row | {"holds": None if QUICK else holds}, ensure_ascii=False), flush=True)


@contextmanager
def large_ledger() -> Iterator[Ledger]:
    """Give a large ledger with units and accounts."""
    there = os.environ.get("TONGQU_BENCH_LEDGER")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(there) if there else Path(folder) / "ledger.db"
        if not there:
            with create_journal(place) as journal:
                fill(journal, ITEMS, EVENTS)
        with open_ledger(place) as ledger:
            if WHO not in ledger.settings().accounts:
                set_up(ledger)
            yield ledger


def set_up(ledger: Ledger) -> None:
    """Record units and accounts."""
    now = datetime.now(UTC)
    units = [{"id": "centre", "name": "Centre", "name_zh": "中心", "tier": "centre"}]
    units += [{"id": unit, "name": unit, "parent": "centre", "tier": "platform"} for unit in UNITS]
    accounts = [
        {"id": "admin", "roles": ["admin"]},
        {"id": WHO, "unit": "centre", "roles": ["supervisor"]},
    ]
    ledger.journal.append(
        [
            LedgerEntry(
                effect="settings", actor="admin", at=now, known_at=now,
                data={"table": table, "rows": rows},
            )
            for table, rows in (("units", units), ("accounts", accounts))
        ]
    )  # fmt: skip


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return how long a call takes, by the clock and of this process's time [s]."""
    wall, own = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - own


def pages(ledger: Ledger, rng: random.Random) -> Iterator[Callable[[], object]]:
    """Yield pages that people ask for, each by somebody who has just come."""
    for _ in range(20):
        unit, offset = rng.choice(UNITS), rng.choice((0, 0, 50, 5_000))
        kind = rng.choice(("rectification", "work", "service_request"))
        for wanted in (
            {"offset": offset}, {"unit": unit, "open_only": True}, {"kind": kind, "order": "-last"},
            {"text": f"{kind[:4]}-0{rng.randrange(1000):03d}"},
        ):  # fmt: skip
            yield lambda wanted=wanted: LedgerViews(ledger, actor=WHO).items(limit=50, **wanted)


def told(what: str, took: list[tuple[float, float]], note: str) -> None:
    """Tell a p95 in milliseconds."""
    wall = [1000 * one for one, _ in took]
    p95, own = quantiles(wall, n=20)[-1], 1000 * median(one for _, one in took)
    note += f"; median {median(wall):.0f} ms, of it computing {own:.0f} ms"
    tell(what, f"{p95:.0f} ms", note, bar=f"p95 ≤ {PAGE_MS} ms", holds=p95 <= PAGE_MS)  # fmt: skip


def views(ledger: Ledger) -> None:
    """Measure status, lists and items."""
    size = f"{ITEMS:,} items, {EVENTS:,} events, SQLite"
    timed(lambda: LedgerViews(ledger, actor=WHO).items(limit=1))  # what is loaded once
    for what, as_of in (
        ("status of all", None),
        ("status as of an earlier day", date(2024, 6, 30)),
    ):
        took = [
            timed(lambda day=as_of: LedgerViews(ledger, actor=WHO, as_of=day).status())
            for _ in range(5)
        ]
        wall, own = median(one for one, _ in took), median(one for _, one in took)
        tell(what, f"{wall:.2f} s", f"{size}, median of 5, of it computing {own:.2f} s",
             bar=f"≤ {STATUS_S:.0f} s", holds=wall <= STATUS_S)  # fmt: skip
    rng = random.Random(5)
    took = [timed(call) for call in pages(ledger, rng)]
    told("a page of 50 items with lights", took, f"{size}, {len(took)} pages")
    codes = [row.code for row in rng.sample(ledger.journal.items(), 200)]
    took = [timed(lambda code=code: LedgerViews(ledger, actor=WHO).item(code)) for code in codes]
    told("an item, whole", took, f"{size}, {len(took)} items")


def schedules() -> None:
    """Measure a schedule of 10,000 activities and about 20,000 links."""
    rng = random.Random(3)
    count = 500 if QUICK else 10_000
    activities = tuple(Activity(id=f"a{n}", duration=rng.randrange(1, 15)) for n in range(count))
    links = tuple(
        Link(before=f"a{rng.randrange(max(0, n - 200), n)}", after=f"a{n}",
             kind=rng.choice(("FS", "FS", "FS", "SS", "FF")), lag=rng.randrange(-2, 4))
        for n in range(1, count) for _ in range(2)
    )  # fmt: skip
    distinct = tuple({(link.before, link.after): link for link in links}.values())
    plan = Plan(start=date(2025, 3, 3), activities=activities, links=distinct)
    took = [timed(lambda: schedule(plan)) for _ in range(9)]
    wall = 1000 * median(one for one, _ in took)
    own = 1000 * median(one for _, one in took)
    note = f"{len(distinct):,} links, forwards and backwards; median of 9, computing {own:.0f} ms"
    tell(f"a schedule of {count:,} activities", f"{wall:.0f} ms", note,
         bar=f"≤ {SCHEDULE_MS} ms", holds=wall <= SCHEDULE_MS)  # fmt: skip


def main() -> None:
    """Measure all of it."""
    with large_ledger() as ledger:
        views(ledger)
    schedules()


if __name__ == "__main__":
    main()
