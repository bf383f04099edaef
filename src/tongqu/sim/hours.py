"""Calendars in the loop: how fast work goes at each hour.

A calendar is a row of times, each with the speed from then on: 1 as always, 0 at a stand (night,
closure, wind, breakdown), between them slower. The last one holds for ever. Work that begins goes
on at whatever speed there is, so its end is known when it begins and a night needs no event.
Beside each speed stands what it is made of, for `tongqu.sim.stations.blame`.

A cursor remembers where now is; it only moves forward.
"""

from __future__ import annotations

import math

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    C_BASE,
    C_CURSOR,
    C_END,
    C_FIRST,
    C_LAST,
    C_RUNS_LAW,
    C_SPEED,
    C_STANDS,
    C_STANDS_LAW,
    NONE,
    PAIR,
    V_UNCLOSED,
    V_VALUE,
    V_WEEK,
    Ints,
    Reals,
)
from tongqu.sim.luck import draw

__all__ = ["draw_stands", "finish", "next_change", "open_from", "speed_at"]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _place(whole: Ints, real: Reals, calendar: int, time: float) -> int:
    k, last = whole[calendar + C_CURSOR], whole[calendar + C_LAST]
    while k < last and real[k + PAIR] <= time:
        k += PAIR
    whole[calendar + C_CURSOR] = k
    return int(k)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def speed_at(whole: Ints, real: Reals, calendar: int, time: float) -> float:
    """Return the speed now."""
    if calendar == NONE:
        return 1.0
    return float(real[_place(whole, real, calendar, time) + 1])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def finish(whole: Ints, real: Reals, calendar: int, time: float, work: float) -> float:
    """Return when work ends that begins now and would take so many hours at speed 1."""
    if calendar == NONE:
        return time + work
    k, last = _place(whole, real, calendar, time), whole[calendar + C_LAST]
    while k < last:
        speed, until = real[k + 1], real[k + PAIR]
        if speed > 0 and work <= speed * (until - time):
            return float(time + work / speed)
        work -= speed * (until - time)
        time = until
        k += PAIR
    return float(time + work / real[k + 1]) if real[k + 1] > 0 else math.inf


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def open_from(whole: Ints, real: Reals, calendar: int, time: float, least: float) -> float:
    """Return the first time from now on at which the value is not below `least`."""
    if calendar == NONE:
        return time
    k, last = _place(whole, real, calendar, time), whole[calendar + C_LAST]
    while real[k + 1] < least:
        if k == last:
            return math.inf
        k += PAIR
        time = real[k]
    return time


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def next_change(whole: Ints, real: Reals, calendar: int, time: float) -> float:
    """Return when the value changes next; infinity if it stays for ever."""
    k = _place(whole, real, calendar, time)
    return math.inf if k == whole[calendar + C_LAST] else float(real[k + PAIR])


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def draw_stands(whole: Ints, real: Reals, calendar: int) -> bool:
    """Draw the stands by chance of a replication; False if there is no room for them.

    Two rows of times are gone through side by side: what the calendar says without stands, and
    when a stand begins and ends. The value changes where either does.
    """
    base, last = whole[calendar + C_BASE], whole[calendar + C_STANDS]
    if base == NONE:
        return True
    out, full = whole[calendar + C_FIRST], whole[calendar + C_LAST]
    end = real[calendar + C_END]
    time, stands, number = 0.0, False, 0
    until = draw(whole, real, whole[calendar + C_RUNS_LAW], 0, 0)
    while True:
        speed = real[base + 1] * (real[calendar + C_SPEED] if stands else 1.0)
        if out > full:
            return False
        real[out] = time
        real[out + V_VALUE] = speed
        for part in range(V_UNCLOSED, V_WEEK + 1):
            real[out + part] = real[base + part]
        if time >= end:
            break
        out += PAIR
        change = math.inf if base == last else real[base + PAIR]
        time = min(change, until)
        if change <= time:
            base += PAIR
        if until <= time:
            law = C_STANDS_LAW
            if stands:
                number += 1
                law = C_RUNS_LAW
            stands = not stands
            until += draw(whole, real, whole[calendar + law], number, 0)
    whole[calendar + C_LAST] = out
    return True
