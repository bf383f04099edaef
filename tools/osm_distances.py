"""Road and rail distances between places of a region, from OpenStreetMap networks.

Run once when a dataset is made; tongqu itself does not need it. The networks are those of the PyPI
package ``scgraph_data`` 2.0.0 (OpenStreetMap, ODbL 1.0; simplified, undirected, lengths in km)::

    python -m venv look-up && look-up/bin/pip install scgraph_data==2.0.0
    look-up/bin/python tools/osm_distances.py places.csv pairs.csv distances.csv

``places.csv`` needs the columns id, lat, lon (a region's own table does). ``pairs.csv`` needs mode
(road or rail), from_place_id, to_place_id; further columns are carried along. Lines that begin with
``#`` are comments. The answer has one row a pair:

length_km         network_km plus 1.3 × both snap distances, rounded to 0.1 km
network_km        shortest way on the network between the two snap points
great_circle_km   straight line between the two places, for judging the detour
from_snap_km      straight line from the place to the network; to_snap_km likewise
status, reason    "ok", or "refused" with the reason and no length

A place snaps to the nearest point on an edge of the largest connected part of the network inside
the box, not only to a node. Nothing is said about one-way streets, bans, gauges, electrification or
whether freight trains may use a line: the source does not know.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import importlib.util
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EARTH_RADIUS_KM = 6371.0088
STUB_DETOUR = 1.3
# An edge may hide a long loop behind a short chord; a point cannot be projected onto such an edge.
STRAIGHT_ENOUGH = 1.2
MODULES = {"road": "world_highways", "rail": "world_railways"}

Point = tuple[float, float]


def great_circle_km(a: Point, b: Point) -> float:
    """Return the haversine distance of two (lat, lon) points [km]."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


@dataclass(frozen=True)
class Snap:
    """Where a place meets the network: its distance, and the nodes that it reaches from there."""

    snap_km: float
    edge: tuple[int, int]
    offsets_km: tuple[float, float]


@dataclass(frozen=True)
class Network:
    """Undirected network: (lat, lon) by node, neighbours with length [km] by node."""

    points: dict[int, Point]
    neighbours: dict[int, dict[int, float]]

    def snap(self, place: Point) -> Snap:
        """Return the nearest point on the network, on an edge or at a node."""
        lat, lon = place
        km_per_lat = math.radians(EARTH_RADIUS_KM)
        km_per_lon = km_per_lat * math.cos(math.radians(lat))
        best = Snap(math.inf, (-1, -1), (0.0, 0.0))
        for a, around in self.neighbours.items():
            ax, ay = (self.points[a][1] - lon) * km_per_lon, (self.points[a][0] - lat) * km_per_lat
            for b, length_km in around.items():
                if b < a:
                    continue
                bx = (self.points[b][1] - lon) * km_per_lon
                by = (self.points[b][0] - lat) * km_per_lat
                chord_km = math.hypot(bx - ax, by - ay)
                if chord_km == 0:
                    share = 0.0
                else:
                    share = ((ax * (ax - bx)) + (ay * (ay - by))) / chord_km**2
                    share = min(1.0, max(0.0, share))
                    if length_km > STRAIGHT_ENOUGH * chord_km + 0.2:
                        share = float(round(share))
                snap_km = math.hypot(ax + share * (bx - ax), ay + share * (by - ay))
                if snap_km < best.snap_km:
                    best = Snap(snap_km, (a, b), (share * length_km, (1 - share) * length_km))
        return best

    def distance_km(self, start: Snap, end: Snap) -> float:
        """Return the length of the shortest way between two snap points [km]."""
        best = math.inf
        if start.edge == end.edge:
            best = abs(start.offsets_km[0] - end.offsets_km[0])
        ends = dict(zip(end.edge, end.offsets_km, strict=True))
        reached: dict[int, float] = {}
        queue = list(zip(start.offsets_km, start.edge, strict=True))
        heapq.heapify(queue)
        while queue:
            km, node = heapq.heappop(queue)
            if km >= best:
                break
            if node in reached:
                continue
            reached[node] = km
            if node in ends:
                best = min(best, km + ends[node])
            for other, length_km in self.neighbours[node].items():
                if other not in reached:
                    heapq.heappush(queue, (km + length_km, other))
        return best


