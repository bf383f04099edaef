"""Modes above, moments below: against slow chains, and against the matrix method."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_queues import ErlangChain, FixedChain

from tongqu.queueing import queue_table, queue_wait
from tongqu.queueing.erlangian import erlang_waits
from tongqu.queueing.joined import ModeWait, mode_waits
from tongqu.queueing.laws import Law
from tongqu.queueing.phased import phased_waits
from tongqu.queueing.spreads import patterns, spreads_up_to
from tongqu.queueing.tails import ModesTail


def by_modes(arrival: int, stages: int, berths: int, loads: list[float]) -> list[ModeWait]:
    spreads = spreads_up_to(berths, stages)
    shape = patterns(spreads)[berths]
    return mode_waits(Law(arrival), stages, berths, np.array(loads), spreads, shape)


@settings(max_examples=25)
@given(
    st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.floats(0.15, 0.55),
    st.floats(0.0, 2.0),
)  # fmt: skip
def test_the_whole_chain(k: int, m: int, c: int, load: float, time: float) -> None:
    """Mean, P(W > 0) and P(W > t) of Ek/Em/c by the chain cut off far out."""
    most = c + min(40, math.ceil(30 / -math.log(load)))
    chain = ErlangChain(k, m, c, load, most)
    [wait] = by_modes(k, m, c, [load])
    cut = 10 * load ** (most - c) * most
    assert wait.wait == pytest.approx(chain.mean_wait(), rel=1e-8 + cut)
    assert wait.p_wait == pytest.approx(chain.waits_longer(0.0), rel=1e-8 + cut)
    above = ModesTail(wait.p_wait, wait.shares, wait.fading).above(time)
    assert above == pytest.approx(chain.waits_longer(time), rel=1e-7 + cut, abs=1e-14)


@pytest.mark.parametrize(
    ("m", "c", "load"),
    [(2, 1, 0.7), (2, 3, 0.6), (2, 6, 0.8), (3, 2, 0.75), (3, 4, 0.6), (4, 2, 0.5)],
)  # fmt: skip
def test_arrivals_by_the_clock(m: int, c: int, load: float) -> None:
    """D/Em/c by the chain that arrivals see: p_wait, the law, and the mean as its integral."""
    # A vessel more is rarer by about load^(2 m): cut where 1e-14 is left.
    most = c + math.ceil(33 / (2 * m * -math.log(load))) + 4
    chain = FixedChain(m, c, load, most)
    answer = queue_wait("D", Law(m), c, load)
    assert answer.p_wait == pytest.approx(chain.p_wait(), rel=1e-9)
    for time in (0.1, 0.7, 2.0):
        assert answer.above(time) == pytest.approx(chain.waits_longer(time), rel=1e-8, abs=1e-15)
    points, weights = np.polynomial.legendre.leggauss(30)
    far = answer.quantile(1 - 1e-12)
    area = far / 2 * sum(
        w * chain.waits_longer(far / 2 * (1 + x)) for x, w in zip(points, weights, strict=True)
    )  # fmt: skip
    assert answer.wait == pytest.approx(area, rel=1e-6)


@pytest.mark.parametrize(
    ("k", "m", "c"),
    [(1, 2, 15), (2, 2, 15), (5, 2, 9), (2, 2, 30), (1, 3, 7), (3, 3, 5), (2, 4, 4)],
)  # fmt: skip
def test_the_matrix_method(k: int, m: int, c: int) -> None:
    """Two exact methods that share no line agree, and the error that is told is not too small."""
    loads = [0.3, 0.5, 0.7, 0.85, 0.95, 0.99]
    for mode, matrix in zip(by_modes(k, m, c, loads), erlang_waits(k, m, c, loads), strict=True):
        near = 1e-11 + 10 * mode.error
        assert mode.wait == pytest.approx(matrix.wait, rel=near)
        assert mode.p_wait == pytest.approx(matrix.p_wait, rel=near)


@settings(max_examples=40)
@given(st.integers(0, 12), st.integers(2, 3), st.integers(1, 12), st.floats(0.02, 0.9999))
def test_what_is_lost_is_told(k: int, m: int, c: int, load: float) -> None:
    """The error that a table relies on covers the difference to the matrix method."""
    [mode] = by_modes(k, m, c, [max(load, 0.05) if k == 0 else load])
    assert 0 <= mode.p_wait <= 1
    if k and k * math.comb(c + m - 1, m - 1) <= 200:
        [matrix] = erlang_waits(k, m, c, [load])
        # Near 1 both lose a digit with each nine, as 1 - load does itself.
        near = 3e-14 / (1 - load) ** 1.5 * matrix.wait
        assert abs(mode.wait - matrix.wait) <= near + 20 * mode.blur + 1e-15


def test_between_ever_more_stages() -> None:
    """D/E2/c is what Ek/E2/c tends to, with 1/k: the difference halves as k doubles."""
    fixed, many, more = (queue_wait(Law(k), "E2", 6, 0.85).wait for k in (0, 200, 400))
    assert fixed < more < many
    assert (many - fixed) / (more - fixed) == pytest.approx(2, rel=0.02)


def test_more_regular_arrivals_wait_less() -> None:
    """From M over E2 and E9 to D, for service of two and of three stages."""
    for service in ("E2", "E3"):
        for berths, load in ((1, 0.9), (5, 0.7), (12, 0.9)):
            found = [queue_wait(law, service, berths, load).wait for law in ("M", "E2", "E9", "D")]
            assert found == sorted(found, reverse=True)
            assert found[-1] > 0


def test_one_berth_by_the_clock_near_saturation() -> None:
    """Heavy traffic (Kingman 1962): (1 - load) c W tends to half the variation of service."""
    for m in (2, 3):
        wait = queue_wait("D", Law(m), 4, 1 - 1e-6).wait
        assert wait * 4 * 1e-6 == pytest.approx(1 / m / 2, rel=1e-4)


def test_rare_waits_of_vessels_by_the_clock() -> None:
    """Where the matrix method cannot help, no negative share and no noise: 0 or what it is."""
    answers = [queue_wait("D", "E3", 8, load) for load in (0.001, 0.03, 0.05, 0.1, 0.2, 0.4)]
    for answer in answers:
        assert 0 <= answer.wait < 1e-4
        assert 0 <= answer.p_wait < 1e-3
        assert 0 <= answer.quantile(0.999) < 1
    assert answers[0].wait == 0.0
    assert answers[0].above(0.0) == 0.0


def test_a_question_keeps_its_digits_where_modes_cancel() -> None:
    """M/E3/14 at 0.1: a wait of 1e-14 comes from the matrix method, and a table has 1e-12."""
    [rare] = phased_waits(Law(1), Law(3), 14, [0.1])
    [usual] = phased_waits(Law(1), Law(3), 14, [0.8])
    assert (rare.method, usual.method) == ("matrix_geometric", "modes")
    [matrix] = erlang_waits(1, 3, 14, [0.1])
    assert rare.wait == matrix.wait
    table = queue_table("M", "E3", [14], [0.1])
    assert table.cells[0][0].wait_over_service == pytest.approx(matrix.wait, abs=1e-12)


def test_four_stages_fill_a_table() -> None:
    """E4/E4/8 has as many phases than the matrix method takes; modes do it in a moment."""
    [[cell]] = queue_table("E4", "E4", [8], [0.9]).cells
    low, high = (queue_wait(law, law, 8, 0.9).wait for law in ("E5", "E3"))
    assert low < cell.wait_over_service < high


def test_spreads_and_patterns() -> None:
    """Patterns are a Fourier transform of each berth: times their conjugates, the ways to pick."""
    spreads = spreads_up_to(4, 3)
    for berths, shape in enumerate(patterns(spreads)):
        ways = np.array([
            math.factorial(berths) / math.prod(math.factorial(n) for n in spread)
            for spread in spreads[berths].counts.tolist()
        ])  # fmt: skip
        # sum over spreads of F_i conj(F_j) / ways is 0 for two modes, by the multinomial theorem.
        product = shape / ways @ shape.conj().T * ways[:, None] / 3**berths
        assert product == pytest.approx(np.eye(len(ways)), abs=1e-12)
