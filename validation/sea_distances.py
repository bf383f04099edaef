"""Compare tongqu's sea distances with two other programs and with printed tables.

    python validation/sea_distances.py            # check ours against the numbers committed here
    python validation/sea_distances.py --redraw   # draw the 200 pairs and ask the peers again

The tolerance, 3 %, was fixed before any number was seen. The first form needs only tongqu and says
so; the second needs ``pip install searoute==1.6.0 scgraph==2.15.0`` and is skipped with a reason
where they are absent. Every difference above the tolerance is listed with what explains it, each
explanation tested by a second calculation:

passages   with the peer's passages our distance agrees
entry      between the peer's own first and last node our distance agrees (plus its connections)
lanes      neither; the peer's lanes run elsewhere, at most so far from ours, near this place
"""

# ruff: noqa: S311, T201 - a script that prints, and a seeded draw that guards nothing

from __future__ import annotations

import argparse
import csv
import functools
import importlib
import importlib.util
import itertools
import math
import random
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tongqu.graph.lanes import EARTH_RADIUS_KM
from tongqu.graph.sea import MAX_CONNECTION_KM, NoSeaRoute, SeaNetwork, SeaRoute

HERE = Path(__file__).parent
PAIRS = HERE / "sea_pairs.csv"
PUBLISHED = HERE / "sea_published.csv"
PUBLISHED_RESULTS = HERE / "sea_published_results.csv"
TOLERANCE = 0.03
KM_PER_NM = 1.852
SEED = 20241203
LEAST_KM = 100.0

Point = tuple[float, float]  # lat, lon


@dataclass(frozen=True)
class PeerWay:
    """A peer's answer: its length with connections, and its points as (lat, lon)."""

    km: float
    points: tuple[Point, ...]


def great_circle_km(a: Point, b: Point) -> float:
    """Return the haversine distance [km]."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def passages_of(points: tuple[Point, ...], sea: SeaNetwork) -> list[str]:
    """Return the passages whose lines a way crosses, in order."""
    return [
        passage.id
        for a, b in itertools.pairwise(points)
        for passage in sea.passages
        if _cross(a[::-1], b[::-1], *passage.line)
    ]


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    if abs(a[0] - b[0]) > 180:
        return False

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


# --- peers -------------------------------------------------------------------------------------


def ask_searoute(a: Point, b: Point) -> PeerWay:
    """Ask searoute (its own default: the Northwest Passage is closed)."""
    searoute = importlib.import_module("searoute")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feature = searoute.searoute(
            [a[1], a[0]], [b[1], b[0]], append_orig_dest=True, restrictions=["northwest"]
        )
    line = feature["geometry"]["coordinates"]
    return PeerWay(
        feature["properties"]["length"],
        tuple((lat, (lon + 180) % 360 - 180) for lon, lat in line),
    )


@functools.cache
def _marnet(same_passages: bool) -> Any:
    module = importlib.import_module("scgraph.geographs.marnet")
    whole = module.marnet_geograph
    # Copies: a network adds and removes nodes while it searches, and two must not share them.
    passages = SeaNetwork.load().passages if same_passages else ()
    lines = [passage.line for passage in passages if not passage.is_sailed]
    nodes = list(whole.nodes)
    kept = [
        {
            j: km
            for j, km in around.items()
            if not any(
                _cross((nodes[i][1], nodes[i][0]), (nodes[j][1], nodes[j][0]), *line)
                for line in lines
            )
        }
        for i, around in enumerate(whole.graph)
    ]
    return type(whole)(graph=kept, nodes=nodes)


def ask_scgraph(a: Point, b: Point, *, same_passages: bool) -> PeerWay:
    """Ask scgraph's marnet, as shipped or without the passages that we do not sail."""
    answer = _marnet(same_passages).get_shortest_path(
        origin_node={"latitude": a[0], "longitude": a[1]},
        destination_node={"latitude": b[0], "longitude": b[1]},
        output_units="km",
    )
    return PeerWay(answer["length"], tuple((lat, lon) for lat, lon in answer["coordinate_path"]))


# --- explanations ------------------------------------------------------------------------------


