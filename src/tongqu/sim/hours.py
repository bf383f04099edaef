"""Calendars in the loop: how fast work goes at each hour.

A calendar is a row of times, each with the speed from then on: 1 as always, 0 at a stand (night,
closure, wind, breakdown), between them slower. The last one holds for ever. Work that begins goes
on at whatever speed there is, so its end is known when it begins and a night needs no event.

A cursor remembers where now is; it only moves forward.
"""

from __future__ import annotations

import math

from tongqu.kernels import kernel
from tongqu.sim.columns import C_CURSOR, C_LAST, NONE, PAIR, Ints, Reals

__all__ = ["finish", "open_from", "speed_at"]


@kernel(_nrt=False)
def _place(whole: Ints, real: Reals, calendar: int, time: float) -> int:
    k, last = whole[calendar + C_CURSOR], whole[calendar + C_LAST]
    while k < last and real[k + PAIR] <= time:
        k += PAIR
    whole[calendar + C_CURSOR] = k
    return int(k)


@kernel(_nrt=False)
def speed_at(whole: Ints, real: Reals, calendar: int, time: float) -> float:
    """Return the speed now."""
    if calendar == NONE:
        return 1.0
    return float(real[_place(whole, real, calendar, time) + 1])


@kernel(_nrt=False)
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


@kernel(_nrt=False)
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
