"""A port's own record of calls as a scenario: arrivals and stays by class, fitted first."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongqu.errors import DatasetError
from tongqu.estimates.warm_up import WarmUp
from tongqu.sim.fitting import LEAST, Fit, fit_law
from tongqu.sim.scenario import Scenario, Serve, Source, Vehicle, lanes
from tongqu.sim.settling import Beginning, settle
from tongqu.sim.simulate import YEAR_H

if TYPE_CHECKING:
    from datetime import datetime

    from tongqu.model.berth_log import BerthLog
    from tongqu.sim.settling import Settled

__all__ = ["FittedLog", "log_scenario", "replayed"]

REST_H = 48.0
"""Hours after the last arrival in which it is served."""

OTHERS = "others"
LEAST_OF_A_CLASS = 20
"""Calls of a class below which it is put together with the others."""


@dataclass(frozen=True)
class FittedLog:
    """A record, its laws, and the scenario of them.

    Attributes
    ----------
    scenario
        Berths that are alike, and a source for each class.
    fits
        By class the law of the hours between two arrivals, and of the hours at the berth.
    calls, left_out
        Calls used, and calls with a time that is missing or out of order.
    berths
        Berths that the record names, or else the most that were taken at once.
    days
        From the first arrival to the last.
    wait_h
        Mean wait from arrival to berthing, as recorded.
    came_h
        By class the hours at which calls came, from the first one.
    """

    scenario: Scenario
    fits: dict[str, tuple[Fit, Fit]]
    calls: int
    left_out: int
    berths: int
    days: float
    wait_h: float
    came_h: dict[str, tuple[float, ...]]

    @property
    def replay(self) -> Scenario:
        """The same with the arrivals as they were recorded, instead of fitted gaps."""
        return replace(
            self.scenario,
            sources=tuple(
                replace(source, gap=None, times=self.came_h[source.id])
                for source in self.scenario.sources
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as JSON shows it."""
        return {
            "calls": self.calls,
            "left_out": self.left_out,
            "berths": self.berths,
            "days": round(self.days, 2),
            "recorded_wait_h": round(self.wait_h, 4),
            "classes": [
                {"class": name, "gap": gap.to_dict(), "service": stay.to_dict()}
                for name, (gap, stay) in self.fits.items()
            ],
        }


def log_scenario(log: BerthLog) -> FittedLog:
    """Return a scenario of a record of calls.

    Parameters
    ----------
    log
        As `tongqu.io.berth_log.read_berth_log` reads it: arrival, berthing and departure count.

    Raises
    ------
    DatasetError
        If fewer than five calls have their times.
    """
    rows: list[tuple[datetime, datetime, datetime, str, str]] = []
    for entry in log:
        came, berthed, left = (entry.actual(event) for event in ("ARRI", "BERT", "DEPA"))
        if came is not None and berthed is not None and left is not None and came <= berthed < left:
            rows.append((came, berthed, left, entry.call.vessel_class_id, entry.berth_id))
    if len(rows) < LEAST + 1:
        raise DatasetError.of("sim_log_too_short", calls=len(rows), needed=LEAST + 1)
    rows.sort(key=lambda row: row[0])
    known = Counter(row[3] for row in rows)
    by_class: dict[str, list[tuple[datetime, datetime, datetime]]] = defaultdict(list)
    for came, berthed, left, name, _ in rows:
        enough = name and known[name] >= LEAST_OF_A_CLASS
        by_class[name if enough else OTHERS].append((came, berthed, left))
    if len(by_class.get(OTHERS, ())) <= LEAST and len(by_class) > 1:
        largest = max((name for name in by_class if name != OTHERS), key=lambda n: len(by_class[n]))
        by_class[largest] = sorted([*by_class[largest], *by_class.pop(OTHERS, [])])
    fits = {name: _fitted(calls) for name, calls in sorted(by_class.items())}
    berths = len({row[4] for row in rows if row[4]}) or _most_at_once(rows)
    sources = tuple(
        Source(name, ((name, 1.0),), (Serve("berths", stay.law),), gap=gap.law)
        for name, (gap, stay) in fits.items()
    )
    scenario = Scenario(
        tuple(Vehicle(name) for name in fits), sources, (lanes("berths", berths),),
        name=log.source,
    )  # fmt: skip
    waits = [_hours(came, berthed) for came, berthed, _, _, _ in rows]
    return FittedLog(
        scenario, fits, len(rows), len(log) - len(rows), berths,
        _hours(rows[0][0], rows[-1][0]) / 24, sum(waits) / len(waits),
        {name: tuple(_hours(rows[0][0], call[0]) for call in calls)
         for name, calls in by_class.items()},
    )  # fmt: skip


def replayed(fitted: FittedLog, **run: Any) -> Settled:
    """Simulate a record with its own arrivals, over its own days.

    Parameters
    ----------
    fitted
        The record.
    run
        As in `settle`; its years do not count.

    Notes
    -----
    The record has a beginning and an end, so nothing is cut off as warm-up: runs differ in their
    stays alone.
    """
    asked = {**run, "years": (24 * fitted.days + REST_H) / YEAR_H}
    whole = Beginning(WarmUp(0, 1, settled=True, statistic=0.0), 24.0, ())
    return settle(fitted.replay, first=whole, **asked)


def _fitted(calls: list[tuple[datetime, datetime, datetime]]) -> tuple[Fit, Fit]:
    gaps = [_hours(one[0], other[0]) for one, other in pairwise(calls)]
    return fit_law(gaps), fit_law([_hours(berthed, left) for _, berthed, left in calls])


def _hours(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 3600


def _most_at_once(rows: list[tuple[datetime, datetime, datetime, str, str]]) -> int:
    changes = [(row[1], 1) for row in rows] + [(row[2], -1) for row in rows]
    most = there = 0
    for _, step in sorted(changes):
        there += step
        most = max(most, there)
    return most
