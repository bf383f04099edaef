"""What was found about a port's capacity, and how it is shown as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.estimates.intervals import Estimate, mean

if TYPE_CHECKING:
    from tongqu.estimates.choosing import Choice
    from tongqu.studies.additions import Addition
    from tongqu.studies.capacity_search import Bracket, Crossing
    from tongqu.studies.port_level import PortLevel
    from tongqu.studies.traffic_runs import Sample

__all__ = ["Capacity", "Chosen", "Gain"]

Json = dict[str, Any]
ALL = 0.95
"""Confidence of what is said, all looks at it together."""

METHOD = "test inversion with common random numbers, Student's t, 95 % in all (Bonferroni)"
GAIN_METHOD = "Student's t of paired differences, 95 % in all (Bonferroni)"


@dataclass(frozen=True, eq=False)
class Gain:
    """What an addition brings.

    Attributes
    ----------
    addition
        What there is more of.
    figure
        The figure that binds without it, there with it less without it.
    call_wait_h
        The same of the mean wait of a call [h].
    factor
        Its capacity less that without it, over the scenario's traffic; None where the wait is not
        less for certain, so that nothing was looked for.
    crossing
        Where its own capacity lies.
    beyond
        Whether no traffic that was tried is too much with it.
    """

    addition: Addition
    figure: Estimate
    call_wait_h: Estimate
    factor: Estimate | None
    crossing: Crossing | None
    beyond: bool = False


@dataclass(frozen=True)
class Chosen:
    """Which of some alternatives has the shortest wait.

    Attributes
    ----------
    ids
        The alternatives; the port as it is is called ``as_it_is``.
    factor
        Traffic at which they were compared.
    choice
        What came out.
    """

    ids: tuple[str, ...]
    factor: float
    choice: Choice


@dataclass(frozen=True, eq=False)
class Capacity:
    """The largest traffic that keeps a level of service.

    Attributes
    ----------
    name
        Of the scenario.
    level
        What is kept.
    sources
        Whose traffic grows.
    state
        ``found``; ``bracket`` (too few replications to come nearer), ``never_kept`` (however
        little traffic), ``never_broken`` (however much), ``not_settled`` (no mean can be shown),
        ``stopped``.
    doubts
        Why it does not settle, see `tongqu.sim.settling.Settled`.
    crossing, bracket
        Where the capacity lies; None where there is none.
    samples
        All levels of traffic that were looked at, the least first.
    gains
        What additions bring, the greatest first.
    chosen
        Which alternative is best, if that was asked.
    arrivals_per_year
        Of the scenario as it is, as far as units come by themselves.
    traffic_mt_per_year
        Cargo over the quays of the scenario as it is, if it was made from a region.
    hours, warm_h, seed, most, tolerance, confidence
        How it was looked for; `confidence` of every single interval.
    """

    name: str
    level: PortLevel
    sources: tuple[str, ...]
    state: str
    doubts: tuple[str, ...]
    crossing: Crossing | None
    bracket: Bracket | None
    samples: tuple[Sample, ...]
    gains: tuple[Gain, ...]
    chosen: Chosen | None
    arrivals_per_year: float
    traffic_mt_per_year: float | None
    hours: float
    warm_h: float
    seed: int
    most: int
    tolerance: float
    confidence: float

    @property
    def factor(self) -> float | None:
        """The capacity over the scenario's traffic; None where only a bracket is known."""
        return self.crossing.factor if self.state == "found" and self.crossing else None

    def to_dict(self) -> Json:
        """Return the answer as JSON shows it."""
        return {
            "scenario": {
                "name": self.name,
                "arrivals_per_year": round(self.arrivals_per_year, 3),
                "traffic_mt_per_year": _rounded(self.traffic_mt_per_year),
            },
            "level": self.level.to_dict(),
            "sources": list(self.sources),
            "state": self.state,
            "doubts": list(self.doubts),
            "capacity": self._capacity(),
            "binding": self._binding(),
            "curve": [self._point(sample) for sample in self.samples],
            "additions": [self._gain(gain) for gain in self.gains],
            "choice": self._choice(),
            "run": {
                "hours": self.hours,
                "warm_h": self.warm_h,
                "seed": self.seed,
                "replications": max((row.replications for row in self.samples), default=0),
                "most_replications": self.most,
                "tolerance": self.tolerance,
                "confidence": ALL,
                "confidence_of_each": round(self.confidence, 6),
                "method": METHOD,
                "method_of_additions": GAIN_METHOD,
            },
        }

    def _capacity(self) -> Json | None:
        if self.bracket is None or self.state == "not_settled":
            return None
        low, high, factor = self.bracket.low, self.bracket.high, self.factor
        found: Json = {"factor": _interval(factor, low, high, 1.0)}
        found["arrivals_per_year"] = _interval(factor, low, high, self.arrivals_per_year)
        found["traffic_mt_per_year"] = (
            None if self.traffic_mt_per_year is None
            else _interval(factor, low, high, self.traffic_mt_per_year)
        )  # fmt: skip
        sample = None if self.crossing is None or factor is None else self.crossing.sample
        for name in ("calls_per_year", "tonnes_per_year", "call_wait_h"):
            found[name] = None if sample is None else _estimate(mean(getattr(sample, name)))
        return found

    def _binding(self) -> Json | None:
        if self.crossing is None or self.state == "not_settled":
            return None
        if self.crossing.overrun is not None:
            return {"figure": "overrun", "station": self.crossing.overrun, "waits_for": None,
                    "limit": None, "value": None, "low": None, "high": None}  # fmt: skip
        reading = self.crossing.binding
        measure = reading.measure
        return {"figure": measure.kind, "station": measure.station,
                "waits_for": measure.waits_for, "limit": measure.limit,
                **_estimate(reading.estimate(self.confidence))}  # fmt: skip

    def _point(self, sample: Sample) -> Json:
        binding = sample.binding if sample.readings else None
        return {
            "factor": _rounded(sample.factor),
            "replications": sample.replications,
            "verdict": sample.verdict(self.confidence),
            "figure": "overrun" if binding is None else binding.measure.kind,
            "station": sample.overrun if binding is None else binding.measure.station,
            "limit": None if binding is None else binding.measure.limit,
            **(dict.fromkeys(("value", "low", "high")) if binding is None
               else _estimate(binding.estimate(self.confidence))),
            "call_wait_h": None if binding is None else _estimate(mean(sample.call_wait_h)),
        }  # fmt: skip

    def _gain(self, gain: Gain) -> Json:
        size = 1.0 if self.traffic_mt_per_year is None else self.traffic_mt_per_year
        factor = gain.factor
        return {
            "id": gain.addition.id,
            "kind": gain.addition.kind,
            "where": gain.addition.where,
            "amount": gain.addition.amount,
            "figure": _estimate(gain.figure),
            "call_wait_h": _estimate(gain.call_wait_h),
            "capacity": None if factor is None else {
                "factor": _estimate(factor),
                "arrivals_per_year": _estimate(_times(factor, self.arrivals_per_year)),
                "traffic_mt_per_year": None if self.traffic_mt_per_year is None
                else _estimate(_times(factor, size)),
            },
            "beyond": gain.beyond,
            "then_binds": _binds(gain.crossing),
        }  # fmt: skip

    def _choice(self) -> Json | None:
        if self.chosen is None:
            return None
        ids, choice = self.chosen.ids, self.chosen.choice
        return {
            "best": None if choice.best is None else ids[choice.best],
            "left": [ids[k] for k in choice.left],
            "factor": _rounded(self.chosen.factor),
            "error": choice.error,
            "indifference_h": _rounded(choice.indifference),
            "method": choice.method,
            "alternatives": [
                {"id": name, "call_wait_h": _rounded(value), "replications": runs,
                 "dropped_after": dropped}
                for name, value, runs, dropped in zip(
                    ids, choice.means, choice.replications, choice.dropped_after, strict=True)
            ],
        }  # fmt: skip


def _binds(crossing: Crossing | None) -> Json | None:
    if crossing is None:
        return None
    if crossing.overrun is not None:
        return {"figure": "overrun", "station": crossing.overrun}
    measure = crossing.binding.measure
    return {"figure": measure.kind, "station": measure.station}


def _times(estimate: Estimate, size: float) -> Estimate:
    return Estimate(*(value * size for value in estimate))


def _rounded(value: float | None) -> float | None:
    """Return a number with six digits that count; None for what is not finite."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.6g}")


def _estimate(estimate: Estimate) -> Json:
    return {name: _rounded(value) for name, value in estimate._asdict().items()}


def _interval(value: float | None, low: float | None, high: float | None, size: float) -> Json:
    return {
        name: None if part is None else _rounded(part * size)
        for name, part in (("value", value), ("low", low), ("high", high))
    }
