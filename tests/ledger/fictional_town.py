"""A fictional town with a centre, two platforms and two cells, and a ledger of it in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tongqu.ledger import Ledger, create_ledger
from tongqu.store import MemoryJournal

START = datetime(2026, 3, 2, 1, tzinfo=UTC)  # a Monday, 9 o'clock in Shanghai

UNITS = (
    ("centre", "", "centre"),
    ("north", "centre", "platform"),
    ("south", "centre", "platform"),
    ("cell-1", "north", "grid"),
    ("cell-2", "south", "grid"),
)
ACCOUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "desk": ("centre", ("clerk",)),
    "head": ("centre", ("supervisor",)),
    "deputy": ("centre", ("approver",)),
    "handler": ("centre", ("handler",)),
    "north-1": ("north", ("handler",)),
    "north-2": ("north", ("handler", "clerk")),
    "north-head": ("north", ("supervisor",)),
    "south-1": ("south", ("handler",)),
    "south-2": ("south", ("clerk",)),
    "cell-1-1": ("cell-1", ("handler",)),
    "looker": ("centre", ("viewer",)),
    "audit": ("", ("auditor",)),
    "portal": ("", ("public",)),
    "old-files": ("centre", ("import", "clerk", "handler", "supervisor")),
}
AFTER = {"kind": "after", "name": "after.jpg", "sha256": "a" * 64}
RECT = {"problem": "The gully is full of sand", "found_by": "report", "severity": "minor"}


class Clock:
    """A clock that goes an hour on each time it is looked at for a new entry."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go(self, **more: float) -> None:
        self.now += timedelta(**more)


def set_up(ledger: Ledger) -> None:
    """Give a ledger the town's units and accounts."""
    ledger.configure(
        "units",
        [
            {"id": id_, "name": id_.title(), "name_zh": id_, "parent": parent, "tier": tier}
            for id_, parent, tier in UNITS
        ],
        actor="admin",
    )
    ledger.configure(
        "accounts",
        [
            {"id": id_, "unit": unit, "roles": list(roles)}
            for id_, (unit, roles) in ACCOUNTS.items()
        ],
        actor="admin",
    )


def town(clock: Clock | None = None) -> Ledger:
    """Return a ledger with the town in it."""
    ledger = create_ledger(MemoryJournal(clock=clock or Clock()))
    set_up(ledger)
    return ledger


def rectification(ledger: Ledger, **more: Any) -> str:
    """Open a rectification and return its code."""
    values: dict[str, Any] = {"title": "Blocked gully", "actor": "desk", "fields": RECT, **more}
    return ledger.add("rectification", **values)


def in_progress(ledger: Ledger) -> str:
    """Return a rectification that the north works on."""
    code = rectification(ledger)
    ledger.act(code, "dispatch", actor="desk", to_unit="north", fields={"due_on": "2026-03-31"})
    ledger.act(code, "accept", actor="north-1")
    return code


def checking(ledger: Ledger) -> str:
    """Return a rectification that waits for the second person."""
    code = in_progress(ledger)
    ask_close(ledger, code)
    return code


def ask_close(ledger: Ledger, code: str, **more: Any) -> None:
    """Say that a rectification is done."""
    values: dict[str, Any] = {
        "actor": "north-1",
        "fields": {"measure": "Sand taken out", "result": "Water runs off"},
        "evidence": [AFTER],
        **more,
    }
    ledger.act(code, "ask_close", **values)
