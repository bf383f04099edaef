"""The one function that says what a leg does: when it arrives, what it costs and emits.

The search, the itemised answer and the exhaustive oracle all call :func:`leg_outcome`;
each leg is rounded once, here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tongqu.kernels import kernel
from tongqu.routes.arrays import FAR, SECONDS_PER_MINUTE, Floats, Ints, LegArrays


class Outcome(NamedTuple):
    """What one departure of a leg does.

    Attributes
    ----------
    feasible
        1 if it arrives at all within the horizon, with a payload.
    start_s, leave_s, arrive_s, available_s
        Loading starts; the vehicles leave; they arrive; the cargo is at hand [s].
    depth_mm
        Least depth met on the way (FAR where depth does not count).
    payload_kg, vehicles
        Largest payload a vehicle at that depth, and how many vehicles the lot takes.
    cost, gram
        Minor units and grams, rounded once.
    """

    feasible: int
    start_s: int
    leave_s: int
    arrive_s: int
    available_s: int
    depth_mm: int
    payload_kg: int
    vehicles: int
    cost: int
    gram: int


@kernel
def next_open(ptr: Ints, opens: Ints, shuts: Ints, calendar: int, at: int) -> int:
    """Return the first open instant not before `at`, or FAR."""
    if calendar < 0 or at >= FAR:
        return at
    low, high = ptr[calendar], ptr[calendar + 1]
    end = high
    while low < high:  # first interval that ends after `at`
        middle = (low + high) // 2
        if shuts[middle] > at:
            high = middle
        else:
            low = middle + 1
    if low == end:
        return FAR
    return int(max(at, opens[low]))


@kernel
def work_until(ptr: Ints, opens: Ints, shuts: Ints, calendar: int, at: int, work: int) -> int:
    """Return when `work` seconds of open time, begun at `at`, are done, or FAR."""
    if calendar < 0 or at >= FAR:
        return at + work if at < FAR else FAR
    at = next_open(ptr, opens, shuts, calendar, at)
    if work == 0 or at >= FAR:
        return at
    low, high = ptr[calendar], ptr[calendar + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if shuts[middle] > at:
            high = middle
        else:
            low = middle + 1
    while low < end:
        at = max(at, opens[low])
        if at + work <= shuts[low]:
            return at + work
        work -= shuts[low] - at
        low += 1
    return FAR


@kernel
def depth_at(ptr: Ints, at: Ints, mm: Ints, reach: int, instant: int) -> int:
    """Return the depth of a reach at an instant [mm]; its first step holds before it too."""
    low, high = ptr[reach], ptr[reach + 1]
    while high - low > 1:
        middle = (low + high) // 2
        if at[middle] <= instant:
            low = middle
        else:
            high = middle
    return int(mm[low])


@kernel
def payload_at(ptr: Ints, mm: Ints, kg: Ints, curve: int, draught_mm: int) -> int:
    """Return the payload at a draught [kg]: straight lines between the curve's points."""
    first, last = ptr[curve], ptr[curve + 1] - 1
    if draught_mm <= mm[first]:
        return int(kg[first]) if draught_mm == mm[first] else 0
    for k in range(first, last):
        if draught_mm < mm[k + 1]:
            rise = (kg[k + 1] - kg[k]) * (draught_mm - mm[k]) // (mm[k + 1] - mm[k])
            return int(kg[k] + rise)
    return int(kg[last])


