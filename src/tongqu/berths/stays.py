"""Stays at one berth for every start: how long, at what cost, and what forbids one.

A stay that begins in slot t makes fast, works in open minutes until the work is done, and ends at
the first boundary of slots at which the vessel may cast off. All calls and all starts are computed
at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from tongqu.berths.grid import Flags, Floats, Grid, Ints, next_true
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Place
from tongqu.berths.records import Where
from tongqu.model.calls import Call
from tongqu.model.quays import CranePool

NEVER = 2**31 - 2


@dataclass(frozen=True)
class Stay:
    """One stay, in minutes from the plan's start.

    Attributes
    ----------
    start, work_from, work_until, end
        Making fast, first and last minute of work, casting off.
    """

    start: int
    work_from: int
    work_until: int
    end: int


class Clock:
    """What a given amount of work at a berth becomes in time.

    Parameters
    ----------
    place, pool
        The berth and the pool that works there.
    params
        Times of making fast and casting off.
    """

    def __init__(self, place: Place, pool: CranePool | None, params: BerthParams) -> None:
        self.place, self.pool, self.params = place, pool, params
        self.grid = place.port.grid
        opened = place.opened(pool)
        self._done = np.concatenate([[0], np.cumsum(opened)])  # open minutes before each minute
        self._next_open = next_true(opened)
        # First minute by which so many open minutes have passed.
        self._by_work = np.searchsorted(self._done, np.arange(self._done[-1] + 1))
        after = self._by_work - self.grid.lead_min + params.unberthing_min
        self._end_by_work = np.append(self._leave(after), NEVER)

    @property
    def _least(self) -> int:
        """Least minutes of a stay, also of one without any work."""
        return max(self.params.berthing_min + self.params.unberthing_min, 1)

    def _leave(self, minutes: Ints) -> Ints:
        """Return the slot boundary at which a vessel leaves that may leave from a minute on."""
        boundary = np.maximum(-(-minutes // self.grid.step_min), 1)
        # A stay always holds a slot, also of a vessel that should have left before the plan.
        inside = boundary <= self.grid.slots
        leaves = self.place.leaves[np.where(inside, boundary, 0)]
        return np.where(inside & (leaves <= self.grid.slots), leaves, NEVER)

    @cached_property
    def _ready(self) -> Ints:
        starts = np.arange(self.grid.slots) * self.grid.step_min + self.params.berthing_min
        return self._index(starts)

    def _index(self, minutes: Ints) -> Ints:
        return np.minimum(minutes + self.grid.lead_min, self.grid.minutes)

    def ends(self, work: Ints) -> Ints:
        """Return the slot at which a stay ends, by amount of work and slot of its start."""
        reach = self._done[self._ready][None, :] + work[:, None]
        ends: Ints = self._end_by_work[np.minimum(reach, self._end_by_work.size - 1)]
        if (work == 0).any():
            starts = np.arange(self.grid.slots) * self.grid.step_min
            ends[work == 0] = self._leave(starts + self._least)
        return ends

    def stay(self, start: int, work: int) -> Stay | None:
        """Return one stay that begins in a minute; None if it does not end within the plan."""
        ready = int(self._index(np.array(start + self.params.berthing_min)))
        done = int(self._done[ready]) + work
        if done > self._done[-1]:
            return None
        begun, until = ready, ready
        if work:
            begun, until = int(self._next_open[ready]), int(self._by_work[done])
        lead = self.grid.lead_min
        leave = max(until - lead + self.params.unberthing_min, start + self._least)
        end = int(self._leave(np.array([leave]))[0])
        if end == NEVER:
            return None
        return Stay(start, begun - lead, until - lead, end * self.grid.step_min)


class Wishes:
    """What the calls themselves allow and what their time costs.

    Parameters
    ----------
    items, grid, params
        What is placed, when, at what prices.
    """

    def __init__(self, items: Sequence[Item], grid: Grid, params: BerthParams) -> None:
        self.items, self.grid, self.params = items, grid, params

    def weight(self, call: Call) -> int:
        """Return what a minute of a call costs, in integer units."""
        return max(1, round(100 * call.weight))

    def arrival(self, call: Call) -> int:
        """Return the minute from which a call waits; one that lies there has arrived."""
        eta, given = self.grid.minute(call.eta), call.pinned_start
        if given is not None and given < self.grid.start:
            return min(eta, self.grid.minute(given))
        return eta

    def eta(self, item: Item) -> int:
        """Return the minute at which an item has arrived."""
        return max(self.arrival(call) for call in item.calls)

    def pinned(self, item: Item) -> int | None:
        """Return the minute at which an item's stay is given to begin."""
        given = {self.grid.minute(c.pinned_start) for c in item.calls if c.pinned_start is not None}
        if not given:
            return None
        return given.pop() if len(given) == 1 else NEVER  # two starts cannot both be kept

    def window(self, item: Item) -> tuple[int, int]:
        """Return the first and the last minute at which an item's stay may begin by its window."""
        first = [self.grid.minute(c.window_from) for c in item.calls if c.window_from is not None]
        last = [_down(self.grid, c.window_until) for c in item.calls if c.window_until is not None]
        return max(first, default=-NEVER), min(last, default=NEVER)

    @cached_property
    def given(self) -> dict[int, int]:
        """Minute at which a stay is given to begin, of the items that have one."""
        starts = {row: self.pinned(item) for row, item in enumerate(self.items)}
        return {row: start for row, start in starts.items() if start is not None}

    @cached_property
    def bounds(self) -> Ints:
        """Arrival, first and last start by the window, by item [min]."""
        rows = [(self.eta(item), *self.window(item)) for item in self.items]
        return np.array(rows, np.int64).reshape(-1, 3)

    @cached_property
    def free_starts(self) -> Flags:
        """By item and slot, whether its arrival and its window allow a start there."""
        starts = np.arange(self.grid.slots) * self.grid.step_min
        eta, first, last = self.bounds.T[:, :, None]
        flags: Flags = (starts >= np.maximum(eta, first)) & (starts <= last)
        return flags

    @cached_property
    def needs(self) -> Floats:
        """Depth that each item needs [m]; 0 where it is not known."""
        return np.array([item.depth_need_m or 0.0 for item in self.items], np.float64)

    @cached_property
    def end_cost(self) -> Ints:
        """Cost of an item whose stay ends at a slot: time in port and lateness."""
        ends = np.arange(self.grid.slots + 1) * self.grid.step_min
        cost = np.zeros((len(self.items), ends.size), np.int64)
        for row, item in enumerate(self.items):
            for call in item.calls:
                weight = self.weight(call)
                cost[row] += weight * (ends - self.arrival(call))
                cost[row] += self.late(call, ends)
        return cost

    def late(self, call: Call, end: Ints) -> Ints:
        """Return what leaving after the latest departure costs."""
        if call.latest_departure is None:
            return np.zeros_like(end)
        a_minute = round(self.weight(call) * self.params.late_factor)
        late: Ints = a_minute * np.maximum(end - self.grid.minute(call.latest_departure), 0)
        return late

    def not_preferred(self, call: Call, berth_id: str) -> int:
        """Return what a berth costs that is not the preferred one."""
        if call.preferred_berth_id in ("", berth_id):
            return 0
        return round(self.weight(call) * 60 * self.params.not_preferred_h)

    def moved(self, call: Call, where: Where, start: Ints, before: tuple[Where, datetime]) -> Ints:
        """Return what it costs that a call has another berth or start than before."""
        weight = self.weight(call)
        shift = np.abs(start - self.grid.minute(before[1]))
        a_minute = round(weight * self.params.moved_hour_factor)
        a_call = round(weight * 60 * self.params.moved_call_h)
        moved: Ints = a_minute * shift + a_call * ((shift > 0) | (where != before[0]))
        return moved


