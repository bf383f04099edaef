"""Every way to serve every call: equal berths, cranes, stays and costs, as one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tongqu.berths.core.model import BerthModel, Stays
from tongqu.berths.core.uses import crane_uses
from tongqu.berths.fits import Fit, ShutOut, fit
from tongqu.berths.forms import refused
from tongqu.berths.grid import Flags, Ints
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Place, Port
from tongqu.berths.stays import NEVER, Clock, Starts, Wishes
from tongqu.model.quays import CranePool
from tongqu.model.terminals import Berth


@dataclass(frozen=True)
class Mode:
    """One way to serve a call, or two side by side.

    Attributes
    ----------
    item, call_ids
        What is placed.
    berth_ids
        Equal berths; the model says how many of them are taken at once.
    terminal_id
        Their terminal.
    pool, pool_id
        Pool in the model, and its id; -1 and empty without cranes.
    cranes
        Cranes held for the whole stay.
    work_min
        Open minutes of work.
    fit
        What the work rests on.
    """

    item: int
    call_ids: tuple[str, ...]
    berth_ids: tuple[str, ...]
    terminal_id: str
    pool: int
    pool_id: str
    cranes: int
    work_min: int
    fit: Fit


@dataclass(frozen=True, eq=False)
class Group:
    """Berths that are equal for every call.

    Attributes
    ----------
    berths, pool
        The berths, and the pool that works there.
    place
        One of them over time.
    rows, fits
        Items that fit there, and how they are worked.
    """

    berths: tuple[Berth, ...]
    pool: CranePool | None
    place: Place
    rows: Ints
    fits: tuple[Fit, ...]


class Builder:
    """Makes the integer problem.

    Parameters
    ----------
    port, items, wishes, params
        The port and the calls.
    before
        Berth and start of calls in an earlier plan.
    """

    def __init__(
        self,
        port: Port,
        items: Sequence[Item],
        wishes: Wishes,
        params: BerthParams,
        before: Mapping[str, tuple[str, datetime]],
    ) -> None:
        self.port, self.items, self.wishes = port, items, wishes
        self.params, self.before = params, before
        self.fits: dict[str, list[Fit | list[ShutOut]]] = {
            berth.id: [fit(item, berth, port) for item in items] for berth in port.berths
        }
        self.clocks: dict[tuple[str, str], Clock] = {}
        self._work: dict[tuple[int, tuple[float, ...], float], int] = {}
        self.groups = self._groups()

    def clock(self, place: Place, pool: CranePool | None) -> Clock:
        """Return what work becomes at a berth."""
        key = (place.berth.id, pool.id if pool is not None else "")
        if key not in self.clocks:
            self.clocks[key] = Clock(place, pool, self.params)
        return self.clocks[key]

    def work(self, row: int, found: Fit, cranes: int) -> int:
        """Return the open minutes of work of an item."""
        power = 1.0 if found.pool is None else cranes**found.pool.interference_exponent
        key = (row, found.rates, power)
        if key not in self._work:
            self._work[key] = found.minutes(self.items[row], cranes)
        return self._work[key]

    def _groups(self) -> list[Group]:
        equal: dict[object, list[tuple[Berth, Place, list[int]]]] = {}
        for berth in self.port.berths:
            fits = self.fits[berth.id]
            rows = [k for k, found in enumerate(fits) if isinstance(found, Fit)]
            if not rows:
                continue
            place = self.port.place(berth)
            equal.setdefault(self._signature(place, rows), []).append((berth, place, rows))
        groups = []
        for members in equal.values():
            berth, place, rows = members[0]
            good = tuple(f for f in self.fits[berth.id] if isinstance(f, Fit))
            berths = tuple(member[0] for member in members)
            groups.append(Group(berths, good[0].pool, place, np.array(rows, np.int64), good))
        return groups

    def _signature(self, place: Place, rows: list[int]) -> tuple[object, ...]:
        """Return what makes a berth different from another one, for these calls."""
        berth = place.berth
        fits = [found for found in self.fits[berth.id] if isinstance(found, Fit)]
        pools = {found.pool.id if found.pool is not None else "": found.pool for found in fits}
        if len(pools) > 1:
            raise refused(
                "two_pools_at_a_berth", berth.id, "discrete_cranes", "crane_pools",
                pools=", ".join(sorted(pools)),
            )  # fmt: skip
        [pool] = pools.values()
        depth = place.depth
        needed = self.wishes.needs[rows].max(initial=0.0)
        shallow = depth is not None and needed > depth.min()
        wanted = {
            call.id
            for item in self.items
            for call in item.calls
            if call.preferred_berth_id == berth.id or self.before.get(call.id, ("",))[0] == berth.id
        }
        return (
            berth.terminal_id,
            pool.id if pool is not None else "",
            tuple(rows),
            tuple(found.rates for found in fits),
            tuple(sorted(wanted)),
            place.opened(pool).tobytes(),
            place.usable.tobytes(),
            place.moves.tobytes(),
            depth.tobytes() if depth is not None and shallow else b"",
        )

    def build(self) -> tuple[BerthModel, tuple[Mode, ...], dict[int, int]]:
        """Return the model, its modes, and the number in the model of each item that has one."""
        slots = self.port.grid.slots
        pools = sorted({group.pool.id for group in self.groups if group.pool is not None})
        jobs = [job for number in range(len(self.groups)) for job in self._jobs(number)]
        count = sum(job[2].size for job in jobs)
        stay = np.empty((count, slots), np.int32)
        cost = np.empty((count, slots), np.int64)
        modes: list[Mode] = []
        groups: list[int] = []
        at = 0
        for number, cranes, places, work in jobs:
            group = self.groups[number]
            room = slice(at, at + places.size)
            used = self._fill(group, cranes, group.rows[places], work, stay[room], cost[room])
            modes += self._modes(group, cranes, places[used], work[used], pools)
            groups += [number] * used.size
            at += used.size
        items = sorted({mode.item for mode in modes})
        core_call = {item: number for number, item in enumerate(items)}
        mode_use, uses = crane_uses([mode.pool for mode in modes], [mode.cranes for mode in modes])
        model = BerthModel(
            slots=slots,
            mode_call=np.array([core_call[mode.item] for mode in modes], np.int64),
            mode_group=np.array(groups, np.int64),
            mode_use=mode_use,
            stay=stay[:at],
            cost=cost[:at],
            berths=np.array([len(group.berths) for group in self.groups], np.int64),
            uses=uses,
            capacity=self._cranes(pools),
        )
        return model, tuple(modes), core_call

    def _cranes(self, pools: list[str]) -> Ints:
        rows = [self.port.cranes(self.port.region.row("crane_pools", p)).by_slot for p in pools]
        return np.array(rows, np.int64).reshape(len(pools), self.port.grid.slots)

    def _jobs(self, number: int) -> list[tuple[int, int, Ints, Ints]]:
        """Return for a group: number of cranes, items by their place in it, minutes of work."""
        group = self.groups[number]
        most = max(found.most_cranes for found in group.fits)
        jobs = []
        before = np.full(group.rows.size, NEVER)
        for cranes in range(1, most + 1) if group.pool is not None else [0]:
            work = np.array(
                [
                    self.work(row, found, cranes)
                    for row, found in zip(group.rows.tolist(), group.fits, strict=True)
                ],
                np.int64,
            )
            # More cranes that end no sooner would only be missing elsewhere.
            places = np.flatnonzero(work < before)
            before = np.minimum(before, work)
            if places.size:
                jobs.append((number, cranes, places, work[places]))
        return jobs

    def _fill(
        self, group: Group, cranes: int, rows: Ints, work: Ints, stay: Stays, cost: Ints
    ) -> Ints:
        """Write stays and costs of some items at one group, with one number of cranes.

        Items that may begin nowhere are left out; those written are returned by their place.
        """
        slots = np.arange(self.port.grid.slots)
        clock = self.clock(group.place, group.pool)
        ends = clock.ends(work)
        starts = Starts(self.wishes, rows, group.place, group.pool, cranes)
        allowed = starts.allowed(ends)
        for place, row in enumerate(rows.tolist()):
            if row in self.wishes.given:
                allowed[place] = False
                self._pin(starts, clock, place, row, int(work[place]), ends, allowed)
        used = np.flatnonzero(allowed.any(axis=1))
        allowed, ends, rows = allowed[used], ends[used], rows[used]
        np.multiply(ends - slots, allowed, out=stay[: used.size], casting="same_kind")
        # What a stay costs depends on its end alone, but for what `_extra` adds.
        costs = np.take_along_axis(self.wishes.end_cost[rows], ends * allowed, axis=1)
        costs += self._extra(group, rows)
        np.multiply(costs, allowed, out=cost[: used.size])
        return used

    def _pin(
        self, starts: Starts, clock: Clock, place: int, row: int, work: int, ends: Ints,
        allowed: Flags,
    ) -> None:  # fmt: skip
        pinned = self.wishes.given[row]
        slot = max(pinned, 0) // self.port.grid.step_min
        found = clock.stay(pinned, work) if slot < self.port.grid.slots else None
        if found is not None and all(starts.pinned(row, pinned, found).values()):
            ends[place, slot] = found.end // self.port.grid.step_min
            allowed[place, slot] = True

    def _extra(self, group: Group, rows: Ints) -> Ints:
        """Return what another berth than the preferred one, and a move, cost."""
        berth = group.berths[0].id
        starts = np.arange(self.port.grid.slots) * self.port.grid.step_min
        extra = np.zeros((rows.size, 1), np.int64)
        moves = np.zeros((rows.size, starts.size if self.before else 1), np.int64)
        for place, row in enumerate(rows.tolist()):
            item = self.items[row]
            for call in item.calls:
                extra[place] += self.wishes.not_preferred(call, berth)
                if call.id in self.before:
                    pinned = self.wishes.given.get(row)
                    begins = starts if pinned is None else np.full_like(starts, pinned)
                    moves[place] += self.wishes.moved(call, berth, begins, self.before[call.id])
        return extra + moves

    def _modes(
        self, group: Group, cranes: int, places: Ints, work: Ints, pools: list[str]
    ) -> list[Mode]:
        pool_id = group.pool.id if group.pool is not None else ""
        berth_ids = tuple(berth.id for berth in group.berths)
        made = []
        for place, minutes in zip(places.tolist(), work.tolist(), strict=True):
            item = int(group.rows[place])
            made.append(
                Mode(
                    item=item,
                    call_ids=self.items[item].call_ids,
                    berth_ids=berth_ids,
                    terminal_id=group.berths[0].terminal_id,
                    pool=pools.index(pool_id) if pool_id else -1,
                    pool_id=pool_id,
                    cranes=cranes,
                    work_min=minutes,
                    fit=group.fits[place],
                )
            )
        return made
