"""Curves of a simulated port: one kind of drawing for waits, queues, stocks and busy berths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.chart_points import nice_ticks
from tongqu.report.html import Both, Child, Html, el
from tongqu.report.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

Place = Callable[[float], float]

__all__ = ["COLOURS", "Curve", "curves_figure"]

WIDTH, HEIGHT = 760.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 62.0, 18.0, 12.0, 46.0
LINE = 18.0

COLOURS = ("#0a66b0", "#b4491a", "#00807a", "#6a3d9a", "#7a6a00", "#a0305f")
DASHES = ("none", "7 3.5", "2 3", "12 3 2 3", "none", "7 3.5")
"""A pattern beside each colour, so that a grey print reads."""


@dataclass(frozen=True)
class Curve:
    """One line of a drawing.

    Attributes
    ----------
    name
        What it is.
    xs, ys
        Its points.
    lows, highs
        Intervals of the points, if they have any.
    """

    name: Both
    xs: Sequence[float]
    ys: Sequence[float]
    lows: Sequence[float] = ()
    highs: Sequence[float] = ()


def curves_figure(
    curves: Sequence[Curve],
    *,
    x_ticks: Sequence[tuple[float, Child]],
    x_name: Both,
    y_name: Both,
    said: Both,
    label: Both,
    dots: bool = False,
) -> Html:
    """Return a drawing of some curves with a legend below.

    Parameters
    ----------
    curves
        At most six.
    x_ticks
        Places and words along the bottom.
    x_name, y_name
        What stands along the axes.
    said
        Line below the drawing.
    label
        What the drawing is, for those who do not see it.
    dots
        Whether points are marked.
    """
    top = max(max([*curve.ys, *curve.highs], default=0.0) for curve in curves)
    ticks = [tick for tick in nice_ticks(0.0, max(top, 1e-6), 5) if tick >= 0]
    begin, end = x_ticks[0][0], x_ticks[-1][0]
    height = HEIGHT + LINE * len(curves)

    def x(value: float) -> float:
        return LEFT + (value - begin) / (end - begin) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / ticks[-1] * (HEIGHT - BOTTOM - TOP)

    parts: list[Html] = []
    for tick in ticks:
        parts.append(el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(tick), y2=y(tick), class_="grid"))
        parts.append(el("text", plain(tick), x=LEFT - 8, y=y(tick) + 4, class_="tick end"))
    for place, word in x_ticks:
        parts.append(el("line", x1=x(place), x2=x(place), y1=TOP, y2=HEIGHT - BOTTOM,
                        class_="grid"))  # fmt: skip
        edge = "end" if place == end else "mid"
        parts.append(el("text", word, span="tspan", x=x(place), y=HEIGHT - BOTTOM + 17,
                        class_=f"tick {edge}"))  # fmt: skip
    for number, curve in enumerate(curves):
        parts += _curve(curve, number, x, y, dots=dots)
        parts += _key(curve, number)
    parts.append(el("text", x_name, span="tspan", x=WIDTH - RIGHT, y=HEIGHT - 9,
                    class_="axis-name end"))  # fmt: skip
    drawing = el("svg", parts, viewBox=f"0 0 {WIDTH:g} {height:g}", role="img", aria_label=label)
    return el(
        "figure", el("figcaption", el("b", y_name)), el("div", drawing, class_="scroll"),
        el("figcaption", said), class_="chart",
    )  # fmt: skip


def _style(number: int) -> dict[str, str]:
    return {"stroke": COLOURS[number], "stroke_width": "2.2", "stroke_dasharray": DASHES[number]}


def _curve(curve: Curve, number: int, x: Place, y: Place, *, dots: bool) -> list[Html]:
    points = " ".join(
        f"{x(a):.1f},{y(b):.1f}" for a, b in zip(curve.xs, curve.ys, strict=True)
    )  # fmt: skip
    parts = [
        el("line", x1=x(a), x2=x(a), y1=y(max(0.0, low)), y2=y(high), stroke=COLOURS[number],
           stroke_width=6, opacity=0.35)
        for a, low, high in zip(curve.xs, curve.lows, curve.highs, strict=False)
    ]  # fmt: skip
    parts.append(el("polyline", points=points, fill="none", span="tspan", **_style(number)))
    if dots:
        parts += [
            el("circle", cx=x(a), cy=y(b), r=3.6, fill=COLOURS[number])
            for a, b in zip(curve.xs, curve.ys, strict=True)
        ]
    return parts


def _key(curve: Curve, number: int) -> list[Html]:
    at = HEIGHT + LINE * number + 6
    return [
        el("line", x1=LEFT, x2=LEFT + 34, y1=at, y2=at, span="tspan", **_style(number)),
        el("text", curve.name, span="tspan", x=LEFT + 42, y=at + 4, class_="tick"),
    ]
