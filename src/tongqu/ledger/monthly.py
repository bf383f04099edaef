"""The report of a month: how everything stood at its end, and what changed in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.errors import BadValueError
from tongqu.ledger.effects import EFFECT_NO
from tongqu.ledger.lists import item_row
from tongqu.ledger.status import status_view

if TYPE_CHECKING:
    from tongqu.ledger.views import LedgerViews

__all__ = ["month_view"]


def month_view(
    views: LedgerViews, year: int, month: int, *, within: int = 5, at_most: int = 500
) -> dict[str, Any]:
    """Return the report of a month, kind ``ledger_report``: a status with its period.

    Parameters
    ----------
    views
        What is seen of the ledger, as of the month's last day or a day within it.
    year, month
        Which month.
    within, at_most
        As of `tongqu.ledger.views.LedgerViews.status`.

    Raises
    ------
    BadValueError
        The views are of a day outside the month.
    """
    first = date(year, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    today = views.viewing.today
    if not first <= today <= last:
        raise BadValueError.of(
            "ledger_month_of_other_day", month=f"{first:%Y-%m}", as_of=today.isoformat()
        )
    before = first - timedelta(days=1)
    view = status_view(views, since=before, within=within, at_most=at_most)
    return {
        **view,
        "kind": "ledger_report",
        "period": {"from": first.isoformat(), "until": today.isoformat()},
        "rebounds": _rebounds(views, first, at_most),
    }


def _rebounds(views: LedgerViews, first: date, at_most: int) -> list[dict[str, Any]]:
    """Return the items whose look-back failed within the month, with how often it did in all."""
    calendar = views.viewing.calendar
    found: list[tuple[str, int, int]] = []
    for standing in views.standings:
        events = standing.events
        failed = (events.effect == EFFECT_NO["looked_back"]) & (events.arg == 0)
        places = np.flatnonzero(failed)
        days = np.asarray(calendar.day_of(events.at_s[places]))
        for place, day in zip(places, days, strict=True):
            if day >= first.toordinal():
                item = int(events.item[place])
                code = views.columns.codes[int(events.numbers[item])]
                found.append((code, int(day), int(standing.look_backs.failed[item])))
    codes = list(dict.fromkeys(code for code, _, _ in found[:at_most]))
    seen = {one.item.code: one for one in views.seen(codes)}
    rows = []
    for code, day, times in found[:at_most]:
        if code in seen:
            row = item_row(views.viewing, seen[code])
            on = date.fromordinal(day).isoformat()
            rows.append({**row, "on": on, "times": times})
    return rows