def _down(grid: Grid, when: datetime) -> int:
    """Return the minute that an instant lies in."""
    up = grid.minute(when)
    return up if grid.at(up) <= when else up - 1


class Starts:
    """Which starts are allowed at a berth, for some items.

    Parameters
    ----------
    wishes
        The items and what they allow.
    rows
        Places of the items looked at.
    place, pool, cranes
        The berth, and the cranes that are held there.
    """

    def __init__(
        self, wishes: Wishes, rows: Ints, place: Place, pool: CranePool | None, cranes: int
    ) -> None:
        self.wishes, self.rows, self.place = wishes, rows, place
        self.pool, self.cranes = pool, cranes
        self.grid = wishes.grid

    @property
    def limits(self) -> dict[str, Ints]:
        """For each rule of the berth, by item and start: the slot by which a stay must end."""
        found = {
            "outside_horizon": np.full((1, 1), self.grid.slots),
            "not_usable": self.place.next_unusable[None, :-1],
            "too_shallow": self.next_shallow,
        }
        if self.pool is not None:
            short = self.place.port.cranes(self.pool).by_slot < self.cranes
            found["cranes_short"] = next_true(short)[None, :-1]
        return found

    def allowed(self, ends: Ints) -> Flags:
        """Return by item and slot whether a stay may begin there that ends at `ends`."""
        limit = None
        for each in self.limits.values():
            limit = each if limit is None else np.minimum(limit, each)
        assert limit is not None
        flags: Flags = ends <= limit
        flags &= self.wishes.free_starts[self.rows]
        flags &= self.place.may_come
        return flags

    def by_rule(self, ends: Ints) -> dict[str, Flags]:
        """Return by rule, item and slot which starts it allows; all together: `allowed`."""
        starts = np.arange(self.grid.slots) * self.grid.step_min
        eta, first, last = self.wishes.bounds[self.rows].T[:, :, None]
        # A stay that never ends breaks the horizon; other rules look at the plan only.
        inside = np.minimum(ends, self.grid.slots)
        found = {name: inside <= limit for name, limit in self.limits.items()}
        found["outside_horizon"] = ends <= self.grid.slots
        found["before_arrival"] = np.broadcast_to(starts >= eta, ends.shape)
        found["outside_window"] = np.broadcast_to((starts >= first) & (starts <= last), ends.shape)
        found["night"] = np.broadcast_to(self.place.may_come, ends.shape)
        return found

    @property
    def next_shallow(self) -> Ints:
        """By item and slot, the next slot from it on that is too shallow."""
        depth = self.place.depth
        needs = self.wishes.needs[self.rows]
        if depth is None or needs.max(initial=0.0) <= depth.min():
            return np.full((1, 1), NEVER)
        kinds, kind = np.unique(needs, return_inverse=True)
        found = np.where(depth < kinds[:, None], np.arange(self.grid.slots), NEVER)
        found = np.minimum.accumulate(found[:, ::-1], axis=1)[:, ::-1]
        return found[kind]

    def pinned(self, row: int, start: int, stay: Stay) -> dict[str, bool]:
        """Return by rule whether an item may begin in a given minute.

        A stay that began before the plan is a fact: how it began is not asked.
        """
        slot, end = max(start, 0) // self.grid.step_min, stay.end // self.grid.step_min
        at = np.array([row])
        limits = Starts(self.wishes, at, self.place, self.pool, self.cranes).limits
        found = {
            name: end <= int(np.broadcast_to(limit, (1, self.grid.slots))[0, slot])
            for name, limit in limits.items()
        }
        lead = self.grid.lead_min
        held = self.place.usable[max(start, 0) + lead : stay.end + lead]
        found["not_usable"] = bool(held.all())
        if start >= 0:
            eta, first, last = self.wishes.bounds[row].tolist()
            found["before_arrival"] = start >= eta
            found["outside_window"] = first <= start <= last
            found["night"] = bool(self.place.moves[start + lead])
        return found
