"""Links, locks and chambers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Stretches of road, railway, waterway or sea between two places.

    Attributes
    ----------
    id
        Plain, stable name.
    mode
        Mode of transport.
    from_place_id
        On a river: the upstream end.
    to_place_id
        On a river: the downstream end.
    length_km
        Length along the way [km].
    two_way
        Whether it is used in both directions.
    speed_km_per_h
        Highest speed of a vehicle on it (over ground); empty: the vehicle's own [km/h].
    fairway_class
        Class after GB 50139.
    depth_m
        Least depth at the reference water level; water levels and works change it [m].
    width_m
        Least navigable width; a vessel's beam must be smaller [m].
    air_draught_m
        Least clearance under bridges [m].
    current_km_per_h
        Mean current, positive from start to end [km/h].
    navigation_hours
        When a vessel may start on it; empty: day and night.
    name
        English name.
    name_zh
        Chinese name.
    source_id
        Source of the row.
    assumption_id
        Assumption that the row rests on.
    """

    id: str
    mode: str
    from_place_id: str
    to_place_id: str
    length_km: float
    two_way: bool = True
    speed_km_per_h: float | None = None
    fairway_class: str = ""
    depth_m: float | None = None
    width_m: float | None = None
    air_draught_m: float | None = None
    current_km_per_h: float = 0.0
    navigation_hours: str = ""
    name: str = ""
    name_zh: str = ""
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Locks; each stands at a place of the waterway.

    Attributes
    ----------
    id
        Plain, stable name.
    place_id
        Place of the waterway that cannot be passed without it.
    name
        English name.
    name_zh
        Chinese name.
    opening_hours
        When lockages start; empty: day and night.
    service_min
        From entering to leaving the chamber [min].
    expected_wait_min
        Expected wait before it, while open [min].
    fee_per_vessel
        Charge per vessel and passage [currency/vessel].
    design_capacity_mt_per_year
        Design capacity as the source of the row has it: of one way or of both, which is not
        recorded for every lock [Mt/year].
    source_id
        Source of the row.
    assumption_id
        Assumption that times rest on.
    """

    id: str
    place_id: str
    name: str
    name_zh: str
    opening_hours: str = ""
    service_min: int
    expected_wait_min: int
    fee_per_vessel: float = 0.0
    design_capacity_mt_per_year: float | None = None
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chamber:
    """Chambers of the locks.

    Attributes
    ----------
    id
        Plain, stable name.
    lock_id
        Lock that it belongs to.
    length_m
        Usable length [m].
    width_m
        Usable width; a vessel's beam must not exceed it [m].
    sill_depth_m
        Depth on the sill; limits the draught [m].
    source_id
        Source of the row.
    assumption_id
        Assumption that the dimensions rest on.
    """

    id: str
    lock_id: str
    length_m: float
    width_m: float
    sill_depth_m: float
    source_id: str
    assumption_id: str = ""
