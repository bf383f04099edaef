"""Hold the exact queues against printed tables, and against values that were known beforehand.

    python validation/queueing.py    # prints the tables of docs/validation/queueing.md

A printed value is off when it is farther from ours than half a unit of its last digit (and a
hundredth of that more: two cells so near count as rounded twice). The known values are those of
``tests/queueing/data/waits.csv``, computed by another program before the room was written.
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import csv
from pathlib import Path

from tongqu.queueing import (
    PRINTED,
    container_code,
    lock_code,
    queue_fleet,
    queue_lock,
    queue_loss,
    queue_silo,
    queue_table,
    queue_tandem,
    queue_wait,
)

KNOWN = Path(__file__).parents[1] / "tests" / "queueing" / "data" / "waits.csv"


def known_waits() -> list[str]:
    """Return one line a model: cells, and the largest difference."""
    found: dict[str, list[float]] = {}
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            ours = queue_wait(
                row["arrival"], row["service"], int(row["berths"]), float(row["utilisation"])
            )
            miss = abs(ours.wait - float(row["wait_over_service"]))
            found.setdefault(f"{row['arrival']}/{row['service']}/c", []).append(miss)
    return [f"| {model} | {len(misses)} | {max(misses):.1e} |" for model, misses in found.items()]


def known_others() -> list[str]:
    """Return one line a figure: known, ours."""
    (small, large), fleet = (
        (queue_loss(2, 6, 1.6), queue_loss(11, 20, 9.9)),
        queue_fleet(20, 2, 40, 5),
    )
    box = container_code(cranes=2, crane_moves_per_h=25, ship_teu=1050, utilisation=0.5)
    lock = lock_code(lockage_t=4000, lockages_per_day=30)
    rows = [
        ("lock, 2 an hour, every 1 h, 4 vessels: wait, h", "0.549652", queue_lock(2, 1, 4).wait_h),
        ("lock, 2, 1.25 h, 4", "0.769892", queue_lock(2, 1.25, 4).wait_h),
        ("lock, 4, 1.5 h, 8", "0.895290", queue_lock(4, 1.5, 8).wait_h),
        ("M/M/2/6, traffic 1.6: turned away", "0.07595242", small.refused),
        ("the same: wait over service", "0.65900768", small.wait),
        ("M/M/11/20, traffic 9.9: turned away", "0.03281837", large.refused),
        ("the same: wait over service", "0.21012361", large.wait),
        ("20 barges, 2 berths, 40 h away, 5 h: trips an hour", "0.37005055",
         fleet.throughput_per_h),
        ("the same: wait, h", "9.0467", fleet.wait_h),
        ("three M/M/1 and an M/M/2: wait, h", "15.555556",
         queue_tandem(0.8, [(1, 1), (1, 1), (1, 1), (2, 2)]).wait_h),
        ("silo, mean content, t", "5000", queue_silo(0.5, 1000, 600).content_t),
        ("container berth of a thesis, TEU/h", "67.83", box.result("rate_teu_per_h")),
        ("the same, TEU a year", "227047", box.result("capacity_teu_per_year")),
        ("lock of a design case, ten thousand t DWT", "2100", lock.result("dwt_per_year") / 1e4),
        ("the same, ten thousand t of cargo", "1004.35", lock.result("capacity_t_per_year") / 1e4),
    ]  # fmt: skip
    return [
        f"| {what} | {known} | {ours:.{len(known.partition('.')[2])}f} |"
        for what, known, ours in rows
    ]


def printed_summary() -> list[str]:
    """Return one line a printed table."""
    lines = []
    for model, printed in PRINTED.items():
        table = queue_table(
            *model.split("/"), printed.berths, printed.utilisations, printed.values()
        )
        worst = max(
            table.off, key=lambda cell: abs(float(cell.printed or 0) - cell.wait_over_service)
        )
        lines.append(
            f"| {printed.source} | {model}/n | {len(table.off)} of {table.printed} "
            f"| n = {worst.berths}, {worst.utilisation:g}: {worst.printed}, "
            f"exact {worst.wait_over_service:.4f} |"
        )
    return lines


def printed_cells(model: str) -> list[str]:
    """Return one line a row of a printed table: every cell that is off, with the exact value."""
    printed = PRINTED[model]
    table = queue_table(*model.split("/"), printed.berths, printed.utilisations, printed.values())
    lines = []
    for load, row in zip(table.utilisations, table.cells, strict=True):
        off = [cell for cell in row if cell.off]
        if off:
            cells = "; ".join(
                f"**{cell.berths}** {cell.printed} → {cell.wait_over_service:.5f}" for cell in off
            )
            lines.append(f"| {load:g} | {len(off)} | {cells} |")
    return lines


def main() -> None:
    """Print all tables."""
    for title, lines in {
        "known waits": known_waits(),
        "others": known_others(),
        "printed": printed_summary(),
        **{model: printed_cells(model) for model in PRINTED},
    }.items():
        print(f"\n{title}\n")
        print("\n".join(lines))


if __name__ == "__main__":
    main()
