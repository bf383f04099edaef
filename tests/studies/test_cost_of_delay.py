"""What a late work costs: against two questions asked by hand of two regions made by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tongqu import compare, load_region
from tongqu.errors import UsageError
from tongqu.model import Region
from tongqu.model.works import WorkDate
from tongqu.studies import CostOfDelay, Lane, cost_of_delay

JUHUA = Lane(origin="juhua", goal="jebel-ali", commodity="calcium-chloride", tonnes=600)
STEEL = Lane(
    origin="qujiang-district", goal="hangzhou", commodity="steel", tonnes=1000,
    dates=(date(2024, 12, 18),),
)  # fmt: skip
LONGYOU = Lane(
    origin="longyou", goal="jebel-ali", commodity="calcium-chloride", tonnes=600,
    dates=(date(2025, 1, 6),),
)  # fmt: skip
ORE = Lane(
    origin="ningbo-beilun",
    goal="qujiang-district",
    commodity="iron-ore",
    flow_id="2024-ningbo-beilun-qujiang-district-iron-ore",
)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def late(region: Region) -> CostOfDelay:
    return cost_of_delay(region, "port-phase-2", months=3, lanes=(JUHUA, STEEL, LONGYOU, ORE))


@pytest.fixture(scope="module")
def answer(late: CostOfDelay) -> dict[str, Any]:
    return late.to_dict()


def lane_of(answer: dict[str, Any], lane: Lane) -> dict[str, Any]:
    (found,) = [row for row in answer["lanes"] if row["id"] == lane.id]
    return dict(found)


def opening_moved(region: Region, work: str, day: date) -> Region:
    """Return the region with another opening day, written by hand into its table."""
    rows = tuple(
        replace(row, on_date=day, known_on=date(2020, 1, 1), status="planned")
        if (row.work_id, row.milestone) == (work, "open")
        else row
        for row in region.work_dates
    )
    return region.with_tables(work_dates=rows)


def by_hand(region: Region, work: str, days: tuple[date, date], lane: Lane, ready: date) -> float:
    """Return the loss of a lot by asking two regions whose table was changed by hand.

    The late lot has a deadline: a week after it would have arrived.
    """
    question: dict[str, Any] = {
        "commodity": lane.commodity, "tonnes": lane.tonnes, "teu": lane.teu, "ready": ready,
    }  # fmt: skip
    in_time, late = (opening_moved(region, work, day) for day in days)
    first = compare(in_time, lane.origin, lane.goal, **question).to_dict()["options"][0]
    deadline = datetime.fromisoformat(first["arrive"]) + timedelta(days=7)
    then = compare(late, lane.origin, lane.goal, deadline=deadline, **question)
    return round(then.options[0].cost - float(first["cost"]), 2)


def test_juhua_lot_loses_what_two_questions_by_hand_say(
    region: Region, answer: dict[str, Any]
) -> None:
    """Phase II three months late: 600 t of calcium chloride, on each day of the grid."""
    days = (date(2024, 12, 3), date(2025, 3, 3))
    lots = lane_of(answer, JUHUA)["lots"]
    assert [lot["ready"] for lot in lots] == ["2024-12-18", "2025-01-18", "2025-02-17"]
    first = by_hand(region, "port-phase-2", days, JUHUA, date(2024, 12, 18))
    assert lots[0]["cost"] == first > 0
    for lot in lots:
        assert lot["cost_low"] <= lot["cost"] <= lot["cost_high"]


def test_dredging_a_year_late_costs_what_two_questions_by_hand_say(region: Region) -> None:
    """A depth that comes later: coal up the river on shallower water."""
    coal = Lane(origin="taicang", goal="yuanli", commodity="coal", tonnes=2000)
    found = cost_of_delay(region, "fairway-dredging-quzhou", months=12, lanes=(coal,),
                          dates=(date(2026, 3, 2),)).to_dict()  # fmt: skip
    (lot,) = found["lanes"][0]["lots"]
    days = (date(2025, 11, 27), date(2026, 11, 27))
    ready = date(2026, 3, 2)
    assert lot["cost"] == by_hand(region, "fairway-dredging-quzhou", days, coal, ready)
    assert lot["days"] == 365
    assert lot["in_time"]["uses_work"]


def test_who_loses_goes_by_phase_one_instead(answer: dict[str, Any]) -> None:
    """The chain in time passes phase II and the late one does not."""
    for lot in lane_of(answer, JUHUA)["lots"]:
        assert "qujiang-port-2" in [stop["place"] for stop in lot["in_time"]["via"]]
        assert "qujiang-port-1" in [stop["place"] for stop in lot["late"]["via"]]
        assert lot["in_time"]["uses_work"]
        assert not lot["late"]["uses_work"]


def test_a_lot_does_not_wait_for_months_to_save_a_yuan(
    region: Region, answer: dict[str, Any]
) -> None:
    """Steel for Hangzhou could wait 75 days for phase II at no cost; it goes by phase I now."""
    (lot,) = lane_of(answer, STEEL)["lots"]
    days = (date(2024, 12, 3), date(2025, 3, 3))
    assert lot["cost"] == by_hand(region, "port-phase-2", days, STEEL, date(2024, 12, 18)) > 0
    assert lot["duration_h"] <= 7 * 24
    assert lot["within_patience"]
    patient = cost_of_delay(
        region, "port-phase-2", months=3, lanes=(STEEL,), patience_days=120
    ).to_dict()
    (waits,) = patient["lanes"][0]["lots"]
    assert waits["cost"] == 0
    assert waits["duration_h"] > 70 * 24
    assert patient["lanes"][0]["reason"] == "cheapest_stays"


def test_a_lane_that_does_not_change_says_why(answer: dict[str, Any]) -> None:
    """Longyou has its own port: every option of its lot is the same without phase II."""
    assert (lane_of(answer, LONGYOU)["effect"], lane_of(answer, LONGYOU)["reason"]) == (
        "unchanged",
        "other_ways",
    )
    assert lane_of(answer, LONGYOU)["cost_per_t"] == 0


def test_sums_over_the_delay_are_yearly_tonnes_times_its_share_of_the_year(
    region: Region, answer: dict[str, Any]
) -> None:
    """700,000 t of ore a year: each lot stands for its days."""
    lane = lane_of(answer, ORE)
    yearly = region.row("flows", ORE.flow_id).tonnes_per_year
    cost = sum(lot["cost"] / 1000 * yearly * lot["days"] / 365 for lot in lane["lots"])
    assert sum(lot["days"] for lot in lane["lots"]) == 90
    assert lane["over_delay"]["cost"] == round(cost)
    assert lane["over_delay"]["tonnes"] == round(yearly * 90 / 365)
    assert lane["fictional"]
    steel = lane_of(answer, STEEL)["over_delay"]
    assert answer["totals"]["invented_tonnes"] == lane["over_delay"]["tonnes"] + steel["tonnes"]


def test_no_volume_is_invented_where_the_region_knows_none(answer: dict[str, Any]) -> None:
    """Juhua's lot was reported, its yearly tonnes were not: told by the lot only."""
    lane = lane_of(answer, JUHUA)
    assert lane["tonnes_per_year"] is None
    assert lane["over_delay"] is None
    assert lane["cost_per_t"] > 0
    assert answer["totals"]["by_lot_only"] == 2
    assert "per_lot" in {note["code"] for note in answer["notes"]}


