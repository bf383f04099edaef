"""The port over time: when a berth may be used, how deep it is, how many cranes are manned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tongqu.berths.forms import form_of
from tongqu.berths.grid import Flags, Floats, Grid, Ints, next_true
from tongqu.errors import DatasetError, Problem
from tongqu.model.known import Knowledge
from tongqu.model.quays import CranePool, Quay
from tongqu.model.region import Region
from tongqu.model.terminals import Berth, Terminal

_TIMED = {"berths": ("depth_m", "in_service"), "terminals": ("in_service",)}
"""Columns whose change during a plan counts from its instant on."""


class Port:
    """What is known of the terminals that are planned, over the grid.

    Parameters
    ----------
    region
        The region.
    known
        What is known of it.
    grid
        The planned time.
    terminal_ids
        Terminals that are planned.

    Raises
    ------
    DatasetError
        If a work changes a column during the plan whose change no form can follow.
    """

    def __init__(
        self, region: Region, known: Knowledge, grid: Grid, terminal_ids: Sequence[str]
    ) -> None:
        self.region = region.at(grid.start, known.as_of)  # works that are done by then
        self.known = known
        self.grid = grid
        self.terminal_ids = tuple(terminal_ids)
        mine = set(terminal_ids)
        self.berths = tuple(row for row in self.region.berths if row.terminal_id in mine)
        self.pools = tuple(row for row in self.region.crane_pools if row.terminal_id in mine)
        self.stocks = tuple(row for row in self.region.stocks if row.terminal_id in mine)
        self._refuse_changes()
        self.rates: dict[tuple[str, ...], Any] = {}  # answers of the handling table
        self._places: dict[str, Place] = {}
        self._cranes: dict[str, Cranes] = {}

    def _refuse_changes(self) -> None:
        tables = {
            "berths": {row.id for row in self.berths},
            "terminals": set(self.terminal_ids),
            "quays": {row.quay_id for row in self.berths} | self._shared_quays(),
            "crane_pools": {row.id for row in self.pools},
            "crane_shifts": {
                row.id for row in self.region.crane_shifts if row.pool_id in self._pool_ids
            },
            "stocks": {row.id for row in self.stocks},
        }
        problems = []
        for row in self.known.region.work_changes:
            timed = row.column in _TIMED.get(row.table, ())
            if timed or row.row_id not in tables.get(row.table, ()):
                continue
            for change in self.known.changes(row.table, row.row_id, row.column):
                if self.grid.start < change.at < self.grid.until:
                    form = form_of(self.region, self.terminal_ids)
                    params = {"what": "change_during_plan", "id": row.id, "form": form}
                    problems.append(
                        Problem("form_cannot_honour", params, "work_changes", value=row.value)
                    )
                    break
        if problems:
            raise DatasetError("a work changes the port during the plan", problems)

    def _shared_quays(self) -> set[str]:
        rows = self.region.quays
        return {row.id for row in rows if row.continuous and row.terminal_id in self.terminal_ids}

    @property
    def _pool_ids(self) -> set[str]:
        return {row.id for row in self.pools}

    def place(self, berth: Berth) -> Place:
        """Return a berth over time."""
        if berth.id not in self._places:
            self._places[berth.id] = Place(self, berth)
        return self._places[berth.id]

    def cranes(self, pool: CranePool) -> Cranes:
        """Return a pool over time."""
        if pool.id not in self._cranes:
            self._cranes[pool.id] = Cranes(self, pool)
        return self._cranes[pool.id]

    def pools_at(self, berth: Berth) -> tuple[CranePool, ...]:
        """Return the pools whose cranes reach a berth."""
        return tuple(
            pool
            for pool in self.pools
            if pool.terminal_id == berth.terminal_id and pool.quay_id in ("", berth.quay_id)
        )

    def has_pools(self, terminal_id: str) -> bool:
        """Whether a terminal's cranes are counted."""
        return any(pool.terminal_id == terminal_id for pool in self.pools)

    def level_links(self, berth: Berth) -> tuple[str, ...]:
        """Return the links whose water level counts at a berth; the least of them does."""
        quay = self.quay(berth)
        if quay is not None and quay.level_link_id:
            return (quay.level_link_id,)
        place = self.region.row("terminals", berth.terminal_id).place_id
        return tuple(
            link.id
            for link in self.region.links
            if link.mode == "waterway" and place in (link.from_place_id, link.to_place_id)
        )

    def quay(self, berth: Berth) -> Quay | None:
        """Return the quay that a berth is a part of."""
        return self.region.index("quays").get(berth.quay_id)

    def level(self, berth: Berth) -> Floats:
        """Return by minute what the water level adds to the depth of a berth [m]."""
        links = self.level_links(berth)
        levels = [
            self.grid.steps([(change.at, change.value) for change in self.known.levels(link)])
            for link in links
        ]
        return np.min(levels, axis=0) if levels else np.zeros(self.grid.minutes)


