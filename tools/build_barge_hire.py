"""Set the hire of barges in a region: the middle of the assumption and what rests on it.

Inland classes carry ``cost_per_h`` = middle value of ``barge-hire`` × deadweight. When the middle
value is found anew (it is the one water rate that no source gives), both change together::

    python tools/build_barge_hire.py 0.052 [FOLDER]

Low and high keep their proportion to the middle.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ASSUMPTION = "barge-hire"
SHIPPED = Path(__file__).parent.parent / "src" / "tongqu" / "datasets" / "qujiang"
DECIMALS = 6


def read_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the columns and the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def write_table(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table with the line ends that the datasets have."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def plain(value: float) -> str:
    """Return a number without trailing zeros."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def set_barge_hire(folder: Path, middle: float) -> int:
    """Write the middle value and every cost that rests on it; return how many classes changed."""
    columns, assumptions = read_table(folder / "assumptions.csv")
    for row in assumptions:
        if row["id"] == ASSUMPTION:
            factor = middle / float(row["middle"])
            for name in ("low", "high"):
                row[name] = plain(float(row[name]) * factor)
            row["middle"] = plain(middle)
    write_table(folder / "assumptions.csv", columns, assumptions)
    columns, classes = read_table(folder / "vessel_classes.csv")
    changed = 0
    for row in classes:
        if row["assumption_id"] == ASSUMPTION:
            row["cost_per_h"] = plain(middle * float(row["dwt_t"]))
            changed += 1
    write_table(folder / "vessel_classes.csv", columns, classes)
    return changed


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    if not arguments or float(arguments[0]) <= 0:
        print(__doc__)
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else SHIPPED
    print(f"{set_barge_hire(folder, float(arguments[0]))} vessel classes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
