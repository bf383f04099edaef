"""The demo's card for the quay: a week in small, what its plan saves, and the way to all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.report.berth_marks import definitions
from tongqu.report.berth_page import berth_style
from tongqu.report.berth_read import board_of
from tongqu.report.berth_small import saved_words, small_board
from tongqu.report.berth_words import gap_words
from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.tables import command_text
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DemoWeek", "berths_card"]

NARROW = "max-width: 46rem"


@dataclass(frozen=True, slots=True)
class DemoWeek:
    """A planned week with the names of its files.

    Attributes
    ----------
    plan
        The plan as JSON.
    page, json, calls
        Its page, its plan file, and its calls as a table.
    """

    plan: Mapping[str, Any]
    page: str
    json: str
    calls: str

    @property
    def command(self) -> str:
        """What a reader types to plan such a table."""
        return f"tongqu berths plan {self.calls} --html week.html"


def berths_card(week: DemoWeek) -> Html:
    """Return the week at the quay in short."""
    plan = week.plan
    board = board_of(plan)
    name = t("A week at the quay: which vessel where, and when")
    why = t(
        "{calls} calls at the {berths} berths of the port: bulk, general cargo and boxes, cranes "
        "by shift, works and a gale. The calls are invented (synthetic, drawn from a seed).",
        calls=len(plan.get("calls") or []),
        berths=len(board.places),
    )
    page = t("the whole plan")
    links = join(
        el("a", page.en, href=week.page, class_="en", lang="en"),
        el("a", page.zh, href=f"{week.page}#zh", class_="zh", lang="zh-Hans"),
        " ",
        el("a", "JSON", href=week.json),
        " ",
        el("a", both("calls (Excel)", "靠泊申请（Excel）"), href=week.calls),
    )
    return el(
        "section",
        berth_style(alone=False),
        definitions(board),
        el("h2", name),
        el("p", why),
        el("p", el("strong", saved_words(plan)), Both(" ", ""), gap_words(plan)),
        el("figure", small_board(board, name), el("figcaption", _reading()), style=NARROW),
        el("p", links),
        el("p", command_text(week.command)),
        id="berths",
    )


def _reading() -> Both:
    return t("A row is a berth, a bar a vessel, the line before it its wait.")
