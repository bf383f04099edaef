"""Times that pass: sailing, berthing, work by the tonne; lots; chance; waiting for the water."""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    F_LOT,
    F_TONNES,
    HOLD_ENDS,
    NONE,
    NOW,
    S_CALENDAR,
    S_JUMP,
    S_LAW,
    S_LEAST,
    S_MODE,
    S_RATE,
    S_SHARE,
    S_SLOT,
    STEP,
    U_AMOUNT,
    U_LOTS,
    U_SERIAL,
    U_TURN,
    WORK,
    Ints,
    Reals,
)
from tongqu.sim.event_list import push
from tongqu.sim.hours import finish, open_from
from tongqu.sim.luck import draw, luck
from tongqu.sim.stations.blame import blame_slow, blame_wait_for

__all__ = ["begin_work", "chance", "hold", "next_lot", "wait_until"]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def hold(whole: Ints, real: Reals, unit: int, step: int) -> None:
    """Let time pass, at the speed of a calendar."""
    serial, turn = whole[unit + U_SERIAL], whole[unit + U_TURN]
    hours = draw(whole, real, whole[step + S_LAW], serial, turn)
    if whole[step + S_MODE] == WORK:
        rate = real[step + S_RATE]
        slot = whole[step + S_SLOT]
        if slot >= 0:
            rate *= whole[unit + U_AMOUNT + slot]
        hours *= real[unit + F_LOT] / rate
    calendar = whole[step + S_CALENDAR]
    end = real[NOW] + hours
    if calendar != NONE:
        end = finish(whole, real, calendar, real[NOW], hours)
        blame_slow(whole, real, unit, calendar, end)
    push(whole, real, end, HOLD_ENDS, unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def begin_work(whole: Ints, real: Reals, unit: int, step: int) -> int:
    """Part the cargo into lots; return the next step, past the work where there is no cargo."""
    tonnes = real[unit + F_TONNES] * real[step + S_SHARE]
    lots = whole[step + S_LEAST]
    whole[unit + U_LOTS] = lots
    real[unit + F_LOT] = tonnes / lots
    return int(step + STEP if tonnes > 0 else whole[step + S_JUMP])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def next_lot(whole: Ints, real: Reals, unit: int, step: int) -> int:
    """Return the step with which the next lot begins, or the one behind the last lot."""
    whole[unit + U_TURN] += 1
    # A whole lot again, where the last one was only what there was.
    real[unit + F_LOT] = real[unit + F_TONNES] * real[step + S_SHARE] / whole[step + S_LEAST]
    left = whole[unit + U_LOTS] - 1
    whole[unit + U_LOTS] = left
    return int(whole[step + S_JUMP] if left > 0 else step + STEP)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def chance(whole: Ints, real: Reals, unit: int, step: int) -> int:
    """Return the next step: what follows, for a share of the units; what is behind it, else."""
    serial, turn = whole[unit + U_SERIAL], whole[unit + U_TURN]
    u = luck(whole, real, whole[step + S_LAW], serial, turn)
    return int(step + STEP if u < real[step + S_SHARE] else whole[step + S_JUMP])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def wait_until(whole: Ints, real: Reals, unit: int, step: int) -> None:
    """Wait until a calendar allows it: water deep enough, a lock open, daylight."""
    calendar, least = whole[step + S_CALENDAR], real[step + S_RATE]
    end = open_from(whole, real, calendar, real[NOW], least)
    blame_wait_for(whole, real, unit, calendar, least, end)
    push(whole, real, end, HOLD_ENDS, unit)
