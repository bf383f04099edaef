"""Sequences, stocks and two crane pools against trying everything under the declared rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from harbour import START, S, at, call, harbour, stock
from hypothesis import given, settings
from hypothesis import strategies as st

from tongqu.berths.checker import check_plan
from tongqu.berths.conflict import Conflict
from tongqu.berths.core import Solution
from tongqu.berths.params import BerthParams
from tongqu.berths.placing import Placing
from tongqu.berths.plan import plan_berths
from tongqu.berths.problem import BerthProblem, make_problem
from tongqu.berths.result import BerthPlan
from tongqu.berths.stocks import Book
from tongqu.model.calls import Call
from tongqu.model.quays import CranePool, Stock
from tongqu.model.region import Region

HOURS = 24
PARAMS = BerthParams(time_step_min=60, berthing_min=30, unberthing_min=15, time_limit_s=60.0)


@st.composite
def yards(draw: st.DrawFn) -> tuple[Stock, ...]:
    """Return no yard, or one that is often too small or too empty."""
    if draw(st.integers(0, 4)) == 0:
        return ()
    capacity = draw(st.sampled_from([300.0, 400.0, 600.0, 900.0]))
    land = draw(st.sampled_from([(0.0, 0.0), (0.0, 25.0), (0.0, 100.0), (30.0, 0.0), (120.0, 0.0)]))
    opening = draw(st.sampled_from([0.0, 100.0, 250.0, 300.0]))
    return (
        stock(
            capacity_t=capacity, opening_t=opening, inflow_t_per_h=land[0], outflow_t_per_h=land[1]
        ),
    )


@st.composite
def ports(draw: st.DrawFn) -> Region:
    region = harbour(stocks=draw(yards()))
    region = region.with_tables(
        terminals=tuple(
            replace(row, opening_hours=draw(st.sampled_from(["", "", "06:00-22:00"])))
            for row in region.terminals
        )
    )
    kind = draw(st.sampled_from(["cranes", "two pools", "none"]))
    if kind == "none":
        return region.with_tables(crane_pools=())
    if kind == "two pools":
        more = CranePool(
            id="more", terminal_id="port", quay_id="quay", name="More", name_zh="另", cranes=1,
            most_per_vessel=1, rate_t_per_h=draw(st.sampled_from([60.0, 150.0])),
            packings=draw(st.sampled_from([(), ("bulk",)])), source_id=S,
        )  # fmt: skip
        first = tuple(replace(row, cranes=1) for row in region.crane_pools)
        return region.with_tables(crane_pools=(*first, more))
    return region


@st.composite
def visits(draw: st.DrawFn) -> tuple[Call, ...]:
    calls = []
    for k in range(draw(st.integers(1, 3))):
        tonnes = draw(st.sampled_from([100.0, 250.0, 300.0]))
        loads = draw(st.booleans())
        fields: dict[str, Any] = {
            "discharge_t": 0.0 if loads else tonnes, "load_t": tonnes if loads else 0.0,
            "weight": draw(st.sampled_from([1.0, 3.0])),
            "pinned_berth_id": draw(st.sampled_from(["", "", "b1"])),
        }  # fmt: skip
        if k and draw(st.booleans()):
            fields["after_call_id"] = f"c{draw(st.integers(0, k - 1))}"
        calls.append(call(f"c{k}", float(draw(st.integers(0, 6))), **fields))
    return tuple(draw(st.permutations(calls)))


def free_of_rules(region: Region, calls: Sequence[Call]) -> BerthProblem:
    """Return the problem without what is tested: every stay that a call alone could have."""
    alone = [replace(one, after_call_id="") for one in calls]
    return make_problem(region.with_tables(stocks=()), alone, PARAMS, start=START, hours=HOURS)


def right_plans(
    problem: BerthProblem, region: Region, calls: Sequence[Call], *, checked: bool
) -> Iterator[int]:
    """Yield costs of right plans, each less than the one before; all others are too dear.

    A plan is right if it keeps the books; or if the checker says so too.
    """
    model = problem.model
    ways = []
    for k in range(model.calls):
        here = [(int(model.cost[j, t]), int(j), int(t))
                for j in np.flatnonzero(model.mode_call == k)
                for t in np.flatnonzero(model.stay[j])]  # fmt: skip
        ways.append(sorted(here))
    rest = [sum(way[0][0] for way in ways[k:]) for k in range(len(ways) + 1)]
    best = [10**12]

    def go(chosen: list[tuple[int, int]], cost: int) -> Iterator[int]:
        k = len(chosen)
        if k == len(ways):
            if is_right(problem, region, calls, chosen) and not (
                checked and conflicts(problem, region, calls, chosen)
            ):
                best[0] = cost
                yield cost
            return
        for price, mode, slot in ways[k]:
            if cost + price + rest[k + 1] >= best[0]:
                break
            if all(apart(problem, (mode, slot), other) for other in chosen):
                yield from go([*chosen, (mode, slot)], cost + price)

    yield from go([], 0)


def apart(problem: BerthProblem, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stays are at different berths, or at different times."""
    (a, s), (b, t) = one, other
    stay = problem.model.stay
    if s + stay[a, s] <= t or t + stay[b, t] <= s:
        return True
    mine, theirs = problem.mode_of(a).berth_ids, problem.mode_of(b).berth_ids
    return mine != theirs or len(mine) > 1


