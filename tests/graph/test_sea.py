"""Sea ways: plausible, refused where they must be, shortest, and no lane slips past a closure."""

import csv
import functools
import itertools
import math
import time
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tongqu.graph.lanes import EARTH_RADIUS_KM, Lanes, Passage
from tongqu.graph.sea import MAX_CONNECTION_KM, NoSeaRoute, SeaNetwork, SeaRoute

NINGBO = (29.93, 121.90)
SHANGHAI = (31.236, 121.481)
YANGSHAN = (30.63, 122.06)
JEBEL_ALI = (25.01, 55.06)
JEDDAH = (21.48, 39.17)
FELIXSTOWE = (51.95, 1.31)
LOS_ANGELES = (33.74, -118.26)
MONTREAL = (45.50, -73.55)
AUCKLAND = (-36.84, 174.78)


@pytest.fixture(scope="module")
def sea():
    return SeaNetwork.load()


@pytest.fixture(scope="module")
def lane_file():
    with (
        files("tongqu").joinpath("datasets", "sea", "lanes.npz").open("rb") as file,
        np.load(file) as data,
    ):
        return dict(data)


def haversine_km(a, b):
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(math.radians, p)) for p in (a, b))
    h = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def names(route):
    return [name for name, _ in route.passages]


@pytest.mark.parametrize(
    ("place", "point"),
    [
        ("Wuhan", (30.58, 114.28)),
        ("Chongqing", (29.56, 106.58)),
        ("Basel", (47.56, 7.59)),
        ("Duisburg", (51.44, 6.76)),
        ("Quzhou", (28.976, 118.867)),
        ("Hangzhou", (30.253, 120.216)),
    ],
)
def test_inland_points_are_refused_and_never_moved(sea, place, point):
    for answer, end in ((sea.route(point, NINGBO), "from"), (sea.route(NINGBO, point), "to")):
        assert isinstance(answer, NoSeaRoute)
        assert answer.code == "too_far_from_water"
        assert answer.params["end"] == end
        assert (answer.params["lat"], answer.params["lon"]) == point
        assert answer.params["nearest_km"] > answer.params["limit_km"] == MAX_CONNECTION_KM


# Bands are wide on purpose: they tell a right ocean from a wrong one, not 1 % from 2 %.
@pytest.mark.parametrize(
    ("start", "end", "closed", "least", "most", "passages"),
    [
        (YANGSHAN, JEBEL_ALI, (), 10_300, 11_200, ["malacca", "ormuz"]),
        (NINGBO, JEDDAH, (), 11_700, 12_500, ["malacca", "babalmandab"]),
        (
            NINGBO,
            FELIXSTOWE,
            (),
            19_000,
            20_000,
            ["malacca", "babalmandab", "suez", "gibraltar", "dover"],
        ),
        (NINGBO, FELIXSTOWE, ("suez",), 25_000, 27_000, ["sunda", "south_africa", "dover"]),
        (NINGBO, LOS_ANGELES, (), 10_400, 11_300, []),
        (NINGBO, MONTREAL, (), 21_500, 23_500, ["panama"]),
        (
            NINGBO,
            MONTREAL,
            ("panama",),
            22_000,
            24_500,
            ["malacca", "babalmandab", "suez", "gibraltar"],
        ),
        (NINGBO, MONTREAL, ("panama", "suez"), 26_000, 29_000, ["sunda", "south_africa"]),
    ],
)
def test_exports_of_the_region(sea, start, end, closed, least, most, passages):
    route = sea.route(start, end, closed=closed)
    assert isinstance(route, SeaRoute)
    assert least < route.distance_km < most
    assert names(route) == passages


def test_everything_closed_is_no_way_with_its_reason(sea):
    everything = {passage.id for passage in sea.passages}
    answer = sea.route(NINGBO, FELIXSTOWE, closed=everything)
    assert isinstance(answer, NoSeaRoute)
    assert answer.code == "passages_closed"
    assert set(answer.params["closed"]) == everything
    assert "suez" in answer.params["needed"]
    assert answer.params["distance_km"] == pytest.approx(sea.route(NINGBO, FELIXSTOWE).distance_km)
    # What needs no passage stays open.
    assert isinstance(sea.route(NINGBO, LOS_ANGELES, closed=everything), SeaRoute)


