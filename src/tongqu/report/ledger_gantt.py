"""Works on a time axis: baseline, current plan, forecast, closures, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.labels import text_width
from tongqu.report.ledger_lights import light_sign
from tongqu.report.ledger_parts import item_marks
from tongqu.report.ledger_read import Reading, glued, spoken_span, titled
from tongqu.report.ledger_scale import TRACK_PX, Span, axis, day_of, grid
from tongqu.report.ledger_works import milestone_at, percent_words, progress_bar, section_name
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

__all__ = ["bar_word", "days_of", "gantt", "gantt_legend", "has_dates", "row_id"]

_DAY = timedelta(days=1)
_LABEL_PX = 12.0
_LANE_PX = 19.0
_STONE_PX = 7.0
_STUB_PX = 24.0
_MOST_SIGNS = 44

# Lanes of a row, in the order in which they lie: kinds of bars, height, gap below.
_LANES = (
    (("baseline",), 5.0, 3.0),
    (("planned",), 7.0, 3.0),
    (("current", "actual", "float"), 15.0, 4.0),
    (("forecast",), 11.0, 4.0),
    (("closure",), 9.0, 4.0),
)


def row_id(work: Mapping[str, Any]) -> str:
    """Return the id of a work's row in the table."""
    return f"row-{work.get('code')}"


def bar_word(kind: object) -> Both:
    """Return what a bar shows."""
    words = {
        "baseline": t("Baseline"),
        "planned": t("Stated plan"),
        "current": t("Current plan"),
        "actual": t("Actual"),
        "forecast": t("Forecast"),
        "closure": t("Closure"),
        "float": t("Float"),
    }
    return words.get(str(kind), both(kind))


def has_dates(work: Mapping[str, Any]) -> bool:
    """Whether there is anything to draw of a work."""
    bars = any(bar.get("from") or bar.get("until") for bar in work.get("bars") or ())
    return bars or any(milestone_at(row)[1] for row in work.get("milestones") or ())


def days_of(work: Mapping[str, Any], reading: Reading) -> list[date]:
    """Return every day that a work's row must show."""
    values: list[object] = []
    for bar in work.get("bars") or ():
        values += [bar.get("from"), bar.get("until"), bar.get("p10"), bar.get("p90")]
    for row in work.get("milestones") or ():
        values += [milestone_at(row)[1], row.get("baseline_on"), row.get("forecast_on")]
    found = (day_of(value, reading) for value in values)
    return [at for at in found if at is not None]


def gantt(
    works: Sequence[Mapping[str, Any]],
    span: Span,
    today: date | None,
    reading: Reading,
    head: Both | None = None,
) -> Html:
    """Return the works on a time axis, one row a work, names wrapped beside the bars."""
    top = el(
        "tr",
        el("th", head or t("Work"), scope="col", class_="gantt-name"),
        el("th", axis(span, today), scope="col", class_="gantt-track"),
    )
    rows = [_row(work, span, today, reading) for work in works]
    drawn = el("table", el("thead", top), el("tbody", rows), class_="gantt")
    return el(
        "div", drawn, class_="gantt-scroll", tabindex=0, role="region",
        aria_label=t("On a time axis; the table below says the same"),
    )  # fmt: skip


def _row(work: Mapping[str, Any], span: Span, today: date | None, reading: Reading) -> Html:
    parts, y = _bars(work, span, reading)
    stones, height = _milestones(work, span, y, reading)
    svg = el("svg", grid(span, today), parts, stones, width="100%", height="100%")
    return el(
        "tr",
        el("th", _name(work), scope="row", class_="gantt-name"),
        el(
            "td",
            el("div", svg, class_="gantt-row"),
            class_="gantt-track",
            style=f"height:{height + 6:.0f}px",
        ),
    )


def _name(work: Mapping[str, Any]) -> Html:
    sections = [
        el(
            "li",
            el("span", section_name(row)),
            progress_bar(row),
            el("span", percent_words(row), class_="percent"),
        )
        for row in work.get("sections") or ()
    ]
    return join(
        el("span", titled(work), class_="gantt-title"),
        item_marks(work),
        light_sign(work) if "light" in work else None,
        el("small", el("code", str(work.get("code") or ""))),
        el("ul", sections, class_="gantt-sections") if sections else None,
    )


