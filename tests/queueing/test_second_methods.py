"""The exact layer against slow chains that share no code with it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_queues import (
    ErlangChain,
    expm_row,
    fixed_arrivals,
    left_behind,
    stages_at_fixed_service,
    stationary,
)

from tongqu.queueing import (
    queue_fleet,
    queue_lock,
    queue_loss,
    queue_silo,
    queue_wait,
)
from tongqu.queueing.bulk import inner_roots, mean_left_behind, outer_root
from tongqu.queueing.bulk import left_behind as law_of_left_behind
from tongqu.queueing.erlangian import _solved, erlang_waits
from tongqu.queueing.laws import Law
from tongqu.queueing.phases import Band
from tongqu.queueing.roots import bracketed
from tongqu.queueing.tails import quantile


@settings(max_examples=30)
@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.floats(0.05, 0.55),
    st.floats(0.0, 2.0),
)  # fmt: skip
def test_erlang_queues(k: int, m: int, c: int, load: float, time: float) -> None:
    """Mean, P(W > 0) and P(W > t) of Ek/Em/c, with the relative accuracy of doubles."""
    # Each further vessel is rarer by load^(2 / (1/k + 1/m)) at most; cut where 1e-13 is left.
    most = c + min(40, math.ceil(30 / -math.log(load)))
    chain = ErlangChain(k, m, c, load, most)
    [wait] = erlang_waits(k, m, c, [load])
    cut = 10 * load ** (most - c) * most
    assert wait.wait == pytest.approx(chain.mean_wait(), rel=1e-9 + cut)
    answer = queue_wait(Law(k), Law(m), c, load)
    assert answer.p_wait == pytest.approx(chain.waits_longer(0.0), rel=1e-9 + cut)
    assert answer.above(time) == pytest.approx(chain.waits_longer(time), rel=1e-8 + cut, abs=1e-17)


def test_rare_waits_keep_their_digits() -> None:
    """Where a wait happens once in 1e20 vessels, elimination without care loses all digits."""
    chain = ErlangChain(2, 2, 12, 0.1, 24)
    [wait] = erlang_waits(2, 2, 12, [0.1])
    assert chain.mean_wait() < 1e-14
    assert wait.wait == pytest.approx(chain.mean_wait(), rel=1e-8)


@settings(max_examples=25)
@given(st.integers(1, 9), st.integers(1, 6), st.floats(0.02, 0.999))
def test_takacs_against_the_matrix_method(k: int, c: int, load: float) -> None:
    """Two methods for Ek/M/c, also where a term of Takács' sum is 0 / 0."""
    answer = queue_wait(Law(k), "M", c, load)
    [wait] = erlang_waits(k, 1, c, [load])
    assert answer.wait == pytest.approx(wait.wait, rel=1e-9)
    assert answer.p_wait == pytest.approx(wait.p_wait, rel=1e-9)


def test_the_quotient_of_takacs_at_its_pole() -> None:
    """Utilisations at which c (1 - sigma) is a whole number, so that a term is 0 / 0."""
    c, k = 5, 2

    def place(load: float) -> float:
        tail = queue_wait(Law(k), "M", c, load).tail
        return float(tail.rate)  # type: ignore[attr-defined]

    for whole in (1, 2, 3, 4):
        load = bracketed(lambda load, whole=whole: place(load) - whole, 0.01, 0.99)  # type: ignore[misc]
        for near in (load, load * (1 + 1e-9), load * (1 - 1e-6)):
            [wait] = erlang_waits(k, 1, c, [near])
            assert queue_wait(Law(k), "M", c, near).p_wait == pytest.approx(wait.p_wait, rel=1e-9)


@pytest.mark.parametrize(("c", "load"), [(1, 0.5), (2, 0.7), (5, 0.8), (8, 0.6)])
def test_fixed_arrivals(c: int, load: float) -> None:
    """D/M/c by the chain that arrivals see."""
    most = c + 120
    law = fixed_arrivals(c, load, most)
    answer = queue_wait("D", "M", c, load)
    assert answer.p_wait == pytest.approx(law[c:].sum(), rel=1e-9)
    wait = sum((n - c + 1) / c * law[n] for n in range(c, most + 1))
    assert answer.wait == pytest.approx(wait, rel=1e-9)


