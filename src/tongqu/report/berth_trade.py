"""What more or fewer moves would cost, beside a plan that was made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.report.html import el
from tongqu.report.tables import Column, table
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongqu.report.html import Child, Html

__all__ = ["trade_section"]


def trade_section(plan: Mapping[str, Any]) -> Html | None:
    """Return the best plans with few and with more moves; None if there was nothing to choose."""
    rows = plan.get("trade_offs")
    if not rows:
        return None
    columns = [
        Column(t("vessels moved"), number=True),
        Column(t("weighted hours"), number=True),
        Column(t("at least"), number=True),
    ]
    lines: list[list[Child]] = [
        [
            f"{row['moves']:,}",
            f"{row['objective']:,.2f}",
            t("proved") if row["bound"] >= row["objective"] else f"{row['bound']:,.2f}",
        ]
        for row in rows
    ]
    head = el("h2", t("Moves against cost, prices of moves left out"))
    return el("section", head, table(columns, lines))
