"""Hours in which a board is shaded: work rests, or no vessel makes fast or casts off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from tongqu.report.berth_clock import hours_between
from tongqu.report.berth_data import Shade
from tongqu.report.berth_scale import px
from tongqu.report.html import Both, Html, el
from tongqu.report.words import t

if TYPE_CHECKING:
    from tongqu.report.berth_data import Place, Record
    from tongqu.report.berth_scale import Row, Window

__all__ = ["Shade", "hour_signs", "shaded", "shades_of"]

REST, STILL = "rest", "still"


def shades_of(
    plan: Record, places: Sequence[Place], zero: datetime, until: float
) -> tuple[Shade, ...]:
    """Return what the hours of berths and quays forbid, each as the plan says it.

    A plan of an older version says nothing of hours; then nothing is shaded.
    """
    berths = {row["id"]: row for row in plan.get("berths") or []}
    quays = {row["id"]: row for row in plan.get("quays") or []}
    found = []
    for place in places:
        here = quays if place.continuous else berths
        at_quay = quays.get(place.quay_id, {})
        for kind, steps in (
            (REST, here.get(place.place_id, {}).get("open")),
            (STILL, at_quay.get("berthing")),
        ):
            found += [
                Shade(place.place_id, start, end, kind)
                for start, end in _shut(steps or [], zero, until)
            ]
    return tuple(found)


def _shut(
    steps: Sequence[tuple[str, int]], zero: datetime, until: float
) -> Iterator[tuple[float, float]]:
    at = [hours_between(zero, datetime.fromisoformat(when)) for when, _ in steps]
    for (start, end), (_, is_open) in zip(pairwise([*at, until]), steps, strict=True):
        if not is_open and start < end:
            yield start, end


def shaded(shades: Sequence[Shade], rows: Sequence[Row], window: Window) -> Html:
    """Return the shades of a sheet; rows with the same hours share an area."""
    parts = []
    for kind in (REST, STILL):
        open_end: dict[tuple[float, float], list[float]] = {}
        for row in rows:
            spans = {
                (shade.start, shade.end)
                for shade in shades
                if shade.kind == kind
                and shade.place_id == row.place.place_id
                and window.holds(shade.start, shade.end)
            }
            for span in [span for span in open_end if span not in spans]:
                parts.append(_area(span, open_end.pop(span), kind, window))
            for span in spans:
                open_end.setdefault(span, [row.top, row.bottom])[1] = row.bottom
        parts += [_area(span, ends, kind, window) for span, ends in open_end.items()]
    return el("g", parts, aria_hidden="true")


def _area(span: tuple[float, float], ends: Sequence[float], kind: str, window: Window) -> Html:
    left, right = window.x(span[0]), window.x(span[1])
    return el(
        "rect", x=px(left), y=px(ends[0]), width=px(right - left), height=px(ends[1] - ends[0]),
        class_=f"hours-{kind}",
    )  # fmt: skip


def hour_signs(shades: Sequence[Shade]) -> list[tuple[bool, Html, Both]]:
    """Return what the shades mean, for the legend: whether there are any, sign, words."""
    words = {
        REST: t("outside opening hours: work rests"),
        STILL: t("no making fast, no casting off"),
    }
    return [
        (
            any(shade.kind == kind for shade in shades),
            el("rect", x=1, y=1, width=26, height=12, class_=f"hours-{kind}"),
            word,
        )
        for kind, word in words.items()
    ]
