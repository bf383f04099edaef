"""Shortest ways for ships over the sea lanes that come with tongqu."""

from __future__ import annotations

import functools
import heapq
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tongqu.graph.lanes import Lanes, Passage, Snap

#: Points farther than this from a lane are refused [km]. Of the 3,962 ports that come with the
#: source of the lanes, many of them inland, 74 % are nearer. Most of the others are inland towns;
#: a few seaports lie behind wide shelves that lanes keep away from (East London 64 km, Arica 85).
MAX_CONNECTION_KM = 60.0


@dataclass(frozen=True, slots=True)
class SeaRoute:
    """A way over the sea lanes.

    Attributes
    ----------
    distance_km
        Whole length with both connections [km].
    passages
        Passages in order, each with its distance from the start [km].
    points
        The way as (lon, lat). Longitudes run on beyond ±180 where the way crosses the date
        line, so that a drawn line does not jump.
    connections_km
        Straight stretches between the two asked points and the nearest lane [km]; they may lead
        over land.
    """

    distance_km: float
    passages: tuple[tuple[str, float], ...]
    points: tuple[tuple[float, float], ...]
    connections_km: tuple[float, float]


@dataclass(frozen=True, slots=True)
class NoSeaRoute:
    """Why there is no way.

    Attributes
    ----------
    code
        ``too_far_from_water``: params ``end`` ("from" or "to"), ``lat``, ``lon``,
        ``nearest_km``, ``limit_km``.
        ``passages_closed``: params ``closed`` (what is closed or not sailed), ``needed`` (those
        of them on the way that ships would take if all were open), ``distance_km`` (of that way).
    params
        What a text about it needs.
    """

    code: str
    params: Mapping[str, object] = field(hash=False)


