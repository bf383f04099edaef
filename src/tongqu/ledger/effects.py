"""What an entry can do: the closed list of effects.

The database stores an effect's place in this list. So the order never changes, and a new effect
goes to the end.
"""

from __future__ import annotations

__all__ = ["EFFECTS", "EFFECT_NO", "OF_ACTIONS", "OF_LEDGER", "SILENT"]

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
"""All effects, in the order of their numbers."""

EFFECT_NO = {effect: number for number, effect in enumerate(EFFECTS)}
"""Number of each effect, as the database stores it."""

OF_LEDGER = frozenset({"imported", "settings", "verified"})
"""Effects of the ledger itself, which belong to no item."""

OF_ACTIONS = frozenset(EFFECTS) - OF_LEDGER - {"created", "expired", "read"}
"""Effects that an action of a kind may declare."""

SILENT = frozenset({"read", "expired", "verified"})
"""Effects that change nothing that somebody else may have decided upon."""
