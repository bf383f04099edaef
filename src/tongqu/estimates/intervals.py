"""Intervals for what a simulation estimates, each with the name of its method."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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


def t_quantile(p: float, degrees: int) -> float:
    """Return a quantile of Student's t, to about 1e-12.

    Parameters
    ----------
    p
        Probability below it, between 0 and 1.
    degrees
        Degrees of freedom, at least 1.

    Notes
    -----
    The expansion 26.7.5 is the first guess; Newton's steps on the finite sums 26.7.3 and 26.7.4,
    which are exact for whole degrees of freedom, do the rest. Beyond 300 degrees the expansion
    itself is right to 1e-12.

    References
    ----------
    M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, section 26.7.

    Examples
    --------
    >>> [round(t_quantile(0.975, degrees), 6) for degrees in (1, 2, 9, 199)]
    [12.706205, 4.302653, 2.262157, 1.971957]
    """
    if not 0 < p < 1 or degrees < 1:
        raise ValueError(f"0 < p < 1 and degrees >= 1 are needed, got {p} and {degrees}")
    if p < 0.5:
        return -t_quantile(1 - p, degrees)
    if degrees == 1:
        return math.tan(math.pi * (p - 0.5))
    t = _expanded(p, degrees)
    if degrees > 300:
        return t
    for _ in range(60):
        step = (_t_below(t, degrees) - p) / _t_density(t, degrees)
        # Far out the density falls so fast that a whole step would leave the axis.
        t -= max(-0.5 * t - 0.1, min(0.5 * t + 0.1, step))
        if abs(step) <= 1e-13 * max(1.0, t):
            break
    return t


def _expanded(p: float, degrees: int) -> float:
    z = NormalDist().inv_cdf(p)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + math.fsum(term / degrees ** (k + 1) for k, term in enumerate(terms))


def _t_below(t: float, degrees: int) -> float:
    """Return the probability below `t`: finite sums of powers of a cosine."""
    angle = math.atan(t / math.sqrt(degrees))
    sine, cosine = math.sin(angle), math.cos(angle)
    if degrees % 2:
        term, total = cosine, 0.0
        for k in range(1, (degrees - 1) // 2 + 1):
            total += term
            term *= cosine * cosine * 2 * k / (2 * k + 1)
        inside = 2 / math.pi * (angle + sine * total)
    else:
        term, total = 1.0, 0.0
        for k in range(1, degrees // 2 + 1):
            total += term
            term *= cosine * cosine * (2 * k - 1) / (2 * k)
        inside = sine * total
    return 0.5 + inside / 2


def _t_density(t: float, degrees: int) -> float:
    scale = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)
    scale -= 0.5 * math.log(degrees * math.pi)
    return math.exp(scale - (degrees + 1) / 2 * math.log1p(t * t / degrees))
