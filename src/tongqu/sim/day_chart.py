"""The places of a scenario in the order of its routes: locks in series, reaches, terminals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.sim.call_waits import call_sources
from tongqu.sim.checks import works_of
from tongqu.sim.scenario import Berthing, Chance, Pass, Sail, Serve, WaitFor, Work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongqu.sim.scenario import Scenario, Source, Step

__all__ = ["Anchor", "Chart", "Terminal", "Way", "chart_of"]

TOP, BOTTOM = 0, 1
"""Points at the two ends of the river."""


@dataclass(frozen=True)
class Anchor:
    """A stop of a route at a known place, and what passes before it.

    Attributes
    ----------
    lock, up
        A lock's number in the scenario, and the direction; ``lock`` is -1 at a station.
    station
        A station's number, or -1.
    holds
        Of the stretches of time before it, whether each is a wait on the spot and no voyage; None
        where that is a matter of chance.
    """

    lock: int
    up: bool
    station: int
    holds: tuple[bool, ...] | None


@dataclass(frozen=True)
class Way:
    """What units of a source do on the water.

    Attributes
    ----------
    anchors
        In order.
    entry, leave
        Points at which they come into sight and leave it.
    """

    anchors: tuple[Anchor, ...]
    entry: int
    leave: int


@dataclass(frozen=True)
class Terminal:
    """What belongs together because the same cargo passes it.

    Attributes
    ----------
    reach
        Reach of the river at which it lies, from 0 at the upper end.
    quays, cranes, gates
        Numbers of stations at which vessels berth, whose servers work on vessels at a berth, and
        that land traffic passes.
    stores
        Numbers of stores.
    """

    reach: int
    quays: tuple[int, ...]
    cranes: tuple[int, ...]
    gates: tuple[int, ...]
    stores: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Places of a scenario.

    Attributes
    ----------
    locks
        Numbers of the locks, from the upper end down.
    reach_h
        Mean hours that a vessel sails in each reach: above the first lock, between two, and below
        the last one.
    ways
        By source what its vessels do; None of traffic by land.
    terminals
        From the upper end down.
    """

    locks: tuple[int, ...]
    reach_h: tuple[float, ...]
    ways: tuple[Way | None, ...]
    terminals: tuple[Terminal, ...]

    def reach_point(self, reach: int) -> int:
        """Return the point at which vessels begin or end in a reach."""
        if reach == len(self.locks):
            return BOTTOM
        return TOP if reach == 0 else 2 + reach

    def lock_point(self, lock: int, *, above: bool) -> int:
        """Return the point above or below a lock."""
        return 3 + len(self.locks) + 2 * lock + (not above)

    def station_point(self, station: int) -> int:
        """Return the point of a station."""
        return 3 + 3 * len(self.locks) + station


def chart_of(scenario: Scenario) -> Chart:
    """Return the places of a scenario.

    Examples
    --------
    >>> from tongqu.sim import Chamber, Law, Lock, Pass, Scenario, Source, Vehicle
    >>> chamber = (Chamber("c", 100, 12, 0.5, 0.5),)
    >>> route = (Pass("lower", "up"), Pass("upper", "up"))
    >>> come = Source("barges", (("barge", 1.0),), route, gap=Law.exp(4))
    >>> locks = (Lock("lower", chamber), Lock("upper", chamber))
    >>> chart_of(Scenario((Vehicle("barge"),), (come,), locks=locks)).locks
    (1, 0)
    """
    return _Maker(scenario).made()


def _flat(steps: tuple[Step, ...], *, sure: bool = True) -> Iterator[tuple[Step, bool]]:
    """Yield all steps, and whether each unit takes them."""
    for step in steps:
        if isinstance(step, Chance):
            yield step, False
            yield from _flat(step.steps, sure=False)
        else:
            yield step, sure


