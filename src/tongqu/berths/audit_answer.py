"""The audit as JSON and in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.berths.audit_figures import Lay
from tongqu.berths.conflict import N_
from tongqu.berths.port import Port, utc
from tongqu.berths.port_series import port_dict
from tongqu.berths.records import Assignment, said
from tongqu.berths.words import joined_names, moment, number
from tongqu.berths.work import names_no_cargo
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.berths.audit_result import BerthAudit, Pair

SCHEMA_VERSION = "1.0"
Json = dict[str, Any]

NOTES = {
    "synthetic": N_("This log is invented; nothing in it was observed"),
    "first_plan": N_(
        "Each plan knows only what was known at its instant; what had begun stayed where it was"
    ),
    "work": N_(
        "In the shadow run each vessel's work is as fast or slow, against the tables, as it truly "
        "was, and it idles at the berth as long as it truly did"
    ),
    "faults": N_(
        "{count} calls are left out on both sides, because their figures cannot be true or cannot "
        "be compared; their berths stay taken as the log has it"
    ),
    "notice": N_(
        "Of {count} calls nobody wrote down since when their ETA was known; {hours} h before they "
        "arrived are assumed"
    ),
    "boxes": N_(
        "The boxes of {count} calls name no cargo: work on them is planned with {tonnes} t a TEU "
        "(assumed)"
    ),
    "no_plan": N_("On {count} occasions no plan was found; the plan before went on"),
    "sequences": N_(
        "That one vessel follows another is seen to when plans are carried out, not when they are "
        "made"
    ),
    "stocks": N_("Stocks are not followed when plans are carried out"),
}

SUMMARY = {
    "head": N_("{calls} calls from {start} to {end}"),
    "less": N_("with tongqu's plans the mean wait is {shadow} h instead of {actual} h"),
    "same": N_("the mean wait is {actual} h, with tongqu's plans too"),
    "idle": N_("berths empty while a vessel waits: {shadow} h instead of {actual} h"),
    "late": N_("hours after the latest departure: {shadow} instead of {actual}"),
    "faults": N_("{count} calls cannot be compared"),
}


def summary(audit: BerthAudit, lang: str) -> str:
    """Return the audit in one sentence."""
    return head_line(audit.to_dict(), lang)


def head_line(answer: Json, lang: str) -> str:
    """Return what the dictionary of an audit says, in one sentence."""
    t = translator(lang)
    actual, shadow = answer["figures"]["actual"], answer["figures"]["shadow"]
    span = {
        "start": moment(datetime.fromisoformat(answer["from"])),
        "end": moment(datetime.fromisoformat(answer["until"])),
    }

    def two(key: str) -> dict[str, str]:
        return {"shadow": number(round(shadow[key], 2)), "actual": number(round(actual[key], 2))}

    parts = [t(SUMMARY["head"], calls=number(actual["calls"]), **span)]
    wait = two("wait_mean_h")
    same = wait["shadow"] == wait["actual"]
    parts.append(t(SUMMARY["same"], actual=wait["actual"]) if same else t(SUMMARY["less"], **wait))
    parts.append(t(SUMMARY["idle"], **two("idle_h")))
    if actual["late_h"] or shadow["late_h"]:
        parts.append(t(SUMMARY["late"], **two("late_h")))
    left_out = {fault["call"] for fault in answer["faults"]}
    if left_out:
        parts.append(t(SUMMARY["faults"], count=number(len(left_out))))
    return ("；" if lang == "zh" else "; ").join(parts)


def audit_dict(audit: BerthAudit) -> Json:
    """Return the audit as JSON."""
    calls = [_planned_call(audit, pair) for pair in audit.pairs]
    sides = {
        side: [_assignment(audit, getattr(pair, side)) for pair in audit.pairs]
        for side in ("actual", "shadow")
    }
    last = max([audit.until, *(a.end for a in (*sides["actual"], *sides["shadow"]))], key=utc)
    port = Port(audit.region, audit.terminal_ids, audit.start, last, last)
    parts = port_dict(port, [pair.entry.call for pair in audit.pairs], sides["shadow"])
    names = [audit.region.row("terminals", row_id) for row_id in audit.terminal_ids]
    figures = {"actual": audit.actual.to_dict(), "shadow": audit.shadow.to_dict()}
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "berth_audit",
        "region": audit.region.info.id,
        "source": audit.source,
        "synthetic": audit.synthetic,
        "terminal": ";".join(audit.terminal_ids),
        "terminal_name": joined_names([row.name for row in names], ", ", " and "),
        "terminal_name_zh": joined_names([row.name_zh for row in names], "、", "、"),
        "time_zone": audit.region.info.time_zone,
        "from": audit.start.isoformat(),
        "until": audit.until.isoformat(),
        "seed": audit.seed,
        "params": asdict(audit.params),
        "audit_params": asdict(audit.audit_params),
        "figures": {
            **figures,
            "saved": {
                key: round(figures["actual"][key] - figures["shadow"][key], 4)
                for key in figures["actual"]
                if key != "calls"
            },
        },
        "stability": _stability(audit),
        "observed": {key: round(value, 4) for key, value in asdict(audit.observed).items()},
        "vessels": [_vessel(audit, pair) for pair in audit.pairs],
        "faults": [fault.to_dict() for fault in audit.faults],
        "decisions": [
            {
                "at": decision.at.astimezone(audit.region.zone).isoformat(),
                "known": decision.known,
                "lying": decision.lying,
                "planned": decision.planned,
                "objective": _rounded(decision.objective_h),
                "bound": _rounded(decision.bound_h),
                "proved": decision.proved,
            }
            for decision in audit.decisions
        ],
        "calls": calls,
        "assignments": [_place(a, p.shadow) for a, p in _both(sides["shadow"], audit)],
        "actual": [_place(a, p.actual) for a, p in _both(sides["actual"], audit)],
        **{key: parts[key] for key in ("berths", "quays")},
        "notes": [{"code": code, **text} for code, text in _notes(audit)],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _both(assignments: list[Assignment], audit: BerthAudit) -> Iterator[tuple[Assignment, Pair]]:
    return zip(assignments, audit.pairs, strict=True)


def _at(audit: BerthAudit, minute: int) -> datetime:
    return (utc(audit.start) + timedelta(minutes=minute)).astimezone(audit.region.zone)


def _text(audit: BerthAudit, minute: int) -> str:
    return _at(audit, minute).isoformat()


def _assignment(audit: BerthAudit, lay: Lay) -> Assignment:
    berth_id = audit.yard.berth_ids[lay.berth]
    start, end = _at(audit, lay.start), _at(audit, lay.end)
    quay_id = audit.region.row("berths", berth_id).quay_id
    return Assignment(
        call_id=lay.call_id, berth_id=berth_id, quay_id=quay_id,
        start=start, end=end, work_from=start, work_until=end,
    )  # fmt: skip


def _place(a: Assignment, lay: Lay) -> Json:
    return {
        "call": a.call_id,
        "berth": a.berth_id,
        "quay": a.quay_id or None,
        "from_m": None,
        "to_m": None,
        "start": a.start.isoformat(),
        "end": a.end.isoformat(),
        "wait_h": round(lay.wait_h, 2),
        "late_h": round(lay.late_h, 2),
        "stay_h": round((lay.end - lay.start) / 60, 2),
        "cranes": [],
        "pinned": False,
    }


def _planned_call(audit: BerthAudit, pair: Pair) -> Json:
    """Return a call as a board shows it: with its true arrival, and what was told before it."""
    call, region = pair.entry.call, audit.region
    record = call.to_dict()
    record["told_eta"], record["eta"] = record["eta"], _text(audit, pair.actual.arrival)
    for table, key in (("vessel_classes", "vessel_class"), ("commodities", "commodity")):
        row_id = getattr(call, f"{key}_id")
        row: Any = region.row(table, row_id) if row_id and region.has(table, row_id) else None
        record[f"{key}_name"] = row.name if row is not None else ""
        record[f"{key}_name_zh"] = row.name_zh if row is not None else ""
    return record | {"guesses": []}


def _vessel(audit: BerthAudit, pair: Pair) -> Json:
    def side(lay: Lay) -> Json:
        return {
            "berth": audit.yard.berth_ids[lay.berth],
            "start": _text(audit, lay.start),
            "end": _text(audit, lay.end),
            "wait_h": round(lay.wait_h, 2),
            "late_h": round(lay.late_h, 2),
            "turnaround_h": round(lay.turnaround_h, 2),
        }

    promise = pair.promise
    slots = promise.slots
    off = None
    if slots:
        begun = _at(audit, pair.shadow.start)
        off = round((utc(begun) - utc(slots[-1][1])) / timedelta(hours=1), 2)
    return {
        "call": pair.entry.call.id,
        "vessel": pair.entry.call.vessel,
        "arrival": _text(audit, pair.actual.arrival),
        "actual": side(pair.actual),
        "shadow": side(pair.shadow),
        "saved_h": round(pair.actual.turnaround_h - pair.shadow.turnaround_h, 2),
        "slots": len(slots),
        "moves": promise.moves,
        "berth_moves": promise.berth_moves,
        "moved_h": round(promise.moved_h, 2),
        "off_last_slot_h": off,
    }


def _stability(audit: BerthAudit) -> Json:
    """Return how often planned slots moved, and what is known of the plans of that time."""
    promises = [pair.promise for pair in audit.pairs]
    slots = sum(len(promise.slots) for promise in promises)
    planned = [
        abs((utc(at) - utc(told)) / timedelta(hours=1))
        for pair in audit.pairs
        if (told := pair.entry.planned("BERT")) and (at := pair.entry.actual("BERT"))
    ]
    return {
        "slots": slots,
        "calls_planned": sum(bool(promise.slots) for promise in promises),
        "calls_moved": audit.moved_calls,
        "moves": sum(promise.moves for promise in promises),
        "berth_moves": sum(promise.berth_moves for promise in promises),
        "moved_h": round(sum(promise.moved_h for promise in promises), 2),
        "then_planned": len(planned),
        "then_off_mean_h": round(sum(planned) / len(planned), 2) if planned else None,
    }


def _notes(audit: BerthAudit) -> Iterator[tuple[str, dict[str, str]]]:
    if audit.synthetic:
        yield "synthetic", said(NOTES["synthetic"], {})
    yield "first_plan", said(NOTES["first_plan"], {})
    yield "work", said(NOTES["work"], {})
    left_out = {fault.call_id for fault in audit.faults}
    if left_out:
        yield "faults", said(NOTES["faults"], {"count": number(len(left_out))})
    if audit.assumed_notice:
        params = {"count": number(audit.assumed_notice)}
        params["hours"] = number(audit.audit_params.notice_h)
        yield "notice", said(NOTES["notice"], params)
    unnamed = sum(names_no_cargo(pair.entry.call) for pair in audit.pairs)
    if unnamed:
        params = {"count": number(unnamed), "tonnes": number(audit.params.box_t_per_teu)}
        yield "boxes", said(NOTES["boxes"], params)
    without = sum(d.objective_h is None and d.known > 0 for d in audit.decisions)
    if without:
        yield "no_plan", said(NOTES["no_plan"], {"count": number(without)})
    if any(pair.entry.call.after_call_id for pair in audit.pairs):
        yield "sequences", said(NOTES["sequences"], {})
    if any(row.terminal_id in audit.terminal_ids for row in audit.region.stocks):
        yield "stocks", said(NOTES["stocks"], {})
