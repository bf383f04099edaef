"""What happens between two arrivals to berths that nobody waits for, as series in N.

N leads a berth one stage on (`tongqu.queueing.spreads`). A moment of order j fades by
exp((m N - m j) t), so over the time between two arrivals by phi(m j - m N), phi the Laplace
transform of that time. Series are coefficients of the powers of N; arrays have one utilisation a
row.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tongqu.queueing.poisson import log_factorials

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.queueing.modes import Numbers

    Floats = NDArray[np.float64]

__all__ = ["fixed_series", "joined_series", "repeated", "stage_series", "times"]


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


def joined_series(stages: int, order: int, rate: Floats, fading: Numbers, powers: int) -> Numbers:
    """Return the series of what is there of all that joins during a fixed time, mode by mode.

    Parameters
    ----------
    stages, order
        m and j.
    rate
        Of arrivals, for each utilisation.
    fading
        theta: at t, a mode lets exp(theta t) join.
    powers
        Coefficients wanted.

    Returns
    -------
    array
        Utilisation, power, mode.

    Notes
    -----
    An integral over t of a polynomial times an exponential, by the nodes of Gauss and Legendre, as
    many as give all digits. The closed form would be 0 / 0 where theta is near -m j.
    """
    widest = float((np.abs(fading + stages * order).max(axis=1) / rate).max())
    nodes, weight = np.polynomial.legendre.leggauss(math.ceil((powers + widest) / 2 + 16))
    at = (1 + nodes) / 2 / rate[:, None]
    left = fixed_series(stages, order, 1 / rate[:, None] - at, powers)
    left = left * (weight / 2 / rate[:, None])[:, :, None]
    grown = np.exp(fading[:, None, :] * at[:, :, None])
    return np.asarray(left.transpose(0, 2, 1) @ grown)


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


def times(left: Floats, right: Numbers) -> Numbers:
    """Return products of two series, the right one for one mode or several.

    Examples
    --------
    >>> times(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]])).tolist()
    [[1.0, 3.0]]
    """
    found = np.zeros_like(right)
    wide = left.reshape(left.shape + (1,) * (right.ndim - 2))
    for power in range(left.shape[1]):
        found[:, power:] += wide[:, power, None] * right[:, : right.shape[1] - power]
    return found
