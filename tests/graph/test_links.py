"""Shortest ways and all ways over links, against brute force on small random networks."""

import math
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.graph import LinkNetwork, Path, Step, simple_paths
from tongqu.model.network import Link

PLACES = "abcdef"


def link(name, start, end, km, *, two_way=True, mode="waterway", speed=None):
    return Link(
        id=name,
        mode=mode,
        from_place_id=start,
        to_place_id=end,
        length_km=km,
        two_way=two_way,
        speed_km_per_h=speed,
        source_id="s",
    )


# Few distinct lengths make ties; parallel links, one-way links and self-loops all occur.
networks = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(PLACES),
        st.sampled_from([0.5, 1.0, 1.5, 2.25, 7.0]),
        st.booleans(),
    ),
    max_size=11,
).map(
    lambda rows: [
        link(f"l{i}", start, end, km, two_way=two_way)
        for i, (start, end, km, two_way) in enumerate(rows)
    ]
)


def every_way(links, start, end):
    """Return all ways without a repeated place, by plain depth-first search."""
    ways = []

    def walk(place, seen, steps):
        if place == end:
            ways.append(Path.of(start, steps))
            return
        for one in links:
            for forward in (True, False) if one.two_way else (True,):
                step = Step(one, forward=forward)
                if step.from_place_id == place and step.to_place_id not in seen:
                    walk(step.to_place_id, seen | {step.to_place_id}, [*steps, step])

    walk(start, {start}, [])
    return ways


def key(path):
    return path.length_km, tuple((step.link.id, step.forward) for step in path.steps)


@settings(max_examples=300, deadline=None)
@given(networks)
def test_shortest_is_the_least_of_all_ways(links):
    network = LinkNetwork(links, "waterway")
    for start in PLACES:
        paths = network.shortest_from(start)
        for end in PLACES:
            lengths = [way.length_km for way in every_way(links, start, end)]
            single = network.path(start, end)
            if not lengths:
                assert end not in paths
                assert paths.path(end) is None
                assert single is None
                continue
            assert paths[end] == pytest.approx(min(lengths))
            assert paths.path(end).length_km == pytest.approx(min(lengths))
            assert single.length_km == pytest.approx(min(lengths))
            assert (single.place_ids[0], single.place_ids[-1]) == (start, end)


@settings(max_examples=300, deadline=None)
@given(networks)
def test_simple_paths_are_all_ways_in_order(links):
    found = simple_paths(links, "a", "b", limit=100_000)
    assert [key(path) for path in found.paths] == sorted(map(key, every_way(links, "a", "b")))
    assert not found.truncated


@settings(max_examples=200, deadline=None)
@given(networks, st.integers(1, 6), st.sampled_from([1.0, 1.2, 2.0, math.inf]))
def test_limit_and_detour_keep_the_shortest(links, limit, max_detour):
    ways = sorted(map(key, every_way(links, "a", "b")))
    within = [way for way in ways if way[0] <= ways[0][0] * max_detour * (1 + 1e-9)]
    found = simple_paths(links, "a", "b", limit=limit, max_detour=max_detour)
    # Among equally long ways at the cut any may be kept, so lengths are compared.
    assert [path.length_km for path in found.paths] == [way[0] for way in within[:limit]]
    assert found.truncated == (len(within) > limit)


def test_one_way_links_are_not_used_backwards():
    links = [link("ab", "a", "b", 1.0, two_way=False)]
    assert LinkNetwork(links, "waterway").path("b", "a") is None
    assert simple_paths(links, "b", "a").paths == ()


def test_other_modes_are_left_out():
    links = [link("r", "a", "b", 1.0, mode="road"), link("w", "a", "b", 2.0)]
    assert LinkNetwork(links, "waterway").shortest_from("a")["b"] == 2.0
    assert LinkNetwork(links, {"road", "waterway"}).shortest_from("a")["b"] == 1.0


def test_a_way_to_the_same_place_has_no_steps():
    assert LinkNetwork([], "road").path("x", "x") == Path(("x",), (), 0.0)
    assert simple_paths([], "x", "x").paths == (Path(("x",), (), 0.0),)


def test_a_broken_way_is_refused():
    with pytest.raises(ValueError, match="does not begin at c"):
        Path.of("c", [Step(link("ab", "a", "b", 1.0), forward=True)])


def test_drive_time_obeys_the_limits_of_links():
    path = LinkNetwork(
        [link("ab", "a", "b", 30.0, speed=15.0), link("bc", "b", "c", 30.0)], "waterway"
    )
    assert path.path("a", "c").drive_h(20.0) == pytest.approx(3.5)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"max_detour": 0.9}, {"max_detour": math.nan}])
def test_wrong_arguments_are_refused(wrong):
    with pytest.raises(ValueError, match="must be at least 1"):
        simple_paths([], "a", "b", **wrong)


def test_truncated_in_a_grid_with_countless_ways():
    """A 12 × 12 grid has more simple paths than atoms in a drop; 50 come at once."""
    links = []
    for x in range(12):
        for y in range(12):
            if x < 11:
                links.append(link(f"h{x}-{y}", f"{x}-{y}", f"{x + 1}-{y}", 1.0 + x * y / 100))
            if y < 11:
                links.append(link(f"v{x}-{y}", f"{x}-{y}", f"{x}-{y + 1}", 1.0 + x / 50))
    found = simple_paths(links, "0-0", "11-11", limit=50)
    lengths = [path.length_km for path in found.paths]
    assert found.truncated
    assert len(set(map(key, found.paths))) == 50
    assert lengths == sorted(lengths)


def test_dead_ends_cost_nothing():
    """A trap for plain depth-first search: a dense part that cannot reach the goal again."""
    inner = [f"n{i}" for i in range(14)]
    links = [link("go", "start", "goal", 1.0), link("in", "start", "n0", 1.0)]
    links += [link(f"{a}-{b}", a, b, 1.0) for i, a in enumerate(inner) for b in inner[i + 1 :]]
    began = time.perf_counter()
    found = simple_paths(links, "start", "goal")
    assert [path.place_ids for path in found.paths] == [("start", "goal")]
    assert time.perf_counter() - began < 1.0


def test_a_hundred_thousand_links():
    rng = random.Random(7)
    links = [link(f"c{i}", f"p{i}", f"p{i + 1}", 1.0, mode="road") for i in range(40_000)] + [
        link(f"x{i}", f"p{rng.randrange(40_000)}", f"p{rng.randrange(40_000)}", 50.0, mode="road")
        for i in range(60_000)
    ]
    began = time.perf_counter()
    network = LinkNetwork(links, "road")
    paths = network.shortest_from("p0")
    assert len(paths) == 40_001
    assert network.path("p0", "p39999").length_km == pytest.approx(paths["p39999"])
    # About 1 s alone; a quadratic slip would take minutes.
    assert time.perf_counter() - began < 20.0
