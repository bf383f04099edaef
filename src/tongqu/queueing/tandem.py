"""Stations one after another, each with room for all who wait."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.queueing.berths import queue_wait
from tongqu.queueing.checks import amount, count
from tongqu.queueing.result import QueueAnswer
from tongqu.queueing.sources import METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["TandemAnswer", "queue_tandem"]


@dataclass(frozen=True)
class TandemAnswer:
    """Stations one after another.

    Attributes
    ----------
    stations
        The queue of each station.
    """

    stations: tuple[QueueAnswer, ...]

    @property
    def wait_h(self) -> float:
        """Mean wait at all stations together."""
        return math.fsum(station.wait_h or 0.0 for station in self.stations)

    @property
    def service_h(self) -> float:
        """Mean service at all stations together."""
        return math.fsum(station.unit_h or 0.0 for station in self.stations)

    @property
    def throughput_per_h(self) -> float:
        """Vessels an hour."""
        return self.stations[0].throughput_per_h or 0.0

    @property
    def utilisation(self) -> float:
        """Of the busiest station."""
        return max(station.utilisation for station in self.stations)

    @property
    def queue_length(self) -> float:
        """Mean number of vessels that wait, at all stations."""
        return math.fsum(station.queue_length for station in self.stations)

    def to_dict(
        self, quantiles: Sequence[float] = (0.5, 0.9, 0.95, 0.99), above_h: Sequence[float] = ()
    ) -> dict[str, Any]:
        """Return the answer as JSON shows it; laws of the wait are told station by station."""
        return {
            "model": " -> ".join(station.model for station in self.stations),
            "method": "product_form",
            "source": METHODS["product_form"],
            "wait_over_service": self.wait_h / self.service_h,
            "wait_h": self.wait_h,
            "p_wait": None,
            "utilisation": self.utilisation,
            "queue_length": self.queue_length,
            "refused": None,
            "throughput_per_h": self.throughput_per_h,
            "stations": [
                station.to_dict(quantiles, [x / (station.unit_h or 1.0) for x in above_h])
                for station in self.stations
            ],
        }


def queue_tandem(arrivals_per_h: float, stations: Sequence[tuple[int, float]]) -> TandemAnswer:
    """Return how long vessels wait at stations one after another, locks or berths or gates.

    Parameters
    ----------
    arrivals_per_h
        Vessels that come to the first station, Poisson.
    stations
        Servers and mean service time in hours of each, exponential; all have room for all.

    Notes
    -----
    What leaves an M/M/c queue is Poisson again, so each station is an M/M/c queue by itself
    (P. J. Burke, 1956). Means add up. The waits of one vessel at several stations are not
    independent where a station has more servers than one, so no law of their sum is given.

    Examples
    --------
    >>> answer = queue_tandem(0.8, [(1, 1), (1, 1), (1, 1), (2, 2)])
    >>> round(answer.wait_h, 6)
    15.555556
    """
    amount("arrivals_per_h", arrivals_per_h)
    count("stations", len(stations), most=1000)
    answers = []
    for servers, service_h in stations:
        count("berths", servers)
        load = arrivals_per_h * amount("service_h", service_h) / servers
        answers.append(queue_wait("M", "M", servers, load, service_h=service_h))
    return TandemAnswer(tuple(answers))
