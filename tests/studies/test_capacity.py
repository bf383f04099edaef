"""The capacity of a port: against exact answers, and what is said where there is no figure."""

from dataclasses import replace

import pytest

from tongqu.errors import DatasetError, UsageError
from tongqu.queueing import ServiceLevel, queue_loss, traffic_for
from tongqu.sim import (
    Again,
    Calendar,
    Law,
    Sail,
    Scenario,
    Serve,
    Source,
    Station,
    Store,
    Vehicle,
    Work,
    lanes,
)
from tongqu.studies import Capacity, CapacityParams, PortLevel, additions, capacity

SERVICE_H = 6.0
FAST = CapacityParams(tolerance=0.04, more=False)


def quay(berths: int, *, load: float = 0.4, places: int | None = None) -> Scenario:
    """Return M/M berths with some traffic."""
    stay = Serve("quay", Law.exp(SERVICE_H))
    gap = Law.exp(SERVICE_H / (load * berths))
    return Scenario(
        vehicles=(Vehicle("barge", payload_t=Law.const(400.0)),),
        sources=(Source("barges", (("barge", 1.0),), (stay,), gap=gap),),
        stations=(lanes("quay", berths, places=places),),
        name="quay",
    )


@pytest.fixture(scope="module")
def three() -> Capacity:
    return capacity(
        quay(3), PortLevel(wait_over_service=0.3), params=replace(FAST, more=True, tolerance=0.03)
    )


def test_three_berths_take_what_erlang_says(three: Capacity) -> None:
    """The exact traffic lies in the bracket, the bracket is as narrow as asked, the berths bind."""
    exact = traffic_for(ServiceLevel(wait_over_service=0.3), "M", "M", 3).throughput
    assert three.state == "found"
    assert three.bracket is not None
    assert three.crossing is not None
    assert three.bracket.low is not None
    assert three.bracket.high is not None
    assert three.bracket.low < exact / 1.2 < three.bracket.high < 1.035 * three.bracket.low
    assert three.crossing.binding.measure.station == "quay"
    found = three.to_dict()["capacity"]["arrivals_per_year"]
    assert found["low"] < exact / SERVICE_H * 8760 < found["high"]


def test_a_fourth_berth_brings_what_erlang_says(three: Capacity) -> None:
    """The exact gain lies within the paired interval, widened by a hundredth of the traffic."""
    less, more = (
        traffic_for(ServiceLevel(wait_over_service=0.3), "M", "M", berths).throughput / 1.2
        for berths in (3, 4)
    )
    [gain] = three.gains
    assert gain.addition.id == "berth:quay"
    assert gain.factor is not None
    assert gain.figure.high < 0
    assert gain.factor.low - 0.01 < more - less < gain.factor.high + 0.01
    assert gain.factor.high - gain.factor.low < 0.05


def test_a_gain_needs_fewer_runs_than_the_capacity(three: Capacity) -> None:
    """The same luck with and without the berth: 80 runs say what the capacity needs more for."""
    [gain] = three.gains
    assert three.crossing is not None
    assert gain.crossing is not None
    assert gain.crossing.sample.replications == 80
    assert three.crossing.sample.replications > 80


def test_a_share_of_long_waits_is_a_level_too() -> None:
    """P(wait > 6 h) of at most a tenth: the traffic of the exact distribution."""
    exact = traffic_for(
        ServiceLevel(longer_than=1.0, longer_share=0.1), "M", "M", 2, service_h=SERVICE_H
    )
    found = capacity(
        quay(2), PortLevel(longer_than_h=6.0, longer_share=0.1), params=replace(FAST, tolerance=0.1)
    )
    assert found.bracket is not None
    assert found.bracket.low is not None
    assert found.bracket.high is not None
    assert found.bracket.low < exact.throughput / 0.8 < found.bracket.high


def test_an_anchorage_that_turns_vessels_away() -> None:
    """The refused share at the crossing is that of the exact limited queue at that traffic."""
    found = capacity(
        quay(2, places=4), PortLevel(refused_share=0.05), params=replace(FAST, tolerance=0.1)
    )
    assert found.factor is not None
    exact = queue_loss(2, 6, 0.8 * found.factor)
    assert exact.refused == pytest.approx(0.05, rel=0.1)
    assert found.to_dict()["binding"]["figure"] == "refused_share"


