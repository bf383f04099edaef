"""Curves of a simulated port: one kind of drawing for waits, queues, stocks and busy berths."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.chart_points import nice_ticks
from tongqu.report.html import Both, Child, Html, el
from tongqu.report.labels import text_width
from tongqu.report.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

Place = Callable[[float], float]

__all__ = ["COLOURS", "Curve", "curves_figure", "wrapped"]

WIDTH, HEIGHT = 1000.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 236.0, 22.0, 46.0
"""Right of the curves stand their names."""

KEY, SIZE, LINE = 24.0, 13.0, 16.0
"""Length of the line before a name, height of its letters, from one line of it to the next."""

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
    x_range: tuple[float, float] | None = None,
    band: tuple[float, float, Both] | None = None,
) -> Html:
    """Return a drawing of some curves, each with its name at its end.

    Parameters
    ----------
    curves
        At most six.
    x_ticks
        Places and words along the bottom.
    x_name, y_name
        What stands along the axes, with the unit.
    said
        Line below the drawing.
    label
        What the drawing is, for those who do not see it.
    dots
        Whether points of curves that have more than two are marked.
    x_range
        From where to where the drawing goes; by default from the first tick to the last.
    band
        Part that is shaded, from where to where, and what it is.
    """
    top = max(max([*curve.ys, *curve.highs], default=0.0) for curve in curves)
    ticks = [tick for tick in nice_ticks(0.0, max(top, 1e-6), 5) if tick >= 0]
    begin, end = x_range or (x_ticks[0][0], x_ticks[-1][0])

    def x(value: float) -> float:
        return LEFT + (value - begin) / (end - begin) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / ticks[-1] * (HEIGHT - BOTTOM - TOP)

    parts: list[Html] = []
    if band is not None and band[1] > band[0]:
        parts += _band(x(band[0]), x(min(band[1], end)), band[2])
    for tick in ticks:
        parts.append(el("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(tick), y2=y(tick), class_="grid"))
        parts.append(el("text", plain(tick), x=LEFT - 8, y=y(tick) + 4, class_="tick end"))
    for place, word in x_ticks:
        parts.append(el("line", x1=x(place), x2=x(place), y1=TOP, y2=HEIGHT - BOTTOM,
                        class_="grid"))  # fmt: skip
        parts.append(el("text", word, span="tspan", x=x(place), y=HEIGHT - BOTTOM + 17,
                        class_="tick mid"))  # fmt: skip
    for number, curve in enumerate(curves):
        parts += _curve(curve, number, x, y, dots=dots)
    parts += _names(curves, x, y)
    parts.append(el("text", x_name, span="tspan", x=WIDTH - RIGHT, y=HEIGHT - 9,
                    class_="axis-name end"))  # fmt: skip
    drawing = el("svg", parts, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", role="img", aria_label=label)
    return el(
        "figure", el("figcaption", el("b", y_name)), el("div", drawing, class_="scroll"),
        el("figcaption", said), class_="chart curves",
    )  # fmt: skip


def _band(left: float, right: float, word: Both) -> list[Html]:
    """Return a shade from top to bottom, with its name above it."""
    half = max(text_width(word.en, 12), text_width(word.zh, 12)) / 2
    middle = min(max((left + right) / 2, LEFT + half), WIDTH - half)
    return [
        el("rect", x=left, y=TOP, width=right - left, height=HEIGHT - BOTTOM - TOP,
           fill="#e6ebee"),
        el("text", word, span="tspan", x=middle, y=TOP - 6, class_="tick mid"),
    ]  # fmt: skip


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
    if dots and len(curve.xs) > 2:
        parts += [
            el("circle", cx=x(a), cy=y(b), r=3.6, fill=COLOURS[number])
            for a, b in zip(curve.xs, curve.ys, strict=True)
        ]
    return parts


def _names(curves: Sequence[Curve], x: Place, y: Place) -> list[Html]:
    """Return the names of the curves, each as near to its end as there is room, in each language.

    A line leads from the end of a curve to its name, and is drawn as the curve is.
    """
    at = WIDTH - RIGHT + 34.0
    room = WIDTH - at - KEY - 8.0
    parts = []
    for lang in ("en", "zh"):
        texts = [
            wrapped(curve.name.zh if lang == "zh" else curve.name.en, SIZE, room)
            for curve in curves
        ]
        ends = [y(curve.ys[-1]) for curve in curves]
        middles = _apart(ends, [LINE * len(text) + 4 for text in texts], TOP, HEIGHT - 22)
        drawn: list[Html] = []
        for number, (curve, text, middle) in enumerate(zip(curves, texts, middles, strict=True)):
            lead = f"{x(curve.xs[-1]) + 4:.1f},{ends[number]:.1f} {at - 5:.1f},{middle:.1f}"
            drawn.append(el("polyline", points=lead, fill="none", stroke=COLOURS[number],
                            stroke_width=0.8))  # fmt: skip
            drawn.append(el("line", x1=at - 5, x2=at + KEY, y1=middle, y2=middle,
                            **_style(number)))  # fmt: skip
            first = middle - LINE * (len(text) - 1) / 2 + 4.5
            for k, line in enumerate(text):
                drawn.append(el("text", line, x=at + KEY + 6, y=round(first + LINE * k, 1),
                                font_size=SIZE))  # fmt: skip
        parts.append(el("g", drawn, class_=lang, lang="zh-Hans" if lang == "zh" else "en"))
    return parts


def _apart(
    wanted: Sequence[float], heights: Sequence[float], top: float, foot: float
) -> list[float]:
    """Return middles as near to those wanted as possible, so that nothing overlaps."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    middles = list(wanted)
    edge = top
    for k in order:
        middles[k] = max(wanted[k], edge + heights[k] / 2)
        edge = middles[k] + heights[k] / 2
    edge = foot
    for k in reversed(order):
        middles[k] = min(middles[k], edge - heights[k] / 2)
        edge = middles[k] - heights[k] / 2
    return middles


def wrapped(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """Return a text in lines that fit; between words, in Chinese between signs.

    Examples
    --------
    >>> wrapped("Steel out, phase I", 10.0, 60.0)
    ['Steel out,', 'phase I']
    """
    pieces = re.findall(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+", text)
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece
    lines = [line.strip() for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" ,，") + "…"]
    return lines
