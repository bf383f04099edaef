"""A busy week at an invented inland quay, for tests and benchmarks: berths, cranes, shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tongqu.berths.demo_week import (
    MONDAY,
    SOURCE,
    TRADES,
    WEEK_H,
    DemoWeek,
    check_needs,
    draw_calls,
    draw_preferences,
    stream,
)
from tongqu.errors import UsageError
from tongqu.model.calls import Call
from tongqu.model.quays import CranePool, CraneShift, Quay
from tongqu.model.region import Region
from tongqu.model.terminals import Berth

SHIFTS = (("06:00-14:00", 1.0), ("14:00-22:00", 0.85), ("22:00-06:00", 0.6))
"""Hours of the shifts and the share of the cranes that is manned."""

HELD_H = 0.9
"""What a crane is held beside its work: making fast, casting off, rounding up to slots [h]."""


def inland_week(
    region: Region, *, seed: int = 1, berths: int = 16, calls: int = 250, load: float = 0.85
) -> DemoWeek:
    """Return a busy week at an invented quay, for benchmarks.

    Parameters
    ----------
    region
        The shipped region, whose phase II is replaced by berths and cranes of other numbers.
    seed, berths, calls
        What it is drawn from; 4 to 60 berths.
    load
        Time that calls hold cranes, one each, as a share of what the cranes manned can do.

    Examples
    --------
    >>> from tongqu import load_region
    >>> week = inland_week(load_region("qujiang"), berths=11, calls=200)
    >>> len(week.calls), sum(row.terminal_id == "qujiang-port-2" for row in week.region.berths)
    (200, 11)
    """
    check_needs(region, calls)
    for name, value, low, high in (("berths", berths, 4, 60), ("load", load, 0.1, 2.0)):
        if not low <= value <= high:
            raise UsageError.of(
                "parameter_out_of_range", name=name, value=value, minimum=low, maximum=high
            )
    terminal = "qujiang-port-2"
    start = region.local(MONDAY)
    trades = tuple((*trade[:3], trade[3], 0.6 * trade[4], 0.9 * trade[5]) for trade in TRADES)
    made = draw_calls(region, start, seed, calls, trades, distinct=max(calls // 3, 1))
    boxes = max(1, round(berths * 0.15))
    quays, places = _quays(terminal, berths, boxes, seed)
    pools, shifts = _cranes(region, terminal, made, load, (berths - boxes, boxes))
    changed = region.with_tables(
        sources=(*region.sources, SOURCE),
        terminals=tuple(
            replace(row, in_service=row.in_service or row.id == terminal)
            for row in region.terminals
        ),
        quays=quays,
        berths=tuple(row for row in region.berths if row.terminal_id != terminal) + places,
        crane_pools=pools,
        crane_shifts=shifts,
        stocks=(),
        work_changes=tuple(row for row in region.work_changes if row.table == "links"),
        closures=tuple(row for row in region.closures if row.table == "locks"),
    )
    # Berths of the other terminals keep no quay of those that went.
    kept = {quay.id for quay in quays}
    changed = changed.with_tables(
        berths=tuple(
            row if row.quay_id in kept else replace(row, quay_id="", from_m=None)
            for row in changed.berths
        )
    )
    made = draw_preferences(changed, made, seed, (terminal,))
    made = tuple(
        replace(call, preferred_berth_id="") if call.packing == "boxes" else call for call in made
    )
    return DemoWeek(changed, made, (terminal,), start, WEEK_H, seed)


def _quays(
    terminal: str, count: int, boxes: int, seed: int
) -> tuple[tuple[Quay, ...], tuple[Berth, ...]]:
    """Return a quay for bulk and bags and one for boxes; a few berths are not like the others."""
    rng = stream(seed, "berths")
    quays = tuple(
        Quay(
            id=f"inland-{name}", terminal_id=terminal, name=f"Inland quay, {name}",
            name_zh=f"内河岸线（{zh}）", length_m=65.0 * number, source_id=SOURCE.id,
        )
        for name, zh, number in (("bulk", "散货", count - boxes), ("boxes", "集装箱", boxes))
    )  # fmt: skip
    places = []
    for number in range(count):
        is_box = number >= count - boxes
        odd = not is_box and rng.random() < 0.25
        places.append(
            Berth(
                id=f"inland-{number + 1:02d}",
                terminal_id=terminal,
                name=f"Berth {number + 1}",
                name_zh=f"{number + 1}号泊位",
                length_m=65.0,
                depth_m=2.0 if odd else 2.6,
                dwt_max_t=1000.0,
                packings=("boxes",) if is_box else ("bulk", "bagged"),
                quay_id=quays[is_box].id,
                from_m=65.0 * (number - (count - boxes if is_box else 0)),
                source_id=SOURCE.id,
            )
        )
    return quays, tuple(places)


def _cranes(
    region: Region,
    terminal: str,
    calls: Sequence[Call],
    load: float,
    berths: tuple[int, int],
) -> tuple[tuple[CranePool, ...], tuple[CraneShift, ...]]:
    """Return so many cranes that their manned hours carry the work at the given load."""
    manned = sum(8 * share for _, share in SHIFTS) / 24
    pools, shifts = [], []
    rates = {"bulk": 120.0, "bagged": 120.0, "boxes": 250.0}
    for name, zh, packings, most in (
        ("bulk", "散货", ("bulk", "bagged"), berths[0]),
        ("boxes", "集装箱", ("boxes",), berths[1]),
    ):
        hours = 0.0
        for call in calls:
            if call.packing in packings:
                per_teu = region.row("commodities", call.commodity_id).t_per_teu
                teu = call.discharge_teu + call.load_teu
                hours += (call.discharge_t + call.load_t + teu * per_teu) / rates[call.packing]
                hours += HELD_H
        cranes = max(2, min(most, round(hours / (load * manned * (WEEK_H - 24)))))
        pools.append(
            CranePool(
                id=f"inland-{name}", terminal_id=terminal, quay_id=f"inland-{name}",
                name=f"Cranes, {name}", name_zh=f"岸机（{zh}）", packings=packings, cranes=cranes,
                most_per_vessel=2, rate_t_per_h=rates[packings[0]], interference_exponent=0.9,
                source_id=SOURCE.id,
            )
        )  # fmt: skip
        shifts += [
            CraneShift(
                id=f"inland-{name}-{number}", pool_id=f"inland-{name}", hours=hours_text,
                cranes=max(1, round(cranes * share)), source_id=SOURCE.id,
            )
            for number, (hours_text, share) in enumerate(SHIFTS, 1)
        ]  # fmt: skip
    return tuple(pools), tuple(shifts)