@dataclass(frozen=True, eq=False)
class Cranes:
    """A crane pool over the grid.

    Attributes
    ----------
    port, pool
        The pool and where it belongs.
    """

    port: Port
    pool: CranePool

    @cached_property
    def manned(self) -> Ints:
        """Cranes manned, by minute."""
        region = self.port.region
        shifts = [row for row in region.crane_shifts if row.pool_id == self.pool.id]
        if not shifts:
            return np.full(self.port.grid.minutes, self.pool.cranes, np.int64)
        cranes = [self.port.grid.open_flags(row.hours) * row.cranes for row in shifts]
        manned: Ints = np.minimum(np.sum(cranes, axis=0), self.pool.cranes).astype(np.int64)
        return manned

    @cached_property
    def works(self) -> Flags:
        """Whether the pool works, by minute: somebody is there and nothing is closed."""
        closures = self.port.known.closures("crane_pools", self.pool.id)
        flags: Flags = self.port.grid.open_flags("", closures) & (self.manned > 0)
        return flags

    @cached_property
    def by_slot(self) -> Ints:
        """Cranes that may be held, by slot.

        Cranes are held for a whole stay. While none is manned work rests and they stay held: as
        many as are manned both before and after that gap, so that a longer shift never costs.
        """
        parts = self.port.grid.by_slot(self.manned)
        least = np.where(parts > 0, parts, np.iinfo(np.int64).max).min(axis=1)
        found: Flags = np.any(parts > 0, axis=1).astype(np.bool_)
        if not found.any():
            return np.full(found.size, self.pool.cranes, np.int64)
        slots = np.arange(found.size)
        before = np.maximum.accumulate(np.where(found, slots, -1))
        after = next_true(found)[:-1]
        first, last = np.flatnonzero(found)[[0, -1]]
        before[before < 0] = first
        after[after >= found.size] = last
        held: Ints = np.minimum(least[before], least[after]).astype(np.int64)
        return held


class Place:
    """A berth over the grid.

    Parameters
    ----------
    port
        The port.
    berth
        The berth.
    """

    def __init__(self, port: Port, berth: Berth) -> None:
        self.port = port
        self.berth = berth
        self.terminal: Terminal = port.region.row("terminals", berth.terminal_id)
        self.quay = port.quay(berth)
        self._open: dict[str, Flags] = {}

    @cached_property
    def usable(self) -> Flags:
        """Whether anybody may lie there, by minute."""
        known, grid = self.port.known, self.port.grid
        closures = [*known.closures("berths", self.berth.id)]
        if self.quay is not None:
            closures += known.closures("quays", self.quay.id)
        flags = grid.open_flags("", closures)
        for table, row in (("berths", self.berth.id), ("terminals", self.terminal.id)):
            flags &= grid.steps(known.in_service(table, row)) > 0
        return flags

    @cached_property
    def moves(self) -> Flags:
        """Whether vessels may make fast and cast off, by minute."""
        hours = self.quay.berthing_hours if self.quay is not None else ""
        closures = self.port.known.closures("terminals", self.terminal.id)
        return self.port.grid.open_flags(hours, closures)

    @cached_property
    def depth(self) -> Floats | None:
        """Depth by slot, its least [m]; None where it is not known and does not count."""
        base = self.port.known.region.row("berths", self.berth.id).depth_m
        changes = self.port.known.changes("berths", self.berth.id, "depth_m")
        default = self.quay.depth_m if self.quay is not None else None
        first = base if base is not None else default
        if first is None and not changes:
            return None
        steps = [(change.at, change.value) for change in changes if change.value is not None]
        metres = self.port.grid.steps(steps, np.inf if first is None else first)
        least: Floats = self.port.grid.by_slot(metres + self.port.level(self.berth)).min(axis=1)
        return np.round(least, 6)

    @cached_property
    def next_unusable(self) -> Ints:
        """For each slot, the next one from it on in which nobody may lie there."""
        unusable = np.any(~self.port.grid.by_slot(self.usable), axis=1).astype(np.bool_)
        return next_true(unusable)

    @cached_property
    def may_come(self) -> Flags:
        """Whether a vessel may make fast at the beginning of a slot."""
        flags: Flags = self.port.grid.by_slot(self.moves)[:, 0]
        return flags

    @cached_property
    def leaves(self) -> Ints:
        """For each slot boundary, the first one from it on at which a vessel may cast off.

        It casts off in the minute before. Past the last boundary: not within the plan.
        """
        last_minutes = self.port.grid.by_slot(self.moves)[:, -1]
        return next_true(np.concatenate([[False], last_minutes]))[:-1]

    def opened(self, pool: CranePool | None) -> Flags:
        """Return by minute whether cargo is worked."""
        key = pool.id if pool is not None else ""
        if key not in self._open:
            grid = self.port.grid
            closures = self.port.known.closures("terminals", self.terminal.id)
            flags = grid.open_flags(self.terminal.opening_hours, closures)
            flags &= grid.open_flags(self.berth.opening_hours)
            if pool is not None:
                flags &= self.port.cranes(pool).works
            self._open[key] = flags
        return self._open[key]


def source_ids(rows: Iterable[object]) -> tuple[str, ...]:
    """Return the sources of rows, each once, in order."""
    return tuple(sorted({str(getattr(row, "source_id", "")) for row in rows} - {""}))


def assumption_ids(rows: Iterable[object]) -> tuple[str, ...]:
    """Return the assumptions of rows, each once, in order."""
    return tuple(sorted({str(getattr(row, "assumption_id", "")) for row in rows} - {""}))
