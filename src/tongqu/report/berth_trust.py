"""What the pages of trust share: comparisons, intervals, notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from tongqu.report.berth_scale import px
from tongqu.report.berth_words import dated
from tongqu.report.html import Both, Child, Html, both, el, join
from tongqu.report.numbers import plain
from tongqu.report.words import t

__all__ = [
    "berth_names",
    "meter",
    "more_rows",
    "notes_section",
    "place_name",
    "share_span",
    "signed",
    "span_words",
    "trust_style",
]


def trust_style() -> Html:
    """Return the style sheet of the pages of trust."""
    style = files("tongqu.report") / "assets" / "berth_trust.css"
    return el("style", Html(style.read_text(encoding="utf-8")))


def place_name(answer: Mapping[str, Any]) -> Both:
    """Return what the terminals of an answer are called."""
    name = answer.get("terminal_name") or answer.get("terminal") or answer.get("region")
    return both(name, answer.get("terminal_name_zh"))


def span_words(answer: Mapping[str, Any]) -> Both:
    """Return from which day to which day an answer reaches."""
    first = datetime.fromisoformat(answer["from"])
    last = datetime.fromisoformat(answer["until"]) - timedelta(minutes=1)
    if first.date() == last.date():
        return dated(first)
    return t("{first} to {last}", first=dated(first), last=dated(last))


def berth_names(berths: Sequence[Mapping[str, Any]]) -> dict[str, Both]:
    """Return the names of berths by their id."""
    return {row["id"]: both(row.get("name") or row["id"], row.get("name_zh")) for row in berths}


def signed(value: float, digits: int = 1) -> str:
    """Return a number with its sign.

    Examples
    --------
    >>> signed(3.04), signed(-12.5), signed(0.01)
    ('+3.0', '−12.5', '0')
    """
    rounded = round(value, digits)
    if not rounded:
        return "0"
    return ("+" if rounded > 0 else "−") + plain(abs(rounded), digits)


def share_span(estimate: Mapping[str, float]) -> str:
    """Return between which per cents a share lies.

    Examples
    --------
    >>> share_span({"value": 0.5, "low": 0.412, "high": 0.588})
    '41–59%'
    """
    return f"{round(100 * estimate['low'])}–{round(100 * estimate['high'])}%"


def meter(estimate: Mapping[str, float]) -> Html:
    """Return a share as a bar, with its interval as a line; words beside it say the same."""
    wide = 118.0
    return el(
        "svg",
        el("rect", x=1, y=2, width=px(wide), height=10, class_="meter-ground"),
        el("rect", x=1, y=2, width=px(wide * estimate["value"]), height=10, class_="meter-bar"),
        el(
            "line", x1=px(1 + wide * estimate["low"]), x2=px(1 + wide * estimate["high"]),
            y1=7, y2=7, class_="meter-span",
        ),
        viewBox="0 0 120 14", class_="meter", aria_hidden="true",
    )  # fmt: skip


def more_rows(shown: Html, rest: Html | None, count: int) -> Html:
    """Return some rows, and the others behind a line that opens them."""
    if rest is None:
        return shown
    return join(
        shown,
        el(
            "details",
            el("summary", t("all {count}", count=plain(count))),
            rest,
            class_="more-rows",
        ),
    )


def notes_section(answer: Mapping[str, Any], extra: Sequence[Child] = ()) -> Html:
    """Return what a reader must know."""
    notes = [el("li", both(note["text"], note.get("text_zh"))) for note in answer["notes"]]
    return el(
        "section", el("h2", t("What this rests on")), el("ul", notes), *extra, class_="ground"
    )
