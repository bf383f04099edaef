"""The ledger's store: an append-only journal of events, in memory, in SQLite or in PostgreSQL.

The only room that knows a database. Importing it loads neither SQLAlchemy nor NumPy; opening a
journal in a database does.
"""

from tongqu.store.journal import Journal, JournalTx
from tongqu.store.memory import MemoryJournal
from tongqu.store.opening import create_journal, open_journal, restore_journal
from tongqu.store.records import NO_ARG, EventColumns, ItemRow, VerifyReport

__all__ = [
    "NO_ARG",
    "EventColumns",
    "ItemRow",
    "Journal",
    "JournalTx",
    "MemoryJournal",
    "VerifyReport",
    "create_journal",
    "open_journal",
    "restore_journal",
]
