"""Intervals, warm-up, stopping and choosing keep their promises where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tongqu.estimates.choosing import choose_best
from tongqu.estimates.intervals import mean
from tongqu.estimates.stopping import Precision, enough
from tongqu.estimates.student import t_quantile
from tongqu.estimates.warm_up import mser5


@given(st.floats(0.001, 0.999), st.integers(1, 2000))
def test_student_quantiles_equal_another_program(p: float, degrees: int) -> None:
    """Every quantile is that of SciPy, to nine digits."""
    assert t_quantile(p, degrees) == pytest.approx(stats.t.ppf(p, degrees), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("p", "degrees"), [(0.0, 3), (1.0, 3), (0.5, 0), (float("nan"), 3)])
def test_quantiles_that_do_not_exist_are_refused(p: float, degrees: int) -> None:
    """Neither certainty nor a sample of one has a quantile."""
    with pytest.raises(ValueError, match="needed"):
        t_quantile(p, degrees)


@given(st.lists(st.floats(-100, 100), min_size=10, max_size=120))
def test_the_cut_is_that_of_the_rule_written_out(values: list[float]) -> None:
    """The sums from behind give what the definition gives, cut by cut."""
    series = np.array(values)
    batches = series.size // 5
    means = series[: batches * 5].reshape(batches, 5).mean(axis=1)
    rule = [((means[d:] - means[d:].mean()) ** 2).sum() / (batches - d) ** 2
            for d in range(max(1, batches - 5))]  # fmt: skip
    cut = mser5(series)
    assert rule[cut.observations // 5] <= min(rule) + 1e-9 * (1 + max(rule))
    assert cut.settled == (2 * cut.observations < series.size)


def test_a_run_that_only_grows_has_not_settled() -> None:
    """A queue that fills without end is refused, not averaged."""
    assert not mser5(np.arange(1000.0)).settled


def test_filling_is_cut_off_and_a_steady_run_hardly() -> None:
    """What is left of a run that began empty is unbiased."""
    rng = np.random.default_rng(7)
    late = [mser5(rng.normal(size=3000) + 10 * np.exp(-np.arange(3000) / 100)) for _ in range(50)]
    steady = [mser5(rng.normal(size=3000)) for _ in range(50)]
    assert all(cut.settled and cut.observations >= 200 for cut in late)
    assert np.median([cut.share for cut in steady]) < 0.15


@pytest.mark.parametrize("bad", [np.ones(9), np.array([1.0] * 20 + [np.nan])])
def test_a_series_without_a_cut_is_refused(bad: np.ndarray) -> None:
    """Too few observations, or some that are none."""
    with pytest.raises(ValueError, match="finite observations"):
        mser5(bad)


def test_stopping_does_not_hang_on_how_many_were_computed() -> None:
    """More replications behind the stop change nothing of it."""
    data = np.random.default_rng(3).gamma(2.0, 3.0, 4000)
    wanted = Precision(relative_half_width=0.05)
    stop = enough(data, wanted)
    assert stop.reached
    again = enough(data[: stop.replications + wanted.look_ahead], wanted)
    assert again == stop
    assert not enough(data[: stop.replications + wanted.look_ahead - 1], wanted).reached


def test_widths_are_those_of_the_interval() -> None:
    """The running recurrence gives the interval of the same replications."""
    data = np.random.default_rng(5).normal(1e6, 3.0, 300)
    stop = enough(data, Precision(relative_half_width=1e-6, look_ahead=0))
    low, high = mean(data[: stop.replications])[1:]
    assert stop.relative_half_width == pytest.approx((high - low) / 2 / 1e6, rel=1e-4)


def test_intervals_after_stopping_hold_the_truth_nearly_as_often_as_they_say() -> None:
    """A 95 % interval that was stopped by its own width holds in 92 % of 1,000 cases or more."""
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(1000):
        stop = enough(rng.exponential(1.0, 1500), Precision(relative_half_width=0.1))
        assert stop.reached
        hits += stop.estimate.low <= 1.0 <= stop.estimate.high
    assert hits >= 920


def test_without_spread_the_least_number_is_enough() -> None:
    """Equal values need no more than what was asked for at the least."""
    stop = enough(np.full(50, 4.0), Precision(relative_half_width=0.01, least=7))
    assert (stop.reached, stop.replications) == (True, 7)


def test_a_mean_of_zero_is_never_precise() -> None:
    """A relative width of a mean around zero is no number to stop by."""
    data = np.tile([-1.0, 1.0], 500)
    assert not enough(data, Precision(relative_half_width=0.1)).reached


def _sampler(means: np.ndarray, seed: int, shared: float):
    rng = np.random.default_rng(seed)
    luck, own = rng.normal(size=6000), rng.normal(size=(means.size, 6000))

    def sample(numbers, begin: int, end: int) -> np.ndarray:
        rows = list(numbers)
        return means[rows, None] + shared * luck[begin:end] + own[rows, begin:end]

    return sample


def test_the_best_is_chosen_as_often_as_stated() -> None:
    """In the least favourable case, all others just worse, at most the stated share is wrong."""
    means = np.array([0.0, 0.5, 0.5, 0.5, 0.5])
    wrong = 0
    for seed in range(300):
        choice = choose_best(_sampler(means, seed, 2.0), 5, indifference=0.5, error=0.1, most=6000)
        wrong += choice.best != 0
    assert wrong <= 30 + 3 * np.sqrt(300 * 0.1 * 0.9)


def test_what_is_hopeless_falls_out_early_and_shared_luck_pays() -> None:
    """Far worse alternatives cost the first replications only."""
    means = np.array([0.0, 0.4, 9.0])
    choice = choose_best(_sampler(means, 1, 3.0), 3, indifference=0.2, most=6000)
    assert choice.best == 0
    assert choice.replications[2] <= 30 < choice.replications[1]
    assert choice.dropped_after[0] is None


def test_the_greatest_can_be_wanted_too() -> None:
    """Throughputs are better the more."""
    choice = choose_best(
        _sampler(np.array([1.0, 3.0, 2.0]), 3, 1.0), 3, indifference=0.3, least_is_best=False
    )
    assert choice.best == 1
    assert choice.means[1] == pytest.approx(3.0, abs=1.0)


def test_a_limit_leaves_the_question_open_and_says_so() -> None:
    """Two that are alike are not told apart by force."""
    choice = choose_best(_sampler(np.zeros(2), 9, 0.0), 2, indifference=0.01, most=60)
    assert choice.best is None
    assert choice.left == (0, 1)
    assert choice.replications == (60, 60)


def test_one_alternative_is_the_best() -> None:
    """Nothing is run beyond the first replications."""
    choice = choose_best(_sampler(np.zeros(1), 9, 0.0), 1, indifference=0.01)
    assert (choice.best, choice.replications) == (0, (20,))