def _bars(work: Mapping[str, Any], span: Span, reading: Reading) -> tuple[list[Html], float]:
    """Return the bars of a work by lanes, and where the next lane begins."""
    parts: list[Html] = []
    y = 7.0
    for kinds, height, gap in _LANES:
        found = [bar for bar in work.get("bars") or () if bar.get("kind") in kinds]
        drawn = [_bar(work, bar, span, y, height, reading) for bar in found]
        shown = [part for part in drawn if part is not None]
        if shown:
            parts += shown
            y += height + gap
    return parts, y


def _bar(
    work: Mapping[str, Any],
    bar: Mapping[str, Any],
    span: Span,
    y: float,
    height: float,
    reading: Reading,
) -> Html | None:
    kind = str(bar["kind"])
    first, last = day_of(bar.get("from"), reading), day_of(bar.get("until"), reading)
    if kind == "forecast":
        first, last = _band_ends(bar, reading)
    if first is None or (last is None and kind != "closure"):
        drawn = _stub(work, kind, first, last, span, y, height)
    else:
        drawn = _whole_bar(bar, first, last, span, y, height, reading)
    if not drawn:
        return None
    words = _spoken(work, bar, reading)
    return el(
        "a", el("title", str(words)), drawn, href=f"#{row_id(work)}", class_="gantt-link",
        aria_label=words,
    )  # fmt: skip


def _whole_bar(
    bar: Mapping[str, Any],
    first: date,
    last: date | None,
    span: Span,
    y: float,
    height: float,
    reading: Reading,
) -> list[Html]:
    """Return a bar between two days; a closure until further notice goes on to the edge."""
    kind, end = str(bar["kind"]), last or span.last
    if not span.holds(first, end):
        return []
    inset = 4.0 if kind == "actual" else 0.0  # the plan shows around what really was
    parts = [_rect(span, first, end, y + inset, height - 2 * inset, f"gantt-bar bar-{kind}")]
    middle = day_of(bar.get("p50") or bar.get("until"), reading) if kind == "forecast" else None
    if middle is not None:
        x = f"{span.share(middle + _DAY):g}%"
        parts.append(el("line", x1=x, x2=x, y1=y - 2, y2=y + height + 2, class_="band-middle"))
    if last is None:
        parts.append(el("text", "→", x="100%", dx=-4, y=y + height - 1, class_="open-end end"))
    return parts


def _stub(
    work: Mapping[str, Any],
    kind: str,
    first: date | None,
    last: date | None,
    span: Span,
    y: float,
    height: float,
) -> list[Html]:
    """Return a short bar at the one end that somebody gave; a long one would invent the other.

    Where milestones stand for it, there is none.
    """
    known = first or last
    stones = any(milestone_at(row)[1] for row in work.get("milestones") or ())
    if known is None or stones or not span.holds(known, known):
        return []
    x = f"{span.share(known if first else known + _DAY):g}%"
    aside = None if first else f"translate({-_STUB_PX:g} 0)"
    rect = el("rect", x=x, width=_STUB_PX, y=y, height=height, transform=aside,
              class_=f"gantt-bar bar-{kind}")  # fmt: skip
    dx = _STUB_PX + 3 if first else -_STUB_PX - 3
    ends = "open-end" if first else "open-end end"
    mark = el("text", "→" if first else "…", x=x, dx=dx, y=y + height - 1, class_=ends)
    return [rect, mark]


def _band_ends(bar: Mapping[str, Any], reading: Reading) -> tuple[date | None, date | None]:
    """Return the ends of a forecast's band; without a band the ends of the bar."""
    first = day_of(bar.get("p10") or bar.get("from"), reading)
    return first, day_of(bar.get("p90") or bar.get("until"), reading)


def _rect(span: Span, first: date, last: date, y: float, height: float, kind: str) -> Html:
    left, right = span.share(first), span.share(last + _DAY)
    width = max(right - left, 0.3)
    return el("rect", x=f"{left:g}%", width=f"{width:.4g}%", y=y, height=height, class_=kind)


