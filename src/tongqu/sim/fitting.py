"""Laws from a record: what fits best, how well, and whether one value follows from the last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.sim.laws import Law

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Fit", "fit_law"]

LEAST = 5
MOST_STAGES = 60
NO_SPREAD = 0.02
"""Below this coefficient of variation a time is as good as fixed."""

LIMIT = 1.358
"""Of the distance times the root of the count, at 5 %, for a law that was known beforehand."""

LAG_LIMIT = 1.96


@dataclass(frozen=True)
class Fit:
    """A law that stands for a record.

    Attributes
    ----------
    law
        The law: exponential, Erlang's or lognormal, a fixed value, or the record itself where none
        of them fits.
    count, mean, cv
        Values of the record, their mean and coefficient of variation.
    distance, limit
        Largest distance of the distribution functions (Kolmogorov and Smirnov) of the best of the
        laws, and what chance explains at 5 %. As the law was fitted to the same record, the test
        is mild: a law that it turns down does not fit.
    lag_1
        Correlation of a value with the next one; above `lag_limit` in size the record has runs of
        long and of short ones, which no law of single values shows.
    lag_limit
        What chance explains of it.
    """

    law: Law
    count: int
    mean: float
    cv: float
    distance: float
    limit: float
    lag_1: float
    lag_limit: float

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as JSON shows it."""
        return {
            "law": self.law.kind,
            "stages": self.law.stages if self.law.kind == "erlang" else None,
            "count": self.count,
            "mean_h": round(self.mean, 4),
            "cv": round(self.cv, 4),
            "distance": round(self.distance, 4),
            "limit": round(self.limit, 4),
            "lag_1": round(self.lag_1, 4),
            "lag_limit": round(self.lag_limit, 4),
        }


def fit_law(values: Sequence[float]) -> Fit:
    """Return the law that fits a record of times best.

    Parameters
    ----------
    values
        Hours in the order in which they came, at least five, none negative.

    Raises
    ------
    ValueError
        If there are fewer, or one is negative or not finite.

    Examples
    --------
    >>> import numpy as np
    >>> fit = fit_law(np.random.default_rng(1).gamma(4, 1.5, 400))
    >>> fit.law.kind, fit.law.stages in (3, 4, 5), fit.distance < fit.limit
    ('erlang', True, True)
    """
    data = np.asarray(values, np.float64)
    if data.size < LEAST or not np.isfinite(data).all() or (data < 0).any():
        raise ValueError(f"at least {LEAST} times are needed, none negative")
    mean = float(data.mean())
    cv = float(data.std(ddof=1)) / mean if mean > 0 else 0.0
    limit = LIMIT / math.sqrt(data.size)
    law, distance = _best(data, mean, cv)
    if distance > limit:
        law = Law.of_values(data.tolist())
    return Fit(law, data.size, mean, cv, distance, limit, _lag_1(data),
               LAG_LIMIT / math.sqrt(data.size))  # fmt: skip


def _best(data: NDArray[np.float64], mean: float, cv: float) -> tuple[Law, float]:
    """Return the nearest of the laws; of two that are as near, the simpler one."""
    if mean == 0 or cv < NO_SPREAD:
        return Law.const(mean), 0.0
    laws = [Law.exp(mean)]
    stages = min(MOST_STAGES, max(1, round(1 / cv**2)))
    laws += [Law.erlang(mean, k) for k in sorted({max(2, stages - 1), stages, stages + 1}) if k > 1]
    if (data > 0).all():
        # By the logarithms: a few long times would make the spread of the times themselves.
        spread = min(5.0, float(np.log(data).std(ddof=1)))
        laws.append(Law.lognormal(mean, min(10.0, max(1e-3, math.sqrt(math.expm1(spread**2))))))
    ordered = np.sort(data)
    steps = np.arange(data.size + 1) / data.size
    best: tuple[float, Law] | None = None
    for law in laws:
        below = np.array([_below(law, float(value)) for value in ordered])
        distance = float(max((steps[1:] - below).max(), (below - steps[:-1]).max()))
        if best is None or distance < best[0] - 0.005:
            best = (distance, law)
    assert best is not None
    return best[1], best[0]


def _below(law: Law, value: float) -> float:
    """Return the probability of a value at most so large."""
    if value <= 0:
        return 0.0
    if law.kind == "lognormal":
        spread = math.sqrt(math.log1p(law.cv**2))
        return NormalDist(math.log(law.mean) - spread * spread / 2, spread).cdf(math.log(value))
    stages = law.stages if law.kind == "erlang" else 1
    x = stages * value / law.mean
    logs = [k * math.log(x) - math.lgamma(k + 1) - x for k in range(stages)]
    return max(0.0, 1.0 - math.fsum(math.exp(part) for part in logs))


def _lag_1(data: NDArray[np.float64]) -> float:
    off = data - data.mean()
    whole = float((off * off).sum())
    return float((off[:-1] * off[1:]).sum()) / whole if whole > 0 else 0.0
