"""Every way to serve every call on continuous quays: stretch, cranes, stays and costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from tongqu.berths.fits import Fit, ShutOut, fit
from tongqu.berths.forms import refused
from tongqu.berths.grid import Ints
from tongqu.berths.items import Item
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Place, Port
from tongqu.berths.quay import QuayModel
from tongqu.berths.quay_stretch import Axis, Line, Stretch, lies_at, quay_rows
from tongqu.berths.records import Spot, Where
from tongqu.berths.stays import Clock, Starts, Wishes
from tongqu.model.quays import CranePool

Before = Mapping[str, tuple[Where, datetime]]


@dataclass(frozen=True)
class QuayMode:
    """One way to serve a call, or two side by side, on a stretch of a quay.

    Attributes
    ----------
    item, call_ids
        What is placed.
    quay_id, terminal_id
        Where.
    first, last
        Least and greatest position.
    stretch
        What holds there.
    pool_id
        Its pool; empty without cranes.
    cranes
        Cranes held for the whole stay.
    work_min
        Open minutes of work.
    fit
        What the work rests on.
    not_preferred
        What the place costs each call, because another was wished for, in integer units.
    spot
        Quay and metre, where the mode stands for a single position that a call had before.
    """

    item: int
    call_ids: tuple[str, ...]
    quay_id: str
    terminal_id: str
    first: int
    last: int
    stretch: Stretch
    pool_id: str
    cranes: int
    work_min: int
    fit: Fit
    not_preferred: tuple[int, ...]
    spot: Spot | None


@dataclass(frozen=True)
class Run:
    """Positions that are equal for an item."""

    line: Line
    first: int
    last: int
    stretch: Stretch
    fit: Fit
    not_preferred: tuple[int, ...]
    spot: Spot | None


class QuayBuilder:
    """Makes the integer problem of continuous quays.

    Parameters
    ----------
    port, axis, items, wishes, params
        The port, its quays on one axis, and the calls.
    before
        Place and start of calls in an earlier plan.
    """

    def __init__(
        self,
        port: Port,
        axis: Axis,
        items: Sequence[Item],
        wishes: Wishes,
        params: BerthParams,
        before: Before,
    ) -> None:
        self.port, self.axis, self.items, self.wishes = port, axis, items, wishes
        self.params, self.before = params, before
        self.clocks: dict[tuple[str, ...], Clock] = {}
        self._fits: dict[tuple[int, Stretch], Fit | list[ShutOut]] = {}
        self.runs = [list(self._runs(row)) for row in range(len(items))]

    # --- what a stretch is for an item ------------------------------------------------------------

    def clock(self, place: Place, pool: CranePool | None) -> Clock:
        """Return what work becomes along a stretch."""
        assert isinstance(place, Stretch)
        rows = tuple(row.id for row in place.rows)
        key = (place.quay.id, pool.id if pool is not None else "", *rows)
        if key not in self.clocks:
            self.clocks[key] = Clock(place, pool, self.params)
        return self.clocks[key]

    def work(self, row: int, found: Fit, cranes: int) -> int:
        """Return the open minutes of work of an item."""
        return found.minutes(self.items[row], cranes)

    def fit(self, row: int, stretch: Stretch) -> Fit | list[ShutOut]:
        """Return how an item is worked along a stretch, or every rule that shuts it out."""
        key = (row, stretch)
        if key not in self._fits:
            # Metres and fixed places are looked at by position.
            item = self.items[row]
            item = replace(item, calls=tuple(replace(c, pinned_berth_id="") for c in item.calls))
            found = [fit(item, replace(row_, length_m=None), self.port) for row_ in stretch.rows]
            shut = [rule for each in found if not isinstance(each, Fit) for rule in each]
            fits = [each for each in found if isinstance(each, Fit)]
            self._fits[key] = shut or fits[0]
        return self._fits[key]

    def places(self, row: int) -> Iterator[tuple[Line, int, float, Stretch]]:
        """Yield the positions of an item, with metre and stretch, as far as its calls allow."""
        item, axis = self.items[row], self.axis
        length = length_of(item)
        given = self.given_m(row)
        for line in quay_rows(item, axis):
            spots: Iterator[tuple[int, float, Stretch]]
            if given is None:
                positions = axis.positions(line, length)
                stretches = axis.along(line, length)
                metres = (axis.metre(p) for p in positions)
                spots = zip(positions, metres, stretches, strict=True)
            else:
                spots = self._given(line, given, length)
            for position, metre, stretch in spots:
                if all(
                    not call.pinned_berth_id
                    or self._lies_at(call.pinned_berth_id, line, metre, length)
                    for call in item.calls
                ):
                    yield line, position, metre, stretch

    def given_m(self, row: int) -> float | None:
        """Return the metre that is given; two that lie side by side cannot have two."""
        given = {call.pinned_from_m for call in self.items[row].calls} - {None}
        return float("nan") if len(given) > 1 else next(iter(given), None)

    def _given(
        self, line: Line, from_m: float, length: float
    ) -> Iterator[tuple[int, float, Stretch]]:
        if from_m >= 0 and from_m + length <= line.quay.length_m + 1e-6:
            position = line.offset + int(from_m / self.axis.step_m + 1e-9)
            yield position, from_m, self.axis.stretch(line.quay, from_m, from_m + length)

    def _lies_at(self, berth_id: str, line: Line, metre: float, length: float) -> bool:
        berth = self.port.region.row("berths", berth_id)
        if berth.quay_id != line.quay.id or berth.terminal_id != line.quay.terminal_id:
            return False
        return lies_at(metre, metre + length, berth, self.params.position_step_m)

    def _runs(self, row: int) -> Iterator[Run]:
        """Yield positions that lie together and are equal for an item."""
        item = self.items[row]
        need = float(self.wishes.needs[row])
        old = {self.before[call.id][0] for call in item.calls if call.id in self.before}
        run: Run | None = None
        mark: object = None
        for line, position, metre, stretch in self.places(row):
            found = self.fit(row, stretch)
            if not isinstance(found, Fit):
                continue
            not_preferred = tuple(
                self._not_preferred(row, k, line, metre) for k in range(len(item.calls))
            )
            here = Spot(line.quay.id, round(metre, 2))
            spot = here if here in old else None
            pool = found.pool
            key = (
                line.quay.id, pool and pool.id, found.rates, not_preferred, spot,
                stretch.signature(need, pool),
            )  # fmt: skip
            if run is not None and key == mark and position == run.last + 1:
                run = replace(run, last=position)
                continue
            if run is not None:
                yield run
            run, mark = Run(line, position, position, stretch, found, not_preferred, spot), key
        if run is not None:
            yield run

    def _not_preferred(self, row: int, number: int, line: Line, metre: float) -> int:
        item = self.items[row]
        call = item.calls[number]
        wished = call.preferred_berth_id
        there = wished and self._lies_at(wished, line, metre, length_of(item))
        return self.wishes.not_preferred(call, wished if there else line.quay.id)

    # --- the model --------------------------------------------------------------------------------

    def build(self) -> tuple[QuayModel, tuple[QuayMode, ...], dict[int, int]]:
        """Return the model, its modes, and the number in the model of each item that has one.

        Raises
        ------
        DatasetError
            If cranes of two pools work there, or a call waits for two others.
        """
        modes: list[QuayMode] = []
        stays: list[Ints] = []
        costs: list[Ints] = []
        for row in range(len(self.items)):
            for mode, stay, cost in self._modes(row):
                modes.append(mode)
                stays.append(stay)
                costs.append(cost)
        items = sorted({mode.item for mode in modes})
        core_call = {item: number for number, item in enumerate(items)}
        slots = self.port.grid.slots
        first, last = self._reach(modes, items)
        model = QuayModel(
            slots=slots,
            segments=self.axis.segments,
            length=np.array([self._held(row) for row in items], np.int64),
            first=first,
            last=last,
            desired=np.array([self._desired(row, modes) for row in items], np.int64),
            apart_cost=np.zeros(len(items), np.int64),
            mode_call=np.array([core_call[mode.item] for mode in modes], np.int64),
            mode_cranes=np.array([mode.cranes for mode in modes], np.int64),
            mode_near=np.zeros(len(modes), np.int64),
            mode_far=np.full(len(modes), self.axis.segments, np.int64),
            stay=np.array(stays, np.int32).reshape(-1, slots),
            cost=np.array(costs, np.int64).reshape(-1, slots),
            cranes=self._cranes(modes),
            mode_first=np.array([mode.first for mode in modes], np.int64),
            mode_last=np.array([mode.last for mode in modes], np.int64),
            after=self._after(core_call),
        )
        return model, tuple(modes), core_call

    def _held(self, row: int) -> int:
        given = self.given_m(row)
        return self.axis.held(length_of(self.items[row]), given or 0.0)

    def _reach(self, modes: list[QuayMode], items: list[int]) -> tuple[Ints, Ints]:
        low = {row: min(m.first for m in modes if m.item == row) for row in items}
        high = {row: max(m.last for m in modes if m.item == row) for row in items}
        return (
            np.array([low[row] for row in items], np.int64),
            np.array([high[row] for row in items], np.int64),
        )

    def _desired(self, row: int, modes: list[QuayMode]) -> int:
        """Return where the search looks first: the old place, else what is wished for."""
        mine = [mode for mode in modes if mode.item == row]
        best = min(mine, key=lambda m: (m.spot is None, sum(m.not_preferred), m.first))
        return best.first

    def _cranes(self, modes: list[QuayMode]) -> Ints:
        pools = sorted({mode.pool_id for mode in modes} - {""})
        if len(pools) > 1:
            raise refused(
                "two_pools_on_a_quay", pools[1], "quay_cranes", "crane_pools", other=pools[0]
            )
        if not pools:
            return np.zeros(self.port.grid.slots, np.int64)
        return self.port.cranes(self.port.region.row("crane_pools", pools[0])).by_slot

    def _after(self, core_call: Mapping[int, int]) -> Ints:
        item_of = {cid: row for row, item in enumerate(self.items) for cid in item.call_ids}
        after = np.full(len(core_call), -1, np.int64)
        for row, number in core_call.items():
            for call in self.items[row].calls:
                other = item_of.get(call.after_call_id, -1)
                if other < 0 or other not in core_call:
                    continue
                if other == row or after[number] not in (-1, core_call[other]):
                    raise refused("after_call", call.id, "quay", "calls", other=call.after_call_id)
                after[number] = core_call[other]
        return after

    def _modes(self, row: int) -> Iterator[tuple[QuayMode, Ints, Ints]]:
        """Yield every way to serve an item that may begin somewhere."""
        item = self.items[row]
        for run in self.runs[row]:
            before: int | None = None
            pool = run.fit.pool
            for cranes in range(1, run.fit.most_cranes + 1) if pool is not None else [0]:
                work = self.work(row, run.fit, cranes)
                if before is not None and work >= before:
                    continue  # more cranes that end no sooner would only be missing elsewhere
                before = work
                stay, cost = self._fill(row, run, cranes, work)
                if not stay.any():
                    continue
                mode = QuayMode(
                    item=row,
                    call_ids=item.call_ids,
                    quay_id=run.line.quay.id,
                    terminal_id=run.line.quay.terminal_id,
                    first=run.first,
                    last=run.last,
                    stretch=run.stretch,
                    pool_id=pool.id if pool is not None else "",
                    cranes=cranes,
                    work_min=work,
                    fit=run.fit,
                    not_preferred=run.not_preferred,
                    spot=run.spot,
                )
                yield mode, stay, cost

    def _fill(self, row: int, run: Run, cranes: int, work: int) -> tuple[Ints, Ints]:
        """Return stays and costs by start."""
        grid = self.port.grid
        slots = np.arange(grid.slots)
        clock = self.clock(run.stretch, run.fit.pool)
        ends = clock.ends(np.array([work]))
        starts = Starts(self.wishes, np.array([row]), run.stretch, run.fit.pool, cranes)
        allowed = starts.allowed(ends)[0]
        ends = ends[0]
        pinned = self.wishes.given.get(row)
        if pinned is not None:
            allowed[:] = False
            slot = max(pinned, 0) // grid.step_min
            found = clock.stay(pinned, work) if slot < grid.slots else None
            if found is not None and all(starts.pinned(row, pinned, found).values()):
                ends[slot] = found.end // grid.step_min
                allowed[slot] = True
        ends = ends * allowed
        cost = self.wishes.end_cost[row][ends] + sum(run.not_preferred)
        begins = slots * grid.step_min if pinned is None else np.full_like(slots, pinned)
        for call in self.items[row].calls:
            if call.id in self.before:
                where = run.spot if run.spot is not None else ""
                cost = cost + self.wishes.moved(call, where, begins, self.before[call.id])
        return np.where(allowed, ends - slots, 0), np.where(allowed, cost, 0)


def length_of(item: Item) -> float:
    """Return how long an item is [m]."""
    assert item.length_m is not None
    return item.length_m