def is_right(
    problem: BerthProblem, region: Region, calls: Sequence[Call], chosen: list[tuple[int, int]]
) -> bool:
    by_id = {one.id: one for one in calls}
    spans = {}
    cranes: dict[tuple[str, int], int] = {}
    lying: dict[tuple[tuple[str, ...], int], int] = {}
    for mode, slot in chosen:
        known = problem.mode_of(mode)
        end = slot + int(problem.model.stay[mode, slot])
        spans[known.call_ids[0]] = (slot, end)
        for k in range(slot, end):
            key = (known.pool_id, k)
            cranes[key] = cranes.get(key, 0) + known.cranes
            there = (known.berth_ids, k)
            lying[there] = lying.get(there, 0) + 1
    if any(many > len(berths) for (berths, _), many in lying.items()):
        return False
    if any(held > region.row("crane_pools", pool).cranes for (pool, _), held in cranes.items()
           if pool):  # fmt: skip
        return False
    for call_id, (start, _) in spans.items():
        other = by_id[call_id].after_call_id
        if other and start < spans[other][1]:
            return False
    return all(keeps(row, by_id, spans) for row in region.stocks)


def conflicts(
    problem: BerthProblem, region: Region, calls: Sequence[Call], chosen: list[tuple[int, int]]
) -> tuple[Conflict, ...]:
    modes, starts = (np.array(each) for each in zip(*chosen, strict=True))
    cost = int(problem.model.cost[modes, starts].sum())
    placed = Placing(problem, Solution(modes, starts, cost)).assignments()
    return check_plan(
        region, calls, placed, terminal_ids=problem.terminal_ids, start=START,
        until=at(HOURS), as_of=START, params=PARAMS,
    )  # fmt: skip


def keeps(yard: Stock, calls: dict[str, Call], spans: dict[str, tuple[int, int]]) -> bool:
    """Whether a yard has the room and the cargo that the declared rule asks for, hour by hour."""
    room = cargo = yard.opening_t
    net = yard.inflow_t_per_h - yard.outflow_t_per_h
    for hour in range(HOURS):
        for call_id, (start, end) in spans.items():
            out, into = calls[call_id].discharge_t, calls[call_id].load_t
            room += out * (start == hour) - into * (end == hour)
            cargo += out * (end == hour) - into * (start == hour)
        room, cargo = max(room, 0.0), min(cargo, yard.capacity_t)
        if room > yard.capacity_t or cargo < 0:
            return False
        room, cargo = (min(max(level + net, 0.0), yard.capacity_t) for level in (room, cargo))
    return True


def planned(region: Region, calls: Sequence[Call]) -> BerthPlan:
    return plan_berths(region, calls, params=PARAMS, start=START, hours=HOURS)


@given(ports(), visits())
@settings(max_examples=60, deadline=None)
def test_the_plan_is_the_best_of_all_that_keep_the_declared_rules(
    region: Region, calls: tuple[Call, ...]
) -> None:
    problem = free_of_rules(region, calls)
    best = min(right_plans(problem, region, calls, checked=True), default=None)
    plan = planned(region, calls)
    # Where the land side fills the room, or takes what is to be loaded, rows are too easy.
    [row] = region.stocks or [stock()]
    sides = {one.load_t > 0 for one in calls}
    against = (row.outflow_t_per_h and True in sides) or (row.inflow_t_per_h and False in sides)
    if not plan.is_feasible:
        assert best is None or (against and not plan.proved)
        return
    assert best is not None
    assert plan.bound is not None
    assert plan.objective is not None
    assert plan.bound <= best <= plan.objective
    assert not plan.proved or plan.objective == best
    if not against:
        # If it is not the best of all, then a cheaper one failed minute by minute only.
        books = min(right_plans(problem, region, calls, checked=False))
        assert plan.bound == books
        assert plan.objective == best or books < best


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=12),
    st.integers(0, 9), st.integers(1, 12), st.integers(1, 5),
)  # fmt: skip
def test_rows_say_what_the_book_says_where_the_land_side_clears(
    taken: list[int], opening: int, capacity: int, clears: int
) -> None:
    """A book is kept if, and only if, its row and those of all numbers of slots are."""
    nothing = np.zeros(0, np.int64)
    book = Book(
        stock=stock(), kind="room", taken=nothing, given=nothing, opening=min(opening, capacity),
        capacity=capacity, clears=clears, fills=0,
    )  # fmt: skip
    changes = np.array(taken, np.int64)
    slots = changes.size
    total = np.cumsum(changes)
    kept = bool((total <= book.row(slots)).all()) and all(
        total[k] - (total[k - long] if k >= long else 0) <= book.within(long)
        for long in range(1, slots + 1)
        for k in range(slots)
    )
    assert (book.levels(changes).max() <= capacity) == kept
