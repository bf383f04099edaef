"""What a wait is put to, by hand and as a sum."""

import csv
import io
import math

import numpy as np
import pytest

from tongqu.sim import (
    Berthing,
    Calendar,
    Chamber,
    Group,
    Law,
    Lock,
    Pass,
    RandomStops,
    Sail,
    Scenario,
    Serve,
    SimResult,
    Source,
    Station,
    Vehicle,
    WaitFor,
    lanes,
    settle,
    sim_answer,
    simulate,
)
from tongqu.sim.answer_table import answer_csv
from tongqu.sim.call_waits import call_wait_h, lost_by_cause, waits_by_cause

NIGHT = tuple(0.0 if hour % 24 < 6 else 1.0 for hour in range(168))


def of(route: tuple[object, ...], times: tuple[float, ...], **parts: object) -> SimResult:
    """Return two days of vessels that come at some hours."""
    come = Source("v", (("barge", 1.0),), route, times=times)  # type: ignore[arg-type]
    scenario = Scenario((Vehicle("barge", length_m=40.0, beam_m=8.0),), (come,), **parts)  # type: ignore[arg-type]
    return simulate(scenario, years=48 / 8760, replications=1, check=False)


def waits(result: SimResult) -> dict[str, float]:
    """Return the hours that occur."""
    return {cause: float(hours[0]) for cause, hours in waits_by_cause(result).items() if hours[0]}


def test_a_night_before_a_berth() -> None:
    """Two come at 3, the berth opens at 6 and takes 2 h each: three hours are the night's for
    both, two are the berth's for the second."""
    night = Calendar("night", week=NIGHT)
    quay = Station("quay", (Group("quay", 1, calendar="night"),))
    stay = Berthing("quay", (), before=Law.const(2.0))
    found = of((stay,), (3.0, 3.0), stations=(quay,), calendars=(night,))
    assert waits(found) == pytest.approx({"berth": 1.0, "night": 3.0})


def test_a_closure_hides_the_night() -> None:
    """Closed from 2 to 10, night until 6: who comes at 1 waits an hour of the night, and then for
    the closure."""
    both = Calendar("both", week=NIGHT, closures=((2.0, 10.0),))
    lock = Lock("lock", (Chamber("c", 100.0, 12.0, 0.3, 0.3, calendar="both"),))
    found = of((Pass("lock", "down"),), (1.0,), locks=(lock,), calendars=(both,))
    assert waits(found) == pytest.approx({"night": 1.0, "closure": 8.0})


def test_a_second_chamber_that_is_open_lets_nobody_blame_the_night() -> None:
    """One that fits both waits for the lock, though one of the two is shut; one that is too
    long for the open one waits for the night."""
    night = Calendar("night", week=NIGHT)
    rooms = (
        Chamber("long", 100.0, 12.0, 0.5, 0.5, "down", calendar="night"),
        Chamber("short", 30.0, 12.0, 0.5, 0.5, "up"),
    )
    found = of((Pass("lock", "up"),), (1.0,), locks=(Lock("lock", rooms),), calendars=(night,))
    assert waits(found) == pytest.approx({"night": 5.0})
    found = of((Pass("lock", "up"),), (1.0,), calendars=(night,),
               locks=(Lock("lock", (rooms[0], Chamber("s", 50.0, 12.0, 0.5, 0.5))),))  # fmt: skip
    assert waits(found) == pytest.approx({"lock": 0.5})


def test_too_few_cranes_at_night_are_none_for_who_needs_two() -> None:
    """Half of two lanes at night: open for who needs one, shut for who needs both."""
    half = Calendar("half", week=tuple(0.5 if hour % 24 < 6 else 1.0 for hour in range(168)))
    gate = lanes("gate", 2, calendar="half")
    for servers, wanted in ((1, {"service": 1.0}), (2, {"night": 2.5, "service": 0.5})):
        stay = Serve("gate", Law.const(1.0), servers=servers)
        times = (3.0, 3.0, 3.0) if servers == 1 else (3.5, 3.5)
        found = of((stay,), times, stations=(gate,), calendars=(half,))
        assert waits(found) == pytest.approx(wanted)


def test_water_and_level() -> None:
    """A depth that comes back at 20 is waited for as water, a tide that is a pattern
    of the week as that; berths that open at 20 were closed."""
    depth = Calendar("depth", changes=((0.0, 1.5), (20.0, 2.5)))
    found = of((WaitFor("depth", 2.0),), (4.0,), calendars=(depth,))
    assert waits(found) == pytest.approx({"water": 16.0})
    tide = Calendar("tide", week=tuple(1.5 if hour % 12 < 6 else 3.0 for hour in range(168)))
    found = of((WaitFor("tide", 2.0),), (4.0,), calendars=(tide,))
    assert waits(found) == pytest.approx({"night": 2.0})
    works = Calendar("works", changes=((0.0, 0.0), (20.0, 1.0)))
    found = of((Serve("gate", Law.const(1.0)),), (4.0,), calendars=(works,),
               stations=(lanes("gate", 1, calendar="works"),))  # fmt: skip
    assert waits(found) == pytest.approx({"closure": 16.0})


