"""Sea lanes as arrays: where they run, where a point meets them, which lines close them."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Mean radius of the Earth (IUGG) [km]. Lengths are great circles on this sphere, at most 0.56 %
#: off those on the WGS 84 ellipsoid.
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Passage:
    """A line between two shores that every ship on that way must cross.

    Attributes
    ----------
    id
        Plain, stable name.
    name, name_zh
        English and Chinese name.
    is_sailed
        Whether merchant ships use it unless told otherwise.
    choice_km
        What its dues and waits weigh when ships choose their way, as extra distance; an
        assumption, never counted in a length [km].
    line
        Both ends, as ((lon, lat), (lon, lat)).
    """

    id: str
    name: str
    name_zh: str
    is_sailed: bool
    choice_km: float
    line: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Snap:
    """Where a point meets the lanes: the nearest point on a lane.

    Attributes
    ----------
    connection_km
        From the point to the lane [km].
    lane
        Number of the lane.
    nodes, offsets_km
        Both ends of the lane, and how far along it they are from here [km].
    point
        The point on the lane, as (lon, lat).
    """

    connection_km: float
    lane: int
    nodes: tuple[int, int]
    offsets_km: tuple[float, float]
    point: tuple[float, float]


class Lanes:
    """Network of sea lanes.

    Parameters
    ----------
    lon, lat
        Position by node [degree].
    start, end
        Nodes at both ends, by lane; lanes are used in both directions.
    passage_of
        Passage by node as a row of `passages`, or -1.
    passages
        The passages.
    """

    def __init__(
        self,
        lon: Floats,
        lat: Floats,
        start: NDArray[np.intp],
        end: NDArray[np.intp],
        passage_of: NDArray[np.int8],
        passages: tuple[Passage, ...],
    ) -> None:
        self.lon, self.lat = lon, lat
        self.passages = passages
        self.vectors = _unit_vectors(lon, lat)
        self._start, self._end = start, end
        self._a, self._b = self.vectors[start], self.vectors[end]
        normal = np.cross(self._a, self._b)
        self._normal = normal / np.linalg.norm(normal, axis=1, keepdims=True)
        self.length_km = _arc_km(self._a, self._b)
        middle = self._a + self._b
        self._middle = middle / np.linalg.norm(middle, axis=1, keepdims=True)
        self.gates: Mapping[str, frozenset[int]] = {
            passage.id: frozenset(np.flatnonzero(passage_of == row).tolist())
            for row, passage in enumerate(passages)
        }
        self.gate_name: Mapping[int, str] = {
            node: name for name, nodes in self.gates.items() for node in nodes
        }
        self.choice_km: Mapping[int, float] = {
            node: passage.choice_km
            for passage in passages
            if passage.choice_km
            for node in self.gates[passage.id]
        }
        # By node from first[node] to first[node + 1]: its neighbours, each with the length and what
        # entering it weighs beyond that.
        weighs = np.zeros(len(lon))
        for node, km in self.choice_km.items():
            weighs[node] = km
        tails = np.column_stack((start, end)).ravel()
        heads = np.column_stack((end, start)).ravel()
        order = np.argsort(tails, kind="stable")
        self.first: list[int] = np.searchsorted(tails[order], np.arange(len(lon) + 1)).tolist()
        self.neighbour: list[int] = heads[order].tolist()
        entering_km = np.repeat(self.length_km, 2) + weighs[heads]
        self.neighbour_km: list[float] = entering_km[order].tolist()

    @property
    def neighbours(self) -> list[list[tuple[int, float]]]:
        """Neighbours of every node with what going there weighs; the router reads the columns."""
        pairs = list(zip(self.neighbour, self.neighbour_km, strict=True))
        return [pairs[a:b] for a, b in pairwise(self.first)]

    @classmethod
    def shipped(cls) -> Lanes:
        """Return the network that comes with tongqu (see its NOTICE)."""
        folder = files("tongqu").joinpath("datasets", "sea")
        with folder.joinpath("passages.csv").open(encoding="utf-8") as text:
            rows = list(csv.DictReader(line for line in text if not line.startswith("#")))
        passages = tuple(
            Passage(
                row["id"],
                row["name"],
                row["name_zh"],
                row["open"] == "true",
                float(row["choice_km"]),
                (
                    (float(row["lon_1"]), float(row["lat_1"])),
                    (float(row["lon_2"]), float(row["lat_2"])),
                ),
            )
            for row in rows
        )
        with folder.joinpath("lanes.npz").open("rb") as file, np.load(file) as data:
            return cls(
                data["lon"] / 1e6,
                data["lat"] / 1e6,
                data["start"].astype(np.intp),
                data["end"].astype(np.intp),
                data["passage"],
                passages,
            )

    def km_to(self, point: tuple[float, float]) -> list[float]:
        """Return the great-circle distance from every node to a (lon, lat) point [km]."""
        return _arc_km(self.vectors, _vector(point)).tolist()  # type: ignore[no-any-return]

    def snap(self, point: tuple[float, float]) -> Snap:
        """Return the nearest point on any lane to a (lon, lat) point.

        Lanes behind a passage's line are left out: a short way over land must not take a ship
        through a canal.
        """
        here = _vector(point)
        to_middle = _arc_km(self._middle, here)
        half = self.length_km / 2
        # Only lanes that can beat the one whose far end is nearest, with room for those behind
        # a line; all lanes where that room was too small.
        near = np.flatnonzero(to_middle - half <= float(np.min(to_middle + half)) + 50)
        for lanes in (near, np.arange(len(half))):
            for snap in self._snaps(here, lanes):
                if not any(_crosses(point, snap.point, gate.line) for gate in self.passages):
                    return snap
        raise AssertionError("no line of a passage hides all lanes")

    def _snaps(self, here: Floats, lanes: NDArray[np.intp]) -> Iterator[Snap]:
        """Yield the nearest point on each of some lanes, nearest first."""
        a, b, normal = self._a[lanes], self._b[lanes], self._normal[lanes]
        foot = here - (normal @ here)[:, None] * normal
        foot /= np.maximum(np.linalg.norm(foot, axis=1, keepdims=True), 1e-12)
        inside = (np.einsum("ij,ij->i", np.cross(normal, a), foot) > 0) & (
            np.einsum("ij,ij->i", np.cross(b, normal), foot) > 0
        )
        nearer_end = np.where((a @ here >= b @ here)[:, None], a, b)
        nearest = np.where(inside[:, None], foot, nearer_end)
        connection_km = _arc_km(nearest, here)
        for i in np.argsort(connection_km, kind="stable").tolist():
            lane = int(lanes[i])
            x, y, z = nearest[i].tolist()
            along_km = float(_arc_km(a[i], nearest[i]))
            yield Snap(
                connection_km=float(connection_km[i]),
                lane=lane,
                nodes=(int(self._start[lane]), int(self._end[lane])),
                offsets_km=(along_km, max(0.0, float(self.length_km[lane]) - along_km)),
                point=(
                    math.degrees(math.atan2(y, x)),
                    math.degrees(math.atan2(z, math.hypot(x, y))),
                ),
            )


def _unit_vectors(lon: Floats, lat: Floats) -> Floats:
    """Return the points on the unit sphere for longitudes and latitudes in degrees."""
    x, y = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)


def _vector(point: tuple[float, float]) -> Floats:
    lon, lat = np.radians(point)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _arc_km(a: Floats, b: Floats) -> Floats:
    # From the chord: exact for short arcs, where the cosine loses its digits.
    chord = np.linalg.norm(a - b, axis=-1)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2)))


def _crosses(
    p: tuple[float, float],
    q: tuple[float, float],
    line: tuple[tuple[float, float], tuple[float, float]],
) -> bool:
    """Tell whether p-q crosses the line; ending on it is not crossing it."""
    (cx, cy), (dx, dy) = line
    run_x, run_y = q[0] - p[0], q[1] - p[1]
    if abs(run_x) > 180:
        return False
    determinant = run_x * (dy - cy) - run_y * (dx - cx)
    if determinant == 0:
        return False
    t = ((cx - p[0]) * (dy - cy) - (cy - p[1]) * (dx - cx)) / determinant
    u = ((cx - p[0]) * run_y - (cy - p[1]) * run_x) / determinant
    return 0 <= t < 1 - 1e-6 and 0 <= u <= 1
