"""What follows from events alone: the row of an item, the places that are booked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Bookings", "Draft", "code_parts", "new_draft", "search_text", "take"]

Draft = dict[str, Any]
"""The attributes of an `ItemRow` while events come by."""

NUMBERED = re.compile(r"(.*)-([0-9]{1,15})", re.DOTALL)
OPENS = {"created": True, "reopened": True, "closed": False}
CARRIED: dict[str, type] = {
    "title": str,
    "title_zh": str,
    "parent": str,
    "kind_version": int,
    "confidential": bool,
    "open": bool,
}
"""What an event's data may say about the row of its item."""


def new_draft(item_no: int, record: Mapping[str, Any]) -> Draft:
    """Return the row of an item before its first event."""
    return {
        "item_no": item_no,
        "code": record["item"],
        "kind": record.get("kind", ""),
        "kind_version": 1,
        "title": "",
        "title_zh": "",
        "state": "",
        "state_no": -1,
        "unit": "",
        "parent": "",
        "confidential": False,
        "open": True,
        "created_seq": record["seq"],
        "last_seq": record["seq"],
    }


def take(draft: Draft, record: Mapping[str, Any]) -> None:
    """Take one event of an item into account, as its canonical JSON says it.

    Examples
    --------
    >>> made = {"seq": 1, "item": "work-0001", "effect": "created", "kind": "work",
    ...         "unit": "roads", "data": {"title": "Bridge"}}
    >>> row = new_draft(0, made)
    >>> take(row, made)
    >>> take(row, {"seq": 5, "item": "work-0001", "effect": "closed", "state": "done"})
    >>> row["title"], row["unit"], row["state"], row["open"], row["last_seq"]
    ('Bridge', 'roads', 'done', False, 5)
    """
    draft["last_seq"] = record["seq"]
    if "unit" in record:
        draft["unit"] = record["unit"]
    if "state" in record:
        draft["state"] = record["state"]
        draft["state_no"] = record.get("state_no", -1)
    opens = OPENS.get(record["effect"])
    if opens is not None:
        draft["open"] = opens
    data = record.get("data")
    if data:
        for name in CARRIED.keys() & data.keys():
            if type(data[name]) is CARRIED[name]:
                draft[name] = data[name]


def search_text(draft: Draft) -> str:
    """Return what a search for words looks into: code and titles, without upper and lower case."""
    return f"{draft['code']}\n{draft['title']}\n{draft['title_zh']}".casefold()


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
    >>> bookings = Bookings()
    >>> place = {"resource": "counter", "slot": "2026-03-03T09:00"}
    >>> bookings.take(0, {"effect": "booked", "data": place})
    >>> bookings.held
    {(0, 'counter', '2026-03-03T09:00')}
    """

    def __init__(self, held: Iterable[tuple[int, str, str]] = ()) -> None:
        self.held = set(held)

    def take(self, item_no: int, record: Mapping[str, Any]) -> None:
        """Take one event into account; a cancellation that names no place gives up all."""
        if record["effect"] == "booked":
            data = record["data"]
            self.held.add((item_no, str(data["resource"]), str(data["slot"])))
        elif record["effect"] == "booking_cancelled":
            data = record.get("data", {})
            resource, slot = data.get("resource"), data.get("slot")
            self.held -= {
                place
                for place in self.held
                if place[0] == item_no and resource in (None, place[1]) and slot in (None, place[2])
            }
