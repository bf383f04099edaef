"""What a user has read in an official notice: days off, days worked, for one year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from tongqu.calendars.weekly import DAY_MIN, Span, WeeklyHours, bad_hours
from tongqu.errors import BadValueError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Notice", "NoticeDay"]

EXAMPLE_DATE = "2027-02-06"


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day that a notice speaks about.

    Attributes
    ----------
    day
        The day.
    working
        Whether it is worked.
    spans
        Minutes of the day that are worked; None: the hours that it would have anyway, or on a day
        worked in exchange those of the weekday before.
    note
        Why, for a reader.
    """

    day: dt.date
    working: bool
    spans: tuple[Span, ...] | None = None
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """An official notice of holidays and make-up working days.

    Attributes
    ----------
    year
        The year that it announces: with it, the year is no longer provisional.
    days
        The days that it speaks about, in order. They may reach into December of the year before
        and January of the year after, which they do not announce.
    source
        Where it comes from, for a reader.

    Examples
    --------
    >>> notice = Notice.from_rows([
    ...     {"date": "2027-01-01", "working": False, "note": "New Year's Day"},
    ...     {"date": "2027-02-20", "working": True, "hours": "09:00-12:00"},
    ... ])
    >>> notice.year, notice.days[1].spans
    (2027, ((540, 720),))
    """

    year: int
    days: tuple[NoticeDay, ...]
    source: str = field(default="", compare=False)

    @classmethod
    def from_rows(
        cls, rows: Sequence[Mapping[str, Any]], *, year: int | None = None, source: str = ""
    ) -> Self:
        """Return the notice that rows of plain values hold.

        Parameters
        ----------
        rows
            Each with ``date`` and ``working``, and perhaps ``hours`` (times of opening hours, see
            `WeeklyHours.parse`, without days) and ``note``: what `to_rows` gives, or what was
            read from a file. A key ``row`` is the number of the row, for problems.
        year
            The year that is announced; by default the one that most rows lie in.
        source
            Name of the file, or another word for where it comes from.

        Raises
        ------
        BadValueError
            With everything that is wrong.
        """
        problems: list[Problem] = []
        days: dict[dt.date, tuple[int, NoticeDay]] = {}
        for place, row in enumerate(rows, 1):
            number = int(row.get("row", place))
            found = _read_day(row, number, source, problems)
            if found is None:
                continue
            first = days.setdefault(found.day, (number, found))
            if first[1] is not found:
                problems.append(
                    Problem(
                        "notice_day_twice", {"first_row": first[0]}, source or None, number,
                        "date", value=found.day.isoformat(),
                    )
                )  # fmt: skip
        if not rows:
            problems.append(Problem("notice_without_days", file=source or None))
        announced = year if year is not None else _commonest_year(days)
        problems += _strays(days, announced, source)
        if problems:
            raise BadValueError(f"{len(problems)} problems in the notice", problems)
        return cls(announced, tuple(days[day][1] for day in sorted(days)), source)

    def to_rows(self) -> list[dict[str, Any]]:
        """Return the days as plain values, as `from_rows` takes them.

        Examples
        --------
        >>> Notice(2027, (NoticeDay(dt.date(2027, 1, 1), False, None, "New Year"),)).to_rows()
        [{'date': '2027-01-01', 'working': False, 'hours': '', 'note': 'New Year'}]
        """
        return [
            {
                "date": day.day.isoformat(),
                "working": day.working,
                "hours": ",".join(map(_span_text, day.spans or ())),
                "note": day.note,
            }
            for day in self.days
        ]


def _read_day(
    row: Mapping[str, Any], number: int, source: str, problems: list[Problem]
) -> NoticeDay | None:
    """Return the day of a row; None, and what is wrong with it among the problems."""
    before = len(problems)

    def wrong(code: str, column: str, expected: str, **params: object) -> None:
        problems.append(
            Problem(
                code, params, source or None, number, column, None, row.get(column), expected
            )
        )  # fmt: skip

    day = row.get("date")
    if not isinstance(day, dt.date):
        try:
            day = dt.date.fromisoformat(str(day))
        except ValueError:
            wrong("not_a_date", "date", EXAMPLE_DATE)
    working = row.get("working")
    if not isinstance(working, bool):
        wrong("not_true_or_false", "working", "false")
    spans = None
    if hours := str(row.get("hours") or "").strip():
        try:
            spans = _day_spans(hours)
        except BadValueError as error:
            found = error.problems[0]
            wrong(found.code, "hours", "08:30-12:00,13:30-17:30", **found.params)
        if working is False:
            wrong("hours_of_day_off", "hours", "")
    if len(problems) > before:
        return None
    assert isinstance(day, dt.date)
    return NoticeDay(day, bool(working), spans, str(row.get("note") or ""))


def _day_spans(hours: str) -> tuple[Span, ...]:
    """Return the minutes of one day that a text like ``08:30-12:00,13:30-17:30`` names."""
    parsed = WeeklyHours.parse(f"Mo {hours}")
    if not parsed.spans or parsed.spans[-1][1] > DAY_MIN:
        raise bad_hours(hours, hours)
    return parsed.spans


def _span_text(span: Span) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


def _commonest_year(days: Mapping[dt.date, object]) -> int:
    years = [day.year for day in days]
    return max(sorted(set(years)), key=years.count, default=0)


def _strays(days: Mapping[dt.date, tuple[int, NoticeDay]], year: int, source: str) -> list[Problem]:
    """Return what is wrong with days outside the year, but for the turn of the year."""
    first, last = (year - 1, 12), (year + 1, 1)
    return [
        Problem(
            "notice_of_other_year", {"year": year}, source or None, number, "date", None,
            day.isoformat(), f"{year}-01-01",
        )
        for day, (number, _) in days.items()
        if not first <= (day.year, day.month) <= last
    ]  # fmt: skip
