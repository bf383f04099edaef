"""Random quays after Meisel and Bierwirth, for benchmarks and tests."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.berths.quay.arrays import Ints
from tongqu.berths.quay.model import Hourly, QuayModel

WORK_UNIT = 1000
"""Hourly work is counted in thousandths of a crane-hour."""


class Kind(NamedTuple):
    """A class of vessels: share, segments, crane-hours, cranes, costs."""

    share: float
    length: tuple[int, int]
    work: tuple[int, int]
    cranes: tuple[int, int]
    hour_cost: int
    miss_cost: int


KINDS = (
    Kind(0.6, (8, 21), (5, 15), (1, 2), 10, 30),
    Kind(0.3, (21, 30), (15, 50), (2, 4), 20, 60),
    Kind(0.1, (30, 40), (50, 65), (4, 6), 30, 90),
)
"""Feeder, medium, jumbo. Costs in 100 USD: an hour late, and once for missing the latest finish."""


class Week(NamedTuple):
    """What is drawn: one entry for each vessel; times in hours, lengths and places in segments."""

    kinds: tuple[Kind, ...]
    length: Ints
    work: Ints
    arrival: Ints
    desired: Ints
    finish: Ints
    latest: Ints


CRANE_HOUR_COST = 1
INTERFERENCE = 0.9
MORE_WORK_PER_SEGMENT = 0.01


def meisel_like(
    vessels: int, seed: int, *, week: int = 168, tail: int = 72, segments: int = 100,
    cranes: int = 10, slack: float = 1.5, hourly: bool = False, shifts: bool = False,
    clearance: int = 0,
) -> QuayModel:  # fmt: skip
    """Return a random quay and its week.

    Parameters
    ----------
    vessels
        Number of calls; 20 is a calm week, 40 a full one.
    seed
        The same seed gives the same week.
    week
        Hours in which vessels arrive.
    tail
        Hours after it in which they may still be served.
    segments, cranes
        Quay in segments of 10 m, and cranes on it.
    slack
        The expected finish is the arrival plus `slack` times the shortest stay; what is later
        costs. The latest finish allows half of the shortest stay more, and missing it costs once.
    hourly
        Whether the number of cranes may change by the hour.
    shifts
        Whether two cranes fewer are there at night (hours 0 to 6 of each day).
    clearance
        Segments between vessels.

    Notes
    -----
    Shaped after F. Meisel, C. Bierwirth, *Heuristics for the integration of crane productivity in
    the berth allocation problem*, Transportation Research Part E 45 (2009), as remembered: quay of
    1,000 m in segments of 10 m, ten cranes, a week of hours; 60 % feeders, 30 % medium, 10 %
    jumbos; uniform lengths, crane-hours and arrivals; k cranes do the work of k ** 0.9; 1 % more
    work for each segment off the desired place; costs in 1000 USD of 1, 2, 3 an hour late, 3, 6, 9
    for a missed latest finish and 0.1 a crane-hour. Their vessels may also speed up; ours arrive
    when they arrive. How they set the finishing times is not known to us; `slack` stands for it.
    With 1.5 a plain CP-SAT model takes about as long for 30 vessels as on record; with 1.0 the
    weeks are much harder.

    Examples
    --------
    >>> model = meisel_like(20, seed=1)
    >>> model.calls, model.segments, int(model.cranes[0])
    (20, 100, 10)
    """
    drawn = draw_week(vessels, seed, week=week, segments=segments, slack=slack)
    kinds, length, work, arrival, desired, finish_of, latest_of = drawn
    slots = week + tail
    rows: list[tuple[int, int, int, int]] = []
    stays, costs = [], []
    for call, kind in enumerate(kinds):
        finish, latest = finish_of[call], latest_of[call]
        reach = int(max(desired[call], segments - length[call] - desired[call]))
        modes = _hourly_modes if hourly else _modes
        for number, held, near, far in modes(int(work[call]), kind, reach):
            end = np.arange(slots) + held
            allowed = (np.arange(slots) >= arrival[call]) & (end <= slots)
            cost = kind.hour_cost * np.maximum(end - finish, 0) + kind.miss_cost * (end > latest)
            rows.append((call, number, near, far))
            stays.append(np.where(allowed, held, 0))
            costs.append(np.where(allowed, cost + CRANE_HOUR_COST * number * held, 0))
    call_of, number_of, near_of, far_of = np.array(rows, np.int64).reshape(-1, 4).T
    hours = np.arange(slots) % 24
    return QuayModel(
        slots=slots,
        segments=segments,
        clearance=clearance,
        length=length.astype(np.int64),
        first=np.zeros(vessels, np.int64),
        last=segments - length.astype(np.int64),
        desired=desired.astype(np.int64),
        apart_cost=np.zeros(vessels, np.int64),
        mode_call=call_of.copy(),
        mode_cranes=number_of.copy(),
        mode_near=near_of.copy(),
        mode_far=far_of.copy(),
        stay=np.array(stays, np.int32).reshape(-1, slots),
        cost=np.array(costs, np.int64).reshape(-1, slots),
        cranes=np.where(shifts & (hours < 6), cranes - 2, cranes).astype(np.int64),
        hourly=_hourly(kinds, work, cranes) if hourly else None,
    )


def draw_week(vessels: int, seed: int, *, week: int, segments: int, slack: float) -> Week:
    """Draw the vessels of a week; the parameters are those of `meisel_like`."""
    draw = np.random.default_rng([seed, vessels])
    kinds = tuple(KINDS[k] for k in draw.choice(3, vessels, p=[kind.share for kind in KINDS]))
    length = np.array([draw.integers(kind.length[0], kind.length[1] + 1) for kind in kinds])
    work = np.array([draw.integers(kind.work[0], kind.work[1] + 1) for kind in kinds])
    arrival = draw.integers(0, week, vessels)
    desired = np.array([draw.integers(0, segments - each + 1) for each in length])
    pairs = zip(work.tolist(), kinds, strict=True)
    shortest = [hours_for(each, kind.cranes[1], 0) for each, kind in pairs]
    finish = arrival + np.array([round(slack * hours) for hours in shortest])
    latest = finish + np.array([round(0.5 * hours) for hours in shortest])
    return Week(kinds, length, work, arrival, desired, finish, latest)


def hours_for(work: int, cranes: int, away: int) -> int:
    """Return the hours that a vessel takes with so many cranes, so far from its desired place."""
    return int(np.ceil(work * (1 + MORE_WORK_PER_SEGMENT * away) / cranes**INTERFERENCE - 1e-9))


def _modes(work: int, kind: Kind, reach: int) -> list[tuple[int, int, int, int]]:
    """Return (cranes, hours, nearest, farthest): one mode for each number of hours that occurs."""
    found = []
    for number in range(kind.cranes[0], kind.cranes[1] + 1):
        near = 0
        for away in range(reach + 1):
            held = hours_for(work, number, away)
            if away == reach or hours_for(work, number, away + 1) > held:
                found.append((number, held, near, away))
                near = away + 1
    return found


def _hourly_modes(work: int, kind: Kind, reach: int) -> list[tuple[int, int, int, int]]:
    """Return (0, hours, 0, reach) for each number of hours that may be needed."""
    least = hours_for(work, kind.cranes[1], 0)
    most = hours_for(work, kind.cranes[0], reach)
    return [(0, held, 0, reach) for held in range(least, most + 1)]


def _hourly(kinds: tuple[Kind, ...], work: Ints, cranes: int) -> Hourly:
    n = len(kinds)
    rate = np.floor(WORK_UNIT * np.arange(cranes + 1) ** INTERFERENCE).astype(np.int64)
    return Hourly(
        work=work.astype(np.int64) * WORK_UNIT,
        work_per_segment=np.round(work * WORK_UNIT * MORE_WORK_PER_SEGMENT).astype(np.int64),
        rate=np.tile(rate, (n, 1)),
        fewest=np.array([kind.cranes[0] for kind in kinds], np.int64),
        most=np.array([kind.cranes[1] for kind in kinds], np.int64),
        crane_cost=np.full(n, CRANE_HOUR_COST, np.int64),
    )
