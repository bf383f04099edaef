"""Lanes: what is asked about, lot by lot, and the yearly tonnes behind it where they are known."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.errors import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tongqu.model.demand import Flow
    from tongqu.model.region import Region

__all__ = ["LOT_T", "Lane", "check_lanes", "flow_lanes", "flows_of"]

LOT_T = 1000.0
"""Lot of a lane that states none [t]; a month of its yearly tonnes where that is less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lot that is asked about again and again.

    Attributes
    ----------
    origin, goal
        Places.
    commodity
        What is carried.
    tonnes, teu
        Size of the lot, at most one of the two; without either a lot of `LOT_T`.
    dates
        Days on which it is ready; without any the days of the study.
    flow_id
        Flow of the region that it stands for; without one the flows between the same places with
        the same commodity count.

    Examples
    --------
    >>> Lane(origin="juhua", goal="jebel-ali", commodity="calcium-chloride", tonnes=600).id
    'juhua-jebel-ali-calcium-chloride'
    """

    origin: str
    goal: str
    commodity: str
    tonnes: float | None = None
    teu: float | None = None
    dates: tuple[date, ...] = ()
    flow_id: str = ""

    @property
    def id(self) -> str:
        """Name of the lane: its flow's, or where, where to and what."""
        return self.flow_id or f"{self.origin}-{self.goal}-{self.commodity}"


def flow_lanes(region: Region) -> tuple[Lane, ...]:
    """Return a lane for each flow of the newest year that the region knows."""
    newest = max((flow.year for flow in region.flows), default=0)
    return tuple(
        Lane(
            origin=flow.from_place_id,
            goal=flow.to_place_id,
            commodity=flow.commodity_id,
            tonnes=min(LOT_T, flow.tonnes_per_year / 12),
            flow_id=flow.id,
        )
        for flow in region.flows
        if flow.year == newest and flow.tonnes_per_year > 0
    )


def flows_of(region: Region, lane: Lane) -> tuple[Flow, ...]:
    """Return the flows that a lane stands for: its own, or the newest year's between its places."""
    if lane.flow_id:
        return (region.row("flows", lane.flow_id),)
    same = [
        flow
        for flow in region.flows
        if (flow.from_place_id, flow.to_place_id, flow.commodity_id)
        == (lane.origin, lane.goal, lane.commodity)
    ]
    newest = max((flow.year for flow in same), default=0)
    return tuple(flow for flow in same if flow.year == newest)


def check_lanes(region: Region, lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    """Return the lanes with the size of their lots.

    Raises
    ------
    UsageError
        With everything that is wrong about any of them.
    """
    problems: list[Problem] = []
    sized = []
    for lane in lanes:
        refs = [
            ("places", lane.origin),
            ("places", lane.goal),
            ("commodities", lane.commodity),
            *([("flows", lane.flow_id)] if lane.flow_id else []),
        ]
        for table, row_id in refs:
            if not region.has(table, row_id):
                near = ", ".join(difflib.get_close_matches(row_id, region.index(table), n=3))
                problems.append(Problem(f"unknown_{table}", {"id": row_id, "similar": near}))
        if lane.origin == lane.goal:
            problems.append(Problem("same_place", {"id": lane.origin}))
        if lane.tonnes is not None and lane.teu is not None:
            problems.append(Problem("tonnes_or_teu", {}))
        for name, value in (("tonnes", lane.tonnes), ("teu", lane.teu)):
            if value is not None and not (math.isfinite(value) and 0 < value <= 1e7):
                params = {"name": name, "value": value, "maximum": 1e7}
                problems.append(Problem("bad_quantity", params))
        sized.append(lane)
    if problems:
        raise UsageError("lanes that cannot be asked about", problems)
    return tuple(_with_lot(region, lane) for lane in sized)


def _with_lot(region: Region, lane: Lane) -> Lane:
    if lane.tonnes is not None or lane.teu is not None:
        return lane
    yearly = sum(flow.tonnes_per_year for flow in flows_of(region, lane))
    tonnes = min(LOT_T, yearly / 12) if yearly else LOT_T
    return Lane(
        origin=lane.origin,
        goal=lane.goal,
        commodity=lane.commodity,
        tonnes=tonnes,
        dates=lane.dates,
        flow_id=lane.flow_id,
    )
