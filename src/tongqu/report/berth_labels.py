"""What is written on and beside the bars of a board: measured, placed, or left to the tooltip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tongqu.report.berth_data import cargo_name
from tongqu.report.berth_scale import bar_span
from tongqu.report.berth_words import amount, cranes_held, cranes_word
from tongqu.report.html import Both, pick
from tongqu.report.labels import Box, text_width
from tongqu.report.numbers import duration
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tongqu.report.berth_data import Stay
    from tongqu.report.berth_scale import Row, Window

__all__ = ["Text", "bar_box", "bar_texts", "known_by", "measured", "shortened", "wrapped"]

EDGE = 5.0
"""Kept free at the left side of a bar for the cargo's band."""

_WIDE = frozenset("<>=+~%&@#—…mMwWQOD")
"""Signs that are wider in semibold than the house's measure of text says."""

SIGN = 9.0
"""Width of a pin or an arrow."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text on the drawing.

    Attributes
    ----------
    text, box, size
        What, where, how large; the baseline is a fifth of the size above the box's bottom.
    outside
        Whether it stands beside its bar.
    first
        Whether it is the main line.
    """

    text: str
    box: Box
    size: float
    outside: bool = False
    first: bool = True


def measured(text: str, size: float) -> float:
    """Return how wide a text can get: fonts differ, and names are set in semibold."""
    more = sum(0.25 if sign in _WIDE else 0.08 for sign in text if sign.isascii() or sign in _WIDE)
    return (text_width(text, size) + more * size) * 1.02 + 1.0


def shortened(text: str, size: float, width: float, least: int = 7) -> str:
    """Return a text that fits, its end left out if enough is left to know it by; else nothing.

    Examples
    --------
    >>> shortened("Qiantang 1037", 10, 200), shortened("Qiantang 1037", 10, 20)
    ('Qiantang 1037', '')
    """
    if measured(text, size) <= width:
        return text
    for length in range(len(text) - 1, least - 1, -1):
        cut = text[:length].rstrip() + "…"
        if measured(cut, size) <= width:
            return cut
    return ""


def known_by(name: str, size: float, width: float) -> str:
    """Return a vessel's name that fits; one that ends in a number keeps it, or is not said at all.

    Examples
    --------
    >>> known_by("Qiantang 1037", 10, 60), known_by("Qiantang 1037", 10, 20)
    ('Qia…1037', '')
    """
    head = name.rstrip("0123456789")
    number = name[len(head) :]
    if not number or measured(name, size) <= width:
        return shortened(name, size, width)
    for length in range(len(head) - 1, 0, -1):
        cut = head[:length].rstrip() + "…" + number
        if measured(cut, size) <= width:
            return cut
    return ""


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Return a text on one line, or on two where it needs them; the end of the second may go.

    Examples
    --------
    >>> wrapped("Gantry cranes of phase II", 10, 90)
    ['Gantry cranes', 'of phase II']
    """
    if measured(text, size) <= width:
        return [text]
    cuts = [k for k, sign in enumerate(text) if sign == " "]
    cuts += [k for k, sign in enumerate(text) if not sign.isascii()]
    fits = [k for k in sorted(cuts) if k and measured(text[:k].rstrip(), size) <= width]
    if not fits:
        return [shortened(text, size, width, 3)]
    rest = shortened(text[fits[-1] :].strip(), size, width, 3)
    return [text[: fits[-1]].rstrip(), rest] if rest else [shortened(text, size, width, 3)]


def bar_box(row: Row, stay: Stay, window: Window) -> Box:
    """Return the rectangle of a stay on a sheet, cut at the sheet's sides."""
    top, height = bar_span(row, stay)
    left = window.x(stay.start)
    return Box(left, top, max(left + 2.0, window.x(stay.end)), top + height)


def bar_texts(
    row: Row, stays: Sequence[Stay], shut: Sequence[Box], window: Window, lang: str
) -> tuple[dict[int, list[Text]], list[Box]]:
    """Return the lines of each stay of a row, and the boxes that are taken then.

    Parameters
    ----------
    row, stays
        The row and its vessels on this sheet.
    shut
        Closed areas of the row; names may stand on a vessel there, but not beside one.
    window
        The sheet.
    lang
        Language of the lines.
    """
    size = 11.5 if window.px_per_h > 12 else 10.0
    boxes = {stay.number: bar_box(row, stay, window) for stay in stays}
    taken: list[Box] = []
    texts: dict[int, list[Text]] = {}
    narrow = []
    for stay in stays:
        others = [box for number, box in boxes.items() if number != stay.number]
        lines = _inside(stay, boxes[stay.number], [*others, *taken], size, lang)
        if lines:
            texts[stay.number] = lines
            taken += [line.box for line in lines]
        else:
            narrow.append(stay)
    for stay in narrow:
        every = [*boxes.values(), *shut, *taken]
        others = [box for number, box in boxes.items() if number != stay.number]
        box = boxes[stay.number]
        line = _beside(stay, stay.vessel, box, every, size, window)
        line = line or _number(stay, box, [*others, *taken], size)
        line = line or _beside(stay, f"{stay.number}", box, every, size, window)
        if line is not None:
            texts[stay.number] = [line]
            taken.append(line.box)
    return texts, [*boxes.values(), *taken]


