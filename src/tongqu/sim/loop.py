"""The loop: take the first event, do what it says, let units go on as far as they can.

A unit follows the steps of its route. A step either is done at once, or the unit stops there: in
the event list (it works, sails) or in the row of a station (it waits), until an event lets it go
on. The loop comes back after some number of events, so that a run can be stopped, and goes on
where it was.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    BEGIN_WORK,
    CALENDAR,
    CALENDAR_COUNT,
    CALENDARS,
    CAPACITY_CHANGES,
    CHAMBER_READY,
    CHANCE,
    CLOCK_STRIKES,
    DONE,
    END,
    EVENT_BITS,
    FREE_UNIT,
    G_CALENDAR,
    G_WHOLE,
    GOES_ON,
    GOTO,
    GROUP,
    GROUP_COUNT,
    GROUPS,
    HELD,
    HOLD,
    HOLD_ENDS,
    HORIZON,
    LAST_LEAVES_LOCK,
    LEAVES_CHAMBER,
    LEAVES_LOCK,
    LOCK_WAKES,
    MOST_PLACES,
    NEXT_LOT,
    NO_UNITS_LEFT,
    NONE,
    NOW,
    PASS_LOCK,
    PERIOD_ENDS,
    PERIOD_H,
    PLACES,
    POPS,
    PROMISED,
    PUT,
    PUT_DONE,
    READY_COUNT,
    RELEASE,
    S_AT,
    S_JUMP,
    S_MODE,
    S_OP,
    SEIZE,
    SKIP,
    SOURCE,
    SOURCE_COUNT,
    SOURCE_FIRES,
    SOURCES,
    STEP,
    TAKE,
    TAKE_DONE,
    TICKS,
    TRACE_END,
    TRACE_FULL,
    TRACING,
    U_LOTS,
    U_SOURCE,
    U_STEP,
    U_TURN,
    WAIT_UNTIL,
    Ints,
    Reals,
)
from tongqu.sim.event_list import clear, enter, first, first_time, push, put_in_place
from tongqu.sim.hours import draw_stands, next_change, speed_at
from tongqu.sim.stations.figures import period_ends
from tongqu.sim.stations.lock import arrive, chamber_ready, set_clocks, strike, try_lock
from tongqu.sim.stations.queue import (
    REFUSED,
    WAITS,
    capacity_changes,
    next_ready,
    release,
    seize,
)
from tongqu.sim.stations.record import trace
from tongqu.sim.stations.source import fire, leave
from tongqu.sim.stations.source import set_off as set_off_source
from tongqu.sim.stations.store import give_back, put, put_done, take, take_done
from tongqu.sim.stations.work import begin_work, chance, hold, next_lot, wait_until

__all__ = ["run", "set_off"]

TRACE_ROOM = 20_000
"""Words of a trace that one event can fill at the most."""

KIND = (1 << EVENT_BITS) - 1


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def set_off(whole: Ints, real: Reals) -> bool:
    """Enter the first event of everything that begins by itself; False if there is no room."""
    clear(whole, real)
    for k in range(whole[CALENDAR_COUNT]):
        if not draw_stands(whole, real, whole[CALENDARS] + k * CALENDAR):
            return False
    for k in range(whole[GROUP_COUNT]):
        group = whole[GROUPS] + k * GROUP
        if whole[group + G_CALENDAR] != NONE:
            push(whole, real, 0.0, CAPACITY_CHANGES, group)
    set_clocks(whole, real)
    for k in range(whole[SOURCE_COUNT]):
        set_off_source(whole, real, whole[SOURCES] + k * SOURCE)
    push(whole, real, real[PERIOD_H], PERIOD_ENDS, 0)
    enter(whole, real)
    return True


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def run(whole: Ints, real: Reals, most: int) -> int:
    """Go on for some events, or to the end; return how it ended."""
    horizon = real[HORIZON]
    for _ in range(most):
        time = first_time(whole, real)
        if time >= horizon:
            return DONE
        if whole[FREE_UNIT] == NONE or whole[PLACES] == whole[MOST_PLACES]:
            return NO_UNITS_LEFT
        if whole[TRACING] and whole[TRACE_END] > whole.size - TRACE_ROOM:
            return TRACE_FULL
        place, what = first(whole)
        real[NOW] = time
        kind, row = what & KIND, what >> EVENT_BITS
        unit, chamber = NONE, NONE
        if kind == HOLD_ENDS:
            trace(whole, real, HELD, 0, row)
            unit = row
        elif kind == SOURCE_FIRES:
            fire(whole, real, row)
        elif kind == LEAVES_LOCK:
            trace(whole, real, LEAVES_CHAMBER, whole[row + U_LOTS], row)
            unit = row
        elif kind == LAST_LEAVES_LOCK:
            trace(whole, real, LEAVES_CHAMBER, whole[row + U_LOTS], row)
            unit, chamber = row, whole[row + U_LOTS]
        elif kind == CHAMBER_READY:
            chamber = row
        else:
            _rarer_event(whole, real, kind, row)
        whole[POPS] += 1
        if unit != NONE:
            whole[unit + U_STEP] += STEP
        while True:  # one place for all units, so that the machine code stays in the cache
            if unit == NONE:
                if whole[READY_COUNT] == 0:
                    break
                unit = next_ready(whole, real)
            _go_on(whole, real, unit)
            unit = NONE
        if chamber != NONE:
            chamber_ready(whole, real, chamber)
        put_in_place(whole, real, place)
    return GOES_ON


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _rarer_event(whole: Ints, real: Reals, kind: int, row: int) -> None:
    """Do what a rarer event says."""
    if kind == PERIOD_ENDS:
        whole[TICKS] += 1
        period_ends(whole, real)
    elif kind == LOCK_WAKES:
        try_lock(whole, real, row)
    elif kind == CAPACITY_CHANGES:
        calendar = whole[row + G_CALENDAR]
        share = speed_at(whole, real, calendar, real[NOW])
        capacity_changes(whole, real, row, int(share * whole[row + G_WHOLE] + 1e-9))
        push(whole, real, next_change(whole, real, calendar, real[NOW]), CAPACITY_CHANGES, row)
    elif kind == CLOCK_STRIKES:
        strike(whole, real, row)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _go_on(whole: Ints, real: Reals, unit: int) -> None:
    """Do the steps of a unit until one keeps it."""
    while True:
        step = whole[unit + U_STEP]
        op = whole[step + S_OP]
        after = step + STEP
        if op == HOLD:
            hold(whole, real, unit, step)
            return
        if op == SEIZE:
            outcome = seize(whole, real, unit, step)
            if outcome == WAITS:
                return
            if outcome == REFUSED:
                after = whole[step + S_JUMP]
        elif op == RELEASE:
            release(whole, real, unit, step)
        elif op == END:
            leave(whole, real, unit)
            return
        elif op == PUT:
            if put(whole, real, unit, step) == WAITS:
                return
        elif op == TAKE:
            if take(whole, real, unit, step) == WAITS:
                return
        elif op == PUT_DONE:
            put_done(whole, real, unit, step)
        elif op == TAKE_DONE:
            take_done(whole, real, unit, step)
        else:
            after = _rarer(whole, real, unit, step, op)
            if after == NONE:
                return
        whole[unit + U_STEP] = after


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _rarer(whole: Ints, real: Reals, unit: int, step: int, op: int) -> int:
    """Do a step of a rarer kind; return the next one, or none if the unit stays."""
    if op == BEGIN_WORK:
        return begin_work(whole, real, unit, step)
    if op == NEXT_LOT:
        return next_lot(whole, real, unit, step)
    if op == CHANCE:
        return chance(whole, real, unit, step)
    if op == PASS_LOCK:
        arrive(whole, real, unit, step)
        return NONE
    if op == WAIT_UNTIL:
        wait_until(whole, real, unit, step)
        return NONE
    if op == SKIP:
        if whole[step + S_MODE] & PROMISED:
            give_back(whole, real, whole[unit + U_SOURCE], whole[step + S_AT])
        return int(whole[step + S_JUMP])
    if op == GOTO:
        whole[unit + U_TURN] += 1
        return int(whole[step + S_JUMP])
    return NONE
