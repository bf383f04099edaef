"""What a queue costs at other places, against what is known without a simulation."""

import csv
import io
from typing import Any

import pytest

from tongqu.sim import (
    Berthing,
    Chamber,
    Law,
    Lock,
    Pass,
    Scenario,
    Serve,
    Source,
    Store,
    Vehicle,
    Work,
    lanes,
    settle,
    sim_answer,
    simulate,
)
from tongqu.sim.answer_table import answer_csv
from tongqu.sim.handed_on import handed_on, unlimited


def row_of(found: dict[str, Any], place: str) -> dict[str, Any]:
    return next(row for row in found["rows"] if row["id"] == place)


def holds(part: dict[str, float], value: float) -> bool:
    """Return whether a value lies in an interval, with an hour's thousandth for rounding."""
    return part["low"] - 1e-3 <= value <= part["high"] + 1e-3


@pytest.fixture(scope="module")
def row_of_queues() -> dict[str, Any]:
    """Two M/M/1 in a row, at 0.8."""
    route = (Serve("first", Law.exp(1.0)), Serve("second", Law.exp(1.0)))
    come = Source("barges", (("barge", 1.0),), route, gap=Law.exp(1.25))
    stations = (lanes("first", 1), lanes("second", 1))
    scenario = Scenario((Vehicle("barge"),), (come,), stations)
    return handed_on(simulate(scenario, years=2, replications=20, warm_h=500))


