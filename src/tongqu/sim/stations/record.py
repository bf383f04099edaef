"""What is written down: waits, areas under queues, and the trace where one is asked for."""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    CELL_H,
    CLASSES,
    G_AREA,
    G_BUSY,
    G_CAPACITY,
    G_LAST,
    G_OPEN_AREA,
    LINE,
    NOW,
    P_COUNT,
    P_WAIT,
    Q_AREA,
    Q_CLASSES,
    Q_FULL,
    Q_GRANTED,
    Q_LAST,
    Q_LENGTH,
    Q_LIMIT_H,
    Q_LONGEST,
    Q_OVER_LIMIT,
    Q_PERIOD,
    Q_WAIT,
    Q_WAIT_MOST,
    Q_WAIT_SINCE_WARM,
    Q_WAIT_SQUARED,
    Q_WAITED,
    T_AT,
    T_SERIAL,
    T_SOURCE,
    T_TIME,
    T_WHAT,
    TRACE_END,
    TRACING,
    U_SERIAL,
    U_SOURCE,
    WARM,
    Ints,
    Reals,
)

__all__ = ["group_up_to_now", "queue_changes", "served_at_once", "trace", "wait_class", "waited"]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def trace(whole: Ints, real: Reals, what: int, at: int, unit: int) -> None:
    """Write down what happens to a unit, if a trace is asked for."""
    if whole[TRACING]:
        line = whole[TRACE_END]
        whole[TRACE_END] = line + LINE
        real[line + T_TIME] = real[NOW]
        whole[line + T_WHAT] = what
        whole[line + T_AT] = at
        whole[line + T_SOURCE] = whole[unit + U_SOURCE]
        whole[line + T_SERIAL] = whole[unit + U_SERIAL]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def wait_class(wait_h: float) -> int:
    """Return the class of a wait: cells at first, then eight in each doubling."""
    cells = int(wait_h / CELL_H)
    doublings = 0
    while cells >= 16:
        cells >>= 1
        doublings += 1
    return min(8 * doublings + cells, CLASSES - 1)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def group_up_to_now(whole: Ints, real: Reals, group: int) -> None:
    """Add what was busy, and what there was, since the last look at a group."""
    now = real[NOW]
    span = now - real[group + G_LAST]
    real[group + G_AREA] += whole[group + G_BUSY] * span
    real[group + G_OPEN_AREA] += whole[group + G_CAPACITY] * span
    real[group + G_LAST] = now


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def queue_changes(whole: Ints, real: Reals, station: int, by: int) -> None:
    """Make a queue longer or shorter."""
    now = real[NOW]
    length = whole[station + Q_LENGTH]
    span = now - real[station + Q_LAST]
    real[station + Q_LAST] = now
    real[station + Q_AREA] += length * span
    if length > 0:
        real[station + Q_FULL] += span
    length += by
    whole[station + Q_LENGTH] = length
    if length > whole[station + Q_LONGEST]:
        whole[station + Q_LONGEST] = length


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def served_at_once(whole: Ints, real: Reals, station: int) -> None:
    """Count one who need not wait."""
    whole[station + Q_GRANTED] += 1
    whole[whole[station + Q_CLASSES] + 0] += 1
    real[whole[station + Q_PERIOD] + P_COUNT] += 1.0


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def waited(whole: Ints, real: Reals, station: int, since: float) -> None:
    """Count one who waited until now."""
    now = real[NOW]
    wait = now - since
    whole[station + Q_GRANTED] += 1
    if wait > 0:
        whole[station + Q_WAITED] += 1
    real[station + Q_WAIT] += wait
    real[station + Q_WAIT_SQUARED] += wait * wait
    real[station + Q_WAIT_SINCE_WARM] += now - max(since, real[WARM])
    if wait > real[station + Q_WAIT_MOST]:
        real[station + Q_WAIT_MOST] = wait
    if wait > real[station + Q_LIMIT_H]:
        whole[station + Q_OVER_LIMIT] += 1
    whole[whole[station + Q_CLASSES] + wait_class(wait)] += 1
    period = whole[station + Q_PERIOD]
    real[period + P_COUNT] += 1.0
    real[period + P_WAIT] += wait
