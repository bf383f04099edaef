"""An item as an account sees it, and the note that it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import NotFoundError
from tongqu.ledger.folding import fold
from tongqu.ledger.moment import kind_of
from tongqu.ledger.sight import seen_event, seen_item, sight_of
from tongqu.model.ledger_event import LedgerEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.service import Ledger
    from tongqu.model.ledger_event import LedgerEvent
    from tongqu.store import Journal, JournalTx

__all__ = ["note_reading", "read_item"]


def read_item(
    ledger: Ledger,
    item: str,
    actor: str,
    as_of: date | datetime | None,
    *,
    acted: bool = False,
) -> tuple[ItemState, list[LedgerEvent], str]:
    """Return an item, its events, and how much of it an account sees.

    Parameters
    ----------
    ledger, item, actor, as_of
        Which item, for whom, as it was known when.
    acted
        Whether the account has just done something with it; then it gets at least the outline.

    Raises
    ------
    NotFoundError
        There is no such item that the account may know of.
    """
    events = list(ledger.journal.events(item=item)) if item else []
    settings = ledger.settings()
    account = settings.account(actor)
    now = fold(events)
    until = ledger.instant(as_of) if as_of is not None else None
    events = [one for one in events if until is None or one.entry.known_at <= until]
    # Whether somebody may see it is asked of today: rights that are gone are gone.
    sight = sight_of(now, account, settings) if events else "none"
    if sight == "none":
        if not (acted and events):
            raise NotFoundError.of("ledger_unknown_item", item=item)
        sight = "outline"
    state = fold(events)
    kind = kind_of(settings, state.kind, state.kind_version)
    shown = [seen_event(event, kind, now.state, sight) for event in events]
    return seen_item(state, kind, sight, now.state), shown, sight


def note_reading(journal: Journal, item: ItemState, actor: str) -> None:
    """Note that an account has read an item."""

    def guard(tx: JournalTx) -> Sequence[LedgerEntry]:
        return [
            LedgerEntry(
                item=item.code,
                effect="read",
                actor=actor,
                kind=item.kind,
                at=tx.now,
                known_at=tx.now,
            )
        ]

    journal.append(guard=guard)
