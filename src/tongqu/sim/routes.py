"""Routes taken apart into steps, and laws into rows; each law knows what its luck is keyed by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tongqu.rng.keys import SHARE
from tongqu.sim import columns as c
from tongqu.sim.laws import KINDS, Law
from tongqu.sim.scenario import (
    Again,
    Berthing,
    Chance,
    Group,
    Pass,
    Sail,
    Serve,
    Station,
    Vehicle,
    WaitFor,
    Work,
)

if TYPE_CHECKING:
    from tongqu.sim.scenario import Scenario, Source, Step

__all__ = ["BERTH_SLOT", "CRANE_SLOT", "Rows", "fits"]

BERTH_SLOT, CRANE_SLOT = 0, 1

OFTEN = 0.3
"""From this share of a source's units on, sixteen draws at once cost less than those one by one of
them that this vehicle uses."""

PLACES = {
    "at": c.S_AT, "mask": c.S_MASK, "slot": c.S_SLOT, "jump": c.S_JUMP, "law": c.S_LAW,
    "calendar": c.S_CALENDAR, "least": c.S_LEAST, "most": c.S_MOST, "mode": c.S_MODE,
    "rate": c.S_RATE, "share": c.S_SHARE,
}  # fmt: skip
"""Columns of a step by the names that are used here."""


def fits(group: Group, vehicle: Vehicle, cargo: str) -> bool:
    """Return whether a group takes a vehicle with its cargo.

    Examples
    --------
    >>> barge = Vehicle("barge", length_m=45, draught_m=2.0)
    >>> fits(Group("quay", 2, max_draught_m=1.8), barge, "coal")
    False
    """
    return (
        vehicle.length_m <= group.max_length_m
        and vehicle.beam_m <= group.max_beam_m
        and vehicle.draught_m <= group.max_draught_m
        and (not group.cargoes or cargo in group.cargoes)
    )


class Rows:
    """Steps, laws and values of a scenario, as lists that grow.

    Attributes
    ----------
    vehicles
        By their ids.
    station, store, lock, calendar
        Row of each by its id.
    steps, laws, values
        The tables.
    purposes
        What each law's stream is for.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.vehicles = {row.id: row for row in scenario.vehicles}
        self.station = {row.id: k for k, row in enumerate(scenario.stations)}
        self.store = {row.id: k for k, row in enumerate(scenario.stores)}
        self.lock = {row.id: k for k, row in enumerate(scenario.locks)}
        self.calendar = {row.id: k for k, row in enumerate(scenario.calendars)}
        self.steps: list[list[float]] = []
        self.laws: list[list[float]] = []
        self.values: list[list[float]] = []
        self.purposes: list[tuple[str, ...]] = []

    def law(self, law: Law, *purpose: str, in_a_row: bool = False) -> int:
        """Add a law and return its row; `in_a_row` if mostly one entity after another draws.

        That decides how many draw at once, not what they draw.
        """
        a, b, top = law.mean, 0.0, 0.0
        stages, first, count = 1, 0, 0
        if law.kind == "erlang":
            a, stages = law.mean / law.stages, law.stages
        elif law.kind == "lognormal":
            b = math.sqrt(math.log1p(law.cv**2))
            a = math.log(law.mean) - b * b / 2
        elif law.kind in ("uniform", "triangular"):
            a, b, top = law.low, law.high, law.mode
        elif law.kind == "values":
            first, count = self.add_values(law.values), len(law.values)
        at_once = law.kind != "const" and stages <= c.STAGES_AT_ONCE
        ahead = SHARE if in_a_row and at_once else 0
        whole = [KINDS.index(law.kind), 0, 0, stages, first, count, ahead, c.NONE, c.NONE]
        self.laws.append([*whole, a, b, top, *[0.0] * (c.LAW - c.L_READY)])
        self.purposes.append(purpose)
        return len(self.purposes) - 1

    def add_values(self, values: tuple[float, ...]) -> int:
        """Add values and return where they begin."""
        first = len(self.values)
        self.values.extend([value] for value in values)
        return first

    def calendar_row(self, name: str | None) -> int:
        """Return the row of a calendar, none for none."""
        return c.NONE if name is None else self.calendar[name]

    def route(self, source: Source, vehicle: Vehicle) -> int:
        """Add the route of a vehicle and return its first step."""
        maker = RouteMaker(self, source, vehicle)
        first = len(self.steps)
        maker.add(source.route)
        maker.step(c.END)
        return first


