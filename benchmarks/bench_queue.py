"""Exact queues: values known beforehand, and tables of 15 by 15 cells.

CPU seconds in the process, the best of some runs; nothing is kept between two tables.
"""

import csv
import json
import os
import time
from pathlib import Path

# A second thread would wait for the first and count as work; read when NumPy is loaded.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

from tongqu.queueing import queue_table, queue_wait

KNOWN = Path(__file__).parents[1] / "tests" / "queueing" / "data" / "waits.csv"
BERTHS = range(1, 16)
LOADS = [round(0.25 + 0.05 * step, 2) for step in range(15)]
PAIRS = ("M/M E2/M D/M M/D E2/D E3/D M/E2 E2/E2 E3/E2 E10/E2 D/E2 M/E3 E2/E3 E3/E3 D/E3").split()
"""From plain to hard; the bar asks for any table, the last ones are how far it is."""


def row(what: str, bar: str, measured: str, holds: bool) -> None:
    print(json.dumps({"what": what, "bar": bar, "measured": measured, "holds": holds}), flush=True)


def seconds(arrival: str, service: str) -> float:
    """Return the CPU seconds of one table, the best of some runs."""
    found = []
    for _ in range(5):
        begun = time.process_time()
        queue_table(arrival, service, BERTHS, LOADS)
        found.append(time.process_time() - begun)
        if found[-1] > 1:
            break
    return min(found)


def main() -> None:
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        known = list(csv.DictReader(lines))
    far = max(
        abs(
            queue_wait(
                line["arrival"], line["service"], int(line["berths"]), float(line["utilisation"])
            ).wait
            - float(line["wait_over_service"])
        )
        for line in known
    )
    row(f"{len(known)} values known beforehand", "1e-6", f"{far:.1e} (they have six digits)",
        far <= 1e-6)  # fmt: skip
    for pair in PAIRS:
        took = seconds(*pair.split("/"))
        row(f"table of 15 x 15, {pair}/c", "0.2 s", f"{took:.3f} s", took <= 0.2)


if __name__ == "__main__":
    main()
