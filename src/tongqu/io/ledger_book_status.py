"""The status of the ledger and the monthly report as tables, one a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.io.ledger_sheets import SheetColumn, SheetTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongqu.io.ledger_words import ViewWords

__all__ = ["month_tables", "status_tables"]

COUNTS = (
    "items open closed green yellow red made_good late due_soon rebounds returned in_arbitration"
).split()


def status_tables(words: ViewWords, view: Mapping[str, Any]) -> list[SheetTable]:
    """Return the sheets of a status."""
    title = words.t("Status of the ledger")
    return [
        _counts(words, view, title),
        _late(words, view, title),
        _due_soon(words, view, title),
        _works(words, view, title),
        _flags(words, view, title),
        _changes(words, view, title),
        _sources(words, view, title),
    ]


def month_tables(words: ViewWords, view: Mapping[str, Any], month: str) -> list[SheetTable]:
    """Return the sheets of a monthly report."""
    month = month or str(view.get("as_of") or "")[:7]
    title = words.t("Monthly report {month}", month=month)
    return [
        _counts(words, view, title),
        _lights(words, view, title),
        _changes(words, view, title),
        _late(words, view, title),
        _due_soon(words, view, title),
        _works(words, view, title),
        _flags(words, view, title),
        _sources(words, view, title),
    ]


def _names(words: ViewWords) -> dict[str, str]:
    t = words.t
    return {
        "items": t("items"),
        "open": t("still open"),
        "closed": t("completed"),
        "green": t("green"),
        "yellow": t("yellow"),
        "red": t("red"),
        "made_good": t("made good"),
        "late": t("late"),
        "due_soon": t("due soon"),
        "rebounds": t("come back"),
        "returned": t("returned"),
        "in_arbitration": t("in arbitration"),
    }


def _groups(
    words: ViewWords, view: Mapping[str, Any]
) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    """Yield what counts are about: all, each kind, each unit."""
    t = words.t
    yield t("all"), "", view.get("totals") or {}
    for row in view.get("by_kind") or ():
        yield t("kind"), words.said(row, "name") or str(row.get("kind") or ""), row
    for row in view.get("by_unit") or ():
        yield t("unit"), words.said(row, "name") or str(row.get("unit") or ""), row


def _counts(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    names = _names(words)
    return SheetTable(
        name=t("totals"),
        title=title,
        about=words.about(view),
        columns=(
            SheetColumn(head=t("by")),
            SheetColumn(head=t("name")),
            *(SheetColumn(head=names[key], kind="number") for key in COUNTS),
        ),
        rows=[
            [by, name, *(words.count(counts.get(key)) for key in COUNTS)]
            for by, name, counts in _groups(words, view)
        ],
    )


def _lights(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    """Return one row for each light of each group, so that a filter finds all that is red."""
    t = words.t
    rows = []
    for by, name, counts in _groups(words, view):
        for light in ("red", "yellow", "made_good", "green"):
            good = light == "made_good"
            sign = words.light({"light": "yellow" if good else light, "made_good": good})
            rows.append([by, name, sign, words.count(counts.get(light))])
    return SheetTable(
        name=t("lights"),
        title=title,
        about=t("Those made good were red; they are counted under yellow too."),
        columns=(
            SheetColumn(head=t("by")),
            SheetColumn(head=t("name")),
            SheetColumn(head=t("light"), kind="light"),
            SheetColumn(head=t("items"), kind="number"),
        ),
        rows=rows,
    )


def _matters(words: ViewWords, rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    found = []
    for row in rows:
        clock = words.named(row, "clock") or words.named(row, "milestone")
        step = row.get("next_step") or {}
        found.append(
            [
                row.get("code"),
                words.said(row, "title"),
                words.light(row),
                words.named(row, "unit"),
                clock,
                words.due(row.get("due_at")),
                row.get("late_working_days"),
                words.said(step, "text") if isinstance(step, dict) else str(step),
                words.named(step, "owner_unit") if isinstance(step, dict) else "",
                words.due(step.get("due_at")) if isinstance(step, dict) else None,
            ]
        )
    return found


def _matter_columns(words: ViewWords) -> tuple[SheetColumn, ...]:
    t = words.t
    return (
        SheetColumn(head=t("code")),
        SheetColumn(head=t("title")),
        SheetColumn(head=t("light"), kind="light"),
        SheetColumn(head=t("responsible unit")),
        SheetColumn(head=t("deadline")),
        SheetColumn(head=t("due"), kind="time"),
        SheetColumn(head=t("working days late"), kind="number"),
        SheetColumn(head=t("next step")),
        SheetColumn(head=t("who does it")),
        SheetColumn(head=t("until"), kind="time"),
    )


def _late(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    return SheetTable(
        name=t("late"),
        title=f"{title} · {t('late items')}",
        about=_listed(words, view, "late"),
        columns=_matter_columns(words),
        rows=_matters(words, view.get("late") or ()),
        empty=t("Nothing is late."),
    )


def _due_soon(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    return SheetTable(
        name=t("due soon"),
        title=f"{title} · {t('due soon')}",
        about=_listed(words, view, "due_soon"),
        columns=_matter_columns(words),
        rows=_matters(words, view.get("due_soon") or ()),
        empty=t("Nothing is due soon."),
    )


def _works(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    rows = []
    for work in view.get("works") or ():
        milestones = work.get("milestones") or [{}]
        forecast = work.get("forecast") or {}
        sections = ", ".join(_section(words, part) for part in work.get("progress") or ())
        for number, milestone in enumerate(milestones):
            first = number == 0
            rows.append(
                [
                    work.get("code"),
                    words.said(work, "title"),
                    words.light(work),
                    words.named(work, "unit"),
                    work.get("progress_percent") if first else None,
                    sections if first else "",
                    words.said(milestone, "name"),
                    words.day(milestone.get("baseline_on") or milestone.get("planned_on")),
                    words.day(milestone.get("current_on")),
                    words.day(milestone.get("actual_on")),
                    words.day(forecast.get("p10_on")) if first else None,
                    words.day(forecast.get("p50_on")) if first else None,
                    words.day(forecast.get("p90_on")) if first else None,
                    words.said(forecast, "text") if first else "",
                ]
            )
    return SheetTable(
        name=t("works"),
        title=f"{title} · {t('works')}",
        about=words.about(view),
        columns=(
            SheetColumn(head=t("code")),
            SheetColumn(head=t("title")),
            SheetColumn(head=t("light"), kind="light"),
            SheetColumn(head=t("responsible unit")),
            SheetColumn(head=t("progress [%]"), kind="percent"),
            SheetColumn(head=t("sections")),
            SheetColumn(head=t("milestone")),
            SheetColumn(head=t("baseline"), kind="day"),
            SheetColumn(head=t("date now"), kind="day"),
            SheetColumn(head=t("happened"), kind="day"),
            SheetColumn(head=t("forecast (10 %)"), kind="day"),
            SheetColumn(head=t("forecast (50 %)"), kind="day"),
            SheetColumn(head=t("forecast (90 %)"), kind="day"),
            SheetColumn(head=t("about the forecast")),
        ),
        rows=rows,
        empty=t("There is none."),
    )


def _section(words: ViewWords, part: Mapping[str, Any]) -> str:
    """Return how far a section is: in percent, or by its parts that are counted."""
    name = words.said(part, "name") or str(part.get("section") or words.t("all"))
    percent, count, whole = part.get("percent"), part.get("count"), part.get("of")
    told = "–"
    if isinstance(percent, (int, float)):
        told = f"{percent:g} %"
    elif isinstance(count, (int, float)):
        told = f"{count:g} / {whole:g}" if isinstance(whole, (int, float)) else f"{count:g}"
    return f"{name} {'≥ ' if part.get('at_least') else ''}{told}"


def _listed(words: ViewWords, view: Mapping[str, Any], key: str) -> str:
    """Return what stands below the title; a list that was cut says so."""
    shown, count = len(view.get(key) or ()), view.get(f"{key}_count")
    about = words.about(view)
    if isinstance(count, int) and count > shown:
        about += " · " + words.t("{shown} of {count} are listed", shown=shown, count=count)
    return about


def _flags(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    return SheetTable(
        name=t("remarks"),
        title=f"{title} · {t('what does not fit together')}",
        about=words.about(view),
        columns=(SheetColumn(head=t("code")), SheetColumn(head=t("remark"))),
        rows=[[row.get("item"), words.said(row, "text")] for row in view.get("flags") or ()],
        empty=t("There is none."),
    )


def _changes(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    changes = view.get("changes_since") or {}
    names = {
        "opened": t("opened"),
        "closed": t("completed"),
        "became_red": t("became red"),
        "made_good": t("made good"),
    }
    rows: list[list[Any]] = [
        [name, row.get("code"), words.said(row, "title"), "", None, None]
        for key, name in names.items()
        for row in changes.get(key) or ()
    ]
    rows += [
        [
            t("date moved"),
            row.get("code"),
            words.said(row, "title"),
            words.named(row, "milestone"),
            words.day(row.get("from")),
            words.day(row.get("to")),
        ]
        for row in changes.get("moved_dates") or ()
    ]
    return SheetTable(
        name=t("changes"),
        title=f"{title} · {t('changes since {day}', day=words.day(changes.get('since')) or '–')}",
        about=words.about(view),
        columns=(
            SheetColumn(head=t("what")),
            SheetColumn(head=t("code")),
            SheetColumn(head=t("title")),
            SheetColumn(head=t("milestone")),
            SheetColumn(head=t("date before"), kind="day"),
            SheetColumn(head=t("date after"), kind="day"),
        ),
        rows=rows,
        empty=t("Nothing has changed."),
    )


def _sources(words: ViewWords, view: Mapping[str, Any], title: str) -> SheetTable:
    t = words.t
    return SheetTable(
        name=t("sources"),
        title=f"{title} · {t('sources')}",
        about=words.about(view),
        columns=(
            SheetColumn(head=t("id")),
            SheetColumn(head=t("kind")),
            SheetColumn(head=t("title")),
        ),
        rows=[
            [row.get("id"), row.get("kind"), words.said(row, "title")]
            for row in view.get("sources") or ()
        ],
        empty=t("There is none."),
    )
