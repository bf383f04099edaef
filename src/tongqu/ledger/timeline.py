"""Works side by side in time: what was promised, what is planned, what happened, what is likely."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tongqu.ledger.viewing import Viewing

__all__ = ["timeline_view", "work_bars"]

KEPT = ("code", "title", "title_zh", "state", "state_name", "state_name_zh", "unit", "unit_name",
        "unit_name_zh", "light", "made_good", "progress_percent", "milestones", "tags",
        "confidential")  # fmt: skip
SECTION = ("section", "name", "name_zh", "percent", "count", "of", "at_least")
BEGINS = ("start",)
"""Milestones with which a work begins; the last one of the others is its end."""


def timeline_view(
    viewing: Viewing, works: Sequence[Mapping[str, Any]], first: date | None, last: date | None
) -> dict[str, Any]:
    """Return works side by side in time.

    Parameters
    ----------
    viewing
        What every view needs.
    works
        Pages of items in short, from `tongqu.ledger.item_view.item_summary`.
    first, last
        First and last day; by themselves, the months that hold all dates and today.
    """
    rows = [
        {
            **{key: work[key] for key in KEPT},
            "sections": [{key: row[key] for key in SECTION} for row in work["progress"]],
            "bars": work_bars(work, viewing.today),
        }
        for work in works
    ]
    days = [viewing.today.isoformat(), *_days(rows)] if rows else []
    head = viewing.head("ledger_timeline")
    sources = {row["id"] for work in works for row in work["sources"]}
    info = viewing.settings.info
    return {
        **head,
        "today": viewing.today.isoformat(),
        "from": _edge(first, min(days, default=None), end=False),
        "until": _edge(last, max(days, default=None), end=True),
        "works": rows,
        "sources": viewing.source_rows(sources),
        "ledger": {"name": info.name, "name_zh": info.name_zh, "synthetic": info.synthetic},
    }


def work_bars(work: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Return the bars of a work: baseline, stated plan, current plan, actual, forecast, closures.

    A bar has a `from` and an `until`; None where nobody says. One that nobody says anything about
    is left out.

    Parameters
    ----------
    work
        Page of the item in short.
    today
        Day up to which a work that has begun is drawn.
    """
    stones = work["milestones"]
    bars = []
    for kind, key in (
        ("baseline", "baseline_on"),
        ("planned", "planned_on"),
        ("current", "current_on"),
    ):
        begins, ends = _span(stones, key)
        if kind == "planned":
            begins, ends = begins or work["planned_start_on"], ends or work["planned_finish_on"]
        if kind == "current":
            begins = _first(stones, "actual_on") or begins
            ends = _last_day(stones, "actual_on", only_if_done=True) or ends
        if begins or ends:
            bars.append({"kind": kind, "from": begins, "until": ends})
    # The day since which a work is known to go on is no start; who draws it there invents one.
    begun = _first(stones, "actual_on")
    if begun and begun <= today.isoformat():
        done = _last_day(stones, "actual_on", only_if_done=True)
        bars.append({"kind": "actual", "from": begun, "until": done or today.isoformat()})
    forecast = work["forecast"]
    if forecast and forecast.get("p50_on") and work["open"]:
        bars.append(
            {
                "kind": "forecast",
                "from": today.isoformat(),
                "until": forecast["p50_on"],
                "p10": forecast.get("p10_on"),
                "p90": forecast.get("p90_on"),
            }
        )
    for closure in work["closures"]:
        bars.append(
            {
                "kind": "closure",
                "from": closure["from"],
                "until": closure["until"],
                "row_id": closure["row_id"],
                "reason": closure["reason"],
                "status": closure["status"],
            }
        )
    return bars


def _span(stones: Sequence[Mapping[str, Any]], key: str) -> tuple[str | None, str | None]:
    """Return the begin and the end that milestones give under a key."""
    ends = [row[key] for row in stones if row[key] and row["id"] not in BEGINS]
    return _first(stones, key), max(ends, default=None)


def _first(stones: Sequence[Mapping[str, Any]], key: str) -> str | None:
    return min((row[key] for row in stones if row[key] and row["id"] in BEGINS), default=None)


def _last_day(stones: Sequence[Mapping[str, Any]], key: str, *, only_if_done: bool) -> str | None:
    """Return the last day under a key, of all milestones but the beginning."""
    ends = [row for row in stones if row["id"] not in BEGINS]
    if not ends or (only_if_done and not all(row[key] for row in ends)):
        return None
    return max((row[key] for row in ends if row[key]), default=None)


def _days(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        for bar in row["bars"]:
            yield from (
                value[:10] for value in (bar["from"], bar["until"], bar.get("p90")) if value
            )
        for stone in row["milestones"]:
            yield from (value for key, value in stone.items() if key.endswith("_on") and value)


def _edge(asked: date | None, found: str | None, *, end: bool) -> str | None:
    """Return the day that is asked for, or the edge of the month in which the outermost lies."""
    if asked is not None or found is None:
        return asked.isoformat() if asked else None
    first = date.fromisoformat(found).replace(day=1)
    if not end:
        return first.isoformat()
    following = (first + timedelta(days=32)).replace(day=1)
    return (following - timedelta(days=1)).isoformat()
