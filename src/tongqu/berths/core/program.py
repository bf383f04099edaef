"""The integer program of some columns: which of them make the cheapest plan.

Columns are arcs; in each group as many units flow through the grid as it has berths, each call
is served by one arc. Slots at which nothing can begin are left out, so that a column has three
entries, however long it lasts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints, Solution, Stays
from tongqu.berths.core.paths import Columns, Prices, largest, terms_of
from tongqu.berths.core.potentials import potentials_of
from tongqu.berths.core.uses import FROM_END, FROM_START, UNTIL_END

GRAIN = 100
"""Reduced costs are counted in so small parts of a unit."""


class Idle(NamedTuple):
    """Berths of a group that are idle from one slot to another."""

    many: Any
    group: int
    first: int
    last: int


def program_of(
    model: BerthModel, columns: Columns, unit: int, ceiling: int, hint: Solution | None,
    at_most: tuple[Ints, int] | None, prices: Prices | None, *, no_gaps: bool,
) -> tuple[Any, list[Any]]:  # fmt: skip
    """Return the integer program of these columns, and what says of each whether it is used.

    Parameters
    ----------
    model, columns, unit, ceiling, hint, at_most, prices
        As for :func:`~tongqu.berths.core.proof.search_columns`; each call has a column.
    no_gaps
        Whether the program knows that a stay begins earlier if it can.
    """
    from ortools.sat.python import cp_model

    flow = cp_model.CpModel()
    use = [flow.new_bool_var("") for _ in range(columns.mode.size)]
    by_call: list[list[Any]] = [[] for _ in range(model.calls)]
    for k, call in enumerate(columns.call):
        by_call[call].append(use[k])
    for ways in by_call:
        flow.add_exactly_one(ways)
    idle = _add_flows(flow, model, columns, use, no_gaps=no_gaps)
    _add_uses(flow, model, columns, use)
    costs = np.rint(columns.cost / unit).astype(np.int64)
    total = cp_model.LinearExpr.weighted_sum(use, costs.tolist())
    if at_most is not None:
        counts, most = at_most
        flow.add(cp_model.LinearExpr.weighted_sum(use, counts.tolist()) <= most)
    flow.add(total <= ceiling // unit - 1)
    if prices is not None:
        _add_reduced_costs(flow, model, columns, use, idle, prices, unit, ceiling // unit - 1)
    flow.minimize(total)
    if hint is not None:
        chosen = {(int(m), int(s)) for m, s in zip(hint.mode, hint.start, strict=True)}
        for k in range(len(use)):
            flow.add_hint(use[k], (int(columns.mode[k]), int(columns.start[k])) in chosen)
    return flow, use


def _add_flows(
    flow: Any, model: BerthModel, columns: Columns, use: list[Any], *, no_gaps: bool
) -> list[Idle]:
    """Let as many units flow through each group as it has berths; with no gaps, if so asked."""
    idles: list[Idle] = []
    for group, berths in enumerate(model.berths):
        first, last = (columns.ptr[k * model.slots] for k in (group, group + 1))
        if first == last:
            continue
        slots = np.unique(columns.start[first:last])
        tail = np.searchsorted(slots, columns.start[first:last])
        head = np.searchsorted(slots, columns.end[first:last])
        into: list[list[Any]] = [[] for _ in range(slots.size + 1)]
        out_of: list[list[Any]] = [[] for _ in range(slots.size + 1)]
        for k in range(last - first):
            out_of[tail[k]].append(use[first + k])
            into[head[k]].append(use[first + k])
        for k in range(slots.size):
            idle = flow.new_int_var(0, int(berths), "")
            out_of[k].append(idle)
            into[k + 1].append(idle)
            last_slot = int(slots[k + 1]) if k + 1 < slots.size else model.slots
            idles.append(Idle(idle, group, int(slots[k]), last_slot))
        for k in range(slots.size):
            flow.add(sum(out_of[k]) - sum(into[k]) == (int(berths) if k == 0 else 0))
        if no_gaps and berths == 1:
            _add_no_gaps(flow, model, columns, use, int(first), int(last))
    return idles


def _add_reduced_costs(
    flow: Any, model: BerthModel, columns: Columns, use: list[Any], idles: list[Idle],
    prices: Prices, unit: int, most: int,
) -> None:  # fmt: skip
    """Say once more that the plan costs at most so many units, in reduced costs.

    It follows from the other rules. But costs are large and leave room for anything, where reduced
    costs are small: a few dear columns exclude each other without a linear programme being solved.
    All is counted in whole grains, so that what a column has too much its neighbours have too
    little, to the last grain: a rule that is only nearly the same as the others makes proofs slow.
    """
    from ortools.sat.python import cp_model

    grain = GRAIN / unit
    worth = np.rint(prices.call * grain) / grain
    scale = largest(model)[:, None]
    rent = np.rint(prices.rent / scale * grain) / grain * scale
    potentials = potentials_of(columns, Prices(worth, rent), terms_of(model))
    own = np.rint(potentials.own * grain).astype(np.int64)
    height = np.floor(potentials.height * grain + 1e-6).astype(np.int64)
    group_of = np.repeat(np.arange(model.berths.size), np.diff(columns.ptr[:: model.slots]))
    heads = _next_starts(model, columns, group_of)
    reduced = own + height[group_of, columns.start] - height[group_of, heads]
    waits = [int(height[i.group, i.first] - height[i.group, i.last]) for i in idles]
    room = int(np.floor(most * GRAIN - potentials.paid * grain + 0.5))
    for group in np.unique(group_of):
        first = columns.start[group_of == group].min()
        room -= int(model.berths[group] * (height[group, model.slots] - height[group, first]))
    steps = [*use, *(idle.many for idle in idles)]
    flow.add(cp_model.LinearExpr.weighted_sum(steps, reduced.tolist() + waits) <= room)


def _next_starts(model: BerthModel, columns: Columns, group_of: Ints) -> Ints:
    """Return the first slot from each column's end on at which its group may begin something."""
    heads = np.full(columns.mode.size, model.slots, np.int64)
    for group in range(model.berths.size):
        here = group_of == group
        slots = np.append(np.unique(columns.start[here]), model.slots)
        heads[here] = slots[np.searchsorted(slots, columns.end[here])]
    return heads


