"""What a leg does: the compiled costing against the naive one, and rules that it must keep."""

import random
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_costing import Deed, Naive
from regions import Case, cases, gains, random_case

from tongqu.routes.costing import (
    Outcome,
    leg_outcome,
    next_open,
    payload_at,
    vehicles_for,
    work_until,
)

HALF = Fraction(1, 2)


def same(wanted: Fraction, rounded: int) -> bool:
    """Whether a number was rounded right; at a half, noise of the arithmetic decides."""
    near = round(wanted - HALF) + HALF
    if abs(wanted - near) < Fraction(1, 10**6):
        return abs(wanted - rounded) < 1
    return floor(wanted + HALF) == rounded


def agree(out: Outcome, deed: Deed, earned: list[float]) -> bool:
    """Whether both did the same, to the second, the minor unit and the gram."""
    times = (out.start_s, out.leave_s, out.arrive_s, out.available_s)
    return (
        times == (deed.start_s, deed.leave_s, deed.arrive_s, deed.available_s)
        and (deed.payload_kg in (0, out.payload_kg))
        and out.vehicles == deed.vehicles
        and same(deed.cost, out.cost)
        and same(deed.gram, out.gram)
        and np.allclose(earned, [float(gain) for gain in deed.gains], atol=1e-6)
    )


def check(case: Case, departures: int) -> int:
    """Compare some departures of every leg; return how many arrived."""
    problem, naive = case.problem(), Naive(case)
    room = gains(problem)
    pick = random.Random(case.seed)
    compared = 0
    assert naive.end_min == problem.horizon.end_min
    for number, leg in enumerate(problem.legs):
        assert naive.lead_s(leg) == leg.lead_s
        minutes = problem.builder.departures[leg.departures]
        for minute in pick.sample(minutes, min(departures, len(minutes))):
            out = Outcome(*leg_outcome(problem.arrays, number, minute * 60, room))
            deed = naive.deed(leg, minute * 60)
            if deed is None or deed.available_s > naive.end_min * 60:
                assert not out.feasible or out.available_s > naive.end_min * 60
                continue
            where = (case.seed, number, minute, leg.mode, leg.start.stop, leg.end.stop)
            assert out.feasible, where
            assert agree(out, deed, list(room)), (where, out, list(room), deed)
            compared += 1
    return compared


@pytest.mark.parametrize("block", range(5))
def test_a_leg_costs_what_the_naive_costing_says(block: int) -> None:
    assert sum(check(random_case(seed), 2) for seed in range(1000 + block, 1060, 5)) > 300


@given(cases())
@settings(max_examples=15)
def test_a_leg_costs_what_the_naive_costing_says_anywhere(case: Case) -> None:
    check(case, 1)


def test_storage_and_stuffing_are_those_of_the_most_specific_row() -> None:
    for seed in range(120):
        case = random_case(seed)
        problem, naive = case.problem(), Naive(case)
        for k, node in enumerate(problem.nodes):
            free_min, per_day = naive.storage(node.stop, node.packing)
            if per_day:
                assert free_min == problem.free_min[k]
            assert abs(per_day - problem.per_day[k]) <= 1, (seed, node)
        for node, cost in zip(problem.nodes, problem.start_cost, strict=False):
            if node.packing == "boxes" and cost >= 0:
                assert abs(cost - naive.stuffing()) <= 1


def test_later_never_overtakes_earlier() -> None:
    """Opening hours, closures and timetables: whoever leaves later is at hand no earlier."""
    for seed in range(60):
        case = random_case(seed)
        problem = case.problem()
        room = gains(problem)
        pick = random.Random(seed)
        for number, leg in enumerate(problem.legs):
            instants = sorted(pick.randrange(problem.horizon.end_min * 60) for _ in range(40))
            if leg.service is not None:
                instants = [m * 60 for m in problem.builder.departures[leg.departures]]
            outcomes = [Outcome(*leg_outcome(problem.arrays, number, at, room)) for at in instants]
            arrived = [(out.arrive_s, out.available_s) for out in outcomes if out.feasible]
            assert arrived == sorted(arrived, key=lambda pair: pair[1])
            assert [pair[0] for pair in arrived] == sorted(pair[0] for pair in arrived)


intervals = st.lists(st.integers(1, 2000), max_size=12).map(
    lambda gaps: np.cumsum(gaps[: len(gaps) // 2 * 2], dtype=np.int64).reshape(-1, 2)
)


@given(intervals, st.integers(0, 20_000), st.integers(0, 3000))
def test_work_goes_on_in_open_time_only(spans: np.ndarray, at: int, work: int) -> None:
    """Second by second: every open second counts one, every closed one none."""
    ptr = np.array([0, len(spans)], np.int64)
    opens, shuts = spans[:, 0].copy(), spans[:, 1].copy()
    open_s = {second for begin, end in spans for second in range(begin, end)}
    left = sorted(second for second in open_s if second >= at)
    begun = next_open(ptr, opens, shuts, 0, at)
    done = work_until(ptr, opens, shuts, 0, at, work)
    assert begun == (left[0] if left else 2**60)
    if work:
        assert done == (left[work - 1] + 1 if len(left) >= work else 2**60)
    else:
        assert done == begun
    assert work_until(ptr, opens, shuts, -1, at, work) == at + work


def test_payload_is_straight_between_the_points_of_the_curve() -> None:
    ptr, mm, kg = (
        np.array(x, np.int64) for x in ([0, 3], [800, 1600, 2400], [0, 200_000, 500_000])
    )
    draughts = (799, 800, 1200, 1600, 2000, 2400, 3000)
    found = [payload_at(ptr, mm, kg, 0, draught) for draught in draughts]
    assert found == [0, 0, 100_000, 200_000, 350_000, 500_000, 500_000]


def test_a_lot_takes_vehicles_by_weight_or_by_boxes_whichever_is_more() -> None:
    assert vehicles_for(600_000, 500_000, 0, 0) == 2
    assert vehicles_for(500_000, 500_000, 0, 0) == 1
    assert vehicles_for(500_000, 500_000, 30_000, 14_000) == 3
