"""Delays handed on: what the queue of one place costs a call at all others.

The same runs once more, with the same luck, each time with one place at which nobody ever waits.
What is then saved elsewhere had been handed on from there; what is then waited more elsewhere had
been held back.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tongqu.estimates.intervals import METHODS, mean
from tongqu.sim.call_waits import call_wait_h, waits_by_place
from tongqu.sim.laws import Law
from tongqu.sim.scenario import Chance, Pass, Sail
from tongqu.sim.settling import queue_grows
from tongqu.sim.simulate import YEAR_H, simulate

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from tongqu.sim.result import SimResult
    from tongqu.sim.scenario import Lock, Scenario, Step
    from tongqu.sim.simulate import Progress

__all__ = ["handed_on", "unlimited"]

MOST_RUNS, MOST_PLACES = 20, 12
LEAST_QUEUE, LEAST_WAIT_H = 0.005, 0.005
"""Units that wait on average, and hours that a call waits; below them a place is left out."""
NO_QUEUE = 10_000
"""Servers of a group before which nobody waits."""
NO_END_T = 1e9
"""Room that never ends, and still leaves tonnes their grains."""
PERIOD_H = 24.0

Json = dict[str, Any]


def unlimited(scenario: Scenario, place: str) -> Scenario:
    """Return a scenario in which nobody waits at a place, and all else is as it is.

    Parameters
    ----------
    scenario
        The port.
    place
        A station: it has more servers than can ever be wanted, at all hours. A store: its room
        never ends. A lock: a vessel goes through at once, in the time of a lockage of its own.

    Examples
    --------
    >>> from tongqu.sim import Serve, Source, Vehicle, lanes, Scenario
    >>> come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(6)),), gap=Law.exp(4))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 2, places=5),))
    >>> station = unlimited(scenario, "quay").stations[0]
    >>> station.groups[0].servers, station.places
    (10000, None)
    """
    locks = {lock.id: lock for lock in scenario.locks if lock.id == place}
    return replace(
        scenario,
        stations=tuple(
            row if row.id != place
            else replace(row, places=None, groups=tuple(
                replace(group, servers=NO_QUEUE, calendar=None) for group in row.groups
            ))
            for row in scenario.stations
        ),
        stores=tuple(
            row if row.id != place else replace(row, capacity_t=NO_END_T)
            for row in scenario.stores
        ),
        locks=tuple(row for row in scenario.locks if row.id != place),
        sources=tuple(
            replace(source, route=_without(source.route, locks)) for source in scenario.sources
        ),
    )  # fmt: skip


def _without(route: tuple[Step, ...], locks: dict[str, Lock]) -> tuple[Step, ...]:
    """Return a route that goes through some locks as through open water."""
    found: list[Step] = []
    for step in route:
        if isinstance(step, Pass) and step.lock in locks:
            lock = locks[step.lock]
            hours = lock.enter_h + lock.chambers[0].level_h + lock.leave_h
            found.append(Sail(Law.const(hours), name=f"through {lock.id} {step.direction}"))
        elif isinstance(step, Chance):
            found.append(replace(step, steps=_without(step.steps, locks)))
        else:
            found.append(step)
    return tuple(found)


def handed_on(
    result: SimResult,
    *,
    most_runs: int = MOST_RUNS,
    most_places: int = MOST_PLACES,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Json:
    """Return what each place's queue costs a call there and elsewhere, as JSON shows it.

    Parameters
    ----------
    result
        The runs as they are.
    most_runs
        Of them the first so many are run again, once for each place.
    most_places
        So many places are asked: where calls wait longest, then those with the longest queues.
    executor, progress
        As in `tongqu.sim.simulate`; told ``("handed_on", done, places)``.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> route = (Serve("first", Law.exp(1)), Serve("second", Law.exp(1)))
    >>> come = Source("barges", (("barge", 1.0),), route, gap=Law.exp(1.5))
    >>> stations = (lanes("first", 1), lanes("second", 1))
    >>> result = simulate(Scenario((Vehicle("barge"),), (come,), stations), replications=5)
    >>> found = handed_on(result)
    >>> found["at"], len(found["rows"])
    (['first', 'second'], 2)
    """
    runs = min(most_runs, result.replications)
    before = {place: hours[:runs] for place, hours in waits_by_place(result).items()}
    places = _places(result, before, most_places)
    at = [place for place, hours in before.items() if hours.mean() >= LEAST_WAIT_H]
    # Every cell, and the sums of each row, hold together in 95 of 100 cases.
    level = 1 - 0.05 / max(1, len(places) * (len(at) + 3))
    rows = []
    for number, place in enumerate(places, start=1):
        without = simulate(
            unlimited(result.scenario, place), years=result.hours / YEAR_H, replications=runs,
            seed=result.seed, warm_h=result.warm_h, period_h=PERIOD_H, executor=executor,
            check=False,
        )  # fmt: skip
        rows.append(_row(result, without, place, at, level))
        if progress is not None:
            progress("handed_on", number, len(places))
    return {"method": METHODS["paired"] if runs > 1 else "", "runs": runs, "at": at, "rows": rows}


def _places(result: SimResult, calls: dict[str, NDArray[np.float64]], most: int) -> list[str]:
    """Return the places where calls wait longest, then those with the longest queues."""
    queues: dict[str, float] = {}
    for k, (place, _) in enumerate(result.ids["stations"]):
        mean_queue = float(result.tables["stations"]["queue_mean"][:, k].mean())
        queues[place] = queues.get(place, 0.0) + mean_queue

    def rank(place: str) -> tuple[float, float]:
        wait_h = float(calls[place].mean()) if place in calls else 0.0
        return (-wait_h if wait_h >= LEAST_WAIT_H else 0.0, -queues[place])

    return sorted((place for place, queue in queues.items() if queue >= LEAST_QUEUE), key=rank)[
        :most
    ]


def _row(
    result: SimResult, without: SimResult, place: str, at: list[str], level: float
) -> Json:  # fmt: skip
    """Return what is saved, and where, if nobody waits at a place."""
    settled = bool(without.finished.all()) and not queue_grows(without)
    row: Json = {"id": place, "settled": settled, "saved_h": None, "own_h": None,
                 "handed_on_h": None, "to": []}  # fmt: skip
    if not settled:
        return row
    runs = without.replications
    before, after = waits_by_place(result), waits_by_place(without)
    none = np.zeros(runs)
    saved = {name: hours[:runs] - after.get(name, none) for name, hours in before.items()}
    whole = call_wait_h(result)[:runs] - call_wait_h(without)
    own = saved.get(place, none)
    row["saved_h"] = _paired(whole, level)
    row["own_h"] = _paired(own, level)
    row["handed_on_h"] = _paired(whole - own, level)
    row["to"] = [
        {"id": name, "saved_h": _paired(saved[name], level)} for name in at if name != place
    ]
    return row


def _paired(values: NDArray[np.float64], level: float) -> Json:
    found = mean(values, level)
    shown = {name: round(float(value), 4) + 0.0 for name, value in found._asdict().items()}
    return {name: value if math.isfinite(value) else None for name, value in shown.items()}
