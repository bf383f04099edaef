"""Where vessels, trucks and trains come from."""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    CREATED,
    CREATED_AT,
    F_BORN,
    F_TONNES,
    FREE_UNIT,
    GONE,
    LEFT,
    LIVE,
    M_CUMULATED,
    M_PAYLOAD,
    M_STEP,
    MIX,
    NONE,
    NOW,
    R_CALENDAR,
    R_CHOICE,
    R_FLEET,
    R_GAP,
    R_LEFT,
    R_MIX_COUNT,
    R_MIX_FIRST,
    R_PRESENT,
    R_PRIORITY,
    R_SERIAL,
    R_STAY,
    R_STORE,
    R_TIME_COUNT,
    R_TIME_FIRST,
    R_TONNES,
    SOURCE_FIRES,
    U_MIX,
    U_NEXT,
    U_PRIORITY,
    U_SERIAL,
    U_SLOT,
    U_SOURCE,
    U_STEP,
    U_TURN,
    Ints,
    Reals,
)
from tongqu.sim.event_list import push
from tongqu.sim.hours import finish
from tongqu.sim.luck import draw
from tongqu.sim.stations.queue import make_ready
from tongqu.sim.stations.record import trace
from tongqu.sim.stations.store import may_be_sent, promise, sleep

__all__ = ["fire", "leave", "set_off"]


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def set_off(whole: Ints, real: Reals, source: int) -> None:
    """Enter the first arrival of a source, or all vessels of a fleet."""
    fleet = whole[source + R_FLEET]
    if fleet > 0:
        for _ in range(fleet):
            push(whole, real, 0.0, SOURCE_FIRES, source)
    else:
        _next(whole, real, source)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _next(whole: Ints, real: Reals, source: int) -> None:
    serial = whole[source + R_SERIAL]
    count = whole[source + R_TIME_COUNT]
    if count != NONE:
        if serial < count:
            first = whole[source + R_TIME_FIRST]
            time = max(real[first + serial], real[NOW])
            push(whole, real, time, SOURCE_FIRES, source)
        return
    law = whole[source + R_GAP]
    gap = draw(whole, real, law, serial, 0)
    calendar = whole[source + R_CALENDAR]
    push(whole, real, finish(whole, real, calendar, real[NOW], gap), SOURCE_FIRES, source)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def fire(whole: Ints, real: Reals, source: int) -> None:
    """Let a unit come, unless it was to be sent for something that is not there."""
    if whole[source + R_STORE] != NONE:
        if not may_be_sent(whole, real, source):
            sleep(whole, real, source)
            return
        promise(whole, real, source)
    _come(whole, real, source)
    if whole[source + R_FLEET] == 0:
        _next(whole, real, source)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _come(whole: Ints, real: Reals, source: int) -> None:
    unit = whole[FREE_UNIT]
    whole[FREE_UNIT] = whole[unit + U_NEXT]
    whole[LIVE] += 1
    whole[CREATED] += 1
    serial = whole[source + R_SERIAL]
    whole[source + R_SERIAL] = serial + 1
    whole[source + R_PRESENT] += 1
    mix = whole[source + R_MIX_FIRST]
    count = whole[source + R_MIX_COUNT]
    if count > 1:
        u = draw(whole, real, whole[source + R_CHOICE], serial, 0)
        last = mix + (count - 1) * MIX
        while mix < last and u >= real[mix + M_CUMULATED]:
            mix += MIX
    whole[unit + U_SOURCE] = source
    whole[unit + U_SERIAL] = serial
    whole[unit + U_MIX] = mix
    whole[unit + U_TURN] = 0
    whole[unit + U_SLOT] = NONE
    whole[unit + U_SLOT + 1] = NONE
    whole[unit + U_SLOT + 2] = NONE
    whole[unit + U_PRIORITY] = whole[source + R_PRIORITY]
    whole[unit + U_STEP] = whole[mix + M_STEP]
    real[unit + F_BORN] = real[NOW]
    payload = whole[mix + M_PAYLOAD]
    real[unit + F_TONNES] = 0.0 if payload == NONE else draw(whole, real, payload, serial, 0)
    trace(whole, real, CREATED_AT, source, unit)
    make_ready(whole, real, unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def leave(whole: Ints, real: Reals, unit: int) -> None:
    """Let a unit go; its row is free for another one."""
    source = whole[unit + U_SOURCE]
    trace(whole, real, GONE, source, unit)
    whole[source + R_PRESENT] -= 1
    whole[source + R_LEFT] += 1
    real[source + R_STAY] += real[NOW] - real[unit + F_BORN]
    real[source + R_TONNES] += real[unit + F_TONNES]
    whole[unit + U_NEXT] = whole[FREE_UNIT]
    whole[unit + U_SOURCE] = NONE
    whole[FREE_UNIT] = unit
    whole[LIVE] -= 1
    whole[LEFT] += 1