def load_network(mode: str, box: tuple[float, float, float, float]) -> Network:
    """Return the largest connected part of the mode's network inside the box.

    The module is read as text, so that 50 MB of Python need not run for a small box.
    """
    package = importlib.util.find_spec("scgraph_data")
    if package is None or package.origin is None:
        sys.exit("scgraph_data is missing: pip install scgraph_data==2.0.0")
    text = (Path(package.origin).parent / f"{MODULES[mode]}.py").read_text(encoding="utf-8")
    lines = dict(
        line.split("=", 1) for line in text.splitlines() if line[:6] in ("graph=", "nodes=")
    )
    points = json.loads(lines["nodes"])
    rows = lines["graph"].strip().removeprefix("[{").removesuffix("}]").split("}, {")
    if len(rows) != len(points):
        sys.exit(f"{MODULES[mode]}: {len(rows)} rows of edges for {len(points)} nodes")
    south, west, north, east = box
    inside = {
        i for i, (lat, lon) in enumerate(points) if south <= lat <= north and west <= lon <= east
    }
    neighbours = {i: {j: km for j, km in _edges(rows[i]) if j in inside} for i in inside}
    largest = max(_components(neighbours), key=len)
    print(
        f"{mode}: {len(inside)} nodes in the box, {len(largest)} in the largest connected part",
        file=sys.stderr,
    )
    return Network(
        points={i: (points[i][0], points[i][1]) for i in sorted(largest)},
        neighbours={i: neighbours[i] for i in sorted(largest)},
    )


def _edges(row: str) -> Iterator[tuple[int, float]]:
    for edge in filter(None, row.split(", ")):
        node, length_km = edge.split(": ")
        yield int(node), float(length_km)


def _components(neighbours: dict[int, dict[int, float]]) -> Iterator[set[int]]:
    seen: set[int] = set()
    for start in neighbours:
        if start in seen:
            continue
        part, stack = {start}, [start]
        while stack:
            for other in neighbours[stack.pop()]:
                if other not in part:
                    part.add(other)
                    stack.append(other)
        seen |= part
        yield part


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file without its comment lines."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def answer(
    pair: dict[str, str],
    places: dict[str, Point],
    network: Network,
    snaps: dict[tuple[str, str], Snap],
    max_snap_km: float,
) -> dict[str, str]:
    """Return the row of one pair."""
    ids = [pair["from_place_id"], pair["to_place_id"]]
    unknown = [name for name in ids if name not in places]
    if unknown:
        return pair | {"status": "refused", "reason": f"unknown place {', '.join(unknown)}"}
    mode = pair["mode"]
    for name in ids:
        if (mode, name) not in snaps:
            snaps[mode, name] = network.snap(places[name])
    start, end = (snaps[mode, name] for name in ids)
    row = pair | {
        "great_circle_km": f"{great_circle_km(places[ids[0]], places[ids[1]]):.1f}",
        "from_snap_km": f"{start.snap_km:.2f}",
        "to_snap_km": f"{end.snap_km:.2f}",
    }
    far = [name for name, snap in zip(ids, (start, end), strict=True) if snap.snap_km > max_snap_km]
    if far:
        reason = f"more than {max_snap_km:g} km from the network: {', '.join(far)}"
        return row | {"status": "refused", "reason": reason}
    network_km = network.distance_km(start, end)
    length_km = network_km + STUB_DETOUR * (start.snap_km + end.snap_km)
    return row | {
        "length_km": f"{length_km:.1f}",
        "network_km": f"{network_km:.1f}",
        "status": "ok",
        "reason": "",
    }


def main() -> int:
    """Read the two tables, write the distances; exit code 1 if a pair was refused."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("places", type=Path, help="CSV: id, lat, lon")
    parser.add_argument("pairs", type=Path, help="CSV: mode, from_place_id, to_place_id")
    parser.add_argument("out", type=Path, help="CSV to write")
    parser.add_argument("--max-snap-km", type=float, default=8.0, help="default 8")
    parser.add_argument(
        "--box",
        type=float,
        nargs=4,
        default=(24.0, 114.0, 33.0, 124.0),
        metavar=("SOUTH", "WEST", "NORTH", "EAST"),
        help="part of the world that is loaded; a way never leaves it (default 24 114 33 124)",
    )
    args = parser.parse_args()
    places = {row["id"]: (float(row["lat"]), float(row["lon"])) for row in read_rows(args.places)}
    pairs = read_rows(args.pairs)
    wrong = sorted({pair["mode"] for pair in pairs} - set(MODULES))
    if wrong:
        parser.error(f"mode must be road or rail, not {', '.join(wrong)}")
    networks = {mode: load_network(mode, tuple(args.box)) for mode in {p["mode"] for p in pairs}}
    snaps: dict[tuple[str, str], Snap] = {}
    rows = [answer(pair, places, networks[pair["mode"]], snaps, args.max_snap_km) for pair in pairs]
    columns = list(pairs[0]) if pairs else ["mode", "from_place_id", "to_place_id"]
    columns += [
        name
        for name in (
            "length_km",
            "network_km",
            "great_circle_km",
            "from_snap_km",
            "to_snap_km",
            "status",
            "reason",
        )
        if name not in columns
    ]
    with args.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    refused = [row for row in rows if row["status"] == "refused"]
    for row in refused:
        print(
            f"refused: {row['mode']} {row['from_place_id']} - {row['to_place_id']}: "
            f"{row['reason']}",
            file=sys.stderr,
        )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
