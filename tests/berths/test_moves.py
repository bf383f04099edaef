"""The trade-off of moves against trying everything; a repair keeps whatever can be kept."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from tongqu.berths.core import BerthModel, Solution, problems_of, simple_model
from tongqu.berths.moves import Curve
from tongqu.berths.repair import repair

Ints = NDArray[np.int64]


def small(seed: int) -> tuple[BerthModel, Ints, NDArray[np.bool_]]:
    """Return a tiny problem, how many calls each column moves, and what lies where it lay."""
    rng = np.random.default_rng(seed)
    calls, berths, slots = 4, 2, 11
    model = simple_model(
        rng.integers(2, 4, (calls, berths)).tolist(),
        arrival=rng.integers(0, 4, calls).tolist(), opening=[0, int(rng.integers(0, 3))],
        slots=slots, weight=rng.integers(1, 4, calls).tolist(),
    )  # fmt: skip
    kept = np.zeros((model.mode_call.size, slots), np.bool_)
    for call in range(calls):
        mode = int(rng.choice(np.flatnonzero(model.mode_call == call)))
        kept[mode, int(rng.integers(0, slots))] = True
    return model, (~kept).astype(np.int64), kept


def everything(model: BerthModel, moved: Ints) -> dict[int, int]:
    """Return the least cost for each number of moves, by trying everything."""
    ways = [
        [(mode, slot) for mode in np.flatnonzero(model.mode_call == call)
         for slot in np.flatnonzero(model.stay[mode] > 0)]
        for call in range(model.calls)
    ]  # fmt: skip
    best: dict[int, int] = {}
    for choice in itertools.product(*ways):
        mode, start = (np.array(part) for part in zip(*choice, strict=True))
        found = Solution(mode, start, int(model.cost[mode, start].sum()))
        count = int(moved[mode, start].sum())
        if found.cost < best.get(count, 10**9) and not problems_of(model, found):
            best[count] = found.cost
    return best


@pytest.mark.parametrize("seed", range(5))
def test_the_trade_off_is_what_trying_everything_finds(seed: int) -> None:
    model, moved, kept = small(seed)
    curve = Curve(model, moved)
    curve.add(repair(model, kept, np.zeros(model.mode_call.size, np.int64)))
    curve.explore(120.0)
    best = everything(model, moved)
    wanted: list[tuple[int, int]] = []
    for count in sorted(best):
        if not wanted or best[count] < wanted[-1][1]:
            wanted.append((count, best[count]))
    rows = curve.trade_offs()
    assert [(row.moves, row.objective) for row in rows] == wanted
    assert [row.bound for row in rows] == [row.objective for row in rows]
    assert curve.forced <= wanted[0][0]


@pytest.mark.parametrize("seed", range(5))
def test_the_best_plan_within_a_number_of_moves(seed: int) -> None:
    model, moved, kept = small(seed)
    best = everything(model, moved)
    for most in range(5):
        curve = Curve(model, moved)
        curve.add(repair(model, kept, np.zeros(model.mode_call.size, np.int64)))
        found = curve.within(most, 60.0)
        assert found is not None
        reachable = max(most, min(best))
        assert found.cost == min(cost for count, cost in best.items() if count <= reachable)
        assert curve.bound(reachable) <= found.cost
        if most < min(best):
            assert most <= max(curve.none, curve.forced - 1)


@pytest.mark.parametrize("seed", range(20))
def test_a_repair_keeps_to_every_rule(seed: int) -> None:
    model, _, kept = small(seed)
    found = repair(model, kept, np.zeros(model.mode_call.size, np.int64))
    assert found is not None
    assert problems_of(model, found) == []


def test_a_repair_moves_nobody_whose_place_still_works() -> None:
    model = simple_model([[2, 2]] * 3, arrival=[0, 0, 1], opening=[0, 0], slots=12)
    kept = np.zeros((model.mode_call.size, 12), np.bool_)
    kept[0, 1] = kept[1, 5] = kept[2, 3] = True
    found = repair(model, kept, np.zeros(model.mode_call.size, np.int64))
    assert found is not None
    assert kept[found.mode, found.start].all()


def test_a_call_without_room_goes_before_those_that_stay() -> None:
    """Only slots 0 to 2 serve the first call; the second lay there, and can wait."""
    model = simple_model([[3], [3]], arrival=[0, 0], opening=[0], slots=8, latest=[3, 8])
    kept = np.zeros((2, 8), np.bool_)
    kept[1, 1] = True
    kept[0, 7] = True  # cannot be: too late
    found = repair(model, kept, np.zeros(2, np.int64))
    assert found is not None
    assert found.start.tolist() == [0, 3]


def test_without_room_for_somebody_there_is_no_repair() -> None:
    model = simple_model([[3], [3]], arrival=[0, 0], opening=[0], slots=5)
    assert repair(model, np.zeros((2, 5), np.bool_), np.zeros(2, np.int64)) is None
