"""The newspaper's traps: none is fallen into, and plans stay plans."""

from datetime import date

import pytest

from tongqu.model.facts import Fact
from tongqu.model.known import Knowledge
from tongqu.model.region import Region


def fact(region: Region, name: str) -> Fact:
    found: Fact = region.row("facts", name)
    return found


def test_caihong_blocks_do_not_add_up_and_say_so(qujiang: Region) -> None:
    parts = (
        fact(qujiang, "caihong.blocks_fit_out").value,
        fact(qujiang, "caihong.blocks_structure").value,
    )
    assert (fact(qujiang, "caihong.blocks").value, sum(filter(None, parts))) == (13, 12)
    assert fact(qujiang, "caihong.blocks_structure").caution
    assert "9" in qujiang.row("works", "caihong-park").note


def test_output_of_the_park_fixes_no_land(qujiang: Region) -> None:
    for name in ("caihong.output", "caihong.output_per_mu", "caihong.land"):
        assert fact(qujiang, name).bound == "at_least"


def test_six_and_a_half_million_tonnes_are_a_capacity_in_doubt(qujiang: Region) -> None:
    printed = fact(qujiang, "port.total_capacity")
    assert (printed.value, printed.bound) == (6.5, "at_least")
    assert printed.caution
    capacities = [
        qujiang.row("terminals", f"qujiang-port-{n}").capacity_mt_per_year for n in (1, 2)
    ]
    assert sum(capacities) == pytest.approx(6.5)
    assert qujiang.row("sources", fact(qujiang, "port1.capacity").source_id).kind == "derived"


def test_the_port_has_one_name(qujiang: Region) -> None:
    assert fact(qujiang, "port.hierarchy").text_zh == "衢州港›衢江港区›二期"
    assert qujiang.row("terminals", "qujiang-port-2").name_zh == "衢江港区二期"
    assert all("衢江港衢江港区" not in row.name_zh for row in qujiang.terminals)


def test_land_of_phase_two_is_one_figure(qujiang: Region) -> None:
    assert fact(qujiang, "port2.land").value == 438.74
    assert fact(qujiang, "port2.land_newspaper").bound == "about"


def test_first_cargo_and_first_container_voyage_are_two_lots(qujiang: Region) -> None:
    lot, voyage = fact(qujiang, "juhua.first_lot"), fact(qujiang, "zhapu.first_voyage")
    assert lot.value == 600
    assert "Montreal" not in lot.text
    assert lot.source_id != voyage.source_id
    assert lot.caution
    assert voyage.caution


def test_works_under_way_are_not_done(qujiang: Region) -> None:
    done = {work.id for work in qujiang.works if work.status == "done"}
    assert done == {"port-phase-2", "fairway-dredging-quzhou"}
    assert qujiang.row("works", "m0-park").status == "building"
    assert not [row for row in qujiang.work_dates if row.work_id == "m0-park"]


def test_percentages_of_roads_belong_to_the_day_of_the_report(qujiang: Region) -> None:
    for road in ("meilin", "xianyan", "daqiao"):
        assert fact(qujiang, f"roads.{road}").on_date == date(2024, 12, 9)
    assert {row.work_id for row in qujiang.work_dates if row.work_id.startswith("road-")} == {
        "road-xianyan"
    }


def test_the_saving_is_against_rail_of_one_voyage(qujiang: Region) -> None:
    saving = fact(qujiang, "juhua.saving_vs_rail")
    assert (saving.value, saving.unit, saving.subject_id) == (30, "CNY/t", "juhua")
    assert "rail" in saving.quantity
    assert "rail" in saving.caution
    trip = fact(qujiang, "juhua.saving_trip").value
    assert trip == 600 * 30
    assert qujiang.rewards == ()
    assert fact(qujiang, "juhua.reward").value is None


def test_one_half_is_a_may(qujiang: Region) -> None:
    assert fact(qujiang, "juhua.shift_intention").bound == "may"


def test_nothing_is_known_of_a_project_that_is_only_named(qujiang: Region) -> None:
    assert not [work for work in qujiang.works if "六五六" in work.name_zh]
    assert fact(qujiang, "works.liuwuliu").value is None


def test_swapped_town_coordinates_are_not_used(qujiang: Region) -> None:
    swapped = [(29.0147, 118.7917), (28.8705, 118.8350)]
    for place in qujiang.places:
        for lat, lon in swapped:
            assert abs(place.lat - lat) + abs(place.lon - lon) > 0.002, place.id


