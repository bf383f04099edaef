"""Where the ledger stands on a day, as one offline page: what is late, what comes, who is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.berth_trust import more_rows
from tongqu.report.html import Both, Child, Html, el, join
from tongqu.report.ledger_lights import (
    light_key,
    light_patterns,
    light_shape,
    light_sign,
)
from tongqu.report.ledger_lists import (
    changes_part,
    due_table,
    late_table,
    left_out,
    list_head,
    what_is_due,
)
from tongqu.report.ledger_parts import (
    flags_list,
    item_marks,
    item_name,
    ledger_style,
    next_step,
    record_section,
    said_text,
    sources_part,
    synthetic_note,
)
from tongqu.report.ledger_read import Reading, count, named, reading_of, titled, whole_days
from tongqu.report.ledger_totals import totals_table
from tongqu.report.ledger_works import forecast_part, milestones_table, progress_list, work_notes
from tongqu.report.numbers import plain
from tongqu.report.page import page
from tongqu.report.tables import Column, facts_list, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ledger_status_page"]

MOST_CARDS = 24


def ledger_status_page(view: Mapping[str, Any], language: str = "en") -> str:
    """Return one offline HTML page for the status of a ledger.

    Parameters
    ----------
    view
        The status as JSON, kind ``ledger_status``.
    language
        Language shown first, ``en`` or ``zh``; the page holds both.
    """
    reading = reading_of(view)
    sections = [
        _first_section(view, reading),
        _late_section(view, reading),
        _soon_section(view, reading),
        _works_section(view, reading),
        _flags_section(view),
        _changes_section(view, reading),
        _totals_section(view),
        sources_part(view),
        record_section(view),
    ]
    body = [ledger_style(), light_patterns(), *(part for part in sections if part is not None)]
    title = t("{name}: status on {day}", name=name_of(view.get("ledger") or {}),
              day=reading.day(view["as_of"]))  # fmt: skip
    return page(
        title, body, lang=language, kicker=t("Works and matters: what is late, who is next")
    )


def _first_section(view: Mapping[str, Any], reading: Reading) -> Html:
    totals = view["totals"]
    head = t(
        "{name}, {day}: {late} late, {soon} due soon, {open} open",
        name=name_of(view.get("ledger") or {}),
        day=reading.day(view["as_of"]),
        late=count(totals["late"]),
        soon=count(totals["due_soon"]),
        open=count(totals["open"]),
    )
    return el(
        "section",
        el("h1", head),
        synthetic_note(view.get("ledger")),
        _verdict(view, reading),
        facts_list(_facts(totals)),
        light_key(),
        class_="answer ledger-first",
    )


def _verdict(view: Mapping[str, Any], reading: Reading) -> Html:
    """Return one sentence about what is most late, or next due."""
    if view["late"]:
        row = max(view["late"], key=lambda late: float(late.get("late_working_days") or 0))
        words = t(
            "Longest late: {title} ({unit}), {what} was due on {day}, {late} late.",
            title=titled(row),
            unit=named(row, "unit"),
            what=what_is_due(row),
            day=reading.due(row.get("due_at")),
            late=whole_days(row.get("late_working_days")),
        )
        step = row.get("next_step")
        then = el("span", t("Next step: {step}.", step=said_text(step)), class_="then")
        return el("p", words, " ", then if said_text(step).en else None, class_="sure warn")
    if not view["totals"].get("items", 1):
        return el("p", t("There are no items in this ledger yet."), class_="sure")
    if view["due_soon"]:
        row = min(view["due_soon"], key=lambda soon: str(soon.get("due_at") or "9999"))
        words = t(
            "Nothing is late. Next due: {title} ({unit}), {what}, {day}.",
            title=titled(row),
            unit=named(row, "unit"),
            what=what_is_due(row),
            day=reading.due(row.get("due_at")),
        )
        return el("p", words, class_="sure good")
    return el("p", t("Nothing is late, and nothing is due soon."), class_="sure good")


def _facts(totals: Mapping[str, Any]) -> list[tuple[Both, Child]]:
    def shown(key: str) -> Html:
        return el("strong", count(totals.get(key)))

    def lit(light: str, key: str) -> Html:
        return el("strong", light_shape(light), " ", count(totals.get(key)), class_="lit")

    return [
        (t("Late"), shown("late")),
        (t("Due soon"), shown("due_soon")),
        (t("Red"), lit("red", "red")),
        (t("Yellow"), lit("yellow", "yellow")),
        (t("Of them made good"), lit("made_good", "made_good")),
        (t("Green"), lit("green", "green")),
        (t("Open"), shown("open")),
        (t("Closed"), shown("closed")),
        (t("Rebounds"), shown("rebounds")),
        (t("Returned"), shown("returned")),
        (t("In arbitration"), shown("in_arbitration")),
    ]


def _late_section(view: Mapping[str, Any], reading: Reading) -> Html | None:
    rows = view["late"]
    if not rows:
        return None
    head = list_head(view, "late")
    drawn = join(late_table(rows, reading, _cards(view)), left_out(view, "late"))
    return el("section", el("h2", head), drawn, class_="trouble late-section")


def _cards(view: Mapping[str, Any]) -> set[str]:
    """Return the codes of the works that have a card on the page."""
    return {str(work.get("code")) for work in (view.get("works") or ())[:MOST_CARDS]}


def _soon_section(view: Mapping[str, Any], reading: Reading) -> Html | None:
    rows = view["due_soon"]
    if not rows:
        return None
    head = list_head(view, "due_soon")
    drawn = join(due_table(rows, reading, _cards(view)), left_out(view, "due_soon"))
    return el("section", el("h2", head), drawn)


def _works_section(view: Mapping[str, Any], reading: Reading) -> Html | None:
    works = view.get("works") or ()
    if not works:
        return None
    cards = [_work_card(work, reading) for work in works[:MOST_CARDS]]
    rest = works[MOST_CARDS:]
    more = _works_table(rest, reading) if rest else None
    return el(
        "section",
        el("h2", t("Works")),
        more_rows(join(cards), more, len(works)),
        class_="works",
    )


def _work_card(work: Mapping[str, Any], reading: Reading) -> Html:
    head = el(
        "h3",
        titled(work),
        " ",
        light_sign(work),
        " ",
        item_marks(work),
        el("small", el("code", str(work.get("code") or "")), " ", named(work, "unit")),
        id=f"item-{work.get('code')}",
    )
    reasons = [el("li", said_text(row)) for row in work.get("light_reasons") or ()]
    flags = work.get("flags") or ()
    parts = [
        progress_list(work, reading),
        forecast_part(work, reading),
    ]
    kept = [el("div", part) for part in parts if part is not None]
    dated = any(work.get(key) for key in ("milestones", "planned_start_on", "planned_finish_on"))
    bare = not kept and not dated
    return el(
        "article",
        head,
        el("ul", reasons, class_="reasons") if reasons else None,
        el("div", kept, class_="work-parts") if kept else None,
        el("p", t("No date and no progress is given.")) if bare else None,
        milestones_table(work, reading),
        work_notes(work, reading),
        flags_list(flags) if flags else None,
        _work_next(work, reading),
        class_="work",
    )


def _work_next(work: Mapping[str, Any], reading: Reading) -> Html | None:
    step = work.get("next_step")
    if not said_text(step).en:
        return None
    return el("div", el("b", t("Next step")), next_step(step, reading), class_="work-next")


def _works_table(works: Sequence[Mapping[str, Any]], reading: Reading) -> Html:
    columns = [
        Column(t("Item")),
        Column(t("Light")),
        Column(t("Unit")),
        Column(t("Progress"), number=True),
        Column(t("Next step")),
    ]
    rows: list[list[Child]] = []
    for work in works:
        percent = work.get("progress_percent")
        told = f"{plain(float(percent))}%" if isinstance(percent, int | float) else "–"
        rows.append(
            [
                item_name(work),
                light_sign(work),
                named(work, "unit"),
                told,
                next_step(work.get("next_step"), reading),
            ]
        )
    return table(columns, rows)


def _flags_section(view: Mapping[str, Any]) -> Html | None:
    flags = view.get("flags") or ()
    if not flags:
        return None
    return el("section", el("h2", t("What does not add up")), flags_list(flags), class_="trouble")


def _changes_section(view: Mapping[str, Any], reading: Reading) -> Html | None:
    changes = view.get("changes_since")
    if not changes:
        return None
    head = t("Changes since {day}", day=reading.day(changes.get("since")))
    return el("section", el("h2", head), changes_part(changes, reading), class_="changes")


def _totals_section(view: Mapping[str, Any]) -> Html | None:
    kinds, units = view.get("by_kind") or (), view.get("by_unit") or ()
    if not kinds and not units:
        return None
    parts: list[Child] = [el("h2", t("Totals"))]
    if kinds:
        parts += [el("h3", t("By kind")), totals_table(t("Kind"), kinds)]
    if units:
        parts += [el("h3", t("By unit")), totals_table(t("Unit"), units)]
    return el("section", parts)
