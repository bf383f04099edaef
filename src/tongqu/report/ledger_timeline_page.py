"""Works on a time axis as one offline page: sections, plans, forecasts, closures, milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_gantt import (
    bar_word,
    days_of,
    gantt,
    gantt_legend,
    has_dates,
    row_id,
)
from tongqu.report.ledger_lights import light_key, light_patterns, light_sign
from tongqu.report.ledger_parts import (
    calendar_note,
    item_marks,
    ledger_style,
    record_section,
    sources_part,
    synthetic_note,
)
from tongqu.report.ledger_read import Reading, count, glued, reading_of, spoken_span, titled
from tongqu.report.ledger_scale import day_of, span_of
from tongqu.report.ledger_works import milestone_line, percent_words, section_name
from tongqu.report.page import page
from tongqu.report.tables import Column, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ledger_timeline_page"]

PAPER = Html("@page { size: A3 landscape; margin: 10mm; }")


def ledger_timeline_page(view: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page with the works of a ledger on a time axis.

    Parameters
    ----------
    view
        The timeline as JSON, kind ``ledger_timeline``.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    reading = reading_of(view)
    dated = [work for work in view["works"] if has_dates(work)]
    without = [work for work in view["works"] if not has_dates(work)]
    sections = [
        _first_section(view, dated, reading),
        _undated_section(without),
        _table_section(dated, reading),
        sources_part(view),
        record_section(view) if view.get("ledger") else None,
    ]
    body = [ledger_style(), el("style", PAPER), light_patterns(),
            *(part for part in sections if part is not None)]  # fmt: skip
    return page(t("Works on a time axis"), body, lang=language,
                kicker=t("Plans, what became of them, and what is likely"))  # fmt: skip


def _first_section(
    view: Mapping[str, Any], works: Sequence[Mapping[str, Any]], reading: Reading
) -> Html:
    today = day_of(view.get("today") or view.get("as_of"), reading)
    days = [day for work in works for day in days_of(work, reading)]
    days += [today] if today is not None and days else []
    head = t(
        "Works as known on {day}: {dated} with dates, {without} without",
        day=reading.day(view.get("as_of") or view.get("today")),
        dated=count(len(works)),
        without=count(len(view["works"]) - len(works)),
    )
    parts: list[Child] = [el("h1", head), synthetic_note(view.get("ledger"))]
    if works:
        span = span_of(days, day_of(view.get("from"), reading), day_of(view.get("until"), reading))
        board = gantt(works, span, today, reading)
        parts += [el("figure", board, gantt_legend()), light_key(), calendar_note(view)]
    else:
        parts.append(el("p", t("No work has a date yet."), class_="sure"))
    return el("section", parts, class_="board-section gantt-section")


def _undated_section(works: Sequence[Mapping[str, Any]]) -> Html | None:
    if not works:
        return None
    items = [
        el(
            "li",
            titled(work),
            " ",
            item_marks(work),
            el("code", str(work.get("code") or "")),
            _sections(work),
        )
        for work in works
    ]
    note = t("Nobody gave a date for these; they are not drawn, rather than at an invented place.")
    return el("section", el("h2", t("No date given")), el("p", note), el("ul", items),
              class_="undated")  # fmt: skip


def _sections(work: Mapping[str, Any]) -> Html | None:
    rows = work.get("sections") or ()
    return el("small", glued([_section(row) for row in rows])) if rows else None


def _section(row: Mapping[str, Any]) -> Both:
    return glued([section_name(row), percent_words(row)], " ", " ")


def _table_section(works: Sequence[Mapping[str, Any]], reading: Reading) -> Html | None:
    if not works:
        return None
    columns = [
        Column(t("Work")),
        Column(t("Sections")),
        Column(t("Bars")),
        Column(t("Milestones")),
    ]
    rows: list[list[Child]] = [
        [
            join(
                el("b", titled(work), id=row_id(work)),
                " ",
                item_marks(work),
                el("small", el("code", str(work.get("code") or ""))),
                light_sign(work),
            ),
            _listed([_section(row) for row in work.get("sections") or ()]),
            _listed([_bar_line(bar, reading) for bar in work.get("bars") or ()]),
            _listed([milestone_line(row, reading) for row in work.get("milestones") or ()]),
        ]
        for work in works
    ]
    head = el("h2", t("The same as a table"))
    return el("section", head, table(columns, rows, class_="gantt-table"), class_="list")


def _listed(lines: Sequence[Child]) -> Child:
    return el("ul", [el("li", line) for line in lines], class_="cell-list") if lines else "–"


def _bar_line(bar: Mapping[str, Any], reading: Reading) -> Child:
    when = spoken_span(bar.get("from"), bar.get("until"), reading)
    parts: list[Child] = [el("b", bar_word(bar.get("kind"))), " ", when]
    if bar.get("p10") and bar.get("p90"):
        told = t(
            "8 chances in 10 between {first} and {last}",
            first=reading.day(bar["p10"]),
            last=reading.day(bar["p90"]),
        )
        parts.append(el("small", told))
    if bar.get("reason"):
        parts.append(el("small", both(bar["reason"], bar.get("reason_zh"))))
    return join(*parts)
