"""Figures of many replications, as they come in: each is kept once, in its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.errors import TongquError
from tongqu.sim.problem import SimProblem, station_names
from tongqu.sim.result import TABLES, SimResult

__all__ = ["Block", "Collector"]

MOST_GAP = 1e-9
"""Two ways of counting differ by rounding and by nothing else."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Block:
    """What came out of some replications in a row."""

    tables: dict[str, dict[str, Numbers]]
    series: Numbers
    wait_classes: NDArray[np.int64]
    events: NDArray[np.int64]
    finished: NDArray[np.bool_]
    gaps: Numbers


class Collector:
    """Blocks of replications, in their order, become one result.

    What is kept by replication has its room from the first block on, so that no figure is ever
    there twice; what is summed over them is summed at once.

    Attributes
    ----------
    count
        Replications so far.
    """

    def __init__(self, problem: SimProblem, seed: int, replications: int) -> None:
        self.problem, self.seed, self.count = problem, seed, 0
        self.events = np.zeros(replications, np.int64)
        self.finished = np.zeros(replications, np.bool_)
        self.gaps = np.zeros((replications, 3))
        self.tables: dict[str, dict[str, Numbers]] = {}
        self.series: Numbers = np.zeros(0)
        self.wait_classes: NDArray[np.int64] = np.zeros(0, np.int64)

    def add(self, block: Block) -> None:
        """Add the next replications."""
        if self.count == 0:
            self.series, self.wait_classes = block.series, block.wait_classes
            self.tables = {
                table: {
                    name: np.zeros((len(self.events), block.tables[table][name].shape[1]))
                    for name in names
                }
                for table, names in TABLES.items()
            }
        else:
            self.series += block.series
            self.wait_classes += block.wait_classes
        rows = slice(self.count, self.count + len(block.events))
        for table, figures in self.tables.items():
            for name, values in figures.items():
                values[rows] = block.tables[table][name]
        self.events[rows], self.finished[rows] = block.events, block.finished
        self.gaps[rows] = block.gaps
        self.count = rows.stop

    def result(self) -> SimResult:
        """Return what came in.

        Raises
        ------
        TongquError
            If two ways of counting differ, which would be a mistake in the simulator.
        """
        gaps = self.gaps[: self.count]
        if gaps.max() > MOST_GAP:
            raise TongquError(f"two ways of counting differ by {gaps.max(axis=0)}")
        problem = self.problem
        return SimResult(
            scenario=problem.scenario,
            hours=problem.hours,
            warm_h=problem.warm_h,
            period_h=problem.period_h,
            seed=self.seed,
            ids=_ids(problem),
            tables={
                table: {name: values[: self.count] for name, values in figures.items()}
                for table, figures in self.tables.items()
            },
            series=self.series,
            wait_classes=self.wait_classes,
            events=self.events[: self.count],
            finished=self.finished[: self.count],
            little_gap=gaps[:, 0],
            vessels_gap=gaps[:, 1],
            tonnes_gap=gaps[:, 2],
        )


def _ids(problem: SimProblem) -> dict[str, list[object]]:
    """Return what each row of the tables is."""
    scenario = problem.scenario
    return {
        "stations": list(station_names(scenario)),
        "groups": [group.id for station in scenario.stations for group in station.groups],
        "stores": [row.id for row in scenario.stores],
        "sources": [row.id for row in scenario.sources],
        "chambers": [chamber.id for lock in scenario.locks for chamber in lock.chambers],
        "calendars": [row.id for row in scenario.calendars],
    }
