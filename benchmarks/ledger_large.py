"""A large ledger that nobody has: 100,000 items and 1,000,000 events of every shipped kind.

Every event is one that the kind allows in the item's state, so that folding, clocks and lights find
what they find in a real ledger. The same seed gives the same entries.

    with create_journal(path) as journal:
        fill(journal)

`python benchmarks/ledger_large.py FILE [--items N] [--events N]` makes one to try things on.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tongqu.ledger.kind import Action, Kind
from tongqu.ledger.kind_reading import shipped_kinds
from tongqu.ledger.packed import pack_milestone, pack_progress
from tongqu.model.ledger_event import LedgerEntry
from tongqu.store import create_journal
from tongqu.store.journal import Journal

ITEMS = 100_000
EVENTS = 1_000_000
BATCH = 5_000
FIRST = datetime(2023, 1, 3, 1, tzinfo=UTC)
LAST = datetime(2024, 12, 9, 9, tzinfo=UTC)
UNITS = tuple(f"unit-{number:03d}" for number in range(60))
MIX = {
    "work": 4, "rectification": 30, "dispute": 10, "notice": 12, "service_request": 30,
    "consultation": 4, "screening": 2, "task_list": 8,
}  # fmt: skip
"""How many of a hundred items are of each kind."""

# What the walk does not do: it would need other items, a schedule, money, or ends nothing.
LEFT_OUT = {
    "changed", "planned", "budgeted", "tenant", "closing_notice", "linked", "found", "booked",
    "booking_cancelled", "joined", "answered",
}  # fmt: skip
STREETS = ("North", "South", "East", "West", "Harbour", "Mill", "School", "Garden", "Bridge")
THINGS = ("Road", "Lane", "Market", "Pump", "Lamp", "Drain", "Fence", "Lift", "Kerb", "Sign")
NAMES = ("北", "南", "东", "西", "港", "磨坊", "学府", "花园", "桥头")
NAMES_OF_THINGS = ("路", "巷", "市场", "泵站", "路灯", "排水", "围栏", "电梯", "路缘", "标牌")


class _Item:
    """Where one item stands while its history is made up."""

    __slots__ = ("code", "kind", "state", "unit")

    def __init__(self, code: str, kind: Kind, state: str, unit: str) -> None:
        self.code, self.kind, self.state, self.unit = code, kind, state, unit


def large_entries(
    items: int = ITEMS, events: int = EVENTS, seed: int = 7
) -> Iterator[list[LedgerEntry]]:
    """Yield the entries of a large ledger in batches, in the order in which they become known."""
    rng = random.Random(seed)
    kinds = shipped_kinds()
    chosen = rng.choices([kinds[name] for name in MIX], list(MIX.values()), k=items)
    counts = dict.fromkeys(kinds, 0)
    step = (LAST - FIRST) / events
    active: list[_Item] = []
    batch: list[LedgerEntry] = []
    made = 0
    for number in range(events):
        now = FIRST + number * step
        # New ones come at an even pace; the last tenth of the events opens nothing.
        if not active or made < min(items, 1 + int(number / (0.9 * events) * items)):
            item, entry = _opened(rng, chosen[made], counts, now)
            active.append(item)
            made += 1
        else:
            place = rng.randrange(len(active))
            entry = _next(rng, active[place], now)
            if active[place].state in _finals(active[place].kind) and rng.random() < 0.9:
                active[place] = active[-1]
                active.pop()
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def fill(journal: Journal, items: int = ITEMS, events: int = EVENTS, seed: int = 7) -> float:
    """Append a large ledger to a journal, and return how long the appending alone took [s]."""
    taken = 0.0
    for batch in large_entries(items, events, seed):
        began = time.perf_counter()
        journal.append(batch)
        taken += time.perf_counter() - began
    return taken


def _finals(kind: Kind) -> set[str]:
    return {state.id for state in kind.states if state.final}


def _opened(
    rng: random.Random, kind: Kind, counts: dict[str, int], now: datetime
) -> tuple[_Item, LedgerEntry]:
    counts[kind.id] += 1
    unit = rng.choice(UNITS)
    state = next(state for state in kind.states if state.initial)
    item = _Item(f"{kind.prefix}-{counts[kind.id]:04d}", kind, state.id, unit)
    street, thing = rng.randrange(len(STREETS)), rng.randrange(len(THINGS))
    house = rng.randrange(1, 400)
    data: dict[str, Any] = {
        "title": f"{STREETS[street]} {THINGS[thing]} {house}",
        "title_zh": f"{NAMES[street]}{NAMES_OF_THINGS[thing]}{house}号",
        "kind_version": kind.version,
    }
    if kind.confidential:
        data["confidential"] = True
    return item, LedgerEntry(
        item=item.code, effect="created", actor=f"clerk-{rng.randrange(40)}", unit=unit,
        kind=kind.id, state=state.id, state_no=kind.states.index(state), at=now, known_at=now,
        data=data,
    )  # fmt: skip


def _next(rng: random.Random, item: _Item, now: datetime) -> LedgerEntry:
    """Return something that may happen next, more often than not something that moves it on."""
    kind = item.kind
    possible = [
        (number, action)
        for number, action in enumerate(kind.actions)
        if item.state in action.from_states and action.effect not in LEFT_OUT
    ]
    moving = [pair for pair in possible if pair[1].to and pair[1].to != item.state]
    number, action = rng.choice(moving if moving and rng.random() < 0.4 else possible)
    if action.effect == "dispatched":
        item.unit = rng.choice(UNITS)
    data, arg = _said(rng, action, now)
    if action.to:
        finals = _finals(kind)
        if (action.to in finals) != (item.state in finals):
            data["open"] = action.to not in finals
        item.state = action.to
    state_no = next(no for no, state in enumerate(kind.states) if state.id == item.state)
    happened = now - timedelta(minutes=rng.choice((0, 0, 0, 5, 240)))
    return LedgerEntry(
        item=item.code, effect=action.effect, action=action.id, action_no=number,
        actor=f"clerk-{rng.randrange(40)}", unit=item.unit, kind=kind.id, state=item.state,
        state_no=state_no, at=happened, known_at=now, arg=arg, data=data,
    )  # fmt: skip


def _said(rng: random.Random, action: Action, now: datetime) -> tuple[dict[str, Any], int | None]:
    """Return what an action's event carries, and its number."""
    today = now.date()
    if action.effect == "progressed":
        percent = rng.randrange(0, 101, 5)
        data = {"percent": percent, "observed_on": today.isoformat()}
        return data, pack_progress("", percent)
    if action.effect in ("happened", "expected"):
        on = today if action.effect == "happened" else today + timedelta(rng.randrange(200))
        status = "actual" if action.effect == "happened" else "expected"
        data = {"milestone": "opening", "on": on.isoformat(), "status": status}
        return data, pack_milestone("opening", on, status)
    if action.effect == "extended":
        due = now + timedelta(days=rng.randrange(1, 20))
        data = {"clock": action.clock, "to_due": due.isoformat(), "approver": "clerk-1"}
        return data, int(due.timestamp())
    if action.effect == "looked_back":
        return {"result": "pass" if rng.random() < 0.9 else "fail", "due_on": str(today)}, None
    if action.effect == "evidence":
        name = f"photo-{rng.randrange(10**6)}.jpg"
        sha = hashlib.sha256(name.encode()).hexdigest()
        return {"name": name, "sha256": sha, "kind": "photo", "bytes": 180_000}, None
    if action.effect in ("commented", "replied"):
        return {"comment": "Seen and agreed.", "reply": "Seen and agreed."}, None
    return {"note": f"Done as agreed on {today}."}, None


def main(arguments: Sequence[str] | None = None) -> None:
    """Make one in a file."""
    parser = argparse.ArgumentParser(description="Make a large ledger to try things on.")
    parser.add_argument("file")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--events", type=int, default=EVENTS)
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    with create_journal(options.file) as journal:
        appended = fill(journal, options.items, options.events)
        print(f"{journal.head()[0]:,} events, {journal.count_items():,} items")
    print(f"{time.perf_counter() - began:.0f} s, {appended:.0f} s of it appending")


if __name__ == "__main__":
    main()
