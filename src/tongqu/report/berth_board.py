"""The berth board: berths down, time along, one sheet for the whole time and one for each day."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tongqu.report.berth_bars import bars, closures, ghosts, sheet_of, tails
from tongqu.report.berth_clock import day_starts, hour_marks, moment
from tongqu.report.berth_hours import shaded
from tongqu.report.berth_labels import measured, shortened, wrapped
from tongqu.report.berth_marks import legend
from tongqu.report.berth_scale import WIDTH, px, rows_of, windows_of
from tongqu.report.berth_series import GAP, HEIGHT, panel, panel_height, panel_name
from tongqu.report.berth_words import dated, moment_at, short_day
from tongqu.report.html import Both, Html, both, el, join, pick
from tongqu.report.numbers import plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongqu.report.berth_data import Board
    from tongqu.report.berth_scale import Row, Window

__all__ = ["board_figure"]

NAMES = 152.0
"""Width of the column of names."""

TOP = 34.0
FOOT = 16.0


def board_figure(board: Board, title: Both, now: float | None = None, prefix: str = "") -> Html:
    """Return the board as a figure: a choice of sheets, and the sheets.

    Parameters
    ----------
    board
        What is drawn.
    title
        Name of the port, over each sheet on paper.
    now
        Hours since the start at which the plan was made; drawn as a line.
    prefix
        Begins the ids of this figure, where a page has several.
    """
    windows = windows_of(board)
    rows = rows_of(board, TOP)
    sheets = [
        el(
            "div",
            el("p", _heading(board.zero, window, title), class_="sheet-title"),
            _sheet(board, rows, window, now),
            class_=f"board-sheet {prefix}sheet-{k}",
        )
        for k, window in enumerate(windows)
    ]
    choice = _choice(board.zero, windows, prefix)
    return el(
        "figure",
        choice,
        sheets,
        legend(board, now is not None),
        class_=f"berth-board {prefix}board{_shape(board, rows)}",
    )


def _shape(board: Board, rows: Sequence[Row]) -> str:
    """Return how a board goes on paper: with what stands before it, or on a sheet of its own."""
    height = (rows[-1].bottom if rows else TOP) + panel_height(board.series)
    return " tall" if height > 800 else " low" if height < 480 else ""


def _heading(zero: datetime, window: Window, title: Both) -> Both:
    start, last = moment(zero, window.start), moment(zero, window.end - 1 / 60)
    if window.kind == "day" and start.date() == last.date():
        return t("{port}: {day}", port=title, day=dated(start))
    return t("{port}: {first} to {last}", port=title, first=dated(start), last=dated(last))


def _choice(zero: datetime, windows: Sequence[Window], prefix: str) -> Html:
    """Return radio buttons that choose the sheet; they need no script."""
    if len(windows) < 2:
        return el("style", Html(f".{prefix}board .board-sheet{{display:block}}"))
    rules = "".join(
        f".{prefix}board:has(#{prefix}show-{k}:checked) .{prefix}sheet-{k}{{display:block}}"
        for k in range(len(windows))
    )
    buttons = [
        el(
            "label",
            el(
                "input",
                type="radio",
                name=f"{prefix}show",
                id=f"{prefix}show-{k}",
                checked=k == 0,
            ),
            _window_word(zero, window, k),
            class_="pick",
        )
        for k, window in enumerate(windows)
    ]
    every = el(
        "label",
        el("input", type="checkbox", id=f"{prefix}every", class_="every"),
        t("print every sheet"),
        class_="pick print-pick",
    )
    return join(
        el("style", Html(rules)),
        el("div", el("b", t("Show: ")), buttons, every, class_="picker", role="group"),
    )


def _window_word(zero: datetime, window: Window, index: int) -> Both:
    if window.kind == "whole":
        return t("whole time")
    if window.kind == "week":
        return t("week {number}", number=index + 1)
    return short_day(moment(zero, window.start))


def _sheet(board: Board, rows: Sequence[Row], window: Window, now: float | None) -> Html:
    bottom = rows[-1].bottom if rows else TOP
    waiting = _unplaced(board, window, bottom)
    spare = 26.0 if waiting else 0.0
    below = bottom + spare + GAP
    height = below + panel_height(board.series) + FOOT
    sheet = sheet_of(board, rows, window)
    body = [
        shaded(board.shades, rows, window),
        closures(sheet) if rows else None,
        _grid(board.zero, window, rows, height),
        tails(sheet),
        ghosts(sheet),
        bars(sheet),
        waiting,
        [
            panel(series, window, below + (HEIGHT + GAP) * k)
            for k, series in enumerate(board.series)
        ],
        _now(board.zero, window, now, height),
    ]
    time = el(
        "svg",
        el("title", str(t("Berths and time"))),
        el("desc", str(_described(board, sheet.stays))),
        body,
        viewBox=f"0 0 {px(WIDTH)} {px(height)}", class_="board-time", role="group",
        preserveAspectRatio="xMinYMin",
    )  # fmt: skip
    names = el(
        "svg",
        el("title", str(t("Names of the berths"))),
        [_row_name(board, row) for row in rows],
        el("text", t("without a berth"), span="tspan", x=2, y=px(bottom + 17), font_size="11",
           class_="row-title") if waiting else None,
        [
            panel_name(series, below + (HEIGHT + GAP) * k, NAMES)
            for k, series in enumerate(board.series)
        ],
        viewBox=f"0 0 {px(NAMES)} {px(height)}", class_="board-names", role="group",
        preserveAspectRatio="xMaxYMin",
    )  # fmt: skip
    inner = el("div", names, time, class_="board-inner")
    return el("div", inner, class_="board-scroll", tabindex="0", role="region",
              aria_label=str(t("Berth board; can be moved sideways")))  # fmt: skip


def _described(board: Board, stays: object) -> Both:
    shown = sum(len(part) for part in stays.values()) if isinstance(stays, dict) else 0
    return t(
        "{count} vessels at {berths} berths; each is a link to its row in the list.",
        count=shown,
        berths=len(board.places),
    )


def _grid(zero: datetime, window: Window, rows: Sequence[Row], height: float) -> Html:
    """Return days and hours above, days below, and the lines between berths."""
    step = next(s for s in (1, 2, 3, 6, 12, 24) if s * window.px_per_h >= 24 or s == 24)
    days = day_starts(zero, window.end)
    parts = [
        _day(zero, window, (at, after), height)
        for at, after in pairwise([*days, window.end])
        if window.holds(at, after)
    ]
    lines = {at: "hour-line" for at, _ in hour_marks(zero, window.start, window.end, step)}
    for at, kind in (lines | dict.fromkeys(days, "day-line")).items():
        if window.start < at < window.end:
            x = px(window.x(at))
            parts.append(el("line", x1=x, x2=x, y1=px(TOP - 6), y2=px(height - FOOT), class_=kind))
    for at, hour in hour_marks(zero, window.start, window.end, step):
        if window.start < at < window.end and 9 < window.x(at) < WIDTH - 9:
            x, word = px(window.x(at)), f"{hour:02d}"
            parts.append(el("text", word, x=x, y=px(TOP - 8), font_size="10", class_="hour"))
    for row in rows:
        y = px(row.bottom)
        kind = "rule"
        parts.append(el("line", x1=0, x2=WIDTH, y1=y, y2=y, class_=kind))
        parts += _metre_lines(row)
    return el("g", parts, aria_hidden="true")


def _day(zero: datetime, window: Window, span: tuple[float, float], height: float) -> Html:
    left, right = window.x(span[0]), window.x(span[1])
    parts = []
    word = short_day(moment(zero, span[0]))
    for lang in ("en", "zh"):
        text = pick(word, lang)
        if measured(text, 11.5) > right - left - 4:
            text = text.rpartition(" ")[0] if lang == "en" else text.split(" ", maxsplit=1)[0]
        if measured(text, 11.5) > right - left - 4:
            continue
        kind = {"class_": lang, "lang": "zh-Hans" if lang == "zh" else "en"}
        lines = [
            el("text", text, x=px(left + 3), y=px(y), font_size="11.5", class_="day-name")
            for y in (12.0, height - 3)
        ]
        parts.append(el("g", lines, **kind))
    return join(*parts)


def _metre_lines(row: Row) -> list[Html]:
    if not row.place.continuous or row.scale is None or not row.place.length_m:
        return []
    step = _metre_step(row)
    found = []
    at = step
    while at < row.place.length_m:
        y = px(row.top + at * row.scale)
        found.append(el("line", x1=0, x2=WIDTH, y1=y, y2=y, class_="metre-line"))
        at += step
    return found


def _metre_step(row: Row) -> float:
    return next(s for s in (10.0, 20.0, 50.0, 100.0, 200.0, 500.0) if s * (row.scale or 1) >= 28)


def _row_name(board: Board, row: Row) -> Html:
    parts = []
    place = row.place
    if row.heading:
        name = board.quays.get(row.heading, both(row.heading))
        parts.append(_named(name, NAMES - 4, row.top - 3.5, 10.5, "quay-name"))
    more = f"{plain(place.length_m)} m" if place.length_m else ""
    if place.continuous:
        parts.append(_named_twice(place.name, NAMES - 44, row.top + 14, 11, "row-title"))
        parts += _metre_names(row)
    else:
        two = row.height / row.lanes >= 30 and more
        middle = row.top + row.height / 2 + (-2 if two else 4)
        parts.append(_named(place.name, NAMES - 8, middle, 11, "row-title"))
        if two:
            at = px(middle + 12)
            parts.append(el("text", more, x=2, y=at, font_size="9.5", class_="row-more"))
    y = px(row.bottom)
    parts.append(el("line", x1=0, x2=NAMES, y1=y, y2=y, class_="rule"))
    return join(*parts)


def _metre_names(row: Row) -> list[Html]:
    step, length = _metre_step(row), row.place.length_m or 0.0
    count = int(length // step)
    found = []
    for k in range(count + 1):
        at = k * step
        y = row.top + at * (row.scale or 1.0)
        y = min(max(y + 3.5, row.top + 9), row.top + row.height)
        word = f"{at:g} m"
        found.append(
            el("text", word, x=px(NAMES - 4), y=px(y), font_size="9.5", class_="row-more end")
        )
    return found


def _named(name: Both, width: float, y: float, size: float, kind: str) -> Html:
    parts = []
    for lang in ("en", "zh"):
        whole = pick(name, lang)
        attributes = {"class_": lang, "lang": "zh-Hans" if lang == "zh" else "en"}
        line = el(
            "text",
            shortened(whole, size, width, 3),
            x=2, y=px(y), font_size=f"{size:g}", class_=kind,
        )  # fmt: skip
        parts.append(el("g", el("title", whole), line, **attributes))
    return join(*parts)


def _named_twice(name: Both, width: float, y: float, size: float, kind: str) -> Html:
    """Return a name on one line, or on two where it needs them."""
    parts = []
    for lang in ("en", "zh"):
        whole = pick(name, lang)
        lines = [
            el("text", line, x=2, y=px(y + 12 * k), font_size=f"{size:g}", class_=kind)
            for k, line in enumerate(wrapped(whole, size, width))
        ]
        attributes = {"class_": lang, "lang": "zh-Hans" if lang == "zh" else "en"}
        parts.append(el("g", el("title", whole), lines, **attributes))
    return join(*parts)


def _unplaced(board: Board, window: Window, top: float) -> Html | None:
    """Return calls without a berth as marks at their arrival, numbered where there is room."""
    if not board.unplaced:
        return None
    parts = []
    shown = [
        (min(max(window.x(eta), 5.0), WIDTH - 5), number, call, eta)
        for number, call, eta in sorted(board.unplaced, key=lambda entry: entry[2])
        if window.start <= max(eta, 0.0) <= window.end
    ]
    for k, (x, number, call, eta) in enumerate(shown):
        free = (shown[k + 1][0] - 5 if k + 1 < len(shown) else WIDTH) - x - 7
        vessel = str(call.get("vessel") or call.get("id"))
        said = t("{vessel}: arrives {at}", vessel=vessel, at=moment_at(board.zero, eta))
        sign = el("path", d=f"M{px(x)},{px(top + 4)} l4,5 -4,5 -4,-5 z", class_="unplaced")
        fits = [text for text in (vessel, f"{number}") if measured(text, 10) <= free]
        word = (
            el("text", fits[0], x=px(x + 6), y=px(top + 13), font_size="10", class_="bar-name")
            if fits
            else None
        )
        parts.append(
            el("a", el("title", str(said)), sign, word, href=f"#call-{number}", class_="bar-link")
        )
    return el("g", parts)


def _now(zero: datetime, window: Window, now: float | None, height: float) -> Html:
    if now is None or not window.start < now < window.end:
        return join()
    x = px(window.x(now))
    said = t("as known at {at}", at=moment_at(zero, now))
    line = el("line", x1=x, x2=x, y1=px(TOP - 4), y2=px(height - FOOT), class_="now-line")
    return el("g", el("title", str(said)), line)
