"""The steps of one run as columns, unit by unit, and what was counted hour by hour beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tongqu.sim import columns as c
from tongqu.sim.day_units import Rows
from tongqu.sim.memory import WIDTHS
from tongqu.sim.problem import make_problem
from tongqu.sim.running import Runner
from tongqu.sim.tracing import TABLE_OF

if TYPE_CHECKING:
    from tongqu.sim.scenario import Scenario

__all__ = ["Bools", "Ints", "Reals", "Trace"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Reals = NDArray[np.float64]


class Trace:
    """All steps of a run, as columns; rows are numbered within their tables.

    Parameters
    ----------
    scenario, seed, replication
        Which run.
    hours
        How long.
    """

    def __init__(self, scenario: Scenario, hours: float, seed: int, replication: int) -> None:
        problem = make_problem(scenario, hours, period_h=1.0)
        runner = Runner(problem, seed, tracing=True)
        runner.run(replication)
        self.scenario, self.hours = scenario, hours
        self.time, lines = runner.trace
        self.what, at = lines[:, 0], lines[:, 1].copy()
        self.serial = lines[:, 3]
        first = problem.layout.first
        for what, table in TABLE_OF.items():
            if table:
                rows = self.what == what
                at[rows] = (at[rows] - first[table]) // WIDTHS[table]
        self.at = at
        self.source = (lines[:, 2] - first["source"]) // WIDTHS["source"]
        self.series = runner.series()
        self._sorted: dict[bytes, tuple[Ints, Ints]] = {}
        self.rows = Rows(
            len(scenario.stations), len(scenario.stores),
            tuple(k for k, row in enumerate(scenario.stations) for _ in row.groups),
        )  # fmt: skip

    def of_units(self, chosen: Bools) -> tuple[Ints, Ints]:
        """Return lines of units of some sources, unit by unit, and where each unit begins."""
        if chosen.tobytes() in self._sorted:
            return self._sorted[chosen.tobytes()]
        lines = np.flatnonzero(chosen[self.source])
        order = lines[np.lexsort((lines, self.serial[lines], self.source[lines]))]
        new = np.ones(order.size, bool)
        new[1:] = (np.diff(self.serial[order]) != 0) | (np.diff(self.source[order]) != 0)
        found = order, np.append(np.flatnonzero(new), order.size)
        self._sorted[chosen.tobytes()] = found
        return found

    def waits(self, chosen: Bools) -> tuple[Ints, Reals]:
        """Return lines with which waiting begins, and when it ends."""
        order, firsts = self.of_units(chosen)
        after = np.full(order.size, self.hours)
        after[:-1] = self.time[order[1:]]
        after[firsts[1:] - 1] = self.hours
        begins = self.what[order] == c.QUEUED
        return order[begins], after[begins]
