"""The loop and the oracle tell every unit the same story."""

from collections import defaultdict

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sim_oracle import oracle_trace
from sim_scenarios import HOURS, scenarios

from tongqu.sim import Scenario
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


def test_the_random_ports_have_everything() -> None:
    """Each thing that can happen to a unit happens in them, so that the oracle has seen it."""
    seen: set[str] = set()

    @settings(max_examples=60, database=None, phases=[Phase.generate])
    @given(scenario=scenarios())
    def collect(scenario: Scenario) -> None:
        seen.update(line.what for line in trace_run(scenario, hours=HOURS, seed=1))

    collect()
    assert seen == set(WORDS.values())
