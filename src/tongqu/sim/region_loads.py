"""What a vessel class carries to a terminal on a day, and what keeps it from carrying more."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongqu.model.region import Region

__all__ = ["Depth", "Load", "draught_of", "load_of", "most_cargo", "payload_at"]

KINDS = ("reach", "sill", "berth", "full")
GRAIN_T = 1e-6


@dataclass(frozen=True)
class Depth:
    """The least depth of a way for a vessel class.

    Attributes
    ----------
    depth_m
        The depth; infinite where nobody says any.
    kind
        ``reach`` or ``sill``.
    at
        Links, or chambers, that have it.
    stretches
        The same links in a row, each from a place to another.
    """

    depth_m: float
    kind: str
    at: tuple[str, ...]
    stretches: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Load:
    """A vessel class laden at a terminal.

    Attributes
    ----------
    terminal, vessel
        Where, and which class.
    payload_t, draught_m
        What it carries, and how deep it then lies.
    by_water_t, by_berth_t, full_t
        What the water, the berths and its own size let it carry.
    binds
        Which of them is the least: ``reach`` or ``sill`` of the way, ``berth``, or ``full``.
    at
        Ids of the links, chambers or terminal that bind.
    depth_m
        Least depth of the way; None where nobody says any.
    stretches
        Where reaches bind, the places from which to which they lie in a row.
    """

    terminal: str
    vessel: str
    payload_t: float
    draught_m: float
    by_water_t: float
    by_berth_t: float
    full_t: float
    binds: str
    at: tuple[str, ...]
    depth_m: float | None
    stretches: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the load as JSON shows it."""
        return {
            "terminal": self.terminal,
            "vessel": self.vessel,
            "payload_t": round(self.payload_t, 1),
            "draught_m": round(self.draught_m, 3),
            "by_water_t": round(self.by_water_t, 1),
            "by_berth_t": round(self.by_berth_t, 1),
            "full_t": round(self.full_t, 1),
            "binds": self.binds,
            "at": list(self.at),
            "stretches": [list(ends) for ends in self.stretches],
            "depth_m": None if self.depth_m is None else round(self.depth_m, 3),
        }


def load_of(region: Region, terminal: str, row: Any, depth: Depth, berths: list[Any]) -> Load:
    """Return how a vessel class comes to a terminal.

    Parameters
    ----------
    region
        Has the curves of payload by draught.
    terminal, berths
        Where it berths.
    row
        The class.
    depth
        Least depth of its way.
    """
    full = _curve(region, row)[-1][1]
    water = payload_at(region, row, depth.depth_m - (row.under_keel_clearance_m or 0.0))
    berth = most_cargo(row, berths)
    payload = max(0.0, min(full, water, berth))
    binds: tuple[str, tuple[str, ...]] = "full", ()
    if payload < full - GRAIN_T:
        binds = (depth.kind, depth.at) if water <= berth else ("berth", (terminal,))
    shown = depth.depth_m if math.isfinite(depth.depth_m) else None
    stretches = depth.stretches if binds[0] == "reach" else ()
    return Load(terminal, row.id, payload, draught_of(region, row, payload), water, berth, full,
                *binds, shown, stretches)  # fmt: skip


def most_cargo(row: Any, berths: list[Any]) -> float:
    """Return what a vessel may carry so that one of the berths takes it; 0 if none does."""
    most = 0.0
    for berth in berths:
        if berth.length_m is not None and row.length_m > berth.length_m:
            continue
        if berth.dwt_max_t is None or row.dwt_t <= berth.dwt_max_t:
            most = max(most, row.dwt_t)
        elif berth.dwt_part_laden_t is not None and row.dwt_t <= berth.dwt_part_laden_t:
            most = max(most, berth.dwt_max_t)
    return most


def _curve(region: Region, row: Any) -> list[tuple[float, float]]:
    """Return draughts and payloads of a class; by its dead weight alone where nothing is said."""
    points = sorted(
        (point.draught_m, point.payload_t)
        for point in region.vessel_payload
        if point.class_id == row.id
    )
    return points or [(0.0, 0.0), (row.draught_m or 0.0, row.dwt_t)]


def payload_at(region: Region, row: Any, draught_m: float) -> float:
    """Return what a class carries at a draught, between the points of its curve.

    Examples
    --------
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> payload_at(region, region.row("vessel_classes", "barge-1000"), 1.7)
    480.0
    """
    points = _curve(region, row)
    if draught_m >= points[-1][0]:
        return float(points[-1][1])
    for (low, less), (high, more) in itertools.pairwise(points):
        if low <= draught_m < high:
            return float(less + (more - less) * (draught_m - low) / (high - low))
    return 0.0


def draught_of(region: Region, row: Any, payload_t: float) -> float:
    """Return how deep a class lies with a payload."""
    points = _curve(region, row)
    for (low, less), (high, more) in itertools.pairwise(points):
        if payload_t <= more:
            return float(low + (high - low) * max(0.0, payload_t - less) / max(more - less, 1e-9))
    return float(points[-1][0])
