"""Tables of what a way consists of: items of cost and CO2e, assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.headline import glue
from tongqu.report.html import Child, Html, both, el, join
from tongqu.report.numbers import co2e, money, money_range, money_unit, plain
from tongqu.report.tables import Column, assumed_mark, kind_mark, source_link, table
from tongqu.report.words import cost_kind, mode_word, name_of, t, unit_word

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assumptions_table", "co2e_table", "cost_table"]


def cost_table(option: Mapping[str, Any], currency: str, sources: Any) -> Html:
    """Return every item of cost, leg by leg, down to row and source."""
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
    rows.append(
        [
            el("b", t("Total")),
            "",
            el("b", total),
            money_range(option["cost_low"], option["cost_high"], currency),
            "",
            "",
        ]
    )
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


def co2e_table(option: Mapping[str, Any], sources: Any) -> Html:
    """Return the emissions of each leg, upstream and burning apart."""
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


def assumptions_table(option: Mapping[str, Any], currency: str, sources: Any) -> Html:
    """Return the assumptions that move the cost, widest first, each with its swing."""
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
