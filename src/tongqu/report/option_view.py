"""One way of an answer in full: its chain, its legs, and every item of cost and CO2e."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.headline import glue, saving
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.item_tables import assumptions_table, co2e_table, cost_table
from tongqu.report.map_parts import mode_key
from tongqu.report.numbers import (
    clock,
    co2e,
    duration,
    kilometres,
    moment,
    money,
    money_range,
    percent,
    plain,
)
from tongqu.report.palette import MODES
from tongqu.report.sea_view import passage_name
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.waits_view import span
from tongqu.report.words import (
    event_kind,
    label_word,
    mode_word,
    modes_words,
    name_of,
    packing_word,
    short,
    t,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.model import Region

__all__ = ["chain_strip", "labels_marks", "option_section", "vehicles"]


def option_section(
    option: Mapping[str, Any],
    sign: Both,
    heading: Both,
    answer: Mapping[str, Any],
    region: Region,
) -> Html:
    """Return one option or baseline with all that it consists of."""
    sources = {source["id"]: source for source in answer["sources"]}
    currency = answer["currency"]
    head = el(
        "summary",
        el("span", sign, class_="sign"),
        el("span", heading, class_="option-name"),
        el("span", modes_words(option["modes"]), class_="option-modes"),
        el("span", money(option["cost"], currency), class_="option-cost"),
    )
    return el(
        "details",
        head,
        facts_list(_figures(option, currency)),
        chain_strip(option),
        el("h4", t("Legs")),
        _legs_table(option, currency, region),
        el("h4", t("Cost, item by item")),
        cost_table(option, currency, sources),
        el("h4", t("CO₂e, well to tank and tank to wheel")),
        co2e_table(option, sources),
        assumptions_table(option, currency, sources),
        class_="option",
        # Named picks are open, and print; the others do once a reader opens them.
        open=bool(option.get("labels")) or sign.en == "1",
        id=f"option-{option['id']}",
    )


def labels_marks(option: Mapping[str, Any]) -> Html:
    """Return the picks that an option was named for."""
    return join([el("span", label_word(key), class_="pick-mark") for key in option["labels"]])


def vehicles(leg: Mapping[str, Any]) -> Both:
    """Return how many vehicles of which class carry how much each."""
    text = _fleet(leg)
    load, payload = leg["load_t"], leg["payload_t"]
    if not leg["service"] and load and payload:
        each = t("{load} t each of at most {payload} t", load=plain(load), payload=plain(payload))
        return glue(text, each, en=", ", zh="，")
    return text


def _fleet(leg: Mapping[str, Any]) -> Both:
    """Return the vehicle class, and how many; a lot is only part of what a liner carries."""
    name = short(name_of(leg, "vehicle_class_name"))
    if leg["service"]:
        return name
    return glue(both(f"{leg['vehicles']} ×"), name, zh=" ")


def _figures(option: Mapping[str, Any], currency: str) -> list[tuple[Both, Child]]:
    figures: list[tuple[Both, Child]] = [
        (t("Cost"), _two(money(option["cost"], currency), _span(option, currency))),
        (
            t("Time"),
            _two(
                duration(option["duration_h"]),
                Both(
                    f"{moment(option['depart']).en} → {moment(option['arrive']).en}",
                    f"{moment(option['depart']).zh} → {moment(option['arrive']).zh}",
                ),
            ),
        ),
        (
            t("CO₂e"),
            _two(
                co2e(option["co2e_kg"]),
                t(
                    "{wtt} to make the fuel, {ttw} from burning it",
                    wtt=co2e(option["co2e_wtt_kg"]),
                    ttw=co2e(option["co2e_ttw_kg"]),
                ),
            ),
        ),
        (t("Packing"), packing_word(option["packing"])),
        (t("Resting on assumed rates"), percent(option["assumed_cost_share"] or 0.0)),
    ]
    for mode, name in (("rail", t("Saved against rail")), ("road", t("Saved against road"))):
        told = saving(option["savings"] or {}, mode, currency)
        if told:
            figures.append((name, join(el("strong", told[0]), [el("small", x) for x in told[1:]])))
    if option["reward"]:
        figures.append((t("Reward, already taken off"), money(option["reward"], currency)))
    if option["twins"] > 1:
        figures.append((t("Near-twins grouped here"), str(option["twins"])))
    return figures


def _two(main: Child, small: Child) -> Html:
    return join(el("strong", main), el("small", small))


def _span(option: Mapping[str, Any], currency: str) -> Both:
    return money_range(option["cost_low"], option["cost_high"], currency)


def chain_strip(option: Mapping[str, Any]) -> Html:
    """Return the chain as stops and legs in a row."""
    steps: list[Html] = []
    for number, leg in enumerate(option["legs"]):
        if number == 0:
            steps.append(_stop(short(name_of(leg, "from_name")), moment(leg["start"])))
        words = glue(kilometres(leg["distance_km"]), duration(_hours(leg)), en=" · ", zh=" · ")
        colour = MODES.get(leg["mode"], MODES["road"]).colour
        steps.append(
            el(
                "li",
                el("b", mode_word(leg["mode"]), style=f"color:{colour}"),
                mode_key(leg["mode"]),
                el("span", _fleet(leg)),
                el("small", words),
                class_="ride",
            )
        )
        steps.append(_stop(short(name_of(leg, "to_name")), moment(leg["available"])))
    return el("ol", steps, class_="chain")


def _stop(name: Both, at: Both) -> Html:
    return el("li", el("b", name), el("small", at), class_="stop")


def _hours(leg: Mapping[str, Any]) -> float:
    from datetime import datetime

    gone = datetime.fromisoformat(leg["arrive"]) - datetime.fromisoformat(leg["depart"])
    return gone.total_seconds() / 3600


def _legs_table(option: Mapping[str, Any], currency: str, region: Region) -> Html:
    columns = [
        Column(t("Leg")),
        Column(t("Vehicles")),
        Column(t("Times")),
        Column(t("Distance"), number=True),
        Column(t("CO₂e"), number=True),
        Column(t("Cost"), number=True),
    ]
    rows: list[list[Child]] = []
    for number, leg in enumerate(option["legs"], 1):
        rows.append(
            [
                join(
                    el("b", f"{number} ", mode_word(leg["mode"])),
                    el("br"),
                    name_of(leg, "from_name"),
                    " → ",
                    name_of(leg, "to_name"),
                    _service(leg),
                ),
                join(vehicles(leg), _draught(leg, region)),
                _times(leg),
                kilometres(leg["distance_km"]),
                co2e(leg["co2e_kg"]),
                money(leg["cost"], currency),
            ]
        )
        on_the_way = _events(leg)
        if on_the_way:
            rows.append([on_the_way])
    return table(columns, rows, class_="legs")


def _service(leg: Mapping[str, Any]) -> Html:
    name = name_of(leg, "service_name")
    if not name.en:
        return el("small", t("on demand"))
    return el("small", t("service: {name}", name=name))


def _draught(leg: Mapping[str, Any], region: Region) -> Html:
    if not leg["draught_m"]:
        return Html("")
    link_id = leg["controlling_link"]
    if not link_id or not leg["controlling_depth_m"]:
        return el("small", t("draught {draught} m", draught=plain(leg["draught_m"])))
    reach = both(link_id)
    if region.has("links", link_id):
        link = region.row("links", link_id)
        reach = both(link.name or link_id, link.name_zh or link_id)
    return el(
        "small",
        t(
            "draught {draught} m, set by {depth} m of water at {reach}",
            draught=plain(leg["draught_m"]),
            depth=plain(leg["controlling_depth_m"]),
            reach=reach,
        ),
    )


def _times(leg: Mapping[str, Any]) -> Html:
    lines = [
        (t("loading or cut-off"), leg["start"]),
        (t("departs"), leg["depart"]),
        (t("arrives"), leg["arrive"]),
        (t("ready there"), leg["available"]),
    ]
    shown: list[Html] = []
    for name, at in lines:
        shown.append(el("span", clock(at), " ", el("i", name), class_="time"))
    if leg["wait_h"]:
        waited = t("waits {time} first", time=duration(leg["wait_h"]))
        shown.append(el("span", waited, class_="time wait"))
    return join(*shown)


def _simulated(event: Mapping[str, Any]) -> Both:
    """Return that a wait was simulated, between what it lies, and the dataset's."""
    dataset = duration(event["dataset_wait_h"])
    between = span(event)
    if not between.en:
        return t("simulated; in the dataset {dataset}", dataset=dataset)
    return t("simulated, {span}; in the dataset {dataset}", span=between, dataset=dataset)


def _events(leg: Mapping[str, Any]) -> Html:
    """Return locks, slow reaches and straits on the way, with what they take."""
    told = []
    for event in leg["events"]:
        parts = [clock(event["at"])]
        if event["wait_h"]:
            parts.append(t("waits {time}", time=duration(event["wait_h"])))
        if event.get("wait_from") == "simulation":
            parts.append(_simulated(event))
        if event["service_h"]:
            parts.append(t("{time} to pass", time=duration(event["service_h"])))
        if event["closed_h"]:
            parts.append(t("closed for {time}", time=duration(event["closed_h"])))
        mark = "closed" if event["closed_h"] else None
        name = name_of(event)
        if event["kind"] == "passage":
            name = passage_name(event["id"]) or name
        words = glue(*parts, en=", ", zh="，")
        kind = event_kind(event["kind"])
        told.append(el("li", el("b", name), " ", words, class_=mark, title=kind))
    if leg["en_route_wait_h"]:
        total = t("{time} of waiting on the way", time=duration(leg["en_route_wait_h"]))
        told.append(el("li", el("b", total)))
    return el("ul", told, class_="events") if told else Html("")
