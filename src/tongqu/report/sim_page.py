"""A simulated port as one offline page: who waits where and why, and what it rests on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import percent, plain
from tongqu.report.page import page
from tongqu.report.sim_charts import COLOURS, Curve, curves_figure
from tongqu.report.sim_day import day_section
from tongqu.report.sim_handed_on import handed_on_section
from tongqu.report.sim_loads import cargo_section, loads_section
from tongqu.report.sim_words import cause_words, doubt_words, lost_words
from tongqu.report.tables import Column, assumed_mark, facts_list, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tongqu.sim.day import Day

__all__ = ["sim_page"]

MOST_ROWS, MOST_CURVES = 20, 4


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for the catalogue."""
    return message


NOTES = {
    "counted_later": N_("counted only after the first day"),
    "set": N_("set for this run"),
}
WEEK_H = 168


def sim_page(answer: Mapping[str, Any], lang: str = "en", day: Day | None = None) -> str:
    """Return one offline HTML page for a simulated port.

    Parameters
    ----------
    answer
        The answer as JSON, kind ``simulation``.
    lang
        Language shown first, ``en`` or ``zh``; the page holds both.
    day
        A day of one of the runs to scrub through.
    """
    names = {row["id"]: both(row["name"], row["name_zh"]) for row in answer["names"]}
    sections: list[Html | None] = [_first(answer)]
    if answer["settled"]:
        sections += [
            None if day is None else day_section(answer, day, names),
            _traffic(answer),
            _locks(answer, names),
            _week(answer, names),
            _stocks(answer, names),
            _waits(answer, names),
            handed_on_section(answer["handed_on"], names),
            _use(answer, names),
            cargo_section(answer["throughput"], names),
        ]
    sections += [loads_section(answer["loads"], names), _trust(answer), _assumed(answer)]
    body = [section for section in sections if section is not None]
    title = t("The port, simulated: {name}", name=_title(answer))
    return page(title, body, lang=lang, kicker=t("Who waits where, and why"))


def _title(answer: Mapping[str, Any]) -> Both:
    scenario = answer["scenario"]
    if scenario["first_day"] is None:
        return both(scenario["name"] or "–")
    return t(
        "{traffic} Mt a year from {day}",
        traffic=plain(scenario["traffic_mt_per_year"], 2),
        day=scenario["first_day"],
    )


def _span(part: Mapping[str, Any], decimals: int = 2) -> Child:
    value = el("strong", plain(part["value"], decimals))
    if part["low"] is None:
        return value
    low, high = plain(max(0.0, part["low"]), decimals), plain(part["high"], decimals)
    return join(value, el("small", f"{low}–{high}"))


def _signed(part: Mapping[str, Any]) -> Child:
    """Return hours lost: fewer than none where a calendar is faster than 1."""
    value = el("strong", plain(part["value"], 2))
    if part["low"] is None:
        return value
    return join(value, el("small", f"{plain(part['low'], 2)} … {plain(part['high'], 2)}"))


def _first(answer: Mapping[str, Any]) -> Html:
    heading = el("h1", t("The port, simulated: {name}", name=_title(answer)))
    if not answer["settled"]:
        doubts = [el("li", doubt_words()[doubt]) for doubt in answer["doubts"]]
        said = el("p", t("This does not settle, so there is no mean to show:"), class_="sure warn")
        return el("section", heading, said, el("ul", doubts), class_="answer")
    calls = answer["calls"]
    causes = calls["wait_by_cause_h"]
    chief = max(causes, key=lambda cause: causes[cause]["value"], default=None)
    parts: list[Child] = [heading]
    if chief is not None:
        parts.append(
            el(
                "p",
                t(
                    "A call waits {wait} h on its whole way, of it {part} h {cause}.",
                    wait=plain(calls["wait_h"]["value"], 1),
                    part=plain(causes[chief]["value"], 1),
                    cause=cause_words()[chief],
                ),
                class_="sure",
            )
        )
    if not answer["stop"]["reached"]:
        wide = t("The precision asked for was not reached; ask for more or be content.")
        parts.append(el("p", wide, class_="sure warn"))
    facts: list[tuple[Both, Child]] = [
        (t("calls in a run"), _span(calls["left"], 0)),
        (t("turnaround, h"), _span(calls["turnaround_h"], 1)),
        (t("mean wait of a call, h"), _span(calls["wait_h"])),
        *((cause_words()[cause], _span(part)) for cause, part in causes.items()),
        *((lost_words()[cause], _signed(part)) for cause, part in calls["lost_by_cause_h"].items()),
    ]
    return el("section", parts, facts_list(facts), class_="answer")


