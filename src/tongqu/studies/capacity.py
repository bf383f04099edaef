"""How much a port can take, what binds then, and what one more of it would bring."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tongqu.errors import UsageError
from tongqu.estimates.choosing import choose_best
from tongqu.estimates.intervals import Estimate, mean
from tongqu.sim.call_waits import call_sources, call_wait_h
from tongqu.sim.impossible import units_per_h
from tongqu.sim.settling import beginning
from tongqu.sim.simulate import YEAR_H
from tongqu.sim.sweep import scaled
from tongqu.studies.additions import Addition, additions
from tongqu.studies.capacity_params import CapacityParams
from tongqu.studies.capacity_result import ALL, Capacity, Chosen, Gain
from tongqu.studies.capacity_search import LOOKS, Bracket, Crossing, cross, enclose
from tongqu.studies.traffic import check_possible, scaled_sources
from tongqu.studies.traffic_runs import TrafficRuns

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from tongqu.sim import Scenario
    from tongqu.studies.port_level import PortLevel
    from tongqu.studies.traffic_runs import Sample

__all__ = ["capacity"]

Progress = Callable[[str, int, int], None]
AS_IT_IS = "as_it_is"
CURVE = (0.5, 0.65, 0.8, 0.9, 1.1, 1.2)
"""Traffic over the capacity at which the curve is drawn, beside what the search looked at."""
BELOW = 0.9
MORE_RUNS = 80
"""Replications with which additions are tried at the most: they share their luck with the port as
it is, so differences need far fewer than the figures themselves."""
NOTHING = Estimate(0.0, 0.0, 0.0)


def capacity(
    scenario: Scenario,
    level: PortLevel,
    *,
    params: CapacityParams | None = None,
    alternatives: Mapping[str, Scenario] | None = None,
    traffic_mt_per_year: float | None = None,
    seed: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Capacity:
    """Return the largest traffic at which a port keeps a level of service.

    Parameters
    ----------
    scenario
        The port, with its traffic of today.
    level
        What is to be kept.
    params
        How it is looked for.
    alternatives
        Other scenarios, by name, to be compared with the first one as additions are.
    traffic_mt_per_year
        Cargo over the quays of the scenario, to give the answer in it.
    seed, executor, progress
        As in `simulate`.

    Returns
    -------
    Capacity
        A figure where the intervals say so on both sides of it, a bracket where they do not. A run
        that is interrupted keeps what was found until then.

    Raises
    ------
    DatasetError
        If the scenario cannot work however little traffic there is.
    UsageError
        If nothing is limited by the level, or no traffic can grow.

    Notes
    -----
    All levels of traffic, and all alternatives, share their luck. See `enclose` for the
    confidence of the bracket. Additions and alternatives are tried with 80 replications at the
    most (or `CapacityParams.replications`), and so is the port that they are held against.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> from tongqu.studies import CapacityParams, PortLevel
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(6))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2),))
    >>> found = capacity(scenario, PortLevel(wait_over_service=0.5),
    ...                  params=CapacityParams(more=False, tolerance=0.1))
    >>> found.bracket.low < 1.155 < found.bracket.high  # M/M/2 at a utilisation of 0.577
    True
    """
    params = params or CapacityParams()
    sources = scaled_sources(scenario, params.sources)
    check_possible(scenario, sources)
    study = Study(scenario, level, params, sources, seed, executor, progress,
                  dict(alternatives or {}), traffic_mt_per_year)  # fmt: skip
    try:
        study.run()
    except KeyboardInterrupt:
        study.state = "stopped"
    return study.answer()


@dataclass(eq=False)
class Study:
    """The question while it is being answered; an interruption leaves what is there."""

    scenario: Scenario
    level: PortLevel
    params: CapacityParams
    sources: tuple[str, ...]
    seed: int
    executor: Executor | None
    progress: Progress | None
    alternatives: dict[str, Scenario]
    traffic_mt_per_year: float | None
    state: str = "stopped"
    doubts: tuple[str, ...] = ()
    crossing: Crossing | None = None
    bracket: Bracket | None = None
    chosen: Chosen | None = None
    gains: list[Gain] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        self.hours = self.params.lead_h + self.params.years * YEAR_H
        # A tenth is left out until MSER-5 has seen the port at about its capacity.
        self.runs = self._runs(self.scenario, max(self.params.lead_h, 0.1 * self.hours))
        others = len(self.runs.measures) * LOOKS
        self.confidence = 1 - (1 - ALL) / others
        self._choosable()

    def _runs(self, scenario: Scenario, warm_h: float) -> TrafficRuns:
        able = [row.id for row in scenario.sources if row.gap is not None]
        same = tuple(name for name in self.params.sources if name in able)
        sources = self.sources if scenario is self.scenario else scaled_sources(scenario, same)
        return TrafficRuns(scenario, self.level, sources, self.hours, warm_h, self.seed,
                           self.executor, self._told)  # fmt: skip

    def _told(self, _replications: int) -> None:
        self.looks += 1
        if self.progress is not None:
            # How many looks there will be is not known: the bar nears its end more and more slowly.
            self.progress("capacity", self.looks, self.looks + 12)

    def run(self) -> None:
        """Find the capacity, then what additions bring, then the best of them."""
        params = self.params
        first = cross(self.runs, params.replications, start=1.0, tolerance=params.tolerance / 2)
        if first is None:
            most = max(self.runs.found.values(), key=lambda sample: sample.factor)
            self.state = "never_broken" if most.excess <= 0 else "never_kept"
            return
        self._leave_out_the_beginning(first)
        again = cross(self.runs, params.replications, start=first.factor,
                      tolerance=params.tolerance / 2, step=params.tolerance)  # fmt: skip
        self.crossing = again or first
        self.crossing, self.bracket = enclose(
            self.runs, self.crossing, tolerance=params.tolerance, most=params.most,
            confidence=self.confidence,
        )  # fmt: skip
        if self.doubts:
            self.state = "not_settled"
            return
        state = "found" if self.bracket.decided else "bracket"
        for share in CURVE:
            self.runs.at(share * self.crossing.factor, params.replications)
        self._ask_for_more()
        self._choose()
        self.state = state

    def _leave_out_the_beginning(self, first: Crossing) -> None:
        """Ask MSER-5 of the port at about its capacity."""
        # Just below a queue without end the beginning has no end either.
        factor = first.factor if first.beyond is None else BELOW * first.factor
        scenario = scaled(self.scenario, factor, self.sources)
        found = beginning(scenario, self.hours, seed=self.seed, executor=self.executor)
        self.doubts = found.doubts
        if not self.doubts:
            self.runs.begin_later(max(self.params.lead_h, found.cut_h))

    # --- what more brings -------------------------------------------------------------------------

    def _all_more(self) -> list[Addition]:
        """Return the additions that are asked for, then the alternatives."""
        found = [
            Addition(name, "alternative", name, scenario, None)
            for name, scenario in self.alternatives.items()
        ]
        if self.params.more or self.params.choose:
            found += additions(self.scenario, block_t=self.params.block_t)
        return found

    def _ask_for_more(self) -> None:
        asked = self._all_more() if self.params.more else [
            more for more in self._all_more() if more.kind == "alternative"
        ]  # fmt: skip
        if not asked:
            return
        crossing = self._with_few_runs()
        confidence = 1 - (1 - ALL) / len(asked)
        for more in asked:
            self.gains.append(self._gain(more, crossing, confidence))
        self.gains.sort(key=_worth, reverse=True)

    def _with_few_runs(self) -> Crossing:
        """Return the capacity by the first replications alone: what additions are held against."""
        crossing, params = self.crossing, self.params
        assert crossing is not None
        count = max(params.replications, MORE_RUNS)
        if crossing.sample.replications <= count:
            return crossing
        runs = self._runs(self.scenario, self.runs.warm_h)
        return cross(runs, count, start=crossing.factor, tolerance=params.tolerance / 4,
                     step=params.tolerance) or crossing  # fmt: skip

    def _gain(self, more: Addition, crossing: Crossing, confidence: float) -> Gain:
        if self._is_idle(more, crossing):
            return Gain(more, NOTHING, NOTHING, None, None)
        runs = self._runs(more.scenario, self.runs.warm_h)
        base, count = crossing.sample, crossing.sample.replications
        with_it = runs.at(crossing.factor, count)
        figure, wait = _differences(with_it, base, confidence)
        helps = figure.high < 0
        if crossing.beyond is not None:  # the figure is within its limit; does the queue end now?
            helps = bool(runs.at(crossing.beyond, count).readings)
        if more.kind != "alternative" and not helps:
            return Gain(more, figure, wait, None, None)
        found = cross(runs, count, start=crossing.factor, tolerance=self.params.tolerance / 4)
        if found is None:
            return Gain(more, figure, wait, None, None, beyond=with_it.excess <= 0)
        gained = mean(found.by_replication - crossing.by_replication, confidence)
        # Where a queue without end is the limit, it is known to lie between two levels of traffic.
        if found.beyond is not None:
            gained = gained._replace(high=gained.high + found.beyond - found.factor)
        if crossing.beyond is not None:
            gained = gained._replace(low=gained.low - crossing.beyond + crossing.factor)
        return Gain(more, figure, wait, gained, found)

    def _is_idle(self, more: Addition, crossing: Crossing) -> bool:
        """Whether nobody waits for what there is more of, so that it would change nothing."""
        waited = crossing.sample.waited
        if more.kind == "lane":
            rows = [row.id for row in self.scenario.stations
                    if any(group.id == more.where for group in row.groups)]  # fmt: skip
            return not any((row, "servers") in waited for row in rows)
        # Who is sent for when there is room waits nowhere where it could be seen.
        sent = {row.store for row in self.scenario.sources if row.needs == "room"}
        return (
            more.kind == "yard_block"
            and more.where not in sent
            and (more.where, "room") not in waited
        )

    def _choosable(self) -> dict[str, Scenario]:
        """Return all that can be chosen, by name, and refuse what was asked for beside them."""
        found = {AS_IT_IS: self.scenario}
        found |= {more.id: more.scenario for more in self._all_more()}
        unknown = [name for name in self.params.choose if name not in found]
        if unknown:
            raise UsageError.of("capacity_no_such_alternative", name=", ".join(unknown),
                                known=", ".join(found))  # fmt: skip
        return found

    def _choose(self) -> None:
        if not self.params.choose or self.crossing is None:
            return
        scenarios = self._choosable()
        ids = tuple(dict.fromkeys(self.params.choose))
        ports = [self._runs(scenarios[name], self.runs.warm_h) for name in ids]
        factor = self.crossing.factor

        def waits(numbers: Sequence[int], first: int, end: int) -> np.ndarray:
            return np.array([call_wait_h(ports[k].result(factor, first, end)) for k in numbers])

        same = self.params.indifference_h or 0.1 * float(self.crossing.sample.call_wait_h.mean())
        choice = choose_best(waits, len(ids), indifference=max(same, 1e-6),
                             error=self.params.error, most=max(self.params.most, 20))  # fmt: skip
        self.chosen = Chosen(ids, factor, choice)

    # --- the answer -------------------------------------------------------------------------------

    def answer(self) -> Capacity:
        """Return what is known by now."""
        samples = sorted(self.runs.found.values(), key=lambda sample: sample.factor)
        bracket = self.bracket
        if bracket is None and self.state == "stopped":
            bracket = self._so_far(samples)
        return Capacity(
            self.scenario.name, self.level, self.sources, self.state, self.doubts, self.crossing,
            bracket, tuple(samples), tuple(self.gains), self.chosen,
            _arrivals_per_year(self.scenario, self.sources), self.traffic_mt_per_year, self.hours,
            self.runs.warm_h, self.seed, self.params.most, self.params.tolerance, self.confidence,
        )  # fmt: skip

    def _so_far(self, samples: list[Sample]) -> Bracket:
        """Return what the intervals said until the run was stopped."""
        said = [(sample.factor, sample.verdict(self.confidence)) for sample in samples]
        return Bracket(
            max((factor for factor, verdict in said if verdict == "kept"), default=None),
            min((factor for factor, verdict in said if verdict == "broken"), default=None),
            False,
        )


def _differences(with_it: Sample, base: Sample, confidence: float) -> tuple[Estimate, Estimate]:
    """Return what is different with it: of the figure that binds without it, of a call's wait."""
    if not with_it.readings:
        none = Estimate(math.nan, math.nan, math.nan)
        return none, none
    binding = base.binding
    same = [row for row in with_it.readings if row.measure == binding.measure]
    other = same[0] if same else with_it.binding
    return (
        mean(other.values - binding.values, confidence),
        mean(with_it.call_wait_h - base.call_wait_h, confidence),
    )


def _worth(gain: Gain) -> tuple[bool, float, float]:
    """Return what gains are ordered by: capacity first, then the figure that falls."""
    figure = gain.figure.value
    return (gain.beyond, -math.inf if gain.factor is None else gain.factor.value,
            -figure if math.isfinite(figure) else -math.inf)  # fmt: skip


def _arrivals_per_year(scenario: Scenario, sources: tuple[str, ...]) -> float:
    """Return how many calls come by themselves: who is sent for comes when there is cargo."""
    return math.fsum(
        (units_per_h(scenario, row) or 0.0) * YEAR_H
        for row in call_sources(scenario)
        if row.id in sources and row.store is None
    )
