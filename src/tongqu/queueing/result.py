"""What a queue answers: a few means, and the law of the wait when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tongqu.queueing.sources import METHODS
from tongqu.queueing.tails import FadingTail, Tail, quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["QueueAnswer"]


@dataclass(frozen=True)
class QueueAnswer:
    """A queue in its long run.

    Attributes
    ----------
    model
        In Kendall's letters, like ``E2/E2/4``.
    method
        How it was computed; a key of `tongqu.queueing.sources.METHODS`.
    utilisation
        Share of the berths' time, or of the lock's places, that is used.
    wait
        Mean wait of those who are served, in units.
    unit_h
        Hours of the unit: the mean service time, or the cycle of a lock; None where it was not
        said.
    p_wait
        Probability to wait at all; None at a lock, where everybody waits for the gate.
    throughput
        Served in a unit of time.
    refused
        Share of the arrivals that find no place; None where there is room for all.
    unit_is_service
        Whether the unit is the mean service time.
    make_tail
        Gives the law of the wait.

    Examples
    --------
    >>> from tongqu.queueing import queue_wait
    >>> answer = queue_wait("M", "M", 11, 0.8, service_h=6)
    >>> round(answer.wait, 6), round(answer.wait_h, 3), round(answer.quantile(0.9), 3)
    (0.176431, 1.059, 0.616)
    """

    model: str
    method: str
    utilisation: float
    wait: float
    p_wait: float | None
    throughput: float
    make_tail: Callable[[], Tail] = field(repr=False, compare=False)
    unit_h: float | None = None
    refused: float | None = None
    unit_is_service: bool = True

    @cached_property
    def tail(self) -> Tail:
        """The law of the wait, in units."""
        tail = self.make_tail()
        return tail.stepped() if isinstance(tail, FadingTail) else tail

    def above(self, x: float) -> float:
        """Return P(wait > x), x in units: at berths the mean service time."""
        return self.tail.above(x)

    def quantile(self, part: float) -> float:
        """Return the wait, in units, that a part of the vessels does not exceed."""
        return quantile(self.tail, part, self.wait)

    @property
    def wait_over_service(self) -> float | None:
        """Mean wait over mean service time."""
        return self.wait if self.unit_is_service else None

    @property
    def wait_h(self) -> float | None:
        """Mean wait in hours."""
        return None if self.unit_h is None else self.wait * self.unit_h

    @property
    def throughput_per_h(self) -> float | None:
        """Vessels served in an hour."""
        return None if self.unit_h is None else self.throughput / self.unit_h

    @property
    def queue_length(self) -> float:
        """Mean number of vessels that wait (J. D. C. Little, Operations Research 9, 1961)."""
        return self.throughput * self.wait

    def to_dict(
        self, quantiles: Sequence[float] = (0.5, 0.9, 0.95, 0.99), above: Sequence[float] = ()
    ) -> dict[str, Any]:
        """Return the answer as JSON shows it.

        Parameters
        ----------
        quantiles
            Parts of the vessels whose longest wait is told.
        above
            Waits, in units, whose probability to be passed is told.
        """
        return {
            "model": self.model,
            "method": self.method,
            "source": METHODS[self.method],
            "wait_over_service": self.wait_over_service,
            "wait_h": self.wait_h,
            "p_wait": self.p_wait,
            "utilisation": self.utilisation,
            "queue_length": self.queue_length,
            "refused": self.refused,
            "throughput_per_h": self.throughput_per_h,
            "quantiles": [{"share": part, **self._both(self.quantile(part))} for part in quantiles],
            "above": [{**self._both(x), "p": self.above(x)} for x in above],
        }

    def _both(self, x: float) -> dict[str, float | None]:
        return {
            "wait_over_service": x if self.unit_is_service else None,
            "wait_h": None if self.unit_h is None else x * self.unit_h,
        }
