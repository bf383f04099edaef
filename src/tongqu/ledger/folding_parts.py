"""What each effect's data adds to what is known of an item."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.ledger.item import (
    Answer,
    Booking,
    BudgetYear,
    ClosingNotice,
    Comment,
    Evidence,
    Extension,
    Link,
    LookBack,
    MilestoneDate,
    PlanVersion,
    ProgressReport,
    Read,
    Reply,
    TenantStage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["TAKERS", "Values"]

Values = dict[str, Any]
"""Attributes of an `ItemState` while it is being put together."""


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


TAKERS: Mapping[str, Callable[[Values, Values, Mapping[str, Any]], None]] = {
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
