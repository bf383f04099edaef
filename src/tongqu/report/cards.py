"""Cards of the demo's front page: each a function of the region and the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.headline import certainty, glue, headline
from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.news import news_table
from tongqu.report.numbers import co2e, day, duration, money, plain
from tongqu.report.option_view import chain_strip
from tongqu.report.region_map import region_maps
from tongqu.report.tables import command_text, kind_mark
from tongqu.report.timeline_view import timeline_figure
from tongqu.report.words import fact_unit, modes_words, short, t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region
    from tongqu.model.facts import Fact
    from tongqu.report.demo_cases import DemoRun

__all__ = ["answer_card", "news_card", "region_card", "results_card", "timeline_card"]

# The figures that introduce the region, where it has them.
KEY_FACTS = (
    "port2.open_date",
    "port2.berths",
    "port2.design_capacity",
    "port.total_capacity",
    "teu.2024",
    "teu.2025_expected",
    "fairway.quzhou_to_hangzhou",
    "lock.fuchunjiang.2024.cargo",
    "longyou.2023",
    "juhua.saving_vs_rail",
)
# Those whose name does not say what they are about.
NEED_SUBJECT = frozenset(
    {"lock.fuchunjiang.2024.cargo", "longyou.2023", "port2.berths", "port2.design_capacity"}
)


def region_card(region: Region, runs: Mapping[str, DemoRun]) -> Html:
    """Return what the region is: maps, and key figures each with its source."""
    del runs
    sources = region.index("sources")
    facts = _key_facts(region)
    figures = []
    for fact in facts:
        source = sources.get(fact.source_id)
        told = both(source.title, source.title_zh) if source is not None else both(fact.source_id)
        mark = kind_mark(source.kind) if source is not None else Html("")
        doubt = el("small", both(fact.caution, fact.caution_zh)) if fact.caution else None
        figures.append(
            el(
                "div",
                el("dt", _fact_name(region, fact)),
                el("dd", el("strong", _fact_value(fact)), el("small", mark, " ", told), doubt),
            )
        )
    counts = t(
        "In the data: {places} places, {links} links, {locks} locks, {terminals} terminals, "
        "{services} scheduled services, {works} works; every row names its source.",
        places=len(region.places),
        links=len(region.links),
        locks=len(region.locks),
        terminals=len(region.terminals),
        services=len(region.services),
        works=len(region.works),
    )
    lead = t(
        "A river port of eleven new berths on the upper Qiantang, the works and workshops beside "
        "it, and the ways by water, rail and road to the sea ports and on to their customers."
    )
    return el(
        "section",
        el("h1", t("{name}: the region", name=both(region.info.name, region.info.name_zh))),
        el("p", lead),
        el("dl", figures, class_="numbers") if figures else None,
        region_maps(region),
        el("p", counts),
        id="region",
    )


def _key_facts(region: Region) -> list[Fact]:
    chosen = [region.row("facts", key) for key in KEY_FACTS if region.has("facts", key)]
    if len(chosen) < 6:
        chosen += [f for f in region.facts if f.value is not None and f not in chosen]
    return chosen[:10]


def _fact_name(region: Region, fact: Fact) -> Both:
    """Return what is measured, and of what."""
    quantity = both(fact.quantity, fact.quantity_zh)
    for table in ("locks", "terminals", "places", "works") if fact.id in NEED_SUBJECT else ():
        if region.has(table, fact.subject_id):
            row = region.row(table, fact.subject_id)
            return glue(short(both(row.name, row.name_zh)), quantity, en=": ", zh="：")
    return quantity


def _fact_value(fact: Fact) -> Both:
    if fact.value is None:
        return day(fact.on_date) if fact.on_date else both(fact.text, fact.text_zh)
    value = glue(both(plain(fact.value)), fact_unit(fact.unit), zh=" ")
    said = {
        "about": t("about {value}", value=value),
        "at_least": t("at least {value}", value=value),
        "at_most": t("at most {value}", value=value),
        "expected": t("{value}, expected", value=value),
        "may": t("perhaps {value}", value=value),
    }
    return said.get(fact.bound, value)


def answer_card(region: Region, runs: Mapping[str, DemoRun]) -> Html | None:
    """Return the first answer in short, with the way to all of it."""
    del region
    run = next(iter(runs.values()), None)
    if run is None:
        return None
    options = run.answer["options"]
    sure = certainty(run.answer)
    return el(
        "section",
        el("h2", t("The first answer")),
        el("p", el("strong", headline(run.answer))),
        chain_strip(options[0]) if options else None,
        el("p", sure, class_="sure") if sure is not None else None,
        el("p", _links(run)),
        el("p", command_text(run.case.command)),
        id="first-answer",
    )


def results_card(region: Region, runs: Mapping[str, DemoRun]) -> Html | None:
    """Return a tile for every answer."""
    del region
    if not runs:
        return None
    return el(
        "section",
        el("h2", t("Every result that tongqu can make today")),
        el("div", [_tile(run) for run in runs.values()], class_="cards"),
        id="results",
    )


def _tile(run: DemoRun) -> Html:
    options = run.answer["options"]
    if options:
        first = options[0]
        currency = run.answer["currency"]
        told = [
            el("p", el("b", modes_words(first["modes"]))),
            el(
                "p",
                glue(
                    money(first["cost"], currency),
                    duration(first["duration_h"]),
                    co2e(first["co2e_kg"]),
                    en=" · ",
                    zh=" · ",
                ),
            ),
        ]
        saved = _saved(first["savings"], currency)
        if saved is not None:
            told.append(el("p", saved))
        told += [
            el("p", el("small", both(note["text"], note["text_zh"])))
            for note in run.answer["notes"]
            if note["code"].startswith("closure_changes")
        ][:1]
    else:
        told = [el("p", el("b", t("No feasible way, and why")))]
    return el(
        "div",
        el("h3", run.case.title),
        el("p", run.case.why),
        told,
        el("small", command_text(run.case.command)),
        el("div", _links(run), class_="links"),
        class_="result" if options else "result none",
        id=f"result-{run.case.id}",
    )


def _saved(savings: Mapping[str, Any], currency: str) -> Both | None:
    """Return what is saved per tonne against the baselines that there are."""
    rail, road = savings["against_rail_per_t"], savings["against_road_per_t"]
    if rail is not None and road is not None:
        return t(
            "Saved a tonne: {rail} against rail, {road} against road",
            rail=money(round(rail, 2), currency),
            road=money(round(road, 2), currency),
        )
    if road is not None:
        return t("Saved a tonne: {road} against road", road=money(round(road, 2), currency))
    return None


def _links(run: DemoRun) -> Html:
    full = t("the whole answer")
    return join(
        el("a", full.en, href=run.page, class_="en", lang="en"),
        el("a", full.zh, href=f"{run.page}#zh", class_="zh", lang="zh-Hans"),
        " ",
        el("a", "JSON", href=run.json),
    )


def timeline_card(region: Region, runs: Mapping[str, DemoRun]) -> Html:
    """Return works and closures with planned, expected and actual dates apart."""
    del runs
    return el(
        "section",
        el("h2", t("Works and closures: planned, expected, actual")),
        el(
            "p",
            t(
                "What is known and what is true are two dates. A plan without a date changes "
                "nothing; a question uses only what was known on its day."
            ),
        ),
        timeline_figure(region),
        id="works",
    )


def news_card(region: Region, runs: Mapping[str, DemoRun]) -> Html:
    """Return what the newspaper reports, with the command that answers it."""
    return el(
        "section",
        el("h2", t("What the newspaper reports, and what answers it")),
        news_table(region, runs),
        id="news",
    )
