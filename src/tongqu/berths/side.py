"""Sequences of calls and stocks: held where no plan can break them, refused otherwise.

The integer problem with discrete berths has no row for them. What a plan cannot break needs no
row; what a plan could break must not be dropped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tongqu.berths.forms import refused
from tongqu.berths.work import packing_of, tonnes_of

if TYPE_CHECKING:
    from tongqu.berths.grid import Floats
    from tongqu.berths.problem import BerthProblem
    from tongqu.model.calls import Call
    from tongqu.model.quays import Stock


def check_sequences(problem: BerthProblem) -> None:
    """Refuse a call that must follow another one, unless every plan keeps that.

    Raises
    ------
    DatasetError
        If some stay of the one could end after some stay of the other begins.
    """
    item_of = {cid: k for k, item in enumerate(problem.items) for cid in item.call_ids}
    shut = {rule.call_id for rule in problem.shut_out}
    for item in problem.items:
        for call in item.calls:
            other = call.after_call_id
            if not other or shut & {*item.call_ids, other}:
                continue
            before, after = item_of[other], item_of[call.id]
            if before == after or _latest_end(problem, before) > _first_start(problem, after):
                raise refused("after_call", call.id, problem.form, "calls", other=other)


def _modes(problem: BerthProblem, item: int) -> list[int]:
    number = problem.core_call[item]
    return np.flatnonzero(problem.model.mode_call == number).tolist()


def _latest_end(problem: BerthProblem, item: int) -> int:
    slots = np.arange(problem.model.slots)
    stays = problem.model.stay[_modes(problem, item)]
    return int(np.where(stays > 0, slots + stays, 0).max())


def _first_start(problem: BerthProblem, item: int) -> int:
    return int(np.flatnonzero((problem.model.stay[_modes(problem, item)] > 0).any(axis=0))[0])


def check_stocks(problem: BerthProblem) -> None:
    """Refuse a stock that some plan could overfill or empty.

    The bounds are those over all plans, at the precision of a slot.

    Raises
    ------
    DatasetError
        If a stock could bind.
    """
    for stock in problem.port.stocks:
        low, high = stock_bounds(problem, stock)
        if low.min() < -1e-6 or high.max() > stock.capacity_t + 1e-6:
            raise refused(
                "stock", stock.id, problem.form, "stocks",
                lowest_t=round(float(low.min()), 1), highest_t=round(float(high.max()), 1),
                capacity_t=stock.capacity_t,
            )  # fmt: skip


def stock_bounds(problem: BerthProblem, stock: Stock) -> tuple[Floats, Floats]:
    """Return the least and the most that a stock can hold at the boundaries of slots [t]."""
    grid, model = problem.grid, problem.model
    hours = np.arange(grid.slots + 1) * grid.step_min / 60
    steady = stock.opening_t + (stock.inflow_t_per_h - stock.outflow_t_per_h) * hours
    low, high = steady.copy(), steady.copy()
    for number, item in enumerate(problem.items):
        calls = [call for call in item.calls if _stored(call, stock, problem)]
        if not calls or number not in problem.core_call:
            continue
        modes = _modes(problem, number)
        here = [j for j in modes if stock.terminal_id == problem.terminal_of(j)]
        if not here:
            continue
        stays = model.stay[here]
        first = int(np.flatnonzero((stays > 0).any(axis=0))[0])
        # Of a vessel that lies there already, nobody knows how much is done.
        pinned = problem.wishes.pinned(item)
        sure = len(here) == len(modes) and (pinned is None or pinned >= 0)
        last = _latest_end(problem, number) if sure else grid.slots + 1
        for call in calls:
            discharged, loaded = tonnes_of(call, problem.port.region)
            # At once when it could begin, or only when it must have ended: nothing lies outside.
            high[first:] += discharged
            low[last:] += discharged
            low[first:] -= loaded
            high[last:] -= loaded
    return low, high


def _stored(call: Call, stock: Stock, problem: BerthProblem) -> bool:
    return call.commodity_id == stock.commodity_id and (
        not stock.packing or packing_of(call, problem.port.region) == stock.packing
    )