def test_capacity_is_said_to_be_not_asked(answer: dict[str, Any]) -> None:
    """Queues are not in the answer, and it says so in both languages."""
    assert answer["asked"] == ["compare"]
    (left,) = answer["not_asked"]
    assert left["code"] == "capacity"
    assert left["text"]
    assert left["text_zh"] != left["text"]


def test_a_work_that_changes_nothing_has_no_number(region: Region) -> None:
    """Caihong park has a day and no changes; Luoyang quay has neither."""
    for work in ("caihong-park", "luoyang-quay"):
        found = cost_of_delay(region, work, months=3)
        assert found.status == "changes_nothing"
        assert found.lanes == ()
        assert found.to_dict()["totals"] is None
        assert found.summary("zh") != found.summary()


def test_before_a_date_is_known_there_is_nothing_to_be_late_against(region: Region) -> None:
    """On 2 December 2024 the region knows no opening of phase II."""
    found = cost_of_delay(region, "port-phase-2", months=3, as_of=date(2024, 12, 2))
    assert found.status == "no_opening"
    assert found.to_dict()["opens"] is None


def test_a_planned_opening_counts_as_known_on_the_day(region: Region) -> None:
    """The newest version known then: a plan of 1 November that a later one replaces."""
    plan = WorkDate(
        id="plan", work_id="luoyang-quay", milestone="open", status="planned",
        on_date=date(2025, 5, 1), known_on=date(2024, 11, 1), source_id="assumed",
    )  # fmt: skip
    later = replace(plan, id="later", on_date=date(2025, 8, 1), known_on=date(2025, 1, 1))
    change = replace(region.work_changes[0], id="x", work_id="luoyang-quay")
    changed = region.with_tables(
        work_dates=(*region.work_dates, plan, later), work_changes=(*region.work_changes, change)
    )
    for as_of, opens in ((date(2024, 12, 1), "2025-05-01"), (None, "2025-08-01")):
        found = cost_of_delay(changed, "luoyang-quay", months=1, as_of=as_of, lanes=())
        assert found.to_dict()["opens"] == opens
        assert found.status == "no_lanes"


