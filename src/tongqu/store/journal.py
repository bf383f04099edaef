"""What every journal can do, with a database behind it or without one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from tongqu.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from os import PathLike
    from pathlib import Path
    from typing import Self, Unpack

    from tongqu.model.ledger_event import LedgerEntry, LedgerEvent
    from tongqu.store.records import EventColumns, ItemRow, VerifyReport

__all__ = ["ORDERS", "ItemFilter", "Journal", "JournalTx", "Wanted", "check_page"]

ORDERS = ("code", "-code", "created", "-created", "last", "-last")
"""Orders of a list of items: by code, by first and by last event; with ``-`` backwards."""


class Wanted(TypedDict, total=False):
    """Which items a list shall have; what is None or absent does not matter.

    ``kind``, ``state`` and ``unit`` are one name or several. ``text`` are words that all occur in
    code or titles, in any order, in upper or lower case.
    """

    kind: str | Collection[str] | None
    state: str | Collection[str] | None
    unit: str | Collection[str] | None
    open_only: bool | None
    text: str | None
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFilter:
    """`Wanted`, made ready: names as sets, words folded."""

    kind: frozenset[str] | None
    state: frozenset[str] | None
    unit: frozenset[str] | None
    open_only: bool
    words: tuple[str, ...]
    parent: str | None

    @classmethod
    def of(cls, wanted: Mapping[str, Any]) -> ItemFilter:
        """Return the filter that somebody asks for.

        Examples
        --------
        >>> ItemFilter.of({"kind": "work", "text": "Bridge  east"}).words
        ('bridge', 'east')
        """
        unknown = sorted(wanted.keys() - Wanted.__annotations__.keys())
        if unknown:
            raise TypeError(f"items are not chosen by {', '.join(unknown)}")
        names: dict[str, frozenset[str] | None] = {}
        for name in ("kind", "state", "unit"):
            value = wanted.get(name)
            names[name] = (
                None if value is None else frozenset([value] if isinstance(value, str) else value)
            )
        return cls(
            **names,
            open_only=bool(wanted.get("open_only")),
            words=tuple((wanted.get("text") or "").casefold().split()),
            parent=wanted.get("parent"),
        )


def check_page(order: str, limit: int | None, offset: int) -> None:
    """Refuse an unknown order and a page that cannot be."""
    if order not in ORDERS:
        raise UsageError.of("ledger_order", value=order, values=", ".join(ORDERS))
    if offset < 0 or (limit is not None and limit < 0):
        raise UsageError.of("ledger_page", limit=limit, offset=offset)


class JournalTx(Protocol):
    """What a guard sees: the ledger as it is, while nobody else can write."""

    @property
    def now(self) -> datetime:
        """The instant that everything of this transaction will be recorded at."""
        ...

    def events(
        self,
        *,
        item: str | None = None,
        items: Collection[str] | None = None,
        known_until: datetime | None = None,
        after_seq: int = 0,
    ) -> Iterator[LedgerEvent]:
        """Return events in the order of the chain."""
        ...

    def item(self, code: str) -> ItemRow | None:
        """Return the row of an item, None if there is no such item."""
        ...

    def count_booked(self, resource: str, slot: str) -> int:
        """Return how many items hold a place of a resource."""
        ...

    def held_by(self, unit: str, most: int = 5) -> tuple[str, ...]:
        """Return the codes of open items that a unit has, so many at most."""
        ...

    def new_code(self, kind: str, prefix: str) -> str:
        """Return the next free code, ``work-0007``; each call another one."""
        ...

    def head(self) -> tuple[int, str]:
        """Return place and hash of the last event."""
        ...


class Journal(Protocol):
    """An append-only record of events and what follows from them."""

    def append(
        self,
        entries: Sequence[LedgerEntry] = (),
        *,
        expect: Mapping[str, int] | None = None,
        guard: Callable[[JournalTx], Sequence[LedgerEntry]] | None = None,
    ) -> tuple[LedgerEvent, ...]:
        """Record entries, and those that a guard decides on, all or none, and return the events.

        Parameters
        ----------
        entries
            What to record.
        expect
            By item the last event that the caller has seen, 0 for an item that must not exist.
        guard
            Is called while nobody else can write; what it returns is recorded after `entries`.

        Raises
        ------
        ConflictError
            An item of `expect` has moved on.
        BadValueError
            An entry cannot be recorded.
        StorageError
            The disk is full or failed. Nothing was recorded; this journal takes no more.
        """
        ...

    def events(
        self,
        *,
        item: str | None = None,
        items: Collection[str] | None = None,
        known_until: datetime | None = None,
        after_seq: int = 0,
    ) -> Iterator[LedgerEvent]:
        """Return events in the order of the chain, those that were there when it was asked.

        Parameters
        ----------
        item, items
            Only of this item, of these items; an empty code means the ledger itself.
        known_until
            Only what was known at this instant.
        after_seq
            Only what comes after this place.
        """
        ...

    def head(self) -> tuple[int, str]:
        """Return place and hash of the last event; 0 and zeros where there is none."""
        ...

    def item(self, code: str) -> ItemRow | None:
        """Return the row of an item, None if there is no such item."""
        ...

    def items(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        order: str = "code",
        **wanted: Unpack[Wanted],
    ) -> list[ItemRow]:
        """Return a page of the items that are wanted, in one of `ORDERS`."""
        ...

    def count_items(self, **wanted: Unpack[Wanted]) -> int:
        """Return how many items are wanted."""
        ...

    def columns(
        self, *, known_until: datetime | None = None, kinds: Collection[str] | None = None
    ) -> EventColumns:
        """Return all events of items as arrays, for questions to all items at once."""
        ...

    def verify(self, *, anchors: str | PathLike[str] | None = None) -> VerifyReport:
        """Recompute everything and say where it breaks.

        Parameters
        ----------
        anchors
            File of earlier heads (see `anchor`); finds a chain whose end is missing.
        """
        ...

    def anchor(self, path: str | PathLike[str]) -> bool:
        """Add the head to a file outside; return whether it had moved since the last line."""
        ...

    def expire(self, today: date | None = None, *, actor: str = "system") -> int:
        """Delete personal values whose time is over; return how many."""
        ...

    def delete_personal(self, item: str, field: str, *, actor: str, reason: str = "") -> int:
        """Delete every value of a personal field of an item; return how many there were."""
        ...

    def export_trail(self, path: str | PathLike[str], *, personal: bool = False) -> Path:
        """Write every event as JSON lines, without personal values unless they are asked for."""
        ...

    def close(self) -> None:
        """Let go of the database; the journal cannot be used any more."""
        ...

    def __enter__(self) -> Self:
        """Return the journal."""
        ...

    def __exit__(self, *failure: object) -> None:
        """Close the journal."""
        ...
