"""The benchmarks of berth plans: what they read, and that the peers solve the same problem."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return what the benchmarks of berths share."""
    spec = importlib.util.spec_from_file_location("berth_bench", FOLDER / "berth_bench.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "berth_bench", module)  # dataclasses ask for their module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "event"),
    [
        (
            " L       0       0         0   0.00%   759   760  0.13%  1828  23  4  620    51.4s",
            {"s": 51.4, "bound": 759.0, "plan": 760.0},
        ),
        (
            "        0       0         0   0.00%   758.5   inf  inf  688  9  4  484    31.6s",
            {"s": 31.6, "bound": 758.5, "plan": float("inf")},
        ),
        ('{"s": 1.5, "plan": 7}', {"s": 1.5, "plan": 7}),
        ("1290 rows, 21435 cols, 634019 nonzeros  0s", None),
        ("Src  Proc. InQueue |  Leaves   Expl. | BestBound BestSol Gap |   Time", None),
    ],
)
def test_a_line_of_a_solver_is_read(shared: ModuleType, line: str, event: object) -> None:
    """Rows of the log of HiGHS and our own JSON tell something, all else nothing."""
    assert shared._event(line) == event


def test_the_moment_of_a_small_gap_counts_the_best_plan_and_bound_so_far(
    shared: ModuleType,
) -> None:
    """A later, worse event takes nothing back; what comes after the limit does not count."""
    events = [
        {"begun": True},
        {"s": 1.0, "plan": 1200},
        {"s": 2.0, "bound": 989.2},
        {"s": 3.0, "plan": 1000},
        {"s": 4.0, "plan": 1300, "bound": 5},
    ]
    run = shared._run(events, 60.0)
    assert (run.plan, run.bound, run.proved) == (1000, 990, False)
    assert (run.first_s, run.near_s, run.seconds) == (1.0, 3.0, 4.0)
    assert shared._run(events, 2.5).near_s is None
    without = shared._run([{"s": 1.0, "bound": float("-inf"), "plan": float("inf")}], 60.0)
    assert (without.plan, without.proved, without.gap) == (None, False, 1.0)


def test_ours_and_both_peers_come_to_the_same_optimum(shared: ModuleType) -> None:
    """Three models of one problem have one answer; or they do not model the same."""
    runs = {
        solver: shared.solve_apart(solver, shared.own(12, 3, 1.0, 5), 60.0)
        for solver in ("ours", "cp_sat", "highs")
    }
    assert all(run.proved for run in runs.values()), runs
    assert len({run.plan for run in runs.values()}) == 1
