"""Parts of a problem that have nothing to do with each other: they are solved one by one.

A bulk quay and a box quay with cranes of their own share no berth and no resource. Apart, each has
its own gap, and the smaller gap of each sets more columns aside than that of both together.
"""

from __future__ import annotations

import numpy as np

from tongqu.berths.core.model import BerthModel, Ints


def components(model: BerthModel) -> list[Ints]:
    """Return the calls of each part, the parts with the fewest ways to serve them first.

    Examples
    --------
    >>> from tongqu.berths.core.model import simple_model
    >>> model = simple_model([[2, 0], [0, 3], [4, 0]], arrival=[0, 0, 0], opening=[0, 0], slots=9)
    >>> [part.tolist() for part in components(model)]
    [[1], [0, 2]]
    """
    groups, resources = model.berths.size, model.capacity.shape[0]
    parent = np.arange(model.calls + groups + resources)

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = int(parent[node])
        return node

    def join(one: int, other: int) -> None:
        parent[root(one)] = root(other)

    ptr = model.uses.ptr
    for mode, call in enumerate(model.mode_call.tolist()):
        join(call, model.calls + int(model.mode_group[mode]))
        kind = int(model.mode_use[mode])
        for what in model.uses.resource[int(ptr[kind]) : int(ptr[kind + 1])]:
            join(call, model.calls + groups + int(what))
    roots = np.array([root(call) for call in range(model.calls)], np.int64)
    parts = [np.flatnonzero(roots == one) for one in np.unique(roots)]
    ways = (model.stay > 0).sum(axis=1)
    return sorted(parts, key=lambda part: int(ways[np.isin(model.mode_call, part)].sum()))


def part_of(model: BerthModel, calls: Ints) -> tuple[BerthModel, Ints]:
    """Return the problem of some calls, numbered anew in their order, and its modes in the whole.

    Groups that they do not use are left out; resources are all there.
    """
    number = np.full(model.calls, -1, np.int64)
    number[calls] = np.arange(calls.size)
    modes = np.flatnonzero(number[model.mode_call] >= 0)
    groups = np.unique(model.mode_group[modes])
    part = BerthModel(
        slots=model.slots,
        mode_call=number[model.mode_call[modes]],
        mode_group=np.searchsorted(groups, model.mode_group[modes]),
        mode_use=model.mode_use[modes],
        stay=model.stay[modes],
        cost=model.cost[modes],
        berths=model.berths[groups],
        uses=model.uses,
        capacity=model.capacity,
    )
    return part, modes
