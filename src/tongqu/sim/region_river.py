"""The river below a port: its locks in series, and what a voyage takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError
from tongqu.graph.shortest import LinkNetwork
from tongqu.sim.laws import Law
from tongqu.sim.region_loads import Depth
from tongqu.sim.scenario import Calendar, Chamber, Lock, Pass, Sail, WaitFor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tongqu.graph.path import Path
    from tongqu.sim.region_scenario import Maker
    from tongqu.sim.scenario import Step

__all__ = ["WATER", "River"]

WATER = "waterway"
LEAST_SPEED_KM_PER_H = 0.5
"""A vessel that makes less over ground makes no way."""
SOME = 1e-6
"""Of an hour: an hour that is open for a part of it lets vessels start."""


class River:
    """Ways from terminals down to where all voyages part.

    Parameters
    ----------
    maker
        The scenario that is being made.
    far
        Places to and from which the cargo goes.
    """

    def __init__(self, maker: Maker, far: Iterable[str]) -> None:
        self.maker = maker
        self.network = LinkNetwork(maker.region.links, WATER)
        self.far = tuple(dict.fromkeys(far))
        self._used: dict[str, Lock] = {}
        self._passed: set[str] = set()

    def path(self, terminal_place: str) -> Path | None:
        """Return the way that all voyages of a terminal share, down to where they part."""
        ways = self.network.shortest_from(terminal_place)
        found = [path for place in self.far if (path := ways.path(place)) is not None]
        if not found:
            return None
        shared = 0
        shortest = min(found, key=lambda path: len(path.steps))
        while shared < len(shortest.steps) and all(
            path.place_ids[shared + 1] == shortest.place_ids[shared + 1] for path in found
        ):
            shared += 1
        return type(shortest).of(terminal_place, shortest.steps[:shared])

    def passes(self, path: Path, vessel: Any) -> bool:
        """Return whether a class fits the fairway: beam, height, and way against the current."""
        speed = min(vessel.speed_laden_km_per_h, vessel.speed_empty_km_per_h)
        return all(
            (link.width_m is None or vessel.beam_m < link.width_m)
            and (link.air_draught_m is None or vessel.air_draught_m <= link.air_draught_m)
            and speed - abs(link.current_km_per_h) >= LEAST_SPEED_KM_PER_H
            for link in (step.link for step in path.steps)
        )

    def depth(self, path: Path, vessel: Any) -> Depth:
        """Return the least depth of a way for a class at the first day, as then known.

        Of several chambers a vessel takes the deepest that it fits into, as in a comparison of
        routes.
        """
        found: dict[tuple[str, str], float] = {}
        known, calendars = self.maker.known, self.maker.calendars
        for link in (step.link for step in path.steps):
            self.maker.figures.use("links", link, "length_km")
            depth = calendars.value_at(known.depths(link.id))
            if depth is None:
                continue
            found["reach", link.id] = depth
            self.maker.figures.in_force("links", link, "depth_m", depth, self._said_by(link))
        for place in path.place_ids[1:]:
            fitting = [
                row for row in self.maker.chambers_at(place)
                if vessel.length_m <= row.length_m and vessel.beam_m <= row.width_m
            ]  # fmt: skip
            if fitting:
                deepest = max(fitting, key=lambda row: row.sill_depth_m)
                found["sill", deepest.id] = deepest.sill_depth_m
        least = min(found.values(), default=math.inf)
        kinds = {kind for (kind, _), depth in found.items() if depth == least}
        kind = "reach" if "reach" in kinds or not kinds else "sill"
        at = tuple(name for (k, name), depth in found.items() if k == kind and depth == least)
        return Depth(least, kind, at, _in_a_row(path, at))

    def _said_by(self, link: Any) -> str:
        """Return the source of a depth on the first day: of the row, or what changed it last."""
        works = {
            row.work_id: row.source_id
            for row in self.maker.region.work_changes
            if (row.table, row.row_id, row.column) == ("links", link.id, "depth_m")
        }
        known = self.maker.known
        changes = (*known.changes("links", link.id, "depth_m"), *known.levels(link.id))
        said = [(row.at, works.get(row.work_id, row.source_id)) for row in changes]
        by: str | None = self.maker.calendars.value_at(sorted(said))
        return by or str(link.source_id)

    def water(self, path: Path) -> Calendar | None:
        """Return the least depth of a way over time, where it falls below that of the first day."""
        rows = [self.maker.known.depths(step.link.id) for step in path.steps]
        hours = {0.0}
        for steps in rows:
            hours.update(hour for when, _ in steps if (hour := self.maker.calendars.hour(when)) > 0)
        changes: list[tuple[float, float]] = []
        for hour in sorted(hours):
            values = [self.maker.calendars.value_at(steps, hour) for steps in rows]
            least = min((value for value in values if value is not None), default=math.inf)
            if math.isfinite(least) and (not changes or changes[-1][1] != least):
                changes.append((hour, least))
        if not any(value < changes[0][1] for _, value in changes):
            return None
        return Calendar(f"water-{path.place_ids[0]}", changes=tuple(changes))

    def route(self, path: Path, direction: str, vessel: Any, water: str | None, need_m: float,
              *, laden: bool) -> tuple[Step, ...]:  # fmt: skip
        """Return the steps of a voyage ``up`` or ``down`` a way."""
        calendars = self.maker.calendars
        speed = vessel.speed_laden_km_per_h if laden else vessel.speed_empty_km_per_h
        steps: list[Step] = []
        hours = 0.0
        places = path.place_ids if direction == "down" else tuple(reversed(path.place_ids))
        links = path.steps if direction == "down" else tuple(reversed(path.steps))
        if water is not None and laden:
            steps.append(WaitFor(water, least=need_m, name="water"))
        for place, step in zip(places, (*links, None), strict=True):
            lock = self._lock(place)
            if lock is not None and place != path.place_ids[0]:
                steps += self._sail(hours, f"{direction} to {lock.id}")
                steps.append(Pass(lock.id, direction))
                hours = 0.0
            if step is not None:
                link = step.link
                opens = calendars.reach(link)
                if opens is not None:
                    steps += self._sail(hours, f"{direction} to {link.id}")
                    steps.append(WaitFor(opens, least=SOME, name="reach"))
                    hours = 0.0
                # The current's sign is that of the link's own direction.
                with_link = step.forward == (direction == "down")
                along = link.current_km_per_h if with_link else -link.current_km_per_h
                hours += link.length_km / min(speed + along, link.speed_km_per_h or math.inf)
        steps += self._sail(hours, f"{direction} last reach")
        return tuple(steps)

    def _sail(self, hours: float, name: str) -> list[Step]:
        if hours <= 0:
            return []
        law = Law.lognormal(hours, self.maker.params.sail_cv)
        return [Sail(law, self.maker.calendars.sailing(), name)]

    def _lock(self, place: str) -> Lock | None:
        """Return the lock at a place, made when first passed."""
        rows = [row for row in self.maker.region.locks if row.place_id == place]
        if not rows:
            return None
        row = rows[0]
        if row.id not in self._used:
            self._used[row.id] = self._made(row)
        return self._used[row.id]

    def _made(self, row: Any) -> Lock:
        maker, params = self.maker, self.maker.params
        service_h = maker.figures.use("locks", row, "service_min") / 60
        moving_h = params.chamber_vessels * (params.enter_min + params.leave_min) / 60
        level_h = max(0.2 * service_h, service_h - moving_h)
        chambers = []
        rows = maker.chambers_at(row.place_id)
        for chamber in rows:
            calendar = maker.calendars.chamber(row, chamber, alone=len(rows) == 1)
            maker.figures.use("chambers", chamber, "length_m", "width_m", "sill_depth_m")
            chambers.append(
                Chamber(chamber.id, chamber.length_m, chamber.width_m, level_h, level_h,
                        calendar=calendar)
            )  # fmt: skip
        if not chambers:
            raise DatasetError.of("sim_no_chamber", lock=row.id)
        return Lock(
            row.id, tuple(chambers), params.enter_min / 60, params.leave_min / 60,
            gap_m=params.lock_gap_m, look=params.lock_look,
            least=int(dict(params.gather).get(row.id, 1)), patience_h=params.patience_h,
            limit_h=4.0,
        )  # fmt: skip

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The locks that somebody passes, from the port down."""
        return tuple(self._used.values())


def _in_a_row(path: Path, links: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return where links of a way lie in a row: from a place to another."""
    found: list[tuple[str, str]] = []
    for k, step in enumerate(path.steps):
        if step.link.id in links:
            begin, end = path.place_ids[k], path.place_ids[k + 1]
            if found and found[-1][1] == begin:
                begin, _ = found.pop()
            found.append((begin, end))
    return tuple(found)
