"""Where names go on a drawing, so that none covers another."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

__all__ = ["Box", "Label", "place_labels", "text_width"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a drawing, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that two boxes share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def outside(self, frame: Box) -> float:
        """Return the area of the box that a frame cuts off."""
        own = (self.right - self.left) * (self.bottom - self.top)
        return own - self.overlap(frame)


@dataclass(frozen=True, slots=True)
class Label:
    """A name to be placed beside a point, and where it went.

    Attributes
    ----------
    x, y
        The point.
    text
        The name.
    size
        Font size.
    must
        Whether the name is drawn even where no free place is left.
    box
        Where it was placed, None before, and where it was left out.
    anchor
        How the text is anchored in its box: ``start``, ``middle`` or ``end``. Fonts differ in
        width between machines; anchored at the side of the point, a wide one grows away from it.
    """

    x: float
    y: float
    text: str
    size: float = 12.0
    must: bool = False
    box: Box | None = None
    anchor: str = "start"

    @property
    def text_x(self) -> float:
        """Where the text is anchored."""
        if self.box is None:
            return self.x
        if self.anchor == "middle":
            return (self.box.left + self.box.right) / 2
        return self.box.right if self.anchor == "end" else self.box.left


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is; Chinese signs are as wide as the font is high.

    Examples
    --------
    >>> text_width("衢江", 10.0)
    20.0
    """
    units = 0.0
    for sign in text:
        if unicodedata.east_asian_width(sign) in "WF":
            units += 1.0
        elif sign in "il.,:;|'!ftj()[] ":
            units += 0.36
        elif sign.isupper() or sign in "mw@%":
            units += 0.78
        else:
            units += 0.61
    return units * size


def place_labels(
    labels: list[Label], frame: Box, taken: list[Box], gap: float = 7.0
) -> list[Label]:
    """Return the labels with their boxes, earlier ones first served.

    Parameters
    ----------
    labels
        The most important first.
    frame
        No label leaves it.
    taken
        What no label may cover: signs, lines, legends.
    gap
        Distance from the point.
    """
    occupied = list(taken)
    placed = []
    for label in labels:
        best, best_cost = label, float("inf")
        for rank, (box, anchor) in enumerate(_candidates(label, gap)):
            hidden = sum(box.overlap(other) for other in occupied)
            cost = hidden + 4 * box.outside(frame) + 0.4 * rank
            if cost < best_cost:
                best, best_cost = replace(label, box=box, anchor=anchor), cost
        free = best_cost < 0.4 * 24 + 1e-9
        if best.box is not None and (free or label.must):
            occupied.append(best.box)
            placed.append(best)
        else:
            placed.append(label)
    return placed


def _candidates(label: Label, gap: float) -> list[tuple[Box, str]]:
    width, height = text_width(label.text, label.size) + 2, label.size * 1.12
    boxes = []
    for step in (1.0, 2.2, 3.8, 5.6, 7.6) if label.must else (1.0, 2.2, 3.8):
        away = gap * step
        near = away * 0.72
        for dx, dy, anchor in (
            (away, -height / 2, "start"),
            (-away - width, -height / 2, "end"),
            (-width / 2, -away - height, "middle"),
            (-width / 2, away, "middle"),
            (near, -near - height, "start"),
            (near, near, "start"),
            (-near - width, -near - height, "end"),
            (-near - width, near, "end"),
        ):
            left, top = label.x + dx, label.y + dy
            boxes.append((Box(left, top, left + width, top + height), anchor))
    return boxes
