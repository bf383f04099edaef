"""The quay without a solver: every plan of a tiny case, one after the other."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from tongqu.berths.quay import QuayModel, QuaySolution, problems_of, quay_model, solution_of


def cheapest(model: QuayModel) -> int | None:
    """Return the cost of the best plan, None if there is none; cranes constant."""
    best: int | None = None
    for choice in product(*(columns(model, call) for call in range(model.calls))):
        mode, start, position = zip(*choice, strict=True)
        plan = solution_of(model, mode, start, position)
        if (best is None or plan.cost < best) and not problems_of(model, plan):
            best = plan.cost
    return best


def columns(model: QuayModel, call: int) -> list[tuple[int, int, int]]:
    """Return (mode, start, position) of a call, whatever the others do."""
    alone = []
    for mode in np.flatnonzero(model.mode_call == call).tolist():
        for start in np.flatnonzero(model.stay[mode]).tolist():
            for position in range(int(model.first[call]), int(model.last[call]) + 1):
                away = abs(position - int(model.desired[call]))
                if model.mode_near[mode] <= away <= model.mode_far[mode]:
                    alone.append((mode, start, position))
    return alone


def cheapest_hourly(model: QuayModel) -> int | None:
    """Return the cost of the best plan with cranes by the slot, None if there is none."""
    best: int | None = None
    for choice in product(*(columns(model, call) for call in range(model.calls))):
        mode, start, position = zip(*choice, strict=True)
        floor = solution_of(
            model, mode, start, position, np.zeros((model.calls, model.slots), np.int64)
        ).cost
        if best is not None and floor >= best:
            continue
        rows = [profiles(model, call, *column) for call, column in enumerate(choice)]
        for cranes in product(*rows):
            plan = solution_of(model, mode, start, position, np.array(cranes))
            if (best is None or plan.cost < best) and not problems_of(model, plan):
                best = plan.cost
    return best


def profiles(
    model: QuayModel, call: int, mode: int, start: int, position: int
) -> Iterator[list[int]]:
    """Yield the cranes of a call in each slot, every way to get its work done."""
    hourly = model.hourly
    assert hourly is not None
    stay = int(model.stay[mode, start])
    away = abs(position - int(model.desired[call]))
    needed = hourly.work[call] + hourly.work_per_segment[call] * away
    numbers = range(int(hourly.most[call]) + 1)
    for cranes in product(numbers, repeat=stay):
        if sum(int(hourly.rate[call, number]) for number in cranes) >= needed:
            row = [0] * model.slots
            row[start : start + stay] = cranes
            yield row


def painted(model: QuayModel, plan: QuaySolution) -> np.ndarray:
    """Return how many vessels, clearance left out, hold each cell."""
    held = np.zeros((model.slots, model.segments), np.int64)
    for call in range(model.calls):
        start, position = plan.start[call], plan.position[call]
        stay = model.stay[plan.mode[call], start]
        held[start : start + stay, position : position + model.length[call]] += 1
    return held


def random_case(seed: int, calls: int = 3, slots: int = 6, segments: int = 5) -> dict:
    """Return arguments of `quay_model` for a tiny case."""
    draw = np.random.default_rng(seed)
    length = draw.integers(1, 4, calls)
    handling = []
    for _ in range(calls):
        fast = int(draw.integers(1, 4))
        handling.append([0, fast + int(draw.integers(0, 2)), fast])
    blocks = []
    if draw.random() < 0.5:
        slot, segment = int(draw.integers(0, slots)), int(draw.integers(0, segments))
        blocks = [(int(draw.integers(-1, calls)), slot, slot + 1, segment, segment + 1)]
    return {
        "length": length.tolist(),
        "arrival": draw.integers(0, 3, calls).tolist(),
        "handling": handling,
        "slots": slots,
        "segments": segments,
        "weight": draw.integers(1, 4, calls).tolist(),
        "desired": [int(draw.integers(0, segments - each + 1)) for each in length],
        "apart_cost": draw.integers(0, 2, calls).tolist(),
        "cranes": draw.integers(1, 4, slots).tolist(),
        "clearance": int(draw.integers(0, 2)),
        "blocks": blocks,
    }


def random_model(seed: int, **changes: object) -> QuayModel:
    """Return a tiny case, some of its arguments changed."""
    return quay_model(**(random_case(seed) | changes))