def test_burke(row_of_queues: dict[str, Any]) -> None:
    """What leaves an M/M/1 is a Poisson stream again: without the queue of the first the second
    waits as before; each saves its own 4 h, and nothing goes against the stream."""
    first, second = row_of(row_of_queues, "first"), row_of(row_of_queues, "second")
    assert holds(first["handed_on_h"], 0.0)
    assert first["handed_on_h"]["high"] - first["handed_on_h"]["low"] < 0.5
    assert second["handed_on_h"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    for row in (first, second):
        assert holds(row["own_h"], 4.0)
        assert row["own_h"]["low"] > 3.0


def test_a_convoy_hands_on_and_a_narrow_place_holds_back() -> None:
    """A lock by the clock sends convoys to the quay: without it the quay is the M/M/1 of the
    formula, and what it waited above that was handed on; a lane that serves at even steps spares
    the quay behind it what even arrivals save."""
    vehicle = Vehicle("barge", length_m=20.0, beam_m=8.0)
    formula = 0.7 / 0.3
    lock = Lock("lock", (Chamber("c", 400.0, 9.0, 0.1, 0.1),), every_h=12.0)
    for step, parts, sign in (
        (Pass("lock", "up"), {"locks": (lock,)}, 1),
        (Serve("lane", Law.const(1.25)), {"lane": True}, -1),
    ):
        stations = (lanes("quay", 1), *((lanes("lane", 1),) if parts.pop("lane", False) else ()))
        come = Source("s", (("barge", 1.0),), (step, Serve("quay", Law.exp(1.0))),
                      gap=Law.exp(1 / 0.7))  # fmt: skip
        scenario = Scenario((vehicle,), (come,), stations, **parts)  # type: ignore[arg-type]
        result = simulate(scenario, years=2, replications=20, warm_h=500)
        row = row_of(handed_on(result), "lock" if sign > 0 else "lane")
        handed = row["to"][0]["saved_h"]
        assert row["to"][0]["id"] == "quay"
        assert sign * handed["value"] > 0
        assert handed["low"] > 0 or handed["high"] < 0
        # The quay without the place before it has luck of its own against the formula: so many
        # customers of M/M/1 leave a standard error of 0.037 (asymptotic variance 335 over 245,000).
        without = result.mean("stations", "wait_mean_h", "quay") - handed["value"]
        assert without == pytest.approx(formula, abs=4 * 0.037)


def a_yard(capacity_t: float) -> Scenario:
    """One berth, a yard that is too small, trucks that are sent for what lies there."""
    work = Work("discharge", 100.0, store="yard", factor=Law.exp(1.0))
    vessels = Source("vessels", (("barge", 1.0),), (Berthing("quay", (work,)),),
                     gap=Law.exp(10.0), cargo="coal")  # fmt: skip
    load = (Serve("gate", Law.exp(0.5)), Work("load", 100.0, store="yard"))
    trucks = Source("trucks", (("truck", 1.0),), load, gap=Law.exp(0.5), cargo="coal",
                    store="yard")  # fmt: skip
    vehicles = (Vehicle("barge", Law.const(500.0)), Vehicle("truck", Law.const(30.0)))
    stations = (lanes("quay", 1), lanes("gate", 2))
    return Scenario(vehicles, (vessels, trucks), stations, (Store("yard", "coal", capacity_t),))


def test_a_yard_hands_its_delay_to_the_berth() -> None:
    """With room without end the berth is an M/M/1 at 0.5 and waits 5 h: all above that came from
    the yard, as did the vessel's own wait for room; the berth hands nothing to the yard's room
    that it would not have needed anyhow."""
    result = simulate(a_yard(800.0), years=2, replications=20, warm_h=1000)
    found = handed_on(result)
    yard = row_of(found, "yard")
    to_quay = next(part for part in yard["to"] if part["id"] == "quay")["saved_h"]
    assert to_quay["low"] > 1.0
    assert holds(to_quay, result.mean("stations", "wait_mean_h", "quay") - 5.0)
    assert yard["own_h"]["low"] > 0.0
    assert yard["saved_h"]["value"] == pytest.approx(
        yard["own_h"]["value"] + yard["handed_on_h"]["value"], abs=2e-4
    )


def test_a_place_without_which_nothing_settles() -> None:
    """A gate that turns away what is too much keeps the quay alive; without it there is no mean."""
    route = (Serve("narrow", Law.const(1.0)), Serve("quay", Law.const(0.99)))
    come = Source("s", (("v", 1.0),), route, gap=Law.exp(0.7))
    stations = (lanes("narrow", 1, places=3), lanes("quay", 1))
    result = simulate(
        Scenario((Vehicle("v"),), (come,), stations), years=1, replications=3, check=False
    )
    row = row_of(handed_on(result), "narrow")
    assert not row["settled"]
    assert row["saved_h"] is None
    assert row["to"] == []


def test_in_answer_and_table() -> None:
    """One run has no intervals; the table holds every cell of the matrix."""
    found = settle(a_yard(1500.0), years=2, replications=1, seed=2)
    answer = {**sim_answer(found), "handed_on": handed_on(found.result)}
    part = answer["handed_on"]
    assert part["method"] == ""
    assert {row["saved_h"]["low"] for row in part["rows"]} == {None}
    rows = [row for row in csv.DictReader(io.StringIO(answer_csv(answer)))
            if row["table"] == "handed_on"]  # fmt: skip
    cells = sum(3 + len(row["to"]) for row in part["rows"])
    assert len(rows) == cells
    assert any((row["id"], row["waits_for"]) == ("yard", "quay") for row in rows)


def test_the_same_luck_without_a_lock() -> None:
    """A lock that is taken away draws nothing, so vessels come and are served as before."""
    lock = Lock("lock", (Chamber("c", 100.0, 12.0, 0.25, 0.25),), enter_h=0.1, leave_h=0.05)
    route = (Pass("lock", "up"), Serve("quay", Law.exp(2.0)), Pass("lock", "down"))
    come = Source("s", (("barge", 1.0),), route, gap=Law.exp(50.0))
    vehicle = Vehicle("barge", length_m=40.0, beam_m=8.0)
    scenario = Scenario((vehicle,), (come,), (lanes("quay", 9),), locks=(lock,))
    free = unlimited(scenario, "lock")
    locked, sailed = (simulate(port, years=1, replications=2) for port in (scenario, free))
    assert locked.mean("sources", "came", "s") == sailed.mean("sources", "came", "s")
    stay = sailed.mean("sources", "stay_mean_h", "s")
    assert stay < locked.mean("sources", "stay_mean_h", "s")
    served = simulate(unlimited(free, "quay"), years=1, replications=2)
    assert served.mean("sources", "stay_mean_h", "s") == pytest.approx(stay, rel=1e-6)
