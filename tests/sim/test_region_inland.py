"""The inland side of a port of a region, and vessels with cargo both ways."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tongqu import load_region
from tongqu.errors import UsageError
from tongqu.estimates.intervals import mean
from tongqu.model.region import Region
from tongqu.sim import (
    Berthing,
    Chance,
    Pass,
    PortParams,
    PortScenario,
    Serve,
    SimResult,
    Source,
    region_scenario,
    scenario_from_dict,
    scenario_to_dict,
    simulate,
)
from tongqu.sim.answer_cargo import throughput
from tongqu.sim.impossible import impossible

DAY = date(2024, 11, 1)
CALM = PortParams(
    weather_h_per_year=0, crane_out=0, chamber_out=0, fog_h_per_year=0, through_vessels=False,
    traffic_mt_per_year=3.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def railed(region: Region) -> Region:
    """The same region with an invented siding at phase I."""
    siding = replace(
        next(row for row in region.links if row.id == "rail-quzhou-rail-jinhua-rail"),
        id="siding", from_place_id="qujiang-port-1", to_place_id="quzhou-rail", length_km=11.0,
    )  # fmt: skip
    terminals = tuple(
        replace(row, modes=("road", "rail", "waterway")) if row.id == "qujiang-port-1" else row
        for row in region.terminals
    )
    return region.with_tables(links=(*region.links, siding), terminals=terminals)


def sources(port: PortScenario, begins: str) -> list[Source]:
    return [row for row in port.scenario.sources if row.id.startswith(begins)]


def ran(port: PortScenario, replications: int = 4) -> SimResult:
    years = port.lead_h / 8760 + 1.0
    return simulate(port.scenario, years=years, replications=replications, warm_h=port.lead_h)


def of(result: SimResult, table: str, row: str, figure: str) -> np.ndarray:
    return result.tables[table][figure][:, result.ids[table].index(row)]


def test_the_shipped_port_has_no_siding(region: Region) -> None:
    """Trains need a terminal with the mode rail and a rail link at its place: here is neither."""
    assert not sources(region_scenario(region, DAY, params=CALM), "train")
    with_mode = tuple(
        replace(row, modes=("road", "rail", "waterway")) if row.id == "qujiang-port-1" else row
        for row in region.terminals
    )
    only_mode = region.with_tables(terminals=with_mode)
    assert not sources(region_scenario(only_mode, DAY, params=CALM), "train")


def test_trains_have_their_share(railed: Region) -> None:
    """Of 3 Mt a year 30 % go by rail, both ways; trains that fetch are filled to 80 %."""
    port = region_scenario(railed, DAY, params=CALM)
    assert list(impossible(port.scenario)) == []
    assert scenario_from_dict(scenario_to_dict(port.scenario)) == port.scenario
    result = ran(port)
    fetched = of(result, "stores", "iron-ore-in-qujiang-port-1-rail", "taken_t")
    by_road = of(result, "stores", "iron-ore-in-qujiang-port-1", "taken_t")
    whole = 3e6 * 900 / 4290  # of the flows of the port
    assert mean(fetched).value == pytest.approx(0.3 * whole, rel=0.03)
    assert mean(by_road).value == pytest.approx(0.7 * whole, rel=0.03)
    trains = of(result, "sources", "trains-iron-ore-in-qujiang-port-1", "left")
    assert (fetched / trains / 3500).mean() == pytest.approx(0.8, rel=0.03)
    steel = [s for s in sources(port, "trains-") if s.id == "trains-steel-out-qujiang-port-1"]
    assert 3500 / steel[0].gap.mean * 8760 == pytest.approx(0.3 * 3e6 * 610 / 4290)  # type: ignore[union-attr]
    siding = of(result, "groups", "siding-qujiang-port-1", "busy_mean")
    assert siding.mean() > 0


def test_all_of_it_by_train(railed: Region) -> None:
    """With a share of 1 no truck comes."""
    port = region_scenario(railed, DAY, params=replace(CALM, rail_share=1.0))
    assert not sources(port, "trucks-")
    assert list(impossible(port.scenario)) == []


def test_customs_inspect_what_crosses_the_border(region: Region) -> None:
    """Closed form: truckloads abroad x share x 3 h keep so many bays busy; others pass."""
    params = replace(CALM, inspected_share=0.4, inspection_h=3.0, customs_bays=3)
    port = region_scenario(region, DAY, params=params)
    asked = [s for s in port.scenario.sources if any(isinstance(x, Chance) for x in s.route)]
    assert {s.cargo for s in asked} == {"calcium-chloride", "solar-modules", "garments"}
    tonnes = {"calcium-chloride": 60, "solar-modules": 30, "garments": 2}
    loads = sum(3e6 * t / 4290 / (33 if c != "calcium-chloride" else 32) for c, t in tonnes.items())
    found = mean(of(ran(port, 8), "groups", "customs-qujiang-port-1", "busy_mean"))
    assert found.low < loads * 0.4 * 3 / 8760 < found.high
    assert region_scenario(region, DAY, params=CALM).scenario.stations[-1].id.startswith("gate")


def test_an_inspection_may_stand_in_a_route_that_is_sent_for(region: Region) -> None:
    """Cargo that comes from abroad is fetched by trucks that may be inspected on their way out."""
    flows = tuple(
        replace(row, from_place_id="jebel-ali") if row.commodity_id == "salt" else row
        for row in region.flows
    )
    port = region_scenario(region.with_tables(flows=flows), DAY,
                           params=replace(CALM, inspected_share=0.5))  # fmt: skip
    salt = sources(port, "trucks-salt-in")[0]
    steps = [type(step) for step in salt.route]
    assert steps.index(Chance) == 2  # behind gate and loading
    assert isinstance(salt.route[2].steps[0], Serve)  # type: ignore[union-attr]
    assert salt.store is not None
    assert list(impossible(port.scenario)) == []


def test_from_water_to_water(region: Region) -> None:
    """A quarter of all cargo goes on by barges of 300 t, over the berths and below no lock."""
    port = region_scenario(region, DAY, params=replace(CALM, onward_share=0.25))
    assert list(impossible(port.scenario)) == []
    barges = sources(port, "onward-")
    assert barges
    assert not any(isinstance(step, Pass) for s in barges for step in s.route)
    result = ran(port)
    moved = {key: value.mean() for key, value in throughput(result).items()}
    coal = 3e6 * 1000 / 4290
    assert moved["coal", "discharge"] == pytest.approx(coal, rel=0.03)
    assert moved["coal", "load"] == pytest.approx(0.25 * coal, rel=0.05)
    assert moved["steel", "discharge"] == pytest.approx(0.25 * 3e6 * 610 / 4290, rel=0.05)
    with pytest.raises(UsageError):
        region_scenario(region, DAY, params=replace(CALM, onward_share=0.1, onward_class="raft"))


def test_cargo_both_ways(region: Region) -> None:
    """The same tonnes with fewer calls: a vessel less for each that took cargo back, well laden."""
    one, both = (
        region_scenario(region, DAY, params=replace(CALM, both_ways=share)) for share in (0.0, 1.0)
    )
    assert list(impossible(both.scenario)) == []
    pairs = [s for s in both.scenario.sources if "-and-" in s.id]
    assert not [s for s in one.scenario.sources if "-and-" in s.id]
    for source in pairs:
        stay = next(step for step in source.route if isinstance(step, Berthing))
        assert [(work.side, work.up_to) for work in stay.works] == [
            ("discharge", False), ("load", True),
        ]  # fmt: skip
    calls = []
    for port in (one, both):
        result = ran(port)
        moved = throughput(result)
        assert moved["coal", "discharge"].mean() == pytest.approx(3e6 * 1000 / 4290, rel=0.03)
        assert moved["sand", "load"].mean() == pytest.approx(3e6 * 700 / 4290, rel=0.03)
        lock = result.ids["chambers"].index("anrenpu-chamber")
        calls.append(result.tables["chambers"]["vessels"][:, lock].mean() / 2)
    matched = sum(8760 / s.gap.mean for s in pairs if s.gap is not None)
    assert 0.75 * matched < calls[0] - calls[1] < matched
    assert matched > 0.3 * calls[0]


def test_a_limited_anchorage_turns_vessels_away(region: Region) -> None:
    """With places it is full at times; without any number it never is."""
    params = replace(CALM, traffic_mt_per_year=5.5, anchorage_places=1)
    port = region_scenario(region, DAY, params=params)
    station = next(row for row in port.scenario.stations if row.id.startswith("berths"))
    assert station.places == 1
    free = region_scenario(region, DAY, params=CALM).scenario.stations[0]
    assert (free.id, free.places) == (station.id, None)
    result = ran(port, 2)
    row = result.ids["stations"].index((station.id, "servers"))
    refused = result.tables["stations"]["refused"][:, row]
    served = result.tables["stations"]["served"][:, row]
    assert 0 < refused.mean() < 0.1 * served.mean()  # those who are sent for still come