def test_a_yard_that_is_never_full_for_long() -> None:
    """A truck a day empties it; more barges fill it, and more room takes more of them."""
    trucks = Source(
        "trucks", (("truck", 1.0),), (Work("load", 100.0, store="yard", up_to=True),),
        gap=Law.const(24.0),
    )  # fmt: skip
    come = Source("barges", (("barge", 1.0),), (Work("discharge", 200.0, store="yard"),),
                  gap=Law.exp(12.0))  # fmt: skip
    scenario = Scenario(
        vehicles=(Vehicle("barge", payload_t=Law.const(400.0)),
                  Vehicle("truck", payload_t=Law.const(1600.0))),
        sources=(come, trucks), stores=(Store("yard", "coal", 2000.0),),
    )  # fmt: skip
    params = replace(FAST, sources=("barges",), tolerance=0.1, more=True, block_t=400.0)
    found = capacity(scenario, PortLevel(yard_full_share=0.02), params=params)
    assert found.crossing is not None
    assert found.crossing.binding.measure.station == "yard"
    assert 0.5 < found.crossing.factor < 2.0
    assert [gain.addition.id for gain in found.gains] == ["yard_block:yard"]
    assert found.gains[0].factor is not None
    assert found.gains[0].factor.low > 0


def test_too_few_runs_give_a_bracket_and_no_figure() -> None:
    """Where the intervals do not tell at the tolerance asked, the figure is left out."""
    found = capacity(
        quay(1), PortLevel(wait_h=6.0),
        params=CapacityParams(years=0.1, replications=5, most=5, tolerance=0.01, more=False),
    )  # fmt: skip
    answer = found.to_dict()
    assert answer["state"] == "bracket"
    assert answer["capacity"]["factor"]["value"] is None
    assert answer["capacity"]["calls_per_year"] is None
    assert found.bracket is not None
    assert found.bracket.low is None or found.bracket.high is None or (
        found.bracket.high > 1.01 * found.bracket.low
    )  # fmt: skip


def test_what_no_traffic_keeps_and_what_all_traffic_keeps() -> None:
    """Half of the week shut: somebody waits long however few come. A thousand berths: nobody."""
    shut = Calendar("week", week=(1.0,) * 84 + (0.0,) * 84)
    closed = replace(quay(2), calendars=(shut,), stations=(lanes("quay", 2, calendar="week"),))
    params = CapacityParams(years=0.2, replications=5, most=5, more=False)
    never = capacity(closed, PortLevel(wait_h=1.0), params=params)
    assert never.state == "never_kept"
    assert never.to_dict()["capacity"] is None
    sea = Source("barges", (("barge", 1.0),), (Serve("quay", Law.const(0.001)),),
                 gap=Law.exp(500.0))  # fmt: skip
    wide = replace(quay(900), sources=(sea,))
    assert capacity(wide, PortLevel(wait_h=1.0), params=params).state == "never_broken"


def test_an_interruption_keeps_the_bracket_so_far() -> None:
    """What intervals have said is reported; there is no figure."""
    looks = 0

    def stop(_stage: str, _done: int, _total: int) -> None:
        nonlocal looks
        looks += 1
        if looks == 5:
            raise KeyboardInterrupt

    found = capacity(quay(3), PortLevel(wait_over_service=0.3), params=FAST, progress=stop)
    assert found.state == "stopped"
    assert found.factor is None
    assert found.bracket is not None
    assert found.bracket.low is not None
    assert found.bracket.low < 1.51
    assert found.to_dict()["capacity"]["factor"]["value"] is None


