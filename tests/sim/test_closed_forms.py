"""The simulator against what is known exactly: no seed was chosen, each z is below 4."""

import numpy as np
import pytest

from tongqu.queueing import queue_fleet, queue_loss, queue_wait
from tongqu.sim import (
    Again,
    Chamber,
    Law,
    Lock,
    Pass,
    Sail,
    Scenario,
    Serve,
    SimResult,
    Source,
    Station,
    Store,
    Vehicle,
    Work,
    lanes,
    simulate,
)

SEED = 20_260


def queue(arrival: Law, service: Law, servers: int, *, places: int | None = None) -> Scenario:
    """Return a station with one group, and who comes there."""
    stay = Serve("quay", service)
    return Scenario(
        vehicles=(Vehicle("barge"),),
        sources=(Source("barges", (("barge", 1.0),), (stay,), gap=arrival),),
        stations=(lanes("quay", servers, places=places),),
    )


def law(letter: str, mean: float) -> Law:
    if letter == "D":
        return Law.const(mean)
    return Law.exp(mean) if letter == "M" else Law.erlang(mean, int(letter[1:]))


def z_of(values: np.ndarray, wanted: float) -> float:
    return float((values.mean() - wanted) / (values.std(ddof=1) / np.sqrt(values.size)))


@pytest.mark.parametrize(
    ("arrival", "service", "servers", "load"),
    [
        ("M", "M", 1, 0.7), ("M", "M", 11, 0.8), ("M", "E2", 4, 0.7), ("E2", "E2", 4, 0.8),
        ("M", "D", 2, 0.7), ("D", "M", 11, 0.8), ("E2", "M", 4, 0.7), ("E2", "E2", 1, 0.6),
    ],
)  # fmt: skip
def test_waits_for_berths(arrival: str, service: str, servers: int, load: float) -> None:
    """Mean wait and utilisation of the exact tables; begun empty, the warm-up left out."""
    scenario = queue(law(arrival, 1 / (load * servers)), law(service, 1.0), servers)
    result = simulate(scenario, years=0.5, replications=40, seed=SEED, warm_h=400)
    wanted = queue_wait(arrival, service, servers, load).wait
    assert abs(z_of(result.values("stations", "wait_mean_h", "quay"), wanted)) < 4
    assert abs(z_of(result.values("groups", "utilisation", "quay"), load)) < 4


@pytest.mark.parametrize(("servers", "places", "offered"), [(2, 6, 1.6), (11, 20, 9.9)])
def test_limited_anchorage(servers: int, places: int, offered: float) -> None:
    """M/M/c/K: the share turned away, and the wait of those let in."""
    scenario = queue(Law.exp(1 / offered), Law.exp(1.0), servers, places=places - servers)
    result = simulate(scenario, years=0.5, replications=40, seed=SEED, warm_h=200)
    exact = queue_loss(servers, places, offered)
    refused = result.values("stations", "refused", "quay") / result.values(
        "sources", "came", "barges"
    )
    assert exact.refused is not None
    assert abs(z_of(refused, exact.refused)) < 4
    assert abs(z_of(result.values("stations", "wait_mean_h", "quay"), exact.wait)) < 4


def test_fleet_that_comes_back() -> None:
    """20 barges, 2 berths, 40 h away, 5 h of service: trips and waits."""
    route = (Sail(Law.exp(40.0)), Serve("quay", Law.exp(5.0)), Again())
    scenario = Scenario(
        vehicles=(Vehicle("barge"),),
        sources=(Source("fleet", (("barge", 1.0),), route, fleet=20),),
        stations=(lanes("quay", 2),),
    )
    result = simulate(scenario, years=2, replications=40, seed=SEED, warm_h=1000)
    trips = result.values("stations", "served", "quay") / result.measured_h
    exact = queue_fleet(20, 2, away_h=40, service_h=5)
    assert exact.throughput_per_h is not None
    assert exact.wait_h is not None
    assert abs(z_of(trips, exact.throughput_per_h)) < 4
    assert abs(z_of(result.values("stations", "wait_mean_h", "quay"), exact.wait_h)) < 4


