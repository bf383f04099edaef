"""One day of one run, step by step, to be looked at: where each vessel is, and what is where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tongqu.errors import UsageError
from tongqu.sim import columns as c
from tongqu.sim.day_chart import Chart, chart_of
from tongqu.sim.day_trace import Bools, Reals, Trace
from tongqu.sim.day_units import AT_BERTH, HELD_UP, Event, Stretch, stretches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongqu.sim.scenario import Scenario

__all__ = ["Day", "Lockage", "Vessel", "day_starts", "traced_day"]

DAY_H = 24.0
STEP_H = 1 / 12
"""From one count of land traffic to the next."""

AFTER_H = 96.0
"""The trace goes on so long behind the last day, so that voyages have an end."""

MOST_STRETCHES = 9000
"""A day with more is cut short, so that a page can hold it."""


class Vessel(NamedTuple):
    """A vessel that is there some time of the day.

    Attributes
    ----------
    source, serial
        Which one: number of its source, and its number there.
    stretches
        What it does.
    slots
        By stretch the place at the quay, from 0; -1 where it is at none.
    berthed
        Whether it has been at a berth before the first of them.
    """

    source: int
    serial: int
    stretches: tuple[Stretch, ...]
    slots: tuple[int, ...]
    berthed: bool


class Lockage(NamedTuple):
    """A lockage: from the first vessel that enters to the last one that is out."""

    chamber: int
    begin_h: float
    end_h: float
    up: bool
    vessels: int


@dataclass(frozen=True, eq=False)
class Day:
    """One day of one run.

    Attributes
    ----------
    scenario, chart
        What was simulated, and its places.
    replication
        Which run.
    number
        Which of the days that count, from 0.
    chosen
        From how many days it was chosen as the one on which most vessels are locked and berthed;
        0 if it was asked for.
    begin_h, hours
        From when, from the begin of the run, and how long; less than a day where there is too
        much to be drawn.
    vessels
        All that are there some time of it.
    lockages
        In the order of chambers and time, with the last one before the day and the first after.
    waiting, inside
        By station that land traffic passes, every five minutes: units that wait there; by
        terminal: units that are there.
    busy, content_t
        By station of cranes the mean number at work, by store its mean content, hour by hour.
    """

    scenario: Scenario
    chart: Chart
    replication: int
    number: int
    chosen: int
    begin_h: float
    hours: float
    vessels: tuple[Vessel, ...]
    lockages: tuple[Lockage, ...]
    waiting: dict[int, list[int]]
    inside: list[list[int]]
    busy: dict[int, list[float]]
    content_t: dict[int, list[float]]


def day_starts(hours: float, warm_h: float, begin: datetime | None = None) -> list[float]:
    """Return at which hours of a run the whole days begin that count.

    Parameters
    ----------
    hours, warm_h
        Length of the run, and what of it does not count.
    begin
        Instant at which it begins: then days begin at midnight there.

    Examples
    --------
    >>> from datetime import timezone
    >>> day_starts(96.0, 30.0)
    [30.0, 54.0]
    >>> day_starts(96.0, 24.0, datetime(2025, 1, 1, 6, tzinfo=timezone.utc))
    [42.0, 66.0]
    """
    if begin is not None:
        return _midnights(hours, warm_h, begin)
    return [warm_h + DAY_H * k for k in range(int((hours - warm_h) // DAY_H))]


def _midnights(hours: float, warm_h: float, begin: datetime) -> list[float]:
    midnight = (begin + timedelta(hours=warm_h)).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[float] = []
    while True:
        at = (midnight.timestamp() - begin.timestamp()) / 3600
        if at + DAY_H > hours + 1e-9:
            return found
        if at >= warm_h - 1e-9:
            found.append(at)
        midnight += timedelta(days=1)


def traced_day(
    scenario: Scenario,
    starts: Sequence[float],
    *,
    seed: int = 1,
    replication: int = 0,
    number: int | None = None,
) -> Day:
    """Return a day of a run.

    Parameters
    ----------
    scenario, seed
        As for `tongqu.sim.simulate`.
    starts
        At which hours the days begin among which one is chosen.
    replication
        Which run, from 0.
    number
        Which of the days, from 0; by default the one on which most vessels are locked and berthed.

    Raises
    ------
    UsageError
        If there is no such day.

    Examples
    --------
    >>> from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
    >>> stay = Serve("quay", Law.const(6.0))
    >>> come = Source("barges", (("barge", 1),), (stay,), times=(3.0, 30.0, 32.0))
    >>> scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 1),))
    >>> day = traced_day(scenario, [0.0, 24.0])
    >>> day.number, [len(vessel.stretches) for vessel in day.vessels]
    (1, [1, 2])
    """
    if not starts:
        raise UsageError.of("sim_no_day")
    if not 0 <= (number or 0) < len(starts):
        value = str((number or 0) + 1)
        raise UsageError.of("sim_no_such_day", value=value, first="1", last=str(len(starts)))
    last = starts[-1] if number is None else starts[number]
    trace = Trace(scenario, last + DAY_H + AFTER_H, seed, replication)
    chart = chart_of(scenario)
    which = _busiest(trace, chart, starts) if number is None else number
    begin_h, hours = starts[which], DAY_H
    while True:
        vessels = _vessels(trace, chart, begin_h, begin_h + hours)
        if sum(len(vessel.stretches) for vessel in vessels) <= MOST_STRETCHES or hours <= 1:
            break
        hours /= 2
    chosen = len(starts) if number is None else 0
    return Day(
        scenario, chart, replication, which, chosen, begin_h, hours, vessels,
        _lockages(trace, chart, begin_h, begin_h + hours), *_on_land(trace, chart, begin_h, hours),
        *_means(trace, chart, begin_h, hours),
    )  # fmt: skip


def _on_water(chart: Chart) -> Bools:
    return np.array([way is not None for way in chart.ways])


def _busiest(trace: Trace, chart: Chart, starts: Sequence[float]) -> int:
    """Return the day on which most vessels are locked and berthed; of equal ones the first."""
    quays = [quay for terminal in chart.terminals for quay in terminal.quays]
    at_quay = np.isin(np.array(trace.rows.station_of, np.int64), quays)
    berths = np.flatnonzero(trace.what == c.GRANTED)
    berths = berths[at_quay[trace.at[berths]]]
    moves = np.sort(np.concatenate((
        trace.time[trace.what == c.ENTERS_CHAMBER], trace.time[berths],
    )))  # fmt: skip
    first = np.array(starts)
    count = np.searchsorted(moves, first + DAY_H) - np.searchsorted(moves, first)
    return int(np.argmax(count))


def _vessels(trace: Trace, chart: Chart, begin_h: float, end_h: float) -> tuple[Vessel, ...]:
    """Return the vessels that are there between two hours, each with its place at the quay."""
    order, firsts = trace.of_units(_on_water(chart))
    time, what = trace.time[order], trace.what[order]
    found = []
    for first, after in zip(firsts[:-1].tolist(), firsts[1:].tolist(), strict=True):
        left = what[after - 1] == c.GONE and time[after - 1] < begin_h
        if left or time[first] >= end_h:
            continue
        lines = order[first:after]
        source = int(trace.source[lines[0]])
        way = chart.ways[source]
        assert way is not None
        events = map(Event, time[first:after].tolist(), what[first:after].tolist(),
                     trace.at[lines].tolist())  # fmt: skip
        parts = stretches(events, way, chart, trace.rows, trace.hours)
        inside = tuple(part for part in parts if part.end_h > begin_h and part.begin_h < end_h)
        if inside:
            been = any(part.kind == AT_BERTH and part.end_h <= begin_h for part in parts)
            found.append(Vessel(source, int(trace.serial[lines[0]]), inside, (), been))
    return _moored(found)


def _moored(vessels: list[Vessel]) -> tuple[Vessel, ...]:
    """Give each vessel at a quay the first place that is free there."""
    stays = []
    for number, vessel in enumerate(vessels):
        for k, part in enumerate(vessel.stretches):
            if part.kind in (AT_BERTH, HELD_UP):
                stays.append((part.begin_h, number, k))
    slots = [[-1] * len(vessel.stretches) for vessel in vessels]
    free_at: dict[int, list[float]] = {}
    for begin, number, k in sorted(stays):
        if slots[number][k] >= 0:
            continue  # at the same place as in the stretch before
        parts = vessels[number].stretches
        quay = parts[k].at
        places = free_at.setdefault(quay, [])
        free = [place for place, until in enumerate(places) if until <= begin]
        slot = free[0] if free else len(places)
        if not free:
            places.append(0.0)
        while k < len(parts) and parts[k].kind in (AT_BERTH, HELD_UP) and parts[k].at == quay:
            slots[number][k], places[slot] = slot, parts[k].end_h
            k += 1
    return tuple(
        vessel._replace(slots=tuple(places)) for vessel, places in zip(vessels, slots, strict=True)
    )


def _lockages(trace: Trace, chart: Chart, begin_h: float, end_h: float) -> tuple[Lockage, ...]:
    """Return lockages of a time, with the last one begun before it and the first one after it."""
    order, _ = trace.of_units(_on_water(chart))
    enters = np.flatnonzero(trace.what[order] == c.ENTERS_CHAMBER)
    times, chambers = trace.time[order[enters]], trace.at[order[enters]]
    found = []
    for chamber in np.unique(chambers):
        begins = np.unique(times[chambers == chamber])
        first = max(0, int(np.searchsorted(begins, begin_h, side="right")) - 1)
        for begin in begins[first : int(np.searchsorted(begins, end_h)) + 1]:
            mine = enters[(chambers == chamber) & (times == begin)]
            # Who enters was in a row before the lock until then, and is out with the next step.
            lock = trace.rows.lock(int(trace.at[order[mine[0] - 1]]))
            assert lock is not None
            nexts = mine[mine + 1 < order.size] + 1
            out = trace.time[order[nexts[trace.what[order[nexts]] == c.LEAVES_CHAMBER]]]
            end = float(out.max()) if out.size == mine.size else trace.hours
            found.append(Lockage(int(chamber), float(begin), end, lock[1], mine.size))
    return tuple(found)


def _on_land(
    trace: Trace, chart: Chart, begin_h: float, hours: float
) -> tuple[dict[int, list[int]], list[list[int]]]:
    """Return, every five minutes, who waits at gates, and who is in terminals."""
    ticks = np.array([begin_h + STEP_H * k for k in range(round(hours / STEP_H) + 1)])
    lines, ends = trace.waits(~_on_water(chart))
    rows, begins = trace.at[lines], trace.time[lines]
    waiting = {
        gate: _there(begins[rows == gate], ends[rows == gate], ticks)
        for terminal in chart.terminals
        for gate in terminal.gates
    }
    inside = []
    for terminal in chart.terminals:
        mine = np.array([
            way is None and _calls_at(trace.scenario, k, terminal.gates, terminal.stores)
            for k, way in enumerate(chart.ways)
        ])  # fmt: skip
        chosen = mine[trace.source]
        comes = trace.time[chosen & (trace.what == c.CREATED_AT)]
        goes = trace.time[chosen & (trace.what == c.GONE)]
        inside.append(_there(comes, goes, ticks))
    return waiting, inside


def _there(begins: Reals, ends: Reals, ticks: Reals) -> list[int]:
    """Return how many have begun and not ended at each tick."""
    came = np.searchsorted(np.sort(begins), ticks, side="right")
    return (came - np.searchsorted(np.sort(ends), ticks, side="right")).tolist()  # type: ignore[no-any-return]


def _calls_at(
    scenario: Scenario, source: int, gates: tuple[int, ...], stores: tuple[int, ...]
) -> bool:
    """Whether land traffic of a source passes one of some gates or stores."""
    from tongqu.sim.checks import steps_of, works_of
    from tongqu.sim.scenario import Serve

    route = scenario.sources[source].route
    names = {scenario.stations[gate].id for gate in gates}
    kept = {scenario.stores[store].id for store in stores}
    served = {step.station for step in steps_of(route) if isinstance(step, Serve)}
    return bool(served & names) or any(work.store in kept for work in works_of(route))


def _means(
    trace: Trace, chart: Chart, begin_h: float, hours: float
) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Return, hour by hour, cranes at work and what lies in stores."""
    first = round(begin_h)
    hourly = trace.series[first : first + max(1, round(hours)), :, c.P_BUSY]
    busy = {k: hourly[:, k].tolist() for terminal in chart.terminals for k in terminal.cranes}
    stations = trace.rows.stations
    content = {
        k: hourly[:, stations + 2 * k].tolist()
        for terminal in chart.terminals
        for k in terminal.stores
    }
    return busy, content
