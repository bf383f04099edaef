"""A simulated week as one offline page: which slots hold, what knocks on, which buffer pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from tongqu.report.berth_clock import day_starts, moment, start_of
from tongqu.report.berth_labels import measured
from tongqu.report.berth_page import berth_style
from tongqu.report.berth_read import hours_since
from tongqu.report.berth_scale import px
from tongqu.report.berth_trust import (
    berth_names,
    meter,
    more_rows,
    notes_section,
    place_name,
    share_span,
    signed,
    span_words,
    trust_style,
)
from tongqu.report.berth_words import short_day
from tongqu.report.html import Both, Child, Html, both, el, join, pick
from tongqu.report.numbers import clock, duration, percent, plain
from tongqu.report.page import page
from tongqu.report.tables import Column, assumed_mark, facts_list, table
from tongqu.report.words import t

__all__ = ["berth_week_page"]

MOST_SLOTS = 15
CLASSES = ((0.9, "hold-3"), (0.7, "hold-2"), (0.0, "hold-1"))
"""From which share on a slot holds well, and half well."""

WIDE, NAMES, TALL = 1080.0, 150.0, 22.0


def berth_week_page(week: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page for a simulated week.

    Parameters
    ----------
    week
        The simulation as `WeekSimulation.to_dict` gives it.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    port = place_name(week)
    sections = [
        _first_section(week, port),
        _buffers_section(week),
        _board_section(week),
        _slots_section(week),
        _knocks_section(week),
        notes_section(week, (_delays(week), _methods(week))),
    ]
    title = t("A week at {port} against delays", port=port)
    body = [section for section in sections if section is not None]
    style = join(berth_style(), trust_style())
    return page(title, [style, *body], lang=language, kicker=t("Does the plan hold?"))


def _first_section(week: Mapping[str, Any], port: Both) -> Html:
    nominal = week["buffers"][0]
    waits = [slot["wait_p90_h"]["value"] for slot in week["slots"]]
    head = t(
        "{port}: {calls} slots, {span}, carried out {count} times",
        port=port,
        calls=plain(len(week["slots"])),
        span=span_words(week),
        count=plain(week["replications"]),
    )
    within = plain(week["params"]["held_within_min"])
    pairs: list[tuple[Both, Child]] = [
        (
            t("Slots that hold within {minutes} min", minutes=within),
            join(el("strong", percent(nominal["holds"]["value"])),
                 el("small", share_span(nominal["holds"]))),
        ),
        (t("Mean wait"), el("strong", duration(nominal["wait_mean_h"]))),
        (t("Longest 90 % wait of a vessel"), el("strong", duration(max(waits, default=0.0)))),
        (t("Knock-on delay, mean"), el("strong", duration(nominal["knock_on_mean_h"]))),
        (t("Cost, weighted hours"), join(
            el("strong", plain(nominal["cost"]["value"], 1)),
            el("small", t("planned without delays: {hours}",
                          hours=plain(nominal["planned_h"], 1))),
        )),
    ]  # fmt: skip
    return el(
        "section", el("h1", head), el("p", _verdict(week), class_="sure good"), facts_list(pairs),
        class_="answer",
    )  # fmt: skip


def _verdict(week: Mapping[str, Any]) -> Both:
    best = next(b for b in week["buffers"] if b["minutes"] == week["best_min"])
    if best["minutes"]:
        return t(
            "{minutes} minutes kept free after each stay pay: {less} weighted hours less a week, "
            "{low} to {high}.",
            minutes=plain(best["minutes"]),
            less=plain(best["cost_less"]["value"], 1),
            low=plain(best["cost_less"]["low"], 1),
            high=plain(best["cost_less"]["high"], 1),
        )
    if len(week["buffers"]) > 1:
        return t("The plan as it is; no buffer that was tried pays beyond doubt.")
    return t("The plan as it is; no buffers were tried.")


def _buffers_section(week: Mapping[str, Any]) -> Html | None:
    buffers = week["buffers"]
    if len(buffers) < 2:
        return None
    columns = [
        Column(t("Kept free after each stay")),
        Column(t("Slots that hold"), number=True),
        Column(t("Mean wait"), number=True),
        Column(t("Knock-on delay"), number=True),
        Column(t("Cost"), number=True),
        Column(t("Less than without"), number=True),
        Column(t("Pays?")),
    ]
    rows: list[list[Child]] = []
    for buffer in buffers:
        minutes = t("{count} min", count=plain(buffer["minutes"]))
        if not buffer["feasible"]:
            rows.append([t("{time}: no plan was found", time=minutes)])
            continue
        less = buffer["cost_less"]
        difference: Child = "–"
        pays: Child = t("the plan as it is")
        if buffer["minutes"]:
            difference = join(signed(less["value"]), el("small", _between(less)))
            costs = less["high"] < 0
            word = t("yes") if buffer["pays"] else t("no") if costs else t("not sure")
            style = "gain" if buffer["pays"] else "loss" if costs else None
            pays = el("b", word, class_=style)
        rows.append(
            [
                minutes,
                join(percent(buffer["holds"]["value"]), el("small", share_span(buffer["holds"]))),
                duration(buffer["wait_mean_h"]),
                duration(buffer["knock_on_mean_h"]),
                plain(buffer["cost"]["value"], 1),
                difference,
                pays,
            ]
        )
    note = t(
        "Each plan is carried out with the same luck as the plan as it is; the difference is taken "
        "week by week. A buffer pays where the whole interval lies above 0."
    )
    return el(
        "section",
        el("h2", t("Which buffer pays")),
        el("p", note),
        el("figure", _whiskers([b for b in buffers if b["feasible"] and b["minutes"]]),
           class_="trust-figure"),
        table(columns, rows),
        class_="whole",
    )  # fmt: skip


def _between(estimate: Mapping[str, float]) -> Both:
    return t("{low} to {high}", low=signed(estimate["low"]), high=signed(estimate["high"]))


def _whiskers(buffers: Sequence[Mapping[str, Any]]) -> Html:
    """Return the differences with their intervals, right of 0 where a buffer pays."""
    ends = [b["cost_less"][key] for b in buffers for key in ("low", "high")]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low) or 1.0
    left, right = 86.0, 440.0

    def x(value: float) -> float:
        return float(left + (value - low) / room * (right - left))

    height = 34.0 * len(buffers) + 34
    parts: list[Html] = [
        el("line", x1=px(x(0)), x2=px(x(0)), y1=4, y2=px(height - 26), class_="zero"),
        el("text", t("weighted hours less: 0"), span="tspan", x=px(min(max(x(0), 90), right - 70)),
           y=px(height - 9), font_size="13", text_anchor="middle"),
    ]  # fmt: skip
    for k, buffer in enumerate(buffers):
        y = 20.0 + 34 * k
        less = buffer["cost_less"]
        kind = "pays" if buffer["pays"] else "costs" if less["high"] < 0 else ""
        name = t("{count} min", count=plain(buffer["minutes"]))
        said = f"{signed(less['value'])} ({signed(less['low'])} … {signed(less['high'])})"
        parts += [
            el("text", name, span="tspan", x=8, y=px(y + 5), font_size="14"),
            el("line", x1=px(x(less["low"])), x2=px(x(less["high"])), y1=px(y), y2=px(y),
               class_="whisker"),
            el("circle", el("title", said), cx=px(x(less["value"])), cy=px(y), r=6,
               class_=f"dot {kind}".strip()),
        ]  # fmt: skip
    return el(
        "svg", el("title", str(t("Which buffer pays"))), parts,
        viewBox=f"0 0 460 {px(height)}", class_="whiskers", role="group",
    )  # fmt: skip


def _board_section(week: Mapping[str, Any]) -> Html:
    words = {
        "hold-3": t("holds 9 times of 10 and more"),
        "hold-2": t("holds 7 to 9 times of 10"),
        "hold-1": t("holds less than 7 times of 10"),
    }
    keys = [
        el(
            "span",
            el("svg", el("rect", x=1, y=1, width=26, height=12, class_=kind),
               viewBox="0 0 28 14", class_="key-bar", aria_hidden="true"),
            word,
            class_="legend-item",
        )
        for kind, word in words.items()
    ]  # fmt: skip
    return el(
        "section",
        el("h2", t("Where slots hold")),
        el("p", t("The plan as it is; each number is how often, in per cent, the slot holds.")),
        el("figure", el("div", _board(week), class_="trust-figure"), el("figcaption", keys)),
        class_="whole",
    )


def _board(week: Mapping[str, Any]) -> Html:
    """Return berths over time, each slot in the colour of how well it holds."""
    plan = week["plan"]
    zero = start_of(week)
    holds = {slot["call"]: slot for slot in week["slots"]}
    used = [a for a in plan["assignments"] if a["call"] in holds]
    names = berth_names(plan["berths"])
    rows = [row for row in names if any(a["berth"] == row for a in used)]
    last = max([hours_since(zero, a["end"]) for a in used] + [6.0])
    scale = (WIDE - NAMES) / last
    height = 22 + TALL * len(rows)
    parts = [_day_lines(zero, last, scale, height)]
    for k, berth_id in enumerate(rows):
        y = 20 + TALL * k
        parts.append(el("line", x1=0, x2=WIDE, y1=px(y + TALL), y2=px(y + TALL), class_="rule"))
        parts.append(el("text", names[berth_id], span="tspan", x=2, y=px(y + 15), font_size="12"))
        for a in used:
            if a["berth"] == berth_id:
                parts.append(_slot_bar(a, holds[a["call"]], zero, scale, y))
    title = el("title", str(t("Where slots hold")))
    return el("svg", title, parts, viewBox=f"0 0 {px(WIDE)} {px(height + 4)}", role="group")


def _day_lines(zero: datetime, last: float, scale: float, height: float) -> Html:
    parts = []
    for at, after in pairwise([*day_starts(zero, last), last]):
        x = NAMES + max(at, 0.0) * scale
        parts.append(el("line", x1=px(x), x2=px(x), y1=2, y2=px(height), class_="day-line"))
        if (after - max(at, 0.0)) * scale > 76:
            day = short_day(moment(zero, at))
            parts.append(el("text", day, span="tspan", x=px(x + 3), y=13, font_size="11"))
    return join(*parts)


def _slot_bar(
    a: Mapping[str, Any], slot: Mapping[str, Any], zero: datetime, scale: float, y: float
) -> Html:
    share = slot["holds"]["value"]
    kind = next(name for least, name in CLASSES if share >= least)
    left = NAMES + max(hours_since(zero, a["start"]), 0.0) * scale
    wide = max(2.0, NAMES + hours_since(zero, a["end"]) * scale - left)
    number = str(round(100 * share))
    said = t("{vessel}: holds {share} of the times", vessel=slot["vessel"], share=percent(share))
    text = None
    if measured(number, 10) < wide - 3:
        text = el("text", number, x=px(left + wide / 2), y=px(y + 15), font_size="10",
                  text_anchor="middle")  # fmt: skip
    bar = el("rect", x=px(left), y=px(y + 3), width=px(wide), height=px(TALL - 5), class_=kind)
    return el("g", el("title", f"{pick(said, 'en')} / {pick(said, 'zh')}"), bar, text)


def _slots_section(week: Mapping[str, Any]) -> Html:
    names = berth_names(week["plan"]["berths"])
    vessels = {slot["call"]: slot["vessel"] for slot in week["slots"]}
    columns = [
        Column(t("Vessel")),
        Column(t("Slot")),
        Column(t("Holds")),
        Column(t("Wait, median"), number=True),
        Column(t("Nine of ten wait less than"), number=True),
        Column(t("Knock-on delay"), number=True),
        Column(t("Mostly because of")),
    ]

    def row(slot: Mapping[str, Any]) -> list[Child]:
        def wait(estimate: Mapping[str, float]) -> Html:
            low, high = duration(estimate["low"]), duration(estimate["high"])
            return join(duration(estimate["value"]),
                        el("small", t("{low} to {high}", low=low, high=high)))  # fmt: skip

        return [
            el("b", slot["vessel"]),
            t("{berth}, {at}", berth=names[slot["berth"]], at=clock(slot["slot"])),
            join(meter(slot["holds"]), percent(slot["holds"]["value"]),
                 el("small", share_span(slot["holds"]))),
            wait(slot["wait_median_h"]),
            wait(slot["wait_p90_h"]),
            duration(slot["knock_on_h"]) if slot["knock_on_h"] >= 0.005 else "–",
            vessels.get(slot["knocked_by"] or "", "–"),
        ]  # fmt: skip

    slots = week["slots"]
    weak = sorted(slots, key=lambda s: (s["holds"]["value"], s["slot"], s["call"]))
    shown = table(columns, [row(slot) for slot in weak[:MOST_SLOTS]], class_="slots")
    rest = None
    if len(slots) > MOST_SLOTS:
        rest = table(columns, [row(slot) for slot in slots], class_="slots")
    return el(
        "section",
        el("h2", t("The slots that hold least")),
        more_rows(shown, rest, len(slots)),
    )


def _knocks_section(week: Mapping[str, Any]) -> Html | None:
    found = [slot for slot in week["slots"] if slot["knocks_h"] >= 0.05]
    if not found:
        return None
    found.sort(key=lambda slot: (-slot["knocks_h"], slot["call"]))
    columns = [Column(t("Vessel")), Column(t("Hands on, mean"), number=True)]
    rows: list[list[Child]] = [
        [el("b", slot["vessel"]), duration(slot["knocks_h"])] for slot in found[:10]
    ]
    note = t("Hours that a vessel hands on to the next one at its berth: where a call helps.")
    return el("section", el("h2", t("Who makes others late")), el("p", note), table(columns, rows))


def _delays(week: Mapping[str, Any]) -> Html:
    columns = [Column(t("Delay")), Column(t("Value"), number=True), Column(t("What it is"))]
    rows: list[list[Child]] = [
        [
            el("code", row["name"]),
            join(
                plain(row["value"]) + ("" if row["unit"] == "1" else f" {row['unit']}"),
                assumed_mark() if row["kind"] == "assumed" else None,
            ),
            both(row["text"], row.get("text_zh")),
        ]
        for row in week["delays"]
    ]
    return join(el("h3", t("What is drawn")), table(columns, rows))


def _methods(week: Mapping[str, Any]) -> Html:
    names = {
        "share": t("Shares of a slot"),
        "quantile": t("Waits"),
        "mean": t("Means"),
        "paired": t("Differences of plans"),
    }
    known = {
        "share": t("Wilson score interval, 95 %"),
        "quantile": t("order statistics, binomial, at least 95 %"),
        "mean": t("Student's t, 95 %"),
        "paired": t("Student's t of paired differences, 95 % in all (Bonferroni)"),
    }
    pairs = [
        (names.get(key, both(key)), el("span", known.get(key, both(text))))
        for key, text in week["methods"].items()
    ]
    return join(el("h3", t("Intervals")), facts_list(pairs))
