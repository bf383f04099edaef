"""Planned, expected and actual dates of works and closures as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.numbers import day
from tongqu.report.words import status_word, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.model import Region

__all__ = ["timeline_figure"]

WIDTH, LABEL, ROW, TOP = 980.0, 330.0, 40.0, 12.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """One dated statement."""

    status: str
    first: date
    last: date
    known: date
    said: Both


@dataclass(frozen=True, slots=True)
class _Row:
    name: Both
    marks: tuple[_Mark, ...]


def timeline_figure(region: Region) -> Html:
    """Return the works and closures on a time axis.

    A line leads from the day on which a date became known to the date itself, so that a reader
    sees what could be known when.
    """
    rows = [*_works(region), *_closures(region)]
    if not rows:
        return el("p", t("The region has no dated works."))
    first = min(min(m.first, m.known) for row in rows for m in row.marks) - timedelta(days=12)
    last = max(m.last for row in rows for m in row.marks) + timedelta(days=25)
    height = TOP + ROW * len(rows) + 34
    axis = _Axis(first, last)
    svg = el(
        "svg",
        _months(axis, height),
        [_row(axis, row, TOP + ROW * index) for index, row in enumerate(rows)],
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_label=t("Works and closures on a time axis"),
        class_="timeline",
    )
    return el("figure", el("div", svg, class_="scroll"), _caption(region))


class _Axis:
    """From a date to the drawing."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last

    def x(self, at: date) -> float:
        return LABEL + (at - self.first) / (self.last - self.first) * (WIDTH - LABEL - 14)


def _works(region: Region) -> list[_Row]:
    milestones = {
        "start": t("start"),
        "carriageway": t("carriageway open"),
        "open": t("open"),
    }
    rows = []
    for work in region.works:
        grouped: dict[str, list[_Mark]] = {}
        for entry in region.work_dates:
            if entry.work_id == work.id:
                said = Both(entry.note, entry.note) if entry.note else Both("", "")
                mark = _Mark(entry.status, entry.on_date, entry.on_date, entry.known_on, said)
                grouped.setdefault(entry.milestone, []).append(mark)
        for milestone, marks in grouped.items():
            if milestone == "start":
                continue
            word = milestones.get(milestone, both(milestone))
            title = both(work.name, work.name_zh)
            name = Both(f"{title.en}: {word.en}", f"{title.zh}：{word.zh}")
            rows.append(_Row(name, tuple(sorted(marks, key=lambda m: m.known))))
    rows.sort(key=lambda row: (row.marks[-1].first, row.name.en))
    return rows


def _closures(region: Region) -> list[_Row]:
    events: dict[str, list[_Mark]] = {}
    names: dict[str, Both] = {}
    for closure in region.closures:
        last = (closure.closed_until or closure.closed_from + timedelta(days=30)).date()
        said = both(closure.reason, closure.reason_zh)
        mark = _Mark(closure.status, closure.closed_from.date(), last, closure.known_on, said)
        events.setdefault(closure.event_id, []).append(mark)
        title = both(closure.row_id)
        if closure.table != "passages" and region.has(closure.table, closure.row_id):
            record = region.row(closure.table, closure.row_id)
            title = both(record.name, record.name_zh) if record.name else title
        names[closure.event_id] = t("{name}: closed", name=title)
    rows = [
        _Row(names[event], tuple(sorted(marks, key=lambda m: m.known)))
        for event, marks in events.items()
    ]
    rows.sort(key=lambda row: (row.marks[-1].first, row.name.en))
    return rows


def _months(axis: _Axis, height: float) -> Html:
    months = (axis.last.year - axis.first.year) * 12 + axis.last.month - axis.first.month
    step = next((s for s in (1, 2, 3, 6, 12) if months / s <= 12), 24)
    parts: list[Html] = []
    at = date(axis.first.year, axis.first.month, 1)
    while at <= axis.last:
        if at >= axis.first and (at.month - 1) % step == 0:
            x = axis.x(at)
            word = Both(f"{day(at).en.split(' ', 1)[1]}", f"{at:%Y-%m}")
            parts.append(el("line", x1=x, x2=x, y1=TOP, y2=height - 26, class_="graticule"))
            parts.append(el("text", word, span="tspan", x=x, y=height - 8, class_="tick mid"))
        at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    return join(*parts)


