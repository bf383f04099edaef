"""A stay minute by minute, without arrays: what the integer problem is held against."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from harbour import START

from tongqu.berths.params import BerthParams
from tongqu.model.calls import Call
from tongqu.model.region import Region
from tongqu.model.terminals import Berth

MINUTE = timedelta(minutes=1)


def is_open(hours: str, minute: int) -> bool:
    """Whether hours such as ``06:00-18:00`` hold; they may pass midnight; empty: always."""
    if not hours:
        return True
    first, last = (60 * int(text[:2]) + int(text[3:]) for text in hours.split("-"))
    clock = minute % 1440
    return first <= clock < last if first < last else clock >= first or clock < last


def is_closed(region: Region, table: str, row_id: str, minute: int) -> bool:
    when = START + minute * MINUTE
    return any(
        row.closed_from.replace(tzinfo=UTC) <= when < row.closed_until.replace(tzinfo=UTC)
        for row in region.closures
        if (row.table, row.row_id) == (table, row_id) and row.closed_until is not None
    )


def manned(region: Region, minute: int) -> int:
    [pool] = region.crane_pools
    if not region.crane_shifts:
        return pool.cranes
    there = sum(row.cranes for row in region.crane_shifts if is_open(row.hours, minute))
    return min(there, pool.cranes)


def depth(region: Region, berth: Berth, minute: int) -> float:
    when = START + minute * MINUTE
    level = 0.0
    for row in sorted(region.water_levels, key=lambda row: row.from_time):
        if row.from_time.replace(tzinfo=UTC) <= when:
            level = row.depth_change_m
    assert berth.depth_m is not None
    return berth.depth_m + level


def works(region: Region, berth: Berth, minute: int) -> bool:
    [terminal] = region.terminals
    return (
        is_open(terminal.opening_hours, minute)
        and is_open(berth.opening_hours, minute)
        and not is_closed(region, "terminals", "port", minute)
        and not is_closed(region, "crane_pools", "cranes", minute)
        and manned(region, minute) > 0
    )


def moves(region: Region, minute: int) -> bool:
    [quay] = region.quays
    return is_open(quay.berthing_hours, minute) and not is_closed(
        region, "terminals", "port", minute
    )


class NaivePort:
    """What holds at one berth, remembered by minute."""

    def __init__(self, region: Region, berth: Berth) -> None:
        self.region, self.berth = region, berth
        self._known: dict[tuple[str, int], float] = {}

    def ask(self, what: str, minute: int, answer: Callable[[], float]) -> float:
        key = (what, minute)
        if key not in self._known:
            self._known[key] = answer()
        return self._known[key]

    def works(self, minute: int) -> bool:
        return bool(self.ask("works", minute, lambda: works(self.region, self.berth, minute)))

    def moves(self, minute: int) -> bool:
        return bool(self.ask("moves", minute, lambda: moves(self.region, minute)))

    def usable(self, minute: int) -> bool:
        return bool(self.ask("usable", minute, lambda: self._usable(minute)))

    def _usable(self, minute: int) -> bool:
        return not is_closed(self.region, "berths", self.berth.id, minute) and not is_closed(
            self.region, "quays", "quay", minute
        )

    def manned(self, minute: int) -> int:
        return int(self.ask("manned", minute, lambda: manned(self.region, minute)))

    def depth(self, minute: int) -> float:
        return self.ask("depth", minute, lambda: depth(self.region, self.berth, minute))


def naive_stay(
    port: NaivePort, params: BerthParams, call: Call, cranes: int, start: int, end: int
) -> tuple[int, int, int] | None:
    """Return first and last minute of work and the end of a stay; None if it is forbidden."""
    region = port.region
    [pool] = region.crane_pools
    vessel = region.row("vessel_classes", call.vessel_class_id)
    assert pool.rate_t_per_h is not None
    rate = pool.rate_t_per_h * cranes**pool.interference_exponent
    left = math.ceil(60 * (call.discharge_t + call.load_t) / rate - 1e-9)
    minute = start + params.berthing_min
    first = None
    until = minute
    while left:
        if minute >= end:
            return None
        if port.works(minute):
            first = minute if first is None else first
            left -= 1
            until = minute + 1
        minute += 1
    leave = max(until + params.unberthing_min, start + 1)
    while leave % params.time_step_min or not port.moves(leave - 1):
        leave += 1
        if leave > end:
            return None
    if leave > end or not port.moves(start) or start < minutes(call.eta):
        return None
    if call.window_from and start < minutes(call.window_from):
        return None
    if call.window_until and START + start * MINUTE > call.window_until:
        return None
    need = vessel.draught_m + vessel.under_keel_clearance_m
    for minute in range(start, leave):
        there = port.manned(minute)
        if not port.usable(minute) or port.depth(minute) < need - 1e-9 or 0 < there < cranes:
            return None
    return until if first is None else first, until, leave


def minutes(when: datetime) -> int:
    return math.ceil((when - START).total_seconds() / 60)
