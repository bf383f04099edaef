"""The waits of the simulated port for `compare`: which they are, and what is refused."""

from datetime import date
from typing import Any

import pytest

from tongqu import load_region
from tongqu.errors import DatasetError, LimitError
from tongqu.model.region import Region
from tongqu.sim import PortParams, settle_port, sim_answer
from tongqu.studies import simulated_waits, waits_of_simulation

DAY = date(2024, 12, 3)
CLOSED = date(2025, 1, 20)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


def written(region: Region, day: date, **asked: Any) -> dict[str, Any]:
    """What ``tongqu simulate --json`` writes, as far as it is read here."""
    port, found = settle_port(region, day, years=0.1, replications=2, **asked)
    return {"kind": "simulation", **sim_answer(found, port)}


@pytest.fixture(scope="module")
def open_river(region: Region) -> dict[str, Any]:
    return written(region, DAY)


def test_a_lock_waits_as_long_as_its_row_of_the_simulation(
    region: Region, open_river: dict[str, Any]
) -> None:
    """Each direction for itself, with its interval; nothing is added to it."""
    waits = waits_of_simulation(open_river, region, DAY, file="port.json")
    rows = {(row["id"], row["waits_for"]): row for row in open_river["stations"]}
    for direction in ("up", "down"):
        found = waits.lock("fuchunjiang-lock", downstream=direction == "down")
        said = rows["fuchunjiang-lock", direction]["wait_mean_h"]
        assert found is not None
        assert (found.wait_h, found.low_h, found.high_h) == tuple(said.values())
        assert found.dataset_h == 1.0
    assert waits.lock("sanbao-lock", downstream=True) is None


def test_the_wait_ends_where_the_lockage_begins(region: Region, open_river: dict[str, Any]) -> None:
    """Who only passes the lock stays for the wait and an hour and some in the chamber: not both."""
    waits = waits_of_simulation(open_river, region, DAY)
    found = waits.lock("fuchunjiang-lock", downstream=True)
    stays = {row["id"]: row["stay_mean_h"]["value"] for row in open_river["sources"]}
    assert found is not None
    in_chamber = stays["through-fuchunjiang-lock-down"] - found.wait_h
    service = region.row("locks", "fuchunjiang-lock").service_min / 60
    assert service <= in_chamber < 1.3 * service


def test_a_berth_waits_for_berth_and_crane(region: Region, open_river: dict[str, Any]) -> None:
    """Both waits follow each other, so they add up; a terminal that is not simulated has none."""
    waits = waits_of_simulation(open_river, region, DAY)
    rows = {(row["id"], row["waits_for"]): row for row in open_river["stations"]}
    name = "qujiang-port-1"
    berth, crane = (rows[f"{kind}-{name}", "servers"] for kind in ("berths", "cranes"))
    times = crane["served"]["value"] / berth["served"]["value"]
    found = waits.berth(name)
    assert found is not None
    assert found.wait_h == pytest.approx(
        berth["wait_mean_h"]["value"] + times * crane["wait_mean_h"]["value"], abs=1e-4
    )
    assert waits.berth("longyou-port") is None


def test_the_same_day_simulated_or_read_gives_the_same_waits(
    region: Region, open_river: dict[str, Any]
) -> None:
    """Where no closure is known, both ways lead to the same rows."""
    read = waits_of_simulation(open_river, region, DAY)
    run = simulated_waits(region, DAY, years=0.1, replications=2)
    assert read.rows == run.rows


def test_closures_are_not_in_the_waits(region: Region) -> None:
    """In the weeks of a closure that everybody knows of, the simulated waits are those without."""
    closed = simulated_waits(region, CLOSED, years=0.1, replications=2)
    opened = simulated_waits(region.with_tables(closures=()), CLOSED, years=0.1, replications=2)
    assert closed.rows == opened.rows
    answer = written(region, CLOSED)
    with pytest.raises(DatasetError) as refused:
        waits_of_simulation(answer, region, CLOSED, file="port.json")
    assert refused.value.problems[0].code == "waits_hold_closure"
    assert "fuchunjiang-2025-planned" in str(refused.value.problems[0].params["closures"])


def test_what_became_known_later_does_not_count(region: Region) -> None:
    """A month before phase II opened nobody knew its day: the port of then has one terminal."""
    asked: dict[str, Any] = {"years": 0.5, "replications": 2}
    early = simulated_waits(region, date(2024, 12, 10), as_of=date(2024, 11, 1), **asked)
    late = simulated_waits(region, date(2024, 12, 10), **asked)
    assert (early.berth("qujiang-port-2"), late.berth("qujiang-port-2") is None) == (None, False)
    assert (early.origin["as_of"], early.origin["first_day"]) == ("2024-11-01", "2024-12-10")


def test_files_that_do_not_fit_are_refused(region: Region, open_river: dict[str, Any]) -> None:
    """Another region, a scenario of one's own, a later day, no settling, something else at all."""
    scenario = open_river["scenario"]
    wrong = {
        "waits_no_simulation": {**open_river, "kind": "capacity"},
        "waits_other_region": {**open_river, "scenario": {**scenario, "name": "elsewhere"}},
        "waits_know_too_much": {
            **open_river, "scenario": {**scenario, "first_day": "2024-12-04"},
        },
        "waits_file_not_settled": {**open_river, "settled": False, "doubts": ["growing"]},
    }  # fmt: skip
    for code, answer in wrong.items():
        with pytest.raises(DatasetError) as refused:
            waits_of_simulation(answer, region, DAY, file="port.json")
        assert [problem.code for problem in refused.value.problems] == [code]
    own = {**open_river, "scenario": {**scenario, "first_day": None}}
    with pytest.raises(DatasetError, match="waits_other_region"):
        waits_of_simulation(own, region, DAY)


def test_a_port_that_does_not_settle_has_no_waits(region: Region) -> None:
    """Far more cargo than the lock passes: refused, and no mean comes out."""
    with pytest.raises((LimitError, DatasetError)) as refused:
        simulated_waits(
            region, DAY, years=0.5, replications=2, params=PortParams(traffic_mt_per_year=14.0)
        )
    assert refused.value.problems[0].code == "waits_not_settled"
