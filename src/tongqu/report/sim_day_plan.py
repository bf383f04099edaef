"""Where everything goes on the schematic map of a day: river, locks, queues, terminals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from tongqu.sim.day_units import WAITS_AT_LOCK

if TYPE_CHECKING:
    from tongqu.sim.day import Day
    from tongqu.sim.day_chart import Terminal

__all__ = ["Box", "Card", "Gauge", "LockPlace", "Plan", "Stack", "plan_of"]

WIDTH = 1060.0
LEFT, RIGHT = 24.0, WIDTH - 24.0
CHAMBER_W, CHAMBER_H = 36.0, 22.0
PITCH_X, PITCH_Y = 14.0, 9.0
"""From one vessel in a row to the next."""

LEAST_ROWS, MOST_ROWS = 3, 8
"""How many vessels stand one above the other before a lock."""

BERTH_W, BERTH_H = 25.0, 18.0
MOST_BERTHS, MOST_STORES = 120, 16
CARD_GAP = 16.0
MOST_CARDS = 4

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Stack:
    """Places of vessels that wait: column by column, away from where they are served.

    Attributes
    ----------
    x, y
        Of the first one.
    dx, dy
        To the next column, and to the next one in a column.
    rows, room
        Vessels in a column, and in all; further ones are only counted.
    facing
        Which way they look: 1 downstream (to the right), -1 upstream.
    """

    x: float
    y: float
    dx: float
    dy: float
    rows: int
    room: int
    facing: int

    def place(self, k: int) -> Point:
        """Return where the vessel stands that is so many-th, from 0."""
        return self.x + self.dx * (k // self.rows), self.y + self.dy * (k % self.rows)


@dataclass(frozen=True)
class LockPlace:
    """A lock on the map.

    Attributes
    ----------
    lock
        Its number.
    x
        Its middle.
    chambers
        Number and rectangle of each chamber.
    down, up
        Rows of those that wait to go down and up.
    """

    lock: int
    x: float
    chambers: tuple[tuple[int, Box], ...]
    down: Stack
    up: Stack


@dataclass(frozen=True)
class Quay:
    """A station at which vessels berth.

    Attributes
    ----------
    station
        Its number.
    servers
        Berths.
    y
        Top of its part of the card.
    stack
        Row of those that wait.
    slots
        Rectangles of the berths that are drawn.
    """

    station: int
    servers: int
    y: float
    stack: Stack
    slots: tuple[Box, ...]


@dataclass(frozen=True)
class Gauge:
    """A bar for a store."""

    store: int
    x: float
    y: float
    w: float


@dataclass(frozen=True)
class Card:
    """A terminal on the map.

    Attributes
    ----------
    number
        Of the terminal, in the order of the chart.
    box
        Its rectangle.
    quays, gauges
        Berths and stores that are drawn.
    cranes, gates
        Number of each station, and the line on which its figures stand.
    inside_y
        Line of the figure of units that are in the terminal by land; None where there are none.
    unseen
        Stores that have no bar, because there are too many.
    """

    number: int
    box: Box
    quays: tuple[Quay, ...]
    cranes: tuple[tuple[int, float], ...]
    gates: tuple[tuple[int, float], ...]
    inside_y: float | None
    gauges: tuple[Gauge, ...]
    unseen: int


@dataclass(frozen=True)
class Plan:
    """The map.

    Attributes
    ----------
    river_y
        Middle of the river.
    locks, cards
        What stands on it.
    paths
        By point the way from it to the river: a river's own point is its own way.
    bottom
        Where the map ends.
    """

    river_y: float
    locks: tuple[LockPlace, ...]
    cards: tuple[Card, ...]
    paths: tuple[tuple[Point, ...], ...]
    bottom: float


def plan_of(day: Day) -> Plan:
    """Return the map of a day."""
    chart = day.chart
    most = max((len(row.chambers) for row in day.scenario.locks), default=0)
    half = max(CHAMBER_H, most * CHAMBER_H) / 2
    rows = _rows(day)
    river_y = 34.0 if not chart.locks else 46.0 + PITCH_Y * rows + half
    edges = _edges(chart.reach_h)
    locks = _locks(day, edges, river_y, rows)
    top = river_y + 48.0 if not chart.locks else river_y + half + PITCH_Y * rows + 28.0
    cards = _cards(day, top)
    paths = _paths(day, edges, river_y, locks, cards, top)
    bottom = max((card.box.y + card.box.h for card in cards), default=top)
    return Plan(river_y, locks, cards, paths, bottom)


def _edges(reach_h: tuple[float, ...]) -> list[float]:
    """Return where reaches begin and end: half of the width alike, half by the root of hours."""
    roots = [math.sqrt(hours) for hours in reach_h]
    total = sum(roots) or 1.0
    edges = [LEFT]
    for root in roots:
        share = 0.5 / len(roots) + 0.5 * (root / total if sum(roots) else 1 / len(roots))
        edges.append(edges[-1] + share * (RIGHT - LEFT))
    return edges


def _rows(day: Day) -> int:
    """Return how high rows before locks are: so that the longest of the day is two columns."""
    changes: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for vessel in day.vessels:
        for part in vessel.stretches:
            if part.kind == WAITS_AT_LOCK:
                row = changes.setdefault((part.at, part.to), [])
                row += [(part.begin_h, 1), (part.end_h, -1)]
    longest = 0
    for row in changes.values():
        longest = max(longest, *accumulate(change for _, change in sorted(row)))
    return min(MOST_ROWS, max(LEAST_ROWS, -(-longest // 2)))


def _locks(day: Day, edges: list[float], river_y: float, rows: int) -> tuple[LockPlace, ...]:
    numbers: list[list[int]] = []
    count = 0
    for row in day.scenario.locks:
        numbers.append(list(range(count, count + len(row.chambers))))
        count += len(row.chambers)
    found = []
    for place, lock in enumerate(day.chart.locks):
        x = edges[place + 1]
        mine = numbers[lock]
        top = river_y - len(mine) * CHAMBER_H / 2
        boxes = tuple(
            (chamber, Box(x - CHAMBER_W / 2, top + CHAMBER_H * k + 1, CHAMBER_W, CHAMBER_H - 2))
            for k, chamber in enumerate(mine)
        )
        away = max(12.0, len(mine) * CHAMBER_H / 2) + 4.0
        side = CHAMBER_W / 2 + 10.0
        stacks = []
        for direction, room in ((-1, x - edges[place]), (1, edges[place + 2] - x)):
            columns = max(1, min(8, int((room / 2 - side) // PITCH_X) + 1))
            stacks.append(
                Stack(x + direction * side, river_y + direction * away, direction * PITCH_X,
                      direction * PITCH_Y, rows, rows * columns, -direction)
            )  # fmt: skip
        found.append(LockPlace(lock, x, boxes, *stacks))
    return tuple(found)


def _cards(day: Day, top: float) -> tuple[Card, ...]:
    terminals = day.chart.terminals
    across = min(MOST_CARDS, len(terminals)) or 1
    width = min(680.0, (RIGHT - LEFT - CARD_GAP * (across - 1)) / across)
    found: list[Card] = []
    y = top
    for first in range(0, len(terminals), across):
        row = [
            _card(day, first + k, terminal, LEFT + k * (width + CARD_GAP), y, width)
            for k, terminal in enumerate(terminals[first : first + across])
        ]
        height = max(card.box.h for card in row)
        for card in row:
            box = Box(card.box.x, card.box.y, card.box.w, height)
            found.append(
                Card(card.number, box, card.quays, card.cranes, card.gates, card.inside_y,
                     card.gauges, card.unseen)
            )  # fmt: skip
        y += height + CARD_GAP
    return tuple(found)


def _card(day: Day, number: int, terminal: Terminal, x: float, y: float, w: float) -> Card:
    line = y + 26.0
    quays = []
    for station in terminal.quays:
        quay = _quay(day, station, x, line, w)
        quays.append(quay)
        line = max((slot.y + slot.h for slot in quay.slots), default=line + 40) + 8.0
    line += 10.0
    cranes, gates = [], []
    for station in terminal.cranes:
        cranes.append((station, line))
        line += 18.0
    for station in terminal.gates:
        gates.append((station, line))
        line += 18.0
    inside_y = None
    if terminal.gates or any(day.inside[number]):
        inside_y, line = line, line + 18.0
    by_room = sorted(terminal.stores, key=lambda k: -day.scenario.stores[k].capacity_t)
    kept = sorted(by_room[:MOST_STORES])
    columns = 2 if w >= 420 and len(kept) > 3 else 1
    rows = -(-len(kept) // columns)
    wide = (w - 24.0) / columns
    line += 20.0 if kept else 0.0
    gauges = tuple(
        Gauge(store, x + 12.0 + wide * (k // rows), line + 16.0 * (k % rows), wide)
        for k, store in enumerate(kept)
    )
    line += 16.0 * rows
    unseen = len(terminal.stores) - len(kept)
    line += 16.0 if unseen else 0.0
    return Card(number, Box(x, y, w, line - y), tuple(quays), tuple(cranes), tuple(gates),
                inside_y, gauges, unseen)  # fmt: skip


def _quay(day: Day, station: int, x: float, y: float, w: float) -> Quay:
    servers = sum(group.servers for group in day.scenario.stations[station].groups)
    across = max(1, int((w - 24.0) // BERTH_W))
    columns = max(1, int((w - 24.0) // PITCH_X))
    stack = Stack(x + 18.0, y + 24.0, PITCH_X, PITCH_Y, 2, 2 * columns, -1)
    top = y + 42.0 + 18.0
    slots = tuple(
        Box(x + 12.0 + BERTH_W * (k % across), top + (BERTH_H + 3) * (k // across),
            BERTH_W - 3, BERTH_H)
        for k in range(min(servers, MOST_BERTHS))
    )  # fmt: skip
    return Quay(station, servers, y, stack, slots)


def _paths(
    day: Day, edges: list[float], river_y: float, locks: tuple[LockPlace, ...],
    cards: tuple[Card, ...], top: float,
) -> tuple[tuple[Point, ...], ...]:  # fmt: skip
    """Return the way from each point to the river, in the order of the chart's points."""
    chart = day.chart
    found: list[tuple[Point, ...]] = [((LEFT, river_y),), ((RIGHT, river_y),)]
    for reach in range(len(chart.locks) + 1):
        found.append((((edges[reach] + edges[reach + 1]) / 2, river_y),))
    half = CHAMBER_W / 2 + 4.0
    places = {row.lock: row.x for row in locks}
    for lock in range(len(chart.locks)):
        found += [((places[lock] - half, river_y),), ((places[lock] + half, river_y),)]
    ways: dict[int, tuple[Point, ...]] = {}
    for card in cards:
        reach = chart.terminals[card.number].reach
        mates = [c.number for c in cards if chart.terminals[c.number].reach == reach]
        begin, end = edges[reach], edges[reach + 1]
        # Behind the row of those who go up from the lock above, before that of those who go down.
        begin += (0.5 if reach else 0.08) * (end - begin)
        end -= 0.2 * (end - begin)
        at = begin + (mates.index(card.number) + 0.5) / len(mates) * (end - begin)
        bend = top - 8.0 - 5.0 * (mates.index(card.number) % 2)
        middle = card.box.x + card.box.w / 2
        for quay in card.quays:
            ways[quay.station] = (
                (middle, card.box.y), (middle, bend), (at, bend), (at, river_y),
            )  # fmt: skip
    for station in range(len(day.scenario.stations)):
        found.append(ways.get(station, ((LEFT, river_y),)))
    return tuple(found)
