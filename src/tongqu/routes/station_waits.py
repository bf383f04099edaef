"""Waits that somebody else found for locks and terminals, in place of the dataset's constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["StationWait", "StationWaits"]


@dataclass(frozen=True, slots=True)
class StationWait:
    """The mean wait before a lock in one direction, or for a berth and a crane of a terminal.

    Attributes
    ----------
    kind, id
        ``lock`` or ``berth``, and the lock or the terminal.
    direction
        Of a lock ``up`` or ``down`` the river; empty for a terminal.
    wait_h
        Until the lockage, or work at the berth, begins [h].
    low_h, high_h
        Between what it lies; None where nobody knows [h].
    dataset_h
        What the dataset has instead; for a berth it has none [h].
    """

    kind: str
    id: str
    direction: str
    wait_h: float
    low_h: float | None = None
    high_h: float | None = None
    dataset_h: float = 0.0

    @property
    def wait_s(self) -> int:
        """The wait in whole seconds, as the search counts [s]."""
        return round(self.wait_h * 3600)


@dataclass(frozen=True)
class StationWaits:
    """Waits by station, and where they come from.

    Attributes
    ----------
    rows
        The waits; stations without one keep the dataset's.
    origin
        How they were found, as JSON shows it: ``from``, ``file``, ``as_of``, ``years``, ``seed``,
        ``replications``, ``method``.
    left_out
        Stations that were simulated but keep the dataset's wait, and why, as JSON shows it.

    Examples
    --------
    >>> waits = StationWaits((StationWait("lock", "weir", "down", 2.0),))
    >>> waits.lock("weir", downstream=True).wait_s, waits.lock("weir", downstream=False)
    (7200, None)
    """

    rows: tuple[StationWait, ...]
    origin: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[Mapping[str, Any], ...] = ()

    def _find(self, kind: str, row_id: str, direction: str) -> StationWait | None:
        wanted = (kind, row_id, direction)
        found = (row for row in self.rows if (row.kind, row.id, row.direction) == wanted)
        return next(found, None)

    def lock(self, lock_id: str, *, downstream: bool) -> StationWait | None:
        """Return the wait before a lock, None if it keeps the dataset's."""
        return self._find("lock", lock_id, "down" if downstream else "up")

    def berth(self, terminal_id: str) -> StationWait | None:
        """Return the wait for berth and crane of a terminal, None if nothing is known."""
        return self._find("berth", terminal_id, "")
