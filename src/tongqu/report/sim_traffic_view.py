"""The wait of a call against the traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Html, el
from tongqu.report.numbers import plain
from tongqu.report.sim_charts import COLOURS, Curve, curves_figure
from tongqu.report.sim_words import cause_words
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["traffic_view"]


def traffic_view(answer: Mapping[str, Any]) -> Html | None:
    """Return the picture; None without runs with other traffic."""
    rows = [row for row in answer["sweep"] or () if row["settled"]]
    if len(rows) < 2:
        return None
    known = rows[0]["traffic_mt_per_year"] is not None
    xs = [row["traffic_mt_per_year"] if known else row["factor"] for row in rows]
    waits = [row["wait_h"] for row in rows]
    most = {
        cause: max(row["wait_by_cause_h"].get(cause, {"value": 0.0})["value"] for row in rows)
        for cause in cause_words()
    }
    # As many as there are colours, those that matter; in the order in which a call meets them.
    kept = sorted((cause for cause in most if most[cause] > 0), key=lambda cause: -most[cause])
    used = [cause for cause in most if cause in kept[: len(COLOURS) - 1]]
    whole = Curve(
        t("whole wait of a call, with its interval"), xs, [w["value"] for w in waits],
        [w["low"] for w in waits], [w["high"] for w in waits],
    )  # fmt: skip
    parts = [
        Curve(cause_words()[cause], xs,
              [row["wait_by_cause_h"].get(cause, {"value": 0.0})["value"] for row in rows])
        for cause in used
    ]  # fmt: skip
    said = t("No closure; intervals are Student's t, 95 %.")
    last = answer["sweep"][-1]
    if not last["settled"]:
        at = plain(last["traffic_mt_per_year"] if known else last["factor"], 2)
        said = t(
            "No closure; intervals are Student's t, 95 %. At {traffic} nothing settles any more.",
            traffic=at,
        )
    name = t("traffic over the quays, Mt a year") if known else t("traffic, times that asked for")
    drawing = curves_figure(
        [whole, *parts], x_ticks=[(value, plain(value, 1)) for value in xs], x_name=name,
        y_name=t("Hours that a call waits"), said=said, label=t("Wait against traffic"), dots=True,
    )  # fmt: skip
    return el("section", el("h2", t("Wait against traffic")), drawing)
