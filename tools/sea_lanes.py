"""Make tongqu's sea lane file from the lane data of the PyPI package searoute 1.6.0 (Apache-2.0).

Run once when the data changes; tongqu itself does not need searoute::

    python -m venv look-up && look-up/bin/pip install searoute==1.6.0 numpy
    look-up/bin/python tools/sea_lanes.py src/tongqu/datasets/sea

The folder must hold ``passages.csv``; ``lanes.npz`` is written beside it. What is changed:

- Longitudes are brought into [-180, 180), so that nodes at 180, -180 and 187.7 become one place
  where they are one place; bridges of no length between 180 and -180 disappear.
- Nodes less than 150 m apart are merged: in the source such twins are not joined, so lanes that
  look connected are not.
- Lanes in `LEFT_OUT` are artefacts on the date line that run over land or into the ice.
- The source's passage tags are not taken over. One of them misses a parallel lane
  (``south_africa``), others shut whole gulfs with their ports (``suez`` reaches to 27 N). Lanes
  are cut instead where they cross the lines of ``passages.csv``; the cut is a node that carries
  the passage.
- Lanes that do not belong to the largest connected part are dropped (there are none in 1.6.0).

Arrays of the file: ``lon``, ``lat`` (int32, 1e-6 degree), ``passage`` (int8: row in passages.csv
from 0, or -1) by node; ``start``, ``end`` (uint16: nodes) by lane piece, undirected.
"""

from __future__ import annotations

import ast
import csv
import importlib.util
import math
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

EARTH_RADIUS_KM = 6371.0088
MERGE_KM = 0.15
# Both end points of a lane to leave out, in (lon, lat).
LEFT_OUT = {
    frozenset({(-180.0, 60.0), (-180.0, 70.0)}),  # over Chukotka
    frozenset({(-180.0, 62.1), (-180.0, 80.0)}),  # over Chukotka
    frozenset({(-180.0, 70.0), (-180.0, 80.0)}),  # ice
    frozenset({(-180.0, -60.0), (-180.0, -80.0)}),  # ice
    frozenset({(-180.0, -60.0), (-180.0, -70.0)}),  # ice
}

Point = tuple[float, float]
Lane = tuple[Point, Point]


@dataclass(frozen=True)
class Gate:
    """Line of one passage, in (lon, lat)."""

    passage: int
    name: str
    a: Point
    b: Point


