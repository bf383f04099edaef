"""The demo's front page, put together from cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.berth_card import DemoWeek, berths_card
from tongqu.report.cards import (
    answer_card,
    news_card,
    region_card,
    results_card,
    timeline_card,
)
from tongqu.report.html import Html, both
from tongqu.report.ledger_card import DemoLedger, ledger_card
from tongqu.report.page import page
from tongqu.report.sim_card import DemoPort, sim_card
from tongqu.report.words import t

if TYPE_CHECKING:
    from tongqu.model import Region
    from tongqu.report.demo_cases import DemoRun

__all__ = ["CARDS", "Demo", "DemoLedger", "DemoPort", "DemoWeek", "demo_page"]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the cards draw from.

    Attributes
    ----------
    region
        The shipped region.
    runs
        Answered questions by the id of their case, in order.
    week
        The planned week at the quay; None if none was planned.
    ledger
        The status of the example's ledger; None if none was asked for.
    port
        The simulated port; None if none was.
    """

    region: Region
    runs: Mapping[str, DemoRun]
    week: DemoWeek | None = None
    ledger: DemoLedger | None = None
    port: DemoPort | None = None


Card = Callable[[Demo], Html | None]


def _of_routes(card: Callable[[Region, Mapping[str, DemoRun]], Html | None]) -> Card:
    return lambda demo: card(demo.region, demo.runs)


# In the order of the page; a later engine adds its card here.
CARDS: tuple[Card, ...] = (
    _of_routes(region_card),
    _of_routes(answer_card),
    lambda demo: None if demo.week is None else berths_card(demo.week),
    lambda demo: None if demo.port is None else sim_card(demo.port),
    lambda demo: None if demo.ledger is None else ledger_card(demo.ledger),
    _of_routes(results_card),
    _of_routes(timeline_card),
    _of_routes(news_card),
)


def demo_page(demo: Demo, lang: str = "en") -> str:
    """Return the demo's front page.

    Parameters
    ----------
    demo
        Region, answers, the week, the ledger and the simulated port.
    lang
        Language shown first; the page holds both.
    """
    sections = [card(demo) for card in CARDS]
    name = both(demo.region.info.name, demo.region.info.name_zh)
    return page(
        t("tongqu: {name}", name=name),
        [section for section in sections if section is not None],
        lang=lang,
        kicker=t("An inland hub port, its industry and its city: what can be answered today"),
    )
