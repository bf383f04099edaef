"""What is written down every few days: lengths of rows, what was busy, what lay there."""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    CHAMBER,
    CHAMBER_COUNT,
    CHAMBERS,
    G_AREA,
    GROUP,
    H_USED,
    K_AREA,
    K_CONTENT,
    K_LAST,
    K_PUTTERS,
    LOCK,
    LOCK_COUNT,
    LOCKS,
    NOW,
    P_BUSY,
    P_QUEUE,
    PERIOD_COLUMNS,
    PERIOD_ENDS,
    PERIOD_H,
    Q_AREA,
    Q_AREA_SEEN,
    Q_BUSY_SEEN,
    Q_GROUP_COUNT,
    Q_GROUP_FIRST,
    Q_PERIOD,
    STATION,
    STATION_COUNT,
    STATIONS,
    STORE,
    STORE_COUNT,
    STORES,
    X_CHAMBER_COUNT,
    X_CHAMBER_FIRST,
    X_QUEUE_UP,
    Ints,
    Reals,
)
from tongqu.sim.event_list import push
from tongqu.sim.stations.lock import chamber_up_to_now
from tongqu.sim.stations.record import group_up_to_now, queue_changes

__all__ = ["bring_up_to_now", "period_ends"]


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def bring_up_to_now(whole: Ints, real: Reals) -> None:
    """Add all areas up to now, and what came since the last time to the period."""
    for k in range(whole[STATION_COUNT]):
        station = whole[STATIONS] + k * STATION
        queue_changes(whole, real, station, 0)
        area = real[station + Q_AREA]
        real[whole[station + Q_PERIOD] + P_QUEUE] += area - real[station + Q_AREA_SEEN]
        real[station + Q_AREA_SEEN] = area
        busy = 0.0
        for g in range(whole[station + Q_GROUP_COUNT]):
            group = whole[station + Q_GROUP_FIRST] + g * GROUP
            group_up_to_now(whole, real, group)
            busy += real[group + G_AREA]
        _seen(whole, real, station, busy)
    for k in range(whole[STORE_COUNT]):
        store = whole[STORES] + k * STORE
        span = real[NOW] - real[store + K_LAST]
        real[store + K_AREA] += real[store + K_CONTENT] * span
        real[store + K_LAST] = real[NOW]
        _seen(whole, real, whole[store + K_PUTTERS], real[store + K_AREA])

    for k in range(whole[CHAMBER_COUNT]):
        chamber_up_to_now(whole, real, whole[CHAMBERS] + k * CHAMBER)
    for k in range(whole[LOCK_COUNT]):
        lock = whole[LOCKS] + k * LOCK
        used = 0.0
        for number in range(whole[lock + X_CHAMBER_COUNT]):
            used += real[whole[lock + X_CHAMBER_FIRST] + number * CHAMBER + H_USED]
        _seen(whole, real, whole[lock + X_QUEUE_UP], used)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def _seen(whole: Ints, real: Reals, station: int, area: float) -> None:
    """Add to the period what an area has grown by."""
    real[whole[station + Q_PERIOD] + P_BUSY] += area - real[station + Q_BUSY_SEEN]
    real[station + Q_BUSY_SEEN] = area


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def period_ends(whole: Ints, real: Reals) -> None:
    """Begin the next period."""
    bring_up_to_now(whole, real)
    for k in range(whole[STATION_COUNT]):
        whole[whole[STATIONS] + k * STATION + Q_PERIOD] += PERIOD_COLUMNS * whole[STATION_COUNT]
    push(whole, real, real[NOW] + real[PERIOD_H], PERIOD_ENDS, 0)
