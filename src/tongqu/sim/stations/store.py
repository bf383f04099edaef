"""Yard, shed, silo, stockpile: tonnes of one cargo, room that ends, and who waits for either.

A lot that is being put claims its room from the beginning and can be taken only when it lies
there; a lot that is being taken is gone from the beginning and keeps its room to the end. What
was promised to a truck on its way is kept for it.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.sim.columns import (
    F_LOT,
    GRAIN_T,
    K_AREA,
    K_ASLEEP,
    K_CAPACITY,
    K_CONTENT,
    K_INCOMING,
    K_LAST,
    K_MOST,
    K_OUTGOING,
    K_PROMISED_IN,
    K_PROMISED_OUT,
    K_PUT,
    K_PUTTERS,
    K_TAKEN,
    K_TAKERS,
    NEEDS_STOCK,
    NONE,
    NOW,
    PROMISED,
    PUT_BEGUN,
    PUT_ENDED,
    Q_HEAD,
    Q_LENGTH,
    R_ASLEEP,
    R_LOAD,
    R_NEXT,
    R_SIDE,
    R_STORE,
    S_AT,
    S_MODE,
    SOURCE_FIRES,
    STEP,
    TAKE_BEGUN,
    TAKE_ENDED,
    U_STEP,
    UP_TO,
    Ints,
    Reals,
)
from tongqu.sim.event_list import push
from tongqu.sim.stations.queue import GOES_ON, WAITS, append, make_ready, remove
from tongqu.sim.stations.record import served_at_once, trace

__all__ = ["give_back", "may_be_sent", "promise", "put", "put_done", "sleep", "take", "take_done"]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _room(whole: Ints, real: Reals, store: int) -> float:
    """Return the tonnes for which there is room that nobody claims."""
    return float(
        real[store + K_CAPACITY] - real[store + K_CONTENT] - real[store + K_INCOMING]
        - real[store + K_OUTGOING] - real[store + K_PROMISED_IN]
    )  # fmt: skip


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _stock(whole: Ints, real: Reals, store: int) -> float:
    """Return the tonnes that lie there and are promised to nobody."""
    return float(real[store + K_CONTENT] - real[store + K_PROMISED_OUT])


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _content_changes(whole: Ints, real: Reals, store: int, by: float) -> None:
    now = real[NOW]
    content = real[store + K_CONTENT]
    real[store + K_AREA] += content * (now - real[store + K_LAST])
    real[store + K_LAST] = now
    content += by
    real[store + K_CONTENT] = content
    if content > real[store + K_MOST]:
        real[store + K_MOST] = content


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _can_put(whole: Ints, real: Reals, unit: int, step: int, store: int) -> bool:
    if whole[step + S_MODE] & PROMISED:
        return True
    return bool(real[unit + F_LOT] <= _room(whole, real, store) + GRAIN_T)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _begin_put(whole: Ints, real: Reals, unit: int, step: int, store: int) -> None:
    lot = real[unit + F_LOT]
    if whole[step + S_MODE] & PROMISED:
        real[store + K_PROMISED_IN] -= lot
    real[store + K_INCOMING] += lot
    trace(whole, real, PUT_BEGUN, store, unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def put(whole: Ints, real: Reals, unit: int, step: int) -> int:
    """Claim room for the unit's lot, or wait for it."""
    store = whole[step + S_AT]
    queue = whole[store + K_PUTTERS]
    promised = whole[step + S_MODE] & PROMISED
    if (promised or whole[queue + Q_LENGTH] == 0) and _can_put(whole, real, unit, step, store):
        served_at_once(whole, real, queue)
        _begin_put(whole, real, unit, step, store)
        return GOES_ON
    append(whole, real, queue, unit)
    return WAITS


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def put_done(whole: Ints, real: Reals, unit: int, step: int) -> None:
    """Lay the lot down, where it can be taken."""
    store = whole[step + S_AT]
    lot = real[unit + F_LOT]
    real[store + K_INCOMING] -= lot
    real[store + K_PUT] += lot
    _content_changes(whole, real, store, lot)
    trace(whole, real, PUT_ENDED, store, unit)
    _there_is_stock(whole, real, store)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _can_take(whole: Ints, real: Reals, unit: int, step: int, store: int) -> bool:
    if whole[step + S_MODE] & (PROMISED | UP_TO):
        return True
    return bool(real[unit + F_LOT] <= _stock(whole, real, store) + GRAIN_T)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _begin_take(whole: Ints, real: Reals, unit: int, step: int, store: int) -> None:
    lot = real[unit + F_LOT]
    mode = whole[step + S_MODE]
    if mode & PROMISED:
        real[store + K_PROMISED_OUT] -= lot
    elif mode & UP_TO:
        lot = max(0.0, min(lot, _stock(whole, real, store)))
        real[unit + F_LOT] = lot
    real[store + K_OUTGOING] += lot
    _content_changes(whole, real, store, -lot)
    trace(whole, real, TAKE_BEGUN, store, unit)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def take(whole: Ints, real: Reals, unit: int, step: int) -> int:
    """Take the unit's lot from what lies there, or wait for it."""
    store = whole[step + S_AT]
    queue = whole[store + K_TAKERS]
    at_once = whole[step + S_MODE] & (PROMISED | UP_TO)
    if (at_once or whole[queue + Q_LENGTH] == 0) and _can_take(whole, real, unit, step, store):
        served_at_once(whole, real, queue)
        _begin_take(whole, real, unit, step, store)
        return GOES_ON
    append(whole, real, queue, unit)
    return WAITS


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def take_done(whole: Ints, real: Reals, unit: int, step: int) -> None:
    """Be loaded: the room of the lot is free."""
    store = whole[step + S_AT]
    lot = real[unit + F_LOT]
    real[store + K_OUTGOING] -= lot
    real[store + K_TAKEN] += lot
    trace(whole, real, TAKE_ENDED, store, unit)
    _there_is_room(whole, real, store)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _there_is_stock(whole: Ints, real: Reals, store: int) -> None:
    queue = whole[store + K_TAKERS]
    unit = whole[queue + Q_HEAD]
    while unit != NONE and _can_take(whole, real, unit, whole[unit + U_STEP], store):
        step = whole[unit + U_STEP]
        remove(whole, real, queue, NONE, unit)
        _begin_take(whole, real, unit, step, store)
        whole[unit + U_STEP] = step + STEP
        make_ready(whole, real, unit)
        unit = whole[queue + Q_HEAD]
    _wake(whole, real, store)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _there_is_room(whole: Ints, real: Reals, store: int) -> None:
    queue = whole[store + K_PUTTERS]
    unit = whole[queue + Q_HEAD]
    while unit != NONE and _can_put(whole, real, unit, whole[unit + U_STEP], store):
        step = whole[unit + U_STEP]
        remove(whole, real, queue, NONE, unit)
        _begin_put(whole, real, unit, step, store)
        whole[unit + U_STEP] = step + STEP
        make_ready(whole, real, unit)
        unit = whole[queue + Q_HEAD]
    _wake(whole, real, store)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def may_be_sent(whole: Ints, real: Reals, source: int) -> bool:
    """Whether a truck of a source would find what it is sent for; those who wait come first."""
    store = whole[source + R_STORE]
    load = real[source + R_LOAD]
    if whole[source + R_SIDE] == NEEDS_STOCK:
        if whole[whole[store + K_TAKERS] + Q_LENGTH] > 0:
            return False
        return bool(load <= _stock(whole, real, store) + GRAIN_T)
    if whole[whole[store + K_PUTTERS] + Q_LENGTH] > 0:
        return False
    return bool(load <= _room(whole, real, store) + GRAIN_T)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def promise(whole: Ints, real: Reals, source: int) -> None:
    """Keep stock, or room, for a truck that is sent."""
    store = whole[source + R_STORE]
    load = real[source + R_LOAD]
    if whole[source + R_SIDE] == NEEDS_STOCK:
        real[store + K_PROMISED_OUT] += load
    else:
        real[store + K_PROMISED_IN] += load


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def give_back(whole: Ints, real: Reals, source: int, store: int) -> None:
    """Let go what was kept for a unit that is turned away before it could take or bring it."""
    load = real[source + R_LOAD]
    if whole[source + R_SIDE] == NEEDS_STOCK:
        real[store + K_PROMISED_OUT] -= load
        _there_is_stock(whole, real, store)
    else:
        real[store + K_PROMISED_IN] -= load
        _there_is_room(whole, real, store)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def sleep(whole: Ints, real: Reals, source: int) -> None:
    """Send nothing until there is stock, or room."""
    store = whole[source + R_STORE]
    whole[source + R_ASLEEP] = 1
    whole[source + R_NEXT] = whole[store + K_ASLEEP]
    whole[store + K_ASLEEP] = source


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _wake(whole: Ints, real: Reals, store: int) -> None:
    """Let sources go on that find something now; the others sleep on."""
    source = whole[store + K_ASLEEP]
    before = NONE
    while source != NONE:
        after = whole[source + R_NEXT]
        if may_be_sent(whole, real, source):
            whole[source + R_ASLEEP] = 0
            push(whole, real, real[NOW], SOURCE_FIRES, source)
            if before == NONE:
                whole[store + K_ASLEEP] = after
            else:
                whole[before + R_NEXT] = after
        else:
            before = source
        source = after
