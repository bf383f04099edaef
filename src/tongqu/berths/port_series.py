"""The port in a plan file: berths, quays, cranes, stocks and water as step series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.port import Port
from tongqu.berths.records import Assignment
from tongqu.berths.rules_between import stock_level
from tongqu.model.calls import Call

Json = dict[str, Any]

STOCK_STEP_MIN = 60
"""A stock changes every minute; the plan file shows it by the hour."""


def port_dict(port: Port, calls: Sequence[Call], assignments: Sequence[Assignment]) -> Json:
    """Return the part of the plan file that shows the port."""
    return {
        "berths": [_berth(port, row) for row in port.berths.values()],
        "quays": [
            {
                "id": row.id,
                "name": row.name,
                "name_zh": row.name_zh,
                "length_m": row.length_m,
                "continuous": row.continuous,
                "clearance_m": row.clearance_m,
                "terminal": row.terminal_id,
                "open": _hours(port, port.region.row("terminals", row.terminal_id).opening_hours),
                "berthing": _hours(port, row.berthing_hours),
            }
            for row in port.quays.values()
        ],
        "cranes": [_pool(port, row, assignments) for row in port.pools.values()],
        "stocks": _stocks(port, calls, assignments),
        "water": _water(port),
        "blocks": _blocks(port),
    }


def _time(port: Port, minute: int) -> str:
    return port.instant(minute).astimezone(port.region.zone).isoformat()


def _series(port: Port, values: NDArray[Any], digits: int = 2) -> list[list[Any]]:
    """Return a series by the minute as steps: from each time on, a value."""
    if not values.size:
        return []
    rounded = np.round(values, digits)
    changes = [0, *(np.flatnonzero(np.diff(rounded)) + 1).tolist()]
    whole = np.issubdtype(values.dtype, np.integer)
    return [
        [_time(port, minute), int(rounded[minute]) if whole else float(rounded[minute])]
        for minute in changes
    ]


def _hours(port: Port, *hours: str) -> list[list[Any]]:
    """Return when all of some hours hold, as steps of 1 and 0; nothing where they always do."""
    held = np.logical_and.reduce([port.hours(text) for text in hours])
    return [] if held.all() else _series(port, held.astype(np.int64))


def _berth(port: Port, row: Any) -> Json:
    depth = port.depth(row.id)
    finite = depth is not None and bool(np.isfinite(depth).all())
    return {
        "id": row.id,
        "name": row.name or row.id,
        "name_zh": row.name_zh or row.name or row.id,
        "terminal": row.terminal_id,
        "quay": row.quay_id or None,
        "from_m": row.from_m,
        "length_m": row.length_m,
        "depth_m": row.depth_m,
        "packings": list(row.packings),
        "open": _hours(
            port,
            port.region.row("terminals", row.terminal_id).opening_hours,
            row.opening_hours,
        ),
        "closed": [
            *(_closed(port, closed) for closed in port.closures("berths", row.id)),
            *_out_of_service(port, row.id),
        ],
        "depth": _series(port, depth) if depth is not None and finite else [],
    }


def _closed(port: Port, closed: Any) -> Json:
    return {
        "from": _time(port, closed.begin),
        "until": _time(port, closed.end),
        "reason": closed.closure.reason,
        "reason_zh": closed.closure.reason_zh,
    }


def _out_of_service(port: Port, berth_id: str) -> Iterable[Json]:
    from tongqu.text import translator

    out = np.concatenate(([0], (~port.service(berth_id)).astype(np.int8), [0]))
    edges = np.flatnonzero(np.diff(out)).tolist()
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        yield {
            "from": _time(port, begin),
            "until": _time(port, end),
            "reason": translator("en")("not in service"),
            "reason_zh": translator("zh")("not in service"),
        }


def _pool(port: Port, row: Any, assignments: Sequence[Assignment]) -> Json:
    available = np.where(port.pool_works(row.id), port.manned(row.id), 0)
    used = np.zeros(port.minutes, np.int64)
    for assignment in assignments:
        for use in assignment.cranes:
            if use.pool_id == row.id:
                begin, end = port.minute(use.held_from), port.minute(use.held_until)
                used[max(begin, 0) : max(end, 0)] += use.cranes
    return {
        "pool": row.id,
        "name": row.name,
        "name_zh": row.name_zh,
        "terminal": row.terminal_id,
        "quay": row.quay_id or None,
        "available": _series(port, available),
        "used": _series(port, used),
    }


def _stocks(port: Port, calls: Sequence[Call], assignments: Sequence[Assignment]) -> list[Json]:
    by_id = {call.id: call for call in calls}
    found = []
    for row in port.region.stocks:
        if row.terminal_id not in port.terminal_ids:
            continue
        moved = []
        for assignment in assignments:
            call = by_id[assignment.call_id]
            berth = port.berths.get(assignment.berth_id)
            quay = port.quays.get(assignment.quay_id)
            there = berth or quay
            if (
                there is not None
                and there.terminal_id == row.terminal_id
                and call.commodity_id == row.commodity_id
                and row.packing in ("", port.packing(call))
            ):
                moved.append((assignment, port.tonnes(call)))
        level = stock_level(port, row, moved)[::STOCK_STEP_MIN]
        found.append(
            {
                "id": row.id,
                "name": row.name,
                "name_zh": row.name_zh,
                "terminal": row.terminal_id,
                "commodity": row.commodity_id,
                "capacity_t": row.capacity_t,
                "level": [
                    [_time(port, hour * STOCK_STEP_MIN), round(float(tonnes), 1)]
                    for hour, tonnes in enumerate(level)
                ],
            }
        )
    return found


def _water(port: Port) -> list[Json]:
    """Return the water at each quay, where a level is known to change it."""
    found = []
    for quay in port.quays.values():
        level = port.level(quay.terminal_id, quay.id)
        if level.any():
            found.append(
                {
                    "quay": quay.id,
                    "link": quay.level_link_id or None,
                    "level": _series(port, level),
                }
            )
    return found


def _blocks(port: Port) -> list[Json]:
    """Return what is closed, on the board: berths, quays, and terminals with all their quays."""
    found = []
    for berth in port.berths.values():
        to_m = None
        if berth.from_m is not None and berth.length_m is not None:
            to_m = berth.from_m + berth.length_m
        for closed in port.closures("berths", berth.id):
            found.append(
                {
                    "berth": berth.id,
                    "quay": berth.quay_id or None,
                    "from_m": berth.from_m,
                    "to_m": to_m,
                    "kind": "closed",
                    **_closed(port, closed),
                }
            )
    for quay in port.quays.values():
        for table, row_id, kind in (
            ("quays", quay.id, "closed"),
            ("terminals", quay.terminal_id, "pause"),
        ):
            for closed in port.closures(table, row_id):
                found.append(
                    {
                        "berth": None,
                        "quay": quay.id,
                        "from_m": 0.0,
                        "to_m": quay.length_m,
                        "kind": kind,
                        **_closed(port, closed),
                    }
                )
    return found
