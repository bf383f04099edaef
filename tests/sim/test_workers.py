"""The same figures to the last bit: for one worker or many, with the compiler or without."""

import os
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from tongqu.sim import Law, Scenario, Serve, SimResult, Source, Vehicle, lanes, simulate


def port() -> Scenario:
    stay = Serve("quay", Law.erlang(5.0, 3))
    come = Source("barges", (("a", 1.0), ("b", 2.0)), (stay,), gap=Law.exp(2.0))
    return Scenario((Vehicle("a"), Vehicle("b")), (come,), (lanes("quay", 3),))


def assert_equal(one: SimResult, other: SimResult) -> None:
    for table, figures in one.tables.items():
        for name, values in figures.items():
            assert values.tobytes() == other.tables[table][name].tobytes(), (table, name)
    assert one.series.tobytes() == other.series.tobytes()
    assert one.wait_classes.tobytes() == other.wait_classes.tobytes()
    assert one.events.tobytes() == other.events.tobytes()


def test_threads_and_processes() -> None:
    """One worker here, two to four threads, two or four processes: equal bytes."""
    asked = {"years": 0.2, "replications": 90, "seed": 5}
    alone = simulate(port(), **asked)
    for workers in (2, 3, 4):
        with ThreadPoolExecutor(workers) as pool:
            assert_equal(alone, simulate(port(), **asked, executor=pool))
    for workers in (2, 4):
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            assert_equal(alone, simulate(port(), **asked, executor=pool))


def test_a_cluster() -> None:
    """Four workers of Dask give the bytes that one gives here."""
    distributed = pytest.importorskip("distributed")
    asked = {"years": 0.2, "replications": 90, "seed": 5}
    with distributed.Client(
        processes=False, n_workers=4, threads_per_worker=1, dashboard_address=None
    ) as client:
        there = simulate(port(), **asked, executor=client.get_executor())
    assert_equal(simulate(port(), **asked), there)


def test_first_replications_of_many_are_those_of_few() -> None:
    """More replications change none; progress is told for each block."""
    told = []
    many = simulate(port(), years=0.1, replications=45, seed=2,
                    progress=lambda *at: told.append(at))  # fmt: skip
    few = simulate(port(), years=0.1, replications=3, seed=2)
    waits = [result.values("stations", "wait_mean_h", "quay") for result in (few, many)]
    assert (waits[0] == waits[1][:3]).all()
    assert told == [("simulate", 20, 45), ("simulate", 40, 45), ("simulate", 45, 45)]


def test_another_seed_is_other_luck() -> None:
    """Seeds and replications differ from each other."""
    first, second = (simulate(port(), years=0.1, replications=2, seed=s) for s in (1, 2))
    waits = np.concatenate([r.values("stations", "wait_mean_h", "quay") for r in (first, second)])
    assert len(set(waits.tolist())) == 4


def test_without_the_compiler_the_trace_is_the_same() -> None:
    """JIT off runs the same source as plain Python: each time of the trace has the same bits."""
    code = (
        "import pickle, sys; sys.path.insert(0, sys.argv[1]);"
        "from traced import traced;"
        "sys.stdout.buffer.write(pickle.dumps(traced()))"
    )
    here = str(Path(__file__).parent / "sim_jit")
    found = [
        pickle.loads(
            subprocess.run(
                [sys.executable, "-W", "error", "-c", code, here],
                env=os.environ | {"NUMBA_DISABLE_JIT": flag}, stdout=subprocess.PIPE, check=True,
            ).stdout
        )
        for flag in ("0", "1")
    ]  # fmt: skip
    assert len(found[0]) > 500
    assert found[0] == found[1]
