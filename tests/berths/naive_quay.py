"""A shared quay without arrays: every start, metre and number of cranes, minute by minute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from naive_port import depth, is_closed, is_open, manned, minutes, moves

from tongqu.berths.params import BerthParams
from tongqu.model.calls import Call
from tongqu.model.region import Region


@dataclass(frozen=True)
class Place:
    """One way to serve a call."""

    cost: int
    call: str
    start: int
    end: int
    from_m: float
    to_m: float
    cranes: int


def ways(region: Region, params: BerthParams, call: Call, until: int) -> list[Place]:
    """Return every way to serve a call if nobody else came, the cheapest first."""
    [quay] = region.quays
    [pool] = region.crane_pools
    length = call.length_m or region.row("vessel_classes", call.vessel_class_id).length_m
    found = []
    metre = 0.0
    while metre + length <= quay.length_m + 1e-9:
        touched = [
            row
            for row in region.berths
            if row.from_m < metre + length and row.from_m + row.length_m > metre
        ]
        for cranes in range(1, pool.most_per_vessel + 1):
            for start in range(0, until, params.time_step_min):
                end = _end(
                    region, params, call, touched, metre, metre + length, cranes, start, until
                )
                if end is not None:
                    cost = _cost(region, params, call, metre, metre + length, start, end)
                    found.append(Place(cost, call.id, start, end, metre, metre + length, cranes))
        metre += params.position_step_m
    return sorted(found, key=lambda place: place.cost)


def _end(
    region: Region, params: BerthParams, call: Call, touched: Sequence[Any], begin_m: float,
    end_m: float, cranes: int, start: int, until: int,
) -> int | None:  # fmt: skip
    """Return when a stay ends that begins in a minute; None if it is forbidden."""
    if start < minutes(call.eta) or not moves(region, start):
        return None
    if not _allowed(call, begin_m, end_m, region, params):
        return None
    [pool], [terminal] = region.crane_pools, region.terminals
    rate = pool.rate_t_per_h * cranes**pool.interference_exponent
    left = math.ceil(60 * (call.discharge_t + call.load_t) / rate - 1e-9)
    minute = start + params.berthing_min
    while left:
        if minute >= until:
            return None
        left -= (
            is_open(terminal.opening_hours, minute)
            and all(is_open(row.opening_hours, minute) for row in touched)
            and not is_closed(region, "terminals", "port", minute)
            and not is_closed(region, "crane_pools", "cranes", minute)
            and manned(region, minute) > 0
        )
        minute += 1
    leave = max(minute + params.unberthing_min, start + 1)
    while leave % params.time_step_min or not moves(region, leave - 1):
        leave += 1
        if leave > until:
            return None
    fine = leave <= until and all(
        _holds(region, call, touched, begin_m, end_m, cranes, minute)
        for minute in range(start, leave)
    )
    return leave if fine else None


def _allowed(call: Call, begin_m: float, end_m: float, region: Region, params: BerthParams) -> bool:
    return not call.pinned_berth_id or _lies_at(
        region.row("berths", call.pinned_berth_id), begin_m, end_m, params.position_step_m
    )


def _lies_at(row: Any, begin_m: float, end_m: float, step: float) -> bool:
    before, after = row.from_m - begin_m, end_m - row.from_m - row.length_m
    return (before < step and after < step) or (before > -step and after > -step)


def _holds(
    region: Region, call: Call, touched: Sequence[Any], begin_m: float, end_m: float, cranes: int,
    minute: int,
) -> bool:  # fmt: skip
    """Whether a vessel may lie there, with so many cranes, in one minute."""
    vessel = region.row("vessel_classes", call.vessel_class_id)
    need = vessel.draught_m + vessel.under_keel_clearance_m
    [quay] = region.quays
    bare = sum(
        min(row.from_m + row.length_m, end_m) - max(row.from_m, begin_m) for row in touched
    ) < (end_m - begin_m - 1e-6)
    shallow = [row for row in touched if depth(region, row, minute) < need - 1e-9]
    if bare and quay.depth_m + depth(region, region.berths[0], minute) - region.berths[
        0
    ].depth_m < (need - 1e-9):
        return False
    closed = any(is_closed(region, "berths", row.id, minute) for row in touched)
    handled = all(
        "bulk" in row.packings and call.commodity_id in (row.commodity_ids or (call.commodity_id,))
        for row in touched
    )
    heavy = any(vessel.dwt_t > row.dwt_max_t for row in touched)
    there = manned(region, minute)
    return not (
        shallow or closed or heavy or not handled or 0 < there < cranes
        or is_closed(region, "quays", "quay", minute)
    )  # fmt: skip


def _cost(
    region: Region, params: BerthParams, call: Call, begin_m: float, end_m: float, start: int,
    end: int,
) -> int:  # fmt: skip
    weight = max(1, round(100 * call.weight))
    cost = weight * (end - minutes(call.eta))
    if call.latest_departure is not None:
        late = max(0, end - minutes(call.latest_departure))
        cost += round(weight * params.late_factor) * late
    if call.preferred_berth_id:
        row = region.row("berths", call.preferred_berth_id)
        if not _lies_at(row, begin_m, end_m, params.position_step_m):
            cost += round(weight * 60 * params.not_preferred_h)
    return cost


def cheapest(
    region: Region, params: BerthParams, calls: Sequence[Call], until: int,
    before: dict[str, tuple[int, float]] | None = None, most: int = 99,
    options: list[list[Place]] | None = None,
) -> int | None:  # fmt: skip
    """Return the cost of the best plan, every combination looked at; None if there is none.

    With `before`, start and metre of calls in an earlier plan, at most so many calls may move.
    `options` are the ways of each call where they are known already.
    """
    options = options or [ways(region, params, call, until) for call in calls]
    if not all(options):
        return None
    least = [0]
    for places in reversed(options):
        least.insert(0, least[0] + places[0].cost)
    best: list[int | None] = [None]
    after = {call.id: call.after_call_id for call in calls}

    def moves(places: Sequence[Place]) -> int:
        old = before or {}
        return sum(old.get(p.call, (p.start, p.from_m)) != (p.start, p.from_m) for p in places)

    def extend(chosen: list[Place], cost: int) -> None:
        number = len(chosen)
        if moves(chosen) > most:
            return
        if number == len(options):
            best[0] = cost if best[0] is None else min(best[0], cost)
            return
        for place in options[number]:
            if best[0] is not None and cost + place.cost + least[number + 1] >= best[0]:
                return
            if all(_go_together(region, other, place, after) for other in chosen) and _manned(
                region, [*chosen, place]
            ):
                extend([*chosen, place], cost + place.cost)

    extend([], 0)
    return best[0]


def _go_together(region: Region, a: Place, b: Place, after: dict[str, str]) -> bool:
    [quay] = region.quays
    for first, second in ((a, b), (b, a)):
        if after[second.call] == first.call and second.start < first.end:
            return False
    meet = a.start < b.end and b.start < a.end
    apart = max(a.from_m, b.from_m) - min(a.to_m, b.to_m)
    return not meet or apart >= quay.clearance_m - 1e-9


def _manned(region: Region, places: Sequence[Place]) -> bool:
    [pool] = region.crane_pools
    for minute in {place.start for place in places} | _shift_edges(places):
        held = sum(place.cranes for place in places if place.start <= minute < place.end)
        if held > (manned(region, minute) or pool.cranes):
            return False
    return True


def _shift_edges(places: Sequence[Place]) -> set[int]:
    first, last = min(p.start for p in places), max(p.end for p in places)
    return set(range(first - first % 60, last, 60))
