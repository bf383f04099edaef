"""Whose traffic grows, and what no traffic, or some, makes impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.errors import DatasetError, UsageError
from tongqu.sim.impossible import impossible
from tongqu.sim.sweep import growing_sources, scaled

if TYPE_CHECKING:
    from tongqu.sim import Scenario

__all__ = ["check_possible", "overrun_by", "scaled_sources"]

HARDLY_ANY = 1e-6


def scaled_sources(scenario: Scenario, asked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the sources whose traffic grows: those asked for, or all with gaps of this port.

    Raises
    ------
    UsageError
        If there is none: a fleet or a timetable has no factor.
    """
    able = [row.id for row in scenario.sources if row.gap is not None]
    wrong = [name for name in asked if name not in able]
    if wrong:
        raise UsageError.of("capacity_no_such_source", source=", ".join(wrong),
                            known=", ".join(able))  # fmt: skip
    found = asked or growing_sources(scenario)
    if not found:
        raise UsageError.of("capacity_no_source")
    return found


def check_possible(scenario: Scenario, sources: tuple[str, ...]) -> None:
    """Refuse a scenario that cannot work however little traffic there is.

    Raises
    ------
    DatasetError
        With all that is impossible.
    """
    problems = list(impossible(scaled(scenario, HARDLY_ANY, sources)))
    if problems:
        raise DatasetError("this scenario cannot work", problems)


def overrun_by(scenario: Scenario) -> str | None:
    """Return what must do more than it can at best: a station, lock or store; None if nothing."""
    for problem in impossible(scenario):
        for kind in ("station", "lock", "store"):
            if kind in problem.params:
                return str(problem.params[kind])
    return None
