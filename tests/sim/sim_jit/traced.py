"""Traces of a few random ports, told by this process."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import Phase, given, settings
from sim_scenarios import scenarios

from tongqu.sim.tracing import Line, trace_run


def traced() -> list[Line]:
    """Return what happens in three random ports, always the same ones."""
    lines: list[Line] = []

    @settings(max_examples=3, derandomize=True, deadline=None, phases=[Phase.generate],
              database=None)  # fmt: skip
    @given(scenario=scenarios())
    def collect(scenario: object) -> None:
        lines.extend(trace_run(scenario, hours=36.0, seed=9))

    collect()
    return lines
