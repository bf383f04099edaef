"""The questions that the newspaper's page raises, asked of the shipped region."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from tongqu import load_region
from tongqu.errors import UsageError
from tongqu.model import Region
from tongqu.model.prices import Reward
from tongqu.model.works import Closure
from tongqu.routes import CompareResult, compare

FIRST = {"commodity": "calcium-chloride", "tonnes": 600.0}
OPENING = date(2024, 12, 3)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def first(region: Region) -> CompareResult:
    return compare(region, "juhua", "jebel-ali", ready=OPENING, **FIRST)


@pytest.fixture(scope="module")
def answer(first: CompareResult) -> dict[str, Any]:
    return first.to_dict()


def close(region: Region, *passages: str) -> Region:
    """Return the region with sea passages closed without end."""
    rows = tuple(
        Closure(
            id=f"shut-{passage}", event_id=f"shut-{passage}", table="passages", row_id=passage,
            closed_from=datetime(2024, 1, 1), status="actual", known_on=date(2024, 1, 1),  # noqa: DTZ001 - local by the dictionary
            reason="test", reason_zh="测试", source_id="newspaper",
        )
        for passage in passages
    )  # fmt: skip
    return region.with_tables(closures=(*region.closures, *rows))


def test_first_lot_saves_what_the_newspaper_reports(answer: dict[str, Any]) -> None:
    # The unknown water rate is calibrated on this figure: a check of the calibration only.
    assert answer["savings"]["against_rail_per_t"] == pytest.approx(30.0, abs=0.005)
    assert answer["savings"]["against_rail"] == pytest.approx(18_000, abs=3)
    assert "ningbo-beilun" in answer["options"][0]["via"]
    assert answer["options"][0]["modes"] == ["road", "waterway", "sea"]
    assert "calibrated" in {note["code"] for note in answer["notes"]}


def test_600_t_do_not_fit_one_500_t_vessel(answer: dict[str, Any]) -> None:
    barge = answer["options"][0]["legs"][1]
    assert barge["vehicles"] == 2
    assert barge["vehicles"] * barge["payload_t"] >= 600
    assert "500 t" in barge["vehicle_class_name"]


def test_every_bill_adds_up(answer: dict[str, Any]) -> None:
    baselines = [option for option in answer["baselines"].values() if option]
    for option in [*answer["options"], *baselines]:
        legs = 0.0
        for leg in option["legs"]:
            items = sum(item["amount"] for item in leg["cost_items"])
            assert items == pytest.approx(leg["cost"], abs=0.005)
            assert sum(item["kg"] for item in leg["co2e_items"]) == pytest.approx(
                leg["co2e_kg"], abs=0.01
            )
            legs += leg["cost"]
        settled = sum(item["amount"] for item in option["rewards"])
        assert legs + settled == pytest.approx(option["cost"], abs=0.01)
        assert option["cost_low"] <= option["cost"] <= option["cost_high"]
        assert sum(leg["co2e_kg"] for leg in option["legs"]) == pytest.approx(
            option["co2e_kg"], abs=0.01
        )


def test_legs_join_in_place_and_time(answer: dict[str, Any]) -> None:
    for option in answer["options"]:
        for one, other in zip(option["legs"], option["legs"][1:], strict=False):
            assert one["to"] == other["from"]
            assert one["available"] <= other["depart"]
        assert option["legs"][0]["from"] == "juhua"
        assert option["legs"][-1]["to"] == "jebel-ali"
        assert option["legs"][-1]["available"] == option["arrive"]


def test_front_holds_nothing_that_is_beaten(answer: dict[str, Any]) -> None:
    points = [(p["cost"], p["arrive"], p["co2e_kg"]) for p in answer["front"]]
    for one in points:
        assert not any(
            other != one and all(a <= b for a, b in zip(other, one, strict=True))
            for other in points
        )


def test_every_source_named_is_listed(answer: dict[str, Any]) -> None:
    listed = {source["id"] for source in answer["sources"]}
    for option in answer["options"]:
        for leg in option["legs"]:
            assert set(leg["sources"]) <= listed


def test_phase_two_is_not_used_before_it_opened(region: Region) -> None:
    before = compare(region, "juhua", "jebel-ali", ready=date(2024, 11, 20), **FIRST)
    for option in before.options:
        assert "qujiang-port-2" not in option.via
    reasons = {(e.what, e.reason) for e in before.exclusions}
    assert ("qujiang-port-2", "not_in_service") in reasons


def test_a_lock_closure_changes_the_answer_and_says_why(region: Region) -> None:
    closed = compare(region, "juhua", "jebel-ali", ready=date(2025, 1, 30), **FIRST)
    notes = closed.to_dict()["notes"]
    said = [note for note in notes if note["code"] == "closure"]
    assert any("Fuchunjiang" in note["text"] for note in said)
    assert any("富春江" in note["text_zh"] for note in said)
    assert "closure_changes_answer" in {note["code"] for note in notes}


def test_what_is_known_decides_how_long_the_lock_is_closed(region: Region) -> None:
    plan = compare(
        region, "juhua", "ningbo-beilun", ready=date(2025, 1, 30), as_of=date(2025, 1, 30), **FIRST
    )
    truth = compare(
        region, "juhua", "ningbo-beilun", ready=date(2025, 1, 30), as_of=date(2025, 2, 10), **FIRST
    )
    until = [
        influence.closure.closed_until
        for result in (plan, truth)
        for influence in result.influences
        if influence.closure is not None and influence.closure.row_id == "fuchunjiang-lock"
    ]
    assert until == [datetime(2025, 2, 13), datetime(2025, 2, 7)]  # noqa: DTZ001


def test_suez_closed_gives_the_cape(region: Region) -> None:
    question = {"commodity": "garments", "teu": 1.0, "ready": OPENING}
    usual = compare(region, "dazhou-workshop", "felixstowe", **question)
    round_africa = compare(
        close(region, "suez", "babalmandab"), "dazhou-workshop", "felixstowe", **question
    )
    passed = {event.row_id for leg in round_africa.itemised[0].legs for event in leg.events}
    assert "south_africa" in passed
    assert "suez" not in passed
    assert round_africa.front.chains[0].arrive_min > usual.front.chains[0].arrive_min


def test_everything_closed_is_an_answer_too(region: Region) -> None:
    shut = close(
        region, "suez", "panama", "malacca", "sunda", "south_africa", "chili", "bering",
        "babalmandab", "ormuz",
    )  # fmt: skip
    result = compare(shut, "juhua", "jebel-ali", ready=OPENING, **FIRST)
    assert not result.is_feasible
    document = result.to_dict()
    assert document["options"] == []
    assert document["savings"] is None
    assert document["notes"] or document["excluded"]


def test_a_deadline_too_early_names_the_earliest(region: Region) -> None:
    result = compare(
        region, "juhua", "jebel-ali", ready=OPENING, deadline=date(2024, 12, 10), **FIRST
    )
    assert not result.is_feasible
    codes = [note["code"] for note in result.to_dict()["notes"]]
    assert "deadline_too_early" in codes


def test_rewards_count_inside_the_search(region: Region, first: CompareResult) -> None:
    base: dict[str, Any] = {
        "name": "test", "name_zh": "测试", "mode": "waterway", "source_id": "newspaper",
    }  # fmt: skip
    cases = (
        (Reward(id="per-t", per_t=5.0, **base), 3000.0),
        (Reward(id="capped", per_t=5.0, cap=1000.0, **base), 1000.0),
        # A cap above anything that the lot can earn must not make the search slow.
        (Reward(id="roomy", per_t=5.0, cap=20_000.0, **base), 3000.0),
    )
    for reward, worth in cases:
        better = compare(
            region.with_tables(rewards=(reward,)), "juhua", "jebel-ali", ready=OPENING, **FIRST
        )
        assert better.options[0].cost == pytest.approx(first.options[0].cost - worth, abs=0.02)
    saved = Reward(id="co2", per_kg_co2e_saved=1.0, baseline_mode="road", **base)
    better = compare(
        region.with_tables(rewards=(saved,)), "juhua", "jebel-ali", ready=OPENING, **FIRST
    )
    kg = first.savings(first.itemised[0])["co2e_against_road_kg"]
    assert better.options[0].cost == pytest.approx(first.options[0].cost - kg, abs=0.05)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"from_": "juhau"}, "unknown_places"),
        ({"to": "juhua"}, "same_place"),
        ({"commodity": "moon-rock"}, "unknown_commodities"),
        ({"tonnes": -1.0}, "bad_quantity"),
        ({"tonnes": float("nan")}, "bad_quantity"),
        ({"tonnes": float("inf")}, "bad_quantity"),
        ({"tonnes": 1e9}, "bad_quantity"),
        ({"teu": 3.0}, "tonnes_or_teu"),
        ({"deadline": date(2024, 12, 1)}, "deadline_before_ready"),
        ({"packing": "crate"}, "unknown_packing"),
    ],
)
def test_a_question_that_cannot_be_asked(region: Region, change: dict[str, Any], code: str) -> None:
    question: dict[str, Any] = {"from_": "juhua", "to": "jebel-ali", "ready": OPENING, **FIRST}
    question |= change
    with pytest.raises(UsageError) as caught:
        compare(region, question.pop("from_"), question.pop("to"), **question)
    assert code in {problem.code for problem in caught.value.problems}


def test_text_times_are_read_in_the_regions_zone(region: Region) -> None:
    question = {"commodity": "paper", "tonnes": 100.0}
    text = compare(region, "shangrao", "hangzhou", ready="2025-03-03T08:00", **question)
    told = compare(
        region, "shangrao", "hangzhou", ready=datetime(2025, 3, 3, 8, tzinfo=region.zone),
        **question,
    )  # fmt: skip
    assert [replace(c, rides=()) for c in text.front.chains] == [
        replace(c, rides=()) for c in told.front.chains
    ]


def test_a_baseline_comes_to_no_place_twice(region: Region) -> None:
    near = compare(
        region, "juhua", "dazhou-workshop", commodity="grain", tonnes=25.5, ready=OPENING
    )
    assert near.baselines["rail"] is None
    assert near.savings(near.itemised[0])["against_rail"] is None
    across = compare(region, "jeddah", "jebel-ali", commodity="paper", teu=2.0, ready=OPENING)
    assert across.baselines["road"] is None


def test_an_end_that_no_leg_reaches_is_named(region: Region) -> None:
    result = compare(region, "hangzhou", "babao-lock", commodity="coal", tonnes=400, ready=OPENING)
    notes = {note["code"]: note for note in result.to_dict()["notes"]}
    assert "Babao" in notes["nothing_arrives"]["text"]
    assert "八堡" in notes["nothing_arrives"]["text_zh"]


def test_a_liner_takes_no_more_than_the_water_lets_it(region: Region) -> None:
    result = compare(
        region, "ningbo-beilun", "lanxi-port", commodity="solar-modules", teu=30.0,
        ready=date(2026, 1, 1), as_of=date(2025, 2, 10),
    )  # fmt: skip
    for option in result.to_dict()["options"]:
        for leg in option["legs"]:
            assert leg["load_t"] <= leg["payload_t"] + 1e-9


def test_an_assumed_rate_names_the_source_of_the_assumption(answer: dict[str, Any]) -> None:
    for option in answer["options"]:
        for leg in option["legs"]:
            for item in leg["cost_items"]:
                if item["kind"] == "stuffing":
                    assert item["source_kind"] == "assumption"
                    assert item["assumption"] == "stuffing"