def test_a_gulf_behind_a_closed_strait_cannot_be_left(sea):
    answer = sea.route(JEBEL_ALI, NINGBO, closed={"ormuz"})
    assert answer.params["needed"] == ("ormuz",)
    damman = (26.5, 50.2)
    assert isinstance(sea.route(JEBEL_ALI, damman, closed={"ormuz"}), SeaRoute)


def test_ports_beside_a_closed_canal_stay_open(sea):
    """The source's own tags shut the whole Gulf of Suez and the Bay of Panama with the canals."""
    suez_port, balboa, callao = (29.93, 32.55), (8.95, -79.57), (-12.05, -77.15)
    assert sea.route(suez_port, JEDDAH, closed={"suez"}).distance_km < 1500
    assert sea.route(balboa, callao, closed={"panama"}).distance_km < 3000


def test_nobody_sails_the_ice_by_default(sea):
    assert sea.not_sailed == {"northwest", "northeast", "corinth"}
    short = sea.route(NINGBO, FELIXSTOWE, not_sailed=())
    assert "northeast" in names(short)
    assert short.distance_km < sea.route(NINGBO, FELIXSTOWE).distance_km


def test_choice_weights_are_not_in_the_length(sea):
    """Colón to Balboa is one canal long, although the canal weighs 1,000 km in the choice."""
    route = sea.route((9.36, -79.90), (8.95, -79.57))
    assert names(route) == ["panama"]
    assert 60 < route.distance_km < 90


def test_without_the_weight_of_canals_a_closed_suez_would_mean_panama(sea, lane_file):
    weightless = tuple(
        Passage(p.id, p.name, p.name_zh, p.is_sailed, 0.0, p.line) for p in sea.passages
    )
    lanes = Lanes(
        lane_file["lon"] / 1e6,
        lane_file["lat"] / 1e6,
        lane_file["start"].astype(np.intp),
        lane_file["end"].astype(np.intp),
        lane_file["passage"],
        weightless,
    )
    by_length = SeaNetwork(lanes).route(NINGBO, FELIXSTOWE, closed={"suez"})
    by_choice = sea.route(NINGBO, FELIXSTOWE, closed={"suez"})
    assert "panama" in names(by_length)
    assert 0 < by_choice.distance_km - by_length.distance_km < 1000


def test_distance_is_the_length_of_the_points(sea):
    for end in (JEDDAH, FELIXSTOWE, LOS_ANGELES, AUCKLAND):
        route = sea.route(NINGBO, end)
        length = sum(haversine_km(a, b) for a, b in itertools.pairwise(route.points))
        assert length == pytest.approx(route.distance_km, rel=1e-6)
        assert route.points[0] == (NINGBO[1], NINGBO[0])
        assert route.points[-1][1] == end[0]


def test_longitudes_do_not_jump_at_the_date_line(sea):
    route = sea.route(NINGBO, LOS_ANGELES)
    assert max(abs(a[0] - b[0]) for a, b in itertools.pairwise(route.points)) < 90
    assert route.points[-1][0] == pytest.approx(LOS_ANGELES[1] + 360)


def test_back_is_as_far_as_there(sea):
    for a, b in itertools.combinations((NINGBO, JEDDAH, FELIXSTOWE, LOS_ANGELES, MONTREAL), 2):
        there, back = sea.route(a, b), sea.route(b, a)
        assert there.distance_km == pytest.approx(back.distance_km)
        assert names(there) == names(back)[::-1]


def test_one_search_for_many_gives_the_same(sea):
    ends = [JEDDAH, FELIXSTOWE, (30.58, 114.28), LOS_ANGELES, JEBEL_ALI, NINGBO]
    batch = sea.routes_from(NINGBO, ends, closed={"ormuz"})
    for end, answer in zip(ends, batch, strict=True):
        alone = sea.route(NINGBO, end, closed={"ormuz"})
        if isinstance(answer, NoSeaRoute):
            assert answer.code == alone.code
        else:
            assert answer.distance_km == pytest.approx(alone.distance_km)
    assert batch[-1].distance_km == pytest.approx(2 * batch[-1].connections_km[0])