def _inside(
    stay: Stay, box: Box, others: Sequence[Box], size: float, lang: str
) -> list[Text] | None:
    """Return the lines on a bar, None where not even the name fits."""
    signs = SIGN * (stay.pinned + bool(stay.wished) + stay.conflict)
    width = box.right - box.left - EDGE - 2.0
    tall = box.bottom - box.top
    strip = 5.0 if stay.cranes and tall >= 2 * size else 2.0 if stay.cranes else 0.0
    for count, used in ((3, size), (2, size), (1, size), (1, 9.0)):
        height = used * 1.18
        if tall - strip < count * height - 0.5:
            continue
        lines = _lines(stay, count, width, signs, used, lang)
        if lines is None:
            continue
        free = max(0.0, tall - strip - height * len(lines))
        for top in dict.fromkeys((box.top + free / 2, box.top, box.top + free)):
            placed = [
                Text(line, _box(line, box.left + EDGE, top + height * k, used), used, first=not k)
                for k, line in enumerate(lines)
            ]
            if not _hits([text.box for text in placed], others):
                return placed
    return None


def _lines(
    stay: Stay, count: int, width: float, signs: float, size: float, lang: str
) -> list[str] | None:
    name, cargo = stay.vessel, cargo_name(stay.call)
    much = amount(stay.call)
    held = cranes_word(cranes_held(stay))
    times = f"{_hour(stay.record['start'])}–{_hour(stay.record['end'])}"
    gap = " · "

    def said(*parts: Both | str) -> str:
        words = [part if isinstance(part, str) else pick(part, lang) for part in parts]
        return gap.join(word for word in words if word)

    load = Both(f"{cargo.en} {much.en}".strip(), f"{cargo.zh} {much.zh}".strip())
    if count == 1:
        options = [
            said(name, load, held, times),
            said(name, load, held),
            said(name, load),
            said(name, much),
        ]
        best = _first(options, width - signs, size)
        best = best or known_by(name, size, width - signs)
        return [best] if best else None
    first = known_by(name, size, width - signs)
    if not first:
        return None
    wait = t("waits {time}", time=duration(stay.wait_h)) if stay.wait_h else Both("", "")
    if count == 2:
        rest = [
            _first(
                [said(load, held, times), said(load, held), said(load), said(much), said(cargo)],
                width,
                size,
            )
        ]
    else:
        rest = [_first([said(load), said(much), said(cargo)], width, size)]
        rest.append(
            _first([said(held, times, wait), said(held, wait), said(held), said(wait)], width, size)
        )
    return [first, *(line for line in rest if line)]


def _hour(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%H:%M")


def _first(options: Iterable[str], width: float, size: float) -> str:
    return next((text for text in options if text and measured(text, size) <= width), "")


def _beside(
    stay: Stay, text: str, box: Box, taken: Sequence[Box], size: float, window: Window
) -> Text | None:
    """Return a text on the free water behind a bar that is too short for it."""
    if stay.end > window.end:
        return None
    top = (box.top + box.bottom) / 2 - size * 0.59
    spot = _box(text, box.right + 2.5, top, size)
    spot = Box(spot.left, spot.top, spot.right + 2.0, spot.bottom)
    if spot.right > window.x(window.end) or _hits([spot], taken):
        return None
    return Text(text, spot, size, outside=True)


def _number(stay: Stay, box: Box, taken: Sequence[Box], size: float) -> Text | None:
    """Return the call's number on a bar that has no room for a name."""
    for smaller in (size, size - 1.5):
        text = f"{stay.number}"
        free = box.right - box.left - EDGE
        if measured(text, smaller) <= free and box.bottom - box.top >= smaller * 1.18:
            top = (box.top + box.bottom) / 2 - smaller * 0.59
            spot = _box(text, box.left + EDGE - 1.0, top, smaller)
            if not _hits([spot], taken):
                return Text(text, spot, smaller)
    return None


def _box(text: str, left: float, top: float, size: float) -> Box:
    return Box(left, top, left + measured(text, size), top + size * 1.18)


def _hits(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    return any(box.overlap(other) > 0 for box in boxes for other in others)
