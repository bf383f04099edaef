"""How much a port can take, as one offline page: the curve, the level, what more would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.capacity_words import AS_IT_IS, FIGURES, KINDS, OVERRUN, STATES
from tongqu.report.chart_points import nice_ticks
from tongqu.report.gain_bars import gain_bars
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import percent, plain
from tongqu.report.page import page
from tongqu.report.sim_charts import Curve, curves_figure
from tongqu.report.sim_loads import loads_section
from tongqu.report.sim_words import doubt_words
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["capacity_page"]

MOST_RATIO = 3.0
"""Figures more than so many times their limit are left out of the drawing."""


def capacity_page(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return one offline HTML page for a port's capacity.

    Parameters
    ----------
    answer
        The answer as JSON, kind ``capacity``.
    lang
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    names = {row["id"]: both(row["name"], row["name_zh"]) for row in answer.get("names", ())}
    parts = [
        _first(answer, names), _curve(answer), _additions(answer, names), _choice(answer, names),
        loads_section(answer.get("loads", ()), names, ports=True), _run(answer),
    ]  # fmt: skip
    title = _title(answer, names)
    kicker = t("The most traffic within a level of service")
    return page(title, [part for part in parts if part is not None], lang=lang, kicker=kicker)


def _title(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Both:
    return t("How much {name} can take", name=_called(answer["scenario"]["name"] or "–", names))


def _called(name: str, names: Mapping[str, Both]) -> Both:
    return names.get(name) or both(name)


def _span(row: Mapping[str, Any], decimals: int | None = None) -> Child:
    """Return a value with its interval, or the bracket alone."""
    low, high = (
        both("?") if row[end] is None else both(plain(row[end], decimals))
        for end in ("low", "high")
    )
    if row["value"] is None:
        return t("between {low} and {high}", low=low, high=high)
    between = t("{low} to {high}", low=low, high=high)
    return join(el("strong", plain(row["value"], decimals)), " ", el("small", between))


def _unit(answer: Mapping[str, Any]) -> tuple[str, Both]:
    """Return in what traffic is told: tonnes, calls, or times that of today."""
    if answer["scenario"]["traffic_mt_per_year"] is not None:
        return "traffic_mt_per_year", t("traffic over the quays, Mt a year")
    if answer["scenario"]["arrivals_per_year"]:
        return "arrivals_per_year", t("calls that come, a year")
    return "factor", t("traffic of today times")


def _size(answer: Mapping[str, Any]) -> float:
    """Return what factor 1 is."""
    unit, _ = _unit(answer)
    return 1.0 if unit == "factor" else float(answer["scenario"][unit])


def _first(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html:
    heading = el("h1", _title(answer, names))
    parts: list[Child] = [heading]
    if answer["state"] in STATES:
        parts.append(el("p", t(STATES[answer["state"]]), class_="sure warn"))
        parts.append(el("ul", [el("li", doubt_words()[doubt]) for doubt in answer["doubts"]]))
    binding = answer["binding"]
    if binding is not None and binding["figure"] == "overrun":
        words = t(OVERRUN, station=_called(binding["station"], names))
        parts.append(el("p", words, class_="sure"))
    elif binding is not None:
        words = t(
            "What binds: {figure} at {station}, {value} of at most {limit}",
            figure=t(FIGURES[binding["figure"]]),
            station=_called(binding["station"], names),
            value=plain(binding["value"]),
            limit=plain(binding["limit"]),
        )
        parts.append(el("p", words, class_="sure"))
    found = answer["capacity"]
    facts: list[tuple[Both, Child]] = []
    if found is not None:
        unit, name = _unit(answer)
        facts = [(name, _span(found[unit]))]
        facts += [
            (title, _span(found[key]))
            for key, title in (
                ("factor", t("traffic of today times")),
                ("calls_per_year", t("calls served, a year")),
                ("tonnes_per_year", t("tonnes carried, a year")),
                ("call_wait_h", t("mean wait of a call, all causes [h]")),
            )
            if key != unit and found[key] is not None and found[key]["value"] != 0
        ]
    facts += [(t("limit: {figure}", figure=t(FIGURES[key])), plain(value))
              for key, value in answer["level"].items() if key in FIGURES]  # fmt: skip
    return el("section", parts, facts_list(facts), class_="answer")


def _curve(answer: Mapping[str, Any]) -> Html | None:
    """Return the figure that binds over its limit, against the traffic."""
    rows = _points(answer)
    if len(rows) < 2:
        return None
    _, name = _unit(answer)
    size = _size(answer)
    xs = [size * row["factor"] for row in rows]
    over = [{key: row[key] / row["limit"] for key in ("value", "low", "high")
             if row[key] is not None} for row in rows]  # fmt: skip
    curve = Curve(
        t("the figure that binds, with its interval"), xs, [row["value"] for row in over],
        [max(0.0, row.get("low", row["value"])) for row in over],
        [min(MOST_RATIO, row.get("high", row["value"])) for row in over],
    )  # fmt: skip
    lines = [curve, Curve(t("the limit"), [xs[0], xs[-1]], [1.0, 1.0])]
    found, band = answer["capacity"], None
    if found is not None and None not in (found["factor"]["low"], found["factor"]["high"]):
        low, high = (size * found["factor"][end] for end in ("low", "high"))
        band = (low, high, t("between these the capacity lies"))
    ticks = [tick for tick in nice_ticks(xs[0], xs[-1]) if xs[0] <= tick <= xs[-1]]
    drawing = curves_figure(
        lines, x_ticks=[(tick, plain(tick)) for tick in ticks], x_range=(xs[0], xs[-1]),
        x_name=name, band=band,
        y_name=t("Figure over its limit"),
        said=t("Each point is one level of traffic; all share their luck."),
        label=t("Service against traffic"), dots=True,
    )  # fmt: skip
    return el("section", el("h2", t("Service against traffic")), drawing)


def _points(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the points of the curve; of those that would touch, the one of most runs."""
    rows = [row for row in answer["curve"]
            if row["value"] is not None and row["value"] <= MOST_RATIO * row["limit"]]  # fmt: skip
    if not rows:
        return []
    room = 0.03 * (rows[-1]["factor"] - rows[0]["factor"])
    kept: list[Mapping[str, Any]] = []
    for row in sorted(rows, key=lambda row: -row["replications"]):
        if all(abs(row["factor"] - other["factor"]) > room for other in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: float(row["factor"]))


