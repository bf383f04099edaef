"""The Pareto front as a picture: cost over arrival, CO2e as size and colour."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, el, join
from tongqu.report.labels import Box, Label, place_labels, text_width
from tongqu.report.numbers import co2e, day, moment, money, money_unit, plain
from tongqu.report.palette import co2e_colour
from tongqu.report.words import label_word, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["front_figure", "nice_ticks", "range_figure"]

WIDTH, HEIGHT = 760.0, 430.0
LEFT, TOP, RIGHT, BOTTOM = 86.0, 18.0, 20.0, 58.0


@dataclass(frozen=True, slots=True)
class _Point:
    """One sign of the picture."""

    at: datetime
    cost: float
    low: float
    high: float
    kg: float
    sign: str
    name: Both
    kind: str  # option, other, road, rail


def nice_ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Return round values that cover a range.

    Examples
    --------
    >>> nice_ticks(212_000, 361_000)
    [200000.0, 250000.0, 300000.0, 350000.0, 400000.0]
    """
    span = max(high - low, abs(high) * 1e-6, 1e-9)
    raw = span / max(1, count - 1)
    power = 10 ** math.floor(math.log10(raw))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw - 1e-12)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(step * index) for index in range(first, last + 1)]


def _day_ticks(first: datetime, last: datetime) -> list[datetime]:
    days = max(1.0, (last - first) / timedelta(days=1))
    step = next((value for value in (1, 2, 3, 5, 7, 14, 28, 56) if days / value <= 7), 112)
    tick = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if tick < first:
        tick += timedelta(days=1)
    ticks = []
    while tick <= last:
        ticks.append(tick)
        tick += timedelta(days=step)
    return ticks


def _points(answer: Mapping[str, Any]) -> list[_Point]:
    points = []
    shown = set()
    bases = {
        mode: (chain["cost"], chain["arrive"], chain["co2e_kg"])
        for mode, chain in answer["baselines"].items()
        if chain
    }
    for index, option in enumerate(answer["options"], 1):
        spot = (option["cost"], option["arrive"], option["co2e_kg"])
        words = [label_word(key) for key in option["labels"]]
        words += [_base_name(mode) for mode, other in bases.items() if other == spot]
        name = Both(", ".join(w.en for w in words), "、".join(w.zh for w in words))
        points.append(_point(option, str(index), name, "option"))
        shown.add(spot)
    for twin in answer["front"]:
        if (twin["cost"], twin["arrive"], twin["co2e_kg"]) not in shown:
            full = {"cost_low": twin["cost"], "cost_high": twin["cost"], **twin}
            points.append(_point(full, "", Both("", ""), "other"))
    for mode, spot in bases.items():
        if spot not in shown:
            points.append(_point(answer["baselines"][mode], "", _base_name(mode), mode))
    return points


def _base_name(mode: str) -> Both:
    return t("best rail chain") if mode == "rail" else t("best road chain")


def _point(chain: Mapping[str, Any], sign: str, name: Both, kind: str) -> _Point:
    return _Point(
        at=datetime.fromisoformat(chain["arrive"]),
        cost=float(chain["cost"]),
        low=float(min(chain["cost_low"], chain["cost"])),
        high=float(max(chain["cost_high"], chain["cost"])),
        kg=float(chain["co2e_kg"]),
        sign=sign,
        name=name,
        kind=kind,
    )


