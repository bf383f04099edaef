"""Time on the ledger's drawings: in per cent of the drawing's width, so that names may wrap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tongqu.report.html import Both, Html, el, join
from tongqu.report.ledger_read import Reading, month_word
from tongqu.report.numbers import day
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TRACK_PX", "Span", "axis", "day_of", "grid", "span_of"]

TRACK_PX = 760.0
"""Least width of the part of a drawing that shows time; labels are laid out for it."""

_MONTH_NAME_PX = 38.0
_YEAR_NAME_PX = 52.0
_DAY_NAME_PX = 50.0
_SHORT_DAYS = 92
"""Shorter drawings have days on their axis."""
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

    def share(self, at: date | datetime) -> float:
        """Return where an instant, or the start of a day, is in per cent, held within the drawing.

        Examples
        --------
        >>> from datetime import date
        >>> Span(date(2024, 1, 1), date(2024, 1, 10)).share(date(2024, 1, 6))
        50.0
        """
        days = (self.last - self.first).days + 1
        gone = float((date(at.year, at.month, at.day) - self.first).days)
        if isinstance(at, datetime):
            gone += (at.hour * 60 + at.minute) / 1440
        return round(100 * min(max(gone / days, 0.0), 1.0), 3)

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


def _day_starts(span: Span) -> list[date]:
    """Return the days that get a line on a short drawing: each, every other one, or Mondays."""
    days = (span.last - span.first).days + 1
    step = next((s for s in (1, 2) if s * TRACK_PX / days >= _DAY_NAME_PX), 7)
    every = [span.first + timedelta(days=n) for n in range(days)]
    return [at for n, at in enumerate(every) if (at.weekday() if step == 7 else n % step) == 0]


def _ticks(span: Span) -> tuple[list[date], str]:
    """Return what gets a line, and whether these are days, months or years."""
    if (span.last - span.first).days < _SHORT_DAYS:
        return _day_starts(span), "day"
    starts = _starts(span)
    return starts, "year" if len(starts) > 1 and all(at.month == 1 for at in starts) else "month"


def grid(span: Span, today: date | datetime | None) -> Html:
    """Return the lines behind a row, longer than any row: days or months, and today."""
    ticks, unit = _ticks(span)
    strong = [at.month == 1 and unit != "day" for at in ticks]
    lines = [
        _line(span, at, "year-line" if bold else "month-line")
        for at, bold in zip(ticks, strong, strict=True)
    ]
    if today is not None and _shows(span, today):
        lines.append(_line(span, today, "today-line"))
    return join(lines)


def _shows(span: Span, at: date | datetime) -> bool:
    day = date(at.year, at.month, at.day)
    return span.holds(day, day)


def _line(span: Span, at: date | datetime, kind: str) -> Html:
    x = f"{span.share(at):g}%"
    return el("line", x1=x, x2=x, y1=0, y2=6000, class_=kind)


def axis(span: Span, today: date | datetime | None) -> Html:
    """Return the head of a drawing: years, months or days, and where today is."""
    ticks, unit = _ticks(span)
    parts: list[Html] = [_line(span, at, "month-line") for at in ticks]
    room = 100 - 100 * _YEAR_NAME_PX / TRACK_PX
    years: set[int] = set()
    for at in (tick for tick in ticks if span.share(tick) <= room):
        x = f"{span.share(at):g}%"
        if at.year not in years:
            years.add(at.year)
            word = Both(str(at.year), f"{at.year}年")
            parts.append(el("text", word, span="tspan", x=x, dx=4, y=14, class_="axis-year"))
        if unit != "year":
            name = _tick_name(at, unit)
            parts.append(el("text", name, span="tspan", x=x, dx=4, y=30, class_="axis-month"))
    if not ticks:  # less than a month, which begins before
        word = month_word(span.first)
        parts.append(el("text", word, span="tspan", x="0%", dx=4, y=30, class_="axis-month"))
    if today is not None and _shows(span, today):
        share = span.share(today)
        right = share > 80  # its words have no room at that side
        parts.append(_line(span, today, "today-line"))
        parts.append(
            el("text", t("today, {day}", day=day(today)), span="tspan", x=f"{share:g}%", y=46,
               dx=-5 if right else 5, class_="axis-today end" if right else "axis-today")
        )  # fmt: skip
    return el("svg", parts, class_="gantt-axis", aria_hidden="true", width="100%", height=52)


def _tick_name(at: date, unit: str) -> Both:
    month = _MONTHS[at.month - 1]
    if unit == "day":
        return Both(f"{at.day} {month}", f"{at:%m-%d}")
    return Both(month, f"{at.month}月")


def day_of(value: object, reading: Reading) -> date | None:
    """Return the day of a value of the view; None where there is none."""
    return reading.local(str(value)).date() if value else None
