"""A record of calls: laws that fit, a record that none fits, and the port made of it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tongqu import load_region
from tongqu.berths.demo_log import demo_log
from tongqu.errors import DatasetError
from tongqu.model.berth_log import BerthLog
from tongqu.sim.fitting import fit_law
from tongqu.sim.log_scenario import log_scenario, replayed


@pytest.mark.parametrize(
    ("kind", "draw"),
    [
        ("exp", lambda luck: luck.exponential(3, 600)),
        ("erlang", lambda luck: luck.gamma(5, 1, 600)),
        ("lognormal", lambda luck: luck.lognormal(1, 0.8, 600)),
        ("const", lambda luck: 4 + luck.normal(0, 0.01, 600)),
        ("values", lambda luck: luck.choice([1.0, 9.0], 600)),
    ],
)
def test_the_law_that_it_was_drawn_from_is_found(kind: str, draw: object) -> None:
    """Of ten records nine at least; two lumps fit no law, and the record stands for itself."""
    assert callable(draw)
    found = [fit_law(draw(np.random.default_rng(seed))) for seed in range(10)]
    assert sum(fit.law.kind == kind for fit in found) >= 9
    for fit in found:
        assert fit.law.mean_value == pytest.approx(fit.mean)
        assert (fit.distance <= fit.limit) is (fit.law.kind != "values")


def test_runs_in_a_record_are_seen() -> None:
    """Long gaps by night and short ones by day come in runs; shuffled they do not."""
    luck = np.random.default_rng(3)
    day_and_night = np.concatenate([luck.exponential(1 + 5 * (k % 2), 30) for k in range(20)])
    runs = fit_law(day_and_night)
    assert runs.lag_1 > runs.lag_limit
    mixed = fit_law(luck.permutation(day_and_night))
    assert abs(mixed.lag_1) < 2 * mixed.lag_limit
    with pytest.raises(ValueError, match="at least 5"):
        fit_law([1.0, 2.0])


def test_a_log_becomes_a_port() -> None:
    """Classes with few calls go together; calls that cannot be true are left out and counted."""
    log = demo_log(load_region("qujiang"), flaws=True, days=14, calls=400).log
    found = log_scenario(log)
    assert found.calls + found.left_out == len(log)
    assert sum(fits[1].count for fits in found.fits.values()) == found.calls
    rate = sum(1 / source.gap.mean_value for source in found.scenario.sources if source.gap)
    assert rate == pytest.approx(found.calls / (24 * found.days), rel=0.1)
    assert found.scenario.stations[0].groups[0].servers == found.berths
    assert all(len(fits) == 2 for fits in found.fits.values())
    nameless = replace(log, calls=tuple(replace(row, berth_id="") for row in log.calls))
    assert 1 <= log_scenario(nameless).berths <= 22
    with pytest.raises(DatasetError) as error:
        log_scenario(BerthLog(calls=log.calls[:3]))
    assert error.value.problems[0].code == "sim_log_too_short"
    assert found.days == pytest.approx(14, abs=1.5)
    assert timedelta(hours=found.wait_h) >= timedelta(0)


def test_a_record_is_replayed_as_it_came() -> None:
    """Every call of the record comes in every run, at its hour, and is served."""
    log = demo_log(load_region("qujiang"), flaws=True, days=14, calls=300).log
    found = log_scenario(log)
    result = replayed(found, replications=3, seed=2).result
    came = result.tables["sources"]["came"].sum(axis=1)
    assert came.tolist() == [found.calls] * 3
    left = result.tables["sources"]["left"].sum(axis=1)
    assert left.tolist() == came.tolist()
    stays = result.tables["sources"]["stay_mean_h"]
    assert len(np.unique(stays[:, 0])) == 3
