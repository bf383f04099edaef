"""Totals of the ledger: a row a kind or unit, lights as a bar with its numbers beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Child, Html, el, join
from tongqu.report.ledger_lights import light_counts, share_bar
from tongqu.report.ledger_read import count
from tongqu.report.tables import Column, table
from tongqu.report.words import name_of, t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["totals_table"]


def totals_table(first: Both, rows: Sequence[Mapping[str, Any]]) -> Html:
    """Return how many items are in which state, a row a kind or unit.

    Parameters
    ----------
    first
        Head of the first column.
    rows
        Names and counts.
    """
    columns = [
        Column(first),
        Column(t("Items"), number=True),
        Column(t("Open"), number=True),
        Column(t("Lights")),
        Column(t("Late"), number=True),
        Column(t("Due soon"), number=True),
        Column(t("Rebounds"), number=True),
        Column(t("Closed"), number=True),
    ]
    body: list[list[Child]] = [
        [
            el("b", name_of(row)),
            count(row.get("items")),
            count(row.get("open")),
            join(share_bar(row), light_counts(row)),
            count(row.get("late")),
            count(row.get("due_soon")),
            count(row.get("rebounds")),
            count(row.get("closed")),
        ]
        for row in rows
    ]
    return table(columns, body, class_="totals")
