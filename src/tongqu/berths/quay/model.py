"""The integer problem behind a plan of vessels that share the length of a quay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from tongqu.berths.quay.arrays import Ints, Stays

ANY_CALL = -1
"""In the first column of `QuayModel.blocks`: the block keeps every call away."""


@dataclass(frozen=True, eq=False)
class Hourly:
    """What a form in which the number of cranes may change from slot to slot needs beside.

    Attributes
    ----------
    work
        Shape (n,): work of each call at its desired place, in any unit.
    work_per_segment
        Shape (n,): work more for each segment away from it.
    rate
        Shape (n, K + 1): work that 0, 1, ... K cranes do in a slot. Never falling; 0 cranes do
        none. Interference is in here: one crane more need not do one crane's work more.
    fewest, most
        Shape (n,): cranes at a vessel in each slot of its stay. Where a pool has no crane at all
        in a slot (a night without a shift), a vessel has none either.
    crane_cost
        Shape (n,): cost of a crane for a slot.
    """

    work: Ints
    work_per_segment: Ints
    rate: Ints
    fewest: Ints
    most: Ints
    crane_cost: Ints

    def problems(self, calls: int, most_cranes: int) -> str:
        """Return what does not fit, in a few words; an empty text if all does."""
        vectors = (self.work, self.work_per_segment, self.fewest, self.most, self.crane_cost)
        if any(each.shape != (calls,) or each.min(initial=0) < 0 for each in vectors):
            return "work, fewest, most and crane_cost need one number, not negative, for each call"
        if self.rate.ndim != 2 or self.rate.shape[0] != calls or self.rate.shape[1] < 1:
            return "rate needs one row for each call"
        if (np.diff(self.rate, axis=1) < 0).any() or self.rate[:, 0].any():
            return "rate must begin with 0 and never fall"
        if (self.fewest > self.most).any() or self.most.max(initial=0) >= self.rate.shape[1]:
            return "fewest must not exceed most, and rate must reach most"
        return "" if self.most.max(initial=0) <= max(most_cranes, 0) else "most exceeds the cranes"


@dataclass(frozen=True, eq=False)
class QuayModel:
    """Calls on a continuous quay, on a grid of slots and segments.

    Every call takes one mode, one start and one position. Vessels that lie at the same time keep
    `clearance` segments between them; no vessel touches a block; a slot never sees more cranes at
    work than there are.

    A **mode** is one way to serve a call: a number of cranes for the whole stay and how long that
    takes, which may depend on how far from its desired place the vessel lies. With `hourly` a mode
    says only how long the vessel stays, and the cranes are chosen slot by slot.

    Attributes
    ----------
    slots
        Number T of slots; a stay that begins in slot t and holds d slots ends by slot t + d <= T.
    segments
        Number Q of segments of the quay, from 0.
    clearance
        Free segments between two vessels. Ends of the quay and blocks need none.
    length
        Shape (n,): segments that each call holds.
    first, last
        Shape (n,): least and greatest position, which is the first segment that the vessel holds.
        Equal for a pinned position.
    desired
        Shape (n,): desired position.
    apart_cost
        Shape (n,): cost for each segment away from it.
    mode_call, mode_cranes
        Shape (J,): call of each mode, and cranes held for the whole stay (0 with `hourly`).
    mode_near, mode_far
        Shape (J,): least and greatest distance from the desired position at which the mode may be
        used.
    stay
        Shape (J, T): slots held by a stay that begins in a slot, pauses included; 0 where none may
        begin. A pinned or windowed start is one slot, or a few, that are not 0.
    cost
        Shape (J, T): cost of that stay in integer units, not negative. Any function will do.
    cranes
        Shape (T,): cranes in each slot (shifts).
    blocks
        Shape (B, 5): call (or -1 for every call), first slot, slot after the last, first segment,
        segment after the last: maintenance, dredging, too little water for one vessel.
    hourly
        Given where the number of cranes may change by slot.
    mode_first, mode_last
        Shape (J,): least and greatest position at which the mode may be used: a stretch of the
        quay with a depth, hours or a price of its own. None: wherever the call may lie.
    after
        Shape (n,): call whose stay must have ended when that of a call begins, -1 for none. None:
        nobody waits for anybody.

    Raises
    ------
    ValueError
        If shapes or ranges do not fit, or a call has no mode.

    Examples
    --------
    Two vessels of three segments on a quay of five; the second waits.

    >>> model = quay_model(length=[3, 3], arrival=[0, 0], handling=[[0, 2], [0, 3]],
    ...                    slots=6, segments=5)
    >>> model.calls, model.stay[:, 0].tolist(), model.cost[1, :4].tolist()
    (2, [2, 3], [3, 4, 5, 6])
    """

    slots: int
    segments: int
    length: Ints
    first: Ints
    last: Ints
    desired: Ints
    apart_cost: Ints
    mode_call: Ints
    mode_cranes: Ints
    mode_near: Ints
    mode_far: Ints
    stay: Stays
    cost: Ints
    cranes: Ints
    clearance: int = 0
    blocks: Ints = field(default_factory=lambda: np.zeros((0, 5), np.int64))
    hourly: Hourly | None = None
    mode_first: Ints | None = None
    mode_last: Ints | None = None
    after: Ints | None = None

    def __post_init__(self) -> None:
        problem = self._shapes() or self._ranges() or self._followers()
        if not problem and self.hourly is not None:
            problem = self.hourly.problems(self.calls, int(self.cranes.max(initial=0)))
            if self.mode_cranes.any():
                problem = "with hourly cranes a mode holds none of its own"
        if problem:
            raise ValueError(problem)

    @property
    def calls(self) -> int:
        """Number n of calls."""
        return int(self.length.size)

    @property
    def low(self) -> Ints:
        """Shape (J,): least position of each mode, distances left out."""
        least: Ints = self.first[self.mode_call]
        return least if self.mode_first is None else np.maximum(least, self.mode_first)

    @property
    def high(self) -> Ints:
        """Shape (J,): greatest position of each mode, distances left out."""
        most: Ints = self.last[self.mode_call]
        return most if self.mode_last is None else np.minimum(most, self.mode_last)

    def _shapes(self) -> str:
        calls, modes = self.length.shape, self.mode_call.shape
        if len(calls) != 1 or len(modes) != 1 or self.slots < 1 or self.segments < 1:
            return "length and mode_call must be vectors, slots and segments positive"
        if any(e.shape != calls for e in (self.first, self.last, self.desired, self.apart_cost)):
            return "first, last, desired and apart_cost must be as long as length"
        if any(e.shape != modes for e in (self.mode_cranes, self.mode_near, self.mode_far)):
            return "mode_cranes, mode_near and mode_far must be as long as mode_call"
        if any(e is not None and e.shape != modes for e in (self.mode_first, self.mode_last)):
            return "mode_first and mode_last must be as long as mode_call"
        grid = (*modes, self.slots)
        if self.stay.shape != grid or self.cost.shape != grid:
            return f"stay and cost must have the shape {grid}"
        if self.cranes.shape != (self.slots,):
            return f"cranes must have {self.slots} entries"
        if self.blocks.ndim != 2 or self.blocks.shape[1] != 5:
            return "blocks must have five columns"
        return ""

    def _ranges(self) -> str:
        if self.clearance < 0 or self.length.min(initial=1) < 1:
            return "lengths must be positive, the clearance not negative"
        low, high = self.first.min(initial=0), (self.last + self.length).max(initial=0)
        if low < 0 or high > self.segments or (self.first > self.last).any():
            return "first and last must leave each vessel a place within the quay"
        if not np.array_equal(np.unique(self.mode_call), np.arange(self.calls)):
            return "every call needs a mode"
        if (np.diff(self.mode_call) < 0).any():
            return "modes must be sorted by call"
        if (
            self.stay.min(initial=0) < 0
            or (self.stay + np.arange(self.slots, dtype=np.int32)).max(initial=0) > self.slots
        ):
            return "a stay must end within the grid"
        if self.cost[self.stay > 0].min(initial=0) < 0 or self.apart_cost.min(initial=0) < 0:
            return "costs must not be negative"
        if min(self.mode_cranes.min(initial=0), self.cranes.min(initial=0)) < 0:
            return "cranes must not be negative"
        call, start, until, low_segment, high_segment = self.blocks.T
        if ((call < ANY_CALL) | (call >= self.calls) | (start < 0) | (start >= until)).any():
            return "a block names a call that is not there, or no time"
        if ((until > self.slots) | (low_segment < 0) | (low_segment >= high_segment)).any():
            return "a block leaves the grid, or has no length"
        return "a block leaves the quay" if (high_segment > self.segments).any() else ""

    def _followers(self) -> str:
        if self.after is None:
            return ""
        if self.after.shape != self.length.shape:
            return "after must be as long as length"
        if self.after.min(initial=-1) < -1 or self.after.max(initial=-1) >= self.calls:
            return "after names a call that is not there"
        reached = self.after
        for _ in range(self.calls):
            reached = np.where(reached < 0, -1, self.after[reached])
        return "calls wait for each other" if (reached >= 0).any() else ""


@dataclass(frozen=True, eq=False)
class QuaySolution:
    """A mode, a start and a position for every call.

    Attributes
    ----------
    mode, start, position
        Shape (n,).
    cranes
        Shape (n, T): cranes at each call in each slot.
    cost
        Sum of all costs.
    """

    mode: Ints
    start: Ints
    position: Ints
    cranes: Ints
    cost: int


def solution_of(
    model: QuayModel, mode: ArrayLike, start: ArrayLike, position: ArrayLike,
    cranes: Ints | None = None,
) -> QuaySolution:  # fmt: skip
    """Return a solution with its cranes and its cost, whether it keeps the rules or not.

    Parameters
    ----------
    model
        The problem.
    mode, start, position
        Shape (n,).
    cranes
        Shape (n, T); needed with hourly cranes, else they follow from the modes.
    """
    modes, starts = np.asarray(mode, np.int64), np.asarray(start, np.int64)
    positions = np.asarray(position, np.int64)
    if cranes is None:
        cranes = np.zeros((model.calls, model.slots), np.int64)
        for call, (chosen, slot) in enumerate(zip(modes, starts, strict=True)):
            cranes[call, slot : slot + model.stay[chosen, slot]] = model.mode_cranes[chosen]
    cost = int(model.cost[modes, starts].sum())
    cost += int((model.apart_cost * np.abs(positions - model.desired)).sum())
    if model.hourly is not None:
        cost += int((cranes.sum(axis=1) * model.hourly.crane_cost).sum())
    return QuaySolution(modes, starts, positions, cranes, cost)


def quay_model(
    *,
    length: Sequence[int],
    arrival: Sequence[int],
    handling: Sequence[Sequence[int]],
    slots: int,
    segments: int,
    latest: Sequence[int] | None = None,
    weight: Sequence[int] | None = None,
    desired: Sequence[int] | None = None,
    apart_cost: Sequence[int] | None = None,
    cranes: int | Sequence[int] = 0,
    clearance: int = 0,
    blocks: Sequence[Sequence[int]] = (),
) -> QuayModel:
    """Return the plain problem: weighted time in port of vessels on a quay, cranes for whole stays.

    Parameters
    ----------
    length
        Segments of each vessel.
    arrival, latest
        First slot of each stay, and by when it must have ended; the grid's end if left out.
    handling
        Shape (n, K + 1): slots that a vessel takes with 0, 1, ... K cranes; 0 where it may not be
        served with so many. Column 0 is for quays without cranes.
    slots, segments
        Size of the grid.
    weight
        What a slot between arrival and departure costs; 1 if left out.
    desired, apart_cost
        Desired position (the quay's beginning if left out), and the cost of each segment away.
    cranes
        Cranes in each slot, or one number for all.
    clearance, blocks
        As in `QuayModel`.

    Examples
    --------
    >>> model = quay_model(length=[2], arrival=[1], handling=[[0, 4, 3]], slots=6, segments=9,
    ...                    cranes=2)
    >>> model.mode_cranes.tolist(), model.cost[0].tolist()
    ([1, 2], [0, 4, 5, 0, 0, 0])
    """
    n = len(length)
    start = np.arange(slots)
    ends_by = [slots] * n if latest is None else list(latest)
    weights = [1] * n if weight is None else list(weight)
    rows, stays, costs = [], [], []
    for call, hours in enumerate(handling):
        for number, held in enumerate(hours):
            if held > 0:
                end = start + held
                allowed = (start >= arrival[call]) & (end <= min(slots, ends_by[call]))
                rows.append((call, number))
                stays.append(np.where(allowed, held, 0))
                costs.append(np.where(allowed, weights[call] * (end - arrival[call]), 0))
    modes = np.array(rows, np.int64).reshape(-1, 2)
    lengths = np.array(length, np.int64)
    return QuayModel(
        slots=slots,
        segments=segments,
        length=lengths,
        first=np.zeros(n, np.int64),
        last=segments - lengths,
        desired=np.zeros(n, np.int64) if desired is None else np.array(desired, np.int64),
        apart_cost=np.zeros(n, np.int64) if apart_cost is None else np.array(apart_cost, np.int64),
        mode_call=modes[:, 0],
        mode_cranes=modes[:, 1],
        mode_near=np.zeros(len(rows), np.int64),
        mode_far=np.full(len(rows), segments, np.int64),
        stay=np.array(stays, np.int32).reshape(-1, slots),
        cost=np.array(costs, np.int64).reshape(-1, slots),
        cranes=np.full(slots, cranes) if isinstance(cranes, int) else np.array(cranes, np.int64),
        clearance=clearance,
        blocks=np.array(blocks, np.int64).reshape(-1, 5),
    )
