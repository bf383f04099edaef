"""The ledger: works and matters, who owes what by when, and what was known when."""

from __future__ import annotations

from tongqu.ledger.doors import create_ledger, open_ledger
from tongqu.ledger.service import Ledger

__all__ = ["Ledger", "create_ledger", "open_ledger"]
