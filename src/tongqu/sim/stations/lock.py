"""Locks: chambers between two rows of vessels, one that goes up and one that goes down.

An idle chamber takes who waits where its water stands, in their order, as far as they find room;
if nobody waits there it turns empty for those who wait on the other side, unless another chamber
is on its way to them. A lockage is: enter one by one, level, leave one by one. A chamber that is
shut begins nothing. By the clock instead, a lockage begins at each stroke with whoever is there.
"""

from __future__ import annotations

from tongqu.kernels import kernel
from tongqu.packing.skyline import clear, place
from tongqu.sim.columns import (
    CHAMBER,
    CHAMBER_COUNT,
    CHAMBER_READY,
    CHAMBERS,
    CLOCK_STRIKES,
    ENTERS_CHAMBER,
    F_SINCE,
    H_AREA,
    H_BEAM,
    H_CALENDAR,
    H_LAST,
    H_LENGTH,
    H_LEVEL,
    H_LOCK,
    H_LOCKAGES,
    H_PHASE,
    H_STATE,
    H_TAKES,
    H_TURN,
    H_TURNS,
    H_USED,
    H_VESSELS,
    IDLE,
    LAST_LEAVES_LOCK,
    LEAVES_LOCK,
    LOCK_WAKES,
    LOCKING,
    M_BEAM,
    M_LENGTH,
    NONE,
    NOW,
    Q_BLAME,
    Q_HEAD,
    Q_LENGTH,
    S_AT,
    S_MODE,
    SCRATCH,
    SHUT,
    TURNING,
    U_LOTS,
    U_MIX,
    U_NEXT,
    X_CHAMBER_COUNT,
    X_CHAMBER_FIRST,
    X_ENTER,
    X_EVERY,
    X_GAP,
    X_LEAST,
    X_LEAVE,
    X_LOOK,
    X_PATIENCE,
    X_QUEUE_UP,
    X_TURNING,
    Ints,
    Reals,
)
from tongqu.sim.event_list import push
from tongqu.sim.hours import open_from
from tongqu.sim.stations.blame import blame_locked
from tongqu.sim.stations.queue import append, remove
from tongqu.sim.stations.record import trace

