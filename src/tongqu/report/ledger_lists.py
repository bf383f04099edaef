"""Lists of items on the ledger's pages: what is late, what is due soon, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.ledger_lights import light_sign
from tongqu.report.ledger_parts import item_marks, item_name, next_step, provisional_mark
from tongqu.report.ledger_read import Reading, count, named, titled, whole_days
from tongqu.report.numbers import plain
from tongqu.report.tables import Column, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["changes_part", "due_table", "late_table", "left_out", "list_head", "what_is_due"]


def what_is_due(row: Mapping[str, Any]) -> Both:
    """Return the name of the clock or milestone that a row is about.

    Examples
    --------
    >>> what_is_due({"clock": "answer", "clock_name": "Answer", "clock_name_zh": "答复"}).zh
    '答复'
    """
    key = "milestone" if row.get("milestone") else "clock"
    value = row.get(key)
    if isinstance(value, Mapping):
        return both(value.get("name") or value.get("id"), value.get("name_zh"))
    return named(row, key)


def late_table(
    rows: Sequence[Mapping[str, Any]], reading: Reading, cards: Collection[str] = ()
) -> Html:
    """Return what is late, by how many working days, who owes what next."""
    columns = [
        Column(t("Item")),
        Column(t("Light")),
        Column(t("Unit")),
        Column(t("What was due")),
        Column(t("Late by"), number=True),
        Column(t("Next step")),
    ]
    body: list[list[Child]] = [
        [
            item_name(row, cards),
            light_sign(row),
            named(row, "unit"),
            join(what_is_due(row), el("small", _due(row, reading))),
            el("b", whole_days(row.get("late_working_days")), class_="late-word"),
            next_step(row.get("next_step"), reading),
        ]
        for row in rows
    ]
    return table(columns, body, class_="late-list")


def due_table(
    rows: Sequence[Mapping[str, Any]], reading: Reading, cards: Collection[str] = ()
) -> Html:
    """Return what is due soon, and what is to be done until then."""
    columns = [
        Column(t("Item")),
        Column(t("Light")),
        Column(t("Unit")),
        Column(t("What is due")),
        Column(t("Until")),
        Column(t("Next step")),
    ]
    body: list[list[Child]] = [
        [
            item_name(row, cards),
            light_sign(row),
            named(row, "unit"),
            what_is_due(row),
            _due(row, reading),
            next_step(row.get("next_step"), reading),
        ]
        for row in rows
    ]
    return table(columns, body, class_="due-list")


def list_head(view: Mapping[str, Any], key: str) -> Both:
    """Return the heading of a list: how many dates, and of how many items where that differs."""
    number, items = view.get(f"{key}_count", len(view[key])), view["totals"].get(key)
    if number == items or not isinstance(items, int):
        if key == "late":
            return t("Late: {count}", count=count(number))
        return t("Due soon: {count}", count=count(number))
    told = t("{count}, of {items} items", count=count(number), items=count(items))
    return t("Late: {dates}", dates=told) if key == "late" else t("Due soon: {dates}", dates=told)


def left_out(view: Mapping[str, Any], key: str) -> Html | None:
    """Return a line that says how many rows a view left out of a list; None where none."""
    listed, number = len(view[key]), view.get(f"{key}_count")
    if not isinstance(number, int) or number <= listed:
        return None
    said = t("{listed} of {count} are listed.", listed=plain(listed), count=plain(number))
    return el("p", said, class_="left-out")


def _due(row: Mapping[str, Any], reading: Reading) -> Html:
    mark = provisional_mark() if row.get("provisional") else None
    return join(reading.due(row.get("due_at")), " ", mark)


def changes_part(changes: Mapping[str, Any], reading: Reading) -> Html:
    """Return what changed since a day: opened, closed, lights, moved dates."""
    heads = (
        ("opened", t("Opened")),
        ("closed", t("Closed")),
        ("became_red", t("Turned red")),
        ("made_good", t("Red made good")),
    )
    groups = [
        el(
            "div",
            el("h3", head),
            el("ul", [el("li", _changed(row)) for row in changes[key]]),
            _cut(changes, key),
        )
        for key, head in heads
        if changes.get(key)
    ]
    moved = changes.get("moved_dates") or ()
    if not groups and not moved:
        said = t("Nothing changed since {day}.", day=reading.day(changes.get("since")))
        return el("p", said)
    return join(
        el("div", groups, class_="change-groups") if groups else None,
        _moved(moved, reading) if moved else None,
    )


def _cut(changes: Mapping[str, Any], key: str) -> Html | None:
    """Return how many of a list are there, where it was cut."""
    listed, number = len(changes[key]), (changes.get("counts") or {}).get(key, 0)
    if number <= listed:
        return None
    said = t("{listed} of {count} are listed.", listed=plain(listed), count=plain(number))
    return el("p", said, class_="left-out")


def _changed(row: Mapping[str, Any] | str) -> Html:
    """Return one item that changed; a bare code is enough."""
    if isinstance(row, Mapping):
        return join(titled(row), " ", item_marks(row), el("code", str(row.get("code") or "")))
    return el("code", str(row))


def _moved(rows: Sequence[Mapping[str, Any]], reading: Reading) -> Html:
    columns = [
        Column(t("Item")),
        Column(t("Date that moved")),
        Column(t("Was")),
        Column(t("Is now")),
    ]
    body: list[list[Child]] = [
        [
            item_name(row),
            what_is_due(row),
            reading.promised(row.get("from"), row.get("from_precision")),
            el("b", reading.promised(row.get("to"), row.get("to_precision"))),
        ]
        for row in rows
    ]
    return join(el("h3", t("Dates that moved")), table(columns, body, class_="moved"))
