"""A good plan where stays use more than berths: parts are taken out and put back, better.

Some calls that lie near each other in time leave the plan; in some order each comes back where it
costs least then. Prices of a bound, once there are any, make a call see what others pay for what
it takes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tongqu.berths.core.annealing import UNSERVED, draw, random_state
from tongqu.berths.core.free_slots import Free
from tongqu.berths.core.model import BerthModel, Ints, Solution
from tongqu.berths.core.placing import (
    Guide,
    Plan,
    Port,
    cost_of,
    fill_up,
    make_guide,
    make_port,
    place,
    put,
)
from tongqu.kernels import kernel

MOST_OUT = 8
"""So many calls leave the plan at once, at the most."""

NEAR_SLOTS = 128
"""They begin within so many slots of one of them, at the most."""

PRICED = 8
"""Once in so many times the prices are not heeded."""


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def choose(port: Port, plan: Plan, lacking: bool, out: Ints, near_by: Ints, state: Ints) -> int:
    """Choose calls that leave together: near each other in time; return how many.

    Where some are nowhere, every other time about one of them. What is in `near_by` is overwritten;
    it has room for one more than all calls.
    """
    starts = plan.start
    calls = starts.size
    middle = draw(state, calls)
    if lacking and draw(state, 2) > 0:
        for _ in range(calls):
            if starts[middle] < 0:
                break
            middle = (middle + 1) % calls
    many = 2 + draw(state, MOST_OUT - 1)
    near = 2 + draw(state, NEAR_SLOTS - 1)
    at = starts[middle]
    if at < 0:  # it is nowhere: near its first chance
        at = port.first[port.modes[port.mode_ptr[middle]]] + draw(state, near)
    met = 0
    for call in range(calls):
        near_by[met] = call
        start = starts[call]
        met += call != middle and (start < 0 or abs(start - at) <= near)
    out[0] = middle
    size = min(many, met + 1)
    for k in range(1, size):
        drawn = draw(state, met)
        out[k] = near_by[drawn]
        met -= 1
        near_by[drawn] = near_by[met]
    return size


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def arrange(plan: Plan, key: NDArray[np.float64], out: Ints, size: int, state: Ints) -> None:
    """Order calls that come back: about as they lay, or at random."""
    starts = plan.start
    at_random = draw(state, 2) == 0
    for k in range(size):
        key[k] = draw(state, 1 << 20) if at_random else starts[out[k]] + draw(state, 8)
    for k in range(1, size):  # a few of them: by insertion
        call, value, at = out[k], key[k], k
        while at > 0 and key[at - 1] > value:
            out[at], key[at] = out[at - 1], key[at - 1]
            at -= 1
        out[at], key[at] = call, value


@kernel(_nrt=False, wraparound=False, error_model="numpy", forceinline=True)
def suffices(port: Port, plan: Plan, whole: bool) -> bool:
    """Return whether there is enough of what some give back: they may have come back too late.

    What is short before anybody has come is asked for only if the plan is whole.
    """
    capacity, used = port.capacity, plan.used
    for resource in port.given:
        for slot in range(used.shape[1]):
            there = capacity[resource, slot]
            if used[resource, slot] > (there if whole else max(there, 0)):
                return False
    return True


@kernel(wraparound=False, error_model="numpy")
def rebuild(
    port: Port,
    plan: Plan,
    best: Plan,
    guides: tuple[Guide, Guide],
    moves: int,
    heat: float,
    cooling: float,
    state: Ints,
) -> None:
    """Improve a plan, changed in place; `best` gets the mode and start of the best plan met.

    Parameters
    ----------
    port, plan, best
        Tables, and plans; the best one's cost must be that of its modes and starts.
    guides
        Costs; costs with rents. One of the two, drawn anew each time, tells where calls go.
    moves, heat, cooling
        Tries, first temperature, and its factor from one try to the next.
    state
        Of the random numbers.

    References
    ----------
    G. Schrimpf et al., Record breaking optimization results using the ruin and recreate principle,
    Journal of Computational Physics 159 (2000); blinks: J. Christiaens, G. Vanden Berghe, Slack
    induction by string removals, Transportation Science 54 (2020).
    """
    calls = plan.start.size
    out, key = np.empty(MOST_OUT, np.int64), np.empty(MOST_OUT)
    near_by = np.empty(calls + 1, np.int64)
    old_mode, old_start = plan.mode.copy(), plan.start.copy()
    now = np.empty(calls, np.int64)
    total, least = 0, 0
    for call in range(calls):
        now[call] = cost_of(port, plan, call)
        total += now[call]
        least += cost_of(port, best, call)
    for _ in range(moves):
        heat *= cooling
        size = choose(port, plan, total >= UNSERVED, out, near_by, state)
        before = 0
        for k in range(size):
            call = out[k]
            before += now[call]
            put(port, plan, call, -1)
            old_mode[call], old_start[call] = plan.mode[call], plan.start[call]
        arrange(plan, key, out, size, state)
        chance = max(draw(state, 1 << 30), 1) / (1 << 30)
        limit = before - heat * np.log(chance)
        after = 0
        by_price = draw(state, PRICED) > 0
        placed = 0
        for k in range(size):
            if by_price:
                place(port, plan, guides[1], out[k], state)
            else:
                place(port, plan, guides[0], out[k], state)
            placed += 1
            after += cost_of(port, plan, out[k])
            if after > limit:
                break
        if after <= limit and suffices(port, plan, total + after - before < UNSERVED):
            total += after - before
            for k in range(size):
                now[out[k]] = cost_of(port, plan, out[k])
            if total < least:
                least = total
                best.mode[:], best.start[:] = plan.mode, plan.start
            continue
        for k in range(placed):
            put(port, plan, out[k], -1)
        for k in range(size):
            call = out[k]
            plan.mode[call], plan.start[call] = old_mode[call], old_start[call]
            put(port, plan, call, 1)


class Rebuilder:
    """Rebuilds plans of a model; one for each thread.

    Parameters
    ----------
    model
        The problem.
    seed
        Of the random numbers.
    """

    def __init__(self, model: BerthModel, seed: int) -> None:
        self.model, self.port = model, make_port(model)
        self.state = random_state(seed)
        plain = make_guide(model.stay, model.cost.astype(np.float32), model.mode_call)
        self.guides = (plain, plain)

    def heed(self, price: NDArray[np.float64]) -> None:
        """Let prices tell where calls go, mostly.

        Parameters
        ----------
        price
            Shape (J, T): what each stay costs with its rents.
        """
        self.guides = (
            self.guides[0],
            make_guide(self.model.stay, price.astype(np.float32), self.model.mode_call),
        )

    def plan_of(self, solution: Solution | None) -> Plan:
        """Return the plan that stands for a solution; without one, calls may be nowhere."""
        model = self.model
        if solution is None:
            mode = self.port.modes[self.port.mode_ptr[:-1]].copy()
            start = np.full(model.calls, -1, np.int64)
        else:
            mode, start = solution.mode.copy(), solution.start.copy()
        free = Free(*(words.copy() for words in self.port.free))
        plan = Plan(mode, start, free, np.zeros_like(model.capacity))
        for call in range(model.calls):
            put(self.port, plan, call, 1)
        fill_up(self.port, plan, self.guides[0], self.state)
        return plan

    def mean_cost(self, plan: Plan) -> float:
        """Return what a call costs in a plan, of those that it serves."""
        cost = self.model.cost[plan.mode, plan.start][plan.start >= 0]
        return float(cost.mean()) if cost.size else 0.0

    def improve(
        self, plan: Plan, best: Plan, *, moves: int, heat: float, cooled: float = 1.0
    ) -> Solution | None:
        """Change a plan, and return the best one met if it serves everybody.

        Parameters
        ----------
        plan, best
            Changed in place.
        moves, heat
            Tries, and first temperature.
        cooled
            Last temperature, as a share of the first.
        """
        cooling = cooled ** (1.0 / max(1, moves))
        rebuild(self.port, plan, best, self.guides, moves, heat, cooling, self.state)
        if (best.start < 0).any():
            return None
        cost = int(self.model.cost[best.mode, best.start].sum())
        return Solution(best.mode.copy(), best.start.copy(), cost)