class RouteMaker:
    """The route of one vehicle of one source."""

    def __init__(self, rows: Rows, source: Source, vehicle: Vehicle) -> None:
        self.rows, self.source, self.vehicle = rows, source, vehicle
        self.first = len(rows.steps)
        self.used: dict[str, int] = {}
        total = math.fsum(weight for _, weight in source.mix)
        own = math.fsum(weight for name, weight in source.mix if name == vehicle.id)
        self.often = own >= OFTEN * total

    def step(self, op: int, **columns: float) -> int:
        """Add a step and return its row."""
        row: list[float] = [c.NONE] * c.S_RATE + [0.0] * (c.STEP - c.S_RATE)
        row[c.S_OP], row[c.S_MODE] = op, 0
        for name, value in columns.items():
            row[PLACES[name]] = value
        self.rows.steps.append(row)
        return len(self.rows.steps) - 1

    def here(self) -> int:
        """Return the row of the next step."""
        return len(self.rows.steps)

    def jump_here(self, step: int) -> None:
        """Let a step jump to the next one that is added."""
        self.rows.steps[step][c.S_JUMP] = self.here()

    def law(self, law: Law, name: str) -> int:
        """Add a law of this route; of equal names the later ones get a number."""
        self.used[name] = self.used.get(name, 0) + 1
        if self.used[name] > 1:
            name = f"{name} #{self.used[name]}"
        in_a_row = self.often and self.source.fleet == 0
        return self.rows.law(law, "hours", self.source.id, self.vehicle.id, name, in_a_row=in_a_row)

    def add(self, steps: tuple[Step, ...]) -> None:
        """Add steps."""
        makers = {
            Sail: self._sail, WaitFor: self._wait_for, Serve: self._serve, Work: self._work,
            Berthing: self._berthing, Pass: self._pass, Chance: self._chance, Again: self._again,
        }  # fmt: skip
        for step in steps:
            makers[type(step)](step)  # type: ignore[operator]

    def _hold(self, law: Law, name: str, calendar: str | None = None) -> None:
        row = self.law(law, name)
        self.step(c.HOLD, law=row, calendar=self.rows.calendar_row(calendar))

    def _sail(self, sail: Sail) -> None:
        self._hold(sail.hours, sail.name, sail.calendar)

    def _wait_for(self, wait: WaitFor) -> None:
        calendar = self.rows.calendar_row(wait.calendar)
        self.step(c.WAIT_UNTIL, calendar=calendar, rate=wait.least)

    def _seize(self, station: str, slot: int, least: int, most: int) -> int:
        row: Station = self.rows.scenario.stations[self.rows.station[station]]
        mask = sum(
            1 << k
            for k, group in enumerate(row.groups)
            if fits(group, self.vehicle, self.source.cargo)
        )
        at = self.rows.station[station]
        return self.step(c.SEIZE, at=at, mask=mask, slot=slot, least=least, most=most)

    def _serve(self, serve: Serve) -> None:
        seize = self._seize(serve.station, BERTH_SLOT, serve.servers, serve.servers)
        self._hold(serve.hours, serve.name, serve.calendar)
        self.step(c.RELEASE, slot=BERTH_SLOT)
        self.jump_here(seize)

    def _berthing(self, berthing: Berthing) -> None:
        turned_away = self._turned_away(berthing)
        seize = self._seize(berthing.station, BERTH_SLOT, 1, 1)
        if berthing.before != Law.const(0.0):
            self._hold(berthing.before, f"{berthing.name} before")
        for work in berthing.works:
            self._work(work)
        if berthing.after != Law.const(0.0):
            self._hold(berthing.after, f"{berthing.name} after")
        self.step(c.RELEASE, slot=BERTH_SLOT)
        if turned_away is None:
            self.jump_here(seize)
        else:
            self.jump_here(turned_away)
            self.rows.steps[seize][c.S_JUMP] = turned_away

    def _turned_away(self, berthing: Berthing) -> int | None:
        """Add what a unit does that was sent here and finds no place; None if nobody was sent."""
        store = self.source.store
        station = self.rows.scenario.stations[self.rows.station[berthing.station]]
        if station.places is None or store is None:
            return None
        if store not in {work.store for work in berthing.works}:
            return None
        around = self.step(c.SKIP)
        step = self.step(c.SKIP, at=self.rows.store[store], mode=c.PROMISED)
        self.jump_here(around)
        return step

    def _work(self, work: Work) -> None:
        begin = self.step(c.BEGIN_WORK, least=work.lots, share=work.share)
        lot = self.here()
        discharges = work.side == "discharge"
        store = c.NONE if work.store is None else self.rows.store[work.store]
        mode = c.UP_TO if work.up_to else 0
        if work.store is not None and work.store == self.source.store:
            mode |= c.PROMISED
        if store != c.NONE:
            self.step(c.PUT if discharges else c.TAKE, at=store, mode=mode)
        slot = c.NONE
        if work.pool is not None:
            slot = CRANE_SLOT
            self._seize(work.pool, slot, *work.cranes)
        row = self.law(work.factor, work.name)
        calendar = self.rows.calendar_row(work.calendar)
        self.step(c.HOLD, mode=c.WORK, law=row, calendar=calendar, slot=slot,
                  rate=work.rate_t_per_h)  # fmt: skip
        if work.pool is not None:
            self.step(c.RELEASE, slot=slot)
        if store != c.NONE:
            self.step(c.PUT_DONE if discharges else c.TAKE_DONE, at=store)
        self.step(c.NEXT_LOT, jump=lot, least=work.lots, share=work.share)
        self.jump_here(begin)

    def _pass(self, passing: Pass) -> None:
        direction = c.UP if passing.direction == "up" else c.DOWN
        self.step(c.PASS_LOCK, at=self.rows.lock[passing.lock], mode=direction)

    def _chance(self, chance: Chance) -> None:
        row = self.law(Law.uniform(0.0, 1.0), chance.name)
        step = self.step(c.CHANCE, law=row, share=chance.share)
        self.add(chance.steps)
        self.jump_here(step)

    def _again(self, _: Again) -> None:
        self.step(c.GOTO, jump=self.first)
