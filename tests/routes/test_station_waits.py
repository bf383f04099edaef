"""Waits in place of the dataset's: where they count, how often, and what stands beside them."""

from datetime import date, datetime
from typing import Any

import pytest

from tongqu import compare, load_region
from tongqu.model.region import Region
from tongqu.routes.itemise import itemise
from tongqu.routes.result import CompareResult
from tongqu.routes.ride_again import ride_again
from tongqu.routes.solve import settle
from tongqu.routes.station_waits import StationWait, StationWaits

OUT: dict[str, Any] = {
    "from_": "juhua", "to": "jebel-ali", "commodity": "calcium-chloride", "tonnes": 600,
    "ready": date(2024, 12, 3),
}  # fmt: skip
PORT = "qujiang-port-2"
FOUND = StationWaits(
    (
        StationWait("lock", "fuchunjiang-lock", "down", 7.25, 7.0, 7.5, 1.0),
        StationWait("lock", "fuchunjiang-lock", "up", 3.5, 3.4, 3.6, 1.0),
        StationWait("berth", PORT, "", 5.5),
    ),
    {"from": "simulation", "file": None},
)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def answer(region: Region) -> CompareResult:
    return compare(region, **OUT, waits=FOUND)


def barge(option: dict[str, Any]) -> dict[str, Any]:
    return next(leg for leg in option["legs"] if leg["mode"] == "waterway")


def hours_by_hand(region: Region, leg: dict[str, Any], waits: dict[str, float]) -> float:
    """Add up the hours of a barge's way from the tables alone."""
    vessel = region.row("vessel_classes", leg["vehicle_class"])
    hours = waits.get("berth", 0.0)
    places = leg["path"]
    for k in range(1, len(places)):
        ends = places[k - 1], places[k]
        link = next(
            row for row in region.links
            if row.mode in vessel.waters and {row.from_place_id, row.to_place_id} == set(ends)
        )  # fmt: skip
        along = link.current_km_per_h if link.from_place_id == ends[0] else -link.current_km_per_h
        limit = link.speed_km_per_h or 1e9
        hours += link.length_km / min(vessel.speed_laden_km_per_h + along, limit)
        for lock in region.locks if k < len(places) - 1 else ():
            if lock.place_id == places[k]:
                hours += waits.get(lock.id, lock.expected_wait_min / 60) + lock.service_min / 60
    return hours


def gone(leg: dict[str, Any]) -> float:
    span = datetime.fromisoformat(leg["arrive"]) - datetime.fromisoformat(leg["depart"])
    return span.total_seconds() / 3600


def test_hours_down_the_river_are_those_added_up_by_hand(
    region: Region, answer: CompareResult
) -> None:
    """Sailing, all lockages, 7.25 h at one lock, the dataset's at the others, 5.5 h at a berth."""
    leg = barge(answer.to_dict()["options"][0])
    assert leg["from"] == PORT
    by_hand = hours_by_hand(region, leg, {"fuchunjiang-lock": 7.25, "berth": 5.5})
    assert gone(leg) == pytest.approx(by_hand, abs=0.02)
    assert by_hand == pytest.approx(hours_by_hand(region, leg, {}) + 6.25 + 5.5)


def test_up_the_river_the_other_wait_counts(region: Region) -> None:
    """Cargo that comes in passes the same lock upwards, and waits for a berth when it is there."""
    found = compare(
        region, "ningbo-beilun", "juhua", commodity="coal", tonnes=500, ready=date(2024, 12, 3),
        waits=FOUND,
    ).to_dict()  # fmt: skip
    option = next(
        option for option in found["options"]
        if any(leg["to"] == PORT and leg["mode"] == "waterway" for leg in option["legs"])
    )  # fmt: skip
    leg = barge(option)
    by_hand = hours_by_hand(region, leg, {"fuchunjiang-lock": 3.5, "berth": 5.5})
    assert gone(leg) == pytest.approx(by_hand, abs=0.02)
    assert leg["events"][-1]["kind"] == "berth"


