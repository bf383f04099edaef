"""Intervals for what a simulation estimates, each with the name of its method."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongqu.estimates.student import t_quantile

METHODS = {
    "share": "Wilson score interval, 95 %",
    "quantile": "order statistics, binomial, at least 95 %",
    "mean": "Student's t, 95 %",
    "paired": "Student's t of paired differences, 95 % in all (Bonferroni)",
}
"""What each kind of interval is."""


class Estimate(NamedTuple):
    """A value, and between what it lies."""

    value: float
    low: float
    high: float

    def to_dict(self, digits: int = 3) -> dict[str, float]:
        """Return the estimate as JSON has it."""
        return {name: round(float(value), digits) for name, value in self._asdict().items()}


def share(hits: int, tries: int, level: float = 0.95) -> Estimate:
    """Return a share with its Wilson score interval.

    References
    ----------
    E. B. Wilson, Journal of the American Statistical Association 22, 1927.

    Examples
    --------
    >>> [round(value, 3) for value in share(8, 10)]
    [0.8, 0.49, 0.943]
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    p = hits / tries
    middle = (p + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * math.sqrt(p * (1 - p) / tries + z * z / (4 * tries**2))
    return Estimate(p, max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half)))


def quantile(values: NDArray[np.float64], p: float, level: float = 0.95) -> Estimate:
    """Return a quantile with the order statistics that hold it; no distribution is assumed.

    Examples
    --------
    >>> quantile(np.arange(100.0), 0.5)
    Estimate(value=49.0, low=39.0, high=60.0)
    """
    ordered = np.sort(values)
    n = ordered.size
    below = _binomial(n, p)
    tail = (1 - level) / 2
    # The quantile lies between the ranks l and u with probability P(l <= B < u), B binomial.
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    at = max(0, math.ceil(p * n) - 1)
    return Estimate(
        float(ordered[at]), float(ordered[max(low - 1, 0)]), float(ordered[min(high - 1, n - 1)])
    )


def _binomial(n: int, p: float) -> NDArray[np.float64]:
    """Return the probabilities that a binomial variable is at most 0, 1, …, n."""
    logs = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        + k * math.log(p) + (n - k) * math.log1p(-p)
        for k in range(n + 1)
    ]  # fmt: skip
    below: NDArray[np.float64] = np.minimum(np.cumsum(np.exp(logs)), 1.0)
    return below


def mean(values: NDArray[np.float64] | Sequence[float], level: float = 0.95) -> Estimate:
    """Return a mean with its t interval.

    Examples
    --------
    >>> [round(value, 2) for value in mean(np.arange(10.0))]
    [4.5, 2.33, 6.67]
    """
    data = np.asarray(values, np.float64)
    middle = float(data.mean())
    if data.size < 2:
        return Estimate(middle, -math.inf, math.inf)
    half = t_quantile(0.5 + level / 2, data.size - 1) * float(data.std(ddof=1))
    half /= math.sqrt(data.size)
    return Estimate(middle, middle - half, middle + half)
