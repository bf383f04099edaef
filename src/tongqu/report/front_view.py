"""The Pareto front as a picture: cost over arrival, CO2e as size and colour."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.report.chart_points import chart_points
from tongqu.report.front_names import point_names
from tongqu.report.front_scale import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Scale, day_ticks
from tongqu.report.html import Both, Html, el, join
from tongqu.report.numbers import co2e, day, moment, money, money_unit, plain
from tongqu.report.palette import co2e_colour
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.report.chart_points import Point

__all__ = ["front_figure"]


def front_figure(answer: Mapping[str, Any]) -> Html:
    """Return the picture of an answer's front, or a sentence where there is none."""
    points = chart_points(answer)
    if not points:
        return el("p", t("There is no front to draw: no feasible way was found."))
    scale = Scale(points)
    title = t("Cost over arrival for every option, with CO₂e as size and colour")
    svg = el(
        "svg",
        _axes(scale, answer["currency"]),
        _front_line(answer, scale),
        [_whisker(point, scale) for point in points if point.kind != "other"],
        [_sign(point, scale, answer["currency"]) for point in points],
        [point_names(points, scale, lang) for lang in ("en", "zh")],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=title,
        class_="front",
    )
    return el("figure", el("div", svg, class_="scroll"), _caption(scale), class_="chart")


def _axes(scale: Scale, currency: str) -> Html:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts: list[Html] = []
    for cost in scale.costs:
        y = scale.y(cost)
        parts.append(el("line", x1=LEFT, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(el("text", plain(cost), x=LEFT - 8, y=y + 4, class_="tick end"))
    for at in day_ticks(scale.first, scale.last):
        x = scale.x(at)
        parts.append(el("line", x1=x, x2=x, y1=TOP, y2=bottom, class_="grid"))
        label = day(at)
        short = Both(label.en.rsplit(" ", 1)[0], label.zh[5:])
        parts.append(el("text", short, span="tspan", x=x, y=bottom + 18, class_="tick mid"))
    parts.append(el("line", x1=LEFT, x2=right, y1=bottom, y2=bottom, class_="axis"))
    years = dict.fromkeys(str(p.year) for p in (scale.first_shown, scale.last_shown))
    below = t("arrival ({year})", year="–".join(years))
    parts.append(el("text", below, span="tspan", x=right, y=bottom + 42, class_="axis-name end"))
    beside = t("cost of the lot [{unit}]", unit=money_unit(currency))
    turn = f"rotate(-90 18 {TOP:g})"
    parts.append(
        el("text", beside, span="tspan", x=18.0, y=TOP, transform=turn, class_="axis-name end")
    )
    return join(*parts)


def _front_line(answer: Mapping[str, Any], scale: Scale) -> Html:
    """Return the steps between the cheapest way by each arrival."""
    best = math.inf
    path: list[str] = []
    for twin in sorted(answer["front"], key=lambda f: (f["arrive"], f["cost"])):
        if twin["cost"] < best:
            x, y = scale.x(datetime.fromisoformat(twin["arrive"])), scale.y(twin["cost"])
            path.append(f"L{x:.1f} {scale.y(best):.1f}" if path else "")
            path.append(f"{'L' if best < math.inf else 'M'}{x:.1f} {y:.1f}")
            best = twin["cost"]
    if len(path) < 3:
        return Html("")
    return el("path", d="".join(path), class_="front-line")


def _whisker(point: Point, scale: Scale) -> Html:
    if point.high - point.low < 1:
        return Html("")
    x, low, high = scale.x(point.at), scale.y(point.low), scale.y(point.high)
    bottom, top = HEIGHT - BOTTOM, TOP
    parts = [
        el("line", x1=x, x2=x, y1=min(low, bottom), y2=max(high, top), class_="whisker"),
        _whisker_end(x, low, bottom, 1.0),
        _whisker_end(x, high, top, -1.0),
    ]
    return join(*parts)


def _whisker_end(x: float, y: float, edge: float, away: float) -> Html:
    """Return a bar where a range ends, or an arrow where it goes on beyond the picture."""
    if (y - edge) * away <= 0:
        return el("line", x1=x - 5, x2=x + 5, y1=y, y2=y, class_="whisker")
    tip = edge - 1 * away
    back = tip - 7 * away
    return el(
        "path",
        d=f"M{x - 4:.1f} {back:.1f}L{x:.1f} {tip:.1f}L{x + 4:.1f} {back:.1f}",
        class_="whisker",
    )


def _sign(point: Point, scale: Scale, currency: str) -> Html:
    x, y = scale.x(point.at), scale.y(point.cost)
    fill = scale.colour(point.kg)
    said = f"{point.name} · {money(point.cost, currency)} · {moment(point.at.isoformat())}"
    tip = el("title", f"{point.sign} {said} · {co2e(point.kg).en}".strip())
    if point.kind == "other":
        return el("circle", tip, cx=x, cy=y, r=4.0, fill=fill, class_="twin")
    if point.kind == "road":
        return el("rect", tip, x=x - 7, y=y - 7, width=14.0, height=14.0, fill=fill, class_="base")
    if point.kind == "rail":
        corners = (
            f"{x:.1f},{y - 10:.1f} {x + 10:.1f},{y:.1f} {x:.1f},{y + 10:.1f} {x - 10:.1f},{y:.1f}"
        )
        return el("polygon", tip, points=corners, fill=fill, class_="base")
    return el("circle", tip, cx=x, cy=y, r=scale.radius(point.kg), fill=fill, class_="option")


def _caption(scale: Scale) -> Html:
    swatches = [
        el("i", class_="swatch", style=f"background:{co2e_colour(share)}")
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    said = t(
        "Numbers: options. Diamond: best rail chain. Square: best all-road chain. Small dots: "
        "near-twins on the front. Whiskers: range of the cost where rates are assumed, with an "
        "arrow where it leaves the picture. Dashed steps: the least cost for each arrival."
    )
    legend = el(
        "span",
        t("CO₂e of the lot: "),
        co2e(scale.least),
        " ",
        swatches,
        " ",
        co2e(scale.most),
        class_="legend-item",
    )
    return el("figcaption", legend, " ", said)
