"""Clocks of an item as a picture and a table: how long they ran, stood still and were late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_lights import light_sign
from tongqu.report.ledger_parts import provisional_mark
from tongqu.report.ledger_read import Reading, glued, named
from tongqu.report.ledger_scale import Span, axis, grid
from tongqu.report.numbers import plain
from tongqu.report.tables import Column, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["clocks_part"]

_TOP, _TALL = 10.0, 16.0


def clocks_part(item: Mapping[str, Any], reading: Reading) -> Html | None:
    """Return the clocks of an item, drawn and as a table; None where none ever started.

    Parameters
    ----------
    item
        The item as JSON: ``clocks`` and ``as_of``.
    reading
        How its page reads days.
    """
    clocks = [clock for clock in item.get("clocks") or () if clock.get("started_at")]
    if not clocks:
        return None
    now = reading.end_of(str(item["as_of"])) if item.get("as_of") else None
    span = _span(clocks, now, reading)
    head = el(
        "tr",
        el("th", t("Clock"), scope="col", class_="gantt-name"),
        el("th", axis(span, now), scope="col", class_="gantt-track"),
    )
    rows = [_row(number, clock, span, now, reading) for number, clock in enumerate(clocks)]
    drawn = el("table", el("thead", head), el("tbody", rows), class_="gantt clocks-drawn")
    board = el(
        "div", drawn, class_="gantt-scroll", tabindex=0, role="region",
        aria_label=t("On a time axis; the table below says the same"),
    )  # fmt: skip
    return join(el("figure", board, _legend()), _table(clocks, reading))


def _instants(clock: Mapping[str, Any], reading: Reading) -> dict[str, datetime]:
    keys = ("started_at", "due_at", "original_due_at", "stopped_at", "paused_since")
    return {key: reading.local(str(clock[key])) for key in keys if clock.get(key)}


def _span(clocks: Sequence[Mapping[str, Any]], now: datetime | None, reading: Reading) -> Span:
    known = [at for clock in clocks for at in _instants(clock, reading).values()]
    last = max(known)
    running = any(not clock.get("stopped_at") for clock in clocks)
    if now is not None and running:
        last = max(last, now)
    return Span(min(known).date(), last.date() + timedelta(days=1))


def pauses_of(
    clock: Mapping[str, Any], now: datetime | None, reading: Reading
) -> list[tuple[datetime, datetime]]:
    """Return when a clock stood still, up to now."""
    found = []
    for pause in clock.get("pauses") or ():
        until = reading.local(str(pause["until"])) if pause.get("until") else now
        if until is not None:
            found.append((reading.local(str(pause["from"])), until))
    since = clock.get("paused_since")
    if since and now is not None:
        found.append((reading.local(str(since)), now))
    return found


def _row(
    number: int,
    clock: Mapping[str, Any],
    span: Span,
    now: datetime | None,
    reading: Reading,
) -> Html:
    at = _instants(clock, reading)
    start, end = at["started_at"], at.get("stopped_at") or now or at["started_at"]
    due = at.get("due_at")
    on_time = min(end, due) if due is not None else end
    parts = [_stretch(span, start, max(on_time, start), "clock-run")]
    if due is not None and end > due:
        parts.append(_stretch(span, max(due, start), end, "clock-late"))
    pauses = pauses_of(clock, now, reading)
    parts += [_stretch(span, max(a, start), min(b, end), "clock-pause") for a, b in pauses]
    if due is not None and due > end and not at.get("stopped_at"):
        parts.append(_stretch(span, end, due, "clock-left"))
    original = at.get("original_due_at")
    if original is not None and original != due:
        parts.append(_mark(span, original, "clock-first-due"))
    if due is not None:
        parts.append(_mark(span, due, "clock-due"))
    if at.get("stopped_at"):
        x = f"{span.share(end):g}%"
        parts.append(el("circle", cx=x, cy=_TOP + _TALL / 2, r=5, class_="clock-stop"))
    link = el("a", el("title", str(_spoken(clock, reading))), parts, href=f"#clock-{number}",
              class_="gantt-link", aria_label=_spoken(clock, reading))  # fmt: skip
    svg = el("svg", grid(span, now), link, width="100%", height="100%")
    name = join(el("span", name_of(clock), class_="gantt-title"), light_sign(clock))
    return el(
        "tr",
        el("th", name, scope="row", class_="gantt-name"),
        el("td", el("div", svg, class_="gantt-row"), class_="gantt-track", style="height:44px"),
    )


def _stretch(span: Span, start: datetime, end: datetime, kind: str) -> Html:
    left, right = span.share(start), span.share(max(end, start))
    width = f"{max(right - left, 0.15):.4g}%"
    return el("rect", x=f"{left:g}%", width=width, y=_TOP, height=_TALL, class_=f"gantt-bar {kind}")


def _mark(span: Span, at: datetime, kind: str) -> Html:
    x = f"{span.share(at):g}%"
    return el("line", x1=x, x2=x, y1=_TOP - 5, y2=_TOP + _TALL + 5, class_=kind)


def _spoken(clock: Mapping[str, Any], reading: Reading) -> Both:
    return glued(
        [
            name_of(clock),
            t("started {at}", at=reading.when(clock.get("started_at"))),
            t("due {at}", at=reading.due(clock.get("due_at"))),
            _stands(clock, reading),
        ]
    )


def _stands(clock: Mapping[str, Any], reading: Reading) -> Both:
    """Return whether a clock runs, stands still or has stopped."""
    if clock.get("stopped_at"):
        return t("stopped {at}", at=reading.when(clock["stopped_at"]))
    if clock.get("paused_since"):
        return t("paused since {at}", at=reading.when(clock["paused_since"]))
    return t("running")


def _left(clock: Mapping[str, Any]) -> Child:
    value = clock.get("remaining_working_min")
    if clock.get("stopped_at") or not isinstance(value, int | float):
        return "–"
    time = _working(abs(float(value)))
    if value < 0:
        return el("span", t("{time} over", time=time), class_="late-word")
    return time


def _working(minutes: float) -> Both:
    """Return working time in hours: a working day is shorter than a day."""
    if minutes < 60:
        return t("{count} min", count=plain(minutes))
    return t("{count} working h", count=plain(round(minutes / 60, 1)))


def _table(clocks: Sequence[Mapping[str, Any]], reading: Reading) -> Html:
    columns = [
        Column(t("Clock")),
        Column(t("Whose")),
        Column(t("Started")),
        Column(t("Due")),
        Column(t("Now")),
        Column(t("Working time left"), number=True),
        Column(t("Light")),
    ]
    rows: list[list[Child]] = [
        [
            el("b", name_of(clock), id=f"clock-{number}"),
            named(clock, "owner_unit"),
            reading.when(clock.get("started_at")),
            _due(clock, reading),
            _stands(clock, reading),
            _left(clock),
            light_sign(clock),
        ]
        for number, clock in enumerate(clocks)
    ]
    return table(columns, rows, class_="clocks")


def _due(clock: Mapping[str, Any], reading: Reading) -> Html:
    parts: list[Child] = [reading.due(clock.get("due_at"))]
    if clock.get("provisional"):
        parts += [" ", provisional_mark()]
    first = clock.get("original_due_at")
    if first and first != clock.get("due_at"):
        parts.append(el("small", t("at first {at}", at=reading.due(first))))
    for more in clock.get("extensions") or ():
        said = t(
            "extended to {to}, granted by {who}",
            to=reading.due(more.get("to_due")),
            who=both(more.get("approver") or more.get("by")),
        )
        parts.append(el("small", glued([said, both(more.get("reason"))], ": ", "：")))
    return join(*parts)


def _legend() -> Html:
    def key(word: Both, kind: str) -> Html:
        if kind in ("clock-due", "clock-first-due"):
            sign = el("line", x1=15, x2=15, y1=1, y2=15, class_=kind)
        elif kind == "clock-stop":
            sign = el("circle", cx=15, cy=8, r=5, class_=kind)
        else:
            sign = el("rect", x=1, width=28, y=3, height=10, class_=f"gantt-bar {kind}")
        drawing = el("svg", sign, viewBox="0 0 30 16", class_="key-gantt", aria_hidden="true")
        return el("span", drawing, el("span", word), class_="legend-item")

    return el(
        "figcaption",
        key(t("ran"), "clock-run"),
        key(t("stood still"), "clock-pause"),
        key(t("over its time"), "clock-late"),
        key(t("time left"), "clock-left"),
        key(t("due"), "clock-due"),
        key(t("due at first"), "clock-first-due"),
        key(t("stopped"), "clock-stop"),
        class_="gantt-legend",
    )
