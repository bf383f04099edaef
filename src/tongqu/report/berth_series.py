"""Curves under a berth board: cranes in use, stocks, water; each value holds until the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.report.berth_labels import measured, shortened, wrapped
from tongqu.report.berth_scale import WIDTH, px
from tongqu.report.html import Both, Html, el, join, pick
from tongqu.report.numbers import plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.report.berth_data import Series, Steps
    from tongqu.report.berth_scale import Window

__all__ = ["panel", "panel_height", "panel_name"]

HEIGHT = 40.0
WATER = ("depth", "level")
GAP = 8.0


def panel_height(series: Sequence[Series]) -> float:
    """Return the height of all curves."""
    return (HEIGHT + GAP) * len(series)


def _range(series: Series) -> tuple[float, float]:
    values = [value for _, value in (*series.level, *series.limit)] or [0.0]
    high, low = max(values), min(values)
    if series.kind in WATER:
        spare = max(0.1, 0.15 * (high - low))
        return low - spare, high + spare
    return min(0.0, low), max(high, 1.0) * 1.06


def _path(steps: Steps, window: Window, top: float, span: tuple[float, float]) -> str:
    """Return the corners of a step curve within the sheet."""
    low, high = span

    def y(value: float) -> str:
        return px(top + HEIGHT - (value - low) / (high - low) * HEIGHT)

    before = [value for at, value in steps if at <= window.start]
    inside = [(at, value) for at, value in steps if window.start < at < window.end]
    begin = window.start if before else inside[0][0] if inside else window.end
    if not before and not inside:
        return ""
    value = before[-1] if before else inside[0][1]
    corners = [f"M{px(window.x(begin))},{y(value)}"]
    for at, level in inside:
        corners.append(f"H{px(window.x(at))} V{y(level)}")
    corners.append(f"H{px(WIDTH)}")
    return " ".join(corners)


def panel(series: Series, window: Window, top: float) -> Html:
    """Return one curve: what is used as an area, what there is as a line."""
    span = _range(series)
    parts = [
        el("rect", x=0, y=px(top), width=WIDTH, height=HEIGHT, class_="panel"),
        el("title", str(_told(series))),
    ]
    level = _path(series.level, window, top, span)
    if level and series.kind not in WATER:
        begin = level[1:].partition(",")[0]
        area = f"{level} V{px(top + HEIGHT)} H{begin} Z"
        parts.append(el("path", d=area, class_=f"area area-{series.kind}"))
    if level:
        parts.append(
            el("path", d=level, class_="level level-water" if series.kind in WATER else "level")
        )
    limit = _path(series.limit, window, top, span)
    if limit:
        parts.append(el("path", d=limit, class_="limit"))
    for start, end in _over(series, window):
        left, right = window.x(start), window.x(end)
        over = el(
            "rect",
            x=px(left), y=px(top), width=px(max(1.5, right - left)), height=HEIGHT, class_="over",
        )  # fmt: skip
        parts.append(over)
    return el("g", parts)


def _over(series: Series, window: Window) -> list[tuple[float, float]]:
    """Return when more is used than there is."""
    if not series.limit or not series.level:
        return []
    edges = sorted({at for at, _ in (*series.level, *series.limit)})
    found = []
    for at, until in zip(edges, [*edges[1:], window.end], strict=True):
        level = [value for when, value in series.level if when <= at]
        limit = [value for when, value in series.limit if when <= at]
        if level and limit and level[-1] > limit[-1] + 1e-9 and window.holds(at, until):
            found.append((at, until))
    return found


def _told(series: Series) -> Both:
    values = [value for _, value in series.level] or [0.0]
    low, high = _number(series, min(values)), _number(series, max(values))
    if series.kind == "crane":
        most = _number(series, max([v for _, v in series.limit] or [0.0]))
        return t(
            "{name}: up to {high} in use, up to {most} on duty",
            name=series.name, high=high, most=most,
        )  # fmt: skip
    if series.kind == "stock" and series.limit:
        room = _number(series, series.limit[0][1])
        return t(
            "{name}: {low} to {high} in stock, room for {room}",
            name=series.name, low=low, high=high, room=room,
        )  # fmt: skip
    return t("{name}: {low} to {high}", name=series.name, low=low, high=high)


def _number(series: Series, value: float) -> str:
    unit = f" {series.unit}" if series.unit else ""
    if series.kind == "stock" and abs(value) >= 1000:
        return f"{plain(value, 0)}{unit}"
    return f"{plain(value)}{unit}"


def panel_name(series: Series, top: float, width: float) -> Html:
    """Return the name of a curve and the ends of its axis, for the column of names."""
    kinds = {
        "crane": t("in use, on duty"),
        "stock": t("in stock"),
        "depth": t("depth of water"),
        "level": t("water level"),
    }
    low, high = _range(series)
    if series.kind not in WATER:
        high /= 1.06
    room = width - 10 - max(measured(_number(series, value), 9.5) for value in (low, high))
    parts = []
    for lang in ("en", "zh"):
        names = wrapped(pick(series.name, lang), 11, room)
        what = shortened(pick(kinds[series.kind], lang), 9.5, room, 3)
        first = top + 17 - 6 * (len(names) - 1)
        lines = [
            el("text", name, x=2, y=px(first + 12 * k), font_size="11", class_="row-title")
            for k, name in enumerate(names)
        ]
        below = px(first + 12 * len(names) + (1 if len(names) == 1 else 0))
        lines.append(el("text", what, x=2, y=below, font_size="9.5", class_="row-more"))
        parts.append(
            el(
                "g",
                el("title", pick(series.name, lang)),
                lines,
                class_=lang,
                lang="zh-Hans" if lang == "zh" else "en",
            )
        )
    ticks = [
        el(
            "text",
            _number(series, value),
            x=px(width - 4),
            y=px(at),
            font_size="9.5",
            class_="row-more end",
        )
        for value, at in ((high, top + 9), (low, top + HEIGHT - 1))
    ]
    return join(*parts, *ticks)
