"""The planner's tables, as they should have been printed, beside those that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongqu.queueing.berths import mean_waits
from tongqu.queueing.checks import count, stable
from tongqu.queueing.laws import Law

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

__all__ = ["Cell", "QueueTable", "is_off", "queue_table"]

ROUNDING = 0.505
"""Units of the last digit that rounding explains: half of one, and a little for a value that was
rounded twice."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    utilisation, berths
        Its place.
    wait_over_service
        Mean wait in mean service times.
    printed
        What is printed, as written; None where nothing is.
    """

    utilisation: float
    berths: int
    wait_over_service: float
    printed: str | None = None

    @property
    def off(self) -> bool:
        """Whether the printed value is wrong by more than its rounding."""
        return self.printed is not None and is_off(self.printed, self.wait_over_service)


def is_off(printed: str, exact: float) -> bool:
    """Whether a printed number is farther from the truth than its last digit explains.

    Parameters
    ----------
    printed
        As written: ``0.80`` promises two decimals, ``0.8`` one.
    exact
        What it should be.

    Examples
    --------
    >>> is_off("0.75", 0.7456), is_off("0.7500", 0.7456)
    (False, True)
    """
    decimals = len(printed.partition(".")[2])
    return abs(float(printed) - exact) > ROUNDING * 10.0**-decimals


@dataclass(frozen=True)
class QueueTable:
    """Mean waits over mean service times.

    Attributes
    ----------
    arrival, service
        Laws.
    utilisations, berths
        Rows and columns.
    cells
        Row by row.
    """

    arrival: Law
    service: Law
    utilisations: tuple[float, ...]
    berths: tuple[int, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def off(self) -> tuple[Cell, ...]:
        """Cells whose printed value is wrong by more than its rounding."""
        return tuple(cell for row in self.cells for cell in row if cell.off)

    @property
    def printed(self) -> int:
        """How many cells have a printed value."""
        return sum(cell.printed is not None for row in self.cells for cell in row)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON shows it."""
        return {
            "model": f"{self.arrival}/{self.service}/c",
            "utilisations": list(self.utilisations),
            "berths": list(self.berths),
            "wait_over_service": [[cell.wait_over_service for cell in row] for row in self.cells],
            "printed": [
                [None if cell.printed is None else float(cell.printed) for cell in row]
                for row in self.cells
            ]
            if self.printed
            else None,
            "printed_cells": self.printed,
            "off": [
                {
                    "utilisation": cell.utilisation,
                    "berths": cell.berths,
                    "printed": float(cell.printed or "nan"),
                    "wait_over_service": cell.wait_over_service,
                }
                for cell in self.off
            ],
        }


def queue_table(
    arrival: str | Law,
    service: str | Law,
    berths: Sequence[int],
    utilisations: Sequence[float],
    printed: Mapping[tuple[float, int], str] | None = None,
) -> QueueTable:
    """Return a table of mean waits over mean service times.

    Parameters
    ----------
    arrival, service
        Laws, as for `queue_wait`.
    berths, utilisations
        Columns and rows.
    printed
        A printed table: what stands where, as written.

    Examples
    --------
    >>> table = queue_table("E2", "E2", [3, 4], [0.5, 0.6], {(0.5, 4): "0.0532"})
    >>> [(cell.berths, cell.printed, round(cell.wait_over_service, 4)) for cell in table.off]
    [(4, '0.0532', 0.0257)]
    """
    coming, serving = Law.of(arrival), Law.of(service)
    for number in berths:
        count("berths", number)
    for load in utilisations:
        stable(load)
    there = printed or {}
    columns = mean_waits(coming, serving, berths, utilisations)
    cells = tuple(
        tuple(
            Cell(load, number, column[row], there.get((load, number)))
            for number, column in zip(berths, columns, strict=True)
        )
        for row, load in enumerate(utilisations)
    )
    return QueueTable(coming, serving, tuple(utilisations), tuple(berths), cells)
