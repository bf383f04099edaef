"""What an entry can do: the closed list of effects.

The database stores an effect's place in this list. So the order never changes, and a new effect
goes to the end.
"""

from __future__ import annotations

from tongqu.model.ledger_effects import EFFECTS

__all__ = ["EFFECTS", "EFFECT_NO", "OF_ACTIONS", "OF_LEDGER", "SILENT"]

EFFECT_NO = {effect: number for number, effect in enumerate(EFFECTS)}
"""Number of each effect, as the database stores it."""

OF_LEDGER = frozenset({"imported", "settings", "verified"})
"""Effects of the ledger itself, which belong to no item."""

OF_ACTIONS = frozenset(EFFECTS) - OF_LEDGER - {"created", "expired", "read"}
"""Effects that an action of a kind may declare."""

SILENT = frozenset({"read", "expired", "verified"})
"""Effects that change nothing that somebody else may have decided upon."""
