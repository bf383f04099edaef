"""The traffic at which a level of service is just kept: found, then enclosed with confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.studies.traffic_runs import Reading, Sample, TrafficRuns

__all__ = ["Bracket", "Crossing", "cross", "enclose"]

LOOKS = 4
"""Numbers of replications that are tried, at most; the error is shared out among them."""

FIRST_STEP = math.log(1.5)
LEAST, MOST = math.log(1 / 512), math.log(512)
WIDENINGS, MOST_STEPS = 6, 25
FEWEST = 50
"""Calls of all replications below which a wait says nothing, so that less traffic is not tried."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """Where the mean figures of some replications pass the limit.

    Attributes
    ----------
    factor
        Traffic over that of the scenario.
    sample
        What was found there.
    slope
        Growth of the binding figure over its limit, for a growth of the traffic's logarithm by 1.
    overrun, beyond
        Where a queue grows without end with a little more traffic, and with how much; None where
        the figure passes its limit before that.
    """

    factor: float
    sample: Sample
    slope: float
    overrun: str | None = None
    beyond: float | None = None

    @property
    def binding(self) -> Reading:
        """The figure that binds."""
        return self.sample.binding

    @property
    def by_replication(self) -> NDArray[np.float64]:
        """The factor by replication: its spread is that of the crossing (delta method)."""
        values = self.binding.values
        off = (values - values.mean()) / self.binding.measure.limit
        found: NDArray[np.float64] = self.factor * (1 - off / self.slope)
        return found


@dataclass(frozen=True)
class Bracket:
    """Between what the capacity lies.

    Attributes
    ----------
    low
        Largest traffic found that keeps the level with confidence; None if there is none.
    high
        Smallest traffic found that breaks it with confidence; None if there is none.
    decided
        Whether the two are as near as was asked.
    """

    low: float | None
    high: float | None
    decided: bool


def cross(
    runs: TrafficRuns,
    replications: int,
    *,
    start: float,
    tolerance: float,
    step: float = FIRST_STEP,
) -> Crossing | None:
    """Return where the mean of so many replications passes the limit.

    Parameters
    ----------
    runs
        The port.
    replications
        How many; all levels of traffic share their luck, so the mean grows with the traffic.
    start
        Factor to begin with.
    tolerance
        To which the factor is found, as a share of it.
    step
        Logarithm of the first step away from it.

    Returns
    -------
    Crossing or None
        None if the level is broken by hardly any traffic, or never by any; `TrafficRuns.found`
        tells which.
    """
    ends = _around(runs, replications, math.log(start), step)
    if ends is None:
        return None
    (a, below), (b, above) = ends
    weights = [1.0, 1.0]
    for _ in range(MOST_STEPS):
        # Where demand is above what can be done there is no figure to interpolate with.
        near = tolerance if runs.at(math.exp(b), replications).readings else tolerance / 16
        if b - a <= near:
            break
        middle = _between(a, below * weights[0], b, above * weights[1])
        excess = runs.at(math.exp(middle), replications).excess
        # Illinois: an end that stays twice in a row counts half.
        if excess > 0:
            b, above, weights = middle, excess, [weights[0] / 2, 1.0]
        else:
            a, below, weights = middle, excess, [1.0, weights[1] / 2]
    return _crossing(runs, replications, (a, below), (b, above))


def _crossing(
    runs: TrafficRuns, replications: int, low: tuple[float, float], high: tuple[float, float]
) -> Crossing:
    (a, below), (b, above) = low, high
    beyond = runs.at(math.exp(b), replications)
    if not beyond.readings:
        # The traffic that still settles is the answer, found as nearly as that was asked.
        sample = runs.at(math.exp(a), replications)
        return Crossing(math.exp(a), sample, math.inf, beyond.overrun, beyond.factor)
    x = a if above == below else a + (b - a) * (-below) / (above - below)
    sample = runs.at(math.exp(x), replications)
    measure = sample.binding.measure if sample.readings else beyond.binding.measure
    ratios = []
    for end in (a, b):
        rows = runs.at(math.exp(end), replications).readings
        ratios += [float(row.values.mean()) / measure.limit for row in rows
                   if row.measure == measure]  # fmt: skip
    slope = (ratios[-1] - ratios[0]) / (b - a) if len(ratios) == 2 and b > a else math.inf
    return Crossing(math.exp(x), sample, slope if slope > 0 else math.inf)


def _between(a: float, below: float, b: float, above: float) -> float:
    """Return the next traffic to look at: by the secant, not too near to an end."""
    share = 0.5 if above == below else -below / (above - below)
    return a + (b - a) * min(0.9, max(0.1, share))


Point = tuple[float, float]


def _around(
    runs: TrafficRuns, replications: int, x: float, step: float
) -> tuple[Point, Point] | None:
    """Return a traffic that keeps the level and one that does not, as logarithms."""
    excess = runs.at(math.exp(x), replications).excess
    step = step if excess <= 0 else -step
    last = (x, excess)
    while LEAST <= x <= MOST:
        if step < 0 and runs.at(math.exp(x), replications).calls < FEWEST:
            return None
        x += step
        found = (x, runs.at(math.exp(x), replications).excess)
        if (found[1] > 0) != (last[1] > 0):
            return (last, found) if step > 0 else (found, last)
        last, step = found, step * 1.5
    return None


def enclose(
    runs: TrafficRuns, first: Crossing, *, tolerance: float, most: int, confidence: float
) -> tuple[Crossing, Bracket]:
    """Return the crossing with enough replications, and the bracket that holds it.

    Parameters
    ----------
    runs
        The port.
    first
        The crossing of few replications.
    tolerance
        Width of the bracket as a share of the traffic.
    most
        Replications at most.
    confidence
        Of every single interval.

    Notes
    -----
    A test of "the limit is passed here", turned round: traffic at which the figure's interval lies
    on one side of its limit is out of question. As all levels of traffic share their luck, that is
    one test, however many levels are looked at; each further number of replications is one more.
    """
    crossing = first
    count = first.sample.replications
    for look in range(LOOKS):
        ends = [crossing.factor * math.exp(side * tolerance / 2) for side in (-1, 1)]
        low, high = (runs.at(factor, count) for factor in ends)
        if low.excess <= 0 < high.excess and high.readings:
            points = [(math.log(row.factor), row.excess) for row in (low, high)]
            crossing = _crossing(runs, count, points[0], points[1])
        else:  # more replications have moved it by more than half of the bracket
            crossing = cross(runs, count, start=crossing.factor, tolerance=tolerance / 2,
                             step=tolerance) or crossing  # fmt: skip
        if low.verdict(confidence) == "kept" and high.verdict(confidence) == "broken":
            return crossing, Bracket(ends[0], ends[1], True)
        if count >= most or look == LOOKS - 1:
            break
        count = most if look == LOOKS - 2 else _enough(crossing, count, most, tolerance, confidence)
    return crossing, _widened(runs, crossing, count, tolerance, confidence)


def _enough(crossing: Crossing, count: int, most: int, tolerance: float, confidence: float) -> int:
    """Return how many replications would probably be enough: twice as many at the least."""
    found = crossing.binding.estimate(confidence)
    gap = crossing.slope * crossing.binding.measure.limit * tolerance / 2
    half = (found.high - found.low) / 2
    wanted = 1.3 * count * (half / gap) ** 2 if 0 < gap < math.inf else 0.0
    return int(min(most, max(2 * count, 10 * math.ceil(min(wanted, most) / 10))))


def _widened(
    runs: TrafficRuns, crossing: Crossing, count: int, tolerance: float, confidence: float
) -> Bracket:
    """Step away from the crossing to both sides until the intervals are clear."""
    found: list[float | None] = []
    for side, wanted in ((-1, "kept"), (1, "broken")):
        ends = (crossing.factor * math.exp(side * tolerance / 2 * 2**k) for k in range(WIDENINGS))
        found.append(next(
            (end for end in ends if runs.at(end, count).verdict(confidence) == wanted), None
        ))  # fmt: skip
    return Bracket(found[0], found[1], False)
