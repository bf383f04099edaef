"""Everything about one item of the ledger, as one offline page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_clock_view import clocks_part
from tongqu.report.ledger_history import evidence_table, history_table, look_back_table
from tongqu.report.ledger_lights import light_key, light_patterns, light_sign
from tongqu.report.ledger_parts import (
    flags_list,
    item_marks,
    ledger_style,
    next_step,
    record_section,
    said_text,
    sources_part,
    synthetic_note,
    unit_words,
)
from tongqu.report.ledger_plan import budget_part, plan_part, tenants_part
from tongqu.report.ledger_read import Reading, glued, named, reading_of, titled
from tongqu.report.ledger_works import (
    closure_words,
    forecast_part,
    milestones_table,
    progress_list,
)
from tongqu.report.numbers import plain
from tongqu.report.page import page
from tongqu.report.tables import facts_list
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ledger_item_page"]


def ledger_item_page(view: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page for one item of a ledger.

    Parameters
    ----------
    view
        The item as JSON, kind ``ledger_item``.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    reading = reading_of(view)
    parts = [
        _first_section(view, reading),
        _section(t("Clocks"), clocks_part(view, reading)),
        _work_section(view, reading),
        _section(t("Plan"), plan_part(view, reading)),
        _section(t("Budget by year and version"), budget_part(view, reading)),
        _section(t("Tenants"), tenants_part(view, reading)),
        _fields_section(view),
        _section(t("Evidence"), _evidence(view, reading)),
        _section(t("Look-backs"), _look_backs(view, reading)),
        _links_section(view),
        _history_section(view, reading),
        sources_part(view),
        record_section(view) if view.get("ledger") else None,
    ]
    body = [ledger_style(), light_patterns(), *(part for part in parts if part is not None)]
    title = both(f"{view.get('code')}: {titled(view).en}", f"{view.get('code')}：{titled(view).zh}")
    kicker = t("One item: its clocks, its history, its evidence")
    return page(title, body, lang=language, kicker=kicker)


def _section(head: Both, part: Html | None) -> Html | None:
    return None if part is None else el("section", el("h2", head), part)


def _evidence(view: Mapping[str, Any], reading: Reading) -> Html | None:
    rows = view.get("evidence")
    return evidence_table(rows, reading) if rows else None


def _look_backs(view: Mapping[str, Any], reading: Reading) -> Html | None:
    rows = view.get("look_backs")
    return look_back_table(rows, reading) if rows else None


def _first_section(view: Mapping[str, Any], reading: Reading) -> Html:
    red = bool(view.get("was_red")) and view.get("light") != "red"
    was_red = el("span", t("was red"), class_="mark mark-assumption") if red else None
    reasons = [el("li", said_text(row)) for row in view.get("light_reasons") or ()]
    flags = view.get("flags") or ()
    head = el("h1", titled(view), " ", light_sign(view))
    kind = Both(
        f"{named(view, 'kind').en} {view.get('code')}",
        f"{named(view, 'kind').zh} {view.get('code')}",
    )
    return el(
        "section",
        head,
        el("p", kind, " ", item_marks(view), was_red, class_="item-kind"),
        synthetic_note(view.get("ledger")),
        el("ul", reasons, class_="reasons") if reasons else None,
        flags_list(flags) if flags else None,
        _next(view, reading),
        facts_list(_facts(view, reading)),
        light_key(),
        class_="answer item-first",
    )


def _next(view: Mapping[str, Any], reading: Reading) -> Html | None:
    step = view.get("next_step")
    if not said_text(step).en:
        return None
    return el("div", el("b", t("Next step")), next_step(step, reading), class_="work-next")


def _facts(view: Mapping[str, Any], reading: Reading) -> list[tuple[Both, Child]]:
    def bold(text: Child) -> Html:
        return el("strong", text)

    pairs: list[tuple[Both, Child]] = [
        (t("State"), bold(named(view, "state"))),
        (t("Unit"), bold(unit_words(view))),
        (t("Opened on"), bold(reading.day(view.get("opened_at")))),
    ]
    if view.get("closed_at"):
        reason = both(view.get("closing_reason_text"), view.get("closing_reason_text_zh"))
        reason = reason if reason.en else both(view.get("closing_reason"))
        pairs.append(
            (t("Closed on"), join(bold(reading.day(view["closed_at"])), el("small", reason)))
        )
    if view.get("supervisor_unit"):
        pairs.append((t("Supervised by"), bold(named(view, "supervisor_unit"))))
    numbers = ((t("Reopened"), "reopened"), (t("Rebounds"), "rebounds"))
    for word, key in numbers:
        value = view.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value:
            pairs.append((word, bold(plain(value))))
        elif value is True:
            pairs.append((word, bold(t("yes"))))
    if view.get("parent"):
        pairs.append((t("Part of"), bold(str(view["parent"]))))
    if view.get("place_id"):
        pairs.append((t("Place"), bold(named(view, "place_id"))))
    tags = [both(str(tag)) for tag in view.get("tags") or () if tag != "fictional"]  # has a mark
    if tags:
        pairs.append((t("Tags"), bold(glued(tags))))
    return pairs


def _work_section(view: Mapping[str, Any], reading: Reading) -> Html | None:
    parts = [progress_list(view, reading), forecast_part(view, reading)]
    kept = [el("div", part) for part in parts if part is not None]
    stones = milestones_table(view, reading)
    shut = [el("li", closure_words(row, reading)) for row in view.get("closures") or ()]
    if not kept and stones is None and not shut:
        return None
    return el(
        "section",
        el("h2", t("Progress and dates")),
        el("div", kept, class_="work-parts") if kept else None,
        stones,
        join(el("h3", t("Closures")), el("ul", shut, class_="work-notes")) if shut else None,
    )


def _fields_section(view: Mapping[str, Any]) -> Html | None:
    rows = view.get("fields") or ()
    if not rows:
        return None
    reading = reading_of(view)
    pairs: list[tuple[Both, Child]] = []
    for row in rows:
        name = name_of(row) if name_of(row).en else both(row.get("id"))
        until = row.get("expires_on")
        kept = t("about a person, kept until {day}", day=reading.day(until)) if until else None
        pairs.append((name, join(_value(row), el("small", kept) if kept else None)))
    return el("section", el("h2", t("Particulars")), facts_list(pairs), class_="fields")


def _value(row: Mapping[str, Any]) -> Child:
    value = row.get("value")
    if row.get("gone"):
        words = {"expired": t("deleted: its time was over"), "deleted": t("deleted")}
        return el("i", words.get(str(row["gone"]), both(row["gone"])))
    if row.get("hidden"):
        return el("i", t("hidden from this reader"))
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int | float):
        return plain(value)
    if isinstance(value, list | tuple):
        return glued([both(str(part)) for part in value])
    return both(row.get("value_name") or value, row.get("value_name_zh"))


def _links_section(view: Mapping[str, Any]) -> Html | None:
    rows = view.get("links") or ()
    if not rows:
        return None
    items = [
        el("li", el("b", named(row, "relation")), " ", titled(row), " ",
           el("code", str(row.get("to") or "")))
        for row in rows
    ]  # fmt: skip
    return el("section", el("h2", t("Linked with")), el("ul", items))


def _history_section(view: Mapping[str, Any], reading: Reading) -> Html | None:
    rows = view.get("history") or ()
    if not rows:
        return None
    last = rows[-1].get("hash")
    note = el("p", t("Hash of this item's last entry"), " ", el("code", str(last), class_="hash"))
    return el(
        "section",
        el("h2", t("History")),
        history_table(rows, reading),
        note if last else None,
        class_="history-section",
    )
