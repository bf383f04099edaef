"""What a closure of a lock costs: against the same runs added up by hand, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from tongqu import load_region
from tongqu.errors import LimitError, UsageError
from tongqu.model.region import Region
from tongqu.sim import PortParams, region_scenario, simulate
from tongqu.sim.call_waits import call_wait_h
from tongqu.studies import Closing, closings_of, lock_closure
from tongqu.studies.lock_port import fewer_while, passing_sources, shut

LOCK = "fuchunjiang-lock"
FIRST, WEEKS, RUNS = date(2025, 1, 15), 8.0, 3
PLANNED, ACTUAL = "fuchunjiang-2025-planned", "fuchunjiang-2025-actual"


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region("qujiang")


@pytest.fixture(scope="module")
def answer(region: Region) -> dict[str, Any]:
    return lock_closure(region, LOCK, first_day=FIRST, weeks=WEEKS, replications=RUNS)


def of(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in answer["variants"] if row["id"] == name)
    return found


def test_both_versions_are_asked_about_where_nobody_names_any(answer: dict[str, Any]) -> None:
    """None, fifteen days as planned, nine as it became."""
    told = [(row["id"], row["closed_days"]) for row in answer["variants"]]
    assert told == [("none", 0.0), (PLANNED, 15.0), (ACTUAL, 9.0)]
    assert [(row["of"], row["against"]) for row in answer["differences"]] == [
        (PLANNED, "none"), (ACTUAL, "none"), (PLANNED, ACTUAL),
    ]  # fmt: skip


def test_waits_are_those_of_the_port_run_by_hand(region: Region, answer: dict[str, Any]) -> None:
    """The region's own closure, as it was known, run in one go, gives the same mean waits."""
    port = region_scenario(region, FIRST, years=WEEKS * 168 / 8760)
    none = replace(
        port.scenario,
        calendars=tuple(replace(row, closures=()) for row in port.scenario.calendars),
    )
    waits = [
        call_wait_h(
            simulate(scenario, years=(port.lead_h + WEEKS * 168) / 8760, replications=RUNS,
                     warm_h=port.lead_h, check=False)
        )
        for scenario in (none, port.scenario)
    ]  # fmt: skip
    assert of(answer, "none")["call_wait_h"]["value"] == pytest.approx(waits[0].mean(), abs=0.01)
    assert of(answer, PLANNED)["call_wait_h"]["value"] == pytest.approx(waits[1].mean(), abs=0.01)
    more = answer["differences"][0]["call_wait_h"]["value"]
    assert more == pytest.approx((waits[1] - waits[0]).mean(), abs=0.01)


def test_hours_before_the_lock_are_the_area_under_the_picture(answer: dict[str, Any]) -> None:
    """Vessels a day, added up over the days, are the hours that all vessels wait."""
    queues = {row["id"]: np.array(row["queue_mean"]) for row in answer["days"]["queues"]}
    for row in answer["differences"]:
        area = 24 * (queues[row["of"]] - queues[row["against"]]).sum()
        assert row["vessel_hours"]["value"] == pytest.approx(area, rel=0.01)
    assert len(answer["days"]["day"]) == WEEKS * 7


def test_who_waits_when_it_opens_came_while_it_was_shut(
    region: Region, answer: dict[str, Any]
) -> None:
    """At least the vessels of other ports, at most all who pass on such days; nobody is lost."""
    port = region_scenario(region, FIRST)
    gaps = {row.id: row.gap for row in port.scenario.sources}
    others = sum(24 / gap.mean for name in passing_sources(port.scenario, LOCK)
                 if (gap := gaps[name]))  # fmt: skip
    every = region.row("facts", "lock.fuchunjiang.2024.ships").value / 366
    for name, days in ((PLANNED, 15), (ACTUAL, 9)):
        waits = of(answer, name)["waiting_at_reopening"]["value"]
        assert 0.9 * others * days < waits < 1.1 * every * days + 20


def test_the_queue_is_gone_when_the_picture_says_so(answer: dict[str, Any]) -> None:
    """Half-way there are still far more than usual; two days after it, about as many as ever."""
    for name in (PLANNED, ACTUAL):
        gone = of(answer, name)["gone"]
        assert gone["reached"] == RUNS
        opened = datetime.fromisoformat(of(answer, name)["closed_until"]).date()
        queue = next(row for row in answer["days"]["queues"] if row["id"] == name)["queue_mean"]

        def on(day: date, queue: list[float] = queue) -> float:
            return float(queue[answer["days"]["day"].index(day.isoformat())])

        usual = gone["usual_queue"]["value"]
        assert on(opened + timedelta(days=round(gone["days"]["value"] / 2))) > 3 * usual
        assert on(opened + timedelta(days=round(gone["days"]["value"]) + 2)) < 1.5 * usual


