"""Every way to serve every call: equal berths, cranes, stays and costs, as one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tongqu.berths.core.model import BerthModel, Stays
from tongqu.berths.core.uses import crane_uses
from tongqu.berths.fits import Fit, ShutOut, fits_of
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
class Offer:
    """What one crane pool can work at some berths, or what is worked there without counted cranes.

    Attributes
    ----------
    pool
        The pool.
    rows, fits
        Items that it works, and how.
    """

    pool: CranePool | None
    rows: Ints
    fits: tuple[Fit, ...]


@dataclass(frozen=True, eq=False)
class Group:
    """Berths that are equal for every call.

    Attributes
    ----------
    berths
        The berths.
    place
        One of them over time.
    offers
        What each pool that reaches them works there.
    """

    berths: tuple[Berth, ...]
    place: Place
    offers: tuple[Offer, ...]


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
        self.fits: dict[str, list[tuple[Fit, ...] | list[ShutOut]]] = {
            berth.id: [fits_of(item, berth, port) for item in items] for berth in port.berths
        }
        self.clocks: dict[tuple[str, str], Clock] = {}
        self._work: dict[tuple[int, tuple[float, ...], float], int] = {}
        self.groups = self._groups()
        offers = [offer for group in self.groups for offer in group.offers]
        self.pool_ids = tuple(sorted({offer.pool.id for offer in offers if offer.pool is not None}))

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
        equal: dict[object, list[tuple[Berth, Place, tuple[Offer, ...]]]] = {}
        for berth in self.port.berths:
            offers = self._offers(berth)
            if offers:
                place = self.port.place(berth)
                equal.setdefault(self._signature(place, offers), []).append((berth, place, offers))
        return [
            Group(tuple(berth for berth, _, _ in members), members[0][1], members[0][2])
            for members in equal.values()
        ]

    def _offers(self, berth: Berth) -> tuple[Offer, ...]:
        """Return what each pool works at a berth."""
        by_pool: dict[str, list[tuple[int, Fit]]] = {}
        for row, found in enumerate(self.fits[berth.id]):
            for one in found if isinstance(found, tuple) else ():
                by_pool.setdefault(one.pool.id if one.pool is not None else "", []).append(
                    (row, one)
                )
        return tuple(
            Offer(
                found[0][1].pool,
                np.array([row for row, _ in found], np.int64),
                tuple(one for _, one in found),
            )
            for _, found in sorted(by_pool.items())
        )

    def _signature(self, place: Place, offers: tuple[Offer, ...]) -> tuple[object, ...]:
        """Return what makes a berth different from another one, for these calls."""
        berth = place.berth
        rows = np.unique(np.concatenate([offer.rows for offer in offers]))
        depth = place.depth
        needed = self.wishes.needs[rows].max(initial=0.0)
        shallow = depth is not None and needed > depth.min()
        wanted = {
            call.id
            for item in self.items
            for call in item.calls
            if call.preferred_berth_id == berth.id or self.before.get(call.id, ("",))[0] == berth.id
        }
        worked = tuple(
            (
                offer.pool.id if offer.pool is not None else "",
                tuple(offer.rows.tolist()),
                tuple(found.rates for found in offer.fits),
                place.opened(offer.pool).tobytes(),
            )
            for offer in offers
        )
        return (
            berth.terminal_id,
            worked,
            tuple(sorted(wanted)),
            place.usable.tobytes(),
            place.moves.tobytes(),
            depth.tobytes() if depth is not None and shallow else b"",
        )

    def build(self) -> tuple[BerthModel, tuple[Mode, ...], dict[int, int]]:
        """Return the model, its modes, and the number in the model of each item that has one."""
        slots = self.port.grid.slots
        jobs = [
            (number, offer, *job)
            for number, group in enumerate(self.groups)
            for offer in group.offers
            for job in self._jobs(offer)
        ]
        count = sum(places.size for _, _, _, places, _ in jobs)
        stay = np.empty((count, slots), np.int32)
        cost = np.empty((count, slots), np.int64)
        modes: list[Mode] = []
        groups: list[int] = []
        at = 0
        for number, offer, cranes, places, work in jobs:
            group = self.groups[number]
            room = slice(at, at + places.size)
            rows = offer.rows[places]
            used = self._fill(group, offer.pool, cranes, rows, work, stay[room], cost[room])
            modes += self._modes(group, offer, cranes, places[used], work[used])
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
            capacity=self._cranes(),
        )
        return model, tuple(modes), core_call

    def _cranes(self) -> Ints:
        pools = [self.port.region.row("crane_pools", pool_id) for pool_id in self.pool_ids]
        rows = [self.port.cranes(pool).by_slot for pool in pools]
        return np.array(rows, np.int64).reshape(len(pools), self.port.grid.slots)

    def _jobs(self, offer: Offer) -> list[tuple[int, Ints, Ints]]:
        """Return for a pool: number of cranes, items by their place in it, minutes of work."""
        most = max(found.most_cranes for found in offer.fits)
        jobs = []
        before = np.full(offer.rows.size, NEVER)
        for cranes in range(1, most + 1) if offer.pool is not None else [0]:
            work = np.array(
                [
                    self.work(row, found, cranes)
                    for row, found in zip(offer.rows.tolist(), offer.fits, strict=True)
                ],
                np.int64,
            )
            # More cranes that end no sooner would only be missing elsewhere.
            places = np.flatnonzero(work < before)
            before = np.minimum(before, work)
            if places.size:
                jobs.append((cranes, places, work[places]))
        return jobs

    def _fill(
        self, group: Group, pool: CranePool | None, cranes: int, rows: Ints, work: Ints,
        stay: Stays, cost: Ints,
    ) -> Ints:  # fmt: skip
        """Write stays and costs of some items at one group, with one number of cranes.

        Items that may begin nowhere are left out; those written are returned by their place.
        """
        slots = np.arange(self.port.grid.slots)
        clock = self.clock(group.place, pool)
        ends = clock.ends(work)
        starts = Starts(self.wishes, rows, group.place, pool, cranes)
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
        self, group: Group, offer: Offer, cranes: int, places: Ints, work: Ints
    ) -> list[Mode]:
        pool_id = offer.pool.id if offer.pool is not None else ""
        berth_ids = tuple(berth.id for berth in group.berths)
        made = []
        for place, minutes in zip(places.tolist(), work.tolist(), strict=True):
            item = int(offer.rows[place])
            made.append(
                Mode(
                    item=item,
                    call_ids=self.items[item].call_ids,
                    berth_ids=berth_ids,
                    terminal_id=group.berths[0].terminal_id,
                    pool=self.pool_ids.index(pool_id) if pool_id else -1,
                    pool_id=pool_id,
                    cranes=cranes,
                    work_min=minutes,
                    fit=offer.fits[place],
                )
            )
        return made
