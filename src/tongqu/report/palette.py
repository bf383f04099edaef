"""Colours and line patterns of the drawings; modes differ by both, so that grey prints read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MODES", "ModeStyle", "co2e_colour"]


@dataclass(frozen=True, slots=True)
class ModeStyle:
    """How a mode of transport is drawn."""

    colour: str
    dash: str
    width: float
    cap: str = "butt"


MODES = {
    "road": ModeStyle("#b4491a", "7 3.5", 3.2),
    "rail": ModeStyle("#6a3d9a", "13 3.5 2.5 3.5", 3.2),
    "waterway": ModeStyle("#0a66b0", "none", 4.6, "round"),
    "sea": ModeStyle("#00807a", "0.1 6.5", 4.2, "round"),
}

_LOW, _MIDDLE, _HIGH = (42, 140, 110), (222, 176, 66), (184, 66, 40)


def co2e_colour(share: float) -> str:
    """Return the colour of a CO2e value between the least (0) and the most (1) shown.

    Examples
    --------
    >>> co2e_colour(0.0), co2e_colour(1.0)
    ('#2a8c6e', '#b84228')
    """
    share = min(1.0, max(0.0, share))
    low, high, part = (_LOW, _MIDDLE, 2 * share) if share < 0.5 else (_MIDDLE, _HIGH, 2 * share - 1)
    mixed = (round(a + (b - a) * part) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
