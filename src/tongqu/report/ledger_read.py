"""What the pages of the ledger ask of a JSON view: names, days in its zone, sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tongqu.report.html import Both, both
from tongqu.report.numbers import day, moment, plain
from tongqu.report.words import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Reading",
    "count",
    "glued",
    "month_word",
    "named",
    "reading_of",
    "spoken_span",
    "titled",
    "whole_days",
]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the parts of one page read days, instants and sources.

    Attributes
    ----------
    zone
        Zone of the clock on the wall; None shows instants in their own offset.
    sources
        Sources of the view by their id.
    """

    zone: ZoneInfo | None = None
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def local(self, value: str) -> datetime:
        """Return an instant, or the start of a day, as the clock on the wall shows it.

        Examples
        --------
        >>> from zoneinfo import ZoneInfo
        >>> Reading(ZoneInfo("Asia/Shanghai")).local("2024-12-09T16:30:00Z").isoformat()
        '2024-12-10T00:30:00+08:00'
        """
        at = datetime.fromisoformat(value)
        if len(value) <= len("2024-12-09"):  # a day is the same day everywhere
            return at.replace(tzinfo=self.zone or UTC)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        return at.astimezone(self.zone) if self.zone is not None else at

    def end_of(self, value: str) -> datetime:
        """Return an instant, or the end of a day where only the day is known.

        Examples
        --------
        >>> Reading().end_of("2024-12-09").isoformat()
        '2024-12-09T23:59:00+00:00'
        """
        at = self.local(value)
        return at + timedelta(hours=23, minutes=59) if len(value) <= len("2024-12-09") else at

    def day(self, value: object) -> Both:
        """Return the day of an instant; a dash where there is none.

        Examples
        --------
        >>> Reading().day("2024-12-09").en, Reading().day(None).en
        ('9 Dec 2024', '–')
        """
        return day(self.local(str(value))) if value else both("–")

    def when(self, value: object) -> Both:
        """Return an instant to the minute, or a day where only that is known.

        Examples
        --------
        >>> Reading().when("2024-12-09T08:30:00+08:00").zh, Reading().when("2024-12-09").zh
        ('2024-12-09 08:30', '2024-12-09')
        """
        if not value:
            return both("–")
        text = str(value)
        if len(text) <= len("2024-12-09"):
            return self.day(text)
        return moment(self.local(text).isoformat())

    def due(self, value: object) -> Both:
        """Return a deadline: one at midnight, or a moment before, is the end of a day.

        Examples
        --------
        >>> Reading().due("2024-12-10T00:00:00+08:00").en
        '9 Dec 2024, end of day'
        >>> Reading().due("2024-12-09T23:59:59+08:00").en
        '9 Dec 2024, end of day'
        """
        if not value or len(str(value)) <= len("2024-12-09"):
            return self.day(value)
        at = self.local(str(value))
        if (at.hour, at.minute) in ((0, 0), (23, 59)):
            return t("{day}, end of day", day=day(at - timedelta(minutes=1)))
        return moment(at.isoformat())

    def promised(self, value: object, precision: object = "day") -> Both:
        """Return a milestone's day as precisely as somebody stated it.

        Examples
        --------
        >>> Reading().promised("2024-12-31", "month_end").en
        'by the end of Dec 2024'
        """
        if value and precision == "month_end":
            return t("by the end of {month}", month=month_word(self.local(str(value)).date()))
        return self.day(value)

    def happened(self, value: object, precision: object = "day") -> Both:
        """Return when something happened; where only the month is known, the month.

        Examples
        --------
        >>> Reading().happened("2023-11-30", "month_end").en
        'Nov 2023'
        """
        if value and precision == "month_end":
            return month_word(self.local(str(value)).date())
        return self.day(value)

    def stated(self, key: str, row: Mapping[str, Any]) -> Both:
        """Return one of a milestone's dates as precisely as it is known.

        Examples
        --------
        >>> Reading().stated("forecast_on", {"forecast_on": "2025-01-31"}).en
        '31 Jan 2025'
        """
        if key == "actual_on":
            return self.happened(row.get(key), row.get("precision"))
        if key == "forecast_on":  # computed to the day
            return self.day(row.get(key))
        return self.promised(row.get(key), row.get("precision"))


def reading_of(view: Mapping[str, Any]) -> Reading:
    """Return how a view is read: its zone and its sources."""
    calendar = view.get("calendar") or {}
    name = view.get("zone") or calendar.get("zone") or calendar.get("time_zone")
    zone = None
    if name:
        try:
            zone = ZoneInfo(str(name))
        except (ZoneInfoNotFoundError, ValueError):  # better another offset than no page
            zone = None
    return Reading(zone, {str(row["id"]): row for row in view.get("sources") or ()})


def named(record: Mapping[str, Any], key: str) -> Both:
    """Return the name that stands in a record beside an id; the id where nobody gave a name.

    Examples
    --------
    >>> named({"unit": "works", "unit_name": "Works office", "unit_name_zh": "工程科"}, "unit").zh
    '工程科'
    >>> named({"unit": "works"}, "unit").en
    'works'
    """
    name, chinese = record.get(f"{key}_name"), record.get(f"{key}_name_zh")
    if name or chinese:
        return both(name, chinese)
    return both(record.get(key))


def titled(record: Mapping[str, Any]) -> Both:
    """Return the title of an item; its code where it has none."""
    title = both(record.get("title"), record.get("title_zh"))
    return title if title.en else both(record.get("code") or record.get("item"))


def month_word(at: date) -> Both:
    """Return a month of a year.

    Examples
    --------
    >>> from datetime import date
    >>> month_word(date(2024, 12, 1)).en, month_word(date(2024, 12, 1)).zh
    ('Dec 2024', '2024年12月')
    """
    return Both(f"{_MONTHS[at.month - 1]} {at.year}", f"{at.year}年{at.month}月")


def whole_days(value: object) -> Both:
    """Return a number of working days.

    Examples
    --------
    >>> whole_days(1).en, whole_days(3).zh
    ('1 working day', '3 个工作日')
    """
    number = float(value) if isinstance(value, int | float) else 0.0
    if number < 1:  # late, and still the day on which it was due
        return t("less than 1 working day")
    if number == 1:
        return t("1 working day")
    return t("{count} working days", count=plain(number))


def count(value: object) -> Both:
    """Return a count; one that a public view hides because it is small is said to be hidden.

    Examples
    --------
    >>> count(1200).en, count(None).en
    ('1,200', 'not shown')
    """
    if isinstance(value, int | float):
        return both(plain(value))
    return t("not shown")


def glued(parts: Iterable[Both], en: str = ", ", zh: str = "，") -> Both:
    """Return texts in a row, the empty ones left out.

    Examples
    --------
    >>> glued([both("a"), both(""), both("b")]).en
    'a, b'
    """
    kept: Sequence[Both] = [part for part in parts if part.en or part.zh]
    return Both(en.join(part.en for part in kept), zh.join(part.zh for part in kept))


def spoken_span(first: object, last: object, reading: Reading) -> Both:
    """Return from when to when something is, as far as is known.

    Examples
    --------
    >>> spoken_span("2024-09-01", None, Reading()).en
    'from 1 Sep 2024, open end'
    """
    if first and last:
        return t("{first} to {last}", first=reading.day(first), last=reading.day(last))
    if first:
        return t("from {day}, open end", day=reading.day(first))
    return t("until {day}", day=reading.day(last)) if last else both("–")