def test_no_lane_slips_past_a_passage(sea, lane_file):
    """Every lane that crosses a line is cut there: a hidden parallel lane cannot exist."""
    lon, lat = lane_file["lon"] / 1e6, lane_file["lat"] / 1e6
    start, end = lane_file["start"], lane_file["end"]
    p = np.stack([lon[start], lat[start]], axis=1)
    run = np.stack([lon[end], lat[end]], axis=1) - p
    plain = np.abs(run[:, 0]) < 180
    for passage in sea.passages:
        c, d = np.array(passage.line)
        along = d - c
        determinant = run[:, 0] * along[1] - run[:, 1] * along[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            t = ((c[0] - p[:, 0]) * along[1] - (c[1] - p[:, 1]) * along[0]) / determinant
            u = ((c[0] - p[:, 0]) * run[:, 1] - (c[1] - p[:, 1]) * run[:, 0]) / determinant
        through = plain & (t > 1e-3) & (t < 1 - 1e-3) & (u >= 0) & (u <= 1)
        assert not through.any(), passage.id


def test_lanes_are_one_connected_part_without_twins():
    lanes = Lanes.shipped()
    seen, stack = {0}, [0]
    while stack:
        for other, _ in lanes.neighbours[stack.pop()]:
            if other not in seen:
                seen.add(other)
                stack.append(other)
    assert len(seen) == len(lanes.neighbours)
    assert len(set(zip(lanes.lon.tolist(), lanes.lat.tolist(), strict=True))) == len(lanes.lon)
    assert lanes.lon.min() >= -180
    assert lanes.lon.max() < 180


def test_passages_have_words_in_both_languages():
    text = files("tongqu").joinpath("datasets", "sea", "passages.csv").read_text("utf-8")
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        assert row["name"]
        assert any("一" <= letter <= "鿿" for letter in row["name_zh"])


@pytest.mark.parametrize("wrong", [(91.0, 0.0), (0.0, 181.0), (math.nan, 0.0)])
def test_wrong_coordinates_are_refused(sea, wrong):
    with pytest.raises(ValueError, match="not a \\(lat, lon\\)"):
        sea.route(NINGBO, wrong)


def test_an_unknown_passage_is_refused(sea):
    with pytest.raises(ValueError, match="no such passage: kiel"):
        sea.route(NINGBO, JEDDAH, closed={"kiel"})


# --- oracles -----------------------------------------------------------------------------------

coordinates = st.tuples(st.integers(-6, 6), st.integers(-4, 4))


@st.composite
def small_seas(draw):
    """Return a few lanes near the date line, some of their nodes gates, and two points."""
    places = draw(st.lists(coordinates, min_size=2, max_size=7, unique=True))
    pairs = list(itertools.combinations(range(len(places)), 2))
    lanes = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=10, unique=True))
    gates = draw(st.lists(st.sampled_from([-1, -1, -1, 0, 1]), min_size=7, max_size=7))
    offset = st.floats(-0.4, 0.4)
    points = [
        (lat + draw(offset), lon + draw(offset))
        for lon, lat in draw(st.lists(st.sampled_from(places), min_size=2, max_size=2))
    ]
    return places, lanes, gates[: len(places)], points


def wrap(lon):
    return (lon + 180 + 180) % 360 - 180


