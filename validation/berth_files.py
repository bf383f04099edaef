"""Every file of the literature on discrete berths: what was proved, and in how long.

    python validation/berth_files.py [SECONDS]

Reads the files beside the project (or in the folder that `TONGQU_BAP` names) and prints the table
of docs/validation/berths.md; 60 seconds a file unless told otherwise. Without the files it says so.
"""

import csv
import os
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

from tongqu.berths.core import solve_model
from tongqu.berths.core.literature import read_dbap

FILES = Path(
    os.environ.get("TONGQU_BAP", Path(__file__).resolve().parents[2] / "shared" / "data" / "bap")
)


def main(limit_s: float) -> int:
    """Run all files; return 1 if a proof contradicts a published one."""
    if not (FILES / "known.csv").exists():
        print("the files of the literature are not at hand", file=sys.stderr)
        return 0
    with (FILES / "known.csv").open() as file:
        known = {row["instance"]: row for row in csv.DictReader(file)}
    groups: dict[str, list[tuple[bool, float, float]]] = defaultdict(list)
    wrong = 0
    for name, row in known.items():
        result = solve_model(
            read_dbap((FILES / row["set"] / f"{name}.txt").read_text()),
            time_limit_s=limit_s,
            seed=1,
        )
        assert result.solution is not None
        cost, best, least = result.solution.cost, int(row["best_plan"]), int(row["lower_bound"])
        if result.bound > best or cost < least:
            wrong += 1
            print(f"contradiction: {name}: {result.bound} to {cost}, published {least} to {best}")
        gap = (cost - result.bound) / cost
        groups[name.split("-")[0].lstrip("f")].append((result.proved, result.seconds, gap))
        print(f"{name} {result.bound} {cost} {result.proved} {result.seconds:.2f}", file=sys.stderr)
    print("| group | proved | median s | worst s | worst gap |\n| --- | --- | --- | --- | --- |")
    for group, found in groups.items():
        seconds = [took for _, took, _ in found]
        proved, gap = sum(p for p, _, _ in found), max(g for _, _, g in found)
        times = f"{median(seconds):.2f} | {max(seconds):.1f}"
        print(f"| {group} | {proved} of {len(found)} | {times} | {gap:.3%} |")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
