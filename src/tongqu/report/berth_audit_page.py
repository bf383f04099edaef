"""The shadow run as one offline page: last month as it went, and with tongqu's plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.berth_clock import start_of
from tongqu.report.berth_marks import definitions
from tongqu.report.berth_page import berth_style
from tongqu.report.berth_read import board_of
from tongqu.report.berth_small import small_board
from tongqu.report.berth_trust import (
    berth_names,
    more_rows,
    notes_section,
    place_name,
    signed,
    span_words,
    trust_style,
)
from tongqu.report.berth_words import dated
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import clock, duration, percent, plain
from tongqu.report.page import page
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from tongqu.report.berth_data import Board

__all__ = ["berth_audit_page"]

MOST_VESSELS = 12
MOST_FAULTS = 30
DAYS_A_PICTURE = 7


def berth_audit_page(audit: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page for a shadow run.

    Parameters
    ----------
    audit
        The audit as `BerthAudit.to_dict` gives it.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    board = board_of(audit)
    port = place_name(audit)
    sections = [
        _first_section(audit, port),
        _compared_section(audit),
        _faults_section(audit),
        _weeks_section(audit),
        _stability_section(audit),
        _vessels_section(audit),
        _decisions_section(audit),
        notes_section(audit, (_observed(audit),)),
    ]
    body = [definitions(board), *(section for section in sections if section is not None)]
    title = t("Shadow run at {port}", port=port)
    style = join(berth_style(), trust_style())
    return page(title, [style, *body], lang=language, kicker=t("As it went, and as planned"))


def _first_section(audit: Mapping[str, Any], port: Both) -> Html:
    actual, shadow = audit["figures"]["actual"], audit["figures"]["shadow"]
    parts: list[Child] = [
        el(
            "h1",
            t(
                "{port}: {calls} calls as they went and as planned, {span}",
                port=port,
                calls=plain(actual["calls"]),
                span=span_words(audit),
            ),
        )
    ]
    if audit.get("synthetic"):
        said = t("This log is invented; nothing in it was observed.")
        parts.append(el("p", said, class_="sure invented"))
    better = shadow["weighted_h"] <= actual["weighted_h"]
    kind = "sure good" if better else "sure warn"
    parts.append(el("p", _verdict(actual, shadow), class_=kind))
    if audit["faults"]:
        count = len({fault["call"] for fault in audit["faults"]})
        said = t("Calls that cannot be compared: {count}, see below.", count=plain(count))
        parts.append(el("p", said, class_="sure warn"))
    pairs: list[tuple[Both, Child]] = [
        (t("Calls compared"), el("strong", plain(actual["calls"]))),
        (t("Mean wait"), _beside(duration(shadow["wait_mean_h"]), duration(actual["wait_mean_h"]))),
        (
            t("Empty while a vessel waits"),
            _beside(_berth_hours(shadow["idle_h"]), _berth_hours(actual["idle_h"])),
        ),
        (t("Late departures"), _beside(plain(shadow["late"]), plain(actual["late"]))),
        (
            t("Arrival to departure"),
            _beside(duration(shadow["turnaround_mean_h"]), duration(actual["turnaround_mean_h"])),
        ),
        (
            t("Calls whose slot moved"),
            el("strong", plain(audit["stability"]["calls_moved"])),
        ),
    ]
    return el("section", parts, facts_list(pairs), class_="answer")


def _verdict(actual: Mapping[str, float], shadow: Mapping[str, float]) -> Both:
    less = actual["weighted_h"] - shadow["weighted_h"]
    share = percent(abs(less) / actual["weighted_h"]) if actual["weighted_h"] else percent(0.0)
    hours = plain(abs(less), 1)
    if round(less, 1) > 0:
        return t(
            "With tongqu's plans: {hours} weighted hours less in port ({share}).",
            hours=hours,
            share=share,
        )
    if round(less, 1) < 0:
        return t(
            "With tongqu's plans: {hours} weighted hours more in port ({share}). "
            "What was done was better.",
            hours=hours,
            share=share,
        )
    return t("tongqu's plans would have changed nothing in the hours in port.")


def _beside(shadow: Child, actual: Child) -> Html:
    return join(el("strong", shadow), el("small", t("as it went: {value}", value=actual)))


def _berth_hours(hours: float) -> Both:
    return t("{hours} berth h", hours=plain(hours, 1))


def _rows() -> list[tuple[str, Both, str]]:
    """Return the figures that are compared: key, name, and how they are shown."""
    return [
        ("waiting", t("Vessels that wait"), "count"),
        ("wait_h", t("Waiting, in all"), "hours"),
        ("wait_mean_h", t("Mean wait"), "time"),
        ("wait_p90_h", t("Nine of ten wait less than"), "time"),
        ("wait_max_h", t("Longest wait"), "time"),
        ("idle_h", t("Berths empty while a vessel waits that fits"), "hours"),
        ("late", t("Vessels that leave late"), "count"),
        ("late_h", t("Hours late, in all"), "hours"),
        ("stay_mean_h", t("Mean stay at the berth"), "time"),
        ("turnaround_mean_h", t("Arrival to departure, mean"), "time"),
        ("occupancy", t("Use of the berths"), "share"),
        ("weighted_h", t("Weighted hours in port, lateness by its price"), "hours"),
    ]


def _compared_section(audit: Mapping[str, Any]) -> Html:
    actual, shadow = audit["figures"]["actual"], audit["figures"]["shadow"]

    def shown(value: float, kind: str) -> Child:
        if kind == "time":
            return duration(value)
        if kind == "share":
            return percent(value)
        return plain(value, 0) if kind == "count" else f"{plain(value, 1)} h"

    rows: list[list[Child]] = []
    for key, name, kind in _rows():
        change = shadow[key] - actual[key]
        digits = {"count": 0, "hours": 1, "time": 2, "share": 3}[kind]
        rounded = round(change, digits)
        style = "" if not rounded or kind == "share" else "gain" if rounded < 0 else "loss"
        if kind == "share":
            words = signed(100 * change, 1) + "%"
        else:
            words = signed(change, digits) + ("" if kind == "count" else " h")
        rows.append(
            [name, shown(actual[key], kind), el("b", shown(shadow[key], kind)),
             el("span", words, class_=style or None)]
        )  # fmt: skip
    columns = [
        Column(t("Figure")),
        Column(t("As it went"), number=True),
        Column(t("With tongqu's plans"), number=True),
        Column(t("Difference"), number=True),
    ]
    return el(
        "section",
        el("h2", t("Side by side")),
        table(columns, rows, class_="compare"),
        class_="whole",
    )


def _faults_section(audit: Mapping[str, Any]) -> Html | None:
    faults = audit["faults"]
    if not faults:
        return None
    items = [el("li", both(fault["text"], fault.get("text_zh"))) for fault in faults]
    more = el("ul", items) if len(items) > MOST_FAULTS else None
    return el(
        "section",
        el("h2", t("What in the log cannot be true, or cannot be compared")),
        el(
            "p",
            t(
                "These calls are in none of the figures. Their berths stay taken as the log has "
                "it, so that leaving them out favours nobody."
            ),
        ),
        more_rows(el("ul", items[:MOST_FAULTS]), more, len(items)),
        class_="trouble",
    )


def _weeks_section(audit: Mapping[str, Any]) -> Html:
    start, until = start_of(audit), datetime.fromisoformat(audit["until"])
    parts: list[Html] = []
    step = timedelta(days=DAYS_A_PICTURE)
    at = start
    while at < until:
        after = min(at + step, until)
        boards = [_week_board(audit, side, at, after) for side in ("actual", "assignments")]
        # Both on one scale of time, up to the last stay of either.
        last = max(board.last for board in boards)
        names = (t("as it went"), t("with tongqu's plans"))
        figures = [
            el("figure", small_board(replace(board, until=last), name), el("figcaption", name))
            for board, name in zip(boards, names, strict=True)
        ]
        head = t("From {day}", day=dated(at))
        parts.append(el("div", el("h3", head), el("div", figures, class_="small-boards"),
                        class_="whole"))  # fmt: skip
        at = after
    note = t("One row a berth; the line before a bar is the wait since the vessel arrived.")
    return el("section", el("h2", t("Week by week")), el("p", note), parts, class_="weeks")


def _week_board(audit: Mapping[str, Any], side: str, start: datetime, end: datetime) -> Board:
    """Return the board of what began in a week; cargoes keep the colours of the month."""
    inside = [a for a in audit[side] if start <= datetime.fromisoformat(a["start"]) < end]
    ids = {a["call"] for a in inside}
    part = {
        **audit,
        "from": start.isoformat(),
        "until": end.isoformat(),
        "calls": [call for call in audit["calls"] if call["id"] in ids],
    }
    return replace(board_of(part, inside), cargoes=board_of(audit).cargoes)


def _stability_section(audit: Mapping[str, Any]) -> Html:
    found = audit["stability"]
    pairs: list[tuple[Both, Child]] = [
        (t("Calls planned before they berthed"), el("strong", plain(found["calls_planned"]))),
        (
            t("Calls whose slot moved"),
            join(
                el("strong", plain(found["calls_moved"])),
                el("small", t("of those to another berth: {count}",
                              count=plain(found["berth_moves"]))),
            ),
        ),
        (t("Moves, in all"), el("strong", plain(found["moves"]))),
        (t("Hours moved, in all"), el("strong", plain(found["moved_h"], 1))),
    ]  # fmt: skip
    if found["then_off_mean_h"] is not None:
        pairs.append(
            (
                t("Plans of that time missed by"),
                join(
                    el("strong", duration(found["then_off_mean_h"])),
                    el("small", t("calls with a planned berthing: {count}",
                                  count=plain(found["then_planned"]))),
                ),
            )
        )  # fmt: skip
    note = t(
        "How often the slot of a call moved from one plan to the next, before it berthed. A move "
        "has a price in the search, so that a slot moves only where that pays."
    )
    return el("section", el("h2", t("How steady the plans are")), el("p", note),
              facts_list(pairs), class_="answer")  # fmt: skip


def _vessels_section(audit: Mapping[str, Any]) -> Html:
    names = berth_names(audit["berths"])
    columns = [
        Column(t("Vessel")),
        Column(t("Arrived")),
        Column(t("As it went")),
        Column(t("With tongqu's plans")),
        Column(t("Saved, h"), number=True),
        Column(t("Moves"), number=True),
    ]

    def row(vessel: Mapping[str, Any]) -> list[Child]:
        def lay(side: Mapping[str, Any]) -> Html:
            late = el("small", t("{time} late", time=duration(side["late_h"])), class_="late-word")
            words = t("{berth}, {at}", berth=names[side["berth"]], at=clock(side["start"]))
            wait = el("small", t("waits {time}", time=duration(side["wait_h"])))
            return join(words, wait, late if side["late_h"] > 0 else None)

        saved = vessel["saved_h"]
        style = "gain" if saved > 0.005 else "loss" if saved < -0.005 else None
        return [
            el("b", vessel["vessel"]),
            clock(vessel["arrival"]),
            lay(vessel["actual"]),
            lay(vessel["shadow"]),
            el("span", signed(saved, 2), class_=style),
            plain(vessel["moves"]),
        ]

    vessels = audit["vessels"]
    order = sorted(vessels, key=lambda v: (-abs(v["saved_h"]), v["arrival"], v["call"]))
    shown = table(columns, [row(v) for v in order[:MOST_VESSELS]], class_="lays")
    rest = None
    if len(vessels) > MOST_VESSELS:
        rest = table(columns, [row(v) for v in vessels], class_="lays")
    note = t("Those where the plans make the greatest difference, either way.")
    return el(
        "section",
        el("h2", t("Vessel by vessel")),
        el("p", note),
        more_rows(shown, rest, len(vessels)),
    )


def _decisions_section(audit: Mapping[str, Any]) -> Html:
    columns = [
        Column(t("Planned at")),
        Column(t("Calls known"), number=True),
        Column(t("At the berths"), number=True),
        Column(t("Planned"), number=True),
        Column(t("Weighted hours"), number=True),
        Column(t("At most above the best"), number=True),
    ]
    rows: list[list[Child]] = []
    for decision in audit["decisions"]:
        cost, bound = decision["objective"], decision["bound"]
        gap: Child = "–"
        if cost is not None:
            share = (cost - bound) / cost if cost else 0.0
            gap = t("proved best") if decision["proved"] else f"{plain(100 * share, 2)}%"
        rows.append(
            [
                clock(decision["at"]),
                plain(decision["known"]),
                plain(decision["lying"]),
                plain(decision["planned"]),
                "–" if cost is None else plain(cost, 1),
                gap,
            ]
        )
    return el("section", el("h2", t("The plans")), table(columns, rows))


def _observed(audit: Mapping[str, Any]) -> Html:
    seen = audit["observed"]
    pairs: list[tuple[Both, Child]] = [
        (
            t("Arrival after the last estimate"),
            join(
                el("strong", f"{signed(seen['arrival_mean_h'], 2)} h"),
                el("small", t("standard deviation {hours} h, {count} calls",
                              hours=plain(seen["arrival_sd_h"], 2),
                              count=plain(seen["arrivals"]))),
            ),
        ),
        (
            t("Work against the tables"),
            join(
                el("strong", f"× {plain(seen['work_mean'], 2)}"),
                el("small", t("coefficient of variation {share}, {count} calls",
                              share=plain(seen["work_cv"], 2), count=plain(seen["works"]))),
            ),
        ),
    ]  # fmt: skip
    head = el("h3", t("Delays seen in this log: a week can be simulated with them"))
    return join(head, facts_list(pairs))
