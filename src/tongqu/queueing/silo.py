"""A silo or a stockpile: vessels pour in batches, a conveyor draws at a steady rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tongqu.errors import UsageError
from tongqu.queueing.berths import queue_wait
from tongqu.queueing.checks import amount, share, stable
from tongqu.queueing.laws import Law
from tongqu.queueing.roots import bracketed
from tongqu.queueing.sources import METHODS
from tongqu.queueing.tails import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from tongqu.queueing.tails import Tail

    Floats = NDArray[np.float64]

__all__ = ["SiloAnswer", "queue_silo", "silo_capacity"]

MOST_STAGES = 100
"""Stages of the law of the batch in a silo of limited capacity."""


@dataclass(frozen=True)
class SiloAnswer:
    """A silo in its long run.

    Attributes
    ----------
    batch
        Law of the size of a batch.
    batches_per_h, batch_t, drain_t_per_h
        As asked.
    capacity_t
        What the silo holds; None for as much as comes. What does not fit is refused.
    content_t
        Mean content.
    p_empty
        Share of the time with nothing to draw.
    refused
        Share of the tonnes that find no room.
    tail
        Law of the content of a silo that holds all, in mean batches; None where that cannot settle.

    Examples
    --------
    >>> answer = queue_silo(0.5, 1000, 600, capacity_t=12_000)
    >>> round(answer.refused, 5), round(answer.content_t)
    (0.02542, 3347)
    """

    batch: Law
    batches_per_h: float
    batch_t: float
    drain_t_per_h: float
    capacity_t: float | None
    content_t: float
    p_empty: float
    refused: float | None
    tail: Tail | None

    @property
    def utilisation(self) -> float:
        """Share of the time in which the conveyor draws."""
        return 1 - self.p_empty

    @property
    def wait_h(self) -> float:
        """Mean time until what lies before an arriving batch is drawn."""
        return self.content_t / self.drain_t_per_h

    @property
    def throughput_t_per_h(self) -> float:
        """Tonnes drawn in an hour."""
        return self.drain_t_per_h * self.utilisation

    def above(self, content_t: float) -> float:
        """Return the share of the time in which the content is above a level."""
        x = amount("content_t", content_t, zero=True) / self.batch_t
        if self.capacity_t is None:
            assert self.tail is not None
            return self.tail.above(x)
        most = self.capacity_t / self.batch_t
        return self._finite.above(min(x, most), most) if x < most else 0.0

    def quantile(self, part: float) -> float:
        """Return the content, in tonnes, that is not passed for a share of the time."""
        if self.capacity_t is None:
            assert self.tail is not None
            scale = self.content_t / self.batch_t
            return self.batch_t * quantile(self.tail, part, scale)
        left = 1 - share("quantile", part)
        if self.above(0.0) <= left:
            return 0.0
        return bracketed(lambda t: self.above(t) - left, 0.0, self.capacity_t, relative=1e-12)

    @cached_property
    def _finite(self) -> _Growth:
        return _Growth(self.batch, self.batches_per_h * self.batch_t / self.drain_t_per_h)

    def to_dict(
        self, quantiles: Sequence[float] = (0.5, 0.9, 0.95, 0.99), above_t: Sequence[float] = ()
    ) -> dict[str, Any]:
        """Return the answer as JSON shows it."""
        return {
            "model": f"M/{self.batch}/1",
            "method": "content",
            "source": METHODS["content"],
            "wait_over_service": None,
            "wait_h": self.wait_h,
            "p_wait": self.utilisation,
            "utilisation": self.utilisation,
            "queue_length": None,
            "refused": self.refused,
            "throughput_per_h": None,
            "throughput_t_per_h": self.throughput_t_per_h,
            "content_t": self.content_t,
            "capacity_t": self.capacity_t,
            "p_empty": self.p_empty,
            "quantiles": [{"share": part, "content_t": self.quantile(part)} for part in quantiles],
            "above": [{"content_t": level, "p": self.above(level)} for level in above_t],
        }


def queue_silo(
    batches_per_h: float,
    batch_t: float,
    drain_t_per_h: float,
    *,
    batch: str | Law = "M",
    capacity_t: float | None = None,
) -> SiloAnswer:
    """Return how full a silo is.

    Parameters
    ----------
    batches_per_h
        Vessels that are discharged into it, Poisson.
    batch_t
        Mean tonnes of a vessel; it is poured in faster than the silo is drawn.
    drain_t_per_h
        What is drawn while there is anything.
    batch
        Law of the tonnes of a vessel.
    capacity_t
        What the silo holds. What does not fit of a batch goes elsewhere (or never comes).

    Raises
    ------
    UsageError
        If more comes than can be drawn and nothing limits the content.

    Notes
    -----
    Without a limit the content is the wait of M/G/1, in tonnes. With one, passages down through a
    level (drain x density) balance passages up (level crossings, Brill and Posner 1977); as a
    batch that overflows passes every level below the top all the same, the density keeps its shape
    and only its scale changes. So the limited silo is exact too, even where more comes than goes.

    Examples
    --------
    >>> round(queue_silo(0.5, 1000, 600).content_t, 6)
    5000.0
    """
    law = Law.of(batch)
    coming = amount("batches_per_h", batches_per_h) * amount("batch_t", batch_t)
    load = coming / amount("drain_t_per_h", drain_t_per_h)
    if capacity_t is None:
        endless = queue_wait("M", law, 1, stable(load))
        return SiloAnswer(
            law, batches_per_h, batch_t, drain_t_per_h, None, endless.wait * batch_t, 1 - load,
            None, endless.tail,
        )  # fmt: skip
    most = amount("capacity_t", capacity_t) / batch_t
    growth = _Growth(law, load)
    p_empty, content = growth.summary(most)
    refused = max(0.0, 1 - (1 - p_empty) / load)
    return SiloAnswer(
        law, batches_per_h, batch_t, drain_t_per_h, capacity_t, content * batch_t, p_empty, refused,
        None,
    )  # fmt: skip


def silo_capacity(
    refused: float,
    batches_per_h: float,
    batch_t: float,
    drain_t_per_h: float,
    *,
    batch: str | Law = "M",
) -> SiloAnswer:
    """Return the smallest silo that refuses at most a share of the tonnes.

    Examples
    --------
    >>> round(silo_capacity(0.01, 0.5, 1000, 600).capacity_t)
    17173
    """
    share("refused", refused)

    def ask(size: float) -> SiloAnswer:
        return queue_silo(batches_per_h, batch_t, drain_t_per_h, batch=batch, capacity_t=size)

    load = batches_per_h * batch_t / drain_t_per_h
    if 1 - 1 / load >= refused:
        raise UsageError.of("queue_unstable", utilisation=load)
    low = high = batch_t
    while ask(high).refused > refused:  # type: ignore[operator]
        low, high = high, high * 2
    while ask(low).refused <= refused:  # type: ignore[operator]
        low /= 2
    size = bracketed(
        lambda size: (ask(size).refused or 1e-300) - refused, low, high, relative=1e-12
    )
    return ask(size)


class _Growth:
    """The law of the content up to any level, but for its scale.

    F(x) is proportional to 1 + load x integral from 0 to x of a exp(K y) 1 dy, with K = T + load 1a
    of the batch's phases (T, a): no sign changes, and no condition that the silo can settle.
    """

    def __init__(self, law: Law, load: float) -> None:
        if not 1 <= law.stages <= MOST_STAGES:
            raise UsageError.of("silo_law", law=str(law), maximum=MOST_STAGES)
        stages = law.stages
        phases = np.diag(np.full(stages, -float(stages)))
        phases += np.diag(np.full(stages - 1, float(stages)), 1)
        phases[:, 0] += load
        self.load = load
        self.stages = stages
        # Above a load of 1 they grow exponentially; the factor of all parts takes that out.
        self.lift = 0.0
        if load > 1 + 1e-9:
            self.lift = bracketed(
                lambda s: load * -math.expm1(law.log_transform(s)) - s, 1e-12, load
            )
        # Two columns more: the integral of the row, and the integral of that.
        self.matrix = np.zeros((stages + 2, stages + 2))
        self.matrix[:stages, :stages] = phases
        self.matrix[:stages, stages] = 1.0
        self.matrix[stages, stages + 1] = 1.0

    def _parts(self, x: float, top: float) -> tuple[float, float, float]:
        """Return 1, F(x) and its integral, all times a factor that belongs to the top."""
        grown = _exponential((self.matrix - self.lift * np.eye(len(self.matrix))) * x)
        scale = math.exp(-self.lift * (top - x))
        one = grown[-1, -1] * scale
        first, second = grown[0, self.stages] * scale, grown[0, self.stages + 1] * scale
        return one, one + self.load * first, x * one + self.load * second

    def summary(self, top: float) -> tuple[float, float]:
        """Return the share of empty time and the mean content, in mean batches."""
        one, whole, area = self._parts(top, top)
        return float(one / whole), float(top - area / whole)

    def above(self, x: float, top: float) -> float:
        """Return P(content > x)."""
        return max(0.0, float(1 - self._parts(x, top)[1] / self._parts(top, top)[1]))


def _exponential(matrix: Floats) -> Floats:
    """Return exp of a matrix, by halving, Taylor and squaring; only its diagonal is negative."""
    shift = float(-np.diag(matrix).min())
    positive = matrix + shift * np.eye(len(matrix))
    norm = float(positive.sum(axis=1).max()) + shift
    halvings = max(0, math.ceil(math.log2(norm))) if norm > 0 else 0
    small = positive / 2.0**halvings
    total, term = np.eye(len(matrix)), np.eye(len(matrix))
    for step in range(1, 30):
        term = term @ small / step
        total += term
    total *= math.exp(-shift / 2.0**halvings)
    for _ in range(halvings):
        total = total @ total
    return total
