"""Weeks of calls that do not exist, for the demonstration, tests and benchmarks.

Every number is drawn from the seed; nothing here is observed. The demonstration is shaped by what
is known of inland ports: berths of the 500 t class, vessels of 500 to 1,000 t that arrive in
groups because locks let them through in groups, bulk, bags and boxes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from tongqu.errors import UsageError
from tongqu.model.calls import Call, CallTime
from tongqu.model.region import Region
from tongqu.model.sources import Source
from tongqu.model.works import Closure, WaterLevel

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - the region's zone is added where it is known
"""Begin of the weeks, in the region's zone."""
WEEK_H = 168
SOURCE = Source(
    id="demo-week",
    kind="assumption",
    title="Demonstration week: invented calls, closures and water levels",
    title_zh="演示周：虚构的靠泊申请、封闭与水位",
    note="Synthetic; drawn from a seed, nothing is observed.",
    note_zh="合成数据，由种子生成，并非观测。",
)

CONVOYS = 18
"""Lockages of the demonstration week that bring vessels."""

Trade = tuple[str, str, str, float, float, float]
"""Commodity, packing, vessel class, share of the calls, least and most cargo [t]."""

TRADES: tuple[Trade, ...] = (
    ("iron-ore", "bulk", "barge-500", 0.12, 380, 490),
    ("coal", "bulk", "barge-500", 0.16, 380, 490),
    ("coal", "bulk", "barge-1000", 0.08, 420, 500),
    ("sand", "bulk", "barge-500", 0.12, 400, 490),
    ("grain", "bulk", "barge-500", 0.08, 300, 480),
    ("pulp", "bagged", "barge-500", 0.10, 300, 460),
    ("paper", "bagged", "barge-500", 0.07, 250, 450),
    ("steel", "bagged", "barge-1000", 0.08, 400, 500),
    ("calcium-chloride", "bagged", "barge-500", 0.07, 300, 480),
    ("paper", "boxes", "barge-48teu", 0.07, 220, 420),
    ("solar-modules", "boxes", "river-sea-500", 0.05, 150, 320),
)