def test_a_run_that_ends_too_soon_says_how_many_queues_are_gone(region: Region) -> None:
    """Five days after the opening there is no mean of the days: only that it takes longer."""
    shut_for = Closing("ten", *(region.local(date(2025, 2, day)) for day in (1, 11)))
    found = lock_closure(region, LOCK, [shut_for], first_day=date(2025, 1, 26), weeks=3.0,
                         replications=2)  # fmt: skip
    gone = of(found, "ten")["gone"]
    assert (gone["days"], gone["reached"], gone["of"], gone["not_before_d"]) == (None, 0, 2, 5.0)


def test_fewer_come_and_fewer_wait(region: Region, answer: dict[str, Any]) -> None:
    """If half stay away, the wait is shorter, and it is no upper bound any more."""
    some = lock_closure(region, LOCK, first_day=FIRST, weeks=WEEKS, replications=2, stay_away=0.5)
    assert answer["upper_bound"]
    assert not some["upper_bound"]
    for name in (PLANNED, ACTUAL):
        less = of(some, name)["waiting_at_reopening"]["value"]
        assert less < 0.7 * of(answer, name)["waiting_at_reopening"]["value"]
    none = (of(found, "none")["call_wait_h"]["value"] for found in (some, answer))
    assert next(none) == pytest.approx(next(none), abs=0.3)


def test_staying_away_goes_on_top_of_what_slows_a_source_anyway(region: Region) -> None:
    """Where traffic changes on a day already, both shares are multiplied."""
    port = region_scenario(region, FIRST).scenario
    first = fewer_while(port, LOCK, [(100.0, 200.0)], 0.5)
    twice = fewer_while(first, LOCK, [(150.0, 300.0)], 0.2)
    name = next(row.calendar for row in twice.sources if row.id == f"through-{LOCK}-up")
    changes = next(row.changes for row in twice.calendars if row.id == name)
    assert changes == (
        (0.0, 1.0), (100.0, 0.5), (150.0, 0.4), (200.0, 0.8), (300.0, 1.0),
    )  # fmt: skip


def test_other_locks_stay_open(region: Region) -> None:
    """Shut is one lock, with all its chambers."""
    port = region_scenario(region, date(2025, 3, 1)).scenario
    closed = shut(port, LOCK, [(10.0, 20.0)])
    shuts = {row.id for row in closed.calendars if row.closures}
    for lock in closed.locks:
        assert all((chamber.calendar in shuts) == (lock.id == LOCK) for chamber in lock.chambers)


def test_what_cannot_be_asked(region: Region) -> None:
    """A lock that is none, one that nobody passes, a closure before the run, backwards, unknown."""
    early = Closing("x", *(region.local(date(2024, 1, day)) for day in (1, 9)))
    cases: list[tuple[str, str, list[Closing]]] = [
        ("lock_unknown", "nowhere", [early]), ("lock_not_passed", "sanbao-lock", [early]),
        ("closing_outside", LOCK, [early]), ("closing_unknown", "youbu-lock", []),
    ]  # fmt: skip
    for code, lock, closings in cases:
        with pytest.raises(UsageError) as refused:
            lock_closure(region, lock, closings, first_day=FIRST, replications=2)
        assert [problem.code for problem in refused.value.problems] == [code]
    with pytest.raises(UsageError, match="closing_backwards"):
        Closing("x", early.closed_until, early.closed_from)
    assert closings_of(region, "youbu-lock") == ()
    with pytest.raises(UsageError, match="parameter_out_of_range"):
        lock_closure(region, LOCK, first_day=FIRST, stay_away=1.5)


def test_a_port_that_is_too_full_anyway_has_no_cost_of_a_closure(region: Region) -> None:
    """Where queues only grow without a closure, differences say nothing."""
    with pytest.raises(LimitError, match="port_not_settled"):
        lock_closure(region, LOCK, first_day=FIRST, weeks=WEEKS, replications=2,
                     params=PortParams(traffic_mt_per_year=25.0))  # fmt: skip
