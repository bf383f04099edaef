"""Queues with exponential service: GI/M/c, limited anchorages, fleets that come back.

References
----------
A. K. Erlang, *Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges*, 1917 (loss, delay).
L. Takács, *Introduction to the Theory of Queues*, 1962, chapter 2, theorem 3 (GI/M/c).
D. Gross, C. M. Harris, *Fundamentals of Queueing Theory*, 1985, sections 2.4 and 2.6 (M/M/c/K and
finite sources).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tongqu.queueing.tails import GeometricTail, SteppedTail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tongqu.queueing.laws import Law

__all__ = ["delay_probability", "limited", "recurrent", "returning"]


def delay_probability(berths: int, offered: float) -> float:
    """Return the probability that all berths of an M/M/c queue are taken (Erlang C).

    Parameters
    ----------
    berths
        c.
    offered
        Arrivals in a mean service time, below c.

    Notes
    -----
    By the recursion of the loss formula in its inverse, whose terms are all positive.

    Examples
    --------
    >>> round(delay_probability(11, 8.8), 6)
    0.388149
    """
    inverse = 1.0
    for place in range(1, berths + 1):
        inverse = 1 + inverse * place / offered
        if inverse > 1e300:
            return 0.0
    blocked = 1 / inverse
    return blocked / (1 - offered / berths * (1 - blocked))


def recurrent(arrival: Law, berths: int, utilisation: float) -> GeometricTail:
    """Return the wait of GI/M/c: P(W > x) = p exp(-c (1 - sigma) x), x in mean service times.

    Parameters
    ----------
    arrival
        Law of the time between arrivals.
    berths
        c.
    utilisation
        Above 0, below 1.

    Notes
    -----
    sigma is the root below 1 of sigma = phi(c mu (1 - sigma)), with phi the Laplace transform of
    the time between arrivals. Takács' sum over j has, for each j, a quotient of
    c (1 - phi_j) - j and c (1 - sigma) - j. Both change their sign at the same place, because phi
    is convex, so all terms are positive and the sum is safe for any c; near that place the quotient
    is taken from the slope of phi half-way.

    Examples
    --------
    >>> from tongqu.queueing.laws import Law
    >>> tail = recurrent(Law.of("E2"), 4, 0.7)
    >>> round(tail.p / tail.rate, 6)
    0.221453
    """
    c, offered = berths, berths * utilisation
    if arrival.stages == 1:
        return GeometricTail(delay_probability(c, offered), c * (1 - utilisation))
    rest = _rest_of_root(lambda gap: arrival.log_transform(gap / utilisation), utilisation)
    place = c * rest
    logs, factors = 0.0, []
    for j in range(1, c + 1):
        log_phi = arrival.log_transform(j / offered)
        missed = -math.expm1(log_phi)
        # C(c, j) / C_j with C_j = product of phi_i / (1 - phi_i)
        logs += math.log((c - j + 1) / j) + math.log(missed) - log_phi
        if abs(j - place) < 1e-5 * place:
            quotient = 1 + c / offered * arrival.slope((j + place) / 2 / offered)
        else:
            quotient = (c * missed - j) / (place - j)
        factors.append(logs - math.log(missed) + math.log(quotient))
    most = max(0.0, *factors)
    total = math.exp(-most) / rest + sum(math.exp(factor - most) for factor in factors)
    p = math.exp(-most) / total / rest
    return GeometricTail(min(1.0, p), c * rest)


def _rest_of_root(log_transform: Callable[[float], float], utilisation: float) -> float:
    """Return y = 1 - sigma, where 1 - y = phi(c mu y), with full relative accuracy."""
    low, high = 0.0, 1.0
    # 1 - phi(y) - y is positive below the root: concave, 0 at 0, with slope 1 / utilisation - 1.
    for _ in range(1100):
        middle = (low + high) / 2 if low else high / 2
        if -math.expm1(log_transform(middle)) > middle:
            low = middle
        else:
            high = middle
        if high - low <= 4e-16 * high or high < 1e-300:
            break
    assert 0 < utilisation < 1
    return (low + high) / 2


def limited(berths: int, places: int, offered: float) -> tuple[list[float], SteppedTail]:
    """Return M/M/c/K: how many are there, and how long those wait who were let in.

    Parameters
    ----------
    berths
        c.
    places
        K, berths and anchorage together, at least c.
    offered
        Arrivals in a mean service time; may be more than c.

    Returns
    -------
    tuple
        Probabilities of 0 ... K vessels, and the law of the wait in mean service times.
    """
    chances = _scaled([offered / min(n, berths) for n in range(1, places + 1)])
    entering = chances[:-1]
    return chances, _ahead(entering, berths)


def returning(vessels: int, berths: int, away: float) -> tuple[list[float], SteppedTail]:
    """Return a fleet that comes back: how many are in port, and how long an arrival waits.

    Parameters
    ----------
    vessels
        Of the fleet.
    berths
        c.
    away
        Mean time away, in mean service times.

    Notes
    -----
    An arriving vessel sees the port as a fleet with one vessel less would leave it (S. Lavenberg,
    M. Reiser, J. Appl. Prob. 17, 1980). Only the mean of the time away counts, not its law: the
    vessels that are away are a station with a place for each.
    """
    chances = _scaled([(vessels - n + 1) / away / min(n, berths) for n in range(1, vessels + 1)])
    seen = _scaled([(vessels - n) / away / min(n, berths) for n in range(1, vessels)])
    return chances, _ahead(seen, berths)


def _scaled(ratios: Sequence[float]) -> list[float]:
    """Return probabilities from the quotients of neighbours, by logarithms."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratios))]) if ratios else np.zeros(1)
    weights = np.exp(logs - logs.max())
    found: list[float] = (weights / weights.sum()).tolist()
    return found


def _ahead(seen: Sequence[float], berths: int) -> SteppedTail:
    """Return the wait of one who finds n vessels: n - c + 1 must leave, c a service time."""
    waiting = np.asarray(seen[berths:])
    total = math.fsum(seen)
    left = np.cumsum(waiting[::-1])[::-1] / total
    return SteppedTail(float(berths), tuple(left.tolist()) or (0.0,))
