"""The lower limit: M/M/c and nothing else, in the plainest loop that can be compiled.

A binary heap, a ring of who waits, free servers as a number, waits added up; the same Philox draws
as the simulator makes, sixteen at once. No scenario, no stations, no record by class and period, no
trace.
"""

import numba
import numpy as np

from tongqu.rng.inversion import ln
from tongqu.rng.philox import sixteen_uniforms


@numba.njit(nogil=True)
def draw(found: np.ndarray, k0: int, k1: int, group: int, replication: int, share: int) -> None:
    """Draw sixteen exponential numbers in a row, as the simulator does."""
    sixteen_uniforms(found, 0, k0, k1, group, 0, replication, share)
    for k in range(2 * share):
        found[k] = -ln(found[k])


@numba.njit(nogil=True)
def plain_queue(servers: int, gap: float, customers: int, replication: int, share: int) -> float:
    """Return the mean wait of some customers who find the servers free at first.

    `share` is `tongqu.rng.keys.SHARE`: handed in, as a length that the compiler sees is unrolled.
    """
    times, order = np.empty(servers + 2), np.empty(servers + 2, np.int64)
    came, room = np.empty(1 << 16), np.uint64((1 << 16) - 1)
    pending, head, tail, free = np.uint64(0), np.uint64(0), np.uint64(0), servers
    one, arrival = np.uint64(1), np.int64(-1)
    arrived = served = 0
    total = 0.0
    gaps, stays = np.empty(16), np.empty(16)
    time, who = 0.0, arrival
    while True:
        enter_arrival = enter_end = False
        if who == arrival:
            came[tail & room] = time
            tail += one
            enter_arrival = arrived < customers
        else:
            free += 1
        if free > 0 and head != tail:
            total += time - came[head & room]
            head += one
            free -= 1
            enter_end = True
        for kind in range(2):
            if kind == 0 and enter_arrival:
                place = arrived & 15
                if place == 0:
                    draw(gaps, 1, 2, arrived >> 4, replication, share)
                new, what = time + gap * gaps[place], arrival
                arrived += 1
            elif kind == 1 and enter_end:
                place = served & 15
                if place == 0:
                    draw(stays, 3, 4, served >> 4, replication, share)
                new, what = time + stays[place], np.int64(served)
                served += 1
            else:
                continue
            here = pending
            pending += one
            while here > 0:
                above = (here - one) >> one
                if times[above] <= new:
                    break
                times[here], order[here] = times[above], order[above]
                here = above
            times[here], order[here] = new, what
        if pending == 0:
            return total / served
        time, who = times[np.uint64(0)], order[np.uint64(0)]
        pending -= one
        last, last_what = times[pending], order[pending]
        here, child = np.uint64(0), one
        while child < pending:
            right = child + one
            if right < pending and times[right] < times[child]:
                child = right
            if times[child] >= last:
                break
            times[here], order[here] = times[child], order[child]
            here, child = child, child + child + one
        times[here], order[here] = last, last_what