def explain(sea: SeaNetwork, ours: SeaRoute, peer: PeerWay) -> str:
    """Return why a peer differs by more than the tolerance; "" where it does not."""
    if not differs(ours.distance_km, peer.km):
        return ""
    a, b = peer.points[0], peer.points[-1]
    mine, theirs = [name for name, _ in ours.passages], passages_of(peer.points, sea)
    inner = sea.route(peer.points[1], peer.points[-2])
    connections_km = great_circle_km(*peer.points[:2]) + great_circle_km(*peer.points[-2:])
    if isinstance(inner, SeaRoute) and not differs(inner.distance_km + connections_km, peer.km):
        return (
            f"entry: their connections {connections_km:.0f} km, ours {sum(ours.connections_km):.0f}"
            " km; agrees between their entries"
        )
    if set(mine) != set(theirs):
        like = sea.route(
            a, b, closed=set(mine) - set(theirs), not_sailed=sea.not_sailed - {*theirs}
        )
        agree = isinstance(like, SeaRoute) and not differs(like.distance_km, peer.km)
        told = f"passages: theirs {'+'.join(theirs) or 'none'}, ours {'+'.join(mine) or 'none'}"
        return told + ("; agrees over the same ones" if agree else "; differs over the same, too")
    off_km, (lat, lon) = farthest(peer, ours)
    return f"lanes: up to {off_km:.0f} km apart near {lat:.1f}, {lon:.1f}"


def farthest(peer: PeerWay, ours: SeaRoute) -> tuple[float, Point]:
    """Return how far the peer's way runs from ours at most, and where."""
    dense = []
    for (lon_a, lat_a), (lon_b, lat_b) in itertools.pairwise(ours.points):
        steps = max(1, int(math.hypot(lon_b - lon_a, lat_b - lat_a)))
        dense += [
            (lat_a + (lat_b - lat_a) * k / steps, lon_a + (lon_b - lon_a) * k / steps)
            for k in range(steps + 1)
        ]
    return max((min(great_circle_km(p, q) for q in dense), p) for p in peer.points[1:-1])


def differs(a: float, b: float) -> bool:
    """Tell whether two distances differ by more than the tolerance."""
    return abs(a / b - 1) > TOLERANCE if b else True


# --- the two comparisons -----------------------------------------------------------------------


def draw(sea: SeaNetwork) -> list[dict[str, str]]:
    """Return 200 seeded pairs of searoute's ports: 100 anywhere, 100 from a Chinese port.

    Ports that tongqu refuses (farther from a lane than its limit) are left out and counted; so
    are pairs nearer than 100 km, where a percentage says nothing.
    """
    ports = importlib.import_module("searoute.data.ports_dict").node_list
    rows = sorted(
        (row["port"], row["name"], row["cty"], lat, lon)
        for (lon, lat), row in ports.items()
        if row.get("port") and -180 <= lon <= 180
    )
    near = [row for row in rows if _is_near(sea, row[3], row[4])]
    print(f"{len(rows)} ports, {len(near)} within {MAX_CONNECTION_KM:g} km of a lane")
    rng = random.Random(SEED)
    pairs: list[dict[str, str]] = []
    chinese = [row for row in near if row[2] == "China"]
    while len(pairs) < 200:
        a, b = rng.choice(near if len(pairs) < 100 else chinese), rng.choice(near)
        if great_circle_km(a[3:], b[3:]) < LEAST_KM:
            continue
        pair = {}
        for end, row in (("from", a), ("to", b)):
            pair |= {
                f"{end}_code": row[0],
                f"{end}_name": row[1],
                f"{end}_lat": f"{row[3]:.4f}",
                f"{end}_lon": f"{row[4]:.4f}",
            }
        pairs.append(pair)
    return pairs


def _is_near(sea: SeaNetwork, lat: float, lon: float) -> bool:
    return not isinstance(sea.route((lat, lon), (lat, lon)), NoSeaRoute)


