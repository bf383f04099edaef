"""When a work is likely to end, from what was reported of it, as its page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.ledger.forecast import Forecast, Observation, forecast_finish
from tongqu.ledger.forecast_words import forecast_text

if TYPE_CHECKING:
    from datetime import date

    from tongqu.ledger.item import ItemState
    from tongqu.ledger.viewing import Viewing

__all__ = ["forecast_view"]


def forecast_view(
    viewing: Viewing, item: ItemState, begun_on: date | None
) -> dict[str, Any] | None:
    """Return when an open item is likely to end; None where no progress is reported of it.

    Of several sections the one that is likely to end last decides; one whose end cannot be said
    leaves that of the whole unsaid.

    Parameters
    ----------
    viewing
        What every view needs.
    item
        The item as known.
    begun_on
        Day on which it began, None where nobody says.
    """
    sections: dict[str, list[Observation]] = {}
    for report in item.progress:
        if not report.of:  # so many of so many are a stage, not a progress
            seen = Observation(
                on=report.observed_on,
                percent=report.percent,
                at_least=report.at_least,
                source=report.source_id,
            )
            sections.setdefault(report.section, []).append(seen)
    if not sections:
        return None
    # Sections say more than the whole, as for the item's progress.
    parts = {name: seen for name, seen in sections.items() if name} or sections
    found = {
        name: forecast_finish(
            seen, as_of=viewing.today, time=viewing.calendar.time, started_on=begun_on
        )
        for name, seen in parts.items()
    }
    section, last = max(found.items(), key=_how_late)
    return {
        **last.to_dict(),
        "section": section,
        "text": forecast_text(last, "en"),
        "text_zh": forecast_text(last, "zh"),
    }


def _how_late(found: tuple[str, Forecast]) -> tuple[bool, bool, str]:
    """Return what to sort by: unsaid ends come last, finished ones first."""
    _, forecast = found
    day = forecast.p50_on.isoformat() if forecast.p50_on else ""
    return forecast.p50_on is None, forecast.method != "finished", day
