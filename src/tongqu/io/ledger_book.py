"""The ledger for people who work in spreadsheets: items, status, the monthly report, a history."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tongqu.errors import UsageError
from tongqu.io.calls_plan_writing import write_file
from tongqu.io.ledger_book_status import month_tables, status_tables
from tongqu.io.ledger_sheets import SheetColumn, SheetTable, table_csv, write_tables
from tongqu.io.ledger_words import ViewWords
from tongqu.io.marker import WORKBOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["write_history", "write_items", "write_month", "write_status"]


def write_items(
    items: Sequence[Mapping[str, Any]],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    title: str = "",
    view: Mapping[str, Any] | None = None,
    paper: str = "A3",
) -> Path:
    """Write a list of items with their lights.

    Parameters
    ----------
    items
        Items as JSON (``ledger_item``). If all are of one kind, its fields are columns too; those
        about persons never are.
    path
        File to write, ``.xlsx`` or ``.csv``, also over an older one.
    language
        ``en`` or ``zh``.
    title
        What stands above the table; by default that these are items.
    view
        Any view of the ledger: its name, day and zone.
    paper
        ``A4`` or ``A3``.

    Raises
    ------
    tongqu.errors.UsageError
        If the file is of another kind, or a folder.
    OSError
        If it cannot be written; what stood there is still there.
    """
    about = view or (items[0] if items else {})
    words = ViewWords(about, language)
    t = words.t
    own = _field_columns(words, items)
    table = SheetTable(
        name=t("items"),
        title=title or t("Items of the ledger"),
        about=words.about(about),
        columns=(*_item_columns(words), *(column for _, column in own)),
        rows=[
            [*_item_row(words, item), *_field_values(words, item, [name for name, _ in own])]
            for item in items
        ],
        empty=t("There is none."),
    )
    return _write(path, [table], paper, csv_of=table)


def write_status(
    view: Mapping[str, Any],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    paper: str = "A4",
) -> Path:
    """Write a status as a workbook: totals, late, due soon, works, remarks, changes, sources.

    Parameters
    ----------
    view
        The status as JSON (``ledger_status``).
    path
        File to write, ``.xlsx``, also over an older one.
    language
        ``en`` or ``zh``.
    paper
        ``A4`` or ``A3``.

    Raises
    ------
    tongqu.errors.UsageError
        If the file is of another kind, or a folder.
    OSError
        If it cannot be written; what stood there is still there.
    """
    words = ViewWords(view, language)
    return _write(path, status_tables(words, view), paper)


def write_month(
    view: Mapping[str, Any],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    month: str = "",
    paper: str = "A4",
) -> Path:
    """Write the monthly report: totals, lights, what changed, what is late with its next step.

    Parameters
    ----------
    view
        The status at the month's end as JSON (``ledger_status``), with what changed in the month.
    path
        File to write, ``.xlsx``, also over an older one.
    language
        ``en`` or ``zh``.
    month
        The month, such as ``2024-12``; by default that of the view.
    paper
        ``A4`` or ``A3``.

    Raises
    ------
    tongqu.errors.UsageError
        If the file is of another kind, or a folder.
    OSError
        If it cannot be written; what stood there is still there.
    """
    words = ViewWords(view, language)
    return _write(path, month_tables(words, view, month), paper)


def write_history(
    item: Mapping[str, Any],
    path: str | os.PathLike[str],
    language: str = "en",
    *,
    paper: str = "A4",
) -> Path:
    """Write everything that happened to an item, entry by entry with its hash.

    Parameters
    ----------
    item
        The item as JSON (``ledger_item``).
    path
        File to write, ``.xlsx`` or ``.csv``, also over an older one.
    language
        ``en`` or ``zh``.
    paper
        ``A4`` or ``A3``.

    Raises
    ------
    tongqu.errors.UsageError
        If the file is of another kind, or a folder.
    OSError
        If it cannot be written; what stood there is still there.
    """
    words = ViewWords(item, language)
    table = _history(words, item)
    return _write(path, [table], paper, csv_of=table)


def _write(
    path: str | os.PathLike[str],
    tables: Sequence[SheetTable],
    paper: str,
    csv_of: SheetTable | None = None,
) -> Path:
    target = Path(path)
    kind = target.suffix.lower()
    known = (".xlsx", ".csv") if csv_of is not None else (".xlsx",)
    if target.is_dir():
        raise UsageError.of("target_is_folder", path=str(target))
    if kind in WORKBOOKS and kind != ".xlsx":
        meant = f"{target.stem}.xlsx"
        raise UsageError.of("target_is_other_workbook", path=str(target), meant=meant)
    if kind not in known:
        raise UsageError.of("unknown_ledger_file", path=str(target), known=", ".join(known))
    if kind == ".csv" and csv_of is not None:
        # Excel takes a file without this mark for the code page of the machine.
        data = table_csv(csv_of).encode("utf-8-sig")
        write_file(target, lambda part: _write_bytes(part, data))
    else:
        footer = tables[0].about
        write_file(target, lambda part: write_tables(part, tables, footer=footer, paper=paper))
    return target


def _write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _item_columns(words: ViewWords) -> tuple[SheetColumn, ...]:
    t = words.t
    return (
        SheetColumn(head=t("code")),
        SheetColumn(head=t("title")),
        SheetColumn(head=t("kind")),
        SheetColumn(head=t("light"), kind="light"),
        SheetColumn(head=t("why")),
        SheetColumn(head=t("state")),
        SheetColumn(head=t("responsible unit")),
        SheetColumn(head=t("opened"), kind="day"),
        SheetColumn(head=t("next deadline")),
        SheetColumn(head=t("due"), kind="time"),
        SheetColumn(head=t("progress [%]"), kind="percent"),
        SheetColumn(head=t("milestone")),
        SheetColumn(head=t("date now"), kind="day"),
        SheetColumn(head=t("forecast (50 %)"), kind="day"),
        SheetColumn(head=t("next step")),
    )


def _item_row(words: ViewWords, item: Mapping[str, Any]) -> list[Any]:
    clock = _next_clock(item)
    milestone = _next_milestone(item)
    reasons = [words.said(reason, "text") for reason in item.get("light_reasons") or ()]
    return [
        item.get("code"),
        words.said(item, "title"),
        words.said(item, "kind_name"),
        words.light(item),
        "\n".join(reason for reason in reasons if reason),
        words.named(item, "state"),
        words.named(item, "unit"),
        words.day(item.get("opened_at")),
        words.said(clock, "name"),
        words.due(clock.get("due_at")),
        item.get("progress_percent"),
        words.said(milestone, "name"),
        words.day(milestone.get("current_on") or milestone.get("planned_on")),
        words.day((item.get("forecast") or {}).get("p50_on")),
        words.step(item),
    ]


def _field_columns(
    words: ViewWords, items: Sequence[Mapping[str, Any]]
) -> list[tuple[str, SheetColumn]]:
    """Return the fields of items of one kind; a list is no place for what is about persons."""
    if len({item.get("item_kind") for item in items}) != 1:
        return []
    heads: dict[str, str] = {}
    for item in items:
        for field in item.get("fields") or ():
            if not field.get("personal"):
                heads.setdefault(field["id"], words.said(field, "name") or field["id"])
    return [(name, SheetColumn(head=head)) for name, head in heads.items()]


def _field_values(words: ViewWords, item: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    fields = {field["id"]: field for field in item.get("fields") or ()}
    found: list[Any] = []
    for name in names:
        field = fields.get(name, {})
        value = field.get("value")
        if field.get("hidden"):
            found.append(words.t("not shown"))
        elif isinstance(value, bool):
            found.append(words.t("yes") if value else words.t("no"))
        else:
            found.append(words.said(field, "value_name") or value)
    return found


def _next_clock(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the clock that runs out first of those that run."""
    clocks = item.get("clocks") or ()
    running = [one for one in clocks if one.get("due_at") and not one.get("stopped_at")]
    return min(running, key=lambda one: str(one["due_at"]), default={})


