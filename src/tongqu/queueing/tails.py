"""Laws of the wait: P(W > x) and quantiles, with x in mean service times."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tongqu.queueing.checks import amount, share
from tongqu.queueing.poisson import central
from tongqu.queueing.roots import bracketed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]

__all__ = ["FadingTail", "GeometricTail", "ModesTail", "SteppedTail", "Tail", "quantile"]

MOST_STEPS = 4_000_000
"""Steps of a uniformised law that are taken at most; a limit against endless questions."""


class Tail(Protocol):
    """The law of a wait."""

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        ...  # pragma: no cover


def quantile(tail: Tail, part: float, scale: float) -> float:
    """Return the wait that a part of the vessels does not exceed.

    Parameters
    ----------
    tail
        Law of the wait.
    part
        Between 0 and 1.
    scale
        A wait of about the right size, to begin the search with.

    Examples
    --------
    >>> round(quantile(GeometricTail(0.8, 0.2), 0.9, 1.0), 6)
    10.397208
    """
    left = 1 - share("quantile", part)
    if tail.above(0.0) <= left:
        return 0.0
    top = max(scale, 1e-9)
    while tail.above(top) > left:
        top *= 2

    def miss(x: float) -> float:
        found = tail.above(x)
        # Nearly a straight line in x, as most laws fade exponentially.
        return math.log(found / left) if found > 0 else -745.0

    return bracketed(miss, 0.0, top)


@dataclass(frozen=True)
class GeometricTail:
    """P(W > x) = p exp(-rate x): M/M/c and GI/M/c.

    Examples
    --------
    >>> round(GeometricTail(0.5, 2.0).above(1.0), 6)
    0.067668
    """

    p: float
    rate: float

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        return self.p * math.exp(-self.rate * amount("x", x, zero=True))


@dataclass(frozen=True)
class SteppedTail:
    """P(W > x) = sum of Poisson(rate x) probabilities of n events times what n events leave.

    Attributes
    ----------
    rate
        Of events.
    left
        P(W > 0), and what 1, 2 ... events leave of it.
    ratio
        What each event after the last listed one leaves.

    Notes
    -----
    Uniformisation (A. Jensen, 1953): nothing is subtracted, so small probabilities are as good as
    large ones.

    Examples
    --------
    >>> round(SteppedTail(4.0, (0.5, 0.25), 0.5).above(1.0), 6)
    0.067668
    """

    rate: float
    left: tuple[float, ...]
    ratio: float = 0.0
    _left: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_left", np.asarray(self.left))

    @property
    def mean(self) -> float:
        """The mean wait: each state lasts 1 / rate."""
        rest = self.left[-1] * self.ratio / (1 - self.ratio)
        return (math.fsum(self.left) + rest) / self.rate

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        mean = self.rate * amount("x", x, zero=True)
        first, weights = central(mean)
        last = len(self._left)
        if first + len(weights) <= last:
            return float(weights @ self._left[first : first + len(weights)])
        known = self._left[first:last]
        total = float(weights[: len(known)] @ known)
        if self.ratio > 0:
            steps = np.arange(max(first, last), first + len(weights)) - (last - 1)
            total += self.left[-1] * float(weights[len(known) :] @ self.ratio**steps)
        return total


@dataclass(frozen=True)
class FadingTail:
    """P(W > x) = start exp(K x) queue, with a matrix K of rates: Ek/Em/c and silos.

    Attributes
    ----------
    start
        Probabilities of phases.
    fading
        K; what leaves the phases beside and below its diagonal is not negative.
    queue
        What counts for each phase.
    """

    start: Floats
    fading: Floats
    queue: Floats

    def stepped(self) -> SteppedTail:
        """Return the same law by steps; they end when each leaves the same part."""
        rate = float(-np.diag(self.fading).min())
        step = np.eye(len(self.start)) + self.fading / rate
        vector, left, ratio = self.start, [float(self.start @ self.queue)], 0.0
        calm = 0
        while calm < 20 and len(left) < MOST_STEPS and left[-1] > 1e-280:
            vector = vector @ step
            left.append(float(vector @ self.queue))
            before, ratio = ratio, left[-1] / left[-2]
            # The steps converge from one side, ever more slowly than they move: far below 1e-12.
            calm = calm + 1 if abs(ratio - before) <= 1e-15 else 0
        return SteppedTail(rate, tuple(left), min(ratio, 1.0) if left[-1] > 1e-280 else 0.0)

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        return self.stepped().above(x)


@dataclass(frozen=True)
class ModesTail:
    """P(W > x) = sum of share exp(fading x) over modes, of which some may be complex: GI/Em/c.

    Attributes
    ----------
    p
        P(W > 0).
    shares, fading
        Of the modes; the real part of the sum counts.
    """

    p: float
    shares: Complexes
    fading: Complexes

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        amount("x", x, zero=True)
        if x == 0.0:
            return self.p
        with np.errstate(under="ignore"):
            found = float((self.shares * np.exp(self.fading * x)).sum().real)
        # Modes that cancel leave a little of either sign, which must not pass P(W > 0).
        return min(self.p, max(0.0, found))
