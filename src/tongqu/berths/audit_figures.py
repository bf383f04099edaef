"""Figures of what happened at the berths: waiting, idle quay, lateness, turnaround."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.yard import Yard

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Lay:
    """One vessel at one berth, in minutes from the begin.

    Attributes
    ----------
    call_id
        The call.
    berth, fits
        Number of its berth, and of those where it could lie.
    arrival, start, end
        Minutes.
    latest
        Minute of the latest departure; None where there is none.
    weight
        What an hour of it counts.
    """

    call_id: str
    berth: int
    fits: tuple[int, ...]
    arrival: int
    start: int
    end: int
    latest: int | None
    weight: float

    @property
    def wait_h(self) -> float:
        """Hours between arrival and berthing."""
        return (self.start - self.arrival) / 60

    @property
    def late_h(self) -> float:
        """Hours after the latest departure."""
        return 0.0 if self.latest is None else max(0, self.end - self.latest) / 60

    @property
    def turnaround_h(self) -> float:
        """Hours from arrival to departure."""
        return (self.end - self.arrival) / 60


@dataclass(frozen=True)
class Figures:
    """Figures of some weeks.

    Attributes
    ----------
    calls, waiting, late
        Calls, those that waited, those that left after their latest departure.
    wait_h, wait_mean_h, wait_p90_h, wait_max_h
        Waiting: sum, mean, what nine of ten stay below, longest.
    late_h
        Hours after the latest departures, in all.
    turnaround_mean_h, stay_mean_h
        Means from arrival to departure, and from berthing to departure.
    weighted_h
        Hours in port times weights, and lateness by its price: what a plan minimises.
    occupancy
        Share of the usable berth hours that vessels take.
    idle_h
        Berth hours that are usable and empty while a vessel waits that could lie there.
    """

    calls: int
    waiting: int
    late: int
    wait_h: float
    wait_mean_h: float
    wait_p90_h: float
    wait_max_h: float
    late_h: float
    turnaround_mean_h: float
    stay_mean_h: float
    weighted_h: float
    occupancy: float
    idle_h: float

    def to_dict(self) -> dict[str, Any]:
        """Return the figures with two decimals."""
        return {
            key: round(value, 4 if key == "occupancy" else 2) for key, value in asdict(self).items()
        }


def figures_of(
    lays: Sequence[Lay], yard: Yard, until: int, late_factor: float, others: Flags
) -> Figures:
    """Return the figures.

    Parameters
    ----------
    lays
        The vessels.
    yard
        The port to the minute.
    until
        End of the time that is looked at.
    late_factor
        What an hour late counts, in hours.
    others
        By berth and minute, whether a vessel lies there that is not compared.
    """
    waits = np.array([lay.wait_h for lay in lays] or [0.0])
    count = max(len(lays), 1)
    taken, wanted = others[:, :until].copy(), np.zeros((len(yard.berth_ids), until + 1), np.int32)
    for lay in lays:
        taken[lay.berth, max(lay.start, 0) : max(lay.end, 0)] = True
        begin, end = (min(max(m, 0), until) for m in (lay.arrival, lay.start))
        for berth in lay.fits:
            wanted[berth, begin] += 1
            wanted[berth, end] -= 1
    usable = yard.usable[:, :until] | others[:, :until]
    waited = np.cumsum(wanted, axis=1)[:, :until] > 0
    free = usable & yard.moves[:, :until] & ~taken
    open_min = int(usable.sum())
    return Figures(
        calls=len(lays),
        waiting=int((waits > 1e-9).sum()),
        late=sum(lay.late_h > 0 for lay in lays),
        wait_h=float(waits.sum()),
        wait_mean_h=float(waits.mean()),
        wait_p90_h=float(np.quantile(waits, 0.9)),
        wait_max_h=float(waits.max()),
        late_h=sum(lay.late_h for lay in lays),
        turnaround_mean_h=sum(lay.turnaround_h for lay in lays) / count,
        stay_mean_h=sum(lay.end - lay.start for lay in lays) / 60 / count,
        weighted_h=sum(lay.weight * (lay.turnaround_h + late_factor * lay.late_h) for lay in lays),
        occupancy=int((taken & usable).sum()) / open_min if open_min else 0.0,
        idle_h=int((free & waited).sum()) / 60,
    )
