"""The simulation of a week as JSON and in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.berths.conflict import N_
from tongqu.berths.records import said
from tongqu.berths.result import BerthPlan
from tongqu.berths.words import moment, number
from tongqu.estimates.intervals import METHODS
from tongqu.text import translator

if TYPE_CHECKING:
    from tongqu.berths.week_result import Buffer, Slot, WeekSimulation

SCHEMA_VERSION = "1.0"
Json = dict[str, Any]

PLAN_KEYS = "feasible as_of objective bound gap proved calls assignments berths quays".split()
"""What of the plan goes into the answer."""

SUMMARY = {
    "head": N_("{calls} calls from {start} to {end}, carried out {count} times"),
    "holds": N_("{share} % of the slots hold within {minutes} minutes"),
    "pays": N_(
        "a buffer of {minutes} minutes after each stay pays: {less} weighted hours less "
        "({low} to {high})"
    ),
    "none": N_("no buffer that was tried pays beyond doubt"),
}

NOTES = {
    "assumed": N_(
        "Delays are assumed, not measured: {names}. An audit of your own log tells what they are"
    ),
    "keep": N_("Berths and their order are kept as planned"),
    "first_free": N_("Who is next takes another free berth where its own is taken"),
    "early": N_("Nobody begins before its slot"),
    "luck": N_(
        "All plans meet the same arrivals and the same work: common random numbers, by call"
    ),
    "cost": N_(
        "Cost: weighted hours in port from the true arrival, an hour after the latest departure "
        "{late} more, an hour that a vessel begins after its slot through no fault of its own "
        "{broken} more (assumed)"
    ),
    "buffered": N_("Each plan with buffers is the best that was found in {seconds} s"),
    "infeasible": N_("With a buffer of {minutes} minutes no plan was found"),
    "unserved": N_("{count} times a vessel found no place before the simulation ended"),
    "stocks": N_("Stocks are not followed when plans are carried out"),
}


def head_line(answer: Json, lang: str) -> str:
    """Return what the dictionary of a simulation says, in one sentence."""
    t = translator(lang)
    nominal = answer["buffers"][0]
    parts = [
        t(
            SUMMARY["head"],
            calls=number(len(answer["slots"])),
            start=moment(datetime.fromisoformat(answer["from"])),
            end=moment(datetime.fromisoformat(answer["until"])),
            count=number(answer["replications"]),
        ),
        t(
            SUMMARY["holds"],
            share=number(round(100 * nominal["holds"]["value"])),
            minutes=number(answer["params"]["held_within_min"]),
        ),
    ]
    best = next(b for b in answer["buffers"] if b["minutes"] == answer["best_min"])
    if best["minutes"]:
        less = {key: number(round(value, 1)) for key, value in best["cost_less"].items()}
        parts.append(
            t(
                SUMMARY["pays"],
                minutes=number(best["minutes"]),
                less=less["value"],
                low=less["low"],
                high=less["high"],
            )
        )
    elif len(answer["buffers"]) > 1:
        parts.append(t(SUMMARY["none"]))
    return ("；" if lang == "zh" else "; ").join(parts)


def week_dict(week: WeekSimulation) -> Json:
    """Return the simulation as JSON."""
    plan = week.plan
    whole = plan.to_dict() if isinstance(plan, BerthPlan) else dict(plan.data)
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "berth_week",
        "region": whole["region"],
        "region_hash": whole["region_hash"],
        "terminal": whole["terminal"],
        "terminal_name": whole.get("terminal_name", ""),
        "terminal_name_zh": whole.get("terminal_name_zh", ""),
        "time_zone": week.region.info.time_zone,
        "from": plan.start.isoformat(),
        "until": plan.until.isoformat(),
        "seed": week.seed,
        "replications": week.replications,
        "params": asdict(week.params) | {"buffers_min": list(week.params.buffers_min)},
        "delays": week.delays.declared(),
        "methods": dict(METHODS),
        "best_min": week.best_min,
        "buffers": [_buffer(buffer) for buffer in week.buffers],
        "slots": [_slot(week, slot) for slot in week.slots],
        "notes": [{"code": code, **text} for code, text in _notes(week)],
        "plan": {key: whole.get(key) for key in PLAN_KEYS},
    }


def _buffer(buffer: Buffer) -> Json:
    if not buffer.is_feasible:
        return {"minutes": buffer.minutes, "feasible": False}
    return {
        "minutes": buffer.minutes,
        "feasible": True,
        "planned_h": round(buffer.planned_h, 2),
        "cost": buffer.cost.to_dict(),
        "cost_less": buffer.cost_less.to_dict(),
        "holds": buffer.holds.to_dict(4),
        "wait_mean_h": round(buffer.wait_mean_h, 3),
        "knock_on_mean_h": round(buffer.knock_on_mean_h, 3),
        "pays": buffer.pays,
    }


def _slot(week: WeekSimulation, slot: Slot) -> Json:
    a = slot.assignment
    call = next(call for call in week.plan.calls if call.id == a.call_id)
    return {
        "call": a.call_id,
        "vessel": call.vessel,
        "berth": a.berth_id,
        "slot": a.start.astimezone(week.region.zone).isoformat(),
        "holds": slot.holds.to_dict(4),
        "wait_median_h": slot.wait_median_h.to_dict(),
        "wait_p90_h": slot.wait_p90_h.to_dict(),
        "late_start_h": round(slot.late_start_h, 3),
        "knock_on_h": round(slot.knock_on_h, 3),
        "knocked_by": slot.knocked_by or None,
        "knocks_h": round(slot.knocks_h, 3),
    }


def _notes(week: WeekSimulation) -> Iterator[tuple[str, dict[str, str]]]:
    assumed = [row["name"] for row in week.delays.declared() if row["kind"] == "assumed"]
    if assumed:
        yield "assumed", said(NOTES["assumed"], {"names": ", ".join(assumed)})
    yield week.params.rule, said(NOTES[week.params.rule], {})
    if not week.params.early:
        yield "early", said(NOTES["early"], {})
    yield "luck", said(NOTES["luck"], {})
    late, broken = week.plan.params.late_factor, week.params.broken_slot_factor
    yield "cost", said(NOTES["cost"], {"late": number(late), "broken": number(broken)})
    if len(week.buffers) > 1:
        limit = min(week.plan.params.time_limit_s, week.params.buffer_limit_s)
        yield "buffered", said(NOTES["buffered"], {"seconds": number(limit)})
    for buffer in week.buffers:
        if not buffer.is_feasible:
            yield "infeasible", said(NOTES["infeasible"], {"minutes": number(buffer.minutes)})
    if week.unserved:
        yield "unserved", said(NOTES["unserved"], {"count": number(week.unserved)})
    if any(row.terminal_id in week.plan.terminal_ids for row in week.region.stocks):
        yield "stocks", said(NOTES["stocks"], {})


__all__ = ["head_line", "week_dict"]