class _Scale:
    """From arrival and cost to the drawing."""

    def __init__(self, points: Sequence[_Point]) -> None:
        first, last = min(p.at for p in points), max(p.at for p in points)
        self.first_shown, self.last_shown = first, last
        pad = max(timedelta(hours=14), (last - first) * 0.12)
        self.first, self.last = first - pad, last + pad
        # Ranges are often far wider than what separates the options; those that leave the
        # picture end in an arrow, and `range_figure` shows them whole.
        least, most = min(p.cost for p in points), max(p.cost for p in points)
        room = max((most - least) * 0.45, abs(most) * 0.01)
        self.costs = nice_ticks(least - room, most + room)
        self.least, self.most = min(p.kg for p in points), max(p.kg for p in points)

    def x(self, at: datetime) -> float:
        share = (at - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, cost: float) -> float:
        share = (cost - self.costs[0]) / (self.costs[-1] - self.costs[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def radius(self, kg: float) -> float:
        return 3 + 7 * math.sqrt(max(0.0, kg / self.most)) if self.most > 0 else 7.0

    def colour(self, kg: float) -> str:
        if self.most <= self.least:
            return co2e_colour(0.0)
        return co2e_colour((kg - self.least) / (self.most - self.least))


def front_figure(answer: Mapping[str, Any]) -> Html:
    """Return the picture of an answer's front, or a sentence where there is none."""
    points = _points(answer)
    if not points:
        return el("p", t("There is no front to draw: no feasible way was found."))
    scale = _Scale(points)
    title = t("Cost over arrival for every option, with CO₂e as size and colour")
    svg = el(
        "svg",
        _axes(scale, answer["currency"]),
        _front_line(answer, scale),
        [_whisker(point, scale) for point in points if point.kind != "other"],
        [_sign(point, scale, answer["currency"]) for point in points],
        [_names(points, scale, lang) for lang in ("en", "zh")],
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=title,
        class_="front",
    )
    return el("figure", el("div", svg, class_="scroll"), _caption(scale), class_="chart")


def _axes(scale: _Scale, currency: str) -> Html:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts: list[Html] = []
    for cost in scale.costs:
        y = scale.y(cost)
        parts.append(el("line", x1=LEFT, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(el("text", plain(cost), x=LEFT - 8, y=y + 4, class_="tick end"))
    for at in _day_ticks(scale.first, scale.last):
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


def _front_line(answer: Mapping[str, Any], scale: _Scale) -> Html:
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


def _whisker(point: _Point, scale: _Scale) -> Html:
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


def _sign(point: _Point, scale: _Scale, currency: str) -> Html:
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


def _columns(points: Sequence[_Point], scale: _Scale) -> list[list[_Point]]:
    """Return the named points in groups that stand above each other."""
    groups: list[list[_Point]] = []
    for point in sorted(points, key=lambda p: (p.at, p.cost)):
        if groups and scale.x(point.at) - scale.x(groups[-1][0].at) < 14:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _told(point: _Point, lang: str) -> str:
    words = point.name.zh if lang == "zh" else point.name.en
    return f"{words} · {co2e(point.kg).en.removesuffix(' CO₂e')}" if words else ""


def _names(points: Sequence[_Point], scale: _Scale, lang: str) -> Html:
    """Return the names: in a column beside points above each other, else where there is room."""
    drawn: list[Html] = []
    taken: list[Box] = []
    labels: list[Label] = []
    single: list[_Point] = []
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


def _name(point: _Point, told: str, label: Label) -> Html:
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


def _column(group: Sequence[_Point], scale: _Scale, lang: str, taken: list[Box]) -> list[Html]:
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


def range_figure(answer: Mapping[str, Any]) -> Html:
    """Return the cost of every option and baseline with its range, one row each."""
    points = [point for point in _points(answer) if point.kind != "other"]
    if not points or all(point.high - point.low < 1 for point in points):
        return Html("")
    row, left, bottom = 21.0, 250.0, 44.0
    height = row * len(points) + bottom + 8
    ticks = nice_ticks(min(p.low for p in points), max(p.high for p in points))

    def x(cost: float) -> float:
        return left + (cost - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - left - 34)

    parts: list[Html] = []
    for tick in ticks:
        parts.append(el("line", x1=x(tick), x2=x(tick), y1=4, y2=height - bottom, class_="grid"))
        parts.append(el("text", plain(tick), x=x(tick), y=height - bottom + 16, class_="tick mid"))
    for index, point in enumerate(points):
        y = 8 + row * index + row / 2
        sign = f"{point.sign} " if point.sign else ""
        name = Both(f"{sign}{point.name.en}", f"{sign}{point.name.zh}")
        parts += [
            el("text", name, span="tspan", x=left - 10, y=y + 4, class_="point-name end"),
            el("line", x1=x(point.low), x2=x(point.high), y1=y, y2=y, class_="range"),
            el("circle", cx=x(point.cost), cy=y, r=4.6, class_="range-middle"),
        ]
    unit = t("cost of the lot [{unit}]", unit=money_unit(answer["currency"]))
    parts.append(el("text", unit, span="tspan", x=WIDTH - 30, y=height - 8, class_="axis-name end"))
    svg = el(
        "svg",
        parts,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_label=t("Cost of every option with its range"),
    )
    said = t("Dot: cost with the middle rates. Bar: with all low and with all high rates.")
    return el("figure", el("div", svg, class_="scroll"), el("figcaption", said), class_="chart")


def _caption(scale: _Scale) -> Html:
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
