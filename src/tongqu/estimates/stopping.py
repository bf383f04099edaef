"""When there have been enough replications."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tongqu.estimates.intervals import Estimate, mean
from tongqu.estimates.student import t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Precision", "Stop", "enough"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What is asked of a mean.

    Attributes
    ----------
    relative_half_width
        Half of the interval over the mean, above 0.
    level
        Confidence, between 0 and 1.
    least
        Replications at the least, 3 or more: a variance of two tells nothing.
    look_ahead
        For how many more replications the precision has to hold: the first time that an interval
        happens to be narrow is no good moment to stop.
    """

    relative_half_width: float
    level: float = 0.95
    least: int = 10
    look_ahead: int = 5

    def __post_init__(self) -> None:
        if not self.relative_half_width > 0 or not 0 < self.level < 1:
            raise ValueError("the half-width must be above 0 and the level between 0 and 1")
        if self.least < 3 or self.look_ahead < 0:
            raise ValueError("at least 3 replications are needed")


@dataclass(frozen=True, slots=True)
class Stop:
    """Whether there have been enough replications.

    Attributes
    ----------
    reached
        Whether the precision was reached, and held.
    replications
        After how many; those that were looked at if it was not reached.
    estimate
        Mean and interval of that many.
    relative_half_width
        What the interval came to.
    """

    reached: bool
    replications: int
    estimate: Estimate
    relative_half_width: float


def enough(values: NDArray[np.float64], precision: Precision) -> Stop:
    """Return when a row of replications would have been enough.

    Parameters
    ----------
    values
        One value a replication, in their order, so that the answer does not hang on how many were
        computed at a time; shape ``(replications,)``.

    Notes
    -----
    The replications algorithm, with a look-ahead that does not grow. Stopping by the data makes an
    interval a little too narrow; the look-ahead gives most of that back (tested).

    References
    ----------
    K. Hoad, S. Robinson, R. Davies, Automated selection of the number of replications for a
    discrete-event simulation, Journal of the Operational Research Society 61, 2010.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.random.default_rng(4).normal(10, 2, 200)
    >>> stop = enough(values, Precision(relative_half_width=0.05))
    >>> stop.reached, stop.relative_half_width <= 0.05
    (True, True)
    """
    data = np.asarray(values, np.float64)
    widths = _relative_half_widths(data, precision.level)
    good = widths <= precision.relative_half_width
    good[: precision.least - 1] = False
    run = precision.look_ahead + 1
    if good.size >= run:
        held = np.convolve(good, np.ones(run, np.int64), "valid") == run
        if held.any():
            n = int(np.argmax(held)) + 1
            return Stop(True, n, mean(data[:n], precision.level), float(widths[n - 1]))
    last = float(widths[-1]) if widths.size else float("inf")
    return Stop(False, data.size, mean(data, precision.level), last)


def _relative_half_widths(data: NDArray[np.float64], level: float) -> NDArray[np.float64]:
    """Return what the interval's half over the mean was after 1, 2, … values."""
    count = np.arange(1, data.size + 1, dtype=np.float64)
    # Welford's recurrence keeps the digits that a difference of sums would lose.
    means, spreads = np.empty(data.size), np.empty(data.size)
    middle = spread = 0.0
    for k, value in enumerate(data):
        off = value - middle
        middle += off / (k + 1)
        spread += off * (value - middle)
        means[k], spreads[k] = middle, spread
    widths = np.full(data.size, np.inf)
    if data.size > 1:
        tees = np.array([_tee(level, n) for n in range(1, data.size)])
        half = tees * np.sqrt(spreads[1:] / (count[1:] - 1) / count[1:])
        with np.errstate(divide="ignore", invalid="ignore"):
            widths[1:] = np.where(half == 0, 0.0, half / np.abs(means[1:]))
    return widths


@lru_cache(maxsize=100_000)
def _tee(level: float, degrees: int) -> float:
    """Return the quantile of an interval: asked for again with every replication."""
    return t_quantile(0.5 + level / 2, degrees)
