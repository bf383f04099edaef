"""A lock that locks by the clock: every T hours in a direction, up to b vessels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tongqu.queueing.bulk import LeftBehind, left_behind, mean_left_behind
from tongqu.queueing.checks import amount, count, stable
from tongqu.queueing.poisson import at_least
from tongqu.queueing.result import QueueAnswer
from tongqu.queueing.roots import bracketed

__all__ = ["lock_traffic", "queue_lock"]


def queue_lock(arrivals_per_h: float, cycle_h: float, capacity: int) -> QueueAnswer:
    """Return how long vessels wait before a lock with a fixed cycle.

    Parameters
    ----------
    arrivals_per_h
        Vessels that come in this direction, at any hour alike (Poisson).
    cycle_h
        T: from one lockage in this direction to the next.
    capacity
        b: vessels of a lockage.

    Returns
    -------
    QueueAnswer
        Its unit is the cycle; the wait ends when the lockage begins.

    Notes
    -----
    N. T. J. Bailey (1954): those left behind by a lockage are X' = max(X + A - b, 0), and half a
    cycle is waited even where nobody is left behind.

    Examples
    --------
    >>> round(queue_lock(2, 1, 4).wait_h, 6), round(queue_lock(4, 1.5, 8).wait_h, 6)
    (0.549652, 0.89529)
    """
    count("capacity", capacity)
    arrivals = amount("arrivals_per_h", arrivals_per_h) * amount("cycle_h", cycle_h)
    load = stable(arrivals / capacity)
    wait = mean_left_behind(capacity, arrivals) / arrivals + 0.5

    def tail() -> GateTail:
        return GateTail(capacity, arrivals, left_behind(capacity, arrivals))

    return QueueAnswer(
        f"M/D({capacity})/1", "bulk_service", load, wait, None, arrivals, tail, cycle_h,
        unit_is_service=False,
    )  # fmt: skip


def lock_traffic(wait_h: float, cycle_h: float, capacity: int) -> QueueAnswer:
    """Return the most traffic at which the mean wait before the lock keeps to a limit.

    Parameters
    ----------
    wait_h
        Limit, above half a cycle: nobody can wait less in the mean.
    cycle_h, capacity
        As for `queue_lock`.

    Examples
    --------
    >>> answer = lock_traffic(0.549652, 1, 4)
    >>> round(answer.throughput_per_h, 4)
    2.0
    """
    count("capacity", capacity)
    least = amount("cycle_h", cycle_h) / 2
    amount("wait_h", wait_h - least)
    target = wait_h / cycle_h - 0.5

    def miss(log_room: float) -> float:
        arrivals = capacity * -math.expm1(-log_room)
        return math.log(max(mean_left_behind(capacity, arrivals) / arrivals, 1e-300) / target)

    room = bracketed(miss, 1e-6, 25.0)
    return queue_lock(capacity * -math.expm1(-room) / cycle_h, cycle_h, capacity)


@dataclass(frozen=True)
class GateTail:
    """P(W > x) before a lock, x in cycles.

    Notes
    -----
    One who comes a part s of the cycle after a lockage finds those left behind and those who came
    before him, a Poisson number of mean a s; if they are n, he goes with lockage 1 + floor(n / b).
    The mean over s is taken term by term: the integral of a Poisson probability is a sum of others.
    """

    capacity: int
    arrivals: float
    left: LeftBehind

    def above(self, x: float) -> float:
        """Return P(W > x)."""
        amount("x", x, zero=True)
        rounds, part = math.floor(x), x - math.floor(x)
        early = self._ahead(rounds * self.capacity, 0.0, 1 - part)
        late = self._ahead((rounds + 1) * self.capacity, 1 - part, 1.0)
        return min(1.0, early + late)

    def _ahead(self, room: int, low: float, high: float) -> float:
        """Return the integral over s, from low to high, of P(X + Poisson(a s) >= room)."""
        if high <= low:
            return 0.0
        reach = math.ceil(self.arrivals + 12 * math.sqrt(self.arrivals)) + 60
        # The integral over s of P(N = i) is that of P(N > i) at the ends, over a.
        weights = at_least(self.arrivals * high, reach + 1)[1:]
        weights = (weights - at_least(self.arrivals * low, reach + 1)[1:]) / self.arrivals
        return float(weights @ self.left.at_least(room - np.arange(reach + 1)))

    def left_behind(self) -> float:
        """Return the share of the vessels that the next lockage leaves behind."""
        return self._ahead(self.capacity, 0.0, 1.0)
