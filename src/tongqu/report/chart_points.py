"""What the pictures of an answer show: a point an option, and the axes' round values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongqu.report.html import Both
from tongqu.report.words import label_word, t

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Point", "chart_points", "nice_ticks"]


@dataclass(frozen=True, slots=True)
class Point:
    """One sign of a picture: an option, a near-twin (``other``) or a baseline."""

    at: datetime
    cost: float
    low: float
    high: float
    kg: float
    sign: str
    name: Both
    kind: str


def nice_ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Return round values that cover a range.

    Examples
    --------
    >>> nice_ticks(212_000, 361_000)
    [200000.0, 250000.0, 300000.0, 350000.0, 400000.0]
    """
    span = max(high - low, abs(high) * 1e-6, 1e-9)
    raw = span / max(1, count - 1)
    power = 10 ** math.floor(math.log10(raw))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw - 1e-12)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(step * index) for index in range(first, last + 1)]


def chart_points(answer: Mapping[str, Any]) -> list[Point]:
    """Return options, near-twins and baselines; a baseline that is an option is named there."""
    points = []
    shown = set()
    bases = {
        mode: (chain["cost"], chain["arrive"], chain["co2e_kg"])
        for mode, chain in answer["baselines"].items()
        if chain
    }
    for index, option in enumerate(answer["options"], 1):
        spot = (option["cost"], option["arrive"], option["co2e_kg"])
        words = [label_word(key) for key in option["labels"]]
        words += [_base_name(mode) for mode, other in bases.items() if other == spot]
        name = Both(", ".join(w.en for w in words), "、".join(w.zh for w in words))
        points.append(_point(option, str(index), name, "option"))
        shown.add(spot)
    for twin in answer["front"]:
        if (twin["cost"], twin["arrive"], twin["co2e_kg"]) not in shown:
            full = {"cost_low": twin["cost"], "cost_high": twin["cost"], **twin}
            points.append(_point(full, "", Both("", ""), "other"))
    for mode, spot in bases.items():
        if spot not in shown:
            points.append(_point(answer["baselines"][mode], "", _base_name(mode), mode))
    return points


def _base_name(mode: str) -> Both:
    return t("best rail chain") if mode == "rail" else t("best road chain")


def _point(chain: Mapping[str, Any], sign: str, name: Both, kind: str) -> Point:
    return Point(
        at=datetime.fromisoformat(chain["arrive"]),
        cost=float(chain["cost"]),
        low=float(min(chain["cost_low"], chain["cost"])),
        high=float(max(chain["cost_high"], chain["cost"])),
        kg=float(chain["co2e_kg"]),
        sign=sign,
        name=name,
        kind=kind,
    )
