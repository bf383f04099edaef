"""A lock: a process for each chamber."""

from typing import Any

import numpy as np

from sim_oracle.station import go
from tongqu.packing.skyline import SKYLINE_WORDS, clear, place

OTHER = {"up": "down", "down": "up"}


class Room:
    """A chamber: where its water stands is told by whom it takes."""

    def __init__(self, chamber: Any) -> None:
        self.chamber = chamber
        self.takes = OTHER[chamber.side]
        self.idle = True
        self.turning = False


class Gates:
    """A lock."""

    def __init__(self, port: Any, lock: Any) -> None:
        self.port, self.lock = port, lock
        self.rows: dict[str, list[Any]] = {"up": [], "down": []}
        self.rooms = [Room(chamber) for chamber in lock.chambers]

    def begin(self) -> None:
        """Let the clocks run, where there are any."""
        if self.lock.every_h is not None:
            for number, room in enumerate(self.rooms):
                phase = self.lock.every_h * number / len(self.rooms)
                self.port.env.process(self.strokes(room, phase))

    def passing(self, unit: Any, direction: str) -> Any:
        """Yield until through."""
        event, row = self.port.env.event(), self.rows[direction]
        ahead = [who for who in row if who[0].priority <= unit.priority]
        row.insert(len(ahead), (unit, event, self.port.env.now))
        self.port.log(unit, "waits", self.lock.id)
        if self.lock.every_h is None:
            if self.lock.least > 1:
                self.port.env.process(self.patience())
            self.look()
        room = yield event
        self.port.log(unit, "is out", room.chamber.id)

    def patience(self) -> Any:
        yield from self.port.until(self.port.env.now + self.lock.patience_h)
        self.look()

    def fits(self, room: Room, unit: Any) -> bool:
        vehicle = unit.vehicle
        return vehicle.length_m <= room.chamber.length_m and vehicle.beam_m <= room.chamber.beam_m

    def enough(self, room: Room, direction: str) -> bool:
        """Whether a lockage is worth it."""
        there = [who for who in self.rows[direction] if self.fits(room, who[0])]
        now, lock = self.port.env.now, self.lock
        waited = any(since + lock.patience_h <= now for _, _, since in there[: lock.least])
        return bool(there) and (len(there) >= lock.least or waited)

    def opens(self, room: Room) -> float:
        now = self.port.env.now
        calendar = room.chamber.calendar
        return now if calendar is None else self.port.hours[calendar].open_from(now, 1e-12)

    def look(self) -> None:
        """Let idle chambers do what there is to do."""
        for room in self.rooms:
            if room.idle and self.opens(room) > self.port.env.now:
                room.idle = False
                self.port.env.process(self.wait_for_opening(room))
            elif room.idle and self.enough(room, room.takes):
                room.idle = False
                self.port.env.process(self.lockage(room, self.fill(room)))
        for room in self.rooms:
            other = OTHER[room.takes]
            coming = any(r.turning and OTHER[r.takes] == other for r in self.rooms)
            if room.idle and not coming and self.enough(room, other):
                room.idle, room.turning = False, True
                self.port.env.process(self.turn(room))

    def wait_for_opening(self, room: Room) -> Any:
        yield from self.port.until(self.opens(room))
        room.idle = True
        self.look()

    def fill(self, room: Room) -> list[Any]:
        """Return who goes in; they are no longer in the row."""
        lock, chamber = self.lock, room.chamber
        skyline = np.zeros(SKYLINE_WORDS)
        clear(skyline, 0, chamber.beam_m + lock.gap_m)
        chosen, past = [], 0
        for who in [who for who in self.rows[room.takes] if self.fits(room, who[0])]:
            vehicle = who[0].vehicle
            bow, _ = place(skyline, 0, chamber.length_m + lock.gap_m,
                           vehicle.length_m + lock.gap_m, vehicle.beam_m + lock.gap_m)  # fmt: skip
            if np.isfinite(bow):
                chosen.append(who)
                continue
            past += 1
            if past > lock.look:
                break
        for who in chosen:
            self.rows[room.takes].remove(who)
            useful = [(r.chamber.calendar, 1e-12) for r in self.rooms if self.fits(r, who[0])]
            self.port.blame.wait((self.lock.id, room.takes), who[2], useful)
            self.port.log(who[0], "enters", chamber.id)
        return chosen

    def lockage(self, room: Room, chosen: list[Any]) -> Any:
        begin = self.port.env.now
        level = begin + len(chosen) * self.lock.enter_h + room.chamber.level_h
        for k, (_, event, _) in enumerate(chosen):
            yield from self.port.until(level + (k + 1) * self.lock.leave_h)
            go(self.port.env, event, room)
        # The last vessel is off before the chamber looks for the next ones.
        yield from self.port.until(self.port.env.now)
        room.takes, room.idle = OTHER[room.takes], True
        self.look()

    def turn(self, room: Room) -> Any:
        yield from self.port.until(self.port.env.now + room.chamber.turn_h)
        room.takes, room.idle, room.turning = OTHER[room.takes], True, False
        self.look()

    def strokes(self, room: Room, phase: float) -> Any:
        """Lock by the clock."""
        yield from self.port.until(phase)
        while True:
            if self.opens(room) <= self.port.env.now:
                chosen = self.fill(room)
                self.port.env.process(self.through(room, chosen))
            room.takes = OTHER[room.takes]
            yield from self.port.until(self.port.env.now + self.lock.every_h / 2)

    def through(self, room: Room, chosen: list[Any]) -> Any:
        level = self.port.env.now + len(chosen) * self.lock.enter_h + room.chamber.level_h
        for k, (_, event, _) in enumerate(chosen):
            yield from self.port.until(level + (k + 1) * self.lock.leave_h)
            go(self.port.env, event, room)
