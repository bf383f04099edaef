"""What the benchmarks of berth plans share: cases, a solver in a process of its own, rows.

The files of the literature lie beside the project where they are at hand (or in the folder that
`TONGQU_BAP` names); rows that need them are left out where they are not. Every case is solved in
a process of its own, so that its memory is its own and it can be ended.
"""

import csv
import json
import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILES = Path(os.environ.get("TONGQU_BAP", HERE.parents[1] / "shared" / "data" / "bap"))
FULL = os.environ.get("TONGQU_BENCH_FULL") == "1"
QUICK = os.environ.get("TONGQU_BENCH_QUICK") == "1"
LIMIT_S = 5.0 if QUICK else 60.0
GRACE_S = 10.0
NEAR = 0.01
"""The gap at which a plan counts as nearly proved."""
MOST_GB = 1.0


@dataclass(frozen=True)
class Run:
    """What one solver brought for one case.

    Attributes
    ----------
    plan, bound
        Cost of the best plan, None without one, and what no plan can beat.
    proved
        Whether they meet.
    seconds
        How long the solver took.
    near_s, first_s
        When the gap came to 1 %, and when there was a first plan; None: never.
    peak_gb
        Most memory that the process held; None where the system does not tell.
    told
        What else it told.
    """

    plan: int | None
    bound: int
    proved: bool
    seconds: float
    near_s: float | None
    first_s: float | None
    peak_gb: float | None
    told: dict[str, Any]

    @property
    def gap(self) -> float:
        """Share of the plan's cost that may still be saved; 1 without a plan."""
        return 1.0 if self.plan is None else (self.plan - self.bound) / max(1, self.plan)


def solve_apart(solver: str, case: str, limit_s: float = LIMIT_S) -> Run:
    """Solve one case in a process of its own, which is ended if it ends too late."""
    events: list[dict[str, Any]] = []
    faults: list[str] = []
    with subprocess.Popen(
        [sys.executable, str(HERE / "solve_apart.py"), solver, case, str(limit_s)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
    ) as child:  # fmt: skip
        reader = threading.Thread(target=lambda: faults.extend(child.stderr or ()))
        reader.start()
        clock = threading.Timer(limit_s + GRACE_S, child.kill)
        for line in child.stdout or ():
            event = _event(line)
            if event is None:
                continue
            events.append(event)
            if event.get("begun"):  # making the model does not count
                clock.start()
        reader.join()
        clock.cancel()
    if child.returncode not in (0, -signal.SIGKILL):
        said = "".join(faults[-20:])
        raise RuntimeError(f"{solver} on {case}: exit code {child.returncode}\n{said}")
    if child.returncode:
        events.append({"s": limit_s + GRACE_S})
    run = _run(events, limit_s)
    print(f"{solver:8} {case.rsplit('/')[-1]:20} {run.bound} to {run.plan} in {run.seconds:.2f} s, "
          f"1 % at {near(run, limit_s)}, {run.peak_gb or 0:.2f} GB", file=sys.stderr)  # fmt: skip
    return run


def _event(line: str) -> dict[str, Any] | None:
    """Return what a line tells: our own JSON, or a row of the log that HiGHS prints."""
    if line.startswith("{"):
        return json.loads(line)
    words = line.split()
    if words and len(words[0]) == 1 and words[0].isalpha():
        words = words[1:]
    if len(words) != 12 or not words[3].endswith("%") or not words[-1].endswith("s"):
        return None
    try:
        bound, plan, seconds = float(words[4]), float(words[5]), float(words[-1][:-1])
    except ValueError:
        return None
    return {"s": seconds, "bound": bound, "plan": plan}


def _run(events: Sequence[dict[str, Any]], limit_s: float) -> Run:
    """Return what the events come to; whole costs, so that a bound is rounded up."""
    plan, bound, near_s, first_s, seconds = math.inf, 0, None, None, 0.0
    told: dict[str, Any] = {}
    for event in sorted((event for event in events if "s" in event), key=lambda event: event["s"]):
        cost, least = event.get("plan"), event.get("bound")
        if cost is not None and math.isfinite(cost):
            plan = min(plan, cost)
            first_s = event["s"] if first_s is None else first_s
        if least is not None and math.isfinite(least):
            bound = max(bound, math.ceil(least - 1e-4))
        seconds = max(seconds, event["s"])
        if near_s is None and plan - bound <= NEAR * plan and math.isfinite(plan):
            near_s = event["s"]
    for event in events:
        told |= event
    there = math.isfinite(plan)
    cost = round(plan) if there else None
    return Run(
        plan=cost, bound=min(bound, cost) if cost is not None else bound,
        proved=cost is not None and bound >= cost,
        seconds=seconds, near_s=near_s if near_s is None or near_s <= limit_s else None,
        first_s=first_s, peak_gb=told.get("peak_gb"), told=told,
    )  # fmt: skip


def near(run: Run, limit_s: float = LIMIT_S) -> str:
    """Return in words when the gap came to 1 %."""
    return f"> {limit_s:.0f} s" if run.near_s is None else f"{run.near_s:.2f} s"


def peak_gb() -> float | None:
    """Return the most memory this process ever held; what its parent held does not count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = status.read_text().splitlines()
    return next((int(line.split()[1]) / 1e6 for line in lines if line.startswith("VmHWM")), None)


def own(calls: int, berths: int, load: float, seed: int) -> str:
    """Name a case of our own generator."""
    return f"own:{calls}:{berths}:{load}:{seed}"


def week(calls: int, berths: int, load: float, seed: int) -> str:
    """Name a week of an invented inland quay."""
    return f"week:{calls}:{berths}:{load}:{seed}"


def files(kind: str) -> list[Path]:
    """Return the files of a set of the literature; none where they are not at hand."""
    return sorted((FILES / kind).glob("*.txt"))


def known() -> dict[str, int]:
    """Return the best plan that is published of each file."""
    with (FILES / "known.csv").open() as file:
        return {row["instance"]: int(row["best_plan"]) for row in csv.DictReader(file)}


def tell(what: str, bar: str | None, measured: str, holds: bool | None, note: str = "") -> None:
    """Print one row for the table; a quick look judges nothing."""
    if QUICK:
        holds, note = None, f"a quick look; {note}"
    row = {"what": what, "bar": bar, "measured": measured, "holds": holds, "note": note}
    print(json.dumps(row, ensure_ascii=False), flush=True)


def tell_memory(what: str, runs: Iterable[Run]) -> None:
    """Print the row of the most memory that a process of ours held."""
    peaks = [run.peak_gb for run in runs if run.peak_gb is not None]
    if peaks:
        tell(f"{what}: memory", f"≤ {MOST_GB:.0f} GB", f"{max(peaks):.2f} GB",
             max(peaks) <= MOST_GB, f"most of {len(peaks)} processes, one a case")  # fmt: skip