def _spoken(work: Mapping[str, Any], bar: Mapping[str, Any], reading: Reading) -> Both:
    """Return what a bar says to those who point at it or come to it by keyboard."""
    when = spoken_span(bar.get("from"), bar.get("until"), reading)
    if bar.get("kind") == "forecast" and bar.get("p10") and bar.get("p90"):
        when = t(
            "8 chances in 10 between {first} and {last}",
            first=reading.day(bar["p10"]),
            last=reading.day(bar["p90"]),
        )
    what = Both(
        f"{titled(work).en}: {bar_word(bar.get('kind')).en}",
        f"{titled(work).zh}：{bar_word(bar.get('kind')).zh}",
    )
    reason = both(bar.get("reason"), bar.get("reason_zh"))
    return glued([what, when, reason])


@dataclass(frozen=True, slots=True)
class _Stone:
    """A milestone with its label, where it lies along the drawing."""

    row: Mapping[str, Any]
    at: date
    x: float
    label: Both
    right: bool
    left_px: float
    right_px: float


def _milestones(
    work: Mapping[str, Any], span: Span, y: float, reading: Reading
) -> tuple[list[Html], float]:
    """Return the milestones, each in the first lane where its label covers no other."""
    stones = [_stone(row, span, reading) for row in work.get("milestones") or ()]
    lanes: list[float] = []
    parts: list[Html] = []
    shown = [stone for stone in stones if stone is not None]
    for stone in sorted(shown, key=lambda one: one.left_px):
        lane = next((n for n, end in enumerate(lanes) if end + 6 <= stone.left_px), len(lanes))
        lanes[lane : lane + 1] = [stone.right_px]
        middle = y + _LANE_PX * lane + _LANE_PX / 2
        parts.append(_drawn(work, stone, span, middle, reading))
    return parts, y + _LANE_PX * len(lanes)


def _stone(row: Mapping[str, Any], span: Span, reading: Reading) -> _Stone | None:
    key, value = milestone_at(row)
    at = day_of(value, reading)
    if at is None or not span.holds(at, at):
        return None
    precision = row.get("precision") if key != "forecast_on" else "day"
    full = glued([_short(name_of(row)), reading.stated(key, row)])
    others = [day_of(row.get(k), reading) for k in ("baseline_on", "forecast_on")]
    marks = [span.share(day) * TRACK_PX / 100 for day in (at, *(d for d in others if d))]
    if precision == "month_end":
        marks.append(span.share(at.replace(day=1)) * TRACK_PX / 100)
    low, high = min(marks) - _STONE_PX, max(marks) + _STONE_PX
    wide = max(text_width(full.en, _LABEL_PX), text_width(full.zh, _LABEL_PX)) * 1.06 + 8
    right = high + wide <= TRACK_PX or low < wide
    ends = (low, high + wide) if right else (low - wide, high)
    return _Stone(row, at, span.share(at), full, right, *ends)


def _short(name: Both) -> Both:
    """Return a name that has room beside its sign; the table has it in full."""
    en = name.en if len(name.en) <= _MOST_SIGNS else name.en[: _MOST_SIGNS - 1].rstrip() + "…"
    most = _MOST_SIGNS // 2
    zh = name.zh if len(name.zh) <= most else name.zh[: most - 1] + "…"
    return Both(en, zh)