def test_each_wait_says_where_it_comes_from(answer: CompareResult) -> None:
    """One lock and the berth are simulated, every other lock keeps the dataset's wait."""
    events = barge(answer.to_dict()["options"][0])["events"]
    told = {event["id"]: event for event in events if event["kind"] in ("lock", "berth")}
    lock = told["fuchunjiang-lock"]
    assert (lock["wait_from"], lock["wait_h"], lock["direction"]) == ("simulation", 7.25, "down")
    assert (lock["wait_low_h"], lock["wait_high_h"], lock["dataset_wait_h"]) == (7.0, 7.5, 1.0)
    assert told[PORT]["wait_from"] == "simulation"
    others = set(told) - {"fuchunjiang-lock", PORT}
    assert others
    assert {told[name]["wait_from"] for name in others} == {"dataset"}


def test_what_the_dataset_gives_is_the_plain_answer(region: Region, answer: CompareResult) -> None:
    """The options beside are those of the same question without the waits."""
    plain = compare(region, **OUT)
    beside = answer.to_dict()["waits"]["dataset_options"]
    assert [row["cost"] for row in beside] == [option.cost for option in plain.options]
    assert plain.to_dict()["waits"] is None
    assert plain.to_dict()["options"][0]["dataset_waits"] is None


def test_the_same_chain_costs_the_hire_of_the_hours_more(
    region: Region, answer: CompareResult
) -> None:
    """Both barges are hired 11.75 h longer; the boxes lie shorter before the same ship."""
    option = answer.to_dict()["options"][0]
    leg = barge(option)
    vessel = region.row("vessel_classes", leg["vehicle_class"])
    same = option["dataset_waits"]
    assert same["later_h"] == 0.0
    hire = leg["vehicles"] * vessel.cost_per_h * (6.25 + 5.5)
    beside = answer.dataset_waits
    assert beside is not None
    again = beside.same[answer.itemised[0].chain.rides]
    assert again is not None
    lay = [
        sum(item.amount for item in chain.items if item.kind == "storage") / 100
        for chain in (answer.itemised[0], itemise(beside.result.problem, again))
    ]
    assert same["cost_more"] == pytest.approx(hire + lay[0] - lay[1], abs=0.02)


def test_the_datasets_own_waits_change_nothing(region: Region) -> None:
    """Put in as if they were simulated, they give the same front, and no difference beside."""
    rows = tuple(
        StationWait("lock", lock.id, direction, lock.expected_wait_min / 60)
        for lock in region.locks
        for direction in ("up", "down")
    )
    found, plain = compare(region, **OUT, waits=StationWaits(rows)), compare(region, **OUT)
    assert [(c.cost, c.arrive_min, c.gram) for c in found.front.chains] == [
        (c.cost, c.arrive_min, c.gram) for c in plain.front.chains
    ]
    for option in found.to_dict()["options"]:
        assert (option["dataset_waits"]["cost_more"], option["dataset_waits"]["later_h"]) == (0, 0)


def test_a_chain_ridden_again_where_it_was_found_is_itself(region: Region) -> None:
    """Cost, CO2e and arrival of every chain of a front come out again, by another way of adding."""
    found = compare(region, **OUT)
    problem = found.problem
    grams = {mode: chain.chain.gram for mode, chain in found.baselines.items() if chain is not None}
    settlement = settle(problem, grams, must_rail=False)
    assert len(found.front.chains) > 5
    for chain in found.front.chains:
        assert ride_again(chain, problem, problem, settlement) == chain


def test_a_ship_that_is_missed_shows_in_the_arrival(region: Region) -> None:
    """With twelve days before the lock the sea leg is a later one: a week at least comes on top."""
    long = StationWaits((StationWait("lock", "fuchunjiang-lock", "down", 12 * 24.0),))
    found = compare(region, **OUT, waits=long).to_dict()
    through = [
        option for option in found["options"]
        if any(event["id"] == "fuchunjiang-lock" for leg in option["legs"]
               for event in leg["events"])
    ]  # fmt: skip
    assert all(option["dataset_waits"]["later_h"] >= 7 * 24 for option in through)
    assert through or found["options"][0]["cost"] > found["waits"]["dataset_options"][0]["cost"]
