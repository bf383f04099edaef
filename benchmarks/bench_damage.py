"""Ten thousand damaged copies of the shipped region.

Cells, rows, columns, files, bytes and encodings are spoiled at random, in folders and workbooks.
Each copy must load (as before, or with a legal change) or be refused with named places.
"""

import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "io"))

from damage import csv_files, damaged_folder, damaged_workbook, outcome, workbook_parts

from tongqu.io import load_region, save_region

COPIES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
WORKBOOK_SHARE = 0.25
WORKERS = 2


def spoil(first: int, count: int) -> tuple[Counter[str], list[str]]:
    """Return the outcomes of some copies, and what failed."""
    counts: Counter[str] = Counter()
    failures = []
    with tempfile.TemporaryDirectory() as place:
        whole = load_region("qujiang")
        folder, book = Path(place) / "whole", Path(place) / "whole.xlsx"
        save_region(whole, folder)
        save_region(whole, book)
        files, data = csv_files(folder), book.read_bytes()
        parts = workbook_parts(data)
        for seed in range(first, first + count):
            rng = random.Random(seed)
            if rng.random() < WORKBOOK_SHARE:
                path = Path(place) / "copy.xlsx"
                done = damaged_workbook(data, parts, rng, path)
            else:
                path = Path(place) / "copy"
                done = damaged_folder(files, rng, path)
            try:
                counts[outcome(path, whole)] += 1
            except KeyboardInterrupt:
                raise
            except BaseException:  # noqa: BLE001 - a panic of the workbook reader is no Exception
                counts["failed"] += 1
                failures.append(f"seed {seed}: {done}\n{traceback.format_exc()}")
    return counts, failures


def main() -> None:
    """Spoil all copies in two processes and tell what came of them."""
    began = time.perf_counter()
    counts: Counter[str] = Counter()
    failures: list[str] = []
    chunk = 250
    starts = range(0, COPIES, chunk)
    with ProcessPoolExecutor(WORKERS) as pool:
        sizes = [min(chunk, COPIES - first) for first in starts]
        for found, failed in pool.map(spoil, starts, sizes):
            counts += found
            failures += failed
            print(f"{counts.total()} copies, {counts['failed']} failed", file=sys.stderr)
    for failure in failures[:20]:
        print(failure, file=sys.stderr)
    row = {
        "what": f"{COPIES:,} damaged copies of the shipped region",
        "bar": "0 tracebacks",
        "measured": f"{counts['failed']} tracebacks",
        "holds": counts["failed"] == 0,
        "note": (
            f"{counts['refused']} refused with named places, {counts['changed']} loaded with a "
            f"legal change, {counts['same']} as before; a quarter of them workbooks; "
            f"{time.perf_counter() - began:.0f} s"
        ),
    }
    print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