__all__ = ["arrive", "chamber_ready", "chamber_up_to_now", "set_clocks", "strike", "try_lock"]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def arrive(whole: Ints, real: Reals, unit: int, step: int) -> None:
    """Join the row before a lock."""
    lock = whole[step + S_AT]
    append(whole, real, whole[lock + X_QUEUE_UP + whole[step + S_MODE]], unit)
    if real[lock + X_EVERY] == 0.0:
        if whole[lock + X_LEAST] > 1:
            push(whole, real, real[NOW] + real[lock + X_PATIENCE], LOCK_WAKES, lock)
        try_lock(whole, real, lock)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def try_lock(whole: Ints, real: Reals, lock: int) -> None:
    """Let idle chambers take vessels; then let one turn to those who are left."""
    first = whole[lock + X_CHAMBER_FIRST]
    for k in range(whole[lock + X_CHAMBER_COUNT]):
        chamber = first + k * CHAMBER
        if whole[chamber + H_STATE] == IDLE and _is_open(whole, real, chamber):
            takes = whole[chamber + H_TAKES]
            if _enough(whole, real, lock, chamber, takes):
                _lockage(whole, real, lock, chamber)
    for k in range(whole[lock + X_CHAMBER_COUNT]):
        chamber = first + k * CHAMBER
        if whole[chamber + H_STATE] == IDLE:
            other = 1 - whole[chamber + H_TAKES]
            if whole[lock + X_TURNING + other] == 0 and _enough(whole, real, lock, chamber, other):
                _turn(whole, real, lock, chamber, other)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _is_open(whole: Ints, real: Reals, chamber: int) -> bool:
    """Whether a chamber may begin; if not, it looks again when it is opened."""
    opens = open_from(whole, real, whole[chamber + H_CALENDAR], real[NOW], 1e-12)
    if opens <= real[NOW]:
        return True
    whole[chamber + H_STATE] = SHUT
    push(whole, real, opens, CHAMBER_READY, chamber)
    return False


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _enough(whole: Ints, real: Reals, lock: int, chamber: int, takes: int) -> bool:
    """Whether a lockage is worth it: enough vessels that fit, or one that has waited enough."""
    unit = whole[whole[lock + X_QUEUE_UP + takes] + Q_HEAD]
    count = 0
    while unit != NONE:
        if _fits_alone(whole, real, chamber, unit):
            count += 1
            patient = real[unit + F_SINCE] + real[lock + X_PATIENCE] > real[NOW]
            if count >= whole[lock + X_LEAST] or not patient:
                return True
        unit = whole[unit + U_NEXT]
    return False


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _fits_alone(whole: Ints, real: Reals, chamber: int, unit: int) -> bool:
    mix = whole[unit + U_MIX]
    return bool(
        real[mix + M_LENGTH] <= real[chamber + H_LENGTH]
        and real[mix + M_BEAM] <= real[chamber + H_BEAM]
    )


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _fill(whole: Ints, real: Reals, lock: int, chamber: int) -> tuple[int, int]:
    """Take vessels out of the row; return the first of them, and how many.

    One who does not fit any more holds up those behind him once `look` were let past; one who is
    too large for this chamber waits for another and holds up nobody.
    """
    queue = whole[lock + X_QUEUE_UP + whole[chamber + H_TAKES]]
    gap = real[lock + X_GAP]
    clear(real, whole[SCRATCH], real[chamber + H_BEAM] + gap)
    first, last, count, past = NONE, NONE, 0, 0
    before, unit = NONE, whole[queue + Q_HEAD]
    while unit != NONE:
        after = whole[unit + U_NEXT]
        if not _fits_alone(whole, real, chamber, unit):
            before, unit = unit, after
            continue
        mix = whole[unit + U_MIX]
        bow, _ = place(
            real, whole[SCRATCH], real[chamber + H_LENGTH] + gap,
            real[mix + M_LENGTH] + gap, real[mix + M_BEAM] + gap,
        )  # fmt: skip
        if bow < real[chamber + H_LENGTH] + gap:
            remove(whole, real, queue, before, unit)
            if whole[queue + Q_BLAME] != NONE:
                blame_locked(whole, real, queue, unit)
            real[chamber + H_AREA] += real[mix + M_LENGTH] * real[mix + M_BEAM]
            whole[unit + U_NEXT] = NONE
            if count == 0:
                first = unit
            else:
                whole[last + U_NEXT] = unit
            last = unit
            count += 1
        else:
            past += 1
            if past > whole[lock + X_LOOK]:
                break
            before = unit
        unit = after
    return first, count


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _send_through(whole: Ints, real: Reals, lock: int, chamber: int, last: int) -> float:
    """Fill a chamber and enter when each vessel is out of it; return when the last one is.

    `last` is the kind of that one's event.
    """
    unit, count = _fill(whole, real, lock, chamber)
    level = real[NOW] + count * real[lock + X_ENTER] + real[chamber + H_LEVEL]
    if count > 0:
        whole[chamber + H_LOCKAGES] += 1
        whole[chamber + H_VESSELS] += count
    out = level
    for k in range(count):
        after = whole[unit + U_NEXT]
        out = level + (k + 1) * real[lock + X_LEAVE]
        whole[unit + U_LOTS] = chamber
        trace(whole, real, ENTERS_CHAMBER, chamber, unit)
        push(whole, real, out, LEAVES_LOCK if k < count - 1 else last, unit)
        unit = after
    return float(out)


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def chamber_up_to_now(whole: Ints, real: Reals, chamber: int) -> None:
    """Add the hours of work since the last look."""
    if whole[chamber + H_STATE] == LOCKING or whole[chamber + H_STATE] == TURNING:
        real[chamber + H_USED] += real[NOW] - real[chamber + H_LAST]
    real[chamber + H_LAST] = real[NOW]


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _lockage(whole: Ints, real: Reals, lock: int, chamber: int) -> None:
    """Begin a lockage; with the last vessel out the chamber is ready."""
    chamber_up_to_now(whole, real, chamber)
    _send_through(whole, real, lock, chamber, LAST_LEAVES_LOCK)
    whole[chamber + H_STATE] = LOCKING


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def _turn(whole: Ints, real: Reals, lock: int, chamber: int, other: int) -> None:
    chamber_up_to_now(whole, real, chamber)
    whole[chamber + H_STATE] = TURNING
    whole[chamber + H_TURNS] += 1
    whole[lock + X_TURNING + other] += 1
    push(whole, real, real[NOW] + real[chamber + H_TURN], CHAMBER_READY, chamber)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def chamber_ready(whole: Ints, real: Reals, chamber: int) -> None:
    """Be idle on the other side (or open again), and look who is there."""
    chamber_up_to_now(whole, real, chamber)
    lock = whole[chamber + H_LOCK]
    if whole[chamber + H_STATE] != SHUT:
        takes = 1 - whole[chamber + H_TAKES]
        if whole[chamber + H_STATE] == TURNING:
            whole[lock + X_TURNING + takes] -= 1
        whole[chamber + H_TAKES] = takes
    whole[chamber + H_STATE] = IDLE
    try_lock(whole, real, lock)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def set_clocks(whole: Ints, real: Reals) -> None:
    """Enter the first stroke of each chamber that locks by the clock."""
    for k in range(whole[CHAMBER_COUNT]):
        chamber = whole[CHAMBERS] + k * CHAMBER
        if real[whole[chamber + H_LOCK] + X_EVERY] > 0.0:
            push(whole, real, real[chamber + H_PHASE], CLOCK_STRIKES, chamber)


@kernel(_nrt=False, wraparound=False, error_model="numpy")
def strike(whole: Ints, real: Reals, chamber: int) -> None:
    """Lock whoever is there, or nobody."""
    lock = whole[chamber + H_LOCK]
    half = real[lock + X_EVERY] / 2
    shut = open_from(whole, real, whole[chamber + H_CALENDAR], real[NOW], 1e-12) > real[NOW]
    waiting = whole[whole[lock + X_QUEUE_UP + whole[chamber + H_TAKES]] + Q_LENGTH]
    if waiting > 0 and not shut:
        out = _send_through(whole, real, lock, chamber, LEAVES_LOCK)
        real[chamber + H_USED] += out - real[NOW]
    elif not shut:
        whole[chamber + H_TURNS] += 1
    whole[chamber + H_TAKES] = 1 - whole[chamber + H_TAKES]
    push(whole, real, real[NOW] + half, CLOCK_STRIKES, chamber)
