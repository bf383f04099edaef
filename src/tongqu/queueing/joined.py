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
    Joining,
    band_product,
    fixed_series,
    multiples,
    product,
    repeated,
    stage_series,
)
from tongqu.queueing.modes import find_modes
from tongqu.queueing.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tongqu.queueing.laws import Law
    from tongqu.queueing.modes import Modes, Numbers
    from tongqu.queueing.spreads import Spreads

    Floats = NDArray[np.float64]
    Complexes = NDArray[np.complex128]
    PassOn = Callable[[int, Spreads, Numbers, Numbers, Numbers, Shelf], None]

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
    shelf: Shelf | None = None,
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
    shelf
        Arrays of a question before.

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
    below = _below(arrival, stages, berths, utilisations, spreads, modes, shelf or Shelf())
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
    arrival: Law, stages: int, berths: int, loads: Floats, spreads: list[Spreads], modes: Modes,
    shelf: Shelf,
) -> Numbers:  # fmt: skip
    """Return the spreads of c - 1 berths that an arrival finds.

    Returns
    -------
    array
        Utilisation, spread, and what each mode adds to it; in the last column what comes without
        the modes, where the probability to find a free berth is 1.
    """
    rate = loads * berths
    moments = _projected(spreads[: berths + 1], modes.content, shelf)
    # For the last column, where nothing comes from the modes, any rate will do.
    fading = np.concatenate([modes.fading, modes.fading[:, -1:]], axis=1)
    if arrival.stages:
        pass_on = _by_stage(arrival, stages, rate, fading)
    else:
        pass_on = _by_height(stages, berths - 1, rate, fading, spreads[berths - 1].powers)
    kind, wide = fading.dtype, fading.shape[1]
    found = shelf.array("found", (len(loads), 1, wide), kind)
    found[:] = 0.0
    found[:, :, -1] = 1.0
    for order in range(1, berths):
        here, above = spreads[order], spreads[order + 1]
        # One of those chosen is the vessel that came.
        came = shelf.array("came", (len(loads), here.size, wide), kind)
        before = np.zeros(here.size, dtype=np.int64)
        before[here.up[0]] = np.arange(len(here.up[0]))
        found.take(before, axis=1, out=came, mode="clip")
        came[:, here.counts[:, 0] == 0] = 0.0
        came -= moments[order]
        # The berth that ends its service is none of those chosen.
        freed = shelf.array("freed", came.shape, kind)
        moments[order + 1].take(above.up[-1], axis=1, out=freed, mode="clip")
        reals = freed.view(np.float64)
        reals *= stages * (here.counts[:, -1:] + 1.0)
        found = shelf.array("found", came.shape, kind)
        pass_on(order, here, came, freed, found, shelf)
    return found


def _projected(spreads: list[Spreads], content: Numbers, shelf: Shelf) -> list[Numbers]:
    """Return the moments of all orders of what the modes hold at c vessels, and a column of 0."""
    many, _, wide = content.shape
    berths = len(spreads) - 1
    found = []
    for order, here in enumerate(spreads):
        name = f"moments of order {order}"
        found.append(shelf.array(name, (many, here.size, wide + 1), content.dtype))
    found[-1][:, :, :-1] = content
    found[-1][:, :, -1] = 0.0
    for order in range(berths - 1, 0, -1):
        above = spreads[order + 1]
        fewer = above.fewer / (berths - order)
        band_product(fewer, found[order + 1], above.fewer_bands, found[order])
    return found


def _by_stage(arrival: Law, stages: int, rate: Floats, fading: Numbers) -> PassOn:
    """Return what lets moments pass on to the next arrival, stage of arrival by stage."""
    speed = arrival.stages * rate
    # What a mode lets join in a stage: what is left of it after those before, and in this one.
    kept = (speed[:, None] / (speed[:, None] - fading))[:, None, :]
    joins = kept / speed[:, None, None]

    def pass_on(
        order: int, here: Spreads, came: Numbers, freed: Numbers, found: Numbers, shelf: Shelf
    ) -> None:
        once = stage_series(stages, order, speed, here.powers)
        whole = stage_series(stages, order, speed, here.powers, arrival.stages)
        last = (multiples(repeated(whole)) @ once[:, :, None])[:, :, 0]
        total, other = came, shelf.array("part", came.shape, came.dtype)
        freed *= joins
        total += freed
        if arrival.stages > 1:
            step = _matrix(here, once, shelf)
        for _ in range(arrival.stages - 1):
            freed *= kept
            band_product(step, total, here.passing_bands, other)
            total, other = other, total
            total += freed
        band_product(_matrix(here, last, shelf), total, here.passing_bands, found)

    return pass_on


def _by_height(stages: int, orders: int, rate: Floats, fading: Numbers, powers: int) -> PassOn:
    """Return what lets moments pass on by the clock, from each height to those above."""
    joining = Joining.of(stages, orders, rate, fading, powers)

    def pass_on(
        order: int, here: Spreads, came: Numbers, freed: Numbers, found: Numbers, shelf: Shelf
    ) -> None:
        whole = fixed_series(stages, order, 1 / rate, here.powers)
        any_times = multiples(repeated(whole))
        matrix = _matrix(here, (any_times @ whole[:, :, None])[:, :, 0], shelf)
        band_product(matrix, came, here.passing_bands, found)
        series = joining.series(order, any_times)
        ends = np.searchsorted(here.height, np.arange(here.powers + 1)).tolist()
        room = shelf.array("part", (freed.size,), freed.dtype)
        many, _, wide = freed.shape
        for height, (low, high) in enumerate(pairwise(ends)):
            # All that comes to this height from those up to it.
            moved = room[: many * high * wide].reshape(many, high, wide)
            series.take(height - here.height[:high], axis=1, out=moved, mode="clip")
            moved *= freed[:, :high]
            found[:, low:high] += product(here.passing[low:high, :high], moved)

    return pass_on


def _matrix(here: Spreads, series: Floats, shelf: Shelf) -> Floats:
    """Return the functions of N that have the series, as matrices."""
    made = shelf.array("matrix", (len(series), here.size, here.size), np.float64)
    series.take(here.apart, axis=1, out=made, mode="clip")
    made *= here.passing
    return made


def _weights(modes: Modes, below: Numbers, first: NDArray[np.int64]) -> tuple[Numbers, Floats]:
    """Join both: what the modes hold at c vessels is what was there and the vessel that came."""
    content, real = modes.content, modes.real
    system = content.copy()
    system[:, first] -= below[:, :, :-1]
    right = np.zeros(content.shape[:2])
    right[:, first] = below[:, :, -1].real
    if system.dtype != np.float64:
        system = np.concatenate([system.real, -system.imag[:, :, ~real]], axis=2)
    # Heights differ by powers of ten: each equation by its own measure.
    scale = 1 / np.abs(system).max(axis=2)
    system *= scale[:, :, None]
    solved = np.linalg.solve(system, (right * scale)[:, :, None])[:, :, 0]
    weight: Numbers = solved[:, : len(real)]
    if content.dtype != np.float64:
        # Of a pair, each has half of what both give.
        weight = np.where(real, 1.0, 0.5) * weight.astype(np.complex128)
        weight[:, ~real] += 0.5j * solved[:, len(real) :]
    size = (np.abs(below).sum(axis=1)[:, :-1] * np.abs(weight)).sum(axis=1)
    whole = below.sum(axis=1)
    total = (whole[:, :-1] * weight).sum(axis=1) + whole[:, -1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return weight, 1e-16 * size / np.abs(total)
