"""What the page knows of a day, as its script reads it, and what the map shows at an instant."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tongqu.sim.day_units import (
    AT_BERTH,
    HELD_UP,
    IN_CHAMBER,
    WAITS_AT_LOCK,
    WAITS_FOR_BERTH,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongqu.report.sim_day_plan import Plan, Stack
    from tongqu.sim.day import Day, Vessel

__all__ = ["Mark", "Shown", "day_data", "shown_at"]

GRAIN = 1000
"""Parts of an hour in which instants are told."""

LADEN, EMPTY, OTHER = 0, 1, 2
AFLOAT_Y = 5.0
"""Who goes up keeps below the middle of the river, who goes down above it."""


@dataclass(frozen=True)
class Mark:
    """A vessel on the map.

    Attributes
    ----------
    x, y
        Where.
    facing
        1 downstream, -1 upstream.
    look
        0 laden, 1 empty, 2 of another port.
    """

    x: float
    y: float
    facing: int
    look: int


@dataclass
class Shown:
    """What the map shows at an instant.

    Attributes
    ----------
    marks
        By number of the vessel.
    figures
        By key of the figure its text; see `day_data`.
    levels
        By chamber how high its water stands, from 0 to 1.
    held_up
        Places at quays, as station and place, whose vessel has no crane, room or stock.
    taken
        Places at quays at which a vessel lies.
    """

    marks: dict[int, Mark] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    levels: dict[int, float] = field(default_factory=dict)
    taken: set[tuple[int, int]] = field(default_factory=set)
    held_up: set[tuple[int, int]] = field(default_factory=set)


def day_data(day: Day, plan: Plan) -> dict[str, Any]:
    """Return a day and its map as the page's script reads them.

    Returns
    -------
    dict
        ``hours``; ``paths`` by point; ``river``; ``locks``, each its number and the rows of those
        who go down and up; ``quays``, each a station, its row and its berths' corners;
        ``chambers``, each its side at the begin of the run, hours of an empty turn, and lockages
        (begin, end, upwards, vessels); ``vessels``, each a look and a chain of kind, begin, end,
        at, to or place; ``land`` and ``hourly``, figures by key: every five minutes, hour by hour;
        ``rooms``, room of stores by key. Instants are thousandths of an hour from its begin.
    """

    def ticks(hour: float) -> int:
        return round((hour - day.begin_h) * GRAIN)

    chambers = [chamber for lock in day.scenario.locks for chamber in lock.chambers]
    looks = [_look(day, source) for source in range(len(day.scenario.sources))]
    return {
        "hours": day.hours,
        "river": plan.river_y,
        "paths": [[[round(x, 1), round(y, 1)] for x, y in way] for way in plan.paths],
        "locks": [[row.lock, _numbers(row.down), _numbers(row.up)] for row in plan.locks],
        "quays": [
            [quay.station, _numbers(quay.stack), [[slot.x, slot.y] for slot in quay.slots]]
            for card in plan.cards
            for quay in card.quays
        ],
        "chambers": [
            [
                int(chamber.side == "up"), round(chamber.turn_h * GRAIN),
                [[ticks(row.begin_h), ticks(row.end_h), int(row.up), row.vessels]
                 for row in day.lockages if row.chamber == k],
            ]
            for k, chamber in enumerate(chambers)
        ],
        "vessels": [_chain(vessel, looks[vessel.source], ticks) for vessel in day.vessels],
        "land": {
            **{f"gate-{k}": counts for k, counts in day.waiting.items()},
            **{f"inside-{k}": counts for k, counts in enumerate(day.inside)},
        },
        "hourly": {
            **{f"crane-{k}": [round(v, 1) for v in row] for k, row in day.busy.items()},
            **{f"store-{k}": [round(v) for v in row] for k, row in day.content_t.items()},
        },
        "rooms": {
            f"store-{k}": round(day.scenario.stores[k].capacity_t, 1) for k in day.content_t
        },
    }  # fmt: skip


def _numbers(stack: Stack) -> list[float]:
    return [round(stack.x, 1), round(stack.y, 1), stack.dx, stack.dy, stack.rows, stack.room,
            stack.facing]  # fmt: skip


def _look(day: Day, source: int) -> str:
    """Return what vessels of a source do with cargo: ``brings``, ``fetches``, ``both`` or none."""
    from tongqu.sim.checks import works_of

    sides = {work.side for work in works_of(day.scenario.sources[source].route)}
    if len(sides) == 1:
        return "brings" if "discharge" in sides else "fetches"
    return "both" if sides else ""


def _chain(vessel: Vessel, cargo: str, ticks: Any) -> list[int]:
    """Return what a vessel does as whole numbers, five for each stretch, and its look in each."""
    chain: list[int] = []
    been = vessel.berthed
    for part, slot in zip(vessel.stretches, vessel.slots, strict=True):
        at_berth = part.kind in (AT_BERTH, HELD_UP)
        if been and not at_berth:
            look = EMPTY if cargo == "brings" else LADEN
        else:
            look = EMPTY if cargo == "fetches" else LADEN
        been = been or at_berth
        look = look if cargo else OTHER
        to = slot if at_berth else part.to
        chain += [8 * look + part.kind, ticks(part.begin_h), ticks(part.end_h), part.at, to]
    return chain


def shown_at(data: Mapping[str, Any], hour: float) -> Shown:
    """Return what the map shows; the page's script does the same.

    Parameters
    ----------
    data
        Of `day_data`.
    hour
        From its begin.
    """
    now = hour * GRAIN
    shown = Shown()
    rows: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {}
    for number, chain in enumerate(data["vessels"]):
        for k in range(0, len(chain), 5):
            code, begin, end, at, to = chain[k : k + 5]
            if begin <= now < end:
                kind, look = code % 8, code // 8
                if kind in (WAITS_AT_LOCK, WAITS_FOR_BERTH):
                    key = (kind, at, to if kind == WAITS_AT_LOCK else 0)
                    rows.setdefault(key, []).append((begin, number, look))
                elif kind == IN_CHAMBER:
                    rows.setdefault((kind, at, 0), []).append((begin, number, look))
                elif kind in (AT_BERTH, HELD_UP):
                    shown.taken.add((at, to))
                    if kind == HELD_UP:
                        shown.held_up.add((at, to))
                else:
                    share = (now - begin) / (end - begin) if kind == 0 else 0.0
                    shown.marks[number] = _afloat(data, at, to if kind == 0 else at, share, look)
                break
    _locks(data, rows, shown)
    _quays(data, rows, shown)
    _others(data, now, shown)
    return shown


def _afloat(data: Mapping[str, Any], at: int, to: int, share: float, look: int) -> Mark:
    """Return a vessel so far on its way between two points."""
    way = [*data["paths"][at], *reversed(data["paths"][to])]
    lengths = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(way)]
    left = share * sum(lengths)
    x, y = way[0]
    for (a, b), length in zip(pairwise(way), lengths, strict=True):
        part = min(1.0, left / length) if length else 1.0
        x, y = a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
        left -= length
        if left < 0:
            break
    facing = 1 if way[-1][0] >= way[0][0] else -1
    return Mark(x, y - facing * AFLOAT_Y, facing, look)


def _locks(data: Mapping[str, Any], rows: Any, shown: Shown) -> None:
    for lock, down, up in data["locks"]:
        for direction, stack in ((0, down), (1, up)):
            waiting = rows.get((WAITS_AT_LOCK, lock, direction), [])
            shown.figures[f"lock-{lock}-{direction}"] = str(len(waiting))
            _stand(shown, waiting, stack)
    for chamber in range(len(data["chambers"])):
        inside = len(rows.get((IN_CHAMBER, chamber, 0), ()))
        shown.figures[f"chamber-{chamber}"] = str(inside) if inside else ""


def _quays(data: Mapping[str, Any], rows: Any, shown: Shown) -> None:
    for station, stack, _ in data["quays"]:
        waiting = rows.get((WAITS_FOR_BERTH, station, 0), [])
        shown.figures[f"quay-{station}"] = str(len(waiting))
        _stand(shown, waiting, stack)
        taken = sum(at == station for at, _ in shown.taken)
        shown.figures[f"berths-{station}"] = str(taken)


def _stand(shown: Shown, waiting: Iterable[tuple[int, int, int]], stack: list[float]) -> None:
    """Put those who wait in their row, who came first in front."""
    x, y, dx, dy, rows, room, facing = stack
    for k, (_, number, look) in enumerate(sorted(waiting)):
        if k < room:
            shown.marks[number] = Mark(
                x + dx * (k // int(rows)), y + dy * (k % int(rows)), int(facing), look
            )


def _others(data: Mapping[str, Any], now: float, shown: Shown) -> None:
    for key, counts in data["land"].items():
        shown.figures[key] = str(counts[min(len(counts) - 1, math.floor(now * 12 / GRAIN + 1e-6))])
    for key, values in data["hourly"].items():
        value = values[min(len(values) - 1, math.floor(now / GRAIN + 1e-6))]
        shown.figures[key] = f"{value:,}" if key.startswith("store") else f"{value:.1f}"
    for number, (side, turn, runs) in enumerate(data["chambers"]):
        shown.levels[number] = _level(side, turn, runs, now)


def _level(side: int, turn: int, runs: list[list[int]], now: float) -> float:
    """Return how high the water of a chamber stands.

    An empty turn leaves no trace: it is drawn where it must have been, before a lockage that
    begins at the other side.
    """
    level = float(side)
    for begin, end, up, _ in runs:
        if now < begin:
            if level == up and now > begin - turn:
                return level + (1 - 2 * level) * (now - begin + turn) / turn
            return level
        level = 1.0 - up
        if now < end:
            return level + (2 * up - 1) * (now - begin) / (end - begin)
        level = float(up)
    return level
