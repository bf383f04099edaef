"""Losses over a delay as bars, each with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, el
from tongqu.report.numbers import money
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["loss_bars"]

MOST = 12
WIDTH, ROW, TOP = 720.0, 44.0, 8.0
BAR_X, BAR_W = 12.0, 560.0
INK, FILL, RANGE = "#1f2933", "#c2573f", "#52606d"


def loss_bars(lanes: Sequence[Mapping[str, Any]], currency: str) -> Html | None:
    """Return a drawing of the largest losses; None where none is known for the whole delay.

    Parameters
    ----------
    lanes
        Lanes that lose, the largest loss first.
    currency
        Of the amounts.
    """
    known = [lane for lane in lanes if lane["over_delay"] and lane["over_delay"]["cost"] > 0]
    shown = known[:MOST]
    if not shown:
        return None
    most = max(max(lane["over_delay"]["cost_high"], lane["over_delay"]["cost"]) for lane in shown)
    height = TOP + ROW * len(shown)
    rows = [_row(lane, k, most, currency) for k, lane in enumerate(shown)]
    name = t("Losses over the delay, the largest first")
    drawing = el(
        "svg",
        el("title", str(name)),
        rows,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        xmlns="http://www.w3.org/2000/svg",
    )
    left = len(known) - len(shown)
    more = t(" {count} more are in the table.", count=left) if left else Both("", "")
    caption = t("A bar is the loss over the delay; the line, its range as rates are assumed.")
    return el("figure", drawing, el("figcaption", caption, more), style="max-width: 46rem")


def _row(lane: Mapping[str, Any], number: int, most: float, currency: str) -> Html:
    over, y = lane["over_delay"], TOP + number * ROW

    def x(value: float) -> float:
        return BAR_X + BAR_W * max(0.0, value) / most

    low, high = x(over["cost_low"]), x(over["cost_high"])
    words = t(
        "{who}: {commodity}, {origin} to {goal}",
        who=name_of(lane, "shipper"),
        commodity=name_of(lane, "commodity_name"),
        origin=name_of(lane, "from_name"),
        goal=name_of(lane, "to_name"),
    )
    amount = money(over["cost"], currency)
    return el(
        "g",
        el("text", words, span="tspan", x=BAR_X, y=y + 12, font_size="12.5", fill=INK),
        el("rect", x=BAR_X, y=y + 18, width=max(1.0, x(over["cost"]) - BAR_X), height=14.0,
           rx=2.0, fill=FILL),
        el("path", d=f"M{low:.1f} {y + 25:g}H{high:.1f}M{low:.1f} {y + 21:g}v8"
           f"M{high:.1f} {y + 21:g}v8", stroke=RANGE, stroke_width=1.5, fill="none"),
        el("text", amount, span="tspan", x=max(high, x(over["cost"])) + 6, y=y + 30,
           font_size="12.5", fill=INK),
    )  # fmt: skip
