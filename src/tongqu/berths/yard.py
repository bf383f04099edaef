"""A port to the minute, for carrying plans out: plain arrays that can be sent to other processes.

The problem that is solved stands on a grid of slots; what truly happens keeps no grid. The same
tables are read, by the same rules, with slots of one minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.fits import Fit, fits_of
from tongqu.berths.grid import Flags, Grid, next_true
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Place, Port
from tongqu.model.known import Knowledge
from tongqu.model.quays import CranePool
from tongqu.model.region import Region

NEVER = 2**31 - 2
Minutes = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class WorkTime:
    """When cargo is worked at a berth, and when vessels may come and go there.

    Attributes
    ----------
    done
        Open minutes before each minute.
    by_work
        First minute by which so many open minutes have passed.
    next_open
        Next minute that is open.
    comes, leaves
        Next minute at which a vessel may make fast, or has cast off.
    """

    done: Minutes
    by_work: Minutes
    next_open: Minutes
    comes: Minutes
    leaves: Minutes

    def times(self, start: int, work: int, before: int, after: int) -> tuple[int, int, int]:
        """Return when work begins and ends and the stay ends; NEVER where it does not.

        Parameters
        ----------
        start
            Minute of making fast.
        work
            Open minutes of work.
        before, after
            Minutes before and after the work.
        """
        ready = start + before
        if ready >= self.done.size:
            return NEVER, NEVER, NEVER
        reach = int(self.done[ready]) + work
        if reach >= self.by_work.size:
            return NEVER, NEVER, NEVER
        begun = int(self.next_open[ready]) if work else ready
        until = int(self.by_work[reach]) if work else ready
        leave = max(until + after, start + 1)
        if leave >= self.leaves.size:
            return NEVER, NEVER, NEVER
        end = int(self.leaves[leave])
        if end >= self.leaves.size:  # it may not cast off any more
            return NEVER, NEVER, NEVER
        return begun, until, end


@dataclass(frozen=True, eq=False)
class Reach:
    """When a vessel may lie at a berth: it is usable and deep enough.

    Attributes
    ----------
    bad, good
        Next minute in which it may not, and in which it may.
    """

    bad: Minutes
    good: Minutes


@dataclass(frozen=True)
class Way:
    """One way to serve a vessel.

    Attributes
    ----------
    berth, pool, cranes
        Berth, crane pool (-1: none) and cranes that are held.
    work_min
        Open minutes of work, by the tables.
    clock, reach
        Which `WorkTime` and which `Reach` of the yard hold.
    """

    berth: int
    pool: int
    cranes: int
    work_min: int
    clock: int
    reach: int


@dataclass(frozen=True, eq=False)
class Yard:
    """The port to the minute.

    Attributes
    ----------
    start, minutes
        First instant, and how many minutes follow.
    berth_ids, pool_ids
        Berths and crane pools by their number.
    clocks, reaches
        Series that ways refer to.
    manned
        Cranes that may be held, by pool and minute.
    shifts
        By pool, the minutes at which that number changes.
    usable
        By berth and minute, whether anybody may lie there.
    moves
        By berth and minute, whether vessels may make fast and cast off.
    """

    start: datetime
    minutes: int
    berth_ids: tuple[str, ...]
    pool_ids: tuple[str, ...]
    clocks: tuple[WorkTime, ...]
    reaches: tuple[Reach, ...]
    manned: NDArray[np.int32]
    shifts: tuple[tuple[int, ...], ...]
    usable: Flags
    moves: Flags

    def cranes_of(self, way: Way) -> tuple[int, str]:
        """Return how many cranes a way holds, and of which pool."""
        return way.cranes, self.pool_ids[way.pool] if way.cranes else ""

    def earliest(self, way: Way, start: int, before: int, after: int) -> tuple[int, int]:
        """Return the first start from a minute on at which a stay is allowed, and its end.

        The work takes as long as the tables say, because nobody knows better beforehand.
        """
        clock, reach = self.clocks[way.clock], self.reaches[way.reach]
        while start < self.minutes:
            start = int(clock.comes[start])
            if start >= self.minutes:
                break
            end = clock.times(start, way.work_min, before, after)[2]
            if end == NEVER:
                break
            bad = int(reach.bad[start])
            if end <= bad:
                return start, end
            start = int(reach.good[bad])
        return NEVER, NEVER


class YardMaker:
    """Makes a yard and the ways in which vessels can be served there.

    Parameters
    ----------
    region, terminal_ids
        The port.
    start, minutes
        First instant, and how many minutes follow.
    as_of
        Instant whose knowledge of works, closures and water counts.
    params
        Times of making fast and casting off.
    """

    def __init__(
        self,
        region: Region,
        terminal_ids: Sequence[str],
        start: datetime,
        minutes: int,
        as_of: datetime,
        params: BerthParams,
    ) -> None:
        grid = Grid(start, 1, minutes, region.zone)
        self.port = Port(region, Knowledge(region, as_of), grid, terminal_ids)
        self.params = params
        self.berth_ids = tuple(berth.id for berth in self.port.berths)
        self.pool_ids = tuple(pool.id for pool in self.port.pools)
        self._clocks: dict[bytes, int] = {}
        self._reaches: dict[bytes, int] = {}
        self.clocks: list[WorkTime] = []
        self.reaches: list[Reach] = []
        self._known: dict[tuple[str, str, float], tuple[int, int]] = {}

    def ways(self, item: Item) -> tuple[Way, ...]:
        """Return every way to serve a call, or two side by side; none if it fits nowhere."""
        found: list[Way] = []
        for number, berth in enumerate(self.port.berths):
            offers = fits_of(item, berth, self.port)
            for fits in offers if isinstance(offers, tuple) else ():
                found += self._ways(item, number, fits)
        return tuple(found)

    def _ways(self, item: Item, number: int, fits: Fit) -> Iterator[Way]:
        clock, reach = self._series(number, fits.pool, item.depth_need_m or 0.0)
        pool = -1 if fits.pool is None else self.pool_ids.index(fits.pool.id)
        least = NEVER
        for cranes in range(1, fits.most_cranes + 1) if fits.pool is not None else (0,):
            work = fits.minutes(item, cranes)
            if work < least:  # more cranes that end no sooner would only be missing elsewhere
                yield Way(number, pool, cranes, work, clock, reach)
            least = min(least, work)

    def _series(self, number: int, pool: CranePool | None, need_m: float) -> tuple[int, int]:
        berth = self.port.berths[number]
        key = (berth.id, pool.id if pool is not None else "", need_m)
        if key not in self._known:
            place = self.port.place(berth)
            self._known[key] = (self._clock(place, pool), self._reach(place, need_m))
        return self._known[key]

    def _clock(self, place: Place, pool: CranePool | None) -> int:
        opened = place.opened(pool)
        key = np.packbits(opened).tobytes() + np.packbits(place.moves).tobytes()
        if key not in self._clocks:
            done = np.concatenate([[0], np.cumsum(opened)])
            self._clocks[key] = len(self.clocks)
            self.clocks.append(
                WorkTime(
                    done=done.astype(np.int32),
                    by_work=np.searchsorted(done, np.arange(done[-1] + 1)).astype(np.int32),
                    next_open=next_true(opened).astype(np.int32),
                    comes=next_true(place.may_come).astype(np.int32),
                    leaves=place.leaves.astype(np.int32),
                )
            )
        return self._clocks[key]

    def _reach(self, place: Place, need_m: float) -> int:
        good = place.usable.copy()
        if place.depth is not None:
            good &= place.depth >= need_m
        key = np.packbits(good).tobytes()
        if key not in self._reaches:
            self._reaches[key] = len(self.reaches)
            bad, fine = (next_true(flags).astype(np.int32) for flags in (~good, good))
            self.reaches.append(Reach(bad=bad, good=fine))
        return self._reaches[key]

    def yard(self) -> Yard:
        """Return the yard, once all ways are made."""
        grid = self.port.grid
        manned = [self.port.cranes(pool).by_slot for pool in self.port.pools]
        table = np.array(manned, np.int32).reshape(len(manned), grid.minutes)
        places = [self.port.place(berth) for berth in self.port.berths]
        return Yard(
            start=grid.start,
            minutes=grid.minutes,
            berth_ids=self.berth_ids,
            pool_ids=self.pool_ids,
            clocks=tuple(self.clocks),
            reaches=tuple(self.reaches),
            manned=table,
            shifts=shifts_of(table),
            usable=np.array([place.usable for place in places], np.bool_),
            moves=np.array([place.moves for place in places], np.bool_),
        )


def shifts_of(manned: Minutes) -> tuple[tuple[int, ...], ...]:
    """Return by pool the minutes at which the number of cranes changes.

    Examples
    --------
    >>> shifts_of(np.array([[2, 2, 1, 1, 2]], np.int32))
    ((2, 4),)
    """
    return tuple(tuple((np.flatnonzero(np.diff(row)) + 1).tolist()) for row in manned)