@dataclass(frozen=True)
class DemoWeek:
    """A week of invented calls and the region that they call at.

    Attributes
    ----------
    region
        The region, with invented closures and water levels.
    calls
        The calls, by arrival.
    terminal_ids
        Terminals that are planned.
    start, hours
        Begin and length of the plan.
    seed
        What it was drawn from.
    """

    region: Region
    calls: tuple[Call, ...]
    terminal_ids: tuple[str, ...]
    start: datetime
    hours: int
    seed: int


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Return random numbers for one purpose, which no other purpose disturbs.

    Examples
    --------
    >>> one = stream(7, "arrivals").integers(1000, size=2)
    >>> (stream(7, "arrivals").integers(1000, size=2) == one).all()
    np.True_
    """
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def demo_week(region: Region, *, seed: int = 1, calls: int = 120) -> DemoWeek:
    """Return the demonstration: both phases of the Qujiang port area, seven days.

    Parameters
    ----------
    region
        The shipped region ``qujiang``, or one with the same terminals, classes and commodities.
    seed, calls
        What it is drawn from, and how many calls.

    Raises
    ------
    UsageError
        If the region lacks what the calls need, or the number of calls is not 4 to 2,000.

    Examples
    --------
    >>> from tongqu import load_region
    >>> week = demo_week(load_region("qujiang"))
    >>> len(week.calls), week.terminal_ids
    (120, ('qujiang-port-1', 'qujiang-port-2'))
    """
    check_needs(region, calls)
    terminals = ("qujiang-port-1", "qujiang-port-2")
    start = region.local(MONDAY)
    made = draw_calls(region, start, seed, calls, TRADES, distinct=min(CONVOYS, calls))
    made = draw_preferences(region, made, seed, terminals)
    made = _side_by_side(made)
    return DemoWeek(_disturbed(region, start), made, terminals, start, WEEK_H, seed)


def check_needs(region: Region, calls: int) -> None:
    """Refuse a region that lacks what the calls need."""
    if not 4 <= calls <= 2000:
        raise UsageError.of(
            "parameter_out_of_range", name="calls", value=calls, minimum=4, maximum=2000
        )
    needed = [("terminals", "qujiang-port-1"), ("terminals", "qujiang-port-2")]
    needed += [("commodities", trade[0]) for trade in TRADES]
    needed += [("vessel_classes", trade[2]) for trade in TRADES]
    for table, row_id in needed:
        if not region.has(table, row_id):
            raise UsageError.of("unknown_id", table=table, value=row_id)


def _draught(region: Region, class_id: str, cargo_t: float) -> float:
    """Return the draught with so much cargo, by the payload curve [m]."""
    points = sorted(
        (row.payload_t, row.draught_m) for row in region.vessel_payload if row.class_id == class_id
    )
    for (p0, d0), (p1, d1) in pairwise(points):
        if p0 <= cargo_t <= p1:
            return round(d0 + (d1 - d0) * (cargo_t - p0) / (p1 - p0), 2)
    return float(region.row("vessel_classes", class_id).draught_m)


def _arrivals(seed: int, count: int, distinct: int, hours: float) -> list[int]:
    """Return minutes of arrival, drawn with repetition from some distinct times."""
    rng = stream(seed, "arrivals")
    times = np.sort(rng.integers(0, int(hours * 12), size=distinct)) * 5
    return sorted(int(minute) for minute in rng.choice(times, size=count))


def draw_calls(
    region: Region,
    start: datetime,
    seed: int,
    count: int,
    trades: Sequence[Trade],
    distinct: int,
) -> tuple[Call, ...]:
    """Return calls that arrive at some distinct times."""
    cargo, urgency = stream(seed, "cargo"), stream(seed, "urgency")
    shares = np.array([trade[3] for trade in trades])
    kinds = cargo.choice(len(trades), size=count, p=shares / shares.sum())
    made = []
    # The last day stays free, so that who comes late can still be worked within the week.
    for number, minute in enumerate(_arrivals(seed, count, distinct, WEEK_H - 30), 1):
        commodity, packing, vessel, _, least, most = trades[int(kinds[number - 1])]
        tonnes = float(round(cargo.uniform(least, most), -1))
        loads = cargo.random() < (0.25 if packing == "bulk" else 0.5)
        eta = start + timedelta(minutes=minute)
        fields: dict[str, Any] = {"load_t" if loads else "discharge_t": tonnes}
        if packing == "boxes":
            per_teu = region.row("commodities", commodity).t_per_teu
            teu = float(max(1, round(tonnes / per_teu)))
            fields = {"load_teu" if loads else "discharge_teu": teu, "weight": 2.0}
            tonnes = teu * per_teu
        if urgency.random() < 0.5:
            hours = float(urgency.choice([12, 18, 24, 36]))
            fields["latest_departure"] = eta + timedelta(hours=hours)
        made.append(
            Call(
                id=f"call-{number:03d}",
                vessel=f"演示{number:03d}",
                vessel_class_id=vessel,
                draught_m=_draught(region, vessel, tonnes),
                eta=eta,
                commodity_id=commodity,
                packing=packing,
                times=(CallTime(kind="EST", event="ARRI", at=eta, source="demo-week"),),
                **fields,
            )
        )
    return tuple(made)


def draw_preferences(
    region: Region, calls: Sequence[Call], seed: int, terminals: Sequence[str]
) -> tuple[Call, ...]:
    """Return the calls, some with a berth that they would like: bulk in phase I, boxes in II."""
    rng = stream(seed, "preferences")
    berths = {t: [row.id for row in region.berths if row.terminal_id == t] for t in terminals}
    made = []
    for call in calls:
        own = berths[terminals[0] if call.packing == "bulk" else terminals[-1]]
        place, wish = int(rng.integers(len(own))), rng.random()
        # The first berths of a phase, where yard and shed would be.
        chosen = own[place % 4]
        made.append(replace(call, preferred_berth_id=chosen) if wish < 0.25 else call)
    return tuple(made)


def _side_by_side(calls: tuple[Call, ...]) -> tuple[Call, ...]:
    """Return the calls, two of them with cargo that goes from vessel to vessel."""
    giver, taker = len(calls) // 2, len(calls) // 2 + 1
    eta = calls[giver].eta
    common: dict[str, Any] = {
        "commodity_id": "sand", "packing": "bulk", "vessel_class_id": "barge-500",
        "discharge_teu": 0.0, "load_teu": 0.0, "preferred_berth_id": "", "weight": 1.0,
        "draught_m": 1.75, "latest_departure": None,
    }  # fmt: skip
    both = [
        replace(calls[giver], **common, discharge_t=420.0, load_t=0.0),
        replace(
            calls[taker], **common, eta=eta, discharge_t=0.0, load_t=420.0,
            beside_call_id=calls[giver].id,
            times=(CallTime(kind="EST", event="ARRI", at=eta, source="demo-week"),),
        ),
    ]  # fmt: skip
    return (*calls[:giver], *both, *calls[taker + 1 :])


def _disturbed(region: Region, start: datetime) -> Region:
    """Return the region with the week's works, weather and water."""
    monday = start.replace(tzinfo=None)

    def closure(
        name: str, table: str, row_id: str, begin_h: float, end_h: float, reason: str, zh: str
    ) -> Closure:
        return Closure(
            id=f"demo-{name}",
            event_id=f"demo-{name}",
            table=table,
            row_id=row_id,
            closed_from=monday + timedelta(hours=begin_h),
            closed_until=monday + timedelta(hours=end_h),
            status="planned",
            known_on=monday.date(),
            reason=f"{reason} (demonstration)",
            reason_zh=f"{zh}（演示）",
            source_id=SOURCE.id,
        )

    closures = (
        closure("fenders", "berths", "qujiang-port-2-berth-05", 32, 66,
                "Repair of fenders", "护舷检修"),
        closure("dredging-09", "berths", "qujiang-port-1-berth-09", 48, 72,
                "Dredging before the berth", "泊位前沿疏浚"),
        closure("dredging-10", "berths", "qujiang-port-1-berth-10", 48, 72,
                "Dredging before the berth", "泊位前沿疏浚"),
        closure("gale-1", "terminals", "qujiang-port-1", 121, 125, "Gale", "大风停工"),
        closure("gale-2", "terminals", "qujiang-port-2", 121, 125, "Gale", "大风停工"),
    )  # fmt: skip
    links = sorted({row.level_link_id for row in region.quays if row.level_link_id})
    levels = tuple(
        WaterLevel(
            id=f"demo-{name}-{number}",
            link_id=link,
            from_time=monday + timedelta(hours=hour),
            depth_change_m=change,
            status="expected",
            known_on=monday.date(),
            source_id=SOURCE.id,
        )
        for number, link in enumerate(links, 1)
        for name, hour, change in (("low", 90.0, -0.5), ("normal", 104.0, 0.0))
    )
    return region.with_tables(
        sources=(*region.sources, SOURCE),
        closures=region.closures + closures,
        water_levels=region.water_levels + levels,
    )
