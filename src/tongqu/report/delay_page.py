"""What a late work costs, as one offline page: who loses what, who does not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.appendix import notes_section, sources_section
from tongqu.report.delay_bars import loss_bars
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import day, money, plain
from tongqu.report.page import page
from tongqu.report.tables import Column, assumed_mark, facts_list, table
from tongqu.report.words import modes_words, name_of, status_word, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["cost_of_delay_page"]

LOSERS = ("loses", "loses_way")

STYLE = Html(
    ".delay-lot { overflow-x: auto } .delay details { margin: .4rem 0 } "
    ".delay summary { cursor: pointer } .delay .invented { white-space: nowrap }"
)


def cost_of_delay_page(answer: Mapping[str, Any], lang: str = "en") -> str:
    """Return one offline HTML page for a late work.

    Parameters
    ----------
    answer
        The answer as JSON, kind ``cost_of_delay``.
    lang
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    lanes = answer["lanes"]
    sections = [
        _first(answer),
        _losers(answer, [lane for lane in lanes if lane["effect"] in LOSERS]),
        _others([lane for lane in lanes if lane["effect"] not in LOSERS]),
        _lots(answer, lanes),
        _left_out(answer),
        notes_section(answer),
        _assumptions(answer),
        sources_section(answer),
    ]
    body = [el("style", STYLE), *(part for part in sections if part is not None)]
    title = t("What a delay of {work} costs", work=name_of(answer["work"]))
    return page(title, body, lang=lang, kicker=t("A late work: who loses what"))


def _amount(value: float | None, currency: str) -> Child:
    return "–" if value is None else money(value, currency)


