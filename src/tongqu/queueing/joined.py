"""GI/Em/c exactly, for Erlang and fixed times between arrivals: modes above, moments below.

Where vessels wait, what an arrival finds is a sum of modes (`tongqu.queueing.modes`). Where none
waits, berths do not hinder each other, so the binomial moments of what is found follow one another
from order to order, as L. Takács did it for exponential service: a moment of order j needs that of
order j - 1, and what comes down from the modes. Both must agree where the last berth is taken; that
is one set of linear equations, with as many unknowns as there are modes.

References
----------
L. Takács, *Introduction to the Theory of Queues*, 1962, chapter 2 (binomial moments).
I. J. B. F. Adan, W. A. van de Waarsenburg, J. Wessels, *Analyzing Ek/Er/c queues*, European Journal
of Operational Research 92 (1996) 112-124.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tongqu.queueing.between import (
    fixed_series,
    joined_series,
    repeated,
    stage_series,
    times,
)
from tongqu.queueing.modes import find_modes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tongqu.queueing.laws import Law
    from tongqu.queueing.modes import Modes, Numbers
    from tongqu.queueing.spreads import Spreads

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]

__all__ = ["ModeWait", "mode_waits"]


@dataclass(frozen=True)
class ModeWait:
    """What one vessel finds, in mean service times: P(W > x) = sum of share exp(fading x).

    Attributes
    ----------
    shares, fading
        Of the modes; a mode that is not real stands for its conjugate too.
    lost
        Nearly the relative error that comes from below, where modes cancel each other.
    """

    shares: Complexes
    fading: Complexes
    lost: float

    @property
    def blur(self) -> float:
        """Nearly the absolute error of the mean wait."""
        far = 1e-16 * float(np.abs(self.shares / self.fading).sum())
        return far + self.lost * self.wait

    @property
    def error(self) -> float:
        """Nearly the relative error of `p_wait`."""
        if not self.shares.size:
            return 0.0
        whole = abs(float(self.shares.sum().real))
        far = 1e-16 * float(np.abs(self.shares).sum())
        return far / whole + self.lost if whole > far else 1.0

    @property
    def p_wait(self) -> float:
        """Probability that a vessel has to wait."""
        return min(1.0, max(0.0, float(self.shares.sum().real)))

    @property
    def wait(self) -> float:
        """Mean wait."""
        return max(0.0, float((self.shares / -self.fading).sum().real))


def mode_waits(
    arrival: Law,
    stages: int,
    berths: int,
    utilisations: Floats,
    spreads: list[Spreads],
    pattern: Complexes,
) -> list[ModeWait]:
    """Return the wait for each utilisation; all are solved at once.

    Parameters
    ----------
    arrival
        Law of the time between arrivals, not exponential only.
    stages, berths
        m, at least 1, and c.
    utilisations
        Each above 0 and below 1.
    spreads, pattern
        `spreads_up_to(c, m)`, or more, and what `patterns` gives for c.

    Examples
    --------
    >>> from tongqu.queueing.laws import Law
    >>> from tongqu.queueing.spreads import patterns, spreads_up_to
    >>> spreads = spreads_up_to(4, 2)
    >>> [wait] = mode_waits(Law(2), 2, 4, np.array([0.5]), spreads, patterns(spreads)[4])
    >>> round(wait.wait, 6)
    0.025744
    """
    modes = find_modes(arrival, stages, berths, utilisations, spreads[berths], pattern)
    below = _below(arrival, stages, berths, utilisations, spreads, modes)
    weight, lost = _weights(modes, below, spreads[berths].up[0])
    whole = weight * modes.ratio * modes.content.sum(axis=1) / (1 - modes.ratio)
    shares = np.where(modes.real, 1.0, 2.0) * whole
    # An arrival finds a free berth with a weight of 1, and the modes with theirs.
    shares = shares / (1 + shares.sum(axis=1).real)[:, None]
    return [
        ModeWait(np.asarray(share, dtype=np.complex128), np.asarray(fade, dtype=np.complex128),
                 float(miss))
        for share, fade, miss in zip(shares, modes.fading, lost, strict=True)
    ]  # fmt: skip


def _below(
    arrival: Law, stages: int, berths: int, loads: Floats, spreads: list[Spreads], modes: Modes
) -> Numbers:
    """Return the spreads of c - 1 berths that an arrival finds.

    Returns
    -------
    array
        Utilisation, spread, and what each mode adds to it; in the last column what comes without
        the modes, where the probability to find a free berth is 1.
    """
    rate = loads * berths
    moments = _projected(spreads[: berths + 1], modes.content)
    many = modes.content.shape[2]
    found: Numbers = np.zeros((len(loads), 1, many + 1), dtype=modes.content.dtype)
    found[:, :, many] = 1.0
    pass_on = _by_stage if arrival.stages else _by_height
    for order in range(1, berths):
        here, above = spreads[order], spreads[order + 1]
        # One of those chosen is the vessel that came.
        came: Numbers = np.zeros((len(loads), here.size, many + 1), dtype=found.dtype)
        np.negative(moments[order], out=came[:, :, :many])
        came[:, here.up[0]] += found
        # The berth that ends its service is none of those chosen.
        freed = moments[order + 1].take(above.up[-1], axis=1)
        freed *= stages * (here.counts[:, -1:] + 1)
        found = pass_on(arrival, stages, order, rate, here, modes.fading, came, freed)
    return found


def _projected(spreads: list[Spreads], content: Numbers) -> list[Numbers]:
    """Return the moments of all orders of what the modes hold at c vessels."""
    found = [content]
    berths = len(spreads) - 1
    for order in range(berths - 1, -1, -1):
        counts, up = spreads[order].counts, spreads[order + 1].up
        ways = (counts + 1) / (berths - order)
        total = found[0].take(up[0], axis=1) * ways[:, 0, None]
        for stage in range(1, len(up)):
            total += found[0].take(up[stage], axis=1) * ways[:, stage, None]
        found.insert(0, total)
    return found


def _by_stage(
    arrival: Law, stages: int, order: int, rate: Floats, here: Spreads, fading: Numbers,
    came: Numbers, freed: Numbers,
) -> Numbers:  # fmt: skip
    """Let moments pass on to the next arrival, stage of arrival by stage of arrival."""
    speed = arrival.stages * rate
    once = stage_series(stages, order, speed, here.powers)
    whole = stage_series(stages, order, speed, here.powers, arrival.stages)
    step = here.passing * once.take(here.apart, axis=1)
    last = here.passing * times(repeated(whole), once).take(here.apart, axis=1)
    # What a mode lets join in a stage: what is left of it after those before, and in this one.
    kept = (speed[:, None] / (speed[:, None] - fading))[:, None, :]
    joining = freed * (kept / speed[:, None, None])
    total = came
    total[:, :, :-1] += joining
    for _ in range(arrival.stages - 1):
        joining *= kept
        total = _product(step, total)
        total[:, :, :-1] += joining
    return _product(last, total)


def _by_height(
    arrival: Law, stages: int, order: int, rate: Floats, here: Spreads, fading: Numbers,
    came: Numbers, freed: Numbers,
) -> Numbers:  # fmt: skip
    """Let moments pass on to the next arrival by the clock, from each height to those above."""
    assert arrival.stages == 0
    whole = fixed_series(stages, order, 1 / rate, here.powers)
    any_times = repeated(whole)
    found = _product(here.passing * times(any_times, whole).take(here.apart, axis=1), came)
    series = times(any_times, joined_series(stages, order, rate, fading, here.powers))
    ends = np.searchsorted(here.height, np.arange(here.powers + 1))
    for height, (low, high) in enumerate(pairwise(ends)):
        moved = _product(here.passing[None, low:, low:high], freed[:, low:high])
        found[:, low:, :-1] += moved * series.take(here.height[low:] - height, axis=1)
    return found


def _product(matrix: Floats, columns: Numbers) -> Numbers:
    """Return real matrices times columns that may be complex."""
    if columns.dtype == np.float64:
        return np.asarray(matrix @ columns)
    wide = np.ascontiguousarray(columns).view(np.float64)
    return np.asarray((matrix @ wide).view(np.complex128))


def _weights(modes: Modes, below: Numbers, first: NDArray[np.int64]) -> tuple[Numbers, Floats]:
    """Join both: what the modes hold at c vessels is what was there and the vessel that came."""
    content, real = modes.content, modes.real
    system = content.copy()
    system[:, first] -= below[:, :, :-1]
    right = np.zeros(content.shape[:2])
    right[:, first] = below[:, :, -1].real
    if system.dtype != np.float64:
        pairs = system[:, :, ~real]
        system = np.concatenate([system.real * np.where(real, 1, 2), -2 * pairs.imag], axis=2)
    # Heights differ by powers of ten: each equation by its own measure.
    scale = np.abs(system).max(axis=2)
    solved = np.linalg.solve(system / scale[:, :, None], (right / scale)[:, :, None])[:, :, 0]
    weight: Numbers = solved[:, : len(real)]
    if content.dtype != np.float64:
        weight = weight.astype(np.complex128)
        weight[:, ~real] += 1j * solved[:, len(real) :]
    size = np.abs(below[:, :, :-1]) @ np.abs(weight)[:, :, None]
    total = (below[:, :, :-1] @ weight[:, :, None])[:, :, 0].sum(axis=1) + below[:, :, -1].sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return weight, 1e-16 * size.sum(axis=(1, 2)) / np.abs(total)
