"""The ledger: works and matters, who owes what by when, and what was known when."""

from __future__ import annotations

from tongqu.ledger.service import Ledger, create_ledger, open_ledger

__all__ = ["Ledger", "create_ledger", "open_ledger"]
