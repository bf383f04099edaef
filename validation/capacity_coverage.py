"""Hold the intervals of `tongqu capacity` against the exact capacity of berths.

    python validation/capacity_coverage.py         # runs what is not in the results yet
    python validation/capacity_coverage.py --page  # only prints the tables

Tolerance, written before the first run: two ports, 50 seeds each, 1 to 50, that nobody selected;
of the 100 brackets at least 93 hold the exact traffic. The capacity is asked for with 95 %; of 100
such brackets 93 or more hold in 87 of 100 studies if exactly 95 % hold in the long run.

The exact traffic is the inverse question of the exact layer: the most traffic at which the mean
wait is half of the mean service time.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from tongqu.queueing import ServiceLevel, traffic_for
from tongqu.sim import Law, Scenario, Serve, Source, Vehicle, lanes
from tongqu.studies import CapacityParams, PortLevel, capacity

RESULTS = Path(__file__).parent / "capacity_coverage_results.csv"
SEEDS = range(1, 51)
LEVEL, LEAST = 0.5, 93
SERVICE_H = 6.0


@dataclass(frozen=True)
class Port:
    """Berths whose capacity is known: law of service, how many."""

    service: str
    berths: int

    @property
    def name(self) -> str:
        """Kendall's letters."""
        return f"M/{self.service}/{self.berths}"

    @property
    def exact(self) -> float:
        """Arrivals in a mean service time at the level."""
        return traffic_for(ServiceLevel(LEVEL), "M", self.service, self.berths).throughput

    @property
    def scenario(self) -> Scenario:
        """One arrival in a mean service time, so that a factor is an exact traffic."""
        law = Law.exp(SERVICE_H) if self.service == "M" else Law.erlang(SERVICE_H, 2)
        come = Source("barges", (("barge", 1.0),), (Serve("quay", law),), gap=Law.exp(SERVICE_H))
        return Scenario((Vehicle("barge"),), (come,), (lanes("quay", self.berths),))


PORTS = (Port("M", 3), Port("E2", 3))
PARAMS = CapacityParams(years=0.5, more=False, tolerance=0.02, replications=20, most=640)


@dataclass(frozen=True)
class Row:
    """What one seed said: the bracket, and the figure if there is one."""

    port: str
    seed: int
    low: float
    high: float
    value: float | None

    def holds(self, exact: float) -> bool:
        """Whether the exact traffic lies in the bracket."""
        return self.low <= exact <= self.high


def run(port: Port, seed: int) -> Row:
    """Ask for the capacity with one seed."""
    found = capacity(port.scenario, PortLevel(wait_over_service=LEVEL), params=PARAMS, seed=seed)
    factor = found.to_dict()["capacity"]["factor"]
    low = 0.0 if factor["low"] is None else factor["low"]
    high = float("inf") if factor["high"] is None else factor["high"]
    return Row(port.name, seed, low, high, factor["value"])


def read_results() -> list[Row]:
    """Return what is known already."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as lines:
        return [
            Row(line["port"], int(line["seed"]), float(line["low"]), float(line["high"]),
                float(line["value"]) if line["value"] else None)
            for line in csv.DictReader(lines)
        ]  # fmt: skip


def write_results(rows: list[Row]) -> None:
    """Write the brackets, six digits of each."""
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["port", "seed", "low", "high", "value"])
        for row in rows:
            value = "" if row.value is None else f"{row.value:.6g}"
            out.writerow([row.port, row.seed, f"{row.low:.6g}", f"{row.high:.6g}", value])


def table(rows: list[Row]) -> list[str]:
    """Return one line a port, and one for both."""
    lines = [
        "| port | exact traffic | seeds | hold | mean width | mean of the figures |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    hits = 0
    for port in PORTS:
        mine = [row for row in rows if row.port == port.name]
        held = sum(row.holds(port.exact) for row in mine)
        hits += held
        width = sum((row.high - row.low) / port.exact for row in mine) / len(mine)
        values = [row.value for row in mine if row.value is not None]
        mean = sum(values) / len(values)
        lines.append(
            f"| {port.name} | {port.exact:.5f} | {len(mine)} | {held} "
            f"| {100 * width:.1f} % | {mean:.5f} |"
        )
    verdict = "hit" if hits >= LEAST / 100 * len(rows) else "**miss**"
    lines += ["", f"{hits} of {len(rows)} hold; the bar is {LEAST} of 100: {verdict}."]
    return lines


def outside(rows: list[Row]) -> list[str]:
    """Return every bracket that does not hold its port's exact traffic."""
    exact = {port.name: port.exact for port in PORTS}
    return [
        f"- {row.port}, seed {row.seed}: {row.low:.4f} to {row.high:.4f}."
        for row in rows if not row.holds(exact[row.port])
    ]  # fmt: skip


def main() -> None:
    """Run what is left, print all."""
    rows = read_results()
    done = {(row.port, row.seed) for row in rows}
    for port in [] if "--page" in sys.argv else PORTS:
        for seed in SEEDS:
            if (port.name, seed) not in done:
                rows.append(run(port, seed))
                write_results(rows)
    print("\n".join([*table(rows), "", *outside(rows)]))


if __name__ == "__main__":
    main()
