"""A region becomes a scenario: what stands on a day, who comes, what is assumed."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tongqu import load_region
from tongqu.errors import DatasetError, UsageError
from tongqu.model.region import Region
from tongqu.model.works import WaterLevel
from tongqu.sim import (
    Berthing,
    Pass,
    PortParams,
    PortScenario,
    region_scenario,
    scenario_from_dict,
    scenario_to_dict,
)
from tongqu.sim.impossible import impossible

BEFORE, AFTER = date(2024, 11, 1), date(2025, 3, 1)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def port(region: Region) -> PortScenario:
    return region_scenario(region, AFTER)


def tonnes_per_year(port: PortScenario) -> float:
    """What the vessels that come unasked bring, and the trucks that come unasked."""
    payload = {row.id: row.payload_t.mean for row in port.scenario.vehicles}
    return sum(
        payload[source.mix[0][0]] / source.gap.mean * 8760
        for source in port.scenario.sources
        if source.gap is not None and source.store is None
    )


def test_berths_are_those_that_work_on_the_day(region: Region, port: PortScenario) -> None:
    """Phase II opened on 3 December 2024: not before, not earlier than anybody knew, then 11."""
    before = region_scenario(region, BEFORE)
    assert [s.id for s in before.scenario.stations if s.id.startswith("berths")] == [
        "berths-qujiang-port-1"
    ]
    berths = [s.groups[0] for s in port.scenario.stations if s.id.startswith("berths")]
    assert [group.servers for group in berths] == [11, 11]
    assert [group.calendar for group in berths] == [None, None]


def test_an_opening_that_is_known_comes_on_its_day(region: Region) -> None:
    """Had the opening been announced, berths and traffic would change at that hour."""
    told = replace(
        next(row for row in region.work_dates if row.id == "port-phase-2-open"),
        id="told", status="planned", known_on=date(2024, 6, 1),
    )  # fmt: skip
    port = region_scenario(region.with_tables(work_dates=(*region.work_dates, told)), BEFORE)
    second = next(s for s in port.scenario.stations if s.id == "berths-qujiang-port-2")
    calendars = {row.id: row.changes for row in port.scenario.calendars}
    opens = port.lead_h + 32 * 24
    assert calendars[second.groups[0].calendar or ""] == ((0.0, 0.0), (opens, 1.0))
    assert calendars["traffic-qujiang-port-1"] == ((0.0, 1.0), (opens, 0.5))
    assert calendars["traffic-qujiang-port-2"] == ((0.0, 0.0), (opens, 1.0))


def test_locks_below_the_port_and_what_passes_them(port: PortScenario) -> None:
    """Six of the seven new locks: Tadi lies above the quays. Each call passes them up and down."""
    locks = [lock.id for lock in port.scenario.locks]
    assert sorted(locks) == sorted([
        "anrenpu-lock", "hongchuandou-lock", "xiaoxitan-lock", "youbu-lock", "yaojia-lock",
        "fuchunjiang-lock",
    ])  # fmt: skip
    for source in port.scenario.sources:
        if any(isinstance(step, Berthing) for step in source.route):
            up = [s.lock for s in source.route if isinstance(s, Pass) and s.direction == "up"]
            down = [s.lock for s in source.route if isinstance(s, Pass) and s.direction == "down"]
            assert up == down[::-1]
            assert len(up) == 6


def test_traffic_adds_up(region: Region, port: PortScenario) -> None:
    """The flows of this port, or the tonnage that is said; other ports' vessels on top at locks."""
    own = 4_500_000 - 140_000 - 70_000  # what Longyou's own port serves is left out
    assert port.traffic_mt_per_year == pytest.approx(own / 1e6)
    assert tonnes_per_year(port) == pytest.approx(own)
    more = region_scenario(region, AFTER, params=PortParams(traffic_mt_per_year=6.5))
    assert tonnes_per_year(more) == pytest.approx(6.5e6)
    through = [s for s in port.scenario.sources if s.id.startswith("through-fuchunjiang")]
    passages = sum(8760 / s.gap.mean for s in through if s.gap is not None)
    assert len(through) == 2
    early = region_scenario(region, BEFORE).scenario.sources  # before the year was counted
    assert sum(s.id.startswith("through") for s in early) == 2
    # The rest of the vessels counted in 2024 are the port's own, up and down.
    assert 8000 < (40512 - passages) / 2 < 11000


def test_vessels_are_laden_as_water_and_berths_allow(region: Region, port: PortScenario) -> None:
    """A draught of 1.7 m on 1.9 m of water; a 1000 t barge berths with 500 t at most."""
    payload = {row.id: row.payload_t.mean for row in port.scenario.vehicles}
    assert payload["barge-500-coal-in-qujiang-port-1"] == pytest.approx(420.0)
    assert payload["barge-1000-coal-in-qujiang-port-1"] == pytest.approx(480.0)
    assert "barge-48teu-coal-in-qujiang-port-1" not in payload
    deep = region.with_tables(
        links=tuple(
            replace(row, depth_m=5.0) if row.mode == "waterway" else row for row in region.links
        ),
        work_changes=tuple(row for row in region.work_changes if row.column != "depth_m"),
    )
    more = region_scenario(deep, AFTER).scenario.vehicles
    assert {row.payload_t.mean for row in more if row.id.startswith("barge-1000-")} == {500.0}