def test_stations_in_a_row() -> None:
    """Burke: three M/M/1 and an M/M/2 in a row wait as if each stood alone."""
    names, service = ["a", "b", "c", "d"], [1.0, 1.0, 1.0, 2.0]
    route = tuple(Serve(name, Law.exp(h)) for name, h in zip(names, service, strict=True))
    scenario = Scenario(
        vehicles=(Vehicle("barge"),),
        sources=(Source("barges", (("barge", 1.0),), route, gap=Law.exp(1.25)),),
        stations=(*(lanes(name, 1) for name in "abc"), lanes("d", 2)),
    )
    result = simulate(scenario, years=2, replications=40, seed=SEED, warm_h=1000)
    waits = sum(result.values("stations", "wait_mean_h", name) for name in names)
    assert abs(z_of(np.asarray(waits), 15.555556)) < 4


@pytest.mark.parametrize(
    ("arrivals_per_h", "cycle_h", "vessels", "wait_h"),
    [(2.0, 1.0, 4, 0.549652), (2.0, 1.25, 4, 0.769892), (4.0, 1.5, 8, 0.895290)],
)
def test_lock_by_the_clock(
    arrivals_per_h: float, cycle_h: float, vessels: int, wait_h: float
) -> None:
    """A lockage every T hours with up to b vessels: Bailey's mean wait to its beginning."""
    chamber = Chamber("chamber", 50.0 * vessels / 2, 20.0, 0.1, 0.1)
    scenario = Scenario(
        vehicles=(Vehicle("barge", length_m=50.0, beam_m=10.0),),
        sources=(
            Source("barges", (("barge", 1.0),), (Pass("lock", "down"),),
                   gap=Law.exp(1 / arrivals_per_h)),
        ),
        locks=(Lock("lock", (chamber,), 0.0, 0.0, every_h=cycle_h),),
    )  # fmt: skip
    result = simulate(scenario, years=1, replications=40, seed=SEED, warm_h=200)
    waits = result.values("stations", "wait_mean_h", "lock", "down")
    assert abs(z_of(waits, wait_h)) < 4


def test_silo() -> None:
    """Batches of exponential size, a steady drain by small trucks: mean content 5,000 t."""
    ships = Source("ships", (("ship", 1.0),), (Work("discharge", 1e9, "silo"),), gap=Law.exp(2.0))
    trucks = Source(
        "trucks", (("truck", 1.0),), (Work("load", 1e9, "silo"),), gap=Law.const(1 / 120),
        store="silo",
    )  # fmt: skip
    scenario = Scenario(
        vehicles=(Vehicle("ship", Law.exp(1000.0)), Vehicle("truck", Law.const(5.0))),
        sources=(ships, trucks),
        stores=(Store("silo", "grain", 1e9),),
    )
    result = simulate(scenario, years=0.5, replications=40, seed=SEED, warm_h=500)
    assert abs(z_of(result.values("stores", "content_mean_t", "silo"), 5000.0)) < 4


def test_the_law_of_the_wait() -> None:
    """Quantiles and the share above an hour agree with Erlang's, not only the mean."""
    scenario = queue(Law.exp(1 / 3.2), Law.exp(1.0), 4)
    result = simulate(scenario, years=1, replications=20, seed=SEED, warm_h=200)
    exact = queue_wait("M", "M", 4, 0.8)
    assert result.wait_above(1.0, "quay") == pytest.approx(exact.above(1.0), rel=0.03)
    for name, share in (("wait_p50_h", 0.5), ("wait_p90_h", 0.9), ("wait_p99_h", 0.99)):
        found: SimResult = result
        assert abs(z_of(found.values("stations", name, "quay"), exact.quantile(share))) < 4


def test_common_luck() -> None:
    """One berth more moves no arrival, so the difference of waits varies less than either."""
    pair = [
        simulate(queue(Law.exp(1 / 9.35), Law.exp(1.0), servers), years=0.25, replications=40,
                 seed=SEED, warm_h=100)
        for servers in (11, 12)
    ]  # fmt: skip
    few, many = (result.values("stations", "wait_mean_h", "quay") for result in pair)
    assert (pair[0].values("sources", "came", "barges")
            == pair[1].values("sources", "came", "barges")).all()  # fmt: skip
    assert abs(z_of(few - many, 0.309661 - 0.122044)) < 4
    assert (few - many).var() < 0.6 * few.var()


def test_a_station_without_groups_is_not_needed() -> None:
    """A scenario may have stations that nobody visits; their figures are 0."""
    scenario = Scenario(
        vehicles=(Vehicle("barge"),),
        sources=(Source("barges", (("barge", 1.0),), (Sail(Law.exp(1)),), gap=Law.exp(5)),),
        stations=(Station("quay", lanes("quay", 1).groups),),
    )
    result = simulate(scenario, years=0.01, replications=1)
    assert result.mean("stations", "served", "quay") == 0
