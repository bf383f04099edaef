"""A lock at some percent of its design: whose vessels become more, what waits, where it ends."""

from datetime import date
from typing import Any

import pytest

from tongqu import load_region
from tongqu.errors import LimitError, UsageError
from tongqu.model.region import Region
from tongqu.studies import lock_design, lock_load

LOCK = "fuchunjiang-lock"
DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def answer(region: Region) -> dict[str, Any]:
    return lock_load(region, LOCK, DAY, [110, 132, 185, 260], years=0.4, replications=3)


def test_the_reported_percentage_is_that_of_the_reported_vessels(region: Region) -> None:
    """46,307 vessels with 41.85 Mt are 132 % of 31.7 Mt, as was reported."""
    design = lock_design(region, LOCK, DAY)
    assert 100 * 41.8518 / design.mt_per_year == pytest.approx(132, abs=0.1)
    assert design.vessels(132.02) == pytest.approx(46_307, rel=1e-3)
    before = lock_design(region, LOCK, date(2025, 6, 1))
    assert (before.counted_vessels, before.t_per_vessel) == (40_512, pytest.approx(806.7, abs=0.1))
    assert lock_design(region, LOCK, DAY, of="design").mt_per_year == 25


def test_as_many_vessels_pass_as_the_load_says(answer: dict[str, Any]) -> None:
    """Vessels of others and of the port together, counted in the chambers, make up the load."""
    for row in answer["loads"]:
        if row["settled"]:
            passed = row["lockages"]["value"] * row["vessels_a_lockage"]["value"]
            assert passed == pytest.approx(row["vessels_per_year"], rel=0.02)
            mt = passed * answer["design"]["t_per_vessel"] / 1e6
            assert mt == pytest.approx(row["mt_per_year"], rel=0.02)


def test_littles_law_holds_before_the_lock(answer: dict[str, Any]) -> None:
    """The queue is the vessels an hour times their wait."""
    row = answer["loads"][1]
    a_year = row["lockages"]["value"] * row["vessels_a_lockage"]["value"]
    queue = a_year / 8760 * row["lock_wait_h"]["value"]
    assert row["lock_queue"]["value"] == pytest.approx(queue, rel=0.02)


def test_waits_fall_while_chambers_fill_sooner_and_rise_near_the_limit(
    answer: dict[str, Any],
) -> None:
    """At 132 % a chamber waits less for its ninth vessel than at 110 %."""
    light, reported, heavy, _ = answer["loads"]
    assert light["more"] is None
    assert reported["more"]["lock_wait_h"]["high"] < 0
    assert heavy["more"]["lock_wait_h"]["low"] > 0
    assert heavy["chamber_busy"]["value"] > reported["chamber_busy"]["value"]
    assert heavy["call_turnaround_h"]["value"] > reported["call_turnaround_h"]["value"]


def test_where_it_does_not_settle_there_is_no_figure(answer: dict[str, Any]) -> None:
    """260 % is more than full chambers could pass; the limit lies between it and 185 %."""
    too_much = answer["loads"][-1]
    assert not too_much["settled"]
    assert too_much["lock_wait_h"] is None
    limit = answer["limit"]
    assert 185 <= limit["settles_at"] < limit["not_at"] <= 1.02 * limit["settles_at"]
    assert limit["settles_at_mt"] == pytest.approx(limit["settles_at"] * 0.317, rel=1e-3)


def test_facts_and_their_sources_are_told(answer: dict[str, Any]) -> None:
    """Design, vessels and cargo, each with where it was read."""
    told = {row["id"]: (row["value"], row["source_kind"]) for row in answer["design"]["facts"]}
    assert told == {
        "lock.fuchunjiang.far_term": (31.7, "public"),
        "lock.fuchunjiang.2025.ships": (46_307, "public"),
        "lock.fuchunjiang.2025.cargo": (41.8518, "public"),
    }


def test_what_cannot_be_asked(region: Region) -> None:
    """A lock that nobody counted, a design nobody gave, less than this port's own vessels."""
    for code, lock, asked in (
        ("lock_without_design", "youbu-lock", {}),
        ("lock_not_counted", "youbu-lock", {"design_mt": 10.0}),
        ("lock_without_design", LOCK, {"of": "dream"}),
        ("lock_not_passed", "sanbao-lock", {}),
        ("parameter_out_of_range", LOCK, {"loads": [20.0]}),
        ("parameter_out_of_range", LOCK, {"loads": []}),
    ):
        with pytest.raises(UsageError) as refused:
            lock_load(region, lock, DAY, **{"years": 0.1, "replications": 2, **asked})  # type: ignore[arg-type]
        assert [problem.code for problem in refused.value.problems] == [code]


def test_nothing_is_shown_where_even_the_smallest_load_is_too_much(region: Region) -> None:
    """Three times the design never settles, so there is no answer to show."""
    with pytest.raises(LimitError, match="lock_too_full"):
        lock_load(region, LOCK, DAY, [300], years=0.2, replications=2)
