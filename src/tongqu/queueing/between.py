"""What happens between two arrivals to berths that nobody waits for, as series in N.

N leads a berth one stage on (`tongqu.queueing.spreads`). A moment of order j fades by
exp((m N - m j) t), so over the time between two arrivals by phi(m j - m N), phi the Laplace
transform of that time. Series are coefficients of the powers of N; arrays have one utilisation a
row.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.queueing.poisson import log_factorials

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.queueing.modes import Numbers
    from tongqu.queueing.spreads import Bands

    Floats = NDArray[np.float64]

__all__ = [
    "Joining", "band_product", "fixed_series", "multiples", "product", "repeated", "stage_series",
]  # fmt: skip


def stage_series(stages: int, order: int, speed: Floats, powers: int, passed: int = 1) -> Floats:
    """Return the series of X^p: what is left of a moment after p stages of arrival.

    Parameters
    ----------
    stages, order
        m and j.
    speed
        Of the stages of arrival, for each utilisation.
    powers
        Coefficients wanted.
    passed
        p, at least 1.

    Notes
    -----
    X = speed / (speed + m j - m N); all coefficients are positive.

    Examples
    --------
    >>> stage_series(2, 1, np.array([2.0]), 3).round(6).tolist()
    [[0.5, 0.25, 0.125]]
    """
    power = np.arange(powers)
    logs = log_factorials(powers + passed)
    ways = logs[passed - 1 + power] - logs[power] - logs[passed - 1]
    total = (speed + stages * order)[:, None]
    return np.asarray(
        np.exp(ways + passed * np.log(speed[:, None] / total) + power * np.log(stages / total))
    )


def fixed_series(stages: int, order: int, left: Floats, powers: int) -> Floats:
    """Return the series of exp((m N - m j) t) for some times t that are left.

    Examples
    --------
    >>> fixed_series(2, 1, np.array([1.0]), 2).round(4).tolist()
    [[0.1353, 0.2707]]
    """
    power = np.arange(powers)
    long = stages * left[..., None]
    return np.asarray(np.exp(power * np.log(long) - log_factorials(powers)[:powers] - order * long))


@dataclass(frozen=True)
class Joining:
    """What joins during a fixed time, mode by mode: at t, a mode lets exp(theta t) join.

    Attributes
    ----------
    passed
        Series of exp(m N t) for what is left, t, at each of the nodes, with the weight of the node:
        utilisation, power, node.
    lasting
        exp(-m t) there: what is left of one berth that was chosen.
    grown
        What the modes let join there: utilisation, node, mode.

    Notes
    -----
    An integral over t of a polynomial times an exponential, by the nodes of Gauss and Legendre, as
    many as give all digits. The closed form would be 0 / 0 where theta is near -m j.
    """

    passed: Floats
    lasting: Floats
    grown: Numbers

    @classmethod
    def of(cls, stages: int, orders: int, rate: Floats, fading: Numbers, powers: int) -> Joining:
        """Return it for orders up to one, as all share the nodes of the one that needs most.

        Parameters
        ----------
        stages, orders
            m and the largest j.
        rate
            Of arrivals, for each utilisation.
        fading
            theta of the modes.
        powers
            Coefficients wanted for the largest j.
        """
        widest = max(
            float((np.abs(fading + stages * order).max(axis=1) / rate).max())
            for order in (1, orders)
        )
        nodes, weight = np.polynomial.legendre.leggauss(math.ceil((powers + widest) / 2 + 16))
        at = (1 + nodes) / 2 / rate[:, None]
        left = 1 / rate[:, None] - at
        passed = fixed_series(stages, 0, left, powers) * (weight / 2 / rate[:, None])[:, :, None]
        grown = np.exp(at[:, :, None] * fading[:, None, :])
        return cls(passed.transpose(0, 2, 1).copy(), np.exp(-stages * left), grown)

    def series(self, order: int, times: Floats) -> Numbers:
        """Return the series of what is there of all that joined, times another one.

        Parameters
        ----------
        order
            j.
        times
            The other series, as matrices that `multiples` gives.

        Returns
        -------
        array
            Utilisation, power, mode.
        """
        there = self.passed[:, : times.shape[1]] * (self.lasting**order)[:, None, :]
        return product(times @ there, self.grown)


def repeated(once: Floats) -> Floats:
    """Return the series of 1 / (1 - f): any number of times between arrivals.

    Examples
    --------
    >>> repeated(np.array([[0.5, 1.0]])).tolist()
    [[2.0, 4.0]]
    """
    found = np.zeros_like(once)
    found[:, 0] = 1 / (1 - once[:, 0])
    for power in range(1, once.shape[1]):
        ahead = (found[:, :power] * once[:, power:0:-1]).sum(axis=1)
        found[:, power] = found[:, 0] * ahead
    return found


def multiples(series: Floats) -> Floats:
    """Return the matrices that multiply other series by these.

    Examples
    --------
    >>> multiples(np.array([[1.0, 2.0]])).tolist()
    [[[1.0, 0.0], [2.0, 1.0]]]
    """
    powers = series.shape[1]
    apart = np.subtract.outer(np.arange(powers), np.arange(powers))
    return np.asarray(series.take(np.maximum(apart, 0), axis=1) * (apart >= 0))


def product(matrix: Floats, columns: Numbers, out: Numbers | None = None) -> Numbers:
    """Return real matrices times columns that may be complex; those lie one after another."""
    if out is None:
        out = np.empty((*columns.shape[:-2], matrix.shape[-2], columns.shape[-1]), columns.dtype)
    np.matmul(matrix, columns.view(np.float64), out=out.view(np.float64))
    return out


def band_product(matrix: Floats, columns: Numbers, bands: Bands, out: Numbers) -> None:
    """Put real matrices times columns into `out`, without blocks where there are no entries."""
    right, left = columns.view(np.float64), out.view(np.float64)
    for low, high, first, last in bands:
        some = matrix[..., low:high, first:last]
        np.matmul(some, right[:, first:last], out=left[:, low:high])
