"""The quay as a constraint model over the columns that are left, solved by CP-SAT.

Each mode and start of a call is a literal. Start, end and cranes follow from it, and so does the
range of positions; rectangles must not overlap, cranes and quay metres must suffice. The literals
carry the cost, which lets the core-based search of CP-SAT prove it; searches that lean on a linear
relaxation were slower on every case tried, so none of them is asked.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns, Ints
from tongqu.berths.quay.model import QuayModel

SEARCHES = ("core", "quick_restart_no_lp", "no_lp", "core_or_no_lp")
"""Searches of CP-SAT that are asked, one for each worker."""

MOST_LITERALS = 60_000
"""Beyond so many ways the model is too slow to build to be of use."""


@dataclass(frozen=True, eq=False)
class Found:
    """A plan found by CP-SAT: mode, start and position of each call, and cranes if they vary."""

    mode: Ints
    start: Ints
    position: Ints
    cranes: Ints | None
    cost: int


@dataclass(frozen=True, eq=False)
class Answer:
    """What CP-SAT says: its best plan, a bound, and whether that is all there is to say."""

    found: Found | None
    bound: int
    finished: bool


class ExactModel:
    """The columns that are left, as a CP-SAT model.

    Parameters
    ----------
    model
        The problem.
    columns
        Columns that a plan may use; at least one for each call. Their costs may be in another unit
        than those of the model: whatever is said of costs here is in the unit of the columns.
    crane_cost
        Shape (n,): cost of a crane for a slot, in that unit; used with hourly cranes.
    """

    def __init__(self, model: QuayModel, columns: Columns, crane_cost: Ints | None = None) -> None:
        from ortools.sat.python import cp_model

        self._cp, self._model, self._columns = cp_model, model, columns
        self.cp = cp_model.CpModel()
        self.ways: list[list[tuple[Any, int, int, int]]] = []
        self.positions: list[Any] = []
        self.cranes: dict[tuple[int, int], Any] = {}
        self._terms: list[Any] = []
        self._follow: list[tuple[Any, Any, Any, Any]] = []
        self._apart: dict[int, Any] = {}
        times, places, numbers = [], [], []
        for call in range(columns.calls):
            time, place, number = self._call(call)
            times.append(time)
            places.append(place)
            numbers.append(number)
        self.cp.add_no_overlap_2d(times, places)
        reach = columns.cells[1]
        self.cp.add_cumulative(times, [int(each) for each in columns.width], reach)
        if model.hourly is None:
            self._pool(times, numbers)
        else:
            from tongqu.berths.quay.hourly import add_hourly

            costs = model.hourly.crane_cost if crane_cost is None else crane_cost
            self._terms += add_hourly(self, model, costs)
        for call, other in enumerate(columns.after.tolist()):
            if other >= 0:
                self.cp.add(self._follow[call][0] >= self._follow[other][1])
        self.cp.minimize(sum(self._terms))

    def _call(self, call: int) -> tuple[Any, Any, Any]:
        """Add one call; return its intervals in time and place, and its number of cranes."""
        cp, columns, domain = self.cp, self._columns, self._cp.Domain
        part = slice(int(columns.from_[call]), int(columns.from_[call + 1]))
        start = cp.new_int_var_from_domain(domain.from_values(columns.start[part].tolist()), "")
        end = cp.new_int_var_from_domain(domain.from_values(columns.end[part].tolist()), "")
        held = columns.end[part] - columns.start[part]
        stay = cp.new_int_var_from_domain(domain.from_values(held.tolist()), "")
        number = cp.new_int_var_from_domain(domain.from_values(columns.number[part].tolist()), "")
        ranges = np.stack([columns.low[part], columns.high[part]], axis=1)
        place = cp.new_int_var_from_domain(domain.from_intervals(ranges.tolist()), "")
        groups: dict[tuple[int, int], list[int]] = {}
        for k in range(part.start, part.stop):
            groups.setdefault((int(columns.mode[k]), int(columns.start[k])), []).append(k)
        ways = []
        for (mode, slot), members in groups.items():
            literal = cp.new_bool_var("")
            until = int(columns.end[members[0]])
            free = self._free(call, members, slot, until)
            cp.add_linear_expression_in_domain(place, free).only_enforce_if(literal)
            ways.append((literal, mode, slot, until))
        cp.add_exactly_one(way[0] for way in ways)
        cp.add(start == sum(slot * literal for literal, _, slot, _ in ways))
        cp.add(end == sum(until * literal for literal, _, _, until in ways))
        held_by = self._model.mode_cranes
        cp.add(number == sum(int(held_by[mode]) * literal for literal, mode, _, _ in ways))
        self._cost(call, place, list(groups.values()), ways)
        self.ways.append(ways)
        self.positions.append(place)
        self._follow.append((start, end, stay, number))
        along = cp.new_fixed_size_interval_var(place, int(columns.width[call]), "")
        return cp.new_interval_var(start, stay, end, ""), along, number

    def _free(self, call: int, members: list[int], slot: int, until: int) -> Any:
        """Return the positions that some bundles leave, blocks taken out."""
        columns = self._columns
        clear = columns.clear[columns.clear_row[call], slot]
        values = [
            np.arange(columns.low[k], columns.high[k] + 1) for k in members
        ]  # fmt: skip
        places = np.concatenate(values)
        return self._cp.Domain.from_values(places[clear[places] >= until].tolist())

    def _cost(self, call: int, place: Any, groups: list[list[int]], ways: list[Any]) -> None:
        """Add the cost of a call to the objective."""
        columns = self._columns
        apart, desired = int(columns.apart[call]), int(columns.desired[call])
        for members, way in zip(groups, ways, strict=True):
            k = members[0]
            right = columns.low[k] > desired
            away = abs(int(columns.low[k] if right else columns.high[k]) - desired)
            self._terms.append((int(columns.cost[k]) - apart * away) * way[0])
        if apart:
            distance = self.cp.new_int_var(0, self._model.segments, "")
            self.cp.add_abs_equality(distance, place - desired)
            self._terms.append(apart * distance)
            self._apart[call] = distance

    def _pool(self, times: list[Any], numbers: list[Any]) -> None:
        """Cranes: no more than there are in any slot; those that are not there are held."""
        cranes = self._columns.cranes
        most = int(cranes.max(initial=0))
        edges = np.flatnonzero(np.diff(cranes)) + 1
        bounds = [0, *edges.tolist(), cranes.size]
        times, numbers = list(times), list(numbers)
        for begin, end in itertools.pairwise(bounds):
            if cranes[begin] < most:
                times.append(self.cp.new_fixed_size_interval_var(begin, end - begin, ""))
                numbers.append(most - int(cranes[begin]))
        self.cp.add_cumulative(times, numbers, most)

    def hint(self, mode: Ints, start: Ints, position: Ints, cranes: Ints | None = None) -> None:
        """Tell the solver of a plan, to the last variable: it is slow to complete one."""
        for call, ways in enumerate(self.ways):
            for literal, way_mode, slot, until in ways:
                mine = bool(way_mode == mode[call] and slot == start[call])
                self.cp.add_hint(literal, mine)
                if mine:
                    values = (slot, until, until - slot, int(self._model.mode_cranes[way_mode]))
                    for variable, value in zip(self._follow[call], values, strict=True):
                        self.cp.add_hint(variable, value)
            self.cp.add_hint(self.positions[call], int(position[call]))
            if call in self._apart:
                away = abs(int(position[call]) - int(self._model.desired[call]))
                self.cp.add_hint(self._apart[call], away)
        if cranes is not None:
            for (call, slot), number in self.cranes.items():
                self.cp.add_hint(number, int(cranes[call, slot]))

    def solve(
        self, *, time_limit_s: float, seed: int, workers: int,
        on_found: Callable[[Found], None] | None = None,
    ) -> Answer:  # fmt: skip
        """Solve it; Ctrl-C stops it within a moment and is passed on, with the best plan told."""
        cp_model = self._cp
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(time_limit_s, 0.01)
        solver.parameters.random_seed = seed % 2**31
        solver.parameters.num_workers = workers
        solver.parameters.catch_sigint_signal = False
        if self._model.hourly is None:
            solver.parameters.subsolvers.extend(SEARCHES[: max(1, workers)])
        outer = self

        class Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc, name-defined]
            def on_solution_callback(self) -> None:
                if on_found is not None:
                    on_found(outer.read(self.value, round(self.objective_value)))

        status: list[Any] = []
        thread = threading.Thread(
            target=lambda: status.append(solver.solve(self.cp, Watch())), daemon=True
        )
        thread.start()
        try:
            while thread.is_alive():
                thread.join(0.05)
        except KeyboardInterrupt:
            solver.stop_search()
            thread.join()
            raise
        found = None
        if status[0] in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found = self.read(solver.value, round(solver.objective_value))
        finished = status[0] in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        bound = int(np.ceil(solver.best_objective_bound - 1e-6)) if found or not finished else 0
        return Answer(found, bound, finished)

    def read(self, value: Callable[[Any], int], cost: int) -> Found:
        """Return the plan that the solver's values mean."""
        chosen = [next(way for way in ways if value(way[0])) for ways in self.ways]
        cranes: NDArray[np.int64] | None = None
        if self._model.hourly is not None:
            cranes = np.zeros((self._model.calls, self._model.slots), np.int64)
            for (call, slot), number in self.cranes.items():
                cranes[call, slot] = value(number)
        return Found(
            np.array([way[1] for way in chosen], np.int64),
            np.array([way[2] for way in chosen], np.int64),
            np.array([value(place) for place in self.positions], np.int64),
            cranes,
            cost,
        )
