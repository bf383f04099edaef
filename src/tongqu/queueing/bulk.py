"""Batches at fixed times: M/D/c, and locks that lock every T hours.

Both lead to the same chain. Of the vessels that wait, s are taken every fixed time, and a Poisson
number with mean a comes in between: X' = max(X + A - s, 0). In M/D/c a service time is that time,
for whatever is at a berth now has left one service time later (Crommelin 1932).

References
----------
C. D. Crommelin, *Delay probability formulae when the holding times are constant*, P.O. Electrical
Engineers' Journal 25 (1932) 41-50.
N. T. J. Bailey, *On queueing processes with bulk service*, J. R. Stat. Soc. B 16 (1954) 80-87.
A. J. E. M. Janssen, J. S. H. van Leeuwaarden, *Analytic computation schemes for the discrete-time
bulk service queue*, Queueing Systems 50 (2005) 141-163 (roots).
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.queueing.poisson import at_least, log_factorials

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]

__all__ = ["LeftBehind", "left_behind", "mean_left_behind"]

MOST_TERMS = 64
"""Terms of Crommelin's series; where it needs more, the roots are faster and as exact."""


def mean_left_behind(places: int, arrivals: float) -> float:
    """Return how many are left when s have been taken, in the mean.

    Parameters
    ----------
    places
        s, taken at a time.
    arrivals
        a, mean arrivals in between; below s.

    Notes
    -----
    Crommelin's sum, written so that nothing is subtracted: with Poisson probabilities p of mean
    i a, E[X] / a = sum over i >= 1 and j >= i s of p_j (j + 1 - i s) / (j + 1). Near saturation the
    sum is long, and Bailey's roots z_k of z^s = exp(a (z - 1)) take its place:
    E[X] = a / (2 (s - a)) - (s - 1 + a) / 2 + sum over k of 1 / (1 - z_k).

    Examples
    --------
    >>> round(mean_left_behind(4, 2.0) / 2.0, 6)
    0.049652
    """
    load = arrivals / places
    if load <= 0:
        return 0.0
    speed = places * (load - 1 - math.log(load))
    terms = math.ceil(40 / speed) + 1 if speed > 0 else MOST_TERMS + 1
    if terms <= MOST_TERMS:
        return arrivals * _series(places, arrivals, terms)
    inverse = 1 / (1 - inner_roots(places, arrivals))
    ends = arrivals / (2 * (places - arrivals)) - (places - 1 + arrivals) / 2
    return float(ends + inverse.real.sum())


def _series(places: int, arrivals: float, terms: int) -> float:
    """Sum Crommelin's series."""
    load = arrivals / places
    wide = math.ceil(min(40 / -math.log(load), 12 * math.sqrt(terms * places) + 60))
    first = np.arange(1, terms + 1)[:, None] * places
    step = np.arange(wide)[None, :]
    logs = log_factorials(terms * places + wide)
    mean = np.arange(1, terms + 1)[:, None] * arrivals
    chance = np.exp((first + step) * np.log(mean) - mean - logs[first + step])
    return float((chance * (step + 1) / (first + step + 1)).sum())


def inner_roots(places: int, arrivals: float) -> Complexes:
    """Return the s - 1 roots of z^s = exp(a (z - 1)) inside the unit circle.

    Notes
    -----
    Each solves z = w exp(a / s (z - 1)) for one w with w^s = 1, w not 1. The right side maps the
    unit disc into itself and contracts there, so some rounds of it lead near the root, and Newton's
    steps end there.

    Examples
    --------
    >>> inner_roots(2, 1.0).real.round(6).tolist()
    [-0.47767]
    """
    load = arrivals / places
    angles = 2 * np.pi * np.arange(1, places) / places
    spin = np.exp(1j * angles)
    z: Complexes = spin * 0.5
    for _ in range(30):
        z = spin * np.exp(load * (z - 1))
    for _ in range(60):
        image = spin * np.exp(load * (z - 1))
        step = (image - z) / (1 - load * image)
        z = z + step
        if not len(z) or np.abs(step).max() < 1e-16:
            break
    return z


def outer_root(places: int, arrivals: float, turn: int = 0) -> complex:
    """Return ln z of a root of z^s = exp(a (z - 1)) outside the unit circle.

    Parameters
    ----------
    places, arrivals
        s and a.
    turn
        0 for the real root, by which long queues fade; 1 for the nearest of the others.

    Notes
    -----
    With z = exp(u), s u - a (exp(u) - 1) = 2 pi i turn. Out there u -> ln(1 + (s u - 2 pi i turn)
    / a) contracts, and Newton's steps end at the root.
    """
    around = 2j * math.pi * turn
    u = complex(2 * (places - arrivals) / arrivals)
    for _ in range(60):
        u = cmath.log(1 + (places * u - around) / arrivals)
    for _ in range(100):
        grown = np.expm1(u)
        step = (arrivals * grown - places * u + around) / (arrivals * (grown + 1) - places)
        u -= complex(step)
        if abs(step) <= 1e-16 * abs(u):
            break
    return u


