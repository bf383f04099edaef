"""The loop and the oracle tell every unit the same story."""

from collections import defaultdict

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sim_oracle import oracle_blame, oracle_trace
from sim_scenarios import HOURS, often_shut, scenarios

from tongqu.sim import Berthing, Law, Sail, Scenario, Source, Store, Vehicle, Work, lanes, simulate
from tongqu.sim.result import SHUT_BY
from tongqu.sim.tracing import WORDS, Line, trace_run


def stories(lines: list[Line]) -> dict[tuple[str, int], list[tuple[float, str, str]]]:
    """Return what happened to each unit, in order."""
    found = defaultdict(list)
    for line in lines:
        found[line.source, line.serial].append((line.time_h, line.what, line.where))
    return found


def assert_same(scenario: Scenario, seed: int, replication: int = 0) -> None:
    ours = stories(trace_run(scenario, hours=HOURS, seed=seed, replication=replication))
    wanted = stories(oracle_trace(scenario, hours=HOURS, seed=seed, replication=replication))
    assert set(ours) == set(wanted)
    for unit, story in wanted.items():
        assert [step[1:] for step in ours[unit]] == [step[1:] for step in story], unit
        assert [step[0] for step in ours[unit]] == pytest.approx(
            [step[0] for step in story], rel=1e-9, abs=1e-9
        ), unit


@settings(max_examples=100, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(scenario=scenarios(), seed=st.integers(0, 2**40))
def test_every_unit_has_the_same_story(scenario: Scenario, seed: int) -> None:
    """Random ports: the compiled loop does what processes in plain Python do."""
    assert_same(scenario, seed, seed % 7)


@settings(max_examples=100, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(scenario=st.one_of(scenarios(), often_shut()), seed=st.integers(0, 2**40))
def test_every_hour_has_the_same_cause(scenario: Scenario, seed: int) -> None:
    """Random ports: waits and lost hours fall to closures, levels, nights and weather as they do
    when each span between two changes of the calendars is looked at by itself."""
    found = simulate(scenario, years=HOURS / 8760, replications=1, seed=seed, check=False)
    wanted = oracle_blame(scenario, hours=HOURS, seed=seed, replication=0)
    stations = found.tables["stations"]
    for k, row in enumerate(found.ids["stations"]):
        served, whole = stations["served"][0, k], stations["wait_mean_h"][0, k]
        shut = {cause: stations[f"wait_shut_{cause}_h"][0, k] for cause in SHUT_BY}
        if any((row, cause) in wanted.waited for cause in ("open", *SHUT_BY)):
            assert served * (whole - sum(shut.values())) == near(wanted.waited[row, "open"])
        for cause in SHUT_BY:
            assert served * shut[cause] == near(wanted.waited[row, cause]), (row, cause)
    for table, name, hours in (
        ("sources", "awaited", wanted.awaited),
        ("sources", "lost", wanted.lost),
        ("calendars", "lost", wanted.of_calendar),
    ):
        for k, row in enumerate(found.ids[table]):
            for cause in SHUT_BY:
                value = found.tables[table][f"{name}_{cause}_h"][0, k]
                assert value == near(hours[row, cause]), (table, row, cause)


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-9, abs=1e-7)


def test_the_random_ports_have_every_cause() -> None:
    """Each cause occurs in them before servers, before locks, in a wait for a calendar and in work,
    so that the oracle has seen it."""
    seen: set[tuple[str, str]] = set()

    @settings(max_examples=500, database=None, derandomize=True, phases=[Phase.generate])
    @given(scenario=often_shut())
    def collect(scenario: Scenario) -> None:
        found = simulate(scenario, years=HOURS / 8760, replications=1, check=False)
        for cause in SHUT_BY:
            waits = found.tables["stations"][f"wait_shut_{cause}_h"][0]
            for (_, what), hours in zip(found.ids["stations"], waits, strict=True):
                if hours > 0:
                    seen.add((what, cause))
            for name in ("awaited", "lost"):
                if found.tables["sources"][f"{name}_{cause}_h"].any():
                    seen.add((name, cause))

    collect()
    kinds = ("servers", "up", "down", "awaited", "lost")
    assert seen == {(kind, cause) for kind in kinds for cause in SHUT_BY}


def test_the_random_ports_have_everything() -> None:
    """Each thing that can happen to a unit happens in them, so that the oracle has seen it."""
    seen: set[str] = set()

    @settings(max_examples=60, database=None, phases=[Phase.generate])
    @given(scenario=scenarios())
    def collect(scenario: Scenario) -> None:
        seen.update(line.what for line in trace_run(scenario, hours=HOURS, seed=1))

    collect()
    assert seen == set(WORDS.values())


def test_who_is_turned_away_gives_back_what_was_kept() -> None:
    """Two barges are sent for at once, one finds no place: what was kept for it is there again."""
    stay = Berthing("quay", (Work("load", 100.0, store="yard"),), after=Law.const(7.3))
    come = Source("barges", (("barge", 1.0),), (Sail(Law.const(0.7)), stay), gap=Law.exp(2.0),
                  store="yard")  # fmt: skip
    bring = Source("trucks", (("truck", 1.0),), (Work("discharge", 500.0, store="yard"),),
                   gap=Law.exp(1.3))  # fmt: skip
    scenario = Scenario(
        (Vehicle("barge", Law.const(300.0)), Vehicle("truck", Law.const(60.0))), (come, bring),
        (lanes("quay", 1, places=0),), (Store("yard", "coal", 2000.0, 900.0),),
    )  # fmt: skip
    assert_same(scenario, 5)
    lines = trace_run(scenario, hours=HOURS, seed=5)
    away = sum(line.what == "is turned away" for line in lines)
    taken = sum(line.what == "takes" for line in lines)
    assert away > 3
    assert taken > 5  # were it kept for ever, nobody would be sent after the first few


def test_room_that_was_kept_is_given_back_too() -> None:
    """The same for barges that are sent when there is room for what they bring."""
    stay = Berthing("quay", (Work("discharge", 100.0, store="silo"),), after=Law.const(7.3))
    come = Source("barges", (("barge", 1.0),), (Sail(Law.const(0.7)), stay), gap=Law.exp(2.0),
                  store="silo", needs="room")  # fmt: skip
    fetch = Source("trucks", (("truck", 1.0),), (Work("load", 500.0, store="silo"),),
                   gap=Law.exp(1.3), store="silo")  # fmt: skip
    scenario = Scenario(
        (Vehicle("barge", Law.const(300.0)), Vehicle("truck", Law.const(60.0))), (come, fetch),
        (lanes("quay", 1, places=0),), (Store("silo", "grain", 1000.0),),
    )  # fmt: skip
    assert_same(scenario, 5)
    lines = trace_run(scenario, hours=HOURS, seed=5)
    assert sum(line.what == "is turned away" for line in lines) > 3
    assert sum(line.what == "puts" for line in lines) > 5
