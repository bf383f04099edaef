"""Tables that read on paper, on a wide screen and on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, el, escape, join
from tongqu.report.words import source_kind, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Column",
    "assumed_mark",
    "command_text",
    "facts_list",
    "kind_mark",
    "source_link",
    "table",
]


@dataclass(frozen=True, slots=True)
class Column:
    """Head of a column, and whether it holds numbers."""

    head: Both
    number: bool = False


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Child]],
    *,
    class_: str = "",
    row_classes: Sequence[str] | None = None,
) -> Html:
    """Return a table; on a narrow screen each row becomes a card with its heads inside.

    A row of one cell goes across all columns.
    """
    head = el(
        "tr", [el("th", c.head, scope="col", class_="num" if c.number else None) for c in columns]
    )
    body = []
    for index, row in enumerate(rows):
        kind = row_classes[index] if row_classes else ""
        if len(row) == 1:
            across = el("td", el("div", row[0]), colspan=len(columns))
            body.append(el("tr", across, class_=kind or None))
            continue
        cells = [
            Html(
                f'<td class="{"num" if column.number else "txt"}" '
                f'data-en="{escape(column.head.en)}" data-zh="{escape(column.head.zh)}">'
                f"<div>{join(cell)}</div></td>"
            )
            for column, cell in zip(columns, row, strict=True)
        ]
        body.append(el("tr", cells, class_=kind or None))
    return el("table", el("thead", head), el("tbody", body), class_=f"grid-table {class_}".strip())


def facts_list(pairs: Sequence[tuple[Both, Child]]) -> Html:
    """Return a list of names and values."""
    return el("dl", [el("div", el("dt", name), el("dd", value)) for name, value in pairs])


def kind_mark(kind: object) -> Html:
    """Return a small mark that says how firm a source is."""
    return el("span", source_kind(kind), class_=f"mark mark-{_plain(kind)}")


def assumed_mark() -> Html:
    """Return the mark of a figure that rests on a declared assumption."""
    return el("span", t("assumed"), class_="mark mark-assumption")


def source_link(sources: Mapping[str, Mapping[str, Any]], source_id: object) -> Html:
    """Return a source's short name as a link to its entry in the list."""
    key = "" if source_id is None else str(source_id)
    if not key:
        return Html("")
    if key not in sources:
        return el("code", key)
    return el("a", key, href=f"#source-{key}")


def _plain(kind: object) -> str:
    return "".join(sign for sign in str(kind) if sign.isalnum() or sign in "_-")


def command_text(command: str) -> Html:
    """Return a command that breaks between its words only."""
    words = [el("span", word, class_="word") for word in command.split()]
    return el("code", [[word, " "] for word in words])
