"""What stands beside an answer: notes, what was excluded, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Child, Html, both, el, join
from tongqu.report.numbers import day, moment, plain
from tongqu.report.tables import Column, kind_mark, table
from tongqu.report.words import name_of, reason_word, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["excluded_section", "notes_section", "sources_section"]


def excluded_section(answer: Mapping[str, Any]) -> Html | None:
    """Return what was left out, by which limit, and what would have to change."""
    if not answer["excluded"]:
        return None
    columns = [
        Column(t("What was excluded")),
        Column(t("By which limit")),
        Column(t("Limit"), number=True),
        Column(t("Here"), number=True),
        Column(t("What would have to change")),
    ]
    rows: list[list[Child]] = []
    for entry in answer["excluded"]:
        where = el("code", entry["at"]) if entry["at"] else Html("")
        rows.append(
            [
                join(el("b", name_of(entry)), el("small", both(entry["text"], entry["text_zh"]))),
                join(reason_word(entry["reason"]), " ", where),
                _value(entry["limit"], entry["unit"]),
                _value(entry["value"], entry["unit"]),
                both(entry["would_need"], entry["would_need_zh"]),
            ]
        )
    return el(
        "section",
        el("h2", t("What was excluded, and by which limit")),
        table(columns, rows, class_="excluded"),
    )


def _value(value: object, unit: object) -> Child:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int | float):
        return f"{plain(float(value))} {unit or ''}".strip()
    text = str(value)
    if len(text) >= 16 and text[4:5] == "-" and text[10:11] == "T":
        return moment(text)
    return f"{text} {unit or ''}".strip()


def sources_section(answer: Mapping[str, Any]) -> Html | None:
    """Return the sources of the answer, each with its kind."""
    if not answer["sources"]:
        return None
    columns = [Column(t("Source")), Column(t("Kind")), Column(t("What it is")), Column(t("Note"))]
    rows: list[list[Child]] = []
    for source in answer["sources"]:
        published = source["published_on"]
        rows.append(
            [
                el("code", source["id"], id=f"source-{source['id']}"),
                kind_mark(source["kind"]),
                join(
                    name_of(source, "title"),
                    el(
                        "small",
                        source["publisher"] or "",
                        ", " if source["publisher"] and published else "",
                        day(published) if published else "",
                    ),
                ),
                both(source["note"], source["note_zh"]),
            ]
        )
    return el("section", el("h2", t("Sources")), table(columns, rows, class_="sources"))


def notes_section(answer: Mapping[str, Any]) -> Html | None:
    """Return what a reader of the answer must know."""
    if not answer["notes"]:
        return None
    items = [el("li", both(note["text"], note["text_zh"])) for note in answer["notes"]]
    return el("section", el("h2", t("Notes")), el("ul", items))
