"""Where vessels, trucks and trains come from."""

from __future__ import annotations

import math

from tongqu.kernels import kernel
from tongqu.rng.philox import two_uniforms
from tongqu.sim.columns import (
    CREATED,
    CREATED_AT,
    EXP,
    F_BORN,
    F_TONNES,
    FREE_UNIT,
    GONE,
    L_A,
    L_KEY0,
    L_KEY1,
    L_KIND,
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
    R_SPARE,
    R_STAY,
    R_STORE,
    R_TIME_COUNT,
    R_TIME_FIRST,
    R_TONNES,
    REPLICATION,
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
from tongqu.sim.heap import push
from tongqu.sim.hours import finish
from tongqu.sim.luck import draw, luck
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
def _gap_luck(whole: Ints, real: Reals, source: int, law: int, serial: int) -> float:
    """Return the luck of an exponential gap: of each block of bits two arrivals in a row have one.

    Gaps are drawn in their order, so the second one waits in the source's row.
    """
    if serial & 1:
        return float(real[source + R_SPARE])
    u, v = two_uniforms(
        whole[law + L_KEY0], whole[law + L_KEY1], serial >> 1, 0, whole[REPLICATION], 0
    )
    real[source + R_SPARE] = v
    return u


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
    if whole[law + L_KIND] == EXP:
        gap = -real[law + L_A] * math.log(_gap_luck(whole, real, source, law, serial))
    else:
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
        u = luck(whole, real, whole[source + R_CHOICE], serial, 0)
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