class _Maker:
    """Collects the parts of a chart."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.lock = {row.id: k for k, row in enumerate(scenario.locks)}
        self.station = {row.id: k for k, row in enumerate(scenario.stations)}
        self.store = {row.id: k for k, row in enumerate(scenario.stores)}
        calls = {source.id for source in call_sources(scenario)}
        self.on_water = [
            source.id in calls
            or any(isinstance(step, Pass | Berthing) for step, _ in _flat(source.route))
            for source in scenario.sources
        ]
        self.locks = self._order()
        self.place = {lock: k for k, lock in enumerate(self.locks)}
        self.reach_of: dict[int, int] = {}
        self.sails: list[list[float]] = [[] for _ in range(len(self.locks) + 1)]

    def made(self) -> Chart:
        ways = tuple(
            self._way(source) if water else None
            for source, water in zip(self.scenario.sources, self.on_water, strict=True)
        )
        hours = tuple(sum(part) / len(part) if part else 0.0 for part in self.sails)
        return Chart(tuple(self.locks), hours, ways, self._terminals())

    # --- the river --------------------------------------------------------------------------------

    def _order(self) -> list[int]:
        """Return the locks from the upper end down; in a circle, as the scenario has them."""
        above: set[tuple[int, int]] = set()
        for source in self.scenario.sources:
            passed: list[tuple[int, str]] = []
            for step, _ in _flat(source.route):
                if isinstance(step, Pass):
                    here = self.lock[step.lock]
                    for other, direction in passed:
                        if direction == step.direction and other != here:
                            above.add((other, here) if direction == "down" else (here, other))
                    passed.append((here, step.direction))
        left, found = list(range(len(self.scenario.locks))), []
        while left:
            free = [k for k in left if not any((other, k) in above for other in left)]
            found.append((free or left)[0])
            left.remove(found[-1])
        return found

    def _way(self, source: Source) -> Way:
        anchors: list[Anchor] = []
        holds: list[bool] | None = []
        sailed = 0.0
        pending: list[int] = []
        first, reach = -1, -1
        for step, sure in _flat(source.route):
            if isinstance(step, Sail | WaitFor):
                holds = [*holds, isinstance(step, WaitFor)] if sure and holds is not None else None
                sailed += step.hours.mean_value if isinstance(step, Sail) else 0.0
                continue
            if isinstance(step, Pass):
                lock = self.lock[step.lock]
                up = step.direction == "up"
                before = self.place[lock] + up
                first = before if first < 0 else first
                for station in pending:
                    self.reach_of.setdefault(station, before)
                pending = []
                reach = self.place[lock] + (not up)
                self._sailed(before, sailed)
                anchors.append(Anchor(lock, up, -1, None if holds is None else tuple(holds)))
            elif isinstance(step, Serve | Berthing):
                station = self.station[step.station]
                if reach < 0:
                    pending.append(station)
                else:
                    self.reach_of.setdefault(station, reach)
                    self._sailed(reach, sailed)
                told = None if holds is None else tuple(holds)
                anchors.append(Anchor(-1, False, station, told))
            else:
                holds = None if isinstance(step, Chance) else holds
                continue
            holds, sailed = [], 0.0
        last = len(self.locks) if reach < 0 else reach
        self._sailed(last, sailed)
        for station in pending:
            self.reach_of.setdefault(station, last)
        points = Chart(tuple(self.locks), (), (), ())
        return Way(
            tuple(anchors),
            points.reach_point(last if first < 0 else first),
            points.reach_point(last),
        )

    def _sailed(self, reach: int, hours: float) -> None:
        if hours > 0:
            self.sails[reach].append(hours)

    # --- terminals --------------------------------------------------------------------------------

    def _terminals(self) -> tuple[Terminal, ...]:
        """Return stations and stores that some cargo or vehicle joins."""
        kin: dict[tuple[str, int], tuple[str, int]] = {}

        def root(node: tuple[str, int]) -> tuple[str, int]:
            while kin.setdefault(node, node) != node:
                node = kin[node]
            return node

        def join(nodes: list[tuple[str, int]]) -> None:
            for node in nodes:
                kin[root(node)] = root(nodes[0])

        quays: set[int] = set()
        cranes: set[int] = set()
        gates: set[int] = set()
        for source, water in zip(self.scenario.sources, self.on_water, strict=True):
            together = []
            for step, _ in _flat(source.route):
                nodes = self._nodes(step)
                if isinstance(step, Serve | Berthing):
                    (quays if water else gates).add(nodes[0][1])
                if isinstance(step, Berthing | Work):
                    cranes.update(self.station[w.pool] for w in works_of((step,)) if w.pool)
                join(nodes)
                together += nodes
            if not water:
                join(together)
        parts: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for node in kin:
            parts.setdefault(root(node), []).append(node)
        found = []
        for nodes in parts.values():
            rows = sorted(k for kind, k in nodes if kind == "station")
            reach = min((self.reach_of.get(k, 0) for k in rows if k in quays), default=0)
            found.append(
                Terminal(
                    reach,
                    tuple(k for k in rows if k in quays),
                    tuple(k for k in rows if k in cranes and k not in quays),
                    tuple(k for k in rows if k in gates),
                    tuple(sorted(k for kind, k in nodes if kind == "store")),
                )
            )
        return tuple(sorted(found, key=lambda row: (row.reach, row.quays or row.gates)))

    def _nodes(self, step: Step) -> list[tuple[str, int]]:
        nodes = []
        if isinstance(step, Serve | Berthing):
            nodes.append(("station", self.station[step.station]))
        if isinstance(step, Berthing | Work):
            for work in works_of((step,)):
                if work.pool is not None:
                    nodes.append(("station", self.station[work.pool]))
                if work.store is not None:
                    nodes.append(("store", self.store[work.store]))
        return nodes
