"""Lights of the ledger: a shape and a word each, so that no colour is needed to tell them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.ledger_read import count
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "light_counts",
    "light_key",
    "light_of",
    "light_patterns",
    "light_sign",
    "light_word",
    "share_bar",
]

_ORDER = ("red", "yellow", "made_good", "green")
_CHECK = "M4.6,8.4 L7,10.8 L11.6,5.6"


def light_of(record: Mapping[str, Any]) -> str:
    """Return the light of an item as it is drawn: a red made good keeps a mark of its own.

    Examples
    --------
    >>> light_of({"light": "yellow", "made_good": True}), light_of({"light": "green"})
    ('made_good', 'green')
    """
    light = str(record.get("light") or "none")
    if record.get("made_good") and light != "red":
        return "made_good"
    return light if light in ("green", "yellow", "red") else "none"


def light_word(light: str) -> Both:
    """Return what a light is called."""
    return _words().get(light, both(light))


@lru_cache(maxsize=1)
def _words() -> dict[str, Both]:
    return {
        "red": t("red"),
        "yellow": t("yellow"),
        "made_good": t("yellow, made good"),
        "green": t("green"),
        "none": t("no light"),
    }


@lru_cache(maxsize=1)
def _meanings() -> dict[str, Both]:
    return {
        "red": t("red: late, or far behind"),
        "yellow": t("yellow: due soon, or behind"),
        "made_good": t("yellow, made good: was red, and stays visible"),
        "green": t("green: in time"),
        "none": t("no light: no clock runs, and no date is given"),
    }


def light_shape(light: str) -> Html:
    """Return the shape of a light alone."""
    parts: list[Html]
    if light == "red":
        parts = [
            el("path", d="M5,1 H11 L15,5 V11 L11,15 H5 L1,11 V5 Z", class_="light-red"),
            el("path", d="M5.4,5.4 L10.6,10.6 M10.6,5.4 L5.4,10.6", class_="light-cut"),
        ]
    elif light == "yellow":
        parts = [
            el("path", d="M8,1.2 L15.2,14.6 H0.8 Z", class_="light-yellow"),
            el("path", d="M8,5.6 V10 M8,11.6 V13", class_="light-ink"),
        ]
    elif light == "made_good":
        parts = [
            el("path", d="M8,0.8 L15.2,8 L8,15.2 L0.8,8 Z", class_="light-yellow"),
            el("path", d=_CHECK, class_="light-ink"),
        ]
    elif light == "green":
        parts = [
            el("circle", cx=8, cy=8, r=7, class_="light-green"),
            el("path", d=_CHECK, class_="light-cut"),
        ]
    else:
        parts = [
            el("circle", cx=8, cy=8, r=6.6, class_="light-none"),
            el("path", d="M5,8 H11", class_="light-dash"),
        ]
    return el("svg", *parts, viewBox="0 0 16 16", class_="light-sign", aria_hidden="true")


def light_sign(record: Mapping[str, Any]) -> Html:
    """Return the light of an item: its shape, and its word."""
    light = light_of(record)
    return _said(light, light_word(light))


def _said(light: str, word: Both) -> Html:
    return el("span", light_shape(light), el("span", word), class_=f"light is-{light}")


def light_key() -> Html:
    """Return what each shape means."""
    return el(
        "p",
        [_said(light, _meanings()[light]) for light in (*_ORDER, "none")],
        class_="light-key",
    )


def light_counts(counts: Mapping[str, Any]) -> Html:
    """Return how many items have which light; those made good are among the yellow ones."""
    words = {**_words(), "made_good": t("of them made good")}
    shown = [
        el("span", light_shape(light), el("b", count(counts.get(light))), " ",
           el("span", words[light], class_="light-name"), class_=f"light is-{light}")
        for light in _ORDER
        if counts.get(light, 0) != 0
    ]  # fmt: skip
    return join(shown) if shown else join(both("–"))


def light_patterns() -> Html:
    """Return the patterns that bars share: red is hatched, yellow dotted, so that grey reads."""
    red = el(
        "pattern",
        el("rect", width=6, height=6, class_="light-red-ground"),
        el("path", d="M-1,1 L1,-1 M-1,7 L7,-1 M5,7 L7,5", class_="hatch-white"),
        id="share-red", width=6, height=6, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    yellow = el(
        "pattern",
        el("rect", width=5, height=5, class_="light-yellow-ground"),
        el("circle", cx=2.5, cy=2.5, r=0.9, class_="dot-ink"),
        id="share-yellow", width=5, height=5, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    shut = el(
        "pattern",
        el("rect", width=7, height=7, class_="shut-ground"),
        el("path", d="M-1,8 L8,-1 M-1,1 L1,-1 M6,8 L8,6", class_="shut-line"),
        id="ledger-shut", width=7, height=7, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    more = el(
        "pattern",
        el("rect", width=5, height=5, class_="more-ground"),
        el("path", d="M-1,-1 L6,6 M-1,4 L1,6 M4,-1 L6,1", class_="more-line"),
        id="ledger-more", width=5, height=5, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return el(
        "svg", el("defs", red, yellow, shut, more), width=0, height=0, class_="definitions",
        aria_hidden="true",
    )  # fmt: skip


def share_bar(counts: Mapping[str, Any]) -> Html:
    """Return the shares of the lights as one bar; the numbers stand beside it."""
    wide, x = 160.0, 0.0
    sizes = {key: counts.get(key) for key in ("red", "yellow", "green")}
    if any(not isinstance(size, int) for size in sizes.values()):
        return Html("")
    total = sum(size for size in sizes.values() if isinstance(size, int))
    if not total:
        return Html("")
    parts = []
    for key, size in sizes.items():
        width = wide * int(size or 0) / total
        if width:
            parts.append(el("rect", x=round(x, 1), y=1, width=round(width, 1), height=12,
                            class_=f"share-{key}"))  # fmt: skip
        x += width
    return el(
        "svg", parts, el("rect", x=0.5, y=1, width=wide - 1, height=12, class_="share-frame"),
        viewBox=f"0 0 {wide:g} 14", class_="share", aria_hidden="true",
    )  # fmt: skip
