"""Which row of a rate table counts: the most specific one that matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

Row = TypeVar("Row")

WEIGHTS = {
    "service_id": 64,
    "terminal_id": 32,
    "from_place_id": 32,
    "to_place_id": 32,
    "class_id": 16,
    "commodity_id": 8,
    "packing": 4,
    "mode": 2,
}
"""Order of the match columns where two rows fill equally many of them."""


def most_specific(
    rows: Iterable[Row], wanted: Mapping[str, str], also: Callable[[Row], bool] | None = None
) -> Row | None:
    """Return the matching row that fills the most match columns.

    Parameters
    ----------
    rows
        Rows of one table.
    wanted
        Match columns and their values; an empty cell of a row matches any value.
    also
        A further condition.

    Examples
    --------
    >>> from tongqu.model.terminals import Cutoff
    >>> rows = [
    ...     Cutoff(id="any", cutoff_h=24, source_id="s"),
    ...     Cutoff(id="boxes", packing="boxes", cutoff_h=48, source_id="s"),
    ... ]
    >>> most_specific(rows, {"packing": "boxes"}).id
    'boxes'
    >>> most_specific(rows, {"packing": "bulk"}).id
    'any'
    """
    best: Row | None = None
    best_rank = (-1, -1)
    for row in rows:
        filled = weight = 0
        for column, value in wanted.items():
            cell = getattr(row, column)
            if cell == "":
                continue
            if cell != value:
                break
            filled += 1
            weight += WEIGHTS[column]
        else:
            if (filled, weight) > best_rank and (also is None or also(row)):
                best, best_rank = row, (filled, weight)
    return best


class RateBook:
    """Remembers which row of a table counts, as the same question comes often."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Any] = {}

    def find(self, rows: tuple[Row, ...], **wanted: str) -> Row | None:
        """Return :func:`most_specific`, from memory where it was asked before."""
        key = (id(rows), *wanted.items())
        if key not in self._known:
            self._known[key] = most_specific(rows, wanted)
        found: Row | None = self._known[key]
        return found
