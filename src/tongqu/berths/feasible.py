"""Whether calls can all be served at once: proved either way, by constraint programming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from tongqu.berths.core import BerthModel
from tongqu.berths.core.uses import FROM_START, HELD, UNTIL_END


def submodel(model: BerthModel, calls: Sequence[int]) -> BerthModel:
    """Return the problem of some of the calls, numbered anew in the order given.

    What the others would give back counts as given: no call is missed by those that are left.

    Examples
    --------
    >>> from tongqu.berths.core import simple_model
    >>> model = simple_model([[2], [3]], arrival=[0, 0], opening=[0], slots=4)
    >>> submodel(model, [1]).stay.max()
    np.int32(3)
    """
    number = np.full(model.calls, -1, np.int64)
    number[list(calls)] = np.arange(len(calls))
    kept = np.flatnonzero(number[model.mode_call] >= 0)
    given = np.zeros((model.calls, model.capacity.shape[0]), np.int64)
    uses = model.uses
    for mode in np.flatnonzero(number[model.mode_call] < 0):
        kind = int(model.mode_use[mode])
        here = slice(int(uses.ptr[kind]), int(uses.ptr[kind + 1]))
        back = np.zeros_like(given[0])
        np.add.at(back, uses.resource[here], np.maximum(-uses.amount[here], 0))
        call = int(model.mode_call[mode])
        given[call] = np.maximum(given[call], back)
    return BerthModel(
        slots=model.slots,
        mode_call=number[model.mode_call[kept]],
        mode_group=model.mode_group[kept],
        mode_use=model.mode_use[kept],
        stay=model.stay[kept],
        cost=model.cost[kept],
        berths=model.berths,
        uses=model.uses,
        capacity=model.capacity + given.sum(axis=0)[:, None],
    )


def can_hold(
    model: BerthModel,
    *,
    time_limit_s: float,
    seed: int = 0,
) -> bool | None:
    """Return whether there is any plan; None if that was not decided in time.

    Parameters
    ----------
    model
        The problem; costs do not count.
    time_limit_s
        Seconds at most.
    seed
        Of the search.

    Examples
    --------
    >>> from tongqu.berths.core import simple_model
    >>> tight = simple_model([[2], [3]], arrival=[0, 0], opening=[0], slots=4)
    >>> can_hold(tight, time_limit_s=5), can_hold(submodel(tight, [0]), time_limit_s=5)
    (False, True)
    """
    from ortools.sat.python import cp_model

    problem = cp_model.CpModel()
    stays: list[list[Any]] = [[] for _ in range(model.calls)]
    groups: list[list[Any]] = [[] for _ in model.berths]
    taken: list[list[tuple[Any, Any, int]]] = [[] for _ in model.capacity]
    for mode in range(model.mode_call.size):
        starts = np.flatnonzero(model.stay[mode] > 0)
        if not starts.size:
            continue
        chosen = problem.new_bool_var("")
        start = problem.new_int_var_from_domain(cp_model.Domain.from_values(starts.tolist()), "")
        size = _size(problem, model.stay[mode], starts, start)
        end = problem.new_int_var(1, model.slots, "")
        interval = problem.new_optional_interval_var(start, size, end, chosen, "")
        stays[int(model.mode_call[mode])].append(chosen)
        group = int(model.mode_group[mode])
        groups[group].append(interval)
        kind = int(model.mode_use[mode])
        for k in range(int(model.uses.ptr[kind]), int(model.uses.ptr[kind + 1])):
            what, amount = int(model.uses.resource[k]), int(model.uses.amount[k])
            taken[what].append((_span(problem, model, k, interval, chosen), chosen, amount))
    for offers in stays:
        problem.add_exactly_one(offers)
    for group, intervals in enumerate(groups):
        count = int(model.berths[group])
        if count == 1:
            problem.add_no_overlap(intervals)
        elif intervals:
            problem.add_cumulative(intervals, [1] * len(intervals), count)
    for what, uses in enumerate(taken):
        if uses:
            _share(problem, uses, model.capacity[what])
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, time_limit_s)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    status = solver.solve(problem)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return True
    return False if status == cp_model.INFEASIBLE else None


def _size(problem: Any, stay: Any, starts: Any, start: Any) -> Any:
    """Return how long a stay is that begins at a start: a number, or a variable."""
    lengths = stay[starts]
    if lengths.min() == lengths.max():
        return int(lengths[0])
    size = problem.new_int_var(int(lengths.min()), int(lengths.max()), "")
    problem.add_element(start, [int(length) for length in stay], size)
    return size


def _span(problem: Any, model: BerthModel, use: int, interval: Any, chosen: Any) -> Any:
    """Return the slots that something is used in, as an interval."""
    span, lasts = int(model.uses.span[use]), int(model.uses.lasts[use])
    if span == HELD:
        return interval
    start, end = interval.start_expr(), interval.end_expr()
    first = 0 if span == UNTIL_END else start if span == FROM_START else end
    last = end if span == UNTIL_END else model.slots
    if span != UNTIL_END and lasts < model.slots:
        last = problem.new_int_var(0, model.slots, "")
        problem.add_min_equality(last, [first + lasts, model.slots])
    size = problem.new_int_var(0, model.slots, "")
    problem.add(size == last - first).only_enforce_if(chosen)
    return problem.new_optional_interval_var(first, size, last, chosen, "")


def _share(problem: Any, uses: list[tuple[Any, Any, int]], capacity: Any) -> None:
    """Keep to what there is in each slot: what a slot lacks of the most is taken by a dummy.

    Where something is given back, it counts as taken in all other slots.
    """
    intervals, amounts = [], []
    given = 0
    for interval, chosen, amount in uses:
        if amount > 0:
            intervals.append(interval)
            amounts.append(amount)
        elif amount < 0:
            given -= amount
            start, end = interval.start_expr(), interval.end_expr()
            slots = capacity.size
            for first, last in ((0, start), (end, slots)):
                size = problem.new_int_var(0, slots, "")
                problem.add(size == last - first).only_enforce_if(chosen)
                intervals.append(problem.new_optional_interval_var(first, size, last, chosen, ""))
                amounts.append(-amount)
            intervals.append(
                problem.new_optional_interval_var(0, slots, slots, chosen.negated(), "")
            )
            amounts.append(-amount)
    capacity = capacity + given
    most = max(0, int(capacity.max()))
    edges = [0, *(np.flatnonzero(np.diff(capacity)) + 1).tolist(), capacity.size]
    for begin, end in pairwise(edges):
        lack = most - int(capacity[begin])
        if lack > 0:
            intervals.append(problem.new_fixed_size_interval_var(begin, end - begin, ""))
            amounts.append(lack)
    problem.add_cumulative(intervals, amounts, most)


def smallest_clash(count: int, holds: Callable[[list[int]], bool | None]) -> tuple[list[int], bool]:
    """Return elements that cannot all hold, such that they could without any one of them.

    Parameters
    ----------
    count
        Elements 0 to count - 1, which together cannot hold.
    holds
        Says whether some of them can hold together; None if that is not known.

    Returns
    -------
    list of int, bool
        The elements, and whether every one is proved to be needed.

    Notes
    -----
    U. Junker, QuickXplain, AAAI 2004, algorithm 1: halves are tried before single elements. An
    answer of None counts as "they hold", so the set clashes in any case; it may be too large.

    Examples
    --------
    >>> smallest_clash(9, lambda some: not {2, 7} <= set(some))
    ([2, 7], True)
    """
    known: dict[tuple[int, ...], bool | None] = {}

    def clashes(some: list[int]) -> bool:
        key = tuple(sorted(some))
        if key not in known:
            known[key] = holds(list(key))
        return known[key] is False

    def shrink(base: list[int], added: bool, rest: list[int]) -> list[int]:
        if added and clashes(base):
            return []
        if len(rest) <= 1:
            return rest
        half = len(rest) // 2
        left, right = rest[:half], rest[half:]
        second = shrink(base + left, bool(left), right)
        first = shrink(base + second, bool(second), left)
        return first + second

    found = sorted(shrink([], False, list(range(count))))
    return found, None not in known.values()
