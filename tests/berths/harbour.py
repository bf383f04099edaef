"""A small harbour with one of everything, and a right plan for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tongqu.berths.params import BerthParams
from tongqu.berths.records import Assignment, CraneUse
from tongqu.model.calls import Call
from tongqu.model.cargo import Commodity
from tongqu.model.fleets import VesselClass
from tongqu.model.network import Link
from tongqu.model.places import Place, RegionInfo
from tongqu.model.quays import CranePool, CraneShift, Quay, Stock
from tongqu.model.region import Region
from tongqu.model.sources import Source
from tongqu.model.terminals import Berth, Handling, Terminal
from tongqu.model.works import Closure, WaterLevel

S = "invented"
START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
UNTIL = START + timedelta(hours=72)
# Generous, because the first search compiles its kernels.
PARAMS = BerthParams(time_step_min=15, berthing_min=30, unberthing_min=15, time_limit_s=300.0)


def at(hours: float) -> datetime:
    """Return an instant some hours after the plan's start."""
    return START + timedelta(hours=hours)


def naive(hours: float) -> datetime:
    """Return the same as tables have it: local, without an offset."""
    return at(hours).replace(tzinfo=None)


def harbour(**tables: tuple[Any, ...]) -> Region:
    """Return the harbour; tables that are given replace its own.

    Terminal ``port`` with the quay ``quay`` of 120 m: berth ``b1`` with cranes for coal and pulp
    (deep), and berth ``b2`` (shallower, coal only). Two cranes of 100 t/h each.
    """
    rows: dict[str, tuple[Any, ...]] = {
        "sources": (Source(id=S, kind="assumption", title="Invented", title_zh="虚构"),),
        "places": (
            Place(id="port", name="Port", name_zh="港", kind="port", country="CN", lat=29.0,
                  lon=118.0, source_id=S),
            Place(id="sea", name="Sea", name_zh="海", kind="port", country="CN", lat=29.5,
                  lon=119.0, source_id=S),
        ),
        "links": (
            Link(id="river", mode="waterway", from_place_id="port", to_place_id="sea",
                 length_km=100.0, depth_m=3.0, source_id=S),
        ),
        "terminals": (
            Terminal(id="port", place_id="port", name="Port", name_zh="港区",
                     modes=("waterway",), packings=("bulk", "bagged"), source_id=S),
        ),
        "handling": (Handling(id="any", rate_t_per_h=50.0, source_id=S),),
        "quays": (
            Quay(id="quay", terminal_id="port", name="Quay", name_zh="岸线", length_m=120.0,
                 clearance_m=5.0, level_link_id="river", source_id=S),
        ),
        "berths": (
            Berth(id="b1", terminal_id="port", name="Berth 1", name_zh="1号泊位", length_m=60.0,
                  depth_m=3.0, dwt_max_t=1000.0, packings=("bulk", "bagged"), quay_id="quay",
                  from_m=0.0, source_id=S),
            Berth(id="b2", terminal_id="port", name="Berth 2", name_zh="2号泊位", length_m=60.0,
                  depth_m=2.5, dwt_max_t=500.0, packings=("bulk",), commodity_ids=("coal",),
                  quay_id="quay", from_m=60.0, source_id=S),
        ),
        "crane_pools": (
            CranePool(id="cranes", terminal_id="port", quay_id="quay", name="Cranes",
                      name_zh="门机", cranes=2, most_per_vessel=2, rate_t_per_h=100.0,
                      interference_exponent=0.9, source_id=S),
        ),
        "commodities": (
            Commodity(id="coal", name="Coal", name_zh="煤炭", packings=("bulk",), t_per_teu=20.0,
                      source_id=S),
            Commodity(id="pulp", name="Pulp", name_zh="纸浆", packings=("bagged",), t_per_teu=20.0,
                      source_id=S),
        ),
        "vessel_classes": (
            VesselClass(id="small", name="Small", name_zh="小船", waters=("waterway",),
                        packings=("bulk", "bagged"), dwt_t=500.0, length_m=45.0, beam_m=10.0,
                        air_draught_m=5.0, draught_m=1.9, under_keel_clearance_m=0.2,
                        speed_laden_km_per_h=10.0, speed_empty_km_per_h=12.0, source_id=S),
            VesselClass(id="large", name="Large", name_zh="大船", waters=("waterway",),
                        packings=("bulk", "bagged"), dwt_t=1000.0, length_m=58.0, beam_m=11.0,
                        air_draught_m=6.0, draught_m=2.6, under_keel_clearance_m=0.2,
                        speed_laden_km_per_h=10.0, speed_empty_km_per_h=12.0, source_id=S),
        ),
    }  # fmt: skip
    info = RegionInfo(
        id="harbour", name="Harbour", name_zh="小港", currency="CNY", price_year=2026,
        time_zone="UTC", holiday_country="CN",
    )  # fmt: skip
    return Region(info=info, **{**rows, **tables})


