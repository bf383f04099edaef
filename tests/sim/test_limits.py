"""What happens at the edges: too many units, audits that see a mistake, a calendar's stands."""

import sys

import numpy as np
import pytest

from tongqu.errors import LimitError, TongquError, UsageError
from tongqu.sim import (
    Calendar,
    Law,
    RandomStops,
    Sail,
    Scenario,
    Serve,
    Source,
    Vehicle,
    lanes,
    running,
    simulate,
)
from tongqu.sim.columns import C_FIRST, C_LAST
from tongqu.sim.problem import make_problem


def queue(gap_h: float) -> Scenario:
    come = Source("s", (("v", 1.0),), (Serve("quay", Law.exp(1.0)),), gap=Law.exp(gap_h))
    return Scenario((Vehicle("v"),), (come,), (lanes("quay", 1),))


def test_room_for_units_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows for units at first or 512: the same figures, with hundreds that wait."""
    found = []
    for first in (2, 512):
        monkeypatch.setattr(running, "FIRST_UNITS", first)
        result = simulate(queue(0.8), years=0.2, replications=2, check=False)
        assert result.finished.all()
        found.append(result.tables["stations"]["wait_mean_h"])
    assert found[0].tobytes() == found[1].tobytes()
    assert result.mean("stations", "queue_max", "quay") > 200


def test_a_queue_without_end_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more wait than there are rows for, the replication says that it did not end."""
    monkeypatch.setattr(running, "FIRST_UNITS", 8)
    monkeypatch.setattr(running, "MOST_UNITS", 64)
    result = simulate(queue(0.5), years=0.2, replications=2, check=False)
    assert not result.finished.any()
    assert result.little_gap.max() < 1e-9


def test_a_mistake_in_counting_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """An audit that finds a gap is an error, not a figure."""
    module = sys.modules["tongqu.sim.simulate"]  # the package's attribute is the verb
    monkeypatch.setattr(module, "gaps_of", lambda _: (0.0, 0.1, 0.0))
    with pytest.raises(TongquError, match="two ways of counting"):
        simulate(queue(2.0), years=0.01, replications=1)


def test_stands_take_their_share() -> None:
    """Runs of 30 h and stands of 10 h on average: work takes a third longer, a quarter of the
    units begin in a stand whose rest is 10 h, and the hours are told as lost."""
    wind = Calendar("wind", stops=RandomStops(Law.exp(30.0), Law.exp(10.0)))
    route = (Sail(Law.const(40.0), "wind"),)
    come = Source("s", (("v", 1.0),), route, gap=Law.exp(2.0))
    scenario = Scenario((Vehicle("v"),), (come,), calendars=(wind,))
    result = simulate(scenario, years=1, replications=30, warm_h=300.0)
    stays = result.values("sources", "stay_mean_h", "s")
    z = (stays.mean() - (40 * 4 / 3 + 10 / 4)) / (stays.std(ddof=1) / np.sqrt(stays.size))
    assert abs(z) < 4
    lost = result.values("calendars", "lost_h", "wind") / result.values("sources", "came", "s")
    assert lost.mean() == pytest.approx(40 / 3 + 10 / 4, rel=0.1)


def test_more_stands_than_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for stands is counted beforehand; a run that needs more is refused, not cut."""
    wind = Calendar("wind", stops=RandomStops(Law.of_values([0.01] * 99 + [1000.0]), Law.exp(0.01)))
    come = Source("s", (("v", 1.0),), (Sail(Law.const(1.0)),), gap=Law.exp(2.0))
    scenario = Scenario((Vehicle("v"),), (come,), calendars=(wind,))
    problem = make_problem(scenario, 1e4)
    row, _ = problem.layout.rows("calendar", problem.layout.whole)
    row[0, C_LAST] = row[0, C_FIRST] + 20
    with pytest.raises(LimitError):
        running.Runner(problem, 1).run(0)


@pytest.mark.parametrize("wrong", [{"years": 0}, {"replications": 0}, {"warm_h": 1e9}])
def test_numbers_out_of_range(wrong: dict[str, float]) -> None:
    """The verb looks at its numbers before anything runs."""
    with pytest.raises(UsageError):
        simulate(queue(2.0), **wrong)  # type: ignore[arg-type]
