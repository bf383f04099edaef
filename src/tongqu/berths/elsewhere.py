"""Where else a call could lie, with all other calls as they are: on the integer problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core import BerthModel, Solution
from tongqu.berths.core.model import free_starts
from tongqu.berths.core.uses import take, uses_of

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Elsewhere:
    """Another berth for a call at its best free start.

    Attributes
    ----------
    group, berth
        Group, and berth within it.
    mode, start
        Best mode and start; None if no start is free.
    costs_more
        Integer units above what the call costs now; None if no start is free.
    wished
        Start that would be best there if nobody else came.
    blocked_by
        Calls that lie there, or have what the call needs, from that start on.
    """

    group: int
    berth: int
    mode: int | None
    start: int | None
    costs_more: int | None
    wished: int
    blocked_by: tuple[int, ...]


class Board:
    """Who holds which berth and which cranes in each slot.

    Parameters
    ----------
    model, solution
        The problem and a plan.
    berth
        Shape (calls,): berth of each call within its group.
    """

    def __init__(self, model: BerthModel, solution: Solution, berth: NDArray[np.int64]) -> None:
        self.model = model
        self.solution = solution
        self.berth = berth
        self.group = model.mode_group[solution.mode]
        self.end = solution.start + model.stay[solution.mode, solution.start]
        self.cost = model.cost[solution.mode, solution.start]
        self.used = np.zeros_like(model.capacity)
        for call in range(model.calls):
            self._book(call, 1, self.used)

    def _book(self, call: int, sign: int, used: NDArray[np.int64]) -> None:
        kind = int(self.model.mode_use[self.solution.mode[call]])
        start, end = int(self.solution.start[call]), int(self.end[call])
        take(self.model.uses, kind, start, end, sign, used)

    def _held(self, call: int) -> slice:
        return slice(int(self.solution.start[call]), int(self.end[call]))

    def elsewhere(self, call: int) -> list[Elsewhere]:
        """Return every berth that could serve a call, its own too, the cheapest first.

        Examples
        --------
        >>> from tongqu.berths.core import simple_model
        >>> model = simple_model([[2, 5], [3, 4]], arrival=[0, 0], opening=[0, 0], slots=9)
        >>> board = Board(model, Solution(np.array([0, 3]), np.array([0, 0]), 6), np.array([0, 0]))
        >>> [(e.group, e.start, e.costs_more, e.blocked_by) for e in board.elsewhere(1)]
        [(1, 0, 0, ()), (0, 2, 1, (0,))]
        """
        model = self.model
        modes = np.flatnonzero(model.mode_call == call)
        used = self.used.copy()
        self._book(call, -1, used)
        found = []
        for group in np.unique(model.mode_group[modes]):
            mine = modes[model.mode_group[modes] == group]
            for berth in range(int(model.berths[group])):
                found.append(self._best(call, int(group), berth, mine, used))
        worst = np.iinfo(np.int64).max
        return sorted(
            found,
            key=lambda e: (worst if e.costs_more is None else e.costs_more, e.group, e.berth),
        )

    def _others(self, call: int, group: int, berth: int) -> NDArray[np.int64]:
        there = (self.group == group) & (self.berth == berth)
        there[call] = False
        return np.flatnonzero(there)

    def _best(
        self, call: int, group: int, berth: int, modes: NDArray[np.int64],
        used: NDArray[np.int64],
    ) -> Elsewhere:  # fmt: skip
        model = self.model
        others = self._others(call, group, berth)
        taken = np.zeros(model.slots, np.bool_)
        for other in others:
            taken[self._held(other)] = True
        best: tuple[int, int, int] | None = None
        wish: tuple[int, int, int] | None = None
        for mode in modes:
            allowed = model.stay[mode] > 0
            if not allowed.any():
                continue
            free = free_starts(model, int(mode), taken, used) & self._gives(int(mode), used)
            for mask, kept in ((allowed, "wish"), (free, "best")):
                if not mask.any():
                    continue
                starts = np.flatnonzero(mask)
                start = int(starts[np.argmin(model.cost[mode, starts])])
                offer = (int(model.cost[mode, start]), start, int(mode))
                if kept == "wish":
                    wish = offer if wish is None else min(wish, offer)
                else:
                    best = offer if best is None else min(best, offer)
        blockers = self._blockers(call, others, wish, used) if wish is not None else ()
        return Elsewhere(
            group=group,
            berth=berth,
            mode=best[2] if best else None,
            start=best[1] if best else None,
            costs_more=best[0] - int(self.cost[call]) if best else None,
            wished=wish[1] if wish else 0,
            blocked_by=blockers,
        )

    def _gives(self, mode: int, used: NDArray[np.int64]) -> Bools:
        """Return for each start whether what others need is given back in time by a mode."""
        model = self.model
        fine = np.ones(model.slots, np.bool_)
        kind = int(model.mode_use[mode])
        given = self._given(kind)
        if not given:
            return fine
        for start in np.flatnonzero(model.stay[mode]):
            end = int(start) + int(model.stay[mode, start])
            after = {what: used[what].copy() for what in given}
            for what, amount, first, last in uses_of(
                model.uses, kind, int(start), end, model.slots
            ):
                if what in after:
                    after[what][first:last] += amount
            fine[start] = all((after[what] <= model.capacity[what]).all() for what in given)
        return fine

    def _blockers(
        self, call: int, others: NDArray[np.int64], wish: tuple[int, int, int],
        used: NDArray[np.int64],
    ) -> tuple[int, ...]:  # fmt: skip
        """Return who lies there, or has what the call needs, when it would like to lie there."""
        _, start, mode = wish
        end = start + int(self.model.stay[mode, start])
        meets = (self.solution.start < end) & (self.end > start)
        found = tuple(int(other) for other in others if meets[other])
        if found:
            return found
        missing = self._missing(mode, start, used)
        return tuple(
            other
            for other in range(self.model.calls)
            if other != call and any(self._takes(other, what, missing[what]) for what in missing)
        )

    def short_before(self, call: int) -> tuple[int, ...]:
        """Return the resources that are short if a call begins one slot earlier than it does."""
        mode, start = int(self.solution.mode[call]), int(self.solution.start[call]) - 1
        if start < 0 or not self.model.stay[mode, start]:
            return ()
        used = self.used.copy()
        self._book(call, -1, used)
        return tuple(self._missing(mode, start, used))

    def _missing(self, mode: int, start: int, used: NDArray[np.int64]) -> dict[int, Bools]:
        """Return of which resources too little is left for a stay, and in which slots."""
        model = self.model
        end = start + int(model.stay[mode, start])
        found: dict[int, Bools] = {}
        for what, amount, first, last in uses_of(
            model.uses, int(model.mode_use[mode]), start, end, model.slots
        ):
            over = np.zeros(model.slots, np.bool_)
            over[first:last] = used[what, first:last] + amount > model.capacity[what, first:last]
            if amount > 0 and over.any():
                found[what] = over
        return found

    def _takes(self, call: int, resource: int, when: Bools) -> bool:
        """Return whether a call uses a resource in some slots."""
        kind = int(self.model.mode_use[self.solution.mode[call]])
        stay = int(self.solution.start[call]), int(self.end[call])
        return any(
            what == resource and amount > 0 and bool(when[first:last].any())
            for what, amount, first, last in uses_of(self.model.uses, kind, *stay, self.model.slots)
        )

    def _given(self, kind: int) -> set[int]:
        """Return what a kind of use gives back."""
        uses = self.model.uses
        here = slice(int(uses.ptr[kind]), int(uses.ptr[kind + 1]))
        return set(uses.resource[here][uses.amount[here] < 0].tolist())
