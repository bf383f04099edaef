"""Poisson probabilities for large means, without overflow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["at_least", "central", "log_factorials", "probabilities"]


def log_factorials(most: int) -> Floats:
    """Return ln 0!, ln 1! ... ln most!.

    Examples
    --------
    >>> log_factorials(3).round(4).tolist()
    [0.0, 0.0, 0.6931, 1.7918]
    """
    logs = np.zeros(most + 1)
    np.cumsum(np.log(np.arange(1, most + 1)), out=logs[1:])
    return logs


def probabilities(mean: float, most: int) -> Floats:
    """Return P(N = 0) ... P(N = most) of a Poisson number."""
    if mean == 0:
        return np.asarray(np.eye(1, most + 1)[0])
    steps = np.arange(most + 1)
    return np.asarray(np.exp(steps * math.log(mean) - mean - log_factorials(most)))


def central(mean: float, *, widths: float = 10.0) -> tuple[int, Floats]:
    """Return the first number and the probabilities from there on, all mass but 1e-20.

    Notes
    -----
    Scaled to a sum of 1: what the logarithm of the factorial loses for a large mean, the scaling
    gives back.

    Examples
    --------
    >>> first, weights = central(1e6)
    >>> first, round(float(weights.sum()), 12)
    (989960, 1.0)
    """
    reach = widths * math.sqrt(mean) + 40
    first = max(0, math.floor(mean - reach))
    steps = np.arange(first + 1, math.ceil(mean + reach) + 1)
    logs = np.zeros(len(steps) + 1)
    if mean > 0:
        np.cumsum(np.log(mean / steps), out=logs[1:])
    else:
        logs[1:] = -np.inf
    weights = np.exp(logs - logs.max())
    return first, weights / weights.sum()


def at_least(mean: float, most: int) -> Floats:
    """Return P(N >= 0) ... P(N >= most), the small ones with full relative accuracy.

    Examples
    --------
    >>> at_least(0.5, 2).round(6).tolist()
    [1.0, 0.393469, 0.090204]
    """
    reach = max(most, math.ceil(mean + 10 * math.sqrt(mean))) + 60
    weights = probabilities(mean, reach)
    tails = np.cumsum(weights[::-1])[::-1]
    return np.minimum(tails[: most + 1], 1.0)
