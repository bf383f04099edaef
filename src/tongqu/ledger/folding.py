"""From events to what is known of an item.

`fold` goes through events in their order and may go on from any earlier state, so that folding all
at once and folding one by one give the same.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.ledger.effects import OF_LEDGER, SILENT
from tongqu.ledger.item import (
    ActionDone,
    Answer,
    Booking,
    BudgetYear,
    CloseAsked,
    Closing,
    ClosingNotice,
    Comment,
    Evidence,
    Extension,
    ItemState,
    Link,
    LookBack,
    MilestoneDate,
    PlanVersion,
    ProgressReport,
    Read,
    Reopening,
    Reply,
    StateChange,
    TenantStage,
    UnitChange,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tongqu.model.ledger_event import LedgerEvent

__all__ = ["fold"]

Values = dict[str, Any]
"""Attributes of an `ItemState` while it is being put together."""

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
    special = _TAKERS.get(entry.effect)
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


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _extended(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    to_due = _instant(data["to_due"])
    assert to_due is not None
    values["extensions"] += (
        Extension(
            **said,
            clock=data["clock"],
            asked_by=data.get("asked_by", ""),
            approver=data.get("approver") or said["actor"],
            reason=data.get("reason_text") or data.get("reason", ""),
            from_due=_instant(data.get("from_due")),
            to_due=to_due,
        ),
    )


def _progressed(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["progress"] += (
        ProgressReport(
            **said,
            section=data.get("section", ""),
            name=data.get("name", ""),
            name_zh=data.get("name_zh", ""),
            percent=float(data["percent"]),
            observed_on=date.fromisoformat(data["observed_on"]),
            at_least=bool(data.get("at_least", False)),
            source_id=data.get("source_id", ""),
            count=int(data["count"]) if "count" in data else None,
            of=data.get("of", ""),
        ),
    )


def _planned(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["plans"] += (
        PlanVersion(**said, plan=data["plan"], baseline=bool(data.get("baseline", False))),
    )


def _dated(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["dates"] += (
        MilestoneDate(
            **said,
            milestone=data["milestone"],
            name=data.get("name", ""),
            name_zh=data.get("name_zh", ""),
            on=date.fromisoformat(data["on"]),
            # Only a statement about what is to come says how firm it is.
            status=data.get("status", "actual"),
            precision=data.get("precision", "day"),
            source_id=data.get("source_id", ""),
        ),
    )


def _budgeted(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["budgets"] += (
        BudgetYear(
            **said,
            year=int(data["year"]),
            version=int(data.get("version", 1)),
            amount=float(data["amount"]),
        ),
    )


def _tenant(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["tenants"] += (
        TenantStage(
            **said,
            tenant=data["tenant"],
            stage=data["stage"],
            count=int(data.get("count", 1)),
            at_least=bool(data.get("at_least", False)),
            source_id=data.get("source_id", ""),
        ),
    )


def _closing_notice(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["closures"] += (
        ClosingNotice(
            **said,
            table=data["table"],
            row_id=data["row_id"],
            from_=data["from"],
            until=data.get("until", ""),
            reason=data.get("reason_text") or data.get("reason", ""),
            status=data.get("status", "planned"),
        ),
    )


def _evidence(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    until = data.get("valid_until")
    values["evidence"] += (
        Evidence(
            **said,
            name=data["name"],
            sha256=data["sha256"],
            kind=data["kind"],
            size_bytes=int(data.get("bytes", 0)),
            note=data.get("note", ""),
            valid_until=date.fromisoformat(until) if until else None,
        ),
    )


def _looked_back(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["look_backs"] += (
        LookBack(**said, result=data["result"], due_on=date.fromisoformat(data["due_on"])),
    )


def _joined(values: Values, _said: Values, data: Mapping[str, Any]) -> None:
    if "units" in data:
        values["joint_units"] = tuple(data["units"])
        values["joint_lead"] = data.get("lead", values["unit"])
        finished = set(values["joint_finished"])
        values["joint_finished"] = tuple(unit for unit in data["units"] if unit in finished)
    if data.get("finished"):
        values["joint_finished"] = tuple(
            dict.fromkeys((*values["joint_finished"], data["finished"]))
        )


def _linked(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["links"] += (Link(**said, relation=data["relation"], to=data["to"]),)


def _found(values: Values, _said: Values, data: Mapping[str, Any]) -> None:
    values["children"] += (data["item"],)


def _commented(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["comments"] += (
        Comment(**said, comment=data["comment"], by_unit=data.get("by_unit", "")),
    )


def _answered(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["answers"] += (
        Answer(
            **said,
            comment_seq=int(data.get("comment_seq", 0)),
            answer=data["answer"],
            taken_up=data.get("taken_up"),
        ),
    )


def _replied(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["replies"] += (Reply(**said, reply=data.get("reply", "")),)


def _booked(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["bookings"] += (Booking(**said, resource=data["resource"], slot=data["slot"]),)


def _booking_cancelled(values: Values, said: Values, data: Mapping[str, Any]) -> None:
    values["bookings"] = tuple(
        replace(booking, cancelled_seq=said["seq"])
        if not booking.cancelled_seq
        and (booking.resource, booking.slot) == (data["resource"], data["slot"])
        else booking
        for booking in values["bookings"]
    )


def _read(values: Values, said: Values, _data: Mapping[str, Any]) -> None:
    values["reads"] += (Read(**said),)


def _expired(values: Values, _said: Values, data: Mapping[str, Any]) -> None:
    gone = data["field"]
    values["personal"] = {name: one for name, one in values["personal"].items() if name != gone}
    values["personal_gone"] = {**values["personal_gone"], gone: data.get("reason", "expired")}


_TAKERS: Mapping[str, Callable[[Values, Values, Mapping[str, Any]], None]] = {
    "extended": _extended,
    "progressed": _progressed,
    "planned": _planned,
    "happened": _dated,
    "expected": _dated,
    "budgeted": _budgeted,
    "tenant": _tenant,
    "closing_notice": _closing_notice,
    "evidence": _evidence,
    "looked_back": _looked_back,
    "joined": _joined,
    "linked": _linked,
    "found": _found,
    "commented": _commented,
    "answered": _answered,
    "replied": _replied,
    "booked": _booked,
    "booking_cancelled": _booking_cancelled,
    "read": _read,
    "expired": _expired,
}