def call(name: str, eta_h: float, **fields: Any) -> Call:
    """Return a call of a small vessel with 300 t of coal, which one crane works in three hours."""
    given: dict[str, Any] = {
        "vessel": f"Vessel {name}", "vessel_class_id": "small", "commodity_id": "coal",
        "discharge_t": 300.0, **fields,
    }  # fmt: skip
    return Call(id=name, eta=at(eta_h), **given)


CALLS = (call("ada", 1.0), call("bob", 2.0), call("eve", 2.0))


def place(
    entry: Call, berth: str, start_h: float, *, cranes: int = 1, work_h: float = 3.0
) -> Assignment:
    """Return a place that leaves as much time as the work needs, with its costs."""
    start = at(start_h)
    work_until = start + timedelta(minutes=30, hours=work_h)
    end = work_until + timedelta(minutes=15)
    return Assignment(
        call_id=entry.id, berth_id=berth, quay_id="quay", start=start, end=end,
        work_from=start + timedelta(minutes=30), work_until=work_until,
        cranes=(CraneUse(pool_id="cranes", cranes=cranes, held_from=start, held_until=end),)
        if cranes
        else (),
        by_cause=costs(entry, berth, start, end),
    )  # fmt: skip


def costs(entry: Call, berth: str, start: datetime, end: datetime) -> dict[str, int]:
    """Return what a place costs, in hundredths of weighted minutes."""
    minute = timedelta(minutes=1)
    late = max(0, (end - (entry.latest_departure or end)) // minute)
    elsewhere = entry.preferred_berth_id not in ("", berth)
    units = {
        "waiting": 100 * ((start - entry.eta) // minute),
        "handling": 100 * ((end - start) // minute),
        "late": 300 * late,
        "not_preferred": 6000 * elsewhere,
    }
    return {cause: round(entry.weight * value) for cause, value in units.items()}


PLAN = (place(CALLS[0], "b1", 1.0), place(CALLS[1], "b2", 2.0), place(CALLS[2], "b1", 4.75))
"""Ada and Bob lie at once; Eve waits until Ada has left."""


def changed(rows: tuple[Any, ...], row_id: str, **cells: Any) -> tuple[Any, ...]:
    """Return rows, one of them changed."""
    return tuple(replace(row, **cells) if row.id == row_id else row for row in rows)


def closure(table: str, row_id: str, begin_h: float, end_h: float) -> Closure:
    """Return a closure that is known before the plan begins."""
    return Closure(
        id=f"{row_id}-shut", event_id=f"{row_id}-shut", table=table, row_id=row_id,
        closed_from=naive(begin_h), closed_until=naive(end_h), status="planned",
        known_on=date(2026, 1, 1), reason="dredging", reason_zh="疏浚", source_id=S,
    )  # fmt: skip


def level(from_h: float, change_m: float) -> WaterLevel:
    """Return a water level that is known before the plan begins."""
    return WaterLevel(
        id=f"level-{from_h}", link_id="river", from_time=naive(from_h), depth_change_m=change_m,
        status="expected", known_on=date(2026, 1, 1), source_id=S,
    )  # fmt: skip


def shift(hours: str, cranes: int) -> CraneShift:
    """Return a shift of the cranes."""
    name = f"shift-{hours.replace(':', '')}"
    return CraneShift(id=name, pool_id="cranes", hours=hours, cranes=cranes, source_id=S)


def stock(**cells: Any) -> Stock:
    """Return the coal yard."""
    given: dict[str, Any] = {"capacity_t": 10_000.0, **cells}
    return Stock(
        id="yard", terminal_id="port", name="Yard", name_zh="堆场", commodity_id="coal",
        source_id=S, **given,
    )  # fmt: skip