@dataclass(frozen=True)
class LeftBehind:
    """The law of the number left behind.

    Attributes
    ----------
    tails
        P(X >= 0), P(X >= 1) ...
    fade
        What each further one leaves, beyond the list.
    """

    tails: Floats
    fade: float

    def at_least(self, numbers: NDArray[np.int64]) -> Floats:
        """Return P(X >= n) for whole numbers, also negative ones."""
        last = len(self.tails) - 1
        known = self.tails[np.clip(numbers, 0, last)]
        more = np.maximum(numbers - last, 0)
        with np.errstate(under="ignore"):
            return np.asarray(known * self.fade**more)


def left_behind(places: int, arrivals: float) -> LeftBehind:
    """Return the law of the number left behind when s have been taken.

    Notes
    -----
    Its generating function is known by the roots: (s - a) (z - 1) / (z^s - exp(a (z - 1))) times
    the product of (z - z_k) / (1 - z_k). Its pole outside the unit circle is taken off, and the
    rest, which fades fast, is turned into probabilities by a Fourier transform.

    Examples
    --------
    >>> law = left_behind(1, 0.5)
    >>> law.tails[:3].round(6).tolist()
    [1.0, 0.175639, 0.053039]
    """
    roots = inner_roots(places, arrivals)
    beyond = math.expm1(outer_root(places, arrivals).real)  # of the pole, above 1
    pole = 1 + beyond
    # The pole z0 gives x_j = height z0^-(j+1); written in 1/z0, so that no power overflows.
    ratio = float(np.exp(np.log((1 - roots / pole) / (1 - roots)).sum()).real)
    height = (places - arrivals) * beyond / (arrivals * pole - places) * ratio
    # The rest fades by the next root; what has not faded would come back at the far end.
    fade = outer_root(places, arrivals, 1).real
    points = 1 << max(9, math.ceil(math.log2(80 / fade)))
    rest = _rest(places, arrivals, roots, beyond, height, points)[: points // 2]
    numbers = np.arange(len(rest), dtype=np.float64)
    tails = np.cumsum(rest[::-1])[::-1]
    with np.errstate(under="ignore"):
        tails = tails + height / beyond * pole**-numbers
    tails[0] = 1.0
    # Rounding must not make a larger number likelier to be passed than a smaller one.
    tails = np.clip(np.minimum.accumulate(tails), 0.0, 1.0)
    return LeftBehind(tails, 1 / pole)


def _rest(
    places: int, arrivals: float, roots: Complexes, beyond: float, height: float, points: int
) -> Floats:
    """Return the probabilities less those of the pole."""
    steps = np.arange(points // 2 + 1)
    angles = 2 * np.pi * steps / points
    less = -2 * np.sin(angles / 2) ** 2 + 1j * np.sin(angles)  # z - 1, exact also near 1
    spin = 2 * np.pi * ((places * steps) % points) / points
    # By logarithms: some thousand factors leave the range of doubles on the way.
    logs = np.zeros_like(less)
    for root in roots:
        logs += np.log(1 + less / (1 - root))
    # z^s - exp(a (z - 1)): near 1 not by the difference of two numbers near 1.
    growth = np.exp(arrivals * less)
    below = np.exp(1j * spin) - growth
    near = np.abs(arrivals * less) < 1
    below[near] = growth[near] * np.expm1(1j * spin[near] - arrivals * less[near])
    below[0] = 1.0
    values = (places - arrivals) * less / below * np.exp(logs)
    values[0] = 1.0
    values -= height / (beyond - less)
    # irfft sums with exp(+i), the generating function with exp(-i): the conjugate.
    return np.asarray(np.fft.irfft(values.conj(), points))


@dataclass(frozen=True)
class TakenTail:
    """P(W > x) of M/D/c, x in service times.

    Notes
    -----
    G. J. Franx, *A simple solution for the M/D/c waiting time distribution*, Operations Research
    Letters 29 (2001) 221-229: with (k - 1) <= x < k, P(W <= x) is the probability that X and the
    arrivals in a time k - x are together below k c.
    """

    places: int
    arrivals: float
    left: LeftBehind

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        rounds = math.floor(x) + 1
        mean = self.arrivals * (rounds - x)
        room = rounds * self.places
        reach = min(room, math.ceil(mean + 12 * math.sqrt(mean)) + 60)
        tails = at_least(mean, reach + 1)
        chance = tails[:-1] - tails[1:]
        numbers = np.arange(reach)
        some = float(chance[:reach] @ self.left.at_least(room - numbers))
        return min(1.0, some + float(tails[reach]))
