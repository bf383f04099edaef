"""Berths, cranes, lanes, tracks: units wait in one row for servers of several groups.

First come, first served, by priority: the freed server goes to the first who can use it, so one
who fits only a group that is busy does not hold up those behind. Where several servers are wanted
at once (two to three cranes) the first who can use a group is not overtaken at it.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    F_SEIZED,
    F_SINCE,
    G_BIT,
    G_BUSY,
    G_CAPACITY,
    G_SERVED,
    G_STATION,
    GRANTED,
    GROUP,
    NONE,
    NOW,
    Q_BLAME,
    Q_BUSY,
    Q_BUSY_SINCE_WARM,
    Q_GROUP_FIRST,
    Q_HEAD,
    Q_LENGTH,
    Q_PLACES,
    Q_REFUSED,
    Q_TAIL,
    QUEUED,
    READY,
    READY_COUNT,
    READY_HEAD,
    READY_SIZE,
    RELEASED,
    S_AT,
    S_LEAST,
    S_MASK,
    S_MOST,
    S_SLOT,
    STEP,
    TURNED_AWAY,
    U_AMOUNT,
    U_NEXT,
    U_PRIORITY,
    U_SLOT,
    U_STEP,
    WARM,
    Ints,
    Reals,
)
from tongqu.sim.stations.blame import blame_served
from tongqu.sim.stations.record import (
    group_up_to_now,
    queue_changes,
    served_at_once,
    trace,
    waited,
)

__all__ = [
    "WAITS",
    "append",
    "capacity_changes",
    "make_ready",
    "next_ready",
    "release",
    "remove",
    "seize",
]

GOES_ON, WAITS, REFUSED = range(3)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def make_ready(whole: Ints, real: Reals, unit: int) -> None:
    """Let a unit go on once the event at hand is done; in the order of these calls."""
    count = whole[READY_COUNT]
    place = whole[READY_HEAD] + count
    if place >= whole[READY_SIZE]:
        place -= whole[READY_SIZE]
    whole[whole[READY] + place] = unit
    whole[READY_COUNT] = count + 1


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def next_ready(whole: Ints, real: Reals) -> int:
    """Return the unit that is to go on next."""
    head = whole[READY_HEAD]
    unit = whole[whole[READY] + head]
    head += 1
    whole[READY_HEAD] = head if head < whole[READY_SIZE] else 0
    whole[READY_COUNT] -= 1
    return int(unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def append(whole: Ints, real: Reals, station: int, unit: int) -> None:
    """Put a unit in a row: behind its equals, before those of less priority."""
    priority = whole[unit + U_PRIORITY]
    real[unit + F_SINCE] = real[NOW]
    tail = whole[station + Q_TAIL]
    if tail == NONE:
        whole[unit + U_NEXT] = NONE
        whole[station + Q_HEAD] = unit
        whole[station + Q_TAIL] = unit
    elif whole[tail + U_PRIORITY] <= priority:
        whole[unit + U_NEXT] = NONE
        whole[tail + U_NEXT] = unit
        whole[station + Q_TAIL] = unit
    else:
        before, after = NONE, whole[station + Q_HEAD]
        while whole[after + U_PRIORITY] <= priority:
            before, after = after, whole[after + U_NEXT]
        whole[unit + U_NEXT] = after
        if before == NONE:
            whole[station + Q_HEAD] = unit
        else:
            whole[before + U_NEXT] = unit
    queue_changes(whole, real, station, 1)
    trace(whole, real, QUEUED, station, unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def remove(whole: Ints, real: Reals, station: int, before: int, unit: int) -> None:
    """Take a unit out of a row, where `before` stands before it (none: it is the first)."""
    after = whole[unit + U_NEXT]
    if before == NONE:
        whole[station + Q_HEAD] = after
    else:
        whole[before + U_NEXT] = after
    if after == NONE:
        whole[station + Q_TAIL] = before
    queue_changes(whole, real, station, -1)
    waited(whole, real, station, real[unit + F_SINCE])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _take(whole: Ints, real: Reals, unit: int, step: int, group: int, free: int) -> None:
    """Give servers of a group to a unit."""
    now = real[NOW]
    amount = min(whole[step + S_MOST], free)
    slot = whole[step + S_SLOT]
    whole[unit + U_SLOT + slot] = group
    whole[unit + U_AMOUNT + slot] = amount
    real[unit + F_SEIZED + slot] = now
    group_up_to_now(whole, real, group)
    whole[group + G_BUSY] += amount
    whole[group + G_SERVED] += 1
    trace(whole, real, GRANTED, group, unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _wanted_by_others(whole: Ints, real: Reals, station: int, priority: int) -> int:
    """Return the groups that units wait for which one of a priority may not overtake."""
    groups = 0
    unit = whole[station + Q_HEAD]
    while unit != NONE and whole[unit + U_PRIORITY] <= priority:
        groups |= whole[whole[unit + U_STEP] + S_MASK]
        unit = whole[unit + U_NEXT]
    return groups


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def seize(whole: Ints, real: Reals, unit: int, step: int) -> int:
    """Let a unit have its servers, wait for them, or be turned away."""
    station = whole[step + S_AT]
    groups = whole[step + S_MASK]
    if whole[station + Q_LENGTH] > 0:
        groups &= ~_wanted_by_others(whole, real, station, whole[unit + U_PRIORITY])
    group = whole[station + Q_GROUP_FIRST]
    while groups != 0:
        if groups & 1:
            free = whole[group + G_CAPACITY] - whole[group + G_BUSY]
            if free >= whole[step + S_LEAST]:
                served_at_once(whole, real, station)
                _take(whole, real, unit, step, group, free)
                return GOES_ON
        groups >>= 1
        group += GROUP
    places = whole[station + Q_PLACES]
    if places != NONE and whole[station + Q_LENGTH] >= places:
        whole[station + Q_REFUSED] += 1
        trace(whole, real, TURNED_AWAY, station, unit)
        return REFUSED
    append(whole, real, station, unit)
    return WAITS


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def release(whole: Ints, real: Reals, unit: int, step: int) -> None:
    """Give servers back, and let those go on who waited for them."""
    now = real[NOW]
    slot = whole[step + S_SLOT]
    group = whole[unit + U_SLOT + slot]
    amount = whole[unit + U_AMOUNT + slot]
    since = real[unit + F_SEIZED + slot]
    station = whole[group + G_STATION]
    real[station + Q_BUSY] += amount * (now - since)
    real[station + Q_BUSY_SINCE_WARM] += amount * (now - max(since, real[WARM]))
    whole[unit + U_SLOT + slot] = NONE
    group_up_to_now(whole, real, group)
    whole[group + G_BUSY] -= amount
    trace(whole, real, RELEASED, group, unit)
    if whole[station + Q_LENGTH] > 0:
        _serve(whole, real, station, group)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _serve(whole: Ints, real: Reals, station: int, group: int) -> None:
    """Give free servers of a group to those who wait."""
    bit = whole[group + G_BIT]
    free = whole[group + G_CAPACITY] - whole[group + G_BUSY]
    ready = whole[READY_COUNT]
    before, unit = NONE, whole[station + Q_HEAD]
    while unit != NONE and free > 0:
        after = whole[unit + U_NEXT]
        step = whole[unit + U_STEP]
        if whole[step + S_MASK] & bit:
            if free < whole[step + S_LEAST]:
                break
            remove(whole, real, station, before, unit)
            _take(whole, real, unit, step, group, free)
            whole[unit + U_STEP] = step + STEP
            make_ready(whole, real, unit)
            free = whole[group + G_CAPACITY] - whole[group + G_BUSY]
        else:
            before = unit
        unit = after
    if whole[station + Q_BLAME] != NONE:
        blame_served(whole, real, station, ready)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def capacity_changes(whole: Ints, real: Reals, group: int, capacity: int) -> None:
    """Have more or fewer servers from now on; who is being served is served to the end."""
    group_up_to_now(whole, real, group)
    whole[group + G_CAPACITY] = capacity
    station = whole[group + G_STATION]
    if whole[station + Q_LENGTH] > 0:
        _serve(whole, real, station, group)
