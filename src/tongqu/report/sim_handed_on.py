"""Delays handed on as a matrix: rows are whose queue is taken away, columns where it is felt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, both, el
from tongqu.report.numbers import plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["handed_on_section"]

CELL_W, CELL_H, SUM_W, HEAD = 50.0, 27.0, 68.0, 30.0
HANDED, HELD, OWN = "#b4491a", "#0a66b0", "#8a979f"
LATIN, CHINESE = 6.7, 12.2
"""Width of a sign in a label."""


def handed_on_section(
    found: Mapping[str, Any] | None, names: Mapping[str, Both]
) -> Html | None:  # fmt: skip
    """Return the section, none if it was not asked for or nobody waits.

    Parameters
    ----------
    found
        Part ``handed_on`` of an answer.
    names
        Names by id.
    """
    rows = [row for row in found["rows"] if row["settled"]] if found else []
    if found is None or not rows:
        return None
    said = [
        t(
            "Hours that a call saves at a column if nobody waited at a row: {runs} runs, once more "
            "for each row, with the same luck. Grey: the wait of the row itself. Orange: handed on "
            "from the row; blue: held back by it, so that others would wait more. Cells without "
            "colour are within chance (all intervals together 95 %).",
            runs=plain(found["runs"], 0),
        )
    ]
    left_out = [names.get(row["id"], both(row["id"])) for row in found["rows"] if row not in rows]
    said += [t("Without the queue at {place} the runs do not settle.", place=name)
             for name in left_out]  # fmt: skip
    drawing = _matrix(rows, [place for place in found["at"] if _is_row(place, rows)], names)
    figure = el(
        "figure", el("figcaption", el("b", t("Hours a call, from row to column"))),
        el("div", drawing, class_="scroll"), [el("figcaption", line) for line in said],
        class_="chart",
    )  # fmt: skip
    return el("section", el("h2", t("Delays handed on")), figure)


def _is_row(place: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(row["id"] == place for row in rows)


def _matrix(
    rows: Sequence[Mapping[str, Any]], at: Sequence[str], names: Mapping[str, Both]
) -> Html:  # fmt: skip
    order = [row["id"] for row in rows]
    at = sorted(at, key=order.index)
    called = [names.get(place, both(place)) for place in order]
    labels = [both(f"{k}  {name.en}", f"{k}  {name.zh}") for k, name in enumerate(called, start=1)]
    left = 14 + max(max(len(label.en) * LATIN, _width(label.zh)) for label in labels)
    sums = left + CELL_W * len(at) + 10
    width, height = sums + 2 * SUM_W + 6, HEAD + CELL_H * len(rows) + 8
    most = max((abs(part["saved_h"]["value"]) for row in rows for part in row["to"]), default=0.0)
    parts: list[Html] = []
    for k, place in enumerate(at):
        parts.append(_text(str(order.index(place) + 1), left + CELL_W * (k + 0.5), HEAD - 10))
    for k, word in enumerate((t("elsewhere"), t("in all"))):
        parts.append(_text(word, sums + SUM_W * (k + 0.5), HEAD - 10))
    for number, (row, label) in enumerate(zip(rows, labels, strict=True)):
        y = HEAD + CELL_H * number
        parts.append(el("text", label, span="tspan", x=4, y=y + 18, class_="tick"))
        cells = {part["id"]: part["saved_h"] for part in row["to"]}
        for k, place in enumerate(at):
            x = left + CELL_W * k
            own = place == row["id"]
            parts += _cell(row["own_h"] if own else cells[place], x, y, most, own=own)
        for k, key in enumerate(("handed_on_h", "saved_h")):
            value = plain(row[key]["value"], 2)
            parts.append(_text(value, sums + SUM_W * (k + 0.5), y + 18, sure=_sure(row[key])))
    return el("svg", parts, viewBox=f"0 0 {width:g} {height:g}", role="img",
              aria_label=t("Delays handed on"))  # fmt: skip


def _cell(
    part: Mapping[str, Any], x: float, y: float, most: float, *, own: bool
) -> list[Html]:  # fmt: skip
    """Return a cell: its colour says which way, how deep it is how much."""
    value, sure = part["value"], _sure(part)
    colour = OWN if own else HANDED if value > 0 else HELD
    depth = 0.35 if own else math.sqrt(abs(value) / most) * 0.38 if sure and most > 0 else 0.0
    box = el("rect", x=x + 1, y=y + 1, width=CELL_W - 2, height=CELL_H - 2, fill=colour,
             fill_opacity=round(depth, 3), stroke="#d5dde2", stroke_width=1)  # fmt: skip
    return [box, _text(plain(value, 2), x + CELL_W / 2, y + 18, sure=sure or own)]


def _text(word: str | Both, x: float, y: float, *, sure: bool = True) -> Html:
    return el("text", word, span="tspan", x=round(x, 1), y=y, class_="tick mid",
              opacity=None if sure else 0.75)  # fmt: skip


def _sure(part: Mapping[str, Any]) -> bool:
    """Return whether an interval leaves zero out."""
    return part["low"] is not None and (part["low"] > 0 or part["high"] < 0)


def _width(text: str) -> float:
    return sum(CHINESE if ord(sign) > 0x2E7F else LATIN for sign in text)
