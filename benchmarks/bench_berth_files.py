"""Discrete berths: the files of the literature

`TONGQU_BENCH_FULL=1` runs all 65 files; otherwise a third of I2 and a sixth of the others.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from berth_bench import FULL, LIMIT_S, QUICK, Run, files, known, solve_apart, tell, tell_memory

TONGQU = str(Path(sys.executable).parent / "tongqu")
OPEN = {"f60x7-02": (4144, 4146)}
"""The file that nobody has closed, and what is published of it."""


def main() -> None:
    """Measure; without the files say so and nothing else."""
    if not files("i2"):
        print("the files of the literature are not at hand: no rows", file=sys.stderr)
        return
    published = known()
    runs = small(published) + large(published)
    tell_memory("files of the literature", runs)


def chosen(paths: Sequence[Path], every: int) -> list[Path]:
    """Return all of them, or every so many; one for a quick look."""
    return list(paths if FULL else paths[:1] if QUICK else paths[::every])


def solved(paths: Sequence[Path], published: dict[str, int]) -> tuple[list[Run], str]:
    """Solve some files; say whether each agrees with what is published of it."""
    runs = [solve_apart("ours", str(path)) for path in paths]
    wrong = [
        path.stem
        for path, run in zip(paths, runs, strict=True)
        if run.bound > published[path.stem] or (run.proved and run.plan != published[path.stem])
    ]
    return runs, f"a proof contradicts the published one: {', '.join(wrong)}" if wrong else ""


def small(published: dict[str, int]) -> list[Run]:
    """Set I2, in process and as a process."""
    paths = chosen(files("i2"), 3)
    runs, wrong = solved(paths, published)
    seconds = [run.seconds for run in runs]
    proved = sum(run.proved for run in runs)
    holds = proved == len(runs) and not wrong and median(seconds) <= 1 and max(seconds) <= 5
    tell(
        f"I2, {len(runs)} of 20 files", "all proved, median ≤ 1 s, worst ≤ 5 s",
        f"{proved} proved, median {median(seconds):.2f} s, worst {max(seconds):.1f} s", holds,
        wrong or "proofs agree with the published optima; solver seconds",
    )  # fmt: skip
    walls = []
    for path in paths[:5]:
        began = time.perf_counter()
        subprocess.run(
            [TONGQU, "berths", "plan", str(path), "--format", "dbap", "--json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True,
        )  # fmt: skip
        walls.append(time.perf_counter() - began)
    tell("I2 as a process", "median ≤ 2.5 s", f"{median(walls):.2f} s", median(walls) <= 2.5,
         f"`tongqu berths plan FILE --format dbap --json`, {len(walls)} files")  # fmt: skip
    return runs


def large(published: dict[str, int]) -> list[Run]:
    """The files of Lalla-Ruiz; the open one apart."""
    paths = [path for path in files("lalla_ruiz") if path.stem not in OPEN]
    runs, wrong = solved(chosen(paths, 6), published)
    seconds = [run.seconds for run in runs]
    proved = sum(run.proved for run in runs)
    tell(
        f"Lalla-Ruiz, {len(runs)} of the 44 closed files", "all proved in 60 s, median ≤ 3 s",
        f"{proved} proved, median {median(seconds):.2f} s, worst {max(seconds):.1f} s",
        proved == len(runs) and not wrong and median(seconds) <= 3,
        wrong or f"{LIMIT_S:.0f} s each; worst gap {max(run.gap for run in runs):.3%}",
    )  # fmt: skip
    for path in files("lalla_ruiz"):
        if path.stem in OPEN and not QUICK:
            run = solve_apart("ours", str(path))
            least, most = OPEN[path.stem]
            tell(f"{path.stem}, open: published {least} to {most}", "gap ≤ 0.1 %",
                 f"{run.bound} to {run.plan}", run.gap <= 0.001,
                 f"gap {run.gap:.3%} in {run.seconds:.0f} s")  # fmt: skip
            runs.append(run)
    return runs


if __name__ == "__main__":
    main()
