"""How much cargo a call works, and how fast a terminal works it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tongqu.model.calls import Call
from tongqu.model.quays import CranePool
from tongqu.model.region import Region
from tongqu.model.terminals import Handling


def packing_of(call: Call, region: Region) -> str:
    """Return the packing form of a call: its own, or the usual one of its cargo."""
    if call.packing:
        return call.packing
    if call.discharge_teu or call.load_teu:
        return "boxes"
    if call.commodity_id:
        return str(region.row("commodities", call.commodity_id).packings[0])
    return ""


def names_no_cargo(call: Call) -> bool:
    """Whether a call has boxes of which nobody says what is in them, nor what they weigh."""
    boxes = call.discharge_teu * (call.discharge_t <= 0) + call.load_teu * (call.load_t <= 0)
    return boxes > 0 and not call.commodity_id


def tonnes_of(call: Call, region: Region, box_t_per_teu: float = 0.0) -> tuple[float, float]:
    """Return the tonnes that a call discharges and loads; boxes by the weight of their cargo.

    Parameters
    ----------
    call, region
        Which call, and where cargoes have their weight.
    box_t_per_teu
        What a box holds where no cargo is named [t/TEU].
    """
    per_teu = box_t_per_teu
    if call.commodity_id:
        per_teu = region.row("commodities", call.commodity_id).t_per_teu
    return (
        call.discharge_t if call.discharge_t > 0 else call.discharge_teu * per_teu,
        call.load_t if call.load_t > 0 else call.load_teu * per_teu,
    )


def handling_row(region: Region, terminal_id: str, commodity_id: str, packing: str) -> (
    Handling | None
):  # fmt: skip
    """Return the row of the handling table that counts for vessels: the most specific one.

    Examples
    --------
    >>> from tongqu import load_region
    >>> handling_row(load_region("qujiang"), "qujiang-port-2", "coal", "bulk").rate_t_per_h
    120.0
    """
    wanted = {
        "terminal_id": (32, terminal_id),
        "commodity_id": (8, commodity_id),
        "packing": (4, packing),
        "mode": (2, "waterway"),
    }
    best, best_rank = None, (-1, -1)
    for row in region.handling:
        cells = {column: getattr(row, column) for column in wanted if getattr(row, column)}
        rank = (len(cells), sum(wanted[column][0] for column in cells))
        if rank > best_rank and all(wanted[c][1] == cell for c, cell in cells.items()):
            best, best_rank = row, rank
    return best


def rate_t_per_h(
    call: Call, region: Region, terminal_id: str, pool: CranePool | None
) -> tuple[float, Handling | None] | None:
    """Return what one crane, or a terminal without crane pools, works per open hour.

    Returns
    -------
    rate, row
        Tonnes per hour and the row of the handling table that says so; None where nothing does.
    """
    if pool is not None and pool.rate_t_per_h is not None:
        return pool.rate_t_per_h, None
    row = handling_row(region, terminal_id, call.commodity_id, packing_of(call, region))
    return None if row is None else (row.rate_t_per_h, row)


def work_minutes(
    calls: Sequence[Call],
    tonnes: Sequence[tuple[float, float]],
    rates: Sequence[float],
    factor: float = 1.0,
) -> int:
    """Return the open minutes that a call, or two calls side by side, need.

    Parameters
    ----------
    calls
        One call, or two that lie side by side: what one discharges into the other is moved once.
    tonnes
        What each discharges and loads.
    rates
        Tonnes per hour of one crane for each of them.
    factor
        What the cranes do together, in cranes; two that hinder each other do less than 2.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> eta = datetime(2026, 3, 2, tzinfo=UTC)
    >>> ship = Call(id="a", vessel="A", eta=eta, discharge_t=480, commodity_id="coal")
    >>> barge = Call(id="b", vessel="B", eta=eta, load_t=400, commodity_id="coal")
    >>> work_minutes([ship], [(480, 0)], [120])
    240
    >>> work_minutes([ship, barge], [(480, 0), (0, 400)], [120, 120])
    240
    """
    hours = sum(sum(both) / rate for both, rate in zip(tonnes, rates, strict=True))
    if len(calls) == 2 and calls[0].commodity_id == calls[1].commodity_id:
        (out_a, in_a), (out_b, in_b) = tonnes
        shared = min(out_a, in_b) + min(out_b, in_a)
        hours -= shared / max(rates)
    # Rounding up must not turn 240.00000000000003 into 241.
    return math.ceil(round(60 * hours / factor, 6))
