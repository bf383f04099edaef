"""The words of an answer: what was left out and why, what a closure changes, one sentence.

JSON answers carry both languages.
"""

from __future__ import annotations

from typing import Any

from tongqu.graph.sea import SeaNetwork
from tongqu.model.region import Region
from tongqu.routes.exclusions import Exclusion
from tongqu.routes.itemise import ItemisedChain, ItemisedLeg
from tongqu.routes.leg import CONSIGNEE, SHIPPER
from tongqu.routes.phrases import (
    EXCLUDED,
    INFLUENCES,
    NEEDED,
    NOTES,
    SEA_REASONS,
    STATUS,
    SUMMARY,
    UNTIL_FURTHER_NOTICE,
)
from tongqu.routes.ranges import moves
from tongqu.routes.result import CompareResult, Influence
from tongqu.text import translator

LANGUAGES = (("", "en"), ("_zh", "zh"))


def passage_names(passage_id: str) -> tuple[str, str]:
    """Return the English and the Chinese name of a sea passage, or its id."""
    for passage in SeaNetwork.load().passages:
        if passage.id == passage_id:
            return passage.name, passage.name_zh
    return passage_id, passage_id


def number(value: float | None) -> str:
    """Return a number without needless zeros."""
    return "" if value is None else f"{value:,.10g}"


def _name(region: Region, table: str, row_id: str, suffix: str) -> str:
    if table == "passages":
        return passage_names(row_id)[1 if suffix else 0]
    if table and region.has(table, row_id):
        row = region.row(table, row_id)
        name: str = getattr(row, f"name{suffix}", "")
        return name or row_id
    return row_id