def test_threads_give_the_same_answer(region: Region) -> None:
    """One worker or two: the same answer to the last digit, with the progress told in order."""
    told: list[tuple[str, int, int]] = []
    question: dict[str, Any] = {
        "months": 3, "lanes": (JUHUA, LONGYOU), "dates": (date(2025, 1, 6),),
    }  # fmt: skip
    alone = cost_of_delay(region, "port-phase-2", **question)
    with ThreadPoolExecutor(2) as pool:
        found = cost_of_delay(
            region, "port-phase-2", executor=pool, progress=lambda *done: told.append(done),
            **question,
        )  # fmt: skip
    assert found.to_dict() == alone.to_dict()
    assert told == [("lots", 1, 2), ("lots", 2, 2)]


def test_everything_wrong_with_a_question_is_told_at_once(region: Region) -> None:
    """An unknown work with a bad delay; an unknown place in a lane to itself."""
    with pytest.raises(UsageError) as refused:
        cost_of_delay(region, "port-phase-3", months=0)
    assert [p.code for p in refused.value.problems] == ["unknown_works", "parameter_out_of_range"]
    bad = Lane(origin="nowhere", goal="nowhere", commodity="snow", tonnes=-1)
    with pytest.raises(UsageError) as lanes:
        cost_of_delay(region, "port-phase-2", months=3, lanes=(bad,))
    assert [p.code for p in lanes.value.problems] == [
        "unknown_places",
        "unknown_places",
        "unknown_commodities",
        "same_place",
        "bad_quantity",
    ]


def test_every_sentence_is_there_in_both_languages(late: CostOfDelay) -> None:
    """Lanes and notes in Chinese have no English left in their place."""
    answer = late.to_dict()
    for row in (*answer["lanes"], *answer["notes"]):
        assert row["text_zh"] != row["text"]
        assert "{" not in row["text"] + row["text_zh"]
    assert "衢江港区二期" in late.summary("zh")


def test_every_source_is_listed(region: Region, answer: dict[str, Any]) -> None:
    """The work's, its date's, the flows' and the chains' own."""
    listed = {source["id"] for source in answer["sources"]}
    assert {"newspaper", "assumed-flows"} <= listed
    assert any(row["id"] == "flows-total" for row in answer["assumptions"])
