"""Forecasts are as sure as they say, and say nothing where nothing follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from math import erf, exp, inf, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongqu.calendars import WorkingTime
from tongqu.estimates.student import share_below_t, t_quantile
from tongqu.ledger.forecast import Forecast, Observation, forecast_finish
from tongqu.ledger.forecast_words import forecast_text

OFFICE = WorkingTime()
EVERY_DAY = WorkingTime.of("24/7", country="")
MONDAY = dt.date(2025, 3, 3)


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


def seen(*pairs: tuple[int, float], **said: Any) -> list[Observation]:
    return [Observation(on=day(n), percent=percent, **said) for n, percent in pairs]


def forecast(observations: list[Observation], as_of: int, **said: Any) -> Forecast:
    return forecast_finish(observations, as_of=day(as_of), time=said.pop("time", EVERY_DAY), **said)


# --- is it as sure as it says? --------------------------------------------------------------------

Draw = Callable[[np.random.Generator, int, float], np.ndarray]


def gamma_process(draw: np.random.Generator, days: int, pace: float) -> np.ndarray:
    """Independent days, from nearly even to very uneven."""
    shape = draw.uniform(0.2, 2)
    return draw.gamma(shape, 1 / shape, days) * pace


def weekly_pace(draw: np.random.Generator, days: int, pace: float) -> np.ndarray:
    """A pace that changes every five days."""
    weeks = np.exp(draw.normal(0, draw.uniform(0.3, 0.7), days // 5 + 1))
    return np.repeat(weeks, 5)[:days] * pace


def monthly_pace(draw: np.random.Generator, days: int, pace: float) -> np.ndarray:
    """A pace that changes every 22 days: neighbouring observations are alike."""
    months = np.exp(draw.normal(0, draw.uniform(0.2, 0.5), days // 22 + 1))
    return np.repeat(months, 22)[:days] * pace


def stops(draw: np.random.Generator, days: int, pace: float) -> np.ndarray:
    """A steady pace with stops of some eight days, some thirty days apart."""
    work = np.zeros(days)
    place, working = 0, True
    while place < days:
        length = int(draw.exponential(30 if working else 8)) + 1
        work[place : place + length] = pace if working else 0.0
        place, working = place + length, not working
    return work


def s_curve(draw: np.random.Generator, days: int, pace: float) -> np.ndarray:
    """Slower at both ends by 30 %, and uneven from day to day."""
    share = np.minimum(np.arange(days + 1) * pace / 100, 1)
    curve = 0.7 * share + 0.3 * (3 * share**2 - 2 * share**3)
    work = np.diff(curve) * 100
    return np.where(work == 0, pace / 2, work) * draw.gamma(1, 1, days)


PROCESSES = [gamma_process, weekly_pace, monthly_pace, stops, s_curve]


def covered(process: Draw, works: int) -> tuple[float, float, float]:
    """Shares of works that end before, inside and after the interval of four in five."""
    draw = np.random.default_rng(20250303)
    before = inside = total = 0
    while total < works:
        duration = draw.uniform(60, 400)
        progress = np.concatenate(
            ([0.0], np.cumsum(process(draw, int(duration * 5), 100 / duration)))
        )
        if progress[-1] < 100:
            continue
        finish = int(np.argmax(progress >= 100))
        last = draw.uniform(0.25, 0.8) * finish
        when = np.unique((np.sort(draw.uniform(0.1, 1, draw.integers(2, 8))) * last).astype(int))
        grain = draw.choice([1, 5])  # people say 45, not 43.7
        said = np.round(progress[when] / grain) * grain
        found = forecast(
            seen(*((int(n), float(p)) for n, p in zip(when, said, strict=True) if n > 0)),
            int(when[-1]), started_on=day(1),
        )  # fmt: skip
        if not found.enough or found.method != "pace":
            continue
        total += 1
        assert found.p10_on is not None
        assert found.p90_on is not None
        before += day(finish) < found.p10_on
        inside += found.p10_on <= day(finish) <= found.p90_on
    return before / total, inside / total, 1 - (before + inside) / total


@pytest.mark.parametrize("process", PROCESSES)
def test_the_interval_of_four_in_five_holds_four_in_five(process: Draw) -> None:
    """Works of five kinds, seen 2 to 7 times and rounded: 70 to 90 % end inside the interval."""
    before, inside, after = covered(process, 1000)
    assert 0.70 <= inside <= 0.90, (before, inside, after)
    assert max(before, after) <= 0.20


def test_a_perfectly_even_work_ends_inside() -> None:
    """Then the interval is wider than need be: two observations cannot show that it is even."""

    def even(_draw: np.random.Generator, days: int, pace: float) -> np.ndarray:
        return np.full(days, pace)

    assert covered(even, 100)[1] >= 0.99


# --- what is said ---------------------------------------------------------------------------------


def test_the_middle_is_a_straight_line_of_the_whole() -> None:
    """Two percent a day, twenty left: ten days more, as likely as not."""
    found = forecast(seen((0, 20), (10, 40), (20, 60), (30, 80)), 30)
    assert (found.method, found.enough, found.reason) == ("pace", True, "")
    assert found.p50_on == day(40)
    assert found.p10_on is not None
    assert found.p90_on is not None
    assert day(30) < found.p10_on < day(40) < found.p90_on
    assert (found.observations, found.percent, found.percent_on) == (4, 80, day(30))
    assert found.cautions == ("near_end",)


def test_the_interval_by_hand() -> None:
    """Even pace over three intervals: variance 2 x 1.2 / 4 a day, four degrees of freedom."""
    found = forecast(seen((0, 25), (10, 40), (20, 55), (30, 70)), 30)
    left = 30 / 1.5
    spread = sqrt(2 * 1.2 / 4 * (1 / 30 + 1 / left))
    t = 1.5332  # nine in ten, four degrees of freedom, from a printed table
    assert found.p10_on == day(30 + -int(-left * exp(-t * spread) // 1))
    assert found.p90_on == day(30 + -int(-left * exp(t * spread) // 1))
    by = found.probability_by(day(30 + 25))
    assert by == pytest.approx(share_below_t(log(25 / left) / spread, 4))


def test_an_uneven_pace_widens_the_interval() -> None:
    """The same progress in the same time."""
    even = forecast(seen((0, 20), (10, 30), (20, 40), (30, 50)), 30)
    uneven = forecast(seen((0, 20), (10, 38), (20, 40), (30, 50)), 30)
    assert even.p50_on == uneven.p50_on == day(80)
    assert even.p10_on is not None
    assert uneven.p10_on is not None
    assert even.p90_on is not None
    assert uneven.p90_on is not None
    assert uneven.p10_on < even.p10_on
    assert uneven.p90_on > even.p90_on


def test_only_what_was_known_counts() -> None:
    """As of an earlier day, later observations are not there."""
    all_seen = seen((0, 20), (10, 30), (20, 40), (30, 90))
    assert forecast(all_seen, 29) == forecast(all_seen[:3], 29)
    assert forecast(all_seen, 30).percent == 90
    assert forecast(all_seen[::-1], 30) == forecast(all_seen, 30)


def test_the_finish_is_never_before_the_day_of_the_question() -> None:
    """Time passes without an observation: the finish moves on, until nobody would believe it."""
    observed = seen((0, 20), (10, 40), (20, 60))
    dates = []
    for as_of in range(20, 200):
        found = forecast(observed, as_of)
        if found.method != "pace":
            break
        assert found.p10_on is not None
        assert found.p50_on is not None
        assert found.p90_on is not None
        assert day(as_of) < found.p10_on <= found.p50_on <= found.p90_on
        assert found.probability_by(day(as_of)) == 0.0
        dates.append(found.p50_on)
    assert dates == sorted(dates)
    assert (found.method, found.enough, found.reason) == ("none", False, "overdue")
    assert 30 < len(dates) + 20 < 199
    assert found.probability_by(day(90)) is None


def test_only_working_days_count() -> None:
    """Two weeks of work before Spring Festival; the weekend of the question is no working day."""
    observed = [
        Observation(on=dt.date(2025, 1, n), percent=p) for n, p in ((6, 10), (10, 18), (17, 28))
    ]
    found = forecast_finish(observed, as_of=dt.date(2025, 1, 18), time=OFFICE)
    assert found.p50_on is not None
    assert OFFICE.is_working_day(found.p50_on)
    assert OFFICE.working_days_between(dt.date(2025, 1, 17), found.p50_on).count == 36


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 100), st.booleans()), max_size=8),
    st.integers(0, 90),
    st.none() | st.integers(-5, 30),
)
def test_whatever_was_seen(
    pairs: list[tuple[int, int, bool]], as_of: int, start: int | None
) -> None:
    """Any observations: dates in order and not before the question, probabilities that agree."""
    observed = [Observation(on=day(n), percent=p, at_least=least) for n, p, least in pairs]
    started_on = None if start is None else day(start)
    found = forecast(observed, as_of, started_on=started_on)
    assert found.enough == (found.method in ("pace", "finished"))
    assert bool(found.reason) == (not found.enough)
    dates = [found.p10_on, found.p50_on, found.p90_on]
    if found.method == "pace":
        given_ = [date for date in dates if date is not None]
        assert given_ == sorted(given_)
        assert given_[0] > day(as_of)
        for share, date in zip((0.1, 0.5, 0.9), dates, strict=True):
            if date is not None:
                by = found.probability_by(date)
                day_before = found.probability_by(date - dt.timedelta(days=1))
                assert by is not None
                assert day_before is not None
                assert day_before < share + 1e-9
                assert by > share - 1e-9
    elif found.method == "straight_line":
        assert dates[0] is dates[2] is None
        assert dates[1] is not None
        assert dates[1] > day(as_of)
    elif found.method == "none":
        assert dates == [None, None, None]
    assert {forecast_text(found, "en")} != {forecast_text(found, "zh")}


def test_too_few_observations_say_only_what_follows() -> None:
    """Nothing, one, a start and one, two without progress."""
    nothing = forecast([], 5)
    assert (nothing.method, nothing.reason, nothing.percent) == ("none", "no_observation", None)
    assert forecast(seen((6, 10)), 5).reason == "no_observation"
    one = forecast(seen((5, 10)), 5)
    assert (one.method, one.reason, one.percent) == ("none", "one_observation", 10)
    line = forecast(seen((9, 20)), 9, started_on=MONDAY)
    assert (line.method, line.enough, line.reason) == ("straight_line", False, "one_interval")
    assert (line.p10_on, line.p50_on, line.p90_on) == (None, day(49), None)
    assert line.probability_by(day(80)) is None
    assert line.observations == 2
    assert forecast(seen((9, 20)), 60, started_on=MONDAY).p50_on == day(61)
    assert forecast(seen((9, 30)), 9, started_on=MONDAY).p50_on == day(33)  # 23.3 days
    still = forecast(seen((0, 20), (9, 20)), 9)
    assert (still.method, still.reason) == ("none", "no_progress")
    assert forecast(seen((0, 0), (9, 0)), 9, started_on=MONDAY).reason == "no_progress"
    back = forecast(seen((0, 20), (5, 30), (9, 10)), 9)
    assert back.reason == "no_progress"


def test_cautions_stay_where_no_date_follows() -> None:
    """Two reporters who differ are told in any case, whatever else is wrong."""

    def differing(n: int, low: float, high: float) -> list[Observation]:
        return seen((n, low), (n, high))

    for observed, as_of, reason in (
        (differing(5, 10, 20), 5, "one_observation"),
        ([*seen((0, 20)), *differing(9, 10, 20)], 9, "no_progress"),
        ([*seen((0, 10), (5, 50)), *differing(10, 80, 90)], 1000, "overdue"),
        ([*seen((0, 1), (500, 2)), *differing(5000, 1, 9)], 5000, "beyond"),
    ):
        found = forecast(observed, as_of)
        assert (found.reason, found.as_of) == (reason, day(as_of))
        assert "reporters_differ" in found.cautions
    assert forecast([], 5).as_of == day(5)


def test_a_straight_line_that_leads_too_far_is_no_date() -> None:
    """It says why, and what else is to be known."""
    found = forecast([*seen((300, 0.5)), *seen((300, 1), at_least=True)], 300, started_on=MONDAY)
    assert (found.method, found.enough, found.reason) == ("none", False, "beyond")
    assert (found.p50_on, found.cautions) == (None, ("at_least", "early"))


def test_observations_on_free_days() -> None:
    """They belong to the working days around them, whether progress was made or taken back."""

    def office(*pairs: tuple[int, float]) -> Forecast:
        return forecast(seen(*pairs), pairs[-1][0], time=OFFICE)

    # Friday, Saturday, Monday: the Saturday has no time in which to make progress.
    plain = office((0, 10), (4, 20), (7, 26), (11, 40))
    saturday = office((0, 10), (4, 20), (5, 24), (7, 26), (11, 40))
    assert (plain.p10_on, plain.p90_on) == (saturday.p10_on, saturday.p90_on)
    # What is corrected on Saturday had not been done by Friday.
    corrected = office((0, 10), (4, 20), (11, 40), (12, 30))
    at_once = office((0, 10), (4, 20), (11, 30))
    assert corrected.p50_on == at_once.p50_on


def test_a_correction_down_to_the_beginning_leaves_no_progress() -> None:
    """A percent above it is a slow progress, of all the days."""
    assert forecast(seen((0, 20), (10, 30), (20, 20)), 20).reason == "no_progress"
    slow = forecast(seen((0, 20), (10, 30), (20, 21)), 20)
    assert (slow.reason, slow.p50_on) == ("one_interval", day(20 + 79 * 20))


def test_what_was_known_already_ends_nothing() -> None:
    """A lower bound below what was seen is passed over, and what follows counts."""
    bound = seen((15, 30), at_least=True)
    usual = seen((0, 10), (10, 40), (20, 70))
    with_it, without = (forecast([*usual, *more], 20) for more in (bound, []))
    assert (with_it.percent, with_it.p50_on) == (without.percent, without.p50_on) == (70, day(30))
    assert with_it.cautions == without.cautions


def test_cautions_add_up() -> None:
    """A lower bound, a slow end and unannounced holidays are three things to know."""
    late = [Observation(on=dt.date(2026, n, 2), percent=p) for n, p in ((3, 2), (4, 15), (11, 19))]
    late[-1] = replace(late[-1], at_least=True)
    found = forecast_finish(late, as_of=dt.date(2026, 11, 2), time=OFFICE)
    assert found.cautions == ("at_least", "slowing", "early", "provisional")
    line = forecast_finish(late[1:], as_of=dt.date(2026, 11, 2), time=OFFICE)
    assert line.cautions == ("at_least", "early", "provisional")


def test_a_start_after_the_first_observation_is_not_believed() -> None:
    """Progress before it shows that there was work."""
    assert forecast(seen((5, 10), (9, 20)), 9, started_on=day(7)).observations == 2
    assert forecast(seen((5, 10), (9, 20)), 9, started_on=day(5)).observations == 3


def test_slower_than_thirty_years() -> None:
    """Is not a date."""
    assert forecast(seen((300, 1)), 300, started_on=MONDAY).reason == "beyond"
    slow = forecast(seen((0, 1), (500, 2), (1000, 3)), 1000)
    assert (slow.method, slow.reason, slow.enough) == ("none", "beyond", False)
    open_ended = forecast(seen((0, 10), (500, 20), (510, 21)), 510)
    assert open_ended.p50_on is not None
    assert "pace" in forecast_text(open_ended, "en")


def test_a_finished_work() -> None:
    """Since the first day on which it was."""
    found = forecast(seen((0, 50), (10, 100), (20, 100)), 30)
    assert (found.method, found.enough) == ("finished", True)
    assert found.p10_on == found.p50_on == found.p90_on == day(10)
    assert found.probability_by(day(9)) == 0.0
    assert found.probability_by(day(10)) == 1.0


def test_at_least_is_the_later_bound() -> None:
    """More than 90 % counts as 90 %, and is said; less than is known already says nothing."""
    exact = seen((0, 30), (10, 60))
    found = forecast([*exact, *seen((20, 90), at_least=True)], 20)
    assert (found.percent, found.p50_on) == (90, forecast([*exact, *seen((20, 90))], 20).p50_on)
    assert "at_least" in found.cautions
    known = forecast([*exact, *seen((20, 50), at_least=True)], 20)
    assert (known.percent, known.percent_on, known.cautions) == (60, day(10), ())
    both = forecast([*exact, *seen((20, 80)), *seen((20, 70), at_least=True)], 20)
    assert (both.percent, "at_least" in both.cautions) == (80, False)
    more = forecast([*exact, *seen((20, 70)), *seen((20, 80), at_least=True)], 20)
    assert (more.percent, "at_least" in more.cautions) == (80, True)
    again = forecast([*seen((0, 30)), *seen((10, 60), (20, 60), at_least=True)], 20)
    assert (again.percent_on, "at_least" in again.cautions) == (day(10), True)
    later = forecast([*seen((10, 60), at_least=True), *seen((0, 30), (20, 55))], 20)
    assert (later.percent, "at_least" in later.cautions) == (55, False)


def test_several_reporters_of_a_day_count_as_their_mean() -> None:
    """And are said to differ if they do by more than five points."""
    pairs = seen((0, 10), (10, 30))
    near = forecast([*pairs, *seen((20, 47), (20, 52))], 20)
    assert (near.percent, near.observations, near.cautions) == (49.5, 3, ())
    far = forecast([*pairs, *seen((20, 46), (20, 52))], 20)
    assert far.cautions == ("reporters_differ",)


@pytest.mark.parametrize(
    ("pairs", "cautions"),
    [
        (((0, 30), (10, 40), (20, 50), (30, 50)), ("stopped",)),
        (((0, 30), (10, 40), (20, 50), (30, 45)), ("stopped",)),
        (((0, 30), (10, 50), (20, 53)), ("slowing",)),
        (((0, 30), (10, 40), (20, 44)), ()),
        (((0, 60), (10, 70), (20, 80)), ("near_end",)),
        (((0, 60), (10, 70), (20, 79)), ()),
        (((0, 5), (10, 12), (20, 20)), ("early",)),
        (((0, 5), (10, 12), (20, 21)), ()),
    ],
)
def test_cautions(pairs: tuple[tuple[int, float], ...], cautions: tuple[str, ...]) -> None:
    """What a reader must know about a pace."""
    assert forecast(seen(*pairs), pairs[-1][0]).cautions == cautions


def test_unannounced_holidays_are_a_caution() -> None:
    """A finish in such a year may move, also that of a straight line."""
    observed = [
        Observation(on=dt.date(2026, n, 2), percent=p) for n, p in ((3, 20), (6, 40), (9, 60))
    ]
    found = forecast_finish(observed, as_of=dt.date(2026, 9, 2), time=OFFICE)
    assert "provisional" in found.cautions
    line = forecast_finish(observed[:2], as_of=dt.date(2026, 6, 2), time=OFFICE)
    assert "provisional" in line.cautions
    near = [Observation(on=dt.date(2026, 3, n), percent=p) for n, p in ((2, 20), (9, 40), (16, 60))]
    assert forecast_finish(near, as_of=dt.date(2026, 3, 16), time=OFFICE).cautions == ()


def test_a_stop_makes_the_pace_slower() -> None:
    """Days without progress count, in the middle and at the end; so does a correction."""
    steady = forecast(seen((0, 10), (10, 30), (20, 50)), 20)
    assert steady.p50_on == day(45)
    middle = forecast(seen((0, 10), (10, 30), (20, 30), (30, 50)), 30)
    assert middle.p50_on == day(30 + 38)  # 37.5
    end = forecast(seen((0, 10), (10, 30), (20, 50), (30, 50)), 30)
    assert end.p50_on == day(30 + 38)
    corrected = forecast(seen((0, 10), (10, 30), (20, 60), (20, 60), (30, 50)), 30)
    assert corrected.p50_on == day(30 + 38)


def test_the_json_of_a_forecast() -> None:
    """Everything but the words, dates as text."""
    found = forecast(seen((0, 20), (10, 40), (20, 60)), 21)
    assert found.to_dict() == {
        "method": "pace", "enough": True, "reason": "", "cautions": [], "observations": 3,
        "percent": 60.0, "p10_on": str(found.p10_on), "p50_on": str(found.p50_on),
        "p90_on": str(found.p90_on), "percent_on": "2025-03-23", "as_of": "2025-03-24",
    }  # fmt: skip
    assert forecast([], 3).to_dict()["p50_on"] is None


def test_words() -> None:
    """Each answer and each caution in both languages."""
    line = forecast(seen((9, 20)), 9, started_on=MONDAY)
    assert forecast_text(line, "en") == (
        "A straight line through two observations ends on 2025-04-21; how sure that is cannot be "
        "said. It has only begun, and works often begin slowly."
    )
    assert forecast_text(line, "zh").endswith("工程刚起步，而起步往往较慢。")
    assert forecast_text(forecast(seen((0, 20), (9, 100)), 9), "en") == (
        "Finished, as seen on 2025-03-12."
    )
    found = forecast(seen((0, 20), (10, 40), (20, 60)), 20)
    assert f"between {found.p10_on} and {found.p90_on}" in forecast_text(found, "en")
    assert "One observation, 12.5 % on 2025-03-08" in forecast_text(
        forecast(seen((5, 12.5)), 5), "en"
    )
    every = (
        "at_least",
        "reporters_differ",
        "stopped",
        "slowing",
        "near_end",
        "early",
        "provisional",
    )
    reasons = ("no_observation", "one_observation", "no_progress", "overdue", "beyond")
    said = [
        Forecast(method="none", enough=False, reason=reason, cautions=every, as_of=MONDAY)
        for reason in reasons
    ]
    said.append(Forecast(method="pace", enough=True, p50_on=MONDAY, as_of=MONDAY))
    for spoken in ("en", "zh"):
        texts = [forecast_text(one, spoken) for one in said]
        assert len(set(texts)) == len(texts)
        sentences = texts[0].replace("。", ".").split(".")
        assert len({sentence for sentence in sentences if sentence.strip()}) == 1 + len(every)


# --- the distribution -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("freedom", "share", "value"),
    [
        (1, 0.9, 3.078), (1, 0.975, 12.706), (2, 0.9, 1.886), (2, 0.995, 9.925), (3, 0.9, 1.638),
        (3, 0.999, 10.215), (4, 0.95, 2.132), (5, 0.975, 2.571), (6, 0.99, 3.143),
        (7, 0.9, 1.415), (8, 0.95, 1.860), (10, 0.9, 1.372), (11, 0.975, 2.201),
        (30, 0.9, 1.310), (61, 0.5, 0.0),
    ],
)  # fmt: skip
def test_printed_tables_of_t(freedom: int, share: float, value: float) -> None:
    """Quantiles as they are printed in any textbook, and what lies below them."""
    assert t_quantile(share, freedom) == pytest.approx(value, abs=6e-4)
    assert t_quantile(1 - share, freedom) == pytest.approx(-value, abs=6e-4)
    assert share_below_t(value, freedom) == pytest.approx(share, abs=2e-4)


def test_many_degrees_of_freedom_are_the_normal_distribution() -> None:
    """Within a thousandth at 400."""
    for value in (-2.5, -1.0, 0.3, 1.7):
        normal = (1 + erf(value / sqrt(2))) / 2
        assert share_below_t(value, 400) == pytest.approx(normal, abs=1e-3)
    assert share_below_t(-inf, 3) == pytest.approx(0, abs=1e-12)
