"""Berth plans: found, proved, and how far from the bound.

The files of the literature lie beside the project where they are at hand (set `TONGQU_BAP` to
their folder); where they are not, their rows are left out. `TONGQU_BENCH_FULL=1` runs every file
and every seed, which takes an hour; otherwise a few of each kind stand for the rest.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean, median

from tongqu.berths.core import solve_model
from tongqu.berths.core.generator import random_model
from tongqu.berths.core.literature import read_dbap

TONGQU = str(Path(sys.executable).parent / "tongqu")
FILES = Path(
    os.environ.get("TONGQU_BAP", Path(__file__).resolve().parents[2] / "shared" / "data" / "bap")
)
FULL = os.environ.get("TONGQU_BENCH_FULL") == "1"
OPEN = {"f60x7-02"}
LIMIT_S = 60.0


def tell(what: str, bar: str | None, measured: str, holds: bool | None, note: str) -> None:
    """Print one row for the table."""
    row = {"what": what, "bar": bar, "measured": measured, "holds": holds, "note": note}
    print(json.dumps(row, ensure_ascii=False), flush=True)


def solved(path: Path, limit_s: float = LIMIT_S) -> tuple[bool, float, int, int]:
    """Return whether a file was proved, the seconds, the plan's cost and the bound."""
    result = solve_model(read_dbap(path.read_text()), time_limit_s=limit_s, seed=1)
    assert result.solution is not None
    print(path.stem, result.proved, f"{result.seconds:.2f} s", result.solution.cost, result.bound,
          file=sys.stderr)  # fmt: skip
    return result.proved, result.seconds, result.solution.cost, result.bound


def literature(known: dict[str, int]) -> None:
    """The published files."""
    files = sorted((FILES / "i2").glob("*.txt"))
    chosen = files if FULL else files[::3]
    found = [solved(path) for path in chosen]
    seconds = [took for _, took, _, _ in found]
    right = all(
        cost == known[path.stem] for path, (_, _, cost, _) in zip(chosen, found, strict=True)
    )
    tell(
        f"I2, {len(chosen)} of 20 files", "all proved, median ≤ 1 s, worst ≤ 5 s",
        f"{sum(proved for proved, *_ in found)} proved, median {median(seconds):.2f} s, "
        f"worst {max(seconds):.1f} s",
        all(p for p, *_ in found) and right and median(seconds) <= 1 and max(seconds) <= 5,
        "proofs agree with the published optima" if right else "a proof does not agree",
    )  # fmt: skip
    as_process = []
    for path in chosen[:5]:
        began = time.perf_counter()
        subprocess.run(
            [TONGQU, "berths", "plan", str(path), "--format", "dbap", "--json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        as_process.append(time.perf_counter() - began)
    tell("I2 as a process", "median ≤ 2.5 s", f"{median(as_process):.2f} s",
         median(as_process) <= 2.5, f"median of {len(as_process)} files")  # fmt: skip
    files = sorted((FILES / "lalla_ruiz").glob("*.txt"))
    chosen = files if FULL else files[::6]
    found = [solved(path) for path in chosen if path.stem not in OPEN]
    seconds = [took for _, took, _, _ in found]
    tell(
        f"Lalla-Ruiz, {len(found)} of the 44 closed files", "all proved in 60 s, median ≤ 3 s",
        f"{sum(proved for proved, *_ in found)} proved, median {median(seconds):.2f} s, "
        f"worst {max(seconds):.1f} s",
        all(proved for proved, *_ in found) and median(seconds) <= 3, "60 s each",
    )  # fmt: skip
    for path in files:
        if path.stem in OPEN:
            _, _, cost, bound = solved(path)
            gap = (cost - bound) / cost
            tell(f"{path.stem}, open: 4144 to 4146", "gap ≤ 0.1 %", f"{bound} to {cost}",
                 gap <= 0.001, f"gap {gap:.3%} in 60 s")  # fmt: skip


def own() -> None:
    """Ports of our own generator."""
    for calls, berths in ((200, 15), (250, 20)):
        gaps = []
        for load in (0.8, 1.0, 1.2):
            for seed in range(1, 6 if FULL else 2):
                model = random_model(calls, berths, load=load, seed=seed)
                result = solve_model(model, time_limit_s=LIMIT_S, seed=1)
                assert result.solution is not None
                gaps.append((result.solution.cost - result.bound) / result.solution.cost)
                print(calls, berths, load, seed, f"{gaps[-1]:.3%}", file=sys.stderr)
        tell(
            f"{calls} calls at {berths} berths, {len(gaps)} of 15",
            "gap ≤ 0.3 % mean, ≤ 0.6 % worst",
            f"{mean(gaps):.2%} mean, {max(gaps):.2%} worst",
            mean(gaps) <= 0.003 and max(gaps) <= 0.006, "60 s each, loads 0.8, 1.0 and 1.2",
        )  # fmt: skip
    memory_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    tell("memory of all of these", "≤ 1 GB", f"{memory_gb:.2f} GB", memory_gb <= 1, "largest ever")


def main() -> None:
    """Measure."""
    if (FILES / "known.csv").exists():
        with (FILES / "known.csv").open() as file:
            known = {row["instance"]: int(row["best_plan"]) for row in csv.DictReader(file)}
        literature(known)
    else:
        print("the files of the literature are not at hand: their rows are left out",
              file=sys.stderr)  # fmt: skip
    own()


if __name__ == "__main__":
    main()
