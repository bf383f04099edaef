"""The demo's front page, put together from cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.report.cards import (
    answer_card,
    news_card,
    region_card,
    results_card,
    timeline_card,
)
from tongqu.report.html import Html, both
from tongqu.report.page import page
from tongqu.report.words import t

if TYPE_CHECKING:
    from tongqu.model import Region
    from tongqu.report.demo_cases import DemoRun

__all__ = ["CARDS", "Demo", "demo_page"]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the cards draw from.

    Attributes
    ----------
    region
        The shipped region.
    runs
        Answered questions by the id of their case, in order.
    """

    region: Region
    runs: Mapping[str, DemoRun]


Card = Callable[["Region", "Mapping[str, DemoRun]"], Html | None]

# In the order of the page; a later engine adds its card here.
CARDS: tuple[Card, ...] = (region_card, answer_card, results_card, timeline_card, news_card)


def demo_page(demo: Demo, lang: str = "en") -> str:
    """Return the demo's front page.

    Parameters
    ----------
    demo
        Region and answers.
    lang
        Language shown first; the page holds both.
    """
    sections = [card(demo.region, demo.runs) for card in CARDS]
    name = both(demo.region.info.name, demo.region.info.name_zh)
    return page(
        t("tongqu: {name}", name=name),
        [section for section in sections if section is not None],
        lang=lang,
        kicker=t("An inland hub port, its industry and its city: what can be answered today"),
    )