def test_hours_lost_on_the_way() -> None:
    """Ten hours of sailing from 3 on, at 0.5 by its water and not before 6: three hours are lost,
    half of each to the water's level and half to the night, and then as many as are sailed."""
    slow = Calendar("slow", week=NIGHT, changes=((0.0, 0.5),))
    found = of((Sail(Law.const(9.0), "slow"),), (3.0,), calendars=(slow,))
    assert found.mean("sources", "stay_mean_h", "v") == pytest.approx(21.0)
    lost = {cause: float(hours[0]) for cause, hours in lost_by_cause(found).items() if hours[0]}
    assert lost == pytest.approx({"level": 10.5, "night": 1.5})
    assert waits(found) == {}
    fast = Calendar("fast", changes=((0.0, 2.0),))
    found = of((Sail(Law.const(9.0), "fast"),), (3.0,), calendars=(fast,))
    assert found.mean("calendars", "lost_level_h", "fast") == pytest.approx(-4.5)


def test_a_wait_for_ever_is_told_as_far_as_the_run_goes() -> None:
    """Who waits for a depth that never comes has waited to the end of the run, not for ever."""
    dry = Calendar("dry", changes=((0.0, 1.0),))
    found = of((WaitFor("dry", 2.0),), (8.0,), calendars=(dry,))
    assert found.mean("calendars", "lost_h", "dry") == pytest.approx(40.0)


def a_port() -> Scenario:
    """A lock and a quay with nights, a closure and wind."""
    calendars = (
        Calendar("lock", closures=((900.0, 960.0),)),
        Calendar("quay", week=NIGHT, stops=RandomStops(Law.exp(40.0), Law.exp(4.0))),
    )
    lock = Lock("lock", (Chamber("c", 100.0, 12.0, 0.3, 0.3, calendar="lock"),))
    quay = Station("quay", (Group("quay", 3, calendar="quay"),))
    stay = Berthing("quay", (), before=Law.erlang(4.0, 2))
    route = (Pass("lock", "up"), stay, Sail(Law.const(1.0), "quay"), Pass("lock", "down"))
    come = Source("v", (("barge", 1.0),), route, gap=Law.exp(3.0))
    vehicle = Vehicle("barge", length_m=40.0, beam_m=8.0)
    return Scenario((vehicle,), (come,), (quay,), locks=(lock,), calendars=calendars)


def test_the_parts_are_the_whole() -> None:
    """Waits by cause add up to the wait of a call, rows of stations to their means, hours lost of
    calendars to theirs; in the answer and in its table."""
    found = settle(a_port(), years=0.2, replications=5)
    whole = call_wait_h(found.result)
    answer = sim_answer(found)
    calls = answer["calls"]
    assert set(calls["wait_by_cause_h"]) == {"lock", "berth", "closure", "night", "weather"}
    parts = [part["value"] for part in calls["wait_by_cause_h"].values()]
    assert math.fsum(parts) == pytest.approx(float(np.mean(whole)), abs=1e-3)
    for row in answer["stations"]:
        told = [part["value"] for part in row["wait_by_cause_h"].values()]
        assert math.fsum(told) == pytest.approx(row["wait_mean_h"]["value"], abs=1e-3)
    for row in answer["calendars"]:
        told = [part["value"] for part in row["lost_by_cause_h"].values()]
        assert math.fsum(told) == pytest.approx(row["lost_h"]["value"], abs=0.5)
    assert set(calls["lost_by_cause_h"]) == {"night", "weather"}
    rows = list(csv.DictReader(io.StringIO(answer_csv(answer))))
    in_csv = {row["id"]: float(row["value"]) for row in rows if row["figure"] == "wait_by_cause_h"}
    assert in_csv == {k: part["value"] for k, part in calls["wait_by_cause_h"].items()}
    of_quay = {row["figure"] for row in rows if (row["table"], row["id"]) == ("stations", "quay")}
    assert {"wait_by_cause_h:night", "wait_by_cause_h:berth"} <= of_quay


def test_a_lost_hour_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that do not add up to the wait are a mistake of ours, and no answer."""
    from tongqu.errors import TongquError
    from tongqu.sim import columns, running

    kept = running.Runner.run

    def run(self: running.Runner, replication: int) -> bool:
        ended = kept(self, replication)
        self.table("blame")[1][:, columns.B_OPEN] += 1.0
        return ended

    monkeypatch.setattr(running.Runner, "run", run)
    with pytest.raises(TongquError, match="two ways of counting"):
        simulate(a_port(), years=0.1, replications=1)
