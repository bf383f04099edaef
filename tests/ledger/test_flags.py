"""Flags say which statements about an item cannot all be true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from clock_cases import tables

from tongqu.ledger.flags import item_flags
from tongqu.ledger.item import ClosingNotice, ItemState, MilestoneDate, ProgressReport
from tongqu.ledger.kind_reading import shipped_kind
from tongqu.ledger.settings import Settings
from tongqu.ledger.viewing import Viewing

NOW = datetime(2024, 12, 9, 4, tzinfo=UTC)
SAID: dict[str, Any] = {"at": NOW, "known_at": NOW, "actor": "li"}


def flags(**known: Any) -> list[tuple[str, str]]:
    """Return codes and words of the flags of a work."""
    viewing = Viewing(as_of=NOW, settings=Settings(), calendar=tables(), sources={})
    item = ItemState(code="work-0001", kind="work", state=known.pop("state", "building"), **known)
    found = item_flags(viewing, shipped_kind("work"), item, ())
    assert all(flag["text_zh"] and flag["text_zh"] != flag["text"] for flag in found)
    return [(flag["code"], flag["text"]) for flag in found]


def report(seq: int, percent: float, days: int, **more: Any) -> ProgressReport:
    """Return a report of some days ago."""
    values = {"section": "pipes", "name": "Pipes", "name_zh": "管网", **more}
    on = date(2024, 12, 9) - timedelta(days=days)
    return ProgressReport(
        seq=seq, percent=percent, observed_on=on, at_least=False, source_id="", **values, **SAID
    )


def dated(milestone: str, on: date, status: str) -> MilestoneDate:
    """Return what somebody said about a milestone."""
    return MilestoneDate(
        seq=1, milestone=milestone, name="", name_zh="", on=on, status=status, precision="day",
        source_id="", **SAID,
    )  # fmt: skip


def test_nothing_is_wrong_with_what_agrees() -> None:
    """Progress that grows, dates to come: no flag."""
    reports = (report(1, 40, 9), report(2, 60, 1))
    assert flags(progress=reports, dates=(dated("opening", date(2025, 2, 1), "expected"),)) == []


def test_progress_that_goes_backwards() -> None:
    """By the days of the observations, not by the order of entering them."""
    reports = (report(1, 60, 1), report(2, 75, 9))
    assert flags(progress=reports) == [
        ("progress_backwards", "Pipes went back from 75 % to 60 % (2024-11-30, 2024-12-08)")
    ]
    assert flags(progress=(report(1, 60, 9), report(2, 60, 1))) == []


def test_blocks_that_nobody_counted() -> None:
    """Nine in fit-out and three in structure are not thirteen."""
    parts = (
        report(1, 0, 0, section="fit-out", name="Fit-out", name_zh="装修", count=9, of="blocks"),
        report(2, 0, 0, section="walls", name="Walls", name_zh="砌体", count=3, of="blocks"),
    )
    assert flags(progress=parts, fields={"blocks": 13}) == [
        ("parts_missing", "12 of 13 (Buildings) are accounted for: Fit-out 9, Walls 3")
    ]
    assert flags(progress=parts, fields={"blocks": 12}) == []
    [(code, _)] = flags(progress=parts, fields={"blocks": 11})
    assert code == "parts_too_many"


def test_a_milestone_that_its_section_denies() -> None:
    """Opened, and a section seen at 60 % on a later day; a start needs nothing finished."""
    opened = dated("opening", date(2024, 12, 3), "actual")
    assert flags(progress=(report(1, 60, 1),), dates=(opened,)) == [
        ("milestone_denied", "Opening is reported for 2024-12-03, but Pipes is at 60 %")
    ]
    assert flags(progress=(report(1, 60, 9),), dates=(opened,)) == []
    assert flags(progress=(report(1, 100, 1),), dates=(opened,)) == []
    started = dated("start", date(2024, 12, 3), "actual")
    assert flags(progress=(report(1, 60, 1),), dates=(started,)) == []


def test_dates_that_cannot_be() -> None:
    """Something real that is still to come; an end before the begin."""
    [(code, _)] = flags(dates=(dated("opening", date(2024, 12, 10), "actual"),))
    assert code == "actual_in_future"
    fields = {"start_on": "2025-03-01", "finish_on": "2025-02-28"}
    assert flags(fields=fields) == [
        ("finish_before_start", "The finish 2025-02-28 is before the start 2025-03-01")
    ]
    assert flags(fields={**fields, "finish_on": "2025-03-01"}) == []


@pytest.mark.parametrize(
    ("state", "code"), [("building", "expected_passed"), ("closed", "open_after_close")]
)
def test_a_day_that_passed_without_word(state: str, code: str) -> None:
    """Expected for yesterday, and nobody says whether it happened; today is not over."""
    expected = dated("opening", date(2024, 12, 8), "expected")
    assert [flag for flag, _ in flags(state=state, dates=(expected,))] == [code]
    today = dated("opening", date(2024, 12, 9), "expected")
    assert flags(state=state, dates=(today,)) == []
    happened = dated("opening", date(2024, 12, 8), "actual")
    assert flags(state=state, dates=(expected, happened)) == []


@pytest.mark.parametrize(
    ("begins", "expected"),
    [("2024-12-15", 6), ("2024-12-16", None), ("2024-12-09T20:00", 0), ("2024-12-01", 0)],
)
def test_a_closure_needs_notice(begins: str, expected: int | None) -> None:
    """Seven days by the kind of works; closed at once is without; what is withdrawn needs none."""
    notice = ClosingNotice(
        seq=1, table="links", row_id="lantern-lane", from_=begins, until="", reason="pipes",
        status="planned", **SAID,
    )  # fmt: skip
    text = f"lantern-lane is closed from {begins[:10]}: {expected} days' notice instead of 7"
    assert flags(closures=(notice,)) == ([] if expected is None else [("notice_short", text)])
    # What was said first counts, however often it is said again.
    again = replace(notice, seq=2, status="actual", known_at=NOW + timedelta(days=6))
    assert flags(closures=(notice, again)) == flags(closures=(notice,))
    assert flags(closures=(notice, replace(notice, seq=2, status="withdrawn"))) == []
