"""A journal without a database: for examples, for trying out, and as an oracle of the others."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tongqu.errors import NotFoundError, UsageError
from tongqu.model.ledger_effects import EFFECTS
from tongqu.model.ledger_event import LedgerEntry, LedgerEvent
from tongqu.store.anchors import read_anchors, write_anchor
from tongqu.store.appending import PersonalValue, check_expected, random_key, seal
from tongqu.store.chain import GENESIS, microseconds
from tongqu.store.journal import ItemFilter, check_page
from tongqu.store.packing import PackedEvent, pack, unpack_columns
from tongqu.store.personal import gone_entries
from tongqu.store.projection import code_parts, search_text
from tongqu.store.records import ItemRow
from tongqu.store.trail import write_trail
from tongqu.store.verify import Stored, StoredEvent, verify_stored

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date
    from os import PathLike
    from pathlib import Path
    from typing import Self, Unpack

    from tongqu.store.journal import JournalTx, Wanted
    from tongqu.store.records import EventColumns, VerifyReport

__all__ = ["MemoryJournal"]


def utc_now() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


class MemoryJournal:
    """A journal that lives as long as the program.

    Parameters
    ----------
    clock
        Says when something is recorded.
    zone
        Where days begin: a personal value is gone from its `expires_on` on, by this zone's date.
    new_key
        Makes the key of a personal value.

    Examples
    --------
    >>> from tongqu.model.ledger_event import LedgerEntry
    >>> noon = datetime(2024, 12, 9, 4, tzinfo=UTC)
    >>> journal = MemoryJournal()
    >>> [event] = journal.append([LedgerEntry(
    ...     item="work-0001", effect="created", actor="li", kind="work", at=noon, known_at=noon,
    ...     data={"title": "Bridge"})])
    >>> event.seq, journal.item("work-0001").title
    (1, 'Bridge')
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = utc_now,
        zone: str = "Asia/Shanghai",
        new_key: Callable[[], bytes] = random_key,
    ) -> None:
        self._clock = clock
        self._zone = ZoneInfo(zone)
        self._new_key = new_key
        self._events: list[LedgerEvent] = []
        self._bodies: list[str] = []
        self._of_item: dict[str, list[int]] = {}
        self._rows: dict[str, ItemRow] = {}
        self._personal: dict[tuple[int, str], PersonalValue] = {}
        self._held: set[tuple[int, str, str]] = set()
        self._lock = threading.RLock()
        self._writing = False

    # --- writing --------------------------------------------------------------------------------

    def append(
        self,
        entries: Sequence[LedgerEntry] = (),
        *,
        expect: Mapping[str, int] | None = None,
        guard: Callable[[JournalTx], Sequence[LedgerEntry]] | None = None,
    ) -> tuple[LedgerEvent, ...]:
        """Record entries, all or none; see `Journal.append`."""
        with self._alone():
            now = self._clock()
            check_expected(expect, self._rows.get)
            entries = [*entries, *(guard(_MemoryTx(self, now)) if guard else ())]
            concerned = {entry.item for entry in entries}
            numbers = {self._rows[code].item_no for code in concerned if code in self._rows}
            batch = seal(
                entries,
                head=self.head(),
                now=now,
                item_count=len(self._rows),
                rows=[self._rows[code] for code in concerned if code in self._rows],
                held=[place for place in self._held if place[0] in numbers],
                new_key=self._new_key,
            )
            for event in batch.events:
                self._of_item.setdefault(event.entry.item, []).append(len(self._events))
                self._events.append(event)
            self._bodies += batch.bodies
            self._rows |= {code: ItemRow(**draft) for code, draft in batch.drafts.items()}
            self._personal |= {(value.seq, value.field.name): value for value in batch.personal}
            self._held = {place for place in self._held if place[0] not in numbers}
            self._held |= batch.bookings.held
            return tuple(batch.events)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            if self._writing:
                raise UsageError.of("ledger_nested")
            self._writing = True
            try:
                yield
            finally:
                self._writing = False

    # --- reading --------------------------------------------------------------------------------

    def head(self) -> tuple[int, str]:
        """Return place and hash of the last event; 0 and zeros where there is none."""
        return (len(self._events), self._events[-1].hash) if self._events else (0, GENESIS)

    def events(
        self,
        *,
        item: str | None = None,
        items: Collection[str] | None = None,
        known_until: datetime | None = None,
        after_seq: int = 0,
    ) -> Iterator[LedgerEvent]:
        """Return events in the order of the chain; see `Journal.events`."""
        codes = _codes_asked(item, items)
        with self._lock:
            if codes is None:
                chosen = self._events[after_seq:]
            else:
                places = sorted(place for code in codes for place in self._of_item.get(code, ()))
                chosen = [self._events[place] for place in places if place >= after_seq]
        return (
            self._as_readable(event)
            for event in chosen
            if known_until is None or event.entry.known_at <= known_until
        )

    def _as_readable(self, event: LedgerEvent) -> LedgerEvent:
        if not event.personal_hashes:
            return event
        today = self._clock().astimezone(self._zone).date()
        found = [self._personal.get((event.seq, name)) for name in event.personal_hashes]
        kept = tuple(v.field for v in found if v is not None and v.field.expires_on > today)
        return replace(event, entry=replace(event.entry, personal=kept))

    def item(self, code: str) -> ItemRow | None:
        """Return the row of an item, None if there is no such item."""
        return self._rows.get(code)

    def items(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: str = "code",
        **wanted: Unpack[Wanted],
    ) -> list[ItemRow]:
        """Return a page of the items that are wanted; see `Journal.items`."""
        check_page(order, limit, offset)
        rows = [row for row in self._snapshot() if _wants(ItemFilter.of(wanted), row)]
        key = {"created": _created, "last": _last}.get(order.lstrip("-"), _by_code)
        rows.sort(key=key, reverse=order.startswith("-"))
        return rows[offset:] if limit is None else rows[offset : offset + limit]

    def count_items(self, **wanted: Unpack[Wanted]) -> int:
        """Return how many items are wanted."""
        return sum(_wants(ItemFilter.of(wanted), row) for row in self._snapshot())

    def _snapshot(self) -> list[ItemRow]:
        with self._lock:
            return list(self._rows.values())

    def columns(
        self, *, known_until: datetime | None = None, kinds: Collection[str] | None = None
    ) -> EventColumns:
        """Return all events of items as arrays; see `Journal.columns`."""
        with self._lock:
            events, rows = list(self._events), dict(self._rows)
        kind_no: dict[str, int] = {}
        unit_no: dict[str, int] = {}
        packed = pack(_packed(event, rows, kind_no, unit_no) for event in events)
        names = (tuple(rows), tuple(kind_no), tuple(unit_no))
        return unpack_columns(packed, known_until=known_until, kinds=kinds, names=names)

    # --- trust ----------------------------------------------------------------------------------

    def verify(self, *, anchors: str | PathLike[str] | None = None) -> VerifyReport:
        """Recompute everything and say where it breaks; see `Journal.verify`."""
        with self._lock:
            events = self._stored()
            stored = Stored(
                list(self._rows.values()), set(self._held), list(self._personal.values())
            )
        return verify_stored(events, stored, read_anchors(anchors) if anchors else ())

    def _stored(self) -> list[StoredEvent]:
        pairs = zip(self._events, self._bodies, strict=True)
        return [
            StoredEvent(seq, event.previous_hash, event.hash, body)
            for seq, (event, body) in enumerate(pairs, start=1)
        ]

    def anchor(self, path: str | PathLike[str]) -> bool:
        """Add the head to a file outside; return whether it had moved since the last line."""
        return write_anchor(path, self.head(), self._clock())

    def export_trail(self, path: str | PathLike[str], *, personal: bool = False) -> Path:
        """Write every event as JSON lines, without personal values unless they are asked for."""
        with self._lock:
            events, head = self._stored(), self.head()
            values = sorted(self._personal.values(), key=lambda v: (v.seq, v.field.name))
        now = self._clock()
        return write_trail(path, events, values if personal else None, head=head, now=now)

    # --- personal values ------------------------------------------------------------------------

    def expire(self, today: date | None = None, *, actor: str = "system") -> int:
        """Delete personal values whose time is over; return how many."""
        now = self._clock()
        day = today or now.astimezone(self._zone).date()
        with self._lock:
            gone = [v for v in self._personal.values() if v.field.expires_on <= day]
            return self._forget(gone, "expired", "", actor, now)

    def delete_personal(self, item: str, field: str, *, actor: str, reason: str = "") -> int:
        """Delete every value of a personal field of an item; return how many there were."""
        with self._lock:
            if item not in self._rows:
                raise NotFoundError.of("ledger_no_item", item=item)
            values = self._personal.values()
            gone = [v for v in values if (v.item, v.field.name) == (item, field)]
            return self._forget(gone, "deleted", reason, actor, self._clock())

    def _forget(
        self, gone: list[PersonalValue], reason: str, note: str, actor: str, now: datetime
    ) -> int:
        told = [(v.seq, v.item, self._rows[v.item].kind, v.field.name) for v in gone]
        self.append(gone_entries(told, reason=reason, note=note, actor=actor, now=now))
        for value in gone:
            del self._personal[value.seq, value.field.name]
        return len(gone)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


