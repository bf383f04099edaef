"""A plan in small, and what its hours are spent on, beside the first-come plan."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongqu.report.berth_clock import day_starts, moment
from tongqu.report.berth_labels import measured
from tongqu.report.berth_marks import edge_of, fill_of
from tongqu.report.berth_read import board_of
from tongqu.report.berth_scale import Row, Window, bar_span, px
from tongqu.report.berth_words import CAUSE_ORDER, cause_word, moment_at, short_day, weighted
from tongqu.report.html import Both, Html, both, el, join, pick
from tongqu.report.numbers import percent, plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tongqu.report.berth_data import Board

__all__ = ["cause_bars", "saved_section", "small_board"]

WIDTH = 540.0
CAUSES = {
    "handling": ("#7fa7bf", "cause-handling"),
    "waiting": ("#e8bd62", "cause-waiting"),
    "late": ("#c2573f", "cause-late"),
    "not_preferred": ("#b9a6de", "cause-wish"),
    "moved": ("#9bcb99", "cause-moved"),
}


def saved_section(plan: Mapping[str, Any], board: Board) -> Html | None:
    """Return the first-come plan beside this one, and what was saved."""
    first = plan.get("first_come")
    if not first or plan.get("objective") is None:
        return None
    other = board_of(plan, first.get("assignments") or [])
    bars = [(t("this plan"), plan.get("by_cause") or {})]
    if first.get("by_cause"):
        bars.append((t("first come, first served"), first["by_cause"]))
    both_plans = el(
        "div",
        _captioned(t("this plan"), board),
        _captioned(t("first come, first served"), other),
        class_="small-boards",
    )
    return el(
        "section",
        el("h2", t("What the plan saves")),
        el("p", saved_words(plan)),
        cause_bars(bars, plan.get("bound")),
        both_plans if other.stays else None,
        class_="saved whole",
    )


def saved_words(plan: Mapping[str, Any]) -> Both:
    """Return what a plan saves against serving vessels in the order of their arrival."""
    first = plan.get("first_come") or {}
    objective, saved = plan.get("objective"), first.get("saved")
    if objective is None or saved is None:
        return t("There is no first-come plan to compare with.")
    whole = objective + saved
    share = percent(saved / whole) if whole else percent(0.0)
    if saved < 0.05:
        return t("Serving the vessels as they come is just as good here.")
    return t(
        "{saved} less than first come, first served ({share}): {plan} instead of {first}.",
        saved=weighted(saved),
        share=share,
        plan=weighted(objective),
        first=weighted(whole),
    )


def _captioned(name: Both, board: Board) -> Html:
    return el("figure", small_board(board, name), el("figcaption", name))


def small_board(board: Board, name: Both) -> Html:
    """Return a board without words: one thin row a berth, waits as lines."""
    window = Window(0.0, max(board.last, 6.0), "whole")
    share = WIDTH / 1080.0
    thin = 9.0 if len(board.places) <= 24 else 6.0
    top, rows = 13.0, []
    for place in board.places:
        tall = 110.0 if place.continuous else thin
        scale = tall / place.length_m if place.continuous and place.length_m else None
        rows.append(Row(place, top, tall, 2.0, scale, "", 1, {}, {}))
        top = rows[-1].bottom
    style = {key: k for k, key in enumerate(board.cargoes)}
    height = top + 2
    parts = [_days(board, window, share, height)]
    for row in rows:
        y = px(row.bottom - 0.5)
        parts.append(el("line", x1=0, x2=WIDTH, y1=y, y2=y, class_="rule"))
        for stay in board.stays:
            if stay.place_id != row.place.place_id:
                continue
            y0, tall = bar_span(row, stay)
            left, right = window.x(stay.start) * share, window.x(stay.end) * share
            if stay.wait_h > 0:
                since = px(window.x(stay.eta) * share)
                path = f"M{since},{px(y0 + tall)} H{px(left)}"
                parts.append(el("path", d=path, class_="tail"))
            said = t(
                "{vessel}, {start} to {end}",
                vessel=stay.vessel,
                start=moment_at(board.zero, stay.start),
                end=moment_at(board.zero, stay.end),
            )
            k = style.get(stay.cargo, 0)
            parts.append(
                el(
                    "rect",
                    el("title", str(said)),
                    x=px(left),
                    y=px(y0),
                    width=px(max(1.0, right - left)),
                    height=px(tall),
                    fill=fill_of(k),
                    stroke=edge_of(k),
                    class_="small-bar",
                )
            )
    return el(
        "svg",
        el("title", str(name)),
        parts,
        viewBox=f"0 0 {px(WIDTH)} {px(height)}", class_="small-board", role="group",
    )  # fmt: skip


def _days(board: Board, window: Window, share: float, height: float) -> Html:
    parts = []
    days = day_starts(board.zero, window.end)
    for at, after in pairwise([*days, window.end]):
        x = window.x(at) * share
        if 0 < at < window.end:
            parts.append(el("line", x1=px(x), x2=px(x), y1=2, y2=px(height), class_="day-line"))
        wide = (window.x(after) - window.x(at)) * share
        word = short_day(moment(board.zero, at))
        for lang in ("en", "zh"):
            text = pick(word, lang)
            short = text.split(" ")[1] if lang == "en" else text.split(" ")[0][3:]
            text = text if measured(text, 9) < wide - 4 else short
            if measured(text, 9) < wide - 4:
                kind = {"class_": lang, "lang": "zh-Hans" if lang == "zh" else "en"}
                line = el("text", text, x=px(x + 3), y=9, font_size="9", class_="row-more")
                parts.append(el("g", line, **kind))
    return join(*parts)


def cause_bars(bars: Sequence[tuple[Both, Mapping[str, float]]], bound: float | None) -> Html:
    """Return what each plan's hours are spent on, as stacked bars with their numbers.

    Parameters
    ----------
    bars
        Name of a plan, and its weighted hours by cause.
    bound
        Weighted hours that no plan can go below; drawn as a line.
    """
    most = max([sum(max(0.0, v or 0.0) for v in causes.values()) for _, causes in bars] + [1e-9])
    scale = 700.0 / most
    left, parts = 190.0, []
    names: list[Html] = []
    for k, (name, causes) in enumerate(bars):
        y = 10.0 + 40.0 * k
        parts.append(_at(name, left - 8, y + 18, "13", "row-title end"))
        x = left
        for cause in (*CAUSE_ORDER, *(c for c in causes if c not in CAUSE_ORDER)):
            value = max(0.0, float(causes.get(cause) or 0.0))
            wide = value * scale
            if wide < 0.05:
                continue
            parts.append(_piece(cause, value, x, y, wide))
            names.append(_piece_name(cause, value, x, y, wide))
            x += wide
        total = weighted(sum(float(v or 0.0) for v in causes.values()))
        parts.append(_at(total, x + 7, y + 18, "13", "row-title"))
    height = 40.0 * len(bars) + 8
    if bound is not None and bars:
        x = left + min(bound, most) * scale
        said = t("no plan can go below {bound}", bound=weighted(bound))
        line = el("line", x1=px(x), x2=px(x), y1=3, y2=px(height - 1), class_="bound-line")
        parts.append(el("g", el("title", str(said)), line))
        right = x > left + 450
        anchor = "row-more end" if right else "row-more"
        parts.append(_at(said, x + (-5 if right else 5), height + 12, "12", anchor))
        height += 18
    # Names last: the line of the bound goes behind a number that it meets.
    svg = el("svg", el("title", str(t("Hours by cause"))), parts, names,
             viewBox=f"0 0 1080 {px(height)}", class_="causes", role="group")  # fmt: skip
    found = [c for c in CAUSES if any(float(b.get(c) or 0.0) > 0 for _, b in bars)]
    keys = [
        el(
            "span",
            el(
                "svg",
                el("rect", x=1, y=1, width=26, height=12, fill=CAUSES[c][0], stroke="#16242e"),
                viewBox="0 0 28 14",
                class_="key-bar",
                aria_hidden="true",
            ),
            cause_word(c),
            el(
                "b",
                [
                    f" {plain(float(b.get(c) or 0.0), 1)}" + ("" if k else " ")
                    for k, (_, b) in enumerate(bars[:1])
                ],
            ),
            class_="legend-item",
        )
        for c in found
    ]
    note = t(
        "A weighted hour is an hour of a vessel times its weight; an hour late counts more, as the "
        "parameters say."
    )
    return el(
        "figure",
        el("div", svg, class_="scroll"),
        el("figcaption", keys, el("span", note, class_="legend-note")),
    )


def _piece(cause: str, value: float, x: float, y: float, wide: float) -> Html:
    fill = CAUSES.get(cause, ("#b9b99f", ""))[0]
    said = both(
        f"{cause_word(cause).en}: {plain(value, 1)}", f"{cause_word(cause).zh}：{plain(value, 1)}"
    )
    bar = el("rect", x=px(x), y=px(y), width=px(wide), height=28, fill=fill, class_="cause")
    return el("g", el("title", str(said)), bar)


def _piece_name(cause: str, value: float, x: float, y: float, wide: float) -> Html:
    """Return what is written on a piece: its cause and hours, as far as there is room."""
    parts = []
    for lang in ("en", "zh"):
        number = plain(value, 0 if value >= 100 else 1)
        word = pick(cause_word(cause), lang)
        text = next(
            (w for w in (f"{word} {number}", number) if measured(w, 12) < wide - 6),
            "",
        )
        if text:
            kind = {"class_": lang, "lang": "zh-Hans" if lang == "zh" else "en"}
            line = el("text", text, x=px(x + 4), y=px(y + 18), font_size="12", class_="cause-name")
            parts.append(el("g", line, **kind))
    return join(*parts)


def _at(text: Both, x: float, y: float, size: str, kind: str) -> Html:
    return el("text", text, span="tspan", x=px(x), y=px(y), font_size=size, class_=kind)