class SeaNetwork:
    """Answers which way ships go, how far it is and which passages they use.

    Parameters
    ----------
    lanes
        The lanes; `load` gives those that come with tongqu.
    max_connection_km
        Points farther than this from a lane are refused, never moved to it.

    Notes
    -----
    A point meets the lanes at the nearest point on any lane, not at a node. Lanes are for
    distances and pictures, not for navigation: no depths, no traffic separation, no ice. The
    search is A* with the great circle to the goal as its bound, so the shortest way is found.
    "Shortest" counts the `choice_km` of canals; the distance returned does not.

    Examples
    --------
    >>> sea = SeaNetwork.load()
    >>> ningbo, jeddah, wuhan = (29.9, 121.9), (21.48, 39.17), (30.58, 114.28)
    >>> route = sea.route(ningbo, jeddah)
    >>> round(route.distance_km, -3), [name for name, _ in route.passages]
    (12000.0, ['malacca', 'babalmandab'])
    >>> sea.route(ningbo, wuhan).code
    'too_far_from_water'
    """

    def __init__(self, lanes: Lanes, *, max_connection_km: float = MAX_CONNECTION_KM) -> None:
        self._lanes = lanes
        self.max_connection_km = max_connection_km

    @staticmethod
    def load() -> SeaNetwork:
        """Return the network that comes with tongqu; read once in a process."""
        return _shipped()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Passages that can be closed."""
        return self._lanes.passages

    @property
    def not_sailed(self) -> frozenset[str]:
        """Passages that merchant ships do not use unless told otherwise."""
        return frozenset(passage.id for passage in self.passages if not passage.is_sailed)

    def route(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        closed: Collection[str] = (),
        not_sailed: Collection[str] | None = None,
    ) -> SeaRoute | NoSeaRoute:
        """Return the shortest way between two points, or why there is none.

        Parameters
        ----------
        start, end
            As (lat, lon) in degrees.
        closed
            Ids of closed passages.
        not_sailed
            Ids of passages that ships keep away from anyway; by default those of `not_sailed`
            (Arctic passages, Corinth Canal). Pass ``()`` to open them all.

        Raises
        ------
        ValueError
            A coordinate out of range or a passage that does not exist.
        """
        return self.routes_from(start, (end,), closed=closed, not_sailed=not_sailed)[0]

    def routes_from(
        self,
        start: tuple[float, float],
        ends: Sequence[tuple[float, float]],
        *,
        closed: Collection[str] = (),
        not_sailed: Collection[str] | None = None,
    ) -> tuple[SeaRoute | NoSeaRoute, ...]:
        """Return what `route` returns for each end, from one search."""
        ignored = self.not_sailed if not_sailed is None else frozenset(not_sailed)
        shut = frozenset(closed)
        unknown = (shut | ignored) - set(self._lanes.gates)
        if unknown:
            known = ", ".join(self._lanes.gates)
            raise ValueError(f"no such passage: {', '.join(sorted(unknown))} (known: {known})")
        origin = _lon_lat(start)
        from_snap = self._snap(origin, "from")
        goals = [_lon_lat(end) for end in ends]
        if isinstance(from_snap, NoSeaRoute):
            return (from_snap,) * len(goals)
        to_snaps = [self._snap(goal, "to") for goal in goals]
        reachable = [snap for snap in to_snaps if isinstance(snap, Snap)]
        found = iter(self._search(from_snap, reachable, shut | ignored))
        answers: list[SeaRoute | NoSeaRoute] = []
        for goal, snap in zip(goals, to_snaps, strict=True):
            if isinstance(snap, NoSeaRoute):
                answers.append(snap)
                continue
            way = next(found)
            if way is None:
                answers.append(self._why_not(from_snap, snap, shut, ignored))
            else:
                answers.append(self._route(origin, from_snap, way, snap, goal))
        return tuple(answers)

    def _snap(self, point: tuple[float, float], end: str) -> Snap | NoSeaRoute:
        snap = self._lanes.snap(point)
        if snap.connection_km <= self.max_connection_km:
            return snap
        return NoSeaRoute(
            "too_far_from_water",
            {
                "end": end,
                "lat": point[1],
                "lon": point[0],
                "nearest_km": round(snap.connection_km, 1),
                "limit_km": self.max_connection_km,
            },
        )

    def _search(
        self, start: Snap, ends: Sequence[Snap], closed: frozenset[str]
    ) -> list[_Way | None]:
        """Return the shortest way from one lane point to each of the others."""
        lanes = self._lanes
        first, neighbour, neighbour_km = lanes.first, lanes.neighbour, lanes.neighbour_km
        n_nodes = len(first) - 1
        left_km = lanes.km_to(ends[0].point) if len(ends) == 1 else [0.0] * n_nodes
        done = bytearray(n_nodes)
        for name in closed:
            for node in lanes.gates[name]:
                done[node] = 1
        best = [math.inf] * n_nodes
        before = [-1] * n_nodes
        queue = []
        for node, offset_km in zip(start.nodes, start.offsets_km, strict=True):
            if not done[node]:
                best[node] = offset_km + lanes.choice_km.get(node, 0.0)
                queue.append((best[node] + left_km[node], node))
        heapq.heapify(queue)
        arrivals: dict[int, list[tuple[int, float]]] = {}
        for i, end in enumerate(ends):
            for node, offset_km in zip(end.nodes, end.offsets_km, strict=True):
                arrivals.setdefault(node, []).append((i, offset_km))
        # By end: what the best way weighs, and the last node on it (-1: along one lane, no node).
        totals = [_along_one_lane_km(start, end) for end in ends]
        last = [-1] * len(ends)
        bound = max(totals, default=0.0)
        while queue:
            least_km, node = heapq.heappop(queue)
            if least_km >= bound:
                break
            if done[node]:
                continue
            done[node] = 1
            km = best[node]
            for i, offset_km in arrivals.get(node, ()):
                if km + offset_km < totals[i]:
                    totals[i], last[i] = km + offset_km, node
                    bound = max(totals)
            for i in range(first[node], first[node + 1]):
                other = neighbour[i]
                longer_km = km + neighbour_km[i]
                if not done[other] and longer_km < best[other]:
                    best[other] = longer_km
                    before[other] = node
                    heapq.heappush(queue, (longer_km + left_km[other], other))
        return [
            None if math.isinf(total) else self._way(total, node, best, before)
            for total, node in zip(totals, last, strict=True)
        ]

    def _way(self, total_km: float, last: int, best: list[float], before: list[int]) -> _Way:
        chain = []
        while last >= 0:
            chain.append(last)
            last = before[last]
        extra_km = 0.0
        nodes = []
        for node in reversed(chain):
            extra_km += self._lanes.choice_km.get(node, 0.0)
            nodes.append((node, best[node] - extra_km))
        return _Way(total_km - extra_km, tuple(nodes))

    def _route(
        self,
        origin: tuple[float, float],
        start: Snap,
        way: _Way,
        end: Snap,
        goal: tuple[float, float],
    ) -> SeaRoute:
        lanes = self._lanes
        nodes = [(float(lanes.lon[node]), float(lanes.lat[node])) for node, _ in way.nodes]
        return SeaRoute(
            distance_km=start.connection_km + way.lane_km + end.connection_km,
            passages=tuple(
                (lanes.gate_name[node], start.connection_km + km)
                for node, km in way.nodes
                if node in lanes.gate_name
            ),
            points=_unrolled([origin, start.point, *nodes, end.point, goal]),
            connections_km=(start.connection_km, end.connection_km),
        )

    def _why_not(
        self, start: Snap, end: Snap, closed: frozenset[str], ignored: frozenset[str]
    ) -> NoSeaRoute:
        # First what the closures took away; then, where even the open sea has no way, what
        # ships keep away from anyway.
        for shut in (ignored, frozenset[str]()):
            (way,) = self._search(start, [end], shut)
            if way is not None:
                names = self._lanes.gate_name
                used = {names[node] for node, _ in way.nodes if node in names}
                params = {
                    "closed": tuple(sorted(closed | (ignored - shut))),
                    "needed": tuple(sorted(used & (closed | ignored))),
                    "distance_km": start.connection_km + way.lane_km + end.connection_km,
                }
                return NoSeaRoute("passages_closed", params)
        raise AssertionError("the lane file is one connected part")


@dataclass(frozen=True, slots=True)
class _Way:
    """A way on the lanes: its length, and its nodes with the length up to them [km]."""

    lane_km: float
    nodes: tuple[tuple[int, float], ...]


def _along_one_lane_km(start: Snap, end: Snap) -> float:
    if start.lane != end.lane:
        return math.inf
    return abs(start.offsets_km[0] - end.offsets_km[0])


def _lon_lat(point: tuple[float, float]) -> tuple[float, float]:
    lat, lon = point
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"not a (lat, lon) in degrees: {point}")
    return lon, lat


def _unrolled(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    line = [points[0]]
    for lon, lat in points[1:]:
        ahead = lon + 360 * round((line[-1][0] - lon) / 360)
        if (ahead, lat) != line[-1]:
            line.append((ahead, lat))
    return tuple(line)


@functools.cache
def _shipped() -> SeaNetwork:
    return SeaNetwork(Lanes.shipped())
