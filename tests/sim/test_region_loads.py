"""What vessels carry, what binds them, and what if it were different."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tongqu import load_region
from tongqu.errors import DatasetError
from tongqu.estimates.intervals import mean
from tongqu.model.region import Region
from tongqu.routes import compare
from tongqu.sim import PortParams, PortScenario, Sail, region_scenario, simulate
from tongqu.sim.call_waits import waits_by_cause
from tongqu.sim.impossible import impossible
from tongqu.sim.region_cells import with_cells
from tongqu.sim.region_loads import Load
from tongqu.sim.sweep import scaled

BEFORE, DREDGED = date(2025, 11, 1), date(2025, 12, 15)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


def load(port: PortScenario, vessel: str) -> Load:
    return next(
        row for row in port.loads if (row.terminal, row.vessel) == ("qujiang-port-1", vessel)
    )


def test_dredging_that_ends_above_shallow_reaches_changes_no_load(region: Region) -> None:
    """Before it every reach down to Meicheng binds; after it the six that were not dredged do."""
    before, after = (region_scenario(region, day) for day in (BEFORE, DREDGED))
    for vessel, payload in (("barge-500", 420.0), ("barge-1000", 480.0)):
        assert load(before, vessel).payload_t == pytest.approx(payload)
        assert load(after, vessel).payload_t == pytest.approx(payload)
    assert load(after, "barge-1000").binds == load(before, "barge-1000").binds == "reach"
    assert len(load(before, "barge-1000").at) == 11
    assert load(after, "barge-1000").at == (
        "waterway-yangbu-youbu-lock", "waterway-youbu-lock-luoyang-quay",
        "waterway-luoyang-quay-yaojia-lock", "waterway-yaojia-lock-magongtan",
        "waterway-magongtan-lanxi-port", "waterway-lanxi-port-meicheng",
    )  # fmt: skip
    assert load(after, "barge-1000").stretches == (("yangbu", "meicheng"),)
    assert load(after, "barge-1000").depth_m == pytest.approx(1.9)
    cell = ("waterway-longyou-port-yangbu", "depth_m")
    depth = next(f for f in after.figures if (f.row, f.column) == cell)
    assert (depth.value, depth.source_id) == (2.4, "pub-75")  # as in force, by the work's source


def test_with_the_reaches_below_deepened_too_the_berths_bind(region: Region) -> None:
    """By hand: 2.2 m of draught carry 500 t and 769 t; the berths take 500 t of a 1000 t barge."""
    deep = region_scenario(region, DREDGED, params=PortParams(least_depth_m=2.4))
    large, small = load(deep, "barge-1000"), load(deep, "barge-500")
    assert large.by_water_t == pytest.approx(480 + 520 * (2.2 - 1.7) / 0.9)
    assert (large.payload_t, large.binds, large.at) == (500.0, "berth", ("qujiang-port-1",))
    assert (small.payload_t, small.binds, small.at) == (500.0, "full", ())
    berths = (("berths.*.dwt_max_t", "1000"),)
    wide = region_scenario(region, DREDGED, params=PortParams(least_depth_m=2.4, cells=berths))
    assert load(wide, "barge-1000").payload_t == pytest.approx(large.by_water_t)
    assert load(wide, "barge-1000").binds == "reach"


def test_a_comparison_of_routes_loads_the_same(region: Region) -> None:
    """Where the water binds, `compare` and the scenario agree on the payload of a class."""
    classes = tuple(row.id for row in region.vessel_classes if "waterway" in row.waters)
    mix = tuple((name, 1.0) for name in classes)
    seen = set()
    for depth_m in (1.6, 1.9, 2.2):
        cells = (("links.waterway-lanxi-port-meicheng.depth_m", str(depth_m)),)
        changed, _ = with_cells(region, cells)
        port = region_scenario(changed, BEFORE, params=PortParams(mix=mix))
        found = compare(changed, "zhapu", "qujiang-district", commodity="coal", tonnes=900,
                        ready=BEFORE)  # fmt: skip
        for leg in (leg for chain in found.itemised for leg in chain.legs):
            places = leg.leg.way.places if leg.leg.mode == "waterway" else ()
            if {"qujiang-port-1", "meicheng"} <= set(places):
                payload_t = leg.outcome.payload_kg / 1000
                assert payload_t == pytest.approx(
                    load(port, leg.leg.vehicle.id).by_water_t, abs=0.01
                )
                seen.add((leg.leg.vehicle.id, payload_t))
    assert len(seen) >= 2


def test_sill_and_fairway(region: Region) -> None:
    """A shallow sill binds and is named; a bridge that is too low, or a river too fast, lets none
    by."""
    sill = (("chambers.yaojia-chamber.sill_depth_m", "1.7"),)
    port = region_scenario(region, BEFORE, params=PortParams(cells=sill))
    assert (load(port, "barge-500").binds, load(port, "barge-500").at) == (
        "sill", ("yaojia-chamber",),
    )  # fmt: skip
    for column, value in (
        ("air_draught_m", "5.5"),
        ("width_m", "10.9"),
        ("current_km_per_h", "9.8"),
    ):
        cells = ((f"links.waterway-lanxi-port-meicheng.{column}", value),)
        if column == "current_km_per_h":
            with pytest.raises(DatasetError) as error:
                region_scenario(region, BEFORE, params=PortParams(cells=cells))
            assert error.value.problems[0].code == "sim_nothing_carried"
            continue
        port = region_scenario(region, BEFORE, params=PortParams(cells=cells))
        assert {row.vessel for row in port.loads} == {"barge-500"} | (
            {"barge-48teu"} if column == "width_m" else set()
        )


def test_a_speed_limit_holds_and_cells_are_marked(region: Region) -> None:
    """At 4 km/h over 50 km of reservoir a voyage takes so much longer, by the link's limit."""
    cells = (("links.waterway-meicheng-fuchunjiang-lock.speed_km_per_h", "4"),)
    ports = [region_scenario(region, BEFORE, params=PortParams(cells=c)) for c in ((), cells)]
    sources = [
        next(row for row in port.scenario.sources if row.id.startswith("coal-in")) for port in ports
    ]
    hours = [
        sum(step.hours.mean for step in source.route
            if isinstance(step, Sail) and step.name == "up to yaojia-lock")
        for source in sources
    ]  # fmt: skip
    assert hours[1] - hours[0] == pytest.approx(50 / 4 - 50 / (10 - 0.3))
    deep = region_scenario(region, BEFORE, params=PortParams(least_depth_m=2.0))
    noted = {(f.column, f.note, f.assumed) for f in deep.figures if f.note}
    assert noted == {("depth_m", "set", True)}