def _traffic(answer: Mapping[str, Any]) -> Html | None:
    rows = [row for row in answer["sweep"] or () if row["settled"]]
    if len(rows) < 2:
        return None
    known = rows[0]["traffic_mt_per_year"] is not None
    xs = [row["traffic_mt_per_year"] if known else row["factor"] for row in rows]
    waits = [row["wait_h"] for row in rows]
    used = {cause for row in rows for cause in row["wait_by_cause_h"]}
    chief = sorted(used, key=lambda cause: -max(map(_of(cause), rows)))[: len(COLOURS) - 1]
    whole = Curve(
        t("whole wait of a call, with its interval"), xs, [w["value"] for w in waits],
        [w["low"] for w in waits], [w["high"] for w in waits],
    )  # fmt: skip
    parts = [
        Curve(name, xs, list(map(_of(cause), rows)))
        for cause, name in cause_words().items() if cause in chief
    ]  # fmt: skip
    said = t("No closure; intervals are Student's t, 95 %.")
    last = answer["sweep"][-1]
    if not last["settled"]:
        at = plain(last["traffic_mt_per_year"] if known else last["factor"], 2)
        said = t(
            "No closure; intervals are Student's t, 95 %. At {traffic} nothing settles any more.",
            traffic=at,
        )
    name = t("traffic over the quays, Mt a year") if known else t("traffic, times that asked for")
    drawing = curves_figure(
        [whole, *parts], x_ticks=[(value, plain(value, 1)) for value in xs], x_name=name,
        y_name=t("Hours that a call waits"), said=said, label=t("Wait against traffic"), dots=True,
    )  # fmt: skip
    return el("section", el("h2", t("Wait against traffic")), drawing)


def _of(cause: str) -> Callable[[Mapping[str, Any]], float]:
    """Return what reads the hours of a cause, none if it does not occur."""
    return lambda row: float(row["wait_by_cause_h"].get(cause, {"value": 0.0})["value"])


def _days(answer: Mapping[str, Any], hours: float) -> list[tuple[float, Child]]:
    """Return some ticks of a time axis: dates, or weeks where the run has no calendar."""
    begin = answer["scenario"]["begin"]
    count = 6
    places = [hours * k / count for k in range(count + 1)]
    if begin is None:
        return [(place, plain(place / WEEK_H, 0)) for place in places]
    first = datetime.fromisoformat(begin)
    return [
        (place, (first + timedelta(hours=place)).date().isoformat()[: 7 if hours > 4000 else 10])
        for place in places
    ]


def _axis(answer: Mapping[str, Any]) -> Both:
    if answer["scenario"]["begin"] is None:
        return t("weeks from the beginning")
    return t("month")


