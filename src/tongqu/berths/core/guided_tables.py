"""What annealing along the prices looks up: stays in a row, and which changes to draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.berths.core.annealing import NEVER, Rows
from tongqu.berths.core.model import BerthModel, Ints, Stays
from tongqu.berths.core.paths import Columns, Floats

__all__ = ["Ways", "make_ways", "plain_modes"]


class Ways(NamedTuple):
    """What is looked up: where a stay comes to lie in a row, and which changes to draw.

    Attributes
    ----------
    plain
        Shape (modes, 5): of modes whose stays are all equally long and cost no less the later they
        are: first and last start, stay, cost of a start in slot 0, and of each slot more. Where
        stays differ the first start is NEVER, and the tables of `rows` are asked. They are a
        hundred times as large, and slower so.
    rows
        The tables of annealing.
    mode_at
        Shape (calls, real berths): a mode of a call at a berth, or -1.
    drawn
        Shape (columns, 4): mode, group, start and call of each column, by reduced cost.
    first, berths
        First real berth of each group, and how many it has.
    """

    plain: Stays
    rows: Rows
    mode_at: Stays
    drawn: Stays
    first: Ints
    berths: Ints


def make_ways(
    model: BerthModel, rows: Rows, columns: Columns, extra: Floats, *, most: float
) -> Ways:
    """Return the tables.

    Parameters
    ----------
    model, rows
        The problem, and the tables of annealing.
    columns, extra
        Columns, and what each costs beyond the bound.
    most
        Columns that cost more than this are left out.
    """
    first = np.concatenate(([0], np.cumsum(model.berths)))
    mode_at = np.full((model.calls, int(first[-1])), -1, np.int32)
    for mode in range(model.mode_call.size):
        group = model.mode_group[mode]
        mode_at[model.mode_call[mode], first[group] : first[group + 1]] = mode
    near = np.flatnonzero(extra <= most)
    near = near[np.argsort(extra[near], kind="stable")]
    there = model.mode_group[columns.mode[near]]
    drawn = (columns.mode[near], there, columns.start[near], columns.call[near])
    return Ways(
        plain=plain_modes(model), rows=rows, mode_at=mode_at,
        drawn=np.stack(drawn, axis=1).astype(np.int32), first=first, berths=model.berths,
    )  # fmt: skip


def plain_modes(model: BerthModel) -> Stays:
    """Return modes whose stays are all alike, as in `Ways`.

    Examples
    --------
    >>> from tongqu.berths.core.model import simple_model
    >>> model = simple_model([[2], [3]], arrival=[0, 1], opening=[0], slots=6)
    >>> plain_modes(model).tolist()
    [[0, 4, 2, 2, 1], [1, 3, 3, 2, 1]]
    """
    plain = np.full((model.mode_call.size, 5), NEVER, np.int32)
    for mode, (stay, cost) in enumerate(zip(model.stay, model.cost, strict=True)):
        starts = np.flatnonzero(stay)
        if not starts.size:
            continue
        begin, end = int(starts[0]), int(starts[-1])
        slope = int(cost[begin + 1] - cost[begin]) if end > begin else 0
        least = int(cost[begin]) - slope * begin
        as_told = least + slope * np.arange(begin, end + 1)
        alike = (stay[begin : end + 1] == stay[begin]).all() and (
            cost[begin : end + 1] == as_told
        ).all()
        small = max(abs(least), slope, int(as_told[-1])) < 2**31
        if alike and small and slope >= 0:
            plain[mode] = begin, end, stay[begin], least, slope
    return plain