def test_the_best_of_three_is_chosen() -> None:
    """A berth more shortens every wait more than nothing, and two berths more than one."""
    params = replace(FAST, tolerance=0.2, years=0.3, choose=("as_it_is", "berth:quay", "five"))
    found = capacity(
        quay(3), PortLevel(wait_over_service=0.3), params=params, alternatives={"five": quay(5)}
    )
    answer = found.to_dict()["choice"]
    assert [row["id"] for row in answer["alternatives"]] == ["as_it_is", "berth:quay", "five"]
    assert answer["best"] in ("berth:quay", "five")
    waits = {row["id"]: row["call_wait_h"] for row in answer["alternatives"]}
    assert waits["as_it_is"] > waits["berth:quay"]


def test_impossible_ports_are_named_before_the_run() -> None:
    """A vessel that fits no berth is no matter of traffic; too much traffic is."""
    deep = replace(quay(2), vehicles=(Vehicle("barge", draught_m=9.0),))
    low = replace(deep.stations[0].groups[0], max_draught_m=3.0)
    deep = replace(deep, stations=(Station("quay", (low,)),))
    with pytest.raises(DatasetError) as error:
        capacity(deep, PortLevel(wait_h=1.0))
    assert {problem.code for problem in error.value.problems} >= {"sim_vehicle_fits_nowhere"}
    crowded = capacity(
        quay(2, load=3.0), PortLevel(wait_h=6.0), params=replace(FAST, tolerance=0.2)
    )
    assert crowded.crossing is not None
    assert crowded.crossing.factor < 1 / 3


def test_questions_that_make_no_sense() -> None:
    """No limit, a limit of what is not there, no traffic that can grow, a name nobody has."""
    for words in ({}, {"longer_share": 0.1}, {"wait_h": -1.0}):
        with pytest.raises(UsageError):
            PortLevel(**words)  # type: ignore[arg-type]
    fleet = replace(
        quay(2),
        sources=(Source("fleet", (("barge", 1.0),),
                        (Serve("quay", Law.exp(1.0)), Sail(Law.exp(9.0)), Again()), fleet=4),),
    )  # fmt: skip
    for scenario, level, params in (
        (quay(2), PortLevel(yard_full_share=0.1), FAST),
        (quay(2), PortLevel(wait_h=1.0, stations=("pier",)), FAST),
        (fleet, PortLevel(wait_h=1.0), FAST),
        (quay(2), PortLevel(wait_h=1.0), replace(FAST, sources=("ships",))),
    ):
        with pytest.raises(UsageError):
            capacity(scenario, level, params=params)


def test_one_more_of_everything() -> None:
    """Each kind is there once, and changes one thing."""
    week = Calendar("day", week=tuple(float(hour % 24 < 8) for hour in range(168)))
    station = lanes("quay", 2, calendar="day")
    port = replace(quay(2), calendars=(week,), stations=(station,))
    found = {more.id: more for more in additions(port)}
    assert sorted(found) == ["berth:quay", "shift:day"]
    longer = found["shift:day"].scenario.calendars[0].week
    assert longer[:24] == (1.0,) * 16 + (0.0,) * 8
    assert found["berth:quay"].scenario.stations[0].groups[0].servers == 3


def test_a_queue_without_end_elsewhere_ends_the_capacity() -> None:
    """Before slow papers nobody is limited, but who never gets to the berths waits for ever."""
    papers = Serve("papers", Law.exp(4.0))
    stay = Serve("quay", Law.exp(SERVICE_H))
    port = replace(
        quay(4),
        stations=(lanes("papers", 1), lanes("quay", 4)),
        sources=(Source("barges", (("barge", 1.0),), (papers, stay), gap=Law.exp(8.0)),),
    )
    level = PortLevel(wait_over_service=0.3, stations=("quay",))
    found = capacity(port, level, params=replace(FAST, tolerance=0.2, more=True))
    answer = found.to_dict()
    assert answer["binding"]["figure"] == "overrun"
    assert answer["binding"]["station"] == "papers"
    assert answer["capacity"]["factor"]["low"] < 2.0 <= 1.05 * answer["capacity"]["factor"]["high"]
    gains = {row["id"]: row for row in answer["additions"]}
    assert gains["berth:quay"]["capacity"] is None
    assert gains["berth:papers"]["capacity"]["factor"]["low"] > 0.3