def _drawn(work: Mapping[str, Any], stone: _Stone, span: Span, y: float, reading: Reading) -> Html:
    row, key = stone.row, milestone_at(stone.row)[0]
    parts: list[Html] = [el("title", str(_told(row, reading)))]
    base, likely = day_of(row.get("baseline_on"), reading), day_of(row.get("forecast_on"), reading)
    shares = [stone.x, *(span.share(at) for at in (base, likely) if at)]
    ends = [min(shares), max(shares)]
    month_end = key != "forecast_on" and row.get("precision") == "month_end"
    if month_end:  # it was, or may be, any day of the month
        first = span.share(stone.at.replace(day=1))
        parts.append(el("rect", x=f"{first:g}%", width=f"{stone.x - first:.4g}%", y=y - 3, height=6,
                        class_="stone-month"))  # fmt: skip
        ends[0] = min(ends[0], first)
    if max(shares) > min(shares):
        parts.append(el("line", x1=f"{min(shares):g}%", x2=f"{max(shares):g}%", y1=y, y2=y,
                        class_="stone-line"))  # fmt: skip
    if base is not None and base != stone.at:
        parts.append(_sign("stone-baseline", span.share(base), y, 4.5))
    if likely is not None and key != "actual_on" and likely != stone.at:
        x = f"{span.share(likely):g}%"
        parts.append(el("circle", cx=x, cy=y, r=4.5, class_="stone-forecast"))
    kind = "stone-actual" if key == "actual_on" else "stone-current"
    parts.append(_sign(kind + (" by-month" if month_end else ""), stone.x, y, _STONE_PX))
    at = ends[1] if stone.right else ends[0]
    parts.append(
        el("text", stone.label, span="tspan", x=f"{at:g}%", dx=12 if stone.right else -12, y=y + 4,
           class_="stone-name" if stone.right else "stone-name end")
    )  # fmt: skip
    return el("a", parts, href=f"#{row_id(work)}", class_="gantt-link",
              aria_label=_told(row, reading))  # fmt: skip


def _sign(kind: str, share: float, y: float, size: float) -> Html:
    """Return a diamond at a place along the drawing."""
    shape = el("path", d=f"M0,{-size:g} L{size:g},0 L0,{size:g} L{-size:g},0 Z", class_=kind)
    return el("svg", shape, x=f"{share:g}%", y=y, overflow="visible", width=1, height=1)


def _told(row: Mapping[str, Any], reading: Reading) -> Both:
    """Return a milestone with all its dates."""
    dates = [
        (t("Baseline"), "baseline_on"),
        (t("Stated plan"), "planned_on"),
        (t("Current plan"), "current_on"),
        (t("Expected"), "expected_on"),
        (t("Forecast"), "forecast_on"),
        (t("Actual"), "actual_on"),
    ]
    said = []
    for word, key in dates:
        if row.get(key):
            at = reading.stated(key, row)
            said.append(Both(f"{word.en} {at.en}", f"{word.zh} {at.zh}"))
    return glued([name_of(row), *said], "; ", "；")


def gantt_legend() -> Html:
    """Return what bars and signs mean."""

    def key(word: Both, *parts: Html) -> Html:
        drawing = el("svg", *parts, viewBox="0 0 30 16", class_="key-gantt", aria_hidden="true")
        return el("span", drawing, el("span", word), class_="legend-item")

    def bar(kind: str, y: float, height: float) -> Html:
        return el("rect", x=1, width=28, y=y, height=height, class_=f"gantt-bar bar-{kind}")

    def stone(kind: str) -> Html:
        return el("path", d="M15,1 L22,8 L15,15 L8,8 Z", class_=kind)

    return el(
        "figcaption",
        key(t("baseline plan"), bar("baseline", 6, 5)),
        key(t("stated plan"), bar("planned", 5, 7)),
        key(t("current plan"), bar("current", 2, 12)),
        key(t("actual"), bar("current", 2, 12), bar("actual", 5, 6)),
        key(t("forecast: 8 chances in 10 fall into the band, the line is the even chance"),
            bar("forecast", 3, 10),
            el("line", x1=15, x2=15, y1=1, y2=15, class_="band-middle")),
        key(t("closure"), bar("closure", 3, 10)),
        key(t("milestone"), stone("stone-current")),
        key(t("some day of the month"),
            el("rect", x=0, width=22, y=5, height=6, class_="stone-month"),
            el("path", d="M22,1 L29,8 L22,15 L15,8 Z", class_="stone-current by-month")),
        key(t("reached"), stone("stone-actual")),
        key(t("its forecast"), el("circle", cx=15, cy=8, r=4.5, class_="stone-forecast")),
        key(t("its baseline"),
            el("path", d="M15,3.5 L19.5,8 L15,12.5 L10.5,8 Z", class_="stone-baseline")),
        class_="gantt-legend",
    )  # fmt: skip
