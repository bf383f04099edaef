"""What an answer says of waits that were found elsewhere, and of what the dataset's give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.routes.phrases import WAITS
from tongqu.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model.region import Region
    from tongqu.routes.itemise import Event, ItemisedChain
    from tongqu.routes.result import CompareResult
    from tongqu.routes.station_waits import StationWait

__all__ = ["event_waits", "same_with_dataset", "waits_dict"]

Json = dict[str, Any]
TABLES = {"lock": "locks", "berth": "terminals"}


def waits_dict(result: CompareResult) -> Json | None:
    """Return which waits were used and what the dataset's give; None if those were used."""
    waits, region = result.problem.builder.waits, result.problem.region
    if waits is None:
        return None
    used = {
        (event.kind, event.row_id, event.found.direction)
        for chain in (*result.itemised, *result.baselines.values())
        if chain is not None
        for leg in chain.legs
        for event in leg.events
        if event.found is not None
    }
    return {
        **waits.origin,
        "stations": [
            {**_station(region, row), "used": (row.kind, row.id, row.direction) in used}
            for row in waits.rows
        ],
        "left_out": [
            {
                "kind": entry["kind"],
                "id": entry["id"],
                **_names(region, str(entry["kind"]), str(entry["id"])),
                "code": entry["code"],
                **_both(WAITS[str(entry["code"])], {}),
            }
            for entry in waits.left_out
        ],
        "dataset_options": _dataset_options(result),
        **_both(WAITS["explained"], {}),
    }


def _station(region: Region, row: StationWait) -> Json:
    return {
        "kind": row.kind,
        "id": row.id,
        **_names(region, row.kind, row.id),
        "direction": row.direction or None,
        "wait_h": round(row.wait_h, 4),
        "wait_low_h": row.low_h,
        "wait_high_h": row.high_h,
        "dataset_wait_h": round(row.dataset_h, 4),
    }


def _names(region: Region, kind: str, row_id: str) -> Json:
    table = TABLES[kind]
    if not region.has(table, row_id):
        return {"name": row_id, "name_zh": row_id}
    row = region.row(table, row_id)
    return {"name": row.name or row_id, "name_zh": row.name_zh or row_id}


def _both(template: str, params: Mapping[str, Any]) -> Json:
    return {
        f"text{suffix}": translator(lang)(template, **params)
        for suffix, lang in (("", "en"), ("_zh", "zh"))
    }


def event_waits(event: Event) -> Json:
    """Return where the wait of an event comes from, as JSON shows it."""
    if event.kind not in TABLES:
        return {"wait_from": None, "wait_low_h": None, "wait_high_h": None,
                "dataset_wait_h": None, "direction": None}  # fmt: skip
    if event.found is None:
        hours = round(event.wait_h, 4)
        return {"wait_from": "dataset", "wait_low_h": None, "wait_high_h": None,
                "dataset_wait_h": hours, "direction": None}  # fmt: skip
    return {
        "wait_from": "simulation",
        "wait_low_h": event.found.low_h,
        "wait_high_h": event.found.high_h,
        "dataset_wait_h": round(event.found.dataset_h, 4),
        "direction": event.found.direction or None,
    }


def same_with_dataset(result: CompareResult, chain: ItemisedChain) -> Json | None:
    """Return the same legs with the waits of the dataset; None where there is nothing to say."""
    beside = result.dataset_waits
    same = beside.same.get(chain.chain.rides) if beside is not None else None
    if same is None:
        return None
    problem = result.problem
    later = chain.chain.arrive_min - same.arrive_min
    return {
        "cost": round(same.cost / problem.minor, 2),
        "arrive": problem.horizon.at(same.arrive_min).isoformat(),
        "duration_h": round((same.arrive_min - problem.horizon.minute(problem.shipment.ready)) / 60,
                            2),
        "cost_more": round((chain.chain.cost - same.cost) / problem.minor, 2),
        "later_h": round(later / 60, 2),
    }  # fmt: skip


def _dataset_options(result: CompareResult) -> list[Json]:
    """Return the options that the dataset's waits give, in a few figures each."""
    assert result.dataset_waits is not None
    plain = result.dataset_waits.result
    problem = plain.problem
    ready = problem.horizon.minute(problem.shipment.ready)
    return [
        {
            "labels": list(option.labels),
            "modes": list(option.modes),
            "via": list(option.via),
            "via_names": [row.name for row in stops],
            "via_names_zh": [row.name_zh for row in stops],
            "cost": option.cost,
            "arrive": problem.horizon.at(option.itemised.chain.arrive_min).isoformat(),
            "duration_h": round((option.itemised.chain.arrive_min - ready) / 60, 2),
            "co2e_kg": option.co2e_kg,
        }
        for option in plain.options
        for stops in (_stops(option.itemised),)
    ]


def _stops(chain: ItemisedChain) -> list[Any]:
    """Return the terminals between the legs of a chain."""
    return [leg.leg.end.terminal for leg in chain.legs[:-1]]