def test_falling_water_is_waited_for(region: Region) -> None:
    """A low that is forecast becomes a calendar before which laden vessels wait."""
    low = WaterLevel(
        id="low", link_id="waterway-qujiang-port-1-anrenpu-lock", status="expected",
        from_time=datetime(2025, 7, 1),  # noqa: DTZ001 - local, as in the table
        depth_change_m=-0.5, known_on=date(2025, 2, 1),
        source_id="assumed",
    )  # fmt: skip
    port = region_scenario(region.with_tables(water_levels=(low,)), AFTER)
    water = next(row for row in port.scenario.calendars if row.id == "water-qujiang-port-1")
    assert water.changes[0] == (0.0, 1.9)
    assert water.changes[1] == (port.lead_h + 122 * 24, pytest.approx(1.4))
    assert region_scenario(region, AFTER).scenario.calendars[0].id != water.id


def test_closures_that_are_known(region: Region, port: PortScenario) -> None:
    """The yearly closure, as long as it was planned on the day; none before it was known."""
    planned = region_scenario(region, date(2025, 1, 1))
    closed = {row.id: row.closures for row in planned.scenario.calendars if row.closures}
    begin = planned.lead_h + 28 * 24
    assert closed == {"open-fuchunjiang-lock": ((begin, begin + 15 * 24),)}
    assert not any(row.closures for row in port.scenario.calendars)


def test_every_figure_has_a_source(region: Region, port: PortScenario) -> None:
    """Each figure is a cell of the region, or a parameter; assumptions are told from the rest."""
    ids = {row.id for row in region.assumptions} | {""}
    for figure in port.figures:
        if figure.table == "params":
            assert figure.assumed
            continue
        row = region.row(figure.table, figure.row)
        assert (figure.source_id, figure.assumption_id in ids) == (row.source_id, True)
    known = {(f.table, f.row): f.assumed for f in port.figures}
    assert known["chambers", "fuchunjiang-chamber"] is False
    assert known["chambers", "anrenpu-chamber"] is True
    assert {f.row for f in port.figures if f.table == "params"} == set(vars(PortParams()))


def test_it_can_be_written_and_read(port: PortScenario) -> None:
    """A scenario of a region is like any other."""
    assert scenario_from_dict(scenario_to_dict(port.scenario)) == port.scenario


def test_what_cannot_work(region: Region) -> None:
    """More cargo than the cranes can ever handle is named before a run."""
    much = region_scenario(region, BEFORE, params=PortParams(traffic_mt_per_year=40))
    named = {(p.code, p.params["station"]) for p in impossible(much.scenario)
             if p.code == "sim_demand_above_capacity"}  # fmt: skip
    assert ("sim_demand_above_capacity", "cranes-qujiang-port-1") in named
    assert not list(impossible(region_scenario(region, BEFORE).scenario))


def test_what_is_refused(region: Region) -> None:
    """No terminal, no cargo, a class nobody knows, parameters out of range."""
    shut = tuple(replace(row, in_service=False) for row in region.terminals)
    with pytest.raises(DatasetError) as error:
        region_scenario(region.with_tables(terminals=shut), BEFORE)
    assert error.value.problems[0].code == "sim_no_terminal"
    with pytest.raises(DatasetError) as error:
        region_scenario(region.with_tables(flows=()), BEFORE)
    assert error.value.problems[0].code == "sim_no_cargo"
    with pytest.raises(DatasetError) as error:
        region_scenario(region, BEFORE, terminals=("nowhere",))
    assert error.value.problems[0].code == "sim_no_such_terminal"
    with pytest.raises(DatasetError) as error:
        region_scenario(region.with_tables(handling=()), BEFORE)
    assert error.value.problems[0].code == "sim_no_handling"
    for table, code in (("chambers", "sim_no_chamber"), ("truck_classes", "sim_nothing_carried")):
        with pytest.raises(DatasetError) as error:
            region_scenario(region.with_tables(**{table: ()}), BEFORE)
        assert error.value.problems[0].code == code
    with pytest.raises(UsageError) as wrong:
        region_scenario(region, BEFORE, params=PortParams(mix=(("galleon", 1.0),)))
    assert wrong.value.problems[0].code == "sim_unknown_class"
    with pytest.raises(UsageError) as wrong:
        PortParams(truck_reserve=0.5, gate_lanes=0)
    assert len(wrong.value.problems) == 2
