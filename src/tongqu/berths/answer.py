"""The plan as JSON: everything that a page, a table or a second look needs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tongqu.berths.outages import Outage
from tongqu.berths.port import Port, hours_between, utc
from tongqu.berths.port_series import port_dict
from tongqu.berths.records import (
    UNITS_PER_H,
    Alternative,
    Assignment,
    Bind,
    Clash,
    Moved,
    Note,
    TradeOff,
    Why,
    total_by_cause,
)
from tongqu.berths.result import SCHEMA_VERSION, BerthPlan
from tongqu.berths.words import terminal_names
from tongqu.model.call_questions import question
from tongqu.model.calls import Call, is_given

Json = dict[str, Any]


def plan_dict(plan: BerthPlan) -> Json:
    """Return the plan as JSON."""
    port = Port(plan.region, plan.terminal_ids, plan.start, plan.until, plan.as_of, plan.outages)
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "berth_plan",
        "region": plan.region.info.id,
        "region_hash": plan.region_hash,
        "terminal": ";".join(plan.terminal_ids),
        **terminal_names(plan),
        "time_zone": plan.region.info.time_zone,
        "from": _time(plan, plan.start),
        "until": _time(plan, plan.until),
        "time_step_min": plan.params.time_step_min,
        "as_of": _time(plan, plan.as_of),
        "seed": plan.seed,
        "params": asdict(plan.params),
        "form": plan.form,
        "feasible": plan.is_feasible,
        "proved": plan.proved,
        "stopped": plan.stopped,
        "objective": _hours(plan.objective),
        "bound": _hours(plan.bound),
        "gap": None if plan.gap is None else round(plan.gap, 6),
        "by_cause": _causes(plan.by_cause),
        "seconds": round(plan.seconds, 3),
        "first_come": _first_come(plan, port),
        "calls": [_call(plan, call) for call in plan.calls],
        "assignments": [
            {
                **_assignment(plan, port, assignment),
                "why": _why(plan, plan.whys.get(assignment.call_id)),
            }
            for assignment in plan.assignments
        ],
        **port_dict(port, plan.calls, plan.assignments),
        "conflicts": [conflict.to_dict() for conflict in plan.conflicts],
        "binds": None if plan.binds is None else [_bind(bind) for bind in plan.binds],
        "infeasible": None if plan.clash is None else _clash(plan.clash),
        "moves": None if plan.moves is None else [_moved(plan, moved) for moved in plan.moves],
        "trade_offs": None if plan.trade_offs is None else [_trade(t) for t in plan.trade_offs],
        "outages": [_outage(plan, outage) for outage in plan.outages],
        "notes": [_note(note) for note in plan.notes],
        **_homes(plan, port),
    }


def _time(plan: BerthPlan, when: datetime) -> str:
    return when.astimezone(plan.region.zone).isoformat()


def _hours(units: int | None) -> float | None:
    return None if units is None else round(units / UNITS_PER_H, 2)


def _causes(units: dict[str, int]) -> Json:
    return {cause: _hours(value) for cause, value in units.items()}


def _first_come(plan: BerthPlan, port: Port) -> Json | None:
    if plan.first_come is None:
        return None
    return {
        "objective": _hours(sum(a.cost for a in plan.first_come)),
        "by_cause": _causes(total_by_cause(plan.first_come)),
        "saved": _hours(plan.saved),
        "assignments": [_assignment(plan, port, a) for a in plan.first_come],
    }


def _names(plan: BerthPlan, table: str, row_id: str, key: str) -> Json:
    row = plan.region.row(table, row_id) if row_id and plan.region.has(table, row_id) else None
    return {
        f"{key}_name": row.name if row is not None else "",
        f"{key}_name_zh": row.name_zh if row is not None else "",
    }


def _call(plan: BerthPlan, call: Call) -> Json:
    return {
        **call.to_dict(),
        **{
            key: None if (when := getattr(call, key)) is None else _time(plan, when)
            for key in ("eta", "latest_departure", "pinned_start", "window_from", "window_until")
        },
        **_names(plan, "vessel_classes", call.vessel_class_id, "vessel_class"),
        **_names(plan, "commodities", call.commodity_id, "commodity"),
        "guesses": [
            {
                "field": guess.field,
                "value": guess.value,
                "text": guess.text,
                "code": guess.code,
                "question": question(call, guess, "en", plan.region),
                "question_zh": question(call, guess, "zh", plan.region),
            }
            for guess in call.guesses
        ],
    }


def _assignment(plan: BerthPlan, port: Port, a: Assignment) -> Json:
    call = next(call for call in plan.calls if call.id == a.call_id)
    late = 0.0
    if call.latest_departure is not None:
        late = max(0.0, hours_between(call.latest_departure, a.end))
    from_m, to_m = _metres(port, call, a)
    return {
        "call": a.call_id,
        "berth": a.berth_id or None,
        "quay": a.quay_id or None,
        "from_m": from_m,
        "to_m": to_m,
        "start": _time(plan, a.start),
        "end": _time(plan, a.end),
        "work_from": _time(plan, a.work_from),
        "work_until": _time(plan, a.work_until),
        "wait_h": round(max(0.0, hours_between(call.eta, a.start)), 2),
        "stay_h": round(hours_between(a.start, a.end), 2),
        "late_h": round(late, 2),
        "cost": _hours(a.cost),
        "by_cause": {cause: _hours(units) for cause, units in a.by_cause.items()},
        "cranes": [
            {
                "pool": use.pool_id,
                "cranes": use.cranes,
                "from": _time(plan, use.held_from),
                "until": _time(plan, use.held_until),
            }
            for use in a.cranes
        ],
        "pinned": is_given(call),
    }


def _metres(port: Port, call: Call, a: Assignment) -> tuple[float | None, float | None]:
    """Return the metres of the quay: of a berth, as many as the vessel is long."""
    berth = port.berths.get(a.berth_id)
    if a.from_m is not None or berth is None or berth.from_m is None:
        return a.from_m, a.to_m
    length = call.length_m
    if length is None and port.region.has("vessel_classes", call.vessel_class_id):
        length = port.region.row("vessel_classes", call.vessel_class_id).length_m
    return berth.from_m, round(berth.from_m + (length or berth.length_m or 0.0), 2)


def _why(plan: BerthPlan, why: Why | None) -> Json | None:
    if why is None:
        return None

    def other(alternative: Alternative) -> Json:
        start = alternative.start
        return {
            "berth": alternative.berth_id,
            "start": None if start is None else _time(plan, start),
            "costs_more": _hours(alternative.costs_more),
            "blocked_by": list(alternative.blocked_by),
        }

    return {
        "text": why.text,
        "text_zh": why.text_zh,
        "alternatives": [other(alternative) for alternative in why.alternatives],
    }


def _bind(bind: Bind) -> Json:
    return {
        "what": bind.what,
        "id": bind.row_id,
        "name": bind.name,
        "name_zh": bind.name_zh,
        "saved_low": _hours(bind.saved_low),
        "saved_high": _hours(bind.saved_high),
        "text": bind.text,
        "text_zh": bind.text_zh,
    }


def _clash(clash: Clash) -> Json:
    relaxation = None
    if clash.costs is not None:
        relaxation = {
            "text": clash.text,
            "text_zh": clash.text_zh,
            "costs": _hours(clash.costs),
        }
    return {
        "calls": list(clash.calls),
        "rules": [
            {
                "code": rule.code,
                "calls": list(rule.calls),
                "text": rule.text,
                "text_zh": rule.text_zh,
            }
            for rule in clash.rules
        ],
        "smallest": clash.smallest,
        "relaxation": relaxation,
    }


def _moved(plan: BerthPlan, moved: Moved) -> Json:
    def place(a: Assignment | None) -> tuple[str | None, str | None]:
        return (None, None) if a is None else (a.berth_id or None, _time(plan, a.start))

    (from_berth, from_start), (to_berth, to_start) = place(moved.before), place(moved.after)
    return {
        "call": moved.call_id,
        "from_berth": from_berth,
        "to_berth": to_berth,
        "from_start": from_start,
        "to_start": to_start,
        **_quay_place(moved.before, "from"),
        **_quay_place(moved.after, "to"),
        "costs_more": _hours(moved.costs_more),
        "text": moved.text,
        "text_zh": moved.text_zh,
    }


def _quay_place(a: Assignment | None, side: str) -> Json:
    """Return where a vessel began, or begins, on a quay that vessels share."""
    if a is None or a.berth_id:
        return {f"{side}_quay": None, f"{side}_metre": None}
    return {f"{side}_quay": a.quay_id or None, f"{side}_metre": a.from_m}


def _trade(trade: TradeOff) -> Json:
    return {
        "moves": trade.moves,
        "objective": _hours(trade.objective),
        "bound": _hours(trade.bound),
    }


def _outage(plan: BerthPlan, outage: Outage) -> Json:
    return {
        "table": outage.table,
        "id": outage.row_id,
        "from": _time(plan, outage.since),
        "until": _time(plan, outage.until),
        "cranes": outage.cranes,
        "reason": outage.reason,
    }


def _note(note: Note) -> Json:
    return {"code": note.code, "text": note.text, "text_zh": note.text_zh}


def _homes(plan: BerthPlan, port: Port) -> Json:
    """Return the assumptions and sources that the plan rests on."""
    region = plan.region
    rows: list[Any] = [*port.quays.values(), *port.berths.values(), *port.pools.values()]
    rows += [row for row in region.crane_shifts if row.pool_id in port.pools]
    rows += [row for row in region.stocks if row.terminal_id in plan.terminal_ids]
    rows += [region.row("terminals", row_id) for row_id in plan.terminal_ids]
    classes = {call.vessel_class_id for call in plan.calls}
    rows += [row for row in region.vessel_classes if row.id in classes]
    rows += [
        row
        for row in region.handling
        if row.terminal_id in ("", *plan.terminal_ids) and row.mode in ("", "waterway")
    ]
    rows += _closures(port)
    assumed = {getattr(row, "assumption_id", "") for row in rows}
    assumptions = [row for row in region.assumptions if row.id in assumed]
    cited = {row.source_id for row in [*rows, *assumptions]}
    return {
        "assumptions": [
            {
                "id": row.id,
                "name": row.name,
                "name_zh": row.name_zh,
                "unit": row.unit,
                "low": row.low,
                "middle": row.middle,
                "high": row.high,
                "reason": row.reason,
                "reason_zh": row.reason_zh,
            }
            for row in assumptions
        ],
        "sources": [
            {
                "id": row.id,
                "kind": row.kind,
                "title": row.title,
                "title_zh": row.title_zh,
            }
            for row in region.sources
            if row.id in cited
        ],
    }


def _closures(port: Port) -> list[Any]:
    tables: Iterable[tuple[str, Sequence[str]]] = (
        ("terminals", port.terminal_ids),
        ("quays", tuple(port.quays)),
        ("berths", tuple(port.berths)),
        ("crane_pools", tuple(port.pools)),
    )
    return [
        closed.closure
        for table, ids in tables
        for row_id in ids
        for closed in port.closures(table, row_id)
    ]


def in_order(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Return places by start, then by where they are."""
    return tuple(
        sorted(assignments, key=lambda a: (utc(a.start), a.quay_id, a.berth_id, a.call_id))
    )