def _both(template: str, params: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return a template in both languages; parameters may differ by language."""
    return {
        f"text{suffix}": translator(lang)(template, **params[suffix]) for suffix, lang in LANGUAGES
    }


def exclusion_words(region: Region, exclusion: Exclusion) -> dict[str, str]:
    """Return what an exclusion says, and what would have to change, in both languages."""
    reason = exclusion.reason
    if reason == "not_in_service" and exclusion.detail:
        reason = "not_before"
    words: dict[str, str] = {}
    for suffix, lang in LANGUAGES:
        params = {
            "what": _name(region, exclusion.table, exclusion.what, suffix),
            "at": _name(region, exclusion.at_table, exclusion.at, suffix),
            "limit": number(exclusion.limit),
            "value": number(exclusion.value),
            "unit": exclusion.unit,
            "detail": exclusion.detail,
        }
        t = translator(lang)
        if reason == "no_sea_route" and exclusion.detail in SEA_REASONS:
            params["detail"] = t(SEA_REASONS[exclusion.detail])
        words[f"text{suffix}"] = t(EXCLUDED[reason], **params)
        words[f"would_need{suffix}"] = t(NEEDED[reason], **params)
    return words


def influence_words(result: CompareResult) -> list[dict[str, Any]]:
    """Return what closures and the deadline change, in both languages."""
    return [_influence(result, influence) for influence in result.influences]


def _influence(result: CompareResult, influence: Influence) -> dict[str, Any]:
    problem, region = result.problem, result.problem.region
    closure = influence.closure
    params: dict[str, dict[str, Any]] = {}
    plain = {
        "cost": number(round(influence.without.chain.cost / problem.minor)),
        "arrive": _day(result, influence.without),
        "currency": region.info.currency,
    }
    if result.itemised:
        plain["cost_now"] = number(round(result.itemised[0].chain.cost / problem.minor))
        plain["arrive_now"] = _day(result, result.itemised[0])
    for suffix, lang in LANGUAGES:
        params[suffix] = dict(plain)
        if closure is not None:
            params[suffix] |= {
                "name": _name(region, closure.table, closure.row_id, suffix),
                "since": f"{closure.closed_from:%Y-%m-%d}",
                "until": (
                    f"{closure.closed_until:%Y-%m-%d}"
                    if closure.closed_until
                    else translator(lang)(UNTIL_FURTHER_NOTICE)
                ),
                "status": translator(lang)(STATUS[closure.status]),
                "known": f"{closure.known_on:%Y-%m-%d}",
                "reason": closure.reason_zh if suffix else closure.reason,
            }
    return {
        "code": influence.code,
        "params": params[""],
        **_both(INFLUENCES[influence.code], params),
    }


def _day(result: CompareResult, chain: ItemisedChain) -> str:
    return f"{result.problem.horizon.at(chain.chain.arrive_min):%Y-%m-%d %H:%M}"


def notes(result: CompareResult) -> list[dict[str, Any]]:
    """Return what a reader of the cheapest option must know, in both languages."""
    found: list[dict[str, Any]] = []
    if not result.exact:
        params = {
            "labels": number(result.front.dropped),
            "ways": number(result.problem.truncated),
        }
        found.append({"code": "capped", "params": params, **_both(NOTES["capped"], _same(params))})
    if not result.is_feasible:
        found += _dead_ends(result)
    for chain in result.itemised[:1]:
        waited = chain.legs[0].wait_h / 24
        if waited >= 2:
            params = {"days": number(round(waited, 1))}
            found.append(
                {"code": "waited", "params": params, **_both(NOTES["waited"], _same(params))}
            )
        for leg in chain.legs:
            if leg.draught_m is not None and leg.leg.service is None:
                found.append(_vessels(result, leg))
        found += _top_moves(result, chain)
        found += _saving_range(result, chain)
    found += _calibrated(result)
    return found


def _dead_ends(result: CompareResult) -> list[dict[str, Any]]:
    """Return why there is no chain at all, as far as the ends or the bounds are the reason."""
    problem, shipment = result.problem, result.problem.shipment
    codes = []
    if not any(leg.start.stop == SHIPPER for leg in problem.legs):
        codes.append(("nothing_leaves", shipment.origin))
    if not any(leg.end.stop == CONSIGNEE for leg in problem.legs):
        codes.append(("nothing_arrives", shipment.destination))
    if not codes:
        codes.append(("no_chain", shipment.origin))
    found = []
    for code, place in codes:
        params = {
            suffix: {
                "name": getattr(place, f"name{suffix}"),
                "legs": result.params.max_main_legs,
                "days": result.params.horizon_days,
            }
            for suffix, _ in LANGUAGES
        }
        found.append({"code": code, "params": params[""], **_both(NOTES[code], params)})
    return found


def _saving_range(result: CompareResult, chain: ItemisedChain) -> list[dict[str, Any]]:
    base = result.baselines.get("rail")
    if base is None or base.chain.rides == chain.chain.rides:
        return []
    found = moves(result.problem.region, base.items, chain.items)
    table = result.savings(chain)
    if not found:
        return []
    params = {
        suffix: {
            "saving": number(round(table["against_rail"])),
            "low": number(round(table["against_rail_low"])),
            "high": number(round(table["against_rail_high"])),
            "currency": result.problem.region.info.currency,
            "name": getattr(found[0].assumption, f"name{suffix}"),
        }
        for suffix, _ in LANGUAGES
    }
    return [{"code": "saving", "params": params[""], **_both(NOTES["saving"], params)}]


def _calibrated(result: CompareResult) -> list[dict[str, Any]]:
    """Return a note for every assumption in use that was set to reproduce a reported figure."""
    region = result.problem.region
    used = {item.assumption for chain in result.itemised for item in chain.items}
    found = []
    for row in region.assumptions:
        if row.id not in used or not row.calibrated_on:
            continue
        fact = region.row("facts", row.calibrated_on)
        params = {
            suffix: {
                "name": getattr(row, f"name{suffix}"),
                "middle": number(row.middle),
                "unit": row.unit,
                "quantity": getattr(fact, f"quantity{suffix}"),
                "value": number(fact.value),
                "fact_unit": fact.unit,
            }
            for suffix, _ in LANGUAGES
        }
        found.append(
            {
                "code": "calibrated",
                "params": {"id": row.id, **params[""]},
                **_both(NOTES["calibrated"], params),
            }
        )
    return found


def _same(params: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {suffix: params for suffix, _ in LANGUAGES}


def _vessels(result: CompareResult, leg: ItemisedLeg) -> dict[str, Any]:
    vehicle = leg.leg.vehicle
    assert vehicle is not None
    params = {
        suffix: {
            "tonnes": number(round(result.problem.shipment.gross_t(leg.leg.packing), 1)),
            "vehicles": leg.outcome.vehicles,
            "name": getattr(vehicle, f"name{suffix}"),
            "draught": number(round(leg.draught_m or 0.0, 2)),
            "payload": number(round(leg.outcome.payload_kg / 1000, 1)),
        }
        for suffix, _ in LANGUAGES
    }
    return {"code": "vessels", "params": params[""], **_both(NOTES["vessels"], params)}


def _top_moves(result: CompareResult, chain: ItemisedChain) -> list[dict[str, Any]]:
    problem = result.problem
    found = []
    for move in moves(problem.region, chain.items)[:1]:
        row = move.assumption
        params = {
            suffix: {
                "name": getattr(row, f"name{suffix}"),
                "unit": row.unit,
                "low": number(row.low),
                "middle": number(row.middle),
                "high": number(row.high),
                "low_delta": number(round(move.low / problem.minor)),
                "high_delta": number(round(move.high / problem.minor)),
                "currency": problem.region.info.currency,
            }
            for suffix, _ in LANGUAGES
        }
        found.append(
            {
                "code": "assumption",
                "params": {"id": row.id, **params[""]},
                **_both(NOTES["assumption"], params),
            }
        )
    return found


def summary(result: CompareResult, lang: str) -> str:
    """Return the answer in one sentence."""
    t = translator(lang)
    problem, shipment = result.problem, result.problem.shipment
    suffix = "_zh" if lang == "zh" else ""
    params = {
        "tonnes": number(shipment.tonnes),
        "commodity": getattr(shipment.commodity, f"name{suffix}"),
        "origin": getattr(shipment.origin, f"name{suffix}"),
        "destination": getattr(shipment.destination, f"name{suffix}"),
        "currency": problem.region.info.currency,
    }
    if not result.itemised:
        return t(SUMMARY["none"], **params)
    chain = result.itemised[0]
    modes = {leg.leg.mode for leg in chain.legs if not leg.leg.international}
    way = "water" if modes & {"waterway", "sea"} else "rail" if "rail" in modes else "road"
    ready = problem.horizon.minute(shipment.ready)
    text = t(
        SUMMARY["found"],
        **params,
        way=t(SUMMARY[way]),
        cost=number(round(chain.chain.cost / problem.minor)),
        per_t=number(round(chain.chain.cost / problem.minor / shipment.tonnes, 2)),
        days=number(round((chain.chain.arrive_min - ready) / 1440, 1)),
        co2e=number(round(chain.chain.gram / 1e6, 2)),
    )
    saved = result.savings(chain)["against_rail_per_t"]
    if saved is not None and way == "water":
        text += t(SUMMARY["saved"], amount=number(saved), currency=params["currency"])
    return text
