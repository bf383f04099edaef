"""Berths and cranes at work through the week."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, el
from tongqu.report.sim_charts import Curve, curves_figure
from tongqu.report.sim_words import named, weekdays
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["week_view"]

MOST_CURVES = 4


def week_view(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    """Return the picture; None of a run without a whole week or without servers."""
    week = answer["week"]
    causes = {row["id"]: row["cause"] for row in answer["stations"]}
    every = [row for row in (week or {"rows": ()})["rows"] if causes.get(row["id"])]
    rows = [row for row in every if causes[row["id"]] in ("berth", "crane")] or every
    if not rows:
        return None
    begin = answer["scenario"]["begin"]
    first = datetime.fromisoformat(begin).weekday() if begin else 0
    size = len(rows[0]["busy_mean"])
    turn = round(first * size / 7)
    xs = [(k + 0.5) * week["step_h"] for k in range(size)]
    words = weekdays()
    ticks: list[tuple[float, Child]] = [(24.0 * day, words[day % 7]) for day in range(8)]
    curves = [
        Curve(named(row["id"], names), xs,
              [*row["busy_mean"][size - turn :], *row["busy_mean"][: size - turn]])
        for row in rows[:MOST_CURVES]
    ]  # fmt: skip
    drawing = curves_figure(
        curves, x_ticks=ticks, x_name=t("day of the week"), y_name=t("Berths and cranes at work"),
        said=t("Mean of all weeks and runs."), label=t("Occupancy through the week"),
    )  # fmt: skip
    return el("section", el("h2", t("Occupancy through the week")), drawing)
