"""The demo's card for the simulated port: how long a call waits and where, and the way to more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.report.headline import glue
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import day, percent, plain
from tongqu.report.sim_words import doubt_words, named, span
from tongqu.report.tables import Column, command_text, facts_list, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DemoPort", "sim_card"]

MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class DemoPort:
    """A simulated port with the names of its files.

    Attributes
    ----------
    answer
        The answer as JSON, kind ``simulation``.
    page, json
        Its page and its JSON.
    command
        What a reader types to see the same.
    """

    answer: Mapping[str, Any]
    page: str
    json: str
    command: str


def sim_card(port: DemoPort) -> Html:
    """Return the simulated port in short."""
    answer = port.answer
    scenario, run = answer["scenario"], answer["run"]
    assumed = sum(1 for row in answer["figures"] if row["assumed"])
    why = t(
        "The port from {day} with {traffic} Mt a year over its quays, vessel by vessel through "
        "locks, berths, cranes and yards, in {runs} runs. Of its {all} figures {count} are "
        "assumed.",
        day=day(scenario["first_day"]), traffic=plain(scenario["traffic_mt_per_year"], 2),
        runs=run["replications"], all=len(answer["figures"]), count=assumed,
    )  # fmt: skip
    found = _found(answer) if answer["settled"] else [_unsettled(answer)]
    whole = t("the whole page, with a day to scrub through")
    links = join(
        el("a", whole.en, href=port.page, class_="en", lang="en"),
        el("a", whole.zh, href=f"{port.page}#zh", class_="zh", lang="zh-Hans"),
        " ",
        el("a", "JSON", href=port.json),
    )
    return el(
        "section", el("h2", t("The port, simulated: who waits where")), el("p", why), found,
        el("p", links, style="margin-top: 14px"), el("p", command_text(port.command)), id="port",
    )  # fmt: skip


def _unsettled(answer: Mapping[str, Any]) -> Html:
    doubts = [el("li", doubt_words()[doubt]) for doubt in answer["doubts"]]
    said = el("p", t("This does not settle, so there is no mean to show:"))
    return el("div", said, el("ul", doubts))


def _found(answer: Mapping[str, Any]) -> list[Html]:
    """Return the means of a call, and the places with the longest queues."""
    names = {row["id"]: both(row["name"], row["name_zh"]) for row in answer["names"]}
    calls = answer["calls"]
    facts: list[tuple[Both, Child]] = [
        (t("mean wait of a call, h"), span(calls["wait_h"], 1)),
        (t("turnaround, h"), span(calls["turnaround_h"], 1)),
    ]
    locks = calls["wait_by_cause_h"].get("lock")
    if locks is not None and calls["wait_h"]["value"]:
        share = percent(locks["value"] / calls["wait_h"]["value"])
        facts.append((t("of the wait before locks"), share))
    ways = {"up": t("up"), "down": t("down")}
    busiest = sorted(
        (row for row in answer["stations"] if row["waits_for"] in {*ways, "servers"}),
        key=lambda row: -row["queue_mean"]["value"],
    )[:MOST_PLACES]
    columns = [Column(t("Where")), Column(t("Mean wait, h"), number=True),
               Column(t("Mean queue"), number=True)]  # fmt: skip
    rows: list[list[Child]] = [
        [glue(named(row["id"], names), ways.get(row["waits_for"]), en=", ", zh="，"),
         plain(row["wait_mean_h"]["value"], 1), plain(row["queue_mean"]["value"], 1)]
        for row in busiest
    ]  # fmt: skip
    return [facts_list(facts), table(columns, rows)]
