"""The simulator: events a core-second, beside SimPy and cimba; workers; memory"""

import hashlib
import importlib.util
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import simpy
from sim_plain import plain_queue
from sim_port import full_port

from tongqu.rng.keys import SHARE
from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes, simulate

SERVERS, LOAD, CUSTOMERS = 11, 0.8, 100_000
QUICK = "TONGQU_BENCH_QUICK" in os.environ
FULL = "TONGQU_BENCH_FULL" in os.environ
REPLICATIONS = 1000 if FULL else 20 if QUICK else 60

ERLANG_C_WAIT = 0.176431306
"""Mean wait of M/M/11 at 0.8, in service times."""

CIMBA = os.environ.get("TONGQU_CIMBA", sys.executable)
"""Python of an environment in which cimba is installed."""

PEAK = """
import pathlib, sys
sys.path.insert(0, sys.argv[2])
from sim_port import full_port
from tongqu.sim import simulate
simulate(full_port(), years=0.1, replications=int(sys.argv[1]))
# Not ru_maxrss: it begins with the peak of the process that started this one.
peak, = (line for line in pathlib.Path("/proc/self/status").read_text().splitlines()
         if line.startswith("VmHWM:"))
print(peak.split()[1])
"""

STARTED = """
import time
from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes, simulate
come = Source("s", (("v", 1.0),), (Serve("quay", Law.exp(1)),), gap=Law.exp(2))
simulate(Scenario((Vehicle("v"),), (come,), (lanes("quay", 1),)), years=0.01, replications=1)
"""


def row(what: str, bar: str | None, measured: str, holds: bool | None, note: str = "") -> None:
    """Tell one figure."""
    print(json.dumps({"what": what, "bar": bar, "measured": measured, "holds": holds,
                      "note": note}, ensure_ascii=False), flush=True)  # fmt: skip


def queue() -> Scenario:
    """M/M/11."""
    come = Source("barges", (("barge", 1.0),), (Serve("quay", Law.exp(1.0)),),
                  gap=Law.exp(1 / (LOAD * SERVERS)))  # fmt: skip
    return Scenario((Vehicle("barge"),), (come,), (lanes("quay", SERVERS),))


def of_simpy(customers: int) -> float:
    """Return arrivals and departures that SimPy does in a CPU-second, waits recorded."""
    random.seed(1)
    environment = simpy.Environment()
    berths = simpy.Resource(environment, SERVERS)
    waits = []

    def barge() -> object:
        came = environment.now
        with berths.request() as granted:
            yield granted
            waits.append(environment.now - came)
            yield environment.timeout(random.expovariate(1.0))

    def arrivals() -> object:
        for _ in range(customers):
            yield environment.timeout(random.expovariate(LOAD * SERVERS))
            environment.process(barge())

    environment.process(arrivals())
    begun = time.process_time()
    environment.run()
    return 2 * customers / (time.process_time() - begun)


def queueing() -> None:
    """M/M/11, turn and turn about with SimPy, the better of three each."""
    years = CUSTOMERS / (LOAD * SERVERS) / 8760
    simulate(queue(), years=years, replications=1)
    plain_queue(SERVERS, 1 / (LOAD * SERVERS), 10, 0, SHARE)
    ours, theirs, plain = [], [], []
    for _ in range(3):
        begun = time.process_time()
        for k in range(20):
            plain_queue(SERVERS, 1 / (LOAD * SERVERS), CUSTOMERS, k, SHARE)
        plain.append(40 * CUSTOMERS / (time.process_time() - begun))
        theirs.append(of_simpy(20_000))
        begun = time.process_time()
        result = simulate(queue(), years=years, replications=20)
        ours.append(int(result.events.sum()) / (time.process_time() - begun))
    rate, ratio = max(ours), max(ours) / max(theirs)
    row("M/M/11 at 0.8, waits recorded", "≥ 15 M events/core-s", f"{rate / 1e6:.1f} M",
        rate >= 15e6, "20 runs of 1e5 customers")  # fmt: skip
    row("the same, times SimPy", "≥ 50", f"{ratio:.0f}", ratio >= 50,
        f"SimPy {simpy.__version__}: {max(theirs) / 1e6:.2f} M/s in the same minutes; "
        f"{os.getloadavg()[0]:.0f} processes wanted the {os.cpu_count()} cores")  # fmt: skip
    row("the same, beside the plainest compiled loop (the limit)", None,
        f"{max(ours) / max(plain):.2f} of it", None,
        f"{max(plain) / 1e6:.1f} M/s: the same draws, this queue alone")  # fmt: skip


