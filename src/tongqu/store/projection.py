"""What follows from events alone: the row of an item, the places that are booked."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tongqu.store.records import ItemRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.model.ledger_event import LedgerEntry

__all__ = ["Bookings", "code_parts", "projected", "search_text"]

NUMBERED = re.compile(r"(.*)-([0-9]{1,15})", re.DOTALL)
OPENS = {"created": True, "reopened": True, "closed": False}
CARRIED: tuple[tuple[str, type], ...] = (
    ("title", str),
    ("title_zh", str),
    ("parent", str),
    ("kind_version", int),
    ("confidential", bool),
    ("open", bool),
)
"""What an event's data may say about the row of its item."""


def projected(row: ItemRow | None, item_no: int, seq: int, entry: LedgerEntry) -> ItemRow:
    """Return the row of an item after one more event; `row` is None for its first.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tongqu.model.ledger_event import LedgerEntry
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> made = LedgerEntry(item="work-0001", effect="created", actor="li", kind="work", at=noon,
    ...                    known_at=noon, unit="roads", data={"title": "Bridge"})
    >>> row = projected(None, 0, 1, made)
    >>> row.title, row.unit, row.open
    ('Bridge', 'roads', True)
    """
    changes: dict[str, Any] = {"last_seq": seq}
    if entry.unit:
        changes["unit"] = entry.unit
    if entry.state:
        changes["state"] = entry.state
        changes["state_no"] = entry.state_no
    if entry.effect in OPENS:
        changes["open"] = OPENS[entry.effect]
    for name, kind in CARRIED if entry.data else ():
        value = entry.data.get(name)
        if type(value) is kind:
            changes[name] = value
    if row is None:
        return ItemRow(
            item_no=item_no, code=entry.item, kind=entry.kind, created_seq=seq, **changes
        )
    return replace(row, **changes)


def search_text(row: ItemRow) -> str:
    """Return what a search for words looks into: code and titles, without upper and lower case."""
    return f"{row.code}\n{row.title}\n{row.title_zh}".casefold()


def code_parts(code: str) -> tuple[str, int]:
    """Return prefix and number of a code; the number is -1 where it has none.

    Examples
    --------
    >>> code_parts("work-0007"), code_parts("phase-ii")
    (('work', 7), ('phase-ii', -1))
    """
    match = NUMBERED.fullmatch(code)
    return (match[1], int(match[2])) if match else (code, -1)


class Bookings:
    """Which item holds which place, resource and slot, as events come by.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tongqu.model.ledger_event import LedgerEntry
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> place = {"resource": "counter", "slot": "2026-03-03T09:00"}
    >>> bookings = Bookings()
    >>> bookings.see(0, LedgerEntry(item="srv-0001", effect="booked", actor="li", at=noon,
    ...                             known_at=noon, data=place))
    >>> bookings.held
    {(0, 'counter', '2026-03-03T09:00')}
    """

    def __init__(self, held: Iterable[tuple[int, str, str]] = ()) -> None:
        self.held = set(held)

    def see(self, item_no: int, entry: LedgerEntry) -> None:
        """Take one event into account; a cancellation that names no place gives up all."""
        if entry.effect == "booked":
            self.held.add((item_no, str(entry.data["resource"]), str(entry.data["slot"])))
        elif entry.effect == "booking_cancelled":
            resource, slot = entry.data.get("resource"), entry.data.get("slot")
            self.held -= {
                place
                for place in self.held
                if place[0] == item_no and resource in (None, place[1]) and slot in (None, place[2])
            }
