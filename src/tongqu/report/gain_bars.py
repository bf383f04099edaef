"""What additions bring to a port's capacity as bars, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, el
from tongqu.report.numbers import plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["gain_bars"]

MOST = 12
WIDTH, ROW, TOP = 720.0, 44.0, 8.0
LEFT, ROOM = 12.0, 560.0
INK, MORE, LESS, RANGE = "#1f2933", "#00807a", "#c2573f", "#52606d"


def gain_bars(labels: Sequence[Both], gains: Sequence[Mapping[str, Any]], unit: Both) -> Html:
    """Return a drawing of gains, the first twelve.

    Parameters
    ----------
    labels
        What each is.
    gains
        Value with its interval.
    unit
        What the values are.
    """
    pairs = list(zip(labels, gains, strict=True))[:MOST]
    ends = [0.0, *(float(gain[end]) for _, gain in pairs for end in ("value", "low", "high"))]
    least, most = min(ends), max(ends)
    scale = ROOM / ((most - least) or 1.0)

    def x(value: float) -> float:
        return LEFT + (value - least) * scale

    rows = [_row(label, gain, TOP + k * ROW, x) for k, (label, gain) in enumerate(pairs)]
    height = TOP + ROW * len(pairs)
    axis = el("path", d=f"M{x(0):.1f} {TOP + 12:g}V{height:g}", stroke=RANGE, stroke_width=1.0)
    drawing = el(
        "svg", el("title", str(t("What more brings"))), axis, rows,
        viewBox=f"0 0 {WIDTH:g} {height:g}", role="img", xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    said = t("A bar is the change of the capacity ({unit}); the line, its interval.", unit=unit)
    return el("figure", drawing, el("figcaption", said), style="max-width: 46rem")


def _row(label: Both, gain: Mapping[str, Any], y: float, x: Any) -> Html:
    value, low, high = (float(gain[end]) for end in ("value", "low", "high"))
    begin, end = sorted((x(0.0), x(value)))
    words = ("+" if value > 0 else "") + plain(value)
    return el(
        "g",
        el("text", label, span="tspan", x=LEFT, y=y + 12, font_size="12.5", fill=INK),
        el("rect", x=begin, y=y + 18, width=max(1.0, end - begin), height=14.0, rx=2.0,
           fill=MORE if value > 0 else LESS),
        el("path", d=f"M{x(low):.1f} {y + 25:g}H{x(high):.1f}M{x(low):.1f} {y + 21:g}v8"
           f"M{x(high):.1f} {y + 21:g}v8", stroke=RANGE, stroke_width=1.5, fill="none"),
        el("text", words, x=max(end, x(high)) + 6, y=y + 30, font_size="12.5", fill=INK),
    )  # fmt: skip
