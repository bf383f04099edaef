"""A formula of a design code and the simulation beside it: against exact queues, and in itself."""

from typing import Any

import pytest

from tongqu.errors import UsageError
from tongqu.queueing import (
    CodeAnswer,
    ServiceLevel,
    berth_code,
    container_code,
    lock_code,
    queue_wait,
    traffic_for,
)
from tongqu.studies import code_port, code_simulated

ALWAYS: dict[str, Any] = {"days": 365, "idle_h": 0, "other_h": 0}


def plain(utilisation: float = 0.6) -> CodeAnswer:
    """Berths that work at all hours, and do nothing but work: an M/E4/c queue."""
    return berth_code(ship_t=900, rate_t_per_h=75, utilisation=utilisation, **ALWAYS)


@pytest.fixture(scope="module")
def three() -> dict[str, Any]:
    return code_simulated(plain(), berths=3, replications=60, most=120, tolerance=0.06)


def test_where_there_is_an_exact_answer_it_comes_out(three: dict[str, Any]) -> None:
    """Wait and utilisation at the code's throughput are those of M/E4/3."""
    exact = queue_wait("M", "E4", 3, 0.6, service_h=12.0)
    at_code = three["at_code"]
    assert at_code["use"] == 0.6
    assert at_code["busy"]["value"] == pytest.approx(0.6, abs=0.01)
    assert at_code["service_h"]["value"] == pytest.approx(12, rel=0.01)
    half = at_code["wait_over_service"]["high"] - at_code["wait_over_service"]["value"]
    assert at_code["wait_over_service"]["value"] == pytest.approx(
        exact.wait_over_service, abs=2 * half
    )


def test_the_throughput_of_the_level_is_the_exact_one(three: dict[str, Any]) -> None:
    """M/E4/3 waits 0.3 of the service at a utilisation that lies in the bracket."""
    exact = traffic_for(ServiceLevel(wait_over_service=0.3), "M", "E4", 3).utilisation
    assert three["state"] in ("found", "bracket")
    use, tonnes = three["use_at_level"], three["per_year_at_level"]
    assert use["low"] < exact < use["high"]
    assert tonnes["high"] / use["high"] == pytest.approx(3 * 75 * 8760, rel=1e-3)


def test_hours_and_days_without_work_lengthen_the_stay_as_the_code_has_it() -> None:
    """t_z / (t_d - Σt) + t_f / t_d days at the berth, and a little for days without work."""
    answer = berth_code(ship_t=900, rate_t_per_h=80, utilisation=0.5, idle_h=4, other_h=3)
    found = code_simulated(answer, replications=20, most=20, tolerance=0.5)
    by_code = 24 * (answer.result("handling_h") / 20 + 3 / 24)
    stay = found["at_code"]["service_h"]["value"]
    assert by_code < stay < 1.2 * by_code
    vessels = found["at_code"]["vessels_per_year"]
    assert vessels * by_code / (330 * 24) == pytest.approx(0.5, rel=1e-6)


def test_more_berths_wait_less_at_the_utilisation_of_the_code() -> None:
    """What the code cannot say: 0.6 is far too much for one berth, and little for eleven."""
    alone, many = (
        code_simulated(plain(), berths=berths, replications=20, most=20, tolerance=0.5)
        for berths in (1, 11)
    )
    waits = [found["at_code"]["wait_over_service"] for found in (alone, many)]
    assert waits[0]["low"] > 0.5 > 0.1 > waits[1]["high"]
    assert many["at_code"]["per_year"] == pytest.approx(11 * alone["at_code"]["per_year"])


def test_boxes_are_counted_in_teu() -> None:
    """The rate of all cranes, 1,050 TEU a call, the capacity of two berths."""
    answer = container_code(cranes=2, crane_moves_per_h=25, ship_teu=1050, utilisation=0.5)
    port = code_port(answer, berths=2)
    assert port.unit == "teu"
    assert port.units_per_year == pytest.approx(2 * 227_047, abs=2)
    assert port.vessels_per_year * 1050 == pytest.approx(port.units_per_year)


def test_full_chambers_both_ways_make_the_lockages_of_the_code() -> None:
    """30 lockages a day, each with G tonnes of deadweight, in the busiest month of the code."""
    answer = lock_code(lockage_t=4000, lockages_per_day=30, days=365)
    port = code_port(answer, vessels_a_lockage=5)
    [lock] = port.scenario.locks
    [chamber] = lock.chambers
    assert 24 / chamber.level_h == pytest.approx(30)
    busiest = max(share for _, share in port.scenario.calendars[0].changes)
    a_day = 2 * port.vessels_per_year * busiest / 365 / 5
    assert a_day == pytest.approx(30)
    year = port.scenario.calendars[0].changes
    mean = (year[0][1] * 6 + year[1][1] + year[2][1] * 5) / 12
    assert mean == pytest.approx(1)


def test_a_lock_by_its_times() -> None:
    """T_2 holds two lockages, T_1 one and the empty turn; vessels pass, and wait some hours."""
    answer = lock_code(lockage_t=4000, one_way_min=40, two_way_min=60, other_lockages_per_day=4)
    port = code_port(answer)
    chamber = port.scenario.locks[0].chambers[0]
    free = 1 - 4 / answer.result("lockages_per_day")
    assert chamber.level_h * free * 60 == pytest.approx(30)
    assert chamber.turn_h * free * 60 == pytest.approx(10)
    found = code_simulated(answer, replications=5, most=5, tolerance=0.5)
    assert found["at_code"]["settled"]
    assert 0.1 < found["at_code"]["wait_h"]["value"] < 24
    assert found["level"] == {"wait_h": 4.0}


def test_above_all_capacity_there_is_no_wait() -> None:
    """A utilisation above 1 of the code never settles, and no figure is shown."""
    found = code_simulated(plain(1.2), berths=2, replications=5, most=5, tolerance=0.5)
    assert not found["at_code"]["settled"]
    assert found["at_code"]["wait_h"] is None


@pytest.mark.parametrize("wrong", [{"berths": 0}, {"stages": 0}])
def test_what_cannot_be_simulated(wrong: dict[str, int]) -> None:
    """No berth, no stage."""
    with pytest.raises(UsageError, match="parameter_out_of_range"):
        code_simulated(plain(), **wrong)
