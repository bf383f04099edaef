"""Random delays: what they are drawn from, and random numbers that nobody else disturbs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.conflict import N_
from tongqu.berths.records import said
from tongqu.errors import UsageError

Floats = NDArray[np.float64]

MEANINGS = {
    "arrival_mean_h": N_("Mean arrival after the ETA; below 0 it is before"),
    "arrival_sd_h": N_("Standard deviation of the arrival, normal, cut at three of them"),
    "work_mean": N_("Mean work, as a multiple of what the tables say"),
    "work_cv": N_("Coefficient of variation of the work, lognormal"),
}
UNITS = {"arrival_mean_h": "h", "arrival_sd_h": "h", "work_mean": "1", "work_cv": "1"}
RANGES = {
    "arrival_mean_h": (-48.0, 48.0),
    "arrival_sd_h": (0.0, 48.0),
    "work_mean": (0.1, 10.0),
    "work_cv": (0.0, 2.0),
}
MOST_SD = 3.0


@dataclass(frozen=True)
class Delays:
    """What arrivals and work are drawn from.

    The defaults are assumed, not measured; an audit of your own log tells yours.

    Attributes
    ----------
    arrival_mean_h, arrival_sd_h
        Arrival after the ETA: normal, cut at three standard deviations [h].
    work_mean, work_cv
        Work as a multiple of what the tables say: lognormal, by its mean and its coefficient of
        variation.

    Raises
    ------
    UsageError
        If a value is outside its range.

    Examples
    --------
    >>> [row["kind"] for row in Delays(work_cv=0.3).declared()]
    ['assumed', 'assumed', 'assumed', 'given']
    """

    arrival_mean_h: float = 0.0
    arrival_sd_h: float = 2.0
    work_mean: float = 1.0
    work_cv: float = 0.2

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UsageError.of(
                    "parameter_out_of_range", name=name, value=value, minimum=low, maximum=high
                )

    def declared(self) -> list[dict[str, Any]]:
        """Return each parameter with its unit, its meaning, and whether it is only assumed."""
        return [
            {
                "name": entry.name,
                "value": getattr(self, entry.name),
                "unit": UNITS[entry.name],
                "kind": "assumed" if getattr(self, entry.name) == entry.default else "given",
                **said(MEANINGS[entry.name], {}),
            }
            for entry in fields(self)
        ]

    def arrivals_min(self, seed: int, call_ids: Sequence[str], replications: int) -> Floats:
        """Return by call and replication the minutes of arrival after the ETA."""
        z = np.clip(_normals(seed, "arrival", call_ids, replications), -MOST_SD, MOST_SD)
        return np.round(60 * (self.arrival_mean_h + self.arrival_sd_h * z))

    def works(self, seed: int, call_ids: Sequence[str], replications: int) -> Floats:
        """Return by call and replication the work as a multiple of what the tables say."""
        sigma = math.sqrt(math.log1p(self.work_cv**2))
        z = _normals(seed, "work", call_ids, replications)
        found: Floats = self.work_mean * np.exp(sigma * z - sigma**2 / 2)
        return found


def luck(seed: int, purpose: str, call_id: str, replications: int) -> Floats:
    """Return numbers in (0, 1), one a replication, that depend on nothing but these four.

    Each call has its own stream of NumPy's Philox, keyed by seed, purpose and call; a replication
    is a place in the stream. So another call, another plan, more replications or more processes
    change no number.

    Examples
    --------
    >>> few, many = luck(1, "work", "call-7", 2), luck(1, "work", "call-7", 200)
    >>> bool((few == many[:2]).all())
    True
    """
    name = f"{seed}\x1f{purpose}\x1f{call_id}".encode()
    key = np.frombuffer(hashlib.blake2b(name, digest_size=16).digest(), "<u8")
    raw = np.random.Philox(key=key.astype(np.uint64)).random_raw(replications)
    # 53 bits, in the middle of their cells: neither 0 nor 1 comes out.
    found: Floats = ((np.atleast_1d(raw) >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    return found


def _normals(seed: int, purpose: str, call_ids: Sequence[str], replications: int) -> Floats:
    inverse = NormalDist().inv_cdf
    rows = [
        [inverse(float(u)) for u in luck(seed, purpose, call_id, replications)]
        for call_id in call_ids
    ]
    return np.array(rows, np.float64).reshape(len(call_ids), replications)
