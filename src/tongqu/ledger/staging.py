"""A transaction that already shows what will be recorded at its end."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tongqu.ledger.acting import action_entries
from tongqu.ledger.moment import Moment
from tongqu.model.ledger_event import LedgerEvent
from tongqu.store import ItemRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from tongqu.ledger.service import Ledger
    from tongqu.ledger.wishes import Wish
    from tongqu.model.ledger_event import LedgerEntry
    from tongqu.store import JournalTx

__all__ = ["StagedTx", "record_all"]


class StagedTx:
    """The ledger within a transaction, with entries on top that are not written yet.

    So the second decision of a transaction can rest on the first. The events of what is staged have
    the places that they will get; their hashes are made when they are written.

    Parameters
    ----------
    tx
        The transaction.
    """

    def __init__(self, tx: JournalTx) -> None:
        self._tx = tx
        self._seq = tx.head()[0]
        self._by_item: dict[str, list[LedgerEvent]] = {}
        self.entries: list[LedgerEntry] = []

    def stage(self, entries: Iterable[LedgerEntry]) -> None:
        """Put entries on top."""
        for entry in entries:
            self._seq += 1
            self.entries.append(entry)
            self._by_item.setdefault(entry.item, []).append(
                LedgerEvent(
                    seq=self._seq, entry=entry, recorded_at=self.now, previous_hash="", hash=""
                )
            )

    @property
    def now(self) -> datetime:
        """The instant that everything of this transaction will be recorded at."""
        return self._tx.now

    def events(
        self,
        *,
        item: str | None = None,
        items: Collection[str] | None = None,
        known_until: datetime | None = None,
        after_seq: int = 0,
    ) -> Iterator[LedgerEvent]:
        """Return events in the order of the chain, then those on top."""
        written = self._tx.events(
            item=item, items=items, known_until=known_until, after_seq=after_seq
        )
        wanted = self._by_item if items is None else set(items)
        codes = [code for code in wanted if code in self._by_item] if item is None else [item]
        on_top = (event for code in codes for event in self._by_item.get(code, ()))
        on_top = (
            event
            for event in sorted(on_top, key=lambda event: event.seq)
            if event.seq > after_seq
            and (known_until is None or event.entry.known_at <= known_until)
        )
        return chain(written, on_top)

    def item(self, code: str) -> ItemRow | None:
        """Return the row of an item; of one that is only on top, what its entries say."""
        row = self._tx.item(code)
        staged = self._by_item.get(code)
        if row is not None or not staged:
            return row
        first, last = staged[0], staged[-1]
        data = first.entry.data
        return ItemRow(
            item_no=-1,
            code=code,
            kind=first.entry.kind,
            kind_version=int(data.get("kind_version", 0)),
            title=str(data.get("title", "")),
            title_zh=str(data.get("title_zh", "")),
            state=last.entry.state,
            state_no=last.entry.state_no,
            unit=last.entry.unit,
            created_seq=first.seq,
            last_seq=last.seq,
        )

    def count_booked(self, resource: str, slot: str) -> int:
        """Return how many items hold a place of a resource, those on top included."""
        count = self._tx.count_booked(resource, slot)
        for event in chain.from_iterable(self._by_item.values()):
            data = event.entry.data
            if (data.get("resource"), data.get("slot")) == (resource, slot):
                count += {"booked": 1, "booking_cancelled": -1}.get(event.entry.effect, 0)
        return count

    def held_by(self, unit: str, most: int = 5) -> tuple[str, ...]:
        """Return the codes of open items that a unit has, by what is written."""
        return self._tx.held_by(unit, most)

    def new_code(self, kind: str, prefix: str) -> str:
        """Return the next free code."""
        return self._tx.new_code(kind, prefix)

    def head(self) -> tuple[int, str]:
        """Return place and hash of the last event that is written."""
        return self._tx.head()


def record_all(ledger: Ledger, wishes: Sequence[Wish]) -> tuple[LedgerEvent, ...]:
    """Record several wishes in one transaction, each decided with the ones before it in sight.

    Raises
    ------
    TongquError
        What the ledger's rules refuse; then nothing is recorded.
    """

    def guard(tx: JournalTx) -> Sequence[LedgerEntry]:
        staged = StagedTx(tx)
        moment = Moment.of(staged)
        for wish in wishes:
            staged.stage(action_entries(moment, wish))
        return staged.entries

    return ledger.journal.append(guard=guard)
