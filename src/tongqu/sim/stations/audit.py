"""What must be true of a run whatever happened in it: counted a second way, at its end."""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    F_SEIZED,
    F_SINCE,
    G_STATION,
    NONE,
    NOW,
    Q_BUSY_SINCE_WARM,
    Q_HEAD,
    Q_WAIT_SINCE_WARM,
    SLOTS,
    U_AMOUNT,
    U_NEXT,
    U_SLOT,
    U_SOURCE,
    UNIT,
    WARM,
    Ints,
    Reals,
)

__all__ = ["hours_busy", "hours_waited", "present"]


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def hours_waited(whole: Ints, real: Reals, station: int) -> float:
    """Return the hours waited in a row since the warm-up, of those who still wait too."""
    total = real[station + Q_WAIT_SINCE_WARM]
    unit = whole[station + Q_HEAD]
    while unit != NONE:
        total += real[NOW] - max(real[unit + F_SINCE], real[WARM])
        unit = whole[unit + U_NEXT]
    return float(total)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def hours_busy(whole: Ints, real: Reals, first: int, units: int, station: int) -> float:
    """Return the hours that servers of a station were held since the warm-up, to now."""
    total = real[station + Q_BUSY_SINCE_WARM]
    for k in range(units):
        unit = first + k * UNIT
        if whole[unit + U_SOURCE] != NONE:
            for slot in range(SLOTS):
                group = whole[unit + U_SLOT + slot]
                if group != NONE and whole[group + G_STATION] == station:
                    since = max(real[unit + F_SEIZED + slot], real[WARM])
                    total += whole[unit + U_AMOUNT + slot] * (real[NOW] - since)
    return float(total)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def present(whole: Ints, first: int, units: int, source: int) -> int:
    """Return how many units of a source are there, counted one by one."""
    count = 0
    for k in range(units):
        if whole[first + k * UNIT + U_SOURCE] == source:
            count += 1
    return count
