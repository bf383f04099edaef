"""Hold the simulated port of the shipped region against what its phases were designed for.

    python validation/design_figures.py    # prints the table of docs/validation/design.md

The design figures are facts of the region. At each of them the port is simulated with as much
cargo: does it carry that, how long do vessels wait for a berth, and how busy are the berths?
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tongqu import load_region
from tongqu.sim import PortParams, settle_port, sim_answer

SEED, RUNS = 1, 8
MOST_WAIT_OVER_STAY = 0.3
"""Mean wait for a berth over the time at it that a port at its design figure may have."""

CODE_UTILISATION = (0.50, 0.70)
"""Effective use of berths that the design codes put into their formula."""


@dataclass(frozen=True)
class Design:
    """A published figure.

    Attributes
    ----------
    what
        In words.
    fact
        Where it stands in the region.
    first_day
        A day on which just these berths work and no closure is known.
    """

    what: str
    fact: str
    first_day: date


DESIGNS = (
    Design("phase I alone", "port1.capacity", date(2024, 11, 1)),
    Design("both phases", "port.total_capacity", date(2026, 3, 1)),
)


def simulated(design: Design) -> tuple[float, dict[str, Any]]:
    """Return the published Mt a year, and the answer of the port that has to carry it."""
    region = load_region("qujiang")
    traffic = float(region.row("facts", design.fact).value)
    port, settled = settle_port(
        region, design.first_day, params=PortParams(traffic_mt_per_year=traffic),
        replications=RUNS, seed=SEED,
    )  # fmt: skip
    return traffic, sim_answer(settled, port)


def wait_over_stay(answer: dict[str, Any]) -> float:
    """Return the mean wait for a berth over the mean time at it, by Little's law."""
    waiting = sum(row["queue_mean"]["value"] for row in answer["stations"] if _berths(row))
    working = sum(row["busy_mean"]["value"] for row in answer["groups"] if _berths(row))
    return float(waiting / working)


def utilisation(answer: dict[str, Any]) -> float:
    """Return how busy the berths are."""
    rows = [row for row in answer["groups"] if _berths(row)]
    return float(
        sum(row["busy_mean"]["value"] for row in rows)
        / sum(row["open_mean"]["value"] for row in rows)
    )


def _berths(row: dict[str, Any]) -> bool:
    return str(row["id"]).startswith("berths-") and row.get("waits_for", "servers") == "servers"


def compared() -> list[str]:
    """Return the rows of the page's table."""
    lines = []
    for design in DESIGNS:
        traffic, answer = simulated(design)
        carried = "hit" if answer["settled"] else "**miss**"
        lines.append(f"| {design.what}, carried | {traffic:g} Mt a year | settles | {carried} |")
        if not answer["settled"]:
            continue
        waits, busy = wait_over_stay(answer), utilisation(answer)
        said = "hit" if waits <= MOST_WAIT_OVER_STAY else "**miss**"
        lines.append(
            f"| {design.what}, wait for a berth over the time at it | at most "
            f"{MOST_WAIT_OVER_STAY} | {waits:.2f} | {said} |"
        )
        low, high = CODE_UTILISATION
        said = "hit" if low <= busy <= high else "**miss**"
        lines.append(
            f"| {design.what}, use of the berths | {low:.2f}–{high:.2f} by the codes | {busy:.2f} "
            f"| {said} |"
        )
    return lines


if __name__ == "__main__":
    print("\n".join(compared()))
