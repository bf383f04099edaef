"""What a way is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tongqu.model.fleets import TrainClass, TruckClass, VesselClass
from tongqu.model.network import Lock
from tongqu.routes.horizon import ALWAYS
from tongqu.routes.station_waits import StationWait

Vehicle = VesselClass | TruckClass | TrainClass
SEA_LANE = "sea-lane"
"""Stretch between passages on the world's sea lanes, which is no link of the region."""


@dataclass(frozen=True)
class Stretch:
    """One piece of a way.

    Attributes
    ----------
    kind, row_id
        link, lock, berth, passage or stay, and which; of a berth the terminal.
    calendar
        When it may be entered.
    wait_s, travel_s
        Expected wait at its start, and time on it.
    reach
        Number of its depth over time.
    length_km
        Its length.
    found
        Where its wait was found, if it is not the dataset's.
    """

    kind: str
    row_id: str
    calendar: int
    wait_s: int
    travel_s: int
    reach: int
    length_km: float
    found: StationWait | None = None


@dataclass(frozen=True)
class Way:
    """A way for one class of vehicle, there laden and back empty.

    Attributes
    ----------
    stretches
        Its pieces in order.
    places
        Places passed, with both ends.
    distance_km
        Length.
    up_km, down_km
        Against the current or on still water; with the current.
    back_up_km, back_down_km, back_h
        The same for the way back, empty, and its time under way.
    fees
        Locks with a fee per vessel.
    points
        Longitude and latitude along sea lanes; empty inland.
    assumptions
        Assumptions that its links and locks rest on.
    """

    stretches: tuple[Stretch, ...]
    places: tuple[str, ...]
    distance_km: float
    up_km: float
    down_km: float
    back_up_km: float
    back_down_km: float
    back_h: float
    fees: tuple[Lock, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    sources: tuple[str, ...] = ()

    @cached_property
    def travel_s(self) -> int:
        """Time under way and in locks, without waiting [s]."""
        return sum(stretch.travel_s for stretch in self.stretches)

    @cached_property
    def always_open(self) -> bool:
        """Whether no stretch ever closes."""
        return all(stretch.calendar == ALWAYS for stretch in self.stretches)

    @cached_property
    def wait_s(self) -> int:
        """Expected waits at locks [s]."""
        return sum(stretch.wait_s for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class Hop:
    """One link in one direction for one vessel class, there laden and back empty."""

    stretch: Stretch
    up_km: float
    down_km: float
    back_up_km: float
    back_down_km: float
    back_h: float


def seconds_up(hours: float) -> int:
    """Return whole seconds, rounded up."""
    return math.ceil(hours * 3600 - 1e-6)