@settings(max_examples=30)
@given(st.integers(1, 12), st.floats(0.1, 0.85))
def test_what_a_batch_leaves_behind(places: int, load: float) -> None:
    """Mean and law of the bulk chain, by its transition matrix."""
    arrivals = places * load
    most = min(400, math.ceil(40 / math.log(abs(math.exp(outer_root(places, arrivals).real)))))
    law = left_behind(places, arrivals, most)
    mean = law @ np.arange(most + 1)
    # Doubles near 1 hide what is smaller than their last digit.
    assert mean_left_behind(places, arrivals) == pytest.approx(mean, rel=1e-8, abs=1e-11)
    tails = np.cumsum(law[::-1])[::-1]
    found = law_of_left_behind(places, arrivals).at_least(np.arange(most // 2))
    assert found == pytest.approx(tails[: most // 2], abs=1e-11)


@settings(max_examples=25)
@given(st.integers(1, 60), st.floats(0.05, 0.9999))
def test_roots_and_series_agree(places: int, load: float) -> None:
    """All roots solve their equation inside the circle, and both forms give one mean."""
    arrivals = places * load
    roots = inner_roots(places, arrivals)
    assert np.all(np.abs(roots) < 1)
    assert np.abs(roots**places - np.exp(arrivals * (roots - 1))).max(initial=0) < 1e-12
    assert len(np.unique(roots.round(9))) == places - 1
    by_roots = arrivals / (2 * (places - arrivals)) - (places - 1 + arrivals) / 2
    by_roots += (1 / (1 - roots)).real.sum()
    assert mean_left_behind(places, arrivals) == pytest.approx(by_roots, rel=1e-10, abs=1e-11)


@settings(max_examples=20)
@given(st.integers(1, 4), st.integers(1, 4), st.floats(0.2, 0.8))
def test_fixed_service_by_stages_of_arrival(k: int, c: int, load: float) -> None:
    """Ek/D/c by the chain of stages from one service time to the next, not by M/D/kc."""
    most = k * (c + 60)
    law = stages_at_fixed_service(k, c, load, most)
    queue = sum(max(level // k - c, 0) * p for level, p in enumerate(law))
    answer = queue_wait(Law(k), "D", c, load)
    assert answer.queue_length == pytest.approx(queue, rel=1e-7, abs=1e-10)


def test_service_by_the_clock_for_every_second_vessel() -> None:
    """E2/D/2 waits as M/D/4 does: mean, probability and law."""
    left, right = queue_wait("E2", "D", 2, 0.8), queue_wait("M", "D", 4, 0.8)
    assert (left.wait, left.p_wait) == (right.wait, right.p_wait)
    assert left.above(0.7) == right.above(0.7)
    assert left.throughput == 1.6


@settings(max_examples=25)
@given(st.integers(1, 6), st.integers(0, 9), st.floats(0.1, 12.0), st.floats(0, 3))
def test_limited_places(berths: int, more: int, offered: float, time: float) -> None:
    """M/M/c/K by its generator, and the wait of those let in by counting departures."""
    places = berths + more
    rates = np.diag([offered] * places, 1) + np.diag(
        [float(min(n, berths)) for n in range(1, places + 1)], -1
    )
    law = stationary(rates)
    answer = queue_loss(berths, places, offered)
    assert answer.refused == pytest.approx(law[-1], rel=1e-10)
    assert answer.throughput == pytest.approx(offered * (1 - law[-1]), rel=1e-10)
    queue = sum(max(n - berths, 0) * p for n, p in enumerate(law))
    assert answer.queue_length == pytest.approx(queue, rel=1e-9, abs=1e-14)
    row = law[berths:places] / (1 - law[-1])
    deaths = np.diag([-float(berths)] * more) + np.diag([float(berths)] * max(more - 1, 0), -1)
    late = expm_row(row, deaths, time).sum() if more else 0.0
    assert answer.above(time) == pytest.approx(late, rel=1e-9, abs=1e-15)


@settings(max_examples=25)
@given(st.integers(1, 15), st.integers(1, 5), st.floats(0.2, 20))
def test_returning_fleets(vessels: int, berths: int, away: float) -> None:
    """The finite fleet by its generator; the wait by Little's law, not by what arrivals see."""
    ups = [(vessels - n) / away for n in range(vessels)]
    downs = [float(min(n, berths)) for n in range(1, vessels + 1)]
    law = stationary(np.diag(ups, 1) + np.diag(downs, -1))
    busy = sum(min(n, berths) * p for n, p in enumerate(law))
    queue = sum(max(n - berths, 0) * p for n, p in enumerate(law))
    answer = queue_fleet(vessels, berths, 3 * away, 3)
    assert answer.throughput == pytest.approx(busy, rel=1e-10)
    assert answer.wait == pytest.approx(queue / busy, rel=1e-9, abs=1e-14)
    assert answer.wait_h == pytest.approx(3 * queue / busy, rel=1e-9, abs=1e-14)


@settings(max_examples=15)
@given(st.integers(1, 6), st.floats(0.1, 0.8), st.floats(0.0, 3.0))
def test_the_wait_before_a_lock(capacity: int, load: float, time: float) -> None:
    """P(W > t) by cutting the cycle into small pieces and looking at each arrival."""
    arrivals = capacity * load
    law = left_behind(capacity, arrivals, 200)
    answer = queue_lock(arrivals / 2, 2, capacity)
    points, weights = np.polynomial.legendre.leggauss(40)

    def late(s: float) -> float:
        # One who comes at s goes with lockage 1 + floor(n / b), which begins at that number.
        need = math.floor(time + s) * capacity
        ahead = np.exp([-arrivals * s + n * math.log(max(arrivals * s, 1e-300)) - math.lgamma(n + 1)
                        for n in range(60)])  # fmt: skip
        return float(sum(p * law[max(need - n, 0) :].sum() for n, p in enumerate(ahead)))

    total = 0.0
    corner = 1 - (time - math.floor(time))
    for low, high in pairwise((0.0, corner, 1.0)):
        middle, half = (low + high) / 2, (high - low) / 2
        total += half * sum(
            w * late(middle + half * x) for x, w in zip(points, weights, strict=True)
        )
    assert answer.above(time) == pytest.approx(total, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("law", ["M", "E2", "E7"])
@pytest.mark.parametrize("capacity_t", [800.0, 6000.0, 40_000.0])
def test_a_limited_silo_is_the_endless_one_cut_off(law: str, capacity_t: float) -> None:
    """F_Z(x) = F(x) / F(Z): the limited silo by exponentials, the endless one by matrices."""
    endless = queue_silo(0.5, 1000, 600, batch=law)
    limited = queue_silo(0.5, 1000, 600, batch=law, capacity_t=capacity_t)
    whole = 1 - endless.above(capacity_t)
    for part in (0.0, 0.1, 0.5, 0.9):
        level = part * capacity_t
        cut = 1 - (1 - endless.above(level)) / whole
        assert limited.above(level) == pytest.approx(cut, abs=1e-11)
    assert limited.p_empty == pytest.approx(endless.p_empty / whole, rel=1e-10)
    # What is drawn came in; the rest was refused.
    assert limited.throughput_t_per_h == pytest.approx(500 * (1 - limited.refused), rel=1e-9)


def test_a_silo_that_gets_more_than_it_gives() -> None:
    """With exponential batches the density grows like exp((load - 1) x)."""
    load, most = 1.25, 30.0
    whole = 1 + load * (math.exp((load - 1) * most) - 1) / (load - 1)
    answer = queue_silo(0.5, 1000, 400, capacity_t=30_000)
    assert answer.p_empty == pytest.approx(1 / whole, rel=1e-10)
    assert answer.refused == pytest.approx(1 - (1 - 1 / whole) / load, rel=1e-10)
    assert queue_silo(0.5, 1000, 50, batch="E5", capacity_t=1e6).refused == pytest.approx(0.9)


@pytest.mark.parametrize(
    "answer",
    [
        queue_wait("M", "M", 3, 0.9),
        queue_wait("E2", "E3", 4, 0.85),
        queue_wait("D", "M", 6, 0.8),
        queue_wait("M", "D", 5, 0.9),
        queue_wait("E3", "D", 2, 0.7),
        queue_wait("D", "E3", 3, 0.9),
        queue_wait("E2", "E3", 10, 0.9),
        queue_loss(3, 9, 4.0),
        queue_fleet(12, 2, 30, 6),
        queue_lock(3, 1, 4),
    ],
    ids=lambda answer: answer.model,
)
def test_the_law_of_the_wait_has_the_mean(answer) -> None:  # type: ignore[no-untyped-def]
    """The integral of P(W > x) is the mean; it falls; quantiles turn it round."""
    far = answer.quantile(1 - 1e-9)
    grid = np.linspace(0, math.ceil(far), 40 * math.ceil(far) + 1)
    points, weights = np.polynomial.legendre.leggauss(4)
    area = 0.0
    for low, high in pairwise(grid):
        half = (high - low) / 2
        area += half * sum(
            w * answer.above(float(low + half * (1 + x)))
            for x, w in zip(points, weights, strict=True)
        )
    assert area == pytest.approx(answer.wait, rel=1e-6)
    values = [answer.above(float(x)) for x in grid]
    assert all(after <= before + 1e-12 for before, after in pairwise(values))
    for part in (0.3, 0.9, 0.999):
        x = answer.quantile(part)
        assert x == 0.0 or answer.above(x) == pytest.approx(1 - part, rel=1e-9)
        assert answer.above(0.0) > 1 - part or x == 0.0


def test_a_band_leaves_nothing_out() -> None:
    """Many berths: rare spreads over two stages are left out, and no digit changes."""
    for k, load in ((1, 0.9), (2, 0.99), (3, 0.7)):
        [wait] = erlang_waits(k, 2, 120, [load])
        [whole] = _solved(k, 2, 120, np.array([k * load * 120]), None)
        assert wait.wait == pytest.approx(whole.wait, rel=1e-11)
        assert wait.p_wait == pytest.approx(whole.p_wait, rel=1e-11)


def test_a_band_that_is_too_narrow_is_seen() -> None:
    """The check at its edges is what makes the band safe."""
    from tongqu.queueing.erlangian import _inside

    narrow = Band(0.5, 8.0)
    [wait] = _solved(1, 2, 120, np.array([0.9 * 120]), narrow)
    assert not _inside(wait, narrow, 120)


def test_quantile_needs_a_share() -> None:
    """0 and 1 have no quantile."""
    from tongqu.errors import UsageError

    tail = queue_wait("M", "M", 2, 0.5).tail
    for part in (0.0, 1.0, math.nan):
        with pytest.raises(UsageError):
            quantile(tail, part, 1.0)
