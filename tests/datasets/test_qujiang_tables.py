"""The shipped region: what must be in it, and that every row has a home."""

import csv
import math
from importlib.resources import files

import pytest

from tongqu import check_region
from tongqu.model.dictionary import table_specs
from tongqu.model.region import Region

PLACES = """
    juhua yuanli qujiang-port-1 qujiang-port-2 longyou-port lanxi-port fuchunjiang-lock babao-lock
    hangzhou zhapu ningbo-beilun zhoushan shanghai-yangshan taicang jebel-ali jeddah los-angeles
    felixstowe montreal shangrao huangshan nanping dazhou-workshop m0-park caihong-park
""".split()
COMMODITIES = "calcium-chloride iron-ore coal pulp paper steel grain garments drives".split()
LOCKS = """
    tadi anrenpu hongchuandou xiaoxitan youbu yaojia fuchunjiang sanbao babao
    xinba tangjiao dashe tongming shushan yaojiang
""".split()
EARTH_RADIUS_KM = 6371.0088

# Values of common knowledge that no column of a row can cite; the reader finds them declared.
DECLARED_ONLY = {
    "customs-dwell", "barge-fuel", "barge-speed", "barge-dimensions", "train-speed", "part-laden",
}  # fmt: skip


def great_circle_km(region: Region, one: str, other: str) -> float:
    a, b = region.row("places", one), region.row("places", other)
    lat1, lon1, lat2, lon2 = (math.radians(x) for x in (a.lat, a.lon, b.lat, b.lon))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def test_it_has_no_problems() -> None:
    assert list(check_region("qujiang")) == []


def test_ids_that_others_rely_on(qujiang: Region) -> None:
    missing = [place for place in PLACES if not qujiang.has("places", place)]
    missing += [name for name in COMMODITIES if not qujiang.has("commodities", name)]
    missing += [name for name in LOCKS if not qujiang.has("locks", f"{name}-lock")]
    assert missing == []
    assert all(terminal.id == terminal.place_id for terminal in qujiang.terminals)


def test_headers_stand_in_the_order_of_the_dictionary() -> None:
    folder = files("tongqu") / "datasets" / "qujiang"
    for name, spec in table_specs().items():
        data = (folder / f"{name}.csv").read_bytes()
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf")
        header = next(csv.reader([data.decode("utf-8").splitlines()[0]]))
        assert header == [column.name for column in spec.columns], name


def test_every_row_names_its_source(qujiang: Region) -> None:
    used = set()
    for table, rows in qujiang.tables():
        for row in rows:
            if table not in ("region", "sources"):
                assert qujiang.has("sources", row.source_id), (table, row.id)
                used.add(row.source_id)
    assert {source.id for source in qujiang.sources} == used


def test_rows_that_rest_on_an_assumption_say_which(qujiang: Region) -> None:
    cited = set()
    for table, rows in qujiang.tables():
        for row in rows:
            assumption = getattr(row, "assumption_id", "")
            if assumption:
                cited.add(assumption)
            if table in ("tariffs", "handling", "storage", "cutoffs", "repacking"):
                assert assumption, (table, row.id)
    declared = {row.id for row in qujiang.assumptions}
    assert cited <= declared
    assert declared - cited == DECLARED_ONLY


def test_words_stand_in_both_languages(qujiang: Region) -> None:
    for table, spec in table_specs().items():
        names = [column.name for column in spec.columns]
        for row in getattr(qujiang, table) if table != "region" else (qujiang.info,):
            for name in names:
                if f"{name}_zh" in names:
                    both = bool(getattr(row, name)), bool(getattr(row, f"{name}_zh"))
                    assert both[0] == both[1], (table, row.id, name)


@pytest.mark.parametrize("mode", ["road", "rail", "waterway", "sea"])
def test_lengths_are_possible(qujiang: Region, mode: str) -> None:
    for link in qujiang.links:
        if link.mode != mode:
            continue
        straight = great_circle_km(qujiang, link.from_place_id, link.to_place_id)
        ends = [qujiang.row("places", p) for p in (link.from_place_id, link.to_place_id)]
        slack = sum(end.position_error_km or 0.0 for end in ends)
        assert link.length_km >= straight - slack, link.id
        if mode == "road":
            if straight < 1 or link.source_id == "newspaper":  # the park beside the port
                continue
            assert 0.99 <= link.length_km / straight <= 2.0, link.id


def test_road_and_rail_name_the_map_they_come_from(qujiang: Region) -> None:
    road = [link for link in qujiang.links if link.mode == "road"]
    assert sum(link.source_id == "osm-road" for link in road) > 0.8 * len(road)
    for name in ("osm-road", "osm-rail"):
        source = qujiang.row("sources", name)
        assert source.licence == "ODbL 1.0"
        assert "OpenStreetMap" in source.publisher
    assert (files("tongqu") / "datasets" / "OSM-NOTICE.txt").is_file()


def test_flows_are_invented_and_add_up(qujiang: Region) -> None:
    assert all(flow.fictional and "(fictional)" in flow.shipper for flow in qujiang.flows)
    assert all("（虚构）" in flow.shipper_zh for flow in qujiang.flows)
    firms = {place.id for place in qujiang.places if place.kind in ("factory", "workshop")}
    assert not firms & {p for flow in qujiang.flows for p in (flow.from_place_id, flow.to_place_id)}
    assert sum(flow.tonnes_per_year for flow in qujiang.flows) == 4_500_000


def test_ocean_timetables_fit_the_distance(qujiang: Region) -> None:
    from tongqu.graph.sea import SeaNetwork

    sea = SeaNetwork.load()
    for service in qujiang.services:
        if service.class_id != "ocean-container":
            continue
        stops = [s for s in qujiang.service_stops if s.service_id == service.id]
        ends = [qujiang.row("places", stop.terminal_id) for stop in (stops[0], stops[-1])]
        way = sea.route((ends[0].lat, ends[0].lon), (ends[1].lat, ends[1].lon))
        mean = way.distance_km / stops[-1].arrive_h
        assumption = qujiang.row("assumptions", "ocean-timetable")
        assert assumption.low <= mean <= assumption.high, service.id