def redraw(sea: SeaNetwork) -> None:
    """Draw the pairs, ask the peers, write the table."""
    rows = draw(sea)
    for row in rows:
        a, b = ends(row)
        ours = sea.route(a, b)
        assert isinstance(ours, SeaRoute), row
        peers = {
            "searoute": ask_searoute(a, b),
            "scgraph": ask_scgraph(a, b, same_passages=True),
        }
        shipped = ask_scgraph(a, b, same_passages=False)
        row["tongqu_km"] = f"{ours.distance_km:.1f}"
        row["tongqu_passages"] = ";".join(name for name, _ in ours.passages)
        for name, way in peers.items():
            row[f"{name}_km"] = f"{way.km:.1f}"
            row[f"{name}_diff"] = f"{ours.distance_km / way.km - 1:+.3f}" if way.km > 0 else ""
            row[f"{name}_why"] = explain(sea, ours, way)
        row["scgraph_as_shipped_km"] = f"{shipped.km:.1f}"
        row["scgraph_as_shipped_passages"] = ";".join(passages_of(shipped.points, sea))
    write(PAIRS, rows)


def ends(row: dict[str, str]) -> tuple[Point, Point]:
    """Return both (lat, lon) points of a row."""
    a, b = ((float(row[f"{end}_lat"]), float(row[f"{end}_lon"])) for end in ("from", "to"))
    return a, b


def check_pairs(sea: SeaNetwork) -> bool:
    """Compare ours with the committed table; tell whether every number is as written there."""
    rows = read(PAIRS)
    same = True
    for row in rows:
        answer = sea.route(*ends(row))
        if not isinstance(answer, SeaRoute) or f"{answer.distance_km:.1f}" != row["tongqu_km"]:
            print(f"{row['from_name']} - {row['to_name']}: {row['tongqu_km']} km is now {answer}")
            same = False
    for peer in ("searoute", "scgraph"):
        print(f"\n{peer}: {len(rows)} pairs")
        diffs = [abs(float(row[f"{peer}_diff"])) for row in rows if row[f"{peer}_diff"]]
        far = [row for row in rows if row[f"{peer}_why"]]
        median = sorted(diffs)[len(diffs) // 2]
        print(f"median difference {median:.2%}; {len(far)} above {TOLERANCE:.0%}:")
        for row in far:
            names = f"{row['from_name']} - {row['to_name']}"
            print(
                f"  {names:46} ours {float(row['tongqu_km']):8.0f}  theirs "
                f"{float(row[f'{peer}_km']):8.0f}  {row[f'{peer}_diff']}  {row[f'{peer}_why']}"
            )
    arctic = [row for row in rows if "north" in row["scgraph_as_shipped_passages"]]
    print(f"\nscgraph as shipped sends {len(arctic)} of the pairs through the Arctic")
    return same


def check_published(sea: SeaNetwork) -> None:
    """Compare ours with printed distances and write the table."""
    rows = read(PUBLISHED)
    for row in rows:
        closed = [name for name in row["closed"].split(";") if name]
        answer = sea.route(*ends(row), closed=closed)
        assert isinstance(answer, SeaRoute), row
        ours = answer.distance_km / KM_PER_NM
        row["tongqu_nm"] = f"{ours:.0f}"
        row["diff"] = f"{ours / float(row['printed_nm']) - 1:+.3f}"
        row["passages"] = ";".join(name for name, _ in answer.passages)
    write(PUBLISHED_RESULTS, rows)
    far = [row for row in rows if abs(float(row["diff"])) > TOLERANCE]
    print(f"\nprinted distances: {len(rows)}, {len(far)} differ by more than {TOLERANCE:.0%}")
    for row in rows:
        mark = "*" if row in far else " "
        names = f"{row['from_name']} - {row['to_name']}"
        print(
            f" {mark} {row['source']:13} {names:26} printed {row['printed_nm']:>6} ours "
            f"{row['tongqu_nm']:>6}  {row['diff']}  {row['passages']}"
        )


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file without its comment lines."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> int:
    """Run the comparisons; exit code 1 if our numbers are not those committed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--redraw", action="store_true", help="ask searoute and scgraph again")
    args = parser.parse_args()
    sea = SeaNetwork.load()
    if args.redraw:
        absent = [
            name for name in ("searoute", "scgraph") if importlib.util.find_spec(name) is None
        ]
        if absent:
            print(f"skipped: {' and '.join(absent)} not installed (pip install {' '.join(absent)})")
            return 0
        redraw(sea)
    same = check_pairs(sea)
    check_published(sea)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
