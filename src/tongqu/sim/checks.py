"""What is wrong with a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import Problem

if TYPE_CHECKING:
    from tongqu.sim.scenario import Scenario


def scenario_problems(scenario: Scenario) -> list[Problem]:
    """Return all problems of a scenario."""
    return []
