"""Entries, a clock and keys for tests of journals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tongqu.model.ledger_event import LedgerEntry, PersonalField

NOON = datetime(2024, 12, 9, 4, tzinfo=UTC)
LONG = date(2031, 1, 1)


class Clock:
    """Says the same instant until it is told another one."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 4, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **much: float) -> None:
        self.now += timedelta(**much)


class Keys:
    """Keys that are the same in every run."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> bytes:
        self.count += 1
        return self.count.to_bytes(32, "big")


def entry(item: str = "work-0001", effect: str = "noted", **more: Any) -> LedgerEntry:
    """Return an entry that says little."""
    kind = item.split("-")[0]
    given = {"actor": "li", "kind": kind, "at": NOON, "known_at": NOON} | more
    return LedgerEntry(item=item, effect=effect, **given)


def created(item: str = "work-0001", title: str = "", **more: Any) -> LedgerEntry:
    """Return the entry that makes an item."""
    data = {"title": title} | more.pop("data", {})
    return entry(item, "created", data=data, **more)


def phone(value: str = "139 0000 0000", until: date = LONG) -> PersonalField:
    """Return a personal value."""
    return PersonalField(name="phone", value=value, purpose="call back", expires_on=until)
