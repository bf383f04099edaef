"""A day to look at: what it shows at an instant is what a plain count of the trace gives."""

from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sim_scenarios import HOURS, scenarios

from tongqu import load_region
from tongqu.errors import UsageError
from tongqu.sim import Law, Sail, Scenario, Serve, Source, Vehicle, WaitFor, lanes
from tongqu.sim.day import AFTER_H, DAY_H, Day, day_starts, traced_day
from tongqu.sim.day_units import (
    AT_BERTH,
    HELD_UP,
    IN_CHAMBER,
    SAILS,
    STAYS,
    WAITS_AT_LOCK,
    WAITS_FOR_BERTH,
)
from tongqu.sim.region_scenario import region_scenario
from tongqu.sim.scenario import Calendar
from tongqu.sim.tracing import Line, trace_run

Count = Counter[tuple[str, str]]


def shown(day: Day, time: float) -> Count:
    """Return what the day shows at an instant, by what and where."""
    scenario = day.scenario
    chambers = [chamber.id for lock in scenario.locks for chamber in lock.chambers]
    names = {
        WAITS_AT_LOCK: [lock.id for lock in scenario.locks], IN_CHAMBER: chambers,
        WAITS_FOR_BERTH: [row.id for row in scenario.stations],
        AT_BERTH: [row.id for row in scenario.stations],
        HELD_UP: [row.id for row in scenario.stations],
    }  # fmt: skip
    found: Count = Counter()
    for vessel in day.vessels:
        for part in vessel.stretches:
            if part.begin_h <= time < part.end_h and part.kind in names:
                kind = "at" if part.kind in (AT_BERTH, HELD_UP, IN_CHAMBER) else "before"
                found[kind, names[part.kind][part.at]] += 1
    return found


def counted(day: Day, lines: list[Line], time: float) -> Count:
    """Return the same from the trace, line by line, without any notion of a vessel's way."""
    scenario = day.scenario
    on_water = {
        row.id for row, way in zip(scenario.sources, day.chart.ways, strict=True) if way is not None
    }
    station_of = {group.id: row.id for row in scenario.stations for group in row.groups}
    quays = {scenario.stations[k].id for row in day.chart.terminals for k in row.quays}
    waits_at = quays | {lock.id for lock in scenario.locks}
    held: dict[tuple[str, int], str] = {}
    last: dict[tuple[str, int], Line] = {}
    found: Count = Counter()
    for line in lines:
        if line.time_h > time or line.source not in on_water:
            continue
        unit = line.source, line.serial
        last[unit] = line
        where = station_of.get(line.where, "")
        if line.what == "is served" and unit not in held:
            held[unit] = where
            found["at", where] += 1
        elif line.what == "gives back" and held.get(unit) == where:
            del held[unit]
            found["at", where] -= 1
        elif line.what in ("enters", "is out"):
            found["at", line.where] += 1 if line.what == "enters" else -1
    for unit, line in last.items():
        if line.what == "waits" and unit not in held and line.where in waits_at:
            found["before", line.where] += 1
    return +found


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(scenario=scenarios(), seed=st.integers(0, 2**40), at=st.floats(0.001, 23.999))
def test_it_shows_what_the_trace_says(scenario: Scenario, seed: int, at: float) -> None:
    """Random ports: vessels before and in locks, before and at berths, at any instant."""
    starts = day_starts(max(HOURS, DAY_H), 0.0)
    day = traced_day(scenario, starts, seed=seed)
    time = day.begin_h + at * day.hours / DAY_H
    lines = trace_run(scenario, hours=starts[-1] + DAY_H + AFTER_H, seed=seed)
    assert shown(day, time) == counted(day, lines, time)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(scenario=scenarios(), seed=st.integers(0, 2**40))
def test_stories_have_no_gaps(scenario: Scenario, seed: int) -> None:
    """A stretch begins where and when the one before it ends; nobody shares a place at a quay."""
    day = traced_day(scenario, [0.0], seed=seed)
    stays = defaultdict(list)
    for vessel in day.vessels:
        for k, (part, after) in enumerate(
            zip(vessel.stretches, [*vessel.stretches[1:], None], strict=True)
        ):
            if after is not None:
                assert part.end_h == after.begin_h
                if part.kind == SAILS and after.kind == SAILS:
                    assert part.to == after.at
            if vessel.slots[k] >= 0:
                stays[part.at, vessel.slots[k]].append((part.begin_h, part.end_h))
    for times in stays.values():
        times.sort()
        for (_, end), (begin, _) in pairwise(times):
            assert begin >= end - 1e-12


@pytest.fixture(scope="module")
def port() -> tuple[Day, list[Line]]:
    made = region_scenario(load_region("qujiang"), date(2025, 3, 1), years=0.05)
    hours = made.lead_h + 0.05 * 8760
    starts = day_starts(hours, made.lead_h, made.begin)
    day = traced_day(made.scenario, starts, seed=3, replication=1)
    lines = trace_run(made.scenario, hours=starts[-1] + DAY_H + AFTER_H, seed=3, replication=1)
    return day, lines


