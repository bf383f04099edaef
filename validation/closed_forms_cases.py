"""Closed forms that the simulator is held against, each with a scenario that should meet it."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
    Store,
    Vehicle,
    Work,
    lanes,
)

KNOWN = Path(__file__).parents[1] / "tests" / "queueing" / "data" / "waits.csv"

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One closed form.

    Attributes
    ----------
    group, name
        Of the table, and of the row.
    exact
        The known value.
    scenario
        What is simulated; its mean service time is 1 h, or what the row says.
    read
        The same figure of each replication.
    warm_h
        Hours left out: thirty relaxation times of the queue, or more.
    units_per_h
        Of the busiest source; the length of the pilot follows from it.
    """

    group: str
    name: str
    exact: float
    scenario: Scenario
    read: Callable[[SimResult], Values]
    warm_h: float
    units_per_h: float


def law(letter: str, mean: float) -> Law:
    """Return a law by its letter."""
    if letter == "D":
        return Law.const(mean)
    return Law.exp(mean) if letter == "M" else Law.erlang(mean, int(letter[1:]))


def quay(arrival: Law, service: Law, berths: int, places: int | None = None) -> Scenario:
    """Return a station with one group, and who comes there."""
    come = Source("barges", (("barge", 1.0),), (Serve("quay", service),), gap=arrival)
    return Scenario((Vehicle("barge"),), (come,), (lanes("quay", berths, places=places),))


def wait(name: str, direction: str = "") -> Callable[[SimResult], Values]:
    """Return what reads the mean wait at a place."""
    return lambda result: np.asarray(
        result.values("stations", "wait_mean_h", *((name, direction) if direction else (name,)))
    )


def berths() -> Iterator[Case]:
    """Yield the table of waits: broad first, so that an ended run has seen all of it."""
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    first = [row for row in rows if row["berths"] in ("1", "4", "11")
             and row["utilisation"].rstrip("0") in ("0.5", "0.7", "0.8", "0.9")]  # fmt: skip
    for row in first + [row for row in rows if row not in first]:
        number, load = int(row["berths"]), float(row["utilisation"])
        rate = number * load
        relaxed = 1 / (number * (1 - math.sqrt(load)) ** 2)
        yield Case(
            f"{row['arrival']}/{row['service']}/c", f"{number} at {load:g}",
            queue_wait(row["arrival"], row["service"], number, load).wait,
            quay(law(row["arrival"], 1 / rate), law(row["service"], 1.0), number),
            wait("quay"), max(50.0, 30 * relaxed), rate,
        )  # fmt: skip


def anchorages() -> Iterator[Case]:
    """Yield M/M/c/K."""
    for number, places, offered in ((2, 6, 1.6), (11, 20, 9.9)):
        exact = queue_loss(number, places, offered)
        scenario = quay(Law.exp(1 / offered), Law.exp(1.0), number, places - number)
        assert exact.refused is not None
        for what, value, read in (
            ("refused", exact.refused, _refused), ("wait", exact.wait, wait("quay")),
        ):  # fmt: skip
            yield Case("limited anchorage", f"M/M/{number}/{places}, {offered:g}: {what}", value,
                       scenario, read, 200.0, offered)  # fmt: skip


def _refused(result: SimResult) -> Values:
    refused = result.values("stations", "refused", "quay")
    return np.asarray(refused / result.values("sources", "came", "barges"))


def fleet() -> Iterator[Case]:
    """Yield the fleet that comes back."""
    route = (Sail(Law.exp(40.0)), Serve("quay", Law.exp(5.0)), Again())
    scenario = Scenario(
        (Vehicle("barge"),), (Source("fleet", (("barge", 1.0),), route, fleet=20),),
        (lanes("quay", 2),),
    )  # fmt: skip
    exact = queue_fleet(20, 2, away_h=40, service_h=5)
    assert exact.throughput_per_h is not None
    assert exact.wait_h is not None

    def trips(result: SimResult) -> Values:
        return np.asarray(result.values("stations", "served", "quay") / result.measured_h)

    for what, value, read in (
        ("trips an hour", exact.throughput_per_h, trips), ("wait, h", exact.wait_h, wait("quay")),
    ):  # fmt: skip
        yield Case("fleet", f"20 barges, 2 berths, 40 h away, 5 h: {what}", value, scenario, read,
                   2000.0, exact.throughput_per_h)  # fmt: skip


def tandem() -> Iterator[Case]:
    """Yield Burke's stations in a row."""
    names, service = "abcd", (1.0, 1.0, 1.0, 2.0)
    route = tuple(Serve(name, Law.exp(h)) for name, h in zip(names, service, strict=True))
    scenario = Scenario(
        (Vehicle("barge"),), (Source("barges", (("barge", 1.0),), route, gap=Law.exp(1.25)),),
        (*(lanes(name, 1) for name in "abc"), lanes("d", 2)),
    )  # fmt: skip

    def waits(result: SimResult) -> Values:
        return np.sum([wait(name)(result) for name in names], axis=0)  # type: ignore[no-any-return]

    yield Case("tandem", "three M/M/1 and an M/M/2, in all, h", 140 / 9, scenario, waits, 4000.0,
               0.8)  # fmt: skip


def locks() -> Iterator[Case]:
    """Yield locks that lock by the clock.

    The chamber holds just the vessels of the formula, two abreast. `every_h` is the cycle: a
    lockage begins every so many hours with those who are there, however few, and a vessel that
    comes while another is under way waits for the next. The wait is that to the beginning.
    """
    for arrivals, cycle, vessels, exact in (
        (2.0, 1.0, 4, 0.549652), (2.0, 1.25, 4, 0.769892), (4.0, 1.5, 8, 0.895290),
    ):  # fmt: skip
        chamber = Chamber("chamber", 50.0 * vessels / 2, 20.0, 0.1, 0.1)
        come = Source("barges", (("barge", 1.0),), (Pass("lock", "down"),),
                      gap=Law.exp(1 / arrivals))  # fmt: skip
        scenario = Scenario(
            (Vehicle("barge", length_m=50.0, beam_m=10.0),), (come,),
            locks=(Lock("lock", (chamber,), 0.0, 0.0, every_h=cycle),),
        )  # fmt: skip
        yield Case("lock by the clock", f"{arrivals:g} an hour, every {cycle:g} h, {vessels}",
                   exact, scenario, wait("lock", "down"), 500.0, arrivals)  # fmt: skip


def silo() -> Iterator[Case]:
    """Yield the silo: the steady drain is one of small trucks, 5 t each."""
    ships = Source("ships", (("ship", 1.0),), (Work("discharge", 1e9, "silo"),), gap=Law.exp(2.0))
    trucks = Source("trucks", (("truck", 1.0),), (Work("load", 1e9, "silo"),),
                    gap=Law.const(1 / 120), store="silo")  # fmt: skip
    scenario = Scenario(
        (Vehicle("ship", Law.exp(1000.0)), Vehicle("truck", Law.const(5.0))), (ships, trucks),
        stores=(Store("silo", "grain", 1e9),),
    )  # fmt: skip
    yield Case("silo", "half a batch of 1,000 t an hour, 600 t/h drawn: content, t", 5000.0,
               scenario, lambda result: result.values("stores", "content_mean_t", "silo"), 1000.0,
               120.0)  # fmt: skip


def cases() -> list[Case]:
    """Return all, those with one of a kind first."""
    return [*locks(), *anchorages(), *fleet(), *tandem(), *silo(), *berths()]
