"""The demo's card for the ledger: what is late, what does not add up, what lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.ledger_lights import light_counts, light_patterns, light_sign, share_bar
from tongqu.report.ledger_parts import ledger_style
from tongqu.report.ledger_read import named, reading_of, whole_days
from tongqu.report.numbers import plain
from tongqu.report.tables import command_text
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DemoLedger", "ledger_card"]

MOST_LATE = 5


@dataclass(frozen=True, slots=True)
class DemoLedger:
    """The status of the example with the names of its files.

    Attributes
    ----------
    status, page, json
        The status as JSON, its page and its file.
    timeline
        The page of its works on a time axis.
    delay, delay_page, delay_json
        What a late work costs, its page and its file.
    """

    status: Mapping[str, Any]
    page: str
    json: str
    timeline: str
    delay: Mapping[str, Any]
    delay_page: str
    delay_json: str

    @property
    def command(self) -> str:
        """What a reader types to see the same."""
        day = str(self.status["as_of"])[:10]
        return f"tongqu ledger status --as-of {day} --html status.html"


def ledger_card(ledger: DemoLedger) -> Html:
    """Return the ledger in short."""
    status = ledger.status
    reading = reading_of(status)
    totals = status["totals"]
    why = t(
        "{items} items as known on {day}: {open} open, {late} late. The public works are as one "
        "newspaper page prints them; every other matter belongs to an invented town.",
        items=plain(totals["items"]),
        day=reading.day(status["as_of"]),
        open=plain(totals["open"]),
        late=plain(totals["late"]),
    )
    late = [
        el("li", name_of(row, "title"), " ", light_sign(row), el("small", _late(row)))
        for row in status["late"][:MOST_LATE]
    ]
    works = {work["code"]: work for work in status["works"]}
    flags = [_flag(row, works) for row in status["flags"][:MOST_LATE]]
    return el(
        "section",
        ledger_style(),
        light_patterns(),
        el("h2", t("Works and matters: what is late, and what lateness costs")),
        el("p", why),
        el("p", join(share_bar(totals), light_counts(totals)), class_="totals"),
        [el("h3", t("Late")), el("ul", late)] if late else None,
        [el("h3", t("What does not add up")), el("ul", flags)] if flags else None,
        el("h3", t("A late work, priced")),
        el("p", both(ledger.delay["text"], ledger.delay["text_zh"])),
        el("p", _links(ledger)),
        el("p", command_text(ledger.command)),
        id="ledger",
    )


def _late(row: Mapping[str, Any]) -> Both:
    return t(
        " {unit}, {late} late", unit=named(row, "unit"), late=whole_days(row["late_working_days"])
    )


def _flag(row: Mapping[str, Any], works: Mapping[str, Mapping[str, Any]]) -> Html:
    words = both(row["text"], row["text_zh"])
    work = works.get(row["item"])
    return el("li", el("b", name_of(work, "title")) if work else row["item"], el("small", words))


def _links(ledger: DemoLedger) -> Html:
    def page(words: Both, name: str) -> list[Html]:
        return [
            el("a", words.en, href=name, class_="en", lang="en"),
            el("a", words.zh, href=f"{name}#zh", class_="zh", lang="zh-Hans"),
            Html(" "),
        ]

    return join(
        page(t("the whole status"), ledger.page),
        el("a", "JSON", href=ledger.json),
        " ",
        page(t("works on a time axis"), ledger.timeline),
        page(t("the delay, lane by lane"), ledger.delay_page),
        el("a", "JSON", href=ledger.delay_json),
    )
