"""The answer of a comparison as one offline page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.appendix import excluded_section, notes_section, sources_section
from tongqu.report.front_view import front_figure
from tongqu.report.headline import certainty, glue, headline, lot, per_tonne, saving, via
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.map_parts import Way
from tongqu.report.map_view import chain_maps
from tongqu.report.numbers import co2e, duration, moment, money, money_range, percent, plain
from tongqu.report.option_view import labels_marks, option_section
from tongqu.report.page import page
from tongqu.report.range_view import range_figure
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.waits_view import waits_section
from tongqu.report.words import (
    label_word,
    modes_words,
    name_of,
    packing_word,
    short,
    t,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region

__all__ = ["compare_page", "lot_title"]


def compare_page(answer: Mapping[str, Any], region: Region, lang: str = "en") -> str:
    """Return one offline HTML page for the answer of a comparison.

    Parameters
    ----------
    answer
        The answer as `CompareResult.to_dict` gives it.
    region
        The region that was asked; its places and links are drawn.
    lang
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    body = [_first_section(answer)]
    notes = notes_section(answer)
    if notes is not None:
        body.append(notes)
    if answer["options"]:
        body += [_map_section(answer, region), _front_section(answer), _options_section(answer)]
        waits = waits_section(answer)
        body += [waits] if waits is not None else []
        body += _details(answer, region)
    body += [
        section
        for section in (excluded_section(answer), sources_section(answer))
        if section is not None
    ]
    return page(lot_title(answer), body, lang=lang, kicker=_kicker(region))


def lot_title(answer: Mapping[str, Any]) -> Both:
    """Return what was asked, in a few words."""
    question = answer["question"]
    return t(
        "{lot}: {origin} → {goal}",
        lot=lot(question),
        origin=short(name_of(question, "from_name")),
        goal=short(name_of(question, "to_name")),
    )


def _kicker(region: Region) -> Both:
    return t(
        "Which way for this cargo? Region: {name}", name=both(region.info.name, region.info.name_zh)
    )


def _first_section(answer: Mapping[str, Any]) -> Html:
    sure = certainty(answer)
    parts: list[Html] = [el("h1", headline(answer))]
    if answer["options"]:
        parts.append(facts_list(_key_figures(answer)))
    else:
        parts.append(
            el(
                "p",
                t("Below stands what was excluded, by which limit, and what would have to change."),
            )
        )
    if sure is not None:
        parts.append(el("p", sure, class_="sure"))
    parts.append(_question(answer))
    return el("section", parts, class_="answer")


def _key_figures(answer: Mapping[str, Any]) -> list[tuple[Both, Child]]:
    first, currency = answer["options"][0], answer["currency"]
    span = money_range(first["cost_low"], first["cost_high"], currency)
    figures: list[tuple[Both, Child]] = [
        (t("Cost of the lot"), _two(money(first["cost"], currency), span)),
        (t("Per tonne"), el("strong", per_tonne(first["cost_per_t"], currency))),
        (t("Door to door"), _two(duration(first["duration_h"]), moment(first["arrive"]))),
        (
            t("CO₂e"),
            _two(
                co2e(first["co2e_kg"]),
                t("{share} from burning the fuel", share=_share(first, "co2e_ttw_kg", "co2e_kg")),
            ),
        ),
    ]
    for mode, name in (("rail", t("Saved against rail")), ("road", t("Saved against road"))):
        told = saving(first["savings"], mode, currency)
        if told:
            kg = first["savings"][f"co2e_against_{mode}_kg"]
            if kg is not None and kg >= 0:
                told.append(t("CO₂e less: {mass}", mass=co2e(kg)))
            elif kg is not None:
                told.append(t("CO₂e more: {mass}", mass=co2e(-kg)))
            figures.append((name, join(el("strong", told[0]), [el("small", x) for x in told[1:]])))
    return figures


def _share(option: Mapping[str, Any], part: str, whole: str) -> Both:
    return percent(option[part] / option[whole] if option[whole] else 0.0)


def _two(main: Child, small: Child) -> Html:
    return join(el("strong", main), el("small", small))


def _question(answer: Mapping[str, Any]) -> Html:
    asked = answer["question"]
    packings = glue(*(packing_word(key) for key in asked["packings"]), en=", ", zh="、")
    pairs: list[tuple[Both, Child]] = [
        (t("Ready"), moment(asked["ready"])),
        (t("Arrive by"), moment(asked["deadline"]) if asked["deadline"] else t("no deadline")),
        (t("Known as of"), moment(asked["as_of"])),
        (t("Packing allowed"), packings),
        (
            t("Boxes"),
            t("{count} TEU", count=plain(asked["teu"])) if asked["teu"] is not None else "–",
        ),
        (
            t("Searched"),
            t(
                "{days} days of waiting, up to {legs} main legs",
                days=plain(asked["waiting_horizon_d"]),
                legs=asked["max_main_legs"],
            ),
        ),
        (
            t("Money"),
            t(
                "{currency}, prices of {year}",
                currency=answer["currency"],
                year=str(answer["price_year"]),
            ),
        ),
    ]
    return join(
        el("h3", t("What was asked")),
        el("dl", [el("div", el("dt", n), el("dd", v)) for n, v in pairs], class_="question"),
    )


