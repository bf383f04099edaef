"""Yards, sheds and silos in the integer problem: what is kept slot by slot, and its rows.

Two books are kept of every stock, each to the worst side. In the book of *room* cargo counts from
the begin of the stay that discharges it, and leaves with the end of the stay that loads it. In the
book of *cargo* it counts from the end of the stay that discharges it, and leaves with the begin of
the stay that loads it. In both the land side goes on in between: it takes no more than there is and
brings no more than there is room for. A plan is right if the first never exceeds the capacity and
the second never falls below zero.

Let d be what vessels bring and take (each in its slot), and o what the land side can clear in a
slot. A level that cannot fall below zero is the largest of the sums that it could have begun with:
room is kept if for every slot k

    opening + d(0..k) - o k <= capacity,
    d(j+1..k) - o (k - j - 1) <= capacity for every slot j before k.

The first is a resource that is taken from a stay's begin on, the others are resources that are
taken for a number of slots only. So where the land side clears, rows say of room exactly what the
book says; and, the other way round, of cargo where the land side brings. What the land side brings
takes room only as long as there is some: no row says that, so it is left out of the rows of room,
which then are too easy, and made good plan by plan (`tongqu.berths.stock_faults`).

References
----------
S. Asmussen, Applied Probability and Queues, 2nd edition, chapter III.6 (a level that stops at
empty is the largest of the sums since an earlier instant).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tongqu.berths.core.uses import FOREVER, FROM_END, FROM_START
from tongqu.berths.work import packing_of

if TYPE_CHECKING:
    from tongqu.berths.core.model import Stays
    from tongqu.berths.grid import Ints
    from tongqu.berths.problem import BerthProblem
    from tongqu.model.calls import Call
    from tongqu.model.quays import Stock

KG = 1000
"""Of a tonne: amounts are whole kilograms, rounded to the side that is safe."""

WINDOWS = 8
"""Numbers of slots for which rows are there from the beginning; others come where a plan needs
them."""

ROOM, CARGO = "room", "cargo"


def up(tonnes: float) -> int:
    """Return whole kilograms, rounded up."""
    return math.ceil(round(tonnes * KG, 4))


def down(tonnes: float) -> int:
    """Return whole kilograms, rounded down."""
    return math.floor(round(tonnes * KG, 4))


@dataclass(frozen=True, eq=False)
class Book:
    """One of the two books of a stock.

    The book of cargo is that of room in a mirror: loading takes, discharging gives, the land side
    clears what it brings. So both are kept as a level that must not exceed `capacity`; for cargo
    it is what is missing from the stock.

    Attributes
    ----------
    stock, kind
        The stock; ``room`` or ``cargo``.
    taken, given
        Shape (J,): kilograms that a mode's stay takes from its begin on, and gives back from its
        end on.
    opening, capacity
        The level at the plan's begin, and what it must not exceed.
    clears, fills
        What the land side takes from the level, and brings to it, in a slot.
    """

    stock: Stock
    kind: str
    taken: Ints
    given: Ints
    opening: int
    capacity: int
    clears: int
    fills: int

    @property
    def key(self) -> tuple[str, str]:
        """Its kind, and the id of its stock."""
        return self.kind, self.stock.id

    def row(self, slots: int) -> Ints:
        """Return what stays may take together, by slot, from the plan's begin on."""
        found: Ints = self.capacity - self.opening + self.clears * np.arange(slots, dtype=np.int64)
        return found

    def uses(self, lasts: int = FOREVER) -> dict[int, list[tuple[int, int, int]]]:
        """Return amount, span and number of slots of what each mode uses."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        for mode in np.flatnonzero(self.taken + self.given).tolist():
            here = [
                (int(self.taken[mode]), FROM_START, lasts),
                (-int(self.given[mode]), FROM_END, lasts),
            ]
            found[mode] = [use for use in here if use[0]]
        return found

    def within(self, slots: int) -> int:
        """Return what stays that begin within so many slots may take together."""
        return self.capacity + self.clears * (slots - 1)

    def changes(self, start: Ints, end: Ints, modes: Ints, slots: int) -> Ints:
        """Return by how much stays change the level, by slot."""
        found = np.zeros(slots + 1, np.int64)
        np.add.at(found, start, self.taken[modes])
        np.add.at(found, end, -self.given[modes])
        return found[:slots]

    def levels(self, changes: Ints) -> Ints:
        """Return the level in each slot, before the land side moves."""
        level = np.empty_like(changes)
        held = self.opening
        for slot, change in enumerate(changes.tolist()):
            held = max(held + change, 0)
            level[slot] = held
            held = max(held - self.clears, 0)
            held += min(self.fills, max(self.capacity - held, 0))
        return level

    def highest(self, model_stay: Stays, mode_call: Ints) -> Ints:
        """Return a level that no plan exceeds, by slot.

        What takes comes as early as it may, what gives back as late.
        """
        slots = model_stay.shape[1]
        soon, late = np.zeros(slots + 1, np.int64), np.zeros(slots + 1, np.int64)
        for call in np.unique(mode_call[np.flatnonzero(self.taken + self.given)]).tolist():
            modes = np.flatnonzero(mode_call == call)
            allowed = model_stay[modes] > 0
            if not allowed.any():
                continue
            starts = np.flatnonzero(allowed.any(axis=0))
            last_end = int(np.where(allowed, np.arange(slots) + model_stay[modes], 0).max())
            # Minute by minute too: cargo moves some time between begin and end.
            soon[starts[0] :] += self.taken[modes].max()
            late[last_end:] += self.taken[modes].min()
            soon[last_end:] -= self.given[modes].min()
            late[starts[0] :] -= self.given[modes].max()
        soon, late = soon[:slots], late[:slots]
        cleared = self.clears * np.arange(slots, dtype=np.int64)
        level: Ints = self.opening + soon - cleared
        if self.clears:
            since = np.minimum.accumulate((late - cleared)[:-1])
            level[1:] = np.maximum(level[1:], (soon - cleared)[1:] + self.clears - since)
        if self.fills:
            # What the land side brings stops at the capacity: beyond it are only vessels.
            filled = level + self.fills * np.arange(slots, dtype=np.int64)
            level = np.minimum(filled, np.maximum(self.capacity + soon, level))
        return level


class Moved(NamedTuple):
    """Tonnes that a mode's stay discharges into a stock, and loads from it, within the plan."""

    out: float
    into: float


