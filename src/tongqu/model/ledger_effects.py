"""What an entry in a ledger can do: a closed list, in an order that never changes."""

from __future__ import annotations

__all__ = ["EFFECTS"]

# Ledgers store the places in this list: names are only ever added, at its end.
EFFECTS: tuple[str, ...] = (
    "created",
    "noted",
    "changed",
    "acted",
    "dispatched",
    "accepted",
    "returned",
    "arbitrated",
    "escalated",
    "joined",
    "extended",
    "progressed",
    "planned",
    "happened",
    "expected",
    "budgeted",
    "tenant",
    "closing_notice",
    "evidence",
    "close_asked",
    "closed",
    "looked_back",
    "reopened",
    "booked",
    "booking_cancelled",
    "commented",
    "answered",
    "found",
    "replied",
    "read",
    "linked",
    "imported",
    "settings",
    "expired",
    "verified",
)
"""Names of `tongqu.model.ledger_event.LedgerEntry.effect`; the place of each is its number."""