def _map_section(answer: Mapping[str, Any], region: Region) -> Html:
    ways = [
        Way(
            Both(f"{number} {_first_label(option).en}", f"{number} {_first_label(option).zh}"),
            option["legs"],
        )
        for number, option in enumerate(answer["options"], 1)
    ]
    for mode, name in (("rail", t("best rail chain")), ("road", t("best road chain"))):
        chain = answer["baselines"].get(mode)
        if chain and _twin_of(chain, answer) is None:
            ways.append(Way(name, chain["legs"]))
    return el(
        "section",
        el("h2", t("The ways on a map")),
        chain_maps(region, ways, region.info.holiday_country),
    )


def _first_label(option: Mapping[str, Any]) -> Both:
    return glue(*(label_word(key) for key in option["labels"]), en=", ", zh="、")


def _twin_of(chain: Mapping[str, Any], answer: Mapping[str, Any]) -> int | None:
    """Return the number of the option that is this baseline, if one is."""
    for number, option in enumerate(answer["options"], 1):
        same = all(option[key] == chain[key] for key in ("cost", "arrive", "co2e_kg", "modes"))
        if same:
            return number
    return None


def _front_section(answer: Mapping[str, Any]) -> Html:
    return el(
        "section",
        el("h2", t("Cost, arrival and CO₂e of every option")),
        front_figure(answer),
        el("h3", t("How far the cost may lie off")),
        range_figure(answer),
    )


def _options_section(answer: Mapping[str, Any]) -> Html:
    columns = [
        Column(t("No.")),
        Column(t("Way")),
        Column(t("Cost"), number=True),
        Column(t("Per tonne"), number=True),
        Column(t("Arrival")),
        Column(t("CO₂e"), number=True),
        Column(t("Saved against rail"), number=True),
        Column(t("Saved against road"), number=True),
        Column(t("Assumed"), number=True),
    ]
    rows: list[list[Child]] = []
    kinds: list[str] = []
    for number, option in enumerate(answer["options"], 1):
        rows.append(_option_row(el("b", str(number)), option, answer, labels_marks(option)))
        kinds.append("best-row" if number == 1 else "")
    for mode, name in (("rail", t("best rail chain")), ("road", t("best road chain"))):
        chain = answer["baselines"].get(mode)
        if chain:
            twin = _twin_of(chain, answer)
            said = t("{name}, the same as option {number}", name=name, number=twin or 0)
            mark = el("b", name if twin is None else said)
            rows.append(_option_row("–", chain, answer, mark))
            kinds.append("baseline-row")
    missing = [
        el("p", said)
        for mode, said in (
            ("rail", t("There is no feasible rail chain to compare with.")),
            ("road", t("There is no feasible all-road chain to compare with.")),
        )
        if not answer["baselines"].get(mode)
    ]
    return el(
        "section",
        el("h2", t("Options")),
        table(columns, rows, class_="options", row_classes=kinds),
        missing,
    )


def _option_row(
    sign: Child, option: Mapping[str, Any], answer: Mapping[str, Any], mark: Html
) -> list[Child]:
    currency = answer["currency"]
    span = money_range(option["cost_low"], option["cost_high"], currency)
    cells: list[Child] = [
        sign,
        join(mark, el("div", modes_words(option["modes"])), el("small", via(option))),
        join(money(option["cost"], currency), el("small", span)),
        per_tonne(option["cost_per_t"], currency),
        join(moment(option["arrive"]), el("small", duration(option["duration_h"]))),
        co2e(option["co2e_kg"]),
    ]
    for mode in ("rail", "road"):
        told = saving(option["savings"] or {}, mode, currency)
        cells.append(join(told[0], [el("small", part) for part in told[1:]]) if told else "–")
    cells.append(percent(option["assumed_cost_share"] or 0.0))
    return cells


def _details(answer: Mapping[str, Any], region: Region) -> list[Html]:
    parts = []
    for number, option in enumerate(answer["options"], 1):
        sign = Both(str(number), str(number))
        parts.append(option_section(option, sign, _first_label(option), answer, region))
    for mode, name in (("rail", t("best rail chain")), ("road", t("best road chain"))):
        chain = answer["baselines"].get(mode)
        if chain and _twin_of(chain, answer) is None:
            parts.append(option_section(chain, t("baseline"), name, answer, region))
    return parts
