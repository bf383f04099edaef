"""The questions turned round: berths, traffic and utilisation for a level of service."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.errors import UsageError
from tongqu.queueing.berths import queue_wait
from tongqu.queueing.checks import MOST_BERTHS, amount, count, share, stable
from tongqu.queueing.laws import Law
from tongqu.queueing.roots import bracketed

if TYPE_CHECKING:
    from tongqu.queueing.result import QueueAnswer

__all__ = ["ServiceLevel", "berths_for", "traffic_for"]

NEAREST = 1e-7
"""How near to 1, and to 0, a utilisation is looked for."""


@dataclass(frozen=True)
class ServiceLevel:
    """What waiting may be; all that is given must hold.

    Attributes
    ----------
    wait_over_service
        Largest mean wait, in mean service times.
    longer_than
        A wait in mean service times, with `longer_share`.
    longer_share
        Largest share of the vessels that may wait longer than that.

    Examples
    --------
    >>> ServiceLevel(wait_over_service=0.1).is_kept(queue_wait("M", "M", 11, 0.7))
    True
    """

    wait_over_service: float | None = None
    longer_than: float | None = None
    longer_share: float | None = None

    def __post_init__(self) -> None:
        if self.wait_over_service is not None:
            amount("wait_over_service", self.wait_over_service)
        if (self.longer_than is None) != (self.longer_share is None):
            raise UsageError.of("longer_needs_both")
        if self.longer_than is not None and self.longer_share is not None:
            amount("longer_than", self.longer_than, zero=True)
            share("longer_share", self.longer_share)
        elif self.wait_over_service is None:
            raise UsageError.of("no_service_level")

    def excess(self, answer: QueueAnswer) -> float:
        """Return the logarithm of how far a queue is from the level; above 0 it breaks it."""
        far = -math.inf
        if self.wait_over_service is not None:
            far = math.log(max(answer.wait, 1e-300) / self.wait_over_service)
        if self.longer_than is not None and self.longer_share is not None:
            found = max(answer.above(self.longer_than), 1e-300)
            far = max(far, math.log(found / self.longer_share))
        return far

    def is_kept(self, answer: QueueAnswer) -> bool:
        """Whether a queue keeps the level."""
        return self.excess(answer) <= 0


def berths_for(
    level: ServiceLevel,
    arrival: str | Law,
    service: str | Law,
    *,
    offered: float | None = None,
    utilisation: float | None = None,
    service_h: float | None = None,
) -> QueueAnswer:
    """Return the queue with the fewest berths that keeps a level of service.

    Parameters
    ----------
    level
        To be kept.
    arrival, service, service_h
        As for `queue_wait`.
    offered
        Arrivals in a mean service time, that is, berths that would be busy on average; or
    utilisation
        the utilisation at which any number of berths is to work: the more there are, the better
        they share their queue.

    Raises
    ------
    UsageError
        If both or none are given, or if more berths are needed than are computed with.

    Notes
    -----
    The wait falls with each berth, so the number is found by doubling and halving.

    Examples
    --------
    >>> answer = berths_for(ServiceLevel(0.1), "E2", "E2", offered=5.6)
    >>> answer.model, round(answer.utilisation, 3), round(answer.wait, 4)
    ('E2/E2/8', 0.7, 0.0408)
    """
    if (offered is None) == (utilisation is None):
        raise UsageError.of("offered_or_utilisation")
    if utilisation is not None:
        stable(utilisation)
        least = 1
    else:
        least = math.floor(amount("offered", offered or 0.0, most=MOST_BERTHS)) + 1

    def ask(berths: int) -> QueueAnswer:
        load = utilisation if offered is None else offered / berths
        return queue_wait(arrival, service, berths, load or 0.0, service_h=service_h)

    def is_enough(berths: int) -> bool:
        return level.is_kept(ask(berths))

    low, high, step = least - 1, least, 1
    while not is_enough(high):
        low, high, step = high, high + step, step * 2
        if high > MOST_BERTHS:
            raise UsageError.of("too_many_berths", maximum=MOST_BERTHS)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return ask(high)


def traffic_for(
    level: ServiceLevel,
    arrival: str | Law,
    service: str | Law,
    berths: int,
    *,
    service_h: float | None = None,
) -> QueueAnswer:
    """Return the queue with the most traffic at which some berths keep a level of service.

    Parameters
    ----------
    level
        To be kept.
    arrival, service, berths, service_h
        As for `queue_wait`.

    Returns
    -------
    QueueAnswer
        Its utilisation is the highest that the level allows; its throughput the most traffic.

    Examples
    --------
    >>> answer = traffic_for(ServiceLevel(0.1), "M", "E2", 4, service_h=12)
    >>> round(answer.utilisation, 4), round(answer.throughput_per_h * 8760)
    (0.552, 1612)
    """
    count("berths", berths)

    def ask(room: float) -> QueueAnswer:
        return queue_wait(arrival, service, berths, -math.expm1(-room), service_h=service_h)

    # By the logarithm of what is left of 1: there the wait is nearly a power.
    near, far = -math.log1p(-NEAREST), -math.log(NEAREST)
    if level.is_kept(ask(far)):
        return ask(far)
    if not level.is_kept(ask(near)):
        raise UsageError.of("level_never_kept")
    return ask(bracketed(lambda room: level.excess(ask(room)), near, far, relative=1e-12))