@settings(max_examples=250, deadline=None)
@given(small_seas(), st.sampled_from([(), ("g0",), ("g0", "g1")]))
def test_ways_against_brute_force(small, closed):
    """All simple ways over a small network that lies across the date line."""
    places, pairs, gates, points = small
    # Lines far away: here gates are nodes, and no connection crosses a line.
    far = ((80.0, 80.0), (81.0, 80.0))
    passages = (Passage("g0", "a", "a", True, 0.0, far), Passage("g1", "b", "b", True, 70.0, far))
    lon = np.array([wrap(x) for x, _ in places], float)
    lat = np.array([y for _, y in places], float)
    start, end = (np.array([pair[i] for pair in pairs], np.intp) for i in (0, 1))
    lanes = Lanes(lon, lat, start, end, np.array(gates, np.int8), passages)
    sea = SeaNetwork(lanes, max_connection_km=5000.0)
    a, b = ((y, wrap(x)) for y, x in points)
    snaps = [lanes.snap((p[1], p[0])) for p in (a, b)]
    answer = functools.partial(sea.route, a, b, closed=closed)

    by_all_open = brute_force(places, pairs, gates, snaps, lanes, shut=())
    # The shipped network is one part; so must be what the two points see here.
    assume(by_all_open < math.inf)
    best = brute_force(places, pairs, gates, snaps, lanes, shut=closed)
    if math.isinf(best):
        assert isinstance(answer(), NoSeaRoute)
        assert set(answer().params["needed"]) <= set(closed)
        return
    extra = sum(70.0 for name in names(answer()) if name == "g1")
    asked = sum(snap.connection_km for snap in snaps)
    assert answer().distance_km + extra == pytest.approx(best + asked, abs=1e-6)
    assert not set(names(answer())) & set(closed)


def brute_force(places, pairs, gates, snaps, lanes, shut):
    """Return what the best of all simple ways weighs, by plain depth-first search."""
    weight = {-1: 0.0, 0: 0.0, 1: 70.0}
    around = {i: [] for i in range(len(places))}
    for p, q in pairs:
        ends = [(lanes.lon[node], lanes.lat[node]) for node in (p, q)]
        around[p].append((q, haversine_km(*ends)))
        around[q].append((p, haversine_km(*ends)))
    best = math.inf
    if snaps[0].lane == snaps[1].lane:
        best = abs(snaps[0].offsets_km[0] - snaps[1].offsets_km[0])

    def walk(node, km, seen):
        nonlocal best
        if f"g{gates[node]}" in shut:
            return
        km += weight[gates[node]]
        for i in (0, 1):
            if snaps[1].nodes[i] == node:
                best = min(best, km + snaps[1].offsets_km[i])
        for other, length in around[node]:
            if other not in seen:
                walk(other, km + length, seen | {other})

    for i in (0, 1):
        walk(snaps[0].nodes[i], snaps[0].offsets_km[i], {snaps[0].nodes[i]})
    return best


@settings(max_examples=60, deadline=None)
@given(st.floats(-60, 70), st.floats(-180, 179.9))
def test_snap_is_the_nearest_of_sampled_lanes(lane_file, lat, lon):
    """No point of any lane, sampled in steps of a twentieth, is nearer than the snap."""
    lanes = Lanes.shipped()
    snap = lanes.snap((lon, lat))
    xyz = lanes.vectors
    here = np.array(
        [
            math.cos(math.radians(lat)) * math.cos(math.radians(lon)),
            math.cos(math.radians(lat)) * math.sin(math.radians(lon)),
            math.sin(math.radians(lat)),
        ]
    )
    a, b = xyz[lane_file["start"]], xyz[lane_file["end"]]
    most = -1.0
    for share in np.linspace(0, 1, 21):
        middle = (1 - share) * a + share * b
        middle /= np.linalg.norm(middle, axis=1, keepdims=True)
        most = max(most, float((middle @ here).max()))
    sampled_km = EARTH_RADIUS_KM * math.acos(min(1.0, most))
    assert snap.connection_km <= sampled_km + 1e-3
    assert haversine_km((lon, lat), snap.point) == pytest.approx(snap.connection_km, abs=1e-3)


def test_speed(sea):
    """Bars of the room: 30 ms to load, 25 ms a way; here with room for a busy machine."""
    began = time.perf_counter()
    Lanes.shipped()
    loaded = time.perf_counter() - began
    sea.route(NINGBO, FELIXSTOWE)
    began = time.perf_counter()
    for _ in range(10):
        sea.route(NINGBO, MONTREAL)
    assert loaded < 0.3
    assert (time.perf_counter() - began) / 10 < 0.25
