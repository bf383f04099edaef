"""Printed sea distances stay within the tolerance that was fixed before they were seen."""

import csv
from pathlib import Path

import pytest

from tongqu.graph.sea import SeaNetwork, SeaRoute

TABLES = Path(__file__).parents[2] / "validation"
TOLERANCE = 0.03
KM_PER_NM = 1.852
# Our misses, shown in docs/validation/sea.md: coarse lanes in the North Pacific.
MISSED = {("hydrographic", "Honolulu", "Yokohama"), ("noaa", "Boston", "Anchorage")}


def rows(name):
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def points(row):
    return [(float(row[f"{end}_lat"]), float(row[f"{end}_lon"])) for end in ("from", "to")]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row['source']}-{row['from_name']}-{row['to_name']}-{row['closed']}")
        for row in rows("sea_published.csv")
    ],
)
def test_printed_distances(row):
    closed = [name for name in row["closed"].split(";") if name]
    route = SeaNetwork.load().route(*points(row), closed=closed)
    assert isinstance(route, SeaRoute)
    difference = abs(route.distance_km / KM_PER_NM / float(row["printed_nm"]) - 1)
    if (row["source"], row["from_name"], row["to_name"]) in MISSED:
        assert TOLERANCE < difference < 0.04
    else:
        assert difference <= TOLERANCE


def test_the_committed_pairs_are_in_step():
    """The table of 200 pairs was made by this network, not by an older one."""
    sea = SeaNetwork.load()
    pairs = rows("sea_pairs.csv")
    assert len(pairs) == 200
    for row in pairs:
        route = sea.route(*points(row))
        assert route.distance_km == pytest.approx(float(row["tongqu_km"]), abs=0.06)
        assert ";".join(name for name, _ in route.passages) == row["tongqu_passages"]
