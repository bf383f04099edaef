"""Servers in groups, and one row before them."""

from dataclasses import dataclass
from typing import Any

import simpy
from simpy.events import URGENT


def go(env: simpy.Environment, event: simpy.Event, value: Any = None) -> None:
    """Let who waits for an event go on at once, before anything else of this moment."""
    event._ok, event._value = True, value
    env.schedule(event, priority=URGENT)


@dataclass(eq=False)
class Asking:
    """One who waits."""

    groups: list[str]
    least: int
    most: int
    priority: int
    event: simpy.Event
    unit: Any
    since: float


class Servers:
    """A station."""

    def __init__(self, port: Any, station: Any) -> None:
        self.port, self.station = port, station
        self.there = {group.id: group.servers for group in station.groups}
        self.busy = dict.fromkeys(self.there, 0)
        self.row: list[Asking] = []

    def free(self, group: str) -> int:
        """Return how many servers of a group are idle."""
        return self.there[group] - self.busy[group]

    def ask(self, unit: Any, groups: list[str], least: int, most: int) -> Any:
        """Yield until servers are had; return group and number, None if turned away."""
        ahead = [who for who in self.row if who.priority <= unit.priority]
        for group in groups:
            if self.free(group) >= least and not any(group in who.groups for who in ahead):
                return self._give(unit, group, most)
        places = self.station.places
        if places is not None and len(self.row) >= places:
            self.port.log(unit, "is turned away", self.station.id)
            return None
        asking = Asking(groups, least, most, unit.priority, self.port.env.event(), unit,
                        self.port.env.now)  # fmt: skip
        self.row.insert(len(ahead), asking)
        self.port.log(unit, "waits", self.station.id)
        return (yield asking.event)

    def _give(self, unit: Any, group: str, most: int) -> tuple[str, int]:
        number = min(most, self.free(group))
        self.busy[group] += number
        self.port.log(unit, "is served", group)
        return group, number

    def give_back(self, unit: Any, group: str, number: int) -> None:
        """Give servers back."""
        self.busy[group] -= number
        self.port.log(unit, "gives back", group)
        self.serve(group)

    def blame(self, who: Asking) -> None:
        """Tell why one waited who waits no more; some whole servers must be there for it."""
        useful = [
            (group.calendar, (who.least - 1e-9) / group.servers)
            for group in self.station.groups
            if group.id in who.groups and (group.calendar or group.servers >= who.least)
        ]
        self.port.blame.wait((self.station.id, "servers"), who.since, useful)

    def serve(self, group: str) -> None:
        """Give what is free to the first who can use it, and so on."""
        for who in [who for who in self.row if group in who.groups]:
            if self.free(group) < max(1, who.least):
                return
            self.row.remove(who)
            self.blame(who)
            go(self.port.env, who.event, self._give(who.unit, group, who.most))
