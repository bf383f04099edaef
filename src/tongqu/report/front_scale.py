"""From arrival and cost to the picture of the front."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tongqu.report.chart_points import nice_ticks
from tongqu.report.palette import co2e_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.report.chart_points import Point

__all__ = ["BOTTOM", "HEIGHT", "LEFT", "RIGHT", "TOP", "WIDTH", "Scale", "day_ticks"]

WIDTH, HEIGHT = 760.0, 430.0
LEFT, TOP, RIGHT, BOTTOM = 86.0, 18.0, 20.0, 58.0


class Scale:
    """From arrival and cost to the drawing."""

    def __init__(self, points: Sequence[Point]) -> None:
        first, last = min(p.at for p in points), max(p.at for p in points)
        self.first_shown, self.last_shown = first, last
        pad = max(timedelta(hours=14), (last - first) * 0.12)
        self.first, self.last = first - pad, last + pad
        # Ranges are often far wider than what separates the options; those that leave the
        # picture end in an arrow, and `range_figure` shows them whole.
        least, most = min(p.cost for p in points), max(p.cost for p in points)
        room = max((most - least) * 0.45, abs(most) * 0.01)
        self.costs = nice_ticks(least - room, most + room)
        self.least, self.most = min(p.kg for p in points), max(p.kg for p in points)

    def x(self, at: datetime) -> float:
        """Return where an arrival lies."""
        share = (at - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, cost: float) -> float:
        """Return where a cost lies."""
        share = (cost - self.costs[0]) / (self.costs[-1] - self.costs[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def radius(self, kg: float) -> float:
        """Return the size of a CO2e value's sign."""
        return 3 + 7 * math.sqrt(max(0.0, kg / self.most)) if self.most > 0 else 7.0

    def colour(self, kg: float) -> str:
        """Return the colour of a CO2e value's sign."""
        if self.most <= self.least:
            return co2e_colour(0.0)
        return co2e_colour((kg - self.least) / (self.most - self.least))


def day_ticks(first: datetime, last: datetime) -> list[datetime]:
    """Return midnights at a round number of days from each other."""
    days = max(1.0, (last - first) / timedelta(days=1))
    step = next((value for value in (1, 2, 3, 5, 7, 14, 28, 56) if days / value <= 7), 112)
    tick = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if tick < first:
        tick += timedelta(days=1)
    ticks = []
    while tick <= last:
        ticks.append(tick)
        tick += timedelta(days=step)
    return ticks