def _add_no_gaps(
    flow: Any, model: BerthModel, columns: Columns, use: list[Any], first: int, last: int
) -> None:
    """Let a stay that would be cheaper a slot earlier begin only where another one ends.

    If nobody ends there, the stay can begin earlier, for less: so the best plan has no such gap,
    where stays use one berth and nothing else. The column a slot earlier may have been set aside;
    then the cheaper plan, and with it this one, does not beat the best one known.
    """
    mode, start = columns.mode[first:last], columns.start[first:last]
    before = np.maximum(start - 1, 0)
    stay, cost = model.stay, model.cost
    late = (start > 0) & (stay[mode, before] == stay[mode, start])
    late &= cost[mode, before] < cost[mode, start]
    ending: dict[int, list[Any]] = {}
    for k in range(first, last):
        ending.setdefault(int(columns.end[k]), []).append(use[k])
    for slot in np.unique(start[late]):
        begin = first + np.flatnonzero(late & (start == slot))
        flow.add(sum(use[k] for k in begin) <= sum(ending.get(int(slot), [])))


def _add_uses(flow: Any, model: BerthModel, columns: Columns, use: list[Any]) -> None:
    """Keep to each resource in every slot in which it could run short."""
    uses = model.uses
    kind_of = np.repeat(np.arange(uses.ptr.size - 1), np.diff(uses.ptr))
    for what in range(model.capacity.shape[0]):
        parts = []
        for k in np.flatnonzero(uses.resource == what):
            here = np.flatnonzero(columns.use == kind_of[k])
            first, last = columns.start[here], columns.end[here]
            if uses.span[k] in (FROM_START, FROM_END):
                first = first if uses.span[k] == FROM_START else last
                last = np.minimum(first + uses.lasts[k], model.slots)
            elif uses.span[k] == UNTIL_END:
                first = np.zeros(here.size, np.int64)
            parts.append((here, first, last, np.full(here.size, uses.amount[k])))
        if parts:
            merged = (np.concatenate(part) for part in zip(*parts, strict=True))
            _add_resource(flow, columns, use, model.capacity[what], *merged)


def _add_resource(
    flow: Any, columns: Columns, use: list[Any], capacity: Ints, here: Ints, first: Ints,
    last: Ints, amount: Ints,
) -> None:  # fmt: skip
    """Keep to one resource. What is used grows where a use begins, or a return ends."""
    grows = np.where(amount > 0, first, last)
    shrinks = np.flatnonzero(np.diff(capacity) < 0) + 1
    for slot in np.unique(np.concatenate(([0], grows, shrinks))):
        if slot >= capacity.size:
            continue
        now = (first <= slot) & (slot < last)
        if _most_at_once(columns.call, here[now], amount[now]) > capacity[slot]:
            flow.add(
                sum(int(a) * use[k] for k, a in zip(here[now], amount[now], strict=True))
                <= int(capacity[slot])
            )


def _most_at_once(call: Stays, columns: Ints, amount: Ints) -> int:
    """Return the most that these uses can be together: one column a call."""
    by_column = np.zeros(call.size, np.int64)
    np.add.at(by_column, columns, np.maximum(amount, 0))
    most = np.zeros(int(call.max(initial=-1)) + 1, np.int64)
    np.maximum.at(most, call[columns], by_column[columns])
    return int(most.sum())