@kernel
def vehicles_for(gross_kg: int, payload_kg: int, teu_milli: int, capacity_milli: int) -> int:
    """Return how many vehicles a lot takes by weight and by boxes."""
    by_weight = -(-gross_kg // payload_kg)
    if teu_milli > 0:
        return max(by_weight, -(-teu_milli // capacity_milli))
    return by_weight


@kernel
def passage_of(legs: LegArrays, leg: int, leave: int) -> tuple[int, int]:
    """Return when vehicles that leave at an instant arrive, and the least depth they meet."""
    if legs.steady_s[leg] >= 0:
        return leave + int(legs.steady_s[leg]), int(legs.steady_mm[leg])
    ptr, opens, shuts = legs.cal_ptr, legs.cal_open, legs.cal_shut
    at = leave
    depth = FAR
    for seg in range(legs.seg_ptr[leg], legs.seg_ptr[leg + 1]):
        at = next_open(ptr, opens, shuts, legs.seg_cal[seg], at)
        if legs.seg_wait_s[seg] > 0:
            at = next_open(ptr, opens, shuts, legs.seg_cal[seg], at + legs.seg_wait_s[seg])
        if at >= FAR:
            return FAR, FAR
        reach = legs.seg_step[seg]
        if reach >= 0:
            depth = min(depth, depth_at(legs.step_ptr, legs.step_at, legs.step_mm, reach, at))
        at += int(legs.seg_travel_s[seg])
    return at, depth


@kernel
def vehicles_at(legs: LegArrays, leg: int, depth: int) -> tuple[int, int]:
    """Return the largest payload at a depth [kg], and the vehicles that the lot takes.

    No vehicle: the water is too low, for a liner also if it cannot take the whole lot.
    """
    payload = int(legs.payload_kg[leg])
    if legs.curve[leg] >= 0:
        draught = min(legs.draught_mm[leg], depth - legs.clearance_mm[leg])
        by_draught = payload_at(
            legs.curve_ptr, legs.curve_mm, legs.curve_kg, legs.curve[leg], draught
        )
        payload = min(payload, int(by_draught))
    if payload <= 0:
        return 0, 0
    if legs.scheduled[leg] == 1:
        return payload, 1 if legs.gross_kg[leg] <= payload else 0
    lot_teu, capacity_teu = legs.lot_teu_milli[leg], legs.teu_milli[leg]
    return payload, int(vehicles_for(legs.gross_kg[leg], payload, lot_teu, capacity_teu))


@kernel
def leg_outcome(legs: LegArrays, leg: int, depart_s: int, gain: Floats) -> tuple[int, ...]:
    """Return what one departure of a leg does.

    Parameters
    ----------
    legs
        All legs.
    leg
        Which one.
    depart_s
        On demand: loading starts at the first open instant from here on. Timetable: the
        departure.
    gain
        Filled with what counts for each capped reward [minor units], shape (K,).

    Returns
    -------
    tuple
        The fields of :class:`Outcome`.

    Notes
    -----
    All vehicles of the lot load one after another, leave together and discharge one after
    another. The payload follows from the least depth at the instants of passage; those do
    not depend on the payload.
    """
    infeasible = (0, FAR, FAR, FAR, FAR, FAR, 0, 0, 0, 0)
    ptr, opens, shuts = legs.cal_ptr, legs.cal_open, legs.cal_shut
    start = next_open(ptr, opens, shuts, legs.cal_load[leg], depart_s)
    if legs.scheduled[leg] == 1:
        if start != depart_s:
            return infeasible
        leave = depart_s
    else:
        leave = work_until(ptr, opens, shuts, legs.cal_load[leg], start, legs.load_s[leg])
    if leave >= FAR:
        return infeasible
    arrive, depth = passage_of(legs, leg, leave)
    if arrive >= FAR:
        return infeasible
    done = work_until(ptr, opens, shuts, legs.cal_unload[leg], arrive, legs.unload_s[leg])
    if done >= FAR:
        return infeasible
    payload, vehicles = vehicles_at(legs, leg, depth)
    if vehicles == 0:
        return infeasible
    regime = legs.price_ptr[leg]
    while (
        regime + 1 < legs.price_ptr[leg + 1]
        and legs.price_at[regime + 1] * SECONDS_PER_MINUTE <= start
    ):
        regime += 1
    if np.isnan(legs.minimum[regime]):
        return infeasible
    hours = (done - start) / 3600.0
    carriage = (
        max(legs.minimum[regime], legs.freight[regime] + legs.freight_n[regime] * vehicles)
        + (legs.running_n[regime] + legs.running_nh[regime] * hours) * vehicles
    )
    left = carriage
    at_once = min(legs.reward[regime, 0], left)
    left -= at_once
    for k in range(gain.shape[0]):
        money = min(legs.reward[regime, k + 1], left)
        left -= money
        gain[k] = money + legs.mark[regime, k]
    cost = int(np.floor(carriage + legs.ends[regime] - at_once + 0.5))
    gram = int(np.floor(legs.gram[leg] + legs.gram_n[leg] * vehicles + 0.5))
    available = int(done + legs.import_s[leg])
    return (1, start, leave, arrive, available, depth, payload, vehicles, cost, gram)
