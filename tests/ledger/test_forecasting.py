"""Forecasts of items: which reports count, and which say nothing of the whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tongqu.calendars import WorkingTime
from tongqu.ledger.forecasting import forecast_of, observations_of
from tongqu.ledger.item import Closing, ItemState, MilestoneDate, ProgressReport

NOW = datetime(2025, 4, 1, tzinfo=UTC)


def report(section: str, day: int, percent: float, *, of: str = "") -> ProgressReport:
    return ProgressReport(
        seq=1, at=NOW, known_at=NOW, actor="crew", section=section, name="", name_zh="",
        percent=percent, observed_on=date(2025, 3, day), at_least=percent > 85, source_id="",
        count=None, of=of,
    )  # fmt: skip


def test_reports_on_the_whole_count_where_there_are_no_sections() -> None:
    """The same rule as in the views: what is said of a section is nearer to what was seen."""
    whole = (report("", 3, 10), report("", 10, 20))
    seen = observations_of(ItemState(progress=whole))
    assert [(one.on.day, one.percent) for one in seen] == [(3, 10), (10, 20)]
    seen = observations_of(ItemState(progress=(*whole, report("north", 12, 90))))
    assert [(one.on.day, one.percent) for one in seen] == [(12, 90)]


def test_sections_count_from_when_all_are_known() -> None:
    """Their mean, with the newest of each; 'more than' of one makes the mean 'more than'."""
    item = ItemState(
        progress=(report("a", 3, 10), report("b", 5, 30), report("a", 10, 90), report("c", 12, 0))
    )
    assert [(one.on.day, one.percent, one.at_least) for one in observations_of(item)] == [
        (12, 40, True)
    ]


def test_pieces_counted_are_no_progress() -> None:
    """Nine of thirteen blocks in fit-out say nothing about when the park is finished."""
    item = ItemState(progress=(report("fit-out", 3, 0, of="blocks"),))
    assert observations_of(item) == ()
    assert forecast_of(item, as_of=date(2025, 4, 1), time=WorkingTime()) is None


@pytest.mark.parametrize(
    ("precision", "expected"), [("day", "straight_line"), ("month_end", "none")]
)
def test_a_start_counts_where_its_day_is_known(precision: str, expected: str) -> None:
    """From 'begun in March' no pace follows; from 'begun on 3 March' a straight line does."""
    start = MilestoneDate(
        seq=1, at=NOW, known_at=NOW, actor="crew", milestone="start", name="", name_zh="",
        on=date(2025, 3, 3), status="actual", precision=precision, source_id="",
    )  # fmt: skip
    item = ItemState(dates=(start,), progress=(report("", 21, 30),))
    found = forecast_of(item, as_of=date(2025, 4, 1), time=WorkingTime())
    assert found is not None
    assert found["method"] == expected
    assert not found["enough"]
    assert found["text"] != found["text_zh"]


def test_what_is_closed_needs_no_forecast() -> None:
    """The record says when it ended."""
    closing = Closing(seq=9, at=NOW, known_at=NOW, actor="head", reason="done", asked_by="crew")
    item = ItemState(progress=(report("", 3, 10), report("", 10, 20)), closing=closing)
    assert forecast_of(item, as_of=date(2025, 4, 1), time=WorkingTime()) is None
