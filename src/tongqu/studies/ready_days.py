"""The days on which lots are ready while a work is late, and how many days each stands for."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ReadyDay", "months_later", "ready_days"]


@dataclass(frozen=True, slots=True)
class ReadyDay:
    """A day on which a lot is ready.

    Attributes
    ----------
    on
        The day.
    days
        Days of the delay for which it stands; 0 outside it.
    """

    on: date
    days: int


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day.

    Examples
    --------
    >>> months_later(date(2024, 11, 30), 3)
    datetime.date(2025, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def ready_days(opens: date, months: int, chosen: Sequence[date] = ()) -> tuple[ReadyDay, ...]:
    """Return the days on which a lot is ready, and for how many days of the delay each stands.

    Parameters
    ----------
    opens
        Day on which the work was to open.
    months
        How late it is.
    chosen
        Days to ask about. Each stands for the days of the delay that are nearer to it than to
        another, the earlier at a tie. Without any: the middle of each month of the delay, which
        stands for that month.

    Examples
    --------
    >>> [(str(day.on), day.days) for day in ready_days(date(2024, 12, 3), 3)]
    [('2024-12-18', 31), ('2025-01-18', 31), ('2025-02-17', 28)]
    """
    if not chosen:
        edges = [months_later(opens, k) for k in range(months + 1)]
        return tuple(
            ReadyDay(start + (end - start) // 2, (end - start).days)
            for start, end in pairwise(edges)
        )
    until = months_later(opens, months)
    days = sorted(set(chosen))
    within = [day for day in days if opens <= day < until]
    counts = dict.fromkeys(days, 0)
    for k in range((until - opens).days if within else 0):
        at = opens + timedelta(days=k)
        counts[min(within, key=lambda day: (abs((day - at).days), day))] += 1
    return tuple(ReadyDay(day, counts[day]) for day in days)