def _row(axis: _Axis, row: _Row, top: float) -> Html:
    y = top + ROW / 2
    parts: list[Html] = [
        el("line", x1=0, x2=WIDTH, y1=top + ROW, y2=top + ROW, class_="rule"),
        _wrapped(row.name, y),
    ]
    for index, mark in enumerate(row.marks):
        shift = (index - (len(row.marks) - 1) / 2) * 11
        parts.append(_mark(axis, mark, y + shift))
    return join(*parts)


def _wrapped(name: Both, y: float) -> Html:
    """Return a row's name on one line, or on two where it is long."""
    parts = []
    for lang, text, most in (("en", name.en, 44), ("zh", name.zh, 26)):
        lines = [text]
        if len(text) > most:
            cut = text.rfind(" ", 0, most) if lang == "en" else most - 2
            cut = cut if cut > 8 else most
            lines = [text[:cut].strip(), text[cut:].strip()]
        start = y + 4 - 8 * (len(lines) - 1)
        spans = [
            el("text", line, x=4, y=start + 16 * number, class_="row-name")
            for number, line in enumerate(lines)
        ]
        parts.append(el("g", spans, class_=lang, lang="zh-Hans" if lang == "zh" else "en"))
    return join(*parts)


def _mark(axis: _Axis, mark: _Mark, y: float) -> Html:
    known, first, last = axis.x(mark.known), axis.x(mark.first), axis.x(mark.last)
    parts = [f"{status_word(mark.status)}: {day(mark.first).zh}"]
    if mark.last != mark.first:
        parts.append(f"– {day(mark.last).zh}")
    parts.append(str(t("known since {day}", day=day(mark.known))))
    if mark.said.en:
        parts.append(str(mark.said))
    tip = el("title", "; ".join(parts))
    near = last if known > last else first
    drawn = [
        tip,
        el("line", x1=known, x2=near, y1=y, y2=y, class_="known-line"),
        el("circle", cx=known, cy=y, r=2.2, class_="known"),
    ]
    kind = f"date-{mark.status}"
    if last - first > 4:
        drawn.append(
            el("rect", x=first, y=y - 4.5, width=last - first, height=9, rx=2, class_=kind)
        )
    else:
        drawn.append(_sign(mark.status, first, y))
    return el("g", *drawn)


def _sign(status: str, x: float, y: float) -> Html:
    kind = f"date-{status}"
    if status == "actual":
        return el("circle", cx=x, cy=y, r=5.5, class_=kind)
    if status == "planned":
        corners = f"{x:.1f},{y - 6:.1f} {x + 6:.1f},{y:.1f} {x:.1f},{y + 6:.1f} {x - 6:.1f},{y:.1f}"
        return el("polygon", points=corners, class_=kind)
    corners = f"{x - 6:.1f},{y + 5:.1f} {x + 6:.1f},{y + 5:.1f} {x:.1f},{y - 6:.1f}"
    return el("polygon", points=corners, class_=kind)


def _caption(region: Region) -> Html:
    keys = [
        el(
            "span",
            el("svg", _sign(status, 8, 8), viewBox="0 0 16 16", class_="key-sign"),
            status_word(status),
            class_="legend-item",
        )
        for status in ("planned", "expected", "actual")
    ]
    dated = {entry.work_id for entry in region.work_dates if entry.milestone != "start"}
    without = [both(work.name, work.name_zh) for work in region.works if work.id not in dated]
    note = el(
        "span",
        t(
            "A small dot marks the day on which a date became known; the line leads to the date "
            "itself. Bars are closures."
        ),
        class_="legend-note",
    )
    return el("figcaption", keys, note, _undated(without))


def _undated(names: Sequence[Both]) -> Html:
    if not names:
        return Html("")
    listed = Both("; ".join(n.en for n in names), "；".join(n.zh for n in names))
    return el(
        "span",
        t("Without an opening date, so never in force: {names}.", names=listed),
        class_="legend-note",
    )