class _MemoryTx:
    """What a guard sees of a `MemoryJournal`."""

    def __init__(self, journal: MemoryJournal, now: datetime) -> None:
        self.now = now
        self._journal = journal
        self._given: dict[str, int] = {}
        self.events = journal.events
        self.item = journal.item
        self.head = journal.head

    def count_booked(self, resource: str, slot: str) -> int:
        """Return how many items hold a place of a resource."""
        return sum(place[1:] == (resource, slot) for place in self._journal._held)  # noqa: SLF001

    def held_by(self, unit: str, most: int = 5) -> tuple[str, ...]:
        """Return the codes of open items that a unit has, so many at most."""
        rows = self._journal.items(unit=unit, open_only=True, limit=most)
        return tuple(row.code for row in rows)

    def new_code(self, kind: str, prefix: str) -> str:  # noqa: ARG002 - codes are told by prefix
        """Return the next free code; each call another one."""
        if prefix not in self._given:
            parts = map(code_parts, self._journal._rows)  # noqa: SLF001
            self._given[prefix] = max((no for name, no in parts if name == prefix), default=0)
        self._given[prefix] = max(self._given[prefix], 0) + 1
        return f"{prefix}-{self._given[prefix]:04d}"


def _codes_asked(item: str | None, items: Collection[str] | None) -> frozenset[str] | None:
    if item is None:
        return None if items is None else frozenset(items)
    return frozenset([item]) if items is None else frozenset([item]) & frozenset(items)


