"""How much of the beginning of a run is not yet what the long run is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BATCH", "WarmUp", "mser5"]

BATCH = 5
"""Observations a batch: what the 5 in the name says."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Where the beginning of a run is cut off.

    Attributes
    ----------
    observations
        How many observations are left out.
    of
        How many there are.
    settled
        Whether that is less than half of the run; otherwise the run is too short to tell, and no
        mean of it should be shown.
    statistic
        The rule's measure at the cut: squared standard error of the mean of what is left.
    """

    observations: int
    of: int
    settled: bool
    statistic: float

    @property
    def share(self) -> float:
        """Share of the run that is left out."""
        return self.observations / self.of


def mser5(series: NDArray[np.float64]) -> WarmUp:
    """Return where to cut a series by the marginal standard error rule, in batches of five.

    Parameters
    ----------
    series
        Observations in equal steps of time. Of several replications: their mean, step by step,
        shape ``(steps,)``; or all of them, shape ``(replications, steps)``. At least ten steps,
        all finite.

    Notes
    -----
    The cut with the least ``sum((y - mean)^2) / n^2`` over what is left of the batch means. The
    last five batches are no candidates, since a mean of few values can be exact by chance.

    References
    ----------
    K. P. White, M. J. Cobb, S. C. Spratt, A comparison of five steady-state truncation heuristics
    for simulation, Winter Simulation Conference 2000.

    Examples
    --------
    >>> import numpy as np
    >>> noise = np.random.default_rng(1).normal(size=2000)
    >>> filling = 8 * np.exp(-np.arange(2000) / 60)
    >>> cut = mser5(noise + filling)
    >>> cut.settled, 100 < cut.observations < 400
    (True, True)
    """
    steps = np.atleast_2d(np.asarray(series, np.float64)).mean(axis=0)
    if steps.size < 2 * BATCH or not np.isfinite(steps).all():
        raise ValueError(f"at least {2 * BATCH} finite observations are needed, got {steps.size}")
    batches = steps.size // BATCH
    means = steps[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    # About their mean, so that the sums of squares keep their digits.
    means = means - means.mean()
    left = np.arange(batches, 0, -1, dtype=np.float64)
    sums = np.cumsum(means[::-1])[::-1]
    squares = np.cumsum((means * means)[::-1])[::-1]
    rule = np.maximum(squares - sums * sums / left, 0.0) / (left * left)
    candidates = max(1, batches - BATCH)
    best = int(np.argmin(rule[:candidates]))
    return WarmUp(best * BATCH, steps.size, 2 * best * BATCH < steps.size, float(rule[best]))
