"""Modes: how a queue fades while all berths are taken, for Erlang service.

While vessels wait, each berth turns through its m stages on its own, so the number n of vessels and
their spread have solutions z^n v with v a product over the berths. Each berth takes one of the m-th
roots of 1 as its factor; with the sum s of these roots over the c berths, y = z^(1/m) solves

    y = phi(m (c - y s))^(1/m),

where phi is the Laplace transform of the time between arrivals. There are as many modes as spreads,
and between two arrivals a mode fades by exp(theta t) with theta = m (y s - c).

References
----------
I. J. B. F. Adan, W. A. van de Waarsenburg, J. Wessels, *Analyzing Ek/Er/c queues*, European Journal
of Operational Research 92 (1996) 112-124 (the product form of the modes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.queueing.laws import Law
    from tongqu.queueing.spreads import Spreads

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]
    Numbers = NDArray[Any]  # real or complex
    Flags = NDArray[np.bool_]

__all__ = ["Modes", "find_modes"]

ROUNDS = 80
"""Of Newton's method; six or seven are enough."""

CLOSE = 1e-12
"""A step after which Newton's method is as near as doubles can be: the next would be its square."""


@dataclass(frozen=True)
class Modes:
    """Modes for several utilisations, real ones and one of each conjugate pair.

    Attributes
    ----------
    real
        Which modes are real; each other one stands for two.
    ratio
        z, a row for each utilisation: what one vessel more leaves of a mode.
    fading
        theta, in mean service times.
    content
        What a mode holds at c vessels just after an arrival: utilisation, spread, mode.
    """

    real: Flags
    ratio: Numbers
    fading: Numbers
    content: Numbers


def find_modes(
    arrival: Law, stages: int, berths: int, loads: Floats, spreads: Spreads, pattern: Complexes
) -> Modes:
    """Return the modes.

    Parameters
    ----------
    arrival
        Law of the time between arrivals.
    stages, berths
        m and c.
    loads
        Utilisations.
    spreads, pattern
        Those of c berths.

    Notes
    -----
    The right side of the equation maps the unit disc into itself, so some rounds of it lead near
    the root and Newton's method ends there. With s = c a second root is 1; the right side is convex
    there, so what begins at 0 comes to the smaller one.
    """
    every = np.exp(2j * math.pi * np.arange(stages) / stages)
    twin = spreads.counts[:, -np.arange(stages) % stages]  # each root by its conjugate
    rank = {spread: row for row, spread in enumerate(map(tuple, spreads.counts.tolist()))}
    partner = np.array([rank[tuple(spread)] for spread in twin.tolist()])
    kept = np.flatnonzero(partner >= np.arange(spreads.size))
    real = partner[kept] == kept
    share: Numbers = spreads.counts[kept] @ every / berths
    share[real] = share[real].real
    shape: Numbers = pattern[kept].T
    if real.all():
        share, shape = share.real, shape.real
    loads = loads[:, None]
    base = stages / loads  # of one berth, in a mean time between arrivals
    y: Numbers = np.zeros((len(loads), len(kept)), dtype=share.dtype)
    for _ in range(ROUNDS):
        gone = base * (1 - y * share)
        image = _root(arrival, stages, gone)
        slope = image * share / loads
        if arrival.stages:
            slope = slope / (1 + gone / arrival.stages)
        step = (image - y) / (1 - slope)
        y = y + step
        if np.abs(step).max() <= CLOSE:
            break
    height = spreads.height[-1] - spreads.height
    powers = np.ones((len(loads), spreads.powers, len(kept)), dtype=y.dtype)
    for power in range(1, spreads.powers):
        np.multiply(powers[:, power - 1], y, out=powers[:, power])
    # A mode's largest entry becomes 1.
    size = (np.abs(powers).take(height, axis=1) * np.abs(shape)).max(axis=1)
    content = powers.take(height, axis=1)
    content *= shape
    content *= 1 / size[:, None, :]
    return Modes(real, y**stages, stages * berths * (y * share - 1), content)


def _root(arrival: Law, stages: int, gone: Numbers) -> Numbers:
    """Return phi^(1/m) where `gone` stages would pass between two arrivals, in the mean."""
    if not arrival.stages:
        return np.exp(-gone / stages)
    return (1 + gone / arrival.stages) ** (-arrival.stages / stages)