def km(p: Point, q: Point) -> float:
    """Return the haversine distance of two (lon, lat) points [km]."""
    lon_p, lat_p, lon_q, lat_q = map(math.radians, (*p, *q))
    h = (
        math.sin((lat_q - lat_p) / 2) ** 2
        + math.cos(lat_p) * math.cos(lat_q) * math.sin((lon_q - lon_p) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def read_lanes() -> set[frozenset[Point]]:
    """Return the undirected lanes of searoute with longitudes in [-180, 180)."""
    package = importlib.util.find_spec("searoute")
    if package is None or package.origin is None:
        sys.exit("searoute is missing: pip install searoute==1.6.0")
    text = (Path(package.origin).parent / "data" / "marnet_dict.py").read_text(encoding="utf-8")
    # The module holds two literals; they are read, not run.
    tree = ast.parse(text)
    (edges,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "edge_list"
    )
    lanes = set()
    for start, around in edges.items():
        for end in around:
            lane = frozenset({wrapped(start), wrapped(end)})
            if len(lane) == 2:
                lanes.add(lane)
    missing = LEFT_OUT - lanes
    if missing:
        print(f"not in the source: {sorted(map(sorted, missing))}", file=sys.stderr)
    return lanes - LEFT_OUT


def wrapped(point: Point) -> Point:
    """Return the point with its longitude in [-180, 180), rounded to a millionth of a degree."""
    lon = round((point[0] + 180) % 360 - 180, 6)
    return (-180.0 if lon == 180 else lon) + 0.0, round(float(point[1]), 6) + 0.0


def merge_twins(lanes: set[frozenset[Point]]) -> tuple[set[frozenset[Point]], int]:
    """Return the lanes with nodes closer than `MERGE_KM` made one, and how many vanished."""
    points = sorted({point for lane in lanes for point in lane})
    head = {point: point for point in points}

    def root(point: Point) -> Point:
        while head[point] != point:
            point = head[point]
        return point

    cells: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        cells.setdefault((math.floor(point[0] * 50), math.floor(point[1] * 50)), []).append(point)
    for (x, y), inside in cells.items():
        around = [q for i in (-1, 0, 1) for j in (-1, 0, 1) for q in cells.get((x + i, y + j), ())]
        for p in inside:
            for q in around:
                if p < q and km(p, q) < MERGE_KM:
                    head[root(q)] = root(p)
    merged = {frozenset(map(root, lane)) for lane in lanes}
    return {lane for lane in merged if len(lane) == 2}, sum(head[p] != p for p in points)


def crossing(lane: Lane, gate: Gate) -> Point | None:
    """Return where a lane crosses a gate, both straight in degrees; None where it does not."""
    (ax, ay), (bx, by) = lane
    if abs(ax - bx) > 180:
        # No gate lies at the date line.
        return None
    (cx, cy), (dx, dy) = gate.a, gate.b
    determinant = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if determinant == 0:
        return None
    t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / determinant
    u = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / determinant
    if not (0 <= t <= 1 and 0 <= u <= 1):
        return None
    if t in (0.0, 1.0):
        sys.exit(f"gate of {gate.name} goes through node {lane[int(t)]}: shift it a little")
    return round(ax + t * (bx - ax), 6), round(ay + t * (by - ay), 6)


def read_gates(path: Path) -> list[Gate]:
    """Return the lines of passages.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [
            Gate(
                number,
                row["id"],
                (float(row["lon_1"]), float(row["lat_1"])),
                (float(row["lon_2"]), float(row["lat_2"])),
            )
            for number, row in enumerate(rows)
        ]


def cut_at_gates(
    lanes: set[frozenset[Point]], gates: list[Gate]
) -> tuple[list[Lane], dict[Point, int]]:
    """Return the lane pieces between gates, and the passage of each cut."""
    pieces: list[Lane] = []
    passages: dict[Point, int] = {}
    for lane in lanes:
        start, end = sorted(lane)
        cuts = []
        for gate in gates:
            point = crossing((start, end), gate)
            if point is not None:
                cuts.append((km(start, point), point))
                passages[point] = gate.passage
        chain = [start, *(point for _, point in sorted(cuts)), end]
        pieces += [(p, q) if p < q else (q, p) for p, q in pairwise(chain)]
    return sorted(set(pieces)), passages


def largest_part(pieces: list[Lane]) -> set[Point]:
    """Return the nodes of the largest connected part."""
    around: dict[Point, list[Point]] = {}
    for p, q in pieces:
        around.setdefault(p, []).append(q)
        around.setdefault(q, []).append(p)
    best: set[Point] = set()
    left = set(around)
    while left:
        stack = [min(left)]
        part = set(stack)
        while stack:
            for other in around[stack.pop()]:
                if other not in part:
                    part.add(other)
                    stack.append(other)
        left -= part
        best = max(best, part, key=len)
    return best


def main() -> int:
    """Read searoute and passages.csv, write lanes.npz, print what was done."""
    if len(sys.argv) != 2:
        sys.exit("usage: sea_lanes.py FOLDER")
    folder = Path(sys.argv[1])
    gates = read_gates(folder / "passages.csv")
    lanes = read_lanes()
    merged, twins = merge_twins(lanes)
    pieces, passages = cut_at_gates(merged, gates)
    part = largest_part(pieces)
    dropped = sum(p not in part for p, _ in pieces)
    pieces = [piece for piece in pieces if piece[0] in part]
    # West to east, so that neighbours stand together and the file packs well.
    points = sorted(part)
    number = {point: i for i, point in enumerate(points)}
    if len(points) > 65535:
        sys.exit("more nodes than uint16 holds")
    np.savez_compressed(
        folder / "lanes.npz",
        lon=np.array([round(lon * 1e6) for lon, _ in points], np.int32),
        lat=np.array([round(lat * 1e6) for _, lat in points], np.int32),
        passage=np.array([passages.get(point, -1) for point in points], np.int8),
        start=np.array([number[p] for p, _ in pieces], np.uint16),
        end=np.array([number[q] for _, q in pieces], np.uint16),
    )
    print(f"{len(lanes)} lanes read, {twins} twin nodes merged, {dropped} pieces not connected")
    print(f"{len(points)} nodes, {len(pieces)} pieces written")
    for gate in gates:
        count = sum(number == gate.passage for number in passages.values())
        print(f"{gate.name}: {count} lanes cross")
        if not count:
            sys.exit(f"no lane crosses the gate of {gate.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
