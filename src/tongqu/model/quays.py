"""Quays, the cranes that stand on them, and what the yards behind them hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Quay:
    """Quays of the terminals.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal that it belongs to.
    name
        English name.
    name_zh
        Chinese name.
    length_m
        Length along the water [m].
    depth_m
        Depth at the reference water level, where its berths say nothing else [m].
    clearance_m
        Free metres between two vessels, where vessels share the length [m].
    continuous
        Whether vessels share the length freely; otherwise each has a berth.
    berthing_hours
        When vessels may make fast and cast off; empty: day and night.
    level_link_id
        Waterway link whose water level counts at its berths; empty: the lowest of those that end
        at the terminal.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    terminal_id: str
    name: str
    name_zh: str
    length_m: float
    depth_m: float | None = None
    clearance_m: float = 0.0
    continuous: bool = False
    berthing_hours: str = ""
    level_link_id: str = ""
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CranePool:
    """Cranes or gangs that can stand in for each other.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal that it belongs to.
    quay_id
        Quay that its cranes reach; empty: every berth of the terminal.
    name
        English name.
    name_zh
        Chinese name.
    packings
        Packing forms handled; empty: all.
    cranes
        Cranes or gangs that there are.
    most_per_vessel
        Most of them at one vessel.
    rate_t_per_h
        Tonnes that one handles per open hour; empty: as in handling [t/h].
    interference_exponent
        k of them at one vessel do as much as k to this power alone.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    terminal_id: str
    quay_id: str = ""
    name: str
    name_zh: str
    packings: tuple[str, ...] = ()
    cranes: int
    most_per_vessel: int = 1
    rate_t_per_h: float | None = None
    interference_exponent: float = 1.0
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CraneShift:
    """How many cranes are manned when.

    Attributes
    ----------
    id
        Plain, stable name.
    pool_id
        Crane pool.
    hours
        When; shifts at the same hour add up. Without any shift all cranes are manned, always.
    cranes
        Cranes manned.
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    pool_id: str
    hours: str
    cranes: int
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Yards, sheds and silos: how much of a cargo they hold.

    Attributes
    ----------
    id
        Plain, stable name.
    terminal_id
        Terminal that it belongs to.
    name
        English name.
    name_zh
        Chinese name.
    commodity_id
        Commodity that lies there.
    packing
        Packing form; empty: any.
    capacity_t
        Most that it holds [t].
    opening_t
        What it holds when a plan begins [t].
    inflow_t_per_h
        What comes from the land side, day and night [t/h].
    outflow_t_per_h
        What leaves on the land side, day and night [t/h].
    source_id
        Source of the row.
    assumption_id
        Assumption that it rests on.
    """

    id: str
    terminal_id: str
    name: str
    name_zh: str
    commodity_id: str
    packing: str = ""
    capacity_t: float
    opening_t: float = 0.0
    inflow_t_per_h: float = 0.0
    outflow_t_per_h: float = 0.0
    source_id: str
    assumption_id: str = ""
