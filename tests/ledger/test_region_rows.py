"""Rows of the ledger in the region: openings as known, and closures only of what is there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tongqu import compare, load_region
from tongqu.ledger.counted_parts import parts_missing
from tongqu.ledger.item import Closing, ClosingNotice, ItemState, MilestoneDate, ProgressReport
from tongqu.ledger.region_rows import RegionRows, region_rows
from tongqu.model import Region
from tongqu.model.known import Knowledge

DAY = date(2024, 12, 9)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


def said(seq: int, day: str) -> dict[str, Any]:
    """Return when something was said: at nine in the morning in Shanghai."""
    when = datetime.fromisoformat(f"{day}T01:00").replace(tzinfo=UTC)
    return {"seq": seq, "at": when, "known_at": when, "actor": "clerk-1"}


def stated(seq: int, known: str, on: str, status: str, milestone: str = "opening") -> MilestoneDate:
    return MilestoneDate(
        **said(seq, known), milestone=milestone, name="", name_zh="", on=date.fromisoformat(on),
        status=status, precision="day", source_id="",
    )  # fmt: skip


def notice(seq: int, known: str, row: str, span: tuple[str, str], **other: str) -> ClosingNotice:
    kept = {"table": "links", "reason": "pipes", "status": "planned"} | other
    return ClosingNotice(**said(seq, known), row_id=row, from_=span[0], until=span[1], **kept)


def work(**parts: Any) -> ItemState:
    return ItemState(**{"code": "work-0001", "title": "Park", "title_zh": "园区", **parts})


def opening(region: Region, rows: RegionRows, day: date) -> tuple[str, str] | None:
    row = Knowledge(rows.apply(region), region.local(day)).opening("m0-park")
    return None if row is None else (str(row.on_date), row.status)


def test_each_day_knows_its_own_opening(region: Region) -> None:
    """A plan, what was expected later, and the fact: three versions in the region."""
    item = work(
        work_id="m0-park",
        dates=(
            stated(1, "2024-11-01", "2025-03-01", "planned"),
            stated(2, "2024-12-09", "2025-06-01", "expected"),
            stated(3, "2025-07-01", "2025-06-20", "actual"),
        ),
    )
    rows = region_rows((item,), region, date(2025, 7, 1))
    assert opening(region, rows, date(2024, 10, 31)) is None
    assert opening(region, rows, date(2024, 12, 8)) == ("2025-03-01", "planned")
    assert opening(region, rows, date(2024, 12, 9)) == ("2025-06-01", "expected")
    assert opening(region, rows, date(2025, 7, 1)) == ("2025-06-20", "actual")


def test_the_last_of_two_statements_of_one_day_counts(region: Region) -> None:
    """Said in the morning and said again in the afternoon."""
    item = work(
        work_id="m0-park",
        dates=(
            stated(1, "2024-12-09", "2025-06-01", "expected"),
            stated(2, "2024-12-09", "2025-09-01", "expected"),
        ),
    )
    rows = region_rows((item,), region, DAY)
    assert opening(region, rows, DAY) == ("2025-09-01", "expected")


def test_the_ledger_counts_before_what_the_region_says_of_the_same_day(region: Region) -> None:
    """Caihong park: the region knows 1 February since 9 December; the ledger says otherwise."""
    item = work(work_id="caihong-park", dates=(stated(1, "2024-12-09", "2025-03-15", "expected"),))
    changed = region_rows((item,), region, DAY).apply(region)
    row = Knowledge(changed, region.local(DAY)).opening("caihong-park")
    assert row is not None
    assert row.on_date == date(2025, 3, 15)
    assert row.note == "work-0001"


def test_a_forecast_is_expected_from_the_day_on_which_it_was_made(region: Region) -> None:
    """It takes the place of an older statement, not of the fact."""
    item = work(work_id="m0-park", dates=(stated(1, "2024-11-01", "2025-03-01", "planned"),))
    forecast = {"work-0001": date(2025, 8, 1)}
    rows = region_rows((item,), region, DAY, forecasts=forecast)
    assert opening(region, rows, DAY - timedelta(days=1)) == ("2025-03-01", "planned")
    assert opening(region, rows, DAY) == ("2025-08-01", "expected")
    assert {source.id for source in rows.sources} == {"ledger", "ledger-forecast"}
    done = work(work_id="m0-park", dates=(stated(1, "2024-11-01", "2024-10-30", "actual"),))
    assert len(region_rows((done,), region, DAY, forecasts=forecast).work_dates) == 1


def test_other_milestones_stay_in_the_ledger(region: Region) -> None:
    """The region knows start, carriageway and opening; topping out is nothing to it."""
    item = work(
        work_id="road-xianyan",
        dates=(
            stated(1, "2024-12-09", "2024-12-31", "expected", "carriageway_open"),
            stated(2, "2024-12-09", "2024-12-31", "expected", "topped_out"),
        ),
    )
    assert [row.milestone for row in region_rows((item,), region, DAY).work_dates] == [
        "carriageway"
    ]


def test_a_work_that_the_region_does_not_know_is_named(region: Region) -> None:
    """Its dates open nothing, and the answer says so in both languages."""
    plan = stated(1, "2024-12-09", "2025-01-01", "planned")
    item = work(work_id="lantern-bridge", dates=(plan,))
    rows = region_rows((item,), region, DAY)
    assert rows.work_dates == ()
    (unknown,) = rows.to_dict()["unknown"]
    assert (unknown["table"], unknown["row_id"]) == ("works", "lantern-bridge")
    assert "lantern-bridge" in unknown["text"]
    assert "园区" in unknown["text_zh"]


def test_plans_of_a_withdrawn_item_do_not_count(region: Region) -> None:
    """Recorded twice: what it planned is not planned."""
    from tongqu.ledger.item import ActionDone

    asked = ActionDone(
        **said(2, "2024-12-02"), action="ask_withdraw", effect="close_asked", on_behalf_of="",
        recorded_at=datetime(2024, 12, 2, tzinfo=UTC), unit="", state="checking",
        state_before="registered", reason="duplicate",
    )  # fmt: skip
    closing = Closing(**said(3, "2024-12-03"), reason="", asked_by="clerk-1")
    item = work(
        work_id="m0-park",
        dates=(stated(1, "2024-11-01", "2025-03-01", "planned"),),
        closures=(notice(2, "2024-11-01", "road-zhangtan-quzhou", ("2024-12-10", "2024-12-11")),),
        actions=(asked,),
        closing=closing,
    )
    rows = region_rows((item,), region, DAY)
    assert rows.work_dates == ()
    assert rows.closures == ()


# --- Closures -----------------------------------------------------------------------------------

LOT = {"commodity": "calcium-chloride", "tonnes": 600.0, "as_of": DAY}
READY = date(2024, 12, 10)


def road_of(result: Any) -> tuple[str, ...]:
    """Return the links of the first leg."""
    way = result.itemised[0].legs[0].leg.way
    return tuple(stretch.row_id for stretch in way.stretches if stretch.kind == "link")


def test_a_road_under_work_makes_the_lot_go_around_or_wait(region: Region) -> None:
    """The last link to the port is closed by a notice: the lot is not on it while it is shut."""
    free = compare(region, "juhua", "ningbo-beilun", ready=READY, **LOT)
    last = road_of(free)[-1]
    span = ("2024-12-10", "2025-04-30")
    item = work(closures=(notice(1, "2024-12-05", last, span),))
    shut = region_rows((item,), region, DAY).apply(region)
    around = compare(shut, "juhua", "ningbo-beilun", ready=READY, **LOT)
    assert last not in road_of(around)
    assert around.itemised[0].chain.cost > free.itemised[0].chain.cost
    reopens = datetime(2024, 12, 12, 12, tzinfo=region.zone)
    short = work(closures=(notice(1, "2024-12-05", last, ("2024-12-10", "2024-12-12T12:00")),))
    changed = region_rows((short,), region, DAY).apply(region)
    waits = compare(changed, "juhua", "ningbo-beilun", ready=READY, **LOT)
    assert last in road_of(waits)
    assert free.itemised[0].legs[0].arrive < reopens < waits.itemised[0].legs[0].arrive


def test_a_closed_day_is_closed_to_its_end(region: Region) -> None:
    """Until 20 December means until the 21st at midnight; an hour means that hour."""
    road = "road-zhangtan-quzhou"
    for until, opens in (
        ("2024-12-20", datetime(2024, 12, 21)),  # noqa: DTZ001 - local by the dictionary
        ("2024-12-20T18:00", datetime(2024, 12, 20, 18)),  # noqa: DTZ001
        ("", None),
    ):
        item = work(closures=(notice(1, "2024-12-05", road, ("2024-12-10", until)),))
        (row,) = region_rows((item,), region, DAY).closures
        assert row.closed_until == opens


def test_a_later_notice_is_a_version_and_another_time_is_another_closure(region: Region) -> None:
    """Extended, and closed once more in spring."""
    road = "road-zhangtan-quzhou"
    item = work(
        closures=(
            notice(1, "2024-12-01", road, ("2024-12-10", "2024-12-20")),
            notice(2, "2024-12-08", road, ("2024-12-10", "2024-12-24"), status="actual"),
            notice(3, "2024-12-08", road, ("2025-03-01", "2025-03-05")),
        )
    )
    rows = region_rows((item,), region, DAY)
    assert [row.event_id[-1] for row in rows.closures] == ["1", "1", "2"]
    known = Knowledge(rows.apply(region), region.local(DAY)).closures("links", road)
    assert [str(row.closed_until) for row in known] == [
        "2024-12-25 00:00:00",
        "2025-03-06 00:00:00",
    ]
    before = Knowledge(rows.apply(region), region.local(date(2024, 12, 5))).closures("links", road)
    assert [str(row.closed_until) for row in before] == ["2024-12-21 00:00:00"]


def test_a_notice_that_is_withdrawn_closes_nothing(region: Region) -> None:
    """The pipes are laid without it."""
    road = "road-zhangtan-quzhou"
    span = ("2024-12-10", "2024-12-20")
    item = work(
        closures=(
            notice(1, "2024-12-01", road, span),
            notice(2, "2024-12-08", road, span, status="withdrawn"),
        )
    )
    assert region_rows((item,), region, DAY).closures == ()


def test_a_road_that_is_no_link_closes_nothing_and_is_named(region: Region) -> None:
    """The three roads at Zhangtan are works, not links of the network."""
    assert not any(region.has("links", road) for road in ("road-xianyan", "road-daqiao"))
    item = work(
        closures=(
            notice(1, "2024-12-05", "road-xianyan", ("2024-12-10", "")),
            notice(2, "2024-12-05", "suez", ("2024-12-10", ""), table="passages"),
            notice(3, "2024-12-05", "atlantis", ("2024-12-10", ""), table="passages"),
            notice(4, "2024-12-05", "juhua", ("2024-12-10", ""), table="places"),
        )
    )
    rows = region_rows((item,), region, DAY)
    assert [(row.table, row.row_id) for row in rows.closures] == [("passages", "suez")]
    assert [(row.table, row.row_id) for row in rows.unknown] == [
        ("links", "road-xianyan"),
        ("passages", "atlantis"),
        ("places", "juhua"),
    ]


# --- Parts that were counted --------------------------------------------------------------------


def counted(seq: int, section: str, count: int, day: date = DAY) -> ProgressReport:
    return ProgressReport(
        **said(seq, "2024-12-09"), section=section, name=section.title(), name_zh="", percent=0.0,
        observed_on=day, at_least=False, source_id="newspaper", count=count, of="blocks",
    )  # fmt: skip


def test_nine_and_three_are_not_thirteen() -> None:
    """Caihong park: one block is in no stage."""
    item = work(fields={"blocks": 13}, progress=(counted(1, "fit-out", 9), counted(2, "frame", 3)))
    (found,) = parts_missing(item)
    assert (found.field, found.expected, found.counted) == ("blocks", 13, 12)
    assert [count for *_, count in found.parts] == [9, 3]


def test_a_later_count_takes_the_place_of_the_whole_earlier_one() -> None:
    """A month later all thirteen are in fit-out: the old count of frames is over."""
    later = DAY + timedelta(days=30)
    old = (counted(1, "fit-out", 9), counted(2, "frame", 3))
    assert not parts_missing(
        work(fields={"blocks": 13}, progress=(*old, counted(3, "fit-out", 13, later)))
    )
    assert not parts_missing(work(fields={}, progress=old))
