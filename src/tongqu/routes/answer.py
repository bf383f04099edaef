"""The JSON answer of `compare`; its keys are documented and stable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tongqu.model.region import Region
from tongqu.routes.exclusions import Exclusion
from tongqu.routes.itemise import CostItem, Event, ItemisedChain, ItemisedLeg
from tongqu.routes.legs import CONSIGNEE, SHIPPER, End
from tongqu.routes.options import Pick, option_of
from tongqu.routes.pricing import vehicle_table
from tongqu.routes.ranges import Move, assumed_share, bounds, is_assumed, moves, source_of
from tongqu.routes.result import SCHEMA_VERSION, CompareResult
from tongqu.routes.waits_answer import event_waits, same_with_dataset, waits_dict
from tongqu.routes.words import exclusion_words, influence_words, notes, passage_names

Json = dict[str, Any]


def answer_dict(result: CompareResult) -> Json:
    """Return the whole answer."""
    problem, region = result.problem, result.problem.region
    shown = [
        _option(result, chain, pick, f"o{k + 1}")
        for k, (pick, chain) in enumerate(zip(result.picks, result.itemised, strict=True))
    ]
    baselines = {
        mode: _option(result, chain, None, mode) if chain is not None else None
        for mode, chain in result.baselines.items()
    }
    chains = [*result.itemised, *(c for c in result.baselines.values() if c is not None)]
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "compare",
        "region": region.info.id,
        "currency": region.info.currency,
        "price_year": region.info.price_year,
        "question": _question(result),
        "feasible": result.is_feasible,
        "exact": result.exact,
        "labels_dropped": result.front.dropped,
        "ways_truncated": problem.truncated,
        "search": {"legs": len(problem.legs), "trips": result.front.trips,
                   "labels": result.front.labels},
        "assumed_cost_share": result.assumed_cost_share,
        "options": shown,
        "front": [
            {
                "cost": round(chain.cost / problem.minor, 2),
                "arrive": problem.horizon.at(chain.arrive_min).isoformat(),
                "duration_h": _hours(chain.arrive_min - _ready_min(result)),
                "co2e_kg": round(chain.gram / 1000, 3),
                "option": None if k is None else f"o{k + 1}",
            }
            for chain in result.front.chains
            for k in (option_of(problem, result.picks, chain),)
        ],
        "baselines": baselines,
        "savings": result.savings(result.itemised[0]) if result.itemised else None,
        "waits": waits_dict(result),
        "notes": [*notes(result), *influence_words(result)],
        "excluded": [_exclusion(region, exclusion) for exclusion in result.exclusions],
        "sources": _sources(region, chains),
    }  # fmt: skip


def _ready_min(result: CompareResult) -> int:
    return result.problem.horizon.minute(result.problem.shipment.ready)


def _hours(minutes: float) -> float:
    return round(minutes / 60, 2)


def _question(result: CompareResult) -> Json:
    shipment, params = result.problem.shipment, result.params
    names = {}
    for key, row in (
        ("from", shipment.origin),
        ("to", shipment.destination),
        ("commodity", shipment.commodity),
    ):
        names[key] = row.id
        names[f"{key}_name"] = row.name
        names[f"{key}_name_zh"] = row.name_zh
    return {
        **names,
        "tonnes": shipment.tonnes,
        "teu": shipment.teu,
        "packings": list(shipment.packings),
        "ready": shipment.ready.isoformat(),
        "deadline": shipment.deadline.isoformat() if shipment.deadline is not None else None,
        "as_of": shipment.as_of.isoformat(),
        "waiting_horizon_d": params.waiting_days,
        "end_of_horizon": result.problem.horizon.end.isoformat(),
        "departure_step_min": params.departure_step_min,
        "max_main_legs": params.max_main_legs,
        "max_detour": params.detour_factor,
    }


def _option(result: CompareResult, chain: ItemisedChain, pick: Pick | None, option_id: str) -> Json:
    problem, region = result.problem, result.problem.region
    minor = problem.minor
    found = moves(region, chain.items)
    low, high = bounds(chain.chain.cost, found)
    reward = -sum(item.amount for item in chain.items if item.kind == "reward")
    labels = list(pick.labels) if pick is not None else []
    legs = [_leg(result, leg) for leg in chain.legs]
    wtt = sum(wtt for leg in chain.legs for _, wtt, _ in leg.emissions)
    arrive = problem.horizon.at(chain.chain.arrive_min)
    moved = [_move(move, minor) for move in found]
    return {
        "id": option_id,
        "labels": labels,
        "label": labels[0] if labels else ("baseline" if pick is None else "alternative"),
        "modes": [leg.leg.mode for leg in chain.legs],
        "packing": chain.legs[-1].leg.packing,
        "via": [leg.leg.end.place for leg in chain.legs[:-1]],
        "cost": round(chain.chain.cost / minor, 2),
        "cost_low": round(low / minor, 2),
        "cost_high": round(high / minor, 2),
        "cost_per_t": round(chain.chain.cost / minor / problem.shipment.tonnes, 2),
        "freight_cost": round((chain.chain.cost + reward) / minor, 2),
        "reward": round(reward / minor, 2),
        "rewards": [_cost_item(region, item, minor) for item in chain.settled],
        "depart": chain.legs[0].start.isoformat(),
        "arrive": arrive.isoformat(),
        "duration_h": _hours(chain.chain.arrive_min - _ready_min(result)),
        "co2e_kg": round(chain.chain.gram / 1000, 3),
        "co2e_wtt_kg": round(wtt / 1000, 3),
        "co2e_ttw_kg": round((chain.chain.gram - wtt) / 1000, 3),
        "assumed_cost_share": round(assumed_share(region, chain.items), 4),
        "moves_most": moved[0] if moved else None,
        "assumptions": moved,
        "savings": result.savings(chain),
        "twins": pick.twins if pick is not None else 0,
        "dataset_waits": same_with_dataset(result, chain),
        "legs": legs,
    }


def _move(move: Move, minor: int) -> Json:
    row = move.assumption
    return {
        "assumption": row.id,
        "id": row.id,
        "name": row.name,
        "name_zh": row.name_zh,
        "unit": row.unit,
        "low": row.low,
        "middle": row.middle,
        "high": row.high,
        "low_delta": round(move.low / minor, 2),
        "high_delta": round(move.high / minor, 2),
        "reason": row.reason,
        "reason_zh": row.reason_zh,
        "source": row.source_id,
    }


def _stop(result: CompareResult, end: End, key: str) -> Json:
    place = result.problem.region.row("places", end.place)
    row = end.terminal if end.terminal is not None else place
    if end.stop in (SHIPPER, CONSIGNEE):
        row = place
    return {key: place.id, f"{key}_name": row.name, f"{key}_name_zh": row.name_zh}


def _leg(result: CompareResult, itemised: ItemisedLeg) -> Json:
    problem, region = result.problem, result.problem.region
    leg, outcome, minor = itemised.leg, itemised.outcome, problem.minor
    vehicle, service, way = leg.vehicle, leg.service, leg.way
    assert vehicle is not None
    assert way is not None
    gross = problem.shipment.gross_t(leg.packing)
    reward = -sum(item.amount for item in itemised.items if item.kind == "reward")
    wtt = sum(wtt for _, wtt, _ in itemised.emissions)
    used = {source_of(region, item) for item in itemised.items}
    used |= {term.source for term, _, _ in itemised.emissions} | set(way.sources)
    used.add(vehicle.source_id)
    if service is not None:
        used.add(service.source_id)
    return {
        "mode": leg.mode,
        "service": service.id if service is not None else None,
        "service_name": service.name if service is not None else None,
        "service_name_zh": service.name_zh if service is not None else None,
        **_stop(result, leg.start, "from"),
        **_stop(result, leg.end, "to"),
        "packing": leg.packing,
        "start": itemised.start.isoformat(),
        "depart": itemised.depart.isoformat(),
        "arrive": itemised.arrive.isoformat(),
        "available": itemised.available.isoformat(),
        "distance_km": round(way.distance_km, 1),
        "vehicle_class": vehicle.id,
        "vehicle_class_name": vehicle.name,
        "vehicle_class_name_zh": vehicle.name_zh,
        "vehicle_table": vehicle_table(vehicle),
        "vehicles": outcome.vehicles,
        "payload_t": round(outcome.payload_kg / 1000, 3),
        "load_t": round(gross / outcome.vehicles, 3),
        "draught_m": round(itemised.draught_m, 3) if itemised.draught_m is not None else None,
        "controlling_link": itemised.controlling_link or None,
        "controlling_depth_m": itemised.controlling_depth_m,
        "wait_h": round(itemised.wait_h, 2),
        "en_route_wait_h": round(sum(e.wait_h + e.closed_h for e in itemised.events), 2),
        "events": [_event(result, event) for event in itemised.events],
        "path": list(way.places),
        "route": [[round(lon, 3), round(lat, 3)] for lon, lat in way.points],
        "cost": round(itemised.cost / minor, 2),
        "reward": round(reward / minor, 2),
        "cost_items": [_cost_item(region, item, minor) for item in itemised.items],
        "co2e_kg": round(outcome.gram / 1000, 3),
        "co2e_wtt_kg": round(wtt / 1000, 3),
        "co2e_ttw_kg": round((outcome.gram - wtt) / 1000, 3),
        "co2e_items": [
            {
                "kind": term.kind,
                "kg": round((term_wtt + term_ttw) / 1000, 3),
                "wtt_kg": round(term_wtt / 1000, 3),
                "ttw_kg": round(term_ttw / 1000, 3),
                "table": term.table,
                "row": term.row,
                "source": term.source,
                "seen": term.seen,
            }
            for term, term_wtt, term_ttw in itemised.emissions
        ],
        "sources": sorted(used),
    }


def _event(result: CompareResult, event: Event) -> Json:
    region = result.problem.region
    name = name_zh = event.row_id
    table = {"lock": "locks", "link": "links", "berth": "terminals"}.get(event.kind, "")
    if table and region.has(table, event.row_id):
        row = region.row(table, event.row_id)
        name, name_zh = row.name or name, row.name_zh or name_zh
    elif event.kind == "passage":
        name, name_zh = passage_names(event.row_id)
    return {
        "kind": event.kind,
        "id": event.row_id,
        "name": name,
        "name_zh": name_zh,
        "at": _iso(event.at),
        "wait_h": round(event.wait_h, 2),
        "service_h": round(event.service_h, 2),
        "closed_h": round(event.closed_h, 2),
        **event_waits(event),
    }


def _iso(when: datetime) -> str:
    return when.isoformat()


def _cost_item(region: Region, item: CostItem, minor: int) -> Json:
    low, high = bounds(item.amount, moves(region, [item]))
    return {
        "kind": item.kind,
        "amount": round(item.amount / minor, 2),
        "amount_low": round(low / minor, 2),
        "amount_high": round(high / minor, 2),
        "quantity": round(item.quantity, 3),
        "unit": item.unit,
        "rate": item.rate,
        "currency": item.currency,
        "table": item.table,
        "row": item.row or None,
        "exchange_rate": item.exchange,
        "source": source_of(region, item),
        "source_kind": region.row("sources", source_of(region, item)).kind,
        "assumption": item.assumption or None,
        "assumed": is_assumed(region, item),
    }


def _exclusion(region: Region, exclusion: Exclusion) -> Json:
    row = region.row(exclusion.table, exclusion.what)
    return {
        "what": exclusion.what,
        "table": exclusion.table,
        "name": row.name,
        "name_zh": row.name_zh,
        "reason": exclusion.reason,
        "at": exclusion.at or None,
        "limit": exclusion.limit,
        "value": exclusion.value,
        "unit": exclusion.unit or None,
        "detail": exclusion.detail or None,
        **exclusion_words(region, exclusion),
    }


def _sources(region: Region, chains: Iterable[ItemisedChain]) -> list[Json]:
    used: set[str] = set()
    for chain in chains:
        for leg in chain.legs:
            assert leg.leg.way is not None
            assert leg.leg.vehicle is not None
            used |= {source_of(region, item) for item in leg.items} | set(leg.leg.way.sources)
            used |= {term.source for term, _, _ in leg.emissions}
            used.add(leg.leg.vehicle.source_id)
            if leg.leg.service is not None:
                used.add(leg.leg.service.source_id)
        used |= {source_of(region, item) for item in chain.settled}
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "title": row.title,
            "title_zh": row.title_zh,
            "publisher": row.publisher or None,
            "published_on": row.published_on.isoformat() if row.published_on else None,
            "licence": row.licence or None,
            "note": row.note or None,
            "note_zh": row.note_zh or None,
        }
        for row in region.sources
        if row.id in used
    ]
