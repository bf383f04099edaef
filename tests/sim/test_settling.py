"""When there is an answer, and when there is none."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tongqu import load_region
from tongqu.queueing import queue_wait
from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes, settle, settle_port, sim_answer
from tongqu.sim.answer_table import answer_rows
from tongqu.sim.call_waits import call_wait_h


def quay(load: float, berths: int = 2) -> Scenario:
    come = Source(
        "barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),),
        gap=Law.exp(6 / (berths * load)),
    )  # fmt: skip
    return Scenario((Vehicle("barge"),), (come,), (lanes("quay", berths),))


def test_runs_until_the_precision_is_held() -> None:
    """The interval that was asked for, around what the formula says, with its method."""
    found = settle(quay(0.6), years=1, precision=0.05, seed=3)
    answer = sim_answer(found)
    wait = answer["calls"]["wait_h"]
    assert found.settled
    assert found.stop.reached
    assert (wait["high"] - wait["low"]) / 2 <= 0.05 * wait["value"]
    assert wait["low"] <= 6 * queue_wait("M", "M", 2, 0.6).wait <= wait["high"]
    assert answer["method"].startswith("Student")


def test_too_few_runs_say_so() -> None:
    """A precision that is not reached is told, with the interval there is."""
    found = settle(quay(0.9), years=0.2, precision=0.001, most=20)
    stop = sim_answer(found)["stop"]
    assert (stop["reached"], stop["asked"]) == (False, 0.001)
    assert stop["relative_half_width"] > 0.001


def test_no_mean_where_nothing_settles() -> None:
    """A queue that starts to grow is named, and its mean is not shown."""
    rush = replace(quay(0.999), calendars=())
    fast = replace(rush.sources[0], gap=Law.exp(3.01))
    found = settle(replace(rush, sources=(fast,)), years=1, replications=4)
    assert not found.settled
    answer = sim_answer(found)
    assert answer["doubts"]
    assert answer["calls"] is None
    assert list(answer_rows(answer)) == []


def test_one_run_has_no_interval() -> None:
    """No interval without a method."""
    answer = sim_answer(settle(quay(0.5), years=0.3, replications=1))
    assert answer["method"] == ""
    assert answer["calls"]["wait_h"]["low"] is None


def test_waits_of_a_call_are_those_of_its_rows() -> None:
    """With one station the wait of a call is that of the station."""
    result = settle(quay(0.7), years=0.3, replications=3).result
    assert np.array_equal(call_wait_h(result), result.values("stations", "wait_mean_h", "quay"))


def test_a_port_counts_from_its_first_day() -> None:
    """A closure of that month costs its vessels hours that they would not have waited."""
    region = load_region("qujiang")
    waits = []
    for day in (date(2025, 1, 1), date(2025, 3, 1)):
        # Runs as short as this look, with some seeds, as if they went on warming up.
        port, found = settle_port(region, day, years=0.2, replications=2, seed=2)
        assert found.result.warm_h == port.lead_h
        assert found.settled
        waits.append(sim_answer(found, port)["calls"]["wait_by_cause_h"]["lock"]["value"])
    assert waits[0] > waits[1] + 24
    assert waits[1] < 24
    assert found.result.little_gap.max() < 1e-9
    assert found.result.tonnes_gap.max() == pytest.approx(0, abs=1e-9)
