"""The same port with more traffic, or less: gaps between units by a factor, all else as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tongqu.errors import DatasetError, UsageError
from tongqu.sim.impossible import impossible

if TYPE_CHECKING:
    from tongqu.sim import Law, Scenario

__all__ = ["check_possible", "is_bearable", "scaled_sources", "with_traffic"]

OTHERS = "through-"
"""Sources of vessels of other ports begin with this: they do not grow with this port."""

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
    found = asked or tuple(name for name in able if not name.startswith(OTHERS))
    if not found:
        raise UsageError.of("capacity_no_source")
    return found


def with_traffic(scenario: Scenario, factor: float, sources: tuple[str, ...]) -> Scenario:
    """Return a scenario in which units of some sources come more often.

    Examples
    --------
    >>> from tongqu.sim import Law, Sail, Scenario, Source, Vehicle
    >>> come = Source("barges", (("barge", 1.0),), (Sail(Law.const(6)),), gap=Law.exp(4))
    >>> with_traffic(Scenario((Vehicle("barge"),), (come,)), 2.0, ("barges",)).sources[0].gap.mean
    2.0
    """
    return replace(
        scenario,
        sources=tuple(
            replace(row, gap=_shorter(row.gap, factor))
            if row.id in sources and row.gap is not None else row
            for row in scenario.sources
        ),
    )  # fmt: skip


def _shorter(law: Law, factor: float) -> Law:
    return replace(
        law, mean=law.mean / factor, low=law.low / factor, mode=law.mode / factor,
        high=law.high / factor, values=tuple(value / factor for value in law.values),
    )  # fmt: skip


def check_possible(scenario: Scenario, sources: tuple[str, ...]) -> None:
    """Refuse a scenario that cannot work however little traffic there is.

    Raises
    ------
    DatasetError
        With all that is impossible.
    """
    problems = list(impossible(with_traffic(scenario, HARDLY_ANY, sources)))
    if problems:
        raise DatasetError("this scenario cannot work", problems)


def is_bearable(scenario: Scenario) -> bool:
    """Whether demand is not for certain above what the port can do at best."""
    return next(iter(impossible(scenario)), None) is None
