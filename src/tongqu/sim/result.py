"""What a simulation found: figures of each replication, and of all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tongqu.sim.columns import CELL_H

if TYPE_CHECKING:
    from tongqu.sim.scenario import Scenario

__all__ = ["SHUT_BY", "TABLES", "SimResult", "class_ends_h"]

SHUT_BY = ("closure", "level", "night", "weather")
"""What makes the value of a calendar low: the parts of a `Calendar`, closures first."""

PARTS = {
    "closure": "by a closure",
    "level": "as the value set by its changes was too low",
    "night": "by the pattern of the week",
    "weather": "by a stand that came by chance",
}

TABLES: dict[str, dict[str, str]] = {
    "stations": {
        "served": "units that were given a server, room, stock or a lockage",
        "waited": "of them those that had to wait",
        "refused": "units turned away because the anchorage was full",
        "over_limit": "waits above the limit of the station",
        "wait_mean_h": "mean wait of those served, none counted as 0 [h]",
        "wait_sd_h": "standard deviation of the wait [h]",
        "wait_max_h": "longest wait [h]",
        "wait_p50_h": "median wait [h]",
        "wait_p90_h": "wait that nine of ten do not pass [h]",
        "wait_p95_h": "wait that 95 of 100 do not pass [h]",
        "wait_p99_h": "wait that 99 of 100 do not pass [h]",
        "queue_mean": "mean number of units that wait",
        "queue_max": "most units that waited at once",
        "queue_share": "share of the time in which somebody waited",
        "wait_share_over_limit": "share of the served that waited longer than the limit",
        **{
            f"wait_shut_{cause}_h": f"of the mean wait, while all that fits was shut {why} [h]"
            for cause, why in PARTS.items()
        },
    },
    "groups": {
        "served": "units that took servers",
        "busy_mean": "mean number of busy servers",
        "open_mean": "mean number of servers that there were",
        "utilisation": "busy over open",
    },
    "stores": {
        "content_mean_t": "mean content [t]",
        "content_max_t": "largest content [t]",
        "content_end_t": "content at the end [t]",
        "put_t": "tonnes that came in [t]",
        "taken_t": "tonnes that went out [t]",
    },
    "sources": {
        "came": "units that came",
        "left": "units that left",
        "present": "units that are there at the end",
        "stay_mean_h": "mean time from coming to leaving [h]",
        "tonnes": "payload of those that left [t]",
        **{
            f"awaited_{cause}_h": f"unit-hours waited for daylight, depth and the like, {why} [h]"
            for cause, why in PARTS.items()
        },
        **{
            f"lost_{cause}_h": f"unit-hours lost in work and on the way, {why} [h]"
            for cause, why in PARTS.items()
        },
    },
    "chambers": {
        "lockages": "lockages with vessels",
        "turns": "empty turns",
        "vessels": "vessels locked",
        "busy_share": "share of the time in which the chamber was at work",
        "area_share": "mean share of the chamber's area that vessels took up",
    },
    "calendars": {
        "lost_h": "unit-hours lost to stands and slow hours, waits for the calendar too [h]",
        **{f"lost_{cause}_h": f"of them {why} [h]" for cause, why in PARTS.items()},
    },
}
"""Figures by table; each is an array of replications by rows."""

SERIES = {
    "served": "units served in a period",
    "wait_mean_h": "their mean wait [h]",
    "queue_mean": "mean number that wait",
    "busy_mean": "mean number of busy servers; content of a store, at its row for room [t]",
}


@dataclass(frozen=True, eq=False)
class SimResult:
    """Figures of a simulation.

    Attributes
    ----------
    scenario
        What was simulated.
    hours, warm_h, period_h, seed
        How: length of a run, of it the warm-up that counts for nothing, periods of the series,
        and the seed.
    ids
        Names of the rows by table; those of ``stations`` are pairs of id and what is waited for:
        ``servers``, ``room`` and ``stock`` of a store, ``up`` and ``down`` of a lock.
    tables
        By table and figure (see `TABLES`) an array of replications by rows.
    series
        By figure an array of replications' sums over periods by rows; see `series_of`.
    wait_classes
        Waits by class over all replications, rows by classes; see `class_ends_h`.
    events
        Entries taken from the event list, by replication.
    finished
        Whether each replication came to its end; one in which more than a million units wait
        does not.
    little_gap, vessels_gap, tonnes_gap
        By replication: what two ways of counting differ by, as a share: hours waited and held
        against areas under the curves; units that came against those that left or are there;
        tonnes put and taken against what lies there.
    """

    scenario: Scenario
    hours: float
    warm_h: float
    period_h: float
    seed: int
    ids: dict[str, list[Any]]
    tables: dict[str, dict[str, NDArray[np.float64]]]
    series: NDArray[np.float64]
    wait_classes: NDArray[np.int64]
    events: NDArray[np.int64]
    finished: NDArray[np.bool]
    little_gap: NDArray[np.float64]
    vessels_gap: NDArray[np.float64]
    tonnes_gap: NDArray[np.float64]

    @property
    def replications(self) -> int:
        """Number of replications."""
        return int(self.finished.size)

    @property
    def measured_h(self) -> float:
        """Hours that count."""
        return self.hours - self.warm_h

    def values(self, table: str, figure: str, row: str, what: str = "") -> NDArray[np.float64]:
        """Return a figure of a row, by replication.

        Parameters
        ----------
        table, figure
            See `TABLES`.
        row
            Its id.
        what
            Of a row of ``stations``: what is waited for, ``servers`` if left out.
        """
        name: Any = (row, what or "servers") if table == "stations" else row
        return self.tables[table][figure][:, self.ids[table].index(name)]

    def mean(self, table: str, figure: str, row: str, what: str = "") -> float:
        """Return the mean of a figure over all replications."""
        return float(self.values(table, figure, row, what).mean())

    def series_of(self, row: str, what: str = "servers") -> dict[str, NDArray[np.float64]]:
        """Return figures of a row by period, over all replications."""
        part = self.series[:, self.ids["stations"].index((row, what))]
        starts = np.arange(len(part)) * self.period_h
        spans = np.minimum(self.period_h, self.hours - starts) * self.replications
        served = part[:, 0]
        waits = np.divide(part[:, 1], served, out=np.zeros_like(served), where=served > 0)
        return {
            "start_h": starts,
            "served": served,
            "wait_mean_h": waits,
            "queue_mean": part[:, 2] / spans,
            "busy_mean": part[:, 3] / spans,
        }  # fmt: skip

    def wait_above(self, hours: float, row: str, what: str = "servers") -> float:
        """Return the share of the served whose wait lies in a class above some hours."""
        classes = self.wait_classes[self.ids["stations"].index((row, what))]
        total = int(classes.sum())
        return float(classes[class_ends_h() > hours].sum() / total) if total else 0.0

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return a table with a row for each replication and thing, for CSV and the like."""
        found = []
        for replication in range(self.replications):
            for k, name in enumerate(self.ids[table]):
                keys = (
                    dict(zip(("id", "waits_for"), name, strict=True))
                    if isinstance(name, tuple)
                    else {"id": name}
                )
                figures = {f: float(v[replication, k]) for f, v in self.tables[table].items()}
                found.append({"replication": replication, **keys, **figures})
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the means over all replications, as JSON shows them."""
        return {
            "scenario": self.scenario.name,
            "hours": self.hours,
            "warm_h": self.warm_h,
            "seed": self.seed,
            "replications": self.replications,
            "finished": int(self.finished.sum()),
            "events": int(self.events.sum()),
            "audit": {
                "little_gap": float(self.little_gap.max(initial=0.0)),
                "vessels_gap": float(self.vessels_gap.max(initial=0.0)),
                "tonnes_gap": float(self.tonnes_gap.max(initial=0.0)),
            },
            **{
                table: [
                    {
                        **(
                            {"id": name[0], "waits_for": name[1]}
                            if isinstance(name, tuple)
                            else {"id": name}
                        ),
                        **{f: float(v[:, k].mean()) for f, v in self.tables[table].items()},
                    }
                    for k, name in enumerate(self.ids[table])
                ]
                for table in TABLES
            },
        }


def class_ends_h() -> NDArray[np.float64]:
    """Return the upper end of each class of waits [h]; the last one is open.

    Examples
    --------
    >>> [round(float(end), 4) for end in class_ends_h()[[0, 15, 16, 24]]]
    [0.0039, 0.0625, 0.0703, 0.1406]
    """
    from tongqu.sim.columns import CLASSES

    ends = []
    for k in range(CLASSES):
        doublings, cells = (0, k) if k < 16 else (k // 8 - 1, k % 8 + 8)
        ends.append((cells + 1) * 2.0**doublings * CELL_H)
    return np.array(ends)
