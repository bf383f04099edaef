"""From events to what is known of an item.

`fold` goes through events in their order and may go on from any earlier state, so that folding all
at once and folding one by one give the same.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from tongqu.ledger.effects import OF_LEDGER, SILENT
from tongqu.ledger.folding_parts import TAKERS, Values
from tongqu.ledger.item import (
    ActionDone,
    CloseAsked,
    Closing,
    ItemState,
    Reopening,
    StateChange,
    UnitChange,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["fold"]

_NAMES = tuple(field.name for field in fields(ItemState))


def fold(
    events: Iterable[LedgerEvent],
    *,
    known_until: datetime | None = None,
    start: ItemState | None = None,
) -> ItemState:
    """Return what is known of an item after some events.

    Parameters
    ----------
    events
        Events of one item, in the order of their numbers; those of the ledger itself are passed
        over.
    known_until
        Events that became known later are passed over.
    start
        What was known before.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tongqu.model.ledger_event import LedgerEntry, LedgerEvent
    >>> now = datetime(2024, 12, 9, tzinfo=UTC)
    >>> entry = LedgerEntry(item="rect-0001", effect="created", actor="li", unit="centre",
    ...     state="draft", kind="rectification", at=now, known_at=now, data={"title": "Drain"})
    >>> event = LedgerEvent(seq=1, entry=entry, recorded_at=now, previous_hash="", hash="")
    >>> item = fold([event])
    >>> item.title, item.state, item.opened_at == now
    ('Drain', 'draft', True)
    """
    before = ItemState() if start is None else start
    values: Values = {name: getattr(before, name) for name in _NAMES}
    for event in events:
        if event.entry.effect in OF_LEDGER:
            continue
        if known_until is not None and event.entry.known_at > known_until:
            continue
        _take(values, event)
    return ItemState(**values)


def _take(values: Values, event: LedgerEvent) -> None:
    entry = event.entry
    data = entry.data
    said: Values = {
        "seq": event.seq,
        "at": entry.at,
        "known_at": entry.known_at,
        "actor": entry.actor,
    }
    values["last_seq"] = event.seq
    if entry.effect not in SILENT:
        values["last_change_seq"] = event.seq
        values["last_at"] = entry.at
    special = TAKERS.get(entry.effect)
    state_before = values["state"]
    if entry.effect == "created":
        _created(values, event)
    if entry.effect not in SILENT:
        _moved(values, event, said, state_before)
        _fields(values, event)
    if special is not None:
        special(values, said, data)
    if entry.effect in ("closed", "close_asked", "reopened"):
        _ended(values, event, said)


def _created(values: Values, event: LedgerEvent) -> None:
    entry, data = event.entry, event.entry.data
    values.update(
        code=entry.item,
        kind=entry.kind,
        kind_version=int(data.get("kind_version", 1)),
        opened_by=entry.actor,
        opened_unit=data.get("opened_unit", entry.unit),
        on_behalf_of=entry.on_behalf_of,
    )


ABOUT = (
    "title",
    "title_zh",
    "parent",
    "place_id",
    "work_id",
    "supervisor_unit",
    "confidential",
)
"""Keys of an event's data that say what the item is about."""


def _fields(values: Values, event: LedgerEvent) -> None:
    """Take over what the item is about, and the values of its fields."""
    data = event.entry.data
    if event.entry.effect in ("created", "changed"):
        values.update({name: data[name] for name in ABOUT if name in data})
        if "tags" in data:
            values["tags"] = tuple(data["tags"])
    if data.get("fields"):
        merged = {**values["fields"], **data["fields"]}
        values["fields"] = {name: value for name, value in merged.items() if value is not None}
    # Of a personal field that is gone, only its keyed hash is still in the event.
    kept = {personal.name: personal for personal in event.entry.personal}
    values["personal"] = {**values["personal"], **kept}
    for name in data.get("cleared", ()):
        values["personal"] = {key: one for key, one in values["personal"].items() if key != name}
    if kept:
        values["personal_gone"] = {
            name: why for name, why in values["personal_gone"].items() if name not in kept
        }


def _moved(values: Values, event: LedgerEvent, said: Values, state_before: str) -> None:
    entry = event.entry
    created = entry.effect == "created"
    action = "create" if created else entry.action
    if action:
        done = ActionDone(
            **said,
            action=action,
            effect=entry.effect,
            on_behalf_of=entry.on_behalf_of,
            recorded_at=event.recorded_at,
            unit=entry.unit,
            state=entry.state,
            state_before=state_before,
            reason=entry.data.get("reason", ""),
        )
        values["actions"] += (done,)
    if entry.state and (created or entry.state != state_before):
        values["states"] += (
            StateChange(**said, state=entry.state, action="" if created else action),
        )
        values["state"] = entry.state
    if entry.unit and entry.unit != values["unit"]:
        values["units"] += (UnitChange(**said, unit=entry.unit, effect=entry.effect),)
        values["unit"] = entry.unit
        if not created and entry.effect != "joined":
            # Whoever gets it next decides anew who takes part.
            values.update(joint_units=(), joint_lead="", joint_finished=())


def _ended(values: Values, event: LedgerEvent, said: Values) -> None:
    entry = event.entry
    asked: CloseAsked | None = values["close_asked"]
    if entry.effect == "close_asked":
        values["close_asked"] = CloseAsked(**said, on_behalf_of=entry.on_behalf_of)
    elif entry.effect == "closed":
        values["closing"] = Closing(
            **said, reason=entry.data.get("reason", ""), asked_by=asked.actor if asked else ""
        )
        values["close_asked"] = None
    elif entry.effect == "reopened":
        values["reopenings"] += (
            Reopening(
                **said,
                action=entry.action,
                reason=entry.data.get("reason", ""),
                rebound=bool(entry.data.get("rebound")),
            ),
        )
        values.update(closing=None, close_asked=None, joint_finished=())
