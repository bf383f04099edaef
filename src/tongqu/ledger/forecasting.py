"""When an item is likely to be finished, from what was reported of its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongqu.ledger.forecast import Observation, forecast_finish
from tongqu.ledger.forecast_words import forecast_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tongqu.calendars import WorkingTime
    from tongqu.ledger.item import ItemState, ProgressReport

__all__ = ["forecast_of", "observations_of"]

START = "start"
"""Milestone with which a work begins."""


def observations_of(item: ItemState) -> tuple[Observation, ...]:
    """Return what was seen of the whole item, day by day.

    As in every view, the whole is the mean of its sections, from the day on from which something is
    known of each; what is said of the whole counts where there are none. What is counted in pieces
    (so many blocks in fit-out) is no progress.

    Examples
    --------
    >>> from tongqu.ledger.item import ItemState
    >>> observations_of(ItemState())
    ()
    """
    reports = [one for one in item.progress if not one.of]
    sections = [one for one in reports if one.section]
    if sections:
        return tuple(_of_sections(sections))
    return tuple(
        Observation(
            on=one.observed_on, percent=one.percent, at_least=one.at_least, source=one.actor
        )
        for one in reports
    )


def _of_sections(reports: list[ProgressReport]) -> Iterator[Observation]:
    sections = {one.section for one in reports}
    newest: dict[str, ProgressReport] = {}
    by_day: dict[date, list[ProgressReport]] = {}
    for one in reports:
        by_day.setdefault(one.observed_on, []).append(one)
    for day in sorted(by_day):
        newest |= {one.section: one for one in by_day[day]}
        if newest.keys() == sections:
            yield Observation(
                on=day,
                percent=sum(one.percent for one in newest.values()) / len(newest),
                at_least=any(one.at_least for one in newest.values()),
                source=by_day[day][-1].actor,
            )


def forecast_of(item: ItemState, *, as_of: date, time: WorkingTime) -> dict[str, Any] | None:
    """Return the forecast of an item as views show it, None where nothing was reported.

    Parameters
    ----------
    item
        What is known of it.
    as_of
        Local day of the question.
    time
        In whose working days its pace is counted.
    """
    seen = observations_of(item)
    if not seen or item.closing is not None:
        return None
    started = next(
        (
            one.on
            for one in reversed(item.dates)
            if one.milestone == START and one.status == "actual" and one.precision == "day"
        ),
        None,
    )
    found = forecast_finish(seen, as_of=as_of, time=time, started_on=started)
    return {
        **found.to_dict(),
        "text": forecast_text(found, "en"),
        "text_zh": forecast_text(found, "zh"),
    }
