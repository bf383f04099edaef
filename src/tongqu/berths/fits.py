"""Which berth a call fits, whatever the hour, and which rule shuts it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongqu.berths.items import Item
from tongqu.berths.places import Port
from tongqu.berths.work import packing_of, rate_t_per_h, work_minutes
from tongqu.errors import DatasetError, Problem
from tongqu.model.calls import Call
from tongqu.model.quays import CranePool
from tongqu.model.terminals import Berth, Handling


@dataclass(frozen=True)
class ShutOut:
    """A rule that keeps a call from a berth.

    Attributes
    ----------
    call_id, berth_id
        Which call, which berth; no berth where the rule is the call's own.
    code
        The rule: too_long, too_heavy, too_shallow, wrong_packing, wrong_cargo, equipment,
        no_crane, no_rate, berth_not_pinned, other_berth_wanted, before_arrival, outside_window,
        not_usable, night, cranes_short, outside_horizon.
    value, limit
        What the call has and what the berth allows.
    at
        When, where the hour matters.
    """

    call_id: str
    berth_id: str
    code: str
    value: Any = None
    limit: Any = None
    at: datetime | None = None


@dataclass(frozen=True)
class Fit:
    """How a call is worked at a berth.

    Attributes
    ----------
    pool
        Pool whose cranes it holds; None where the terminal counts none.
    most_cranes
        How many at most; 0 without a pool.
    rates
        Tonnes per hour of one crane, for each call.
    rows
        Rows of the handling table that say so.
    """

    pool: CranePool | None
    most_cranes: int
    rates: tuple[float, ...]
    rows: tuple[Handling, ...]

    def minutes(self, item: Item, cranes: int) -> int:
        """Return the open minutes of work with a number of cranes."""
        factor = 1.0 if self.pool is None else cranes**self.pool.interference_exponent
        return work_minutes(item.calls, item.tonnes, self.rates, factor)


def fit(item: Item, berth: Berth, port: Port) -> Fit | list[ShutOut]:
    """Return how a call is worked at a berth, or every rule that shuts it out at any hour.

    Raises
    ------
    DatasetError
        If two crane pools could work it there: a discrete form holds one pool a berth.
    """
    shut = list(_size(item, berth))
    for call in item.calls:
        shut += _cargo(call, berth, port)
    pool, found = _pool(item, berth, port)
    shut += found
    rates, rows = [], []
    if not shut:
        for call in item.calls:
            rate = _rate(call, berth, port, pool)
            if rate is None:
                shut.append(ShutOut(call.id, berth.id, "no_rate", packing_of(call, port.region)))
                continue
            rates.append(rate[0])
            rows += [rate[1]] if rate[1] is not None else []
    if shut:
        return shut
    most = 0 if pool is None else min(pool.most_per_vessel, pool.cranes)
    return Fit(pool, most, tuple(rates), tuple(rows))


def _rate(
    call: Call, berth: Berth, port: Port, pool: CranePool | None
) -> tuple[float, Handling | None] | None:
    """Return the rate of one crane, from memory where the same was asked before."""
    packing = packing_of(call, port.region)
    key = (berth.terminal_id, call.commodity_id, packing, pool.id if pool is not None else "")
    if key not in port.rates:
        port.rates[key] = rate_t_per_h(call, port.region, berth.terminal_id, pool)
    found: tuple[float, Handling | None] | None = port.rates[key]
    return found


def _size(item: Item, berth: Berth) -> Iterator[ShutOut]:
    if item.length_m is not None and berth.length_m is not None and item.length_m > berth.length_m:
        yield ShutOut(item.id, berth.id, "too_long", item.length_m, berth.length_m)
    most = berth.dwt_max_t
    if item.dwt_t is not None and most is not None and item.dwt_t > most:
        cargo = max(max(tonnes) for tonnes in item.tonnes)
        part_laden = berth.dwt_part_laden_t
        if part_laden is None or item.dwt_t > part_laden:
            yield ShutOut(item.id, berth.id, "too_heavy", item.dwt_t, part_laden or most)
        elif cargo > most:
            yield ShutOut(item.id, berth.id, "too_heavy", cargo, most)


def _cargo(call: Call, berth: Berth, port: Port) -> Iterator[ShutOut]:
    terminal = port.region.row("terminals", berth.terminal_id)
    packing = packing_of(call, port.region)
    for handled in (berth.packings, terminal.packings):
        if packing and handled and packing not in handled:
            yield ShutOut(call.id, berth.id, "wrong_packing", packing, ";".join(handled))
            break
    if call.commodity_id and berth.commodity_ids and call.commodity_id not in berth.commodity_ids:
        yield ShutOut(
            call.id, berth.id, "wrong_cargo", call.commodity_id, ";".join(berth.commodity_ids)
        )
    if call.pinned_berth_id not in ("", berth.id):
        yield ShutOut(call.id, berth.id, "berth_not_pinned", berth.id, call.pinned_berth_id)


def _pool(item: Item, berth: Berth, port: Port) -> tuple[CranePool | None, list[ShutOut]]:
    """Return the pool that works a call at a berth."""
    reach = port.pools_at(berth)
    packings = {packing_of(call, port.region) for call in item.calls} - {""}
    wanted = {pool_id for call in item.calls for pool_id in call.equipment}
    able = [p for p in reach if not p.packings or packings <= set(p.packings)]
    shut = []
    if missing := sorted(wanted - {pool.id for pool in able}):
        return None, [ShutOut(item.id, berth.id, "equipment", pool_id) for pool_id in missing]
    if wanted:
        able = [pool for pool in able if pool.id in wanted]
    if len(able) > 1:
        params = {
            "what": "two_pools_at_a_berth", "id": berth.id, "call": item.id,
            "pools": ", ".join(pool.id for pool in able), "form": "discrete_cranes",
        }  # fmt: skip
        problem = Problem("form_cannot_honour", params, "crane_pools")
        raise DatasetError(str(problem), (problem,))
    if not able and port.has_pools(berth.terminal_id):
        shut.append(ShutOut(item.id, berth.id, "no_crane", ";".join(sorted(packings))))
    return (able[0] if able else None), shut
