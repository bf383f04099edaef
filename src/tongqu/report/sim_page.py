"""A simulated port as one offline page: who waits where and why, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el
from tongqu.report.numbers import plain
from tongqu.report.page import page
from tongqu.report.sim_day import day_section
from tongqu.report.sim_ground_view import assumed_view, trust_view
from tongqu.report.sim_handed_on import handed_on_section
from tongqu.report.sim_loads import cargo_section, loads_section
from tongqu.report.sim_tables_view import use_view, waits_view
from tongqu.report.sim_time_view import locks_view, stocks_view
from tongqu.report.sim_traffic_view import traffic_view
from tongqu.report.sim_week_view import week_view
from tongqu.report.sim_words import cause_words, doubt_words, lost_words, named, signed, span
from tongqu.report.tables import facts_list
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.sim.day import Day

__all__ = ["sim_page"]


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
    sections: list[Html | None] = [_first(answer, names)]
    if answer["settled"]:
        sections += [
            traffic_view(answer),
            week_view(answer, names),
            locks_view(answer, names),
            stocks_view(answer, names),
            None if day is None else day_section(answer, day, names),
            waits_view(answer, names),
            handed_on_section(answer["handed_on"], names),
            use_view(answer, names),
            cargo_section(answer["throughput"], names),
        ]
    sections += [loads_section(answer["loads"], names), trust_view(answer), assumed_view(answer)]
    body = [section for section in sections if section is not None]
    title = t("The port, simulated: {name}", name=_title(answer, names))
    return page(title, body, lang=lang, kicker=t("Who waits where, and why"))


def _title(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Both:
    scenario = answer["scenario"]
    if scenario["first_day"] is None:
        return both(scenario["name"] or "–")
    return t(
        "{name}, {traffic} Mt a year from {day}",
        name=named(scenario["name"], names),
        traffic=plain(scenario["traffic_mt_per_year"], 2),
        day=scenario["first_day"],
    )


def _first(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html:
    heading = el("h1", t("The port, simulated: {name}", name=_title(answer, names)))
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
        if answer["stop"]["interrupted"]:
            wide = t("Stopped; this is what was known by then.")
        parts.append(el("p", wide, class_="sure warn"))
    facts: list[tuple[Both, Child]] = [
        (t("calls in a run"), span(calls["left"], 0)),
        (t("turnaround, h"), span(calls["turnaround_h"], 1)),
        (t("mean wait of a call, h"), span(calls["wait_h"])),
    ]
    parts.append(facts_list(facts))
    if causes:
        words = [(cause_words()[cause], span(part)) for cause, part in causes.items()]
        parts += [el("h4", t("Of the wait, hours a call")), facts_list(words)]
    lost = calls["lost_by_cause_h"]
    if lost:
        words = [(lost_words()[cause], signed(part)) for cause, part in lost.items()]
        parts += [el("h4", t("Lost while under way or at work, hours a call")), facts_list(words)]
    return el("section", parts, class_="answer")
