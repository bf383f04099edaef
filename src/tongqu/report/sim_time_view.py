"""Queues at the locks and stocks through the run, week by week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.chart_points import nice_ticks
from tongqu.report.html import Both, Child, Html, el
from tongqu.report.numbers import plain
from tongqu.report.sim_charts import Curve, curves_figure
from tongqu.report.sim_words import named
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["locks_view", "stocks_view", "time_ticks"]

MOST_CURVES, MOST_TICKS = 4, 8
WEEK_H, DAY_H = 168.0, 24.0
BY_DAY_H = 60 * DAY_H


def time_ticks(begin: datetime | None, hours: float) -> list[tuple[float, Child]]:
    """Return ticks of a time axis: first days of months, or days, or weeks without a calendar.

    Examples
    --------
    >>> time_ticks(datetime(2024, 12, 18), 1500.0)
    [(336.0, '2025-01'), (1080.0, '2025-02')]
    >>> [word for _, word in time_ticks(None, 1680.0)]
    ['0', '2', '4', '6', '8', '10']
    """
    if begin is None:
        weeks = [tick for tick in nice_ticks(0.0, hours / WEEK_H, 6) if tick * WEEK_H <= hours]
        return [(tick * WEEK_H, plain(tick)) for tick in weeks if tick >= 0]
    if hours < BY_DAY_H:
        every = next(days for days in (1, 2, 7, 14) if hours / DAY_H / days <= MOST_TICKS)
        first = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        found = [first + timedelta(days=every * k) for k in range(MOST_TICKS + 2)]
        words = [f"{day:%m-%d}" for day in found]
    else:
        months = hours / (30.44 * DAY_H)
        steps = (1, 2, 3, 6, *(12 * years for years in range(1, 200)))
        every = next(step for step in steps if months / step <= MOST_TICKS)
        first = begin.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        count = range(0, round(months) + 14, every)
        found = [first.replace(year=first.year + k // 12, month=k % 12 + 1) for k in count]
        words = [f"{day:%Y-%m}" for day in found]
    places = [(day - begin).total_seconds() / 3600 for day in found]
    return [(at, word) for at, word in zip(places, words, strict=True) if 0 <= at <= hours]


def _begin(answer: Mapping[str, Any]) -> datetime | None:
    begin = answer["scenario"]["begin"]
    return None if begin is None else datetime.fromisoformat(begin)


def _x_name(begin: datetime | None, hours: float) -> Both:
    if begin is None:
        return t("weeks from the beginning")
    return t("month and day") if hours < BY_DAY_H else t("month")


def _weekly(
    answer: Mapping[str, Any], curves: Sequence[tuple[Both, Sequence[float]]], *, y_name: Both,
    said: Both, label: Both,
) -> Html:  # fmt: skip
    """Return curves over the weeks of a run, with what does not count set apart."""
    step = answer["series"]["step_h"]
    count = len(curves[0][1])
    xs = [(k + 0.5) * step for k in range(count)]
    begin = _begin(answer)
    return curves_figure(
        [Curve(name, xs, values) for name, values in curves],
        x_ticks=time_ticks(begin, count * step), x_range=(0.0, count * step),
        x_name=_x_name(begin, count * step),
        y_name=y_name, said=said, label=label,
        band=(0.0, answer["run"]["warm_h"], t("does not count")),
    )  # fmt: skip


def locks_view(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    """Return who waits at the locks; None without locks, or in a run of less than two weeks."""
    locks: dict[str, list[float]] = {}
    for row in answer["series"]["queues"]:
        if row["waits_for"] in ("up", "down"):
            before = locks.get(row["id"], [0.0] * len(row["queue_mean"]))
            locks[row["id"]] = [a + b for a, b in zip(before, row["queue_mean"], strict=True)]
    if not locks or len(next(iter(locks.values()))) < 2:
        return None
    chosen = sorted(locks, key=lambda name: -max(locks[name]))[:MOST_CURVES]
    drawing = _weekly(
        answer, [(named(name, names), locks[name]) for name in chosen],
        y_name=t("Vessels that wait, both sides, mean of a week"),
        said=t("Mean of all runs. The first weeks fill the port and count for nothing."),
        label=t("Queue at the locks"),
    )  # fmt: skip
    return el("section", el("h2", t("Queue at the locks")), drawing)


def stocks_view(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    """Return what lies in the fullest stores; None without stores, or in a short run."""
    rooms = {row["id"]: row["capacity_t"] for row in answer["stores"]}
    rows = [row for row in answer["series"]["stocks"] if len(row["content_t"]) > 1]
    if not rows:
        return None
    # The fullest ones in the weeks that count.
    counts = min(len(rows[0]["content_t"]) - 1,
                 int(answer["run"]["warm_h"] / answer["series"]["step_h"]))  # fmt: skip
    rows.sort(key=lambda row: -max(row["content_t"][counts:]) / max(1.0, rooms[row["id"]]))
    curves = [
        (
            t("{name}, room {tonnes} t", name=named(row["id"], names),
              tonnes=plain(rooms[row["id"]], 0)),
            [100 * value / rooms[row["id"]] for value in row["content_t"]],
        )
        for row in rows[:MOST_CURVES]
    ]  # fmt: skip
    drawing = _weekly(
        answer, curves, y_name=t("Content, per cent of the room"),
        said=t("Mean of all runs, week by week; the fullest stocks."), label=t("Stocks"),
    )  # fmt: skip
    return el("section", el("h2", t("Stocks")), drawing)