def test_unverified_and_old_rates_are_not_charged(qujiang: Region) -> None:
    rail = {row.packing: row for row in qujiang.tariffs if row.mode == "rail"}
    assert rail[""].per_t_km == 0.1551
    assert rail["boxes"].per_teu_km == pytest.approx(20 * 0.1551)
    assert {row.per_teu + row.per_t + row.fixed_per_lot for row in rail.values()} == {0}
    spread = qujiang.row("assumptions", "rail-rate")
    assert spread.low / spread.middle == pytest.approx(0.75, abs=1e-3)
    assert spread.high / spread.middle == pytest.approx(1.25, abs=1e-3)


def test_sea_lane_factors_hold_the_distance_allowance_once(qujiang: Region) -> None:
    lanes = {
        "gulf": 71.7, "red-sea": 71.7, "us-west": 67.0, "europe": 46.9, "canada": 59.0,
    }  # fmt: skip
    for row in qujiang.emission_factors:
        if row.mode == "sea" and row.basis == "teu_km" and row.service_id:
            lane = row.service_id.removeprefix("ningbo-beilun-").removeprefix("shanghai-yangshan-")
            assert row.wtt_g + row.ttw_g == pytest.approx(lanes[lane])
    bulk = qujiang.row("emission_factors", "handysize-bulk")
    assert bulk.wtt_g + bulk.ttw_g == pytest.approx(8.8 * 1.15, rel=1e-3)
    assert not qujiang.row("emission_factors", "rail-electric").seen


def test_phase_two_opens_on_its_day(qujiang: Region) -> None:
    known = Knowledge(qujiang, qujiang.local(date(2024, 12, 2)))
    assert [step[1] for step in known.in_service("terminals", "qujiang-port-2")] == [False]
    known = Knowledge(qujiang, qujiang.local(date(2024, 12, 3)))
    steps = known.in_service("terminals", "qujiang-port-2")
    assert (steps[-1][0].date(), steps[-1][1]) == (date(2024, 12, 3), True)
    berths = [row for row in qujiang.berths if row.terminal_id == "qujiang-port-2"]
    assert (len(berths), {row.dwt_max_t for row in berths}) == (11, {500})


def test_maintenance_was_planned_and_ended_six_days_early(qujiang: Region) -> None:
    def until(day: date, lock: str) -> list[date]:
        known = Knowledge(qujiang, qujiang.local(day))
        return [row.closed_until.date() for row in known.closures("locks", lock)]

    assert until(date(2024, 12, 30), "fuchunjiang-lock") == []
    assert until(date(2024, 12, 31), "fuchunjiang-lock") == [date(2025, 2, 13)]
    assert until(date(2025, 2, 7), "fuchunjiang-lock") == [date(2025, 2, 13)]
    assert until(date(2025, 2, 8), "fuchunjiang-lock") == [date(2025, 2, 7)]
    assert until(date(2025, 2, 8), "xinba-lock") == [date(2025, 2, 13)]


def test_plans_without_a_day_never_take_effect(qujiang: Region) -> None:
    later = Knowledge(qujiang, qujiang.local(date(2030, 1, 1)))
    planned = [work.id for work in qujiang.works if work.status == "planned"]
    assert {"market-coal", "market-paper", "market-steel", "market-grain"} <= set(planned)
    assert {"customs-site", "bonded-warehouse", "fuchunjiang-lock-2"} <= set(planned)
    assert [work for work in planned if later.opening(work) is not None] == []


def test_expected_dates_are_those_of_the_page(qujiang: Region) -> None:
    dates = {(row.work_id, row.milestone): row for row in qujiang.work_dates}
    caihong = dates["caihong-park", "open"]
    assert (caihong.status, caihong.on_date, caihong.known_on) == (
        "expected", date(2025, 2, 1), date(2024, 12, 9),
    )  # fmt: skip
    road = dates["road-xianyan", "carriageway"]
    assert (road.status, road.on_date) == ("expected", date(2024, 12, 31))
    dredging = dates["fairway-dredging-quzhou", "open"]
    assert (dredging.status, dredging.on_date) == ("actual", date(2025, 11, 27))
    assert ("port-phase-2", "start") not in dates


def test_no_private_person_and_no_campaign(qujiang: Region) -> None:
    for _, rows in qujiang.tables():
        for row in rows:
            text = " ".join(str(value) for value in (getattr(row, f) for f in row.__slots__))
            assert not [word for word in ("区委", "平安", "党政", "巡察") if word in text]