def _locks(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    series = answer["series"]
    locks: dict[str, list[float]] = {}
    for row in series["queues"]:
        if row["waits_for"] in ("up", "down"):
            before = locks.get(row["id"], [0.0] * len(row["queue_mean"]))
            locks[row["id"]] = [a + b for a, b in zip(before, row["queue_mean"], strict=True)]
    if not locks or len(next(iter(locks.values()))) < 2:
        return None
    chosen = sorted(locks, key=lambda name: -max(locks[name]))[:MOST_CURVES]
    xs = [(k + 0.5) * series["step_h"] for k in range(len(locks[chosen[0]]))]
    end = len(xs) * series["step_h"]
    drawing = curves_figure(
        [Curve(names.get(name, both(name)), xs, locks[name]) for name in chosen],
        x_ticks=_days(answer, end), x_name=_axis(answer),
        y_name=t("Vessels that wait, both sides, mean of a week"),
        said=t("Mean of all runs. The first weeks fill the port and count for nothing."),
        label=t("Queue at the locks"),
    )  # fmt: skip
    return el("section", el("h2", t("Queue at the locks")), drawing)


def _weekdays() -> list[Both]:
    return [t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun")]


def _week(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    week = answer["week"]
    causes = {row["id"]: row["cause"] for row in answer["stations"]}
    every = [row for row in (week or {"rows": ()})["rows"] if causes.get(row["id"])]
    rows = [row for row in every if causes[row["id"]] in ("berth", "crane")] or every
    if not rows:
        return None
    begin = answer["scenario"]["begin"]
    first = datetime.fromisoformat(begin).weekday() if begin else 0
    size = len(rows[0]["busy_mean"])
    turn = round(first * size / 7)
    xs = [(k + 0.5) * week["step_h"] for k in range(size)]
    words = _weekdays()
    ticks: list[tuple[float, Child]] = [(24.0 * day, words[day % 7]) for day in range(8)]
    curves = [
        Curve(names.get(row["id"], both(row["id"])), xs,
              [*row["busy_mean"][size - turn :], *row["busy_mean"][: size - turn]])
        for row in rows[:MOST_CURVES]
    ]  # fmt: skip
    drawing = curves_figure(
        curves, x_ticks=ticks, x_name=t("day of the week"), y_name=t("Berths and cranes at work"),
        said=t("Mean of all weeks and runs."), label=t("Occupancy through the week"),
    )  # fmt: skip
    return el("section", el("h2", t("Occupancy through the week")), drawing)


def _stocks(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    series = answer["series"]
    rooms = {row["id"]: row["capacity_t"] for row in answer["stores"]}
    rows = [row for row in series["stocks"] if len(row["content_t"]) > 1]
    if not rows:
        return None
    rows.sort(key=lambda row: -max(row["content_t"]) / max(1.0, rooms[row["id"]]))
    rows = rows[:MOST_CURVES]
    xs = [(k + 0.5) * series["step_h"] for k in range(len(rows[0]["content_t"]))]
    drawing = curves_figure(
        [
            Curve(
                t("{name}, room {tonnes} t", name=names.get(row["id"], both(row["id"])),
                  tonnes=plain(rooms[row["id"]], 0)),
                xs, [100 * value / rooms[row["id"]] for value in row["content_t"]],
            )
            for row in rows
        ],
        x_ticks=_days(answer, len(xs) * series["step_h"]), x_name=_axis(answer),
        y_name=t("Content, per cent of the room"),
        said=t("Mean of all runs, week by week; the fullest stocks."), label=t("Stocks"),
    )  # fmt: skip
    return el("section", el("h2", t("Stocks")), drawing)


def _waits(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html:
    what = {
        "servers": t("a server"), "room": t("room"), "stock": t("stock"), "up": t("up"),
        "down": t("down"),
    }  # fmt: skip
    rows = sorted(answer["stations"], key=lambda row: -row["queue_mean"]["value"])[:MOST_ROWS]
    columns = [
        Column(t("waiting")), Column(t("for")), Column(t("served"), number=True),
        Column(t("mean wait [h]"), number=True), Column(t("95 of 100 below [h]"), number=True),
        Column(t("mean queue"), number=True), Column(t("longest queue"), number=True),
    ]  # fmt: skip
    cells: list[list[Child]] = [
        [
            names.get(row["id"], both(row["id"])), what[row["waits_for"]],
            plain(row["served"]["value"], 0), _span(row["wait_mean_h"]),
            _span(row["wait_p95_h"]), _span(row["queue_mean"]), _span(row["queue_max"], 1),
        ]
        for row in rows
    ]  # fmt: skip
    return el("section", el("h2", t("Where there is waiting")), table(columns, cells))


def _use(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html:
    columns = [Column(t("busy")), Column(t("share"), number=True), Column(t("of"), number=True)]
    rows: list[list[Child]] = [
        [
            names.get(row["id"], both(row["id"])), percent(row["utilisation"]["value"]),
            plain(row["open_mean"]["value"], 1),
        ]
        for row in answer["groups"]
    ]  # fmt: skip
    parts: list[Child] = [el("h2", t("How busy things are")), table(columns, rows)]
    if answer["chambers"]:
        columns = [
            Column(t("chamber")), Column(t("lockages"), number=True),
            Column(t("empty turns"), number=True), Column(t("vessels a lockage"), number=True),
        ]  # fmt: skip
        rows = [
            [
                names.get(row["id"], both(row["id"])), _span(row["lockages"], 0),
                _span(row["turns"], 0),
                plain(row["vessels"]["value"] / max(1.0, row["lockages"]["value"]), 2),
            ]
            for row in answer["chambers"]
        ]  # fmt: skip
        parts.append(table(columns, rows))
    return el("section", parts)


def _trust(answer: Mapping[str, Any]) -> Html:
    run, audit = answer["run"], answer["audit"]
    said = [
        t(
            "{runs} runs of {hours} h, the first {warm} h left out (MSER-5: {cut} h); seed {seed}",
            runs=plain(run["replications"], 0),
            hours=plain(run["hours"], 0),
            warm=plain(run["warm_h"], 0),
            cut=plain(answer["warm_up"]["cut_h"], 0),
            seed=str(run["seed"]),
        ),
        t(
            "Counted in two ways, and equal but for rounding: hours waited and areas under the "
            "queues ({little}), vessels ({vessels}), tonnes ({tonnes}).",
            little=f"{audit['little_gap']:.0e}",
            vessels=f"{audit['vessels_gap']:.0e}",
            tonnes=f"{audit['tonnes_gap']:.0e}",
        ),
    ]
    if answer["method"]:
        said.append(t("Intervals are Student's t, 95 %, over the runs."))
    return el("section", el("h2", t("How it was computed")), el("ul", [el("li", x) for x in said]))


def _assumed(answer: Mapping[str, Any]) -> Html | None:
    figures = answer["figures"]
    assumed = [row for row in figures if row["assumed"]]
    if not assumed:
        return None
    columns = [Column(t("table")), Column(t("row")), Column(t("column")), Column(t("value")),
               Column(t("source"))]  # fmt: skip

    def line(row: Mapping[str, Any]) -> list[Child]:
        mark = assumed_mark() if row["assumed"] else None
        note = NOTES[row["note"]] if row["note"] else None
        said = el("code", row["source_id"]) if row["source_id"] else None
        source = join(said, " ", mark, " ", t(note) if note else None)
        return [row["table"], el("code", row["row"]), row["column"], _plain(row["value"]), source]

    said = t(
        "Assumed, not published: {count} of {all} figures.",
        count=plain(len(assumed), 0),
        all=plain(len(figures), 0),
    )
    params = [row for row in figures if row["table"] == "params"]
    rest = [row for row in figures if row["table"] != "params"]
    return el(
        "section", el("h2", t("What it rests on")), el("p", said, class_="sure warn"),
        _lines(t("Set by tongqu, in no table:"), columns, params, line),
        _lines(t("From the tables of the region"), columns, rest, line),
    )  # fmt: skip


def _lines(
    name: Both, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], line: Any
) -> Html:
    return el("details", el("summary", name), table(columns, [line(row) for row in rows]))


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {None: "–", True: "1", False: "0"}[value]
    if isinstance(value, list):
        return ", ".join(" ".join(map(str, part)) if isinstance(part, list) else str(part)
                         for part in value)  # fmt: skip
    return plain(value) if isinstance(value, int | float) else str(value)