def books_of(problem: BerthProblem, stock: Stock) -> tuple[Book, Book]:
    """Return the book of room and the book of cargo of a stock."""
    moved = [moved_by(problem, stock, mode) for mode in range(len(problem.modes))]
    slot_h = problem.grid.step_min / 60
    land = (stock.inflow_t_per_h - stock.outflow_t_per_h) * slot_h

    def whole(side: int, rounded: object) -> Ints:
        return np.array([rounded(each[side]) for each in moved], np.int64)  # type: ignore[operator]

    room = Book(
        stock=stock, kind=ROOM, taken=whole(0, up), given=whole(1, down),
        opening=up(stock.opening_t), capacity=down(stock.capacity_t),
        clears=down(max(-land, 0.0)), fills=up(max(land, 0.0)),
    )  # fmt: skip
    missing = down(stock.capacity_t) - down(stock.opening_t)
    cargo = Book(
        stock=stock, kind=CARGO, taken=whole(1, up), given=whole(0, down),
        opening=missing, capacity=down(stock.capacity_t),
        clears=down(max(land, 0.0)), fills=up(max(-land, 0.0)),
    )  # fmt: skip
    return room, cargo


def moved_by(problem: BerthProblem, stock: Stock, mode: int) -> Moved:
    """Return what a mode moves through a stock.

    What goes from one vessel into the other beside it never comes there. Of a vessel that lies
    there already, what it moved before the plan is there already too.
    """
    if problem.terminal_of(mode) != stock.terminal_id:
        return Moved(0.0, 0.0)
    item = problem.items[problem.mode_of(mode).item]
    both = zip(item.calls, item.tonnes, strict=True)
    tonnes = [tonnes for call, tonnes in both if is_stored(call, stock, problem)]
    out, into = sum(pair[0] for pair in tonnes), sum(pair[1] for pair in tonnes)
    if len(tonnes) == 2:
        beside = min(tonnes[0][0], tonnes[1][1]) + min(tonnes[1][0], tonnes[0][1])
        out, into = out - beside, into - beside
    share = 1.0
    pinned = problem.wishes.pinned(item)
    if pinned is not None and pinned < 0 and problem.model.stay[mode, 0]:
        stay = problem.stay(mode, 0)
        worked = stay.work_until - stay.work_from
        share = max(stay.work_until, 0) - max(stay.work_from, 0)
        share = share / worked if worked else 0.0
    return Moved(out * share, into * share)


def is_stored(call: Call, stock: Stock, problem: BerthProblem) -> bool:
    """Whether a call's cargo goes into a stock, or comes from it."""
    return call.commodity_id == stock.commodity_id and (
        not stock.packing or packing_of(call, problem.port.region) == stock.packing
    )


def could_bind(problem: BerthProblem, book: Book) -> bool:
    """Whether some plan could break a book."""
    if not book.taken.any():
        return False  # then the land side does what it does
    model = problem.model
    return bool(book.highest(model.stay, model.mode_call).max(initial=0) > book.capacity)


def first_windows(problem: BerthProblem, book: Book) -> list[int]:
    """Return numbers of slots for which the rows of a book are there from the beginning."""
    if not book.clears:
        return []
    model = problem.model
    most = np.zeros(model.calls, np.int64)
    np.maximum.at(most, model.mode_call, book.taken)
    longest = -(-(int(most.sum()) - book.capacity) // book.clears)
    if longest < 1:
        return []
    found: list[int] = np.unique(
        np.linspace(1, min(longest, model.slots), WINDOWS).astype(np.int64)
    ).tolist()
    return found
