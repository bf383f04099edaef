"""From longitude and latitude to a drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.labels import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["LonLat", "Projection", "fit", "unwrap"]

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """An equirectangular projection that keeps distances near its middle.

    Attributes
    ----------
    west, north
        Upper left corner.
    x_scale, y_scale
        Drawing units per degree.
    width, height
        Size of the drawing.
    """

    west: float
    north: float
    x_scale: float
    y_scale: float
    width: float
    height: float

    def xy(self, point: Sequence[float]) -> tuple[float, float]:
        """Return where a point (longitude, latitude) lies."""
        return (point[0] - self.west) * self.x_scale, (self.north - point[1]) * self.y_scale

    def holds(self, point: Sequence[float], margin: float = 0.0) -> bool:
        """Whether a point lies on the drawing."""
        x, y = self.xy(point)
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin

    @property
    def frame(self) -> Box:
        """The drawing's own box."""
        return Box(0.0, 0.0, self.width, self.height)

    @property
    def units_per_km(self) -> float:
        """Drawing units per kilometre, north to south."""
        return self.y_scale / 111.2

    def path(self, points: Iterable[Sequence[float]]) -> str:
        """Return the ``d`` of an SVG path through points."""
        parts: list[str] = []
        for point in points:
            x, y = self.xy(point)
            parts.append(f"{'L' if parts else 'M'}{x:.1f} {y:.1f}")
        return "".join(parts)


def fit(
    points: Sequence[Sequence[float]],
    *,
    width: float,
    heights: tuple[float, float],
    least_degrees: float,
    margin: float = 0.09,
) -> Projection:
    """Return the projection that shows all points.

    Parameters
    ----------
    points
        At least one point (longitude, latitude).
    width
        Width of the drawing.
    heights
        Least and greatest height of the drawing.
    least_degrees
        Least extent of either side.
    margin
        Share of the extent left free around the points.

    Examples
    --------
    >>> view = fit([(118.0, 28.0), (122.0, 31.0)], width=760, heights=(300, 600), least_degrees=1)
    >>> view.holds((120.0, 29.5))
    True
    """
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    middle_lon, middle_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    wide = max(max(lons) - min(lons), least_degrees) * (1 + 2 * margin)
    high = max(max(lats) - min(lats), least_degrees) * (1 + 2 * margin)
    squeeze = max(0.2, math.cos(math.radians(middle_lat)))
    scale = width / (wide * squeeze)
    height = min(heights[1], max(heights[0], high * scale))
    scale = min(scale, height / high)
    x_scale = scale * squeeze
    return Projection(
        west=middle_lon - width / x_scale / 2,
        north=middle_lat + height / scale / 2,
        x_scale=x_scale,
        y_scale=scale,
        width=width,
        height=height,
    )


def unwrap(points: Iterable[Sequence[float]], start: float | None = None) -> list[LonLat]:
    """Return points with longitudes that never jump by more than half a turn.

    Examples
    --------
    >>> unwrap([(179.0, 30.0), (-179.0, 31.0)])
    [(179.0, 30.0), (181.0, 31.0)]
    """
    turned: list[LonLat] = []
    before = start
    for point in points:
        lon = float(point[0])
        if before is not None:
            lon += 360.0 * round((before - lon) / 360.0)
        turned.append((lon, float(point[1])))
        before = lon
    return turned
