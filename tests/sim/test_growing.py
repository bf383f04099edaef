"""How often a port that settles is said not to, and how often one that does not passes unseen."""

from dataclasses import replace

import pytest

from tongqu.sim import (
    Berthing,
    Law,
    Scenario,
    Serve,
    Source,
    Store,
    Vehicle,
    Work,
    lanes,
    simulate,
)
from tongqu.sim.settling import beginning, queue_grows, settle

SEEDS = range(1, 31)
YEAR_H = 8760.0
CRANES = 3


def hidden(load: float) -> Scenario:
    """Return cranes whose load nobody sees before the run.

    A call takes two of three cranes, so only one call is worked at a time; what can be computed
    beforehand is that the cranes have half as much to do as there are.
    """
    call = Berthing("quay", (Work("discharge", 1000.0, pool="cranes", cranes=(2, 2)),))
    barge = Vehicle("barge", Law.exp(6000.0))
    come = Source("barges", (("barge", 1.0),), (call,), gap=Law.exp(3.0 / load))
    return Scenario((barge,), (come,), (lanes("quay", 400), lanes("cranes", CRANES)))


def doubts(load: float, years: float = 1.0) -> list[tuple[str, ...]]:
    return [beginning(hidden(load), years * YEAR_H, seed=seed).doubts for seed in SEEDS]


def test_the_load_is_what_it_is_called() -> None:
    """Two of three cranes at a time: the port of load 0.5 works half of the time."""
    result = simulate(hidden(0.5), years=2, replications=5)
    assert result.mean("groups", "utilisation", "cranes") == pytest.approx(2 / 3 * 0.5, rel=0.05)


@pytest.mark.parametrize(
    ("load", "years", "most"),
    [(0.5, 1, 0), (0.8, 1, 0), (0.9, 1, 1), (0.69, 0.5, 0), (0.9, 0.5, 5)],
)
def test_false_alarms(load: float, years: float, most: int) -> None:
    """Of 30 seeds no more than so many say that a stable port does not settle.

    At 0.9 the queue takes six weeks to forget anything: half a year is short for it.
    """
    assert sum(bool(said) for said in doubts(load, years)) <= most


@pytest.mark.parametrize(("load", "most"), [(1.02, 1), (1.1, 0)])
def test_misses(load: float, most: int) -> None:
    """Of 30 seeds no more than so many let a queue without end pass."""
    assert sum(not said for said in doubts(load)) <= most


def test_trucks_before_a_full_yard() -> None:
    """Vessels are sent for when there is room, so only trucks that bring can be too many."""
    barge, truck = Vehicle("barge", Law.const(500.0)), Vehicle("truck", Law.const(25.0))
    take = Berthing("quay", (Work("load", 100.0, "yard"),))
    barges = Source("barges", (("barge", 1.0),), (take,), gap=Law.exp(5.0), store="yard")
    bring = (Serve("gate", Law.exp(0.05)), Work("discharge", 300.0, "yard"))
    trucks = Source("trucks", (("truck", 1.0),), bring, gap=Law.exp(0.26))
    port = Scenario((barge, truck), (barges, trucks), (lanes("quay", 2), lanes("gate", 2)),
                    (Store("yard", "coal", 2000.0),))  # fmt: skip
    # 96 t an hour come; two berths load 200 t an hour, or 92 t.
    slow = replace(take.works[0], rate_t_per_h=46.0)
    full = replace(port, sources=(replace(barges, route=(replace(take, works=(slow,)),)), trucks))
    calm = simulate(port, years=1, replications=5, seed=4, warm_h=500.0)
    jam = simulate(full, years=1, replications=5, seed=4, warm_h=500.0, check=False)
    assert not queue_grows(calm)
    assert queue_grows(jam)
    longest = jam.series_of("quay", "servers")["queue_mean"].max()
    assert jam.series_of("yard", "room")["queue_mean"][-2] > 10 * longest


def test_no_mean_of_a_queue_that_grows() -> None:
    """The answer of a port that does not settle has no figures, and says why."""
    found = settle(hidden(1.1), years=0.5, replications=4)
    assert found.doubts
    assert not found.settled