def _next_milestone(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the milestone that comes first of those that have not happened."""
    milestones = item.get("milestones") or ()
    open_ones = [
        (str(one.get("current_on") or one.get("planned_on")), number, one)
        for number, one in enumerate(milestones)
        if not one.get("actual_on") and (one.get("current_on") or one.get("planned_on"))
    ]
    return min(open_ones, default=("", 0, {}))[2]


def _history(words: ViewWords, item: Mapping[str, Any]) -> SheetTable:
    t = words.t
    title = t("History of {code}", code=item.get("code")) + f" · {words.said(item, 'title')}"
    return SheetTable(
        name=t("history"),
        title=title,
        about=words.about(item),
        columns=(
            SheetColumn(head=t("record"), kind="number"),
            SheetColumn(head=t("happened"), kind="time"),
            SheetColumn(head=t("known since"), kind="time"),
            SheetColumn(head=t("written"), kind="time"),
            SheetColumn(head=t("action")),
            SheetColumn(head=t("account")),
            SheetColumn(head=t("on behalf of")),
            SheetColumn(head=t("responsible unit")),
            SheetColumn(head=t("state")),
            SheetColumn(head=t("what it says")),
            SheetColumn(head=t("hash")),
        ),
        rows=[
            [
                entry.get("seq"),
                words.when(entry.get("at")),
                words.when(entry.get("known_at")),
                words.when(entry.get("recorded_at")),
                words.named(entry, "action") or str(entry.get("effect") or ""),
                entry.get("actor"),
                entry.get("on_behalf_of"),
                words.named(entry, "unit"),
                words.named(entry, "state"),
                words.said(entry, "text"),
                str(entry.get("hash") or "")[:16],
            ]
            for entry in item.get("history") or ()
        ],
        empty=t("There is none."),
    )