def of_cimba() -> None:
    """M/M/11 in cimba, turn and turn about with ours; fair only if its waits are right."""
    forms = (("static", "servers that stand there and a store", 2.0),
             ("spawned", "a process for each customer", 10.0))  # fmt: skip
    years = CUSTOMERS / (LOAD * SERVERS) / 8760
    there = sys.executable != CIMBA or importlib.util.find_spec("cimba") is not None
    for form, name, bar in forms:
        what = f"M/M/11, times cimba with {name}"
        if not there:
            row(what, f"≥ {bar:.0f}", "cimba is not here", None,
                "name the Python of an environment that has it in TONGQU_CIMBA")  # fmt: skip
            continue
        ours, theirs = [], []
        for _ in range(3):
            done = subprocess.run(
                [CIMBA, str(Path(__file__).parent / "sim_cimba.py"), form, str(SERVERS),
                 str(1 / (LOAD * SERVERS)), str(CUSTOMERS), "20"],
                stdout=subprocess.PIPE, text=True, check=True, env=without_ours(),
            )  # fmt: skip
            found = json.loads(done.stdout.splitlines()[-1])
            theirs.append(40 * CUSTOMERS / found["seconds"])
            begun = time.process_time()
            result = simulate(queue(), years=years, replications=20)
            ours.append(int(result.events.sum()) / (time.process_time() - begun))
        waits = np.array(found["waits"])
        off = (waits.mean() - ERLANG_C_WAIT) / (waits.std(ddof=1) / math.sqrt(len(waits)))
        ratio = max(ours) / max(theirs)
        row(what, f"≥ {bar:.0f}", f"{ratio:.1f}", ratio >= bar,
            f"cimba {found['version']}: {max(theirs) / 1e6:.2f} M/s, mean wait "
            f"{waits.mean():.4f}, z {off:.1f} against Erlang C {ERLANG_C_WAIT:.4f}; "
            "waits recorded in both")  # fmt: skip


def without_ours() -> dict[str, str]:
    """Return the environment for a Python that has packages of its own."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def workers() -> None:
    """The same figures to the last bit from 1, 2 and 4 workers, threads and processes."""
    scenario, hashes = full_port(), {}
    for kind in (ThreadPoolExecutor, ProcessPoolExecutor):
        for number in (1, 2, 4):
            spawn = {} if kind is ThreadPoolExecutor else {"mp_context": get_context("spawn")}
            with kind(number, **spawn) as pool:
                result = simulate(scenario, years=0.1, replications=80, executor=pool)
            digest = hashlib.sha256()
            for table in result.tables.values():
                for values in table.values():
                    digest.update(values.tobytes())
            digest.update(result.series.tobytes() + result.wait_classes.tobytes())
            hashes[kind.__name__[:7].lower().rstrip("p"), number] = digest.hexdigest()[:12]
    same = len(set(hashes.values())) == 1
    row("workers 1, 2, 4, in threads and in processes", "byte-equal",
        "equal" if same else "differ", same,
        f"80 runs of a tenth of a year; all figures: {' '.join(sorted(set(hashes.values())))}",
    )  # fmt: skip


def memory() -> None:
    """Peak memory of a process that runs few, many and very many replications."""
    peaks = []
    for replications in (10, 200, 1000):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, str(replications), str(Path(__file__).parent)],
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(done.stdout) / 1024)
    more = peaks[2] - peaks[0]
    row("memory of 10, 200 and 1,000 runs of the full port", "does not grow with them",
        " / ".join(f"{peak:.0f}" for peak in peaks) + " MB", more <= 0.05 * peaks[0],
        f"peak of a process of its own; {more * 1024 / 990:.1f} kB a run are its figures, "
        "which are the answer")  # fmt: skip


def cluster() -> None:
    """Tasks of Dask: 20 years of the full port each, two to three seconds."""
    try:
        from distributed import Client
    except ImportError:
        row("overhead of Dask", "≤ 10 %", "not installed", None)
        return
    scenario, here, there = full_port(), [], []
    with Client(processes=False, n_workers=4, threads_per_worker=1,
                dashboard_address=None) as client:  # fmt: skip
        for _ in range(2):
            for seconds, executor in ((here, None), (there, client.get_executor())):
                begun = time.process_time()
                simulate(scenario, years=1, replications=REPLICATIONS, executor=executor)
                seconds.append(time.process_time() - begun)
    over = min(there) / min(here) - 1
    row("overhead of Dask", "≤ 10 %", f"{100 * over:.0f} %", over <= 0.1,
        f"CPU of {REPLICATIONS} years, {REPLICATIONS // 20} tasks, four workers")  # fmt: skip


def port(stored: bool) -> None:
    """The full port, or its vessels only, in two threads."""
    scenario = full_port(stored=stored)
    simulate(scenario, years=1, replications=1)
    begun, wall = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        result = simulate(scenario, years=1, replications=REPLICATIONS, executor=pool)
    cpu, wall = time.process_time() - begun, time.perf_counter() - wall
    rate = int(result.events.sum()) / cpu
    name, bar = ("full port", 75) if stored else ("its vessels only", 15)
    if stored:
        row(name, "≥ 10 M events/core-s", f"{rate / 1e6:.1f} M", rate >= 10e6,
            f"{result.events.mean() / 1e6:.2f} M events a year")  # fmt: skip
    thousand = cpu / REPLICATIONS * 1000 / 2
    row(f"1,000 years of {name} on 2 free cores", f"≤ {bar} s", f"{thousand:.0f} s",
        thousand <= bar, f"CPU of {REPLICATIONS} years, halved and scaled; their wall {wall:.0f} s",
    )  # fmt: skip


def starting() -> None:
    """A process from its start to its first figure, with and without compiled code."""
    with tempfile.TemporaryDirectory() as folder:
        for what, bar in (("first run ever", 45.0), ("from cache", 2.0)):
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", STARTED],
                env=os.environ | {"TONGQU_CACHE_DIR": str(Path(folder))},
                stderr=subprocess.PIPE, text=True, check=True,
            )  # fmt: skip
            seconds = time.perf_counter() - begun
            row(what, f"≤ {bar:.0f} s", f"{seconds:.1f} s", seconds <= bar,
                "announced" if "compiling" in done.stderr else "")  # fmt: skip


if __name__ == "__main__":
    queueing()
    of_cimba()
    port(stored=True)
    port(stored=False)
    workers()
    memory()
    cluster()
    starting()
