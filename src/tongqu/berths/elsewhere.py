"""Where else a call could lie, with all other calls as they are: on the integer problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core import BerthModel, Solution

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
        Calls that lie there, or hold the cranes, from that start on.
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
        self.used = np.zeros_like(model.cranes)
        for call in range(model.calls):
            pool = model.pool[self.group[call]]
            if pool >= 0:
                self.used[pool, self._held(call)] += model.mode_cranes[solution.mode[call]]

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
        found = []
        for group in np.unique(model.mode_group[modes]):
            mine = modes[model.mode_group[modes] == group]
            spare = self._spare(call, int(group))
            for berth in range(int(model.berths[group])):
                found.append(self._best(call, int(group), berth, mine, spare))
        worst = np.iinfo(np.int64).max
        return sorted(
            found,
            key=lambda e: (worst if e.costs_more is None else e.costs_more, e.group, e.berth),
        )

    def _spare(self, call: int, group: int) -> NDArray[np.int64] | None:
        """Return the cranes of a group's pool in each slot that no other call holds."""
        pool = int(self.model.pool[group])
        if pool < 0:
            return None
        spare: NDArray[np.int64] = self.model.cranes[pool] - self.used[pool]
        if self.model.pool[self.group[call]] == pool:
            spare[self._held(call)] += self.model.mode_cranes[self.solution.mode[call]]
        return spare

    def _others(self, call: int, group: int, berth: int) -> NDArray[np.int64]:
        there = (self.group == group) & (self.berth == berth)
        there[call] = False
        return np.flatnonzero(there)

    def _best(
        self, call: int, group: int, berth: int, modes: NDArray[np.int64],
        spare: NDArray[np.int64] | None,
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
            blocked = taken if spare is None else taken | (spare < model.mode_cranes[mode])
            free = allowed & self._free(blocked, model.stay[mode])
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
        blockers = self._blockers(call, group, others, wish) if wish is not None else ()
        return Elsewhere(
            group=group,
            berth=berth,
            mode=best[2] if best else None,
            start=best[1] if best else None,
            costs_more=best[0] - int(self.cost[call]) if best else None,
            wished=wish[1] if wish else 0,
            blocked_by=blockers,
        )

    def _blockers(
        self, call: int, group: int, others: NDArray[np.int64], wish: tuple[int, int, int]
    ) -> tuple[int, ...]:
        """Return who lies there, or holds the cranes, when the call would like to lie there."""
        model = self.model
        _, start, mode = wish
        end = start + int(model.stay[mode, start])
        meets = (self.solution.start < end) & (self.end > start)
        found = [int(other) for other in others if meets[other]]
        spare = self._spare(call, group)
        short = spare is not None and (spare[start:end] < model.mode_cranes[mode]).any()
        if not found and short:
            same = model.pool[self.group] == model.pool[group]
            same[call] = False
            found = [int(other) for other in np.flatnonzero(same & meets)]
        return tuple(found)

    def _free(self, blocked: Bools, stay: NDArray[np.int32]) -> Bools:
        """Return the starts whose whole stay is free."""
        count = np.concatenate(([0], np.cumsum(blocked)))
        start = np.arange(self.model.slots)
        free: Bools = count[start + stay] == count[start]
        return free
