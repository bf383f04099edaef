"""Ways: what lies between two terminals for one class of vehicle, and how long it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

from tongqu.graph import AllWays, LinkNetwork, Path, ShortestPaths
from tongqu.graph.sea import NoSeaRoute, SeaNetwork
from tongqu.model.fleets import VesselClass
from tongqu.model.network import Link
from tongqu.model.region import Region
from tongqu.routes.exclusions import Exclusion, Exclusions
from tongqu.routes.horizon import ALWAYS, Horizon
from tongqu.routes.limits import VesselLimits
from tongqu.routes.params import CompareParams
from tongqu.routes.station_waits import StationWaits
from tongqu.routes.water_measure import WaterMeasure
from tongqu.routes.way import SEA_LANE, Stretch, Vehicle, Way, seconds_up


@dataclass
class WayBook:
    """Finds ways and remembers them.

    Attributes
    ----------
    region, horizon, params
        What the ways lie in.
    exclusions
        Gets what shuts a class out.
    waits
        Waits before locks in place of the dataset's.
    truncated
        Pairs for which more ways exist than were looked at.
    """

    region: Region
    horizon: Horizon
    params: CompareParams
    exclusions: Exclusions
    waits: StationWaits | None = None
    truncated: int = 0
    _networks: dict[tuple[str, ...], LinkNetwork] = field(default_factory=dict)
    _usable: dict[str, tuple[Link, ...]] = field(default_factory=dict)
    _ways: dict[tuple[str, str, str], tuple[Way, ...]] = field(default_factory=dict)
    _trees: dict[tuple[str, str], ShortestPaths] = field(default_factory=dict)
    _networks_of: dict[tuple[str, ...], AllWays] = field(default_factory=dict)
    _barred: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def limits(self) -> VesselLimits:
        """What keeps vessels out."""
        return VesselLimits(self.region, self.horizon.known)

    @cached_property
    def water(self) -> WaterMeasure:
        """What a stretch of water takes a class."""
        return WaterMeasure(self.region, self.horizon, self.limits, self.exclusions, self.waits)

    @cached_property
    def sea(self) -> SeaNetwork:
        """The sea lanes."""
        return SeaNetwork.load()

    def overland(self, vehicle: Vehicle, mode: str, from_place: str, to_place: str) -> Way | None:
        """Return the shortest way by road or rail."""
        key = (f"{mode}:{vehicle.id}", from_place, to_place)
        if key not in self._ways:
            if (mode, from_place) not in self._trees:
                network = self.network((mode,))
                self._trees[mode, from_place] = network.shortest_from(from_place)
            path = self._trees[mode, from_place].path(to_place)
            self._ways[key] = (self._overland_way(path, vehicle),) if path is not None else ()
        return self._ways[key][0] if self._ways[key] else None

    def _overland_way(self, path: Path, vehicle: Vehicle) -> Way:
        assert not isinstance(vehicle, VesselClass)
        stretches: list[Stretch] = []
        hours = 0.0
        for step in path.steps:
            link = step.link
            speed = min(vehicle.speed_km_per_h, link.speed_km_per_h or math.inf)
            hours += link.length_km / speed
            calendar = self.horizon.calendar("links", link.id, link.navigation_hours)
            stretch = Stretch(
                "link", link.id, calendar, 0, seconds_up(link.length_km / speed), ALWAYS,
                link.length_km,
            )  # fmt: skip
            if stretches and calendar == ALWAYS == stretches[-1].calendar:
                last = stretches[-1]
                stretch = replace(
                    last,
                    travel_s=last.travel_s + stretch.travel_s,
                    length_km=last.length_km + stretch.length_km,
                )
                stretches[-1] = stretch
            else:
                stretches.append(stretch)
        return Way(
            stretches=tuple(stretches),
            places=tuple(path.place_ids),
            distance_km=path.length_km,
            up_km=path.length_km,
            down_km=0.0,
            back_up_km=path.length_km,
            back_down_km=0.0,
            back_h=hours,
            sources=tuple(sorted({step.link.source_id for step in path.steps})),
        )

    def by_water(self, vessel: VesselClass, from_place: str, to_place: str) -> tuple[Way, ...]:
        """Return all ways over the region's waterways and sea links, the shortest first."""
        key = (vessel.id, from_place, to_place)
        if key not in self._ways:
            self._ways[key] = self._find_by_water(vessel, from_place, to_place)
        return self._ways[key]

    def _find_by_water(
        self, vessel: VesselClass, from_place: str, to_place: str
    ) -> tuple[Way, ...]:
        waters = self.network(vessel.waters)
        shortest = waters.path(from_place, to_place)
        if shortest is None:
            return ()
        if vessel.id not in self._usable:
            self._usable[vessel.id] = tuple(
                link
                for link in self.region.links
                if link.mode in vessel.waters and self.limits.obstacle(vessel, link) is None
            )
            self._barred[vessel.id] = {
                place
                for place, locks in self.limits.locks_at.items()
                if all(self.limits.lock_obstacle(vessel, lock) is not None for lock in locks)
            }
        barred = self._barred[vessel.id] - {from_place, to_place}
        found = self._all_ways(vessel, barred).between(from_place, to_place)
        self.truncated += int(found.truncated)
        ways = [self.water.way(path, vessel) for path in found.paths]
        kept = self.unbeaten([way for way in ways if way is not None])
        if not kept:
            self._explain(vessel, shortest)
        return kept

    def _all_ways(self, vessel: VesselClass, barred: set[str]) -> AllWays:
        usable = tuple(
            link
            for link in self._usable[vessel.id]
            if link.from_place_id not in barred and link.to_place_id not in barred
        )
        key = tuple(link.id for link in usable)
        if key not in self._networks_of:
            self._networks_of[key] = AllWays(
                usable,
                set(vessel.waters),
                limit=self.params.max_ways,
                max_detour=self.params.detour_factor,
            )
        return self._networks_of[key]

    def unbeaten(self, ways: list[Way]) -> tuple[Way, ...]:
        """Return the ways without those that another beats whatever the time.

        A way that never closes, is nowhere shallower, and is no longer in distance, time, fuel
        or fees makes a worse one pointless; where a longer way may be paid better, or a depth
        changes within the horizon, all ways are kept.
        """
        if self.longer_may_pay:
            return tuple(ways)
        kept: list[Way] = []
        for way in ways:
            if not any(self._beats(other, way) for other in kept):
                kept.append(way)
        return tuple(kept)

    @cached_property
    def longer_may_pay(self) -> bool:
        """Whether a price, a reward or a CO2e factor can make more kilometres the better ones."""
        wet = ("waterway", "sea")
        tariffs = [row for row in self.region.tariffs if row.mode in wet]
        rewards = [row for row in self.region.rewards if row.mode in wet]
        bands = [(row.distance_from_km, row.distance_until_km) for row in tariffs]
        bands += [(row.distance_from_km, row.distance_until_km) for row in rewards]
        banded = any(low > 0 or high is not None for low, high in bands)
        return (
            banded
            or any(row.per_t_km for row in rewards)
            or any(row.direction for row in self.region.emission_factors if row.mode in wet)
            or any(
                vessel.fuel_kg_per_km_laden_down > vessel.fuel_kg_per_km_laden_up
                or vessel.fuel_kg_per_km_empty_down > vessel.fuel_kg_per_km_empty_up
                for vessel in self.region.vessel_classes
            )
        )

    def _beats(self, one: Way, other: Way) -> bool:
        return (
            one.always_open
            and one.distance_km <= other.distance_km
            and one.travel_s + one.wait_s <= other.travel_s + other.wait_s
            and one.up_km <= other.up_km
            and one.up_km + one.down_km <= other.up_km + other.down_km
            and one.back_up_km <= other.back_up_km
            and one.back_h <= other.back_h
            and sum(lock.fee_per_vessel for lock in one.fees)
            <= sum(lock.fee_per_vessel for lock in other.fees)
            and self.horizon.never_shallower(
                {stretch.reach for stretch in one.stretches},
                {stretch.reach for stretch in other.stretches},
            )
        )

    def network(self, modes: tuple[str, ...]) -> LinkNetwork:
        """Return the network of all links of some modes."""
        if modes not in self._networks:
            self._networks[modes] = LinkNetwork(self.region.links, set(modes))
        return self._networks[modes]

    def _explain(self, vessel: VesselClass, path: Path) -> None:
        for step in path.steps:
            found = self.limits.obstacle(vessel, step.link)
            if found is not None:
                self.exclusions.add(found)
                return
        for place in path.place_ids[1:-1]:
            for lock in self.limits.locks_at.get(place, ()):
                found = self.limits.lock_obstacle(vessel, lock)
                if found is not None:
                    self.exclusions.add(found)
                    return

    def by_sea_lane(self, vessel: VesselClass, from_place: str, to_place: str) -> tuple[Way, ...]:
        """Return the ways over the world's sea lanes: the shortest, and those round closures.

        For every passage on a way that is known to close within the horizon, the way without
        it is offered too; the vessel may wait or go round.
        """
        key = (vessel.id, from_place, to_place + "@sea")
        if key not in self._ways:
            ways: list[Way] = []
            self._add_lanes(vessel, from_place, to_place, frozenset(), ways)
            self._ways[key] = tuple(ways)
        return self._ways[key]

    def _add_lanes(
        self,
        vessel: VesselClass,
        from_place: str,
        to_place: str,
        avoided: frozenset[str],
        ways: list[Way],
    ) -> None:
        ends = [self.region.row("places", place) for place in (from_place, to_place)]
        route = self.sea.route(
            (ends[0].lat, ends[0].lon), (ends[1].lat, ends[1].lon), closed=avoided
        )
        if isinstance(route, NoSeaRoute):
            self.exclusions.add(
                Exclusion(
                    what=vessel.id, table="vessel_classes", reason="no_sea_route",
                    at=f"{from_place} – {to_place}", detail=route.code,
                )
            )  # fmt: skip
            return
        stretches: list[Stretch] = []
        done = 0.0
        for passage, at_km in (*route.passages, ("", route.distance_km)):
            length = at_km - done
            if length > 0:
                hours = length / vessel.speed_laden_km_per_h
                stretches.append(
                    Stretch("link", SEA_LANE, ALWAYS, 0, seconds_up(hours), ALWAYS, length)
                )
            done = at_km
            if passage:
                calendar = self.horizon.calendar("passages", passage)
                stretches.append(Stretch("passage", passage, calendar, 0, 0, ALWAYS, 0.0))
        ways.append(
            Way(
                stretches=tuple(stretches),
                places=(from_place, to_place),
                distance_km=route.distance_km,
                up_km=route.distance_km,
                down_km=0.0,
                back_up_km=route.distance_km,
                back_down_km=0.0,
                back_h=route.distance_km / vessel.speed_empty_km_per_h,
                points=tuple(route.points),
                sources=(),
            )
        )
        for passage, _ in route.passages:
            if self.horizon.closures("passages", passage):
                further = avoided | {passage}
                known = {way.distance_km for way in ways}
                before = len(ways)
                self._add_lanes(vessel, from_place, to_place, further, ways)
                ways[before:] = [way for way in ways[before:] if way.distance_km not in known]
