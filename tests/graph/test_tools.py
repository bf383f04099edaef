"""The tools that make distances and lanes, on networks small enough to check by hand."""

import csv
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def load(name):
    spec = importlib.util.spec_from_file_location(f"tool_{name}", TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def osm(tmp_path):
    """Run the tool on a network of one road of 3 edges along 30 N, and an island of 2 nodes."""
    package = tmp_path / "scgraph_data"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "world_highways.py").write_text(
        "from scgraph.core import GeoGraph\n"
        "graph=[{1: 20.0}, {0: 20.0, 2: 30.0}, {1: 30.0, 3: 10.0}, {2: 10.0}, {5: 1.0}, {4: 1.0}, "
        "{0: 9.9}]\n"
        "nodes=[[30.0, 120.0], [30.0, 120.2], [30.0, 120.4], [30.0, 120.5], [31.0, 121.0], "
        "[31.01, 121.0], [50.0, 10.0]]\n"
        "world_highways_geograph = GeoGraph(graph=graph, nodes=nodes)\n"
    )

    def run(places, pairs):
        (tmp_path / "places.csv").write_text("# a comment\nid,lat,lon\n" + places)
        (tmp_path / "pairs.csv").write_text("mode,from_place_id,to_place_id,link\n" + pairs)
        done = subprocess.run(
            [sys.executable, TOOLS / "osm_distances.py", "places.csv", "pairs.csv", "out.csv"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        with (tmp_path / "out.csv").open() as file:
            return done.returncode, list(csv.DictReader(file))

    return run


def test_distances_snap_onto_edges(osm):
    """a lies half-way along the first edge, b at the end: 10 + 30 + 10 km, and 1.3 × b's snap."""
    code, (row,) = osm("a,30.0,120.1\nb,30.01,120.5\n", "road,a,b,x1\n")
    assert code == 0
    assert row["status"] == "ok"
    assert row["link"] == "x1"
    assert float(row["network_km"]) == pytest.approx(50.0, abs=0.05)
    assert float(row["to_snap_km"]) == pytest.approx(1.11, abs=0.01)
    assert float(row["length_km"]) == pytest.approx(50.0 + 1.3 * 1.112, abs=0.1)


def test_winding_edges_are_met_at_their_ends(osm):
    """The second edge is 30 km long over a chord of 19: nobody knows where its middle lies."""
    _, (row,) = osm("a,30.0,120.25\nb,30.0,120.0\n", "road,a,b,x\n")
    assert float(row["network_km"]) == pytest.approx(20.0)
    assert float(row["from_snap_km"]) == pytest.approx(4.8, abs=0.1)


def test_far_places_islands_and_unknown_places_are_refused(osm):
    """The island's nodes are nearer to c, but only the largest connected part counts."""
    code, rows = osm("a,30.0,120.1\nc,31.0,121.0\n", "road,a,c,x\nroad,a,zz,y\n")
    assert code == 1
    assert [row["status"] for row in rows] == ["refused", "refused"]
    assert rows[0]["length_km"] == ""
    assert "8 km" in rows[0]["reason"]
    assert "unknown place zz" in rows[1]["reason"]


def test_lanes_are_cut_where_they_cross_a_gate():
    tool = load("sea_lanes")
    gate = tool.Gate(3, "strait", (1.0, -1.0), (1.0, 1.0))
    lanes = {
        frozenset({(0.0, 0.0), (2.0, 0.0)}),
        frozenset({(0.0, 0.5), (2.0, 0.5)}),
        frozenset({(0.0, 2.0), (2.0, 2.0)}),
    }
    pieces, passages = tool.cut_at_gates(lanes, [gate])
    assert passages == {(1.0, 0.0): 3, (1.0, 0.5): 3}
    assert ((0.0, 0.0), (1.0, 0.0)) in pieces
    assert ((0.0, 2.0), (2.0, 2.0)) in pieces
    assert len(pieces) == 5


def test_a_gate_through_a_node_is_refused():
    tool = load("sea_lanes")
    gate = tool.Gate(0, "strait", (0.0, -1.0), (0.0, 1.0))
    with pytest.raises(SystemExit, match="strait goes through node"):
        tool.crossing(((0.0, 0.0), (2.0, 0.0)), gate)


def test_twins_are_merged_and_longitudes_wrapped():
    tool = load("sea_lanes")
    assert tool.wrapped((187.69043, 64.0)) == (-172.30957, 64.0)
    assert tool.wrapped((180, 10)) == tool.wrapped((-180, 10)) == (-180.0, 10.0)
    lanes = {
        frozenset({(0.0, 0.0), (1.0, 0.0)}),
        frozenset({(1.0005, 0.0), (2.0, 0.0)}),
        frozenset({(1.0, 0.0), (1.0005, 0.0)}),
    }
    merged, twins = tool.merge_twins(lanes)
    assert twins == 1
    assert merged == {
        frozenset({(0.0, 0.0), (1.0, 0.0)}),
        frozenset({(1.0, 0.0), (2.0, 0.0)}),
    }
