"""Every file of the literature on discrete berths: what was proved, and in how long.

    python validation/berth_files.py [SECONDS] [--only 60x7] [--again]

Reads the files beside the project (or in the folder that `TONGQU_BAP` names), 60 seconds a file
unless told otherwise, and prints the table of docs/validation/berths.md. Each file's row is
written to berth_files_results.csv when it is done, so that a run that was ended goes on where it
stopped; `--again` forgets the rows. Without the files it says so.
"""

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tongqu import __version__
from tongqu.berths.core import solve_model
from tongqu.berths.core.literature import read_dbap

FILES = Path(
    os.environ.get("TONGQU_BAP", Path(__file__).resolve().parents[2] / "shared" / "data" / "bap")
)
RESULTS = Path(__file__).with_name("berth_files_results.csv")
COLUMNS = ("file", "bound", "plan", "proved", "seconds", "limit_s", "day", "version")
Row = dict[str, str]


def main(arguments: list[str]) -> int:
    """Run all files; return 1 if a proof contradicts a published one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=60.0, help="limit for a file")
    parser.add_argument("--only", default="", help="files whose name contains this")
    parser.add_argument("--again", action="store_true", help="do not go on, begin anew")
    options = parser.parse_args(arguments)
    if not (FILES / "known.csv").exists():
        print("the files of the literature are not at hand", file=sys.stderr)
        return 0
    with (FILES / "known.csv").open(encoding="utf-8") as file:
        known = [row for row in csv.DictReader(file) if options.only in row["instance"]]
    if options.again:
        RESULTS.unlink(missing_ok=True)
    done = {row["file"]: row for row in recorded() if float(row["limit_s"]) == options.seconds}
    kept = sum(row["instance"] in done for row in known)
    if kept:
        print(f"{kept} rows were there already; --again begins anew", file=sys.stderr)
    for row in known:
        if row["instance"] not in done:
            done[row["instance"]] = measured(row, options.seconds)
    wrong = [words for row in known if (words := contradiction(row, done[row["instance"]]))]
    for words in wrong:
        print(words)
    show([done[row["instance"]] for row in known])
    return 1 if wrong else 0


def recorded() -> list[Row]:
    """Return the rows that were written so far."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measured(known: Row, limit_s: float) -> Row:
    """Solve one file and write its row."""
    name = known["instance"]
    text = (FILES / known["set"] / f"{name}.txt").read_text(encoding="utf-8")
    result = solve_model(read_dbap(text), time_limit_s=limit_s, seed=1)
    assert result.solution is not None
    row = {
        "file": name,
        "bound": str(result.bound),
        "plan": str(result.solution.cost),
        "proved": "yes" if result.proved else "no",
        "seconds": f"{result.seconds:.2f}",
        "limit_s": f"{limit_s:g}",
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "version": __version__,
    }
    print(*row.values(), file=sys.stderr, flush=True)
    new = not RESULTS.exists()
    with RESULTS.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(row)
    return row


def contradiction(known: Row, row: Row) -> str:
    """Return in words what cannot be true beside what is published; empty where nothing is."""
    least, most = int(known["lower_bound"]), int(known["best_plan"])
    if int(row["bound"]) <= most and int(row["plan"]) >= least:
        return ""
    ours = f"{row['bound']} to {row['plan']}"
    return f"contradiction: {row['file']}: {ours}, published {least} to {most}"


def show(rows: Iterable[Row]) -> None:
    """Print a table with a row for each size."""
    groups: dict[str, list[tuple[bool, float, float]]] = defaultdict(list)
    for row in rows:
        gap = (int(row["plan"]) - int(row["bound"])) / int(row["plan"])
        found = (row["proved"] == "yes", float(row["seconds"]), gap)
        groups[row["file"].split("-")[0].lstrip("f")].append(found)
    print("| group | proved | median s | worst s | worst gap |\n| --- | --- | --- | --- | --- |")
    for group, found_here in groups.items():
        seconds = [took for _, took, _ in found_here]
        proved, gap = sum(p for p, _, _ in found_here), max(g for _, _, g in found_here)
        times = f"{median(seconds):.2f} | {max(seconds):.1f}"
        print(f"| {group} | {proved} of {len(found_here)} | {times} | {gap:.3%} |")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