def _wants(wanted: ItemFilter, row: ItemRow) -> bool:
    text = search_text(row.to_dict()) if wanted.words else ""
    return (
        (wanted.kind is None or row.kind in wanted.kind)
        and (wanted.state is None or row.state in wanted.state)
        and (wanted.unit is None or row.unit in wanted.unit)
        and (row.open or not wanted.open_only)
        and (wanted.parent is None or row.parent == wanted.parent)
        and all(word in text for word in wanted.words)
    )


def _by_code(row: ItemRow) -> tuple[str, int, str]:
    return (*code_parts(row.code), row.code)


def _created(row: ItemRow) -> tuple[int]:
    return (row.created_seq,)


def _last(row: ItemRow) -> tuple[int]:
    return (row.last_seq,)


def _packed(
    event: LedgerEvent,
    rows: Mapping[str, ItemRow],
    kind_no: dict[str, int],
    unit_no: dict[str, int],
) -> PackedEvent | tuple[int | None, ...]:
    entry = event.entry
    row = rows.get(entry.item)
    return (
        row.item_no if row else -1,
        microseconds(entry.at),
        microseconds(entry.known_at),
        entry.arg,
        EFFECTS.index(entry.effect),
        entry.action_no,
        entry.state_no,
        kind_no.setdefault(row.kind, len(kind_no)) if row and row.kind else -1,
        unit_no.setdefault(entry.unit, len(unit_no)) if entry.unit else -1,
    )
