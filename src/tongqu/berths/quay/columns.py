"""Every way to serve every call, sorted by cost, as arrays that the kernels read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.quay.arrays import Columns, Ints, Stays
from tongqu.berths.quay.hourly import farthest_done
from tongqu.berths.quay.model import ANY_CALL, QuayModel


def columns_of(model: QuayModel) -> Columns:
    """Return all bundles of a model."""
    mode, start = np.nonzero(model.stay)
    call = model.mode_call[mode]
    stay = model.stay[mode, start].astype(np.int64)
    clear, clear_row = _clear(model)
    farthest = model.mode_far[mode]
    if model.hourly is not None:
        farthest = np.minimum(farthest, farthest_done(model, call, start, start + stay))
    sides = []
    for right in (False, True):
        near, far = model.mode_near[mode], farthest
        if right:
            near = np.maximum(near, 1)
            low, high = model.desired[call] + near, model.desired[call] + far
        else:
            low, high = model.desired[call] - far, model.desired[call] - near
        low, high = np.maximum(low, model.low[mode]), np.minimum(high, model.high[mode])
        away = np.maximum(low - model.desired[call], model.desired[call] - high)
        cost = model.cost[mode, start] + model.apart_cost[call] * away
        sides.append(np.stack([call, mode, start, start + stay, cost, low, high]))
    table = np.concatenate(sides, axis=1)
    table = table[:, (table[5] <= table[6]) & fits_cranes(model, table)]
    table = table[:, np.lexsort((table[2], table[4], table[0]))]
    call, mode, start, end, cost, low, high = (row.copy() for row in table)
    return Columns(
        from_=np.searchsorted(call, np.arange(model.calls + 1)).astype(np.int64),
        mode=mode,
        start=start,
        end=end,
        number=model.mode_cranes[mode],
        cost=cost,
        low=low,
        high=high,
        width=model.length + model.clearance,
        desired=model.desired,
        apart=model.apart_cost,
        clear=clear,
        clear_row=clear_row,
        cranes=model.cranes,
        after=_after(model),
    )


def fits_cranes(model: QuayModel, table: Ints) -> NDArray[np.bool_]:
    """Return which bundles find enough cranes in every slot of their stay."""
    fits = np.ones(table.shape[1], bool)
    for number in np.unique(model.mode_cranes[table[1]]):
        short = np.concatenate([[0], np.cumsum(model.cranes < number)])
        enough = short[table[3]] == short[table[2]]
        fits &= enough | (model.mode_cranes[table[1]] != number)
    return fits


def kept(columns: Columns, keep: NDArray[np.bool_], low: Ints, high: Ints) -> Columns:
    """Return the bundles to keep, with narrower ranges of positions."""
    counts = np.bincount(columns.call()[keep], minlength=columns.calls)
    part = columns._replace(
        **{name: getattr(columns, name)[keep] for name in "mode start end number cost".split()}
    )
    return part._replace(
        from_=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        low=low[keep],
        high=high[keep],
    )


def sorted_by_cost(columns: Columns) -> Columns:
    """Return the bundles sorted by call and cost again."""
    order = np.lexsort((columns.start, columns.cost, columns.call()))
    names = "mode start end number cost low high".split()
    return columns._replace(**{name: getattr(columns, name)[order] for name in names})


def _after(model: QuayModel) -> Ints:
    """Return whom each call waits for; nothing at all where nobody waits for anybody."""
    if model.after is None or model.after.max(initial=-1) < 0:
        return np.zeros(0, np.int64)
    return model.after


def _clear(model: QuayModel) -> tuple[Stays, Ints]:
    """Return until when each position of each kind of vessel is clear of blocks.

    Calls of one length that the same blocks keep away share a row.
    """
    rows: dict[tuple[int, ...], int] = {}
    clear: list[Stays] = []
    row_of = np.zeros(model.calls, np.int64)
    for call in range(model.calls):
        mine = np.isin(model.blocks[:, 0], (ANY_CALL, call))
        key = (int(model.length[call]), *np.flatnonzero(mine).tolist()) if mine.any() else ()
        if key not in rows:
            rows[key] = len(clear)
            clear.append(_clear_row(model, model.blocks[mine], int(model.length[call])))
        row_of[call] = rows[key]
    if not clear:
        clear.append(_clear_row(model, model.blocks, 1))
    return np.array(clear, np.int32), row_of


def _clear_row(model: QuayModel, blocks: Ints, length: int) -> Stays:
    until = np.full((model.slots, model.segments), model.slots, np.int32)
    for _, start, end, low, high in blocks:
        touched = slice(max(0, low - length + 1), high)
        part = until[:start, touched]
        np.minimum(part, start, out=part)
        inside = until[start:end, touched]
        np.minimum(inside, np.arange(start, end)[:, None], out=inside)
    return until