def test_the_port_of_a_region(port: tuple[Day, list[Line]]) -> None:
    """Locks from the port down to the sea, both phases above them, and every count of the day."""
    day, lines = port
    names = [day.scenario.locks[k].id for k in day.chart.locks]
    assert (names[0], names[-1]) == ("anrenpu-lock", "fuchunjiang-lock")
    assert [row.reach for row in day.chart.terminals] == [0, 0]
    assert sum(shown(day, day.begin_h + 12.3).values()) > 10
    for at in (0.05, 3.21, 9.99, 12.3, 18.5, 23.9):
        time = day.begin_h + at
        assert shown(day, time) == counted(day, lines, time)


def test_lockages(port: tuple[Day, list[Line]]) -> None:
    """Who enters a chamber at an instant is one lockage; it ends with the last one out."""
    day, lines = port
    chambers = [chamber.id for lock in day.scenario.locks for chamber in lock.chambers]
    enters = Counter((row.where, row.time_h) for row in lines if row.what == "enters")
    outs = defaultdict(list)
    for line in lines:
        if line.what == "is out":
            outs[line.where].append(line.time_h)
    inside = [row for row in day.lockages if day.begin_h <= row.begin_h < day.begin_h + DAY_H]
    wanted = {key: n for key, n in enters.items() if 0 <= key[1] - day.begin_h < DAY_H}
    assert {(chambers[r.chamber], r.begin_h): r.vessels for r in inside} == wanted
    for row in inside:
        assert row.end_h in outs[chambers[row.chamber]]
        out = [t for t in outs[chambers[row.chamber]] if row.begin_h < t <= row.end_h]
        assert len(out) == row.vessels


def test_land_and_stocks(port: tuple[Day, list[Line]]) -> None:
    """Trucks before the gate and in the port every five minutes, as counted from the trace."""
    day, lines = port
    seen = 0
    for terminal, inside in zip(day.chart.terminals, day.inside, strict=True):
        (gate,) = terminal.gates
        name = day.scenario.stations[gate].id
        trucks = {row.source for row in lines if row.where == name}
        for k in (0, 100, 250, 288):
            time = day.begin_h + k / 12
            there: set[tuple[str, int]] = set()
            before: set[tuple[str, int]] = set()
            for line in lines:
                unit = line.source, line.serial
                if line.source in trucks and line.time_h <= time:
                    there.add(unit)
                    if line.what == "leaves":
                        there.discard(unit)
                    before.discard(unit)
                    if line.what == "waits" and line.where == name:
                        before.add(unit)
            assert (inside[k], day.waiting[gate][k]) == (len(there), len(before))
            seen += len(there)
    assert seen > 0
    assert all(len(values) == 24 for values in day.content_t.values())
    rooms = [row.capacity_t for row in day.scenario.stores]
    assert all(0 <= t <= rooms[k] + 1e-6 for k, row in day.content_t.items() for t in row)


def test_the_busiest_day_is_chosen(port: tuple[Day, list[Line]]) -> None:
    """Most vessels that enter a chamber or come to a berth; or the day that is asked for."""
    day, lines = port
    quays = {f"berths-qujiang-port-{k}" for k in (1, 2)}
    moves: Counter[int] = Counter()
    first = day.begin_h - 24 * day.number
    for line in lines:
        if line.what == "enters" or (line.what == "is served" and line.where in quays):
            moves[int((line.time_h - first) // 24)] += 1
    days = 18
    assert day.chosen == days
    assert moves[day.number] == max(moves[k] for k in range(days))
    other = traced_day(day.scenario, [first + 24 * k for k in range(days)], number=3)
    assert (other.number, other.chosen, other.begin_h) == (3, 0, first + 72)


def test_waiting_for_water_is_no_voyage() -> None:
    """Who waits for water at the beginning of a voyage stays, then sails."""
    deep = Calendar("deep", changes=((0.0, 1.0), (1.0, 0.0), (10.0, 1.0)))
    route = (WaitFor("deep"), Sail(Law.const(4.0)), Serve("quay", Law.const(2.0)))
    come = Source("barges", (("barge", 1.0),), route, times=(5.0,))
    scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 1),), calendars=(deep,))
    (vessel,) = traced_day(scenario, [0.0]).vessels
    assert [(p.kind, p.begin_h, p.end_h) for p in vessel.stretches] == [
        (STAYS, 5.0, 10.0), (SAILS, 10.0, 14.0), (AT_BERTH, 14.0, 16.0),
    ]  # fmt: skip


def test_days_begin_at_midnight_there() -> None:
    """Where clocks change too: the night in March is an hour short."""
    begin = datetime(2025, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert day_starts(96.0, 0.0, begin) == [12.0, 36.0, 59.0]
    assert day_starts(10.0, 0.0) == []


def test_too_much_to_draw_is_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer hours, the same beginning; a day that is not there is refused."""
    monkeypatch.setattr("tongqu.sim.day.MOST_STRETCHES", 20)
    come = Source("b", (("barge", 1),), (Serve("quay", Law.const(0.2)),), gap=Law.const(0.5))
    scenario = Scenario((Vehicle("barge"),), (come,), (lanes("quay", 1),))
    day = traced_day(scenario, [24.0])
    assert (day.begin_h, day.hours) == (24.0, 6.0)
    assert len(day.inside[0]) == 73
    for number in (-1, 1):
        with pytest.raises(UsageError):
            traced_day(scenario, [24.0], number=number)
