"""What a plan in part leaves free."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.model import BerthModel, Ints
from tongqu.berths.core.paths import Columns
from tongqu.berths.core.uses import FROM_START, HELD, UNTIL_END, take


def taken_by(model: BerthModel, mode: Ints, start: Ints) -> tuple[Ints, Ints]:
    """Return what the calls that have a place hold of berths, and use of resources, by slot."""
    held = np.zeros((model.berths.size, model.slots), np.int64)
    used = np.zeros_like(model.capacity)
    for call in np.flatnonzero(mode >= 0):
        begin_ = int(start[call])
        end = begin_ + int(model.stay[mode[call], begin_])
        held[model.mode_group[mode[call]], begin_:end] += 1
        take(model.uses, int(model.mode_use[mode[call]]), begin_, end, 1, used)
    return held, used


def columns_that_fit(
    model: BerthModel, columns: Columns, open_: NDArray[np.bool_], held: Ints, used: Ints
) -> NDArray[np.bool_]:
    """Return which columns of open calls still find a berth and what they use."""
    group = model.mode_group[columns.mode]
    full = np.zeros((model.berths.size, model.slots + 1), np.int64)
    full[:, 1:] = np.cumsum(held >= model.berths[:, None], axis=1)
    fits: NDArray[np.bool_] = open_[columns.call]
    fits &= full[group, columns.end] == full[group, columns.start]
    uses = model.uses
    for kind in np.unique(columns.use) if uses.resource.size else ():
        for k in range(int(uses.ptr[kind]), int(uses.ptr[kind + 1])):
            what, amount, span = uses.resource[k], uses.amount[k], uses.span[k]
            if amount <= 0:
                continue
            over = used[what] + amount > model.capacity[what]
            short = np.concatenate(([0], np.cumsum(over)))
            here = np.flatnonzero(columns.use == kind)
            first = (columns.start if span in (HELD, FROM_START) else columns.end)[here]
            last = columns.end[here] if span in (HELD, UNTIL_END) else first + uses.lasts[k]
            until = short[np.minimum(last, model.slots)]
            since = 0 if span == UNTIL_END else short[first]
            fits[here[until > since]] = False
    return fits
