"""What a way over the region's waters takes one class of vessel: hops, lockages, fees."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tongqu.graph import Path
from tongqu.model.fleets import VesselClass
from tongqu.model.network import Link, Lock
from tongqu.model.region import Region
from tongqu.routes.exclusions import Exclusion, Exclusions
from tongqu.routes.horizon import ALWAYS, Horizon
from tongqu.routes.limits import VesselLimits
from tongqu.routes.station_waits import StationWait, StationWaits
from tongqu.routes.way import Hop, Stretch, Way, seconds_up

LEAST_SPEED_KM_PER_H = 0.5
"""A vessel that makes less over ground makes no way."""


@dataclass
class WaterMeasure:
    """Measures ways, and remembers their parts: few links make many ways.

    Attributes
    ----------
    region, horizon, limits
        What the ways lie in, and what keeps vessels out.
    exclusions
        Gets what shuts a class out.
    waits
        Waits before locks in place of the dataset's.
    """

    region: Region
    horizon: Horizon
    limits: VesselLimits
    exclusions: Exclusions
    waits: StationWaits | None = None
    _lockages: dict[tuple[str, str, bool], tuple[Stretch, Lock] | None] = field(
        default_factory=dict
    )
    _hops: dict[tuple[str, str, bool], Hop | None] = field(default_factory=dict)
    _reaches: dict[str, int] = field(default_factory=dict)

    def way(self, path: Path, vessel: VesselClass) -> Way | None:
        """Return what a path takes a class, or None where it makes no way against a current."""
        stretches: list[Stretch] = []
        fees: list[Lock] = []
        sources = set()
        up = down = back_up = back_down = back_h = 0.0
        for k, step in enumerate(path.steps):
            hop = self._hop(vessel, step.link, step.forward)
            if hop is None:
                return None
            if k > 0:
                lockage = self._lock_stretch(vessel, path.place_ids[k], step.forward)
                if lockage is not None:
                    stretches.append(lockage[0])
                    sources.add(lockage[1].source_id)
                    if lockage[1].fee_per_vessel > 0:
                        fees.append(lockage[1])
            sources.add(step.link.source_id)
            up += hop.up_km
            down += hop.down_km
            back_up += hop.back_up_km
            back_down += hop.back_down_km
            back_h += hop.back_h
            stretches.append(hop.stretch)
        return Way(
            stretches=tuple(stretches),
            places=path.place_ids,
            distance_km=path.length_km,
            up_km=up,
            down_km=down,
            back_up_km=back_up,
            back_down_km=back_down,
            back_h=back_h,
            fees=tuple(fees),
            sources=tuple(sorted(sources)),
        )

    def _lock_stretch(
        self, vessel: VesselClass, place: str, downstream: bool
    ) -> tuple[Stretch, Lock] | None:
        """Return the lockage at a place; of several locks side by side, the quickest.

        On a river a link runs from its upstream end, so who leaves a lock along one goes down.
        """
        key = (vessel.id, place, downstream)
        if key not in self._lockages:
            self._lockages[key] = self._make_lock_stretch(vessel, place, downstream)
        return self._lockages[key]

    def _wait(self, lock: Lock, downstream: bool) -> tuple[int, StationWait | None]:
        """Return the wait before a lock [s], and where it was found if not in the dataset."""
        found = self.waits.lock(lock.id, downstream=downstream) if self.waits is not None else None
        return lock.expected_wait_min * 60 if found is None else found.wait_s, found

    def _make_lock_stretch(
        self, vessel: VesselClass, place: str, downstream: bool
    ) -> tuple[Stretch, Lock] | None:
        fitting = [
            lock
            for lock in self.limits.locks_at.get(place, ())
            if self.limits.lock_obstacle(vessel, lock) is None
        ]
        if not fitting:
            return None
        lock = min(
            fitting,
            key=lambda row: (self._wait(row, downstream)[0] + row.service_min * 60, row.id),
        )
        wait_s, found = self._wait(lock, downstream)
        sills = [c.sill_depth_m for c in self.limits.fitting_chambers(vessel, lock)]
        reach = self.horizon.depth_steps([(self.horizon.start, max(sills))]) if sills else ALWAYS
        stretch = Stretch(
            kind="lock",
            row_id=lock.id,
            calendar=self.horizon.calendar("locks", lock.id, lock.opening_hours),
            wait_s=wait_s,
            travel_s=lock.service_min * 60,
            reach=reach,
            length_km=0.0,
            found=found,
        )
        return stretch, lock

    def _reach(self, link_id: str) -> int:
        if link_id not in self._reaches:
            depths = self.horizon.known.depths(link_id)
            self._reaches[link_id] = self.horizon.depth_steps(depths)
        return self._reaches[link_id]

    def _hop(self, vessel: VesselClass, link: Link, forward: bool) -> Hop | None:
        """Return what a link takes a vessel in one direction, or None where it makes no way."""
        key = (vessel.id, link.id, forward)
        if key not in self._hops:
            self._hops[key] = self._make_hop(vessel, link, forward)
        return self._hops[key]

    def _make_hop(self, vessel: VesselClass, link: Link, forward: bool) -> Hop | None:
        current = link.current_km_per_h if forward else -link.current_km_per_h
        limit = link.speed_km_per_h or math.inf
        speed = min(vessel.speed_laden_km_per_h + current, limit)
        back = min(vessel.speed_empty_km_per_h - current, limit)
        if min(speed, back) < LEAST_SPEED_KM_PER_H:
            self.exclusions.add(
                Exclusion.of(
                    vessel, "current", link, vessel.speed_laden_km_per_h, abs(current), "km/h"
                )
            )
            return None
        km = link.length_km
        stretch = Stretch(
            kind="link",
            row_id=link.id,
            calendar=self.horizon.calendar("links", link.id, link.navigation_hours),
            wait_s=0,
            travel_s=seconds_up(km / speed),
            reach=self._reach(link.id),
            length_km=km,
        )
        return Hop(
            stretch,
            up_km=km if current <= 0 else 0.0,
            down_km=km if current > 0 else 0.0,
            back_up_km=km if current >= 0 else 0.0,
            back_down_km=km if current < 0 else 0.0,
            back_h=km / back,
        )
