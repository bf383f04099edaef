"""Where a plan breaks a stock, slot by slot or minute by minute, and which rows it has missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tongqu.berths.stocks import KG, ROOM, Book, moved_by

if TYPE_CHECKING:
    from tongqu.berths.core import Solution
    from tongqu.berths.grid import Floats, Ints
    from tongqu.berths.problem import BerthProblem
    from tongqu.model.quays import Stock

MOST_WINDOWS = 4
"""So many rows at the most come for one plan."""


@dataclass(frozen=True)
class Fault:
    """Where a plan breaks a book, or the level of its stock minute by minute.

    Attributes
    ----------
    book
        The book.
    windows
        Numbers of slots in which stays take too much together: no plan may do that.
    left
        Shape (T,): what stays may take together by slot, if the land side does as in this plan;
        below zero, so that something must be given back before, only where the plan is wrong.
        None where `windows` say what is wrong.
    """

    book: Book
    windows: tuple[int, ...]
    left: Ints | None


def faults(problem: BerthProblem, books: Sequence[Book], solution: Solution) -> list[Fault]:
    """Return where a plan breaks books, or levels minute by minute; nothing if it is right."""
    model = problem.model
    start = solution.start
    end = start + model.stay[solution.mode, start]
    found = []
    for book in books:
        changes = book.changes(start, end, solution.mode, model.slots)
        levels = book.levels(changes)
        if (levels > book.capacity).any():
            windows = _windows(book, changes)
            # Beyond what its stays did, a level holds what the land side brought.
            left = book.capacity - (levels - np.cumsum(changes))
            left = np.where(levels > book.capacity, left, np.maximum(left, 0))
            found.append(Fault(book, windows, None if windows else left))
            continue
        by_minutes = _left_by_minutes(problem, book, solution)
        if by_minutes is not None:
            found.append(Fault(book, (), by_minutes))
    return found


def _windows(book: Book, changes: Ints) -> tuple[int, ...]:
    """Return numbers of slots in which stays take too much together, the worst first.

    The same stays take too much in more slots too: in as many as the land side needs to clear
    what they take, less one. That row keeps them apart for good; that of the slots in which they
    are now would let them be one slot farther apart.
    """
    if not book.clears:
        return ()
    total = np.cumsum(changes) - book.clears * np.arange(changes.size, dtype=np.int64)
    worst: dict[int, int] = {}
    best, at = 0, -1  # before the first slot
    for slot, value in enumerate(total.tolist()):
        over = value - best + book.clears - book.capacity
        if at >= 0 and over > 0:
            long = min(slot - at + -(-over // book.clears) - 1, changes.size)
            if _most_within(changes, long) <= book.within(long):
                long = slot - at
            worst[long] = max(over, worst.get(long, 0))
        if at < 0 or value < best:
            best, at = value, slot
    return tuple(sorted(worst, key=lambda slots: -worst[slots])[:MOST_WINDOWS])


def _most_within(changes: Ints, slots: int) -> int:
    """Return the most that is taken within so many slots."""
    total = np.concatenate((np.zeros(slots, np.int64), np.cumsum(changes)))
    return int((total[slots:] - total[: changes.size]).max())


def _left_by_minutes(problem: BerthProblem, book: Book, solution: Solution) -> Ints | None:
    """Return what stays may take by slot, where a stock is too full or too empty in some minute.

    As the checker counts: cargo is moved evenly over the time of work.
    """
    flow = np.zeros(problem.grid.end_min)
    for mode, slot in zip(solution.mode.tolist(), solution.start.tolist(), strict=True):
        moved = moved_by(problem, book.stock, mode)
        if moved.out == moved.into:
            continue
        stay = problem.stay(mode, slot)
        begin, end = max(stay.work_from, 0), max(stay.work_until, 0)
        if end > begin:
            flow[begin:end] += (moved.out - moved.into) / (end - begin)
    level = level_by_minute(book.stock, flow)
    over = level - book.stock.capacity_t if book.kind == ROOM else -level
    if over.max(initial=0.0) <= 1e-6:
        return None
    land = level - book.stock.opening_t - np.cumsum(flow)
    by_slot = problem.grid.step_min
    if book.kind == ROOM:
        tonnes = book.stock.capacity_t - book.stock.opening_t - land
    else:
        tonnes = book.stock.opening_t + land
    least = tonnes.reshape(-1, by_slot).min(axis=1)
    left = np.floor(np.round(least * KG, 4)).astype(np.int64)
    is_over = (over.reshape(-1, by_slot) > 1e-6).any(axis=1)
    found: Ints = np.where(is_over, left, np.maximum(left, 0))
    return found


def level_by_minute(stock: Stock, flow: Floats) -> Floats:
    """Return what a stock holds at the end of each minute, given what vessels bring and take.

    Examples
    --------
    >>> from tongqu.model.quays import Stock
    >>> yard = Stock(id="y", terminal_id="t", name="Y", name_zh="堆场", commodity_id="coal",
    ...              capacity_t=9, opening_t=1, outflow_t_per_h=120, source_id="s")
    >>> level_by_minute(yard, np.array([0.0, 5.0, 0.0])).tolist()
    [0.0, 3.0, 1.0]
    """
    land = (stock.inflow_t_per_h - stock.outflow_t_per_h) / 60
    level = np.empty(flow.size)
    held = stock.opening_t
    for minute, change in enumerate(flow.tolist()):
        held += change
        held += (
            max(land, -max(held, 0.0)) if land < 0 else min(land, max(stock.capacity_t - held, 0))
        )
        level[minute] = held
    return level
