"""The month's report of the ledger, ready for paper: A4, with room for a seal and signatures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, el, join
from tongqu.report.ledger_lights import light_key, light_patterns, light_shape, light_sign
from tongqu.report.ledger_lists import changes_part, due_table, late_table, left_out, list_head
from tongqu.report.ledger_parts import (
    flags_list,
    item_name,
    ledger_style,
    next_step,
    record_section,
    said_text,
    sources_part,
    synthetic_note,
)
from tongqu.report.ledger_plan import budget_table
from tongqu.report.ledger_read import Reading, count, glued, month_word, named, reading_of
from tongqu.report.ledger_totals import totals_table
from tongqu.report.ledger_works import milestone_line, percent_words, section_name
from tongqu.report.numbers import plain
from tongqu.report.page import page
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ledger_month_page"]

PAPER = Html(
    "@page { size: A4; margin: 16mm 14mm 18mm; "
    '@bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt; } }'
)


def ledger_month_page(view: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page with the report of a month.

    Parameters
    ----------
    view
        The report as JSON, kind ``ledger_report``. A status is enough; its period is then the time
        of its changes, and what came back is counted but not listed.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    reading = reading_of(view)
    title = t("Monthly report: {period}", period=_period(view, reading))
    sections = [
        _head(view, title, reading),
        _late(view, reading),
        _soon(view, reading),
        _changes(view, reading),
        _rebounds(view, reading),
        _works(view, reading),
        _budgets(view, reading),
        _flags(view),
        _totals(view),
        sources_part(view),
        _signatures(),
        record_section(view),
    ]
    body = [ledger_style(), el("style", PAPER), light_patterns(),
            *(part for part in sections if part is not None)]  # fmt: skip
    return page(title, body, lang=language, kicker=t("The month's report of the ledger"))


def _period(view: Mapping[str, Any], reading: Reading) -> Both:
    """Return the month that is reported, or from when to when where it is none."""
    period = view.get("period") or {}
    start = period.get("from") or (view.get("changes_since") or {}).get("since")
    until = period.get("until") or view.get("as_of")
    if not start:
        return reading.day(until)
    first, last = reading.local(str(start)).date(), reading.local(str(until)).date()
    if first.day != 1 or (first.year, first.month) != (last.year, last.month):
        return t("{first} to {last}", first=reading.day(start), last=reading.day(until))
    if (last + timedelta(days=1)).day == 1:
        return month_word(first)
    return t("{month}, up to {day}", month=month_word(first), day=reading.day(until))


def _head(view: Mapping[str, Any], title: Both, reading: Reading) -> Html:
    totals, changes = view["totals"], view.get("changes_since") or {}

    def number(word: Both, key: str, light: str = "") -> tuple[Both, Child]:
        sign = [light_shape(light), " "] if light else None
        return word, el("strong", sign, count(totals.get(key)), class_="lit" if light else None)

    def change(word: Both, key: str) -> tuple[Both, Child]:
        # The list may be cut, its count is not.
        number = (changes.get("counts") or {}).get(key, len(changes.get(key) or ()))
        return word, el("strong", plain(number))

    came_back = view.get("rebounds")
    office = name_of(view.get("ledger") or {})
    facts = [
        number(t("Late"), "late"),
        number(t("Due soon"), "due_soon"),
        number(t("Red"), "red", "red"),
        number(t("Yellow"), "yellow", "yellow"),
        number(t("Of them made good"), "made_good", "made_good"),
        number(t("Green"), "green", "green"),
        number(t("Open"), "open"),
        change(t("Opened"), "opened"),
        change(t("Closed in the month"), "closed"),
        change(t("Turned red"), "became_red"),
        # Of a month those of the month, as its list below has them; of a status all.
        number(t("Rebounds"), "rebounds")
        if came_back is None
        else (t("Rebounds"), el("strong", plain(len(came_back)))),
        number(t("In arbitration"), "in_arbitration"),
    ]
    return el(
        "section",
        el("p", office, class_="office"),
        el("h1", title),
        el("p", t("As known on {day}", day=reading.due(view.get("as_of"))), class_="item-kind"),
        synthetic_note(view.get("ledger")),
        facts_list(facts),
        light_key(),
        class_="answer ledger-first month-first",
    )


def _part(head: Both, *parts: Child, none: Both | None = None) -> Html:
    """Return a section; a report says also what there was none of."""
    said = [part for part in parts if part is not None]
    return el("section", el("h2", head), said or el("p", none), class_="month-part")


def _late(view: Mapping[str, Any], reading: Reading) -> Html:
    rows = view["late"]
    head = list_head(view, "late")
    drawn = late_table(rows, reading) if rows else None
    return _part(head, drawn, left_out(view, "late"), none=t("Nothing is late."))


def _soon(view: Mapping[str, Any], reading: Reading) -> Html:
    rows = view["due_soon"]
    head = list_head(view, "due_soon")
    drawn = due_table(rows, reading) if rows else None
    return _part(head, drawn, left_out(view, "due_soon"), none=t("Nothing is due soon."))


def _changes(view: Mapping[str, Any], reading: Reading) -> Html | None:
    changes = view.get("changes_since")
    if not changes:
        return None
    head = t("Changes since {day}", day=reading.day(changes.get("since")))
    return _part(head, changes_part(changes, reading))


def _rebounds(view: Mapping[str, Any], reading: Reading) -> Html:
    rows = view.get("rebounds")
    if rows is None:  # a status counts them and lists none
        number = view["totals"].get("rebounds")
        head = t("Rebounds: {count}", count=count(number))
        told = t("Nothing that was closed came back.") if number == 0 else None
        return _part(head, told and el("p", told), none=t("Their items are marked as reopened."))
    columns = [
        Column(t("Item")),
        Column(t("Unit")),
        Column(t("Came back on")),
        Column(t("How often"), number=True),
        Column(t("Next step")),
    ]
    body: list[list[Child]] = [
        [
            item_name(row),
            named(row, "unit"),
            reading.day(row.get("on")),
            count(row.get("times", 1)),
            next_step(row.get("next_step"), reading),
        ]
        for row in rows
    ]
    head = t("Rebounds: {count}", count=plain(len(rows)))
    drawn = table(columns, body, class_="rebounds") if rows else None
    none = t("Nothing that was closed came back.")
    return _part(head, drawn, none=none)


def _works(view: Mapping[str, Any], reading: Reading) -> Html | None:
    works = view.get("works") or ()
    if not works:
        return None
    likely = any(work.get("forecast") for work in works)
    columns = [
        Column(t("Work")),
        Column(t("Light")),
        Column(t("Progress")),
        Column(t("Milestones")),
        *([Column(t("Forecast"))] if likely else []),
        Column(t("Next step")),
    ]
    body: list[list[Child]] = [
        [
            item_name(work),
            join(light_sign(work), _reasons(work)),
            _progress(work),
            _stones(work, reading),
            *([_forecast(work, reading)] if likely else []),
            next_step(work.get("next_step"), reading),
        ]
        for work in works
    ]
    return _part(t("Works"), table(columns, body, class_="month-works"))


def _reasons(work: Mapping[str, Any]) -> list[Html]:
    return [el("small", said_text(row)) for row in work.get("light_reasons") or ()]


def _progress(work: Mapping[str, Any]) -> Child:
    rows = [
        el("li", glued([section_name(row), percent_words(row)], " ", " "))
        for row in work.get("progress") or ()
    ]
    if rows:
        return el("ul", rows, class_="cell-list")
    whole = work.get("progress_percent")
    return f"{plain(float(whole))}%" if isinstance(whole, int | float) else "–"


def _stones(work: Mapping[str, Any], reading: Reading) -> Child:
    rows = work.get("milestones") or ()
    if not rows:
        return t("no date given")
    return el("ul", [el("li", milestone_line(row, reading)) for row in rows], class_="cell-list")


def _forecast(work: Mapping[str, Any], reading: Reading) -> Child:
    forecast = work.get("forecast")
    if not forecast:
        return "–"
    if not forecast.get("p50_on"):
        return el("small", said_text(forecast))
    band = t(
        "8 chances in 10 between {first} and {last}",
        first=reading.day(forecast.get("p10_on")),
        last=reading.day(forecast.get("p90_on")),
    )
    return join(el("b", reading.day(forecast["p50_on"])), el("small", band))


def _budgets(view: Mapping[str, Any], reading: Reading) -> Html | None:
    works = [work for work in view.get("works") or () if work.get("budget")]
    drawn = budget_table(works, reading) if works else None
    return _part(t("Budget by year and version"), drawn) if drawn is not None else None


def _flags(view: Mapping[str, Any]) -> Html | None:
    flags = view.get("flags") or ()
    return _part(t("What does not add up"), flags_list(flags)) if flags else None


def _totals(view: Mapping[str, Any]) -> Html | None:
    kinds: Sequence[Mapping[str, Any]] = view.get("by_kind") or ()
    units: Sequence[Mapping[str, Any]] = view.get("by_unit") or ()
    if not kinds and not units:
        return None
    parts: list[Child] = []
    if kinds:
        parts += [el("h3", t("By kind")), totals_table(t("Kind"), kinds)]
    if units:
        parts += [el("h3", t("By unit")), totals_table(t("Unit"), units)]
    return _part(t("Totals"), *parts)


def _signatures() -> Html:
    """Return places for names, a seal and the day."""
    boxes = [
        el("div", el("span", word), class_="sign-box")
        for word in (t("Drawn up by"), t("Checked by"), t("Head of the unit"), t("Date"))
    ]
    seal = el("div", el("span", t("Seal of the unit")), class_="seal-box")
    return el("section", el("div", boxes, class_="sign-boxes"), seal, class_="signatures")