def _additions(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    rows = answer["additions"]
    if not rows:
        return None
    unit, name = _unit(answer)
    gained = [row for row in rows if row["capacity"] is not None]
    labels = [_label(row, names) for row in gained]
    bars = [row["capacity"][unit] or row["capacity"]["factor"] for row in gained]
    cells: list[list[Child]] = [
        [label, _change(bar), _change(row["call_wait_h"]),
         "–" if row["then_binds"] is None else _called(row["then_binds"]["station"], names)]
        for label, bar, row in zip(labels, bars, gained, strict=True)
    ]  # fmt: skip
    columns = [
        Column(t("What more")),
        Column(name, number=True),
        Column(t("Wait of a call, h"), number=True),
        Column(t("Then binds at")),
    ]
    beyond = [_label(row, names) for row in rows if row["beyond"]]
    nothing = [_label(row, names) for row in rows if row["capacity"] is None and not row["beyond"]]
    more: list[Child] = []
    if beyond:
        more.append(el("p", t("More than was tried:"), " ", _listed(beyond)))
    if nothing:
        more.append(
            el("details", el("summary", t("No gain for certain: {count}", count=len(nothing))),
               el("ul", [el("li", label) for label in nothing]))
        )  # fmt: skip
    drawing = gain_bars(labels, bars, name) if gained else None
    listed = table(columns, cells) if gained else None
    return el("section", el("h2", t("What more brings")), drawing, listed, more)


def _listed(labels: list[Both]) -> Html:
    return join([part for label in labels for part in (label, " · ")][:-1])


def _label(row: Mapping[str, Any], names: Mapping[str, Both]) -> Both:
    where = _called(row["where"], names)
    return t("{what}: {where}", what=t(KINDS[row["kind"]]), where=where)


def _change(row: Mapping[str, Any]) -> Child:
    if None in (row["value"], row["low"], row["high"]):
        return "–"
    between = t("{low} to {high}", low=plain(row["low"]), high=plain(row["high"]))
    sign = "+" if row["value"] > 0 else ""
    return join(sign + plain(row["value"]), el("small", between))


def _choice(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html | None:
    choice = answer["choice"]
    if choice is None:
        return None

    def called(name: str) -> Both:
        if name == "as_it_is":
            return t(AS_IT_IS)
        kind, _, where = name.partition(":")
        words = t(KINDS[kind]) if kind in KINDS else both(kind)
        return t("{what}: {where}", what=words, where=_called(where, names)) if where else words

    said = t("Not decided within the runs allowed.")
    if choice["best"] is not None:
        said = t(
            "the shortest wait has {name}; wrong by more than {hours} h with a probability of at "
            "most {error}",
            name=called(choice["best"]),
            hours=plain(choice["indifference_h"]),
            error=percent(choice["error"]),
        )
    columns = [Column(t("Alternative")), Column(t("Wait of a call, h"), number=True),
               Column(t("Runs"), number=True)]  # fmt: skip
    rows: list[list[Child]] = [
        [called(row["id"]), plain(row["call_wait_h"]), plain(row["replications"])]
        for row in choice["alternatives"]
    ]
    heading = el("h2", t("Chosen by the mean wait of a call"))
    return el("section", heading, el("p", said), table(columns, rows))


def _run(answer: Mapping[str, Any]) -> Html:
    run = answer["run"]
    facts: list[tuple[Both, Child]] = [
        (t("Runs at a level of traffic, at most"), plain(run["replications"])),
        (t("Length of a run, h"), plain(run["hours"])),
        (t("Beginning that is left out, h"), plain(run["warm_h"])),
        (t("Seed"), str(run["seed"])),
        (t("Confidence of the bracket"), percent(run["confidence"])),
        (t("Confidence of every single interval"), f"{100 * run['confidence_of_each']:.2f} %"),
    ]
    said = t(
        "Traffic grows, everything else stays as it is. The bracket holds all traffic at which the "
        "interval of the figure holds its limit; what more brings is a paired difference."
    )
    return el("section", el("h2", t("How it was found")), el("p", said), facts_list(facts))
