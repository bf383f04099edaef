"""A port at several levels of traffic, all with the same luck, and what its service is there."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tongqu.estimates.intervals import Estimate, mean
from tongqu.sim.call_waits import call_sources, call_wait_h
from tongqu.sim.settling import quarters_grow
from tongqu.sim.simulate import YEAR_H, simulate
from tongqu.sim.sweep import scaled
from tongqu.studies.port_level import measures_of, values_of
from tongqu.studies.traffic import overrun_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from tongqu.sim import Scenario, SimResult
    from tongqu.studies.port_level import Measure, PortLevel

    Numbers = NDArray[np.float64]

__all__ = ["Reading", "Sample", "TrafficRuns"]

FARTHEST = 5.0
"""Logarithm beyond which it does not matter how far a figure is from its limit."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A figure at some traffic.

    Attributes
    ----------
    measure
        Which figure, and its limit.
    values
        By replication; their mean is the quotient of sums, their spread that of the quotient.
    """

    measure: Measure
    values: Numbers

    @property
    def excess(self) -> float:
        """Logarithm of the figure over its limit."""
        ratio = max(float(self.values.mean()), 0.0) / self.measure.limit
        return max(-FARTHEST, min(FARTHEST, math.log(max(ratio, 1e-9))))

    def estimate(self, confidence: float) -> Estimate:
        """Return the figure with its interval; one that never varies has none."""
        return mean(self.values, confidence)


@dataclass(frozen=True, eq=False)
class Sample:
    """What was found at some traffic.

    Attributes
    ----------
    factor
        Traffic over that of the scenario.
    readings
        All limited figures; none where the port cannot settle.
    call_wait_h, calls_per_year, tonnes_per_year
        Of those who call, by replication.
    calls
        How many called, in all replications.
    waited
        Rows in which somebody waited at all.
    overrun
        Where the queue grows without end, or demand is for certain above what can be done.
    """

    factor: float
    readings: tuple[Reading, ...]
    call_wait_h: Numbers
    calls_per_year: Numbers
    tonnes_per_year: Numbers
    calls: float
    waited: frozenset[tuple[str, str]]
    overrun: str | None = None

    @property
    def replications(self) -> int:
        """How many there were; 0 where none was needed."""
        return self.call_wait_h.size

    @property
    def binding(self) -> Reading:
        """The figure that is farthest up to its limit, or over it."""
        return max(self.readings, key=lambda reading: reading.excess)

    @property
    def excess(self) -> float:
        """Logarithm of that figure over its limit."""
        return self.binding.excess if self.readings else FARTHEST

    def verdict(self, confidence: float) -> str:
        """Return ``kept`` or ``broken`` where intervals say so, otherwise ``open``."""
        if not self.readings:
            return "broken"
        found = [(row.estimate(confidence), row.measure.limit) for row in self.readings]
        if all(estimate.high <= limit for estimate, limit in found):
            return "kept"
        return "broken" if any(estimate.low > limit for estimate, limit in found) else "open"


@dataclass(eq=False)
class TrafficRuns:
    """Runs of one scenario at any traffic; what was asked once is not run again.

    Attributes
    ----------
    scenario, level, sources
        What is run, the limits, and whose traffic grows.
    hours, warm_h
        Length of a run, of it the warm-up.
    seed, executor, told
        As in `simulate`; `told` is called with the replications after each traffic.
    """

    scenario: Scenario
    level: PortLevel
    sources: tuple[str, ...]
    hours: float
    warm_h: float
    seed: int
    executor: Executor | None = None
    told: Callable[[int], None] | None = None
    found: dict[float, Sample] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.measures = measures_of(self.scenario, self.level)
        self.watched = self._with_limits(self.scenario)

    def at(self, factor: float, replications: int) -> Sample:
        """Return what is found at some traffic, with at least so many replications."""
        known = self.found.get(factor)
        if known is not None and (known.replications >= replications or not known.readings):
            return known
        scenario = scaled(self.watched, factor, self.sources)
        overrun = overrun_by(scenario)
        if overrun is None:
            self.found[factor] = self._sample(factor, self.result(factor, 0, replications))
        else:
            self.found[factor] = _none(factor, overrun)
        if self.told is not None:
            self.told(replications)
        return self.found[factor]

    def result(self, factor: float, first: int, end: int) -> SimResult:
        """Return replications `first` to `end`, the last not included."""
        scenario = scaled(self.watched, factor, self.sources)
        return simulate(scenario, years=self.hours / YEAR_H, replications=end - first,
                        first=first, seed=self.seed, warm_h=self.warm_h,
                        executor=self.executor, check=False)  # fmt: skip

    def begin_later(self, warm_h: float) -> None:
        """Leave out more of the beginning from now on."""
        if warm_h != self.warm_h:
            self.warm_h = warm_h
            self.found.clear()

    def _sample(self, factor: float, result: SimResult) -> Sample:
        if not result.finished.all() or _grows(result):
            return _none(factor, _fastest(result))
        calls = [result.ids["sources"].index(row.id) for row in call_sources(result.scenario)]
        sources, year = result.tables["sources"], YEAR_H / result.measured_h
        left = sources["left"][:, calls].sum(axis=1)
        return Sample(
            factor,
            tuple(Reading(row, _quotient(*values_of(row, result))) for row in self.measures),
            call_wait_h(result),
            left * year,
            sources["tonnes"][:, calls].sum(axis=1) * year,
            float(left.sum()),
            frozenset(_waited(result)),
        )

    def _with_limits(self, scenario: Scenario) -> Scenario:
        """Have waits counted above the hours that the level names."""
        from dataclasses import replace

        hours = self.level.longer_than_h
        if hours is None:
            return scenario
        return replace(
            scenario,
            stations=tuple(replace(row, limit_h=hours) for row in scenario.stations),
            locks=tuple(replace(row, limit_h=hours) for row in scenario.locks),
        )


def _none(factor: float, overrun: str) -> Sample:
    """Return what there is to say of a port that does not settle."""
    none = np.zeros(0)
    return Sample(factor, (), none, none, none, math.inf, frozenset(), overrun)


def _quarters(result: SimResult) -> dict[str, Numbers]:
    """Return how many wait at each station, in the four quarters of what counts.

    Everybody, not only calls: where vessels are sent for when there is cargo, a lock that cannot
    pass them lets trucks queue before a full yard.
    """
    begin = int(result.warm_h // result.period_h)
    end = int(result.hours // result.period_h)
    found: dict[str, Numbers] = {}
    for row in result.ids["stations"]:
        queue = result.series_of(*row)["queue_mean"][begin:end]
        means = np.array([part.mean() if part.size else 0.0 for part in np.array_split(queue, 4)])
        found[row[0]] = found.get(row[0], 0.0) + means
    return found


def _grows(result: SimResult) -> bool:
    """Whether queues only grow in what counts; how they fill at the beginning is known by then."""
    return quarters_grow(np.sum(list(_quarters(result).values()), axis=0).tolist())


def _fastest(result: SimResult) -> str:
    """Return where the queue grows most from the first to the last quarter of what counts."""
    growth = {name: float(means[3] - means[0]) for name, means in _quarters(result).items()}
    return max(growth, key=lambda name: growth[name])


def _waited(result: SimResult) -> list[tuple[str, str]]:
    longest = result.tables["stations"]["queue_max"].max(axis=0)
    return [row for row, most in zip(result.ids["stations"], longest, strict=True) if most > 0]


def _quotient(above: Numbers, below: Numbers) -> Numbers:
    """Return values whose mean is a quotient of sums, and whose spread is that of the quotient."""
    size = float(below.mean())
    if size <= 0:
        return np.zeros_like(above)
    ratio = float(above.mean()) / size
    return ratio + (above - ratio * below) / size
