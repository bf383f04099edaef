"""Edits of a plan, applied to its calls: what a new plan must obey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tongqu.berths.outages import Outage
from tongqu.errors import DatasetError, Problem
from tongqu.model.calls import Call, PlanEdit
from tongqu.model.region import Region

EMERGENCY = 10.0
"""An emergency counts so many times what the most important other call counts."""


@dataclass(frozen=True)
class Updated:
    """Calls and outages after some edits.

    Attributes
    ----------
    calls, outages
        What holds now.
    touched
        Ids of calls that an edit names, with the kind of the last one.
    """

    calls: tuple[Call, ...]
    outages: tuple[Outage, ...]
    touched: dict[str, str]


def apply_edits(
    region: Region,
    calls: Sequence[Call],
    edits: Sequence[PlanEdit],
    terminal_ids: Sequence[str],
    outages: Sequence[Outage] = (),
) -> Updated:
    """Return calls and outages after some edits, in their order.

    Raises
    ------
    DatasetError
        If an edit names what is not there, or does not say what its kind needs.
    """
    known = {call.id: call for call in calls}
    found = list(outages)
    touched: dict[str, str] = {}
    problems: list[Problem] = []
    for number, edit in enumerate(edits, 1):
        row = edit.source_row or number
        needed = NEEDED.get(edit.kind)
        if needed is None:
            problems.append(_problem("unknown_edit", row, edit.kind))
            continue
        missing = [name for name in needed if getattr(edit, name) in (None, "")]
        problems += [_problem("required", row, None, name) for name in missing]
        if missing:
            continue
        if edit.kind in OUT:
            try:
                found += _outages(region, edit, terminal_ids)
            except KeyError:
                problems.append(_problem("unknown_subject", row, edit.subject_id, "subject_id"))
            continue
        if edit.kind in ("new_call", "emergency_call"):
            assert edit.call is not None
            known[edit.call.id] = _new(edit, list(known.values()))
            touched[edit.call.id] = edit.kind
            continue
        if edit.call_id not in known:
            problems.append(_problem("plan_unknown_call", row, edit.call_id, "call_id"))
            continue
        touched[edit.call_id] = edit.kind
        changed = _changed(known[edit.call_id], edit)
        if changed is None:
            del known[edit.call_id]
        else:
            known[edit.call_id] = changed
    if problems:
        raise DatasetError("updates_have_problems", problems)
    return Updated(tuple(known.values()), tuple(found), touched)


NEEDED: dict[str, tuple[str, ...]] = {
    "move": ("call_id",),
    "pin": ("call_id",),
    "unpin": ("call_id",),
    "late": ("call_id", "eta"),
    "early": ("call_id", "eta"),
    "priority": ("call_id", "weight"),
    "cancel": ("call_id",),
    "new_call": ("call",),
    "emergency_call": ("call",),
    "crane_out": ("subject_id", "from_time", "until"),
    "berth_out": ("subject_id", "from_time", "until"),
    "closed_hours": ("from_time", "until"),
    "time": ("call_id", "time"),
    "confirm": ("call_id", "field"),
    "change": ("call_id", "field"),
}
"""What each kind of edit must say."""

OUT = ("crane_out", "berth_out", "closed_hours")


def _problem(code: str, row: int, value: object, column: str = "kind") -> Problem:
    return Problem(code, {}, "updates", row, column, value=value)


def _new(edit: PlanEdit, others: list[Call]) -> Call:
    assert edit.call is not None
    if edit.kind == "new_call":
        return edit.call
    most = max((call.weight for call in others), default=1.0)
    return replace(edit.call, weight=max(edit.call.weight, EMERGENCY * most))


def _changed(call: Call, edit: PlanEdit) -> Call | None:
    """Return a call after an edit; None if it does not come."""
    fields: dict[str, Any] = {}
    match edit.kind:
        case "cancel":
            return None
        case "late" | "early":
            fields = {"eta": edit.eta}
        case "priority":
            fields = {"weight": edit.weight}
        case "move" | "pin":
            fields = {
                "pinned_berth_id": edit.berth_id or call.pinned_berth_id,
                "pinned_start": edit.start or call.pinned_start,
            }
            if edit.berth_id:  # a berth is what counts, also one that lies on a shared quay
                fields |= {"pinned_quay_id": "", "pinned_from_m": None}
            elif edit.from_m is not None:
                fields |= {"pinned_berth_id": "", "pinned_from_m": edit.from_m}
        case "unpin":
            fields = {
                "pinned_berth_id": "", "pinned_quay_id": "", "pinned_from_m": None,
                "pinned_start": None,
            }  # fmt: skip
        case "time":
            fields = {"times": (*call.times, edit.time)}
        case "confirm":
            fields = {"guesses": tuple(g for g in call.guesses if g.field != edit.field)}
        case "change":
            fields = {edit.field: edit.value}
    return replace(call, **fields)


def _outages(region: Region, edit: PlanEdit, terminal_ids: Sequence[str]) -> list[Outage]:
    assert edit.from_time is not None
    assert edit.until is not None
    tables = {
        "crane_out": ("crane_pools",),
        "berth_out": ("berths", "quays"),
        "closed_hours": ("terminals", "quays", "berths"),
    }[edit.kind]
    wanted = [edit.subject_id] if edit.subject_id else list(terminal_ids)
    found = []
    for row_id in wanted:
        table = next((name for name in tables if region.has(name, row_id)), None)
        if table is None:
            raise KeyError(row_id)
        cranes = edit.cranes if edit.kind == "crane_out" else None
        found.append(Outage(table, row_id, edit.from_time, edit.until, cranes, edit.note))
    return found
