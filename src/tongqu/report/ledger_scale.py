"""Time on the ledger's drawings: in per cent of the drawing's width, so that names may wrap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Html, both, el, join
from tongqu.report.ledger_read import Reading, month_word
from tongqu.report.numbers import day
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TRACK_PX", "Span", "axis", "day_of", "grid", "span_of", "spoken_span"]

TRACK_PX = 760.0
"""Least width of the part of a drawing that shows time; labels are laid out for it."""

_MONTH_NAME_PX = 38.0
_YEAR_NAME_PX = 52.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of days that a drawing shows.

    Attributes
    ----------
    first, last
        First and last day.
    """

    first: date
    last: date

    def share(self, at: date) -> float:
        """Return where the start of a day is, in per cent, held within the drawing.

        Examples
        --------
        >>> from datetime import date
        >>> Span(date(2024, 1, 1), date(2024, 1, 10)).share(date(2024, 1, 6))
        50.0
        """
        days = (self.last - self.first).days + 1
        return round(100 * min(max((at - self.first).days / days, 0.0), 1.0), 3)

    def holds(self, first: date, last: date) -> bool:
        """Whether a stretch of days shows on the drawing.

        Examples
        --------
        >>> from datetime import date
        >>> Span(date(2024, 1, 1), date(2024, 1, 10)).holds(date(2024, 2, 1), date(2024, 3, 1))
        False
        """
        return first <= self.last and last >= self.first


def span_of(days: Iterable[date], first: date | None = None, last: date | None = None) -> Span:
    """Return the span that holds some days, from a month's start to a month's end.

    Parameters
    ----------
    days
        Days that must show.
    first, last
        Ends that somebody asked for; they win over the days.

    Examples
    --------
    >>> from datetime import date
    >>> span_of([date(2024, 11, 20), date(2025, 1, 3)])
    Span(first=datetime.date(2024, 11, 1), last=datetime.date(2025, 1, 31))
    """
    known = sorted(days)
    start = first or (known[0].replace(day=1) if known else date(2000, 1, 1))
    end = last or (_next_month(known[-1]) - timedelta(days=1) if known else start)
    return Span(start, max(end, start))


def _next_month(at: date) -> date:
    return date(at.year + at.month // 12, at.month % 12 + 1, 1)


def _starts(span: Span) -> list[date]:
    """Return the starts of months that get a line, at most as many as their names have room."""
    months = max((span.last - span.first).days / 30.44, 1.0)
    room = TRACK_PX / months
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if s * room >= _MONTH_NAME_PX), 120)
    found, at = [], span.first.replace(day=1)
    while at <= span.last:
        count = at.year * 12 + at.month - 1
        if at >= span.first and count % step == 0:
            found.append(at)
        at = _next_month(at)
    return found


def grid(span: Span, today: date | None) -> Html:
    """Return the lines behind a row, longer than any row: starts of months, and today."""
    lines = [_line(span, at, "month-line" if at.month > 1 else "year-line") for at in _starts(span)]
    if today is not None and span.holds(today, today):
        lines.append(_line(span, today, "today-line"))
    return join(lines)


def _line(span: Span, at: date, kind: str) -> Html:
    x = f"{span.share(at):g}%"
    return el("line", x1=x, x2=x, y1=0, y2=6000, class_=kind)


def axis(span: Span, today: date | None) -> Html:
    """Return the head of a drawing: years, months, and where today is."""
    starts = _starts(span)
    parts: list[Html] = [_line(span, at, "month-line") for at in starts]
    years: set[int] = set()
    yearly = all(at.month == 1 for at in starts)  # then the year says it all
    room = 100 - 100 * _YEAR_NAME_PX / TRACK_PX
    for at in (start for start in starts if span.share(start) <= room):
        x = f"{span.share(at):g}%"
        if at.year not in years:
            years.add(at.year)
            word = Both(str(at.year), f"{at.year}年")
            parts.append(el("text", word, span="tspan", x=x, dx=4, y=14, class_="axis-year"))
        month = Both(_MONTHS[at.month - 1], f"{at.month}月")
        if yearly and len(starts) > 1:
            continue
        parts.append(el("text", month, span="tspan", x=x, dx=4, y=30, class_="axis-month"))
    if not starts:  # less than a month, which begins before
        word = month_word(span.first)
        parts.append(el("text", word, span="tspan", x="0%", dx=4, y=30, class_="axis-month"))
    if today is not None and span.holds(today, today):
        share = span.share(today)
        right = share > 80  # its words have no room at that side
        parts.append(_line(span, today, "today-line"))
        parts.append(
            el("text", t("today, {day}", day=day(today)), span="tspan", x=f"{share:g}%", y=46,
               dx=-5 if right else 5, class_="axis-today end" if right else "axis-today")
        )  # fmt: skip
    return el("svg", parts, class_="gantt-axis", aria_hidden="true", width="100%", height=52)


def day_of(value: object, reading: Reading) -> date | None:
    """Return the day of a value of the view; None where there is none."""
    return reading.local(str(value)).date() if value else None


def spoken_span(first: object, last: object, reading: Reading) -> Both:
    """Return from when to when something is, as far as is known."""
    if first and last:
        return t("{first} to {last}", first=reading.day(first), last=reading.day(last))
    if first:
        return t("from {day}, open end", day=reading.day(first))
    return t("until {day}", day=reading.day(last)) if last else both("–")
