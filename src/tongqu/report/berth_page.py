"""A plan of berths as one offline page: board, list, what it saves and what it rests on."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tongqu.report.berth_board import board_figure
from tongqu.report.berth_clock import moment
from tongqu.report.berth_kpi import kpi_list, kpi_of
from tongqu.report.berth_list import list_section
from tongqu.report.berth_marks import definitions
from tongqu.report.berth_notes import (
    asked_section,
    binds_section,
    clash_section,
    conflicts_section,
    ground_section,
    moves_section,
)
from tongqu.report.berth_read import board_of, hours_since
from tongqu.report.berth_small import saved_section, saved_words
from tongqu.report.berth_trade import trade_section
from tongqu.report.berth_words import dated, gap_words, weighted
from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.numbers import plain
from tongqu.report.page import page
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.report.berth_data import Board

__all__ = ["berth_page", "berth_style", "paper_choice"]


def berth_page(plan: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page for a plan of berths.

    Parameters
    ----------
    plan
        The plan as `BerthPlan.to_dict` gives it, or as its file has it.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    board = board_of(plan)
    port = both(
        plan.get("terminal_name") or plan.get("terminal") or plan.get("region"),
        plan.get("terminal_name_zh"),
    )
    now = hours_since(board.zero, plan["as_of"]) if plan.get("as_of") else None
    sections = [
        _first_section(plan, board, port),
        clash_section(plan, board),
        conflicts_section(plan, board),
        el(
            "section",
            el("h2", t("The berths over time")),
            board_figure(board, port, now),
            class_="board-section",
        ),
        moves_section(plan, board),
        trade_section(plan),
        asked_section(plan, board),
        saved_section(plan, board),
        binds_section(plan),
        list_section(plan, board),
        ground_section(plan),
    ]
    body = [definitions(board), *(section for section in sections if section is not None)]
    title = t("Berth plan of {port}", port=port)
    return page(title, [berth_style(), *body], lang=language, kicker=_kicker(port))


def berth_style(*, alone: bool = True) -> Html:
    """Return the style sheet of boards, for the page that shows one.

    A page on which a board is one thing among others keeps its own width and paper; then the
    board is not `alone`.
    """
    sheet = files("tongqu.report") / "assets" / "berth.css"
    style = sheet.read_text(encoding="utf-8")
    if not alone:
        lines = style.partition("@page")[0].splitlines()
        style = "\n".join(line for line in lines if not line.startswith(".sheetwrap"))
    return el("style", Html(style))


def _kicker(port: Both) -> Both:
    return t("Which vessel where and when: {port}", port=port)


def _span(board: Board) -> Both:
    first = board.zero
    last = moment(board.zero, board.until - 1 / 60)
    if first.date() == last.date():
        return dated(first)
    return t("{first} to {last}", first=dated(first), last=dated(last))


def _first_section(plan: Mapping[str, Any], board: Board, port: Both) -> Html:
    parts: list[Html] = [el("h1", _heading(board, port))]
    if plan.get("feasible") and plan.get("objective") is not None:
        before = plan.get("first_come") or {}
        other = board_of(plan, before["assignments"]) if before.get("assignments") else None
        parts.append(kpi_list(kpi_of(board), kpi_of(other) if other else None))
        if board.stays and not plan.get("conflicts"):
            parts.append(el("p", _sentence(plan), class_="sure good"))
    else:
        parts.append(el("p", t("There is no plan in which every rule holds."), class_="sure warn"))
    conflicts = plan.get("conflicts") or []
    if conflicts:
        said = t(
            "Conflicts: {count}, see below. The plan cannot be carried out like this.",
            count=len(conflicts),
        )
        parts.append(el("p", said, class_="sure warn"))
    guessed = sum(len(c.get("guesses") or []) for c in plan.get("calls") or [])
    if guessed:
        said = t("Guessed, and to be asked: {count}, see below.", count=guessed)
        parts.append(el("p", said, class_="sure"))
    parts.append(paper_choice())
    return el("section", parts, class_="answer")


def _heading(board: Board, port: Both) -> Both:
    calls = len(board.stays) + len(board.unplaced)
    if board.places and all(place.continuous for place in board.places):
        metres = plain(sum(place.length_m or 0.0 for place in board.places))
        return t(
            "{port}: {calls} calls along {metres} m of quay, {span}",
            port=port,
            calls=calls,
            metres=metres,
            span=_span(board),
        )
    return t(
        "{port}: {calls} calls at {berths} berths, {span}",
        port=port,
        calls=calls,
        berths=len(board.places),
        span=_span(board),
    )


def _sentence(plan: Mapping[str, Any]) -> Html:
    """Return objective, bound and what was saved in a manager's words."""
    objective = float(plan["objective"])
    return join(
        el("b", weighted(objective)),
        Both(". ", "。"),
        gap_words(plan),
        Both(" ", ""),
        saved_words(plan) if plan.get("first_come") else None,
    )


def paper_choice() -> Html:
    """Return the choice of the paper; a style sheet follows it, no script does."""
    sizes = [
        el(
            "label",
            el("input", type="radio", name="paper", id=f"paper-{size}", checked=size == "a3"),
            word,
            class_="pick",
        )
        for size, word in (("a3", "A3"), ("a4", "A4"))
    ]
    return el("div", el("b", t("Paper: ")), sizes, class_="picker paper-picker", role="group")
