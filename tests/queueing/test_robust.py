"""Sizes and utilisations at the ends of their ranges, and what is refused."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tongqu.errors import UsageError
from tongqu.queueing import (
    Law,
    ServiceLevel,
    berth_code,
    berths_for,
    lock_code,
    lock_traffic,
    queue_fleet,
    queue_lock,
    queue_loss,
    queue_silo,
    queue_table,
    queue_tandem,
    queue_wait,
    silo_capacity,
    traffic_for,
)
from tongqu.queueing.tables import is_off

LOADS = (0.001, 0.05, 0.3, 0.7, 0.95, 0.999)


@pytest.mark.parametrize(
    ("arrival", "service"), [("M", "M"), ("D", "M"), ("E3", "M"), ("M", "D"), ("E2", "D")]
)
@pytest.mark.parametrize("berths", [1, 2, 7, 30, 101, 500])
def test_no_size_breaks_a_formula(arrival: str, service: str, berths: int) -> None:
    """Finite, not negative, growing with the utilisation, p_wait a probability."""
    answers = [queue_wait(arrival, service, berths, load) for load in LOADS]
    for answer in answers:
        assert math.isfinite(answer.wait)
        assert 0 <= answer.p_wait <= 1
        assert 0 <= answer.quantile(0.99) < math.inf
    for before, after in pairwise(answers):
        assert after.wait >= before.wait >= 0
        assert after.p_wait >= before.p_wait - 1e-13


@pytest.mark.parametrize("berths", [1, 10, 60, 150])
def test_no_size_breaks_the_matrix_method(berths: int) -> None:
    """E2/E2/c and M/E2/c."""
    for arrival in ("M", "E2"):
        found = [queue_wait(arrival, "E2", berths, load).wait for load in LOADS]
        assert all(math.isfinite(wait) and wait >= 0 for wait in found)
        assert all(after >= before for before, after in pairwise(found))


def test_five_hundred_berths_nearly_full() -> None:
    """E2/E2/500 at 0.999: between D/M-like and M/M bounds, and near the heavy-traffic value."""
    answer = queue_wait("E2", "E2", 500, 0.999)
    # Kingman's (1962) limit for c servers: (ca2 + cs2) / 2 / (c (1 - rho)).
    limit = 0.5 / (500 * 0.001)
    assert 0.95 * limit < answer.wait < limit


@pytest.mark.parametrize("berths", [1, 4, 12])
def test_more_regular_is_never_worse(berths: int) -> None:
    """The wait falls from M over E2 and E4 to D, in arrivals and in service."""
    for load in (0.4, 0.8, 0.95):
        by_service = [queue_wait("M", law, berths, load).wait for law in ("M", "E2", "E3", "D")]
        by_arrival = [queue_wait(law, "M", berths, load).wait for law in ("M", "E2", "E9", "D")]
        assert by_service == sorted(by_service, reverse=True)
        assert by_arrival == sorted(by_arrival, reverse=True)


def test_one_berth_by_pollaczek_and_khinchine() -> None:
    """M/G/1 has a formula of its own."""
    for law in ("M", "E2", "E5", "D"):
        variation = Law.of(law).variation
        for load in (0.1, 0.6, 0.9, 0.91, 0.99, 0.9999, 0.999999):
            wait = load * (1 + variation) / 2 / (1 - load)
            # A digit is lost with each nine, as 1 - load itself loses one.
            near = 1e-13 + 3e-15 / (1 - load)
            assert queue_wait("M", law, 1, load).wait == pytest.approx(wait, rel=near)


def test_the_shift_near_saturation_changes_nothing_but_digits() -> None:
    """Just below and above the utilisation from which a root is moved: one smooth curve."""
    for k, m, c in ((1, 2, 6), (2, 2, 11), (3, 3, 4)):
        low, middle, high = (
            queue_wait(Law(k), Law(m), c, 0.9 + step).wait for step in (-1e-6, 1e-12, 1e-6)
        )
        assert middle == pytest.approx((low + high) / 2, rel=1e-9)
        # Heavy traffic (Kingman 1962): (1 - load) c W -> (1/k + 1/m) / 2.
        nearly = queue_wait(Law(k), Law(m), c, 1 - 1e-7).wait
        assert nearly * c * 1e-7 == pytest.approx((1 / k + 1 / m) / 2, rel=1e-5)


def test_thousands_of_places_stay_in_the_range_of_doubles() -> None:
    """M/D/5000 and a lock of 5000."""
    answer = queue_wait("M", "D", 5000, 0.99)
    assert 0 < answer.wait < answer.p_wait < 1
    assert queue_lock(4950, 1, 5000).above(0.5) == pytest.approx(0.5, abs=0.1)


def test_timetables_meet_nobody() -> None:
    """D/D/c never waits."""
    answer = queue_wait("D", "D", 3, 0.99, service_h=4)
    assert (answer.wait, answer.p_wait, answer.quantile(0.99)) == (0.0, 0.0, 0.0)
    assert answer.above(0.0) == 0.0


def test_a_table_says_what_the_queues_say() -> None:
    """Rows that are solved together are those solved alone."""
    loads = [0.1, 0.5, 0.93]
    for arrival, service in (("E2", "E2"), ("M", "D"), ("E3", "M"), ("M", "M"), ("M", "E3"),
                            ("D", "E2"), ("E2", "E3")):  # fmt: skip
        table = queue_table(arrival, service, [1, 3, 6], loads)
        for row in table.cells:
            for cell in row:
                alone = queue_wait(arrival, service, cell.berths, cell.utilisation).wait
                # A table is asked for digits behind the point, a question for digits of its own.
                assert cell.wait_over_service == pytest.approx(alone, rel=1e-11, abs=1e-12)
                assert cell.printed is None


def test_printed_values_are_judged_by_their_decimals() -> None:
    """0.8 promises one decimal, 0.80 two."""
    assert not is_off("0.8", 0.76)
    assert is_off("0.80", 0.76)
    assert not is_off("1", 1.4)
    assert not is_off("1.13", 1.125)


def test_berths_for_a_level_are_the_fewest() -> None:
    """One berth less breaks the level; by traffic and by utilisation."""
    levels = [
        ServiceLevel(0.1),
        ServiceLevel(longer_than=0.5, longer_share=0.05),
        ServiceLevel(0.3, 1.0, 0.1),
    ]
    for level in levels:
        for arrival, service in (("M", "M"), ("E2", "E2"), ("M", "D")):
            found = berths_for(level, arrival, service, offered=5.5)
            berths = round(found.throughput / found.utilisation)
            assert level.is_kept(found)
            assert not level.is_kept(queue_wait(arrival, service, berths - 1, 5.5 / (berths - 1)))
            found = berths_for(level, arrival, service, utilisation=0.85)
            berths = round(found.throughput / 0.85)
            assert level.is_kept(found)
            assert berths == 1 or not level.is_kept(queue_wait(arrival, service, berths - 1, 0.85))


def test_traffic_for_a_level_is_the_most() -> None:
    """A little more breaks the level."""
    for level in (ServiceLevel(0.25), ServiceLevel(longer_than=1.0, longer_share=0.02)):
        for arrival, service in (("E2", "M"), ("E2", "E2"), ("M", "D")):
            found = traffic_for(level, arrival, service, 3)
            assert level.excess(found) == pytest.approx(0, abs=1e-8)
            more = queue_wait(arrival, service, 3, found.utilisation * 1.0001)
            assert not level.is_kept(more)


def test_a_level_that_no_traffic_can_break() -> None:
    """Timetables keep every level: the answer is as near to 1 as we look."""
    assert traffic_for(ServiceLevel(0.1), "D", "D", 2).utilisation > 0.99999


def test_silos_for_a_share_refused() -> None:
    """The size found refuses just that share, also where more comes than goes."""
    for drain, refused in ((600, 0.01), (600, 1e-6), (400, 0.3)):
        found = silo_capacity(refused, 0.5, 1000, drain, batch="E2")
        assert found.refused == pytest.approx(refused, rel=1e-6)


def test_answers_as_json() -> None:
    """Every key is there; what does not apply is None."""
    keys = {
        "model", "method", "source", "wait_over_service", "wait_h", "p_wait", "utilisation",
        "queue_length", "refused", "throughput_per_h", "quantiles", "above",
    }  # fmt: skip
    plain = queue_wait("M", "M", 2, 0.5).to_dict(above=[1.0])
    assert set(plain) == keys
    assert plain["wait_h"] is None
    assert plain["above"][0]["p"] == pytest.approx(1 / 3 * math.exp(-1))
    timed = queue_wait("M", "M", 2, 0.5, service_h=6).to_dict()
    assert timed["wait_h"] == pytest.approx(2)
    assert timed["throughput_per_h"] == pytest.approx(1 / 6)
    assert timed["queue_length"] == pytest.approx(1 / 3)
    lock = queue_lock(2, 1, 4).to_dict(above=[1.0])
    assert (lock["wait_over_service"], lock["p_wait"]) == (None, None)
    assert lock["above"][0]["wait_h"] == 1.0
    row = queue_tandem(0.4, [(1, 1.5), (2, 1.0)]).to_dict(above_h=[3.0])
    assert [station["model"] for station in row["stations"]] == ["M/M/1", "M/M/2"]
    assert row["stations"][0]["above"][0]["wait_over_service"] == 2.0
    assert row["utilisation"] == pytest.approx(0.6)
    assert row["queue_length"] == pytest.approx(0.4 * row["wait_h"])
    silo = queue_silo(0.5, 1000, 600).to_dict(above_t=[5000])
    assert silo["wait_h"] == pytest.approx(5000 / 600)
    assert silo["refused"] is None
    assert keys - {"quantiles"} < set(silo)


def test_codes_tell_what_is_outside_their_ranges() -> None:
    """They compute all the same: the planner decides."""
    answer = berth_code(ship_t=500, rate_t_per_h=100, utilisation=0.8, idle_h=1)
    assert {entry.symbol for entry in answer.outside} == {"A_p", "Σt"}
    assert not answer.seen


def test_lockages_from_times() -> None:
    """n = 60 tau / T, T = (T_1 + T_2 / 2) / 2."""
    answer = lock_code(lockage_t=1000, one_way_min=40, two_way_min=72, work_h=22)
    assert answer.result("cycle_min") == pytest.approx(38)
    assert answer.result("lockages_per_day") == pytest.approx(22 * 60 / 38)


REFUSED: list[tuple[str, Any]] = [
    ("unknown_law", lambda: queue_wait("G", "M", 1, 0.5)),
    ("unknown_law", lambda: queue_wait("E0", "M", 1, 0.5)),
    ("unknown_law", lambda: queue_wait("2", "M", 1, 0.5)),
    ("queue_unstable", lambda: queue_wait("M", "M", 1, 1.0)),
    ("queue_unstable", lambda: queue_tandem(1, [(1, 1)])),
    ("queue_unstable", lambda: queue_lock(5, 1, 4)),
    ("queue_unstable", lambda: queue_silo(1, 1000, 600)),
    ("queue_unstable", lambda: silo_capacity(0.1, 1, 1000, 600)),
    ("bad_quantity", lambda: queue_wait("M", "M", 1, 0.0)),
    ("bad_quantity", lambda: queue_wait("M", "M", 1, math.nan)),
    ("bad_quantity", lambda: queue_wait("M", "M", 1, 0.5, service_h=-1)),
    ("count_out_of_range", lambda: queue_wait("M", "M", 0, 0.5)),
    ("count_out_of_range", lambda: queue_wait("M", "M", 1.5, 0.5)),  # type: ignore[arg-type]
    ("count_out_of_range", lambda: queue_fleet(10**6, 1, 1, 1)),
    ("places_below_berths", lambda: queue_loss(3, 2, 1)),
    ("too_many_phases", lambda: queue_wait("E4", "E4", 40, 0.5)),
    ("too_many_phases", lambda: queue_table("E4", "E4", [2, 40], [0.5])),
    ("queue_not_solved", lambda: queue_wait("D", "E4", 40, 0.5)),
    ("queue_not_solved", lambda: queue_table("D", "E2", [2, 80], [0.9])),
    ("no_service_level", lambda: ServiceLevel()),
    ("longer_needs_both", lambda: ServiceLevel(longer_than=1.0)),
    ("share_out_of_range", lambda: ServiceLevel(longer_than=1.0, longer_share=1.0)),
    ("offered_or_utilisation", lambda: berths_for(ServiceLevel(0.1), "M", "M")),
    (
        "too_many_berths",
        lambda: berths_for(ServiceLevel(1e-6), "M", "M", utilisation=0.9999),
    ),
    ("silo_law", lambda: queue_silo(0.5, 1000, 600, batch="D", capacity_t=9000)),
    ("lockages_or_times", lambda: lock_code(lockage_t=1000, one_way_min=30)),
    ("bad_quantity", lambda: lock_traffic(0.4, 1, 4)),
    ("bad_quantity", lambda: berth_code(ship_t=0, rate_t_per_h=1, utilisation=0.5)),
]


@pytest.mark.parametrize(
    ("code", "ask"), REFUSED, ids=[f"{n}-{r[0]}" for n, r in enumerate(REFUSED)]
)
def test_what_is_refused(code: str, ask: Any) -> None:
    """With a code that has words in both languages, exit code 2."""
    with pytest.raises(UsageError) as refused:
        ask()
    assert [problem.code for problem in refused.value.problems] == [code]


def test_the_exponential_of_a_silo() -> None:
    """Halving and squaring against the plain series."""
    from tongqu.queueing.silo import _exponential

    matrix = np.array([[-2.0, 1.5], [0.3, -0.7]])
    series, term = np.eye(2), np.eye(2)
    for n in range(1, 60):
        term = term @ matrix / n
        series += term
    assert _exponential(matrix) == pytest.approx(series, rel=1e-13)
