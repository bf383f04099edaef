"""One way of an answer in full: its chain, its legs, and every item of cost and CO2e."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.headline import glue, saving
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.map_parts import mode_key
from tongqu.report.numbers import (
    clock,
    co2e,
    duration,
    kilometres,
    moment,
    money,
    money_range,
    money_unit,
    percent,
    plain,
)
from tongqu.report.palette import MODES
from tongqu.report.sea_view import passage_name
from tongqu.report.tables import Column, assumed_mark, facts_list, kind_mark, source_link, table
from tongqu.report.words import (
    cost_kind,
    event_kind,
    label_word,
    mode_word,
    modes_words,
    name_of,
    packing_word,
    short,
    t,
    unit_word,
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
        _cost_table(option, currency, sources),
        el("h4", t("CO₂e, well to tank and tank to wheel")),
        _co2e_table(option, sources),
        _assumptions(option, currency, sources),
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
    if leg["vehicles"] and load and payload:
        each = t("{load} t each of at most {payload} t", load=plain(load), payload=plain(payload))
        return glue(text, each, en=", ", zh="，")
    return text


def _fleet(leg: Mapping[str, Any]) -> Both:
    """Return the vehicle class, and how many; a lot is only part of what a liner carries."""
    name = short(name_of(leg, "vehicle_class_name"))
    if not leg["vehicles"]:
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


def _events(leg: Mapping[str, Any]) -> Html:
    """Return locks, slow reaches and straits on the way, with what they take."""
    told = []
    for event in leg["events"]:
        parts = [clock(event["at"])]
        if event["wait_h"]:
            parts.append(t("waits {time}", time=duration(event["wait_h"])))
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


def _cost_table(option: Mapping[str, Any], currency: str, sources: Any) -> Html:
    columns = [
        Column(t("Item")),
        Column(t("Quantity × rate"), number=True),
        Column(t("Amount"), number=True),
        Column(t("Low – high"), number=True),
        Column(t("Table and row")),
        Column(t("Source")),
    ]
    rows: list[list[Child]] = []
    kinds: list[str] = []
    for number, leg in enumerate(option["legs"], 1):
        where = glue(
            glue(name_of(leg, "from_name"), name_of(leg, "to_name"), en=" → ", zh=" → "),
            money(leg["cost"], currency),
            en=": ",
            zh="：",
        )
        rows.append([join(el("b", f"{number} ", mode_word(leg["mode"])), ", ", where)])
        kinds.append("leg-row")
        for item in leg["cost_items"]:
            rows.append(_cost_row(item, currency, sources))
            kinds.append("assumed-row" if item["assumption"] else "")
    total = money(option["cost"], currency)
    rows.append([el("b", t("Total")), "", el("b", total), _span(option, currency), "", ""])
    kinds.append("total-row")
    return table(columns, rows, class_="costs", row_classes=kinds)


def _cost_row(item: Mapping[str, Any], currency: str, sources: Any) -> list[Child]:
    rate = money(item["rate"], item["currency"] or currency) if item["rate"] is not None else ""
    quantity: Child = ""
    if item["quantity"] is not None:
        size = glue(both(plain(item["quantity"])), unit_word(item["unit"]), zh=" ")
        quantity = [size, " × ", rate] if rate else size
    place = [el("code", item["table"] or "–"), " ", el("code", item["row"] or "")]
    source = [kind_mark(item["source_kind"]), " ", source_link(sources, item["source"])]
    if item["assumption"]:
        source = [assumed_mark(), " ", source_link(sources, item["source"])]
        place += [" ", el("small", item["assumption"])]
    moved = item["amount_low"] != item["amount"] or item["amount_high"] != item["amount"]
    return [
        cost_kind(item["kind"]),
        quantity,
        money(item["amount"], currency),
        money_range(item["amount_low"], item["amount_high"], currency) if moved else "–",
        join(*place),
        join(*source),
    ]


def _co2e_table(option: Mapping[str, Any], sources: Any) -> Html:
    columns = [
        Column(t("Leg")),
        Column(t("Total"), number=True),
        Column(t("Well to tank"), number=True),
        Column(t("Tank to wheel"), number=True),
        Column(t("Factor and source")),
    ]
    rows: list[list[Child]] = []
    for number, leg in enumerate(option["legs"], 1):
        homes = [
            el(
                "span",
                el("code", item["table"]),
                " ",
                el("code", item["row"]),
                " ",
                source_link(sources, item["source"]),
                class_="time",
            )
            for item in leg["co2e_items"]
        ]
        rows.append(
            [
                join(f"{number} ", mode_word(leg["mode"])),
                co2e(leg["co2e_kg"]),
                co2e(leg["co2e_wtt_kg"]),
                co2e(leg["co2e_ttw_kg"]),
                join(*homes),
            ]
        )
    rows.append(
        [
            el("b", t("Total")),
            el("b", co2e(option["co2e_kg"])),
            co2e(option["co2e_wtt_kg"]),
            co2e(option["co2e_ttw_kg"]),
            "",
        ]
    )
    return table(columns, rows, class_="carbon", row_classes=[""] * (len(rows) - 1) + ["total-row"])


def _assumptions(option: Mapping[str, Any], currency: str, sources: Any) -> Html:
    if not option["assumptions"]:
        return Html("")
    columns = [
        Column(t("Assumption")),
        Column(t("Low"), number=True),
        Column(t("Middle"), number=True),
        Column(t("High"), number=True),
        Column(t("Moves the cost by")),
        Column(t("Source")),
    ]
    widest = max(
        max(abs(row["low_delta"] or 0), abs(row["high_delta"] or 0))
        for row in option["assumptions"]
    )
    rows: list[list[Child]] = [
        [
            join(name_of(row), el("small", row["unit"])),
            plain(row["low"]),
            plain(row["middle"]),
            plain(row["high"]),
            _swing(row, widest, currency),
            source_link(sources, row["source"]),
        ]
        for row in option["assumptions"]
    ]
    return join(
        el("h4", t("Assumptions, and what each moves")), table(columns, rows, class_="assumed")
    )


def _swing(row: Mapping[str, Any], widest: float, currency: str) -> Html:
    """Return a bar from what the low value moves to what the high one moves."""
    low, high = row["low_delta"] or 0.0, row["high_delta"] or 0.0
    left, right = min(low, high, 0.0), max(low, high, 0.0)
    half = 60.0
    scale = half / widest if widest else 0.0
    bar = el(
        "svg",
        el("rect", x=half + left * scale, y=3, width=max(0.5, (right - left) * scale), height=8),
        el("line", x1=half, x2=half, y1=0, y2=14),
        viewBox=f"0 0 {2 * half:g} 14",
        class_="swing",
        aria_hidden="true",
    )
    span = f"{_signed(low)} … {_signed(high)}"
    unit = money_unit(currency)
    return join(bar, el("small", glue(both(span), unit, zh=" ")))


def _signed(value: float) -> str:
    return f"+{plain(value)}" if value > 0 else plain(value)
