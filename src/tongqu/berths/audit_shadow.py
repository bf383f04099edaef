"""The shadow run: what tongqu would have planned each day, carried out against what truly came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tongqu.berths.audit_truth import Visit
from tongqu.berths.checker import check_plan
from tongqu.berths.core import solve_model
from tongqu.berths.dispatch import Dispatcher, Task
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.placing import Placing
from tongqu.berths.port import utc
from tongqu.berths.problem import make_problem
from tongqu.berths.records import UNITS_PER_H, Assignment
from tongqu.berths.telling import Progress
from tongqu.berths.yard import NEVER, Way
from tongqu.errors import DatasetError
from tongqu.model.calls import Call
from tongqu.model.region import Region


@dataclass(frozen=True)
class Decision:
    """What was planned at one instant.

    Attributes
    ----------
    at
        When.
    known, lying
        Calls that were known and not begun, and vessels at their berths.
    planned
        Calls that got a place; fewer than known where some fit nowhere in that time.
    objective_h, bound_h
        Cost of the plan and what every plan costs at least; None without a plan.
    proved
        Whether no plan was better.
    """

    at: datetime
    known: int
    lying: int
    planned: int
    objective_h: float | None
    bound_h: float | None
    proved: bool


@dataclass
class Promise:
    """The slots that one call was given, decision by decision.

    Attributes
    ----------
    slots
        Berth and start, as each decision had them.
    """

    slots: list[tuple[str, datetime]] = field(default_factory=list)

    @property
    def moves(self) -> int:
        """How often the slot moved."""
        return sum(a != b for a, b in zip(self.slots, self.slots[1:], strict=False))

    @property
    def berth_moves(self) -> int:
        """How often the berth changed."""
        return sum(a[0] != b[0] for a, b in zip(self.slots, self.slots[1:], strict=False))

    @property
    def moved_h(self) -> float:
        """By how many hours the start moved, in all."""
        steps = zip(self.slots, self.slots[1:], strict=False)
        return sum(abs((utc(b[1]) - utc(a[1])) / timedelta(hours=1)) for a, b in steps)


@dataclass(frozen=True)
class Known:
    """When the arrival of a call became known, and as what.

    Attributes
    ----------
    estimates
        Instants of knowledge and estimates, oldest first; never empty.
    """

    estimates: tuple[tuple[datetime, datetime], ...]

    def at(self, now: datetime) -> datetime | None:
        """Return the newest estimate that is known at an instant."""
        told = [eta for since, eta in self.estimates if utc(since) <= utc(now)]
        return told[-1] if told else None


class Shadow:
    """Plans at each decision with what is known then, and carries it out until the next.

    Parameters
    ----------
    region, terminal_ids, params
        The port, and how it is planned.
    items, visits, known
        What is placed, what truly happened to each of its calls, what was known when.
    ways
        Every way to serve each item.
    dispatcher
        Carries out; holds what truly happens.
    look_ahead_h, tail_h, overdue_h
        Calls expected within so many hours are planned; plans are so many hours longer; who is
        overdue is expected in so many hours.
    seed
        Of the searches.
    """

    def __init__(
        self,
        region: Region,
        terminal_ids: tuple[str, ...],
        params: BerthParams,
        items: Sequence[Item],
        visits: Mapping[str, Visit],
        known: Mapping[str, Known],
        ways: Sequence[tuple[Way, ...]],
        dispatcher: Dispatcher,
        *,
        look_ahead_h: int,
        tail_h: int,
        overdue_h: float,
        seed: int,
    ) -> None:
        self.region, self.terminal_ids, self.params = region, terminal_ids, params
        self.items, self.visits, self.known, self.ways = items, visits, known, ways
        self.dispatcher = dispatcher
        self.look_ahead_h, self.tail_h = look_ahead_h, tail_h
        self.overdue = timedelta(hours=overdue_h)
        self.seed = seed
        self.number = {call.id: k for k, item in enumerate(items) for call in item.calls}
        self.tasks: dict[int, Task] = {}
        self.promises: dict[str, Promise] = {call_id: Promise() for call_id in self.number}
        self.slots: dict[str, tuple[str, datetime]] = {}
        self.decisions: list[Decision] = []

    def run(
        self, begin: datetime, minutes: Sequence[int], last: int, progress: Progress | None
    ) -> None:
        """Decide at some minutes after the begin, and carry out until the last minute."""
        for count, minute in enumerate(minutes):
            if progress is not None:
                progress("search", count, len(minutes))
            self.decide(begin + timedelta(minutes=minute), minute)
            ends = minutes[count + 1] if count + 1 < len(minutes) else last
            open_tasks = {
                k: self.tasks.get(k, Task(self.ways[k], after=self._after(k)))
                for k in range(len(self.items))
                if k not in self.dispatcher.served
            }
            self.dispatcher.run(open_tasks, minute, ends)

    def _after(self, k: int) -> int:
        ids = [call.after_call_id for call in self.items[k].calls if call.after_call_id]
        return self.number.get(ids[0], -1) if ids else -1

    def decide(self, now: datetime, minute: int) -> None:
        """Make the plan of one instant."""
        waiting, lying = self._what_is_known(now, minute)
        calls = [*lying, *waiting]
        at: dict[str, Any] = {"at": now, "known": len(waiting), "lying": len(lying)}
        found = self._plan(calls, now) if waiting else None
        if found is None:  # the last plan goes on
            self.tasks = {k: t for k, t in self.tasks.items() if k not in self.dispatcher.served}
            self.decisions.append(
                Decision(**at, planned=0, objective_h=None, bound_h=None, proved=not waiting)
            )
            return
        assignments, bound, proved = found
        new = {call.id for call in waiting}
        placed = [a for a in assignments if a.call_id in new]
        for a in placed:
            self.slots[a.call_id] = (a.berth_id, a.start)
            self.promises[a.call_id].slots.append(self.slots[a.call_id])
        self.tasks = self._tasks(placed, now, minute)
        cost = sum(a.cost for a in assignments)
        self.decisions.append(
            Decision(
                **at,
                planned=len(placed),
                objective_h=cost / UNITS_PER_H,
                bound_h=bound / UNITS_PER_H,
                proved=proved,
            )
        )

    def _what_is_known(self, now: datetime, minute: int) -> tuple[list[Call], list[Call]]:
        """Return the calls that are known and not begun, and those that lie at their berths."""
        waiting, lying = [], []
        horizon = now + timedelta(hours=self.look_ahead_h)
        there = set(self.dispatcher.there.values())
        for k, item in enumerate(self.items):
            served = self.dispatcher.served.get(k)
            if served is not None:
                if k in there and served.end > minute:
                    berth = self.dispatcher.yard.berth_ids[served.way.berth]
                    start = self.dispatcher.yard.start + timedelta(minutes=served.start)
                    for call in item.calls:
                        fixed = self._told(call, min(utc(call.eta), utc(start)))
                        lying.append(replace(fixed, pinned_berth_id=berth, pinned_start=start))
                continue
            etas = [self._expected(call, now) for call in item.calls]
            told = [eta for eta in etas if eta is not None]
            if told and min(utc(eta) for eta in told) < utc(horizon):
                latest = max(told, key=utc)
                waiting += [
                    self._told(call, eta or latest)
                    for call, eta in zip(item.calls, etas, strict=True)
                ]
        return waiting, lying

    def _told(self, call: Call, eta: datetime) -> Call:
        # No form plans that one call follows another; whoever carries the plan out sees to it.
        return replace(call, eta=eta, times=(), guesses=(), after_call_id="")

    def _expected(self, call: Call, now: datetime) -> datetime | None:
        """Return when a call is expected, by what is known; None if nothing is."""
        arrival = self.visits[call.id].arrival
        if utc(arrival) <= utc(now):
            return arrival
        eta = self.known[call.id].at(now)
        if eta is None:
            return None
        return eta if utc(eta) > utc(now) else now + self.overdue

    def _plan(
        self, calls: list[Call], now: datetime
    ) -> tuple[tuple[Assignment, ...], int, bool] | None:
        """Return a checked plan; None if there is none."""
        hours = self.look_ahead_h + self.tail_h
        free = {call.id for call in calls}
        for _ in range(2):
            listed = [self._among(call, free) for call in calls if call.id in free]
            if not listed:
                return None
            try:
                problem = make_problem(
                    self.region, listed, self.params, terminal=self.terminal_ids, start=now,
                    hours=hours, as_of=now,
                    before={i: slot for i, slot in self.slots.items() if i in free},
                )  # fmt: skip
            except DatasetError:  # a rule that this form cannot honour: the last plan goes on
                return None
            if not problem.shut_out:
                break
            out = {self.number[shut.call_id] for shut in problem.shut_out}
            free -= {call_id for call_id in free if self.number[call_id] in out}
        else:
            return None
        result = solve_model(problem.model, time_limit_s=self.params.time_limit_s, seed=self.seed)
        if result.solution is None:
            return None
        assignments = Placing(problem, result.solution).assignments()
        conflicts = check_plan(
            self.region, problem.calls, assignments, terminal_ids=self.terminal_ids,
            start=problem.grid.start, until=problem.grid.until, as_of=now, params=self.params,
        )  # fmt: skip
        # Prices of moves are no rule of the port; the checker knows no plan before this one.
        if any(conflict.code != "cost_differs" for conflict in conflicts):
            return None
        return assignments, result.bound, result.proved

    @staticmethod
    def _among(call: Call, ids: set[str]) -> Call:
        left = call.beside_call_id not in ("", *ids)
        return replace(call, beside_call_id="") if left else call

    def _tasks(self, placed: Sequence[Assignment], now: datetime, minute: int) -> dict[int, Task]:
        yard = self.dispatcher.yard
        cranes = {a.call_id: (a.cranes[0].cranes, a.cranes[0].pool_id) for a in placed if a.cranes}
        tasks = {}
        for a in placed:
            k = self.number[a.call_id]
            if k in tasks:
                continue
            held = [cranes[c.id] for c in self.items[k].calls if c.id in cranes]
            chosen = next(
                (
                    number
                    for number, way in enumerate(self.ways[k])
                    if yard.berth_ids[way.berth] == a.berth_id
                    and yard.cranes_of(way) == (held[0] if held else (0, ""))
                ),
                -1,
            )
            elapsed = (utc(a.start) - utc(now)) / timedelta(minutes=1)
            start = minute + int(elapsed) if chosen >= 0 else NEVER
            tasks[k] = Task(self.ways[k], chosen, start, after=self._after(k))
        return tasks
