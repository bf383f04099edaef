"""Tables of a simulated port: who waits, what is busy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, el
from tongqu.report.numbers import percent, plain
from tongqu.report.sim_words import named, span
from tongqu.report.tables import Column, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["use_view", "waits_view"]

MOST_ROWS = 20


def waits_view(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html:
    """Return where most wait, the longest queues first."""
    what = {
        "servers": t("a place"), "room": t("room"), "stock": t("stock"), "up": t("up"),
        "down": t("down"),
    }  # fmt: skip
    kinds = {("servers", "berth"): t("a berth"), ("servers", "crane"): t("a crane")}
    rows = sorted(answer["stations"], key=lambda row: -row["queue_mean"]["value"])[:MOST_ROWS]
    columns = [
        Column(t("waiting")), Column(t("for")), Column(t("served"), number=True),
        Column(t("mean wait [h]"), number=True), Column(t("95 of 100 below [h]"), number=True),
        Column(t("mean queue"), number=True), Column(t("longest queue"), number=True),
    ]  # fmt: skip
    cells: list[list[Child]] = [
        [
            named(row["id"], names),
            kinds.get((row["waits_for"], row["cause"]), what[row["waits_for"]]),
            plain(row["served"]["value"], 0), span(row["wait_mean_h"]),
            span(row["wait_p95_h"]), span(row["queue_mean"]), span(row["queue_max"], 1),
        ]
        for row in rows
    ]  # fmt: skip
    return el("section", el("h2", t("Where there is waiting")), table(columns, cells))


def use_view(answer: Mapping[str, Any], names: Mapping[str, Both]) -> Html:
    """Return how much of their time berths, cranes, lanes and chambers are at work."""
    columns = [
        Column(t("berths, cranes, lanes")), Column(t("busy"), number=True),
        Column(t("at hand, mean"), number=True),
    ]  # fmt: skip
    rows: list[list[Child]] = [
        [
            named(row["id"], names), percent(row["utilisation"]["value"]),
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
                named(row["id"], names), span(row["lockages"], 0),
                span(row["turns"], 0),
                plain(row["vessels"]["value"] / max(1.0, row["lockages"]["value"]), 2),
            ]
            for row in answer["chambers"]
        ]  # fmt: skip
        parts += [el("h3", t("Lock chambers")), table(columns, rows)]
    return el("section", parts)
