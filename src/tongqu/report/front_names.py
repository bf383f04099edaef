"""Names on the picture of the front, in columns or where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.report.front_scale import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from tongqu.report.html import Html, el, join
from tongqu.report.labels import Box, Label, place_labels, text_width
from tongqu.report.numbers import co2e

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.report.chart_points import Point
    from tongqu.report.front_scale import Scale

__all__ = ["point_names"]


def _columns(points: Sequence[Point], scale: Scale) -> list[list[Point]]:
    """Return the named points in groups that stand above each other."""
    groups: list[list[Point]] = []
    for point in sorted(points, key=lambda p: (p.at, p.cost)):
        if groups and scale.x(point.at) - scale.x(groups[-1][0].at) < 14:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _told(point: Point, lang: str) -> str:
    words = point.name.zh if lang == "zh" else point.name.en
    return f"{words} · {co2e(point.kg).en.removesuffix(' CO₂e')}" if words else ""


def point_names(points: Sequence[Point], scale: Scale, lang: str) -> Html:
    """Return the names: in a column beside points above each other, else where there is room."""
    drawn: list[Html] = []
    taken: list[Box] = []
    labels: list[Label] = []
    single: list[Point] = []
    for point in points:
        x, y, radius = scale.x(point.at), scale.y(point.cost), scale.radius(point.kg)
        taken.append(Box(x - radius, y - radius, x + radius, y + radius))
        if point.kind != "other":
            taken.append(Box(x - 1, max(scale.y(point.high), TOP), x + 1, scale.y(point.low)))
    for group in _columns([p for p in points if p.kind != "other"], scale):
        if len(group) > 2:
            drawn += _column(group, scale, lang, taken)
        else:
            single += group
    for point in single:
        text = " ".join(part for part in (point.sign, _told(point, lang)) if part)
        labels.append(Label(scale.x(point.at), scale.y(point.cost), text, 12.5, must=True))
    frame = Box(LEFT, TOP - 6, WIDTH - 2, HEIGHT - BOTTOM)
    placed = place_labels(labels, frame, taken, gap=12.0)
    for point, label in zip(single, placed, strict=True):
        if label.box is not None:
            drawn.append(_name(point, _told(point, lang), label))
    return el("g", drawn, class_=lang, lang="zh-Hans" if lang == "zh" else "en")


def _name(point: Point, told: str, label: Label) -> Html:
    box = label.box
    if box is None:
        return Html("")
    near_x, near_y = min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)
    leader = Html("")
    if (near_x - label.x) ** 2 + (near_y - label.y) ** 2 > 18**2:
        leader = el("line", x1=label.x, y1=label.y, x2=near_x, y2=near_y, class_="leader")
    number = el("tspan", point.sign, class_="number") if point.sign else Html("")
    gap = " " if point.sign and told else ""
    text = el(
        "text",
        number,
        gap,
        told,
        x=label.text_x,
        y=box.bottom - 3.5,
        text_anchor=label.anchor,
        class_="point-name",
    )
    return join(leader, text)


def _column(group: Sequence[Point], scale: Scale, lang: str, taken: list[Box]) -> list[Html]:
    """Return names in a column, each with a line to its point; their room is taken then."""
    xs = [scale.x(point.at) for point in group]
    on_left = max(xs) > LEFT + (WIDTH - LEFT - RIGHT) * 0.6
    x = min(xs) - 30 if on_left else max(xs) + 30
    ordered = sorted(group, key=lambda p: -p.cost)
    drawn = []
    for point, y in zip(ordered, _spread([scale.y(p.cost) for p in ordered]), strict=True):
        told = _told(point, lang)
        edge = scale.x(point.at) + (-1 if on_left else 1) * (scale.radius(point.kg) + 1)
        near = x + 3 if on_left else x - 3
        at = scale.y(point.cost)
        drawn.append(el("path", d=f"M{edge:.1f} {at:.1f}L{near:.1f} {y:.1f}", class_="leader"))
        number = el("tspan", point.sign, class_="number") if point.sign else Html("")
        gap = " " if point.sign and told else ""
        text = join(told, gap, number) if on_left else join(number, gap, told)
        side = "end" if on_left else "start"
        drawn.append(el("text", text, x=x, y=y + 4.4, text_anchor=side, class_="point-name"))
        wide = text_width(f"{told} {point.sign}", 12.5)
        far = x - wide if on_left else x + wide
        taken.append(Box(min(x, far), y - 7, max(x, far), y + 7))
    return drawn


def _spread(wanted: Sequence[float], step: float = 17.0) -> list[float]:
    """Return heights at least a step apart, in order, as near to the wanted ones as they go."""
    blocks: list[list[float]] = []  # each: sum of (wanted - own offset), count
    for y in wanted:
        blocks.append([y, 1.0])
        while len(blocks) > 1:
            (before, many), (last, few) = blocks[-2], blocks[-1]
            if before / many + many * step <= last / few:
                break
            blocks[-2:] = [[before + last - few * many * step, many + few]]
    placed = [
        total / count + index * step for total, count in blocks for index in range(int(count))
    ]
    low, high = TOP + 6, HEIGHT - BOTTOM - 6
    shift = max(0.0, low - placed[0]) - max(0.0, placed[-1] - high)
    return [y + shift for y in placed]
