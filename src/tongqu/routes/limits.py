"""What keeps a vessel class off a link or out of a lock, whatever the hour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from tongqu.model.fleets import VesselClass
from tongqu.model.known import Knowledge
from tongqu.model.network import Chamber, Link, Lock
from tongqu.model.region import Region
from tongqu.routes.exclusions import Exclusion


@dataclass
class VesselLimits:
    """Holds vessels against the waterway.

    Attributes
    ----------
    region, known
        The region, and what is known of its depths.
    """

    region: Region
    known: Knowledge

    @cached_property
    def locks_at(self) -> dict[str, list[Lock]]:
        """Locks by place."""
        found: dict[str, list[Lock]] = {}
        for lock in self.region.locks:
            found.setdefault(lock.place_id, []).append(lock)
        return found

    @cached_property
    def chambers_of(self) -> dict[str, list[Chamber]]:
        """Chambers by lock."""
        found: dict[str, list[Chamber]] = {}
        for chamber in self.region.chambers:
            found.setdefault(chamber.lock_id, []).append(chamber)
        return found

    def fitting_chambers(self, vessel: VesselClass, lock: Lock) -> list[Chamber]:
        """Return the chambers of a lock that a vessel class fits into."""
        return [
            chamber
            for chamber in self.chambers_of.get(lock.id, ())
            if vessel.beam_m <= chamber.width_m and vessel.length_m <= chamber.length_m
        ]

    def obstacle(self, vessel: VesselClass, link: Link) -> Exclusion | None:
        """Return what keeps a vessel class off a link whatever the water level."""
        if link.width_m is not None and vessel.beam_m >= link.width_m:
            return Exclusion.of(vessel, "beam", link, link.width_m, vessel.beam_m, "m")
        if link.air_draught_m is not None and vessel.air_draught_m > link.air_draught_m:
            return Exclusion.of(
                vessel, "air_draught", link, link.air_draught_m, vessel.air_draught_m, "m"
            )
        deepest = max((depth for _, depth in self.known.depths(link.id)), default=math.inf)
        light = self.light_draught_m(vessel) + vessel.under_keel_clearance_m
        if deepest <= light:
            return Exclusion.of(vessel, "depth", link, deepest, light, "m")
        return None

    def light_draught_m(self, vessel: VesselClass) -> float:
        """Return the draught at which a vessel carries nothing."""
        return min(
            (row.draught_m for row in self.region.vessel_payload if row.class_id == vessel.id),
            default=0.0,
        )

    def lock_obstacle(self, vessel: VesselClass, lock: Lock) -> Exclusion | None:
        """Return what keeps a vessel class out of every chamber of a lock."""
        chambers = self.chambers_of.get(lock.id, [])
        if not chambers:
            return None
        widest = max(chambers, key=lambda c: (c.width_m, c.length_m))
        if vessel.beam_m > widest.width_m:
            return Exclusion.of(vessel, "chamber_width", lock, widest.width_m, vessel.beam_m, "m")
        longest = max((c for c in chambers if vessel.beam_m <= c.width_m), key=lambda c: c.length_m)
        if vessel.length_m > longest.length_m:
            return Exclusion.of(
                vessel, "chamber_length", lock, longest.length_m, vessel.length_m, "m"
            )
        return None
