"""How far the cost of each option may lie off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.chart_points import chart_points, nice_ticks
from tongqu.report.html import Both, Html, el
from tongqu.report.numbers import money_unit, plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["range_figure"]

WIDTH = 760.0


def range_figure(answer: Mapping[str, Any]) -> Html:
    """Return the cost of every option and baseline with its range, one row each."""
    points = [point for point in chart_points(answer) if point.kind != "other"]
    if not points or all(point.high - point.low < 1 for point in points):
        return Html("")
    row, left, bottom = 21.0, 250.0, 44.0
    height = row * len(points) + bottom + 8
    ticks = nice_ticks(min(p.low for p in points), max(p.high for p in points))

    def x(cost: float) -> float:
        return left + (cost - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - left - 34)

    parts: list[Html] = []
    for tick in ticks:
        parts.append(el("line", x1=x(tick), x2=x(tick), y1=4, y2=height - bottom, class_="grid"))
        parts.append(el("text", plain(tick), x=x(tick), y=height - bottom + 16, class_="tick mid"))
    for index, point in enumerate(points):
        y = 8 + row * index + row / 2
        sign = f"{point.sign} " if point.sign else ""
        name = Both(f"{sign}{point.name.en}", f"{sign}{point.name.zh}")
        parts += [
            el("text", name, span="tspan", x=left - 10, y=y + 4, class_="point-name end"),
            el("line", x1=x(point.low), x2=x(point.high), y1=y, y2=y, class_="range"),
            el("circle", cx=x(point.cost), cy=y, r=4.6, class_="range-middle"),
        ]
    unit = t("cost of the lot [{unit}]", unit=money_unit(answer["currency"]))
    parts.append(el("text", unit, span="tspan", x=WIDTH - 30, y=height - 8, class_="axis-name end"))
    svg = el(
        "svg",
        parts,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_label=t("Cost of every option with its range"),
    )
    said = t("Dot: cost with the middle rates. Bar: with all low and with all high rates.")
    return el("figure", el("div", svg, class_="scroll"), el("figcaption", said), class_="chart")
