"""Weather, breakdowns, holidays, nights: what slows a port of a region, and by how much."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tongqu import load_region
from tongqu.errors import BadValueError
from tongqu.estimates.intervals import mean
from tongqu.model.region import Region
from tongqu.model.works import Closure
from tongqu.sim import (
    Berthing,
    Calendar,
    Law,
    PortParams,
    PortScenario,
    Sail,
    Scenario,
    Serve,
    Source,
    Vehicle,
    WaitFor,
    lanes,
    region_scenario,
    simulate,
)
from tongqu.sim.calendars import mean_speed
from tongqu.sim.region_calendars import stands

DAY = date(2025, 1, 1)
CALM = PortParams(
    weather_h_per_year=0, crane_out=0, chamber_out=0, fog_h_per_year=0, holiday_trucks=1
)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


def calendar(port: PortScenario, name: str) -> Calendar:
    return next(row for row in port.scenario.calendars if row.id == name)


def test_stands_by_chance_lengthen_a_stay_as_computed() -> None:
    """Closed form: a tenth of the time stands, 8 h each; 24 h of work take 24 + 24/9 + 0.1 x 8."""
    station = lanes("quay", 60)
    come = Source("s", (("v", 1),), (Serve("quay", Law.const(24), calendar="work"),),
                  gap=Law.exp(3))  # fmt: skip
    calendars = (Calendar("work", stops=stands(876, 8)),)
    scenario = Scenario((Vehicle("v"),), (come,), (station,), calendars=calendars)
    stay = simulate(scenario, years=2, replications=40).tables["sources"]["stay_mean_h"][:, 0]
    found = mean(stay)
    assert found.low < 24 + 24 / 9 + 0.8 < found.high
    assert found.high - found.low < 0.5


def test_a_calm_port_has_none_of_it(region: Region) -> None:
    """With all of it set to nothing no calendar stands by chance, and work has none at all."""
    port = region_scenario(region, DAY, params=CALM)
    assert not any(row.stops for row in port.scenario.calendars)
    assert not {"work", "sailing"} & {row.id for row in port.scenario.calendars}
    works = [w for s in port.scenario.sources for step in s.route if isinstance(step, Berthing)
             for w in step.works]  # fmt: skip
    assert {work.calendar for work in works} == {None}


def test_weather_and_fog_take_the_hours_that_are_said(region: Region) -> None:
    """All terminals stand in the same storm; vessels under way stand in fog."""
    params = replace(CALM, weather_h_per_year=360, weather_h=6, fog_h_per_year=120, fog_h=4)
    port = region_scenario(region, DAY, params=params)
    assert mean_speed(port.scenario, "work") == pytest.approx(1 - 360 / 8760)
    assert mean_speed(port.scenario, "sailing") == pytest.approx(1 - 120 / 8760)
    works = {w.calendar for s in port.scenario.sources for step in s.route
             for w in getattr(step, "works", ())}  # fmt: skip
    sails = {step.calendar for s in port.scenario.sources for step in s.route
             if isinstance(step, Sail)}  # fmt: skip
    assert (works, sails) == ({"work"}, {"sailing"})


def test_broken_cranes_and_chambers(region: Region) -> None:
    """Of nine cranes 3 % are missing in the mean, one at a time; of twenty too; chambers stand."""
    for cranes in (9, 40):
        pools = tuple(replace(row, cranes=cranes) for row in region.crane_pools)
        own = region.with_tables(crane_pools=pools, crane_shifts=())
        params = replace(CALM, crane_out=0.03, crane_repair_h=8, chamber_out=0.01)
        port = region_scenario(own, DAY, years=1, params=params)
        name = "shifts-qujiang-port-1-cranes"
        assert mean_speed(port.scenario, name) == pytest.approx(0.97)
        assert mean_speed(port.scenario, "open-yaojia-lock") == pytest.approx(0.99)
        run = simulate(port.scenario, years=0.5, replications=8, check=False)
        group = run.ids["groups"].index("qujiang-port-1-cranes")
        found = mean(run.tables["groups"]["open_mean"][:, group])
        assert found.low < 0.97 * cranes < found.high
        least = 1 - (1 if cranes == 9 else 3) / cranes
        assert calendar(port, name).stops.speed == pytest.approx(least)  # type: ignore[union-attr]


def test_trucks_on_holidays_as_far_as_they_are_announced(region: Region) -> None:
    """Spring Festival 2025, eight days from 28 January, and the other days carry the rest."""
    params = replace(CALM, holiday_trucks=0.5, holiday_work=0.25)
    port = region_scenario(region, DAY, years=1, params=params)
    trucks, work = calendar(port, "trucks").changes, calendar(port, "work").changes
    begins = port.lead_h + 27 * 24
    value = dict(work)
    assert (value[begins], value[begins + 8 * 24]) == (0.25, 1.0)
    days = 28  # public holidays of 2025, as announced
    usual = 365 / (365 - days + days * 0.5)
    assert dict(trucks)[begins] == pytest.approx(0.5 * usual)
    assert dict(trucks)[begins + 8 * 24] == pytest.approx(usual)
    assert trucks[0] == (0.0, pytest.approx(usual))
    early = region_scenario(region, date(2024, 11, 1), years=1, params=params)
    assert not any(row.changes for row in early.scenario.calendars if row.id == "trucks")


def test_night_hours(region: Region) -> None:
    """By rule vessels stop at night; on a reach with hours they start only then, known closures
    too."""
    port = region_scenario(region, DAY, params=replace(CALM, sailing_hours="06:00-18:30"))
    week = calendar(port, "sailing").week
    assert sum(week) == pytest.approx(7 * 12.5)
    assert (week[6], week[18], week[19]) == (1.0, 0.5, 0.0)
    link = "waterway-lanxi-port-meicheng"
    shut = Closure(
        id="shut", event_id="shut", table="links", row_id=link, status="planned",
        closed_from=datetime(2025, 1, 3), closed_until=datetime(2025, 1, 4),  # noqa: DTZ001
        known_on=date(2024, 12, 1), reason="", reason_zh="", source_id="assumed",
    )  # fmt: skip
    links = tuple(
        replace(row, navigation_hours="07:00-17:00") if row.id == link else row
        for row in region.links
    )
    own = region.with_tables(links=links, closures=(shut,))
    port = region_scenario(own, DAY, params=CALM)
    held = calendar(port, f"open-{link}")
    assert (sum(held.week), held.closures) == (70, ((port.lead_h + 48, port.lead_h + 72),))
    for source in port.scenario.sources:
        if any(isinstance(step, Berthing) for step in source.route):
            waits = [step.calendar for step in source.route if isinstance(step, WaitFor)]
            assert waits == [held.id, held.id]
    with pytest.raises(BadValueError):
        region_scenario(region, DAY, params=PortParams(sailing_hours="at dawn"))


def test_closed_berths_and_cranes(region: Region) -> None:
    """A berth that is dug out for a month is missing from its group for so long; cranes too."""

    def shut(table: str, row: str) -> Closure:
        return Closure(
            id=row, event_id=row, table=table, row_id=row, status="planned",
            closed_from=datetime(2025, 2, 1), closed_until=datetime(2025, 3, 1),  # noqa: DTZ001
            known_on=date(2024, 12, 1), reason="", reason_zh="", source_id="assumed",
        )  # fmt: skip

    own = region.with_tables(closures=(shut("berths", "qujiang-port-1-berth-03"),
                                       shut("crane_pools", "qujiang-port-1-cranes")))  # fmt: skip
    port = region_scenario(own, DAY, params=CALM)
    begin = (datetime(2025, 2, 1, tzinfo=UTC) - datetime(2025, 1, 1, tzinfo=UTC)).days * 24.0
    begin += port.lead_h
    assert calendar(port, "berths-qujiang-port-1").changes == (
        (0.0, 1.0), (begin, pytest.approx(10 / 11)), (begin + 28 * 24, 1.0),
    )  # fmt: skip
    cranes = calendar(port, "shifts-qujiang-port-1-cranes")
    assert cranes.closures == ((begin, begin + 28 * 24),)