def _change(value: float | None, decimals: int) -> str:
    if value is None:
        return "–"
    text = plain(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.") else text


def _first(answer: Mapping[str, Any]) -> Html:
    facts: list[tuple[Both, Child]] = []
    if answer["opens"]:
        facts += [
            (
                t("Opens, as known"),
                join(el("strong", day(answer["opens"])), " ", status_word(answer["opens_status"])),
            ),
            (t("Opens, if late"), el("strong", day(answer["opens_late"]))),
        ]
    totals = answer["totals"]
    if totals:
        currency = answer["currency"]
        cost: Child = "–"
        if totals["cost"] is not None:
            cost = join(
                el("strong", money(totals["cost"], currency)),
                el("small", _range(totals, currency)),
                assumed_mark() if totals["invented_tonnes"] else None,
            )
        facts += [
            (t("Lanes that lose"), f"{totals['lose'] + totals['without_way']} / {totals['lanes']}"),
            (t("Over the delay"), cost),
            (t("Tonnes concerned"), _plain(totals["tonnes"])),
            (t("CO2e more, t"), _change(totals["co2e_t"], 1)),
        ]
    return el(
        "section",
        el("h1", both(answer["text"], answer["text_zh"])),
        facts_list(facts) if facts else None,
        class_="answer",
    )


def _plain(value: float | None) -> str:
    return "–" if value is None else plain(value, 0)


def _range(row: Mapping[str, Any], currency: str) -> Both:
    return t(
        " {low} to {high} as rates are assumed",
        low=money(row["cost_low"], currency),
        high=money(row["cost_high"], currency),
    )


def _lane(lane: Mapping[str, Any]) -> Html:
    way = t(
        "{commodity}, {origin} to {goal}",
        commodity=name_of(lane, "commodity_name"),
        origin=name_of(lane, "from_name"),
        goal=name_of(lane, "to_name"),
    )
    return join(el("b", name_of(lane, "shipper")), el("small", way))


def _losers(answer: Mapping[str, Any], lanes: Sequence[Mapping[str, Any]]) -> Html | None:
    if not answer["totals"]:
        return None
    if not lanes:
        return el("section", el("h2", t("Who loses")), el("p", t("Nobody that was asked about.")))
    currency = answer["currency"]
    columns = [
        Column(t("Who, what, from where to where")),
        Column(t("More a tonne"), number=True),
        Column(t("Hours"), number=True),
        Column(t("kg CO2e a tonne"), number=True),
        Column(t("Tonnes a year"), number=True),
        Column(t("Over the delay"), number=True),
    ]
    rows: list[list[Child]] = []
    for lane in lanes:
        over = lane["over_delay"]
        days = lane["days_without_way"]
        lost = t("no way on {days} days", days=days) if days else None
        rows.append(
            [
                join(_lane(lane), el("small", lost) if lost else None),
                _amount(lane["cost_per_t"], currency),
                _change(lane["duration_h"], 1),
                _change(lane["co2e_kg_per_t"], 2),
                join(
                    _plain(lane["tonnes_per_year"]),
                    el("small", t("invented"), class_="invented") if lane["fictional"] else None,
                ),
                _amount(over["cost"], currency) if over else t("not known"),
            ]
        )
    return el(
        "section",
        el("h2", t("Who loses")),
        loss_bars(lanes, currency),
        table(columns, rows),
        class_="delay",
    )


def _others(lanes: Sequence[Mapping[str, Any]]) -> Html | None:
    if not lanes:
        return None
    items = [el("li", both(lane["text"], lane["text_zh"])) for lane in lanes]
    return el("section", el("h2", t("Who does not, and why")), el("ul", items))


def _lots(answer: Mapping[str, Any], lanes: Sequence[Mapping[str, Any]]) -> Html | None:
    """Return each lane's lot, day by day: the way in time, and the way late."""
    if not lanes:
        return None
    currency = answer["currency"]
    columns = [
        Column(t("Ready")),
        Column(t("Days"), number=True),
        Column(t("In time")),
        Column(t("Late")),
        Column(t("More for the lot"), number=True),
        Column(t("Hours"), number=True),
        Column(t("kg CO2e"), number=True),
    ]
    parts = []
    for lane in lanes:
        rows: list[list[Child]] = [
            [
                day(lot["ready"]),
                plain(lot["days"]),
                _chain(lot["in_time"], currency),
                _chain(lot["late"], currency),
                _amount(lot["cost"], currency),
                _change(lot["duration_h"], 1),
                _change(lot["co2e_kg"], 1),
            ]
            for lot in lane["lots"]
        ]
        head = el("summary", _lane(lane), " ", el("small", f"{plain(lane['lot_t'])} t"))
        parts.append(el("details", head, el("div", table(columns, rows), class_="delay-lot")))
    return el("section", el("h2", t("Lot by lot")), parts, class_="delay")


def _chain(chain: Mapping[str, Any] | None, currency: str) -> Child:
    if chain is None:
        return t("no way")
    via = [part for stop in chain["via"] for part in (name_of(stop, "place_name"), " › ")][:-1]
    return join(
        modes_words(chain["modes"]), el("small", via), el("small", money(chain["cost"], currency))
    )


def _left_out(answer: Mapping[str, Any]) -> Html | None:
    rows = [el("li", both(row["text"], row["text_zh"])) for row in answer["not_asked"]]
    return el("section", el("h2", t("Not asked yet")), el("ul", rows)) if rows else None


def _assumptions(answer: Mapping[str, Any]) -> Html | None:
    rows: list[list[Child]] = [
        [
            name_of(row),
            str(row["unit"]),
            plain(row["low"]),
            plain(row["middle"]),
            plain(row["high"]),
            name_of(row, "reason"),
        ]
        for row in answer["assumptions"]
    ]
    if not rows:
        return None
    columns = [
        Column(t("Assumption")),
        Column(t("Unit of it")),
        Column(t("Low"), number=True),
        Column(t("Middle"), number=True),
        Column(t("High"), number=True),
        Column(t("Why these values")),
    ]
    return el("section", el("h2", t("What it rests on")), table(columns, rows))
