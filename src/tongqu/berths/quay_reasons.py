"""Why each call lies where it lies on a continuous quay, and what lies in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.grid import Ints
from tongqu.berths.quay_placing import QuayPlacing
from tongqu.berths.quay_problem import QuayProblem
from tongqu.berths.quay_stretch import lies_at
from tongqu.berths.reasons import (
    AT_ONCE,
    FULL,
    MORE,
    MORE_FOR,
    MOST_NAMED,
    NO_OTHER,
    PINNED,
    SAME,
    WAITS,
    WAITS_FOR,
)
from tongqu.berths.records import UNITS_PER_H, Alternative, Assignment, Why, said
from tongqu.berths.words import moment, number, place_name
from tongqu.model.calls import Call, is_given

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Offer:
    """The best place for a call among some positions, with all other calls as they are.

    Attributes
    ----------
    mode, start
        Best mode and start; None if none is free.
    costs_more
        Integer units above what the call costs now.
    blocked_by
        Calls of the model that lie there, or hold the cranes, when it would rather begin.
    """

    mode: int | None
    start: int | None
    costs_more: int | None
    blocked_by: tuple[int, ...]


class Board:
    """Who holds which metres and which cranes in each slot.

    Parameters
    ----------
    placing
        A plan on the integer problem.
    """

    def __init__(self, placing: QuayPlacing) -> None:
        self.placing, self.model = placing, placing.problem.model
        model, solution = self.model, placing.solution
        self.low, self.high = model.low, model.high
        self.start, self.position = solution.start, solution.position
        self.end = self.start + model.stay[solution.mode, self.start]
        self.cost = model.cost[solution.mode, self.start]
        self.held = np.zeros((model.slots, model.segments + int(model.length.max(initial=1))))
        for call in range(model.calls):
            self.held[self._cells(call)] += 1
        self.spare = model.cranes - solution.cranes.sum(axis=0)

    def _cells(self, call: int) -> tuple[slice, slice]:
        low = int(self.position[call])
        return (
            slice(int(self.start[call]), int(self.end[call])),
            slice(low, low + int(self.model.length[call])),
        )

    def offer(self, call: int, wanted: Bools) -> Offer | None:
        """Return the best place of a call among some positions; None if it may lie at none.

        Parameters
        ----------
        call
            Number in the model.
        wanted
            Shape (segments,): positions that are looked at.
        """
        model = self.model
        held = self.held.copy()
        held[self._cells(call)] -= 1
        sums = np.zeros((held.shape[0] + 1, held.shape[1] + 1))
        sums[1:, 1:] = held.cumsum(axis=0).cumsum(axis=1)
        spare = self.spare + self.placing.solution.cranes[call]
        best: tuple[int, int, int] | None = None
        wish: tuple[int, int, int] | None = None
        for mode in np.flatnonzero(model.mode_call == call).tolist():
            places = np.arange(self.low[mode], self.high[mode] + 1)
            places = places[wanted[places]]
            starts = np.flatnonzero(model.stay[mode] > 0)
            if not places.size or not starts.size:
                continue
            costs = model.cost[mode, starts]
            free = self._free(mode, starts, places, sums, spare)
            at = int(np.argmin(costs))
            own = (int(costs[at]), int(starts[at]), mode)
            wish = own if wish is None else min(wish, own)
            if free.any():
                at = int(np.argmin(costs[free]))
                own = (int(costs[free][at]), int(starts[free][at]), mode)
                best = own if best is None else min(best, own)
        if wish is None:
            return None
        blockers = self._blockers(call, wish, wanted, spare)
        if best is None:
            return Offer(None, None, None, blockers)
        return Offer(best[2], best[1], best[0] - int(self.cost[call]), blockers)

    def _free(
        self, mode: int, starts: Ints, places: Ints, sums: NDArray[np.float64], spare: Ints
    ) -> Bools:
        """Return the starts at which some position and enough cranes are free."""
        model = self.model
        ends = starts + model.stay[mode, starts]
        far = places + int(model.length[model.mode_call[mode]])
        taken = (
            sums[np.ix_(ends, far)] - sums[np.ix_(starts, far)]
            - sums[np.ix_(ends, places)] + sums[np.ix_(starts, places)]
        )  # fmt: skip
        short = np.concatenate([[0], np.cumsum(spare < model.mode_cranes[mode])])
        free: Bools = (taken == 0).any(axis=1) & (short[ends] == short[starts])
        return free

    def _blockers(
        self, call: int, wish: tuple[int, int, int], wanted: Bools, spare: Ints
    ) -> tuple[int, ...]:
        """Return who is in the way where it would cost least, at the place with the fewest."""
        model = self.model
        _, start, mode = wish
        end = start + int(model.stay[mode, start])
        meets = (self.start < end) & (self.end > start)
        meets[call] = False
        others = np.flatnonzero(meets)
        places = np.arange(self.low[mode], self.high[mode] + 1)
        places = places[wanted[places]]
        width = int(model.length[call])
        far = self.position[others] + model.length[others]
        there = (places[:, None] < far) & (places[:, None] + width > self.position[others])
        found = others[there[int(np.argmin(there.sum(axis=1)))]]
        if not found.size and (spare[start:end] < model.mode_cranes[mode]).any():
            found = others[self.placing.solution.cranes[others, :].any(axis=1)]
        return tuple(found.tolist())


def quay_reasons(placing: QuayPlacing, assignments: tuple[Assignment, ...]) -> dict[str, Why]:
    """Return for every call why it lies where it lies.

    Parameters
    ----------
    placing
        The plan on the integer problem.
    assignments
        The same as places with times.

    Notes
    -----
    The other berths along the quay (where it has none: the other quays) are looked at with all
    other calls as they are; moving two calls at once may cost less than what is said here.
    """
    board = Board(placing)
    everywhere = np.ones(placing.problem.model.segments + 1, np.bool_)
    places = {assignment.call_id: assignment for assignment in assignments}
    found = {}
    for call in range(placing.problem.model.calls):
        mine = board.offer(call, everywhere)
        for known in placing.problem.item_of(call).calls:
            place = places[known.id]
            others = [
                (row_id, offer)
                for row_id, wanted in _elsewhere(placing.problem, known, place)
                if (offer := board.offer(call, wanted)) is not None
            ]
            worst = np.iinfo(np.int64).max
            others.sort(
                key=lambda pair: worst if pair[1].costs_more is None else pair[1].costs_more
            )
            found[known.id] = _why(placing, known, place, mine, others)
    return found


def _elsewhere(problem: QuayProblem, call: Call, place: Assignment) -> Iterator[tuple[str, Bools]]:
    """Yield the other berths, or the other quays, with the positions that lie there."""
    axis, length = problem.axis, problem.length_m(call)
    step = problem.params.position_step_m
    for line in axis.lines:
        rows = [row for row in problem.port.berths if row.quay_id == line.quay.id]
        positions = axis.positions(line, length)
        metres = [axis.metre(position) for position in positions]
        if not rows and line.quay.id != place.quay_id:
            wanted = np.zeros(axis.segments + 1, np.bool_)
            wanted[positions.start : positions.stop] = True
            yield line.quay.id, wanted
        for row in rows:
            here = line.quay.id == place.quay_id and lies_at(
                place.from_m or 0.0, place.to_m or 0.0, row, step
            )
            if here:
                continue
            wanted = np.zeros(axis.segments + 1, np.bool_)
            wanted[positions.start : positions.stop] = [
                lies_at(metre, metre + length, row, step) for metre in metres
            ]
            yield row.id, wanted


def _rank(offer: Offer) -> tuple[bool, int]:
    return offer.costs_more is None, offer.costs_more or 0


def _vessels(placing: QuayPlacing, numbers: tuple[int, ...]) -> str:
    names = [call.vessel for number in numbers for call in placing.problem.item_of(number).calls]
    return ", ".join([*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])])


def _why(
    placing: QuayPlacing, call: Call, place: Assignment, mine: Offer | None,
    others: list[tuple[str, Offer]],
) -> Why:  # fmt: skip
    parts = [_here(placing, call, place, mine)]
    if not is_given(call) and placing.problem.port.berths:
        parts.append(_there(placing, others))
    problem = placing.problem
    alternatives = tuple(
        Alternative(
            berth_id=row_id,
            start=None
            if offer.mode is None or offer.start is None
            else problem.times(offer.mode, offer.start)[0],
            costs_more=offer.costs_more,
            blocked_by=tuple(i for k in offer.blocked_by for i in placing.call_ids(k)),
        )
        for row_id, offer in others
    )
    return Why(
        text="; ".join(part["text"] for part in parts),
        text_zh="；".join(part["text_zh"] for part in parts),
        alternatives=alternatives,
    )


def _here(
    placing: QuayPlacing, call: Call, place: Assignment, mine: Offer | None
) -> dict[str, str]:
    name, name_zh = place_name(placing.problem.region, place)
    params: dict[str, object] = {
        "vessel": call.vessel, "start": moment(place.start), "berth": name, "berth_zh": name_zh,
    }  # fmt: skip
    if is_given(call):
        return said(PINNED, params)
    wait_h = (place.start - call.eta).total_seconds() / 3600
    if wait_h <= placing.problem.params.time_step_min / 60:
        return said(AT_ONCE, params)
    params["wait"] = number(round(wait_h, 1))
    if mine is not None and mine.blocked_by:
        return said(WAITS_FOR, {**params, "who": _vessels(placing, mine.blocked_by)})
    return said(WAITS, params)


def _there(placing: QuayPlacing, others: list[tuple[str, Offer]]) -> dict[str, str]:
    """Return what the best other place would be like."""
    if not others:
        return said(NO_OTHER, {})
    problem = placing.problem
    row_id, best = others[0]
    table = "berths" if problem.region.has("berths", row_id) else "quays"
    row = problem.region.row(table, row_id)
    params: dict[str, object] = {
        "other": row.name or row.id, "other_zh": row.name_zh or row.name or row.id
    }  # fmt: skip
    if best.costs_more is None or best.mode is None or best.start is None:
        return said(FULL, params)
    if best.costs_more <= 0:
        return said(SAME, params)
    params["more"] = number(round(best.costs_more / UNITS_PER_H, 1))
    params["start"] = moment(problem.times(best.mode, best.start)[0])
    if best.blocked_by:
        return said(MORE_FOR, {**params, "who": _vessels(placing, best.blocked_by)})
    return said(MORE, params)
