"""One run after another in the same tables: begin, go on in slices, read what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tongqu.errors import LimitError
from tongqu.sim import columns as c

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongqu.sim.columns import Ints, Reals
    from tongqu.sim.problem import SimProblem

__all__ = ["Runner"]

SLICE = 500_000
"""Events of one call of the loop: well below 0.2 s."""

FIRST_UNITS, MOST_UNITS = 512, 2**20
"""Rows for units at first, and at the most: a million that wait is a queue without end."""

TRACE_WORDS = 2**20

FINAL = (c.DONE, c.NO_EVENTS_LEFT)


class Runner:
    """The memory of one worker.

    Parameters
    ----------
    problem
        What is simulated.
    seed
        Of all random numbers.
    tracing
        Whether every step of every unit is written down.
    """

    def __init__(self, problem: SimProblem, seed: int, *, tracing: bool = False) -> None:
        self.problem = problem
        self.beginning = problem.keyed(seed)
        self.tracing = tracing
        self.units = self.first_unit = self.end_of_units = 0
        self.words: dict[int, int] = {}
        self.whole = self.beginning.copy()
        self.real = self.whole.view(np.float64)
        self._make_room(FIRST_UNITS)

    def _make_room(self, units: int) -> None:
        """Have rows for so many units; what is there stays where it is."""
        old, before = self.whole, self.units
        layout = self.problem.layout
        sources, _ = layout.rows("source", old)
        beside = int(sources[:, c.R_FLEET].sum()) + sum(
            layout.count[name] for name in ("source", "group", "lock", "chamber")
        )
        first = old.size if before == 0 else self.end_of_units
        end = first + (units - before) * c.UNIT
        # A lock's wake-ups outlive those who asked for them, so there can be more than units.
        places = 1 << (2 * (units + beside)).bit_length()
        regions = {
            c.READY: units, c.EVENTS: 4 * places, c.WHAT: places, c.FREE: places,
            c.NOTES: 2 * places, c.TRACE: TRACE_WORDS if self.tracing else 0,
        }  # fmt: skip
        self.whole = np.zeros(end + sum(regions.values()), np.int64)
        self.real = self.whole.view(np.float64)
        self.whole[:first] = old[:first]
        self.end_of_units = end
        rows = first + np.arange(units - before) * c.UNIT
        self.whole[rows + c.U_NEXT] = rows + c.UNIT
        self.whole[rows + c.U_SOURCE] = c.NONE
        self.whole[rows[-1] + c.U_NEXT] = old[c.FREE_UNIT] if before else c.NONE
        self.whole[c.FREE_UNIT] = first
        for region, words in regions.items():
            self.whole[region] = end
            if before and region != c.READY:
                kept = min(words, self.words[region])
                begin = int(old[region])
                self.whole[end : end + kept] = old[begin : begin + kept]
            end += words
        if before:
            self.whole[c.TRACE_END] += self.whole[c.TRACE] - old[c.TRACE]
        else:
            self.first_unit, self.whole[c.TRACE_END] = first, self.whole[c.TRACE]
        self.words = regions
        self.whole[c.READY_HEAD], self.whole[c.READY_SIZE] = 0, units
        self.whole[c.MOST_PLACES] = places
        self.units = units

    def _begin(self, replication: int) -> None:
        kept = [*self.words, c.READY_SIZE, c.MOST_PLACES]
        places = self.whole[kept].copy()
        self.whole[: self.beginning.size] = self.beginning
        self.whole[kept] = places
        self.whole[c.TRACE_END] = self.whole[c.TRACE]
        self.whole[c.FREE_UNIT] = self.first_unit
        self.whole[c.REPLICATION] = replication
        self.whole[c.TRACING] = self.tracing
        self.real[c.PERIOD_H] = self.problem.period_h
        units = self.first_unit + np.arange(self.units) * c.UNIT
        self.whole[units + c.U_NEXT] = units + c.UNIT
        self.whole[units + c.U_SOURCE] = c.NONE
        self.whole[units[-1] + c.U_NEXT] = c.NONE

    def run(self, replication: int, between: Callable[[], None] | None = None) -> bool:
        """Run a replication to its end.

        Parameters
        ----------
        replication
            Its number, from 0.
        between
            Called between slices; it may raise to end the run.

        Returns
        -------
        bool
            False if so many units wait that there is no sense in going on.
        """
        from tongqu.sim.loop import run, set_off
        from tongqu.sim.stations.figures import bring_up_to_now

        self._begin(replication)
        self.trace_parts: list[Ints] = []
        self.present_before = np.zeros(self.problem.layout.count["source"], np.int64)
        if not set_off(self.whole, self.real):
            raise LimitError.of("sim_too_many_stops")
        warm_h, hours = self.problem.warm_h, self.problem.hours
        for until in [warm_h, hours] if warm_h > 0 else [hours]:
            self.real[c.HORIZON] = until
            while (outcome := run(self.whole, self.real, SLICE)) not in FINAL:
                if outcome == c.TRACE_FULL:
                    self._empty_trace()
                elif outcome == c.NO_UNITS_LEFT:
                    if 2 * self.units > MOST_UNITS:
                        bring_up_to_now(self.whole, self.real)
                        return False
                    self._make_room(2 * self.units)
                if between is not None:
                    between()
            self.real[c.NOW] = until
            bring_up_to_now(self.whole, self.real)
            if until < hours:
                self._forget()
        self._empty_trace()
        return True

    def _forget(self) -> None:
        """Begin all counts anew at the end of the warm-up; what is there stays there."""
        layout, words = self.problem.layout, self.whole
        now = self.real[c.NOW]
        self.real[c.WARM] = now
        words[[c.POPS, c.TICKS, c.CREATED, c.LEFT]] = 0
        whole, real = layout.rows("station", words)
        whole[:, [c.Q_GRANTED, c.Q_WAITED, c.Q_REFUSED, c.Q_OVER_LIMIT]] = 0
        whole[:, c.Q_LONGEST] = whole[:, c.Q_LENGTH]
        limits = real[:, c.Q_LIMIT_H].copy()
        real[:, c.Q_AREA :] = 0
        real[:, c.Q_LIMIT_H], real[:, c.Q_LAST] = limits, now
        whole, real = layout.rows("group", words)
        whole[:, c.G_SERVED] = 0
        real[:, c.G_AREA :] = 0
        real[:, c.G_LAST] = now
        _, real = layout.rows("store", words)
        real[:, [c.K_AREA, c.K_PUT, c.K_TAKEN]] = 0
        real[:, c.K_MOST] = real[:, c.K_BEGUN_WITH] = real[:, c.K_CONTENT]
        real[:, c.K_BEGUN_WITH] += real[:, c.K_OUTGOING]
        whole, real = layout.rows("source", words)
        self.present_before = whole[:, c.R_PRESENT].copy()
        whole[:, c.R_LEFT] = 0
        whole[:, c.R_BEFORE] = whole[:, c.R_SERIAL]
        real[:, [c.R_STAY, c.R_TONNES]] = 0
        real[:, c.R_AWAITED :] = 0
        _, real = layout.rows("calendar", words)
        real[:, c.C_LOST :] = 0
        _, real = layout.rows("blame", words)
        real[:, c.B_OPEN :] = 0
        whole, real = layout.rows("chamber", words)
        whole[:, [c.H_LOCKAGES, c.H_TURNS, c.H_VESSELS]] = 0
        real[:, [c.H_USED, c.H_AREA]] = 0
        first = layout.first["classes"]
        words[first : first + layout.count["classes"]] = 0

    def _empty_trace(self) -> None:
        begin, end = self.whole[c.TRACE], self.whole[c.TRACE_END]
        self.trace_parts.append(self.whole[begin:end].copy().reshape(-1, c.LINE))
        self.whole[c.TRACE_END] = begin

    @property
    def trace(self) -> tuple[Reals, Ints]:
        """Times, and what happened where to whom, of the last run."""
        lines = np.concatenate(self.trace_parts)
        return lines.view(np.float64)[:, c.T_TIME].copy(), lines[:, c.T_WHAT :]

    def table(self, name: str) -> tuple[Ints, Reals]:
        """Return a table as it is now, as whole and as real numbers."""
        return self.problem.layout.rows(name, self.whole)

    def wait_classes(self) -> Ints:
        """Return how many waits fell into each class, by row of the stations."""
        first, count = (
            self.problem.layout.first["classes"], self.problem.layout.count["classes"],
        )  # fmt: skip
        return self.whole[first : first + count].reshape(-1, c.CLASSES)

    def series(self) -> Reals:
        """Return what was written down by period: periods, rows, columns."""
        layout, periods = self.problem.layout, self.problem.periods
        first, rows = layout.first["periods"], layout.count["station"]
        words = self.real[first : first + layout.count["periods"]]
        return words.reshape(periods + 1, rows, c.PERIOD_COLUMNS)[:periods]

    @property
    def events(self) -> int:
        """Events since the warm-up, without the ends of periods."""
        return int(self.whole[c.POPS] - self.whole[c.TICKS])
