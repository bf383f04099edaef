"""Parts of an item's page: fields, progress, money, tenants, closures, evidence, look-backs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tongqu.ledger.clocks_all import LIGHTS, UNSET

if TYPE_CHECKING:
    from tongqu.ledger.item import ItemState, ProgressReport, TenantStage
    from tongqu.ledger.kind import ItemField, Kind
    from tongqu.ledger.standing import Standing
    from tongqu.ledger.viewing import Viewing

__all__ = [
    "budget_view",
    "closure_rows",
    "evidence_rows",
    "field_rows",
    "look_back_rows",
    "progress_rows",
    "tenants_view",
]


def field_rows(kind: Kind, item: ItemState) -> list[dict[str, Any]]:
    """Return the fields of an item that have a value, or had one that is gone, in the kind's order.

    A personal field that the reader may not see, or that has expired, is there without a value.
    """
    rows = []
    for field in kind.fields:
        value = item.fields.get(field.id)
        kept = item.personal.get(field.id)
        gone = item.personal_gone.get(field.id, "")
        if field.personal:
            value = kept.value if kept else None
        hidden = item.state in field.hidden_in
        if value is None and not gone and not hidden:
            continue
        rows.append(
            {
                "id": field.id,
                "name": field.name,
                "name_zh": field.name_zh,
                "value": None if hidden else value,
                **_value_names(field, value),
                "hidden": hidden,
                "personal": field.personal,
                "expires_on": kept.expires_on.isoformat() if kept else None,
                "gone": gone,
            }
        )
    return rows


def _value_names(field: ItemField, value: object) -> dict[str, Any]:
    """Return what a choice is called; None where the value speaks for itself."""
    for choice in field.values:
        if choice.id == value:
            return {"value_name": choice.name, "value_name_zh": choice.name_zh}
    return {"value_name": None, "value_name_zh": None}


def progress_rows(item: ItemState) -> list[dict[str, Any]]:
    """Return the newest report of each section, in the order in which they were first reported."""
    newest: dict[str, ProgressReport] = {}
    for report in item.progress:
        before = newest.get(report.section)
        if before is None or before.observed_on <= report.observed_on:
            newest[report.section] = report
    return [
        {
            "section": report.section,
            "name": report.name or report.section,
            "name_zh": report.name_zh or report.name or report.section,
            "percent": None if report.of else report.percent,
            "count": report.count,
            "of": item.fields.get(report.of) if report.of else None,
            "of_field": report.of or None,
            "observed_on": report.observed_on.isoformat(),
            "at_least": report.at_least,
            "source_id": report.source_id,
        }
        for report in newest.values()
    ]


def budget_view(viewing: Viewing, item: ItemState) -> dict[str, Any] | None:
    """Return the money of each year in its versions; None where nobody says anything."""
    total = item.fields.get("investment")
    if not item.budgets and total is None:
        return None
    return {
        "currency": viewing.settings.info.currency,
        "amount": total,
        "years": [
            {
                "year": one.year,
                "version": one.version,
                "amount": one.amount,
                "known_at": viewing.shown(one.known_at),
            }
            for one in sorted(item.budgets, key=lambda one: (one.year, one.version, one.seq))
        ],
    }


def tenants_view(item: ItemState) -> dict[str, Any] | None:
    """Return how many tenants are how far, and who; None where there are none."""
    if not item.tenants:
        return None
    newest: dict[str, TenantStage] = {one.tenant: one for one in item.tenants}
    counts = {
        stage: sum(one.count for one in newest.values() if one.stage == stage)
        for stage in ("intent", "signed", "operating", "left")
    }
    return {
        **counts,
        "list": [
            {
                "tenant": one.tenant,
                "stage": one.stage,
                "count": one.count,
                "at_least": one.at_least,
                "known_at": one.known_at.isoformat(),
                "source_id": one.source_id,
            }
            for one in newest.values()
        ],
    }


def closure_rows(viewing: Viewing, item: ItemState) -> list[dict[str, Any]]:
    """Return what an item closes; of each place the newest notice."""
    newest = {(one.table, one.row_id, one.from_): one for one in item.closures}
    return [
        {
            "table": one.table,
            "row_id": one.row_id,
            "from": one.from_,
            "until": one.until or None,
            "reason": one.reason,
            "status": one.status,
            "known_at": viewing.shown(one.known_at),
        }
        for one in newest.values()
    ]


def evidence_rows(viewing: Viewing, kind: Kind, item: ItemState) -> list[dict[str, Any]]:
    """Return what proves something, each kind of evidence with its names."""
    names = {choice.id: (choice.name, choice.name_zh) for choice in kind.evidence_kinds}
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "kind_name": names.get(one.kind, (one.kind, ""))[0],
            "kind_name_zh": names.get(one.kind, ("", one.kind))[1],
            "sha256": one.sha256,
            "bytes": one.size_bytes,
            "note": one.note,
            "valid_until": one.valid_until.isoformat() if one.valid_until else None,
            "by": one.actor,
            "at": viewing.shown(one.at),
        }
        for one in item.evidence
    ]


def look_back_rows(
    viewing: Viewing, kind: Kind, item: ItemState, standing: Standing, place: int
) -> list[dict[str, Any]]:
    """Return the look-backs that were done, and those that are due after the last closing."""
    rows: list[dict[str, Any]] = [
        {
            "due_on": one.due_on.isoformat(),
            "done_on": viewing.local_day(one.at).isoformat(),
            "result": one.result,
            "light": "none",
        }
        for one in item.look_backs
    ]
    table = standing.look_backs
    closed = int(table.closed_day[place])
    if closed == UNSET or kind.look_back is None:
        return rows
    done = int(table.done[place])
    for number, days in enumerate(kind.look_back.days[done:]):
        light = int(table.light[place]) if number == 0 else LIGHTS.index("green")
        rows.append(
            {
                "due_on": date.fromordinal(closed + days).isoformat(),
                "done_on": None,
                "result": None,
                "light": LIGHTS[light],
            }
        )
    return rows
