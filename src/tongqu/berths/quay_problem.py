"""From a region with continuous quays and calls to the integer problem, and back to metres."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import numpy as np

from tongqu.berths.fits import ShutOut
from tongqu.berths.forms import form_of, terminals_of
from tongqu.berths.grid import Grid
from tongqu.berths.items import Item, make_items
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Port
from tongqu.berths.problem import grid_of
from tongqu.berths.quay import QuayModel
from tongqu.berths.quay_modes import Before, QuayBuilder, QuayMode, length_of
from tongqu.berths.quay_shut import rules_that_shut
from tongqu.berths.quay_stretch import Axis, step_of
from tongqu.berths.records import Spot
from tongqu.berths.side import check_stocks
from tongqu.berths.stays import Clock, Stay, Wishes
from tongqu.errors import DatasetError, Problem
from tongqu.model.calls import Call
from tongqu.model.known import Knowledge
from tongqu.model.region import Region

if TYPE_CHECKING:
    from tongqu.berths.problem import BerthProblem


@dataclass(frozen=True, eq=False)
class QuayProblem:
    """The integer problem of a plan on continuous quays, and what its numbers mean.

    Attributes
    ----------
    region, params, terminal_ids, form
        What was asked, and the form that follows from the region's data.
    grid, axis
        The slots, and the positions along the quays.
    port
        The quays, crane pools and stocks over time.
    items
        What is placed: a call, or two side by side, in the order of the calls.
    core_call
        Number of an item in the model; items that no mode serves have none.
    model
        The integer problem of the items that some mode serves.
    modes
        What each mode of the model is.
    shut_out
        For each call that no mode serves: the rules that shut it out.
    before
        Place and start that calls had in an earlier plan.
    """

    region: Region
    params: BerthParams
    terminal_ids: tuple[str, ...]
    form: str
    grid: Grid
    axis: Axis
    port: Port
    items: tuple[Item, ...]
    core_call: Mapping[int, int]
    model: QuayModel
    modes: tuple[QuayMode, ...]
    shut_out: tuple[ShutOut, ...]
    before: Before = field(default_factory=dict)
    wishes: Wishes = field(repr=False, kw_only=True)
    builder: QuayBuilder = field(repr=False, kw_only=True)

    @property
    def is_servable(self) -> bool:
        """Whether every call has a mode."""
        return not self.shut_out

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call."""
        return tuple(call for item in self.items for call in item.calls)

    @property
    def pool_ids(self) -> tuple[str, ...]:
        """Crane pools that work in some mode."""
        return tuple(sorted({mode.pool_id for mode in self.modes} - {""}))

    def mode_of(self, mode: int) -> QuayMode:
        """Return what a mode is: which calls, on which stretch, with how many cranes."""
        return self.modes[mode]

    def terminal_of(self, mode: int) -> str:
        """Return the terminal of a mode's quay."""
        return self.modes[mode].terminal_id

    def item_of(self, number: int) -> Item:
        """Return the item that a call of the model is."""
        items = {core: item for item, core in self.core_call.items()}
        return self.items[items[number]]

    def slot_of(self, when: datetime) -> int:
        """Return the slot that an instant lies in; slots before the plan are negative."""
        elapsed = when.astimezone(UTC) - self.grid.start.astimezone(UTC)
        return int(elapsed // timedelta(minutes=self.grid.step_min))

    def position_of(self, spot: Spot) -> int | None:
        """Return the position of a place; None if it is none of the axis."""
        for line in self.axis.lines:
            if line.quay.id == spot.quay_id:
                return line.offset + int(spot.from_m / self.axis.step_m + 1e-9)
        return None

    def spot(self, mode: int, position: int) -> Spot:
        """Return quay and metre at which a vessel begins."""
        known = self.modes[mode]
        given = self.builder.given_m(known.item)
        return Spot(known.quay_id, self.axis.metre(position) if given is None else given)

    def length_m(self, call: Call) -> float:
        """Return how long a vessel is [m]."""
        if call.length_m is not None:
            return call.length_m
        return float(self.region.row("vessel_classes", call.vessel_class_id).length_m)

    def clock(self, mode: int) -> Clock:
        """Return what work becomes in time in a mode."""
        known = self.modes[mode]
        return self.builder.clock(known.stretch, known.fit.pool)

    def stay(self, mode: int, slot: int) -> Stay:
        """Return a stay in minutes from the plan's start.

        Raises
        ------
        ValueError
            If no stay may begin there.
        """
        known = self.modes[mode]
        if not self.model.stay[mode, slot]:
            raise ValueError(f"mode {mode} may not begin in slot {slot}")
        pinned = self.wishes.pinned(self.items[known.item])
        start = slot * self.grid.step_min if pinned is None else pinned
        stay = self.clock(mode).stay(start, known.work_min)
        if stay is None:
            raise ValueError(f"mode {mode} does not end from slot {slot}")
        return stay

    def times(self, mode: int, slot: int) -> tuple[datetime, datetime, datetime, datetime]:
        """Return making fast, first and last instant of work, and casting off."""
        stay = self.stay(mode, slot)
        minutes = (stay.start, stay.work_from, stay.work_until, stay.end)
        start, work_from, work_until, end = (self.grid.at(minute) for minute in minutes)
        return start, work_from, work_until, end

    def causes(self, mode: int, slot: int) -> dict[str, dict[str, int]]:
        """Return what a stay costs, by call and cause, in integer units.

        Their sum is the cost in the model.
        """
        stay, known = self.stay(mode, slot), self.modes[mode]
        costs = {}
        for call, elsewhere in zip(self.items[known.item].calls, known.not_preferred, strict=True):
            weight = self.wishes.weight(call)
            old = self.before.get(call.id)
            moved = 0
            if old is not None:
                where = known.spot if known.spot is not None else ""
                moved = int(self.wishes.moved(call, where, np.array(stay.start), old))
            costs[call.id] = {
                "waiting": weight * (stay.start - self.wishes.arrival(call)),
                "handling": weight * (stay.end - stay.start),
                "late": int(self.wishes.late(call, np.array(stay.end))),
                "not_preferred": elsewhere,
                "moved": moved,
            }
        return costs


def make_quay_problem(
    region: Region,
    calls: Iterable[Call],
    params: BerthParams | None = None,
    *,
    terminal: str | Iterable[str] | None = None,
    start: datetime,
    hours: float | None = None,
    as_of: datetime | None = None,
    before: Before | None = None,
) -> QuayProblem:
    """Return the integer problem of vessels that share continuous quays.

    Parameters
    ----------
    region, calls, params
        The port, who calls, and grid and prices.
    terminal, start, hours, as_of
        As for discrete berths, see `make_problem`.
    before
        Place and start of calls in an earlier plan; what differs costs as `params` says.

    Raises
    ------
    DatasetError
        If the calls have mistakes, a vessel's length is not known, or a constraint is there that
        the form cannot honour.
    UsageError, NotFoundError
        If there is no such terminal, no quay, or nothing can be planned in that time.

    Notes
    -----
    The quay is cut into positions `position_step_m` apart. Positions over the same berths make a
    stretch, and every stay along it is counted as at a berth that is usable, open and deep enough
    wherever all of them are.
    """
    params = params or BerthParams()
    terminal_ids = terminals_of(region, terminal)
    form = form_of(region, terminal_ids)
    items = make_items(calls, region, params)
    _need_lengths(items)
    grid = grid_of(region, items, params, start, hours)
    known = Knowledge(region, region.local(as_of) if as_of is not None else grid.start)
    port = Port(region, known, grid, terminal_ids)
    given = [call.pinned_from_m for item in items for call in item.calls if call.pinned_from_m]
    given += [where.from_m for where, _ in (before or {}).values() if isinstance(where, Spot)]
    axis = Axis(port, step_of(params.position_step_m, given))
    wishes = Wishes(items, grid, params)
    builder = QuayBuilder(port, axis, items, wishes, params, before or {})
    model, modes, core_call = builder.build()
    problem = QuayProblem(
        region=region,
        params=params,
        terminal_ids=terminal_ids,
        form=form,
        grid=grid,
        axis=axis,
        port=port,
        items=items,
        core_call=core_call,
        model=model,
        modes=modes,
        shut_out=rules_that_shut(builder, set(core_call)),
        before=dict(before or {}),
        wishes=wishes,
        builder=builder,
    )
    check_stocks(cast("BerthProblem", problem))  # it asks for nothing that only berths have
    return problem


def _need_lengths(items: Iterable[Item]) -> None:
    """Refuse vessels whose length is not known: they take metres of the quay."""
    problems = []
    for item in items:
        for call in item.calls:
            if item.length_m is None or (call.length_m is None and not call.vessel_class_id):
                problems.append(
                    Problem("required", {"call": call.id}, "calls", call.source_row, "length_m")
                )
    if problems:
        raise DatasetError(f"{len(problems)} problems in the calls", problems)


__all__ = ["QuayProblem", "length_of", "make_quay_problem"]
