"""From a region and calls to the integer problem, and from its solution back to times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from tongqu.berths.core.model import BerthModel
from tongqu.berths.fits import Fit, ShutOut, fits_of
from tongqu.berths.forms import discrete_form, refused, terminals_of
from tongqu.berths.grid import Grid, Ints
from tongqu.berths.items import Item, make_items
from tongqu.berths.modes import Builder, Mode
from tongqu.berths.params import BerthParams
from tongqu.berths.places import Port, assumption_ids, source_ids
from tongqu.berths.shut import rules_that_shut
from tongqu.berths.side import CRANES, Row, with_rows
from tongqu.berths.stays import Clock, Stay, Wishes
from tongqu.berths.stocks import Book
from tongqu.errors import UsageError
from tongqu.model.calls import Call
from tongqu.model.known import Knowledge
from tongqu.model.region import Region

MOST_LEAD = timedelta(days=31)
MOST_SLOTS = 20_000


@dataclass(frozen=True, eq=False)
class BerthProblem:
    """The integer problem of a plan, and what its numbers mean.

    Attributes
    ----------
    region, params, terminal_ids, form
        What was asked, and the form that follows from the region's data.
    grid
        The slots.
    port
        The berths, crane pools and stocks over time.
    items
        What is placed: a call, or two side by side, in the order of the calls.
    core_call
        Number of an item in the model; items that no mode serves have none.
    model
        The integer problem of the items that some mode serves.
    modes
        What each mode of the model is.
    shut_out
        For each call that no mode serves: the rules that shut it out, berth by berth.
    before
        Berth and start that calls had in an earlier plan.
    rows
        What each resource of the model stands for.
    books
        The stocks that a plan could overfill or empty.
    """

    region: Region
    params: BerthParams
    terminal_ids: tuple[str, ...]
    form: str
    grid: Grid
    port: Port
    items: tuple[Item, ...]
    core_call: Mapping[int, int]
    model: BerthModel
    modes: tuple[Mode, ...]
    shut_out: tuple[ShutOut, ...]
    before: Mapping[str, tuple[str, datetime]] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    books: tuple[Book, ...] = ()
    wishes: Wishes = field(repr=False, kw_only=True)
    clocks: Mapping[tuple[str, str], Clock] = field(repr=False, kw_only=True)

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
        """Crane pools in the order of the model."""
        return tuple(row.row_id for row in self.rows if row.kind == CRANES)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of the rows that the problem rests on."""
        return source_ids(self._rows())

    @property
    def assumption_ids(self) -> tuple[str, ...]:
        """Assumptions that the problem rests on."""
        return assumption_ids(self._rows())

    def _rows(self) -> list[object]:
        port, region = self.port, self.port.region
        quays = {row.quay_id for row in port.berths}
        pools = {row.id for row in port.pools}
        classes = {call.vessel_class_id for call in self.calls}
        rows: list[object] = [*port.berths, *port.pools, *port.stocks]
        rows += [row for row in region.terminals if row.id in self.terminal_ids]
        rows += [row for row in region.quays if row.id in quays]
        rows += [row for row in region.crane_shifts if row.pool_id in pools]
        rows += [row for row in region.vessel_classes if row.id in classes]
        rows += {row.id: row for mode in self.modes for row in mode.fit.rows}.values()
        return rows

    def mode_of(self, mode: int) -> Mode:
        """Return what a mode is: which calls, at which equal berths, with how many cranes."""
        return self.modes[mode]

    def terminal_of(self, mode: int) -> str:
        """Return the terminal of a mode's berths."""
        return self.modes[mode].terminal_id

    def time_of(self, slot: int) -> datetime:
        """Return the instant at which a slot begins."""
        return self.grid.at(slot * self.grid.step_min)

    def slot_of(self, when: datetime) -> int:
        """Return the slot that an instant lies in; slots before the plan are negative."""
        elapsed = when.astimezone(UTC) - self.grid.start.astimezone(UTC)
        return int(elapsed // timedelta(minutes=self.grid.step_min))

    def stay(self, mode: int, slot: int) -> Stay:
        """Return a stay in minutes from the plan's start.

        Raises
        ------
        ValueError
            If no stay may begin there.
        """
        found = self.modes[mode]
        if not self.model.stay[mode, slot]:
            raise ValueError(f"mode {mode} may not begin in slot {slot}")
        item = self.items[found.item]
        pinned = self.wishes.pinned(item)
        start = slot * self.grid.step_min if pinned is None else pinned
        stay = self.clocks[found.berth_ids[0], found.pool_id].stay(start, found.work_min)
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
        stay, found = self.stay(mode, slot), self.modes[mode]
        costs = {}
        for call in self.items[found.item].calls:
            weight = self.wishes.weight(call)
            berth = found.berth_ids[0]
            old = self.before.get(call.id)
            moved = 0
            if old is not None:
                moved = int(self.wishes.moved(call, berth, np.array(stay.start), old))
            costs[call.id] = {
                "waiting": weight * (stay.start - self.wishes.arrival(call)),
                "handling": weight * (stay.end - stay.start),
                "late": int(self.wishes.late(call, np.array(stay.end))),
                "not_preferred": self.wishes.not_preferred(call, berth),
                "moved": moved,
            }
        return costs


def make_problem(
    region: Region,
    calls: Iterable[Call],
    params: BerthParams | None = None,
    *,
    terminal: str | Iterable[str] | None = None,
    start: datetime,
    hours: float | None = None,
    as_of: datetime | None = None,
    before: Mapping[str, tuple[str, datetime]] | None = None,
) -> BerthProblem:
    """Return the integer problem of berths for some calls.

    Parameters
    ----------
    region, calls, params
        The port, who calls, and grid and prices.
    terminal
        Terminal, or terminals that are planned together; None: every one that has quays.
    start
        Begin of the plan; without an offset in the region's zone. Seconds do not count.
    hours
        Length of the plan [h]; None: ``params.horizon_h``.
    as_of
        Instant whose knowledge of works, closures and water levels counts; None: `start`.
    before
        Berth and start of calls in an earlier plan; what differs costs as `params` says.

    Raises
    ------
    DatasetError
        If the calls have mistakes, or a constraint is there that the form cannot honour.
    UsageError, NotFoundError
        If there is no such terminal, no berth, or nothing can be planned in that time.

    Examples
    --------
    >>> from datetime import datetime
    >>> from tongqu import load_region
    >>> region = load_region("qujiang")
    >>> monday = region.local(datetime(2026, 3, 2))
    >>> call = Call(id="a", vessel="Ark", vessel_class_id="barge-500", eta=monday,
    ...             commodity_id="coal", discharge_t=480)
    >>> problem = make_problem(region, [call], terminal="qujiang-port-2", start=monday, hours=24)
    >>> problem.form, problem.model.berths.tolist(), problem.model.stay[:, 0].tolist()
    ('discrete_cranes', [11], [19, 12])
    """
    params = params or BerthParams()
    terminal_ids = terminals_of(region, terminal)
    form = discrete_form(region, terminal_ids)
    items = make_items(calls, region, params)
    for call in (call for item in items for call in item.calls):
        if call.pinned_quay_id or call.pinned_from_m is not None:
            raise refused("metre_of_a_quay", call.id, form, "calls")
    grid = grid_of(region, items, params, start, hours)
    known = Knowledge(region, region.local(as_of) if as_of is not None else grid.start)
    port = Port(region, known, grid, terminal_ids)
    wishes = Wishes(items, grid, params)
    builder = Builder(port, items, wishes, params, before or {})
    model, modes, core_call = builder.build()
    problem = BerthProblem(
        region=region,
        params=params,
        terminal_ids=terminal_ids,
        form=form,
        grid=grid,
        port=port,
        items=items,
        core_call=core_call,
        model=model,
        modes=modes,
        shut_out=rules_that_shut(builder, set(core_call)),
        before=dict(before or {}),
        rows=tuple(Row(CRANES, pool_id) for pool_id in builder.pool_ids),
        wishes=wishes,
        clocks=builder.clocks,
    )
    return with_rows(problem)


def grid_of(
    region: Region,
    items: tuple[Item, ...],
    params: BerthParams,
    start: datetime,
    hours: float | None,
) -> Grid:
    """Return the slots of a plan.

    Raises
    ------
    UsageError
        If the plan is too long, or a stay is given that began long before it.
    """
    begin = region.local(start).replace(second=0, microsecond=0)
    length_h = params.horizon_h if hours is None else hours
    slots = int(length_h * 60) // params.time_step_min
    if not 0 < slots <= MOST_SLOTS:
        raise UsageError.of(
            "parameter_out_of_range", name="hours", value=length_h, minimum=1,
            maximum=MOST_SLOTS * params.time_step_min // 60,
        )  # fmt: skip
    grid = Grid(begin, params.time_step_min, slots, region.zone)
    given = [
        grid.minute(call.pinned_start)
        for item in items
        for call in item.calls
        if call.pinned_start is not None
    ]
    lead = max(0, -min(given, default=0))
    if lead > MOST_LEAD / timedelta(minutes=1):
        earliest = grid.at(-lead)
        raise UsageError.of("pinned_too_early", time=earliest.isoformat(), start=begin.isoformat())
    return Grid(begin, params.time_step_min, slots, region.zone, lead)


__all__ = ["BerthProblem", "Fit", "Ints", "Mode", "ShutOut", "fits_of", "make_problem"]
