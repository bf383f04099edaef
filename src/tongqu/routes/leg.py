"""A leg: the lot moves between two stops without changing vehicle."""

from __future__ import annotations

from dataclasses import dataclass

from tongqu.model.services import Service
from tongqu.model.terminals import Handling, Terminal
from tongqu.routes.terms import EmissionTerm, Regime
from tongqu.routes.way import Vehicle, Way

SHIPPER, CONSIGNEE = "@from", "@to"
"""Stops at both ends that are no terminals."""


@dataclass(frozen=True)
class End:
    """What happens at one end of a leg.

    Attributes
    ----------
    stop, place
        Terminal id, or SHIPPER or CONSIGNEE, and where that is.
    terminal
        The terminal, if it is one.
    calendar
        When it handles cargo.
    service_calendar
        When it is in service, whatever the hours.
    handling
        Rate and charge; none at the shipper's and consignee's own gates.
    """

    stop: str
    place: str
    terminal: Terminal | None
    calendar: int
    service_calendar: int
    handling: Handling | None


@dataclass(frozen=True)
class Leg:
    """A leg of the search.

    Attributes
    ----------
    kind
        ACCESS, MAIN, FINAL or REPACK.
    mode
        road, rail, waterway or sea; repacking for a change of packing form.
    packing, to_packing
        Packing form before and after.
    start, end
        Its ends.
    vehicle, service, way
        What moves the lot, by which timetable, along which way.
    departures
        Number of the list of departures that it offers.
    load_s, unload_s, export_s, import_s, lead_s
        Handling in open time, customs, and how long before departure the cargo must be there.
    regimes, emissions
        Prices over time, CO2e.
    """

    kind: int
    mode: str
    packing: str
    to_packing: str
    start: End
    end: End
    vehicle: Vehicle | None
    service: Service | None
    way: Way | None
    departures: int
    load_s: int
    unload_s: int
    export_s: int
    import_s: int
    lead_s: int
    regimes: tuple[Regime, ...]
    emissions: tuple[EmissionTerm, ...]
    international: bool = False

    @property
    def distance_km(self) -> float:
        """Length of the way."""
        return self.way.distance_km if self.way is not None else 0.0


def carries(vehicle: Vehicle, packing: str) -> bool:
    """Whether a vehicle class carries a packing form, and has room for boxes if it is boxes."""
    return packing in vehicle.packings and (packing != "boxes" or vehicle.capacity_teu > 0)
