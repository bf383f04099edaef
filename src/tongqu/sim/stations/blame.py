"""Whose fault it is: hours in which what is wanted was shut, and hours that slow work loses.

A calendar's value is a product: closures, changes, the week, stands by chance. What has made it
too low is the first of these, in this order, with which it is. Of a wait before servers or a lock
the part counts in which all that could serve the unit was shut; the cause is that of the first.
A unit is looked at when its wait ends, backwards, so a row without calendars is spared all of it.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    B_LOCK,
    B_OPEN,
    B_SHUT,
    C_CURSOR,
    C_FIRST,
    C_LAST,
    C_LOST,
    C_PARTS,
    CHAMBER,
    CLOSURE,
    F_SINCE,
    G_CALENDAR,
    G_WHOLE,
    GROUP,
    H_BEAM,
    H_CALENDAR,
    H_LENGTH,
    HAS_CHANGES,
    HAS_WEEK,
    HORIZON,
    LEVEL,
    M_BEAM,
    M_LENGTH,
    NIGHT,
    NONE,
    NOW,
    PAIR,
    Q_BLAME,
    Q_GROUP_FIRST,
    R_AWAITED,
    R_LOST,
    READY,
    READY_COUNT,
    READY_HEAD,
    READY_SIZE,
    S_LEAST,
    S_MASK,
    STEP,
    U_MIX,
    U_SOURCE,
    U_STEP,
    V_LEVEL,
    V_UNCLOSED,
    V_VALUE,
    V_WEEK,
    WEATHER,
    X_CHAMBER_COUNT,
    X_CHAMBER_FIRST,
    Ints,
    Reals,
)

__all__ = ["blame_locked", "blame_served", "blame_slow", "blame_wait_for"]

OPEN = 1e-12
"""A chamber begins whenever its value is not below this."""
WHOLE_SERVER = 1e-9
"""By so much the share of a server may be too small, from rounding."""


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def blame_served(whole: Ints, real: Reals, station: int, ready: int) -> None:
    """Part the waits of those who have just been given servers: open, or shut by what.

    They are those who were made ready behind so many others; outside the loop that serves them,
    which is faster without this.
    """
    blame, size = whole[station + Q_BLAME], whole[READY_SIZE]
    for k in range(ready, whole[READY_COUNT]):
        unit = whole[whole[READY] + (whole[READY_HEAD] + k) % size]
        step = whole[unit + U_STEP] - STEP
        since, time = real[unit + F_SINCE], real[NOW]
        while time > since:
            cause, begin = _servers_shut(whole, real, station, step, time)
            begin = max(begin, since)
            real[blame + (B_OPEN if cause == NONE else B_SHUT + cause)] += time - begin
            time = begin


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def blame_locked(whole: Ints, real: Reals, station: int, unit: int) -> None:
    """Part the wait of a vessel that leaves the row before a lock."""
    blame = whole[station + Q_BLAME]
    lock = whole[blame + B_LOCK]
    since, time = real[unit + F_SINCE], real[NOW]
    while time > since:
        cause, begin = _lock_shut(whole, real, lock, unit, time)
        begin = max(begin, since)
        real[blame + (B_OPEN if cause == NONE else B_SHUT + cause)] += time - begin
        time = begin


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def blame_wait_for(
    whole: Ints, real: Reals, unit: int, calendar: int, least: float, end: float
) -> None:
    """Part a wait for a calendar that begins now, as far as the run sees it."""
    source = whole[unit + U_SOURCE]
    k, last = whole[calendar + C_CURSOR], whole[calendar + C_LAST]
    time, end = real[NOW], min(end, real[HORIZON])
    while time < end:
        until = end if k == last else min(end, real[k + PAIR])
        cause = _cause(whole, real, calendar, k, least)
        real[source + R_AWAITED + cause] += until - time
        real[calendar + C_LOST + cause] += until - time
        time = until
        k += PAIR


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def blame_slow(whole: Ints, real: Reals, unit: int, calendar: int, end: float) -> None:
    """Part the hours that something loses which begins now and ends then, as far as it is seen."""
    k, last = whole[calendar + C_CURSOR], whole[calendar + C_LAST]
    as_always = real[k + V_VALUE] == 1.0 and real[k + V_WEEK] == 1.0 and real[k + V_LEVEL] == 1.0
    if as_always and (k == last or end <= real[k + PAIR]):
        return  # twice as fast in hours of half work is also 1, but a loss and a gain
    source = whole[unit + U_SOURCE]
    time, end = real[NOW], min(end, real[HORIZON])
    while time < end:
        until = end if k == last else min(end, real[k + PAIR])
        before = 1.0
        for cause in range(CLOSURE, WEATHER + 1):
            after = real[k + (V_VALUE if cause == WEATHER else V_UNCLOSED + cause)]
            lost = (before - after) * (until - time)
            real[source + R_LOST + cause] += lost
            real[calendar + C_LOST + cause] += lost
            before = after
        time = until
        k += PAIR


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _cause(whole: Ints, real: Reals, calendar: int, k: int, least: float) -> int:
    """Return what has made a value lower than it must be: of the parts that there are."""
    parts = whole[calendar + C_PARTS]
    if real[k + V_UNCLOSED] == 0.0:
        return CLOSURE
    if parts & HAS_CHANGES and real[k + V_LEVEL] < least:
        return LEVEL
    if parts & HAS_WEEK and real[k + V_WEEK] < least:
        return NIGHT
    return WEATHER if real[k + V_VALUE] < real[k + V_WEEK] else LEVEL


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _until(whole: Ints, real: Reals, calendar: int, time: float) -> int:
    """Return the place of the value that held until a time."""
    first = whole[calendar + C_FIRST]
    low, high = 0, (whole[calendar + C_LAST] - first) // PAIR
    while low < high:
        middle = (low + high + 1) >> 1
        if real[first + middle * PAIR] < time:
            low = middle
        else:
            high = middle - 1
    return int(first + low * PAIR)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _servers_shut(
    whole: Ints, real: Reals, station: int, step: int, time: float
) -> tuple[int, float]:
    """Return why no group had enough servers for a step until a time, and since when."""
    groups, needed = whole[step + S_MASK], whole[step + S_LEAST]
    group = whole[station + Q_GROUP_FIRST]
    cause, begin, is_open = NONE, 0.0, False
    while groups != 0:
        if groups & 1:
            calendar = whole[group + G_CALENDAR]
            least = (needed - WHOLE_SERVER) / whole[group + G_WHOLE]
            if calendar != NONE:
                k = _until(whole, real, calendar, time)
                begin = max(begin, real[k])
                if real[k + V_VALUE] >= least:
                    is_open = True
                elif cause == NONE:
                    cause = _cause(whole, real, calendar, k, least)
            elif least <= 1.0:
                return NONE, 0.0
        groups >>= 1
        group += GROUP
    return NONE if is_open else cause, begin


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _lock_shut(whole: Ints, real: Reals, lock: int, unit: int, time: float) -> tuple[int, float]:
    """Return why no chamber that a unit fits could begin until a time, and since when."""
    mix = whole[unit + U_MIX]
    cause, begin, is_open = NONE, 0.0, False
    for number in range(whole[lock + X_CHAMBER_COUNT]):
        chamber = whole[lock + X_CHAMBER_FIRST] + number * CHAMBER
        fits = (
            real[mix + M_LENGTH] <= real[chamber + H_LENGTH]
            and real[mix + M_BEAM] <= real[chamber + H_BEAM]
        )
        if not fits:
            continue
        calendar = whole[chamber + H_CALENDAR]
        if calendar == NONE:
            return NONE, 0.0
        k = _until(whole, real, calendar, time)
        begin = max(begin, real[k])
        if real[k + V_VALUE] >= OPEN:
            is_open = True
        elif cause == NONE:
            cause = _cause(whole, real, calendar, k, OPEN)
    return NONE if is_open else cause, begin
