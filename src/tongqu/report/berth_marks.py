"""Fills and signs of a berth board; every cargo differs by colour and by pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongqu.report.berth_hours import hour_signs
from tongqu.report.berth_scale import px
from tongqu.report.html import Both, Html, el
from tongqu.report.words import t

if TYPE_CHECKING:
    from tongqu.report.berth_data import Board

__all__ = ["crane_sign", "definitions", "edge_of", "fill_of", "legend", "pin_sign", "wish_sign"]

_HUES = (
    ("#cfe3f2", "#9cc3e0", "#1b5d8f"),
    ("#fbe3b4", "#e8bd62", "#8a5a00"),
    ("#d5ecd4", "#9bcb99", "#2c6e2a"),
    ("#f6d3cb", "#e39d8e", "#9c2f1c"),
    ("#e2daf3", "#b9a6de", "#543a93"),
    ("#d2eeea", "#8ccbc2", "#0f6b60"),
    ("#f4d6e6", "#dd9cbf", "#8e2a60"),
    ("#e4e4da", "#b9b99f", "#55553a"),
)
"""Ground, pattern and edge of each cargo."""

_PATTERNS = 6


def _style(index: int) -> tuple[str, str, str]:
    return _HUES[index % len(_HUES)]


def fill_of(index: int) -> str:
    """Return the fill of a cargo by its place in the legend."""
    return f"url(#cargo-{index})"


def edge_of(index: int) -> str:
    """Return the dark colour of a cargo."""
    return _style(index)[2]


def definitions(board: Board) -> Html:
    """Return the patterns that all drawings of a page share."""
    cargoes = [_pattern(index) for index in range(len(board.cargoes))]
    closed = el(
        "pattern",
        el("rect", width=7, height=7, class_="shut-ground"),
        el("path", d="M-1,8 L8,-1 M-1,1 L1,-1 M6,8 L8,6", class_="shut-line"),
        id="shut", width=7, height=7, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    late = el(
        "pattern",
        el("rect", width=5, height=5, class_="late-ground"),
        el("path", d="M-1,-1 L6,6 M-1,4 L1,6 M4,-1 L6,1", class_="late-line"),
        id="late", width=5, height=5, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return el(
        "svg",
        el("defs", cargoes, closed, late),
        class_="definitions", width=0, height=0, aria_hidden="true", focusable="false",
    )  # fmt: skip


def _pattern(index: int) -> Html:
    ground, line, _ = _style(index)
    # The pattern moves on by one every time the colours begin anew: 24 cargoes all differ.
    kind = (index + index // len(_HUES)) % _PATTERNS
    lines = {
        0: "",
        1: "M-2,10 L10,-2 M-2,2 L2,-2 M6,10 L10,6",
        2: "M0,4 L8,4",
        3: "M-2,-2 L10,10 M-2,6 L2,10 M6,-2 L10,2",
        4: "M4,0 L4,8",
        5: "M0,4 L8,4 M4,0 L4,8",
    }[kind]
    parts = [el("rect", width=8, height=8, fill=ground)]
    if lines:
        parts.append(el("path", d=lines, stroke=line, stroke_width="1.1", fill="none"))
    return el(
        "pattern", parts, id=f"cargo-{index}", width=8, height=8, patternUnits="userSpaceOnUse"
    )


def pin_sign(x: float, y: float) -> Html:
    """Return a pin: somebody fixed this place."""
    head = el("circle", cx=px(x), cy=px(y), r=2.9, class_="pin-head")
    return el(
        "g", el("path", d=f"M{px(x)},{px(y)} v6.5", class_="pin-needle"), head, class_="sign-pin"
    )


def wish_sign(x: float, y: float, down: bool) -> Html:
    """Return an arrow towards the berth that was asked for."""
    way = 1 if down else -1
    tip = f"M{px(x)},{px(y + 4.5 * way)} l-3.6,{-5 * way} h7.2 z"
    return el("path", d=tip, class_="sign-wish")


def crane_sign(x: float, y: float) -> Html:
    """Return a small crane."""
    return el(
        "path", d=f"M{px(x)},{px(y + 8)} v-8 h7 v3 M{px(x)},{px(y + 3)} l3,-3", class_="sign-crane"
    )


def legend(board: Board, now: bool = False) -> Html:
    """Return what colours, patterns and signs mean; signs that the board lacks are left out."""
    items = [
        _item(
            el("rect", x=1, y=1, width=26, height=12, fill=fill_of(k), stroke=edge_of(k)),
            name if name.en else t("cargo not said"),
        )
        for k, name in enumerate(board.cargoes.values())
        if board.stays
    ]
    signs: list[tuple[bool, Html, Both]] = [
        (
            any(s.wait_h > 0 for s in board.stays),
            el("path", d="M2,3 v8 M2,7 h24", class_="tail"),
            t("waiting, from arrival to berthing"),
        ),
        (
            any(s.cranes for s in board.stays),
            el("rect", x=2, y=8, width=24, height=4, class_="held"),
            t("work; thicker with more cranes"),
        ),
        (
            any(s.late_h > 0 for s in board.stays),
            el("rect", x=2, y=3, width=24, height=7, fill="url(#late)", class_="late"),
            t("after the latest departure"),
        ),
        (any(s.pinned for s in board.stays), pin_sign(14, 4), t("fixed by hand")),
        (
            any(s.wished for s in board.stays),
            wish_sign(14, 7, False),
            t("not at the berth asked for, which is this way"),
        ),
        (
            bool(board.closed),
            el("rect", x=1, y=1, width=26, height=12, fill="url(#shut)", class_="shut"),
            t("closed"),
        ),
        (
            any(s.conflict for s in board.stays),
            el("rect", x=2, y=2, width=24, height=10, class_="broken"),
            t("breaks a rule"),
        ),
        (
            bool(board.ghosts),
            el("rect", x=2, y=2, width=24, height=10, class_="ghost"),
            t("where it lay before"),
        ),
        *hour_signs(board.shades),
        (
            any(series.limit for series in board.series),
            el("path", d="M1,7 h26", class_="limit"),
            t("cranes on duty, room in the stock"),
        ),
        (now, el("path", d="M14,0 v14", class_="now-line"), t("when the plan was made")),
    ]
    items += [_item(sign, word) for there, sign, word in signs if there]
    note = t(
        "Bars are as high as the vessel is long, where lengths are known. The number is that of "
        "the list below. A bar links to its row there."
    )
    told = el("span", note, class_="legend-note") if board.stays else None
    return el("figcaption", items, told)


def _item(sign: Html, word: Both) -> Html:
    picture = el("svg", sign, viewBox="0 0 28 14", class_="key-bar", aria_hidden="true")
    return el("span", picture, word, class_="legend-item")
