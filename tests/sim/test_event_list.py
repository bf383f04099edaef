"""The event list gives what it was given, the soonest first."""

import heapq
from itertools import count

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, columns, lanes
from tongqu.sim.columns import EVENT_BITS
from tongqu.sim.event_list import clear, enter, first, first_time, push, put_in_place
from tongqu.sim.problem import make_problem
from tongqu.sim.running import Runner


def memory() -> Runner:
    come = Source("s", (("v", 1.0),), (Serve("quay", Law.exp(1)),), gap=Law.exp(2))
    return Runner(make_problem(Scenario((Vehicle("v"),), (come,), (lanes("quay", 1),)), 10.0), 1)


@given(
    begins=st.lists(st.integers(0, 5), max_size=40),
    events=st.lists(st.lists(st.sampled_from([0.0, 0.0, 0.5, 1.0, 7.0]), max_size=5), max_size=60),
)
def test_the_order_of_a_plain_queue(begins: list[int], events: list[list[float]]) -> None:
    """By time, and by order of entry where times are equal; events enter none, one or several."""
    runner = memory()
    whole, real = runner.whole, runner.real
    number, plain = count(), []
    clear(whole, real)

    def add(time: float) -> None:
        row = next(number)
        heapq.heappush(plain, (time, row))
        push(whole, real, time, 3, row)

    for time in begins:
        add(float(time))
    enter(whole, real)
    for later in events:
        if not plain:
            break
        time, row = heapq.heappop(plain)
        assert first_time(whole, real) == time
        place, what = first(whole)
        assert what == (row << EVENT_BITS) | 3
        for hours in later:
            add(time + hours)
        put_in_place(whole, real, place)
    assert first_time(whole, real) == (plain[0][0] if plain else np.inf)


def test_places_double() -> None:
    """A thousand entries at once find room, and come out in their order."""
    runner = memory()
    clear(runner.whole, runner.real)
    for k in range(1000):
        push(runner.whole, runner.real, float(k * 7 % 1000), 0, k)
        if k % 100 == 99:
            enter(runner.whole, runner.real)
    assert runner.whole[columns.PLACES] == 1024
    times = []
    for _ in range(1000):
        times.append(first_time(runner.whole, runner.real))
        put_in_place(runner.whole, runner.real, first(runner.whole)[0])
    assert times == [float(k) for k in range(1000)]
    assert first_time(runner.whole, runner.real) == np.inf
