"""The JSON answer of `cost_of_delay`; its keys are documented and stable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongqu.studies.delay_words import lane_words, not_asked, notes, shipper

if TYPE_CHECKING:
    from tongqu.studies.delay_lots import AskedLot, LotChain
    from tongqu.studies.delay_result import CostOfDelay, LaneDelay

__all__ = ["answer_dict"]

SCHEMA_VERSION = "1.0"

Json = dict[str, Any]


def answer_dict(result: CostOfDelay) -> Json:
    """Return the whole answer."""
    info = result.region.info
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "cost_of_delay",
        "region": info.id,
        "currency": info.currency,
        "price_year": info.price_year,
        "status": result.status,
        "text": result.summary("en"),
        "text_zh": result.summary("zh"),
        "as_of": _iso(result.as_of),
        "work": _work(result),
        "months": result.months,
        "patience_days": result.patience_days,
        "opens": _iso(result.opening.on_date) if result.opening else None,
        "opens_status": result.opening.status if result.opening else None,
        "opens_known": _iso(result.opening.known_on) if result.opening else None,
        "opens_late": _iso(result.until),
        "days": (result.until - result.opening.on_date).days
        if result.until and result.opening
        else None,
        "asked": (["compare"] if result.is_answered else [])
        + (["capacity"] if result.capacity is not None else []),
        "not_asked": not_asked() if result.capacity is None else [],
        "lanes": [_lane(result, lane) for lane in result.lanes],
        "totals": _totals(result) if result.is_answered else None,
        "capacity": None if result.capacity is None else dict(result.capacity),
        "notes": notes(result),
        "assumptions": _assumptions(result),
        "sources": _sources(result),
    }


def _iso(when: date | datetime | None) -> str | None:
    return when.isoformat() if when is not None else None


def _rounded(value: float | None, digits: int) -> float | None:
    # Adding zero turns a negative zero into one.
    return None if value is None else round(value, digits) + 0.0


def _named(region: Any, table: str, row_id: str, key: str) -> Json:
    row = region.row(table, row_id)
    return {key: row_id, f"{key}_name": row.name, f"{key}_name_zh": row.name_zh}


def _work(result: CostOfDelay) -> Json:
    work = result.work
    changes = [row for row in result.region.work_changes if row.work_id == work.id]
    return {
        "id": work.id,
        "name": work.name,
        "name_zh": work.name_zh,
        "work_kind": work.kind,
        "changes": [
            {"table": row.table, "row_id": row.row_id, "column": row.column, "value": row.value}
            for row in changes
        ],
    }


def _lane(result: CostOfDelay, lane: LaneDelay) -> Json:
    asked = lane.lane
    return {
        "id": asked.id,
        "effect": lane.effect,
        "reason": lane.reason or None,
        **lane_words(result, lane),
        "shipper": shipper(result, lane, ""),
        "shipper_zh": shipper(result, lane, "_zh"),
        **_named(result.region, "places", asked.origin, "from"),
        **_named(result.region, "places", asked.goal, "to"),
        **_named(result.region, "commodities", asked.commodity, "commodity"),
        "lot_t": round(lane.lots[0].tonnes, 3),
        "teu": asked.teu,
        "flows": [flow.id for flow in lane.flows],
        "fictional": lane.fictional,
        "tonnes_per_year": _rounded(lane.tonnes_per_year, 3),
        "cost_per_t": _rounded(lane.cost_per_t, 2),
        "duration_h": _rounded(lane.duration_h, 2),
        "co2e_kg_per_t": _rounded(lane.co2e_kg_per_t, 3),
        "days_without_way": lane.days_without_way,
        "over_delay": _over(lane),
        "lots": [_lot(result, lot) for lot in lane.lots],
    }


def _over(lane: LaneDelay) -> Json | None:
    if lane.cost_over_delay is None:
        return None
    return {
        "tonnes": _rounded(lane.tonnes_over_delay, 0),
        "cost": _rounded(lane.cost_over_delay, 0),
        "cost_low": _rounded(lane.over_delay(lambda lot: lot.loss_low), 0),
        "cost_high": _rounded(lane.over_delay(lambda lot: lot.loss_high), 0),
        "co2e_t": _rounded(lane.co2e_t_over_delay, 1),
    }


def _lot(result: CostOfDelay, lot: AskedLot) -> Json:
    before, after = lot.before, lot.after
    both = before is not None and after is not None
    return {
        "ready": lot.day.on.isoformat(),
        "days": lot.day.days,
        "in_time": _chain(result, before),
        "late": _chain(result, after),
        "cost": lot.loss,
        "cost_low": lot.loss_low,
        "cost_high": lot.loss_high,
        "duration_h": round(after.duration_h - before.duration_h, 2) if both else None,  # type: ignore[union-attr]
        "co2e_kg": round(after.co2e_kg - before.co2e_kg, 3) if both else None,  # type: ignore[union-attr]
        "within_patience": lot.patient,
        "same_options": lot.same_front,
        "exact": lot.exact,
    }


def _chain(result: CostOfDelay, chain: LotChain | None) -> Json | None:
    if chain is None:
        return None
    return {
        "modes": list(chain.modes),
        "via": [_named(result.region, "places", place, "place") for place in chain.via],
        "cost": chain.cost,
        "cost_per_t": chain.cost_per_t,
        "duration_h": chain.duration_h,
        "arrive": chain.arrive.isoformat(),
        "co2e_kg": chain.co2e_kg,
        "uses_work": chain.uses_work,
    }


def _totals(result: CostOfDelay) -> Json:
    lanes = result.lanes

    def total(of: Callable[[LaneDelay], float | None], digits: int) -> float | None:
        known = [value for lane in lanes if (value := of(lane)) is not None]
        return _rounded(sum(known), digits) if known else None

    effects = [lane.effect for lane in lanes]
    return {
        "lanes": len(lanes),
        "lose": effects.count("loses"),
        "gain": effects.count("gains"),
        "without_way": effects.count("loses_way"),
        "other_option": effects.count("other_option"),
        "unchanged": effects.count("unchanged"),
        "no_way": effects.count("no_way"),
        "by_lot_only": sum(lane.tonnes_per_year is None for lane in lanes),
        "tonnes": total(lambda lane: lane.tonnes_over_delay, 0),
        "cost": total(lambda lane: lane.cost_over_delay, 0),
        "cost_low": total(lambda lane: lane.over_delay(lambda lot: lot.loss_low), 0),
        "cost_high": total(lambda lane: lane.over_delay(lambda lot: lot.loss_high), 0),
        "co2e_t": total(lambda lane: lane.co2e_t_over_delay, 1),
        "invented_tonnes": total(
            lambda lane: lane.tonnes_over_delay if lane.fictional else None, 0
        ),
    }


def _chains(result: CostOfDelay) -> list[LotChain]:
    lots = [lot for lane in result.lanes for lot in lane.lots]
    return [chain for lot in lots for chain in (lot.before, lot.after) if chain is not None]


def _assumptions(result: CostOfDelay) -> list[Json]:
    used = {assumption for chain in _chains(result) for assumption in chain.assumptions}
    used |= {flow.assumption_id for lane in result.lanes for flow in lane.flows}
    return [
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
            "source": row.source_id,
        }
        for row in result.region.assumptions
        if row.id in used
    ]


def _sources(result: CostOfDelay) -> list[Json]:
    used = {source for chain in _chains(result) for source in chain.sources}
    used |= {flow.source_id for lane in result.lanes for flow in lane.flows}
    used.add(result.work.source_id)
    used |= {row.source_id for row in result.region.work_changes if row.work_id == result.work.id}
    if result.opening is not None:
        used.add(result.opening.source_id)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "title": row.title,
            "title_zh": row.title_zh,
            "publisher": row.publisher or None,
            "published_on": _iso(row.published_on),
            "note": row.note or None,
            "note_zh": row.note_zh or None,
        }
        for row in result.region.sources
        if row.id in used
    ]
