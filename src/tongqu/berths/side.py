"""Rules between calls beside berths and cranes, as rows of the integer problem.

A call that must follow another one, and the stocks into which cargo goes. What no plan can break
needs no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tongqu.berths.core.uses import FOREVER, FROM_START, UNTIL_END, make_uses
from tongqu.berths.forms import refused
from tongqu.berths.stock_faults import Fault, faults
from tongqu.berths.stocks import Book, books_of, could_bind, first_windows

if TYPE_CHECKING:
    from tongqu.berths.core import BerthModel, Solution
    from tongqu.berths.core.model import Stays
    from tongqu.berths.grid import Ints
    from tongqu.berths.items import Item
    from tongqu.berths.problem import BerthProblem

    Pair = tuple[Ints, Ints, str, str]
    FullUse = tuple[int, int, int, int]

CRANES, AFTER = "cranes", "after"


@dataclass(frozen=True)
class Row:
    """What a resource of the model stands for.

    Attributes
    ----------
    kind
        ``cranes``, ``after``, ``room`` or ``cargo``.
    row_id
        Crane pool, call that must follow, or stock.
    other
        The call that it must follow.
    lasts
        Of room and cargo: the slots within which stays count together; FOREVER where all do.
    """

    kind: str
    row_id: str
    other: str = ""
    lasts: int = FOREVER


@dataclass(frozen=True)
class More:
    """A resource to be added.

    Attributes
    ----------
    row
        What it stands for.
    capacity
        Shape (T,).
    uses
        Amount, span and slots of what each mode uses of it.
    """

    row: Row
    capacity: Ints
    uses: Mapping[int, Sequence[tuple[int, int, int]]]


def with_rows(problem: BerthProblem) -> BerthProblem:
    """Return the problem with the rows of sequences and stocks that a plan could break.

    Raises
    ------
    DatasetError
        If calls that lie side by side follow each other.
    """
    problem = with_sequences(problem, problem.items)
    books = [
        book
        for stock in problem.port.stocks
        for book in books_of(problem, stock)
        if could_bind(problem, book)
    ]
    more = [row for book in books for row in _rows_of(problem, book)]
    return replace(added(problem, more), books=tuple(books))


def added(problem: BerthProblem, more: Sequence[More]) -> BerthProblem:
    """Return the problem with some more resources."""
    if not more:
        return problem
    model = problem.model
    wanted = uses_by_mode(model)
    for number, one in enumerate(more, model.capacity.shape[0]):
        for mode, taken in one.uses.items():
            wanted[mode] += [(number, *use) for use in taken]
    model = replace(
        model, capacity=np.concatenate([model.capacity, [one.capacity for one in more]])
    )
    rows = (*problem.rows, *(one.row for one in more))
    return replace(problem, model=with_uses(model, wanted), rows=rows)


def uses_by_mode(model: BerthModel) -> list[list[FullUse]]:
    """Return for every mode of a model what it uses."""
    uses, ptr = model.uses, model.uses.ptr
    table = list(
        zip(
            uses.resource.tolist(), uses.amount.tolist(), uses.span.tolist(), uses.lasts.tolist(),
            strict=True,
        )
    )  # fmt: skip
    return [table[int(ptr[kind]) : int(ptr[kind + 1])] for kind in model.mode_use.tolist()]


def with_uses(model: BerthModel, wanted: Sequence[Sequence[FullUse]]) -> BerthModel:
    """Return a model whose modes use what is given for each of them."""
    kinds = [tuple(kind) for kind in wanted]
    known = sorted(set(kinds) - {()})
    number_of = {kind: k + 1 for k, kind in enumerate(known)} | {(): 0}
    mode_use = np.array([number_of[kind] for kind in kinds], np.int64)
    return replace(model, mode_use=mode_use, uses=make_uses(known))


# --- sequences ------------------------------------------------------------------------------------


def with_sequences(problem: BerthProblem, items: Sequence[Item]) -> BerthProblem:
    """Return a problem with the rows of calls that must follow another one.

    The first call has a resource of one piece from the grid's begin to the end of its stay, the
    second from the begin of its stay to the grid's end.

    Parameters
    ----------
    problem
        The problem.
    items
        Its calls, or the same ones where they follow each other.
    """
    stay = problem.model.stay
    more = []
    for before, after, call_id, other in _pairs(problem, items):
        if last_end(stay[before]) <= first_start(stay[after]):
            continue
        uses = {int(mode): [(1, UNTIL_END, FOREVER)] for mode in before}
        uses |= {int(mode): [(1, FROM_START, FOREVER)] for mode in after}
        capacity = np.ones(problem.model.slots, np.int64)
        more.append(More(Row(AFTER, call_id, other), capacity, uses))
    return added(problem, more)


def without_vain_stays(problem: BerthProblem) -> BerthProblem:
    """Return the problem without stays that no plan can have, because of a sequence."""
    rows = [row for row in problem.rows if row.kind == AFTER]
    if not rows:
        return problem
    modes: dict[str, list[int]] = {}
    for number, mode in enumerate(problem.modes):
        for call_id in mode.call_ids:
            modes.setdefault(call_id, []).append(number)
    stay = problem.model.stay.copy()
    for _ in rows:  # along a chain of calls
        for row in rows:
            _cut(stay, np.array(modes[row.other]), np.array(modes[row.row_id]))
    return replace(problem, model=replace(problem.model, stay=stay))


def _pairs(problem: BerthProblem, items: Sequence[Item]) -> Iterator[Pair]:
    """Yield modes of a call and of one that must follow it, with the ids of the second and it."""
    item_of = {cid: k for k, item in enumerate(items) for cid in item.call_ids}
    shut = {rule.call_id for rule in problem.shut_out}
    number = problem.model.mode_call
    for item in items:
        for call in item.calls:
            other = call.after_call_id
            if not other or shut & {*item.call_ids, other}:
                continue
            before, after = item_of[other], item_of[call.id]
            if before == after:
                raise refused("after_call", call.id, problem.form, "calls", other=other)
            if before in problem.core_call and after in problem.core_call:
                first, second = (
                    np.flatnonzero(number == problem.core_call[k]) for k in (before, after)
                )
                yield first, second, call.id, other


def _cut(stay: Stays, before: Ints, after: Ints) -> None:
    """Leave out stays that end too late, or begin too early, whatever the other call does."""
    slots = np.arange(stay.shape[1])
    ends = np.where(stay[before] > 0, slots + stay[before], stay.shape[1] + 1)
    first = int(ends.min(initial=stay.shape[1] + 1))
    stay[after] = np.where(slots >= first, stay[after], 0)
    begins = np.flatnonzero((stay[after] > 0).any(axis=0))
    last = int(begins.max(initial=-1))
    stay[before] = np.where(slots + stay[before] <= last, stay[before], 0)


def last_end(stay: Stays) -> int:
    """Return the slot at which the last of some stays ends."""
    return int(np.where(stay > 0, np.arange(stay.shape[1]) + stay, 0).max(initial=0))


def first_start(stay: Stays) -> int:
    """Return the first slot in which one of some stays begins."""
    return int(np.flatnonzero((stay > 0).any(axis=0)).min(initial=stay.shape[1]))


# --- stocks ---------------------------------------------------------------------------------------


def _rows_of(problem: BerthProblem, book: Book) -> Iterator[More]:
    row = Row(book.kind, book.stock.id)
    yield More(row, book.row(problem.model.slots), book.uses())
    for slots in first_windows(problem, book):
        yield window(problem, book, slots)


def window(problem: BerthProblem, book: Book, slots: int) -> More:
    """Return the row that keeps what stays take within a number of slots."""
    capacity = np.full(problem.model.slots, book.within(slots), np.int64)
    return More(Row(book.kind, book.stock.id, lasts=slots), capacity, book.uses(slots))


def tighter(problem: BerthProblem, solution: Solution) -> tuple[BerthProblem, bool] | None:
    """Return a problem in which a plan that breaks a stock is none any more.

    Returns
    -------
    BerthProblem, bool
        The problem, and whether every right plan is one of it too; None if the plan is right.
    """
    found = faults(problem, problem.books, solution)
    if not found:
        return None
    more = [window(problem, fault.book, slots) for fault in found for slots in fault.windows]
    problem = added(problem, more)
    guesses = [fault for fault in found if fault.left is not None]
    for fault in guesses:
        problem = _left(problem, fault)
    return problem, not guesses


def _left(problem: BerthProblem, fault: Fault) -> BerthProblem:
    """Return the problem with less of a stock: with what the land side did in some plan."""
    row = problem.rows.index(Row(fault.book.kind, fault.book.stock.id))
    capacity = problem.model.capacity.copy()
    assert fault.left is not None
    capacity[row] = np.minimum(capacity[row], fault.left)
    return replace(problem, model=replace(problem.model, capacity=capacity))


def check_stocks(problem: BerthProblem) -> None:
    """Refuse a stock that some plan could overfill or empty, in a form without rows for it.

    Raises
    ------
    DatasetError
        If a stock could bind.
    """
    model: BerthModel = problem.model
    for stock in problem.port.stocks:
        for book in books_of(problem, stock):
            if could_bind(problem, book):
                level = book.highest(model.stay, model.mode_call).max()
                key, tonnes = ("highest_t", level) if book.kind == "room" else (
                    "lowest_t", book.capacity - level
                )  # fmt: skip
                raise refused(
                    "stock", stock.id, problem.form, "stocks", capacity_t=stock.capacity_t,
                    **{key: round(float(tonnes) / 1000, 1)},
                )  # fmt: skip
