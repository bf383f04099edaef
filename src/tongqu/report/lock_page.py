"""A lock that is shut or full, as one offline page: the queue day by day, the wait against load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.headline import glue
from tongqu.report.html import Both, Child, Html, both, el, join, whole
from tongqu.report.lock_words import FULLER, NOBODY_KNOWS, STAYED, falls, variant_words
from tongqu.report.numbers import percent, plain
from tongqu.report.page import page
from tongqu.report.sim_charts import COLOURS, Curve, curves_figure
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.words import fact_unit, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lock_page"]

TICKS = 6
STOP = Both(".", "。")


def lock_page(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return one offline HTML page.

    Parameters
    ----------
    answer
        The answer as JSON, kind ``lock_closure`` or ``lock_load``.
    lang
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    name = both(answer["name"], answer["name_zh"])
    if answer["kind"] == "lock_closure":
        title = t("What closures of {name} cost", name=name)
        parts: list[Html | None] = [
            _closure_first(answer, title), _queue(answer), _differences(answer),
        ]  # fmt: skip
    else:
        title = t("{name}: how full it may be", name=name)
        parts = [_load_first(answer, title), _against_load(answer), _design(answer)]
    kicker = t("A port with one lock changed, all with the same luck")
    body = [part for part in (*parts, _run(answer)) if part is not None]
    return page(title, body, lang=lang, kicker=kicker)


def _value(row: Mapping[str, Any] | None, decimals: int | None = None) -> Child:
    if row is None or row["value"] is None:
        return "–"
    if row["low"] is None or row["high"] is None:
        return plain(row["value"], decimals)
    between = t("{low} to {high}", low=plain(row["low"], decimals),
                high=plain(row["high"], decimals))  # fmt: skip
    return join(plain(row["value"], decimals), el("small", between, class_="one-line"))


# --- closures -------------------------------------------------------------------------------------


def _title(row: Mapping[str, Any]) -> Both:
    words, parts = variant_words(row)
    return t(words, **parts)


def _closure_first(answer: Mapping[str, Any], title: Both) -> Html:
    columns = [
        Column(t("Which closure")),
        Column(t("Wait of a call, h"), number=True),
        Column(t("Turnaround of a call, h"), number=True),
        Column(t("Wait before the lock, all vessels, h"), number=True),
        Column(t("Longest queue of a day"), number=True),
        Column(t("Vessels that wait when it opens"), number=True),
        Column(t("Days until the queue is gone"), number=True),
    ]
    rows: list[list[Child]] = [
        [
            el("b", whole(_title(row))), _value(row["call_wait_h"], 1),
            _value(row["call_turnaround_h"], 1), _value(row["lock_wait_h"], 1),
            _value(row["queue_most"], 0), _value(row["waiting_at_reopening"], 0), _gone(row),
        ]
        for row in answer["variants"]
    ]  # fmt: skip
    said = t(
        "In the {weeks} weeks from {day} on; waits are means over all calls of this time.",
        weeks=plain(answer["weeks"]), day=answer["first_day"],
    )  # fmt: skip
    bound = (
        el("p", t(NOBODY_KNOWS), STOP, class_="sure warn") if answer["upper_bound"]
        else el("p", t(STAYED, share=percent(answer["stay_away"])), STOP, class_="sure")
    )  # fmt: skip
    return el("section", el("h1", title), bound, el("p", whole(said)), table(columns, rows),
              class_="answer")  # fmt: skip


def _gone(row: Mapping[str, Any]) -> Child:
    gone = row["gone"]
    if gone is None:
        return "–"
    if gone["days"] is not None:
        return _value(gone["days"], 1)
    return whole(t(
        "in {reached} of {of} runs within {days} days", reached=gone["reached"], of=gone["of"],
        days=plain(gone["not_before_d"]),
    ))  # fmt: skip


def _queue(answer: Mapping[str, Any]) -> Html:
    days = answer["days"]["day"]
    titles = {row["id"]: _title(row) for row in answer["variants"]}
    xs = [float(k) for k in range(len(days))]
    curves = [
        Curve(titles[row["id"]], xs, row["queue_mean"])
        for row in answer["days"]["queues"][: len(COLOURS)]
    ]
    step = max(1, -(-(len(days) - 1) // TICKS))
    ticks = [(xs[k], days[k][5:]) for k in range(0, len(days), step)]
    if ticks[-1][0] != xs[-1] and len(xs) > 1:
        ticks = [*ticks[: -1 if xs[-1] - ticks[-1][0] < step / 2 else None], (xs[-1], days[-1][5:])]
    drawing = curves_figure(
        curves, x_ticks=ticks, x_name=t("day"), y_name=t("Vessels that wait before the lock"),
        said=t("Mean of a day, both sides, over all runs."),
        label=t("The queue before the lock day by day"),
    )  # fmt: skip
    return el("section", el("h2", t("The queue through the weeks")), drawing)


def _differences(answer: Mapping[str, Any]) -> Html:
    titles = {row["id"]: whole(_title(row)) for row in answer["variants"]}
    columns = [
        Column(t("What")),
        Column(t("Against")),
        Column(t("Wait of a call, h more"), number=True),
        Column(t("Turnaround, h more"), number=True),
        Column(t("Hours of all vessels before the lock, more"), number=True),
    ]
    rows: list[list[Child]] = [
        [
            titles[row["of"]], titles[row["against"]], _value(row["call_wait_h"], 1),
            _value(row["call_turnaround_h"], 1), _value(row["vessel_hours"], 0),
        ]
        for row in answer["differences"]
    ]  # fmt: skip
    return el("section", el("h2", t("What one closure costs more than another")),
              table(columns, rows))  # fmt: skip


# --- load -----------------------------------------------------------------------------------------


def _load_first(answer: Mapping[str, Any], title: Both) -> Html:
    columns = [
        Column(t("Load")),
        Column(t("Mt a year"), number=True),
        Column(t("Vessels a year"), number=True),
        Column(t("Wait before the lock, h"), number=True),
        Column(t("Vessels a lockage"), number=True),
        Column(t("Chamber at work"), number=True),
        Column(t("Wait of a call, h"), number=True),
        Column(t("Turnaround of a call, h"), number=True),
    ]
    rows: list[list[Child]] = []
    for row in answer["loads"]:
        cells: list[Child] = [
            el("b", f"{row['load']:g}%"), plain(row["mt_per_year"], 1),
            plain(row["vessels_per_year"], 0),
        ]  # fmt: skip
        if row["settled"]:
            cells += [
                _value(row["lock_wait_h"], 2), plain(row["vessels_a_lockage"]["value"], 1),
                percent(row["chamber_busy"]["value"]), _value(row["call_wait_h"], 1),
                _value(row["call_turnaround_h"], 1),
            ]  # fmt: skip
        else:
            cells += [t("does not settle"), "–", "–", "–", "–"]
        rows.append(cells)
    said: list[Child] = [el("p", t(FULLER), STOP)] if falls(answer["loads"]) else []
    if answer["limit"] is not None:
        said.insert(0, el("p", whole(_limit(answer["limit"])), STOP, class_="sure"))
    return el("section", el("h1", title), said, table(columns, rows), class_="answer")


def _limit(limit: Mapping[str, Any]) -> Both:
    if limit["not_at"] is None:
        return t("It settles up to {load} % ({mt} Mt), the most that was tried",
                 load=plain(limit["settles_at"]), mt=plain(limit["settles_at_mt"]))  # fmt: skip
    return t(
        "It settles at {load} % ({mt} Mt), and no more at {over} % ({over_mt} Mt)",
        load=plain(limit["settles_at"]), mt=plain(limit["settles_at_mt"]),
        over=plain(limit["not_at"]), over_mt=plain(limit["not_at_mt"]),
    )  # fmt: skip


def _against_load(answer: Mapping[str, Any]) -> Html | None:
    rows = [row for row in answer["loads"] if row["settled"]]
    if len(rows) < 2:
        return None
    xs = [row["load"] for row in rows]

    def curve(name: Both, key: str) -> Curve:
        ends = [[row[key][end] if row[key][end] is not None else row[key]["value"] for row in rows]
                for end in ("low", "high")]  # fmt: skip
        return Curve(name, xs, [row[key]["value"] for row in rows], *ends)

    drawing = curves_figure(
        [curve(t("before the lock, all vessels"), "lock_wait_h"),
         curve(t("a call of the port, all causes"), "call_wait_h")],
        x_ticks=[(x, f"{x:g}%") for x in xs], x_name=t("load of the lock"),
        y_name=t("Mean wait, h"), said=t("Each point is one load; all share their luck."),
        label=t("Wait against the load of the lock"), dots=True,
    )  # fmt: skip
    return el("section", el("h2", t("Wait against load")), drawing)


def _design(answer: Mapping[str, Any]) -> Html:
    design = answer["design"]
    facts: list[tuple[Both, Child]] = [
        (t("Design, both ways, Mt a year"), plain(design["mt_per_year"])),
        (t("Tonnes a vessel, empty ones too"), plain(design["t_per_vessel"])),
        (t("Vessels a year, as last counted"), plain(design["counted_vessels"], 0)),
        (t("Load of that year"), f"{design['counted_load']:g}%"),
        (t("Vessels of this port, a year"), plain(answer["own_vessels"], 0)),
    ]
    columns = [Column(t("Fact")), Column(t("Value"), number=True), Column(t("Source"))]
    rows: list[list[Child]] = [
        [
            both(row["quantity"], row["quantity_zh"]),
            glue(both(plain(row["value"])), fact_unit(row["unit"]), zh=" "),
            el("code", row["source"]),
        ]
        for row in design["facts"]
    ]  # fmt: skip
    return el("section", el("h2", t("What the load is a percentage of")), facts_list(facts),
              table(columns, rows))  # fmt: skip


def _run(answer: Mapping[str, Any]) -> Html:
    run = answer["run"]
    facts: list[tuple[Both, Child]] = [
        (t("Runs"), plain(run["replications"])),
        (t("Length of a run, h"), plain(run["hours"])),
        (t("Beginning that is left out, h"), plain(run["warm_h"])),
        (t("Seed"), str(run["seed"])),
        (t("Intervals"), whole(t(run["method"]))),
    ]
    if run.get("paired_method"):
        facts.append((t("Intervals of differences"), whole(t(run["paired_method"]))))
    return el("section", el("h2", t("How it was found")), facts_list(facts))
