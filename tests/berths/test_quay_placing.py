"""What a quay keeps of who lies where, against looking at it anew."""

import threading

import numpy as np
import pytest

from tongqu.berths.quay import problems_of, solve_quay
from tongqu.berths.quay.annealing import Annealing
from tongqu.berths.quay.arrays import Columns
from tongqu.berths.quay.columns import columns_of
from tongqu.berths.quay.generator import meisel_like
from tongqu.berths.quay.placing import (
    OUT,
    empty_room,
    enough_cranes,
    free_place,
    look_for_cranes,
    place,
    remove,
)


@pytest.mark.parametrize("seed", range(8))
def test_free_time_and_cranes_are_as_if_looked_at_anew(seed: int) -> None:
    columns = columns_of(meisel_like(8, seed))
    draw = np.random.default_rng(seed)
    room, plan = empty_room(columns), np.full((8, 2), OUT, np.int64)
    for _ in range(60):
        call = int(draw.integers(8))
        if plan[call, 0] != OUT:
            remove(columns, plan, call, room)
        else:
            k = int(draw.integers(columns.from_[call], columns.from_[call + 1]))
            p = free_place(columns, call, k, room.until, False)
            if p < 0 or not enough_cranes(columns, k, room.lent):
                continue
            place(columns, plan, call, k, p, room)
        anew = _painted(columns, plan)
        assert (room.taken == anew).all()
        assert (room.until == _free_until(anew)).all()
    look_for_cranes(columns, room)
    for k in draw.integers(0, columns.mode.size, 300):
        held = room.short[columns.start[k], columns.number[k]] >= columns.end[k]
        assert held == enough_cranes(columns, int(k), room.lent)


def _painted(columns: Columns, plan: np.ndarray) -> np.ndarray:
    taken = np.zeros_like(empty_room(columns).taken)
    for call, (k, p) in enumerate(plan.tolist()):
        if k != OUT:
            taken[columns.start[k] : columns.end[k], p : p + columns.width[call]] = True
    return taken


def _free_until(taken: np.ndarray) -> np.ndarray:
    slots = taken.shape[0]
    rows = np.where(taken, np.arange(slots)[:, None], slots)
    return np.minimum.accumulate(rows[::-1], axis=0)[::-1]


def test_turns_run_beside_each_other_and_give_the_same_plan_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads = set()
    turn = Annealing._turn

    def watched(self: Annealing, *args: object) -> int:
        threads.add(threading.get_ident())
        return turn(self, *args)

    monkeypatch.setattr(Annealing, "_turn", watched)
    found = []
    for _ in range(2):
        result = solve_quay(meisel_like(20, 10), time_limit_s=60, seed=3)
        assert result.solution is not None
        assert result.proved
        found.append(result.solution.cost)
    assert found[0] == found[1]
    assert threads
    assert threading.get_ident() not in threads


def test_ctrl_c_while_turns_run_keeps_the_best_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    waited = []

    def pressed(futures: object) -> None:
        waited.append(futures)
        raise KeyboardInterrupt

    monkeypatch.setattr("tongqu.berths.quay.annealing.wait", pressed)
    model = meisel_like(30, 7)
    result = solve_quay(model, time_limit_s=60)
    assert waited
    assert result.interrupted
    assert result.solution is not None
    assert problems_of(model, result.solution) == []
    assert result.seconds < 10
