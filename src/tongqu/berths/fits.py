"""Which berth a call fits, whatever the hour, and which rule shuts it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongqu.berths.forms import form_of, refused
from tongqu.berths.items import Item
from tongqu.berths.places import Port
from tongqu.berths.work import packing_of, rate_t_per_h, work_minutes
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


def fits_of(item: Item, berth: Berth, port: Port) -> tuple[Fit, ...] | list[ShutOut]:
    """Return every way a call is worked at a berth, or all rules that shut it out at any hour.

    There is one way for each crane pool that could work it, for a stay holds cranes of one pool.

    Raises
    ------
    DatasetError
        If a call asks for cranes of two pools at once.
    """
    shut = list(_size(item, berth))
    for call in item.calls:
        shut += _cargo(call, berth, port)
    pools, found = _pools(item, berth, port)
    shut += found
    if shut:
        return shut
    fits = []
    for pool in pools or (None,):
        rates = [_rate(call, berth, port, pool) for call in item.calls]
        known = [rate for rate in rates if rate is not None]
        if len(known) == len(rates):
            most = 0 if pool is None else min(pool.most_per_vessel, pool.cranes)
            rows = tuple(row for _, row in known if row is not None)
            fits.append(Fit(pool, most, tuple(rate for rate, _ in known), rows))
            continue
        shut += [
            ShutOut(call.id, berth.id, "no_rate", packing_of(call, port.region))
            for call, rate in zip(item.calls, rates, strict=True)
            if rate is None
        ]
    return tuple(fits) or shut


def fit(item: Item, berth: Berth, port: Port) -> Fit | list[ShutOut]:
    """Return how a call is worked at a berth by one pool, or every rule that shuts it out.

    Raises
    ------
    DatasetError
        If two crane pools could work it there.
    """
    found = fits_of(item, berth, port)
    if isinstance(found, list):
        return found
    if len(found) > 1:
        pools = ", ".join(each.pool.id for each in found if each.pool is not None)
        raise refused(
            "two_pools_at_a_berth", berth.id, form_of(port.region, port.terminal_ids),
            "crane_pools", call=item.id, pools=pools,
        )  # fmt: skip
    return found[0]


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


def _pools(item: Item, berth: Berth, port: Port) -> tuple[tuple[CranePool, ...], list[ShutOut]]:
    """Return the pools of which one works a call at a berth; none where no cranes are counted."""
    reach = port.pools_at(berth)
    packings = {packing_of(call, port.region) for call in item.calls} - {""}
    wanted = {pool_id for call in item.calls for pool_id in call.equipment}
    able = [p for p in reach if not p.packings or packings <= set(p.packings)]
    if missing := sorted(wanted - {pool.id for pool in able}):
        return (), [ShutOut(item.id, berth.id, "equipment", pool_id) for pool_id in missing]
    if len(wanted) > 1:
        raise refused(
            "two_pools_at_once", item.id, form_of(port.region, port.terminal_ids), "crane_pools",
            pools=", ".join(sorted(wanted)),
        )  # fmt: skip
    if wanted:
        able = [pool for pool in able if pool.id in wanted]
    if not able and port.has_pools(berth.terminal_id):
        return (), [ShutOut(item.id, berth.id, "no_crane", ";".join(sorted(packings)))]
    return tuple(able), []