def test_a_later_count_is_said_to_be_later(region: Region) -> None:
    """Vessels counted at the end of 2024 stand in before that, and the answer marks them."""
    for day, note in ((date(2024, 11, 1), "counted_later"), (date(2025, 3, 1), "")):
        counted = [f for f in region_scenario(region, day).figures if f.table == "facts"]
        assert [(f.note, f.assumed) for f in counted] == [(note, bool(note))]


def test_an_opening_in_the_middle_of_a_run_moves_the_trucks_too(region: Region) -> None:
    """Cargo brought to phase I halves with its vessels, so its stocks need not grow for ever."""
    told = replace(
        next(row for row in region.work_dates if row.id == "port-phase-2-open"),
        id="told", status="planned", known_on=date(2024, 6, 1),
    )  # fmt: skip
    known = region.with_tables(work_dates=(*region.work_dates, told))
    port = region_scenario(known, date(2024, 11, 1), years=1.0)
    assert list(impossible(port.scenario)) == []
    opens = port.lead_h + timedelta(days=32).total_seconds() / 3600
    trucks = next(row for row in port.scenario.calendars if row.id == "trucks-qujiang-port-1")
    assert trucks.changes == ((0.0, 1.0), (opens, 0.5))
    assert {source.calendar for source in port.scenario.sources
            if source.id.startswith("trucks-steel-out")} == {
        "trucks-qujiang-port-1", "trucks-qujiang-port-2"}  # fmt: skip


def test_cells_that_cannot_be_set(region: Region) -> None:
    """Everything that is wrong is named at once."""
    with pytest.raises(DatasetError) as error:
        with_cells(region, (("lnks.a.depth_m", "1"), ("links.nowhere.depth_m", "1"),
                            ("links.*.depht_m", "1"), ("links.*.depth_m", "deep")))  # fmt: skip
    assert [problem.code for problem in error.value.problems] == [
        "sim_no_such_table", "sim_no_such_row", "unknown_column", "not_a_number",
    ]  # fmt: skip


def test_deeper_water_takes_fewer_calls_so_the_locks_can_pass_more(region: Region) -> None:
    """13 Mt a year over both phases: calls fall as loads grow, and waits at the locks with them.

    By hand: vessels of 500 t carry 420 t, those of 1000 t 480 t, with 2.4 m of water 500 t each.
    """
    calls, waits = [], []
    for depth_m in (None, 2.4):
        params = PortParams(traffic_mt_per_year=13, least_depth_m=depth_m)
        port = region_scenario(region, date(2025, 3, 1), params=params)
        coal = [s for s in port.scenario.sources if s.id.startswith("coal-in")]
        calls.append(sum(1 / s.gap.mean for s in coal if s.gap is not None))
        result = simulate(port.scenario, years=port.lead_h / 8760 + 0.25, replications=6,
                          warm_h=port.lead_h, check=False)  # fmt: skip
        waits.append(waits_by_cause(result)["lock"])
    assert calls[0] / calls[1] == pytest.approx(500 / 450)
    assert mean(waits[0] - waits[1]).low > 0


def test_the_locks_bound_of_traffic_grows_with_the_loads(region: Region) -> None:
    """Traffic that is refused for certain, as no lock could pass it, is 500/450 times as much."""
    bounds = []
    for depth_m in (None, 2.4):
        params = PortParams(least_depth_m=depth_m, through_vessels=False)
        scenario = region_scenario(region, date(2025, 3, 1), params=params).scenario
        low, high = 1.0, 100.0
        while high / low > 1.0001:
            middle = (low * high) ** 0.5
            codes = {problem.code for problem in impossible(scaled(scenario, middle))}
            low, high = (low, middle) if "sim_lock_above_capacity" in codes else (middle, high)
        bounds.append(low)
    assert bounds[1] / bounds[0] == pytest.approx(500 / 450, rel=1e-3)
