"""Scheduled services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Scheduled services with a timetable.

    Attributes
    ----------
    id
        Plain, stable name.
    name
        English name.
    name_zh
        Chinese name.
    mode
        Mode.
    class_id
        Vessel, truck or train class that runs it.
    packings
        Packing forms carried.
    commodity_ids
        Commodities carried; empty: any.
    first_departure
        First departure from the first stop, local time.
    every_h
        Hours between departures [h].
    last_departure
        Last departure; empty: without end.
    min_lot_t
        Smallest lot taken [t].
    max_lot_t
        Largest lot that one departure takes; larger lots are refused [t].
    max_lot_teu
        The same in TEU [TEU].
    source_id
        Source of the row.
    assumption_id
        Assumption that the timetable rests on.
    """

    id: str
    name: str
    name_zh: str
    mode: str
    class_id: str
    packings: tuple[str, ...]
    commodity_ids: tuple[str, ...] = ()
    first_departure: datetime
    every_h: float
    last_departure: datetime | None = None
    min_lot_t: float = 0.0
    max_lot_t: float | None = None
    max_lot_teu: float | None = None
    source_id: str
    assumption_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStop:
    """Stops of the services in order.

    Attributes
    ----------
    id
        Plain, stable name.
    service_id
        Service.
    sequence
        Order, from 1.
    terminal_id
        Terminal.
    arrive_h
        Hours from the departure at the first stop to the arrival here [h].
    depart_h
        Hours from the departure at the first stop to the departure here [h].
    source_id
        Source of the row.
    """

    id: str
    service_id: str
    sequence: int
    terminal_id: str
    arrive_h: float
    depart_h: float
    source_id: str
